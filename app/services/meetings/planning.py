"""Meetings: when, where, about what; delegates; what was decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.domain.enums import UnitKind
from app.domain.meetings import Entitled, MeetingKind, MeetingState, Quorum
from app.domain.names import normalise, tidy
from app.errors import UserError
from app.models import AgendaItem, Meeting, MeetingDelegate, Person
from app.services.meetings.quorums import condition, meeting_row, quorum_in, require_day_come
from app.services.meetings.rules import MeetingRule, meeting_rules
from app.services.meetings.views import AgendaDraft, AgendaView, EntitledPerson, MeetingDraft, MeetingRow, MeetingView
from app.services.members.reading import person_name
from app.services.organisation.profiles import Profile
from app.services.reports.events import MAX_TITLE, CalendarEvent, add_event_in, remove_event_in
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_TIME = re.compile(r"([01]?\d|2[0-3])[:.\-]([0-5]\d)")
LONGEST_AGENDA = 100


@service(Act.LOOK)
def list_meetings(session: VaultSession) -> tuple[MeetingRow, ...]:
    """Every meeting, the latest first."""
    rules = meeting_rules(session.profile)
    with session.unit_of_work() as uow:
        return tuple(
            MeetingRow(
                id=m.id,
                kind=m.kind,
                state=m.state,
                name=_name(m, rules[m.kind]),
                unit=m.unit,
                on=m.on_date,
                at=m.at_time,
                place=m.place,
                present=present,
                protocol_number=m.protocol_number,
            )
            for m, present in uow.meetings.all()
        )


@service(Act.LOOK)
def meeting(session: VaultSession, meeting_id: int) -> MeetingView:
    """One meeting whole. UserError ``meetings.unknown``."""
    with session.unit_of_work() as uow:
        return meeting_in(uow, session.profile, meeting_id)


def meeting_in(uow: UnitOfWork, profile: Profile, meeting_id: int) -> MeetingView:
    """The same inside somebody's unit of work."""
    row = meeting_row(uow, meeting_id)
    rule = meeting_rules(profile)[row.kind]
    draft = MeetingDraft(
        kind=row.kind,
        on=row.on_date,
        at=row.at_time,
        place=row.place,
        title=row.title,
        unit=row.unit,
        quorum=Quorum.parse(row.quorum),
        protocol_number=row.protocol_number,
        chaired_by=row.chaired_by,
        kept_by=row.kept_by,
        guests=row.guests,
    )
    agenda = tuple(
        AgendaView(
            id=item.id,
            number=item.number,
            title=item.title,
            speaker=item.speaker,
            heard=item.heard,
            decided=item.decided,
            votes_for=item.votes_for,
            votes_against=item.votes_against,
            votes_abstained=item.votes_abstained,
            decision_id=item.decision_id,
        )
        for item in uow.meetings.items(row.id)
    )
    return MeetingView(
        id=row.id,
        draft=draft,
        state=row.state,
        name=_name(row, rule),
        body=rule.body if not row.unit else f"{rule.body} «{row.unit}»",
        who=rule.who,
        quorum=quorum_in(uow, rule, row),
        agenda=agenda,
    )


@service(Act.RECORD)
def save_meeting(session: VaultSession, draft: MeetingDraft, meeting_id: int | None = None) -> int:
    """Keep a new meeting, or what was changed of one; returns its id.

    The day goes to the calendar of reports where the union's rule says so, and moves there with the meeting.
    UserError ``meetings.unknown``, ``meetings.kind``, ``meetings.time``, ``meetings.unit``, ``meetings.kind_fixed``
    (somebody came or is a delegate already).
    """
    rule = meeting_rules(session.profile).get(draft.kind)
    if rule is None:
        raise UserError("meetings.kind")
    at = _time(draft.at)
    unit = tidy(draft.unit) if rule.unit else ""
    if rule.unit and not unit:
        raise UserError("meetings.unit")
    with session.unit_of_work() as uow:
        row = None if meeting_id is None else meeting_row(uow, meeting_id)
        before = None if row is None else (meeting_rules(session.profile)[row.kind], row.on_date)
        if row is None:
            row = Meeting(state=MeetingState.PLANNED)
        elif row.kind is not draft.kind and (uow.meetings.present(row.id) or uow.meetings.delegate_rows(row.id)):
            raise UserError("meetings.kind_fixed")
        row.kind, row.on_date, row.at_time = draft.kind, draft.on, at
        row.title, row.place, row.unit = tidy(draft.title), tidy(draft.place), unit
        row.unit_id = _unit_id(uow, draft.kind, unit)
        row.quorum = str(draft.quorum or rule.quorum)
        row.protocol_number = tidy(draft.protocol_number)
        row.chaired_by, row.kept_by = tidy(draft.chaired_by), tidy(draft.kept_by)
        row.guests = draft.guests.strip()
        uow.meetings.add(row)
        _follow_calendar(uow, before, rule, row)
        uow.journal.record("meeting.saved", meeting=row.id, kind=row.kind.value, on=row.on_date.isoformat())
        uow.commit()
        return row.id


