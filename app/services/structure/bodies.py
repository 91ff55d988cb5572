"""Bodies as they are made up on a day, beside the membership; and powers and undertakings that come to an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.domain.amounts import percent
from app.domain.bodies import NAMED, OFFICES, POWERS_SOON, UNIT_OF, body_name
from app.domain.dates import full_years, is_youth
from app.domain.enums import RoleKind, Sex, UnitKind
from app.domain.names import normalise
from app.models import Person, Role, Unit
from app.services.members.offices import role_view
from app.services.members.reading import person_name
from app.services.members.views import RoleView
from app.services.session import Act, VaultSession, service
from app.storage.structure import Tally


@dataclass(frozen=True)
class BodyMember:
    """A person of a body; ``age`` None when the birth date is unknown."""

    role: RoleView
    woman: bool
    young: bool
    age: int | None
    position: str


@dataclass(frozen=True)
class Composition:
    """A body on a day. Shares are per cent with one decimal, None where there is nobody to share.

    ``seats`` None: nobody told how many were to be elected, and ``vacancies`` is then unknown.
    """

    unit_id: int
    kind: UnitKind
    name: str
    on: date
    members: tuple[BodyMember, ...]
    seats: int | None
    term_until: date | None
    membership: Tally

    @property
    def people(self) -> Tally:
        """People of the body, each once."""
        seen = {m.role.person_id: m for m in self.members}.values()
        return Tally(len(seen), sum(m.woman for m in seen), sum(m.young for m in seen))

    @property
    def vacancies(self) -> int | None:
        """Seats nobody holds."""
        return None if self.seats is None else max(0, self.seats - self.people.total)

    @property
    def women_share(self) -> Decimal | None:
        """Women in the body."""
        return percent(self.people.women, self.people.total)

    @property
    def youth_share(self) -> Decimal | None:
        """People of 35 and younger in the body."""
        return percent(self.people.youth, self.people.total)

    @property
    def women_among_members(self) -> Decimal | None:
        """Women among the members of the organisation."""
        return percent(self.membership.women, self.membership.total)

    @property
    def youth_among_members(self) -> Decimal | None:
        """People of 35 and younger among the members of the organisation."""
        return percent(self.membership.youth, self.membership.total)

    @property
    def youth_wanted(self) -> int:
        """How many young people more would make their share in the body that among the members.

        The programme of the union asks for places in proportion: «квотирование мест … пропорционально проценту
        молодежи» (Профсоюз АСМ, раздел 7).
        """
        if not self.membership.total or not self.people.total:
            return 0
        seats = self.seats or self.people.total
        proportional = Decimal(seats * self.membership.youth) / self.membership.total
        return max(0, int(proportional.quantize(Decimal(1), ROUND_HALF_UP)) - self.people.youth)


@dataclass(frozen=True)
class EndOfPowers:
    """Powers of a body (or the undertaking of a person) that end or have ended. ``days_left`` is negative after."""

    unit_id: int | None
    kind: UnitKind | None
    title: str
    until: date
    days_left: int
    person: str = ""


@service(Act.LOOK)
def compositions(session: VaultSession, on: date) -> tuple[Composition, ...]:
    """Every body that is there on a day: committee, presidium, revision commission, commissions, shops, groups."""
    with session.unit_of_work() as uow:
        own = uow.organisation.get().kind
        units = uow.structure.units(on=on)
        names = uow.structure.names()
        held = uow.people.roles(on=on)
        counted = uow.people.count(on)
    membership = sum((Tally(total, women, youth) for _, total, women, youth in counted), Tally())
    order = list(UnitKind)
    weight = {kind: n for n, kind in enumerate(RoleKind)}
    result = []
    for unit in sorted(units, key=lambda u: (_weight(u.kind, order), normalise(u.name))):
        mine = sorted(
            ((r, p) for r, p in held if _is_of(r, unit)), key=lambda rp: (weight[rp[0].kind], rp[1].search_name)
        )
        terms = [r.term_until for r, _ in mine if r.term_until is not None]
        result.append(
            Composition(
                unit_id=unit.id,
                kind=unit.kind,
                name=body_name(unit.kind, unit.name, own),
                on=on,
                members=tuple(_member(r, p, on, names) for r, p in mine),
                seats=unit.seats,
                term_until=min(terms, default=None),
                membership=membership,
            )
        )
    return tuple(result)


@service(Act.LOOK)
def ending_powers(session: VaultSession, on: date, days: int = POWERS_SOON) -> tuple[EndOfPowers, ...]:
    """Powers of bodies and undertakings of people that end within some days or have ended while nobody was elected
    anew, the soonest first."""
    with session.unit_of_work() as uow:
        own = uow.organisation.get().kind
        units = {u.id: u for u in uow.structure.units()}
        single = {u.kind: u for u in units.values() if u.kind not in NAMED and u.closed_on is None}
        held = uow.people.roles(on=on)
    last = on + timedelta(days=days)
    terms: dict[int, date] = {}
    result: list[EndOfPowers] = []
    for role, person in held:
        unit = units.get(role.unit_id) if role.unit_id is not None else single.get(UNIT_OF.get(role.kind))  # type: ignore[arg-type]
        if unit is not None and role.term_until is not None and role.term_until <= last:
            terms[unit.id] = min(terms.get(unit.id, role.term_until), role.term_until)
        if role.undertaking_until is not None and role.undertaking_until <= last:
            left = (role.undertaking_until - on).days
            result.append(
                EndOfPowers(
                    None, None, "Обязательство о неразглашении", role.undertaking_until, left, person_name(person)
                )
            )
    for unit_id, until in terms.items():
        unit = units[unit_id]
        name = body_name(unit.kind, unit.name, own)
        result.append(EndOfPowers(unit_id, unit.kind, name, until, (until - on).days))
    return tuple(sorted(set(result), key=lambda e: (e.until, e.title, e.person)))


def _is_of(role: Role, unit: Unit) -> bool:
    if role.kind not in OFFICES[unit.kind]:
        return False
    return role.unit_id == unit.id if unit.kind in NAMED else role.unit_id is None


def _member(role: Role, person: Person, on: date, names: dict[int, str]) -> BodyMember:
    return BodyMember(
        role=role_view(role, person_name(person), names),
        woman=person.sex is Sex.FEMALE,
        young=is_youth(person.birth_date, on),
        age=None if person.birth_date is None else full_years(person.birth_date, on),
        position=person.position,
    )


def _weight(kind: UnitKind, order: Sequence[UnitKind]) -> int:
    bodies = (UnitKind.COMMITTEE, UnitKind.PRESIDIUM, UnitKind.AUDIT, UnitKind.COMMISSION)
    return bodies.index(kind) if kind in bodies else len(bodies) + order.index(kind)
