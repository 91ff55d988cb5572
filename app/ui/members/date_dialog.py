"""The register as it was on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.ui.context import UiContext
from app.ui.kit import DateField, column, link_button
from app.ui.kit.form_dialog import FormDialog


class DateDialog(FormDialog):
    """The register as it was on a day."""

    def __init__(self, parent: QWidget, context: UiContext, as_of: date, on_date: Callable[[date], object]) -> None:
        super().__init__(parent, context, "Список на дату", "Показать")
        self._on_date = on_date
        self.on = DateField("Дата", as_of)
        self.form.add("Дата", self.on, "Список будет таким, каким был в конце этого дня")
        year = date.today().year
        days = {
            "Сегодня": date.today(),
            f"1 января {year}": date(year, 1, 1),
            f"31 декабря {year - 1}": date(year - 1, 12, 31),
        }
        links = [link_button(words, partial(self.on.set_date, day)) for words, day in days.items()]
        self.content.addLayout(column(*links, spacing=0))
        self.on.setFocus()
        self.on.selectAll()

    def save(self) -> None:
        """Show it."""
        on = self.on.date()
        if on is None:
            self.show_problems({self.on: self.on.problem(needed=True)})
            return
        self.accept()
        self._on_date(on)
