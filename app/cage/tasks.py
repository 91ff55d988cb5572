"""What the child may be asked to do: a name and the function that does it.

Named as text, because the functions live in higher rooms: this room must not import them, and only the child ever
does. Each takes the file's bytes and plain values, and gives plain values and bytes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
Task = Callable[[bytes, Mapping[str, Plain]], tuple[Plain, bytes]]

LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "form": ("openpyxl",),
    "register": ("openpyxl",),
    "photo": ("PIL.JpegImagePlugin", "PIL.PngImagePlugin"),
    "scan": ("PIL.JpegImagePlugin", "PIL.PngImagePlugin"),
    "page": ("pypdfium2",),
}
"""What a child made ready for a task loads while it waits: the libraries that the task's module loads late."""

TASKS: Mapping[str, str] = {
    "table": "app.services.importing.caged:read_table",
    "records": "app.services.privacy.record_tables:read_caged",
    "form": "app.rendering.xlsx_cells:read_caged",
    "register": "app.services.members.exporting.reading:read_caged",
    "photo": "app.services.members.pictures:photo_caged",
    "scan": "app.services.members.pictures:scan_caged",
    "document": "app.services.library.files:examine_caged",
    "pages": "app.rendering.pdf_pages:sizes_caged",
    "section": "app.rendering.joining:section_caged",
    "page": "app.rendering.pdf_pages:page_caged",
    "picture": "app.services.members.pictures:shown_caged",
}
