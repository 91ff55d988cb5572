"""Texts that a spreadsheet would take for a formula: made harmless in a text table, and as they were when read back.

OWASP, «CSV Injection»: a cell that begins with = + - @, a tab or a line end may be run; Excel reads the
full-width forms the same.
"""

from __future__ import annotations

import re

_SIGNS = r"[=+\-@\t\r\n|%＝＋－＠]"
_DANGEROUS = re.compile(rf"'*{_SIGNS}")
_DEFUSED = re.compile(rf"'+{_SIGNS}")
_NUMBER = re.compile(r"[+-][0-9][0-9.,]*")
"""A signed number, a telephone number of digits alone: Excel computes nothing from it."""


def defuse(text: str) -> str:
    """An apostrophe in front of what might be run; also of what already has one, so that nothing is confused.

    >>> defuse("=1+1"), defuse("'=1"), defuse("+79001234567"), defuse("Иванова")
    ("'=1+1", "''=1", '+79001234567', 'Иванова')
    """
    return f"'{text}" if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text


def undefuse(text: str) -> str:
    """The text before :func:`defuse`.

    >>> restore("'=1+1"), restore("'Ив")
    ('=1+1', "'Ив")
    """
    return text[1:] if _DEFUSED.match(text) else text
