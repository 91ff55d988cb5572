"""The journal for people: in words, sifted, exported, and complete: nothing is written without an entry."""

from __future__ import annotations

import ast
import csv
import hashlib
import importlib
import inspect
import io
import json
import pkgutil
from collections.abc import Iterator
from datetime import date, timedelta
from types import FunctionType
from typing import Any

import pytest

import app.services
from app.domain.enums import UserRight
from app.errors import AccessError, UserError
from app.services.organisation.passport import passport
from app.services.session import VaultSession
from app.services.vault import journal
from app.services.vault.journal_words import DEEDS, THINGS, action_words

CHAIR = 1


@pytest.fixture
def told(session: VaultSession) -> VaultSession:
    with session.unit_of_work() as uow:
        person = uow.people.find(CHAIR)
        assert person is not None
        uow.journal.record("person.viewed", person_uid=person.uid)
        uow.journal.record("person.changed", person_uid=person.uid, fields=["phone"])
        uow.journal.record("report.signed", form="fnpr-2", period="2025")
        uow.commit()
    return session


def test_entries_are_told_in_words(told: VaultSession) -> None:
    line = journal.find(told, person_id=CHAIR)[-1]
    assert (line.what, line.person) == ("Карточка человека: изменение", "Щербакова Елена Петровна")
    assert line.user == "Щербакова Е. П." and line.details == "поля: phone"
    assert journal.find(told)[-1].details == "форма: fnpr-2; период: 2025"
    assert action_words("later.thing") == "later.thing"


def test_the_journal_is_sifted(told: VaultSession) -> None:
    everything = journal.find(told)
    assert [line.number for line in everything] == sorted(line.number for line in everything)
    assert len(journal.find(told, person_id=CHAIR)) == 2
    assert len(journal.find(told, actions=["person.viewed", "report.signed"])) == 2
    assert journal.find(told, user="Кто-то другой") == ()
    today = date.today()
    assert journal.find(told, since=today, until=today) == everything
    assert journal.find(told, since=today + timedelta(days=1)) == ()
    assert journal.find(told, until=today - timedelta(days=1)) == ()
    assert len(journal.find(told, limit=2)) == 2
    chosen = journal.choices(told)
    assert "Щербакова Е. П." in chosen.users and ("report.signed", "Отчёт: подписание") in chosen.actions
    with pytest.raises(UserError):
        journal.find(told, person_id=999)


def test_a_destroyed_person_has_no_name_in_the_journal(told: VaultSession) -> None:
    with told.unit_of_work() as uow:
        person = uow.people.find(CHAIR)
        assert person is not None
        uow.journal.forget(person.uid)
        uow.commit()
    erased = [line for line in journal.find(told) if line.person]
    assert {line.person for line in erased} == {"данные уничтожены"} and len(erased) == 2
    assert "Щербакова Елена" not in journal.export(told, "csv").decode()


