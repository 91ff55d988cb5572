"""Numbers as people type and read them, and the one rule of shares in per cent."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

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


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """How many per cent, to one decimal, half up; None of nothing.

    >>> percent(1, 3), percent(1, 0)
    (Decimal('33.3'), None)
    """
    return None if not whole else (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def percent_words(value: Decimal | None) -> str:
    """«33,3», «50»; nothing for None.

    >>> percent_words(Decimal("33.3")), percent_words(Decimal("50.0")), percent_words(Decimal("100.0"))
    ('33,3', '50', '100')
    """
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")
