"""A table of a form as a view: the paper's look, and typing that a person's hands already know."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.ui.forms.form_delegate import FormDelegate
from app.ui.forms.form_header import FormHeader
from app.ui.forms.form_model import FIRST_VALUE_COLUMN, NUMBER_COLUMN, TITLE_COLUMN, FormTableModel
from app.ui.forms.paper import paper_colours
from app.ui.kit.rows_model import Index
from app.ui.kit.theme import px, signals

_READABLE_TITLE = 150
_KEYS_TO_EDIT = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormTableView(QTableView):
    """``cell_entered`` names the cell the person is in; ``refused`` says why a typed text was not taken."""

    cell_entered = Signal(str)
    refused = Signal(str)
    typing = Signal(str, str)
    """Address and what stands in its field now; nothing once it was recorded or taken back."""

    def __init__(self, model: FormTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plain", True)
        self._header = FormHeader(self)
        self.setHorizontalHeader(self._header)
        self.verticalHeader().hide()
        self.setModel(model)
        self._delegate = FormDelegate(self)
        self.setItemDelegate(self._delegate)
        self._delegate.moved.connect(self._move)
        self._delegate.refused.connect(self.refused)
        self._delegate.typing.connect(self.typing)
        model.rejected.connect(lambda _address, sentence: self.refused.emit(sentence))
        self.setAccessibleName(f"Таблица {model.table.id}. {model.table.title}")
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(px(160))
        self._last_width = -1
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self.fit)
        if any(row.named_by for row in model.table.rows):
            model.dataChanged.connect(self._hide_unnamed)
        model.columnsInserted.connect(self._fit_again)
        model.columnsRemoved.connect(self._fit_again)
        signals().changed.connect(self._fit_again)
        self._recolour()
        first = next(iter(model.inputs()), (0, FIRST_VALUE_COLUMN))
        self.setCurrentIndex(model.index(*first))

    @property
    def form_model(self) -> FormTableModel:
        """The model, by its own type."""
        model = self.model()
        assert isinstance(model, FormTableModel)
        return model

    def go_to(self, address: str) -> bool:
        """Make a cell current and visible; False when it is not in this table."""
        index = self.form_model.index_of(address)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def know_unrecorded(self, unrecorded: Callable[[str], str]) -> None:
        """Where to ask what was typed into a cell before and not recorded."""
        self._delegate.unrecorded = unrecorded

    def type_again(self, address: str) -> bool:
        """Open the field of a cell with what was typed there before."""
        if not self.go_to(address):
            return False
        self.edit(self.currentIndex())
        return True

    def fit(self) -> None:
        """Share the width: numbers as wide as they need, the title takes the rest, rows as high as their titles."""
        model, header = self.form_model, self._header
        width = self.viewport().width()
        values = len(model.table.columns)
        number = px(44)
        previous = px(66) if model.has_previous else 0
        unit = px(92)
        least_title = px(116)
        rest = width - number - previous
        weights = [max(column.width, 0.4) for column in model.table.columns]
        if rest - unit * sum(weights) < px(280):
            unit = max(px(60), int((rest - px(280)) / sum(weights)))
        header.resizeSection(NUMBER_COLUMN, number)
        used = number + previous
        for place in range(values):
            size = max(px(56), int(unit * weights[place]), header.least_width(place + FIRST_VALUE_COLUMN))
            header.resizeSection(place + FIRST_VALUE_COLUMN, size)
            used += size
        if model.has_previous:
            # Where there is no room for last year's numbers the side panel still tells them.
            squeezed = width - used < px(_READABLE_TITLE)
            self.setColumnHidden(model.columnCount() - 1, squeezed)
            used -= previous if squeezed else 0
            if not squeezed:
                header.resizeSection(model.columnCount() - 1, previous)
        header.resizeSection(TITLE_COLUMN, max(least_title, width - used))
        self._fit_rows()
        header.updateGeometry()
        self.updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width shares out anew; a new height does not."""
        super().resizeEvent(event)
        if self.viewport().width() != self._last_width:
            self._last_width = self.viewport().width()
            self.fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say where the person is, and let last year's column follow."""
        super().currentChanged(current, previous)
        self.form_model.show_previous_of(current.column())
        address = self.form_model.address_of(current)
        if address is not None:
            self.cell_entered.emit(address)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab over inputs only, Enter and F2 edit, Delete returns to the automatic number."""
        index, key = self.currentIndex(), event.key()
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if not self._move("next" if key == Qt.Key.Key_Tab else "previous"):
                self.focusNextPrevChild(key == Qt.Key.Key_Tab)
            return
        if key == Qt.Key.Key_Delete and self.form_model.is_input(index):
            self.form_model.clear(index)
            return
        if key in _KEYS_TO_EDIT and self.form_model.is_input(index):
            self.edit(index)
            return
        super().keyPressEvent(event)

    # Moving

    def _move(self, step: str) -> bool:
        places = self.form_model.inputs()
        here = (self.currentIndex().row(), self.currentIndex().column())
        target: tuple[int, int] | None = None
        if step == "next":
            target = next((place for place in places if place > here), None)
        elif step == "previous":
            target = next((place for place in reversed(places) if place < here), None)
        elif step == "down":
            target = next((place for place in places if place[1] == here[1] and place[0] > here[0]), None)
        else:
            target = next((place for place in reversed(places) if place[1] == here[1] and place[0] < here[0]), None)
        if target is not None:
            self.setCurrentIndex(self.form_model.index(*target))
            self.scrollTo(self.currentIndex())
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return target is not None

    def _fit_rows(self) -> None:
        width = self.columnWidth(TITLE_COLUMN)
        for row in range(self.form_model.rowCount()):
            index = self.form_model.index(row, TITLE_COLUMN)
            self.setRowHeight(row, max(px(31), self._delegate.title_height(index, width)))

    def _hide_unnamed(self) -> None:
        hidden = self.form_model.hidden_rows()
        for number, row in enumerate(self.form_model.table.rows):
            if row.named_by:
                self.setRowHidden(number, number in hidden)

    def _fit_again(self) -> None:
        self._recolour()
        self._fitting.start()

    def _recolour(self) -> None:
        line = paper_colours().line.name()
        edge = f"border: 1px solid {line}; border-radius: 0; gridline-color: {line};"
        self.setStyleSheet(f"QTableView, QTableView:focus {{ {edge} }}")
