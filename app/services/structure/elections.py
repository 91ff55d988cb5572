"""Elections: one record ends the old offices of the bodies, begins the new ones, sets terms and the calendar."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.domain.bodies import ELECTED, HEADS, OFFICES, PARTS, UNIT_OF, body_name, counts_as, usual_term
from app.domain.dates import is_youth
from app.domain.enums import ElectionKind, ElectionWay, Rating, RoleKind, Sex
from app.domain.names import tidy
from app.errors import UserError
from app.models import Election, Person, Role, Unit
from app.services.members.offices import role_view
from app.services.members.reading import person_name
from app.services.members.views import RoleView
from app.services.reports.events import CalendarEvent, add_event_in, events_in, remove_event_in
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

TERM_YEARS = 5
"""For how long bodies are elected when nothing else is told."""
ELECTION_EVENT = "election"
"""The calendar's event that forms 4 and 15 follow."""
_WAYS = {ElectionWay.MEETING: "собрание", ElectionWay.CONFERENCE: "конференция"}


@dataclass(frozen=True)
class ElectedDraft:
    """One elected person. ``first_elected_on`` None: found out from the offices held before."""

    person_id: int
    kind: RoleKind
    full_time: bool = False
    contested: bool = False
    first_elected_on: date | None = None
    previous_post: str = ""


@dataclass(frozen=True)
class ElectionDraft:
    """A meeting or conference as it is typed; ``unit_id`` None is the organisation itself.

    ``eligible``: members on the register, of a conference the delegates elected. ``period_from`` None: since the last
    election of the same. ``term_until`` None: the usual term, of a by-election the one that runs.
    """

    on: date
    elected: tuple[ElectedDraft, ...] = ()
    unit_id: int | None = None
    kind: ElectionKind = ElectionKind.REGULAR
    way: ElectionWay = ElectionWay.MEETING
    period_from: date | None = None
    term_until: date | None = None
    eligible: int | None = None
    present: int | None = None
    rating: Rating | None = None
    protocol: str = ""


@dataclass(frozen=True)
class ElectionView:
    """An election with whom it elected; ``can_undo``: nothing later rests on it."""

    id: int
    on: date
    unit_id: int | None
    unit: str
    kind: ElectionKind
    way: ElectionWay
    period_from: date | None
    term_until: date | None
    eligible: int | None
    present: int | None
    rating: Rating | None
    protocol: str
    elected: tuple[RoleView, ...]
    women: int
    youth: int
    first: int
    can_undo: bool


@service(Act.RECORD)
def record_election(session: VaultSession, draft: ElectionDraft) -> int:
    """Record an election in one transaction; returns its id.

    Offices of the bodies it elected end on its day and the new ones begin; a by-election ends only the office of a
    head elected anew and other offices of the elected in the same body. An election of the organisation itself goes
    into the calendar. UserError ``elections.*``, ``structure.unknown``, ``people.unknown``.
    """
    with session.unit_of_work() as uow:
        unit = _unit(uow, draft)
        people = _checked(uow, draft, unit)
        before: dict[str, object] = {"ended": [], "adopted": []}
        draft = _completed(uow, draft)
        election = Election(before="{}", recorded_at=datetime.now(UTC), unit_id=draft.unit_id, on_date=draft.on)
        _fill(election, draft)
        election_id = uow.structure.add_election(election)
        known = uow.structure.roles_of_people(list(people))
        standing = _end_old(uow, draft, before)
        for one in draft.elected:
            role = standing.get((one.person_id, one.kind)) or Role(
                person_id=one.person_id, kind=one.kind, unit_id=draft.unit_id, starts_on=draft.on, note=""
            )
            role.full_time, role.contested = one.full_time, one.contested
            role.first_elected_on = one.first_elected_on or _first(known, one, draft)
            role.term_until, role.previous_post = draft.term_until, tidy(one.previous_post)
            role.basis, role.election_id, role.ends_on = _basis(draft), election_id, None
            uow.people.add_role(role)
        if draft.unit_id is None:
            before["event"] = add_event_in(uow, CalendarEvent(draft.on, ELECTION_EVENT, _event_title(draft)))
        election.before = json.dumps(before)
        uow.journal.record_for_many("role.elected", [p.uid for p in people.values()], on=draft.on, election=election_id)
        uow.commit()
    return election_id


