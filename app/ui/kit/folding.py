"""A bar that stays one line: what does not fit goes into a menu at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from app.ui.kit.buttons import menu_button
from app.ui.kit.theme import px


class FoldingBar(QWidget):
    """Buttons in one line. Those that do not fit stand in the menu «Ещё», a button with a menu as a submenu.

    ``kept`` says which always stay (the filled one, the chosen one); the others go from the end. A filled button stands
    after the menu. Whoever hides a button hides it in the menu too.
    """

    def __init__(
        self,
        items: Sequence[QWidget] = (),
        *,
        more: str = "Ещё",
        spacing: float = 8,
        kept: Callable[[QWidget], bool] = lambda item: item.property("kind") == "primary",
    ) -> None:
        super().__init__()
        self._items: list[QWidget] = []
        self._holders: list[QWidget] = []
        self._folded: list[QWidget] = []
        self._gap, self._kept, self._more = px(spacing), kept, more
        self.more = menu_button(more, ())
        self._menu = self.more.menu()
        self._after = QWidget()
        inside = QHBoxLayout(self._after)
        inside.setContentsMargins(0, 0, self._gap, 0)
        inside.addWidget(self.more)
        self._after.hide()
        self._menu.aboutToShow.connect(self._fill)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._after)
        self._line.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for item in items:
            self.add(item)

    def add(self, item: QWidget) -> None:
        """One more at the end."""
        holder = QWidget()
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(0, 0, self._gap, 0)
        inside.setSpacing(0)
        inside.addWidget(item)
        self._items.append(item)
        self._holders.append(holder)
        filled = item.property("kind") == "primary"
        self._line.insertWidget(self._line.count() - 1 if filled else self._line.indexOf(self._after), holder)
        item.installEventFilter(self)
        holder.installEventFilter(self)  # other words of the button ask for another place there

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A button was shown, hidden or got other words: look anew what fits."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest):
            self.updateGeometry()
            self.fold()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look what fits."""
        super().resizeEvent(event)
        self.fold()

    def showEvent(self, event: QShowEvent) -> None:
        """Words have their size now."""
        super().showEvent(event)
        self.fold()

    def sizeHint(self) -> QSize:
        """One line of everything."""
        shown = [item for item in self._items if not item.isHidden()]
        return QSize(sum(self._width(item) for item in shown), self._height(shown))

    def minimumSizeHint(self) -> QSize:
        """The menu and what always stays."""
        shown = [item for item in self._items if not item.isHidden()]
        kept = [item for item in shown if self._kept(item)]
        more = 0 if len(kept) == len(shown) else self.more.sizeHint().width() + self._gap
        return QSize(sum(self._width(item) for item in kept) + more, self._height(shown))

    def _width(self, item: QWidget) -> int:
        return max(item.sizeHint().width(), item.minimumWidth()) + self._gap

    def _height(self, shown: Sequence[QWidget]) -> int:
        return max((item.sizeHint().height() for item in shown), default=0)

    def fold(self) -> None:
        """Put into the menu what does not fit."""
        shown = [item for item in self._items if not item.isHidden()]
        room, folded = self.width() + self._gap, list[QWidget]()
        wanted = sum(self._width(item) for item in shown)
        if wanted > room:
            room -= self.more.sizeHint().width() + self._gap
            for item in reversed(shown):
                if wanted <= room:
                    break
                if not self._kept(item):
                    folded.append(item)
                    wanted -= self._width(item)
        self._folded = [item for item in shown if item in folded]
        for item, holder in zip(self._items, self._holders, strict=True):
            holder.setVisible(item not in folded and not item.isHidden())
        self._after.setVisible(bool(folded))

    def _fill(self) -> None:
        """What the menu holds now."""
        self._menu.clear()
        for item in self._folded:
            if not isinstance(item, QPushButton):
                continue
            menu: QMenu | None = item.menu()
            if menu is not None and item.text() == self._more:
                self._menu.addActions(menu.actions())
                continue
            if menu is not None:
                menu.setTitle(item.text())
                self._menu.addMenu(menu)
                continue
            action = self._menu.addAction(item.text())
            action.setEnabled(item.isEnabled())
            action.setCheckable(item.isCheckable())
            action.setChecked(item.isChecked())
            action.triggered.connect(lambda *_, pressed=item: pressed.click())
