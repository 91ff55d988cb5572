"""``pervichka ledger``: recorded, listed with totals, cancelled, refused in one sentence."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Terminal


def test_money_from_the_command_line_to_the_report(terminal: Terminal, vault_folder: Path) -> None:
    def add(*words: object) -> int:
        return int(terminal("ledger", "add", *words, "--json", vault=vault_folder).document["entry"])

    add("--kind", "opening", "--on", "2025-01-01", "--amount", "10 000")
    add("--kind", "income", "--on", "2025-02-01", "--article", "2", "--amount", "200000,40")
    add("--kind", "expense", "--on", "2025-03-01", "--article", "3", "--amount", "9000.60", "--note", "семинар")
    wrong = add("--kind", "expense", "--on", "2025-03-01", "--article", "28", "--amount", "5", "--name", "Охрана")
    said = terminal("ledger", "cancel", "--entry", wrong, vault=vault_folder)
    assert (said.code, said.out) == (0, f"Запись № {wrong} отменена.\n")
    document = terminal("ledger", "list", "--period", "2025", "--json", vault=vault_folder).document
    assert document["total"] == 3
    assert [(e["article"], e["amount"]) for e in document["items"]] == [("1", 10000), ("2", 200000.4), ("3", 9000.6)]
    assert (document["totals"]["income"], document["closing"]) == (200000.4, 200999.8)
    assert document["totals"]["targets"][0]["reached"] is True
    shown = terminal("ledger", "list", "--period", "2025", "--cancelled", vault=vault_folder).out
    assert "отменено" in shown and "цель – не меньше" in shown and "семинар" in shown
    filled = terminal("report", "fill", "10-pb", "--period", "2025", "--json", vault=vault_folder).document
    assert filled["values"]["1B.3.4"] == 9


def test_refusals(terminal: Terminal, vault_folder: Path) -> None:
    start = ("ledger", "add", "--on", "2025-03-01")
    for words, code, expected in (
        (("--kind", "expense", "--article", "3", "--amount", "много"), 2, "не сумма"),
        (("--kind", "expense", "--amount", "5"), 2, "--article"),
        (("--kind", "expense", "--article", "12", "--amount", "5"), 2, "«12»"),
        (("--kind", "expense", "--article", "15", "--amount", "5"), 2, "15"),
    ):
        assert expected in terminal.refused(*start, *words, code=code, vault=vault_folder)
    assert "№ 99" in terminal.refused("ledger", "cancel", "--entry", "99", code=2, vault=vault_folder)
