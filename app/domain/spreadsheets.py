"""Text for spreadsheets: what a program like Excel would run as a formula is made plain text."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""OWASP's list of what begins a formula (CSV injection), with the full-width forms that Excel reads the same."""


def defused(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would take it for a formula; signed numbers stay.

    An apostrophe is how a spreadsheet itself marks text; reading lists back drops it (:func:`plain_text`).
    """
    if text.startswith(_STARTS) and not _is_number(text):
        return f"'{text}"
    return text


def plain_text(text: str) -> str:
    """What :func:`defused` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS) else text


def _is_number(text: str) -> bool:
    """A signed number or a telephone number of digits alone is no formula: Excel computes nothing from it."""
    rest = text[1:] if text[:1] in "+-" else text
    return bool(rest) and all(c in "0123456789.," for c in rest)
