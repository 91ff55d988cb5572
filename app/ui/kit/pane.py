"""What stands behind the first sight of a page, and how it gives the place back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class PaneBehind(QWidget):
    """What stands behind a page's first sight; ``closed`` asks to go back to it."""

    closed = Signal()

    def refresh(self) -> None:
        """Read again what is shown."""

    def show_tab(self, name: str) -> None:
        """Turn to a part of it, read it, put the cursor there; "" stays at the part in sight."""
