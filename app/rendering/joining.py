"""Several PDF documents in one file, and one of several taken out again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from app.cage import in_cage
from app.cage.tasks import Plain
from app.errors import UserError


def joined(documents: Sequence[bytes]) -> bytes:
    """The pages of all, in order."""
    import pypdfium2

    if len(documents) == 1:
        return documents[0]
    whole = pypdfium2.PdfDocument.new()
    try:
        for data in documents:
            part = pypdfium2.PdfDocument(data)
            try:
                whole.import_pages(part)
            finally:
                part.close()
        target = io.BytesIO()
        whole.save(target)
        return target.getvalue()
    finally:
        whole.close()


def bookmarked_pages(document: bytes, number: int) -> bytes | None:
    """The pages from bookmark ``number`` (from 0) to the next; None when there is no such bookmark or no PDF.

    The document may be a stranger's: a child process cuts it.
    """
    try:
        return in_cage("section", document, {"number": number}).body or None
    except UserError:
        return None


def section_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The child's part of :func:`bookmarked_pages`; no bytes for None."""
    return None, _section(data, int(str(told["number"]))) or b""


def _section(document: bytes, number: int) -> bytes | None:
    import pypdfium2

    try:
        whole = pypdfium2.PdfDocument(document)
    except pypdfium2.PdfiumError:
        return None
    part = pypdfium2.PdfDocument.new()
    try:
        starts = [_page_of(mark) for mark in whole.get_toc(max_depth=1)]
        bounds = [*starts, len(whole)]
        if number >= len(starts) or any(page is None for page in bounds):
            return None
        pages = list(range(bounds[number] or 0, bounds[number + 1] or 0))
        if not pages:
            return None
        part.import_pages(whole, pages)
        target = io.BytesIO()
        part.save(target)
        return target.getvalue()
    finally:
        part.close()
        whole.close()


def _page_of(mark: Any) -> int | None:
    target = mark.get_dest()
    return None if target is None else target.get_index()
