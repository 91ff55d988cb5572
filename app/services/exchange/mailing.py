"""Sending by e-mail: a draft for the mail program, or the person's own mail server; in parts when the box is small."""

from __future__ import annotations

from dataclasses import asdict
from email.message import EmailMessage
from pathlib import Path

from app.bundle.parts import split
from app.domain.enums import HandoverWay
from app.domain.files import write_atomically
from app.errors import UserError
from app.models import OutboxItem
from app.progress import Progress
from app.services.exchange.exporting import file_name
from app.services.exchange.handover import find_item, handed_over, item_to_send
from app.services.exchange.keyring import party_view
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork
from app.transfer.mail import Attached, Encryption, MailServer, as_bytes, is_address, letter, send_letter

_SERVER = "mail.server"
MEBIBYTE = 1024 * 1024
DEFAULT_LETTER_SIZE = 10
"""MB. What nearly every mailbox takes."""
_GROWTH = 0.70
"""A letter carries bytes as text (4 for 3, and line ends) and words of its own."""


@service(Act.HAND_OVER)
def has_mail_server(session: VaultSession) -> bool:
    """Whether letters can be sent from here."""
    with session.unit_of_work() as uow:
        return _server(uow) is not None


@service(Act.MAIL)
def mail_server(session: VaultSession) -> MailServer | None:
    """The server that sends the person's letters, when it was told. The password is shown to nobody."""
    with session.unit_of_work() as uow:
        return _server(uow)


@service(Act.MAIL)
def set_mail_server(session: VaultSession, server: MailServer | None) -> None:
    """Tell it, or take it away. It is kept inside the encrypted vault.

    UserError ``mail.bad_server``, ``mail.letters``.
    """
    if server is not None and not (server.host.strip() and 0 < server.port < 65536 and is_address(server.sender)):
        raise UserError("mail.bad_server")
    if server is not None and not (server.user + server.password).isascii():
        raise UserError("mail.letters")
    with session.unit_of_work() as uow:
        uow.settings.put(_SERVER, None if server is None else asdict(server))
        uow.journal.record("mail.server_set", host="" if server is None else server.host)
        uow.commit()


@service(Act.HAND_OVER)
def email_drafts(
    session: VaultSession, uuid: str, path: Path, letter_size: int = DEFAULT_LETTER_SIZE
) -> tuple[Path, ...]:
    """Write a draft (``.eml``), or as many as the file needs parts for letters of ``letter_size`` MB; their paths.

    The second and the following are named «… 2.eml» beside the first. Handed over is recorded once.
    """
    with session.unit_of_work() as uow:
        item = item_to_send(uow, uuid)
        letters = _letters(uow, item, letter_size, sender="")
    written = []
    for number, message in enumerate(letters, start=1):
        place = path if number == 1 else path.with_name(f"{path.stem} {number}{path.suffix}")
        write_atomically(place, as_bytes(message))
        written.append(place)
    _record(session, uuid, HandoverWay.EMAIL, path.name)
    return tuple(written)


@service(Act.HAND_OVER)
def send_mail(
    session: VaultSession, uuid: str, progress: Progress, letter_size: int = DEFAULT_LETTER_SIZE
) -> tuple[str, int]:
    """Send through the mail server; (address, number of letters). Recorded when the server took the last letter.

    UserError ``mail.no_server``, ``mail.no_address``; the others as :func:`app.transfer.mail.send_letter`.
    """
    with session.unit_of_work() as uow:
        server = _server(uow)
        if server is None:
            raise UserError("mail.no_server")
        letters = _letters(uow, item_to_send(uow, uuid), letter_size, sender=server.sender)
    for number, message in enumerate(letters):
        progress.step("Отправляю письмо", number, len(letters))
        send_letter(server, message)
    address = str(letters[0]["To"])
    _record(session, uuid, HandoverWay.SENT_MAIL, address)
    return address, len(letters)


@service(Act.HAND_OVER)
def write_parts(
    session: VaultSession, uuid: str, folder: Path, letter_size: int = DEFAULT_LETTER_SIZE
) -> tuple[Path, ...]:
    """Write the parts themselves into a folder, for a mail page in a browser; their paths."""
    with session.unit_of_work() as uow:
        item = item_to_send(uow, uuid)
        parts = split(file_name(item), item.sealed, _part_size(letter_size))
    written = []
    for name, data in parts:
        write_atomically(folder / name, data)
        written.append(folder / name)
    _record(session, uuid, HandoverWay.FOLDER, str(folder))
    return tuple(written)


def _part_size(letter_size: int) -> int:
    if not 1 <= letter_size <= 100:
        raise UserError("mail.letter_size")
    return int(letter_size * MEBIBYTE * _GROWTH)


def _letters(uow: UnitOfWork, item: OutboxItem, letter_size: int, *, sender: str) -> list[EmailMessage]:
    recipient = uow.exchange.party(item.party_id)
    address = "" if recipient is None else party_view(recipient).email
    own = uow.organisation.get()
    room = _part_size(letter_size)
    name = file_name(item)
    whole = len(item.sealed) <= room
    files = [(name, item.sealed)] if whole else list(split(name, item.sealed, room))
    letters = []
    for number, (file, data) in enumerate(files, start=1):
        of = "" if whole else f" (часть {number} из {len(files)})"
        parts = (
            ""
            if whole
            else f"Файл большой и разделён на письма: это {number}-е из {len(files)}. Сохраните вложения всех писем "
            "в одну папку и примите её целиком: программа соединит их сама.\n"
        )
        letters.append(
            letter(
                f"{own.short_name}: {item.title}{of}",
                "Здравствуйте!\n\n"
                f"Во вложении запечатанный файл: {item.title}. Прочесть его может только ваша организация "
                "в программе «Первичка» (Приём).\n"
                f"{parts}"
                "Пожалуйста, пришлите в ответ квитанцию.\n\n"
                f"{own.full_name}\n",
                [Attached(file, data)],
                to=address,
                sender=sender,
                draft=not sender,
            )
        )
    return letters


def _record(session: VaultSession, uuid: str, way: HandoverWay, place: str) -> None:
    with session.unit_of_work() as uow:
        handed_over(uow, find_item(uow, uuid), way, place)
        uow.commit()


def _server(uow: UnitOfWork) -> MailServer | None:
    told = uow.settings.get(_SERVER)
    if not isinstance(told, dict):
        return None
    return MailServer(**{**told, "encryption": Encryption(told["encryption"])})
