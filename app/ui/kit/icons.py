"""Our own line icons (``resources/icons``), drawn in a colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.domain.files import resource_path
from app.ui.kit.theme import theme


@lru_cache(maxsize=256)
def _pixmap(name: str, colour: str, size: int) -> QPixmap:
    text = resource_path("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    ratio = 2
    pixmap = QPixmap(size * ratio, size * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, colour: str = "ink", size: float = 20) -> QPixmap:
    """An icon in a token's colour; ``size`` in pixels at 100 %."""
    return _pixmap(name, getattr(theme().tokens, colour), theme().px(size))


def icon(name: str, colour: str = "ink", size: float = 20, checked: str | None = None) -> QIcon:
    """An icon for a button; ``checked`` names the token of its pressed state."""
    result = QIcon(pixmap(name, colour, size))
    if checked:
        result.addPixmap(pixmap(name, checked, size), QIcon.Mode.Normal, QIcon.State.On)
    return result
