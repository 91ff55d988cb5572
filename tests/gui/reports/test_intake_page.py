"""«Приём и свод»: keys, files taken in, a report read, remarks, the decision and its receipt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.enums import Verdict
from app.services import exchange, intake, reports
from app.services.exchange.views import PartyView
from app.services.organisation.passport import own_card
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.exchange.enrol_dialog import EnrolDialog
from app.ui.intake.accepting import AcceptedDialog
from app.ui.intake.page import IntakePage
from app.ui.intake.receipts import ReceiptsDialog
from app.ui.intake.received_view import ReceivedView
from app.ui.kit.dialogs import ConfirmDialog
from app.ui.reports.page import ReportsPage
from tests.primaries import Primary, form_2

Settle = Callable[[UiContext], None]
D = TypeVar("D", bound=QDialog)


def opened(kind: type[D]) -> D:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


@pytest.fixture
def office(higher: VaultSession, make_context: Callable[[VaultSession], UiContext]) -> UiContext:
    """The higher organisation's context."""
    return make_context(higher)


@pytest.fixture
def page(office: UiContext, qtbot: QtBot, settle: Settle) -> IntakePage:
    made = IntakePage(office)
    office.notifier.changed.connect(lambda changed: made.refresh() if changed & made.reads else None)
    qtbot.addWidget(made)
    made.resize(1140, 730)
    made.show()
    made.refresh()
    settle(office)
    return made


@pytest.fixture
def post(signed: VaultSession, acquainted: PartyView, tmp_path: Path, year: int) -> Path:
    """A folder with the school's sealed file and a damaged one."""
    folder = tmp_path / "почта"
    (folder / "школы").mkdir(parents=True)
    bundle = exchange.export(signed, acquainted.id, [("fnpr-2", str(year))])
    (folder / "школы" / bundle.name).write_bytes(bundle.sealed)
    (folder / "сломан.pervichka").write_bytes(bundle.sealed[:-40])
    return folder


@pytest.fixture
def report(page: IntakePage, post: Path, office: UiContext, settle: Settle, year: int) -> ReceivedView:
    """The school's report, open to read."""
    page.accept_paths([post])
    settle(office)
    opened(AcceptedDialog).reject()
    page.year.setCurrentIndex(page.year.findData(str(year)))
    settle(office)
    page.status_table.activated.emit(page.status_model.index(0, 1))
    settle(office)
    assert page.report is not None
    return page.report


def test_a_key_is_added_after_looking_at_its_fingerprint(
    page: IntakePage, office: UiContext, session: VaultSession, settle: Settle, tmp_path: Path
) -> None:
    assert page.empty.isVisible()
    office.files.answer = tmp_path / "школа.card"  # type: ignore[attr-defined]
    office.files.answer.write_bytes(own_card(session))  # type: ignore[attr-defined]
    page.enrol_button.click()
    dialog = opened(EnrolDialog)
    dialog.add_button.click()
    settle(office)
    assert not page.empty.isVisible()
    assert page.parties_model.index(0, 0).data() == "ППО СОШ № 14"
    assert page.parties_model.index(0, 2).data() == "не сверен"
    assert "Сверьте" in office.shell.said[-1]  # type: ignore[attr-defined]


def test_a_folder_is_taken_in_and_a_bad_file_stops_nothing(
    page: IntakePage, post: Path, office: UiContext, settle: Settle, tmp_path: Path
) -> None:
    page.accept_paths([post])
    settle(office)
    dialog = opened(AcceptedDialog)
    assert len(dialog.lines) == 2
    assert sorted(line.split(":")[0] for line in dialog.lines) == ["не принято", "принято в работу"]
    assert any("ППО СОШ № 14: Форма № 2" in line for line in dialog.lines)
    dialog.save_button.click()
    saving = opened(ReceiptsDialog)
    target = tmp_path / "квитанции"
    target.mkdir()
    saving.write_to(target)
    settle(office)
    assert saving.result_banner.text().startswith("Записано 1 квитанция")
    assert [path.suffix for path in target.iterdir()] == [".pervichka"]
    saving.accept()
    page.accept_paths([post])
    settle(office)
    again = opened(AcceptedDialog)
    assert any(line.startswith("уже было") for line in again.lines)
    again.reject()


