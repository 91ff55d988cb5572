"""A form's spreadsheet: its formulas give what our own evaluation gives, only inputs are open, it looks like the paper.

``Arithmetic`` is a second reading of spreadsheet formulas, written from what spreadsheets do and not from the
translator. (The same was compared by hand with LibreOffice.)
"""

from __future__ import annotations

import fnmatch
import io
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

from app.domain.dates import Period
from app.domain.enums import CellKind, OrganisationKind
from app.domain.files import resource_path
from app.forms.definition import FormDefinition, ValueType
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import TypedValues
from app.forms.view import Value
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_names import cell_name, field_name
from app.services.organisation.profiles import load_profile

HEADING = FormHeading(2026, org_kind="ppo")
# An example takes a tenth of a second: shrinking a failure would outlast the time limit of the test.
_WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)|(?P<area>\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+)'
    r"|(?P<cell>\$?[A-Z]{1,2}\$?\d+)|(?P<word>[A-Z]+)|(?P<sign><=|>=|<>|[-+*/&=<>(),]))"
)


class Arithmetic:
    """Works out the formulas of one sheet; a wrong formula raises, as a spreadsheet would show an error."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]
        self.known: dict[str, Any] = {}

    def named(self, name: str) -> Any:
        ((_, place),) = self.book.defined_names[name].destinations
        return self.cell(place.partition(":")[0])

    def cell(self, place: str) -> Any:
        place = place.replace("$", "")
        if place not in self.known:
            cell = self.sheet[place]
            value = cell.value
            self.known[place] = self.work_out(value[1:]) if cell.data_type == "f" else value
        return self.known[place]

    def work_out(self, formula: str) -> Any:
        tokens = []
        at = 0
        while at < len(formula.rstrip()):
            match = _TOKEN.match(formula, at)
            assert match, formula[at:]
            tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        value, rest = self.comparison(tokens)
        assert not rest
        return value

    def comparison(self, tokens):
        left, tokens = self.joined(tokens)
        while tokens and tokens[0][1] in ("=", "<>", "<", ">", "<=", ">="):
            sign = tokens[0][1]
            right, tokens = self.joined(tokens[1:])
            left, right = ("" if v is None and isinstance(o, str) else v for v, o in ((left, right), (right, left)))
            if isinstance(left, str) != isinstance(right, str):
                # any text is greater than any number
                order = 1 if isinstance(left, str) else -1
            elif isinstance(left, str):
                order = (left.casefold() > right.casefold()) - (left.casefold() < right.casefold())
            else:
                order = ((left or 0) > (right or 0)) - ((left or 0) < (right or 0))
            left = {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0,
                    ">=": order >= 0}[sign]  # fmt: skip
        return left, tokens

    def joined(self, tokens):
        left, tokens = self.added(tokens)
        while tokens and tokens[0][1] == "&":
            right, tokens = self.added(tokens[1:])
            left = self.text(left) + self.text(right)
        return left, tokens

    def added(self, tokens):
        left, tokens = self.multiplied(tokens)
        while tokens and tokens[0] in (("sign", "+"), ("sign", "-")):
            sign = tokens[0][1]
            right, tokens = self.multiplied(tokens[1:])
            left = self.number(left) + self.number(right) if sign == "+" else self.number(left) - self.number(right)
        return left, tokens

    def multiplied(self, tokens):
        left, tokens = self.operand(tokens)
        while tokens and tokens[0] in (("sign", "*"), ("sign", "/")):
            sign = tokens[0][1]
            right, tokens = self.operand(tokens[1:])
            left = self.number(left) * self.number(right) if sign == "*" else self.number(left) / self.number(right)
        return left, tokens

    def operand(self, tokens):
        (kind, text), rest = tokens[0], tokens[1:]
        if text == "-" and kind == "sign":
            value, rest = self.operand(rest)
            return -self.number(value), rest
        if text == "(" and kind == "sign":
            value, rest = self.comparison(rest)
            assert rest[0][1] == ")"
            return value, rest[1:]
        if kind == "text":
            assert len(text) <= 257
            return text[1:-1].replace('""', '"'), rest
        if kind == "number":
            return float(text), rest
        if kind == "cell":
            return self.cell(text), rest
        if kind == "area":
            left, top, right, bottom = range_boundaries(text.replace("$", ""))
            cells = [self.sheet.cell(row=r, column=c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
            return [self.cell(cell.coordinate) for cell in cells if type(cell).__name__ == "Cell"], rest
        if text in ("TRUE", "FALSE"):
            return text == "TRUE", rest
        assert rest[0][1] == "("
        return self.call(text, rest[1:])

    def call(self, name, tokens):
        arguments = []
        if name == "IF":  # only the chosen branch is worked out: the other may divide by zero
            parts, rest = self.split(tokens)
            chosen = parts[1] if self.truth(self.comparison(parts[0])[0]) else parts[2]
            return self.comparison(chosen)[0], rest
        plain = []
        while tokens[0][1] != ")" or tokens[0][0] != "sign":
            plain.append(tokens[0][0] == "cell" and tokens[1][1] in (",", ")"))
            value, tokens = self.comparison(tokens)
            arguments.append(value)
            if tokens[0][1] == ",":
                tokens = tokens[1:]
        assert len(arguments) < 255
        return self.function(name, arguments, plain), tokens[1:]

    def split(self, tokens):
        parts, depth, start = [], 0, 0
        for at, (kind, text) in enumerate(tokens):
            if kind != "sign":
                continue
            if text in (",", ")") and depth == 0:
                parts.append(tokens[start:at])
                start = at + 1
                if text == ")":
                    return parts, tokens[at + 1 :]
            depth += {"(": 1, ")": -1}.get(text, 0)
        raise AssertionError("unclosed")

    def function(self, name, values, plain):
        numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
        if name in ("SUM", "MIN", "MAX", "COUNT"):
            # a text given directly is an error, in a cell it is passed over
            assert all(p or not isinstance(v, str) for v, p in zip(values, plain, strict=True))
            return {"SUM": sum, "COUNT": len, "MIN": lambda n: min(n, default=0), "MAX": lambda n: max(n, default=0)}[
                name
            ](numbers)
        if name in ("AND", "OR"):
            return (all if name == "AND" else any)(self.truth(v) for v in values)
        if name == "COUNTIF":
            return sum(isinstance(v, str) and fnmatch.fnmatchcase(v, values[1]) for v in values[0])
        if name == "ROUND":
            step = Decimal(1).scaleb(-int(values[1]))
            exact = Decimal(f"{self.number(values[0]):.15g}")
            return float(exact.quantize(step, ROUND_HALF_UP))
        first = values[0]
        return {
            "NOT": lambda: not self.truth(first),
            "N": lambda: first if isinstance(first, int | float) else 0,
            "ISNUMBER": lambda: isinstance(first, int | float) and not isinstance(first, bool),
            "ISTEXT": lambda: isinstance(first, str),
            "EXACT": lambda: self.text(first) == self.text(values[1]),
            "ABS": lambda: abs(self.number(first)),
            "INT": lambda: self.number(first) // 1,
            "TRIM": lambda: " ".join(self.text(first).split()),
            "COUNTA": lambda: sum(v is not None for v in values),
        }[name]()

    @staticmethod
    def number(value: Any) -> float:
        assert not isinstance(value, str), f"#VALUE! from {value!r}"
        return value or 0

    @staticmethod
    def truth(value: Any) -> bool:
        assert not isinstance(value, str), f"#VALUE! from {value!r}"
        return bool(value)

    @staticmethod
    def text(value: Any) -> str:
        if value is None:
            return ""
        return f"{value:.15g}".replace(".", ",") if isinstance(value, int | float) else str(value)


@pytest.fixture(scope="module")
def form_2() -> FormDefinition:
    return load_form(resource_path("profiles", "ngsp", "forms", "fnpr-2.toml"))


def typed_into(form: FormDefinition) -> st.SearchStrategy[TypedValues]:
    """Fillings with blanks: small numbers, so that rules are now kept and now broken."""
    some = {
        ValueType.COUNT: st.integers(0, 9).map(Decimal),
        ValueType.PERCENT: st.integers(0, 1000).map(lambda n: Decimal(n) / 10),
        ValueType.MONEY: st.integers(0, 10**7).map(lambda n: Decimal(n) / 10),
        ValueType.MILLIONS: st.integers(0, 10**7).map(lambda n: Decimal(n) / 1000),
        ValueType.MARK: st.integers(0, 1).map(Decimal),
        ValueType.YEAR: st.sampled_from([0, 2024, 2025, 2026, 2027]).map(Decimal),
        ValueType.TEXT: st.sampled_from(["Да", "=1+1", "да", "11"]),
        ValueType.DATE: st.just("2026-02-03"),
    }
    cells = [c for t in form.tables.values() for c in t.cells.values() if c.kind is CellKind.INPUT]
    values = st.fixed_dictionaries({}, optional={c.address: some[c.type] for c in cells[:90]})
    fields = st.fixed_dictionaries({}, optional={name: some[f.type] for name, f in form.fields.items()})
    return st.builds(TypedValues, values, fields)


def compare(form: FormDefinition, typed: TypedValues) -> None:
    view = evaluate(form, typed, None, Period(2026), org_kind=OrganisationKind.PPO)
    data = form_xlsx(form, view, heading=HEADING)
    sheet = Arithmetic(data)
    for address, cell in view.cells.items():
        if cell.kind is CellKind.BLOCKED:
            continue
        shown = sheet.named(cell_name(address))
        expected = cell.value
        if expected is None and cell.kind is CellKind.COMPUTED and form.tables[address.partition(".")[0]].zero_totals:
            expected = Decimal(0)
        assert (None if shown in (None, "") else Decimal(str(shown))) == expected, address
    stored_as_counted(sheet, data)
    notes = "\n".join(
        str(sheet.cell(cell.coordinate))
        for row in sheet.sheet.iter_rows(min_row=3)
        for cell in row
        if cell.data_type == "f" and str(cell.value).startswith("=TRIM(")
    )
    wrong = [violation for violation in view.violations if not violation.rule.startswith("empty:")]
    assert len(re.findall("Ошибка: |Нужно пояснение: ", notes)) == len(wrong)
    for violation in wrong:
        assert without_needless_zeros(violation.message.replace("\u00a0", "")) in without_needless_zeros(notes)
    banner = "Есть ошибки" if view.errors else "Заполнено всё" if view.complete else "Заполнено не всё"
    if any(form.banner):
        errors = any(violation.severity == "error" for violation in wrong)
        banner = form.banner[0] if not view.complete else "Есть ошибки" if errors else form.banner[1]
    assert str(sheet.cell("A1")).startswith(banner)


def stored_as_counted(sheet: Arithmetic, data: bytes) -> None:
    """What a reader sees that does not count is what the formulas give."""
    stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    for row in sheet.sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                live, told = sheet.cell(cell.coordinate), stored[cell.coordinate].value
                if isinstance(live, int | float) or isinstance(told, int | float):
                    assert told == pytest.approx(live), cell.coordinate
                else:
                    spoken = [without_needless_zeros((text or "").replace("\u00a0", "")) for text in (live, told)]
                    assert spoken[0] == spoken[1], cell.coordinate


def without_needless_zeros(text: str) -> str:
    """«2,0» of money is «2» in a spreadsheet's text."""
    return re.sub(r"(?<=\d),0\b", "", text)


