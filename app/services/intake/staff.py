"""Staff of the higher organisation who stand on no primary's register: members are counted at a primary's only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.enums import OrganisationKind, PartyRelation, RoleKind
from app.domain.names import normalise
from app.domain.vocabulary.words import word_for
from app.models import Person, ReceivedMember, Role
from app.services.intake.merging import card_key
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_PRIMARY = (OrganisationKind.PPO, OrganisationKind.OPPO)


@dataclass(frozen=True)
class StaffMember:
    """Somebody of our staff whom no accepted register names. ``own``: stands on our own list only.

    ``alike``: organisations with a member of the same name and another birth date (or none), or of the same birth
    date, name and patronymic under another surname.
    """

    person_id: int
    full_name: str
    birth: str
    post: str
    full_time: bool
    own: bool
    alike: tuple[str, ...]


@dataclass(frozen=True)
class StaffCheck:
    """``found`` on a register: how many of ``staff``. ``silent``: organisations whose register is not here, where one
    cannot be looked for."""

    on: date
    staff: int
    found: int
    outside: tuple[StaffMember, ...]
    silent: tuple[str, ...]


@service(Act.LOOK)
def staff_check(session: VaultSession, on: date | None = None) -> StaffCheck:
    """Whoever works for us on a day, elected full time or a specialist of the staff, and is on no register; by name.

    A united primary organisation is a primary one too: who is on its own list is on a register.
    """
    day = on or date.today()
    with session.unit_of_work() as uow:
        working: dict[int, tuple[Person, list[Role]]] = {}
        for role, person in uow.people.roles(on=day):
            if (role.full_time or role.kind is RoleKind.STAFF) and person.erased_on is None:
                working.setdefault(person.id, (person, []))[1].append(role)
        own = uow.cards.on_register(list(working), day)
        is_primary = uow.organisation.get().kind in _PRIMARY
        people = [person for person, _ in working.values()]
        members = [
            *uow.received.born_on(p.birth_date for p in people if p.birth_date is not None),
            *uow.received.named(p.search_name for p in people),
        ]
        outside = []
        for person, roles in working.values():
            if (is_primary and person.id in own) or any(_is_same(person, member) for member, _ in members):
                continue
            outside.append(
                StaffMember(
                    person_id=person.id,
                    full_name=person_name(person),
                    birth=_born(person),
                    post="; ".join(dict.fromkeys(role.note.strip() or word_for(role.kind) for role in roles)),
                    full_time=any(role.full_time for role in roles),
                    own=person.id in own,
                    alike=tuple(dict.fromkeys(name for member, name in members if _is_alike(person, member))),
                )
            )
        silent = _silent(uow)
    outside.sort(key=lambda one: normalise(one.full_name))
    return StaffCheck(day, len(working), len(working) - len(outside), tuple(outside), silent)


def _born(person: Person) -> str:
    if person.birth_date is None:
        return ""
    return f"{person.birth_date:%d.%m.%Y}" if person.birth_exact else str(person.birth_date.year)


def _is_same(person: Person, member: ReceivedMember) -> bool:
    if member.uid == person.uid:
        return True
    born = person.birth_exact and person.birth_date is not None and member.birth_date == person.birth_date
    card = bool(member.card_key) and member.card_key == card_key(person.card_number)
    return member.search_name == person.search_name and (born or card)


def _is_alike(person: Person, member: ReceivedMember) -> bool:
    if member.search_name == person.search_name:
        return True
    rest = [normalise(f"{one.name} {one.patronymic}") for one in (person, member)]
    return bool(person.patronymic) and member.birth_date == person.birth_date is not None and rest[0] == rest[1]


def _silent(uow: UnitOfWork) -> tuple[str, ...]:
    known = {register.organisation_uid for register, _, _ in uow.received.registers()}
    there = (p for p in uow.exchange.parties() if p.relation is PartyRelation.SUBORDINATE and p.revoked_at is None)
    return tuple(dict.fromkeys(party.short_name for party in there if party.uid not in known))
