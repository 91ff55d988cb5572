"""Two small forms and an evaluator of views: rendering is tested apart from the loader and its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from app.domain.dates import Period
from app.domain.enums import CellKind, OrganisationKind, Severity
from app.forms.definition import (
    Cell,
    Check,
    Column,
    Field,
    FormDefinition,
    ListTable,
    Part,
    PartKind,
    Row,
    Table,
    ValueType,
)
from app.forms.evaluation import evaluate
from app.forms.expressions import CellRef, ColumnRef, Node, parse_expression
from app.forms.values import TypedValues
from app.forms.view import ReportView, Value

MakeView = Callable[..., ReportView]


class _Scope:
    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def cells(self, kind: str, text: str) -> tuple[Node, ...]:
        if kind == "col":
            return (ColumnRef(text),)
        return tuple(CellRef(part.strip()) for part in text.split(","))

    def has_name(self, name: str) -> bool:
        return name in self.names


def _cells(
    table: str,
    rows: tuple[Row, ...],
    columns: tuple[Column, ...],
    computed: Mapping[str, str],
    blocked: tuple[str, ...] = (),
    types: Mapping[str, ValueType] | None = None,
    fixed: Mapping[str, int] | None = None,
    names: tuple[str, ...] = (),
) -> dict[str, Cell]:
    scope = _Scope(names)
    result: dict[str, Cell] = {}
    for row in rows:
        for column in columns:
            address = f"{table}.{row.code}.{column.code}"
            kind, compute, constant = CellKind.INPUT, None, None
            if row.code in computed:
                kind = CellKind.COMPUTED
                compute = parse_expression(computed[row.code].replace("#", column.code), scope)
            if address in computed:
                kind, compute = CellKind.COMPUTED, parse_expression(computed[address], scope)
            if address in blocked:
                kind, compute = CellKind.BLOCKED, None
            if fixed and address in fixed:
                kind, constant = CellKind.FIXED, Decimal(fixed[address])
            value_type = (types or {}).get(row.code) or (types or {}).get(column.code) or ValueType.COUNT
            result[address] = Cell(address, table, row.code, column.code, kind, value_type, compute, constant)
    return result


def _small() -> FormDefinition:
    group = "В том числе:"
    columns = (
        Column("3", "Всего"),
        Column("4", "Женщин", group),
        Column("5", "Молодежи до 35 лет", group),
    )
    rows = (
        Row("1", "Всего работающих"),
        Row("2", "Из них членов Профсоюза", before="в том числе:", indent=1),
        Row("9", "Процент охвата профсоюзным членством"),
        Row("10", "Членов Профсоюза – неработающих пенсионеров"),
        Row("12.1", "Всего членов Профсоюза"),
        Row("13", "Председатель"),
    )
    computed = {"9": "percent(cell[II.2.#], cell[II.1.#])", "12.1": "sum(cell[II.2.#, II.10.#])"}
    cells = _cells(
        "II",
        rows,
        columns,
        computed,
        blocked=("II.10.5",),
        types={"9": ValueType.PERCENT},
        fixed={"II.13.3": 1},
    )
    fields = {
        "organisation_name": Field("organisation_name", "Наименование организации", ValueType.TEXT, required=True),
        "schools_count": Field("schools_count", "Количество школ", ValueType.COUNT),
        "share": Field("share", "Доля средств", ValueType.PERCENT),
        "founded": Field("founded", "Дата создания", ValueType.DATE),
        "tripled": Field(
            "tripled", "Втрое", ValueType.COUNT, auto=parse_expression("schools_count * 3", _Scope(("schools_count",)))
        ),
    }
    scope = _Scope(tuple(fields))
    checks = (
        _check("members", Severity.ERROR, "cell[II.2.3]", "<=", "cell[II.1.3]", scope),
        _check("women", Severity.ERROR, "cell[II.2.4]", "<=", "cell[II.2.3]", scope),
        _check("few", Severity.WARNING, "cell[II.12.1.3]", ">", "15", scope, when="filled(schools_count)"),
        _check("odd", Severity.WARNING, "cell[II.10.3] - cell[II.10.4]", "!=", "cell[II.10.5] + 7", scope),
    )
    return FormDefinition(
        id="small",
        edition="2017-1",
        number="Форма № 2",
        title="Малый отчет",
        heading=("СТАТИСТИЧЕСКИЙ ОТЧЕТ", "первичной профсоюзной организации", "за {year} год"),
        approval=("Утверждена постановлением", "от 03.04.2017 № 6-2"),
        intro="Отчет составляется каждой первичной профсоюзной организацией по состоянию на 1 января",
        source="Перечень",
        org_kinds=(OrganisationKind.PPO,),
        period="year",
        as_of="next_first_day",
        orientation="portrait",
        fields=fields,
        tables={"II": Table("II", "II. Профсоюзное членство", columns, rows, cells, note="Примечание к таблице.")},
        lists={},
        checks=checks,
        parts=(
            Part(PartKind.FIELDS, "I. Общие сведения", fields=("organisation_name", "founded")),
            Part(PartKind.TABLE, table="II"),
            Part(PartKind.TEXT, text="Количество школ {schools_count}, втрое {tripled}, доля {share} %."),
            Part(
                PartKind.SIGNATURES,
                lines=("Председатель первичной профсоюзной организации", "Главный бухгалтер", "М.П."),
            ),
        ),
        order=(*(a for a, c in cells.items() if c.compute), "tripled"),
    )


def _check(
    name: str, severity: Severity, left: str, operator: str, right: str, scope: _Scope, when: str | None = None
) -> Check:
    first, second = parse_expression(left, scope), parse_expression(right, scope)
    return Check(
        name,
        severity,
        first,
        operator,
        second,
        first.references()[:1],
        f"Правило {name} нарушено",
        "Рекомендации",
        None if when is None else parse_expression(when, scope),
    )


def _wide() -> FormDefinition:
    columns = tuple(
        Column(str(n), f"Показатель длинного наименования номер {n}", "Группа первая" if n in (4, 5, 6) else "")
        for n in range(3, 12)
    )
    rows = tuple(
        Row(f"{n}", f"Строка {n}: очень подробное наименование показателя, которое переносится") for n in range(1, 61)
    )
    cells = _cells("V", rows, columns, {"60": "sum(cell[V.1.#, V.2.#])"}, types={"11": ValueType.MONEY})
    table = Table("V", "Широкая таблица", columns, rows, cells)
    listed = ListTable(
        "people",
        "Список",
        (
            Column("1", "№ п/п", width=0.3),
            Column("2", "Наименование", width=2, type=ValueType.TEXT),
            Column("3", "Сумма", type=ValueType.MONEY),
            Column("4", "Когда", type=ValueType.DATE),
        ),
    )
    return FormDefinition(
        id="wide",
        edition="2020-1",
        number="Приложение № 6",
        title="Широкий отчет",
        heading=("СВЕДЕНИЯ",),
        approval=(),
        intro="",
        source="Перечень",
        org_kinds=(OrganisationKind.PPO,),
        period="year",
        as_of="last_day",
        orientation="landscape",
        fields={},
        tables={"V": table},
        lists={"people": listed},
        checks=(),
        parts=(
            Part(PartKind.TABLE, table="V"),
            Part(PartKind.LIST, table="people"),
            Part(PartKind.SIGNATURES, lines=("Председатель",)),
        ),
        order=tuple(a for a, c in cells.items() if c.compute),
    )


def _view(
    definition: FormDefinition,
    values: Mapping[str, Decimal | int | None],
    fields: Mapping[str, Value] | None = None,
    lists: Mapping[str, tuple[Mapping[str, Value], ...]] | None = None,
    explanations: Mapping[str, str] | None = None,
) -> ReportView:
    cells = {a: Decimal(v) for a, v in values.items() if v is not None}
    typed = TypedValues(cells, fields or {}, lists or {})
    return evaluate(definition, typed, None, Period(2026), explanations)


@pytest.fixture
def small_form() -> FormDefinition:
    """Portrait: fields, a table with every kind of cell, a text with places, signatures and a stamp."""
    return _small()


@pytest.fixture
def wide_form() -> FormDefinition:
    """Landscape: eleven columns over several pages, and a list."""
    return _wide()


@pytest.fixture
def make_view() -> MakeView:
    """Evaluates typed values into a view."""
    return _view


@pytest.fixture(scope="session")
def wide_form_once() -> FormDefinition:
    """As ``wide_form``, for tests of many examples."""
    return _wide()


@pytest.fixture(scope="session")
def small_form_once() -> FormDefinition:
    """As ``small_form``, for tests of many examples."""
    return _small()


@pytest.fixture(scope="session")
def make_view_once() -> MakeView:
    """As ``make_view``, for tests of many examples."""
    return _view
