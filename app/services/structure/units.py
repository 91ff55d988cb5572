"""The organisation's parts and bodies: shop organisations, groups, commissions, and which members belong where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.bodies import HEADS, NAMED, OFFICES, PARTS, SINGLE_BODIES, body_name
from app.domain.enums import RoleKind, UnitKind
from app.domain.names import normalise, tidy
from app.errors import UserError
from app.models import Unit
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service
from app.storage.structure import Tally
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class UnitDraft:
    """A unit as it is typed. ``seats``: how many members the meeting decided to elect."""

    kind: UnitKind
    name: str
    parent_id: int | None = None
    created_on: date | None = None
    seats: int | None = None


@dataclass(frozen=True)
class UnitView:
    """A unit on a day. ``members`` belong to it or to its groups, ``own`` to it itself; of bodies both are empty.

    ``heads`` are the people at its head, ``held`` how many people hold its offices, ``depth`` its place in the tree.
    """

    id: int
    kind: UnitKind
    name: str
    parent_id: int | None
    created_on: date | None
    closed_on: date | None
    seats: int | None
    depth: int
    members: Tally
    own: Tally
    heads: tuple[str, ...]
    held: int

    @property
    def is_part(self) -> bool:
        """Members belong to it."""
        return self.kind in PARTS


@dataclass(frozen=True)
class Structure:
    """The tree on a day: bodies first, then parts, each before those it contains."""

    on: date
    units: tuple[UnitView, ...]
    total: Tally
    without: Tally
    """Members who belong to no shop organisation or group."""


@dataclass(frozen=True)
class UnitMember:
    """A member who belongs to a unit."""

    person_id: int
    name: str
    position: str
    unit_id: int


@service(Act.LOOK)
def structure(session: VaultSession, on: date) -> Structure:
    """Units that are there on a day, with the members, women and young people of each."""
    with session.unit_of_work() as uow:
        own = uow.organisation.get().kind
        units = {u.id: u for u in uow.structure.units(on=on)}
        direct = uow.structure.belonging(on)
        heads, held = _holders(uow, on)
    children: dict[int | None, list[Unit]] = {}
    for unit in units.values():
        children.setdefault(unit.parent_id if unit.parent_id in units else None, []).append(unit)

    def total(unit: Unit) -> Tally:
        return sum((total(child) for child in children.get(unit.id, ())), direct.get(unit.id, Tally()))

    found: list[UnitView] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in sorted(children.get(parent, ()), key=lambda u: (_order(u.kind), normalise(u.name))):
            found.append(
                UnitView(
                    id=unit.id,
                    kind=unit.kind,
                    name=body_name(unit.kind, unit.name, own),
                    parent_id=unit.parent_id if unit.parent_id in units else None,
                    created_on=unit.created_on,
                    closed_on=unit.closed_on,
                    seats=unit.seats,
                    depth=depth,
                    members=total(unit) if unit.kind in PARTS else Tally(),
                    own=direct.get(unit.id, Tally()),
                    heads=tuple(heads.get(unit.id, ())),
                    held=held.get(unit.id, 0),
                )
            )
            walk(unit.id, depth + 1)

    walk(None, 0)
    inside = sum((u.own for u in found), Tally())
    everybody = sum(direct.values(), Tally())
    without = everybody - inside
    return Structure(on, tuple(found), everybody, without)


@service(Act.LOOK)
def unit_called(session: VaultSession, said: str, on: date | None = None) -> int:
    """The id of the unit that a person calls by its name or number. UserError ``structure.unknown``."""
    if said.isdigit():
        return int(said)
    for unit in structure(session, on or date.today()).units:
        if normalise(unit.name) == normalise(said):
            return unit.id
    raise UserError("structure.unknown")


@service(Act.LOOK)
def unit_members(session: VaultSession, unit_id: int, on: date) -> tuple[UnitMember, ...]:
    """Members who belonged to a unit or to its groups on a day, by name. UserError ``structure.unknown``."""
    with session.unit_of_work() as uow:
        _found(uow, unit_id)
        wanted = {unit_id, *_below(uow.structure.units(), unit_id)}
        then = uow.structure.units_then(on)
        return tuple(
            UnitMember(
                row.id,
                " ".join(part for part in (row.surname, row.name, row.patronymic) if part),
                row.position,
                then.get(row.id, row.unit_id) or unit_id,
            )
            for row in uow.structure.members_of(wanted, on)
        )


@service(Act.RECORD)
def add_unit(session: VaultSession, draft: UnitDraft) -> int:
    """A new shop organisation, group or commission; or the presidium, where there is none yet.

    UserError ``structure.no_name``, ``structure.exists``, ``structure.seats``, ``structure.parent``.
    """
    with session.unit_of_work() as uow:
        unit = Unit(kind=draft.kind)
        _write(uow, unit, draft)
        unit_id = uow.structure.add_unit(unit)
        uow.journal.record("unit.added", kind=draft.kind.value)
        uow.commit()
    return unit_id


@service(Act.RECORD)
def update_unit(session: VaultSession, unit_id: int, draft: UnitDraft) -> None:
    """Another name, place, day of creation or number of seats; the kind stays. As :func:`add_unit`."""
    with session.unit_of_work() as uow:
        unit = _found(uow, unit_id)
        if draft.kind is not unit.kind:
            raise UserError("structure.other_kind", name=unit.name)
        _write(uow, unit, draft)
        uow.journal.record("unit.changed", kind=unit.kind.value, unit=unit_id)
        uow.commit()


@service(Act.RECORD)
def close_unit(session: VaultSession, unit_id: int, on: date, *, move_to: int | None = None) -> int:
    """``on`` is the first day without the unit: its offices end, its members go to ``move_to`` (or to no unit).

    Everything in one transaction; returns how many members moved. UserError ``structure.unknown``,
    ``structure.always_there``, ``structure.has_parts``, ``structure.closed_before``, ``structure.move_there``.
    """
    with session.unit_of_work() as uow:
        unit = _found(uow, unit_id)
        if unit.kind in (UnitKind.COMMITTEE, UnitKind.AUDIT):
            raise UserError("structure.always_there")
        if unit.created_on is not None and on <= unit.created_on:
            raise UserError("structure.closed_before", date=f"{unit.created_on:%d.%m.%Y}")
        if any(u.parent_id == unit_id for u in uow.structure.units(on=on)):
            raise UserError("structure.has_parts", name=unit.name)
        if move_to is not None:
            target = _part(uow, move_to, on)
            if target.id == unit_id:
                raise UserError("structure.move_there")
        unit.closed_on = on
        place = None if unit.kind in SINGLE_BODIES else unit_id
        for role in uow.structure.roles_from(on, OFFICES[unit.kind], place):
            if role.starts_on < on:
                role.ends_on = on
        people = [row.id for row in uow.structure.members_of({unit_id}, on)]
        moved = _move(uow, people, move_to, on, f"Закрыто подразделение «{unit.name}»")
        uow.journal.record("unit.closed", kind=unit.kind.value, unit=unit_id)
        uow.commit()
    return moved


@service(Act.RECORD)
def remove_unit(session: VaultSession, unit_id: int) -> None:
    """Take back a unit added by mistake. UserError ``structure.in_use`` when anything hangs on it."""
    with session.unit_of_work() as uow:
        unit = _found(uow, unit_id)
        if unit.kind in (UnitKind.COMMITTEE, UnitKind.AUDIT):
            raise UserError("structure.always_there")
        if uow.structure.is_used(unit_id):
            raise UserError("structure.in_use", name=unit.name)
        uow.structure.remove(unit)
        uow.journal.record("unit.removed", kind=unit.kind.value)
        uow.commit()


@service(Act.RECORD)
def assign(session: VaultSession, person_ids: Sequence[int], unit_id: int | None, on: date) -> int:
    """These people belong to a shop organisation or group (None: to none) from a day on; returns how many moved.

    Written to the log of changes as one act. UserError ``structure.unknown``, ``structure.not_a_part``,
    ``structure.not_there``.
    """
    with session.unit_of_work() as uow:
        name = "ни в каком подразделении" if unit_id is None else f"«{_part(uow, unit_id, on).name}»"
        moved = _move(uow, person_ids, unit_id, on, f"Состоят на учёте: {name}")
        uow.commit()
    return moved


def _move(uow: UnitOfWork, person_ids: Sequence[int], unit_id: int | None, on: date, title: str) -> int:
    ids = list(dict.fromkeys(person_ids))
    if not ids:
        return 0
    operation = uow.changes.add_operation("unit", title)
    changed = uow.people.set_fields({i: {"unit_id": unit_id} for i in ids}, changed_on=on, operation_id=operation)
    uids = uow.people.uids(list(changed))
    uow.journal.record_for_many("person.assigned", list(uids.values()), unit=unit_id)
    return len(changed)


def _write(uow: UnitOfWork, unit: Unit, draft: UnitDraft) -> None:
    name = tidy(draft.name)
    if not name and draft.kind in NAMED:
        raise UserError("structure.no_name")
    if draft.seats is not None and draft.seats < 1:
        raise UserError("structure.seats", number=draft.seats)
    if draft.parent_id is not None:
        parent = _found(uow, draft.parent_id)
        everybody = uow.structure.units()
        if parent.kind is not UnitKind.SHOP or (
            unit.id is not None and draft.parent_id in {unit.id, *_below(everybody, unit.id)}
        ):
            raise UserError("structure.parent", name=parent.name)
    if unit.closed_on is not None and draft.created_on is not None and draft.created_on >= unit.closed_on:
        raise UserError("structure.closed_before", date=f"{draft.created_on:%d.%m.%Y}")
    for other in uow.structure.units(kind=draft.kind):
        same = normalise(other.name) == normalise(name) and other.parent_id == draft.parent_id
        if other.id != unit.id and other.closed_on is None and (same or draft.kind in SINGLE_BODIES):
            raise UserError("structure.exists", name=other.name or name)
    unit.name, unit.parent_id, unit.created_on, unit.seats = name, draft.parent_id, draft.created_on, draft.seats


def _found(uow: UnitOfWork, unit_id: int) -> Unit:
    unit = uow.structure.unit(unit_id)
    if unit is None:
        raise UserError("structure.unknown")
    return unit


def _part(uow: UnitOfWork, unit_id: int, on: date) -> Unit:
    unit = _found(uow, unit_id)
    if unit.kind not in PARTS:
        raise UserError("structure.not_a_part", name=unit.name)
    if (unit.created_on is not None and unit.created_on > on) or (unit.closed_on is not None and unit.closed_on <= on):
        raise UserError("structure.not_there", name=unit.name, date=f"{on:%d.%m.%Y}")
    return unit


def _below(units: Sequence[Unit], unit_id: int) -> set[int]:
    found: set[int] = set()
    layer = {unit_id}
    while layer:
        layer = {u.id for u in units if u.parent_id in layer} - found
        found |= layer
    return found


def _order(kind: UnitKind) -> int:
    weight = (
        UnitKind.COMMITTEE, UnitKind.PRESIDIUM, UnitKind.AUDIT, UnitKind.COMMISSION, UnitKind.SHOP, UnitKind.GROUP
    )  # fmt: skip
    return weight.index(kind)


def _holders(uow: UnitOfWork, on: date) -> tuple[Mapping[int, list[str]], Mapping[int, int]]:
    """Names at the head and the number of holders, by unit."""
    single = {u.kind: u.id for u in uow.structure.units(on=on) if u.kind in SINGLE_BODIES}
    of_body = {role: single[kind] for kind in single for role in OFFICES[kind]}
    heads: dict[int, list[str]] = {}
    held: dict[int, set[int]] = {}
    for role, person in uow.people.roles(on=on):
        unit_id = role.unit_id if role.unit_id is not None else of_body.get(role.kind)
        if unit_id is None:
            continue
        held.setdefault(unit_id, set()).add(person.id)
        if role.kind in HEADS or role.kind is RoleKind.GROUP_ORGANISER:
            heads.setdefault(unit_id, []).append(person_name(person))
    return heads, {unit_id: len(people) for unit_id, people in held.items()}
