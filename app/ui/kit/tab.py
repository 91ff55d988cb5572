"""What a tab of «Собрания и документы» is: its entry in the list of tabs, and the base of its widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.subjects import Subject
from app.ui.context import UiContext
from app.ui.kit.theme import px


class TabPanel(QWidget):
    """A tab. ``refresh`` is called when it is shown first, and shown again after something it ``reads`` changed."""

    reads: frozenset[Subject] = frozenset()

    def __init__(self, context: UiContext, name: str) -> None:
        super().__init__()
        self.context = context
        self.setAccessibleName(name)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, px(12), 0, 0)
        self.box.setSpacing(px(12))

    def refresh(self) -> None:
        """Read again what is shown."""

    def open(self, **params: object) -> None:
        """Show something particular: ``context.show_page("papers", tab=ID, **params)``."""


@dataclass(frozen=True)
class TabSpec:
    """A tab: its id for :meth:`TabPanel.open`, the word on it, and what makes it."""

    id: str
    title: str
    factory: Callable[[UiContext], TabPanel]
