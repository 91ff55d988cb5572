"""Consents in parts: recording for one and for many, withdrawal, and who allows what on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from app.domain.enums import ConsentWay
from app.errors import UserError
from app.services.people.reading import consent_states, consent_views
from app.services.people.views import ConsentState, ConsentView
from app.services.session import READERS, WRITERS, VaultSession


def record_consent(
    session: VaultSession,
    person_ids: Sequence[int],
    parts: Mapping[str, bool],
    on: date,
    *,
    way: ConsentWay = ConsentWay.HANDWRITTEN,
    edition: str | None = None,
    valid_until: date | None = None,
) -> int:
    """Record the same consent for these people in one transaction; returns how many.

    ``parts``: part id of the profile -> given (True) or refused. UserError for an unknown part, a date ahead of
    today, a term before the date or an unknown person.
    """
    session.require(*WRITERS)
    known = {part.id for part in session.profile.consent_parts}
    unknown = sorted(set(parts) - known)
    if unknown or not parts:
        raise UserError("consents.unknown_part", part=", ".join(unknown) or "—", known=", ".join(sorted(known)))
    if on > date.today():
        raise UserError("consents.future", date=f"{on:%d.%m.%Y}")
    if valid_until is not None and valid_until < on:
        raise UserError("consents.term_before", date=f"{valid_until:%d.%m.%Y}")
    text = edition or session.profile.consent_edition.id
    now = datetime.now(UTC)
    with session.unit_of_work() as uow:
        uids = uow.people.uids(person_ids)
        for person_id in person_ids:
            if person_id not in uids:
                raise UserError("people.unknown", id=person_id)
        common = {"edition": text, "given_on": on, "way": way, "valid_until": valid_until, "recorded_at": now}
        uow.people.add_consents([{"person_id": person_id, **common} for person_id in uids], parts)
        given = sorted(part for part, yes in parts.items() if yes)
        uow.journal.record_for_many("consent.recorded", list(uids.values()), parts=given)
        uow.commit()
    return len(uids)


def withdraw_consent(session: VaultSession, person_id: int, parts: Sequence[str], on: date) -> tuple[str, ...]:
    """Withdraw parts (all given ones when empty) from a date on; returns the parts withdrawn.

    From that day nothing leaves under them. UserError ``consents.nothing_to_withdraw`` when none was given.
    """
    session.require(*WRITERS)
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
        uow.commit()
    return tuple(sorted(withdrawn))


def consents_of(session: VaultSession, person_id: int) -> tuple[ConsentView, ...]:
    """A person's consent documents, the oldest first."""
    session.require(*READERS)
    with session.unit_of_work() as uow:
        return consent_views(uow, person_id)


def allowed_on(session: VaultSession, part: str, on: date) -> frozenset[int]:
    """Ids of the people whose consent part is given and in force on a day: the only ones sent by name."""
    with session.unit_of_work() as uow:
        states = consent_states(uow, part, on)
    return frozenset(person_id for person_id, state in states.items() if state is ConsentState.GIVEN)
