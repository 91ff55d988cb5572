"""Choosing people by typing: a search line and a short list of who fits."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.vocabulary.numbers import people
from app.services.members import MemberPage, MemberQuery, list_members
from app.ui.context import UiContext
from app.ui.kit import SearchField, label
from app.ui.kit.theme import px
from app.ui.words import found_words

_SHOWN = 50


class PeoplePicker(QWidget):
    """A search line and a short list; ``many`` keeps several marked."""

    picked = Signal()

    def __init__(self, context: UiContext, *, many: bool) -> None:
        super().__init__()
        self._context, self._many = context, many
        self.chosen: dict[int, str] = {}
        self.search = SearchField("Найти по фамилии")
        self.list = QListWidget()
        self.list.setAccessibleName("Найденные люди")
        self.list.setFixedHeight(px(190))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.summary = label("", "small", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        for widget in (self.search, self.list, self.summary):
            box.addWidget(widget)
        self.search.searched.connect(self._find)
        self.list.itemChanged.connect(self._marked)
        self.list.currentItemChanged.connect(lambda *_: self._current())
        self.setFocusProxy(self.search)
        self._find("")

    def choose(self, names: dict[int, str]) -> None:
        """Take these as chosen."""
        self.chosen = dict(names)
        self._tell()

    def _find(self, text: str) -> None:
        session = self._context.session
        query = MemberQuery(as_of=date.today(), search=text)
        self._context.run(self, lambda _: list_members(session, query), self._show, key="pick")

    def _show(self, page: MemberPage) -> None:
        rows = page.items[:_SHOWN]
        more = f", показаны первые {_SHOWN}" if len(page.items) > _SHOWN else ""
        self.search.show_found(found_words(len(page.items), exact=page.exact) + more)
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.full_name}{f', {row.position}' if row.position else ''}")
            item.setData(Qt.ItemDataRole.UserRole, (row.id, row.full_name))
            if self._many:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if row.id in self.chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if not self._many and len(rows) == 1:
            self.list.setCurrentRow(0)

    def _marked(self, item: QListWidgetItem) -> None:
        person_id, name = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() == Qt.CheckState.Checked:
            self.chosen[person_id] = name
        else:
            self.chosen.pop(person_id, None)
        self._tell()

    def _current(self) -> None:
        item = self.list.currentItem()
        if self._many or item is None:
            return
        person_id, name = item.data(Qt.ItemDataRole.UserRole)
        self.chosen = {person_id: name}
        self._tell()

    def _tell(self) -> None:
        names = list(self.chosen.values())
        if not self._many:
            self.summary.setText(f"Выбрано: {names[0]}" if names else "")
        else:
            self.summary.setText(f"Отмечено: {people(len(names))}" if names else "")
        self.picked.emit()
