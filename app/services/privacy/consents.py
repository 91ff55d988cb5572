"""Consents in parts: recording for one and for many, withdrawal, and who allows what on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.enums import AttachmentKind, ConsentWay, EndCause
from app.errors import UserError
from app.progress import Progress
from app.services.members.attachments import add_attachment_in, checked_scan
from app.services.members.reading import consent_states, consent_views
from app.services.members.views import ConsentState, ConsentView
from app.services.organisation.profiles import Profile
from app.services.privacy.consent_texts import edition_on
from app.services.privacy.ending import end_processing_in
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

FIRST_CONSENTS = date(2006, 1, 1)
"""The law on personal data is of 2006: an earlier day of a consent is a slip."""


@service(Act.RECORD)
def record_consent(
    session: VaultSession,
    person_ids: Sequence[int],
    parts: Mapping[str, bool],
    on: date,
    *,
    way: ConsentWay = ConsentWay.HANDWRITTEN,
    edition: str | None = None,
    valid_until: date | None = None,
    record: str = "",
    scan: bytes | None = None,
    progress: Progress | None = None,
) -> int:
    """Record the same consent for these people in one transaction; returns how many.

    ``parts``: part id of the profile -> given (True) or refused. ``edition``: that of the day when None. ``record``: of
    a simple electronic signature, the system, number and moment. ``scan``: the signed sheet of one person. UserError
    for an unknown part, a date ahead of today, a term before the date or an unknown person; ``attachments.*`` for it.
    """
    checked = None if scan is None else checked_scan(scan, progress)
    if checked is not None and len(person_ids) != 1:
        raise UserError("consents.scan_of_many")
    with session.unit_of_work() as uow:
        draft = ConsentDraft(dict(parts), on, way, edition or "", valid_until, record)
        attachment_id = None
        if checked is not None:
            title = f"Согласие от {on:%d.%m.%Y}"
            attachment_id = add_attachment_in(uow, person_ids[0], AttachmentKind.CONSENT, title, checked)
        count = record_consent_in(uow, session.profile, person_ids, draft, attachment_id)
        uow.commit()
    return count


@dataclass(frozen=True)
class ConsentDraft:
    """What a sheet or a record of another system says. ``edition`` empty: the one in force on the day."""

    parts: Mapping[str, bool]
    on: date
    way: ConsentWay = ConsentWay.HANDWRITTEN
    edition: str = ""
    valid_until: date | None = None
    record: str = ""


def record_consent_in(
    uow: UnitOfWork, profile: Profile, person_ids: Sequence[int], draft: ConsentDraft, attachment_id: int | None = None
) -> int:
    """The same within a unit of work. Each part gets its own last day from the profile's term."""
    check_draft(profile, draft)
    edition = draft.edition or edition_on(profile.consent_editions, draft.on).id
    uids = uow.people.uids(person_ids)
    for person_id in person_ids:
        person = uow.people.find(person_id) if len(person_ids) == 1 else None
        if person_id not in uids or (person is not None and person.erased_on is not None):
            raise UserError("people.unknown", id=person_id)
        if person is not None and person.birth_date is not None and draft.on <= person.birth_date:
            raise UserError("people.before_birth", date=f"{draft.on:%d.%m.%Y}")
    common = {
        "edition": edition, "given_on": draft.on, "way": draft.way, "valid_until": draft.valid_until,
        "record": draft.record, "attachment_id": attachment_id, "recorded_at": datetime.now(UTC),
    }  # fmt: skip
    rows = [{"person_id": person_id, **common} for person_id in uids]
    ends = {part.id: part.valid_until(draft.on) for part in profile.consent_parts}
    uow.people.add_consents(rows, draft.parts, ends)
    given = sorted(part for part, yes in draft.parts.items() if yes)
    refused = sorted(part for part, yes in draft.parts.items() if not yes)
    uow.journal.record_for_many(
        "consent.recorded", list(uids.values()), parts=given, refused=refused, edition=edition, way=draft.way.value
    )
    return len(uids)


def check_draft(profile: Profile, draft: ConsentDraft) -> None:
    """UserError ``consents.unknown_part``, ``consents.future``, ``consents.before_law``, ``consents.term_before``."""
    known = {part.id for part in profile.consent_parts}
    unknown = sorted(set(draft.parts) - known)
    if unknown or not draft.parts:
        raise UserError("consents.unknown_part", part=", ".join(unknown) or "—", known=", ".join(sorted(known)))
    if draft.on > date.today():
        raise UserError("consents.future", date=f"{draft.on:%d.%m.%Y}")
    if draft.on < FIRST_CONSENTS:
        raise UserError("consents.before_law", date=f"{draft.on:%d.%m.%Y}")
    if draft.valid_until is not None and draft.valid_until < draft.on:
        raise UserError("consents.term_before", date=f"{draft.valid_until:%d.%m.%Y}")


@service(Act.RECORD)
def withdraw_consent(session: VaultSession, person_id: int, parts: Sequence[str], on: date) -> tuple[str, ...]:
    """Withdraw parts (all given ones when empty) from a date on; returns the parts withdrawn.

    From that day nothing leaves under them. When the required part or a part with a sheet of its own is withdrawn, the
    end of processing is written down with the day thirty days later (:mod:`app.services.privacy.ends`). UserError
    ``consents.nothing_to_withdraw`` when none was given.
    """
    withdrawn: set[str] = set()
    with session.unit_of_work() as uow:
        person = uow.people.find(person_id)
        if person is None:
            raise UserError("people.unknown", id=person_id)
        for consent, part in uow.people.consent_parts(person_id=person_id):
            wanted = not parts or part.part in parts
            if wanted and part.given and part.withdrawn_on is None and consent.given_on <= on:
                part.withdrawn_on = on
                withdrawn.add(part.part)
        if not withdrawn:
            raise UserError("consents.nothing_to_withdraw")
        uow.journal.record("consent.withdrawn", person_uid=person.uid, parts=sorted(withdrawn))
        ends = [p.id for p in session.profile.consent_parts if p.id in withdrawn and (p.required or p.own_sheet)]
        if ends:
            end_processing_in(uow, person_id, EndCause.WITHDRAWN, on, ", ".join(ends))
        uow.commit()
    return tuple(sorted(withdrawn))


@service(Act.LOOK)
def consents_of(session: VaultSession, person_id: int) -> tuple[ConsentView, ...]:
    """A person's consent documents, the oldest first."""
    with session.unit_of_work() as uow:
        return consent_views(uow, person_id)


@service(Act.LOOK)
def allowed_on(session: VaultSession, part: str, on: date) -> frozenset[int]:
    """Ids of the people whose consent part is given and in force on a day; blocked people are still among them.

    Who may be sent is answered by :mod:`app.services.privacy.disclosure`.
    """
    with session.unit_of_work() as uow:
        states = consent_states(uow, part, on, session.profile.consent_editions)
    return frozenset(person_id for person_id, state in states.items() if state is ConsentState.GIVEN)
