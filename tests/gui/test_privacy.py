"""«Согласия и личные данные» in the real window: sheets by scanner, what leaves, withdrawal, requests, destruction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton

from app.domain.enums import LedgerKind, RequestKind
from app.domain.sheet_code import sheet_code
from app.services.finance.ledger import LedgerDraft, add_entry, entries
from app.services.members import MemberQuery, list_members
from app.services.privacy.consents import record_consent, withdraw_consent
from app.services.privacy.disclosure import disclosure
from app.services.privacy.requests import add_request
from app.ui.privacy.dialogs import DestroyDialog
from app.ui.privacy.mentions_dialog import MentionsDialog
from tests.gui.conftest import House


def panel(house: House):
    page = house.go("privacy")
    house.settle()
    return page.panel


def session_of(house: House):
    assert house.window.workspace is not None
    return house.window.workspace.context.session


def ids(house: House) -> dict[str, int]:
    return {
        row.surname + row.name[:1]: row.id for row in list_members(session_of(house), MemberQuery(date.today())).items
    }


def press(widget, key: int, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def test_the_page_answers_who_agreed_and_what_may_leave(house: House) -> None:
    session, people = session_of(house), ids(house)
    record_consent(session, [people["АхметовИ"], people["ДьячковаО"]], {"union": True, "messages": False},
                   date(2025, 9, 2))  # fmt: skip
    shown = panel(house)
    assert shown.shown is not None
    union = next(p for p in shown.shown.parts if p.part_id == "union")
    assert "согласны 2 из" in union.words and "ещё не ответили" in union.words
    register = next(c for c in shown.shown.channels if c.channel == "register")
    assert register.words.startswith("уйдут 2 человека")
    assert len(shown.shown.need_sheets) == shown.shown.members - 2
    for model in (shown.ends, shown.requests, shown.retention, shown.incidents):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_stack_of_sheets_by_scanner_and_keys(house: House) -> None:
    session, people = session_of(house), ids(house)
    shown = panel(house)
    shown.scan()
    dialog = house.dialog()
    with session.unit_of_work() as uow:
        uids = uow.people.uids(list(people.values()))
    code = sheet_code(uids[people["ЁлкинаТ"]], session.profile.consent_edition.id)
    for figure in code:
        press(dialog.code, Qt.Key.Key_0 + int(figure), figure)
    press(dialog.code, Qt.Key.Key_Return)
    house.settle()
    assert dialog.who.text() == "Ёлкина Татьяна Викторовна"
    press(dialog.code, Qt.Key.Key_2, "2")
    assert [box.isChecked() for box in dialog.boxes] == [True, False]
    press(dialog.code, Qt.Key.Key_Return)
    house.settle()
    assert dialog.total.text() == "Записано: 1"
    assert [a.person_id for a in disclosure(session, "register").allowed] == [people["ЁлкинаТ"]]
    assert disclosure(session, "messages").allowed == ()
    dialog.read("12345")
    house.settle()
    assert "не знак" in dialog.banner.text()
    dialog.accept()


def test_what_leaves_is_shown_by_person_and_field(house: House) -> None:
    session, people = session_of(house), ids(house)
    record_consent(session, [people["АхметовИ"]], {"union": True}, date(2025, 9, 2))
    shown = panel(house)
    line = next(c for c in shown.shown.channels if c.channel == "register")
    shown.show_leaving(line)
    dialog = house.dialog()
    assert dialog.gone.rowCount() == 1 and "Ахметов" in dialog.gone.index(0, 0).data()
    assert dialog.kept.rowCount() == shown.shown.members - 1
    assert "Больше ничего" in dialog.words.text()
    QAbstractItemModelTester(dialog.gone, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dialog.accept()


def test_a_withdrawal_waits_for_a_decision(house: House) -> None:
    session, people = session_of(house), ids(house)
    record_consent(session, [people["АхметовИ"]], {"union": True}, date(2025, 9, 2))
    withdraw_consent(session, people["АхметовИ"], [], date.today())
    shown = panel(house)
    assert shown.ends.rowCount() == 1 and shown.ends_table.isVisibleTo(shown)
    assert "Ждут решения: 1 человек" in shown.mind_words.text()
    shown.keep_chosen()
    dialog = house.dialog()
    assert dialog.law.text() and dialog.words.text()
    dialog.ground.choose("membership")
    dialog.save()
    house.settle()
    assert "хранится" in shown.ends.index(0, 3).data()


def test_destruction_saves_the_act_first(house: House, tmp_path: Path) -> None:
    session, people = session_of(house), ids(house)
    record_consent(session, [people["ДьячковаО"]], {"union": True}, date(2025, 9, 2))
    withdraw_consent(session, people["ДьячковаО"], [], date.today())
    shown = panel(house)
    house.files.path = tmp_path / "акт.pdf"
    shown.destroy_chosen()
    dialog = house.dialog()
    assert dialog.ground.toPlainText().startswith("Отзыв согласия")
    dialog.save()
    house.settle()
    house.settle()
    assert (tmp_path / "акт.pdf").read_bytes().startswith(b"%PDF")
    assert "ДьячковаО" not in ids(house)
    assert "акт № 1" in house.toast()


def test_what_may_be_somebody_else_is_asked_before_the_act(house: House, tmp_path: Path) -> None:
    session, people = session_of(house), ids(house)
    note = "Подарок Дьячковой и ещё одной учительнице"
    for text in (note, "Цветы для Дьячковой"):
        add_entry(session, LedgerDraft(date(2025, 3, 1), LedgerKind.EXPENSE, "3", Decimal(100), note=text))
    shown = panel(house)
    house.files.path = tmp_path / "акт.pdf"
    DestroyDialog(shown, house.window.workspace.context, people["ДьячковаО"], "Дьячкова", "отзыв").open()
    dialog = house.dialog()
    dialog.save()
    house.settle()
    asked = house.dialog()
    assert isinstance(asked, MentionsDialog) and len(asked.boxes) == 2
    assert not (tmp_path / "акт.pdf").exists()
    next(iter(asked.boxes.values())).setChecked(True)
    asked.ok.click()
    house.settle()
    house.settle()
    assert (tmp_path / "акт.pdf").read_bytes().startswith(b"%PDF")
    notes = {entry.note for entry in entries(session, 2025)}
    assert "Цветы для Дьячковой" in notes and note not in notes
    assert "запись в журнале учёта денег" in house.toast()


def test_the_card_leads_to_blocking_and_the_answer(house: House) -> None:
    session, people = session_of(house), ids(house)
    record_consent(session, [people["АхметовИ"]], {"union": True}, date(2025, 9, 2))
    page = house.go("members", person_id=people["АхметовИ"])
    page.card.privacy_requested.emit(people["АхметовИ"], "Ахметов Ильдар", "block")
    dialog = house.dialog()
    dialog.yes_button.click()
    house.settle()
    assert disclosure(session, "register").allowed == ()
    page.card.privacy_requested.emit(people["АхметовИ"], "Ахметов Ильдар", "block")
    dialog = house.dialog()
    assert dialog.yes_button.text() == "Снять"
    dialog.accept()
    house.settle()
    assert len(disclosure(session, "register").allowed) == 1
    page.card.privacy_requested.emit(people["АхметовИ"], "Ахметов Ильдар", "answer")
    dialog = house.dialog()
    assert len(dialog.pages) >= 2
    dialog.reject()


def test_a_request_and_its_day(house: House) -> None:
    session, people = session_of(house), ids(house)
    add_request(session, people["АхметовИ"], RequestKind.ACCESS, date.today())
    shown = panel(house)
    assert shown.requests.rowCount() == 1
    shown.answer()
    dialog = house.dialog()
    dialog.save()
    assert dialog.form.problems(), "an answer needs words"
    dialog.text.setPlainText("ответ вручён")
    dialog.save()
    house.settle()
    assert "отвечено" in shown.requests.index(0, 3).data()
    today = house.go("today")
    assert today is not None


@pytest.mark.parametrize("paper", ["processing", "policy", "threats", "requests", "destructions"])
def test_papers_open_in_the_preview(house: House, paper: str) -> None:
    shown = panel(house)
    shown.print_paper(paper, "Бумага")
    dialog = house.dialog()
    assert len(dialog.pages) >= 1
    dialog.reject()


def test_everything_has_a_name_and_is_large_enough(house: House) -> None:
    shown = panel(house)
    for kind in (QPushButton, QCheckBox):
        for widget in shown.findChildren(kind):
            if widget.isVisibleTo(shown):
                assert widget.accessibleName() or widget.text()
                assert widget.sizeHint().height() >= 32