@settings(max_examples=25, deadline=None, phases=_WITHOUT_SHRINKING)
@given(data=st.data())
def test_the_sheet_counts_and_checks_as_we_do(small_form_once, data) -> None:
    compare(small_form_once, data.draw(typed_into(small_form_once)))


@settings(max_examples=8, deadline=None, phases=_WITHOUT_SHRINKING)
@given(data=st.data())
def test_form_2_counts_and_checks_as_we_do(form_2, data) -> None:
    compare(form_2, data.draw(typed_into(form_2)))


@pytest.fixture(scope="module", params=["kdk-1", "kdk-2", "4-pi", "19-ti"])
def another_form(request) -> FormDefinition:
    return load_form(resource_path("profiles", "ngsp", "forms", f"{request.param}.toml"))


@settings(max_examples=8, deadline=None, phases=_WITHOUT_SHRINKING)
@given(data=st.data())
def test_other_forms_count_and_check_as_we_do(another_form, data) -> None:
    compare(another_form, data.draw(typed_into(another_form)))


@pytest.fixture(scope="module")
def form_19_ti() -> FormDefinition:
    return load_form(resource_path("profiles", "ngsp", "forms", "19-ti.toml"))


def filled_with(form: FormDefinition, number: int) -> TypedValues:
    cells = form.tables["1"].cells.values()
    return TypedValues({c.address: Decimal(number) for c in cells if c.kind is CellKind.INPUT})


