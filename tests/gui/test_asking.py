"""Dialogs as data: the unclear is said under its field, nothing typed is given up unasked, keys do what they say."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.domain.enums import DuesWay
from app.errors import AppError
from app.progress import Progress
from app.ui.context import UiContext
from app.ui.kit.asking import (
    Answers,
    AskDialog,
    Fold,
    Note,
    amount,
    ask,
    choice_among,
    day,
    day_or_none,
    number,
    one_of_or_none,
    password,
    text,
    tick,
)
from tests.gui.conftest import House

NAME = text("name", "Название", needed="Впишите название.")
ON = day("on", "Дата", date(2026, 1, 5), past="Этот день ещё не наступил.")
UNTIL = day_or_none("until", "По какой день")
SUM = amount("sum", "Сумма", Decimal(7))
MANY = number("many", "Сколько")
WAY = one_of_or_none("way", "Как", "Не записано", DuesWay)
MORE = tick("more", "Ещё")
DETAIL = text("detail", "Подробнее", needed="Напишите подробнее.").when(lambda answers: answers[MORE])
PART = choice_among("part", "Часть", lambda answers: [("вся", 1), ("доля", 2)] if answers[MORE] else [("вся", 1)], 1)
SECRET = password("secret", "Пароль")
LATE = text("late", "Позже")


@pytest.fixture
def context(house: House) -> UiContext:
    """What the pages of the open window are given."""
    assert house.window.workspace is not None
    found: UiContext = house.window.workspace.context
    return found


@pytest.fixture
def said() -> list[Answers]:
    """What was recorded."""
    return []


@pytest.fixture
def dialog(house: House, context: UiContext, said: list[Answers]) -> AskDialog:
    """A dialog that asks one of each."""
    follows = Note(lambda answers: f"До {answers.get(UNTIL)}" if answers.get(UNTIL) else "")
    return ask(
        house.window, context, "Проба", "Записать",
        (NAME, ON, UNTIL, SUM, MANY, WAY, MORE, DETAIL, PART, follows, SECRET, Fold("Ещё…", (LATE,))),
        lambda answers, _: said.append(answers), lambda answers, _: None,
    )  # fmt: skip


def fill(dialog: AskDialog) -> None:
    """The least that is asked."""
    dialog.field("name").setText(" Акция ")
    dialog.field("secret").setText(" тайна ")


def test_answers_have_the_values_that_are_typed(dialog: AskDialog, house: House, said: list[Answers]) -> None:
    fill(dialog)
    dialog.field("until").setText("5.11.26")
    dialog.field("sum").setText("12 500,5")
    dialog.field("way").choose(DuesWay.CASH)
    dialog.save()
    house.settle()
    (answers,) = said
    assert (answers[NAME], answers[ON], answers[UNTIL]) == ("Акция", date(2026, 1, 5), date(2026, 11, 5))
    assert (answers[SUM], answers[MANY], answers[SECRET]) == (Decimal("12500.5"), None, " тайна ")
    assert answers[WAY] is DuesWay.CASH
    assert answers[DETAIL] == "" and answers[PART] == 1


def test_each_unclear_field_has_its_sentence_and_the_first_the_cursor(dialog: AskDialog, said: list[Answers]) -> None:
    dialog.field("on").setText((date.today() + timedelta(1)).strftime("%d.%m.%Y"))
    dialog.field("until").setText("31.02.1960")
    dialog.field("sum").setText("много")
    dialog.field("secret").setText("тайна")
    dialog.save()
    assert dialog.form.problems() == [
        "Впишите название.",
        "Этот день ещё не наступил.",
        "Такого дня нет: 31.02.1960. Проверьте число, месяц и год.",
        "Напишите сумму так: 12 500,50.",
    ]
    assert not said and dialog.focusWidget() is dialog.field("name")


def test_a_sentence_goes_when_its_field_is_mended_and_the_others_stay(dialog: AskDialog) -> None:
    dialog.field("on").setText("завтра")
    dialog.save()
    assert any(words.startswith("Напишите дату так: ") for words in dialog.form.problems())
    dialog.field("on").setText("01.02.2026")
    assert dialog.form.problems() == ["Впишите название.", "Введите пароль."]


def test_what_follows_from_an_answer_is_shown_offered_and_told(dialog: AskDialog) -> None:
    assert not dialog.field("detail").isVisible() and dialog.field("part").count() == 1
    dialog.field("more").setChecked(True)
    assert dialog.field("detail").isVisible() and dialog.field("part").count() == 2
    fill(dialog)
    dialog.save()
    assert dialog.form.problems() == ["Напишите подробнее."]
    dialog.field("part").choose(2)
    dialog.field("more").setChecked(False)
    assert dialog.field("part").value() == 1


def test_a_draft_is_what_differs_and_never_a_password(dialog: AskDialog, house: House, context: UiContext) -> None:
    assert dialog.unrecorded() == {}
    fill(dialog)
    dialog.field("until").setText("31.0")
    dialog.field("more").setChecked(True)
    dialog.field("late").setText("потом")
    draft = dialog.unrecorded()
    assert draft == {"name": " Акция ", "until": "31.0", "more": "1", "late": "потом"}
    other = ask(
        house.window, context, "Другая проба", "Записать", (NAME, UNTIL, MORE, SECRET, Fold("Ещё…", (LATE,))),
        lambda answers, _: None, lambda answers, _: None,
    )  # fmt: skip
    assert not other.field("late").isVisible()
    other.put_unrecorded(draft)
    assert other.unrecorded() == draft and other.field("late").isVisible() and other.field("secret").text() == ""


def test_closing_asks_before_what_was_typed_is_given_up(dialog: AskDialog, house: House) -> None:
    fill(dialog)
    dialog.cancel_button.click()
    question = house.dialog()
    assert question is not dialog and "Не записывать" in question.windowTitle()
    question.reject()
    assert dialog.isVisible() and dialog.field("name").text() == " Акция "
    dialog.reject()
    house.dialog().yes_button.click()
    assert not dialog.isVisible()


def test_an_untouched_dialog_closes_at_once(dialog: AskDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_enter_presses_the_focused_button(dialog: AskDialog, said: list[Answers], house: House) -> None:
    dialog.field("secret").setText("тайна")
    dialog.cancel_button.setFocus()
    QTest.keyClick(dialog.cancel_button, Qt.Key.Key_Return)
    house.settle()
    assert not said and not any(found.isVisible() for found in house.window.findChildren(QDialog))


def test_tab_goes_through_the_fields_and_then_to_the_buttons(dialog: AskDialog) -> None:
    QApplication.processEvents()
    order: list[QWidget] = []
    dialog.field("name").setFocus()
    for _ in range(30):
        found = dialog.focusWidget()
        if found in order:
            break
        order.append(found)
        dialog.focusNextChild()
    assert order[0] is dialog.field("name")
    assert order[-2:] == [dialog.cancel_button, dialog.save_button]


def test_a_refusal_comes_back_to_what_was_typed_even_after_esc(house: House, context: UiContext) -> None:
    let_go = threading.Event()

    def refuse(answers: Answers, progress: Progress) -> None:
        let_go.wait(10)
        raise AppError("vault.read_only")

    dialog = ask(house.window, context, "Проба", "Записать", (NAME,), refuse, lambda answers, _: None)
    dialog.field("name").setText("Акция")
    dialog.save()
    dialog.reject()
    let_go.set()
    house.settle()
    assert dialog.isVisible() and dialog.banner.isVisible()
    assert dialog.field("name").text() == "Акция"


def test_what_the_program_offers_later_is_not_typed_by_anybody(house: House, context: UiContext) -> None:
    known: list[tuple[str, int]] = []
    part = choice_among("part", "Часть", lambda _: known, 0)
    dialog = ask(house.window, context, "Проба", "Записать", (NAME, part), lambda *_: None, lambda *_: None)
    known.append(("вся", 1))
    dialog.renew()
    assert dialog.field("part").currentText() == "вся" and dialog.unrecorded() == {}
    dialog.reject()
    assert not any(found.isVisible() for found in house.window.findChildren(QDialog))
