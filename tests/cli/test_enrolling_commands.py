"""``pervichka intake enrol`` of many cards beside the fingerprints typed from their sheets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.bundle.identity import grouped_fingerprint
from tests.cli.conftest import Terminal
from tests.primaries import Primary


@pytest.fixture
def primaries() -> list[Primary]:
    return [Primary(f"ППО завода № {number}") for number in range(1, 4)]


@pytest.fixture
def folder(primaries: list[Primary], tmp_path: Path) -> Path:
    folder = tmp_path / "карточки"
    folder.mkdir()
    for number, primary in enumerate(primaries, start=1):
        (folder / f"{number}.card").write_bytes(primary.card)
    return folder


def fingerprint(primary: Primary) -> str:
    found: str = json.loads(primary.card)["fingerprint"]
    return found


def enrolled(terminal: Terminal, vault: Path) -> dict[str, bool]:
    found: list[dict[str, Any]] = terminal("intake", "parties", "--json", vault=vault).document
    return {party["full_name"]: party["compared"] for party in found}


def typed(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "отпечатки.txt"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def outcomes(document: Any) -> list[str]:
    return [card["outcome"] for card in document["cards"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_folder_of_cards_agrees_with_its_sheets(
    terminal: Terminal, vault_folder: Path, primaries: list[Primary], folder: Path, tmp_path: Path, encoding: str
) -> None:
    first, second, third = map(fingerprint, primaries)
    cyrillic = grouped_fingerprint(third).translate(str.maketrans("ace", "асе"))
    sheets = typed(tmp_path, grouped_fingerprint(second), "", first.upper(), cyrillic, encoding=encoding)
    said = terminal("intake", "enrol", folder, "--fingerprints", sheets, "--json", vault=vault_folder)
    assert said.code == 0, said
    assert outcomes(said.document) == ["agrees"] * 3
    assert list(enrolled(terminal, vault_folder).values()) == [True] * 3


def test_a_card_whose_sheet_was_not_typed_is_not_compared(
    terminal: Terminal, vault_folder: Path, primaries: list[Primary], folder: Path, tmp_path: Path
) -> None:
    sheets = typed(tmp_path, grouped_fingerprint(fingerprint(primaries[0])))
    said = terminal("intake", "enrol", folder, "--fingerprints", sheets, vault=vault_folder)
    assert said.code == 0
    assert "совпал: 1, не совпал: 0, не сверен: 2" in said.out
    assert sorted(enrolled(terminal, vault_folder).values()) == [False, False, True]


def test_another_sign_is_not_agreeing_and_that_key_is_not_trusted(
    terminal: Terminal, vault_folder: Path, primaries: list[Primary], folder: Path, tmp_path: Path
) -> None:
    first, second, _ = map(fingerprint, primaries)
    wrong = second[:-1] + ("0" if second[-1] != "0" else "1")
    sheets = typed(tmp_path, first, wrong)
    said = terminal("intake", "enrol", folder, "--fingerprints", sheets, "--json", vault=vault_folder)
    assert said.code == 1
    assert outcomes(said.document) == ["agrees", "differs", "not_compared"]
    assert said.document["cards"][1]["line"] == 2
    assert "2.card: отпечаток не совпал со строкой 2" in said.err
    assert set(enrolled(terminal, vault_folder)) == {primaries[0].name, primaries[2].name}


def test_a_wholly_other_fingerprint_leaves_no_card_trusted_that_it_may_belong_to(
    terminal: Terminal, vault_folder: Path, primaries: list[Primary], folder: Path, tmp_path: Path
) -> None:
    sheets = typed(tmp_path, fingerprint(primaries[0]), fingerprint(primaries[1]), "0" * 64)
    said = terminal("intake", "enrol", folder, "--fingerprints", sheets, "--json", vault=vault_folder)
    assert said.code == 1
    assert outcomes(said.document) == ["agrees", "agrees", "differs"]
    assert [line["number"] for line in said.document["lines_without_card"]] == [3]
    assert primaries[2].name not in enrolled(terminal, vault_folder)


def test_one_bad_card_stops_nobody_and_what_is_no_card_is_named(
    terminal: Terminal, vault_folder: Path, primaries: list[Primary], folder: Path, tmp_path: Path
) -> None:
    (folder / "0.card").write_bytes(b'{"format": "pervichka-card/1", "fingerprint": 1e999999999}')
    (folder / "4.card").write_bytes(primaries[0].card[:200])
    (folder / "5.card").write_bytes(b'{"format": "pervichka-card/1", "a": "' + b'\\"' * 65536 + b'"}')
    (folder / "лист.pdf").write_bytes(b"%PDF-1.7")
    sheets = folder / "отпечатки.txt"
    sheets.write_text("\n".join(map(fingerprint, primaries)), encoding="utf-8")
    said = terminal("intake", "enrol", folder, "--fingerprints", sheets, "--json", vault=vault_folder)
    assert said.code == 4
    assert outcomes(said.document) == ["rejected", "agrees", "agrees", "agrees", "rejected", "rejected"]
    assert said.document["passed_over"] == ["лист.pdf"]
    assert "больше 64 КБ" in said.document["cards"][-1]["message"]
    assert all(card["message"] for card in said.document["cards"] if card["outcome"] == "rejected")


def test_compared_once_stays_compared_and_many_cards_need_no_file(
    terminal: Terminal, vault_folder: Path, primaries: list[Primary], folder: Path, tmp_path: Path
) -> None:
    terminal("intake", "enrol", folder / "1.card", "--fingerprint", fingerprint(primaries[0]), vault=vault_folder)
    said = terminal("intake", "enrol", folder / "1.card", folder / "2.card", "--json", vault=vault_folder)
    assert said.code == 0
    assert outcomes(said.document) == ["agrees", "not_compared"]


def test_wrong_use_is_one_line(terminal: Terminal, vault_folder: Path, folder: Path, tmp_path: Path) -> None:
    empty = typed(tmp_path, "Отпечатки:", "")
    assert "ни одного отпечатка" in terminal.refused(
        "intake", "enrol", folder, "--fingerprints", empty, code=2, vault=vault_folder
    )
    assert "--fingerprints" in terminal.refused(
        "intake", "enrol", folder, "--fingerprint", "ab", code=2, vault=vault_folder
    )
