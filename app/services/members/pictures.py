"""Strangers' pictures and scans drawn anew, by the cage's child; :func:`shown_picture` is for who looks at one.

What comes out is ours: pixels in a JPEG or in a PDF of pictures. Nothing a camera, a scanner or a sender wrote beside
the pixels survives.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cage import in_cage
from app.cage.cells import of_kind
from app.cage.tasks import Plain
from app.errors import UserError

if TYPE_CHECKING:
    from PIL import Image

MOST_SCAN_PIXELS = 60_000_000
PHOTO_SIDE = 400
"""The longer side of a photo, pixels: enough for a card and for the 25 mm of a printed one."""
SCAN_SIDE = 1754
"""The longer side of a scanned page, pixels: A4 at 150 points an inch, readable and about 300 KB."""
SHOWN_SIDE = 4096
"""The longer side of a picture shown in the window."""
MOST_SCAN_PAGES = 20
_LONGEST_PAGE = 14_400
"""Points: the largest page that a PDF can have by its standard."""
_PDF_HEAD = 1024
_RESIZED_AS_THEY_ARE = frozenset({"L", "RGB", "RGBA"})


def photo_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """A JPEG of at most :data:`PHOTO_SIDE` pixels. UserError ``attachments.not_a_picture``."""
    del told
    return None, _jpeg(_drawn(data, PHOTO_SIDE))


def scan_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """A PDF of pictures of the pages, or a JPEG; its media type.

    UserError ``attachments.too_many_pages``, ``attachments.not_a_scan``.
    """
    del told
    if b"%PDF-" in data[:_PDF_HEAD]:
        return "application/pdf", _pages_drawn(data)
    try:
        return "image/jpeg", _jpeg(_drawn(data, SCAN_SIDE))
    except UserError as error:
        raise UserError("attachments.not_a_scan") from error


def shown_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The pixels of a picture, three bytes each, line by line without gaps, and its width and height."""
    del told
    picture = _drawn(data, SHOWN_SIDE)
    return {"width": picture.width, "height": picture.height}, picture.tobytes()


@dataclass(frozen=True)
class ShownPicture:
    """Three bytes a pixel, lines without gaps."""

    width: int
    height: int
    pixels: bytes


def shown_picture(data: bytes, name: str) -> ShownPicture | None:
    """A picture as pixels for the window; None when it cannot be shown."""
    try:
        answer = in_cage("picture", data, name=name)
        told = of_kind(dict, answer.told)
        shown = ShownPicture(of_kind(int, told["width"]), of_kind(int, told["height"]), answer.body)
    except (UserError, KeyError, TypeError):
        return None
    fits = min(shown.width, shown.height) > 0 and len(shown.pixels) == 3 * shown.width * shown.height
    return shown if fits else None


def _drawn(data: bytes, side: int) -> Image.Image:
    """The picture upright on white paper, within a square of ``side`` pixels."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MOST_SCAN_PIXELS or min(picture.size) < 2:
                    raise UserError("attachments.not_a_picture")
                picture.draft("RGB", (side, side))
                small = picture if picture.mode in _RESIZED_AS_THEY_ARE else picture.convert("RGBA")
                small.thumbnail((side, side))
                upright = ImageOps.exif_transpose(small).convert("RGBA")
    except (UserError, MemoryError):
        raise
    except Exception as error:  # a decoder of hostile bytes ends in many ways
        raise UserError("attachments.not_a_picture") from error
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    return paper


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()


def _pages_drawn(data: bytes) -> bytes:
    """A PDF of pictures of the pages: scripts, attached files and metadata of the first one do not survive."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UserError("attachments.not_a_scan") from error
    try:
        if not 0 < len(document) <= MOST_SCAN_PAGES:
            raise UserError("attachments.too_many_pages", limit=MOST_SCAN_PAGES)
        sheets: list[Image.Image] = []
        for page in document:
            width, height = page.get_size()
            if min(width, height) < 1 or max(width, height) > _LONGEST_PAGE:
                raise UserError("attachments.not_a_scan")
            picture = page.render(scale=SCAN_SIDE / max(width, height)).to_pil().convert("RGB")
            # A colourless paper takes a third of the room.
            sheets.append(picture.convert("L") if _is_grey(picture) else picture)
    except pypdfium2.PdfiumError as error:
        raise UserError("attachments.not_a_scan") from error
    finally:
        document.close()
    buffer = io.BytesIO()
    sheets[0].save(
        buffer, "PDF", save_all=True, append_images=sheets[1:], resolution=150, quality=75, title="", producer=""
    )
    return buffer.getvalue()


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.resize((64, 64)).split()
    pairs = zip(red.tobytes(), green.tobytes(), blue.tobytes(), strict=True)
    return all(max(dot) - min(dot) < 24 for dot in pairs)
