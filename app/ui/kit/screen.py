"""The frame of screens before the vault is open: one card in the middle that scrolls when the screen is small."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from app.ui.kit import VerticalScroll, column, label, row
from app.ui.kit.icons import pixmap
from app.ui.kit.theme import px


class Screen(VerticalScroll):
    """A card ``width`` wide; fill ``content``."""

    def __init__(self, title: str, subtitle: str = "", *, width: float = 520, logo: bool = True) -> None:
        card = QFrame()
        card.setProperty("card", "true")
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        card.setMaximumWidth(px(width))
        card.setMinimumWidth(px(min(width, 480)))
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(card, 100)
        line.addStretch(1)
        page = QVBoxLayout()
        page.setContentsMargins(px(24), px(24), px(24), px(24))
        page.addStretch(1)
        page.addLayout(line)
        page.addStretch(1)
        super().__init__(page)
        self.setAccessibleName(title)
        self.title, self.subtitle = label(title, "title", wrap=True), label(subtitle, "muted", wrap=True)
        self.subtitle.setVisible(bool(subtitle))
        self.content = column(spacing=14)
        outer = column(spacing=16, margins=(32, 28, 32, 28))
        if logo:
            picture = QLabel()
            picture.setPixmap(pixmap("pervichka", size=32))
            outer.addLayout(row(picture, label("Первичка", "strong"), 1, spacing=10))
        outer.addLayout(column(self.title, self.subtitle, spacing=4))
        outer.addLayout(self.content)
        card.setLayout(outer)
