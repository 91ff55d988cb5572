"""Who came: by a card's square code or number, read by a scanner that types, or by name. A second time is harmless."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from app.bundle.union_card import looks_like_code
from app.domain.meetings import MeetingState
from app.domain.names import normalise, tidy
from app.errors import UserError
from app.models import Attendance, Meeting, Person
from app.services.cards.verifying import card_at_the_door as check_card
from app.services.cards.views import CardVerdict
from app.services.meetings.planning import entitled_person
from app.services.meetings.quorums import condition, meeting_row, quorum_in, require_day_come
from app.services.meetings.rules import MeetingRule, meeting_rules
from app.services.meetings.views import CheckIn, CheckInOutcome, PresentPerson, QuorumView
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_MOST_CANDIDATES = 12


@service(Act.RECORD)
def check_in(session: VaultSession, meeting_id: int, text: str) -> CheckIn:
    """Let somebody in by what was scanned or typed: the square code, a card's number, or a name.

    The same person again changes nothing. Who has no vote is not recorded. UserError ``meetings.unknown``,
    ``meetings.cancelled``; DataError ``meetings.not_yet`` before the day of the meeting.
    """
    clean = tidy(text)
    with session.unit_of_work() as uow:
        door = _Door(uow, session, meeting_id)
        if not clean:
            return door.answer(CheckInOutcome.UNKNOWN, "Ничего не прочитано", "Поднесите билет ещё раз.")
        if looks_like_code(clean) or any(c.isdigit() for c in clean):
            return _by_card(uow, door, clean)
        return _by_name(uow, door, clean)


@service(Act.RECORD)
def check_in_person(session: VaultSession, meeting_id: int, person_id: int) -> CheckIn:
    """Let in somebody chosen in a list."""
    with session.unit_of_work() as uow:
        door = _Door(uow, session, meeting_id)
        person = uow.people.find(person_id)
        if person is None:
            raise UserError("people.unknown", id=person_id)
        return door.let_in(person, by_card=False)


@service(Act.RECORD)
def undo_check_in(session: VaultSession, meeting_id: int, person_id: int) -> QuorumView:
    """Somebody was let in by mistake."""
    with session.unit_of_work() as uow:
        row = meeting_row(uow, meeting_id)
        there = uow.meetings.attendance(row.id, person_id)
        if there is not None:
            uid = uow.people.uids([person_id]).get(person_id)
            uow.meetings.remove(there)
            uow.journal.record("meeting.absent", person_uid=uid, meeting=row.id)
            uow.commit()
        return quorum_in(uow, meeting_rules(session.profile)[row.kind], row)


@service(Act.LOOK)
def quorum(session: VaultSession, meeting_id: int) -> QuorumView:
    """Whether there are enough people now. UserError ``meetings.unknown``."""
    with session.unit_of_work() as uow:
        row = meeting_row(uow, meeting_id)
        return quorum_in(uow, meeting_rules(session.profile)[row.kind], row)


@service(Act.LOOK)
def present(session: VaultSession, meeting_id: int) -> tuple[PresentPerson, ...]:
    """Those who came, the last first."""
    with session.unit_of_work() as uow:
        row = meeting_row(uow, meeting_id)
        return present_in(uow, meeting_rules(session.profile)[row.kind], row)


def present_in(uow: UnitOfWork, rule: MeetingRule, row: Meeting) -> tuple[PresentPerson, ...]:
    """The same inside somebody's unit of work."""
    there = uow.meetings.present(row.id)
    voting = uow.meetings.entitled_among(condition(uow, rule, row), [person.id for _, person in there])
    return tuple(
        PresentPerson(
            person_id=p.id,
            uid=p.uid,
            name=person_name(p),
            position=p.position,
            department=p.department,
            card_number=p.card_number,
            at=a.at,
            by_card=a.by_card,
            entitled=p.id in voting,
        )
        for a, p in there
        if p.erased_on is None
    )


