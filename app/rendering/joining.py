"""Several PDF documents in one file."""

from __future__ import annotations

import io
from collections.abc import Sequence


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
