"""Who stands behind a number."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QWidget

from app.domain.vocabulary.numbers import people
from app.services.indicators import BehindRow, PeopleBehind
from app.ui.context import UiContext
from app.ui.indicators.model import NumberLine, NumbersModel
from app.ui.kit import DataTable, label, primary_button
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px


class BehindDialog(CalmDialog):
    """The people; Enter or a double click opens the card."""

    def __init__(self, parent: QWidget, context: UiContext, behind: PeopleBehind) -> None:
        super().__init__(parent, behind.title, width=720)
        self._context = context
        self._rows = behind.rows
        different = len({row.person_id for row in behind.rows})
        words = people(different) if behind.rows else "За этим числом никого нет."
        self.content.addWidget(label(words, "strong"))
        self.model = NumbersModel()
        self.model.show_lines(
            ("Фамилия, имя, отчество", "Подробности"),
            [NumberLine((_name(row), row.detail or " ")) for row in behind.rows],
        )
        self.table = DataTable("Люди за этим числом", row_height=36)
        self.table.setModel(self.model)
        self.table.set_widths(320, 320, stretch=1)
        self.table.setMinimumHeight(px(min(360, 60 + 36 * max(len(behind.rows), 1))))
        self.table.activated.connect(self._open)
        self.table.setVisible(bool(behind.rows))
        self.content.addWidget(self.table, 1)
        self.content.addWidget(label("Enter или двойной щелчок открывает карточку.", "muted", wrap=True))
        self.set_buttons(primary_button("Закрыть", self.accept))

    def _open(self, index: QModelIndex) -> None:
        row = self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None
        if row is not None and not row.erased:
            self.accept()
            self._context.show_page("members", person_id=row.person_id)


def _name(row: BehindRow) -> str:
    return f"{row.name} (данные заблокированы)" if row.blocked else row.name
