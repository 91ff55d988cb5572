"""The journal for people: what was done, by whom, to whose data; on the screen, in a file, on paper."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.domain.defusing import defuse
from app.errors import UserError
from app.services.members.blocking import HIDDEN
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service
from app.services.vault.journal_words import ERASED, action_words, detail_words
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.journal import JournalFilter, JournalRow

__all__ = [  # noqa: RUF022 - by meaning
    "JournalRow", "JournalLine", "JournalChoices", "PersonJournal", "recent", "find", "choices", "export",
    "for_person", "for_person_in", "JOURNAL_FORMATS",
]  # fmt: skip

JOURNAL_FORMATS = ("csv", "json", "pdf")


@dataclass(frozen=True)
class JournalLine:
    """An entry in plain words. ``person`` is whose data it concerned, as that person is called now."""

    number: int
    at: datetime
    user: str
    action: str
    what: str
    person: str
    details: str


@dataclass(frozen=True)
class JournalChoices:
    """What the journal can be sifted by: users, and acts as pairs of code and words."""

    users: tuple[str, ...]
    actions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PersonJournal:
    """The extract for one person. ``intact``: the whole journal's chain was checked when the extract was made."""

    person_uid: str
    made_at: datetime
    intact: bool
    entries: tuple[JournalRow, ...]


@service(Act.JOURNAL)
def recent(session: VaultSession, limit: int = 200) -> tuple[JournalRow, ...]:
    """The last acts, the oldest of them first. Only the chair may."""
    with session.unit_of_work() as uow:
        return uow.journal.entries(limit=limit)


@service(Act.JOURNAL)
def find(
    session: VaultSession,
    *,
    person_id: int | None = None,
    user: str = "",
    actions: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    limit: int | None = 1000,
) -> tuple[JournalLine, ...]:
    """Entries in words, the oldest first, at most the last ``limit``. Days are whole, by this computer's clock.

    Raises UserError ``people.unknown`` for a person who is not in the register.
    """
    with session.unit_of_work() as uow:
        return _lines(uow, _filter(uow, person_id, user, actions, since, until), limit)


@service(Act.JOURNAL)
def choices(session: VaultSession) -> JournalChoices:
    """What there is to choose from."""
    with session.unit_of_work() as uow:
        actions = sorted(((code, action_words(code)) for code in uow.journal.actions()), key=lambda pair: pair[1])
        return JournalChoices(tuple(name for name in uow.journal.users() if name), tuple(actions))


@service(Act.JOURNAL)
def export(
    session: VaultSession,
    kind: str,
    *,
    person_id: int | None = None,
    user: str = "",
    actions: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> bytes:
    """The journal, whole or sifted as in :func:`find`, as a ``csv``, ``json`` or ``pdf`` file; recorded after it.

    CSV is UTF-8 with a mark for Excel, divided by semicolons. JSON keeps codes and digests, so that others can check
    the chain. Raises UserError ``journal.unknown_format``, ``people.unknown``.
    """
    if kind not in JOURNAL_FORMATS:
        raise UserError("journal.unknown_format", known=", ".join(JOURNAL_FORMATS))
    with session.unit_of_work() as uow:
        wanted = _filter(uow, person_id, user, actions, since, until)
        broken = uow.journal.verify_chain()
        if kind == "json":
            data = _json(uow.journal.find(wanted), broken)
        else:
            lines = _lines(uow, wanted, None)
            if person_id is None:  # an extract of one person is theirs
                hidden = {person_name(p) for p in uow.papers.people(sorted(uow.whole.blocked())).values()}
                lines = tuple(replace(line, person=HIDDEN) if line.person in hidden else line for line in lines)
            data = _csv(lines) if kind == "csv" else _pdf(uow.organisation.get().full_name, lines, broken)
        uow.journal.record("journal.exported", person_uid=wanted.person_uid, format=kind)
        uow.commit()
    return data


@service(Act.JOURNAL)
def for_person(session: VaultSession, person_uid: str) -> PersonJournal:
    """Everything the journal knows of one person's data; making the extract is itself recorded, after it."""
    with session.unit_of_work() as uow:
        extract = for_person_in(uow, person_uid)
        uow.journal.record("journal.exported", person_uid=person_uid)
        uow.commit()
    return extract


def for_person_in(uow: UnitOfWork, person_uid: str) -> PersonJournal:
    """The extract inside somebody's unit of work, for an answer to a member's request."""
    intact = uow.journal.verify_chain() is None
    own = [entry for uid in (person_uid, *uow.doubles.merged_uids(person_uid)) for entry in uow.journal.entries(uid)]
    entries = tuple(sorted(own, key=lambda entry: entry.id))  # with those of the records that were put into this one
    return PersonJournal(person_uid, datetime.now().astimezone(), intact, entries)


def _filter(
    uow: UnitOfWork,
    person_id: int | None,
    user: str,
    actions: Sequence[str],
    since: date | None,
    until: date | None,
) -> JournalFilter:
    person_uid = None
    if person_id is not None:
        person = uow.people.find(person_id)
        if person is None:
            raise UserError("people.unknown", id=person_id)
        person_uid = person.uid
    end = None if until is None else _midnight(until + timedelta(days=1))
    return JournalFilter(person_uid, user, tuple(actions), None if since is None else _midnight(since), end)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone().astimezone(UTC)


def _lines(uow: UnitOfWork, wanted: JournalFilter, limit: int | None) -> tuple[JournalLine, ...]:
    rows = uow.journal.find(wanted, limit=limit)
    names = uow.journal.names({row.person_uid for row in rows if row.person_uid is not None})
    return tuple(_line(row, names) for row in rows)


def _line(row: JournalRow, names: dict[str, str]) -> JournalLine:
    person = ERASED if row.erased else names.get(row.person_uid, ERASED) if row.person_uid is not None else ""
    return JournalLine(
        number=row.id,
        at=row.at,
        user=row.user_name,
        action=row.action,
        what=action_words(row.action),
        person=person,
        details=detail_words(row.details),
    )


_HEAD = ("№", "Когда", "Кто", "Что сделано", "Чьи данные", "Подробности")


def _cells(line: JournalLine) -> tuple[str, ...]:
    at = f"{line.at.astimezone():%d.%m.%Y %H:%M:%S}"
    return (str(line.number), at, line.user, line.what, line.person, line.details)


def _csv(lines: Sequence[JournalLine]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(_HEAD)
    writer.writerows([defuse(cell) for cell in _cells(line)] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _json(rows: Sequence[JournalRow], broken: int | None) -> bytes:
    document = {
        "format": "pervichka-journal",
        "version": 1,
        "made": datetime.now().astimezone().isoformat(timespec="seconds"),
        "first_broken": broken,
        "entries": [
            {
                "id": row.id,
                "at": row.at.isoformat(timespec="microseconds"),
                "user": row.user_name,
                "action": row.action,
                "person": row.person_uid,
                "person_salt": row.person_salt,
                "person_mark": row.person_mark,
                "details": row.details_text,
                "details_salt": row.details_salt,
                "details_mark": row.details_mark,
                "digest": row.digest,
            }
            for row in rows
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _pdf(organisation: str, lines: Sequence[JournalLine], broken: int | None) -> bytes:
    from app.rendering.lists import member_list_pdf  # reportlab is loaded only by who prints

    state = "записи целы" if broken is None else f"цепочка записей нарушена с № {broken}"
    title = f"Журнал действий с данными. {organisation}. Проверено при печати: {state}"
    return member_list_pdf(title, _HEAD, [_cells(line) for line in lines], numbered=False)
