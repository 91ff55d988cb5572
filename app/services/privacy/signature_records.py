"""Consents given by a simple electronic signature in another system, taken in as its records: CSV, XLSX or JSON.

Columns (any order; headings as here or the English names in brackets): ФИО [person] or Фамилия, Имя, Отчество [surname,
name, patronymic]; Дата рождения [birth_date]; Номер билета [card_number]; Дата согласия [given_on]; Редакция [edition];
Части [parts] – ids or titles by commas; Отказ [refused] – likewise; Система [system]; Номер записи [record]; Время
подписи [signed_at]. JSON is a list of objects with the English names. A person is found by card number, else by the
full name with the birth date, else by a full name that nobody else has. The same record twice changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.bounded_json import parse_by_hand
from app.domain.enums import ConsentWay
from app.domain.names import normalise
from app.errors import UserError
from app.models import Person
from app.services.consent_texts import edition_on
from app.services.consents import ConsentDraft, check_draft, record_consent_in
from app.services.people.reading import person_name
from app.services.profiles import Profile
from app.services.session import WRITERS, VaultSession
from app.storage.unit_of_work import UnitOfWork

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": ("фио", "фамилия имя отчество", "фамилия, имя, отчество", "person"),
    "surname": ("фамилия", "surname"),
    "name": ("имя", "name"),
    "patronymic": ("отчество", "patronymic"),
    "birth_date": ("дата рождения", "birth_date"),
    "card_number": ("номер билета", "профбилет", "номер профбилета", "card_number"),
    "given_on": ("дата согласия", "given_on"),
    "edition": ("редакция", "edition"),
    "parts": ("части", "согласен", "parts"),
    "refused": ("отказ", "не согласен", "refused"),
    "system": ("система", "system"),
    "record": ("номер записи", "record"),
    "signed_at": ("время подписи", "signed_at"),
}


class Found(StrEnum):
    """What a row turned out to be."""

    NEW = "new"
    KNOWN = "known"
    NOBODY = "nobody"
    SEVERAL = "several"
    WRONG = "wrong"


@dataclass(frozen=True)
class RecordRow:
    """A record with whom it is about. ``problem`` in plain words for everything but NEW and KNOWN."""

    row: int
    name: str
    found: Found
    person_id: int | None
    draft: ConsentDraft | None
    problem: str = ""


def read_records(session: VaultSession, file_name: str, data: bytes) -> tuple[RecordRow, ...]:
    """Look at a file; nothing is written. UserError ``consents.records_unreadable`` (``why``)."""
    session.require(*WRITERS)
    rows = _table(file_name, data)
    with session.unit_of_work() as uow:
        index = _Index([person for person, _ in uow.privacy.people(date.today(), uow.privacy.everybody())])
        return tuple(_row(uow, session.profile, number, row, index) for number, row in _limited(rows))


def take_records(session: VaultSession, rows: Sequence[RecordRow]) -> int:
    """Record the new ones in one transaction; how many."""
    session.require(*WRITERS)
    count = 0
    with session.unit_of_work() as uow:
        for row in rows:
            if row.found is not Found.NEW or row.person_id is None or row.draft is None:
                continue
            if not uow.privacy.same_record(row.person_id, row.draft.record):
                count += record_consent_in(uow, session.profile, [row.person_id], row.draft)
        uow.commit()
    return count


class _Index:
    """People by card number and by name."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.by_card: dict[str, list[Person]] = {}
        self.by_name: dict[str, list[Person]] = {}
        for person in people:
            if person.card_number:
                self.by_card.setdefault(person.card_number, []).append(person)
            self.by_name.setdefault(person.search_name, []).append(person)


def _limited(rows: Sequence[Mapping[str, str]]) -> list[tuple[int, Mapping[str, str]]]:
    if len(rows) > MOST_ROWS:
        raise UserError("consents.records_unreadable", why=f"больше {MOST_ROWS} строк")
    return list(enumerate(rows, start=2))