@service(Act.RECORD)
def update_election(session: VaultSession, election_id: int, draft: ElectionDraft) -> None:
    """Mend the numbers, the rating, the period, the term and the protocol; day, unit, kind and the elected stay.

    UserError ``elections.unknown``, ``elections.present``, ``elections.term``, ``elections.period``.
    """
    with session.unit_of_work() as uow:
        election = _found(uow, election_id)
        draft = replace(draft, on=election.on_date, unit_id=election.unit_id, kind=election.kind)
        _check_numbers(draft)
        _fill(election, _completed(uow, draft))
        for role, _ in uow.structure.roles(election_id=election_id):
            role.term_until, role.basis = election.term_until, _basis(draft)
        uow.journal.record("election.changed", election=election_id)
        uow.commit()


@service(Act.RECORD)
def undo_election(session: VaultSession, election_id: int) -> None:
    """Take an election back: its offices go, those it ended run on, its day leaves the calendar.

    UserError ``elections.unknown``, ``elections.not_last`` when a later election of the same was recorded.
    """
    with session.unit_of_work() as uow:
        election = _found(uow, election_id)
        if not _is_last(uow.structure.elections(), election):
            raise UserError("elections.not_last")
        before = json.loads(election.before)
        adopted = {entry["role"]: entry for entry in before["adopted"]}
        uids = []
        for role, person in uow.structure.roles(election_id=election_id):
            uids.append(person.uid)
            role.election_id = None
            if role.id not in adopted:
                uow.people.remove(role)
                continue
            for name, value in adopted[role.id]["was"].items():
                is_day = name in ("first_elected_on", "term_until", "ends_on") and value is not None
                setattr(role, name, date.fromisoformat(value) if is_day else value)
        for role_id, ended in before["ended"]:
            old = uow.people.role(role_id)
            if old is not None and old.ends_on == election.on_date:
                old.ends_on = None if ended is None else date.fromisoformat(ended)
        if before.get("event"):
            remove_event_in(uow, ELECTION_EVENT, election.on_date)
        uow.journal.record_for_many("role.election_undone", uids, on=election.on_date)
        uow.structure.remove(election)
        uow.commit()


@service(Act.LOOK)
def elections(session: VaultSession) -> tuple[ElectionView, ...]:
    """All elections, the latest first, with whom they elected."""
    with session.unit_of_work() as uow:
        found = uow.structure.elections()
        units = {u.id: u for u in uow.structure.units()}
        names = uow.structure.names()
        own = uow.organisation.get()
        roles: dict[int, list[tuple[Role, Person]]] = {}
        for role, person in uow.structure.elected():
            if role.election_id is not None:
                roles.setdefault(role.election_id, []).append((role, person))
        order = {kind: index for index, kind in enumerate(RoleKind)}
        views = []
        for one in reversed(found):
            elected = sorted(roles.get(one.id, ()), key=lambda rp: (order[rp[0].kind], rp[1].search_name))
            people = {p.id: p for _, p in elected}.values()
            unit = units.get(one.unit_id) if one.unit_id is not None else None
            views.append(
                ElectionView(
                    id=one.id,
                    on=one.on_date,
                    unit_id=one.unit_id,
                    unit=own.short_name if unit is None else body_name(unit.kind, unit.name, own.kind),
                    kind=one.kind,
                    way=one.way,
                    period_from=one.period_from,
                    term_until=one.term_until,
                    eligible=one.eligible,
                    present=one.present,
                    rating=one.rating,
                    protocol=one.protocol,
                    elected=tuple(role_view(r, person_name(p), names) for r, p in elected),
                    women=sum(p.sex is Sex.FEMALE for p in people),
                    youth=sum(is_youth(p.birth_date, one.on_date) for p in people),
                    first=len({r.person_id for r, _ in elected if r.first_elected_on == one.on_date}),
                    can_undo=_is_last(found, one),
                )
            )
        return tuple(views)


