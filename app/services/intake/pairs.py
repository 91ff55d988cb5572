"""The same person on the registers of several organisations: who looks so, what was decided, a remark to each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations, product

from app.errors import UserError
from app.models import IntakeBundle, Party, ReceivedDouble, ReceivedMember, ReceivedRegister, WaitingRemark
from app.progress import Progress, silent
from app.services.intake.likeness import SAME_CARD, SAME_NAME, STRENGTH, likely_pairs
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_ALL = 100_000
Ids = tuple[int, int]
"""Numbers of two received members, the smaller first."""
MemberKey = tuple[str, str]
"""(the organisation's uid, the member's uid)."""


@dataclass(frozen=True)
class PairSide:
    """One of the places, with the file the words came in."""

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
    def key(self) -> MemberKey:
        """By what :func:`settle_doubles` knows it."""
        return self.organisation_uid, self.uid


@dataclass(frozen=True)
class Double:
    """Members of different organisations who may be one person: one line, however many places.

    ``weak``: only likeness speaks for it. ``same`` None: nobody decided yet (of all the places).
    """

    places: tuple[PairSide, ...]
    signs: tuple[str, ...]
    same: bool | None
    decided_at: datetime | None

    @property
    def weak(self) -> bool:
        """Nothing but likeness: neither the whole name with the birth date nor the card is the same."""
        return not {SAME_NAME, SAME_CARD} & set(self.signs)

    @property
    def keys(self) -> tuple[MemberKey, ...]:
        """By what :func:`settle_doubles` knows them."""
        return tuple(place.key for place in self.places)


@service(Act.LOOK)
def doubles(
    session: VaultSession, *, decided: bool = False, limit: int = 500, progress: Progress | None = None
) -> tuple[Double, ...]:
    """People who may stand on several registers, the surest ``limit`` first; with ``decided`` those settled before too.

    Somebody settled as one person stays until a later register shows that only one place is left.
    """
    steps = progress or silent()
    steps.step("Сравниваю реестры", 0, 2)
    with session.unit_of_work() as uow:
        people = uow.received.light()
        signs = likely_pairs(people, uow.received.rest)
        steps.step("Сравниваю реестры", 1, 2)
        settled = _settled(uow, {(p.register_id, p.uid): p.id for p in people})
        lines = _lines(signs, settled, decided=decided)
        lines.sort(key=lambda ids: _weight(ids, signs))
        rows = uow.received.members(number for ids in lines[:limit] for number in ids)
        registers = {register.id: (register, party) for register, party, _ in uow.received.registers()}
        files = _files(uow, rows.values())
        found = []
        for ids in lines[:limit]:
            here = sorted((rows[number] for number in ids), key=lambda row: (row.register_id, row.uid))
            told = [settled[pair] for pair in combinations(sorted(ids), 2) if pair in settled]
            whole = len(told) == len(ids) * (len(ids) - 1) // 2
            verdicts = {row.same for row in told}
            found.append(
                Double(
                    places=tuple(_side(row, *registers[row.register_id], files[row.bundle_id]) for row in here),
                    signs=_signs_of(ids, signs),
                    same=verdicts.pop() if whole and len(verdicts) == 1 else None,
                    decided_at=max((row.decided_at for row in told), default=None) if whole else None,
                )
            )
    found.sort(key=lambda one: (STRENGTH[one.signs[0]], -len(one.places), one.places[0].full_name))
    return tuple(found)


@service(Act.TAKE_NAMES)
def doubles_xlsx(session: VaultSession, *, decided: bool = False, progress: Progress | None = None) -> bytes:
    """The same as a spreadsheet: a line for each person with all the places."""
    from app.rendering.table_xlsx import table_xlsx

    found = doubles(session, decided=decided, limit=_ALL, progress=progress)
    with session.unit_of_work() as uow:
        uow.journal.record("register.exported", members=sum(len(one.places) for one in found), fields=["double"])
        uow.commit()
    heads = ("Кто", "Родился", "Билеты", "Мест", "Где состоит на учёте", "Что совпало", "Насколько верно", "Решено")
    rows = [
        [
            "\n".join(dict.fromkeys(place.full_name for place in one.places)),
            "\n".join(dict.fromkeys(place.birth for place in one.places if place.birth)),
            "\n".join(dict.fromkeys(place.card_number for place in one.places if place.card_number)),
            len(one.places),
            "\n".join(f"{place.organisation}, реестр на {place.as_of:%d.%m.%Y}" for place in one.places),
            ", ".join(one.signs),
            "проверьте: только похожи" if one.weak else "вероятно",
            same_words(one.same),
        ]
        for one in found
    ]
    told = [f"На {date.today():%d.%m.%Y}: {len(found)} человек. Содержит персональные данные."]
    return table_xlsx("Двойной учёт", told, heads, rows, [200, 80, 100, 50, 300, 200, 120, 100])


@service(Act.RECORD)
def settle_doubles(
    session: VaultSession, keys: Sequence[MemberKey], *, same: bool, others: Sequence[MemberKey] = ()
) -> None:
    """Remember what was decided of every two of them; ``others`` are people other than any of ``keys``.

    One person: a remark at the member waits for the next receipt to each organisation. Deciding anew replaces the
    decision; remarks that no receipt took yet go with it. UserError ``intake.unknown_double`` when one of them is no
    longer there.
    """
    with session.unit_of_work() as uow:
        rows = {key: uow.received.member(*key) for key in (*keys, *others)}
        found = [row for row in rows.values() if row is not None]
        registers = {row.register_id for row in found[: len(keys)]}
        if len(found) != len(rows) or len(registers) != len(keys) or len(keys) < 2:
            raise UserError("intake.unknown_double")
        known = _decisions(uow)
        names = {register.id: (register, party) for register, party, _ in uow.received.registers()}
        mine, theirs = found[: len(keys)], found[len(keys) :]
        for one, other in combinations(mine, 2):
            _settle(uow, known, names, one, other, same=same)
        for one, other in product(mine, theirs):
            if one.register_id != other.register_id:
                _settle(uow, known, names, one, other, same=False)
        uow.commit()


def _settle(
    uow: UnitOfWork,
    known: Mapping[tuple[int, str, int, str], ReceivedDouble],
    names: Mapping[int, tuple[ReceivedRegister, Party]],
    one: ReceivedMember,
    other: ReceivedMember,
    *,
    same: bool,
) -> None:
    first, second = sorted((one, other), key=lambda row: (row.register_id, row.uid))
    row = known.get((first.register_id, first.uid, second.register_id, second.uid))
    if row is not None and row.same is same:
        return
    if row is None:
        row = ReceivedDouble(
            register_id=first.register_id, uid=first.uid, other_register_id=second.register_id, other_uid=second.uid
        )
    row.same, row.decided_at, row.user_name, row.resolved_on = same, datetime.now(UTC), uow.user_name, None
    uow.received.add(row)
    for mine, theirs in ((first, second), (second, first)):
        _remark(uow, mine, *names[mine.register_id], *names[theirs.register_id], same=same)
    uow.journal.record("double.settled", same=same)


def _lines(
    signs: Mapping[Ids, set[str]], settled: Mapping[Ids, ReceivedDouble], *, decided: bool
) -> list[tuple[int, ...]]:
    """Members who are linked, each with each, are one line; somebody linked with a part of a line only is another.

    Pairs told to be different people link nobody. A line in which everything is settled is left out unless ``decided``.
    """
    apart = {pair for pair, row in settled.items() if not row.same}
    linked = [pair for pair in signs if pair not in apart]
    linked.sort(key=lambda pair: (_strength(signs[pair]), pair))
    cluster: dict[int, frozenset[int]] = {}
    alone: list[Ids] = []
    for a, b in linked:
        one, other = cluster.get(a, frozenset({a})), cluster.get(b, frozenset({b}))
        if one == other:
            continue
        if all((min(x, y), max(x, y)) in signs and (min(x, y), max(x, y)) not in apart for x in one for y in other):
            together = one | other
            cluster.update(dict.fromkeys(together, together))
        else:
            alone.append((a, b))
    lines = [tuple(sorted(ids)) for ids in dict.fromkeys(cluster.values())]
    lines += [pair for pair in alone if cluster.get(pair[0]) != cluster.get(pair[1])]
    if decided:
        return [*lines, *(pair for pair in apart if pair in signs)]
    return [ids for ids in lines if any(pair not in settled for pair in combinations(ids, 2))]


def _strength(signs: Iterable[str]) -> int:
    return min(STRENGTH[sign] for sign in signs)


def _weight(ids: tuple[int, ...], signs: Mapping[Ids, set[str]]) -> tuple[int, int, tuple[int, ...]]:
    told = _signs_of(ids, signs)
    return STRENGTH[told[0]], -len(told), ids


def _signs_of(ids: tuple[int, ...], signs: Mapping[Ids, set[str]]) -> tuple[str, ...]:
    told = {sign for pair in combinations(sorted(ids), 2) for sign in signs.get(pair, ())}
    return tuple(sorted(told, key=STRENGTH.__getitem__))


def _settled(uow: UnitOfWork, ids: Mapping[tuple[int, str], int]) -> dict[Ids, ReceivedDouble]:
    found = {}
    for (register, uid, other_register, other_uid), row in _decisions(uow).items():
        one, other = ids.get((register, uid)), ids.get((other_register, other_uid))
        if one is not None and other is not None:
            found[min(one, other), max(one, other)] = row
    return found


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


def same_words(same: bool | None) -> str:
    """What was decided about two records: «один человек», «разные люди»; nothing before."""
    return "" if same is None else "один человек" if same else "разные люди"
