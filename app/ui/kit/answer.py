"""The large answer to a scan, read from across the room."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel

from app.ui.kit import Tone, column, label
from app.ui.kit.theme import px


def large(text: str, size: float, *, name: str = "") -> QLabel:
    """A line that is read from across the room."""
    found = label(text, wrap=True)
    found.setStyleSheet(f"font-size: {px(size)}px; font-weight: 600;")
    if name:
        found.setAccessibleName(name)
    return found


def answer_frame(answer: QLabel, below: QLabel) -> QFrame:
    """Where the answer to a scan stands; its property ``banner`` gives the colour of the word."""
    frame = QFrame()
    frame.setProperty("banner", Tone.NEUTRAL.value)
    frame.setLayout(column(answer, below, 1, spacing=8, margins=(20, 16, 20, 16)))
    frame.setMinimumHeight(px(130))
    return frame
