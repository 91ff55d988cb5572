"""The coverage table: members with cards of the new form, as table 3 of the pilot's report has it.

«Данные об обмене бумажной формы профсоюзного билета на новую форму электронного профсоюзного билета»: who, members on
the day, exchanged to plastic, to the virtual form, together, their share of all members in per cent. A member with
both forms is counted as plastic, so that the two add up.

Of organisations below the newest of what they told counts: the register that was accepted, which says how many cards
were issued there, or a later order. What an order said before its cards existed is history as soon as a register came.
"""

from __future__ import annotations

import json
from datetime import date

from app.bundle.canonical import parse_canonical
from app.domain.enums import OrganisationKind, PartyRelation, Verdict
from app.services.cards.views import CardCoverage, CoverageRow
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_HIGHER = frozenset({OrganisationKind.OPPO, OrganisationKind.MPO, OrganisationKind.TPO})
_UNDONE = (Verdict.RETURNED, Verdict.REFUSED)


@service(Act.LOOK)
def coverage(session: VaultSession, on: date | None = None) -> CardCoverage:
    """The table on a day: by department for a primary organisation; for a higher one by the organisations below,
    and its own members when it has any."""
    with session.unit_of_work() as uow:
        return coverage_in(uow, on or date.today())


def coverage_in(uow: UnitOfWork, on: date) -> CardCoverage:
    """The same inside somebody's unit of work."""
    own = uow.organisation.get()
    rows = _departments(uow, on)
    silent: tuple[str, ...] = ()
    if own.kind in _HIGHER:
        mine = [] if not rows else [_sum(own.short_name, rows)]
        below, silent = _below(uow, on)
        rows = [*below, *mine]
        head = "Наименование организации Профсоюза"
    else:
        head = "Подразделение"
        if len(rows) == 1:
            head, rows = "Наименование организации Профсоюза", [_sum(own.short_name, rows)]
    return CardCoverage(on, head, tuple(rows), _sum("Всего", rows), silent)


def card_figures(uow: UnitOfWork, on: date) -> dict[str, object]:
    """The organisation's figures, of those below it too, as its register tells them: numbers without names."""
    total = coverage_in(uow, on).total
    return {"on": on.isoformat(), "members": total.members, "plastic": total.plastic, "virtual": total.virtual}


def well_formed_figures(figures: object) -> bool:
    """Whether parsed figures of another organisation are what we write."""
    try:
        assert isinstance(figures, dict)
        date.fromisoformat(figures["on"])
        numbers = [figures[name] for name in ("members", "plastic", "virtual")]
        return (
            set(figures) == {"on", "members", "plastic", "virtual"}
            and all(type(number) is int and number >= 0 for number in numbers)
            and numbers[1] + numbers[2] <= numbers[0]
        )
    except (AssertionError, KeyError, TypeError, ValueError):
        return False


def own_coverage_in(uow: UnitOfWork, on: date) -> CoverageRow:
    """The organisation's own figures as one line."""
    return _sum(uow.organisation.get().short_name, _departments(uow, on))


def _departments(uow: UnitOfWork, on: date) -> list[CoverageRow]:
    return [
        CoverageRow(name or "Подразделение не указано", members, plastic, virtual, exchanged, paper)
        for name, members, plastic, virtual, paper, exchanged in uow.cards.coverage(on)
    ]


def _below(uow: UnitOfWork, on: date) -> tuple[list[CoverageRow], tuple[str, ...]]:
    """The newest figures of everybody who told any by that day, and who told none."""
    newest: dict[str, tuple[tuple[date, bool], CoverageRow]] = {}

    def tell(uid: str, title: str, figures: dict[str, object], source: str) -> None:
        said = date.fromisoformat(str(figures["on"]))
        members, plastic, virtual = (int(str(figures[name])) for name in ("members", "plastic", "virtual"))
        order = (said, source == "register")
        if said <= on and (uid not in newest or newest[uid][0] < order):
            newest[uid] = (order, CoverageRow(title, members, plastic, virtual, on=said, source=source))

    for register, party, _ in uow.received.registers():
        if register.cards:
            tell(party.uid, party.short_name, json.loads(register.cards), "register")
    for row, bundle, party in uow.cards.intake_orders():
        if bundle.verdict not in _UNDONE:
            tell(party.uid, party.short_name, parse_canonical(row.content.encode())["coverage"], "order")
    rows = sorted((row for _, row in newest.values()), key=lambda r: (-(r.percent or 0), r.title))
    silent = (
        party.short_name
        for party in uow.exchange.parties()
        if party.relation is PartyRelation.SUBORDINATE and party.revoked_at is None and party.uid not in newest
    )
    return rows, tuple(dict.fromkeys(silent))


def _sum(title: str, rows: list[CoverageRow]) -> CoverageRow:
    return CoverageRow(
        title,
        sum(r.members for r in rows),
        sum(r.plastic for r in rows),
        sum(r.virtual for r in rows),
        sum(r.exchanged for r in rows),
        sum(r.paper for r in rows),
    )
