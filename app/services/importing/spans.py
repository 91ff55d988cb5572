"""Two dates in one cell: «01.09.2010–05.06.2018» is an entry and an exit, «с 2010 по н.в.» an entry alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.services.importing.dates import BadDate, Meaning, ReadDate, read_date
from app.services.importing.sheets import SheetCell

_MONTH = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\.?"
_DATE = (
    r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})"
    r"|\d{1,2}-\d{1,2}-(?:\d{4}|\d{2})|«?\d{1,2}»?\s+"
    + _MONTH
    + r"\s+\d{4}|"
    + _MONTH
    + r"\s+\d{4}|\d{1,2}\.\d{4}|\d{4})"
    r"(?:[t ]\d{1,2}:\d{2}(?::\d{2})?)?(?!\d)(?:\s*г\.?\s?г?\.?(?![а-я])|\s*год[а-я]*)?"
)
_OPEN = r"(?:по\s*)?(?:н\.?\s?/?\s?в\.?(?:р\.?)?|наст(?:\.|оящее)\s*(?:время|вр\.?)|сейчас|сегодня)"
_BETWEEN = r"\s*(?:[-–—−~…]+|\.{2,3}|/|\\|->|→|=>|\bпо\b|\bдо\b)\s*"
_SPAN = re.compile(
    rf"(?:с|от|принята?|вступила?|состоял[аи]?\s+с)?\s*\(?\s*({_DATE}){_BETWEEN}(?:({_DATE})|({_OPEN})|(?=[\s;,)]*$))"
)
_SINCE = re.compile(rf"(?:с|от)\s*({_DATE})$")
_STARTS = re.compile(r"^\D{0,20}\d")


@dataclass(frozen=True)
class ListedSpan:
    """A time from a day, to a day when it is over."""

    start: ReadDate
    end: ReadDate | None


def spans_in(value: SheetCell, today: date) -> tuple[tuple[ListedSpan, ...], str]:
    """The times that a cell tells and what stands beside them; none for a cell with one date or no date.

    ``BadDate`` when one of the two dates is none.
    """
    if not isinstance(value, str) or len(value) < 5:
        return (), ""
    return _spans(value, today)


@lru_cache(maxsize=20_000)
def _spans(value: str, today: date) -> tuple[tuple[ListedSpan, ...], str]:
    text = " ".join(value.casefold().replace("ё", "е").split())
    if not _STARTS.match(text):
        return (), ""
    spans: list[ListedSpan] = []
    place = 0
    while (found := _SPAN.match(text, place)) is not None:
        start = read_date(found.group(1), Meaning.EVENT, today)
        end = read_date(found.group(2), Meaning.EVENT, today) if found.group(2) else None
        spans.append(ListedSpan(start, end))
        place = found.end()
        between = re.compile(r"[\s;,.)]*(?:и\b|затем|потом)?\s*").match(text, place)
        place = between.end() if between else place
    if spans and (found := _SINCE.match(text, place)) is not None:  # «…; с 01.09.2012»: back and still there
        spans.append(ListedSpan(read_date(found.group(1), Meaning.EVENT, today), None))
        place = found.end()
    return tuple(spans), text[place:].strip(" ,.;:()") if spans else ""


def second_date(read: ReadDate, today: date) -> bool:
    """Whether another full date stands beside the one that was read, and no document it could belong to."""
    if not re.search(r"\d{4}|\d[./]\d", read.rest) or re.search(
        r"№|протокол|прот\b|\bот\b|приказ|решени|заявлен", read.rest
    ):
        return False
    try:
        return read_date(read.rest, Meaning.EVENT, today).precision == "day"
    except BadDate:
        return False
