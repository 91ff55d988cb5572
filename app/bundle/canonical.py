"""JSON with one possible spelling, and a strict reader of it that hostile input cannot exhaust."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

MAX_DEPTH = 32
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class MalformedJson(ValueError):
    """Not the JSON we write: bad UTF-8, a repeated key, NaN, too deep, a lone surrogate."""


def _decimal(value: object) -> object:
    if isinstance(value, Decimal):
        whole = value.to_integral_value()
        return int(whole) if whole == value else float(value)
    raise TypeError(type(value).__name__)


def canonical(document: object) -> bytes:
    """UTF-8, keys sorted, no spaces, no NaN: equal documents give equal bytes. ``Decimal`` is written as a number."""
    text = json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_decimal
    )
    return text.encode()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise MalformedJson("repeated key")
    return result


def _refuse(name: str) -> object:
    raise MalformedJson(name)


def parse(data: bytes, *, max_depth: int = MAX_DEPTH) -> Any:
    """Read strict JSON; fractions become ``Decimal``. Raises :class:`MalformedJson`.

    The depth is counted before parsing, so that a file of brackets cannot exhaust the stack.
    """
    depth = 0
    for token in _BRACKETS.finditer(data):
        mark = token.group()
        if mark in (b"[", b"{"):
            depth += 1
            if depth > max_depth:
                raise MalformedJson("too deep")
        elif mark in (b"]", b"}"):
            depth -= 1
    try:
        text = data.decode("utf-8")
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=Decimal)
        json.dumps(document, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError) as error:
        raise MalformedJson(str(error)) from None
    return document
