"""JSON with one possible spelling, and a strict reader of it that hostile input cannot exhaust."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from app.domain.bounded_json import MAX_DEPTH, MalformedJson, parse_bounded

__all__ = ["MAX_DEPTH", "MalformedJson", "canonical", "parse_canonical"]


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


def parse_canonical(data: bytes, *, max_depth: int = MAX_DEPTH) -> Any:
    """Read strict JSON that hostile input cannot exhaust; fractions become ``Decimal``. :class:`MalformedJson`."""
    return parse_bounded(data, max_depth=max_depth)
