"""A calm dialog that grows until nothing of it has to be scrolled, as far as the screen allows."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px


class FittingDialog(CalmDialog):
    """Wrapped labels tell their height only after they were laid out; so look once more then."""

    def fit(self) -> None:
        """Take the size the content asks for, now and after the layout has settled."""
        super().fit()
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        hidden = self.area.verticalScrollBar().maximum()
        screen = self.screen()
        if hidden > 0 and screen is not None:
            room = screen.availableGeometry().height() - px(60)
            self.resize(self.width(), min(self.height() + hidden, max(room, self.height())))
