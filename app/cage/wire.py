"""How the two sides speak: two lengths, then JSON, then bytes. Nothing that a reader could be made to run."""

from __future__ import annotations

import json
import struct
from typing import IO

from app.cage.tasks import Plain
from app.domain.bounded_json import MalformedJson, parse_bounded

_LENGTHS = struct.Struct("<QQ")


class BrokenWire(Exception):
    """What came is not what the other side may say."""


def write(stream: IO[bytes], head: Plain, body: bytes = b"") -> None:
    """Say one thing."""
    told = json.dumps(head, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")
    stream.write(_LENGTHS.pack(len(told), len(body)))
    stream.write(told)
    stream.write(body)
    stream.flush()


def read_message(stream: IO[bytes], most_head: int, most_body: int) -> tuple[dict[str, Plain], bytes]:
    """Hear one thing. :class:`BrokenWire` when it is cut, larger than allowed or no JSON object."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) != _LENGTHS.size:
        raise BrokenWire("cut")
    head_length, body_length = _LENGTHS.unpack(lengths)
    if head_length > most_head or body_length > most_body:
        raise BrokenWire("too large")
    told, body = stream.read(head_length), stream.read(body_length)
    if len(told) != head_length or len(body) != body_length:
        raise BrokenWire("cut")
    try:
        head = parse_bounded(told, fraction=float)
    except MalformedJson as error:
        raise BrokenWire("too large" if str(error).startswith("too") else "no JSON") from None
    if not isinstance(head, dict):
        raise BrokenWire("no object")
    return head, body
