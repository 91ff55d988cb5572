"""What is typed outlives locking and closing, is told of, and goes when it is recorded or given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest

from app.domain.enums import EventKind
from app.services.members import MemberQuery, list_members
from app.services.privacy.destroying import destroy, plan_destruction
from app.services.reports import fill
from app.services.session import VaultSession
from app.services.today import TaskKind, to_do
from app.services.vault.creating import open_vault
from app.services.vault.drafts import LARGEST_DRAFT, KeptDraft, keep_drafts, kept_drafts
from app.ui.drafts import REST_MS
from app.ui.exchange.link_dialog import LinkDialog
from app.ui.forms.form_delegate import CellEditor
from app.ui.members.event_dialog import EventDialog
from tests.gui.conftest import PASSWORD, House, add_people


def entry(house: House) -> Any:
    """The dialog of a ledger entry, open."""
    house.go("finance").add()
    return house.dialog()


def rest(house: House) -> None:
    """The moment after the last key."""
    house.bot.wait(REST_MS + 100)
    house.settle()


def unlock(house: House, folder: Path) -> None:
    """Log in again, as the chair would."""
    house.window.open_session(open_vault(folder, PASSWORD))
    house.settle()


def foot(house: House) -> str:
    """What the foot line says of the data."""
    assert house.window.workspace is not None
    return house.window.workspace.foot.saved.text()


def test_what_was_typed_comes_back_after_locking(house: House, session: VaultSession) -> None:
    dialog = entry(house)
    assert foot(house) == "Всё сохранено"
    dialog.field("amount").setText("12 5")
    dialog.field("note").setText("семинар")
    assert foot(house) == "Начато и не записано: 1"
    house.window.lock()
    house.settle()
    unlock(house, session.folder)
    assert foot(house) == "Начато и не записано: 1"
    dialog = entry(house)
    assert (dialog.field("amount").text(), dialog.field("note").text()) == ("12 5", "семинар")
    assert dialog.banner.isVisible()
    dialog.field("amount").setText("12 500")
    dialog.save()
    rest(house)
    assert foot(house) == "Всё сохранено"
    assert house.window.session is not None and kept_drafts(house.window.session) == ()
    assert entry(house).field("note").text() == ""


def test_what_was_typed_lies_in_the_vault_a_moment_after_the_last_key(house: House, session: VaultSession) -> None:
    entry(house).field("note").setText("семинар")
    rest(house)
    (draft,) = kept_drafts(session)
    assert draft.typed == {"note": "семинар"} and draft.page == "finance"
    assert [task.about for task in to_do(session, date.today()) if task.kind is TaskKind.DRAFTS] == [
        {"page": "finance"}
    ]


def test_closing_the_window_writes_the_last_keys_down(house: House, session: VaultSession) -> None:
    folder = session.folder
    entry(house).field("note").setText("последнее")
    house.window.shut()
    again = open_vault(folder, PASSWORD)
    try:
        assert [draft.typed for draft in kept_drafts(again)] == [{"note": "последнее"}]
    finally:
        again.close()


def test_giving_up_drops_it_and_undoing_by_hand_too(house: House, session: VaultSession) -> None:
    dialog = entry(house)
    dialog.field("note").setText("семинар")
    dialog.field("note").setText("")
    rest(house)
    assert kept_drafts(session) == () and foot(house) == "Всё сохранено"
    dialog.field("note").setText("семинар")
    dialog.reject()
    house.dialog().yes_button.click()
    rest(house)
    assert kept_drafts(session) == ()


def test_each_user_has_their_own(session: VaultSession) -> None:
    keep_drafts(session, {"a": KeptDraft("a", "Окно", "finance", {"note": "моё"}, datetime.now(UTC))})
    other = replace(session, user_name="Секретарь")
    assert kept_drafts(other) == ()
    keep_drafts(other, {"a": None})
    assert [draft.typed for draft in kept_drafts(session)] == [{"note": "моё"}]
    too_long = KeptDraft("b", "Окно", "finance", {"note": "я" * LARGEST_DRAFT}, datetime.now(UTC))
    keep_drafts(session, {"b": too_long})
    assert len(kept_drafts(session)) == 1


def test_a_destruction_takes_drafts_along(session: VaultSession) -> None:
    add_people(session)
    person = list_members(session, MemberQuery(date.today())).items[0]
    keep_drafts(session, {"a": KeptDraft("a", "Окно", "members", {"note": person.surname}, datetime.now(UTC))})
    destroy(session, plan_destruction(session, person.id, "по требованию"))
    assert kept_drafts(session) == ()


def test_a_digit_in_a_cell_outlives_a_lock_and_a_kill(house: House, session: VaultSession) -> None:
    def cell() -> Any:
        pane = house.go("reports", form="fnpr-2", period="2025").report
        house.settle()
        assert pane is not None and pane.form is not None
        table = pane.form.tables["II"]
        assert table.go_to("II.1.3")
        return table

    table = cell()
    table.edit(table.currentIndex())
    editor = table.findChild(CellEditor)
    QTest.keyClicks(editor, "7x")
    rest(house)
    assert [draft.typed for draft in kept_drafts(session)] == [{"text": "7x"}]
    assert foot(house) == "Начато и не записано: 1"
    house.window.lock()
    house.settle()
    unlock(house, session.folder)
    editor = cell().findChild(CellEditor)
    assert editor is not None and editor.text() == "7x"
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "77")
    house.window.lock()
    house.settle()
    again = open_vault(session.folder, PASSWORD)
    try:
        assert fill(again, "fnpr-2", "2025").view.cells["II.1.3"].value == 77
        assert kept_drafts(again) == ()
    finally:
        again.close()


def test_a_dialog_made_by_hand_keeps_what_is_typed_too(house: House, session: VaultSession) -> None:
    def event() -> Any:
        names = {row.id: row.full_name for row in list_members(session, MemberQuery(date.today())).items[:1]}
        assert house.window.workspace is not None
        dialog = EventDialog(house.window, house.window.workspace.context, names, EventKind.LEFT)
        dialog.open()
        house.settle()
        return dialog

    dialog = event()
    QTest.keyClicks(dialog.basis, "01.06.2026")
    rest(house)
    dialog.done(0)
    dialog = event()
    assert dialog.basis.text() == "01.06.2026"
    dialog.reject()
    house.dialog().yes_button.click()
    assert event().basis.text() == ""


def test_what_the_program_fills_in_itself_is_no_draft(house: House, session: VaultSession) -> None:
    assert house.window.workspace is not None
    dialog = LinkDialog(house.window, house.window.workspace.context)
    dialog.open()
    house.settle()
    assert dialog.port.text() == "465"
    dialog.reject()
    assert not dialog.isVisible()
    rest(house)
    assert kept_drafts(session) == ()
