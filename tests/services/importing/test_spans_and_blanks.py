"""Cells of dates that hold none, two, a moment, or one that may be another day."""

# Tables of cells read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.enums import DeregistrationReason, EventKind
from app.services.importing.blanks import is_blank_date, lost_value
from app.services.importing.dates import BadDate, Meaning, could_be_either, read_date
from app.services.importing.moments import is_summer_in_moscow
from app.services.importing.spans import spans_in

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "nothing",
    [
        "00.00.0000", "0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "00.00.00", "01.01.0001", "01.01.0001 0:00:00",
        "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "30.12.1899", "31.12.1899 00:00:00", "1899-12-30", "1900-01-00", "00.01.1900",
        "01.01.1900", "1900-01-01 00:00:00", "01.01.1753", "1753-01-01", "1601-01-01", "9999-12-31", "31.12.9999",
        "9999-12-31T23:59:59.9999999Z", "31.12.3999", "31.12.2999", "31.12.2099", "2999-12-31", "01.01.2100", "__.__.____", "__.__.20__",
        "__.__.____г.", "«__» ________ 20__ г.", '"__" _________ 20__ г.', "..........", ". .", "  .  .    ", " .  .  г.", "__/__/____",
        "___", "дд.мм.гггг", "ДД.ММ.ГГГГ", "dd.mm.yyyy", "xx.xx.xxxx", "ХХ.ХХ.ХХХХ", "99.99.9999", "00:00:00", "0:00", "н.в.", "н/в",
        "по н.в.", "по настоящее время", "бессрочно", "нет даты", "null", "NULL", "NaT", "<null>", "(пусто)", "-", "–", "—", "---", "?",
        "***", "оо.оо.оооо", "0", 0, 0.0, 2958465, date(1899, 12, 30), date(1, 1, 1), date(9999, 12, 31), date(1900, 1, 1),
        date(1753, 1, 1), False, "не уволен", "действует",
    ],
)  # fmt: skip
def test_cells_that_hold_no_date(nothing):
    assert is_blank_date(nothing)


@pytest.mark.parametrize(
    "something",
    ["01.01.01", "1978", "00.00.1978", "01.09.2104", "31.12.2098", "01.01.1970", "1970-01-01", "02.01.1900", "20", "2", "_", "01.01",
     "15.06.2024", "__.05.1978", "уволен", date(1978, 5, 1), 28611, 1, "да"],
)  # fmt: skip
def test_cells_that_hold_something(something):
    assert is_blank_date(something) is (something == "_")


@pytest.mark.parametrize("column", ["Дата снятия с учёта", "Дата увольнения", "Выбыл"])
@pytest.mark.parametrize(
    "nothing", ["00.00.0000", "01.01.0001 0:00:00", "__.__.____", "9999-12-31", "1900-01-00", "по н.в.", "30.12.1899"]
)
def test_an_empty_leaving_is_no_leaving(tmp_path, read, column, nothing):
    path = tmp_path / "список.csv"
    path.write_text(
        f"ФИО;Дата рождения;Дата вступления;{column}\nАвдеева Анна Ильинична;01.05.1978;01.09.2010;{nothing}\n"
        f"Бокова Вера Ильинична;02.05.1979;01.09.2011;15.06.2024\n", encoding="utf-8",
    )  # fmt: skip
    found = read(path)
    assert not found.rejected
    assert [person.episodes[0].exit is None for person in found.people] == [True, False]
    assert found.people[0].doubts == ()


@pytest.mark.parametrize("nothing", ["00.00.0000", "01.01.0001", "__.__.____", "1900-01-00"])
@pytest.mark.parametrize("place", [1, 2])
def test_an_empty_birth_or_entry_is_not_known(tmp_path, read, nothing, place):
    cells = ["Авдеева Анна Ильинична", "01.05.1978", "01.09.2010"]
    cells[place] = nothing
    path = tmp_path / "список.csv"
    path.write_text(
        "ФИО;Дата рождения;Дата вступления\n" + ";".join(cells) + "\nБокова Вера Ильинична;02.05.1979;01.09.2011",
        encoding="utf-8",
    )
    found = read(path)
    assert [person.surname for person in found.people] == ["Авдеева", "Бокова"]
    assert (found.people[0].birth_date if place == 1 else found.people[0].episodes[0].entry_on) is None


# --- moments


