"""A report in the window that is not complete: the list of empty places, «Остальное – нули», «нет сведений»."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.dates import Period
from app.services import reports
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.reports.report_presenter import verdict_for
from app.ui.reports.report_view import ReportPane
from tests.gui.reports.conftest import Hands

Settle = Callable[[UiContext], None]


@pytest.fixture
def open_report(context: UiContext, qtbot: QtBot, settle: Settle, year: int) -> Callable[[str], ReportPane]:
    def make(form: str) -> ReportPane:
        view = ReportPane(context, form, Period(year))
        qtbot.addWidget(view)
        view.resize(1024, 720)
        view.show()
        settle(context)
        return view

    return make


def places(view: ReportPane) -> list[str]:
    assert view.violations is not None
    return [str(view.violations.item(n).data(Qt.ItemDataRole.UserRole)) for n in range(view.violations.count())]


def test_an_empty_report_cannot_be_signed_and_every_empty_place_opens(
    open_report: Any, context: UiContext, settle: Settle
) -> None:
    view = open_report("4-pi")
    assert view.banner.text().startswith("Ещё не заполнено")
    assert view.next_button.text() == "Заполнить пустое"
    assert len(places(view)) == 100
    view._banner_link()
    item = next(view.violations.item(n) for n in range(100) if places(view)[n] == "1.17.4")
    assert "Зарегистрировано нарушений прав профсоюзов" in item.text()
    view.violations.itemClicked.emit(item)
    settle(context)
    assert view.form is not None
    model = view.form.tables["1"].form_model
    assert model.address_of(view.form.tables["1"].currentIndex()) == "1.17.4"


def test_zeros_fill_the_rest_and_are_taken_back(
    open_report: Any, context: UiContext, settle: Settle, year: int
) -> None:
    view = open_report("4-pi")
    view.presenter.type_value("1.3.4", 2)
    settle(context)
    assert view.banner.text().startswith("Не заполнено: 99 мест")
    assert not view.finish.isHidden() and view.undo_link.isHidden()
    view.zeros_link.click()
    settle(context)
    assert view.banner.text().startswith("Можно сдавать")
    assert view.next_button.text() == "Подписать и отправить"
    assert context.shell.said[-1] == "Нулей поставлено: 99 (1 – 99)."  # type: ignore[attr-defined]
    assert view.zeros_link.isHidden() and view.undo_link.text() == "Убрать нули (99)"
    view.undo_link.click()
    settle(context)
    assert view.banner.text().startswith("Не заполнено: 99 мест")
    assert reports.fill(context.session, "4-pi", year).view.cells["1.3.4"].value == 2


def test_what_nobody_knows_is_said_beside_the_cell(
    open_report: Any, context: UiContext, settle: Settle, hands: Hands, year: int
) -> None:
    view = open_report("7-travmatizm")
    for place in ("1.17.4", "1.24.4", "1.25.4"):
        view.presenter.type_value(place, 0)
        settle(context)
    view.go_to("1.23.4")
    settle(context)
    assert view.why is not None and view.why.unknown_reason is not None
    view.why.unknown_save.click()
    assert view.why.unknown_reason is not None, "without a reason it is not said"
    hands.type(view.why.unknown_reason, "работодатель не ответил")
    view.why.unknown_save.click()
    settle(context)
    shown = reports.fill(context.session, "7-travmatizm", year).view
    assert [one.reason for one in shown.unknown["1.23.4"]] == ["работодатель не ответил"]
    assert view.banner.text().startswith("Можно сдавать")
    assert "нет сведений" in view.banner.text()
    assert view.form is not None
    model = view.form.tables["1"].form_model
    assert model.index_of("1.23.4").data() == "н/с"
    assert "Нет сведений: работодатель не ответил." in " ".join(w.text() for w in view.why.findChildren(QLabel))
    back = next(b for b in view.why.findChildren(QPushButton) if b.text() == "Убрать «нет сведений»")
    back.click()
    settle(context)
    assert view.banner.text().startswith("Нельзя сдавать: 1 ошибка"), "строка 23 is always filled"


def test_an_empty_list_is_said_to_have_nothing_to_tell(
    open_report: Any, context: UiContext, settle: Settle, hands: Hands
) -> None:
    view = open_report("rezerv")
    assert view.banner.text().startswith("Ещё не заполнено") and view.next_button.text() == "Заполнить"
    view.next_button.click()
    assert view.form is not None and view.form.tabs.currentIndex() == 1
    page = view.form.lists["1"]
    page.unknown_button.click()
    hands.type(page.reason, "резерв не создан")
    page.unknown_button.click()
    settle(context)
    assert view.banner.text().startswith("Можно сдавать")
    assert page.unknown_label.text() == "Нет сведений: резерв не создан"
    page.back_button.click()
    settle(context)
    assert view.banner.text().startswith("Ещё не заполнено")


def test_an_empty_column_of_a_begun_row_opens(open_report: Any, context: UiContext, settle: Settle) -> None:
    view = open_report("soc-econ")
    view.presenter.type_value("1", [{"2": "Завод", "3": 5}, {"3": 7}])
    settle(context)
    assert places(view) == ["1.2.2"]
    view.next_button.click()
    settle(context)
    assert view.form is not None
    index = view.form.lists["1"].table.currentIndex()
    assert (index.row(), index.column()) == (1, 1)


def test_a_year_that_is_not_over_says_from_when_it_can_be_signed(session: VaultSession, year: int) -> None:
    reports.set_value(session, "fnpr-2", "II.2.3", 40, year, "реестр не внесён")
    for warning in reports.fill(session, "fnpr-2", year).view.warnings:
        reports.explain(session, "fnpr-2", year, warning.rule, "так и есть")
    filled = reports.fill(session, "fnpr-2", year)
    early = verdict_for(filled, date(year, 12, 1))
    assert (early.tone, early.sentence) == ("info", f"Заполнено, подписать можно с 1 января {year + 1} года")
    assert verdict_for(filled, date(year + 1, 1, 1)).sentence == "Можно сдавать"


def test_the_list_of_reports_says_what_is_not_filled(session: VaultSession, year: int) -> None:
    from app.ui.reports.reports_model import detail_of

    reports.set_value(session, "obuchenie", "1.4.3", 0, year)
    found = {s.form: detail_of(s, date(year + 1, 1, 10)) for s in reports.list_reports(session, year)}
    assert "не заполнено: " in found["obuchenie"]
    assert "; ещё не заполнен" in found["4-pi"]
