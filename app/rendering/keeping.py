"""What stays together on a page of a form: a title with its table, signatures with the end of what they sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Paragraph
from reportlab.platypus import Table as Grid

_ROOM_UNDER_TITLE = 42 * mm
_ROWS_UNDER_TITLE = 2
_ROWS_OVER_SIGNATURES = 2
_LINES_OVER_SIGNATURES = 2
_SHORTEST_PAGE = 480.0
_FAR = 1e6
_HAIR = 0.01


class TitleBreak(CondPageBreak):
    """A new page, unless the title, the head of the table and its first rows have room on this one."""

    def __init__(self, title: Paragraph, over: Flowable | None) -> None:
        super().__init__(_ROOM_UNDER_TITLE)
        self.title, self.over = title, over

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Measures what must stay together; takes no room."""
        self.height = min(begun_height([self.title], self.over, width), _SHORTEST_PAGE)
        return super().wrap(width, height)


def begun_height(titles: Sequence[Flowable], over: Flowable | None, width: float) -> float:
    """The height of the titles with the head and the first rows or lines of what they are over."""
    height = _height(titles, width)
    if isinstance(over, Grid):
        height += sum(_row_heights(over, width)[: _head_rows(over) + _ROWS_UNDER_TITLE]) + 1
    elif isinstance(over, Paragraph):
        height += float(over.style.leading) * _LINES_OVER_SIGNATURES
    return height if titles and over is not None else max(_ROOM_UNDER_TITLE, height)


def kept_title(title: Paragraph, over: Flowable | None) -> Flowable:
    """What goes before a title, so that it never stands alone at the foot of a page. ``over``: what it is over."""
    return TitleBreak(title, over)


class Ending(Flowable):
    """The last table or text before the signatures, and them: when they have no room, the end of it goes with them.

    ``lead`` are its titles. ``moved``: a new page was begun for it already.
    """

    def __init__(
        self, lead: Sequence[Flowable], body: Flowable, tail: Sequence[Flowable], *, moved: bool = False
    ) -> None:
        super().__init__()
        self.lead, self.body, self.tail, self.moved = list(lead), body, list(tail), moved

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """It is never drawn itself: :meth:`split` gives what is."""
        return 0.0, _FAR

    def split(self, width: float, height: float) -> list[Flowable]:
        """All of it when it has room; else what fills this page, a new page, and the rest with the tail."""
        lead, tail = _height(self.lead, width), _height(self.tail, width)
        _, body = self.body.wrap(width, _FAR)
        if lead + body + tail <= height:
            return [*self.lead, self.body, *self.tail]
        beginning = begun_height(self.lead, self.body, width) if self.lead else 0.0
        if beginning > height and not self.moved:
            return self._on_a_new_page()
        room = height - lead
        if body > room:
            # The body does not end on this page: it breaks in its own way, and the rest is asked again.
            broken = self.body.split(width, room)
            if len(broken) < 2:
                return [] if self.moved else self._on_a_new_page()
            return [*self.lead, *broken[:-1], Ending([], broken[-1], self.tail)]
        short = body - _kept_height(self.body, width) - _HAIR
        parts = self.body.split(width, short) if short > 0 else []
        if len(parts) == 2:
            return [*self.lead, parts[0], PageBreak(), parts[1], *self.tail]
        return [*self.lead, self.body, PageBreak(), *self.tail] if self.moved else self._on_a_new_page()

    def _on_a_new_page(self) -> list[Flowable]:
        return [PageBreak(), Ending(self.lead, self.body, self.tail, moved=True)]


def _height(parts: Sequence[Flowable], width: float) -> float:
    """Of flowables one below the other."""
    total = 0.0
    for part in parts:
        total += part.getSpaceBefore() + part.wrap(width, _FAR)[1] + part.getSpaceAfter()
    return total + _HAIR


def _kept_height(body: Flowable, width: float) -> float:
    """The height of the end of a table or text that goes to the next page with the signatures."""
    if isinstance(body, Grid):
        return sum(_row_heights(body, width)[-_ROWS_OVER_SIGNATURES:])
    if isinstance(body, Paragraph):
        return float(body.style.leading) * _LINES_OVER_SIGNATURES
    return _FAR


def _row_heights(grid: Grid, width: float) -> list[float]:
    grid.wrap(width, _FAR)
    return [float(height) for height in _inner(grid)._rowHeights]


def _head_rows(grid: Grid) -> int:
    return int(_inner(grid).repeatRows)


def _inner(grid: Grid) -> Any:
    """reportlab's stubs do not tell what a table knows of itself."""
    return grid
