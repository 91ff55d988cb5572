"""What the child may be asked to do: a name and the function that does it.

Named as text, because the functions live in higher rooms: this room must not import them, and only the child ever
does. Each takes the file's bytes and plain values, and gives plain values and bytes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
Task = Callable[[bytes, Mapping[str, Plain]], tuple[Plain, bytes]]

TASKS: Mapping[str, str] = {
    "table": "app.services.importing.caged:read_table",
    "records": "app.services.privacy.record_tables:read_caged",
    "form": "app.rendering.xlsx_cells:read_caged",
    "register": "app.services.exporting.reading:read_caged",
    "photo": "app.services.pictures:photo_caged",
    "scan": "app.services.pictures:scan_caged",
    "document": "app.services.library.files:examine_caged",
    "pages": "app.rendering.pdf_pages:sizes_caged",
    "page": "app.rendering.pdf_pages:page_caged",
    "picture": "app.services.pictures:shown_caged",
}
