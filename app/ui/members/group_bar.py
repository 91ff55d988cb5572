"""The line of group operations that comes with the first mark."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from app.domain.vocabulary.numbers import people
from app.ui.kit import button, column, flow, label, link_button, menu_button
from app.ui.members import actions
from app.ui.members.list_acts import ListActs


class GroupBar(QFrame):
    """How many are marked, and what can be done with all of them."""

    def __init__(self, acts: ListActs) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setAccessibleName("Действия с отмеченными")
        self.words = label("", "strong")
        tools: list[QWidget] = []
        movements = actions.entries(actions.MOVEMENTS, acts)
        if movements:
            tools.append(menu_button("Движение", movements, name="Движение отмеченных"))
        tools += [
            button(a.title, lambda run=a.run: run(acts), name=a.name)  # type: ignore[misc]
            for a in actions.offered(actions.FOR_MARKED, acts)
        ]
        more = actions.entries(actions.MORE_FOR_MARKED, acts)
        if more:
            tools.append(menu_button("Ещё", more, name="Ещё с отмеченными"))
        off = link_button("Снять отметки", acts.unmark)
        self.setLayout(column(flow(self.words, *tools, off), margins=(16, 8, 12, 8)))
        self.hide()

    def show_count(self, count: int) -> None:
        """Comes with the first mark, goes with the last."""
        self.words.setText(f"Отмечено: {people(count)}")
        self.setVisible(count > 0)
