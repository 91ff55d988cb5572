"""The coverage table on the screen, on paper and as a spreadsheet."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.amounts import percent_words
from app.domain.vocabulary.numbers import people
from app.services import cards
from app.services.cards import CardCoverage
from app.ui.cards.models import coverage_model
from app.ui.cards.orders_dialog import save_sheet
from app.ui.context import UiContext
from app.ui.kit import DataTable, DateField, button, flow, label
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.printing.preview import show_pdf


class CoverageDialog(CalmDialog):
    """As of a day."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, "Охват электронными билетами", width=860)
        self._context = context
        self._table: CardCoverage | None = None
        self.on = DateField("На дату", date.today())
        self.on.date_changed.connect(self._read)
        self.model = coverage_model()
        self.table = DataTable("Охват электронными билетами", row_height=36)
        self.table.setModel(self.model)
        self.table.set_widths(230, 80, 80, 105, 105, 70, 165, stretch=0)
        self.table.setMinimumHeight(px(220))
        self.words = label("", "strong", wrap=True)
        self.content.addWidget(flow(label("На дату"), self.on))
        self.content.addWidget(self.words)
        self.silent = label("", wrap=True)
        self.silent.hide()
        self.content.addWidget(self.silent)
        self.content.addWidget(self.table)
        self.print_button = button("Печать…", lambda: self._paper("pdf"))
        self.sheet_button = button("Excel…", lambda: self._paper("xlsx"), name="Сохранить в Excel")
        self.content.addWidget(flow(self.print_button, self.sheet_button))
        self.set_buttons(button("Закрыть", self.accept))
        self._read()

    def _read(self) -> None:
        session, on = self._context.session, self.on.date() or date.today()
        self._context.run(self, lambda _: cards.coverage(session, on), self._show, key="coverage")

    def _show(self, table: CardCoverage) -> None:
        self._table = table
        total = table.total
        self.model.show_rows([*table.rows, total])
        percent = "" if total.percent is None else f" ({percent_words(total.percent)} %)"
        self.words.setText(
            f"С новым билетом {people(total.electronic)} из {total.members}{percent}; "
            f"обменяли бумажный: {total.exchanged}, пока с бумажным: {total.paper}."
        )
        self.silent.setText(table.told)
        self.silent.setVisible(bool(table.told))

    def _paper(self, kind: str) -> None:
        table = self._table
        if table is None:
            return
        session = self._context.session

        def done(data: bytes) -> None:
            if kind == "pdf":
                show_pdf(self, "Охват билетами", data, "охват-билетами.pdf")
            else:
                save_sheet(self._context, self, "Сохранить охват", "охват-билетами.xlsx", data)

        self._context.run(self, lambda _: cards.coverage_paper(session, table, kind), done, title="Готовлю таблицу")
