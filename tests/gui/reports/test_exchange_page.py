"""The place «Обмен»: what leaves is said before it leaves; the file is handed over; a receipt settles it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.bundle.card import read_card
from app.domain.dates import Period
from app.domain.enums import OutboxState, PartyRelation, ReportState, Verdict
from app.domain.files import resource_path
from app.services import exchange, intake, reports
from app.services.exchange.views import PartyView
from app.services.library import packages
from app.services.organisation.passport import own_card, own_identity
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.exchange.enrol_dialog import EnrolDialog
from app.ui.exchange.handover_dialog import HandoverDialog
from app.ui.exchange.package_dialog import ApplyPackageDialog
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.receipt_dialog import ReceiptDialog
from app.ui.exchange.seal_dialog import SealDialog
from app.ui.exchange.uncompared import UncomparedDialog
from app.ui.intake.page import IntakePage
from app.ui.kit.drives import Drive
from app.ui.library.package_dialog import MakePackageDialog as ComposeDialog
from app.ui.printing.preview import PreviewDialog
from app.ui.problems import ProblemDialog
from app.ui.words import fingerprint_lines, size_words

PASSWORD = "берёза у дороги 14"
Settle = Callable[[UiContext], None]
D = TypeVar("D", bound=QDialog)


def opened(kind: type[D]) -> D:
    """The dialog of a kind that is open now."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def texts(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QWidget) if hasattr(w, "text") and not w.isHidden())


def press_button(widget: QWidget, word: str) -> None:
    next(b for b in widget.findChildren(QAbstractButton) if b.text() == word).click()


@pytest.fixture
def page(context: UiContext, qtbot: QtBot, settle: Settle) -> ExchangePage:
    made = ExchangePage(context)
    context.notifier.changed.connect(lambda changed: made.refresh() if changed & made.reads else None)
    qtbot.addWidget(made)
    made.resize(1140, 730)
    made.show()
    made.refresh()
    settle(context)
    return made


@pytest.fixture
def sealed(
    signed: VaultSession, acquainted: PartyView, page: ExchangePage, context: UiContext, settle: Settle, year: int
) -> ExchangePage:
    """Form 2 is in a sealed file."""
    dialog = page.seal([("fnpr-2", str(year))])
    settle(context)
    dialog.seal_button.click()
    settle(context)
    opened(HandoverDialog).accept()
    settle(context)
    return page


def test_what_leaves_is_said_before_the_file_is_made(
    signed: VaultSession, acquainted: PartyView, page: ExchangePage, context: UiContext, settle: Settle, year: int
) -> None:
    dialog = page.seal([("fnpr-2", str(year))])
    settle(context)
    assert [dialog.recipient.itemText(n) for n in range(dialog.recipient.count())] == ["Примерский обком"]
    assert dialog.chosen() == [("fnpr-2", str(year))]
    assert "без фамилий" in dialog.lines[0]
    assert dialog.lines[-1] == "Данные членов профсоюза не передаются."
    dialog.register.button(2).click()
    settle(context)
    assert dialog.register_mode() == "full"
    assert any("Реестр целиком: 0 членов" in line for line in dialog.lines)
    assert any("Ахметов" in line and "Не передаются" in line for line in dialog.lines)
    dialog.register.button(0).click()
    dialog.boxes["fnpr-2", str(year)].setChecked(False)
    settle(context)
    assert not dialog.seal_button.isEnabled()
    assert exchange.outbox(signed) == ()
    dialog.reject()


def test_without_a_recipient_the_card_is_asked_for(
    signed: VaultSession, higher: VaultSession, page: ExchangePage, context: UiContext, settle: Settle, tmp_path: Path
) -> None:
    dialog = page.seal()
    settle(context)
    assert not dialog.seal_button.isEnabled()
    assert "карточку" in dialog.problem.text()
    card = own_card(higher)
    context.files.answer = tmp_path / "обком.card"  # type: ignore[attr-defined]
    context.files.answer.write_bytes(card)  # type: ignore[attr-defined]
    dialog.add_recipient.click()
    enrol = opened(EnrolDialog)
    shown = texts(enrol)
    assert fingerprint_lines(read_card(card).fingerprint) in shown
    enrol.compared.setChecked(True)
    enrol.add_button.click()
    settle(context)
    [party] = intake.parties(signed)
    assert party.compared
    dialog.reject()


def test_sealing_and_a_stick(
    sealed: ExchangePage, context: UiContext, settle: Settle, tmp_path: Path, year: int
) -> None:
    assert sealed.model.index(0, 0).data() == f"Форма № 2 за {year} год"
    assert sealed.model.index(0, 1).data() == "готов, не передан"
    assert context.shell.badges["exchange"] == 1  # type: ignore[attr-defined]
    [item] = exchange.outbox(context.session)
    stick = tmp_path / "stick"
    stick.mkdir()
    dialog = HandoverDialog(context, sealed, item.uuid, item.title, lambda: (Drive("KINGSTON", stick, 3 * 1024**3),))
    dialog.open()
    assert dialog.drive_buttons[0].text() == "Флешка KINGSTON, свободно 3,0\u00a0ГБ"  # type: ignore[attr-defined]
    dialog.drive_buttons[0].click()  # type: ignore[attr-defined]
    settle(context)
    assert (stick / item.name).read_bytes() == exchange.sealed_bytes(context.session, item.uuid)[1]
    assert "можно вынимать" in dialog.result_banner.text()
    assert sealed.model.index(0, 1).data() == "передан"
    assert reports.fill(context.session, "fnpr-2", year).state is ReportState.HANDED_OVER
    dialog.accept()


