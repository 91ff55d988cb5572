"""Texts that a spreadsheet would take for a formula: made harmless in a text table, and as they were when read back.

OWASP, «CSV Injection»: a cell that begins with = + - @, a tab or a line end may be run.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n|%]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r\n|%]")


def defuse(text: str) -> str:
    """An apostrophe in front of what might be run; also of what already has one, so that nothing is confused.

    >>> defuse("=1+1"), defuse("'=1"), defuse("Иванова")
    ("'=1+1", "''=1", 'Иванова')
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def restore(text: str) -> str:
    """The text before :func:`defuse`.

    >>> restore("'=1+1"), restore("'Ив")
    ('=1+1', "'Ив")
    """
    return text[1:] if _DEFUSED.match(text) else text