def _by_card(uow: UnitOfWork, door: _Door, text: str) -> CheckIn:
    checked = check_card(uow, text, date.today())
    if not checked.valid and checked.verdict is not CardVerdict.UNKNOWN_CARD:
        return door.answer(CheckInOutcome.REFUSED, checked.what, checked.todo, name=checked.name)
    person = None if checked.person_id is None else uow.people.find(checked.person_id)
    if person is None:
        what = f"Билет другой организации: {checked.organisation}" if checked.valid else checked.what
        return door.answer(CheckInOutcome.UNKNOWN, what, "Найдите человека по фамилии.", name=checked.name)
    return door.let_in(person, by_card=True)


def _by_name(uow: UnitOfWork, door: _Door, text: str) -> CheckIn:
    people = uow.meetings.people(door.who, search=text, limit=_MOST_CANDIDATES + 1)
    exact = [person for person in people if person.search_name == normalise(text)]
    if len(exact) == 1:
        people = exact
    if len(people) > 1:
        return door.several(people)
    if not people:
        return door.answer(
            CheckInOutcome.UNKNOWN, "Среди имеющих право голоса такого нет", "Проверьте фамилию или список."
        )
    return door.let_in(people[0], by_card=False)


class _Door:
    """A meeting people come to, within one unit of work. UserError ``meetings.cancelled``; DataError
    ``meetings.not_yet``."""

    def __init__(self, uow: UnitOfWork, session: VaultSession, meeting_id: int) -> None:
        self.uow, self.row = uow, meeting_row(uow, meeting_id)
        if self.row.state is MeetingState.CANCELLED:
            raise UserError("meetings.cancelled")
        require_day_come(self.row)
        self.rule = meeting_rules(session.profile)[self.row.kind]
        self.who = condition(uow, self.rule, self.row)

    def let_in(self, person: Person, *, by_card: bool) -> CheckIn:
        """Write that this person came, unless it is written or there is no vote."""
        name = person_name(person)
        there = self.uow.meetings.attendance(self.row.id, person.id)
        if there is not None:
            what = f"Уже на собрании: отметка в {there.at.astimezone():%H:%M}"
            return self.answer(CheckInOutcome.ALREADY, what, "", name=name, person_id=person.id)
        if person.erased_on is not None or not self.uow.meetings.is_entitled(self.who, person.id):
            return self.answer(
                CheckInOutcome.NOT_ENTITLED,
                "Нет права голоса на этом собрании",
                "Можно участвовать как приглашённый: впишите в сведения о собрании.",
                name=name,
                person_id=person.id,
            )
        self.uow.meetings.add(
            Attendance(meeting_id=self.row.id, person_id=person.id, at=datetime.now(UTC), by_card=by_card)
        )
        self.uow.journal.record("meeting.present", person_uid=person.uid, meeting=self.row.id, by_card=by_card)
        answer = self.answer(CheckInOutcome.RECORDED, "Отметка принята", "", name=name, person_id=person.id)
        self.uow.commit()
        return answer

    def several(self, people: Sequence[Person]) -> CheckIn:
        """A name means more than one person."""
        there = {person.id for _, person in self.uow.meetings.present(self.row.id)}
        shown = tuple(entitled_person(p, present=p.id in there) for p in people[:_MOST_CANDIDATES])
        more = len(people) > _MOST_CANDIDATES
        return CheckIn(
            outcome=CheckInOutcome.SEVERAL,
            what="Подходят многие" if more else "Подходят несколько человек",
            todo="Допишите имя или выберите в списке.",
            name="",
            person_id=None,
            quorum=quorum_in(self.uow, self.rule, self.row),
            candidates=shown,
        )

    def answer(
        self, outcome: CheckInOutcome, what: str, todo: str, *, name: str = "", person_id: int | None = None
    ) -> CheckIn:
        """The answer with the quorum as it is now."""
        return CheckIn(outcome, what, todo, name, person_id, quorum_in(self.uow, self.rule, self.row))
