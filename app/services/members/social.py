"""The social passport of a member: kept, shown and changed only while the consent to it is in force.

These are the data the law guards most (health, family): without the consent part ``social`` nothing is written and
nothing is shown, whoever asks. What was recorded before a withdrawal can only be deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.enums import SocialKind
from app.domain.names import tidy
from app.errors import UserError
from app.models import Person, SocialFact
from app.services.members.reading import consent_of
from app.services.members.views import ConsentState, SocialFactView, SocialPassport
from app.services.organisation.profiles import Profile
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

SOCIAL_PART = "social"
"""The consent part that allows the social passport."""


@dataclass(frozen=True)
class SocialFactDraft:
    """One line to record. ``born_on`` is of a child; ``detail`` free words («II группа»)."""

    kind: SocialKind
    detail: str = ""
    born_on: date | None = None
    since: date | None = None
    until: date | None = None


def social_passport_in(uow: UnitOfWork, profile: Profile, person_id: int, on: date) -> SocialPassport:
    """The lines true on a day; none unless the consent is in force today."""
    state = _consent(uow, profile, _person(uow, person_id))
    rows = uow.person_cards.social_facts(person_id)
    if state is not ConsentState.GIVEN:
        return SocialPassport(allowed=False, consent=state, kept=len(rows))
    shown = [row for row in rows if (row.since is None or row.since <= on) and (row.until is None or row.until > on)]
    return SocialPassport(allowed=True, consent=state, facts=tuple(_view(row) for row in shown), kept=len(rows))


@service(Act.LOOK)
def social_passport(session: VaultSession, person_id: int, on: date | None = None) -> SocialPassport:
    """A person's social passport; the look is written in the journal when anything may be seen."""
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        passport = social_passport_in(uow, session.profile, person_id, on or date.today())
        if passport.allowed:
            uow.journal.record("social.viewed", person_uid=person.uid)
            uow.commit()
    return passport


@service(Act.RECORD)
def record_social_fact(session: VaultSession, person_id: int, draft: SocialFactDraft) -> int:
    """Record a line; returns its id. UserError ``people.social_no_consent``, ``people.social_dates``."""
    _check(draft)
    with session.unit_of_work() as uow:
        person = _allowed(uow, session.profile, person_id)
        row = SocialFact(
            person_id=person_id,
            kind=draft.kind,
            detail=tidy(draft.detail),
            born_on=draft.born_on,
            since=draft.since,
            until=draft.until,
            recorded_at=datetime.now(UTC),
        )
        number = uow.person_cards.add_social_fact(row)
        uow.journal.record("social.recorded", person_uid=person.uid)
        uow.commit()
    return number


@service(Act.RECORD)
def end_social_fact(session: VaultSession, fact_id: int, until: date) -> None:
    """Say that a line is true only up to, not including, a day."""
    with session.unit_of_work() as uow:
        row = uow.person_cards.social_fact(fact_id)
        if row is None:
            raise UserError("people.no_such_social_fact")
        person = _allowed(uow, session.profile, row.person_id)
        if row.since is not None and until <= row.since:
            raise UserError("people.social_dates")
        row.until = until
        uow.journal.record("social.ended", person_uid=person.uid)
        uow.commit()


@service(Act.RECORD)
def delete_social_facts(session: VaultSession, person_id: int, fact_ids: Sequence[int] | None = None) -> int:
    """Take lines away for good (all when none are named): allowed without a consent too. Returns how many."""
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        count = uow.person_cards.delete_social_facts(person_id, fact_ids)
        uow.journal.record("social.deleted", person_uid=person.uid, count=count)
        uow.commit()
    return count


def _check(draft: SocialFactDraft) -> None:
    today = date.today()
    if draft.born_on is not None and not date(today.year - 100, 1, 1) <= draft.born_on <= today:
        raise UserError("people.birth_date", date=f"{draft.born_on:%d.%m.%Y}")
    if draft.since is not None and draft.until is not None and draft.until <= draft.since:
        raise UserError("people.social_dates")


def _person(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None or person.erased_on is not None:
        raise UserError("people.unknown", id=person_id)
    return person


def _consent(uow: UnitOfWork, profile: Profile, person: Person) -> ConsentState:
    """The state of the consent part today; of a person whose data are blocked as if it were withdrawn."""
    if person.blocked_on is not None and person.blocked_on <= date.today():
        return ConsentState.WITHDRAWN
    return consent_of(uow, SOCIAL_PART, person.id, date.today(), profile.consent_editions)


def _allowed(uow: UnitOfWork, profile: Profile, person_id: int) -> Person:
    person = _person(uow, person_id)
    if _consent(uow, profile, person) is not ConsentState.GIVEN:
        raise UserError("people.social_no_consent")
    return person


def _view(row: SocialFact) -> SocialFactView:
    return SocialFactView(row.id, row.kind, row.detail, row.born_on, row.since, row.until)