@service(Act.RECORD)
def set_state(session: VaultSession, meeting_id: int, state: MeetingState) -> None:
    """The meeting was held, or called off, or is planned again. DataError ``meetings.not_yet``: held before its day."""
    with session.unit_of_work() as uow:
        row = meeting_row(uow, meeting_id)
        if state is MeetingState.HELD:
            require_day_come(row)
        rule = meeting_rules(session.profile)[row.kind]
        row.state = state
        _follow_calendar(uow, (rule, row.on_date), rule, row)
        uow.journal.record("meeting.state", meeting=row.id, state=state.value)
        uow.commit()


@service(Act.RECORD)
def remove_meeting(session: VaultSession, meeting_id: int) -> None:
    """Take back a meeting recorded by mistake. UserError ``meetings.has_decisions`` when it admitted members."""
    with session.unit_of_work() as uow:
        row = meeting_row(uow, meeting_id)
        if any(item.decision_id is not None for item in uow.meetings.items(row.id)):
            raise UserError("meetings.has_decisions")
        rule = meeting_rules(session.profile)[row.kind]
        if rule.event and row.state is not MeetingState.CANCELLED:
            remove_event_in(uow, rule.event, row.on_date)
        uow.meetings.remove(row)
        uow.journal.record("meeting.removed", meeting=meeting_id)
        uow.commit()


@service(Act.RECORD)
def save_agenda(session: VaultSession, meeting_id: int, items: Sequence[AgendaDraft]) -> None:
    """Keep the agenda as given, in this order; questions that are not among them are taken away.

    UserError ``meetings.no_title``, ``meetings.too_many``, ``meetings.votes`` (a negative number),
    ``meetings.votes_over_present``, ``meetings.has_decisions``.
    """
    if len(items) > LONGEST_AGENDA:
        raise UserError("meetings.too_many", most=LONGEST_AGENDA)
    with session.unit_of_work() as uow:
        row = meeting_row(uow, meeting_id)
        present = quorum_in(uow, meeting_rules(session.profile)[row.kind], row).present
        known = {item.id: item for item in uow.meetings.items(row.id)}
        kept = {draft.id for draft in items if draft.id is not None}
        for item_id, item in known.items():
            if item_id in kept:
                item.number = -item.id  # out of the way of the unique numbers below
            elif item.decision_id is not None:
                raise UserError("meetings.has_decisions")
            else:
                uow.meetings.remove(item)
        uow.meetings.flush()
        for number, draft in enumerate(items, start=1):
            _write_item(uow, row, known, number, draft, present)
        uow.journal.record("meeting.agenda", meeting=row.id, questions=len(items))
        uow.commit()


@service(Act.RECORD)
def set_delegates(session: VaultSession, meeting_id: int, person_ids: Sequence[int], elected_by: str = "") -> int:
    """These people become delegates of a conference; returns how many were not yet.

    UserError ``meetings.no_delegates`` for a meeting of another kind, ``people.unknown``.
    """
    with session.unit_of_work() as uow:
        row = meeting_row(uow, meeting_id)
        if meeting_rules(session.profile)[row.kind].who is not Entitled.DELEGATES:
            raise UserError("meetings.no_delegates")
        uids = uow.people.uids(person_ids)
        added = []
        for person_id in dict.fromkeys(person_ids):
            if person_id not in uids:
                raise UserError("people.unknown", id=person_id)
            if uow.meetings.delegate(row.id, person_id) is None:
                uow.meetings.add(MeetingDelegate(meeting_id=row.id, person_id=person_id, elected_by=tidy(elected_by)))
                added.append(uids[person_id])
        uow.journal.record_for_many("meeting.delegate", added, meeting=row.id)
        uow.commit()
    return len(added)