def row_of(sheet: Arithmetic, address: str) -> int:
    ((_, place),) = sheet.book.defined_names[cell_name(address)].destinations
    return int(place.rpartition("$")[2])


def test_19_ti_says_not_filled_beside_each_row_until_both_years_stand_there(form_19_ti) -> None:
    cells = form_19_ti.tables["1"].cells
    for gone in (
        [],
        ["1.2.4"],
        ["1.2.5"],
        ["1.2.4", "1.2.5", "1.87.4"],
        [a for a in cells if cells[a].compute is None],
    ):
        typed = filled_with(form_19_ti, 0)
        values = {address: number for address, number in typed.values.items() if address not in gone}
        view = evaluate(form_19_ti, TypedValues(values), None, Period(2026))
        sheet = Arithmetic(form_xlsx(form_19_ti, view, heading=HEADING))
        rows = {address.split(".")[1] for address in gone}
        for row in form_19_ti.tables["1"].rows:
            note = sheet.sheet.cell(row=row_of(sheet, f"1.{row.code}.4"), column=6)
            said = str(sheet.cell(note.coordinate) or "")
            assert said.startswith("Не заполнено") == (row.code in rows), row.code
            assert note.value is None or note.font.color.rgb == "FFC00000"


def test_19_ti_turns_its_banner_green_only_when_nothing_is_missing(form_19_ti) -> None:
    def banners(values: TypedValues) -> tuple[set[str], set[str]]:
        view = evaluate(form_19_ti, values, None, Period(2026))
        sheet = Arithmetic(form_xlsx(form_19_ti, view, heading=HEADING))
        below = max(row for row in range(1, 200) if sheet.sheet.cell(row=row, column=1).value is not None)
        assert below > row_of(sheet, "1.87.4")
        colours = set()
        for area, rules in sheet.sheet.conditional_formatting._cf_rules.items():
            if str(area.sqref) in ("A1", f"A{below}"):
                colours |= {r.dxf.fill.bgColor.rgb for r in rules if sheet.work_out(r.formula[0]) is True}
        return {str(sheet.cell("A1")), str(sheet.cell(f"A{below}"))}, colours

    red, green = {"FFFFC7CE"}, {"FFC6EFCE"}
    whole = filled_with(form_19_ti, 0)
    assert banners(whole) == ({form_19_ti.banner[1]}, green)
    missing_one = {address: number for address, number in whole.values.items() if address != "1.87.5"}
    assert banners(TypedValues(missing_one)) == ({form_19_ti.banner[0]}, red)
    assert banners(TypedValues()) == ({form_19_ti.banner[0]}, red)
    words, colour = banners(TypedValues({**whole.values, "1.77.4": Decimal(1)}))
    assert colour == red
    assert {word.startswith("Есть ошибки") for word in words} == {True}


