"""The third leaf of an import: the list against the whole register, and what becomes of whoever is not in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.vocabulary.numbers import plural
from app.domain.vocabulary.words import Wording, capital, word_for
from app.services.importing import GoneAs, GoneRow, ListComparison, ListDecision
from app.ui.kit import ChoiceBox, DataTable, DateField, Form, Tone, VerticalScroll, column, label, menu_button, row
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px

_LEFT_AS_IS = "оставить как есть"


def gone_words(leaves: GoneAs | None) -> str:
    """What is done with somebody who is gone: «снять: увольнение»."""
    return _LEFT_AS_IS if leaves is None else word_for(leaves, Wording.DO)


class GoneTab(QWidget):
    """``on_change`` hears the comparison (None: not wanted), ``on_choose`` rows and what becomes of them."""

    def __init__(
        self,
        on_change: Callable[[ListComparison | None], object],
        on_choose: Callable[[Sequence[GoneRow], GoneAs | None], object],
    ) -> None:
        super().__init__()
        self._on_change, self._on_choose = on_change, on_choose
        self.tick = QCheckBox("Сверить с реестром: кого в списке нет, тот выбыл")
        self.tick.setMinimumHeight(px(32))
        self.on = DateField("С какого дня новые группы и должности")
        self.gone_on = DateField("Каким днём снять выбывших")
        self.number = QLineEdit()
        self.number.setPlaceholderText("№ протокола")
        self.number.setMinimumHeight(px(32))
        self.decided_on = DateField("Дата протокола")
        self.finished, self.others, self.scope = ChoiceBox(), ChoiceBox(), ChoiceBox()
        for way in (GoneAs.GRADUATED, GoneAs.OTHER, None):
            self.finished.add(gone_words(way), way)
        for other in (None, *GoneAs):
            self.others.add(gone_words(other), other)
        self.scope.add("всей организации", True)
        self.scope.add("только своих подразделений", False)
        self.back = QCheckBox("Снятых раньше, кто снова в списке, вернуть на учёт")
        self.back.setMinimumHeight(px(32))
        self.form = Form(columns=4)
        self.form.add("Новые группы с", self.on)
        self.form.add("Снять днём", self.gone_on)
        self.form.add("Протокол", self.number)
        self.form.add("Дата протокола", self.decided_on)
        self.form.add("Окончившие обучение", self.finished)
        self.form.add("Остальные выбывшие", self.others)
        self.form.add("Это список", self.scope)
        self.model: RowsModel[GoneRow] = RowsModel(
            [
                ("Фамилия, имя, отчество", lambda r: r.name),
                ("Что с ним", lambda r: gone_words(r.leaves)),
                ("Группа, отдел", lambda r: r.study_group or r.department),
                ("Почему", lambda r: r.why),
            ],
            lambda r, section: _tone(r) if section == 1 else None,
        )
        self.table = DataTable("Кого нет в списке", row_height=36)
        self.table.setModel(self.model)
        self.table.setSelectionMode(DataTable.SelectionMode.ExtendedSelection)
        self.table.set_widths(270, 230, 140, 230)
        self.table.set_widths(stretch=3)
        self.table.setMinimumHeight(px(150))
        self.words = label("", "muted", wrap=True)
        self.choose_button = menu_button(
            "Решить…",
            [(capital(gone_words(way)), lambda way=way: self._choose(way)) for way in (None, *GoneAs)],  # type: ignore[misc]
            name="Решить, что с выбранными людьми",
        )
        tools = row(self.words, self.choose_button, spacing=10)
        tools.setStretch(0, 1)
        self.inside = VerticalScroll(column(self.form, self.back, self.table, tools, spacing=8, margins=(0, 0, 6, 0)))
        self.inside.hide()
        outer = column(self.tick, self.inside, spacing=8, margins=(0, 12, 0, 0))
        outer.addStretch(1)
        outer.setStretch(1, 100)
        self.setLayout(outer)
        self.tick.toggled.connect(self._ticked)
        self.back.toggled.connect(lambda *_: self._changed())
        for day in (self.on, self.gone_on, self.decided_on):
            day.editingFinished.connect(self._changed)
        self.number.editingFinished.connect(self._changed)
        for choice in (self.finished, self.others, self.scope):
            choice.activated.connect(lambda *_: self._changed())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self._enable()

    def comparison(self) -> ListComparison | None:
        """What is asked for."""
        if not self.tick.isChecked():
            return None
        number = self.number.text().strip()
        return ListComparison(
            self.on.date(), self.gone_on.date(), self.finished.value(), self.others.value(),
            whole=bool(self.scope.value()), take_back=self.back.isChecked(),
            decision=ListDecision(number, self.decided_on.date()) if number else None,
        )  # fmt: skip

    def show_gone(self, gone: Sequence[GoneRow], list_date: date | None) -> None:
        """Whom the list does not name."""
        self.model.show_rows(gone)
        if self.on.date() is None and self.tick.isChecked():
            self.on.set_date(list_date or date.today())
        leaving = sum(item.leaves is not None for item in gone)
        asked = sum(not item.certain for item in gone)
        words = f"Нет в списке: {plural(len(gone), 'человек', 'человека', 'человек')}, снимем с учёта: {leaving}."
        if asked:
            words += f" О {asked} сначала решите на листе «Люди»."
        self.words.setText(words)
        self._enable()

    def selected(self) -> list[GoneRow]:
        """The chosen rows."""
        found = (self.model.row_at(index.row()) for index in self.table.selectionModel().selectedRows())
        return [item for item in found if item is not None]

    def _ticked(self, on: bool) -> None:
        self.inside.setVisible(on)
        self._changed()

    def _changed(self) -> None:
        if not any(day.is_wrong() for day in (self.on, self.gone_on, self.decided_on)):
            self._on_change(self.comparison())

    def _choose(self, way: GoneAs | None) -> None:
        self._on_choose(self.selected(), way)

    def _enable(self) -> None:
        self.choose_button.setEnabled(bool(self.selected()))


def _tone(item: GoneRow) -> Tone:
    if not item.certain:
        return Tone.WARNING
    return Tone.NEUTRAL if item.leaves is None else Tone.INFO
