"""Files kept beside a person inside the encrypted database: the photo, scans, applications.

A file is what its contents are, whatever its name says. Pictures are drawn anew smaller, which leaves behind
everything a camera writes into them (where, when, by what); pages of a PDF are drawn anew as pictures, so that no
script, attached file or metadata of it is kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from app.cage import in_cage
from app.domain.enums import AttachmentKind
from app.domain.names import tidy
from app.errors import UserError
from app.models import Attachment, Person
from app.progress import Progress
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

LARGEST_ATTACHMENT = 15 * 1024 * 1024
"""Larger files are refused before anything looks into them."""
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


def checked_photo(data: bytes, progress: Progress | None = None) -> bytes:
    """A JPEG of at most :data:`app.services.members.pictures.PHOTO_SIDE` pixels without metadata, from a JPEG or PNG.

    UserError ``attachments.too_large``, ``attachments.not_a_picture`` or ``cage.*``.
    """
    _require_small(data)
    return in_cage("photo", data, progress=progress).body


def checked_scan(data: bytes, progress: Progress | None = None) -> CheckedFile:
    """A scanned paper: a PDF of pictures of its pages, or a picture made smaller.

    UserError ``attachments.too_large``, ``attachments.too_many_pages``, ``attachments.not_a_scan`` for anything that is
    neither PDF, JPEG nor PNG, ``cage.*``.
    """
    _require_small(data)
    answer = in_cage("scan", data, progress=progress)
    return CheckedFile("application/pdf" if answer.told == "application/pdf" else "image/jpeg", answer.body)


def _require_small(data: bytes) -> None:
    if len(data) > LARGEST_ATTACHMENT:
        raise UserError("attachments.too_large", limit=LARGEST_ATTACHMENT // 1024 // 1024)


@service(Act.RECORD)
def set_photo(session: VaultSession, person_id: int, data: bytes, progress: Progress | None = None) -> None:
    """Keep the person's photo in place of the former one."""
    content = checked_photo(data, progress)
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
def add_attachment(
    session: VaultSession,
    person_id: int,
    kind: AttachmentKind,
    title: str,
    data: bytes,
    progress: Progress | None = None,
) -> int:
    """Keep a scanned paper beside a person; its id."""
    checked = checked_scan(data, progress)
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
