"""Tool tips that show what stands in them, sign for sign."""

from __future__ import annotations

import html

from PySide6.QtWidgets import QWidget


def plain_tip(text: str) -> str:
    """A text for a tool tip. Qt takes one with a tag in it for a page of HTML; names and remarks are no pages."""
    if "<" not in text and "&" not in text:
        return text
    return f'<span style="white-space: pre-wrap">{html.escape(text)}</span>'


def set_tip(widget: QWidget, text: str) -> None:
    """Give a widget a tool tip."""
    widget.setToolTip(plain_tip(text))
