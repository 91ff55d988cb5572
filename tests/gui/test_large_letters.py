"""Every page in small windows and large letters: no text cut, nothing runs out sideways, everything can be hit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from app.ui.kit import DataTable, button, column, primary_button
from app.ui.kit.folding import FoldingBar
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import ThemeName, apply_theme, px
from tests.gui.conftest import House

SIZES = [(1024, 768, 100), (1366, 768, 100), (1366, 768, 150), (1920, 1080, 200)]
WIDE_TABLE = 8
"""Tables of so many columns may scroll."""
LEAST_TARGET = 32


@pytest.fixture(params=SIZES, ids=lambda size: "{}x{}-{}".format(*size))
def sized(request: pytest.FixtureRequest, house: House) -> Iterator[House]:
    """The house in a window of this size, with letters of this size."""
    width, height, percent = request.param
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, ThemeName.LIGHT, percent)
    house.window.resize(width, height)
    house.window.restyle()
    house.settle()
    yield house
    apply_theme(application, ThemeName.LIGHT, 100)


def pages(house: House) -> Iterator[tuple[str, Any]]:
    """Every page in turn, shown."""
    assert house.window.workspace is not None
    for place in list(house.window.workspace.specs):
        yield place, house.go(place)


def seen(root: QWidget, kind: type) -> Iterator[Any]:
    """Widgets of a kind that stand in the visible part of the page."""
    for widget in root.findChildren(kind):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            yield widget


def cut(widget: QLabel | QAbstractButton) -> bool:
    """Its words are wider than its place."""
    text = widget.text().replace("&", "")
    if not text or "\n" in text or (isinstance(widget, QLabel) and (widget.wordWrap() or "<" in text)):
        return False
    return widget.fontMetrics().horizontalAdvance(text) > widget.width() + 1


def test_no_words_are_cut(sized: House) -> None:
    found = [
        f"{place}: «{widget.text()}»"
        for place, page in pages(sized)
        for kind in (QLabel, QPushButton, QCheckBox)
        for widget in seen(page, kind)
        if cut(widget)
    ]
    assert found == []


def test_nothing_runs_out_sideways(sized: House) -> None:
    found = []
    for place, page in pages(sized):
        for area in [*seen(page, QAbstractScrollArea), page.parent().parent().parent()]:
            if isinstance(area, QTableView) and area.model() and area.model().columnCount() >= WIDE_TABLE:
                continue
            if isinstance(area, QAbstractScrollArea) and area.horizontalScrollBar().maximum() > 0:
                off = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
                found += [] if off else [f"{place}: {type(area).__name__} {area.accessibleName()}"]
    assert found == []


def test_everything_can_be_hit(sized: House) -> None:
    found = [
        f"{place}: {type(widget).__name__} {widget.accessibleName()} {widget.height()}"
        for place, page in pages(sized)
        for kind in (QPushButton, QComboBox, QLineEdit, QCheckBox)
        for widget in seen(page, kind)
        if widget.height() < LEAST_TARGET and not isinstance(widget.parent(), QComboBox)
    ]
    assert found == []


def test_the_side_bar_keeps_its_words(sized: House) -> None:
    workspace = sized.window.workspace
    assert workspace is not None
    for place in workspace.places.values():
        assert place.text() and not cut(place), place.text()
        assert place.geometry().bottom() <= workspace.side.height()


def test_the_register_shows_eight_people(sized: House) -> None:
    table = sized.go("members").lists.table
    assert table.viewport().height() // table.verticalHeader().defaultSectionSize() >= 8


def test_columns_without_room_stand_under_the_name(look: QApplication) -> None:
    table = DataTable("Проба")
    model = RowsModel[tuple[str, ...]]([(title, lambda row, at=at: row[at]) for at, title in enumerate("АБВ")])
    model.show_rows([("имя", "второе", "третье")])
    table.setModel(model)
    table.set_widths(200, 150, 150, fill=0)
    table.resize(px(600), px(500))
    table.show()
    high = table.verticalHeader().defaultSectionSize()
    assert table.folded_text(model.index(0, 0)) == "" and not table.isColumnHidden(2)
    table.resize(px(380), px(400))
    QApplication.processEvents()
    assert table.folded_text(model.index(0, 0)) == "В: третье" and table.isColumnHidden(2)
    assert table.verticalHeader().defaultSectionSize() > high and not table.horizontalScrollBar().maximum()
    table.resize(px(220), px(400))
    assert table.folded_text(model.index(0, 0)) == "Б: второе · В: третье"
    table.resize(px(600), px(500))
    assert not table.isColumnHidden(1) and table.verticalHeader().defaultSectionSize() == high


def test_buttons_without_room_are_in_the_menu(look: QApplication) -> None:
    pressed: list[str] = []
    items = [button(words, lambda words=words: pressed.append(words)) for words in ("Первая", "Вторая", "Третья")]
    bar = FoldingBar([*items, primary_button("Главная", lambda: pressed.append("Главная"))])
    page = QWidget()
    page.setLayout(column(bar))
    page.resize(bar.sizeHint().width() + px(40), px(100))
    page.show()
    assert not bar.more.isVisible()
    items[2].setEnabled(False)
    page.resize(bar.minimumSizeHint().width() + px(10), px(100))
    QApplication.processEvents()
    assert bar.more.isVisible()
    menu = bar.more.menu()
    menu.aboutToShow.emit()
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [
        ("Первая", True), ("Вторая", True), ("Третья", False)
    ]  # fmt: skip
    menu.actions()[1].trigger()
    assert pressed == ["Вторая"]
    menu.clear()
    page.resize(bar.sizeHint().width() + px(40), px(100))
    QApplication.processEvents()
    assert not bar.more.isVisible()
    items[0].setText("Первая из всех, с очень длинными словами и ещё с числом 62")
    QApplication.processEvents()
    assert bar.more.isVisible() and not any(cut(item) for item in items if item.isVisible())
    items[1].hide()
    menu.aboutToShow.emit()
    assert "Вторая" not in [action.text() for action in menu.actions()]
