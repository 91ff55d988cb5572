"""What an act upon many changes for each, as a table; and the report of who was skipped and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from app.domain.vocabulary.numbers import people
from app.errors import UserError
from app.services.members import GroupLine, GroupOutcome
from app.ui.context import UiContext
from app.ui.kit import ChipRole, DataTable, MutedRole, Tone, button, label, primary_button
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.kit.tips import plain_tip
from app.ui.printing.sheets import member_list
from app.ui.problems import describe

_COLUMNS = ("Кто", "Было", "Станет")
_SHORT = {
    "people.unknown": "Такого человека нет в списке.",
    "people.already_on_register": "Уже на учёте в этот день.",
    "people.not_on_register": "Не на учёте в этот день.",
    "people.before_birth": "Дата раньше рождения.",
    "people.event_does_not_fit": "Не сходится с более поздними записями.",
    "people.no_category": "Не указана категория.",
    "people.same_category": "Категория уже такая.",
    "people.nothing_to_change": "Так уже записано.",
    "people.later_events": "Есть более поздние записи о членстве.",
    "people.later_changes": "Данные потом меняли ещё раз.",
    "people.no_entry": "Нет записи о приёме.",
    "people.decided_already": "Решение уже указано.",
    "people.decided_later": "Принят раньше даты протокола.",
}


def why_skipped(code: str) -> str:
    """The reason in a few words."""
    return _SHORT.get(code) or describe(UserError(code, date="", id="")).what


class PreviewModel(QAbstractTableModel):
    """One row a person: first those who are skipped, they need a look."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[GroupLine] = []

    def show_lines(self, lines: Sequence[GroupLine]) -> None:
        """Other lines."""
        self.beginResetModel()
        self._lines = sorted(lines, key=lambda line: not line.refusal)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """One row a person."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Who, what was, what becomes."""
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts; a skipped one in the quiet colour with the reason in a chip."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        texts = (line.full_name or "—", line.was, why_skipped(line.refusal) if line.refusal else line.becomes)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = texts[index.column()]
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_COLUMNS[index.column()]}: {texts[index.column()]}"
        if role == ChipRole and index.column() == 2 and line.refusal:
            return Tone.WARNING
        return bool(line.refusal) if role == MutedRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return None


class PreviewTable(DataTable):
    """The table of a preview, as high as a few lines."""

    def __init__(self, name: str = "Что изменится у каждого") -> None:
        super().__init__(name, row_height=36)
        self.lines = PreviewModel()
        self.setModel(self.lines)
        self.set_widths(240, 180, 200, stretch=2)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.setFixedHeight(px(36 * 5 + 44))

    def show_lines(self, lines: Sequence[GroupLine]) -> None:
        """Other lines."""
        self.lines.show_lines(lines)


class OutcomeDialog(CalmDialog):
    """What was done, and who was skipped and why; the list can be printed and saved."""

    def __init__(self, parent: QWidget, context: UiContext, title: str, outcome: GroupOutcome) -> None:
        super().__init__(parent, title, width=760)
        self._context, self._title, self._outcome = context, title, outcome
        skipped = [line for line in outcome.lines if line.refusal]
        self.content.addWidget(
            label(f"Сделано: {people(len(outcome.done))}. Пропущено: {people(len(skipped))}.", "strong")
        )
        self.table = PreviewTable("Кто пропущен и почему")
        self.table.show_lines(skipped)
        self.content.addWidget(self.table)
        self.set_buttons(
            button("Отчёт: напечатать, сохранить…", self.print_report), primary_button("Закрыть", self.accept)
        )

    def print_report(self) -> None:
        """Both lists as a paper: who, what, why not."""
        from app.ui.printing.preview import show_pdf

        session, title = self._context.session, self._title
        rows = [
            (line.full_name, line.was, f"Пропущено. {why_skipped(line.refusal)}" if line.refusal else line.becomes)
            for line in sorted(self._outcome.lines, key=lambda line: not line.refusal)
        ]
        self._context.run(
            self,
            lambda _: member_list(session, title, ("Фамилия, имя, отчество", "Было", "Сделано"), rows),
            lambda pdf: show_pdf(self, "Отчёт о действии", pdf, "Отчёт о действии.pdf"),
            title="Готовлю отчёт",
        )
