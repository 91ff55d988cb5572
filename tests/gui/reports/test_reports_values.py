"""Numbers as people type and read them, and what is said about a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.enums import CellKind, CellSource
from app.domain.vocabulary.words import sentence_case
from app.forms.definition import ValueType
from app.forms.view import CellView, ReportView
from app.services.reports.hindrances import ready_for
from app.ui.forms.values import Rejected, edit_text, parse_value, shown_value
from app.ui.forms.wording import fit_titles
from app.ui.reports.wording import due_words, verdict_of


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("1 234", ValueType.COUNT, Decimal(1234)),
        ("12\u00a0000", ValueType.COUNT, Decimal(12000)),
        (" 0 ", ValueType.COUNT, Decimal(0)),
        ("75,5", ValueType.PERCENT, Decimal("75.5")),
        ("-3,1", ValueType.MONEY, Decimal("-3.1")),
        ("да", ValueType.MARK, Decimal(1)),
        ("2026", ValueType.YEAR, Decimal(2026)),
        ("5.1.26", ValueType.DATE, "2026-01-05"),
        ("", ValueType.COUNT, None),
    ],
)
def test_what_people_type_is_understood(typed: str, kind: ValueType, value: object) -> None:
    assert parse_value(typed, kind) == value


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("пять", ValueType.COUNT),
        ("2,5", ValueType.COUNT),
        ("-1", ValueType.COUNT),
        ("1,25", ValueType.MONEY),
        ("26", ValueType.YEAR),
        ("31.02.2026", ValueType.DATE),
        ("nan", ValueType.COUNT),
        ("9" * 40, ValueType.COUNT),
        ("может быть", ValueType.MARK),
    ],
)
def test_what_is_no_value_is_refused_in_words(typed: str, kind: ValueType) -> None:
    with pytest.raises(Rejected) as refusal:
        parse_value(typed, kind)
    assert len(str(refusal.value)) > 20
    assert str(refusal.value).endswith(".")


@given(st.integers(0, 10**9), st.sampled_from([ValueType.COUNT, ValueType.MONEY, ValueType.PERCENT]))
def test_a_shown_number_reads_back(number: int, kind: ValueType) -> None:
    value = Decimal(number) if kind is ValueType.COUNT else Decimal(number) / 10
    assert parse_value(shown_value(value, kind), kind) == value
    assert parse_value(edit_text(value, kind), kind) == value


def test_numbers_look_as_on_paper() -> None:
    assert shown_value(Decimal(1234567), ValueType.COUNT) == "1\u00a0234\u00a0567"
    assert shown_value(Decimal("75"), ValueType.PERCENT) == "75,0"
    assert shown_value(Decimal(2026), ValueType.YEAR) == "2026"
    assert shown_value(None, ValueType.COUNT) == ""
    assert shown_value("2026-12-31", ValueType.DATE) == "31.12.2026"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2027, 1, 8), "до 20 января: осталось 12 дней"),
        (date(2026, 12, 30), "до 20 января: остался 21 день"),
        (date(2027, 1, 19), "до 20 января: срок завтра"),
        (date(2027, 1, 20), "срок сегодня"),
        (date(2027, 1, 25), "срок 20 января прошёл, опоздание 5 дней"),
        (date(2026, 6, 1), "срок 20 января 2027"),
    ],
)
def test_the_due_day_is_said_from_today(on: date, words: str) -> None:
    assert due_words(date(2027, 1, 20), on, done=False) == words


def test_capitals_are_said_quietly_and_abbreviations_stay() -> None:
    assert sentence_case("СТАТИСТИЧЕСКИЙ ОТЧЕТ членской ФНПР") == "Статистический отчет членской ФНПР"


def test_titles_of_tabs_keep_their_numbers_and_the_current_one_longest() -> None:
    titles = ["I. Общие сведения", "II. Профсоюзное членство", "III. Профсоюзные кадры и актив"]
    fitted = fit_titles(titles, 1, 45, len)
    assert sum(map(len, fitted)) <= 45
    assert fitted[1] == titles[1]
    assert [title.split()[0] for title in fitted] == ["I.", "II.", "III."]
    assert fit_titles(titles, 1, 1000, len) == titles


def test_an_untouched_form_is_not_called_ready() -> None:
    cells = {"1.1.4": CellView("1.1.4", CellKind.INPUT, None), "1.2.4": CellView("1.2.4", CellKind.COMPUTED, None)}
    empty = ReportView("x", "1", "2026", cells, {}, {}, (), missing=("II.1.3",))
    assert sentence_of(empty) == "Ещё не заполнено"
    begun = replace(empty, cells={**cells, "1.1.4": CellView("1.1.4", CellKind.INPUT, Decimal(0), CellSource.MANUAL)})
    assert sentence_of(begun) == "Не заполнено: 1 место"
    full = replace(begun, missing=())
    assert sentence_of(full) == "Можно сдавать"
    assert sentence_of(full, ready_on=date(2027, 1, 1)) == "Заполнено, подписать можно с 1 января 2027 года"
    assert sentence_of(replace(empty, missing=())) == "Ещё не заполнено", "nothing missing, nothing there"
    assert sentence_of(replace(empty, missing=()), blank="Сдают пустой.") == "Форма пуста"


def sentence_of(view: ReportView, blank: str = "", ready_on: date | None = None) -> str:
    return verdict_of(view, ready_for(view, blank, ready_on, date(2026, 12, 1))).sentence
