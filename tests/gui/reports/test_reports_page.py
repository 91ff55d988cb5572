"""The place «Отчёты» in a window, with a real vault behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.enums import ReportState
from app.services import reports
from app.services.reports import ReportSummary
from app.ui.context import UiContext
from app.ui.kit.dialogs import ConfirmDialog
from app.ui.kit.theme import ThemeName, apply_theme
from app.ui.reports.balance_dialog import BalanceDialog
from app.ui.reports.page import ReportsPage
from app.ui.reports.report_view import ReportPane
from app.ui.reports.reports_model import ReportsModel, most_urgent

Settle = Callable[[UiContext], None]


def unnamed(root: QWidget) -> list[str]:
    """Widgets that take the focus and would be silent to a screen reader."""
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QTabBar)
    return [
        f"{type(w).__name__} in {type(w.parentWidget()).__name__}"
        for kind in kinds
        for w in root.findChildren(kind)
        if w.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not w.objectName().startswith("qt_")
        and not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))
        and not isinstance(w.parentWidget(), QComboBox)
        and type(w).__name__ not in ("QTableCornerButton", "QComboBoxListView")
    ]


@pytest.fixture
def page(context: UiContext, qtbot: QtBot, settle: Settle) -> ReportsPage:
    made = ReportsPage(context)
    qtbot.addWidget(made)
    made.resize(1140, 730)
    made.show()
    made.refresh()
    settle(context)
    return made


@pytest.fixture
def report(page: ReportsPage, context: UiContext, year: int, settle: Settle) -> ReportPane:
    page.open(form="fnpr-2", period=year)
    settle(context)
    assert page.report is not None
    return page.report


def test_the_list_says_states_and_due_days_and_enter_opens(
    page: ReportsPage, context: UiContext, hands: Any, settle: Settle
) -> None:
    year = date.today().year
    assert page.model.index(0, 0).data() == "Форма № 2"
    assert page.model.headerData(1, Qt.Orientation.Horizontal) == f"за {year} год"
    spoken = page.model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "заполняется" in spoken
    assert "20 января" in spoken
    page.table.setCurrentIndex(page.model.index(0, 1))
    hands.press(page.table, Qt.Key.Key_Return)
    settle(context)
    assert page.report is not None
    assert page.report.presenter.title() == f"Форма № 2 за {year} год"
    page.report.back.click()
    settle(context)
    assert page.report is None
    assert page.table.isVisible()


def test_typing_in_the_window_reaches_the_vault(
    report: ReportPane, context: UiContext, hands: Any, settle: Settle, year: int
) -> None:
    assert report.form is not None
    table = report.form.tables["II"]
    report.go_to("II.11.3")
    hands.type(table, "2")
    editor = table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    hands.press(editor, Qt.Key.Key_Return)
    settle(context)
    assert reports.fill(context.session, "fnpr-2", year).view.cells["II.11.3"].value == 2
    assert table.form_model.index_of("II.12.3").data() == "6"  # computed anew: 4 members and 2


def test_the_banner_lists_what_is_wrong_and_jumps_there(
    report: ReportPane, context: UiContext, settle: Settle, qtbot: QtBot
) -> None:
    report.presenter.type_value("II.13.4", 7)
    report.presenter.type_value("IV.1.1.4", 3)
    report.presenter.type_value("II.14.4", 1)
    settle(context)
    assert report.form is not None
    assert report.violations is not None
    assert report.banner.text().startswith("Нельзя сдавать: 2 ошибки")
    assert report.next_button.text() == "Исправить ошибку"
    report.banner.activated.emit()
    texts = [report.violations.item(n).text() for n in range(report.violations.count())]
    assert len(texts) == 2
    assert all(text.startswith("Ошибка.") for text in texts)
    place = next(n for n, text in enumerate(texts) if "строка 14" in text)
    report.violations.itemActivated.emit(report.violations.item(place))
    settle(context)
    table = report.form.tables["II"]
    assert table.form_model.address_of(table.currentIndex()) == "II.14.4"
    assert report.why is not None
    assert report.why.crumb.text() == "Строка 14, графа 4"


def test_the_side_panel_names_people_and_takes_another_number(
    report: ReportPane, context: UiContext, settle: Settle, year: int
) -> None:
    report.go_to("II.3.3")
    settle(context)
    why = report.why
    assert why is not None
    assert why.title.text() == "Почему 3"
    said = " ".join(label.text() for label in why.findChildren(QWidget) if hasattr(label, "text"))
    assert "Жукова" in said
    assert f"20.01.{year}" in said
    why.rule_toggle.click()
    assert not why.rule_text.isHidden()
    why.override_button.click()
    assert why.override_value is not None and why.override_reason is not None
    why.override_value.setText("два")
    why.override_save.click()
    assert "нужно число" in why.override_problem.text()
    why.override_value.setText("2")
    why.override_reason.setText("одного приняли в другой организации")
    why.override_save.click()
    settle(context)
    cell = reports.fill(context.session, "fnpr-2", year).view.cells["II.3.3"]
    assert (cell.value, cell.automatic, cell.reason) == (2, 3, "одного приняли в другой организации")
    back = next(b for b in why.findChildren(QAbstractButton) if b.text() == "Вернуть 3")
    back.click()
    settle(context)
    assert reports.fill(context.session, "fnpr-2", year).view.cells["II.3.3"].value == 3


def test_a_warning_is_explained_on_the_spot(report: ReportPane, context: UiContext, settle: Settle, year: int) -> None:
    for column in (5, 4, 3):
        report.presenter.type_value(f"III.1.2.{column}", 0)
    settle(context)
    assert report.next_button.text() == "Написать пояснение"
    report.next_button.click()
    settle(context)
    why = report.why
    assert why is not None
    [(rule, field)] = why.explanations.items()
    field.setPlainText("Организация растёт")
    next(b for b in why.findChildren(QAbstractButton) if b.text() == "Записать пояснение").click()
    settle(context)
    [warning] = reports.fill(context.session, "fnpr-2", year).view.warnings
    assert (warning.rule, warning.explanation) == (rule, "Организация растёт")
    assert report.next_button.text() == "Подписать и отправить"


def test_signing_asks_and_goes_on_to_the_exchange(
    report: ReportPane, context: UiContext, settle: Settle, year: int
) -> None:
    for warning in report.presenter.report.view.warnings if report.presenter.report else ():
        report.presenter.explain(warning.rule, "так и есть")
    settle(context)
    report.next_button.click()
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, ConfirmDialog) and w.isVisible())
    assert "больше не изменятся" in " ".join(w.text() for w in dialog.findChildren(QWidget) if hasattr(w, "text"))
    dialog.yes_button.click()
    settle(context)
    assert reports.fill(context.session, "fnpr-2", year).state.value == "signed"
    page, params = context.shell.shown[-1]  # type: ignore[attr-defined]
    assert page == "exchange"
    assert str(params["period"]) == str(year)
    assert report.form is not None
    assert not report.form.tables["II"].form_model.inputs()


@pytest.mark.parametrize("name", list(ThemeName))
def test_everything_has_a_name_in_every_look(
    report: ReportPane, context: UiContext, settle: Settle, looks: QApplication, name: ThemeName
) -> None:
    apply_theme(looks, name, 150)
    report.go_to("II.3.3")
    settle(context)
    assert unnamed(report) == []
    apply_theme(looks)


@pytest.mark.parametrize(("width", "height"), [(744, 690), (1086, 690), (1640, 1000)])
def test_nothing_is_wider_than_the_window(report: ReportPane, width: int, height: int) -> None:
    report.resize(width, height)
    QApplication.sendPostedEvents()
    for child in report.findChildren(QWidget):
        if child.isVisible() and child.parentWidget() is not None and not _scrolls(child):
            right = child.mapTo(report, child.rect().topRight()).x()
            assert right <= width, f"{type(child).__name__} {child.accessibleName()!r} ends at {right}"


def _scrolls(widget: QWidget) -> bool:
    """Inside a table or scrolled area there may be more than is seen."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractItemView):
            return True
        parent = parent.parentWidget()
    return isinstance(widget, QAbstractScrollArea)


