"""What was copied from the program leaves the clipboard by itself: it may name people."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

CLEAR_AFTER_SECONDS = 45
"""Long enough to paste into a letter, short enough to be gone when somebody else sits down."""


class ClipboardGuard(QObject):
    """Clears the clipboard some time after a copy, at once when the vault locks; never what others have put there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self.owns = self._clipboard.ownsClipboard
        """Whether what lies in the clipboard is still ours; every real desktop knows, Qt's screenless one does not."""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(CLEAR_AFTER_SECONDS * 1000)
        self.timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._changed)
        self._clipboard.selectionChanged.connect(self._changed)

    def clear(self) -> None:
        """Take our text back, if it is still ours; the mouse's selection of X11 too."""
        if self.owns():
            self._clipboard.clear(QClipboard.Mode.Clipboard)
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)
        self.timer.stop()  # the clearing itself was a change

    def _changed(self) -> None:
        if self.owns() or self._clipboard.ownsSelection():
            self.timer.start()
        else:
            self.timer.stop()
