"""Dues and expenses as the union's form 10-ПБ names them: its articles, sums in roubles, thousands for the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from app.domain.amounts import plain_number
from app.domain.enums import LedgerKind

LEDGER_FORM = "10-pb"
"""The form whose rows are the articles."""

INCOME_TABLE, EXPENSE_TABLE = "1A", "1B"
OPENING_ARTICLE = "1"
ARTICLES: Mapping[LedgerKind, tuple[str, ...]] = {
    LedgerKind.OPENING: (OPENING_ARTICLE,),
    LedgerKind.INCOME: ("2", "3", "4", "5"),
    LedgerKind.EXPENSE: (
        "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "13", "14", "15", "16", "17", "18", "20", "21", "22",
        "23", "24", "25", "26", "27", "28", "29", "30", "33", "34", "35", "36", "37", "38",
    ),
}  # fmt: skip
"""Codes that money is written to: every row of 10-ПБ that is typed, not computed."""

FREE_LINES = frozenset({"11", "15", "28"})
"""Rows of expenses that the organisation names itself."""

PART_OF: Mapping[str, str] = {"7": "6", "9": "8", "11": "10"}
"""Expense rows that the form prints inside another: money written to 7 is also in 6."""

LARGEST = Decimal(10) ** 12
"""A sum above a trillion roubles is a misprint."""

_AMOUNT = re.compile(r"\d+(?:\.\d{1,2})?")


def table_of(kind: LedgerKind) -> str:
    """The table of 10-ПБ that entries of a kind go to."""
    return EXPENSE_TABLE if kind is LedgerKind.EXPENSE else INCOME_TABLE


def parse_amount(text: str) -> Decimal:
    """Roubles as people type them: ``12 500``, ``12500,5``, ``12500.50``; ValueError for anything else.

    >>> parse_amount("12 500,5")
    Decimal('12500.5')
    """
    plain = plain_number(text)
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain)


def roubles(amount: Decimal) -> str:
    """``12 500,50``, with spaces that do not break.

    >>> roubles(Decimal("-1234.5")).replace(chr(0xA0), " ")
    '-1 234,50'
    """
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def thousands(amount: Decimal) -> Decimal:
    """Thousands of roubles with one decimal, half up, as 10-ПБ asks.

    >>> thousands(Decimal("12350"))
    Decimal('12.4')
    """
    return (amount / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP)
