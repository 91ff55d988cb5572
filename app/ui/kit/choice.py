"""A drop-down that keeps Python values: Qt would hand a StrEnum back as a bare text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget


class ChoiceBox(QComboBox):
    """One of several; the wheel changes nothing unless the field has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[Any] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # As narrow as its place allows: a long choice must not push a form out of the window.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add(self, title: str, value: object) -> None:
        """One more at the end."""
        self._values.append(value)
        self.addItem(title)

    def clear_choices(self) -> None:
        """Offer nothing, to be filled anew."""
        self._values.clear()
        self.clear()

    def value(self) -> Any:
        """The chosen value; None when nothing is there."""
        place = self.currentIndex()
        return self._values[place] if place >= 0 else None

    def choose(self, value: object) -> None:
        """Choose a value; one that is not offered changes nothing."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, not the choice, when the field is only passed by."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
