"""Pages of a PDF as pictures. A PDF from outside is opened by the cage's child only, our own papers here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2

from app.cage import Answer, in_cage
from app.cage.cells import of_kind
from app.cage.tasks import Plain
from app.errors import UserError

MOST_PAGES = 1000
MOST_PIXELS = 16_000_000
"""Of one stranger's picture; a larger scale gives no larger picture."""
PAGE_SECONDS = 8
"""For one page, while somebody waits before it."""


@dataclass(frozen=True)
class PagePicture:
    """Four bytes a pixel (blue, green, red, nothing), ``stride`` bytes a line."""

    width: int
    height: int
    stride: int
    pixels: bytes


class OwnPages:
    """Pages of a paper this program made."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)
        self.sizes: tuple[tuple[float, float], ...] = tuple(page.get_size() for page in self._document)

    def picture(self, number: int, scale: float) -> PagePicture:
        """A page, ``scale`` pixels a point."""
        return _drawn(self._document, number, scale)

    def words(self, number: int) -> str:
        """The words of a page."""
        return _words(self._document, number)

    def close(self) -> None:
        """Let the document go."""
        self._document.close()


class StrangersPages:
    """Pages of somebody's PDF, each drawn by a child of its own. UserError ``cage.*`` for what cannot be drawn."""

    def __init__(self, pdf: bytes, name: str) -> None:
        self._pdf, self._name = pdf, name
        answer = in_cage("pages", pdf, name=name, seconds=PAGE_SECONDS)
        try:
            self.sizes = tuple(
                (float(of_kind(int, width)), float(of_kind(int, height)))
                for width, height in (of_kind(list, size) for size in of_kind(list, answer.told))
            )
        except (TypeError, ValueError) as error:
            raise UserError("cage.damaged", file=f" «{name}»") from error

    def picture(self, number: int, scale: float) -> PagePicture:
        """A page, ``scale`` pixels a point."""
        answer = self._asked({"page": number, "scale": scale, "words": False})
        try:
            told = of_kind(dict, answer.told)
            width, height, stride = (of_kind(int, told[key]) for key in ("width", "height", "stride"))
        except (KeyError, TypeError) as error:
            raise UserError("cage.damaged", file=f" «{self._name}»") from error
        if width < 1 or height < 1 or stride < 4 * width or len(answer.body) != stride * height:
            raise UserError("cage.damaged", file=f" «{self._name}»")
        return PagePicture(width, height, stride, answer.body)

    def words(self, number: int) -> str:
        """The words of a page."""
        told = self._asked({"page": number, "scale": 1.0, "words": True}).told
        return told if isinstance(told, str) else ""

    def _asked(self, told: Mapping[str, Plain]) -> Answer:
        return in_cage("page", self._pdf, told, name=self._name, seconds=PAGE_SECONDS)

    def close(self) -> None:
        """Nothing is open."""


def sizes_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The child's part: width and height of each page in whole points."""
    del told
    document = pypdfium2.PdfDocument(data)
    if len(document) > MOST_PAGES:
        raise MemoryError
    return [[max(1, round(side)) for side in page.get_size()] for page in document], b""


def page_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The child's part: the words of one page, or its pixels."""
    document = pypdfium2.PdfDocument(data)
    number, scale = int(str(told["page"])), float(str(told["scale"]))
    if told["words"]:
        return _words(document, number)[:4000], b""
    page = document[number]
    width, height = page.get_size()
    drawn = _drawn(document, number, min(scale, (MOST_PIXELS / max(1.0, width * height)) ** 0.5))
    return {"width": drawn.width, "height": drawn.height, "stride": drawn.stride}, drawn.pixels


def _drawn(document: Any, number: int, scale: float) -> PagePicture:
    page = document[number]
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    drawn = PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    bitmap.close()
    page.close()
    return drawn


def _words(document: Any, number: int) -> str:
    page = document[number]
    words = page.get_textpage()
    text = str(words.get_text_range())
    words.close()
    page.close()
    return text