def test_the_table_says_who_has_sent_what(report: ReceivedView, page: IntakePage, office: UiContext) -> None:
    assert page.status_model.headerData(1, page.status_table.horizontalHeader().orientation()) == "Форма № 2"
    assert page.status_model.index(0, 0).data() == "ППО СОШ № 14"
    assert page.status_model.index(0, 1).data() == "ждёт решения"
    assert page.received_model.index(0, 1).data() == "ППО СОШ № 14"
    assert office.shell.badges["intake"] == 1  # type: ignore[attr-defined]
    for model in (page.status_model, page.received_model, page.parties_model):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_same_form_is_read_and_not_written(report: ReceivedView) -> None:
    assert report.form is not None
    model = report.form.tables["II"].form_model
    assert model.index_of("II.3.3").data() == "3"
    assert model.inputs() == []
    said = " ".join(w.text() for w in report.panel.findChildren(QWidget) if hasattr(w, "text"))
    assert report.report is not None
    for explanation in report.report.explanations.values():
        assert explanation in said


def test_a_remark_at_a_cell_returns_the_report(
    report: ReceivedView, page: IntakePage, office: UiContext, session: VaultSession, settle: Settle, tmp_path: Path
) -> None:
    assert report.form is not None
    assert not report.return_button.isEnabled()
    report.form.go_to("II.3.3")
    report.remark_field.setText("Проверьте даты приёма")
    report.add_button.click()
    report.form.go_to("II.4.3")
    report.remark_field.setText("Лишнее")
    report.add_button.click()
    report.remove_remark(1)
    assert [(r.cell, r.text) for r in report.remarks] == [("II.3.3", "Проверьте даты приёма")]
    assert report.return_button.property("kind") == "primary"
    report.return_button.click()
    opened(ConfirmDialog).yes_button.click()
    settle(office)
    saving = opened(ReceiptsDialog)
    saving.write_to(tmp_path)
    settle(office)
    saving.accept()
    [path] = tmp_path.glob("kvitanciya*")
    outcome = exchange.read_receipt(session, path.read_bytes())
    assert outcome.verdict is Verdict.RETURNED
    assert [(remark.cell, remark.text) for remark in outcome.remarks] == [("II.3.3", "Проверьте даты приёма")]
    assert not report.accept_button.isVisible()
    report.back.click()
    settle(office)
    assert page.status_model.index(0, 1).data() == "возвращён"


def test_accepting_asks_once_and_settles(
    report: ReceivedView, page: IntakePage, office: UiContext, settle: Settle
) -> None:
    report.accept_button.click()
    opened(ConfirmDialog).yes_button.click()
    settle(office)
    opened(ReceiptsDialog).accept()
    [row] = intake.received(office.session)
    assert row.verdict is Verdict.ACCEPTED
    assert report.state.text() == "принят"
    assert page.summary.text().startswith("Все отчёты приняты у 0 из 1")
    assert office.shell.badges["intake"] == 0  # type: ignore[attr-defined]


def test_a_lost_key_is_revoked_and_its_files_refused(
    page: IntakePage, post: Path, office: UiContext, settle: Settle
) -> None:
    page.refresh()
    settle(office)
    page.tabs.setCurrentIndex(3)
    page.revoke_button.click()
    opened(ConfirmDialog).yes_button.click()
    settle(office)
    assert page.parties_model.index(0, 2).data() == "отозван"
    page.accept_paths([post])
    settle(office)
    dialog = opened(AcceptedDialog)
    assert all(line.startswith("не принято") for line in dialog.lines)
    dialog.accept()


def test_a_file_with_two_years_offers_both(
    page: IntakePage, signed: VaultSession, acquainted: PartyView, office: UiContext, settle: Settle, tmp_path: Path,
    year: int,
) -> None:  # fmt: skip
    for warning in reports.fill(signed, "fnpr-2", year - 1).view.warnings:
        reports.explain(signed, "fnpr-2", year - 1, warning.rule, "первый год")
    reports.sign(signed, "fnpr-2", year - 1)
    both = [("fnpr-2", str(year)), ("fnpr-2", str(year - 1))]
    bundle = exchange.export(signed, acquainted.id, both)
    (tmp_path / bundle.name).write_bytes(bundle.sealed)
    page.accept_paths([tmp_path / bundle.name])
    settle(office)
    opened(AcceptedDialog).reject()
    page.received_table.activated.emit(page.received_model.index(0, 0))
    settle(office)
    view = page.report
    assert view is not None and view.report is not None
    assert view.choice.isVisible()
    view.remark_field.setText("О первом")
    view.add_remark()
    other = next(n for n in range(2) if n != view.choice.currentIndex())
    view.choice.setCurrentIndex(other)
    view.choice.activated.emit(other)
    settle(office)
    assert view.report is not None
    assert view.report.view.period == view.choice.itemData(other)[1]
    assert [remark.text for remark in view.remarks] == ["О первом"]
    view.decide(Verdict.RETURNED)
    settle(office)
    opened(ReceiptsDialog).accept()
    [receipt] = [r for r in intake.receipts_of(office.session, bundle.uuid) if r.verdict is Verdict.RETURNED]
    outcome = exchange.read_receipt(signed, receipt.sealed)
    assert [(r.text, r.period == view.choice.itemData(1 - other)[1]) for r in outcome.remarks] == [("О первом", True)]


