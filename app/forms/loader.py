"""The strict loader of form definitions (TOML): a file is either wholly right or refused with the place and the key.

Refused: unknown keys, wrong types, codes that stand twice, references to nothing, circles, facts nobody knows,
a table or field that is printed nowhere or twice. Rules and parts are read by :mod:`app.forms.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from app.domain.enums import CellKind, OrganisationKind
from app.forms import facts, keys
from app.forms.consolidation_rules import load_consolidations
from app.forms.definition import (
    Cell,
    Check,
    Column,
    FactRequest,
    Field,
    FormDefinition,
    Leading,
    ListTable,
    NamedFact,
    Row,
    Table,
    ValueType,
)
from app.forms.expressions import FUNCTIONS, KEYWORDS, Expression, ExpressionError, OutsideRef, parse_expression
from app.forms.ordering import dependency_order
from app.forms.portions import load_portions
from app.forms.reading import DefinitionError, Section, read_toml, unique
from app.forms.rules import load_checks, load_parts
from app.forms.scope import FormScope, Grid

__all__ = ["DefinitionError", "load_form"]

T = TypeVar("T")

MAX_EDITION = 32
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TABLE_ID = re.compile(r"[0-9A-Za-zА-Яа-яЁё]+")
_ROW_CODE = re.compile(r"[0-9A-Za-zА-Яа-яЁё]+(\.[0-9A-Za-zА-Яа-яЁё]+)*")
_PERIODS = ("year", "half_year", "quarter", "two_years", "election", "event")
_AS_OF = ("next_first_day", "last_day")
_ORIENTATIONS = ("portrait", "landscape")
_CELL_TYPES = frozenset(ValueType) - {ValueType.DATE}


def load_form(path: Path) -> FormDefinition:
    """Load one definition file; raises :class:`DefinitionError` for the first mistake found."""
    return form_of(read_toml(path))


def form_of(top: Section) -> FormDefinition:
    """The same for a file that is read already. It is named by the form, or ``ID_EDITION.toml`` beside another one."""
    identifier = top.need("id", str)
    if identifier != top.file.removesuffix(".toml").partition("_")[0]:
        top.fail(f"{identifier!r} is not the name of the file", "id")
    field_sections = top.sections("fields")
    table_sections = top.sections("tables")
    list_sections = top.sections("lists")
    check_sections = top.sections("checks")
    part_sections = top.sections("parts", ("table", "kind"))
    consolidation_sections = top.sections("consolidate", ())

    names = [_code(s, "name", _NAME) for s in field_sections]
    for section, name in zip(field_sections, names, strict=True):
        if name in KEYWORDS or name in FUNCTIONS:
            section.fail(f"{name!r} is a word of the expression language", "name")
    ids = [_code(s, "id", _TABLE_ID) for s in (*table_sections, *list_sections)]
    unique(top, "fields", names)
    unique(top, "tables", ids)
    if not ids and not names:
        top.fail("a form needs a table, a list or a field", "tables")
    grids = {s.need("id", str): _grid(s) for s in table_sections}
    named = _named_facts(top)
    scope = FormScope(grids, frozenset(names), facts=frozenset(named))

    fields = {f.name: f for f in (_field(s, scope) for s in field_sections)}
    tables = {t.id: t for t in (_table(s, scope) for s in table_sections)}
    lists = {t.id: t for t in (_list(s, scope) for s in list_sections)}
    checks = load_checks(check_sections, scope, tables, lists)
    definition = FormDefinition(
        id=identifier,
        edition=_edition(top),
        applies_from=_applies_from(top),
        number=top.need("number", str),
        title=top.need("title", str),
        heading=top.texts("heading", required=True),
        approval=top.texts("approval"),
        intro=top.get("intro", str, "").strip(),
        source=top.need("source", str),
        org_kinds=_org_kinds(top),
        period=_one_of(top, "period", _PERIODS),
        as_of=_one_of(top, "as_of", _AS_OF),
        orientation=_one_of(top, "orientation", _ORIENTATIONS),
        banner=_banner(top),
        blank=top.get("blank", str, "").strip(),
        announces=top.get("announces", bool, False),
        sign_from=_sign_from(top),
        day=_day(top, fields),
        largest=top.get("largest", int, FormDefinition.largest),
        fields=fields,
        tables=tables,
        lists=lists,
        checks=checks,
        parts=load_parts(top, part_sections, fields, tables, lists),
        order=dependency_order(top.file, fields, tables),
        facts=named,
        consolidations=load_consolidations(consolidation_sections, fields, tables, lists),
        outside=_outside(fields, tables, checks),
        portions=load_portions(top.sections("portions", ()), fields, tables),
    )
    top.done(keys.FORM)
    return definition


def _edition(top: Section) -> str:
    """What reports remember of the form: short, so that a database keeps it whole."""
    edition = top.need("edition", str)
    if len(edition) > MAX_EDITION:
        top.fail(f"must not be longer than {MAX_EDITION} signs", "edition")
    return edition


def _sign_from(top: Section) -> tuple[int, int] | None:
    told = top.get("sign_from", dict, {})
    if not told:
        return None
    try:
        day = date(2001, **told)
    except (TypeError, ValueError):
        top.fail("needs a month and a day of every year", "sign_from")
    return day.month, day.day


def _day(top: Section, fields: Mapping[str, Field]) -> str:
    name = top.get("day", str, "")
    if name and (name not in fields or fields[name].type is not ValueType.DATE):
        top.fail(f"{name!r} is no field of a date", "day")
    return name


def _shown(section: Section) -> str:
    """The heading with places; no other braces, because the places are filled by what comes from outside as well."""
    shown = section.get("shown", str, "")
    if set("{}") & set(shown.replace("{year}", "").replace("{next_year}", "")):
        section.fail("has places for {year} and {next_year} only", "shown")
    return shown


def _applies_from(top: Section) -> date | None:
    day = top.get("applies_from", date, None)
    if day is not None and not 1990 < day.year < 2100:
        top.fail("is not a year of reports", "applies_from")
    return day


def _named_facts(top: Section) -> dict[str, NamedFact]:
    result: dict[str, NamedFact] = {}
    for section in top.sections("facts"):
        name = _code(section, "name", _NAME)
        if name in result:
            section.fail(f"{name!r} stands twice", "name")
        request = _fact(section)
        if request is None:
            section.fail("is missing", "fact")
        if request.name == "previous.value":
            section.fail("last year's report is named by previous[...]", "fact")
        result[name] = NamedFact(name, section.need("title", str), request)
        section.done(keys.FACT)
    return result


def _outside(
    fields: Mapping[str, Field], tables: Mapping[str, Table], checks: tuple[Check, ...]
) -> tuple[OutsideRef, ...]:
    formulas = [field.auto for field in fields.values()]
    formulas += [cell.auto for table in tables.values() for cell in table.cells.values()]
    found = [ref for formula in formulas if formula is not None for ref in formula.outside()]
    found += [ref for check in checks for ref in check.outside]
    return tuple(dict.fromkeys(found))


def _one_of(section: Section, key: str, words: tuple[str, ...]) -> str:
    word = section.need(key, str)
    if word not in words:
        section.fail(f"{word!r} is not known", key)
    return word


def _banner(top: Section) -> tuple[str, str]:
    words = top.words("banner")
    if words and words.keys() != {"missing", "complete"}:
        top.fail("needs the texts missing and complete", "banner")
    return words.get("missing", ""), words.get("complete", "")


def _org_kinds(top: Section) -> tuple[OrganisationKind, ...]:
    words = top.texts("org_kinds", required=True)
    known = {kind.value: kind for kind in OrganisationKind}
    for word in words:
        if word not in known:
            top.fail(f"{word!r} is not known", "org_kinds")
    if not words:
        top.fail("somebody must fill the form", "org_kinds")
    return tuple(known[word] for word in words)


def _code(section: Section, key: str, pattern: re.Pattern[str]) -> str:
    code = section.need(key, str)
    if not pattern.fullmatch(code):
        section.fail(f"{code!r} is not a name that may stand here", key)
    return code


def _grid(section: Section) -> Grid:
    rows = [_code(s, "code", _ROW_CODE) for s in section.sections("rows")]
    columns = [_code(s, "code", _TABLE_ID) for s in section.sections("columns")]
    if not rows:
        section.fail("a table needs rows", "rows")
    if not columns:
        section.fail("a table needs columns", "columns")
    unique(section, "rows", rows)
    unique(section, "columns", columns)
    return Grid(tuple(rows), tuple(columns))


def expression(
    section: Section, key: str, scope: FormScope, text: str | None = None, *, condition: bool = False
) -> Expression | None:
    """The expression under ``key`` (or ``text`` in its place), a number or a ``condition``; None when absent."""
    text = section.get(key, str, "") if text is None else text
    if not text:
        return None
    try:
        result = parse_expression(text, scope)
    except ExpressionError as error:
        section.fail(str(error), key)
    if result.is_condition != condition:
        section.fail("must give a condition" if condition else "must give a number, not a condition", key)
    if key != "auto" and result.outside():
        section.fail("may need only places of its own form", key)
    return result


def _fact(
    section: Section, key: str = "fact", extra: Mapping[str, str] | None = None, *, rows: bool = False
) -> FactRequest | None:
    words = section.words(key)
    if not words:
        return None
    name = words.pop("name", "")
    if not name:
        section.fail("names no fact", key)
    for argument in (extra or {}).keys() & words.keys():
        section.fail(f"{argument!r} is also given by the column", key)
    request = FactRequest(name, tuple(sorted({**words, **(extra or {})}.items())))
    wrong = facts.problem(request)
    if wrong is None and facts.FACT_KINDS[name].rows is not rows:
        wrong = f"fact {name!r} answers with {'one value' if rows else 'rows'}"
    if wrong:
        section.fail(wrong, key)
    return request


def _field(section: Section, scope: FormScope) -> Field:
    result = Field(
        name=section.need("name", str),
        title=section.need("title", str),
        type=section.choice("type", ValueType),
        required=_required(section, scope) or False,
        fact=_fact(section),
        auto=expression(section, "auto", scope),
        rule=section.get("rule", str, ""),
        source=section.get("source", str, ""),
        on_paper=section.get("on_paper", bool, True),
        zero=section.get("zero", bool, True),
        why_empty=section.get("why_empty", str, "").strip(),
    )
    if result.fact and result.auto:
        section.fail("fact and auto exclude each other", "auto")
    section.done(keys.FIELD)
    return result


def _column(section: Section) -> Column:
    return Column(
        code=section.need("code", str),
        title=section.need("title", str),
        group=section.get("group", str, ""),
        over=section.get("over", str, ""),
        printed=section.get("printed", str, ""),
        width=section.get("width", float, 1.0),
        type=_type(section),
    )


def _list_column(section: Section, scope: FormScope) -> Column:
    return replace(
        _column(section),
        rule=section.get("rule", str, "").strip(),
        source=section.get("source", str, ""),
        shown=_shown(section),
        on_paper=section.get("on_paper", bool, True),
        required=_required(section, scope) or False,
    )


def _type(section: Section) -> ValueType | None:
    section.known.add("type")
    return section.choice("type", ValueType) if "type" in section.data else None


def _cell_type(section: Section) -> ValueType | None:
    kind = _type(section)
    if kind is not None and kind not in _CELL_TYPES:
        section.fail("cells of a table hold numbers or texts", "type")
    return kind


def _codes(section: Section, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of codes, or ``"all"``."""
    if section.data.get(key) == "all":
        section.known.add(key)
        return known
    codes = section.texts(key)
    for code in codes:
        if code not in known:
            section.fail(f"no such code {code!r}", key)
    return codes