def _row(uow: UnitOfWork, profile: Profile, number: int, row: Mapping[str, str], index: _Index) -> RecordRow:
    name = row.get("person") or " ".join(filter(None, (row.get(k, "") for k in ("surname", "name", "patronymic"))))
    try:
        draft = _draft(profile, row)
        check_draft(profile, draft)
    except (ValueError, UserError) as error:
        problem = str(error) if isinstance(error, ValueError) else "части, редакция или дата не подходят"
        return RecordRow(number, name, Found.WRONG, None, None, problem)
    candidates = index.by_card.get(row.get("card_number", ""), []) if row.get("card_number") else []
    if not candidates:
        candidates = index.by_name.get(normalise(name), [])
        born = _date(row["birth_date"]) if row.get("birth_date") else None
        if born is not None:
            candidates = [p for p in candidates if p.birth_date == born]
    if len(candidates) != 1:
        found = Found.SEVERAL if candidates else Found.NOBODY
        problem = "таких людей несколько: добавьте дату рождения или номер билета" if candidates else "нет в списке"
        return RecordRow(number, name, found, None, draft, problem)
    person = candidates[0]
    known = uow.privacy.same_record(person.id, draft.record)
    return RecordRow(number, person_name(person), Found.KNOWN if known else Found.NEW, person.id, draft)


def _draft(profile: Profile, row: Mapping[str, str]) -> ConsentDraft:
    if not row.get("given_on") and row.get("signed_at"):
        given_on = datetime.fromisoformat(row["signed_at"]).date()
    elif row.get("given_on"):
        given_on = _date(row["given_on"])
    else:
        raise ValueError("нет даты согласия")
    if not row.get("record"):
        raise ValueError("нет номера записи: по нему видно, что человек подписал")
    parts = dict.fromkeys(_parts(profile, row.get("parts", "")), True)
    parts |= dict.fromkeys(_parts(profile, row.get("refused", "")), False)
    edition = row.get("edition", "") or edition_on(profile.consent_editions, given_on).id
    told = [row.get("system", ""), f"запись {row['record']}", row.get("signed_at", "")]
    record = ", ".join(part for part in told if part)
    return ConsentDraft(parts, given_on, ConsentWay.SIMPLE_SIGNATURE, edition[:32], None, record)


def _parts(profile: Profile, text: str) -> list[str]:
    known = {part.id: part.id for part in profile.consent_parts}
    known |= {part.title.casefold(): part.id for part in profile.consent_parts}
    found = []
    for word in (piece.strip() for piece in text.replace(";", ",").split(",")):
        if word:
            if word.casefold() not in known:
                raise ValueError(f"нет части согласия «{word[:40]}»")
            found.append(known[word.casefold()])
    return found


def _date(text: str) -> date:
    for way in ("%d.%m.%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), way).date()  # noqa: DTZ007 - a day without an hour
        except ValueError:
            continue
    raise ValueError(f"дата «{text[:20]}» непонятна")


def _table(file_name: str, data: bytes) -> list[dict[str, str]]:
    if len(data) > MOST_BYTES:
        raise UserError("consents.records_unreadable", why="файл слишком велик")
    try:
        if data[:4] == b"PK\x03\x04":
            return _sheet(data)
        if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{") or file_name.lower().endswith(".json"):
            return _json(data)
        return _csv(data)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError, csv.Error) as error:
        raise UserError("consents.records_unreadable", why=str(error)[:120]) from error


def _json(data: bytes) -> list[dict[str, str]]:
    document = parse_by_hand(data, fraction=float)
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        raise ValueError("нужен список записей")
    rows = []
    for item in document:
        row = {}
        for key, value in item.items():
            if key in _COLUMNS:
                row[key] = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        rows.append(row)
    return rows


def _csv(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251")
    first = text.splitlines()[0] if text.splitlines() else ""
    divider = max(";,\t", key=first.count)
    return _headed(list(csv.reader(io.StringIO(text), delimiter=divider)))


def _sheet(data: bytes) -> list[dict[str, str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except CalamineError as error:
        raise ValueError("таблица не открывается") from error
    return _headed([[_cell(value) for value in line] for line in sheet.to_python()])


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _headed(lines: list[list[str]]) -> list[dict[str, str]]:
    names = {title: key for key, titles in _COLUMNS.items() for title in titles}
    while lines and not any(cell.strip() for cell in lines[0]):
        lines.pop(0)
    if not lines:
        raise ValueError("файл пуст")
    heads = [names.get(" ".join(cell.casefold().split())) for cell in lines[0]]
    if "given_on" not in heads and "signed_at" not in heads:
        raise ValueError("нет столбца «Дата согласия»")
    return [
        {head: cell.strip() for head, cell in zip(heads, line, strict=False) if head is not None}
        for line in lines[1:]
        if any(cell.strip() for cell in line)
    ]