@service(Act.LOOK)
def planned(session: VaultSession, on: date) -> date | None:
    """The day of an election of the organisation that the calendar knows and that was not recorded yet: the last
    passed one, or else the next. None when there is none."""
    with session.unit_of_work() as uow:
        held = {e.on_date for e in uow.structure.elections(own=True)}
        days = sorted(e.on for e in events_in(uow) if e.kind == ELECTION_EVENT and e.on not in held)
    return max((d for d in days if d <= on), default=min(days, default=None))


@service(Act.LOOK)
def suggested(session: VaultSession, unit_id: int | None, on: date) -> ElectionDraft:
    """What a new election probably is: the holders on the day elected again, the usual term, the members counted."""
    with session.unit_of_work() as uow:
        unit = None if unit_id is None else uow.structure.unit(unit_id)
        kinds = ELECTED[None if unit is None else unit.kind]
        holders = [
            ElectedDraft(r.person_id, r.kind, r.full_time)
            for kind in kinds
            for r, _ in uow.structure.roles(on=on, kinds=(kind,), unit_id=unit_id)
            if r.unit_id == unit_id
        ]
        tallies = uow.structure.belonging(on)
        members = sum(t.total for u, t in tallies.items() if unit_id is None or u == unit_id)
        return _completed(uow, ElectionDraft(on, tuple(holders), unit_id, eligible=members))


def _unit(uow: UnitOfWork, draft: ElectionDraft) -> Unit | None:
    if draft.unit_id is None:
        return None
    unit = uow.structure.unit(draft.unit_id)
    if unit is None:
        raise UserError("structure.unknown")
    if unit.kind not in PARTS:
        raise UserError("elections.no_meeting", name=unit.name)
    if unit.closed_on is not None and unit.closed_on <= draft.on:
        raise UserError("structure.not_there", name=unit.name, date=f"{draft.on:%d.%m.%Y}")
    return unit


def _checked(uow: UnitOfWork, draft: ElectionDraft, unit: Unit | None) -> dict[int, Person]:
    """The elected people; UserError when the draft makes no sense."""
    if not draft.elected:
        raise UserError("elections.nobody")
    _check_numbers(draft)
    if any(e.unit_id == draft.unit_id and e.on_date == draft.on for e in uow.structure.elections()):
        raise UserError("elections.exists", date=f"{draft.on:%d.%m.%Y}")
    allowed = ELECTED[None if unit is None else unit.kind]
    seen: set[tuple[int, object]] = set()
    for one in draft.elected:
        if one.kind not in allowed:
            raise UserError("elections.other_office")
        if one.kind in HEADS and sum(e.kind is one.kind for e in draft.elected) > 1:
            raise UserError("elections.two_heads")
        place = (one.person_id, UNIT_OF[one.kind])
        if place in seen:
            raise UserError("elections.twice")
        seen.add(place)
    people: dict[int, Person] = {}
    for person_id in dict.fromkeys(e.person_id for e in draft.elected):
        person = uow.people.find(person_id)
        if person is None:
            raise UserError("people.unknown", id=person_id)
        people[person_id] = person
    return people


def _check_numbers(draft: ElectionDraft) -> None:
    if draft.present is not None and draft.eligible is not None and draft.present > draft.eligible:
        raise UserError("elections.present", present=draft.present, eligible=draft.eligible)
    if draft.term_until is not None and draft.term_until <= draft.on:
        raise UserError("elections.term", date=f"{draft.on:%d.%m.%Y}")
    if draft.period_from is not None and draft.period_from > draft.on:
        raise UserError("elections.period", date=f"{draft.on:%d.%m.%Y}")


