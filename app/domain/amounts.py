"""Numbers as people type them: spaces only between thousands, a comma or a point before the rest."""

from __future__ import annotations

import re

_SPACE = "[ \u00a0\u2009\u202f]"
_GROUPED = re.compile(rf"([-+]?){_SPACE}*([0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]+)([.,][0-9]+)?")
_SPACES = re.compile(_SPACE)


def plain_number(text: str) -> str:
    """«1 250 000,5» → «1250000.5», «−3» → «-3»; ValueError for what is no number, «12 34,5» among it.

    >>> plain_number("12 500,5")
    '12500.5'
    """
    clean = text.strip().replace("\u2212", "-").replace("–", "-")
    found = _GROUPED.fullmatch(clean)
    if found is None:
        raise ValueError(text)
    sign, whole, rest = found.groups()
    return f"{sign}{_SPACES.sub('', whole)}{(rest or '').replace(',', '.')}"
