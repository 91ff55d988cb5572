"""The colours of a form on the screen, from the theme's tokens: the same calm paper in every look."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from app.ui.kit.theme import theme


@dataclass(frozen=True)
class PaperColours:
    """What the form's painting needs."""

    ink: QColor
    muted: QColor
    paper: QColor
    head: QColor
    computed: QColor
    hatch: QColor
    line: QColor
    accent: QColor
    accent_soft: QColor
    error: QColor
    error_soft: QColor
    warning: QColor
    warning_soft: QColor
    on_accent: QColor


def paper_colours() -> PaperColours:
    """The colours of the current theme."""
    look = theme()
    line = _between(look.tokens.line, look.tokens.field_line)
    return PaperColours(
        ink=look.colour("ink"),
        muted=look.colour("muted"),
        paper=look.colour("card"),
        head=look.colour("paper"),
        computed=look.colour("computed"),
        hatch=line,
        line=line,
        accent=look.colour("accent"),
        accent_soft=look.colour("accent_soft"),
        error=look.colour("error"),
        error_soft=look.colour("error_soft"),
        warning=look.colour("warning"),
        warning_soft=look.colour("warning_soft"),
        on_accent=look.colour("on_accent"),
    )


def _between(first: str, second: str) -> QColor:
    """A ruled line is a little stronger than a card's edge: a third of the way to a field's border."""
    a, b = QColor(first), QColor(second)
    return QColor((2 * a.red() + b.red()) // 3, (2 * a.green() + b.green()) // 3, (2 * a.blue() + b.blue()) // 3)
