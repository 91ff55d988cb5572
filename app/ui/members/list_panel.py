"""The table of the register on the page: columns to choose, marks, the order, and words when there is nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget

from app.ui.kit import DataTable, EmptyState
from app.ui.kit.theme import px
from app.ui.members.model import BY_ID, COLUMNS, DEFAULT, PRIORITY, MembersModel
from app.ui.members.presenter import Line
from app.ui.preferences import Preferences

_WORDS = {
    "register": (
        "В списке пока никого нет",
        "Загрузите таблицу из Excel или кадровой программы: перетащите файл сюда. Или добавьте людей по одному.",
    ),
    "search": ("Никто не нашёлся", "Проверьте буквы или поищите по номеру билета и телефону."),
    "filter": ("Таких людей нет", "Уберите одно из условий отбора под строкой поиска."),
    "chip": ("Таких людей нет", "Выберите «Все», чтобы увидеть весь список."),
}


class ListPanel(QStackedWidget):
    """Rows of :class:`MemberRow`, or what to do when there are none."""

    opened = Signal(int)
    """A row was chosen to be looked at: the id of the person."""
    moved = Signal(int)
    """The cursor went to this person."""
    mark_toggled = Signal(int)
    all_toggled = Signal()
    escaped = Signal()

    def __init__(self, preferences: Preferences, on_import: Callable[[], object], *, may_write: bool) -> None:
        super().__init__()
        self._preferences, self._may_write = preferences, may_write
        self.model = MembersModel()
        self.table = DataTable("Список членов профсоюза")
        self.table.tells_folded = False  # the card beside it tells everything
        self.table.setModel(self.model)
        self.empty = EmptyState("", "", "Загрузить список", on_import, icon="members")
        self.addWidget(self.table)
        self.addWidget(self.empty)
        self.setMinimumHeight(px(200))
        self._marked: set[int] = set()
        self._connect()

    def _connect(self) -> None:
        self.model.mark_changed.connect(lambda person_id, _: self.mark_toggled.emit(person_id))
        self.table.clicked.connect(self._clicked)
        self.table.activated.connect(lambda index: self.open_at(index.row()))
        self.table.selectionModel().currentRowChanged.connect(self._cursor_moved)
        self.table.horizontalHeader().sectionClicked.connect(self._header_clicked)
        self.table.horizontalHeader().setSectionsClickable(True)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.installEventFilter(self)

    # What is shown.

    def show_rows(self, rows: Sequence[Line], select: int | None) -> None:
        """The found rows; the cursor stays with its person when it can."""
        current = self.model.row_at(self.table.current_row())
        wanted = select if select is not None else (current.id if current else None)
        self.table.selectionModel().blockSignals(True)
        self.model.show_rows(rows)
        self.table.selectionModel().blockSignals(False)
        self.setCurrentWidget(self.table)
        place = self.model.row_of(wanted) if wanted is not None else -1
        if place >= 0:
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 1))

    def show_nothing(self, reason: str) -> None:
        """What to do when there is nothing to see."""
        self.empty.show_words(*_WORDS[reason])
        if self.empty.button is not None:
            self.empty.button.setVisible(reason == "register" and self._may_write)
        self.setCurrentWidget(self.empty)

    def show_marked(self, marked: set[int]) -> None:
        """Other marks."""
        self._marked = marked
        self.model.show_marked(marked)

    # Columns.

    def chosen_columns(self) -> tuple[str, ...]:
        """What the person chose, in the order of the list of columns."""
        saved = self._preferences.values.get("members_columns")
        known = {c.id for c in COLUMNS}
        names = tuple(n for n in saved if n in known) if isinstance(saved, list) else DEFAULT
        return names if "name" in names else DEFAULT

    def choose_columns(self, on_toggle: Callable[[str, bool], object]) -> None:
        """A menu of columns with ticks."""
        menu = QMenu(self)
        shown = self.chosen_columns()
        for item in COLUMNS:
            action = QAction(item.title, menu)
            action.setCheckable(True)
            action.setChecked(item.id in shown)
            action.setEnabled(item.id != "name")
            action.toggled.connect(lambda on, name=item.id: on_toggle(name, on))
            menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(self.width() - px(260), px(4))))

    def remember_column(self, name: str, on: bool) -> None:
        """Remember a choice; :meth:`apply_columns` shows it."""
        chosen = set(self.chosen_columns()) | {name} if on else set(self.chosen_columns()) - {name}
        self._preferences.set("members_columns", [c.id for c in COLUMNS if c.id in chosen])

    def apply_columns(self, *, former: bool, room: float | None) -> None:
        """Show the chosen columns; with ``room`` (pixels) only those that fit, the most needed first."""
        names = self.chosen_columns()
        if former:
            names = (*[n for n in names if n not in ("since", "consent")], *([] if "ended" in names else ["ended"]))
        if room is not None:
            names = _fitting(names, room)
        if tuple(c.id for c in self.model.columns()) != names or self.table.horizontalHeader().count() == 0:
            current = self.table.current_row()
            self.model.show_columns(names)
            if current >= 0:
                self.table.selectionModel().blockSignals(True)
                self.table.selectRow(current)
                self.table.selectionModel().blockSignals(False)
        # Names have room enough; what is left over is for the long names of positions.
        wide = names.index("place") + 1 if "place" in names else 1
        self.table.set_widths(44.0, *(c.width for c in self.model.columns()), fill=wide)

    # What the person does.

    def open_at(self, place: int) -> None:
        """Look at the person of a row."""
        found = self.model.row_at(place)
        if found is not None:
            self.opened.emit(found.id)

    def toggle_mark_at(self, place: int) -> None:
        """Mark a row or take its mark away."""
        found = self.model.row_at(place)
        if found is not None:
            self.mark_toggled.emit(found.id)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.toggle_mark_at(index.row())
        else:
            self.open_at(index.row())

    def _cursor_moved(self, index: QModelIndex) -> None:
        found = self.model.row_at(index.row())
        if found is not None:
            self.moved.emit(found.id)

    def _header_clicked(self, section: int) -> None:
        if section == 0:
            self.all_toggled.emit()
        else:
            self.model.sort_by(section)

    def _menu(self, at: QPoint) -> None:
        found = self.model.row_at(self.table.indexAt(at).row())
        if found is None:
            return
        menu = QMenu(self)
        menu.addAction("Открыть карточку").triggered.connect(lambda *_: self.opened.emit(found.id))
        menu.addAction("Снять отметку" if found.id in self._marked else "Отметить").triggered.connect(
            lambda *_: self.mark_toggled.emit(found.id)
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space marks the row of the cursor; Esc closes the card."""
        if watched is self.table and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Space and self.table.current_row() >= 0:
                self.toggle_mark_at(self.table.current_row())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.escaped.emit()
        return super().eventFilter(watched, event)


def _fitting(names: Sequence[str], room: float) -> tuple[str, ...]:
    kept: list[str] = []
    for name in sorted(names, key=lambda n: PRIORITY.index(n) if n in PRIORITY else len(PRIORITY)):
        room -= px(BY_ID[name].width)
        if room >= 0 or not kept:
            kept.append(name)
    return tuple(name for name in names if name in kept)