def test_19_ti_takes_only_whole_numbers_from_0_in_its_open_cells(form_19_ti) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx(form_19_ti, None, heading=HEADING, blank=True)))
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    places = {}
    for address in form_19_ti.tables["1"].cells:
        ((_, place),) = book.defined_names[cell_name(address)].destinations
        places[place.replace("$", "")] = form_19_ti.tables["1"].cells[address].kind
    inputs = {place for place, kind in places.items() if kind is CellKind.INPUT}
    first, last = (min(sheet[p].row for p in places), max(sheet[p].row for p in places))
    open_cells = {c.coordinate for r in sheet.iter_rows(first, last) for c in r if not c.protection.locked}
    assert open_cells == inputs
    whole = {
        sheet.cell(*place).coordinate
        for rule in sheet.data_validations.dataValidation
        if (rule.type, rule.operator, rule.formula1) == ("whole", "greaterThanOrEqual", "0") and rule.showErrorMessage
        for area in rule.sqref.ranges
        for place in area.cells
    }
    assert inputs <= whole
    hints = [c for r in sheet.iter_rows(first, last) for c in r if c.comment is not None]
    assert len(hints) == len(form_19_ti.tables["1"].rows)


def test_an_empty_form_shows_no_sums_and_asks_for_everything(form_2) -> None:
    sheet = Arithmetic(form_xlsx(form_2, None, heading=HEADING, blank=True))
    assert sheet.named(cell_name("II.12.3")) == ""
    assert sheet.named(cell_name("II.9.3")) == ""
    assert sheet.cell("A1").startswith("Заполнено не всё, строк: ")


