"""The same person on the registers of two organisations: who looks so, what was decided, a remark to both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations

from app.errors import UserError
from app.models import IntakeBundle, Party, ReceivedDouble, ReceivedMember, ReceivedRegister, WaitingRemark
from app.progress import Progress, silent
from app.services.session import Act, VaultSession, service
from app.storage.received import LightMember
from app.storage.unit_of_work import UnitOfWork

SAME_NAME = "имя и дата рождения"
SAME_CARD = "номер билета"
ALIKE = "похожие имена, год рождения тот же"
_STRENGTH = {SAME_NAME: 0, SAME_CARD: 1, ALIKE: 2}
_ALIKE_FROM = 0.75
_CROWD = 60
"""So many in one group of likeness are no sign of anything (a card «б/н», a birth date nobody knew)."""

Key = tuple[str, str]
"""(the organisation's uid, the member's uid)."""


@dataclass(frozen=True)
class PairSide:
    """One of the two, with the file the words came in."""

    organisation: str
    organisation_uid: str
    uid: str
    full_name: str
    birth: str
    card_number: str
    as_of: date
    bundle: str
    revision: int
    received_at: datetime

    @property
    def key(self) -> Key:
        """By what :func:`settle_pair` knows it."""
        return self.organisation_uid, self.uid


@dataclass(frozen=True)
class Pair:
    """Two members of different organisations who may be one person. ``same`` None: nobody decided yet."""

    one: PairSide
    other: PairSide
    signs: tuple[str, ...]
    same: bool | None
    decided_at: datetime | None


@service(Act.LOOK)
def pairs(
    session: VaultSession, *, decided: bool = False, limit: int = 500, progress: Progress | None = None
) -> tuple[Pair, ...]:
    """Candidates over all organisations, the surest ``limit`` first; with ``decided`` those settled before too.

    A pair settled as one person stays until a later register shows one of the two gone.
    """
    steps = progress or silent()
    steps.step("Сравниваю реестры", 0, 2)
    with session.unit_of_work() as uow:
        signs = candidates(uow.received.light())
        steps.step("Сравниваю реестры", 1, 2)
        told = _decisions(uow)
        surest = sorted(signs, key=lambda pair: (min(_STRENGTH[sign] for sign in signs[pair]), -len(signs[pair]), pair))
        # As many as a person may go through; those decided before are passed over below and make room for others.
        surest = surest[: limit + len(told)]
        rows = uow.received.members(number for pair in surest for number in pair)
        registers = {register.id: (register, party) for register, party, _ in uow.received.registers()}
        files = _files(uow, rows.values())
        found = []
        for a, b in surest:
            why = signs[a, b]
            one, other = sorted((rows[a], rows[b]), key=lambda row: (row.register_id, row.uid))
            known = told.get((one.register_id, one.uid, other.register_id, other.uid))
            if known is not None and not decided:
                continue
            found.append(
                Pair(
                    one=_side(one, *registers[one.register_id], files[one.bundle_id]),
                    other=_side(other, *registers[other.register_id], files[other.bundle_id]),
                    signs=tuple(sorted(why, key=_STRENGTH.__getitem__)),
                    same=None if known is None else known.same,
                    decided_at=None if known is None else known.decided_at,
                )
            )
    found.sort(key=lambda p: (_STRENGTH[p.signs[0]], -len(p.signs), p.one.full_name, p.other.full_name))
    return tuple(found[:limit])


@service(Act.RECORD)
def settle_pair(session: VaultSession, one: Key, other: Key, *, same: bool) -> None:
    """Remember what was decided. One person: a remark at the member waits for the next receipt to each organisation.

    Deciding anew replaces the decision; remarks that no receipt took yet go with it. UserError
    ``intake.unknown_double`` when one of the two is no longer there.
    """
    with session.unit_of_work() as uow:
        found = [uow.received.member(*key) for key in (one, other)]
        if found[0] is None or found[1] is None or one[0] == other[0]:
            raise UserError("intake.unknown_double")
        first, second = sorted((found[0], found[1]), key=lambda row: (row.register_id, row.uid))
        row = _decisions(uow).get((first.register_id, first.uid, second.register_id, second.uid))
        if row is not None and row.same is same:
            return
        if row is None:
            row = ReceivedDouble(
                register_id=first.register_id, uid=first.uid, other_register_id=second.register_id, other_uid=second.uid
            )
        row.same, row.decided_at, row.user_name, row.resolved_on = same, datetime.now(UTC), uow.user_name, None
        uow.received.add(row)
        names = {register.id: (register, party) for register, party, _ in uow.received.registers()}
        for mine, theirs in ((first, second), (second, first)):
            _remark(uow, mine, *names[mine.register_id], *names[theirs.register_id], same=same)
        uow.journal.record("double.settled", same=same)
        uow.commit()


def candidates(people: Sequence[LightMember]) -> dict[tuple[int, int], set[str]]:
    """Pairs of numbers of members of different registers, with what they have in common."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    dated = [p for p in people if p.birth_date is not None and p.search_name]
    for a, b in _together(dated, lambda p: (p.search_name, p.birth_date)):
        found[a.id, b.id].add(SAME_NAME)
    for a, b in _together([p for p in people if p.card_key], lambda p: p.card_key):
        found[a.id, b.id].add(SAME_CARD)
    for a, b in _near([p for p in people if p.birth_year is not None and p.search_name]):
        pair = (a.id, b.id)
        if SAME_NAME not in found.get(pair, ()):
            found[pair].add(ALIKE)
    return dict(found)


