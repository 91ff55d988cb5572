"""The tab «Библиотека»: documents of the organisation above, found by any word of them, opened inside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QStackedWidget

from app.domain.files import write_atomically
from app.domain.subjects import Subject
from app.progress import Progress
from app.services import library
from app.services.library.views import DocumentContent, DocumentRow
from app.ui.context import UiContext
from app.ui.kit import DataTable, EmptyState, SearchField, button, label, primary_button, row
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.tab import TabPanel
from app.ui.kit.theme import px
from app.ui.library.viewer import open_content
from app.ui.words import size_words

_EMPTY = ("Документов пока нет", "Их присылает вышестоящая организация: прочтите её пакет на странице «Обмен».")
_NOT_FOUND = ("Ничего не нашлось", "Попробуйте другие слова: ищутся название, раздел и текст документа.")


def documents_model() -> RowsModel[DocumentRow]:
    """Documents with where the words were found."""
    return RowsModel(
        (
            ("Документ", lambda d: d.title),
            ("Раздел", lambda d: d.section),
            ("Дата", lambda d: f"{d.on:%d.%m.%Y}"),
            ("Вид", lambda d: f"{d.kind.upper()}, {size_words(d.size)}"),
            ("Найдено", lambda d: d.found),
        )
    )


class LibraryPanel(TabPanel):
    """``open(document=uid)`` opens one."""

    reads = frozenset({Subject.LIBRARY})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Библиотека")
        self.search = SearchField("Найти по словам названия или текста")
        self.search.setAccessibleName("Найти документ")
        self.search.textChanged.connect(lambda *_: self.refresh())
        self.model = documents_model()
        self.table = DataTable("Документы библиотеки")
        self.table.setModel(self.model)
        self.table.set_widths(240, 130, 100, 120, 160, fill=0)
        self.table.activated.connect(lambda *_: self.open_current())
        self.table.doubleClicked.connect(lambda *_: self.open_current())
        self.open_button = primary_button("Открыть", self.open_current)
        self.save_button = button("Сохранить на диск…", self.save_current)
        self.source = label("", "small", wrap=True)
        self.empty = EmptyState(*_EMPTY, icon="folder")
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(px(220))
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        foot = row(self.source, self.save_button, self.open_button, spacing=12)
        foot.setStretch(0, 1)
        self.box.addWidget(self.search)
        self.box.addWidget(self.stack, 1)
        self.box.addLayout(foot)

    def refresh(self) -> None:
        """Read the list again, as the words looked for say."""
        session, words = self.context.session, self.search.text()
        self.context.run(self, lambda _: library.list_documents(session, words), self._show, key="library")

    def open(self, **params: object) -> None:
        """Open a document."""
        wanted = params.get("document")
        if isinstance(wanted, str):
            self._with(wanted, lambda found: open_content(self.context, self, found))

    def open_current(self) -> None:
        """Show the document inside the window."""
        chosen = self.model.row_at(self.table.current_row())
        if chosen is not None:
            self._with(chosen.uid, lambda found: open_content(self.context, self, found))

    def save_current(self) -> None:
        """Ask where to save the document."""
        chosen = self.model.row_at(self.table.current_row())
        if chosen is not None:
            self._with(chosen.uid, self._ask_where)

    def _with(self, uid: str, on_done: object) -> None:
        session = self.context.session
        self.context.run(self, lambda _: library.open_document(session, uid), on_done, title="Открываю")  # type: ignore[arg-type]

    def _ask_where(self, found: DocumentContent) -> None:
        def save(path: Path) -> None:
            def work(_: Progress) -> str:
                write_atomically(path, found.content)
                return path.name

            done = "Сохранено: {}. Файл не зашифрован, его откроет каждый."
            self.context.run(self, work, lambda name: self.context.toast(done.format(name)))

        kinds = f"{found.kind.upper()} (*.{found.kind})"
        self.context.files.save_file(self, "Сохранить документ", found.name, kinds, save)

    def _show(self, rows: tuple[DocumentRow, ...]) -> None:
        self.model.show_rows(rows)
        searched = bool(self.search.text().strip())
        self.empty.show_words(*(_NOT_FOUND if searched else _EMPTY))
        self.stack.setCurrentIndex(0 if rows else 1)
        self.search.setVisible(bool(rows) or searched)
        self.table.setColumnHidden(4, not searched)
        self.table.set_widths(240, 130, 100, 120, *([220] if searched else []), fill=0)
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._tell()

    def _tell(self) -> None:
        chosen = self.model.row_at(self.table.current_row())
        for one in (self.open_button, self.save_button):
            one.setVisible(chosen is not None)
        self.source.setText("" if chosen is None else f"Прислано: {chosen.sender}")
