"""Sheets of consent: printing for those who need one and why, and what a scanned sheet says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.domain.enums import SocialKind
from app.domain.sheet_code import edition_figures, read_sheet_code, sheet_code
from app.domain.vocabulary.numbers import years
from app.domain.vocabulary.words import word_for
from app.errors import UserError
from app.models import Organisation, Person
from app.progress import Progress
from app.services.members.reading import consent_states, person_name
from app.services.members.views import ConsentState
from app.services.organisation.profiles import Profile
from app.services.privacy.consent_texts import ConsentEdition, ConsentPartText
from app.services.privacy.definitions import DAYS, Privacy, load_privacy, years_later
from app.services.privacy.disclosure import Reason
from app.services.privacy.recipients import Told, recipient_words, recipients_in, require_recipients
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from app.rendering.consents import ConsentPaper, PrintedConsentPart

_LINE = "_" * 20
_CHILD_AGE = 18
_CHILD_FIELD = "children"
_CHILD_DATA = (
    "фамилия, имя, отчество, дата рождения ребёнка; сведения о его здоровье и льготах, если их сообщил родитель"
)


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


def own_sheets(profile: Profile) -> tuple[ConsentPartText, ...]:
    """Parts that are signed on a sheet of their own whatever the profile insists on (special categories)."""
    return tuple(part for part in profile.consent_parts if part.own_sheet)


def numbered_sheets(profile: Profile) -> tuple[tuple[ConsentPartText, ...], ...]:
    """What stands on the sheet of each number in the square sign: 0 the common one, then those of special parts, then
    those of each main part. Sheets printed before keep their numbers."""
    return (profile.main_parts, *((part,) for part in own_sheets(profile)), *((part,) for part in profile.main_parts))


@service(Act.TAKE_NAMES)
def consent_sheets(
    session: VaultSession,
    person_ids: Sequence[int],
    progress: Progress | None = None,
    *,
    parts: Sequence[str] = (),
    child: bool = False,
    blank: bool = False,
) -> bytes:
    """The PDF: for each person one sheet a part, each with its square sign; the common sheet where the profile insists.

    ``parts``: only these; all main ones when empty. ``child``: instead of them the sheet that a parent signs, one for
    each child of the social passport, else one to be filled in. ``blank``: without a person. The printing is written in
    the journal of each person. UserError ``consents.…`` when a name or an address that the law wants is missing.
    """
    from app.rendering.consents import ConsentPerson, PersonSheets, person_sheets_pdf

    profile, edition, today = session.profile, session.profile.consent_edition, date.today()
    wanted = _chosen(profile, parts, child=child)
    with session.unit_of_work() as uow:
        organisation, told = uow.organisation.get(), recipients_in(uow, profile)
        unusable = uow.papers.unusable(today)
        people = [] if blank else [p for p, _ in uow.privacy.people(today, person_ids) if p.id not in unusable]
        if not blank and not people:
            raise UserError("consents.nobody")
        require_recipients(organisation, told, [part for number in wanted for part in numbered_sheets(profile)[number]])
        paper = _Papers(organisation, profile, told, edition)
        stacks = []
        for person in people:
            minor = _is_minor(person, today)
            signer = ConsentPerson() if minor else ConsentPerson(person_name(person), person.address, _birth(person))
            own = f"{person_name(person)}, дата рождения: {_birth(person)}" if minor else ""
            children = _children(uow, person.id) if child else ("",)
            sheets = tuple(
                (
                    paper.of(number, child_of=child or minor, child=one or own),
                    sheet_code(person.uid, edition.id, number),
                )
                for number in wanted
                for one in children
            )
            stacks.append(PersonSheets(signer, sheets))
        if blank:
            stacks = [PersonSheets(ConsentPerson(), tuple((paper.of(n, child_of=child), "") for n in wanted))]
        if people:
            uow.journal.record_for_many("consent.printed", [person.uid for person in people], edition=edition.id)
            uow.commit()
    return person_sheets_pdf(stacks, progress)


def _chosen(profile: Profile, parts: Sequence[str], *, child: bool) -> list[int]:
    """Numbers of the sheets to print. UserError ``consents.unknown_part``."""
    sheets = numbered_sheets(profile)
    if child:
        return [next(n for n, found in enumerate(sheets) if n and any(_CHILD_FIELD in p.fields for p in found))]
    if not parts:
        return (
            [0] if profile.combined_consent else [n for n, found in enumerate(sheets) if n and not found[0].own_sheet]
        )
    known = {found[0].id: number for number, found in enumerate(sheets) if number}
    if unknown := [part for part in parts if part not in known]:
        raise UserError("consents.unknown_part", part=", ".join(unknown), known=", ".join(known))
    return [known[part.id] for part in profile.consent_parts if part.id in parts]


def _children(uow: UnitOfWork, person_id: int) -> tuple[str, ...]:
    """«Анна, дата рождения: 02.04.2015» of each child of the social passport; one empty text when there is none."""
    found = []
    for fact in uow.person_cards.social_facts(person_id):
        if fact.kind in (SocialKind.CHILD, SocialKind.DISABLED_CHILD) and fact.until is None:
            born = "" if fact.born_on is None else f"{fact.born_on:%d.%m.%Y}"
            found.append(f"{fact.detail or _LINE}, дата рождения: {born or _LINE}")
    return tuple(dict.fromkeys(found)) or ("",)


def _is_minor(person: Person, on: date) -> bool:
    born = person.birth_date
    return born is not None and person.birth_exact and years_later(born, _CHILD_AGE) > on


@service(Act.RECORD)
def scanned(session: VaultSession, text: str) -> ScannedSheet:
    """Whose sheet was read by the scanner. UserError ``consents.not_a_sheet``, ``consents.sheet_unknown``."""
    code = read_sheet_code(text)
    if code is None:
        raise UserError("consents.not_a_sheet")
    profile = session.profile
    edition = next((e for e in profile.consent_editions if edition_figures(e.id) == code.edition), None)
    sheets = numbered_sheets(profile)
    if edition is None or code.sheet >= len(sheets):
        raise UserError("consents.sheet_unknown")
    parts = sheets[code.sheet]
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
    """«, ИНН 1655000000, ОГРН 1021600000000» for the operator's line."""
    parts = [f"{word} {value}" for word, value in (("ИНН", organisation.inn), ("ОГРН", organisation.ogrn)) if value]
    return ", " + ", ".join(parts) if parts else ""