def test_no_dialog_is_left_open() -> None:
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def summary(period: int, due: date, state: ReportState = ReportState.DRAFT) -> ReportSummary:
    return ReportSummary("fnpr-2", "Форма № 2", "ОТЧЕТ", str(period), due, state, 0, 0, True, "", 1)


def test_the_most_urgent_report_is_the_late_one_then_the_next_due() -> None:
    today = date(2027, 2, 1)
    late, next_one = summary(2026, date(2027, 1, 20)), summary(2027, date(2028, 1, 20))
    history, sent = summary(2024, date(2025, 1, 20)), summary(2025, date(2026, 1, 20), ReportState.ACCEPTED)
    assert most_urgent([next_one, late, history, sent], today) == late
    assert most_urgent([next_one, history, sent], today) == next_one
    assert most_urgent([sent], today) is None


def test_the_list_is_sound_and_speaks(qapp: QApplication) -> None:
    model = ReportsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    today = date(2027, 2, 1)
    late, accepted = summary(2026, date(2027, 1, 20)), summary(2025, date(2026, 1, 20), ReportState.ACCEPTED)
    model.show_reports([(2026, [late]), (2025, [accepted]), (2024, [])], today)
    spoken = [model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(3)]
    assert spoken == [
        "Форма № 2. ОТЧЕТ",
        "Форма № 2 за 2026 год: опоздание. срок 20 января прошёл, опоздание 12 дней",
        "Форма № 2 за 2025 год: принят. срок был 20 января",
    ]
    assert model.index(0, 3).data() is None
    assert model.index_of(accepted).column() == 2


def test_the_balance_of_members_is_taken_apart_down_to_the_people(
    context: UiContext, qtbot: QtBot, settle: Settle, year: int
) -> None:
    for warning in reports.fill(context.session, "fnpr-2", year - 1).view.warnings:
        reports.explain(context.session, "fnpr-2", year - 1, warning.rule, "Так и есть")
    reports.sign(context.session, "fnpr-2", year - 1)
    made = ReportsPage(context)
    qtbot.addWidget(made)
    made.resize(1140, 730)
    made.show()
    made.open(form="fnpr-2", period=year)
    settle(context)
    assert made.report is not None
    made.report.go_to("II.12.3")
    settle(context)
    assert made.report.why is not None
    opener = next(b for b in made.report.why.findChildren(QAbstractButton) if b.text() == "Из чего сложилась")
    opener.click()
    settle(context)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, BalanceDialog) and w.isVisible())
    assert dialog.comparison.holds is True
    assert (dialog.comparison.left, dialog.comparison.right) == (4, 4)
    said = " ".join(w.text() for w in dialog.findChildren(QWidget) if hasattr(w, "text"))
    assert "сходится" in said
    for button in dialog.people_buttons:
        button.click()  # type: ignore[attr-defined]
    said = " ".join(w.text() for w in dialog.findChildren(QWidget) if hasattr(w, "text"))
    assert "Жукова" in said
    dialog.accept()
