"""Tables kept as text: which encoding, which separator, which cells."""

from __future__ import annotations

import codecs
import re

from app.errors import UserError
from app.services.importing.gluing import Separated, look_over, parse_separated, separator_of

_FREQUENT = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё"
_WEIGHT = {letter: len(_FREQUENT) - place for place, letter in enumerate(_FREQUENT)}
_PAIR_TEXT = (
    "ст но то на ен ов ни ра во ко ро ал ор пр ре ан ер ол по го ла ин ев ва ич ло ет ит ка те ие де ли ос ле та ти"
    " ми мо ма ив ил ис ар ам да до ей ий ая вн со се ск ьн дн ри рь ья пе му ем ня аз ош кт ик"
)
_PAIRS = frozenset(_PAIR_TEXT.split())
"""Frequent pairs of letters: what tells capitals in Windows-1251 from nonsense in KOI8-R."""
_ENCODINGS = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5")


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 or one of the Russian eight-bit encodings.

    UTF-8 wins when the bytes are valid in it; otherwise the encoding whose Cyrillic looks most like Russian.
    Raises UserError ``importing.not_a_list`` for bytes that are no text at all.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    head = data[:4000]
    # In UTF-16 without a mark the high bytes are 0x04 for Cyrillic and 0x00 for digits and separators.
    even, odd = (sum(byte in (0, 4) for byte in head[start::2]) for start in (0, 1))
    if len(head) >= 8 and max(even, odd) * 10 > len(head) // 2 * 8 and min(even, odd) * 4 < max(even, odd):
        return data.decode("utf-16-be" if even > odd else "utf-16-le", errors="replace")
    binary = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 12, 13, 26, 27))
    if binary > max(2, len(head) // 50):
        raise UserError("importing.not_a_list", name=name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 and error.reason == "unexpected end of data":
            return data.decode("utf-8", errors="replace")
    return max((data.decode(encoding, errors="replace") for encoding in _ENCODINGS), key=_russian)


def _russian(text: str) -> float:
    """How Russian a decoding looks: frequent lower-case letters speak for it, odd signs inside words against it."""
    sample = text[:60000]
    score = 0.0
    previous = " "
    for letter in sample:
        if letter < "\x80":
            previous = letter
            continue
        low = letter.lower()
        if low in _WEIGHT:
            # A capital right after a small letter is what KOI8-R read as Windows-1251 looks like.
            inside = letter != low and previous.isalpha() and previous == previous.lower()
            score += -25 if inside else _WEIGHT[low] / 2 * (1.0 if letter == low else 0.9)
            score += 25 if previous.lower() + low in _PAIRS else 0
        else:
            score -= 3 if letter in "№«»–—…\xa0°" else 30
        previous = letter
    return score


def read_separated(text: str, limit_rows: int) -> Separated:
    """Rows of a separated text; the separator is the one that takes apart the headings, or cuts most evenly."""
    clean = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    clean = re.sub("[\x0b\x85\u2028\u2029]", "\n", clean)
    told = re.match(r"sep=(.)\n", clean)
    if told:  # a line Excel itself writes and reads
        rows = parse_separated(clean, told.group(1), limit_rows)
        return look_over([[], *rows[1:]])
    return look_over(parse_separated(clean, separator_of(clean), limit_rows))
