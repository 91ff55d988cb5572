"""Sheets of consent: printing for those who need one and why, and what a scanned sheet says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.domain.sheet_code import edition_figures, read_sheet_code, sheet_code
from app.domain.vocabulary.words import word_for
from app.errors import UserError
from app.models import Organisation, Person
from app.progress import Progress
from app.services.members.reading import consent_states, person_name
from app.services.members.views import ConsentState
from app.services.organisation.profiles import Profile
from app.services.privacy.consent_texts import ConsentEdition, ConsentPartText
from app.services.privacy.disclosure import Reason
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from app.rendering.consents import ConsentPaper

_RECIPIENTS = "consent_recipients"


@dataclass(frozen=True)
class Recipient:
    """To whom a part lets data go, as it is printed on this organisation's sheets."""

    name: str
    address: str


@dataclass(frozen=True)
class PartCount:
    """How many of those on the register are in each state of a part."""

    part: ConsentPartText
    members: int
    states: Mapping[ConsentState, int]

    @property
    def given(self) -> int:
        """Agreed, and it counts."""
        return self.states.get(ConsentState.GIVEN, 0)


@dataclass(frozen=True)
class NeedsSheet:
    """Somebody who has to be given a sheet. ``why`` in plain words."""

    person_id: int
    name: str
    state: ConsentState
    why: str


@dataclass(frozen=True)
class ScannedSheet:
    """A sheet laid under the scanner: whose it is, which text, and what was answered before."""

    person_id: int
    name: str
    edition: str
    parts: tuple[ConsentPartText, ...]
    recorded: Mapping[str, ConsentState]


@service(Act.LOOK)
def part_counts(session: VaultSession, on: date | None = None) -> tuple[PartCount, ...]:
    """Every part of the consent with the states of those on the register."""
    day = on or date.today()
    with session.unit_of_work() as uow:
        members = [person.id for person, _ in uow.privacy.people(day)]
        found = []
        for part in session.profile.consent_parts:
            states = consent_states(uow, part.id, day, session.profile.consent_editions)
            counts: dict[ConsentState, int] = {}
            for person_id in members:
                state = states.get(person_id, ConsentState.MISSING)
                counts[state] = counts.get(state, 0) + 1
            found.append(PartCount(part, len(members), counts))
    return tuple(found)


@service(Act.LOOK)
def need_sheets(session: VaultSession, on: date | None = None, part_id: str = "") -> tuple[NeedsSheet, ...]:
    """Those on the register to whom a sheet must be given for a part (the required one): no answer yet, the term is
    over, or a newer text asks to sign again. Who refused or withdrew is left in peace."""
    day = on or date.today()
    profile = session.profile
    part = profile.part(part_id) if part_id else next(p for p in profile.consent_parts if p.required)
    if part is None:
        raise UserError("consents.unknown_part", part=part_id, known=", ".join(p.id for p in profile.consent_parts))
    asking = next((e for e in reversed(profile.consent_editions) if part.id in e.again and e.applies_from <= day), None)
    reasons = {
        ConsentState.MISSING: word_for(Reason.MISSING),
        ConsentState.EXPIRED: word_for(Reason.EXPIRED),
        ConsentState.OUTDATED: "новая редакция" + (f": {asking.why}" if asking is not None else ""),
    }
    with session.unit_of_work() as uow:
        states = consent_states(uow, part.id, day, profile.consent_editions)
        people = uow.privacy.people(day)
    found = []
    for person, _ in people:
        state = states.get(person.id, ConsentState.MISSING)
        if state in reasons and person.blocked_on is None:
            found.append(NeedsSheet(person.id, person_name(person), state, reasons[state]))
    return tuple(found)


@service(Act.LOOK)
def recipients(session: VaultSession) -> dict[str, Recipient]:
    """To whom each part lets data go: as the organisation wrote it, else as the profile says."""
    with session.unit_of_work() as uow:
        return recipients_in(uow, session.profile)


def recipients_in(uow: UnitOfWork, profile: Profile) -> dict[str, Recipient]:
    """The same within a unit of work."""
    written = uow.settings.get(_RECIPIENTS)
    own = written if isinstance(written, dict) else {}
    result = {}
    for part in profile.consent_parts:
        name, address = own.get(part.id, (part.recipient, part.recipient_address))
        result[part.id] = Recipient(str(name), str(address))
    return result