class _Papers:
    """Makes the text of each sheet of one printing."""

    def __init__(self, organisation: Organisation, profile: Profile, told: Told, edition: ConsentEdition) -> None:
        self._organisation, self._profile, self._told, self._edition = organisation, profile, told, edition
        self._privacy = load_privacy(profile.privacy)

    def of(self, number: int, *, child_of: bool = False, child: str = "") -> ConsentPaper:
        """The sheet of a number; of a child when ``child_of``, whose name and birth are ``child``."""
        from app.rendering.consents import ConsentPaper

        edition, parts = self._edition, numbered_sheets(self._profile)[number]
        text = edition.text if number == 0 else (edition.part_text or edition.text)
        if parts[0].own_sheet:
            text = edition.special_text or text
        childish = child_of and bool(edition.child_text)
        own = self._organisation
        fields = [name for part in parts for name in part.fields]
        if childish and parts[0].own_sheet:
            fields = [_CHILD_FIELD]  # the child's own data, not the parent's
        return ConsentPaper(
            text=edition.child_text if childish else text,
            edition=edition.words,
            parts=tuple(self._part(part, child=childish) for part in parts),
            organisation=own.full_name,
            organisation_address=own.address,
            union=own.union,
            organisation_details=details_of(own),
            retention=retention_words(self._privacy, fields),
            after_withdrawal=withdrawal_words(self._privacy),
            child=child,
        )

    def _part(self, part: ConsentPartText, *, child: bool) -> PrintedConsentPart:
        from app.rendering.consents import PrintedConsentPart

        fields = part.fields
        if part.own_sheet and child:
            fields = (_CHILD_DATA,)
        elif self._edition.child_text and part.own_sheet:
            fields = tuple(name for name in fields if name != _CHILD_FIELD)
        return PrintedConsentPart(
            part.title, purpose_words(part), recipient_words(self._told[part.id]), fields, term=part.term
        )


def purpose_words(part: ConsentPartText) -> str:
    """What the part is for; whether messages are of an advertising nature is said either way (38-ФЗ, article 18)."""
    if part.advertising:
        return f"{part.purpose}, в том числе сообщения рекламного характера"
    return part.purpose


def retention_words(privacy: Privacy, fields: Sequence[str]) -> str:
    """How long these data are kept after leaving: the same words in sheets, policy and register."""
    told = privacy.retention_of(fields)
    return f"После снятия с профсоюзного учёта хранятся: {told}." if told else ""


def withdrawal_words(privacy: Privacy) -> str:
    """What happens after a withdrawal; the terms are those by which the program reminds and keeps."""
    proof = privacy.category("consent")
    return (
        f"После отзыва передача получателям прекращается сразу, а данные уничтожаются не позднее {DAYS} дней, если нет "
        f"другого законного основания их хранить; лист согласия и отзыв хранятся {years(proof.years_after)} как "
        "доказательство (часть 3 статьи 9)."
    )


def _birth(person: Person) -> str:
    return f"{person.birth_date:%d.%m.%Y}" if person.birth_date is not None and person.birth_exact else ""
