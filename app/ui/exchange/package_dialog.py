"""What a package from above brings, before it is applied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.library.packages import REPEATED, PackageSummary
from app.ui.kit import button, facts_grid, label, primary_button
from app.ui.kit.fitting import FittingDialog

_NEW = (
    "Отчёты, которые уже подписаны, не изменятся. Черновики перейдут на новую редакцию, "
    "вписанное в них сохранится там, где ячейки остались."
)


class ApplyPackageDialog(FittingDialog):
    """What it brings, and «Применить»."""

    def __init__(self, owner: QWidget, summary: PackageSummary, on_yes: Callable[[], object]) -> None:
        super().__init__(owner, "Пакет вышестоящей организации", width=560)
        self._on_yes = on_yes
        made = f"{summary.created_at.astimezone():%d.%m.%Y}"
        facts = [("От кого", summary.sender), ("Номер пакета", str(summary.number)), ("Сделан", made)]
        self.content.addWidget(facts_grid(facts))
        for line in summary.lines:
            self.content.addWidget(label(line, wrap=True, selectable=True))
        if summary.outcome == REPEATED:
            self.content.addWidget(label("Этот пакет уже принят, делать ничего не нужно.", "strong", wrap=True))
            self.set_buttons(primary_button("Понятно", self.accept))
            return
        if summary.forms or summary.deadlines:
            self.content.addWidget(label(_NEW, "small", wrap=True))
        self.apply_button = primary_button("Применить", self._apply)
        self.set_buttons(button("Не сейчас", self.reject), self.apply_button)

    def _apply(self) -> None:
        self.accept()
        self._on_yes()
