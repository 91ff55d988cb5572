"""Files kept beside a person inside the encrypted database: the photo, scans, applications.

A file is what its contents are, whatever its name says. Pictures are drawn anew smaller, which leaves behind
everything a camera writes into them (where, when, by what); pages of a PDF are drawn anew as pictures, so that no
script, attached file or metadata of it is kept.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.domain.enums import AttachmentKind
from app.domain.names import tidy
from app.errors import UserError
from app.models import Attachment, Person
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 15 * 1024 * 1024
"""Larger files are refused before anything looks into them."""
MOST_PIXELS = 60_000_000
PHOTO_SIDE = 400
"""The longer side of a photo, pixels: enough for a card and for the 25 mm of a printed one."""
SCAN_SIDE = 1754
"""The longer side of a scanned page, pixels: A4 at 150 points an inch, readable and about 300 KB."""
MOST_PAGES = 20
_LONGEST_PAGE = 14_400
"""Points: the largest page that a PDF can have by its standard."""
_PDF_HEAD = 1024
_MOST_NAME = 120


@dataclass(frozen=True)
class CheckedFile:
    """A file found to be a PDF or a picture, as it is kept."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class FileContent:
    """A kept file to open or to save. ``name`` has the right ending."""

    name: str
    media_type: str
    content: bytes


def checked_photo(data: bytes) -> bytes:
    """A JPEG of at most :data:`PHOTO_SIDE` pixels without metadata, from a JPEG or PNG.

    UserError ``attachments.too_large`` or ``attachments.not_a_picture``.
    """
    return _shrunk(data, PHOTO_SIDE)


def checked_scan(data: bytes) -> CheckedFile:
    """A scanned paper: a PDF of pictures of its pages, or a picture made smaller.

    UserError ``attachments.too_large``, ``attachments.too_many_pages``, ``attachments.not_a_scan`` for anything that is
    neither PDF, JPEG nor PNG.
    """
    if len(data) > MOST_BYTES:
        raise UserError("attachments.too_large", limit=MOST_BYTES // 1024 // 1024)
    if b"%PDF-" in data[:_PDF_HEAD]:
        return CheckedFile("application/pdf", _drawn_anew(data))
    try:
        return CheckedFile("image/jpeg", _shrunk(data, SCAN_SIDE))
    except UserError as error:
        raise UserError("attachments.not_a_scan") from error


def _drawn_anew(data: bytes) -> bytes:
    """A PDF of pictures of the pages: scripts, attached files and metadata of the first one do not survive."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UserError("attachments.not_a_scan") from error
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise UserError("attachments.too_many_pages", limit=MOST_PAGES)
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


def _shrunk(data: bytes, side: int) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError  # loaded only by who brings a picture

    if len(data) > MOST_BYTES:
        raise UserError("attachments.too_large", limit=MOST_BYTES // 1024 // 1024)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MOST_PIXELS or min(picture.size) < 2:
                    raise UserError("attachments.not_a_picture")
                picture.draft("RGB", (side, side))
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, MemoryError) as error:
        raise UserError("attachments.not_a_picture") from error
    upright.thumbnail((side, side))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    buffer = io.BytesIO()
    paper.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()


@service(Act.RECORD)
def set_photo(session: VaultSession, person_id: int, data: bytes) -> None:
    """Keep the person's photo in place of the former one."""
    content = checked_photo(data)
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        uow.person_cards.remove_photos(person_id)
        _add(uow, person_id, AttachmentKind.PHOTO, "Фотография", CheckedFile("image/jpeg", content))
        uow.journal.record("photo.kept", person_uid=person.uid)
        uow.commit()


@service(Act.RECORD)
def remove_photo(session: VaultSession, person_id: int) -> None:
    """Delete the person's photo."""
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        uow.person_cards.remove_photos(person_id)
        uow.journal.record("photo.removed", person_uid=person.uid)
        uow.commit()


@service(Act.RECORD)
def add_attachment(session: VaultSession, person_id: int, kind: AttachmentKind, title: str, data: bytes) -> int:
    """Keep a scanned paper beside a person; its id."""
    checked = checked_scan(data)
    with session.unit_of_work() as uow:
        number = add_attachment_in(uow, person_id, kind, title, checked)
        uow.commit()
    return number


def add_attachment_in(uow: UnitOfWork, person_id: int, kind: AttachmentKind, title: str, checked: CheckedFile) -> int:
    """The same within a unit of work."""
    person = _person(uow, person_id)
    number = _add(uow, person_id, kind, tidy(title) or "Документ", checked)
    uow.journal.record("attachment.added", person_uid=person.uid, kind=kind.value)
    return number


@service(Act.TAKE_NAMES)
def attachment(session: VaultSession, attachment_id: int) -> FileContent:
    """A kept file; the look is written in the journal. UserError ``attachments.unknown``."""
    with session.unit_of_work() as uow:
        row = _found(uow, attachment_id)
        ending = ".pdf" if row.media_type == "application/pdf" else ".jpg"
        name = "".join(c if c.isalnum() or c in " -_№,()" else " " for c in row.title)
        found = FileContent(" ".join(name.split())[:_MOST_NAME] + ending, row.media_type, row.content)
        if row.person_id is not None:
            uow.journal.record("attachment.viewed", person_uid=_person(uow, row.person_id).uid, kind=row.kind.value)
            uow.commit()
    return found


@service(Act.RECORD)
def delete_attachment(session: VaultSession, attachment_id: int) -> None:
    """Delete a kept file for good; a consent whose scan it was stays recorded."""
    with session.unit_of_work() as uow:
        row = _found(uow, attachment_id)
        uid = None if row.person_id is None else _person(uow, row.person_id).uid
        uow.journal.record("attachment.deleted", person_uid=uid, kind=row.kind.value)
        uow.person_cards.delete_file(row)
        uow.commit()


def _add(uow: UnitOfWork, person_id: int, kind: AttachmentKind, title: str, checked: CheckedFile) -> int:
    return uow.person_cards.add_file(
        Attachment(
            person_id=person_id,
            kind=kind,
            title=title,
            media_type=checked.media_type,
            content=checked.content,
            sha256=hashlib.sha256(checked.content).hexdigest(),
            added_at=datetime.now(UTC),
        )
    )


def _found(uow: UnitOfWork, attachment_id: int) -> Attachment:
    row = uow.person_cards.file(attachment_id)
    if row is None:
        raise UserError("attachments.unknown")
    return row


def _person(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None or person.erased_on is not None:
        raise UserError("people.unknown", id=person_id)
    return person
