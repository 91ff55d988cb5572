"""A higher organisation's indicators: what the accepted reports of the organisations below say, one line each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.amounts import percent
from app.domain.dates import Period
from app.domain.enums import PartyRelation
from app.forms.consolidation import ConsolidationSource
from app.forms.unknowns import lacking
from app.services.intake.members import received_registers
from app.services.organisation.passport import passport
from app.services.reports.subordinates import accepted_of
from app.services.session import Act, VaultSession, service

_FORM = "fnpr-2"
_HEADS = (
    "Организация", "Членов", "Женщин", "До 35 лет", "В коллективе", "Из них членов", "Охват, %",
    "Принято впервые", "Вышли", "Исключены", "В реестре",
)  # fmt: skip
_WIDTHS = (260.0, *(90.0,) * 10)


@dataclass(frozen=True)
class BelowRow:
    """What an organisation reported; ``bundle`` carried it, empty: no accepted report yet. None: its report does not
    say, or not all that the number is made of."""

    organisation: str
    bundle: str = ""
    members: int | None = None
    women: int | None = None
    youth: int | None = None
    staff: int | None = None
    covered: int | None = None
    admitted: int | None = None
    left: int | None = None
    expelled: int | None = None
    registered: int | None = None
    """People of the received register: only those whose consent allows it are in it; None: none was accepted."""

    @property
    def coverage(self) -> Decimal | None:
        """Members among those who work and study, per cent."""
        return None if self.covered is None or not self.staff else percent(self.covered, self.staff)

    def reported(self) -> tuple[int | None, ...]:
        """The numbers of the report."""
        return (
            self.members, self.women, self.youth, self.staff, self.covered, self.admitted, self.left, self.expelled,
        )  # fmt: skip

    def cells(self) -> tuple[int | Decimal | None, ...]:
        """The numbers in the order of the columns."""
        return (
            self.members, self.women, self.youth, self.staff, self.covered, self.coverage, self.admitted, self.left,
            self.expelled, self.registered,
        )  # fmt: skip

    def texts(self) -> tuple[str, ...]:
        """As shown."""
        numbers = ("—" if value is None else str(value).replace(".", ",") for value in self.cells())
        return (self.organisation, *numbers)


@dataclass(frozen=True)
class BelowTable:
    """All enrolled organisations below with what was accepted of a year; ``total`` sums those that reported."""

    year: int
    rows: tuple[BelowRow, ...]
    total: BelowRow
    heads: tuple[str, ...] = _HEADS

    @property
    def title(self) -> str:
        """«Показатели подчинённых организаций за 2025 год»."""
        return f"Показатели подчинённых организаций за {self.year} год"

    @property
    def told(self) -> str:
        """How many have reported, and who has not."""
        missing = [row.organisation for row in self.rows if not row.bundle]
        holes = [row.organisation for row in self.rows if row.bundle and None in row.reported()]
        words = f"По принятым отчётам формы № 2: {len(self.rows) - len(missing)} из {len(self.rows)}."
        if missing:
            words += f" Нет принятого отчёта: {', '.join(missing)}."
        if holes:
            words += f" Нет части сведений, в суммы они не вошли: {', '.join(holes)}."
        return words


@service(Act.LOOK)
def organisations_below(session: VaultSession, year: int) -> BelowTable:
    """The table of a year."""
    found: dict[str, BelowRow] = {}
    registers = {row.uid: row.members for row in received_registers(session) if row.as_of is not None}
    with session.unit_of_work() as uow:
        parties = [
            p for p in uow.exchange.parties() if p.relation is PartyRelation.SUBORDINATE and p.revoked_at is None
        ]
        names = {party.uid: party.short_name for party in parties}
        period = Period(year)
        if session.profile.has_form(_FORM, period):
            for report in accepted_of(uow, session.profile.form(_FORM, period), period):
                if report.source is None:
                    continue
                names.setdefault(report.uid, report.organisation)
                found[report.uid] = _row(report.organisation, report.bundle, report.source)
    rows = tuple(
        replace(found.get(uid, BelowRow(name)), registered=registers.get(uid))
        for uid, name in sorted(names.items(), key=lambda item: item[1])
    )
    return BelowTable(year, rows, _total(rows))


def _row(organisation: str, bundle: str, source: ConsolidationSource) -> BelowRow:
    untold = lacking(source.definition, source.view)

    def number(*addresses: str) -> int | None:
        values = [source.view.cells[address].value for address in addresses if address not in untold]
        known = [int(value) for value in values if isinstance(value, Decimal)]
        return sum(known) if len(known) == len(addresses) else None

    return BelowRow(
        organisation=organisation,
        bundle=bundle,
        members=number("II.12.3"),
        women=number("II.12.4"),
        youth=number("II.12.5"),
        staff=number("II.7.3"),
        covered=number("II.8.3"),
        admitted=number("II.3.3", "II.6.3"),
        left=number("II.13.3"),
        expelled=number("II.14.3"),
    )


def _total(rows: tuple[BelowRow, ...]) -> BelowRow:
    told = [row for row in rows if row.bundle]

    def added(name: str) -> int:
        return sum(getattr(row, name) or 0 for row in told)

    return BelowRow(
        organisation="Всего",
        bundle="",
        members=added("members"),
        women=added("women"),
        youth=added("youth"),
        staff=added("staff"),
        covered=added("covered"),
        admitted=added("admitted"),
        left=added("left"),
        expelled=added("expelled"),
        registered=sum(row.registered or 0 for row in rows),
    )


@service(Act.TAKE_NUMBERS)
def below_pdf(session: VaultSession, table: BelowTable) -> bytes:
    """The table on paper."""
    from app.rendering import member_list_pdf  # reportlab is loaded only by who prints

    subtitle = "\n".join((passport(session).full_name, table.told, f"Составлено {date.today():%d.%m.%Y}."))
    rows = [row.texts() for row in (*table.rows, table.total)]
    return member_list_pdf(table.title, table.heads, rows, subtitle=subtitle, landscape=True, numbered=False)


@service(Act.TAKE_NUMBERS)
def below_xlsx(session: VaultSession, table: BelowTable) -> bytes:
    """The table as a spreadsheet: numbers are numbers."""
    from app.rendering.table_xlsx import table_xlsx  # openpyxl is loaded only by who saves

    told = [passport(session).full_name, table.told]
    rows = [[row.organisation, *row.cells()] for row in (*table.rows, table.total)]
    return table_xlsx(table.title, told, table.heads, rows, _WIDTHS)


def below_document(table: BelowTable) -> dict[str, Any]:
    """The table as JSON."""
    names = ("members", "women", "youth", "staff", "covered", "coverage", "admitted", "left", "expelled",
             "registered")  # fmt: skip
    return {
        "year": table.year,
        "items": [{"organisation": r.organisation, **dict(zip(names, r.cells(), strict=True))} for r in table.rows],
        "total": dict(zip(names, table.total.cells(), strict=True)),
    }