def test_a_stick_that_is_gone_loses_nothing(
    sealed: ExchangePage, context: UiContext, settle: Settle, tmp_path: Path
) -> None:
    [item] = exchange.outbox(context.session)
    dialog = HandoverDialog(context, sealed, item.uuid, item.title, tuple)
    dialog.open()
    dialog.write_to(tmp_path / "вынули", "вынули")
    settle(context)
    assert dialog.result_banner.text().startswith("Не записано")
    assert dialog.folder_button.isEnabled()
    [item] = exchange.outbox(context.session)
    assert item.state is OutboxState.PREPARED
    dialog.accept()


def test_a_letter_is_drafted_and_opened(
    sealed: ExchangePage, context: UiContext, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(asked.append(url)))
    [item] = exchange.outbox(context.session)
    dialog = HandoverDialog(context, sealed, item.uuid, item.title, tuple)
    dialog.open()
    dialog.write_letter(tmp_path)
    settle(context)
    [draft] = tmp_path.glob("*.eml")
    assert asked == [QUrl.fromLocalFile(str(draft))]
    assert b"X-Unsent: 1" in draft.read_bytes()
    assert draft.name in dialog.result_banner.text()  # nobody opened it: it says where the letter lies
    dialog.accept()


def receipt_of(higher: VaultSession, session: VaultSession, verdict: Verdict, remarks: Any, path: Path) -> Path:
    [item] = exchange.outbox(session)
    intake.accept(higher, exchange.sealed_bytes(session, item.uuid)[1])
    path.write_bytes(intake.decide(higher, item.uuid, verdict, remarks))
    return path


def test_a_dropped_receipt_says_that_the_report_is_accepted(
    sealed: ExchangePage, context: UiContext, higher: VaultSession, settle: Settle, tmp_path: Path, year: int
) -> None:
    path = receipt_of(higher, context.session, Verdict.ACCEPTED, (), tmp_path / "к.pervichka")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    sealed.dropEvent(drop)
    settle(context)
    dialog = opened(ReceiptDialog)
    assert dialog.meaning == "Отчёты приняты. Делать больше ничего не нужно."
    dialog.accept()
    assert sealed.model.index(0, 1).data() == "принят"
    assert reports.fill(context.session, "fnpr-2", year).state is ReportState.ACCEPTED


def test_remarks_lead_to_their_cell(
    sealed: ExchangePage, context: UiContext, higher: VaultSession, settle: Settle, tmp_path: Path, year: int
) -> None:
    remarks = [("II.3.3", "Проверьте даты приёма")]
    sealed.read_receipt(receipt_of(higher, context.session, Verdict.RETURNED, remarks, tmp_path / "к.pervichka"))
    settle(context)
    dialog = opened(ReceiptDialog)
    shown = texts(dialog)
    assert f"Форма № 2 за {year} год: раздел II, строка 3, графа 3" in shown
    assert "Проверьте даты приёма" in shown
    dialog.mend_buttons[0].click()  # type: ignore[attr-defined]
    page, params = context.shell.shown[-1]  # type: ignore[attr-defined]
    assert (page, params["form"], params["cell"]) == ("reports", "fnpr-2", "II.3.3")
    settle(context)
    assert "Проверьте даты приёма" in texts(sealed.panel)