def _pair(section: Section, key: str, default: tuple[str, str]) -> tuple[str, str]:
    texts = section.texts(key)
    if not texts:
        return default
    if len(texts) != 2:
        section.fail("must be two texts", key)
    return texts[0], texts[1]


def _leading(section: Section) -> tuple[Leading, ...]:
    words = section.texts("leading") or (Leading.CODE, Leading.TITLE)
    if any(word not in list(Leading) for word in words) or len(set(words)) < len(words):
        section.fail("must name code, title, label, each once", "leading")
    if Leading.TITLE not in words:
        section.fail("rows need their titles", "leading")
    return tuple(Leading(word) for word in words)


def _known_field(section: Section, key: str, scope: FormScope) -> str:
    name = section.get(key, str, "")
    if name and name not in scope.names:
        section.fail(f"no field {name!r}", key)
    return name


def _required(section: Section, scope: FormScope) -> Expression | bool | None:
    """True, false or a condition; None when nothing is said."""
    if isinstance(section.data.get("required"), str):
        return expression(section, "required", scope, condition=True)
    section.known.add("required")
    return section.get("required", bool, True) if "required" in section.data else None


def _table(section: Section, scope: FormScope) -> Table:
    identifier = section.need("id", str)
    default = _cell_type(section) or ValueType.COUNT
    column_sections = {s.need("code", str): s for s in section.sections("columns")}
    row_sections = {s.need("code", str): s for s in section.sections("rows")}
    columns = tuple(_column(s) for s in column_sections.values())
    rows = tuple(
        Row(
            code=code,
            title=s.need("title", str),
            printed=s.get("printed", str, ""),
            before=s.get("before", str, ""),
            indent=s.get("indent", int, 0),
            label=s.get("label", str, ""),
            named_by=_known_field(s, "named_by", scope),
            rule=s.get("rule", str, "").strip(),
            source=s.get("source", str, ""),
        )
        for code, s in row_sections.items()
    )
    exceptions = _exceptions(section, scope.grids[identifier])
    cells: dict[str, Cell] = {}
    for row_code, row in row_sections.items():
        for column_code, column in column_sections.items():
            own = replace(scope, table=identifier, row=row_code, column=column_code)
            cell = _cell(own, (section, row, column), exceptions.get((row_code, column_code)), default)
            cells[cell.address] = cell
    result = Table(
        id=identifier,
        title=section.need("title", str),
        columns=columns,
        rows=rows,
        cells=cells,
        stub=_pair(section, "stub", ("№№ п/п", "Наименование показателей")),
        stub_codes=_pair(section, "stub_codes", ("1", "2")),
        note=section.get("note", str, "").strip(),
        leading=_leading(section),
        label=(section.get("label", str, ""), section.get("label_code", str, "")),
        numbered=section.get("numbered", bool, True),
        before_mark=section.get("before_mark", str, ""),
        blocked_mark=section.get("blocked_mark", str, "*"),
        show_title=section.get("show_title", bool, True),
        empty_is_error=section.get("empty_is_error", bool, False),
        zero_totals=section.get("zero_totals", bool, False),
    )
    section.done(keys.TABLE)
    for s in column_sections.values():
        s.done(keys.COLUMN)
    for s in row_sections.values():
        s.done(keys.ROW)
    for s in exceptions.values():
        s.done(keys.CELL)
    return result


