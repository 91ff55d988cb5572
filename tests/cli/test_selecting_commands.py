"""``pervichka register query|select|saved|fields``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.domain.enums import EventKind, MemberCategory
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.vault.creating import open_vault
from tests.cli.conftest import Terminal
from tests.conftest import PASSWORD


@pytest.fixture
def peopled(vault_folder: Path) -> Path:
    """Two members beside the chair."""
    session = open_vault(vault_folder, PASSWORD)
    for surname, born in (("Авдеева", date(1999, 5, 2)), ("Белов", date(1960, 3, 3))):
        add_member(
            session,
            PersonDraft(surname, "Анна", "Ивановна", birth_date=born, department="Цех 1"),
            EntryDraft(EventKind.ADMITTED, date(2020, 1, 1), MemberCategory.WORKING),
        )
    session.close()
    return vault_folder


def test_a_query_from_a_file_and_kept(terminal: Terminal, peopled: Path, tmp_path: Path) -> None:
    asked = tmp_path / "запрос.json"
    asked.write_text(
        json.dumps(
            {
                "until": "2026-01-01", "columns": ["name", "birth_date"], "group_by": ["department"],
                "where": {"all": [{"field": "age", "op": "to", "value": 35}]},
            }
        ),
        encoding="utf-8",
    )  # fmt: skip
    out = tmp_path / "ответ.xlsx"
    said = terminal("register", "query", "--file", asked, "--save", "молодые", "--out", out, "--json", vault=peopled)
    assert said.code == 0
    document = said.document
    assert (document["total"], document["as_of"]) == (1, "2026-01-01")
    assert document["items"][0]["name"] == "Авдеева Анна Ивановна"
    assert document["items"][0]["birth_date"] == "1999-05-02"
    assert document["groups"] == [{"group": ["Цех 1"], "total": 1}]
    assert openpyxl.load_workbook(out).active["A1"].value == "Члены профсоюза на 01.01.2026"
    again = terminal("register", "query", "--name", "молодые", "--until", "2040-01-01", "--json", vault=peopled)
    assert again.document["total"] == 0
    shown = terminal("register", "query", "--name", "молодые", vault=peopled)
    assert "Авдеева Анна Ивановна" in shown.out
    pdf = tmp_path / "ответ.pdf"
    assert terminal("register", "query", "--name", "молодые", "--out", pdf, vault=peopled).code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert terminal("register", "saved", "--json", vault=peopled).document["queries"][0]["name"] == "молодые"
    assert terminal("register", "saved", "--forget", "молодые", vault=peopled).code == 0
    assert "молодые" in terminal.refused("register", "query", "--name", "молодые", code=2, vault=peopled)


def test_a_selection_gives_the_same_keys_as_the_list(terminal: Terminal, peopled: Path, tmp_path: Path) -> None:
    where = tmp_path / "where.json"
    where.write_text(json.dumps({"any": [{"field": "name", "op": "begins", "value": "БЕЛ"}]}), encoding="utf-8")
    document = terminal("register", "select", "--file", where, "--save", "Белов", "--json", vault=peopled).document
    assert [item["surname"] for item in document["items"]] == ["Белов"]
    listed = terminal("register", "list", "--search", "белов", "--json", vault=peopled).document
    assert listed.pop("exact") is True, "a list of a search tells whether it was found exactly"
    assert listed == document
    assert terminal("register", "select", "--name", "Белов", "--json", vault=peopled).document == document


def test_fields_tell_what_can_be_asked(terminal: Terminal, peopled: Path) -> None:
    fields = {f["id"]: f for f in terminal("register", "fields", "--json", vault=peopled).document}
    assert fields["age"]["ops"] == ["equals", "from", "to", "between", "filled", "empty"]
    assert fields["category"]["choices"]["student"] == "учится"
    assert "role_since" in terminal("register", "fields", "--what", "activists", vault=peopled).out


@pytest.mark.parametrize("text", ["{", "[]", '{"what": "x"}', '{"where": {"all": [{"field": "x", "op": "y"}]}}'])
def test_odd_files_are_refused(terminal: Terminal, peopled: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "q.json"
    file.write_text(text, encoding="utf-8")
    terminal.refused("register", "query", "--file", file, code=2, vault=peopled)
    assert "xlsx" in terminal.refused("register", "query", "--out", tmp_path / "q.txt", "--json", code=2, vault=peopled)
