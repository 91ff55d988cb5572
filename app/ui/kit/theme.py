"""How the window looks: colour tokens (``design/README.md``), type scale, palette, fonts. One is current at a time.

Sizes are given at 100 % and go through :func:`px`, so 100-200 % type moves everything together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.domain.files import resource_path
from app.ui.kit.stylesheet import stylesheet
from app.ui.kit.tokens import CONTRAST, DARK, LIGHT, Tokens

FAMILY = "Golos Text"
SCALES = (100, 125, 150, 175, 200)
"""The type sizes offered, in percent."""


class ThemeName(StrEnum):
    """Which set of colours; the values are kept in the settings."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


_TOKENS = {ThemeName.LIGHT: LIGHT, ThemeName.DARK: DARK, ThemeName.CONTRAST: CONTRAST}


@dataclass(frozen=True)
class Theme:
    """The current look."""

    name: ThemeName
    tokens: Tokens
    scale: float
    family: str

    def px(self, size: float) -> int:
        """A size of the design at 100 % in pixels of the current type scale."""
        return round(size * self.scale)

    def colour(self, token: str) -> QColor:
        """A token as a colour."""
        return QColor(getattr(self.tokens, token))

    def font(self, size: float = 15, *, bold: bool = False, tabular: bool = False) -> QFont:
        """A font of the design; ``tabular`` gives figures of one width for columns of numbers."""
        font = QFont(self.family)
        font.setPixelSize(self.px(size))
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font


class ThemeSignals(QObject):
    """Tells painted widgets that colours or sizes have changed."""

    changed = Signal()


class _Current:
    theme = Theme(ThemeName.LIGHT, LIGHT, 1.0, "")
    signals: ThemeSignals | None = None
    fonts_loaded = False


def theme() -> Theme:
    """The current theme."""
    return _Current.theme


def px(size: float) -> int:
    """A size of the design in pixels of the current type scale."""
    return _Current.theme.px(size)


def signals() -> ThemeSignals:
    """Where to hear of a change of theme."""
    if _Current.signals is None:
        _Current.signals = ThemeSignals()
    return _Current.signals


def load_fonts() -> None:
    """Give Qt the fonts of ``resources/fonts``; the program needs none of the system."""
    if _Current.fonts_loaded:
        return
    folder = resource_path("fonts")
    if folder.is_dir():
        for path in sorted(folder.rglob("*.ttf")):
            if path.name.startswith("Golos"):
                QFontDatabase.addApplicationFont(str(path))
    _Current.fonts_loaded = True


def apply_theme(application: QApplication, name: ThemeName = ThemeName.LIGHT, percent: int = 100) -> Theme:
    """Make a look current for the whole application; open windows follow."""
    load_fonts()
    tokens = _TOKENS[name]
    scale = min(max(percent, 100), 200) / 100
    family = FAMILY if FAMILY in QFontDatabase.families() else application.font().family()
    current = Theme(name, tokens, scale, family)
    _Current.theme = current
    application.setStyle("Fusion")
    application.setPalette(palette(tokens))
    application.setFont(current.font())
    application.setStyleSheet(stylesheet(tokens, current.px, family))
    signals().changed.emit()
    return current


def palette(tokens: Tokens) -> QPalette:
    """The palette for what the style sheet does not name."""
    result = QPalette()
    role = QPalette.ColorRole
    for which, colour in {
        role.Window: tokens.paper,
        role.WindowText: tokens.ink,
        role.Base: tokens.card,
        role.AlternateBase: tokens.paper,
        role.Text: tokens.ink,
        role.Button: tokens.card,
        role.ButtonText: tokens.ink,
        role.BrightText: tokens.error,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.ToolTipBase: tokens.card,
        role.ToolTipText: tokens.ink,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.PlaceholderText: tokens.muted,
        role.Mid: tokens.line,
        role.Light: tokens.card,
        role.Dark: tokens.muted,
    }.items():
        result.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.muted))
    return result
