"""Tables of the documents' tab: the documents by group, people to mark, names in their cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from app.domain.vocabulary.words import word_for
from app.services.papers import GROUPS, Correction, PaperPerson, Template, WordForm
from app.ui.kit import MutedRole
from app.ui.kit.rows_model import Index
from app.ui.kit.theme import theme
from app.ui.kit.tips import plain_tip


class PapersModel(QAbstractTableModel):
    """Documents under the names of their groups."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[str | Template] = []

    def show_templates(self, templates: Sequence[Template]) -> None:
        """Other documents."""
        self.beginResetModel()
        self._rows = []
        for group, title in GROUPS.items():
            found = [t for t in templates if t.group == group]
            if found:
                self._rows += [title, *found]
        self.endResetModel()

    def template_at(self, place: int) -> Template | None:
        """A document; None for the name of a group."""
        found = self._rows[place] if 0 <= place < len(self._rows) else None
        return found if isinstance(found, Template) else None

    def place_of(self, template_id: str) -> int:
        """Where a document stands; -1 when it is not there."""
        return next((n for n, r in enumerate(self._rows) if isinstance(r, Template) and r.id == template_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Documents and groups."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The title alone."""
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The name of a group cannot be chosen."""
        if self.template_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Title and look."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            if role == MutedRole:
                return True
            return row if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        words = f"{row.title} (изменён вами)" if row.changed else row.title
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """«Документ»"""
        shown = role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal and section == 0
        return "Документ" if shown else None


class PeopleModel(QAbstractTableModel):
    """People with a mark each; the marks outlive a search."""

    marked_changed = Signal()
    _TITLES = ("Отметка", "Фамилия, имя, отчество", "Работа или учёба")

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[PaperPerson] = []
        self.marked: dict[int, str] = {}

    def show_rows(self, rows: Sequence[PaperPerson]) -> None:
        """Other people; the marks stay."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def toggle(self, place: int) -> None:
        """Mark or unmark a row."""
        if 0 <= place < len(self._rows):
            row = self._rows[place]
            if self.marked.pop(row.id, None) is None:
                self.marked[row.id] = row.name
            self.dataChanged.emit(self.index(place, 0), self.index(place, 0))
            self.marked_changed.emit()

    def mark_all(self, on: bool) -> None:
        """Mark everybody shown, or nobody at all."""
        self.marked = {**self.marked, **{row.id: row.name for row in self._rows}} if on else {}
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))
        self.marked_changed.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many people."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Mark, name, work."""
        return 0 if parent.isValid() else len(self._TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Mark, name, work."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if column == 0:
            on = row.id in self.marked
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}: {'есть отметка' if on else 'нет отметки'}"
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = row.name if column == 1 else row.work
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles; the mark's is for screen readers alone."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole or (role == Qt.ItemDataRole.DisplayRole and section):
            return self._TITLES[section]
        return None


class FormsModel(QAbstractTableModel):
    """Names and offices in the cases the papers use; the last column is typed over."""

    _TITLES = ("Кто, что", "Вопрос", "В документе")

    def __init__(self, forms: Sequence[WordForm], *, editable: bool) -> None:
        super().__init__()
        self._editable = editable
        self._rows: list[WordForm] = []
        seen = set()
        for form in forms:
            if form.correction not in seen:
                seen.add(form.correction)
                self._rows.append(form)
        self.typed: dict[Correction, str] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many forms."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Three."""
        return 0 if parent.isValid() else len(self._TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The last column can be typed into."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 2 and self._editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The nominative, the question of the case, the form."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        text = (row.original, word_for(row.case), self.typed.get(row.correction, row.text))[column]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.EditRole):
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._TITLES[column]}: {text}"
        if role == Qt.ItemDataRole.FontRole and column == 2:
            return theme().font(bold=row.correction in self.typed or row.corrected)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Type a form over; an empty one goes back to what the program thinks."""
        if role != Qt.ItemDataRole.EditRole or index.column() != 2 or not self._editable:
            return False
        row = self._rows[index.row()]
        text = " ".join(str(value).split())
        if text == row.text:
            self.typed.pop(row.correction, None)
        else:
            self.typed[row.correction] = text
        self.dataChanged.emit(index, index)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._TITLES[section]
        return None