def test_a_foreign_file_is_told_apart_calmly(
    sealed: ExchangePage, context: UiContext, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "фото.pervichka"
    path.write_bytes(b"not a sealed file at all")
    sealed.read_receipt(path)
    settle(context)
    dialog = opened(ProblemDialog)
    assert "не запечатанный файл" in dialog.message.what
    dialog.accept()
    [item] = exchange.outbox(context.session)
    assert item.state is OutboxState.PREPARED


def test_a_signed_report_opens_the_sealing_with_itself_chosen(
    signed: VaultSession, acquainted: PartyView, page: ExchangePage, context: UiContext, settle: Settle, year: int
) -> None:
    page.open(form="fnpr-2", period=year)
    settle(context)
    dialog = opened(SealDialog)
    settle(context)
    assert dialog.chosen() == [("fnpr-2", str(year))]
    dialog.reject()


def test_our_own_key_on_paper_and_as_a_card(
    page: ExchangePage, context: UiContext, settle: Settle, tmp_path: Path
) -> None:
    context.files.answer = tmp_path / "мы.card"  # type: ignore[attr-defined]
    actions = {action.text(): action for action in page.more_button.menu().actions()}
    actions["Сохранить карточку нашей организации…"].trigger()
    settle(context)
    card = read_card((tmp_path / "мы.card").read_bytes())
    assert card.organisation.short_name == "ППО СОШ № 14"
    assert card.fingerprint == own_identity(context.session).fingerprint
    actions["Лист с отпечатком нашего ключа…"].trigger()
    settle(context)
    preview = opened(PreviewDialog)
    assert len(preview.pages) >= 1
    preview.accept()


def test_the_outbox_model_is_sound(sealed: ExchangePage) -> None:
    QAbstractItemModelTester(sealed.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert sealed.model.number_of("нет такого") == -1


def test_sizes_are_said_as_people_say_them() -> None:
    assert [size_words(n) for n in (12, 2048, 40 * 1024, 3 * 1024**3)] == [
        "12 Б",
        "2,0\u00a0КБ",
        "40\u00a0КБ",
        "3,0\u00a0ГБ",
    ]


def test_a_package_from_above_is_shown_and_applied_on_a_yes(
    acquainted: PartyView, higher: VaultSession, page: ExchangePage, context: UiContext, settle: Settle, tmp_path: Path
) -> None:
    text = resource_path("profiles", "ngsp", "forms", "fnpr-2.toml").read_text(encoding="utf-8")
    definition, path = tmp_path / "fnpr-2_2027.toml", tmp_path / "пакет.pervichka"
    renewed = text.replace('edition = "2017-04-03"', 'edition = "2027"\napplies_from = 2027-01-01')
    definition.write_text(renewed, "utf-8")
    path.write_bytes(packages.make_package(higher, [definition]).sealed)
    period = Period(2026)
    page.read_receipt(path)
    settle(context)
    dialog = opened(ApplyPackageDialog)
    assert "новая редакция «2027», для отчётов на 01.01.2027 и позже" in texts(dialog)
    dialog.reject()
    assert context.session.profile.form("fnpr-2", period).edition == "2017-04-03"
    page.read_receipt(path)
    settle(context)
    press_button(opened(ApplyPackageDialog), "Применить")
    settle(context)
    assert context.session.profile.form("fnpr-2", period).edition == "2027"
    assert context.shell.said == ["Пакет № 1 принят: формы и сроки обновлены."]  # type: ignore[attr-defined]
    page.read_receipt(path)
    settle(context)
    assert "уже принят" in texts(opened(ApplyPackageDialog))
    opened(ApplyPackageDialog).accept()


def test_the_office_makes_a_package_from_a_folder(
    session: VaultSession, higher: VaultSession, acquainted: PartyView, settle: Settle, tmp_path: Path, qtbot: QtBot,
    make_context: Callable[[VaultSession], UiContext],
) -> None:  # fmt: skip
    context = make_context(higher)
    office = IntakePage(context)
    qtbot.addWidget(office)
    folder = tmp_path / "описания"
    folder.mkdir()
    text = resource_path("profiles", "ngsp", "forms", "fnpr-2.toml").read_text(encoding="utf-8")
    (folder / "fnpr-2.toml").write_text(text.replace('edition = "2017-04-03"', 'edition = "2027"'), "utf-8")
    asked: list[str] = []
    context.files.folder = lambda _, title, on_path: on_path(folder)  # type: ignore[method-assign, assignment]
    context.files.save_file = lambda _, title, name, kinds, on_path: (  # type: ignore[method-assign, assignment]
        asked.append(name), on_path(tmp_path / "пакет.pervichka"),
    )  # fmt: skip
    office.package_button.click()
    settle(context)
    dialog = office.findChild(ComposeDialog)
    assert dialog is not None
    dialog.choose_forms()
    dialog.save()
    settle(context)
    settle(context)
    assert asked == ["пакет.pervichka"]
    assert packages.read_package(session, (tmp_path / "пакет.pervichka").read_bytes()).number == 1
    assert "он для 1 организации" in context.shell.said[-1]  # type: ignore[attr-defined]


def test_a_key_that_nobody_compared_wants_the_password(
    signed: VaultSession, higher: VaultSession, page: ExchangePage, context: UiContext, settle: Settle, year: int
) -> None:
    """Before the first file goes there; it says in plain words what is not known."""
    intake.enrol(signed, own_card(higher), relation=PartyRelation.HIGHER)
    dialog = page.seal([("fnpr-2", str(year))])
    settle(context)
    dialog.seal_button.click()
    settle(context)
    asked = opened(UncomparedDialog)
    assert "никто не сверил" in texts(asked)
    for wrong in ("", "не тот"):
        asked.password.setText(wrong)
        asked.save_button.click()
        settle(context)
        assert exchange.outbox(signed) == ()
    if "PICTURES" in os.environ:
        asked.grab().save(str(Path(os.environ["PICTURES"]) / "uncompared.png"))
    asked.password.setText(PASSWORD)
    asked.save_button.click()
    settle(context)
    assert len(exchange.outbox(signed)) == 1
    opened(HandoverDialog).accept()
    settle(context)
    again = page.seal([("fnpr-2", str(year))])
    settle(context)
    again.seal_button.click()
    settle(context)
    assert len(exchange.outbox(signed)) == 2, "asked once"
    opened(HandoverDialog).accept()