def test_csv_can_be_opened_in_a_spreadsheet_without_running_anything(told: VaultSession) -> None:
    with told.unit_of_work() as uow:
        uow.journal.record("person.viewed", note="=HYPERLINK(1)")
        person = uow.people.find(CHAIR)
        assert person is not None
        person.surname = "=cmd|calc"
        uow.commit()
    data = journal.export(told, "csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "№" and all(len(row) == 6 for row in rows)
    cells = [cell for row in rows for cell in row]
    assert "'=cmd|calc Елена Петровна" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_chain_can_be_checked_from_an_export_by_others(told: VaultSession) -> None:
    """By the documented rule alone (docs/security.md), none of our code."""
    with told.unit_of_work() as uow:
        person = uow.people.find(CHAIR)
        assert person is not None
        uow.journal.forget(person.uid)
        uow.commit()
    document = json.loads(journal.export(told, "json"))
    assert document["first_broken"] is None

    def mark(kind: str, entry: dict[str, Any]) -> str | None:
        if entry[f"{kind}_mark"] or entry[kind] is None:
            return entry[f"{kind}_mark"] or None
        return hashlib.sha256(f"{kind}:{entry[f'{kind}_salt']}:{entry[kind]}".encode()).hexdigest()

    digest = ""
    for entry in document["entries"]:
        text = json.dumps(
            {"id": entry["id"], "at": entry["at"], "user": entry["user"], "action": entry["action"],
             "person": mark("person", entry), "details": mark("details", entry)},
            ensure_ascii=False, sort_keys=True, separators=(",", ":"),
        )  # fmt: skip
        digest = hashlib.sha256((digest + text).encode()).hexdigest()
        assert digest == entry["digest"]


def test_an_export_is_itself_told_and_only_the_chair_makes_one(told: VaultSession) -> None:
    assert journal.export(told, "pdf", person_id=CHAIR).startswith(b"%PDF")
    assert journal.find(told)[-1].action == "journal.exported"
    with pytest.raises(UserError) as caught:
        journal.export(told, "doc")
    assert caught.value.code == "journal.unknown_format"
    told.right = UserRight.RECORDS
    for act in (journal.find, journal.choices, lambda s: journal.export(s, "csv"), journal.recent):
        with pytest.raises(AccessError):
            act(told)


# --- every service


def _services() -> Iterator[tuple[str, FunctionType, ast.FunctionDef]]:
    """Every function of every service, with its source."""
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        if module.name.startswith("app.services.demo"):
            continue
        loaded = importlib.import_module(module.name)
        for node in ast.parse(inspect.getsource(loaded)).body:
            if isinstance(node, ast.FunctionDef):
                yield f"{module.name}.{node.name}", getattr(loaded, node.name), node


SERVICES = {name: (function, node) for name, function, node in _services()}


def _calls(node: ast.AST) -> set[str]:
    return {
        call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name)
    }


def _journals() -> set[str]:
    """Names of functions that write an entry, themselves or through one they call."""
    calls: dict[str, set[str]] = {}
    for name, (_, node) in SERVICES.items():
        calls.setdefault(name.rpartition(".")[2], set()).update(_calls(node))
    telling = {name for name, called in calls.items() if called & {"record", "record_for_many", "forget"}}
    while True:
        more = {name for name, called in calls.items() if called & telling} - telling
        if not more:
            return telling
        telling |= more


TECHNICAL = {
    "app.services.exchange.uploading.note_upload",
    "app.services.vault.copies.clear_copies_begun",
    "app.services.vault.drafts.keep_drafts",
    "app.services.vault.sheets.note_first_run",
}
"""How far an upload has gone is written many times a minute, its beginning and its end are told; that nothing is left
of a copy that was broken off is nobody's act; what is only typed is no record yet.
"""

COMMITTING = sorted(
    name
    for name, (_, node) in SERVICES.items()
    if "commit" in _calls(node) and not node.name.startswith("_") and name not in TECHNICAL
)


def test_there_are_services_to_look_at() -> None:
    assert len(COMMITTING) > 40


@pytest.mark.parametrize("name", COMMITTING)
def test_nothing_is_written_without_an_entry(name: str) -> None:
    assert name.rpartition(".")[2] in _journals(), f"{name} commits and writes no journal entry"


def test_every_act_has_words() -> None:
    acts = {
        argument.value
        for _, node in SERVICES.values()
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("record", "record_for_many")
        and isinstance(call.func.value, ast.Attribute)
        and call.func.value.attr == "journal"
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant)
    }
    assert len(acts) > 50
    things, deeds = {act.partition(".")[0] for act in acts}, {act.partition(".")[2] for act in acts}
    assert (things - set(THINGS), deeds - set(DEEDS)) == (set(), set())


def test_the_fixture_reads_a_passport(session: VaultSession) -> None:
    """Reading what names no member is not told: the journal is about people's data."""
    before = len(journal.find(session))
    passport(session)
    assert len(journal.find(session)) == before
