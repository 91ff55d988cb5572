"""«Человек передумал»: by which day his data go or on what ground they stay; blocking; terms that ran out.

Withdrawal itself is :func:`app.services.privacy.consents.withdraw_consent`: from its day nothing leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.enums import EndCause, EndDecision
from app.errors import UserError
from app.models import Person, ProcessingEnd
from app.services.members.reading import person_name
from app.services.privacy.definitions import KeepGround, load_privacy, years_later
from app.services.session import Act, VaultSession, service
from app.storage.privacy.erasure import personal_columns
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class EndView:
    """One end of processing. ``waits``: nobody decided yet, or the ground to keep has run out."""

    id: int
    person_id: int
    name: str
    cause: EndCause
    since: date
    due_on: date
    decision: EndDecision | None
    ground: str
    note: str
    keep_until: date | None
    waits: bool

    def overdue(self, on: date) -> bool:
        """The day has passed."""
        return self.waits and on > self.due_on


@dataclass(frozen=True)
class RetentionOver:
    """Somebody who left so long ago that their data must go. ``categories``: titles whose term ran out."""

    person_id: int
    name: str
    left_on: date
    over_since: date
    categories: tuple[str, ...]
    all_over: bool


@service(Act.LOOK)
def grounds(session: VaultSession) -> tuple[KeepGround, ...]:
    """The grounds to keep that the profile knows, with the law and plain words."""
    return load_privacy(session.profile.privacy).grounds


@service(Act.LOOK)
def ends(session: VaultSession, on: date | None = None) -> tuple[EndView, ...]:
    """All ends of processing, those that wait first, by the day they are due."""
    day = on or date.today()
    with session.unit_of_work() as uow:
        found = [_view(row, person, day) for row, person in uow.privacy.ends() if person.erased_on is None]
    return tuple(sorted(found, key=lambda end: (not end.waits, end.due_on, end.id)))


@service(Act.DESTROY)
def keep(session: VaultSession, end_id: int, ground_id: str, note: str = "", until: date | None = None) -> None:
    """Decide to keep on a ground of the profile; its years count from the end, unless ``until`` is told.

    UserError ``privacy.no_end``, ``privacy.unknown_ground``.
    """
    ground = load_privacy(session.profile.privacy).ground(ground_id)
    if ground is None:
        raise UserError("privacy.unknown_ground")
    with session.unit_of_work() as uow:
        row = _end(uow, end_id)
        person = _person(uow, row.person_id)
        row.decision, row.ground, row.note, row.decided_on = EndDecision.KEEP, ground.id, note.strip(), date.today()
        row.keep_until = until or (years_later(row.since, ground.years) if ground.years else None)
        row.user_name = uow.user_name
        uow.journal.record("processing.kept", person_uid=person.uid, ground=ground.id, until=row.keep_until)
        uow.commit()


@service(Act.RECORD)
def block(session: VaultSession, person_id: int, on: date | None = None) -> None:
    """From this day the data are only kept: they leave by no channel (152-ФЗ, article 21). UserError
    ``privacy.blocked_already``."""
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        if person.blocked_on is not None:
            raise UserError("privacy.blocked_already", date=f"{person.blocked_on:%d.%m.%Y}")
        uow.people.set_fields({person_id: {"blocked_on": on or date.today()}}, changed_on=on or date.today())
        uow.journal.record("person.blocked", person_uid=person.uid)
        uow.commit()


@service(Act.LOOK)
def blocked_since(session: VaultSession, person_id: int) -> date | None:
    """From which day the data are blocked; None when they are not."""
    with session.unit_of_work() as uow:
        return _person(uow, person_id).blocked_on


@service(Act.RECORD)
def unblock(session: VaultSession, person_id: int) -> None:
    """The data may be used again. UserError ``privacy.not_blocked``."""
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        if person.blocked_on is None:
            raise UserError("privacy.not_blocked")
        uow.people.set_fields({person_id: {"blocked_on": None}}, changed_on=date.today())
        uow.journal.record("person.unblocked", person_uid=person.uid)
        uow.commit()


@service(Act.LOOK)
def retention_over(session: VaultSession, on: date | None = None) -> tuple[RetentionOver, ...]:
    """Those who left the register and whose term ran out in at least one category, the longest ago first.

    Somebody whose data are kept on a ground that still holds is left out.
    """
    day = on or date.today()
    privacy = load_privacy(session.profile.privacy)
    categories = [c for c in privacy.categories if c.id not in ("access", "request")]
    found: list[RetentionOver] = []
    columns = personal_columns()
    with session.unit_of_work() as uow:
        kept = {
            row.person_id
            for row, _ in uow.privacy.ends()
            if row.decision is EndDecision.KEEP and (row.keep_until is None or row.keep_until >= day)
        }
        for person, left_on in uow.privacy.left_before(day):
            if person.id in kept:
                continue
            over = [c for c in categories if _over(c.ends(left_on), c.years_after, day)]
            every = len(over) == len(categories)
            if not every and any(c.years_after for c in over):
                # What is not held of this person has no term to wait for.
                held = uow.erasure.held_categories(person.id, columns)
                every = all(c in over for c in categories if c.id in held)
            if over and (every or _has_contacts(person)):
                first = min(c.ends(left_on) for c in over)
                titles = tuple(c.title for c in over)
                found.append(RetentionOver(person.id, person_name(person), left_on, first, titles, every))
    return tuple(found)


@service(Act.RECORD)
def clear_contacts(session: VaultSession, person_ids: list[int]) -> int:
    """Destroy telephone, e-mail and address of people who left, whose other data are kept longer; how many.

    The values go from the log of changes and imports as well.
    """
    blank = {"phone": "", "email": "", "address": ""}
    with session.unit_of_work() as uow:
        uids = uow.people.uids(person_ids)
        uow.people.set_fields(dict.fromkeys(uids, blank), changed_on=None)
        uow.erasure.forget_changes(list(uids), tuple(blank))
        uow.journal.record_for_many("person.contacts_destroyed", list(uids.values()))
        uow.commit()
    session.database.rewrite()
    return len(uids)


def _has_contacts(person: Person) -> bool:
    return bool(person.phone or person.email or person.address)


def _over(ends_on: date, years: int, day: date) -> bool:
    return (day - ends_on).days > (30 if years == 0 else 0)


def _view(row: ProcessingEnd, person: Person, day: date) -> EndView:
    lasting = row.decision is EndDecision.KEEP and (row.keep_until is None or row.keep_until >= day)
    return EndView(
        id=row.id,
        person_id=person.id,
        name=person_name(person),
        cause=row.cause,
        since=row.since,
        due_on=row.due_on,
        decision=row.decision,
        ground=row.ground,
        note=row.note,
        keep_until=row.keep_until,
        waits=row.decision is None or not lasting,
    )


def _end(uow: UnitOfWork, end_id: int) -> ProcessingEnd:
    row = uow.privacy.get(ProcessingEnd, end_id)
    if row is None:
        raise UserError("privacy.no_end")
    return row


def _person(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None or person.erased_on is not None:
        raise UserError("people.unknown", id=person_id)
    return person