def _near(people: Sequence[LightMember]) -> Iterator[tuple[LightMember, LightMember]]:
    """Names with a misprint, or a changed surname, of people born in one year.

    Only those are compared who share the surname, or the name with the patronymic, or the birth date: of a hundred
    thousand that is a few comparisons each, and a likeness without any of these is none.
    """
    from rapidfuzz.distance import DamerauLevenshtein

    likeness = DamerauLevenshtein.normalized_similarity
    seen: set[tuple[int, int]] = set()
    for group in _close_births(people):
        for a, b in group:
            if (a.id, b.id) in seen:
                continue
            seen.add((a.id, b.id))
            same_rest = a.search_name.partition(" ")[2] == b.search_name.partition(" ")[2]
            married = same_rest and a.birth_date is not None and a.birth_date == b.birth_date
            if married or _words_alike(a.search_name, b.search_name, likeness):
                yield a, b


def _words_alike(one: str, other: str, likeness: Callable[[str, str], float]) -> bool:
    """Every word of the name the same but for a misprint: «Вера» and «Зоя» are two people whatever follows."""
    first, second = one.split(), other.split()
    return len(first) == len(second) and all(
        x == y or likeness(x, y) >= _ALIKE_FROM for x, y in zip(first, second, strict=True)
    )


def _close_births(people: Sequence[LightMember]) -> Iterator[Iterator[tuple[LightMember, LightMember]]]:
    """Pairs with births that fit: the same day, or of one year with one of day and month mistyped or both swapped and
    the surname or the name with the patronymic the same; or one of the two known by the year alone."""
    days = {p.id: p.birth_date for p in people if p.birth_date is not None}
    known = [p for p in people if p.id in days]

    def year_and(part: int, of: Callable[[date], Hashable] | None = None) -> Callable[[LightMember], Hashable]:
        def key(p: LightMember) -> Hashable:
            return p.birth_year, p.search_name.partition(" ")[part], None if of is None else of(days[p.id])

        return key

    yield _together(known, lambda p: p.birth_date)
    for part in (0, 2):
        yield _together(known, year_and(part, lambda day: day.month))
        yield _together(known, year_and(part, lambda day: day.day))
        yield _together(known, year_and(part, lambda day: frozenset((day.day, day.month))))
        alone = year_and(part)
        undated = {alone(p) for p in people if p.birth_date is None}
        few = _together([p for p in people if alone(p) in undated], alone)
        yield ((a, b) for a, b in few if a.birth_date is None or b.birth_date is None)


def _together(
    people: Iterable[LightMember], key: Callable[[LightMember], Hashable]
) -> Iterator[tuple[LightMember, LightMember]]:
    """Pairs of different organisations with the same key, the smaller number first."""
    groups: dict[Hashable, list[LightMember]] = defaultdict(list)
    for person in people:
        groups[key(person)].append(person)
    for group in groups.values():
        if 1 < len(group) <= _CROWD:
            for a, b in combinations(sorted(group, key=lambda p: p.id), 2):
                if a.register_id != b.register_id:
                    yield a, b


def _decisions(uow: UnitOfWork) -> dict[tuple[int, str, int, str], ReceivedDouble]:
    return {
        (row.register_id, row.uid, row.other_register_id, row.other_uid): row
        for row in reversed(uow.received.doubles())
        if row.uid and row.other_uid
    }


def _files(uow: UnitOfWork, rows: Iterable[ReceivedMember]) -> dict[int, IntakeBundle]:
    found: dict[int, IntakeBundle] = {}
    for number in {row.bundle_id for row in rows}:
        bundle = uow.received.bundle(number)
        if bundle is not None:
            found[number] = bundle
    return found


def _side(row: ReceivedMember, register: ReceivedRegister, party: Party, bundle: IntakeBundle) -> PairSide:
    return PairSide(
        organisation=party.short_name,
        organisation_uid=register.organisation_uid,
        uid=row.uid,
        full_name=" ".join(part for part in (row.surname, row.name, row.patronymic) if part),
        birth=f"{row.birth_date:%d.%m.%Y}" if row.birth_date else str(row.birth_year or ""),
        card_number=row.card_number,
        as_of=register.as_of,
        bundle=bundle.uuid,
        revision=bundle.revision,
        received_at=bundle.received_at,
    )


def _remark(
    uow: UnitOfWork,
    row: ReceivedMember,
    register: ReceivedRegister,
    _party: Party,
    other: ReceivedRegister,
    other_party: Party,
    *,
    same: bool,
) -> None:
    """What the organisation is told; of the other organisation only its name and the date of its register."""
    text = (
        f"Этот человек есть и в реестре организации «{other_party.short_name}» на {other.as_of:%d.%m.%Y}. "
        "Выясните, где он состоит на учёте, и снимите с учёта лишнюю запись."
    )
    waiting = [r for r in uow.received.waiting_remarks(register.organisation_uid) if (r.uid, r.text) == (row.uid, text)]
    if not same:
        for remark in waiting:
            uow.received.delete(remark)
    elif not waiting:
        uow.received.add(
            WaitingRemark(
                organisation_uid=register.organisation_uid,
                uid=row.uid,
                text=text,
                made_at=datetime.now(UTC),
                receipt_uuid=None,
            )
        )