def _exceptions(section: Section, grid: Grid) -> dict[tuple[str, str], Section]:
    result: dict[tuple[str, str], Section] = {}
    for s in section.sections("cells", ()):
        place = s.need("row", str), s.need("column", str)
        if place[0] not in grid.rows:
            s.fail(f"no such code {place[0]!r}", "row")
        if place[1] not in grid.columns:
            s.fail(f"no such code {place[1]!r}", "column")
        if place in result:
            s.fail("this cell stands twice")
        result[place] = s
    return result


def _fixed(row: Section, scope: FormScope) -> Decimal | None:
    dictated = row.get("fixed", dict, {})
    for code, value in dictated.items():
        if code not in scope.grids[scope.table].columns:
            row.fail(f"no such code {code!r}", "fixed")
        if not isinstance(value, int) or isinstance(value, bool):
            row.fail("must be a whole number", f"fixed.{code}")
    return Decimal(dictated[scope.column]) if scope.column in dictated else None


def _cell(scope: FormScope, around: tuple[Section, Section, Section], own: Section | None, default: ValueType) -> Cell:
    """Closed beats dictated beats computed beats filled; among equals the cell beats its row, the row its column.

    ``around``: the table, the row, the column.
    """
    table, row, column = around
    grid = scope.grids[scope.table]
    closed = scope.column in _codes(row, "blocked", grid.columns) or scope.row in _codes(column, "blocked", grid.rows)
    dictated = _fixed(row, scope)
    compute = _first(
        expression(own, "compute", scope) if own else None,
        expression(row, "compute", scope),
        expression(column, "compute", scope),
    )
    own_fact, own_auto = (_fact(own), expression(own, "auto", scope)) if own else (None, None)
    fact, auto = _fact(row, extra=column.words("with")), expression(row, "auto", scope)
    for place, left, right in ((own, own_fact, own_auto), (row, fact, auto)):
        if place is not None and left is not None and right is not None:
            place.fail("fact and auto exclude each other", "auto")
    previous = _previous(column, scope)
    by_row, by_table = _required(row, scope), _required(table, scope)
    own_required = _required(own, scope) if own else None
    said = next((said for said in (own_required, by_row, by_table) if said is not None), None)
    required = True if said is None else said
    fact = fact or (previous if auto is None else None)
    if own_fact or own_auto:
        fact, auto = own_fact, own_auto
    kind = (
        CellKind.BLOCKED
        if closed
        else CellKind.FIXED
        if dictated is not None
        else CellKind.COMPUTED
        if compute is not None
        else CellKind.INPUT
    )
    if own is not None and kind in (CellKind.BLOCKED, CellKind.FIXED):
        own.fail("this cell is closed or dictated by its row or column")
    typed = (_cell_type(own) if own else None) or _cell_type(row) or _cell_type(column) or default
    open_cell = kind is CellKind.INPUT
    if typed is ValueType.TEXT and (kind in (CellKind.COMPUTED, CellKind.FIXED) or (open_cell and (fact or auto))):
        row.fail(f"a text is only typed by hand: {scope.table}.{scope.row}.{scope.column}", "type")
    return Cell(
        address=f"{scope.table}.{scope.row}.{scope.column}",
        table=scope.table,
        row=scope.row,
        column=scope.column,
        kind=kind,
        type=typed,
        compute=compute if kind is CellKind.COMPUTED else None,
        fixed=dictated if kind is CellKind.FIXED else None,
        fact=fact if open_cell else None,
        auto=auto if open_cell else None,
        required=required if typed is not ValueType.MARK else required is True and said is not None,
        zero=_closest((own, row, table), "zero", bool, True),
        why_empty=_closest((own, row, table), "why_empty", str, "").strip(),
    )