@service(Act.RECORD)
def set_recipient(session: VaultSession, part_id: str, name: str, address: str) -> None:
    """Write to whom a part lets data go, with the address that article 9 asks for; both empty: as the profile says."""
    if session.profile.part(part_id) is None:
        known = ", ".join(part.id for part in session.profile.consent_parts)
        raise UserError("consents.unknown_part", part=part_id, known=known)
    with session.unit_of_work() as uow:
        written = uow.settings.get(_RECIPIENTS)
        own = dict(written) if isinstance(written, dict) else {}
        if name.strip():
            own[part_id] = [name.strip(), address.strip()]
        else:
            own.pop(part_id, None)
        uow.settings.put(_RECIPIENTS, own)
        uow.journal.record("consent.recipient_set", part=part_id)
        uow.commit()


def own_sheets(profile: Profile) -> tuple[ConsentPartText, ...]:
    """Parts that are signed on a sheet of their own, in the order of their numbers in the square sign."""
    return tuple(part for part in profile.consent_parts if part.own_sheet)


@service(Act.TAKE_NAMES)
def consent_sheets(
    session: VaultSession,
    person_ids: Sequence[int],
    progress: Progress | None = None,
    *,
    special: Sequence[str] = (),
    main: bool = True,
    blank: bool = False,
) -> bytes:
    """The PDF: for each person the common sheet (``main``) and those of ``special`` parts, each with its square sign.

    ``blank``: one sheet without a person. The printing is written in the journal of each person.
    """
    from app.rendering.consents import ConsentPerson, consent_forms_pdf

    profile, edition = session.profile, session.profile.consent_edition
    chosen = [part for part in own_sheets(profile) if part.id in special]
    with session.unit_of_work() as uow:
        organisation = uow.organisation.get()
        told = recipients_in(uow, profile)
        unusable = uow.papers.unusable(date.today())
        people = [] if blank else [
            person for person, _ in uow.privacy.people(date.today(), person_ids) if person.id not in unusable
        ]  # fmt: skip
        if not blank and not people:
            raise UserError("consents.nobody")
        papers = [_paper(organisation, edition, edition.text, profile.main_parts, told)] if main else []
        papers += [_paper(organisation, edition, edition.special_text or edition.text, (p,), told) for p in chosen]
        sheets = ([0] if main else []) + [own_sheets(profile).index(part) + 1 for part in chosen]
        codes = [[sheet_code(person.uid, edition.id, sheet) for sheet in sheets] for person in people]
        if people:
            uow.journal.record_for_many("consent.printed", [person.uid for person in people], edition=edition.id)
            uow.commit()
    drawn = [ConsentPerson(person_name(p), p.address, _birth(p)) for p in people]
    return consent_forms_pdf(papers, drawn, progress, codes)


@service(Act.RECORD)
def scanned(session: VaultSession, text: str) -> ScannedSheet:
    """Whose sheet was read by the scanner. UserError ``consents.not_a_sheet``, ``consents.sheet_unknown``."""
    code = read_sheet_code(text)
    if code is None:
        raise UserError("consents.not_a_sheet")
    profile = session.profile
    edition = next((e for e in profile.consent_editions if edition_figures(e.id) == code.edition), None)
    if edition is None:
        raise UserError("consents.sheet_unknown")
    special = own_sheets(profile)
    if code.sheet > len(special):
        raise UserError("consents.sheet_unknown")
    parts = profile.main_parts if code.sheet == 0 else (special[code.sheet - 1],)
    with session.unit_of_work() as uow:
        person = uow.privacy.person_by_uid(code.uid)
        if person is None or person.erased_on is not None:
            raise UserError("consents.sheet_unknown")
        recorded = {}
        for part in parts:
            states = consent_states(uow, part.id, date.today(), profile.consent_editions)
            recorded[part.id] = states.get(person.id, ConsentState.MISSING)
        return ScannedSheet(person.id, person_name(person), edition.id, parts, recorded)


def details_of(organisation: Organisation) -> str:
    """«, ИНН 1655000000, ОГРН 1021600000000,» for the operator's line."""
    parts = [f"{word} {value}" for word, value in (("ИНН", organisation.inn), ("ОГРН", organisation.ogrn)) if value]
    return ", " + ", ".join(parts) if parts else ""


def _paper(
    organisation: Organisation,
    edition: ConsentEdition,
    text: str,
    parts: Sequence[ConsentPartText],
    told: Mapping[str, Recipient],
) -> ConsentPaper:
    from app.rendering.consents import ConsentPaper, PrintedConsentPart

    return ConsentPaper(
        text=text,
        edition=edition.id,
        parts=tuple(
            PrintedConsentPart(p.title, p.purpose, told[p.id].name, p.fields, told[p.id].address, p.term) for p in parts
        ),
        organisation=organisation.full_name,
        organisation_address=organisation.address,
        union=organisation.union,
        organisation_details=details_of(organisation),
    )


def _birth(person: Person) -> str:
    return f"{person.birth_date:%d.%m.%Y}" if person.birth_date is not None and person.birth_exact else ""