@pytest.fixture
def brought(higher: VaultSession, page: IntakePage, office: UiContext, settle: Settle, year: int) -> IntakePage:
    """The page at «Свод»: one report accepted, one waiting, one organisation silent."""
    values = form_2(100, 40, 18, 9, III_3_3=7), form_2(50, 30), None
    for name, sent in zip(("ППО Завода", "ППО Трубопровода", "ППО Вокзала"), values, strict=True):
        primary = Primary(name)
        intake.enrol(higher, primary.card)
        if sent is not None:
            taken = intake.accept(higher, primary.report(higher, sent, str(year)))
            if name == "ППО Завода":
                intake.decide(higher, taken.bundle, Verdict.ACCEPTED)
    page.refresh()
    page.year.setCurrentIndex(page.year.findData(str(year)))
    page.tabs.setCurrentIndex(2)
    settle(office)
    page.consolidation.choice.setCurrentIndex(page.consolidation.choice.findData("fnpr-7"))
    settle(office)
    return page


def test_the_summary_names_whose_reports_are_wanting(
    brought: IntakePage, office: UiContext, settle: Settle, year: int
) -> None:
    tab = brought.consolidation
    assert tab.isVisible()
    assert brought.year.isVisible()
    assert not brought.summary.isVisible()
    said = tab.summary.text()
    assert said.startswith("В своде 1 из 3 организаций")
    assert "нет: ППО Вокзала" in said
    assert "ждут решения: ППО Трубопровода" in said
    rows = {tab.model.index(n, 0).data(): tab.model.index(n, 2).data() for n in range(tab.model.rowCount())}
    assert rows == {"ППО Вокзала": "нет отчёта", "ППО Трубопровода": "ждёт решения", "ППО Завода": "сосчитан"}
    QAbstractItemModelTester(tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tab.open_button.click()
    assert office.shell.shown[-1] == ("reports", {"form": "fnpr-7", "period": str(year)})  # type: ignore[attr-defined]
    tab.table.activated.emit(tab.model.index(0, 0))
    assert brought.report is None
    tab.table.activated.emit(tab.model.index(2, 0))
    settle(office)
    assert brought.report is not None
    assert brought.report.report is not None
    assert brought.report.report.organisation.short_name == "ППО Завода"


def test_the_tab_follows_a_decision(
    brought: IntakePage, higher: VaultSession, office: UiContext, settle: Settle
) -> None:
    waiting = next(row for row in intake.received(higher) if row.verdict is Verdict.RECEIVED)
    intake.decide(higher, waiting.uuid, Verdict.ACCEPTED)
    office.publish()
    settle(office)
    assert brought.consolidation.summary.text().startswith("В своде 2 из 3 организаций; нет: ")


def test_why_a_total_shows_the_organisations_and_leads_to_their_reports(
    brought: IntakePage, office: UiContext, qtbot: QtBot, settle: Settle, year: int
) -> None:
    reports_page = ReportsPage(office)
    qtbot.addWidget(reports_page)
    reports_page.show()
    reports_page.open(form="fnpr-7", period=str(year), cell="II.4.3")
    settle(office)
    settle(office)
    assert reports_page.report is not None
    why = reports_page.report.why
    assert why is not None
    texts = [label.text() for label in why.findChildren(QLabel)]
    assert any("ППО Завода: 40" in text for text in texts)
    assert any("принятых у 1 организации: 40" in text for text in texts)
    link = next(b for b in why.findChildren(QAbstractButton) if b.accessibleName() == "Открыть отчёт: ППО Завода")
    link.click()
    place, params = office.shell.shown[-1]  # type: ignore[attr-defined]
    assert (place, params["form"], params["period"]) == ("intake", "fnpr-2", str(year))


def test_without_subordinates_the_tab_says_what_to_do(
    page: IntakePage, office: UiContext, settle: Settle, higher: VaultSession
) -> None:
    page.consolidation.refresh()
    settle(office)
    assert "добавьте ключи" in page.consolidation.summary.text()
