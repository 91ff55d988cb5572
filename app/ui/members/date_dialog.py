"""The register as it was on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.ui.context import UiContext
from app.ui.kit import column, link_button
from app.ui.kit.asking import AskDialog, ask_first, day


def ask_date(owner: QWidget, context: UiContext, as_of: date, on_date: Callable[[date], object]) -> AskDialog:
    """On which day; the usual ones by a link."""
    on = day("on", "Дата", as_of, hint="Список будет таким, каким был в конце этого дня")
    dialog = ask_first(owner, context, "Список на дату", "Показать", (on,), lambda answers: on_date(answers[on]))
    year, field = date.today().year, dialog.field("on")
    days = {
        "Сегодня": date.today(),
        f"1 января {year}": date(year, 1, 1),
        f"31 декабря {year - 1}": date(year - 1, 12, 31),
    }
    links = [link_button(words, partial(field.set_date, day)) for words, day in days.items()]
    dialog.content.addLayout(column(*links, spacing=0))
    dialog.refit()
    field.selectAll()
    return dialog
