"""Whatever a cell holds, the list is read: a person, a doubt, a refusal, never an end of the whole import."""

# Tables of cells read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.progress import silent
from app.services.importing.caged import read_source
from app.services.importing.lists import read_list
from app.services.importing.sheets import SourceFile, SourceSheet

TODAY = date(2026, 11, 20)
HEAD = (
    "№", "ФИО", "Пол", "Дата рождения", "Дата вступления", "Дата постановки на учёт", "Дата снятия с учёта", "Причина",
    "Согласие", "Дата согласия", "Телефон", "E-mail", "№ билета", "Примечание",
)  # fmt: skip
GOOD = (
    1, "Авдеева Анна Ильинична", "ж", "01.05.1978", "01.09.2010", "", "15.06.2024", "уволена", "да", "05.09.2025",
    "89001112233", "a@example.org", "0012345", "",
)  # fmt: skip
NASTY = (
    "00.00.0000", "0000-00-00", "01.01.0001 0:00:00", "30.12.1899", "1900-01-00", "1753-01-01", "9999-12-31", "31.12.9999",
    "__.__.____", "..........", "99.99.9999", "32.13.2020", "29.02.2023", "01.01.0000", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z", "1978-04-30T21:00:00.000Z", "1978-04-30T99:00:00Z", "01.09.2010-05.06.2018", "01.09.2010-99.99.9999",
    "2010-2018", "#Н/Д", "#REF!", "########", "=A1+1", "=ЕСЛИ(A1;1;0)", "-//-", '"', "1e400", "-1", "١٢.٠٣.٢٠٢٠", "５.11.1978", "²³", "\x00",
    "a" * 5000, "отозвано 01.10.2026", "до 2025", "до 99.99.9999", "с по", "(", "[", "\\", "*", "+", "?", "🙂", "ﬁ", "İ", "ß",
    "٢٠٢٠", "0", "00", "12 34,5", "1.2.3.4.5", "с 00.00.0000 по 00.00.0000", "01.09.10000", "1.1.1", "NaN", "inf", "-0",
)  # fmt: skip
cells = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=20),
    st.text(alphabet="0123456789.-/: TZ+№годспоt", max_size=24),
    st.dates(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


def read(rows):
    width = len(HEAD)
    even = tuple((*row[:width], *[""] * (width - len(row))) for row in rows)
    source = SourceFile("список.xlsx", "0" * 64, (SourceSheet("Лист1", even, width),))
    return read_list(source, today=TODAY, mapping=None, organisation=None, progress=silent())


@given(st.lists(st.dictionaries(st.integers(0, len(HEAD) - 1), cells, max_size=5), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_cells_of_a_list(changes):
    rows = [tuple(change.get(place, good) for place, good in enumerate(GOOD)) for change in changes]
    found = read([HEAD, GOOD, *rows])
    assert any(person.surname == "Авдеева" for person in found.people)


@given(place=st.integers(1, len(HEAD) - 1), value=st.sampled_from(NASTY))
@settings(max_examples=300, deadline=None)
def test_a_nasty_cell_in_each_column(place, value):
    row = list(GOOD)
    row[place] = value
    found = read([HEAD, GOOD, tuple(row)])
    assert len(found.people) + len(found.rejected) + len(found.duplicates) >= 1


@given(st.lists(st.lists(cells, min_size=1, max_size=8), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_rows_at_all(rows):
    try:
        read([tuple(row) for row in rows])
    except UserError as error:
        assert error.code.startswith("importing.")  # noqa: PT017


@given(
    lines=st.lists(st.text(alphabet="ФИОдата рожения;,\t|\"\n'0123456789.-<>/=№@_", max_size=60), max_size=12),
    sign=st.sampled_from([";", ",", "\t", "|"]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_file(tmp_path_factory, lines, sign):
    path = tmp_path_factory.mktemp("any") / "список.csv"
    head = sign.join(("ФИО", "Дата рождения", "Дата вступления"))
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    try:
        read_list(read_source(path), today=TODAY, mapping=None, organisation=None, progress=silent())
    except UserError as error:
        assert error.code.startswith("importing.")  # noqa: PT017
