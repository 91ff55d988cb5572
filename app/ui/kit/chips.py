"""States as a word in a soft chip, and chips to filter a list with."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui.kit.folding import FoldingBar
from app.ui.kit.labels import set_label_role
from app.ui.kit.layouts import row


class Tone(StrEnum):
    """The meaning of a chip or banner; the word beside it says the same."""

    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"
    INFO = "info"
    NEUTRAL = "neutral"


class Chip(QLabel):
    """A word in a soft chip."""

    def __init__(self, text: str, tone: Tone = Tone.NEUTRAL, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone.value)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_state(self, text: str, tone: Tone) -> None:
        """Another word and tone."""
        self.setText(text)
        set_label_role(self, "tone", tone.value)


class FilterChips(QWidget):
    """One choice out of several; arrows move it. ``chosen`` carries the key of the chip."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._name = name
        self._buttons: dict[str, QPushButton] = {}
        self._titles: dict[str, str] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._bar = FoldingBar(kept=lambda chip: isinstance(chip, QPushButton) and chip.isChecked())
        self._bar.more.setProperty("kind", "chip")
        self.setLayout(row(self._bar))
        self._group.buttonToggled.connect(lambda *_: self._bar.fold())
        for key, title in choices:
            self.add(key, title)
        if choices:
            self._buttons[choices[0][0]].setChecked(True)

    def add(self, key: str, title: str) -> None:
        """One more chip at the end."""
        chip = QPushButton(title, self)
        chip.setProperty("kind", "chip")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.setAccessibleName(f"{self._name}: {title}")
        chip.clicked.connect(lambda *_, k=key: self.chosen.emit(k))
        chip.installEventFilter(self)
        self._group.addButton(chip)
        self._bar.add(chip)
        self._buttons[key], self._titles[key] = chip, title

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many a chip would leave; a chip that leaves none stays in its place."""
        title = self._titles[key] if count is None else f"{self._titles[key]} {count:,}".replace(",", "\u202f")
        self._buttons[key].setText(title)
        self._buttons[key].setAccessibleName(f"{self._name}: {title}")

    def choose(self, key: str) -> None:
        """Press a chip from outside, without a signal."""
        self._buttons[key].setChecked(True)

    def current(self) -> str:
        """The key of the pressed chip."""
        return next((k for k, b in self._buttons.items() if b.isChecked()), "")

    def chip(self, key: str) -> QPushButton:
        """The button of a key."""
        return self._buttons[key]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and right choose the neighbour (Qt would move the focus without a click)."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
            keys = [key for key, chip in self._buttons.items() if not chip.isHidden()]
            if step is not None and self.current() in keys:
                chosen = self._buttons[keys[(keys.index(self.current()) + step) % len(keys)]]
                chosen.setFocus(Qt.FocusReason.TabFocusReason)
                chosen.click()
                return True
        return super().eventFilter(watched, event)
