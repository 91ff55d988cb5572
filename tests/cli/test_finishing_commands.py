"""``form check`` and ``report sign|set|unknown``: complete reports, zeros, «нет сведений», early signing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal

PERIOD = ("--period", "2025")


@pytest.fixture
def values(tmp_path: Path) -> Path:
    return tmp_path / "числа.json"


def test_check_names_what_is_missing(terminal: Terminal, values: Path) -> None:
    values.write_text('{"values": {"1.102.3": 1, "1.301.3": 50}}', encoding="utf-8")
    said = terminal("form", "check", "kdk-1", "--values", values, *PERIOD, "--json").document
    assert said["missing"] == ["1.401.3", "no_agreement_reason"]
    assert said["complete"] is False
    assert said["values"]["1.801.3"] == 0, "an empty mark is an absent one"
    words = terminal("form", "check", "kdk-1", "--values", values, *PERIOD).out
    assert "1.401.3 – 4. Численность членов Профсоюза в организации" in words

    values.write_text(
        '{"values": {"1.102.3": 1, "1.301.3": 50, "1.401.3": 5}, "fields": {"no_agreement_reason": "Идут переговоры"}}',
        encoding="utf-8",
    )
    said = terminal("form", "check", "kdk-1", "--values", values, *PERIOD, "--json").document
    assert (said["missing"], said["complete"]) == ([], True)


def test_check_and_consolidate_carry_what_nobody_knows(terminal: Terminal, values: Path, tmp_path: Path) -> None:
    known = tmp_path / "завод.json"
    known.write_text('{"values": {"II.1.3": 100}, "period": "2025"}', encoding="utf-8")
    values.write_text(
        '{"unknown": {"II.1.3": "не ответил"}, "period": "2025", "organisation": {"short_name": "Промысел"}}',
        encoding="utf-8",
    )
    made = terminal("form", "consolidate", "fnpr-7", known, values, "--org-kind", "mpo", "--json").document
    assert made["values"]["II.3.3"] == 100
    assert made["unknown"]["II.3.6"] == [{"place": "II.1.3", "reason": "не ответил", "organisation": "Промысел"}]
    said = terminal("form", "consolidate", "fnpr-7", known, values, "--org-kind", "mpo")
    assert "II.3.3" in said.out and "нет сведений: Промысел" in said.out


def test_an_incomplete_report_is_refused_with_its_empty_cells(terminal: Terminal, vault_folder: Path) -> None:
    said = terminal("report", "sign", "4-pi", *PERIOD, vault=vault_folder)
    assert (said.code, said.out) == (1, "")
    assert "не заполнено мест" in said.err
    assert "1.1.4 – Численность правовых инспекторов труда; графа 4 (Отчетный год)" in said.err
    filled = terminal("report", "fill", "4-pi", *PERIOD, vault=vault_folder)
    assert "Нельзя сдавать: ещё ничего не заполнено" in filled.out and "1.1.4 – " in filled.out

    done = terminal("report", "sign", "4-pi", "--zeros", *PERIOD, "--json", vault=vault_folder).document
    assert "1.1.4" in done["zeros"]
    assert json.loads(done["content"])["values"]["1.1.4"] == 0


def test_zeros_are_put_counted_and_taken_back(terminal: Terminal, vault_folder: Path) -> None:
    said = terminal("report", "set", "4-pi", "1.3.4", "2", "--zeros", *PERIOD, vault=vault_folder)
    assert said.code == 0
    assert "1.3.4: вписано 2" in said.out and "Поставлено нулей: " in said.out and "1.1.4" in said.out
    back = terminal("report", "set", "4-pi", "--undo-zeros", *PERIOD, "--json", vault=vault_folder).document
    assert "1.1.4" in back["emptied"] and "1.3.4" not in back["emptied"]
    terminal.refused("report", "set", "4-pi", *PERIOD, code=2, vault=vault_folder)
    terminal.refused("report", "set", "4-pi", "1.3.4", *PERIOD, code=2, vault=vault_folder)


def test_what_nobody_knows_is_said_with_its_reason(terminal: Terminal, vault_folder: Path) -> None:
    said = terminal(
        "report", "unknown", "7-travmatizm", "1.23.4", "1.24.4", "--reason", "работодатель молчит", *PERIOD,
        vault=vault_folder,
    )  # fmt: skip
    assert said.code == 0
    filled = terminal("report", "fill", "7-travmatizm", *PERIOD, "--json", vault=vault_folder).document
    assert filled["values"]["1.23.4"] is None
    assert filled["unknown"]["1.23.4"] == [{"place": "1.23.4", "reason": "работодатель молчит"}]
    assert filled["missing"] == ["1.17.4", "1.25.4"]
    why = terminal("report", "why", "7-travmatizm", "1.23.4", *PERIOD, vault=vault_folder)
    assert "Нет сведений: работодатель молчит" in why.out
    terminal.refused("report", "unknown", "fnpr-2", "II.7.3", "--reason", "нет", *PERIOD, code=2, vault=vault_folder)


def test_a_year_that_is_not_over_is_not_signed(terminal: Terminal, vault_folder: Path) -> None:
    year = date.today().year
    said = terminal.refused("report", "sign", "fnpr-2", "--period", year, code=1, vault=vault_folder)
    assert f"01.01.{year + 1}" in said
    assert terminal("report", "fill", "fnpr-2", "--period", year, vault=vault_folder).code == 0
