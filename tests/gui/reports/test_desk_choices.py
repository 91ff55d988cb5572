"""The desk asks before it counts: gaps of a sum, two files under one number, people on several registers, staff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.domain.enums import Verdict
from app.services import intake, reports
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.intake.fork_dialog import ForkDialog
from app.ui.intake.page import IntakePage
from app.ui.intake.pairs_dialog import PairsDialog
from app.ui.intake.staff_dialog import StaffDialog
from app.ui.kit.dialogs import ConfirmDialog
from app.ui.reports.explain_dialog import ExplainDialog
from app.ui.reports.page import ReportsPage
from tests.primaries import Primary, whole_form_2
from tests.services.intake.test_desk_doubles import ANNA, employ, receive

Settle = Callable[[UiContext], None]


def opened(kind: type[QDialog]) -> QDialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def words(widget: QDialog) -> str:
    return " ".join(found.text() for found in widget.findChildren(QLabel))


@pytest.fixture
def office(higher: VaultSession, make_context: Callable[[VaultSession], UiContext]) -> UiContext:
    return make_context(higher)


@pytest.fixture
def page(office: UiContext, qtbot: QtBot, year: int) -> IntakePage:
    made = IntakePage(office)
    office.notifier.changed.connect(lambda changed: made.refresh() if changed & made.reads else None)
    qtbot.addWidget(made)
    made.resize(1024, 700)
    made.show()
    made.year.setCurrentIndex(made.year.findData(str(year)))
    return made


def test_gaps_of_a_sum_are_explained_in_the_window(
    higher: VaultSession, office: UiContext, qtbot: QtBot, settle: Settle, year: int
) -> None:
    plant = Primary("ППО Завода", created_on="2001-01-01")
    intake.enrol(higher, plant.card)
    sent = intake.accept(higher, plant.report(higher, whole_form_2(higher, 100, 40), str(year)))
    intake.decide(higher, sent.bundle, Verdict.ACCEPTED)
    intake.enrol(higher, Primary("ППО Тишины").card)
    shown = ReportsPage(office)
    qtbot.addWidget(shown)
    shown.show()
    shown.open(form="fnpr-7", period=str(year))
    settle(office)
    assert shown.report is not None and shown.report.violations is not None
    rows = [shown.report.violations.item(n).text() for n in range(shown.report.violations.count())]
    place = next(n for n, text in enumerate(rows) if "В своде 1 из 2 организаций; нет: ППО Тишины" in text)
    shown.report.violations.follow(place)
    dialog = opened(ExplainDialog)
    assert isinstance(dialog, ExplainDialog)
    assert "В своде 1 из 2 организаций; нет: ППО Тишины." in words(dialog)
    dialog.text.setPlainText("Пришлёт в феврале.")
    dialog.save()
    settle(office)
    told = {v.rule: v.explanation for v in reports.fill(higher, "fnpr-7", str(year)).view.warnings}
    assert told["coverage"] == "Пришлёт в феврале."


def test_two_files_are_compared_and_one_chosen(
    higher: VaultSession, page: IntakePage, office: UiContext, settle: Settle, year: int
) -> None:
    plant = Primary("ППО Завода")
    intake.enrol(higher, plant.card)
    first = intake.accept(higher, plant.report(higher, whole_form_2(higher, 100, 40), str(year))).bundle
    intake.accept(higher, plant.twin(higher, whole_form_2(higher, 100, 30), str(year)))
    page.refresh()
    settle(office)
    assert {page.received_model.index(row, 2).data() for row in range(2)} == {"два разных файла"}
    page.open_report(first, "fnpr-2", str(year))
    settle(office)
    view = page.report
    assert view is not None
    assert view.compare_button.isVisible() and not view.accept_button.isVisible()
    view.compare_button.click()
    settle(office)
    dialog = opened(ForkDialog)
    assert isinstance(dialog, ForkDialog)
    shown = [[dialog.table.item(row, n).text() for n in (1, 3, 4)] for row in range(dialog.table.rowCount())]
    assert ["II.2.3", "40", "30"] in shown
    dialog.choose_buttons[1].click()
    opened(ConfirmDialog).yes_button.click()  # type: ignore[attr-defined]
    settle(office)
    assert intake.forks(higher) == ()
    assert not view.compare_button.isVisible()
    assert intake.consolidate(higher, "fnpr-7", str(year)).view.cells["II.4.3"].value == 30


def test_one_person_in_four_places_is_one_card_and_three_are_chosen(
    higher: VaultSession, page: IntakePage, office: UiContext, settle: Settle, tmp_path: Path
) -> None:
    receive(higher, {f"ППО {letter}": [ANNA] for letter in "АБВГ"})
    dialog = PairsDialog(office, page)
    dialog.open()
    settle(office)
    (double,) = dialog.doubles
    assert [place.organisation for place in double.places] == ["ППО А", "ППО Б", "ППО В", "ППО Г"]
    assert "1 человек, самые вероятные сверху." in dialog.told.text() and "4 места" in words(dialog)
    dialog.ticks[0][3].setChecked(False)
    dialog.settle(0, same=True)
    settle(office)
    assert dialog.doubles == ()
    dialog.decided.setChecked(True)
    settle(office)
    assert sorted((len(one.places), one.same) for one in dialog.doubles) == [(2, False)] * 3 + [(3, True)]
    office.files.answer = tmp_path / "двойной.xlsx"  # type: ignore[attr-defined]
    dialog.save()
    settle(office)
    assert (tmp_path / "двойной.xlsx").read_bytes()[:2] == b"PK"
    dialog.reject()


def test_staff_on_no_register_is_named_with_what_to_do(
    higher: VaultSession, page: IntakePage, office: UiContext, settle: Settle
) -> None:
    receive(higher, {"ППО А": [ANNA]})
    employ(higher, "Забытая", "Ольга", "Ильинична")
    page.members.staff_button.click()
    settle(office)
    dialog = opened(StaffDialog)
    assert isinstance(dialog, StaffDialog)
    assert "Забытая Ольга Ильинична" in words(dialog) and "бухгалтер" in words(dialog)
    assert next(row[0] for row in dialog.sheet().rows) == "Забытая Ольга Ильинична"
    dialog.reject()