def _closest(around: tuple[Section | None, ...], key: str, kind: type[T], default: T) -> T:
    """What the closest of the sections says."""
    told = [section.get(key, kind, default) for section in around if section is not None]
    said = [section is not None and key in section.data for section in around if section is not None]
    return next((value for value, there in zip(told, said, strict=True) if there), default)


def _previous(column: Section, scope: FormScope) -> FactRequest | None:
    """The question for the same row in another column of last year's signed report."""
    code = column.get("previous", str, "")
    if code and (code not in scope.grids[scope.table].columns or code == scope.column):
        column.fail(f"no other column {code!r}", "previous")
    return FactRequest("previous.value", (("address", f"{scope.table}.{scope.row}.{code}"),)) if code else None


def _first(*candidates: T | None) -> T | None:
    return next((c for c in candidates if c is not None), None)


def _list(section: Section, scope: FormScope) -> ListTable:
    sections = section.sections("columns")
    codes = tuple(_code(s, "code", _TABLE_ID) for s in sections)
    if not codes:
        section.fail("a list needs columns", "columns")
    unique(section, "columns", codes)
    own = FormScope(scope.grids, scope.names, list_columns=codes)
    compute: dict[str, Expression] = {}
    for code, s in zip(codes, sections, strict=True):
        formula = expression(s, "compute", own)
        if formula is not None:
            compute[code] = formula
    result = ListTable(
        id=section.need("id", str),
        title=section.need("title", str),
        columns=tuple(_list_column(s, own) for s in sections),
        note=section.get("note", str, "").strip(),
        show_title=section.get("show_title", bool, True),
        fact=_fact(section, rows=True),
        compute=compute,
    )
    section.done(keys.LIST)
    for s in sections:
        s.done(keys.LIST_COLUMN)
    return result
