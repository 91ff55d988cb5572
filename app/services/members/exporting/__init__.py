"""All of the register out of the vault and back: JSON, XLSX, CSV; labels and lists for printing."""

from app.services.members.exporting.document import FORMAT, VERSION
from app.services.members.exporting.files import ExportResult, LoadResult, export_register, load_register
from app.services.members.exporting.paper import Birthday, birthdays, birthdays_pdf, groups_pdf, labels_pdf

__all__ = [
    "FORMAT", "VERSION", "Birthday", "ExportResult", "LoadResult", "birthdays", "birthdays_pdf", "export_register",
    "groups_pdf", "labels_pdf", "load_register",
]  # fmt: skip
