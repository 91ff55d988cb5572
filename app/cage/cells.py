"""Many cells across the pipe: each different value once, as text, and for each cell its number (four bytes)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from app.cage.tasks import Plain

CagedCell = str | int | float | bool | date | None

_T = TypeVar("_T")
_LETTERS: Mapping[type, str] = {str: "s", bool: "b", int: "i", float: "f", date: "d", type(None): "n"}


class Packer:
    """The child's part: :meth:`add` rows, then send :meth:`told` and :meth:`body`."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[type, CagedCell], int] = {}
        self._places = array("I")

    def add(self, row: Iterable[CagedCell]) -> None:
        """Cells of one row, in order."""
        numbers = self._numbers
        self._places.extend([numbers.setdefault((type(cell), cell), len(numbers)) for cell in row])

    def told(self) -> Plain:
        """The different values, for the answer's plain part."""
        # A fraction goes as hexadecimal text: exact, and no number the bounded reader would think too long.
        values: list[Plain] = [cell.hex() if isinstance(cell, float) else str(cell) for _, cell in self._numbers]
        return {"kinds": "".join(_LETTERS[kind] for kind, _ in self._numbers), "values": values}

    def body(self) -> bytes:
        """The numbers of all cells."""
        return self._places.tobytes()


def unpacked(told: Plain, body: bytes) -> Iterator[CagedCell]:
    """The cells again, in order. ValueError, TypeError, KeyError or IndexError when no packer wrote it."""
    document = of_kind(dict, told)
    kinds, texts = of_kind(str, document["kinds"]), of_kind(list, document["values"])
    values = [_value(kind, of_kind(str, text)) for kind, text in zip(kinds, texts, strict=True)]
    places = array("I")
    places.frombytes(body)
    return (values[place] for place in places)


def told_plainly(value: object) -> Plain:
    """Texts, numbers, and tuples, sets and mappings of them, so that :func:`meant` gives the same back."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return {"tuple": [told_plainly(item) for item in value]}
    if isinstance(value, frozenset):
        return {"set": [told_plainly(item) for item in value]}
    if isinstance(value, Mapping):
        return {"map": [[told_plainly(key), told_plainly(item)] for key, item in value.items()]}
    raise TypeError(type(value).__name__)


def meant(told: Plain) -> object:
    """What :func:`told_plainly` told; TypeError or ValueError for anything it cannot have told."""
    if told is None or isinstance(told, bool | int | str):
        return told
    ((kind, items),) = of_kind(dict, told).items()
    inside = of_kind(list, items)
    if kind == "tuple":
        return tuple(meant(item) for item in inside)
    if kind == "set":
        return frozenset(meant(item) for item in inside)
    if kind == "map":
        return {meant(key): meant(item) for key, item in (of_kind(list, pair) for pair in inside)}
    raise ValueError(kind)


def of_kind(kind: type[_T], value: object) -> _T:
    """The value, which must be of that kind: TypeError."""
    if not isinstance(value, kind):
        raise TypeError(kind.__name__)
    return value


def _value(kind: str, text: str) -> CagedCell:
    match kind:
        case "s":
            return text
        case "i":
            return int(text)
        case "f":
            return float.fromhex(text)
        case "d":
            return date.fromisoformat(text)
        case "b":
            return text == "True"
        case "n":
            return None
    raise ValueError(kind)
