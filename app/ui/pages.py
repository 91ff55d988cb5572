"""What a place of the window is: its entry in the side bar, and the base of its widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.enums import OrganisationKind
from app.domain.subjects import Subject
from app.ui.context import UiContext
from app.ui.kit.theme import px


class Page(QWidget):
    """A page. ``refresh`` is called when it is shown first, and whenever something it ``reads`` has changed."""

    reads: frozenset[Subject] = frozenset()

    def __init__(self, context: UiContext, name: str) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "paper")
        self.setAccessibleName(name)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(px(28), px(20), px(28), px(18))
        self.box.setSpacing(px(12))

    def refresh(self) -> None:
        """Read again what is shown."""

    def open(self, **params: object) -> None:
        """Show something particular (``context.show_page(id, **params)``)."""


class PaneBehind(QWidget):
    """What stands behind a page's first sight; ``closed`` asks to go back to it."""

    closed = Signal()

    def refresh(self) -> None:
        """Read again what is shown."""

    def show_tab(self, name: str) -> None:
        """Turn to a part of it, read it, put the cursor there; "" stays at the part in sight."""


@dataclass(frozen=True)
class PageSpec:
    """A place: ``kinds`` limits it to some kinds of organisation; ``below`` puts it at the foot of the side bar."""

    id: str
    title: str
    icon: str
    factory: Callable[[UiContext], QWidget]
    kinds: frozenset[OrganisationKind] | None = None
    below: bool = False


HIGHER = frozenset({OrganisationKind.OPPO, OrganisationKind.MPO, OrganisationKind.TPO})
"""Organisations that take reports in."""
