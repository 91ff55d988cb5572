"""A sealed file cut in parts for a mailbox that takes no large letters, and the parts put together again.

A part is one line of canonical JSON and then its bytes::

    {"format":"pervichka-part/1","name":…,"of":3,"part":1,"sealed_sha256":…,"sha256":…,"size":…}\\n<bytes>

The line protects against mixing and damage on the way, not against a forger: what is put together is a sealed file like
any other, and is verified as one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.bundle.limits import MAX_SEALED_SIZE
from app.errors import TrustError

PART_FORMAT = "pervichka-part/1"
PART_SUFFIX = ".pervichka-part"
SMALLEST_PART = 64 * 1024
MAX_PARTS = 999
_HEAD_LIMIT = 2048
_START = b'{"format":"pervichka-part/1"'
_KEYS = frozenset({"format", "name", "of", "part", "sealed_sha256", "sha256", "size"})


@dataclass(frozen=True)
class LetterPart:
    """One part as it was read. ``number`` counts from 1; ``name`` and ``sealed_sha256`` are of the whole file."""

    name: str
    number: int
    of: int
    sealed_sha256: str
    size: int
    data: bytes


@dataclass(frozen=True)
class Joined:
    """The whole files that came together, and the names of those whose parts are wanting, with the numbers wanted."""

    whole: tuple[tuple[str, bytes], ...]
    wanting: tuple[tuple[str, tuple[int, ...]], ...]


def split(name: str, sealed: bytes, part_size: int) -> tuple[tuple[str, bytes], ...]:
    """(file name, bytes) of each part; ``part_size`` bytes of the sealed file in each. ValueError when under 64 KB."""
    if part_size < SMALLEST_PART:
        raise ValueError("a part is too small")
    whole = hashlib.sha256(sealed).hexdigest()
    pieces = [sealed[start : start + part_size] for start in range(0, len(sealed), part_size)] or [b""]
    stem = name.removesuffix(".pervichka")
    made = []
    for number, piece in enumerate(pieces, start=1):
        head = {
            "format": PART_FORMAT,
            "name": name,
            "of": len(pieces),
            "part": number,
            "sealed_sha256": whole,
            "sha256": hashlib.sha256(piece).hexdigest(),
            "size": len(sealed),
        }
        made.append((f"{stem}_{number}-{len(pieces)}{PART_SUFFIX}", canonical(head) + b"\n" + piece))
    return tuple(made)


def is_part(data: bytes) -> bool:
    """Whether these bytes begin like a part."""
    return data.startswith(_START)


def read_part(data: bytes) -> LetterPart:
    """One part; TrustError ``bundle.part_damaged`` when it is not as it was made."""
    head, found, piece = data[: _HEAD_LIMIT + 1].partition(b"\n")
    piece = data[len(head) + 1 :]
    try:
        told = parse_canonical(head, max_depth=1)
    except MalformedJson:
        raise TrustError("bundle.part_damaged") from None
    if not found or not isinstance(told, dict) or set(told) != _KEYS or told["format"] != PART_FORMAT:
        raise TrustError("bundle.part_damaged")
    numbers = (told["of"], told["part"], told["size"])
    texts = (told["name"], told["sealed_sha256"], told["sha256"])
    if not all(type(number) is int for number in numbers) or not all(isinstance(text, str) for text in texts):
        raise TrustError("bundle.part_damaged")
    fits = 1 <= told["part"] <= told["of"] <= MAX_PARTS and 0 <= told["size"] <= MAX_SEALED_SIZE
    if not fits or len(piece) > told["size"] or hashlib.sha256(piece).hexdigest() != told["sha256"]:
        raise TrustError("bundle.part_damaged")
    return LetterPart(told["name"], told["part"], told["of"], told["sealed_sha256"], told["size"], piece)


def join(parts: Sequence[LetterPart]) -> Joined:
    """Put parts together, whatever their order and however often each came."""
    by_file: dict[tuple[str, int, int], dict[int, LetterPart]] = defaultdict(dict)
    for part in parts:
        by_file[part.sealed_sha256, part.size, part.of][part.number] = part
    whole, wanting = [], []
    for (digest, size, of), numbered in by_file.items():
        name = next(iter(numbered.values())).name
        missing = tuple(number for number in range(1, of + 1) if number not in numbered)
        if missing:
            wanting.append((name, missing))
            continue
        data = b"".join(numbered[number].data for number in range(1, of + 1))
        if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
            wanting.append((name, ()))
            continue
        whole.append((name, data))
    return Joined(tuple(whole), tuple(wanting))
