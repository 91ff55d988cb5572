"""Consents given by a simple electronic signature in another system, taken in as its records: CSV, XLSX or JSON.

Columns (any order; headings as here or the English names in brackets): ФИО [person] or Фамилия, Имя, Отчество [surname,
name, patronymic]; Дата рождения [birth_date]; Номер билета [card_number]; Дата согласия [given_on]; Редакция [edition];
Части [parts] – ids or titles by commas; Отказ [refused] – likewise; Система [system]; Номер записи [record]; Время
подписи [signed_at]. JSON is a list of objects with the English names. A person is found by card number, else by the
full name with the birth date, else by a full name that nobody else has. The same record twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.enums import ConsentWay
from app.domain.names import normalise
from app.errors import UserError
from app.models import Person
from app.progress import Progress
from app.services.members.reading import person_name
from app.services.organisation.profiles import Profile
from app.services.privacy.consent_texts import edition_on
from app.services.privacy.consents import ConsentDraft, check_draft, record_consent_in
from app.services.privacy.record_tables import MOST_BYTES, record_rows
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

__all__ = ["MOST_BYTES", "Found", "RecordRow", "read_records", "take_records"]


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


@service(Act.RECORD)
def read_records(
    session: VaultSession, file_name: str, data: bytes, progress: Progress | None = None
) -> tuple[RecordRow, ...]:
    """Look at a file; nothing is written. UserError ``consents.records_unreadable`` (``why``)."""
    rows = record_rows(file_name, data, progress)
    with session.unit_of_work() as uow:
        index = _Index([person for person, _ in uow.privacy.people(date.today(), uow.privacy.everybody())])
        return tuple(_row(uow, session.profile, number, row, index) for number, row in enumerate(rows, start=2))


@service(Act.RECORD)
def take_records(session: VaultSession, rows: Sequence[RecordRow]) -> int:
    """Record the new ones in one transaction; how many."""
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