@given(day=st.dates(date(1950, 1, 1), date(2026, 1, 1)), ending=st.sampled_from(["Z", ".000Z", "+00:00", "+0000"]))
def test_midnight_in_moscow_kept_as_a_moment_is_its_day(day, ending):
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    hours = 4 if is_summer_in_moscow(midnight) else 3
    moment = midnight - timedelta(hours=hours)
    found = read_date(f"{moment:%Y-%m-%dT%H:%M:%S}{ending}", Meaning.EVENT, TODAY)
    assert (found.value, found.doubt, found.precision) == (day, "", "day")


@pytest.mark.parametrize(
    ("written", "day", "sure"),
    [
        ("1978-04-30T21:00:00.000Z", date(1978, 5, 1), True),
        ("2010-08-31T20:00:00Z", date(2010, 9, 1), True),
        ("2010-08-31 20:00:00 UTC", date(2010, 9, 1), True),
        ("1978-05-01T00:00:00Z", date(1978, 5, 1), True),
        ("1978-05-01T00:00:00+03:00", date(1978, 5, 1), True),
        ("2012-05-01T00:00:00+04:00", date(2012, 5, 1), True),
        ("1978-05-01T00:00:00", date(1978, 5, 1), True),
        ("1978-05-01T09:35:11Z", date(1978, 5, 1), True),
        ("1978-05-01T12:30:00+05:00", date(1978, 5, 1), True),
        ("1978-05-01T00:00:00+05:00", date(1978, 5, 1), False),  # 30 April in Moscow
        ("1978-05-01T00:00:00+10:00", date(1978, 5, 1), False),
        ("1978-04-30T19:00:00Z", date(1978, 4, 30), False),  # midnight in Yekaterinburg
        ("1978-04-30T14:00:00Z", date(1978, 4, 30), False),  # and in Vladivostok
        ("1978-04-30T22:00:00Z", date(1978, 5, 1), False),  # and in Kaliningrad
        ("1978-04-30T23:59:59Z", date(1978, 5, 1), False),
        ("1990-08-31T20:30:00Z", date(1990, 9, 1), False),
    ],
)
def test_a_moment_is_a_day_in_moscow_or_a_doubt(written, day, sure):
    found = read_date(written, Meaning.EVENT, TODAY)
    assert (found.value, found.doubt == "") == (day, sure)


@pytest.mark.parametrize("written", ["1978-13-01T00:00:00Z", "1978-05-01T25:00:00Z", "0001-01-01T00:00:00+05:00"])
def test_moments_that_never_were(written):
    with pytest.raises(BadDate):
        read_date(written, Meaning.EVENT, TODAY)


def test_a_doubtful_moment_is_told_at_its_row(tmp_path, read):
    path = tmp_path / "список.csv"
    path.write_text(
        "ФИО;Дата рождения;Дата вступления\nАвдеева Анна Ильинична;1978-05-01T00:00:00+07:00;2010-08-31T20:00:00.000Z\n",
        encoding="utf-8",
    )
    (person,) = read(path).people
    assert (person.birth_date, person.episodes[0].entry_on) == (date(1978, 5, 1), date(2010, 9, 1))
    assert [doubt.column for doubt in person.doubts] == ["Дата рождения"]


# --- day and month


def birthdays(tmp_path, read, *written):
    names = ["Авдеева", "Бокова", "Вершина", "Гусева", "Дымова"]
    path = tmp_path / "список.csv"
    lines = [f"{name} Анна Ильинична;{day};01.09.2010" for name, day in zip(names, written, strict=False)]
    path.write_text("ФИО;Дата рождения;Дата вступления\n" + "\n".join(lines), encoding="utf-8")
    found = read(path)
    return [(person.birth_date, bool(person.doubts)) for person in found.people]


def test_a_column_of_both_orders_doubts_what_could_be_either(tmp_path, read):
    assert birthdays(tmp_path, read, "05/06/1978", "05/13/1979", "23/04/1980", "03/04/1981", "07/07/1981") == [
        (date(1978, 6, 5), True), (date(1979, 5, 13), False), (date(1980, 4, 23), False), (date(1981, 4, 3), True),
        (date(1981, 7, 7), False),
    ]  # fmt: skip


@pytest.mark.parametrize(("sign", "other"), [("/", "-"), ("-", "/"), ("/", ".")])
def test_a_column_of_both_orders_with_other_signs(tmp_path, read, sign, other):
    us, ours = sign.join(("05", "13", "1979")), other.join(("23", "04", "1980"))
    found = birthdays(tmp_path, read, us, ours, sign.join(("05", "06", "1978")))
    assert found == [(date(1979, 5, 13), False), (date(1980, 4, 23), False), (date(1978, 6, 5), True)]