def _completed(uow: UnitOfWork, draft: ElectionDraft) -> ElectionDraft:
    """The draft with the period and the term put in."""
    earlier = [e for e in uow.structure.elections() if e.unit_id == draft.unit_id and e.on_date < draft.on]
    whole = [e for e in earlier if e.kind is not ElectionKind.BY_ELECTION]
    period = draft.period_from or (whole[-1].on_date if whole else uow.organisation.get().created_on)
    term = draft.term_until
    if term is None and draft.kind is ElectionKind.BY_ELECTION and whole:
        term = whole[-1].term_until
    if term is None:
        term = usual_term(draft.on, TERM_YEARS)
    return replace(draft, period_from=period if period is None or period <= draft.on else None, term_until=term)


def _fill(election: Election, draft: ElectionDraft) -> None:
    election.kind, election.way = draft.kind, draft.way
    election.period_from, election.term_until = draft.period_from, draft.term_until
    election.eligible, election.present, election.rating = draft.eligible, draft.present, draft.rating
    election.protocol = tidy(draft.protocol)


def _end_old(uow: UnitOfWork, draft: ElectionDraft, before: dict[str, object]) -> dict[tuple[int, RoleKind], Role]:
    """End the offices that give way. Those begun on this very day and elected now are kept: given back by who and
    what, so that an office typed by hand becomes the election's."""
    ended: list[list[object]] = []
    adopted: list[dict[str, object]] = []
    standing: dict[tuple[int, RoleKind], Role] = {}
    bodies = {UNIT_OF[e.kind] for e in draft.elected}
    elected = {(e.person_id, e.kind) for e in draft.elected}
    for body in bodies:
        heads = {e.kind for e in draft.elected if e.kind in HEADS}
        people = {e.person_id for e in draft.elected if UNIT_OF[e.kind] is body}
        for role in uow.structure.roles_from(draft.on, OFFICES[body], draft.unit_id):
            if draft.kind is ElectionKind.BY_ELECTION and role.kind not in heads and role.person_id not in people:
                continue
            if role.starts_on < draft.on:
                ended.append([role.id, None if role.ends_on is None else role.ends_on.isoformat()])
                role.ends_on = draft.on
            elif role.starts_on == draft.on and (role.person_id, role.kind) in elected and role.election_id is None:
                standing[role.person_id, role.kind] = role
                adopted.append({"role": role.id, "was": _kept(role)})
            else:
                raise UserError("elections.later_office", date=f"{role.starts_on:%d.%m.%Y}")
    before["ended"], before["adopted"] = ended, adopted
    return standing


def _kept(role: Role) -> dict[str, object]:
    def day(value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    return {
        "full_time": role.full_time,
        "contested": role.contested,
        "first_elected_on": day(role.first_elected_on),
        "term_until": day(role.term_until),
        "previous_post": role.previous_post,
        "basis": role.basis,
        "ends_on": day(role.ends_on),
    }


def _first(known: Sequence[Role], one: ElectedDraft, draft: ElectionDraft) -> date:
    kinds = counts_as(one.kind)
    days = [
        r.first_elected_on or r.starts_on
        for r in known
        if r.person_id == one.person_id and r.kind in kinds and r.unit_id == draft.unit_id and r.starts_on < draft.on
    ]
    return min(days, default=draft.on)


def _basis(draft: ElectionDraft) -> str:
    protocol = tidy(draft.protocol)
    return f"{_WAYS[draft.way]} {draft.on:%d.%m.%Y}" + (f", протокол № {protocol}" if protocol else "")


def _event_title(draft: ElectionDraft) -> str:
    return "Отчётно-выборная конференция" if draft.way is ElectionWay.CONFERENCE else "Отчётно-выборное собрание"


def _is_last(known: Sequence[Election], election: Election) -> bool:
    return not any(e.unit_id == election.unit_id and (e.on_date, e.id) > (election.on_date, election.id) for e in known)


def _found(uow: UnitOfWork, election_id: int) -> Election:
    election = uow.structure.election(election_id)
    if election is None:
        raise UserError("elections.unknown")
    return election
