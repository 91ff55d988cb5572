"""The tabs «Билеты» and «Собрания» with their dialogs, as a chair uses them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit

from app.domain.cards import CardMedium, CardState
from app.domain.meetings import MeetingKind
from app.services import cards, meetings
from app.services.cards import NewCard
from app.services.meetings import MeetingDraft
from app.services.members import MemberQuery, list_members
from app.services.privacy.consents import record_consent
from app.services.session import VaultSession
from app.ui.cards.issue_dialog import IssueDialog
from app.ui.cards.models import cards_model, coverage_model, orders_model, people_model
from app.ui.meetings.admit_dialog import drafts_of
from app.ui.meetings.models import meetings_model, present_model
from tests.gui.conftest import House

TODAY = date.today()


def ids(session: VaultSession) -> dict[str, int]:
    return {row.surname: row.id for row in list_members(session, MemberQuery(as_of=TODAY)).items}


def scan(line: QLineEdit, text: str) -> None:
    """What a USB scanner does: types quickly and ends with Enter."""
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(line, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(line, QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier))
    QApplication.processEvents()


def number_line(dialog: IssueDialog) -> QLineEdit:
    """Where the next number goes."""
    return [line for line in dialog.table.findChildren(QLineEdit) if line.isVisible()][-1]


@pytest.fixture
def with_cards(session: VaultSession) -> dict[str, int]:
    people = ids(session)
    cards.set_medium(session, [people["Ахметов"], people["Воробьёва"]], CardMedium.PAPER)
    return people


def test_models_keep_qts_rules(look: QApplication) -> None:
    for model in (cards_model(), people_model(), orders_model(), coverage_model(), meetings_model(), present_model()):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.show_rows([])


def test_cards_are_handed_out_by_scanning(house: House, session: VaultSession) -> None:
    panel = house.go("papers", tab="cards").panel("cards")
    assert panel.views.current() == "without"
    panel.people_table.selectAll()
    assert panel.issue_button.isEnabled()
    panel.issue()
    dialog = house.dialog()
    assert dialog.numbers() == [""]
    scan(number_line(dialog), "0001377")
    assert dialog.isVisible(), "the Enter of a scanner does not close the dialog"
    dialog.save()
    house.settle()
    assert [c.number for c in cards.list_cards(session, (CardState.ISSUED,))] == ["0001377"]
    assert "Билеты выданы" in house.toast()


def test_every_one_of_thousands_gets_a_card_that_goes_on_from_the_number_typed(
    house: House, session: VaultSession
) -> None:
    names = [(number, f"Человек {number}") for number in range(1, 7870)]
    dialog = IssueDialog(house.window, house.go("papers", tab="cards").context, names)
    dialog.open()
    house.settle()
    assert len(dialog.numbers()) == 7869
    scan(number_line(dialog), "ИС-00099/26")
    scan(number_line(dialog), "55")
    assert dialog.numbers()[:3] == ["ИС-00099/26", "55", ""]
    dialog.table.item(1, 1).setText("")
    dialog.number_on()
    house.settle()
    assert dialog.numbers()[:3] == ["ИС-00099/26", "ИС-00100/26", "ИС-00101/26"]
    assert dialog.numbers()[-1] == "ИС-07967/26"
    dialog.reject()


def test_the_kind_of_known_numbers_is_told(house: House, session: VaultSession) -> None:
    panel = house.go("papers", tab="cards").panel("cards")
    panel.views.choose("unknown")
    panel._show_view()
    panel.people_table.selectAll()
    panel._set_medium(CardMedium.PLASTIC)
    house.settle()
    assert cards.coverage(session).total.plastic == 4
    panel.show_coverage()
    assert "С новым билетом 4 человека из 5 (80 %)" in house.dialog().words.text()


def test_an_order_shows_what_leaves_before_it_is_made(house: House, session: VaultSession) -> None:
    people = ids(session)
    record_consent(session, [people["Дьячкова"]], {"union": True}, date(2025, 9, 12))
    panel = house.go("papers", tab="cards").panel("cards")
    panel.views.choose("without")
    panel._show_view()
    panel.people_table.selectAll()
    panel.order()
    dialog = house.dialog()
    house.settle()
    assert "Уйдут данные: 1 человек" in dialog.words.text()
    assert dialog.save_button.isEnabled()
    dialog.save()
    house.settle()
    (order,) = cards.orders(session)
    assert order.cards == 1
    panel.show_orders()
    orders = house.dialog()
    assert orders.model.rowCount() == 1
    assert orders.issue_button.isEnabled()


def test_a_card_is_checked_in_large_words(house: House, session: VaultSession, with_cards: dict[str, int]) -> None:
    panel = house.go("papers", tab="cards").panel("cards")
    panel.verify()
    dialog = house.dialog()
    scan(dialog.line, "1377001")
    house.settle()
    assert dialog.answer.text() == "Действителен"
    assert "Ахметов И. М." in dialog.what.text()
    assert dialog.frame.property("banner") == "good"
    scan(dialog.line, "1" * 229)
    house.settle()
    assert dialog.answer.text() == "Не прочитан"
    assert "Ахметов" not in dialog.what.text()


def test_a_list_that_is_no_list_is_refused_calmly(house: House, tmp_path: Path) -> None:
    panel = house.go("papers", tab="cards").panel("cards")
    panel.verify()
    dialog = house.dialog()
    wrong = tmp_path / "список"
    wrong.write_bytes(b"{}")
    dialog.load_list(wrong)
    house.settle()
    assert dialog.answer.text() == "Список не принят"


def test_a_meeting_is_called_and_people_come_in(house: House, session: VaultSession) -> None:
    page = house.go("papers", tab="meetings")
    panel = page.panel("meetings")
    panel.add()
    dialog = house.dialog()
    dialog.at.setText("14.30")
    dialog.number.setText("4")
    dialog.save()
    house.settle()
    assert [row.at for row in meetings.list_meetings(session)] == ["14:30"]
    panel.check_in()
    door = house.dialog()
    assert door.count.text() == "0 из 5"
    scan(door.line, "1377001")
    house.settle()
    assert door.answer.text() == "Ахметов Ильдар Магомедович"
    assert door.frame.property("banner") == "good"
    scan(door.line, "1377001")
    house.settle()
    assert door.frame.property("banner") == "info"
    assert door.count.text() == "1 из 5"
    scan(door.line, "нина ильинична")
    house.settle()
    assert door.candidates.count() == 2
    door._picked(door.candidates.item(0))
    house.settle()
    scan(door.line, "ёлкина")
    house.settle()
    assert door.count.text() == "3 из 5"
    assert door.state.text() == "Кворум есть"
    assert door.model.rowCount() == 3


def test_an_agenda_is_typed_and_members_are_admitted_by_it(house: House, session: VaultSession) -> None:
    meeting = meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, TODAY, protocol_number="4"))
    panel = house.go("papers", tab="meetings", meeting=meeting).panel("meetings")
    panel.agenda()
    dialog = house.dialog()
    dialog.title_line.setText("О приёме в члены профсоюза")
    dialog.add()
    dialog.title_line.setText("Разное")
    dialog._move(-1)
    dialog._move(1)
    dialog.save()
    house.settle()
    assert [i.title for i in meetings.meeting(session, meeting).agenda] == ["О приёме в члены профсоюза", "Разное"]
    assert panel._found is not None
    panel._admit_by(panel._found, panel._found.agenda[0])
    admit = house.dialog()
    admit.field("names").setPlainText("Новикова Ирина")
    admit.field("names").setPlainText("Новикова Ирина Петровна, 05.11.1998\n")
    admit.save()
    house.settle()
    assert "Новикова" in ids(session)
    assert meetings.meeting(session, meeting).agenda[0].decision_id is not None
    assert "Приняты: 1 человек" in house.toast()


def test_names_are_read_line_by_line() -> None:
    drafts = drafts_of("Петрова Анна Сергеевна, 05.11.1998\n\nКим Ли\n")
    assert [(d.full_name, d.birth_date) for d in drafts] == [
        ("Петрова Анна Сергеевна", date(1998, 11, 5)), ("Ким Ли", None),
    ]  # fmt: skip
    for wrong in ("Петрова", "Петрова Анна, вчера"):
        with pytest.raises(ValueError):
            drafts_of(wrong)


def test_papers_of_a_meeting_open_in_the_preview(house: House, session: VaultSession) -> None:
    meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, TODAY))
    panel = house.go("papers", tab="meetings").panel("meetings")
    panel._print("Протокол", panel._with(meetings.protocol_pdf))
    house.settle()
    assert "Просмотр" in house.dialog().accessibleName()


def test_cards_are_printed_from_the_tab(house: House, session: VaultSession, with_cards: dict[str, int]) -> None:
    panel = house.go("papers", tab="cards").panel("cards")
    panel.views.choose("issued")
    panel._show_view()
    panel.card_table.selectAll()
    panel.print_cards()
    house.settle()
    assert "Профсоюзные билеты" in house.dialog().accessibleName()


def test_a_lost_card_is_marked(house: House, session: VaultSession, with_cards: dict[str, int]) -> None:
    panel = house.go("papers", tab="cards").panel("cards")
    panel.views.choose("issued")
    panel._show_view()
    panel.card_table.selectRow(0)
    panel._close(CardState.LOST)
    house.settle()
    assert [c.state for c in cards.cards_of(session, with_cards["Ахметов"])] == [CardState.LOST]
    cards.issue_cards(session, [NewCard(with_cards["Ахметов"], "55")], CardMedium.PAPER, TODAY)


def test_a_persons_cards_are_shown_and_marked(house: House, session: VaultSession, with_cards: dict[str, int]) -> None:
    page = house.go("members")
    page.open(person_id=with_cards["Ахметов"])
    house.settle()
    page.card.cards_requested.emit(with_cards["Ахметов"])
    dialog = house.dialog()
    assert dialog.model.rowCount() == 1
    dialog._close_card(CardState.LOST)
    house.settle()
    assert [c.state for c in cards.cards_of(session, with_cards["Ахметов"])] == [CardState.LOST]
    assert dialog.found.isEnabled()


def test_the_marked_get_their_cards_from_the_register(house: House, session: VaultSession) -> None:
    page = house.go("members")
    page.presenter.mark([ids(session)["Дьячкова"]], True)
    page.list_acts.issue_cards_for_marked()
    dialog = house.dialog()
    scan(number_line(dialog), "909")
    dialog.save()
    house.settle()
    assert [c.number for c in cards.list_cards(session, (CardState.ISSUED,))] == ["909"]
