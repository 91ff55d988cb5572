"""One reader for every JSON that comes from outside: bounded before it means anything.

The bytes are scanned once, forwards (every expression here is possessive: none goes back over what it has read), and
only what is neither too long, too deep, too full nor full of giant numbers reaches the parser. After that, parsing is
linear and fits in memory; a number is never dearer than its few digits.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

MAX_DEPTH = 32
MAX_BYTES = 64 * 1024 * 1024
MAX_DIGITS = 60
"""Digits of a whole number or of a fraction: a day of birth needs 8, a sum of money 15."""
MAX_EXPONENT = 40
MAX_MEMORY = 320 * 1024 * 1024
"""What the parsed document may take, estimated from its signs: 30,000 people take nine tenths of it."""
_OWN_MEMORY = 1024 * 1024 * 1024
_PER_VALUE = 80
_PER_NAME = 90
_PER_CONTAINER = 240
_NAMES_OF_ONE, _NAMES_BESIDES = 100, 50_000
"""Names: a hundred in each object, and fifty thousand more where there are many in one, as in a form of cells."""

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+', re.DOTALL)
_WINDOW = re.compile(rb'(?:[^"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"?+){1,20000}+', re.DOTALL)
_BRACKETS = re.compile(rb"[\[{]++|[\]}]++")
_LONG_NUMBER = re.compile(rb"[0-9]{%d}" % (MAX_DIGITS + 1))
_EXPONENT = re.compile(rb"[0-9.][eE][+-]?+([0-9]++)")
_NAMED = re.compile(rb'"([^"\\]{1,60}+)"\s*+:\s*+-?+([0-9]++)(?:\.[0-9]*+)?+(?:[eE][+-]?+([0-9]++))?+')
_LONE = re.compile(rb"\\u[dD][89abAB]|\\u[dD][c-fC-F]")


class MalformedJson(ValueError):
    """Not the JSON we read: bad UTF-8, a repeated key, NaN, too deep, too large, a giant number, a lone surrogate.

    ``line`` is where the syntax breaks, ``place`` the name before a giant number, when it has one.
    """

    def __init__(self, why: str, line: int = 1, place: str = "") -> None:
        super().__init__(why)
        self.line = line
        self.place = place


def parse_bounded(
    data: bytes,
    *,
    max_depth: int = MAX_DEPTH,
    max_bytes: int = MAX_BYTES,
    max_memory: int = MAX_MEMORY,
    fraction: Callable[[str], object] = Decimal,
) -> Any:
    """Read strict JSON in UTF-8; fractions become ``Decimal``. :class:`MalformedJson` for all else."""
    _check_bounds(data, max_depth, max_bytes, max_memory)
    try:
        text = data.decode("utf-8")
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=fraction)
        if _LONE.search(data):
            json.dumps(document, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        raise MalformedJson(error.msg, error.lineno) from None
    except MalformedJson:
        raise
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise MalformedJson(type(error).__name__) from None
    return document


def parse_own_export(data: bytes, most_bytes: int) -> Any:
    """A whole register with its scans, as long as the caller allows: its texts may be long, its values not too many."""
    plain = data.removeprefix(codecs.BOM_UTF8)
    return parse_bounded(plain, max_bytes=most_bytes, max_memory=_OWN_MEMORY + 2 * len(plain), fraction=float)


def parse_by_hand(data: bytes, *, fraction: Callable[[str], object] = Decimal) -> Any:
    """The same of a file that people may have saved themselves: a mark of UTF-8 in front is theirs, not a mistake."""
    return parse_bounded(data.removeprefix(codecs.BOM_UTF8), fraction=fraction)


def _check_bounds(data: bytes, max_depth: int, max_bytes: int, max_memory: int) -> None:
    if len(data) > max_bytes:
        raise MalformedJson("too long")
    depth, needed, position, names = 0, 2 * len(data), 0, 0
    while position < len(data):
        # A window ends between a string and what stands outside of strings: nothing is cut in two.
        window = _WINDOW.match(data, position)
        assert window is not None
        skeleton = _STRING.sub(b"", window[0])
        position = window.end()
        colons, braces = skeleton.count(b":"), skeleton.count(b"{")
        needed += _PER_VALUE * skeleton.count(b",") + _PER_NAME * colons
        needed += _PER_CONTAINER * (skeleton.count(b"[") + braces)
        names += colons - _NAMES_OF_ONE * braces
        if needed > max_memory or names > _NAMES_BESIDES:
            raise MalformedJson("too full")
        for run in _BRACKETS.finditer(skeleton):
            length = run.end() - run.start()
            depth += length if skeleton[run.start()] in b"[{" else -length
            if depth > max_depth:
                raise MalformedJson("too deep")
        giant = _LONG_NUMBER.search(skeleton) is not None
        if giant or any(_too_far(found[1]) for found in _EXPONENT.finditer(skeleton)):
            raise MalformedJson("giant number", place=_named(window[0]))


def _too_far(exponent: bytes) -> bool:
    return len(exponent.lstrip(b"0")) > 2 or int(exponent[-2:]) > MAX_EXPONENT


def _named(window: bytes) -> str:
    """The name in front of the first giant number."""
    for found in _NAMED.finditer(window):
        if _LONG_NUMBER.match(found[2]) or (found[3] and _too_far(found[3])):
            return found[1].decode("utf-8", errors="replace")
    return ""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise MalformedJson("repeated key")
    return result


def _refuse(name: str) -> object:
    raise MalformedJson(name)
