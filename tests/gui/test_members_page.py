"""The register in the window: find, open, add, mend, record, mark, undo."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.enums import DeregistrationReason, EventKind
from app.services.members import ConsentState, MemberQuery, list_members, member_card
from app.services.session import VaultSession
from tests.gui.conftest import House
from tests.paper_facts import fill_recipients


def press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    """A key as the window system sends it (pytest-qt's keyClicks aborts on Cyrillic)."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def shown(page: object) -> list[str]:
    return [row.surname for row in page.model.rows()]  # type: ignore[attr-defined]


def test_search_while_typing(house: House) -> None:
    page = house.go("members")
    assert shown(page) == ["Ахметов", "Воробьёва", "Дьячкова", "Ёлкина", "Щербакова"]
    for letter in "щерб нина":
        press(page.search, Qt.Key.Key_unknown, letter)
    house.bot.waitUntil(lambda: shown(page) == ["Щербакова"])
    assert page.search.found.text() == "найдено 1"
    press(page.search, Qt.Key.Key_Escape)
    house.bot.waitUntil(lambda: len(shown(page)) == 5)


def test_enter_opens_the_card_and_esc_closes_it(house: House) -> None:
    page = house.go("members")
    page.table.selectRow(4)
    press(page.table, Qt.Key.Key_Return)
    house.settle()
    assert page.card.isVisible()
    assert page.card.title.text() == "Щербакова Нина Ильинична"
    page.table.selectRow(1)
    house.settle()
    assert page.card.title.text() == "Воробьёва Нина Ильинична"
    press(page.table, Qt.Key.Key_Escape)
    assert not page.card.isVisible()


def test_add_a_person(house: House, session: VaultSession) -> None:
    page = house.go("members", add=True)
    dialog = house.dialog()
    dialog.save()
    assert dialog.form.problems() == ["Напишите фамилию."]
    dialog.lines["surname"].setText("Жукова")
    dialog.lines["name"].setText("Анна")
    dialog.lines["patronymic"].setText("Игоревна")
    dialog.lines["patronymic"].editingFinished.emit()
    dialog.birth.setText("1991")
    dialog.on.setText("2.9.26")
    dialog.on.editingFinished.emit()
    assert dialog.on.text() == "02.09.2026"
    dialog.save()
    house.settle()
    assert "Жукова" in shown(page)
    assert page.card.title.text() == "Жукова Анна Игоревна"
    assert house.toast() == "Жукова Анна Игоревна: записано"
    card = member_card(session, page.card.card.id)
    assert (card.person.birth_exact, card.person.birth_date, card.since) == (False, date(1991, 7, 1), date(2026, 9, 2))
    assert card.person.sex is not None


def test_the_same_person_is_asked_about_once(house: House) -> None:
    page = house.go("members", add=True)
    dialog = house.dialog()
    for name, text in (("surname", "Щербакова"), ("name", "Нина"), ("patronymic", "Ильинична")):
        dialog.lines[name].setText(text)
    dialog.save()
    house.settle()
    assert "уже есть в списке" in dialog.banner.text()
    assert len(shown(page)) == 5
    dialog.save()
    house.settle()
    assert len(shown(page)) == 6


def test_mend_a_person(house: House) -> None:
    page = house.go("members")
    page.show_person_at(0)
    house.settle()
    page.edit_person()
    dialog = house.dialog()
    dialog.lines["position"].setText("директор")
    dialog.save()
    house.settle()
    assert page.card.card.person.position == "директор"
    assert "директор" in page.model.index(0, 2).data()


def test_take_off_the_register_and_undo(house: House, session: VaultSession) -> None:
    page = house.go("members")
    ids = [row.id for row in page.model.rows()[:2]]
    page.presenter.mark(ids, True)
    assert page.group_bar.isVisible()
    page.list_acts.event_for_marked(EventKind.DEREGISTERED)
    dialog = house.dialog()
    assert "2 человека" in dialog.will.text()
    dialog.reason.choose(DeregistrationReason.GRADUATED)
    dialog.basis.setText("приказ № 7")
    dialog.save()
    house.settle()
    assert shown(page) == ["Дьячкова", "Ёлкина", "Щербакова"]
    events = member_card(session, ids[0]).events
    assert (events[-1].reason, events[-1].basis) == (DeregistrationReason.GRADUATED, "приказ № 7")
    assert house.window.workspace is not None
    house.window.workspace._toast.action.click()
    house.settle()
    assert len(shown(page)) == 5


def test_an_event_is_recorded_from_the_menu_of_a_card(house: House, session: VaultSession) -> None:
    page = house.go("members")
    page.show_person_at(0)
    house.settle()
    person_id = page.card.card.id
    page.card.event_requested.emit(person_id, EventKind.DEREGISTERED.value)
    dialog = house.dialog()
    dialog.reason.choose(DeregistrationReason.GRADUATED)
    dialog.save()
    house.settle()
    assert member_card(session, person_id).events[-1].kind is EventKind.DEREGISTERED


def test_preview_names_those_it_does_not_fit(house: House) -> None:
    page = house.go("members")
    page.presenter.mark([row.id for row in page.model.rows()], True)
    page.list_acts.event_for_marked(EventKind.DEREGISTERED)
    dialog = house.dialog()
    dialog.on.setText("01.01.2010")
    house.bot.waitUntil(lambda: "2 человека" in dialog.will.text())
    assert "Пропустим 3 человека" in dialog.skipped.text()
    dialog.on.setText("01.01.1980")
    house.bot.waitUntil(lambda: not dialog.save_button.isEnabled())


def test_a_mistaken_event_is_voided_not_erased(house: House) -> None:
    page = house.go("members")
    page.show_person_at(4)
    house.settle()
    event = page.card.card.events[0]
    page.card.cancel_requested.emit(event.id, "Впервые принят(а) в профсоюз")
    house.dialog().save()
    house.settle()
    assert "Щербакова" not in shown(page)
    assert page.card.card.events[0].cancelled
    assert page.card.subtitle.text().endswith("не состоит на учёте")


def test_consent_for_many_in_parts(house: House, session: VaultSession) -> None:
    page = house.go("members")
    page.presenter.mark_found()
    page.list_acts.consent_for_marked()
    dialog = house.dialog()
    optional = [p.id for p in session.profile.consent_parts if not p.required]
    for part in optional:
        assert dialog.field(part).currentText() == "Не спрашивали"
    dialog.field("on").set_date(date(2026, 9, 12))
    dialog.save()
    house.settle()
    assert {row.consent for row in page.model.rows()} == {ConsentState.GIVEN}
    said = member_card(session, page.model.rows()[0].id).consents[0].parts
    assert said == {part.id: True for part in session.profile.consent_parts if part.required}
    page.show_person_at(0)
    house.settle()
    page.card.withdraw_requested.emit(page.card.card.id)
    house.dialog().save()
    house.settle()
    rows = list_members(session, MemberQuery(as_of=date.today())).items
    assert [row.consent for row in rows][:2] == [ConsentState.WITHDRAWN, ConsentState.GIVEN]


def test_on_a_date(house: House) -> None:
    page = house.go("members")
    page.choose_date()
    dialog = house.dialog()
    dialog.field("on").setText("01.01.2000")
    dialog.save()
    house.settle()
    assert shown(page) == ["Воробьёва", "Щербакова"]
    assert page.header.subtitle.text() == "2 человека на 01.01.2000"


def test_space_marks_and_header_marks_all(house: House) -> None:
    page = house.go("members")
    page.table.selectRow(2)
    press(page.table, Qt.Key.Key_Space)
    assert page.presenter.marked == {page.model.rows()[2].id}
    page.table.horizontalHeader().sectionClicked.emit(0)
    assert len(page.presenter.marked) == 5
    page.list_acts.unmark()
    assert not page.group_bar.isVisible()


def test_beside_a_card_the_table_keeps_what_fits(house: House) -> None:
    house.window.resize(1024, 768)
    page = house.go("members")
    assert len(page.model.columns()) == 5
    page.show_person_at(0)
    house.settle()
    assert next(column.id for column in page.model.columns()) == "name"
    assert page.table.horizontalScrollBar().maximum() == 0
    page.card.close_panel()
    assert len(page.model.columns()) == 5


def test_columns_are_chosen_and_remembered(house: House) -> None:
    page = house.go("members")
    page.toggle_column("phone", True)
    assert "phone" in [column.id for column in page.model.columns()]
    assert "phone" in house.window.startup.preferences.values["members_columns"]


def test_print_the_list_and_blank_consents(house: House, session: VaultSession) -> None:
    fill_recipients(session)
    page = house.go("members")
    page.list_acts.print_list()
    preview = house.dialog()
    assert preview.windowTitle() == "Список членов профсоюза"
    preview.reject()
    page.list_acts.print_consents()
    assert house.dialog().windowTitle() == "Бланки согласий"


def test_a_viewer_is_offered_nothing_that_writes(house: House, session: VaultSession) -> None:
    from app.domain.enums import UserRight
    from app.ui.members.page import MembersPage

    assert house.window.workspace is not None
    session.right = UserRight.VIEWER
    page = MembersPage(house.window.workspace.context)
    house.bot.addWidget(page)
    page.refresh()
    house.settle()
    page.show_person_at(0)
    house.settle()
    assert page.card._flow.count() == 0
    assert not page.acceptDrops()


def test_arrows_move_the_filter(house: House) -> None:
    page = house.go("members")
    chip = page.chips.chip("all")
    chip.setFocus()
    press(chip, Qt.Key.Key_Right)
    house.settle()
    assert page.chips.current() == "working"
    assert page.presenter.filter.chip == "working"
    press(page.chips.chip("working"), Qt.Key.Key_Left)
    house.settle()
    assert page.presenter.filter.chip == "all"


def test_former_members_show_when_and_why(house: House) -> None:
    page = house.go("members")
    page.presenter.mark([page.model.rows()[0].id], True)
    page.list_acts.event_for_marked(EventKind.LEFT)
    house.dialog().save()
    house.settle()
    page.chips.chip("former").click()
    house.settle()
    assert shown(page) == ["Ахметов"]
    assert page.model.columns()[-1].id == "ended"
    assert "желанию" in page.model.index(0, page.model.columnCount() - 1).data()
