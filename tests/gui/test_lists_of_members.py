"""Doubles in the window, taking the register out, lists for printing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.enums import EventKind, MemberCategory
from app.services.members import EntryDraft, PersonDraft, add_member, member_card
from app.services.session import VaultSession
from app.ui.members import actions
from app.ui.members.doubles_dialog import DoublesDialog, MergeDialog
from app.ui.members.export_dialogs import BirthdaysDialog, ExportDialog, GroupsDialog, LabelsDialog
from app.ui.members.person_dialog import PersonDialog
from tests.gui.conftest import House


def twin(session: VaultSession) -> int:
    draft = PersonDraft("Щербакова", "Нина", "Ильинична", birth_date=date(1960, 3, 3), phone="+7 909 111-22-33")
    entry = EntryDraft(EventKind.ADMITTED, date(1990, 9, 1), MemberCategory.PENSIONER)
    return add_member(session, draft, entry)


def test_doubles_are_compared_joined_and_taken_apart(house: House) -> None:
    page = house.go("members")
    twin(page.context.session)
    actions.open_doubles(page.list_acts)
    dialog = house.dialog()
    house.settle()
    assert isinstance(dialog, DoublesDialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert dialog.model.rowCount() == 1 and "1 пара" in dialog.words.text()
    assert dialog.chosen().reasons == ("то же имя и дата рождения",)
    dialog.compare()
    house.settle()
    (beside,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, MergeDialog) and w.isVisible()]
    kept = beside.shown.kept.person_id
    assert set(beside.choices) >= {"phone", "position"}
    assert beside.shown.voided and "будет отменена" in " ".join(beside._consequences())
    beside.save()
    house.settle()
    assert member_card(page.context.session, kept).person.phone == "+7 909 111-22-33"
    assert dialog.model.rowCount() == 0 and dialog.joined.rowCount() == 1
    dialog.tabs.setCurrentIndex(1)
    dialog.joined_table.selectRow(0)
    dialog.undo_merge()
    house.settle()
    assert dialog.model.rowCount() == 1 and dialog.joined.rowCount() == 0
    dialog.tabs.setCurrentIndex(0)
    dialog.keep_apart()
    house.settle()
    assert dialog.model.rowCount() == 0 and dialog.words.text() == "Похожих людей нет."
    dialog.reject()


def test_a_hint_below_the_names_stops_nobody(house: House) -> None:
    page = house.go("members")
    page.add_person()
    dialog = house.dialog()
    assert isinstance(dialog, PersonDialog) and dialog.hint.isHidden()
    for name, value in (("surname", "Щирбакова"), ("name", "Нина"), ("patronymic", "Ильинична")):
        dialog.lines[name].setText(value)
    dialog.hint.look()
    house.settle()
    assert "Щербакова Нина Ильинична, 03.03.1960 — похожее имя" in dialog.hint.words.text()
    assert dialog.hint.isVisible() and dialog.save_button.isEnabled()
    dialog.lines["surname"].setText("Кто")
    dialog.hint.look()
    house.settle()
    assert dialog.hint.isHidden()
    dialog.reject()


def test_the_register_goes_out_with_a_warning(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    house.files.path = tmp_path / "список"
    actions.open_export(page.list_acts)
    dialog = house.dialog()
    assert isinstance(dialog, ExportDialog) and "не зашифрован" in dialog.banner.text()
    dialog.kind.choose(".json")
    dialog.save()
    house.settle()
    asked = house.dialog()
    assert "не давали согласия" in asked.accessibleDescription() + " ".join(
        w.text() for w in asked.findChildren(QLabel)
    )
    asked.yes_button.click()
    house.settle()
    assert len(json.loads((tmp_path / "список.json").read_text())["people"]) >= 5
    assert house.toast().startswith("Сохранено: ")


def test_lists_are_made_and_shown(house: House, monkeypatch) -> None:
    shown: list[tuple[str, bytes]] = []
    monkeypatch.setattr("app.ui.printing.preview.show_pdf", lambda _, title, pdf, name: shown.append((title, pdf)))
    page = house.go("members")
    for action, kind in ((actions.open_groups, GroupsDialog), (actions.open_birthdays, BirthdaysDialog)):
        action(page.list_acts)
        dialog = house.dialog()
        assert isinstance(dialog, kind)
        if isinstance(dialog, BirthdaysDialog):
            dialog.first.set_date(date(2026, 1, 1))
            dialog.last.set_date(date(2026, 12, 31))
        dialog.save()
        house.settle()
    assert [pdf[:4] for _, pdf in shown] == [b"%PDF"] * 2
    actions.open_labels(page.list_acts)
    labels = house.dialog()
    assert isinstance(labels, LabelsDialog)
    labels.first.setText("30")
    labels.save()
    assert labels.form.problems() == ["Напишите число от 1 до 24."]
    labels.first.setText("3")
    labels.save()
    house.settle()
    assert "Печатать некого" in labels.banner.text()
    labels.reject()
