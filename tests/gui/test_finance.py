"""Финансы: an entry typed, the totals and goals it makes, taken back and returned, printed; the report follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QDialog, QLabel

from app.domain.enums import LedgerKind, UserRight
from app.services.finance.ledger import LedgerDraft, add_entry, entries
from app.services.reports import fill
from app.services.session import VaultSession
from tests.gui.conftest import House
from tests.gui.test_places import nameless

YEAR = date.today().year
FIRST = date(YEAR, 1, 1)


@pytest.fixture
def kept(session: VaultSession) -> VaultSession:
    """A ledger with dues, training and one free line."""
    for kind, article, amount, note, name in (
        (LedgerKind.OPENING, "1", "10000", "", ""),
        (LedgerKind.INCOME, "2", "240000.40", "взносы за квартал", ""),
        (LedgerKind.EXPENSE, "3", "12000", "семинар уполномоченных по охране труда", ""),
        (LedgerKind.EXPENSE, "30", "3500.55", "", ""),
        (LedgerKind.EXPENSE, "15", "1500", "", "Акция в поддержку соседей"),
    ):
        add_entry(session, LedgerDraft(FIRST, kind, article, Decimal(amount), note, name))
    return session


def test_an_empty_year_says_what_to_do(house: House) -> None:
    page = house.go("finance")
    assert page.stack.currentIndex() == 1
    assert "не записан" in page.header.subtitle.text()
    assert not page.cancel_button.isEnabled()


def test_an_entry_typed_by_hand(house: House, session: VaultSession) -> None:
    page = house.go("finance")
    page.add()
    dialog = house.dialog()
    assert nameless(dialog) == []
    dialog.save()
    assert dialog.form.problems() == ["Напишите сумму так: 12 500,50."]
    titles = [dialog.field("article").itemText(i) for i in range(dialog.field("article").count())]
    assert "3. подготовка и обучение профсоюзных кадров и актива" in titles
    dialog.field("article").setCurrentIndex(titles.index("3. подготовка и обучение профсоюзных кадров и актива"))
    assert any("Обучение, подготовка" in told.text() for told in dialog.findChildren(QLabel))
    dialog.field("amount").setText("12 500,5")
    dialog.field("on").setText(f"01.01.{YEAR}")
    dialog.field("note").setText("семинар")
    dialog.save()
    house.settle()
    (entry,) = entries(session, YEAR)
    assert (entry.article, entry.amount, entry.note, entry.on) == ("3", Decimal("12500.50"), "семинар", FIRST)
    assert house.toast() == "Записано: расход, 12\u00a0500,50 руб."
    assert page.entries.index(0, 4).data() == "12\u00a0500,50"
    assert fill(session, "10-pb", YEAR).view.cells["1B.3.4"].value == Decimal("12.5")


def test_a_free_line_asks_its_name(house: House, session: VaultSession) -> None:
    page = house.go("finance")
    page.add()
    dialog = house.dialog()
    assert not dialog.field("line_name").isVisible()
    place = next(
        i for i in range(dialog.field("article").count()) if dialog.field("article").itemText(i).startswith("28.")
    )
    dialog.field("article").setCurrentIndex(place)
    assert dialog.field("line_name").isVisible()
    dialog.field("amount").setText("100")
    dialog.save()
    assert dialog.form.problems() == ["Напишите, что это за расход."]
    dialog.field("line_name").setText("Охрана помещения")
    dialog.save()
    house.settle()
    assert entries(session, YEAR)[0].line_name == "Охрана помещения"
    page.add()
    dialog = house.dialog()
    dialog.field("kind").choose(LedgerKind.OPENING)
    assert not dialog.field("article").isVisible()
    dialog.field("amount").setText("7,35")
    dialog.save()
    house.settle()
    assert "Остаток на начало" in page.header.subtitle.text() and "7,35" in page.header.subtitle.text()


def test_totals_goals_cancelling_and_its_undo(house: House, kept: VaultSession) -> None:
    page = house.go("finance")
    assert page.entries.rowCount() == 5
    goals = [g.sentence for g in page.goals.goals]
    assert len(goals) == 3
    assert "5,0 %" in goals[0] and "цель достигнута" in goals[0]
    assert "не достигнута" in goals[1]
    assert page.totals.index(1, 2).data() == "Членские профсоюзные взносы"
    assert [page.totals.index(i, 4).data() for i in range(page.totals.rowCount())][1] == "240\u00a0000,40"
    row = next(i for i in range(5) if page.entries.index(i, 2).data() == "3")
    page.table.selectRow(row)
    page.cancel_button.click()
    house.settle()
    assert page.entries.rowCount() == 4
    assert house.toast().startswith("Отменено: расход, 12\u00a0000,00")
    assert "не достигнута" in page.goals.goals[0].sentence
    page.cancelled.setChecked(True)
    house.settle()
    assert page.entries.rowCount() == 5
    row = next(i for i in range(5) if page.entries.index(i, 5).data().startswith("Отменено. "))
    page.table.selectRow(row)
    assert not page.cancel_button.isEnabled()
    assert house.window.workspace is not None
    house.window.workspace._toast.action.click()
    house.settle()
    assert sum(e.amount for e in entries(kept, YEAR) if e.article == "3") == 12000


def test_the_list_is_printed_as_shown(house: House, kept: VaultSession) -> None:
    page = house.go("finance")
    page.print_list()
    assert house.dialog().windowTitle() == f"Доходы и расходы за {YEAR} год"


def test_who_only_looks_records_nothing(house: House, kept: VaultSession) -> None:
    kept.right = UserRight.VIEWER
    house.window.open_session(kept)
    house.settle()
    page = house.go("finance")
    assert page.entries.rowCount() == 5
    assert not page.cancel_button.isVisible()
    page.add()
    assert not any(dialog.isVisible() for dialog in house.window.findChildren(QDialog))
