"""Lists that leave for somebody outside: the bonus programme, messages.

The rule is that of :mod:`app.services.privacy.disclosure`.

Making one is written in the journal of each person in it, so that a request can be answered: to whom, when, what.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Sequence
from datetime import date

from app.bundle.seal import seal
from app.domain.defusing import defuse
from app.errors import UserError
from app.services.privacy.disclosure import Disclosure, disclose
from app.services.privacy.recipients import recipients_in
from app.services.session import Act, VaultSession, service

LIST_CHANNELS = ("bonus", "messages")
LIST_FORMATS = ("xlsx", "pdf", "xlsx.age", "csv.age", "pdf.age")
"""A workbook is closed by a password, paper is paper, ``.age`` is sealed to the recipient's key: the consents promise
that nothing goes in the open."""


def list_password() -> str:
    """Twelve figures in fours, to be told to the recipient by another way than the file."""
    return "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))


def list_format(name: str) -> str:
    """«xlsx.age» of «список.xlsx.age»: what :func:`make_list` is asked for a file of this name."""
    kind, sealed = name.lower(), name.lower().endswith(".age")
    kind = kind.removesuffix(".age").rpartition(".")[2]
    return f"{kind}.age" if sealed else kind


@service(Act.TAKE_NAMES)
def make_list(
    session: VaultSession, channel: str, kind: str, on: date | None = None, *, password: str = ""
) -> tuple[bytes, Disclosure]:
    """The file of a list on a day, and who is in it. ``kind``: one of :data:`LIST_FORMATS`; a workbook needs a
    ``password``.

    UserError ``disclosure.no_channel`` when the union has no such list, ``disclosure.nobody`` when nobody agreed,
    ``disclosure.format``, ``disclosure.unsealed`` for an open file, ``disclosure.no_key`` when the key is not known.
    """
    if channel not in LIST_CHANNELS:
        raise UserError("disclosure.no_channel", channel=channel)
    if kind == "csv" or (kind == "xlsx" and not password):
        raise UserError("disclosure.unsealed")
    if kind not in LIST_FORMATS:
        raise UserError("disclosure.format", format=kind)
    plain, _, sealed = kind.partition(".")
    day = on or date.today()
    with session.unit_of_work() as uow:
        told = disclose(uow, session.profile, channel, day)
        if not told.allowed:
            raise UserError("disclosure.nobody", title=told.title)
        recipient = told.recipient
        keys = [one.key for one in recipients_in(uow, session.profile)[told.part] if one.key]
        if sealed and not keys:
            raise UserError("disclosure.no_key")
        organisation = uow.organisation.get().full_name
        uow.journal.record("list.made", channel=channel, people=len(told.allowed), recipient=recipient, format=kind)
        uow.journal.record_for_many(
            "person.listed", told.uids, channel=channel, part=told.part, fields=list(told.fields), recipient=recipient
        )
        uow.commit()
    rows = [[one.values().get(name, "") for name in told.fields] for one in told.allowed]
    heads = [title[:1].upper() + title[1:] for title in told.field_titles]
    made = {"xlsx": _xlsx, "csv": _csv}.get(plain)
    if made is not None:
        data = made(told.title, heads, rows)
    else:
        from app.rendering.lists import member_list_pdf

        subtitle = f"{organisation}. Для: {recipient}. На {day:%d.%m.%Y}, людей: {len(rows)}. Содержит личные данные."
        data = member_list_pdf(told.title, heads, rows, subtitle=subtitle, landscape=True)
    if sealed:
        return seal(data, keys), told
    return (_closed(data, password) if plain == "xlsx" else data), told


def _closed(workbook: bytes, password: str) -> bytes:
    """A workbook that Excel and LibreOffice open with the password only (ECMA-376 agile encryption, AES-256)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    target = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, target)
    return target.getvalue()


def _csv(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:  # noqa: ARG001 - a file has no title
    """UTF-8 with a mark and semicolons: spreadsheets in Russian open it as it is."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([defuse(text) for text in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _xlsx(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:31]
    sheet.append(list(heads))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([None] * len(row))
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(sheet.max_row, column)
            cell.value, cell.data_type = text, "s"
            cell.number_format = "@"
    for column in range(1, len(heads) + 1):
        width = max([len(heads[column - 1]), *(len(row[column - 1]) for row in rows[:200])])
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 3, 50)
    sheet.freeze_panes = "A2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
