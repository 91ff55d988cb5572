"""Who answered what to a poll of ours, with totals; printed and saved as a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from app.domain.files import write_atomically
from app.progress import Progress
from app.services import library
from app.services.library.views import PollResults
from app.ui.context import UiContext
from app.ui.kit import DataTable, button, column, label, primary_button, row
from app.ui.kit.dialogs import public_title
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.printing.preview import show_pdf

Cells = tuple[str, ...]


def answers_model(found: PollResults) -> RowsModel[Cells]:
    """An organisation in a row, a question in a column; the last row are the totals."""

    def text(place: int, cells: Cells) -> str:
        return cells[place]

    heads, rows = library.results_table(found)
    model: RowsModel[Cells] = RowsModel([(head, partial(text, place)) for place, head in enumerate(heads)])
    model.show_rows(rows)
    return model


class PollResultsDialog(QDialog):
    """The table, who is missing, «Печать» and «Таблица Excel»."""

    def __init__(self, parent: QWidget, context: UiContext, found: PollResults) -> None:
        super().__init__(parent.window())
        self.context, self.found = context, found
        self.setWindowTitle(public_title(found.poll.title))
        self.setAccessibleName(f"Ответы: {found.poll.title}")
        self.model = answers_model(found)
        self.table = DataTable("Ответы организаций")
        self.table.setModel(self.model)
        self.table.set_widths(230, 130, *[150] * (self.model.columnCount() - 2))
        answered = len(found.rows) - len(found.missing)
        told = f"Ответили {answered} из {len(found.rows)}."
        if found.missing:
            told += f" Не ответили: {', '.join(found.missing)}."
        self.told = label(told, wrap=True, selectable=True)
        buttons = row(
            1,
            button("Таблица Excel…", self.save),
            primary_button("Печать", self.print_table),
            button("Закрыть", self.accept),
        )
        box = column(
            label(found.poll.title, "strong", wrap=True), self.told, self.table, spacing=12, margins=(20, 16, 20, 16)
        )
        box.setStretch(2, 1)
        box.addLayout(buttons)
        self.setLayout(box)
        room = self.screen().availableGeometry()
        self.resize(min(px(960), room.width() - 40), min(px(600), room.height() - 60))

    def print_table(self) -> None:
        """Show the pages to be printed."""
        session, poll = self.context.session, self.found.poll
        self.context.run(
            self, lambda _: library.results_file(session, poll.uid, "pdf"),
            lambda pdf: show_pdf(self, poll.title, pdf, "ответы.pdf", files=self.context.files),
        )  # fmt: skip

    def save(self) -> None:
        """Ask where to save the table."""
        session, uid = self.context.session, self.found.poll.uid

        def chosen(path: Path) -> None:
            def work(_: Progress) -> str:
                write_atomically(path, library.results_file(session, uid, "xlsx"))
                return path.name

            self.context.run(self, work, lambda name: self.told.setText(f"Сохранено: {name}."))

        self.context.files.save_file(self, "Сохранить таблицу", "ответы.xlsx", "Excel (*.xlsx)", chosen)
