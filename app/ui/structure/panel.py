"""A tab of the page: tools above, a table below or words in its place, and buttons that follow the chosen row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import DataTable, EmptyState, flow
from app.ui.kit.theme import px


class TablePanel(QWidget):
    """Override :meth:`refresh`. ``subtitle`` is what the page says under its heading."""

    def __init__(self, context: UiContext, name: str) -> None:
        super().__init__()
        self.context = context
        self.setAccessibleName(name)
        self.may_write = context.session.may(Act.RECORD)
        self.subtitle = ""
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, px(12), 0, 0)
        self.box.setSpacing(px(12))
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(px(180))

    def put(
        self,
        tools: Sequence[QWidget],
        table: DataTable,
        model: QAbstractItemModel,
        widths: Sequence[float],
        empty: EmptyState,
        *,
        fill: int = 0,
        between: QWidget | None = None,
    ) -> None:
        """Lay the tab out; the column ``fill`` takes what is left."""
        table.setModel(model)
        table.set_widths(*widths, fill=fill)
        table.selectionModel().currentRowChanged.connect(lambda *_: self.enable())
        self.stack.addWidget(table)
        self.stack.addWidget(empty)
        self.box.addWidget(flow(*tools))
        if between is not None:
            self.box.addWidget(between)
        self.box.addWidget(self.stack, 1)

    def only_writers(self, *buttons: QPushButton) -> None:
        """Hide what a reader may not do; nothing is chosen yet."""
        for item in buttons:
            item.setVisible(self.may_write)
            item.setEnabled(False)

    def show_table(self, shown: bool) -> None:
        """The table, or the words in its place."""
        self.stack.setCurrentIndex(0 if shown else 1)
        self.enable()

    def enable(self) -> None:
        """Buttons of the chosen row."""

    def refresh(self) -> None:
        """Read again."""
