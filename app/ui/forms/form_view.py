"""A whole form: a tab for every part of its paper. The same view shows our report and one taken in from below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.domain.enums import Severity
from app.forms.definition import FormDefinition, Part, PartKind
from app.forms.view import ReportView, Value
from app.ui.forms.fields_view import FieldsView
from app.ui.forms.form_model import FormTableModel
from app.ui.forms.form_table import FormTableView
from app.ui.forms.list_table import ListTableView
from app.ui.forms.wording import fit_titles
from app.ui.kit import label, set_label_role
from app.ui.kit.icons import icon
from app.ui.kit.theme import px, signals, theme

_PATIENCE_MS = 9000


class FormView(QWidget):
    """``typed`` (address, value), ``cleared``, ``cell_entered`` (address); a list uses its table's name."""

    typed = Signal(str, object)
    typing = Signal(str, str)
    """Address or field and what stands there now; nothing once it was recorded or taken back."""
    cleared = Signal(str)
    cell_entered = Signal(str)
    unknown_said = Signal(str, str)

    def __init__(self, definition: FormDefinition, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "clear")
        self.definition = definition
        self.tables: dict[str, FormTableView] = {}
        self.lists: dict[str, ListTableView] = {}
        self.field_views: list[FieldsView] = []
        self._pages: list[tuple[str, QWidget]] = []
        self._view: ReportView | None = None
        self._remarks: tuple[tuple[str, str], ...] = ()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Разделы формы")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.stack = QStackedWidget()
        self.notice = label("", "problem", wrap=True)
        self.notice.hide()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_PATIENCE_MS)
        self._quiet.timeout.connect(self.notice.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        column.addWidget(self.notice)
        self._build()
        self.tabs.currentChanged.connect(self._show_part)
        self.cell_entered.connect(self._forget_problem)
        signals().changed.connect(self._mark_tabs)

    def show_report(
        self,
        view: ReportView,
        *,
        previous: Mapping[str, Value] | None = None,
        previous_label: str = "",
        remarks: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Put an evaluated report in; ``remarks`` are (address, text)."""
        self._view, self._remarks = view, tuple(remarks)
        for table in self.tables.values():
            table.form_model.show(view, previous=previous, previous_label=previous_label, remarks=self._remarks)
        for fields in self.field_views:
            fields.show_report(view, self._remarks)
        for name, page in self.lists.items():
            page.model.show_rows(tuple(view.lists.get(name, ())))
            page.show_unknown(view.unknown.get(name, ()))
        self._mark_tabs()

    def set_read_only(self, read_only: bool) -> None:
        """A signed or received report is only read."""
        for table in self.tables.values():
            table.form_model.read_only = read_only
        for fields in self.field_views:
            fields.set_read_only(read_only)
        for page in self.lists.values():
            page.set_read_only(read_only)

    def go_to(self, address: str) -> bool:
        """Open the part with this cell or field and move there."""
        for number, (_title, page) in enumerate(self._pages):
            for table in self.tables.values():
                if page.isAncestorOf(table) and table.form_model.index_of(address).isValid():
                    self.tabs.setCurrentIndex(number)
                    return table.go_to(address)
            for fields in self.field_views:
                if (page is fields or page.isAncestorOf(fields)) and address in fields.names:
                    self.tabs.setCurrentIndex(number)
                    return fields.go_to(address)
            name, _, rest = address.partition(".")
            if name in self.lists and page is self.lists[name]:
                self.tabs.setCurrentIndex(number)
                return self.lists[name].go_to(rest)
        return False

    def know_unrecorded(self, unrecorded: Callable[[str], str], addresses: Iterable[str]) -> None:
        """Show what was typed before and not recorded: the first of the addresses opens its field."""
        for table in self.tables.values():
            table.know_unrecorded(unrecorded)
        for fields in self.field_views:
            fields.know_unrecorded(unrecorded)
        for address in addresses:
            if self.go_to(address):
                for table in self.tables.values():
                    if table.form_model.index_of(address).isValid():
                        table.type_again(address)
                return

    def say(self, sentence: str, *, problem: bool = True) -> None:
        """A gentle line under the form; it leaves by itself, and with the next cell when it told of a problem."""
        set_label_role(self.notice, "role", "problem" if problem else "small")
        self.notice.setText(sentence)
        self.notice.setAccessibleName(sentence)
        self.notice.show()
        self._quiet.start()

    def _forget_problem(self) -> None:
        if self.notice.property("role") == "problem":
            self.notice.hide()

    def forget_pending(self) -> None:
        """Show the report's own numbers again after an edit that was not taken."""
        for table in self.tables.values():
            table.form_model.forget_pending()

    def first_input(self) -> None:
        """Put the cursor where typing begins on the current tab."""
        page = self.stack.currentWidget()
        for table in self.tables.values():
            if page is not None and page.isAncestorOf(table):
                table.setFocus(Qt.FocusReason.OtherFocusReason)
                address = table.form_model.address_of(table.currentIndex())
                if address is not None:
                    self.cell_entered.emit(address)

    # Building

    def _build(self) -> None:
        shown: set[str] = set()
        for part in self.definition.parts:
            self._add_part(part, shown)
        left = [name for name in self.definition.fields if name not in shown]
        if left:
            self._add_fields("Другие сведения", left)
        for name, table in self.definition.tables.items():
            if name not in self.tables:
                self._add_table(table.title or name, name)
        start = next((i for i, (_t, page) in enumerate(self._pages) if page.findChild(FormTableView)), 0)
        self.tabs.setCurrentIndex(start)
        self.stack.setCurrentIndex(start)
        self.tabs.setVisible(len(self._pages) > 1)

    def _add_part(self, part: Part, shown: set[str]) -> None:
        names = [name for name in part.fields if name in self.definition.fields and name not in shown]
        names += [
            name
            for name in self.definition.fields
            if "{" + name + "}" in part.text and name not in shown and name not in names
        ]
        if part.kind is PartKind.TABLE and part.table in self.definition.tables:
            # Rows that people name themselves have their names below the table.
            names += [row.named_by for row in self.definition.tables[part.table].rows if row.named_by]
        shown.update(names)
        if part.kind is PartKind.TABLE and part.table in self.definition.tables:
            if part.table not in self.tables:
                self._add_table(part.title or self.definition.tables[part.table].title, part.table, names)
        elif part.kind is PartKind.LIST and part.table in self.definition.lists:
            self._add_list(part.title or self.definition.lists[part.table].title, part.table)
        elif names:
            self._add_fields(part.title or ("Другое" if self.tables else "Общие сведения"), names)

    def _add_table(self, title: str, name: str, names: list[str] | None = None) -> None:
        table = self.definition.tables[name]
        model = FormTableModel(self.definition, table, self)
        view = FormTableView(model)
        model.typed.connect(self.typed)
        model.cleared.connect(self.cleared)
        view.cell_entered.connect(self.cell_entered)
        view.refused.connect(self.say)
        view.typing.connect(self.typing)
        self.tables[name] = view
        page = QWidget()
        page.setProperty("role", "clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(view, 1)
        if names:
            fields = self._fields(names)
            fields.setMaximumHeight(px(110) * len(names))
            column.addWidget(fields)
        if table.note:
            note = label(table.note, "small", wrap=True)
            column.addWidget(note)
        self._add_page(title, page)

    def _add_list(self, title: str, name: str) -> None:
        page = ListTableView(self.definition.lists[name])
        page.changed.connect(lambda rows: self.typed.emit(name, rows))
        page.refused.connect(self.say)
        page.unknown_said.connect(lambda reason: self.unknown_said.emit(name, reason))
        page.unknown_taken_back.connect(lambda: self.cleared.emit(name))
        self.lists[name] = page
        self._add_page(title, page)

    def _add_fields(self, title: str, names: list[str]) -> None:
        previous = self._pages[-1] if self._pages else None
        if previous is not None and previous[0] == title:
            layout = previous[1].layout()
            if layout is not None:
                layout.addWidget(self._fields(names))
                return
        page = QWidget()
        page.setProperty("role", "clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._fields(names))
        self._add_page(title, page)

    def _fields(self, names: list[str]) -> FieldsView:
        fields = FieldsView(self.definition, names)
        fields.typed.connect(self.typed)
        fields.cleared.connect(self.cleared)
        fields.refused.connect(self.say)
        fields.typing.connect(self.typing)
        fields.cell_entered.connect(self.cell_entered)
        self.field_views.append(fields)
        return fields

    def _add_page(self, title: str, page: QWidget) -> None:
        self._pages.append((title, page))
        self.stack.addWidget(page)
        self.tabs.addTab(title)
        self.tabs.setTabToolTip(self.tabs.count() - 1, title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Titles of the tabs as long as the width lets them be."""
        super().resizeEvent(event)
        self._name_tabs()

    def _show_part(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self._name_tabs()
        page = self.stack.currentWidget()
        for table in self.tables.values():
            address = table.form_model.address_of(table.currentIndex())
            if page.isAncestorOf(table) and address is not None:
                self.cell_entered.emit(address)

    def _name_tabs(self) -> None:
        metrics = QFontMetrics(theme().font(bold=True))
        marked = px(22)

        def measure(title: str) -> int:
            return metrics.horizontalAdvance(title) + px(24)

        room = self.width() - marked * sum(not self.tabs.tabIcon(n).isNull() for n in range(self.tabs.count()))
        titles = [title for title, _page in self._pages]
        for number, title in enumerate(fit_titles(titles, self.tabs.currentIndex(), room, measure)):
            self.tabs.setTabText(number, title)

    def _mark_tabs(self) -> None:
        """A tab with something to mend says so with a mark and to the screen reader in words."""
        if self._view is None:
            return
        for number, (title, page) in enumerate(self._pages):
            cells = {
                cell
                for violation in self._view.violations
                if violation.severity is Severity.ERROR or not violation.explanation.strip()
                for cell in violation.cells[:1]
            } | {address for address, _text in self._remarks}
            if not self._view.untouched:
                cells |= set(self._view.missing)
            inside = any(
                page.isAncestorOf(table) and any(table.form_model.index_of(c).isValid() for c in cells)
                for table in self.tables.values()
            ) or any((page is f or page.isAncestorOf(f)) and cells & set(f.names) for f in self.field_views)
            inside = inside or any(
                page is p and any(c.startswith(f"{n}.") for c in cells) for n, p in self.lists.items()
            )
            self.tabs.setTabIcon(number, icon("warning", "error", 16) if inside else QIcon())
            self.tabs.setTabToolTip(number, f"{title}: есть что исправить" if inside else title)
            self.tabs.setAccessibleTabName(number, f"{title}: есть что исправить" if inside else title)
        self._name_tabs()
