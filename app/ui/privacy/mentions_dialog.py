"""What looks like the person and may be somebody else: the chair says which, before the data are destroyed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from app.services.privacy.destroying import DestructionPlan, with_decisions
from app.ui.kit import button, label, link_button, primary_button, row
from app.ui.kit.dialogs import CalmDialog


class MentionsDialog(CalmDialog):
    """A box for each place; what is ticked is blacked out with the rest."""

    def __init__(self, parent: QWidget, plan: DestructionPlan, on_decided: Callable[[DestructionPlan], object]) -> None:
        super().__init__(parent, "Это тот же человек?", width=680)
        self._plan, self._on_decided = plan, on_decided
        told = (
            f"Полное имя, инициалы, телефон и почта исчезнут сами. А здесь написано похоже на «{plan.name}», "
            "но это может быть и другой человек. Отметьте, где речь о том же: там имя тоже будет закрашено."
        )
        self.content.addWidget(label(told, wrap=True))
        self.boxes: dict[str, QCheckBox] = {}
        for one in plan.undecided:
            box = QCheckBox(one.where[:1].upper() + one.where[1:])
            box.setAccessibleName(f"{one.where}: {one.text}")
            self.boxes[one.place] = box
            self.content.addWidget(box)
            self.content.addWidget(label(f"«{one.text}»", "muted", wrap=True, selectable=True))
        every = link_button("Отметить все", lambda: self._mark(True))
        none = link_button("Снять отметки", lambda: self._mark(False))
        self.content.addLayout(row(every, none, 1))
        self.ok = primary_button("Дальше", self._decide)
        self.set_buttons(button("Отмена", self.reject), self.ok)

    def _mark(self, on: bool) -> None:
        for box in self.boxes.values():
            box.setChecked(on)

    def _decide(self) -> None:
        chosen = [place for place, box in self.boxes.items() if box.isChecked()]
        self.accept()
        self._on_decided(with_decisions(self._plan, chosen))
