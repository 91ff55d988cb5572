"""Writing the register into a file and taking such a file into an empty vault: the chair's work, and recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.domain.files import read_limited, write_atomically
from app.domain.membership import replay
from app.errors import UserError
from app.progress import Progress, silent
from app.services.members.exporting.document import LARGEST_REGISTER, read_document, register_document, take_apart
from app.services.members.exporting.members import LIST_HEADS, member_lines, write_csv
from app.services.members.exporting.reading import workbook_of
from app.services.members.exporting.workbook import write_workbook
from app.services.session import Act, VaultSession, service
from app.storage.schema import HEAD
from app.storage.unit_of_work import UnitOfWork

REGISTER_SUFFIXES = (".json", ".xlsx", ".csv")


@dataclass(frozen=True)
class ExportResult:
    """What went out. ``complete``: the file holds the whole register, not only the list of a day."""

    path: Path
    people: int
    left_out: int
    """Blocked people: their data are kept and not used."""
    complete: bool


@dataclass(frozen=True)
class LoadResult:
    """What came in."""

    people: int
    rows: int


@service(Act.TAKE_ALL)
def export_register(
    session: VaultSession, path: Path, on: date | None = None, progress: Progress | None = None
) -> ExportResult:
    """Write the register as the file's ending tells: all of it (.json, .xlsx) or the list of members of a day (.csv).

    The file is not encrypted. UserError ``exporting.kind`` for another ending, EnvironmentFault ``files.*``.
    """
    progress = progress or silent()
    path, on = Path(path), on or date.today()
    kind = path.suffix.lower()
    if kind not in REGISTER_SUFFIXES:
        raise UserError("exporting.kind", name=path.name)
    progress.step("Читаю реестр")
    with session.unit_of_work() as uow:
        left_out = len(uow.whole.blocked())
        if kind == ".csv":
            lines = _lines(session, uow, on)
            people, data = len(lines), write_csv(lines)
        else:
            rows = uow.whole.dump(
                binary=kind == ".json", step=lambda done, total: progress.step("Читаю реестр", done, total)
            )
            people = len(rows["person"])
            about = _about(session, on)
            if kind == ".json":
                progress.step("Записываю файл")
                document = register_document(
                    {**about, "organisation": _organisation(uow)}, rows, _state(session, uow, on)
                )
                data = json.dumps(document, ensure_ascii=False, indent=1).encode()
            else:
                data = write_workbook(about, LIST_HEADS, _lines(session, uow, on), rows, progress)
        progress.step("Записываю файл")
        uow.journal.record("register.exported", format=kind[1:], people=people, left_out=left_out, as_of=on)
        write_atomically(path, data)
        uow.commit()
    return ExportResult(path, people, left_out, kind != ".csv")


@service(Act.TAKE_ALL)
def load_register(session: VaultSession, path: Path, progress: Progress | None = None) -> LoadResult:
    """Take a whole register (.json or .xlsx of :func:`export_register`) into a vault where nobody is recorded yet.

    UserError ``exporting.*`` when the file is another or does not fit, ``exporting.not_empty`` when people are here.
    """
    progress = progress or silent()
    progress.step("Читаю файл")
    data = read_limited(Path(path), LARGEST_REGISTER)
    if data.startswith(b"PK"):
        about, rows = workbook_of(data, Path(path).name, progress)
        schema = about.get("schema", "")
    else:
        document = read_document(data)
        schema, rows = str(document.get("schema", "")), take_apart(document)
    if schema > HEAD:
        raise UserError("exporting.newer")
    with session.unit_of_work() as uow:
        if not uow.whole.is_fresh():
            raise UserError("exporting.not_empty")
        progress.step("Записываю реестр")
        try:
            people = uow.whole.load(rows)
        except ValueError as error:
            raise UserError("exporting.damaged") from error
        events = uow.people.replay_input()
        if any(replay(items).problems for items in events.values()):
            progress.step("Проверяю историю")  # contradictions of the source stay as they were there
        ids = sorted(events)
        for start in range(0, len(ids), 1000):
            progress.step("Считаю членство", start, len(ids))
            uow.people.rebuild_spans(ids[start : start + 1000])
        number = sum(len(found) for found in rows.values())
        uow.journal.record("register.loaded", people=people, rows=number)
        uow.commit()
    return LoadResult(people, number)


def _about(session: VaultSession, on: date) -> dict[str, Any]:
    return {
        "schema": HEAD,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "as_of": on.isoformat(),
        "profile": session.profile.id,
    }


def _state(session: VaultSession, uow: UnitOfWork, on: date) -> dict[int, dict[str, Any]]:
    consents = consents_in_force(session, uow, on)
    return {
        person.id: {
            "category": person.category.value,
            "since": person.since.isoformat(),
            "first_time": person.first_time,
            "consent_on": consents[person.id].isoformat() if person.id in consents else None,
        }
        for person in uow.whole.members(on)
    }


def _organisation(uow: UnitOfWork) -> dict[str, str]:
    own = uow.organisation.get()
    return {name: getattr(own, name) for name in ("uid", "full_name", "short_name", "inn", "ogrn")}


def _lines(session: VaultSession, uow: UnitOfWork, on: date) -> list[list[Any]]:
    return member_lines(uow.whole.members(on), consents_in_force(session, uow, on))


@service(Act.LOOK)
def consents_in_force(session: VaultSession, uow: UnitOfWork, on: date) -> dict[int, date]:
    """Since when the required consent is in force, by person; only of those whose last one is."""
    part = next(part.id for part in session.profile.consent_parts if part.required)
    found: dict[int, date] = {}
    for person_id, given_on, valid_until, given, withdrawn_on in uow.people.consent_states(part):
        if given_on > on:
            continue
        over = not given or (withdrawn_on is not None and withdrawn_on <= on)
        if over or (valid_until is not None and valid_until < on):
            found.pop(person_id, None)
        else:
            found[person_id] = given_on
    return found