def test_a_column_of_one_order_has_no_doubts(tmp_path, read):
    assert birthdays(tmp_path, read, "05/06/1978", "05/13/1979") == [
        (date(1978, 5, 6), False),
        (date(1979, 5, 13), False),
    ]
    assert birthdays(tmp_path, read, "05/06/1978", "13/05/1979") == [
        (date(1978, 6, 5), False),
        (date(1979, 5, 13), False),
    ]
    assert birthdays(tmp_path, read, "05/06/1978", "06/05/1979") == [
        (date(1978, 6, 5), False),
        (date(1979, 5, 6), False),
    ]


def test_typed_days_among_texts_with_the_month_first_are_doubted(make_xlsx, read):
    """A spreadsheet types the dates it can read the Russian way and leaves the rest of a foreign list as text."""
    rows = [["ФИО", "Дата рождения", "Дата вступления"], ["Авдеева Анна Ильинична", date(1978, 6, 5), "01.09.2010"],
            ["Бокова Вера Ильинична", "05/13/1979", "01.09.2010"], ["Гусева Вера Ильинична", date(1978, 6, 6), "01.09.2010"]]  # fmt: skip
    assert [bool(person.doubts) for person in read(make_xlsx(rows)).people] == [True, False, False]
    assert could_be_either(date(1978, 6, 5))
    assert not could_be_either(date(1978, 6, 15))


# --- two dates in a cell

SEPARATORS = ["-", " - ", "–", " — ", "/", " по ", " до ", "...", " → ", "\n- "]


