"""Frames of a page: header, card, side panel, banner, empty state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.kit.buttons import icon_button, link_button, primary_button
from app.ui.kit.chips import Tone
from app.ui.kit.folding import FoldingBar
from app.ui.kit.icons import pixmap
from app.ui.kit.labels import label, set_label_role
from app.ui.kit.layouts import column, row
from app.ui.kit.theme import px


def rule() -> QFrame:
    """A thin line."""
    line = QFrame()
    line.setProperty("line", "true")
    return line


def card_frame(*items: QWidget | QBoxLayout | int, title: str = "", spacing: float = 12) -> QFrame:
    """A white card with rounded corners, maybe with a heading."""
    frame = QFrame()
    frame.setProperty("card", "true")
    content = column(spacing=spacing, margins=(20, 18, 20, 18))
    if title:
        content.addWidget(label(title, "section", wrap=True))
        frame.setAccessibleName(title)
    for item in items:
        if isinstance(item, QWidget):
            content.addWidget(item)
        elif isinstance(item, QBoxLayout):
            content.addLayout(item)
        else:
            content.addStretch(item)
    frame.setLayout(content)
    return frame


class PageHeader(QWidget):
    """Title, a quiet line under it, and buttons at the right; those that do not fit go into a menu."""

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        actions: Sequence[QWidget] = (),
        *,
        crumb: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title, self.subtitle = label(title, "title", wrap=True), label(subtitle, "muted", wrap=True)
        self.crumb = label(crumb, "small")
        self.crumb.setVisible(bool(crumb))
        self.subtitle.setVisible(bool(subtitle))
        self._actions = FoldingBar(actions, spacing=12)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(12))
        words = column(self.crumb, self.title, self.subtitle, spacing=2)
        self._box.addLayout(words, 1)
        self._box.addWidget(self._actions, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_title(self, title: str) -> None:
        """Another title."""
        self.title.setText(title)
        self._fold()

    def set_subtitle(self, text: str) -> None:
        """Another quiet line; none hides it."""
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the buttons below when they do not fit beside the title."""
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """Narrow: the title wraps, the buttons wrap."""
        return QSize(px(200), super().minimumSizeHint().height())

    def _fold(self) -> None:
        words = max(self.title.fontMetrics().horizontalAdvance(self.title.text()), self._least_subtitle()) + px(12)
        beside = self.width() - words - px(12)
        wide = self._actions.minimumSizeHint().width() <= beside
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != direction:
            self._box.setDirection(direction)
            self._box.setAlignment(self._actions, Qt.AlignmentFlag.AlignVCenter if wide else Qt.AlignmentFlag(0))
        self._actions.setFixedWidth(min(self._actions.sizeHint().width(), beside if wide else self.width()))

    def _least_subtitle(self) -> int:
        """Narrower than this the quiet line would be a column of words."""
        wanted = self.subtitle.fontMetrics().horizontalAdvance(self.subtitle.text())
        return 0 if self.subtitle.isHidden() else min(wanted, px(260))


class Banner(QFrame):
    """One line about the state of the page, with a link that helps."""

    activated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strong, self._text = label("", "strong", wrap=False), label("", wrap=True)
        self._link: QPushButton = link_button("", self.activated.emit)
        self._icon = QLabel()
        self.setLayout(row(self._icon, self._strong, self._text, self._link, spacing=10, margins=(14, 6, 10, 6)))
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.setStretch(2, 1)
        self.setMinimumHeight(px(40))
        self.hide()

    def show_state(self, tone: Tone, strong: str, text: str = "", link: str = "") -> None:
        """«Нельзя сдавать: 1 ошибка», what and where, and the word of the link (none: no link)."""
        set_label_role(self, "banner", tone.value)
        for child in (self._strong, self._text):
            child.style().unpolish(child)
            child.style().polish(child)
        token = {Tone.INFO: "accent", Tone.NEUTRAL: "muted"}.get(tone, tone.value)
        name = {Tone.GOOD: "check", Tone.WARNING: "warning", Tone.ERROR: "error"}.get(tone, "info")
        self._icon.setPixmap(pixmap(name, token))
        self._strong.setText(strong)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._strong.setWordWrap(not text)
        self._strong.setSizePolicy(
            QSizePolicy.Policy.Maximum if text else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred
        )
        self._link.setText(link)
        self._link.setAccessibleName(f"{link}: {strong}")
        self._link.setVisible(bool(link))
        self.setAccessibleName(f"{strong}. {text}".strip(". "))
        self.show()

    def text(self) -> str:
        """What it says now, for readers and tests."""
        return f"{self._strong.text()} {self._text.text()}".strip()


class EmptyState(QWidget):
    """An empty list says what to do next."""

    def __init__(
        self,
        title: str,
        text: str,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        *,
        icon: str = "info",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title, self.text = label(title, "section", wrap=True), label(text, "muted", wrap=True)
        picture = QLabel()
        picture.setPixmap(pixmap(icon, "muted", 40))
        for item in (picture, self.title, self.text):
            item.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setMinimumWidth(px(280))
        layout = QVBoxLayout(self)
        layout.setSpacing(px(10))
        layout.addStretch(1)
        for item in (picture, self.title, self.text):
            layout.addWidget(item)
        self.button: QPushButton | None = None
        if action and on_action is not None:
            self.button = primary_button(action, on_action)
            layout.addSpacing(px(6))
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self.setAccessibleName(title)

    def show_words(self, title: str, text: str) -> None:
        """Other words."""
        self.title.setText(title)
        self.text.setText(text)
        self.setAccessibleName(title)


class SidePanel(QFrame):
    """A card at the right of a page; ``body`` is the layout to fill. The cross is there when ``closable``."""

    closed = Signal()

    def __init__(
        self, title: str = "", *, closable: bool = False, width: float = 330, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setMinimumWidth(px(min(width, 300)))
        self.setMaximumWidth(px(width))
        self.title, self.crumb = label(title, "section", wrap=True), label("", "small", wrap=True)
        self.crumb.hide()
        self.body = column(spacing=10)
        head = row(self.title, spacing=8)
        head.setStretch(0, 1)
        if closable:
            head.addWidget(icon_button("close", "Закрыть карточку", self.close_panel), 0, Qt.AlignmentFlag.AlignTop)
        outer = column(self.crumb, head, self.body, spacing=6, margins=(18, 16, 18, 16))
        outer.setStretch(2, 1)
        self.setLayout(outer)
        self.setAccessibleName(title)

    def set_title(self, title: str, crumb: str = "") -> None:
        """Another heading."""
        self.title.setText(title)
        self.crumb.setText(crumb)
        self.crumb.setVisible(bool(crumb))
        self.setAccessibleName(title)

    def close_panel(self) -> None:
        """Hide and say so."""
        self.hide()
        self.closed.emit()
