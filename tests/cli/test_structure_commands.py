"""``unit``, ``election``, ``reserve`` and what they change."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Terminal


def test_units_elections_and_the_reserve(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    def run(*words: object) -> dict[str, object]:
        said = terminal(*words, "--json", vault=vault_folder)
        assert said.code == 0, said.err
        document: dict[str, object] = said.document
        return document

    assert run("unit", "add", "--kind", "shop", "--name", "Цех № 1", "--seats", 3)["kind"] == "shop"
    run("unit", "add", "--kind", "group", "--name", "Смена А", "--parent", "цех № 1")
    assert run("unit", "assign", "--name", "Смена А", "--member", 1, "--on", "2026-01-10")["moved"] == 1
    units = run("unit", "list", "--on", "2026-02-01")["items"]
    assert isinstance(units, list)
    assert [(u["name"], u["depth"]) for u in units][2:] == [("Цех № 1", 0), ("Смена А", 1)]
    file = tmp_path / "выборы.json"
    file.write_text(
        json.dumps(
            {
                "on": "2026-02-11", "present": 8, "eligible": 10, "rating": "satisfactory", "protocol": "4",
                "elected": [{"member": 1, "kind": "chair", "contested": True, "full_time": True}],
            }
        ),
        encoding="utf-8",
    )  # fmt: skip
    recorded = run("election", "add", "--from", file)
    assert (recorded["on"], recorded["elected"]) == ("2026-02-11", 1)
    roles = run("role", "list", "--on", "2026-02-11")["items"]
    assert isinstance(roles, list)
    assert [(r["kind"], r["full_time"], r["term_until"]) for r in roles] == [("chair", True, "2031-02-10")]
    assert run("election", "list")["total"] == 1
    assert "Участвовало" in terminal("election", "list", vault=vault_folder).out
    assert run("election", "undo", "--election", recorded["election"])["undone"] is True
    run("reserve", "add", "--member", 1, "--on", "2026-03-01", "--education", "КГУ, 2007")
    assert run("reserve", "list", "--on", "2026-03-01")["total"] == 1
    assert run("unit", "close", "--name", "Смена А", "--on", "2026-06-01", "--move-to", "Цех № 1")["moved"] == 0
    file.write_text("{}", encoding="utf-8")
    assert "выборы.json" in terminal.refused("election", "add", "--from", file, code=2, vault=vault_folder)
    assert terminal.refused("unit", "close", "--name", "Нет такой", "--on", "2026-06-01", code=2, vault=vault_folder)


def test_an_office_is_recorded_in_full(terminal: Terminal, vault_folder: Path) -> None:
    words = ("--member", 1, "--kind", "commission_chair", "--unit", "Охрана труда", "--on", "2026-01-10")
    more = ("--until", "2029-01-09", "--basis", "профком, протокол № 2", "--contested")
    assert terminal("role", "add", *words, *more, vault=vault_folder).code == 0
    items = terminal("role", "list", "--on", "2026-01-10", "--json", vault=vault_folder).document["items"]
    office = next(r for r in items if r["kind"] == "commission_chair")
    assert (office["unit"], office["term_until"], office["contested"]) == ("Охрана труда", "2029-01-09", True)