@given(
    start=st.dates(date(1995, 1, 1), date(2010, 1, 1)),
    days=st.integers(1, 5000),
    sign=st.sampled_from(SEPARATORS),
    written=st.sampled_from(["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "с %d.%m.%Y г.", "%d.%m.%Y 00:00:00"]),
)
def test_a_time_from_a_day_to_a_day(start, days, sign, written):
    end = start + timedelta(days=days)
    ((span,), rest) = spans_in(start.strftime(written) + sign + end.strftime(written.removeprefix("с ")), TODAY)
    assert (span.start.value, span.end.value, rest) == (start, end, "")


@pytest.mark.parametrize("one", ["01.09.2010", "2010-09-01", "01-09-2010", "01/09/2010", "сентябрь 2010", "2010", "с 2010 г.", "01.09.2010, № 5",
                                 "01.09.2010 протокол 5-2", "05..11.2010", "2010-09", "", "уволен", "1/5"])  # fmt: skip
def test_one_date_is_no_time(one):
    assert spans_in(one, TODAY)[0] == ()


def entries(tmp_path, read, cell, head="Дата вступления", more=("", "")):
    path = tmp_path / "список.csv"
    path.write_text(
        f"ФИО;Дата рождения;{head};{more[0] or 'Примечание'}\nАвдеева Анна Ильинична;01.05.1978;{cell};{more[1]}\n"
        "Бокова Вера Ильинична;02.05.1979;01.09.2011;\nГусева Вера Ильинична;02.06.1979;01.09.2012;\n", encoding="utf-8",
    )  # fmt: skip
    found = read(path)
    return found, next((person for person in found.people if person.surname == "Авдеева"), None)


@pytest.mark.parametrize(
    "head", ["Дата вступления", "Дата постановки на учёт", "Период членства", "Срок членства", "Принят", "Членство с"]
)
def test_a_range_is_an_entry_and_an_exit(tmp_path, read, head):
    _, person = entries(tmp_path, read, "01.09.2010-05.06.2018", head)
    (episode,) = person.episodes
    assert (episode.entry_kind, episode.entry_on) == (EventKind.ADMITTED, date(2010, 9, 1))
    assert (episode.exit.on, episode.exit.reason) == (date(2018, 6, 5), DeregistrationReason.OTHER)
    assert ["причина" in doubt.reason for doubt in person.doubts] == [True]


def test_the_reason_beside_a_range_is_its_own(tmp_path, read):
    _, person = entries(tmp_path, read, "01.09.2010-05.06.2018 (по собственному желанию)")
    assert (person.episodes[0].exit.kind, person.doubts) == (EventKind.LEFT, ())
    _, person = entries(tmp_path, read, "01.09.2010-05.06.2018", more=("Причина выбытия", "уволена"))
    assert (person.episodes[0].exit.reason, person.doubts) == (DeregistrationReason.DISMISSED, ())


@pytest.mark.parametrize(
    "cell", ["01.09.2010 - н.в.", "с 01.09.2010 по настоящее время", "01.09.2010 -", "01.09.2010 –"]
)
def test_an_open_range_is_an_entry(tmp_path, read, cell):
    _, person = entries(tmp_path, read, cell)
    assert (person.episodes[0].entry_on, person.episodes[0].exit, person.doubts) == (date(2010, 9, 1), None, ())


def test_a_range_beside_a_column_of_leaving(tmp_path, read):
    _, person = entries(tmp_path, read, "01.09.2010-05.06.2018", more=("Дата снятия с учёта", "05.06.2018"))
    assert person.episodes[0].exit.on == date(2018, 6, 5)
    assert [doubt.reason for doubt in person.doubts] == ["причина выбытия не указана: записано «прочее»"]
    _, person = entries(tmp_path, read, "01.09.2010-05.06.2018", more=("Дата снятия с учёта", "07.07.2019"))
    assert person.episodes[0].exit.on == date(2019, 7, 7)
    assert any("05.06.2018" in doubt.reason for doubt in person.doubts)


@pytest.mark.parametrize("last", ["01.09.2012 - н.в.", "с 01.09.2012", "01.09.2012-"])
def test_several_ranges_are_several_times_on_the_register(tmp_path, read, last):
    _, person = entries(tmp_path, read, f"01.09.2005-01.06.2010, {last}")
    assert [(e.entry_kind, e.entry_on, e.exit and e.exit.on) for e in person.episodes] == [
        (EventKind.ADMITTED, date(2005, 9, 1), date(2010, 6, 1)), (EventKind.REGISTERED, date(2012, 9, 1), None)
    ]  # fmt: skip
    assert any("несколько сроков" in doubt.reason for doubt in person.doubts)


@pytest.mark.parametrize("cell", ["01.09.2018-05.06.2010", "01.09.2010-31.02.2018", "01.09.2010-05.13.2018"])
def test_an_impossible_range_refuses_its_row(tmp_path, read, cell):
    found, person = entries(tmp_path, read, cell)
    assert person is None
    assert [row.place.row for row in found.rejected] == [2]


def test_two_dates_that_are_no_range_are_asked_about(tmp_path, read):
    _, person = entries(tmp_path, read, "01.09.2010, 15.06.2018")
    assert (person.episodes[0].entry_on, person.episodes[0].exit) == (date(2010, 9, 1), None)
    assert any("две даты" in doubt.reason for doubt in person.doubts)
    _, person = entries(tmp_path, read, "01.09.2010, протокол № 5 от 30.08.2010")
    assert person.doubts == ()


def test_a_range_under_leaving_ends_the_membership(tmp_path, read):
    path = tmp_path / "список.csv"
    path.write_text(
        "ФИО;Дата рождения;Снят с учёта\nАвдеева Анна Ильинична;01.05.1978;01.09.2010-05.06.2018\nБокова Вера Ильинична;02.05.1979;\n",
        encoding="utf-8",
    )
    person = read(path).people[0]
    assert (person.episodes[0].entry_on, person.episodes[0].exit.on) == (date(2010, 9, 1), date(2018, 6, 5))


@pytest.mark.parametrize("mark", ["-//-", '"', "то же", "— « —", "//", "Также"])
def test_a_mark_of_repetition_is_asked_about(tmp_path, read, mark):
    _, person = entries(tmp_path, read, mark if mark != '"' else "''")
    assert person.episodes[0].entry_on is None
    assert any("знак повтора" in doubt.reason for doubt in person.doubts)


@pytest.mark.parametrize(
    ("cell", "lost"),
    [("#Н/Д", True), ("#REF!", True), ("#ДЕЛ/0!", True), ("#DIV/0!", True), ("#ИМЯ?", True), ("########", True), ("Err:502", True),
     ("Ошибка:508", True), ("=A1", True), ("=СЕГОДНЯ()", True), ("#1", False), ("##", False), ("= 5 человек", False), ("Елена", False), ("", False),
     ("Ошибка в дате", False), (5, False), ("# цех", False)],
)  # fmt: skip
def test_cells_whose_value_is_lost(cell, lost):
    assert bool(lost_value(cell)) is lost


def test_a_person_of_a_hundred_is_asked_about(tmp_path, read):
    assert birthdays(tmp_path, read, "20.11.1926", "21.11.1926", "07.03.26") == [
        (date(1926, 11, 20), True), (date(1926, 11, 21), False), (date(1926, 3, 7), True)
    ]  # fmt: skip
