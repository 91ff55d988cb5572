"""The square sign on a printed consent: figures only, because a scanner types like a keyboard and figures come out the
same in the Russian and the Latin layout.

``52`` · kind of sheet (1) · the person's identifier (39) · the edition (8) · check (2). No name is in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

_PREFIX = "52"
_LENGTH = 2 + 1 + 39 + 8 + 2


@dataclass(frozen=True)
class SheetCode:
    """What a sign says. ``sheet``: 0 the common sheet, then the sheets of parts that have their own, in order."""

    uid: str
    edition: str
    """Eight figures that stand for the edition (:func:`edition_figures`)."""
    sheet: int


def edition_figures(edition_id: str) -> str:
    """Eight figures by which an edition is found again."""
    return f"{int.from_bytes(hashlib.sha256(edition_id.encode()).digest()[:4]) % 10**8:08d}"


def sheet_code(uid: str, edition_id: str, sheet: int = 0) -> str:
    """The figures of the sign for a person, an edition and a sheet (0-9)."""
    if not 0 <= sheet <= 9:
        raise ValueError(sheet)
    body = f"{_PREFIX}{sheet}{UUID(uid).int:039d}{edition_figures(edition_id)}"
    return body + f"{98 - int(body) * 100 % 97:02d}"


def read_sheet_code(text: str) -> SheetCode | None:
    """What was scanned; None when it is another sign or was read with a mistake."""
    figures = "".join(text.split())
    if len(figures) != _LENGTH or not (figures.isascii() and figures.isdigit()) or not figures.startswith(_PREFIX):
        return None
    body, check = figures[:-2], figures[-2:]
    number = int(figures[3:42])
    if f"{98 - int(body) * 100 % 97:02d}" != check or number >= 1 << 128:
        return None
    return SheetCode(str(UUID(int=number)), figures[42:50], int(figures[2]))
