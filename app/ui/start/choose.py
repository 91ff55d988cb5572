"""The first screen: open what was open before, make an organisation, or try everything on a practice one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from app.ui.kit import Banner, Tone, button, label, link_button, primary_button, row, rule
from app.ui.kit.screen import Screen
from app.ui.kit.tips import set_tip


class ChooseScreen(Screen):
    """Emits what the person wants."""

    vault_chosen = Signal(object)
    new_requested = Signal()
    practice_requested = Signal()
    other_requested = Signal()
    restore_requested = Signal()

    def __init__(self, recent: Sequence[Path]) -> None:
        title = "С возвращением" if recent else "Добро пожаловать"
        super().__init__(title, "Учёт членов профсоюза и отчёты на вашем компьютере. Интернет не нужен.")
        self.banner = Banner()
        self.content.addWidget(self.banner)
        if recent:
            self.content.addWidget(label("Ваши организации на этом компьютере", "strong"))
            for index, folder in enumerate(recent):
                make = primary_button if index == 0 else button
                entry = make(folder.name, partial(self.vault_chosen.emit, folder), name=f"Открыть {folder.name}")
                set_tip(entry, str(folder))
                self.content.addWidget(entry)
            self.content.addWidget(rule())
            self.new_button = button("Создать организацию", self.new_requested.emit)
        else:
            self.new_button = primary_button("Создать организацию", self.new_requested.emit)
        self.content.addWidget(self.new_button)
        self.practice_button = button("Учебная организация", self.practice_requested.emit)
        self.content.addWidget(self.practice_button)
        self.content.addWidget(
            label("В учебной организации выдуманные люди: пробуйте всё, ничего не испортите.", "small", wrap=True)
        )
        self.content.addLayout(
            row(
                link_button("Открыть другую папку…", self.other_requested.emit),
                link_button("Восстановить из копии…", self.restore_requested.emit),
                1,
            )
        )

    def say(self, text: str) -> None:
        """Say what waits."""
        self.banner.show_state(Tone.INFO, text)

    def show_problem(self, text: str) -> None:
        """Say what went wrong."""
        self.banner.show_state(Tone.ERROR, text)
