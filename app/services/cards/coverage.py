"""The coverage table: members with cards of the new form, as table 3 of the pilot's report has it.

«Данные об обмене бумажной формы профсоюзного билета на новую форму электронного профсоюзного билета»: who, members on
the day, exchanged to plastic, to the virtual form, together, their share of all members in per cent. A member with
both forms is counted as plastic, so that the two add up.
"""

from __future__ import annotations

from datetime import date

from app.bundle.canonical import parse
from app.domain.enums import OrganisationKind
from app.services.cards.views import Coverage, CoverageRow
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_HIGHER = frozenset({OrganisationKind.OPPO, OrganisationKind.MPO, OrganisationKind.TPO})


@service(Act.LOOK)
def coverage(session: VaultSession, on: date | None = None) -> Coverage:
    """The table on a day: by department for a primary organisation; for a higher one by the organisations below,
    from the newest figures their orders brought, and its own members when it has any."""
    day = on or date.today()
    with session.unit_of_work() as uow:
        own = uow.organisation.get()
        rows = _departments(uow, day)
        if own.kind in _HIGHER:
            mine = [] if not rows else [_sum(own.short_name, rows)]
            rows = [*_below(uow), *mine]
            head = "Наименование организации Профсоюза"
        else:
            head = "Подразделение"
            if len(rows) == 1:
                head, rows = "Наименование организации Профсоюза", [_sum(own.short_name, rows)]
    return Coverage(day, head, tuple(rows), _sum("Всего", rows))


def own_coverage_in(uow: UnitOfWork, on: date) -> CoverageRow:
    """The organisation's own figures as one line."""
    return _sum(uow.organisation.get().short_name, _departments(uow, on))


def _departments(uow: UnitOfWork, on: date) -> list[CoverageRow]:
    return [
        CoverageRow(name or "Подразделение не указано", members, plastic, virtual, exchanged, paper)
        for name, members, plastic, virtual, paper, exchanged in uow.cards.coverage(on)
    ]


def _below(uow: UnitOfWork) -> list[CoverageRow]:
    newest: dict[str, CoverageRow] = {}
    for row, _, party in uow.cards.intake_orders():
        figures = parse(row.content.encode())["coverage"]
        newest.setdefault(
            party.uid, CoverageRow(party.short_name, figures["members"], figures["plastic"], figures["virtual"])
        )
    return sorted(newest.values(), key=lambda r: (-(r.percent or 0), r.title))


def _sum(title: str, rows: list[CoverageRow]) -> CoverageRow:
    return CoverageRow(
        title,
        sum(r.members for r in rows),
        sum(r.plastic for r in rows),
        sum(r.virtual for r in rows),
        sum(r.exchanged for r in rows),
        sum(r.paper for r in rows),
    )
