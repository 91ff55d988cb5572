"""The desk in «Приём и свод»: narrowing who is late, many decisions at once, the tree, last year beside this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.bundle.card import read_card
from app.bundle.identity import grouped_fingerprint
from app.domain.enums import Verdict
from app.progress import Progress
from app.services import intake
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.exchange.enrol_dialog import EnrolDialog
from app.ui.intake.accepting import accept_files, results_sheet, summary_words
from app.ui.intake.give_receipts import GiveReceiptsDialog
from app.ui.intake.own_figures import OwnFiguresDialog
from app.ui.intake.page import IntakePage
from app.ui.intake.passport_dialog import PassportDialog
from app.ui.intake.status_panel import late_sheet, narrowed, status_sheet
from app.ui.kit.dialogs import ConfirmDialog
from tests.primaries import Primary, form_2

Settle = Callable[[UiContext], None]
BAD = {**form_2(100, 40), "II.2.3": 140}


def opened(kind: type[QDialog]) -> QDialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


@pytest.fixture
def office(higher: VaultSession, make_context: Callable[[VaultSession], UiContext]) -> UiContext:
    return make_context(higher)


@pytest.fixture
def sent(higher: VaultSession, year: int) -> dict[str, str]:
    """Two good reports and one with an error, each organisation's file by its name; the first has last year's too."""
    result = {}
    for name, values in (("ППО А", form_2(100, 40)), ("ППО Б", form_2(50, 20)), ("ППО В", BAD)):
        primary = Primary(name)
        intake.enrol(higher, primary.card)
        if name == "ППО А":
            before = intake.accept(higher, primary.report(higher, form_2(100, 80), str(year - 1))).bundle
            intake.decide(higher, before, Verdict.ACCEPTED)
        result[name] = intake.accept(higher, primary.report(higher, values, str(year))).bundle
    return result


@pytest.fixture
def page(office: UiContext, sent: dict[str, str], qtbot: QtBot, settle: Settle, year: int) -> IntakePage:
    made = IntakePage(office)
    office.notifier.changed.connect(lambda changed: made.refresh() if changed & made.reads else None)
    qtbot.addWidget(made)
    made.resize(1140, 730)
    made.show()
    made.year.setCurrentIndex(made.year.findData(str(year)))
    made.refresh()
    settle(office)
    return made


def names(page: IntakePage) -> list[str]:
    return [page.status_model.index(row, 0).data() for row in range(page.status_model.rowCount())]


def test_chips_leave_only_those_who_want_attention(page: IntakePage) -> None:
    panel = page.status_panel
    assert names(page) == ["ППО А", "ППО Б", "ППО В"]
    panel.chips.chip("errors").click()
    assert names(page) == ["ППО В"]
    panel.chips.chip("returned").click()
    assert names(page) == [] and panel.nobody.isVisible()
    panel.chips.chip("all").click()
    assert panel.sheet().rows[0][0] == "ППО А"
    QAbstractItemModelTester(page.status_model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_those_longest_late_come_first_and_on_paper_with_days(
    higher: VaultSession, sent: dict[str, str], year: int
) -> None:
    # The reports of the year before: one organisation sent one, nobody else did, and every day to send is past.
    year -= 1
    table = intake.status(higher, str(year), date(year + 2, 1, 1))
    days = [max(cell.days_late for cell in row.cells) for row in narrowed(table, "late", "late").rows]
    assert days == sorted(days, reverse=True) and days[0] > 300
    numbers = {form: d.number for form, d in higher.profile.forms.items()}
    words = " ".join(" ".join(row) for row in status_sheet(table, numbers).rows)
    assert "опоздание" in words and "Форма № 2" in status_sheet(table, numbers).columns
    calls = late_sheet(intake.late(higher, str(year), table.on), str(year), table.on)
    assert {row[0] for row in calls.rows} == {"ППО А", "ППО Б", "ППО В"}
    assert any("Форма № 2: " in row[3] for row in calls.rows if row[0] == "ППО Б")


def test_all_without_errors_are_accepted_and_answered_in_one_go(
    page: IntakePage, office: UiContext, settle: Settle, tmp_path: Path
) -> None:
    page.status_panel.clean_button.click()
    settle(office)
    asked = opened(ConfirmDialog)
    assert "2 файла" in " ".join(w.text() for w in asked.findChildren(QLabel))
    asked.yes_button.click()  # type: ignore[attr-defined]
    settle(office)
    assert [page.status_model.index(row, 1).data() for row in range(3)] == ["принят", "принят", "ждёт решения"]
    assert page.status_panel.receipts_button.text() == "Квитанции (4)…"
    page.status_panel.receipts_button.click()
    settle(office)
    dialog = opened(GiveReceiptsDialog)
    dialog.write_letters(tmp_path)  # type: ignore[attr-defined]
    settle(office)
    assert len(list(tmp_path.glob("*.eml"))) == 3
    dialog.reject()
    assert not page.status_panel.receipts_button.isEnabled()


def test_an_organisation_is_entered_by_hand_and_joined_with_its_key(
    page: IntakePage, office: UiContext, settle: Settle, higher: VaultSession
) -> None:
    panel = page.tree_panel
    page.tabs.setCurrentIndex(3)
    QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    panel.add_button.click()
    dialog = opened(PassportDialog)
    assert isinstance(dialog, PassportDialog)
    dialog.save_button.click()
    assert dialog.form.problems() == ["Впишите название."]
    dialog.short_name.setText("ППО Завода А")
    dialog.phone.setText("+7 843 1")
    dialog.key.choose(next(n.party for n in intake.tree(higher) if n.short_name == "ППО А"))
    dialog.save_button.click()
    settle(office)
    shown = {panel.model.index(row, 0).data(): panel.model.index(row, 1).data() for row in range(3)}
    assert shown == {"ППО Завода А": "+7 843 1", "ППО Б": "не указана", "ППО В": "не указана"}


def test_last_year_stands_beside_and_changes_are_told(
    page: IntakePage, office: UiContext, settle: Settle, sent: dict[str, str], year: int
) -> None:
    page.open_report(sent["ППО А"], "fnpr-2", str(year))
    settle(office)
    assert page.report is not None and page.report.form is not None
    said = " ".join(w.text() for w in page.report.panel.findChildren(QLabel))
    assert f"Рядом с отчётом за {year - 1} год" in said
    assert "было 80, стало 40 (−50 %)" in said
    assert page.report.form.tables["II"].form_model.has_previous


def test_own_figures_are_added_in_the_window(
    page: IntakePage, office: UiContext, settle: Settle, higher: VaultSession, sent: dict[str, str], year: int
) -> None:
    intake.accept_clean(higher)
    view = page.consolidation
    page.tabs.setCurrentIndex(2)
    view.choice.setCurrentIndex(view.choice.findData("fnpr-7"))
    settle(office)
    assert view.own_button.isEnabled()
    view.own_button.click()
    dialog = opened(OwnFiguresDialog)
    assert isinstance(dialog, OwnFiguresDialog)
    dialog.place.choose("II.4.3")
    dialog.value.setText("три")
    dialog.save_button.click()
    assert dialog.form.problems() == ["Впишите число."]
    dialog.value.setText("3")
    dialog.save_button.click()
    settle(office)
    assert view.made is not None and view.made.view.cells["II.4.3"].value == 63


def test_taking_in_can_be_stopped_and_the_result_printed(higher: VaultSession, tmp_path: Path, year: int) -> None:
    paths = []
    for number in range(3):
        primary = Primary(f"ППО {number}")
        intake.enrol(higher, primary.card)
        path = tmp_path / f"{number}.pervichka"
        path.write_bytes(primary.report(higher, form_2(10, 5), str(year)))
        paths.append(path)
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 2

    results = accept_files(higher, paths, Progress(cancelled=stop))
    assert [result.word for result in results] == ["taken", "taken", "failed"]
    assert summary_words(results) == "Принято в работу: 2; не принято: 1."
    assert [row[1] for row in results_sheet(results).rows] == ["ППО 0", "ППО 1", ""]
    assert len(intake.received(higher)) == 2


def test_groups_typed_from_the_key_sheet_are_checked_one_by_one(office: UiContext, qtbot: QtBot) -> None:
    card = read_card(Primary("ППО Завода").card)
    said: list[bool] = []
    dialog = EnrolDialog(None, card, said.append)
    qtbot.addWidget(dialog)
    dialog.show()
    groups = [card.fingerprint[start : start + 4] for start in range(0, 64, 4)]
    dialog.typed.setText(" ".join(groups[:3]).upper())
    assert dialog.typed_words.text() == "Совпадает групп: 3 из 16." and not dialog.compared.isChecked()
    other = "0000" if groups[3] != "0000" else "1111"
    dialog.typed.setText(" ".join([*groups[:3], other]))
    assert "Группа 4 не совпадает" in dialog.typed_words.text() and not dialog.add_button.isEnabled()
    dialog.typed.setText(grouped_fingerprint(card.fingerprint))
    assert dialog.compared.isChecked() and dialog.add_button.isEnabled()
    dialog.add_button.click()
    assert said == [True]
