"""The line of group operations that comes with the first mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from app.domain.enums import EventKind
from app.ui.widgets import button, column, flow, label, link_button, menu_button
from app.ui.words import people

if TYPE_CHECKING:
    from app.ui.members.page import MembersPage


class GroupBar(QFrame):
    """How many are marked, and what can be done with all of them."""

    def __init__(self, page: MembersPage) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setAccessibleName("Действия с отмеченными")
        self.words = label("", "strong")
        tools: list[QWidget] = []
        if page.may_write:
            movements = [
                ("Снять с учёта…", lambda: page.event_for_marked(EventKind.DEREGISTERED)),
                ("Сменить категорию…", lambda: page.event_for_marked(EventKind.CATEGORY_CHANGED)),
                ("Другая запись…", lambda: page.event_for_marked(EventKind.LEFT)),
            ]
            tools = [
                menu_button("Движение", movements, name="Движение отмеченных"),
                button("Согласие…", page.consent_for_marked, name="Записать согласие отмеченных"),
                button("Обучение…", page.training_for_marked, name="Записать обучение отмеченных"),
            ]
        tools.append(button("Бланки", page.print_consents, name="Напечатать бланки согласий отмеченных"))
        off = link_button("Снять отметки", page.unmark)
        self.setLayout(column(flow(self.words, *tools, off), margins=(16, 8, 12, 8)))
        self.hide()

    def show_count(self, count: int) -> None:
        """Comes with the first mark, goes with the last."""
        self.words.setText(f"Отмечено: {people(count)}")
        self.setVisible(count > 0)