@service(Act.RECORD)
def remove_delegate(session: VaultSession, meeting_id: int, person_id: int) -> None:
    """Somebody is no delegate any more."""
    with session.unit_of_work() as uow:
        found = uow.meetings.delegate(meeting_id, person_id)
        if found is not None:
            uid = uow.people.uids([person_id]).get(person_id)
            uow.meetings.remove(found)
            uow.journal.record("meeting.delegate_removed", person_uid=uid, meeting=meeting_id)
            uow.commit()


@service(Act.LOOK)
def entitled_people(
    session: VaultSession, meeting_id: int, search: str = "", limit: int | None = 50
) -> tuple[EntitledPerson, ...]:
    """Those who have a vote, by name, with whether they came; each word of ``search`` begins a word of the name."""
    with session.unit_of_work() as uow:
        row = meeting_row(uow, meeting_id)
        who = condition(uow, meeting_rules(session.profile)[row.kind], row)
        there = {person.id for _, person in uow.meetings.present(row.id)}
        sent = {d.person_id: d.elected_by for d, _ in uow.meetings.delegate_rows(row.id)}
        found = uow.meetings.people(who, search=search, limit=limit)
        return tuple(entitled_person(p, present=p.id in there, elected_by=sent.get(p.id, "")) for p in found)


@service(Act.LOOK)
def unit_names(session: VaultSession) -> tuple[str, ...]:
    """Shop organisations, groups, departments and study groups that can meet."""
    with session.unit_of_work() as uow:
        kept = [u.name for u in uow.structure.units() if u.kind in (UnitKind.SHOP, UnitKind.GROUP)]
        return tuple(dict.fromkeys([*kept, *uow.meetings.units()]))


def entitled_person(person: Person, *, present: bool, elected_by: str = "") -> EntitledPerson:
    """Somebody who has a vote, as people see them."""
    return EntitledPerson(
        person.id, person_name(person), person.position, person.department, person.card_number, present, elected_by
    )


def _write_item(
    uow: UnitOfWork, row: Meeting, known: dict[int, AgendaItem], number: int, draft: AgendaDraft, present: int
) -> None:
    title = tidy(draft.title)
    if not title:
        raise UserError("meetings.no_title", number=number)
    votes = (draft.votes_for, draft.votes_against, draft.votes_abstained)
    if any(vote is not None and vote < 0 for vote in votes):
        raise UserError("meetings.votes", number=number)
    total = sum(vote or 0 for vote in votes)
    if present and total > present:
        raise UserError("meetings.votes_over_present", number=number, votes=total, present=present)
    item = AgendaItem(meeting_id=row.id) if draft.id is None else known.get(draft.id)
    if item is None:
        raise UserError("meetings.unknown")
    item.number, item.title, item.speaker = number, title, tidy(draft.speaker)
    item.heard, item.decided = draft.heard.strip(), draft.decided.strip()
    item.votes_for, item.votes_against, item.votes_abstained = votes
    uow.meetings.add(item)


def _follow_calendar(uow: UnitOfWork, before: tuple[MeetingRule, date] | None, rule: MeetingRule, row: Meeting) -> None:
    if before is not None and before[0].event:
        remove_event_in(uow, before[0].event, before[1])
    if rule.event and row.state is not MeetingState.CANCELLED:
        add_event_in(uow, CalendarEvent(row.on_date, rule.event, _name(row, rule)[:MAX_TITLE]))


def _name(row: Meeting, rule: MeetingRule) -> str:
    name = row.title or rule.title
    return f"{name} «{row.unit}»" if row.unit and not row.title else name


def _unit_id(uow: UnitOfWork, kind: MeetingKind, unit: str) -> int | None:
    wanted = {MeetingKind.SHOP: UnitKind.SHOP, MeetingKind.GROUP: UnitKind.GROUP}.get(kind)
    if wanted is None or not unit:
        return None
    return next((u.id for u in uow.structure.units(kind=wanted) if normalise(u.name) == normalise(unit)), None)


def _time(text: str) -> str:
    clean = text.strip()
    if not clean:
        return ""
    match = _TIME.fullmatch(clean)
    if match is None:
        raise UserError("meetings.time", text=clean[:20])
    return f"{int(match[1]):02}:{match[2]}"
