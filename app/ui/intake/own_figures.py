"""Adding a number of our own to a total: the higher organisation's staff and the like."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.amounts import plain_number
from app.domain.enums import CellKind
from app.forms.definition import ValueType
from app.services import intake
from app.services.intake import ConsolidatedReport
from app.ui.context import UiContext
from app.ui.forms.wording import place_words
from app.ui.kit import ChoiceBox, label
from app.ui.kit.form_dialog import FormDialog


class OwnFiguresDialog(FormDialog):
    """One place at a time; what was added before is told above."""

    def __init__(self, parent: QWidget, context: UiContext, made: ConsolidatedReport) -> None:
        super().__init__(parent, context, "Прибавить своё", "Записать", width=640)
        self._made = made
        definition = made.definition
        words = [f"{place_words(definition, one.address, with_table=True)}: {one.value:f}" for one in made.own]
        told = "Уже прибавлено. " + "; ".join(words) + "." if words else "Пока ничего не прибавлено."
        self.form.add_free(label(told, "muted", wrap=True))
        self.place = ChoiceBox()
        filled = {place for block in definition.consolidations for place in block.places}
        for table in definition.tables.values():
            for address, cell in table.cells.items():
                number = cell.type not in (ValueType.TEXT, ValueType.DATE)
                if address in filled and number and cell.kind is CellKind.INPUT:
                    self.place.add(f"{address}  {place_words(definition, address, with_table=True)}", address)
        self.value = QLineEdit()
        self.note = QLineEdit()
        self.form.add("К какому числу", self.place)
        self.form.add("Сколько прибавить", self.value, "Пустое убирает прибавленное раньше")
        self.form.add("Что это", self.note, "Например: работники аппарата")
        self.place.currentIndexChanged.connect(lambda *_: self._show_kept())
        self._show_kept()

    def _show_kept(self) -> None:
        kept = next((one for one in self._made.own if one.address == self.place.value()), None)
        self.value.setText("" if kept is None else f"{kept.value:f}")
        self.note.setText("" if kept is None else kept.note)

    def save(self) -> None:
        """Record it."""
        text = self.value.text().strip()
        try:
            number = Decimal(plain_number(text)) if text else None
        except ValueError:
            self.show_problems({self.value: "Впишите число."})
            return
        session, made, place, note = self.context.session, self._made, str(self.place.value()), self.note.text()

        def done(_: None) -> None:
            self.context.toast("Записано. В своде видно, что здесь своё, а что прислали.")

        self.work(lambda _: intake.set_own_figure(session, made.definition.id, made.period, place, number, note), done)