FORMS = load_profile("ngsp").forms


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_reader_that_does_not_count_sees_the_results(form: FormDefinition) -> None:
    stored = openpyxl.load_workbook(io.BytesIO(form_xlsx(form, None, heading=HEADING)), data_only=True).worksheets[0]
    places = openpyxl.load_workbook(io.BytesIO(form_xlsx(form, None, heading=HEADING))).defined_names
    assert str(stored["A1"].value).startswith((*filter(None, form.banner), "Заполнено", "Есть ошибки"))
    for table in form.tables.values():
        for cell in table.cells.values():
            if cell.kind is CellKind.COMPUTED:
                ((_, area),) = places[cell_name(cell.address)].destinations
                assert stored[area.replace("$", "")].value == (0 if table.zero_totals else None)
    numbers = (ValueType.COUNT, ValueType.MONEY, ValueType.MILLIONS)
    values: dict[str, Value] = {
        address: Decimal(3)
        for table in form.tables.values()
        for address, cell in table.cells.items()
        if cell.kind is CellKind.INPUT and cell.type in numbers
    }
    view = evaluate(form, TypedValues(values), None, Period(2026), org_kind="ppo")
    data = form_xlsx(form, view, heading=HEADING)
    seen = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    for address, shown in view.cells.items():
        if shown.kind is CellKind.COMPUTED and isinstance(shown.value, Decimal):
            ((_, area),) = places[cell_name(address)].destinations
            row, column = coordinate_to_tuple(area.replace("$", ""))
            assert seen[row - 1][column - 1] == pytest.approx(float(shown.value)), address


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_structure_is_locked_and_the_heads_stay_in_sight(form: FormDefinition) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx(form, None, heading=HEADING)))
    assert book.security.lockStructure
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    frozen = re.fullmatch(r"([A-Z]+)3", sheet.freeze_panes or "")
    assert frozen is not None
    heads = " ".join(str(cell.value) for cell in sheet[2] if cell.value)
    for table in (*form.tables.values(), *form.lists.values()):
        assert all(column.title in heads for column in table.columns if not column.shown)
    for table in form.tables.values():
        place = book.defined_names[cell_name(next(a for a, c in table.cells.items() if c.kind is CellKind.INPUT))]
        ((_, area),) = place.destinations
        assert coordinate_to_tuple(area.replace("$", ""))[1] >= column_index_from_string(frozen[1])
    assert "$A$3" in sheet.print_area, "the repeated heads are not printed"


def test_totals_of_19_ti_show_0_before_anything_is_filled(form_19_ti) -> None:
    sheet = Arithmetic(form_xlsx(form_19_ti, None, heading=HEADING, blank=True))
    assert [sheet.named(cell_name(f"1.{row}.{column}")) for row in ("1", "23", "59", "73") for column in "45"] == [
        0
    ] * 8


def test_money_and_lists_are_counted_too(wide_form, make_view) -> None:
    view = make_view(wide_form, {"V.1.11": Decimal("0.1"), "V.2.11": Decimal("0.2"), "V.1.3": 7})
    sheet = Arithmetic(form_xlsx(wide_form, view, heading=HEADING))
    assert sheet.named(cell_name("V.60.11")) == 0.3
    assert sheet.named(cell_name("V.60.3")) == 7
    assert sheet.named(cell_name("V.60.4")) == ""


def test_a_value_pasted_past_the_typing_rules_is_called_wrong(small_form, make_view) -> None:
    for wrong in (-1, 2.5, "много"):
        sheet = Arithmetic(form_xlsx(small_form, make_view(small_form, {}), heading=HEADING))
        ((_, place),) = sheet.book.defined_names[cell_name("II.1.3")].destinations
        sheet.known[place.replace("$", "")] = wrong
        note = sheet.cell(f"F{sheet.sheet[place].row}")
        assert "Ошибка: Здесь может стоять только целое число, 0 или больше." in note
        assert sheet.cell("A1").startswith("Есть ошибки, строк: ")


def test_only_what_people_type_is_open(form_2, make_view) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx(form_2, make_view(form_2, {}), heading=HEADING)))
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    ruled = {
        sheet.cell(*place).coordinate
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for place in area.cells
    }
    for table in form_2.tables.values():
        for address, cell in table.cells.items():
            if cell.kind is CellKind.BLOCKED:
                assert cell_name(address) not in book.defined_names
                continue
            ((_, place),) = book.defined_names[cell_name(address)].destinations
            assert sheet[place].protection.locked == (cell.kind is not CellKind.INPUT), address
            assert (place.replace("$", "") in ruled) == (cell.kind is CellKind.INPUT), address
    for name in form_2.fields:
        ((_, place),) = book.defined_names[field_name(name)].destinations
        assert not sheet[place].protection.locked
    for rule in sheet.data_validations.dataValidation:
        assert rule.showErrorMessage
        assert re.search("[а-я]", rule.error)


def test_it_looks_like_the_paper(form_2, make_view) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx(form_2, make_view(form_2, {}), heading=HEADING)))
    sheet = book.worksheets[0]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    for table in form_2.tables.values():
        assert {table.title, *(c.title for c in table.columns), *(r.title for r in table.rows)} <= texts
        assert {row.before for row in table.rows} - {""} <= texts
    assert {"за 2026 год", "(подпись)", "(Ф.И.О.)", *form_2.approval} <= texts
    assert sheet.title == "Форма № 2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None} == {
        "Times New Roman"
    }


def test_no_formula_is_longer_than_a_spreadsheet_takes(form_2, make_view) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx(form_2, make_view(form_2, {}), heading=HEADING)))
    lengths = [len(c.value) for row in book.worksheets[0].iter_rows() for c in row if c.data_type == "f"]
    assert max(lengths) <= 8192


def test_what_people_typed_never_becomes_a_formula(small_form, make_view) -> None:
    for text in ("=1+1", "+7 900", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1"):
        data = form_xlsx(small_form, make_view(small_form, {}, {"organisation_name": text}), heading=HEADING)
        book = openpyxl.load_workbook(io.BytesIO(data))
        ((_, place),) = book.defined_names[field_name("organisation_name")].destinations
        cell = book.worksheets[0][place.partition(":")[0]]
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix
