"""``pervichka library`` and ``poll``: a package goes down with documents, news and a poll; answers come up."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Terminal
from tests.cli.test_exchange_commands import Offices, offices

__all__ = ["offices"]

POLL = 'title = "О бланках"\n[[questions]]\ntext = "Сколько нужно?"\nkind = "number"\n'


def test_down_and_up(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    document, news, poll = tmp_path / "Порядок_приёма.txt", tmp_path / "весть.txt", tmp_path / "опрос.toml"
    document.write_text("Заявление пишут от руки", encoding="utf-8")
    news.write_text("Пленум\nсостоится в декабре", encoding="utf-8")
    poll.write_text(POLL, encoding="utf-8")
    sealed, upward = tmp_path / "пакет.pervichka", tmp_path / "ответы.pervichka"
    terminal("intake", "enrol", offices.school_card, vault=offices.district)
    terminal("intake", "enrol", offices.district_card, "--relation", "higher", vault=offices.school)
    made = terminal(
        "bundle", "package", "--to", "all", "--out", sealed, "--document", document, "--section", "Приём",
        "--news", news, "--poll", poll, "--note", "Ждём ответа", "--json", vault=offices.district,
    )  # fmt: skip
    assert made.code == 0, made.err
    assert made.document["documents"] == ["Порядок приёма"]
    assert terminal("bundle", "receipt", sealed, vault=offices.school).code == 0
    found = terminal("library", "search", "от руки", "--json", vault=offices.school).document
    assert [row["title"] for row in found] == ["Порядок приёма"]
    assert terminal("library", "search", "бензин", "--json", vault=offices.school).document == []
    shown = terminal("library", "open", found[0]["uid"], vault=offices.school)
    assert shown.out.strip() == "Заявление пишут от руки"
    copy = tmp_path / "копия.txt"
    assert terminal("library", "open", found[0]["uid"], "--out", copy, vault=offices.school).code == 0
    assert copy.read_bytes() == document.read_bytes()
    told = terminal("library", "list", "--news", vault=offices.school).out
    assert "Пленум" in told and "Ждём ответа" in told
    uid = terminal("poll", "list", "--json", vault=offices.school).document[0]["poll"]["uid"]
    refused = terminal.refused("poll", "answer", uid, "--set", "1=много", code=2, vault=offices.school)
    assert "Сколько нужно?" in refused
    assert terminal("poll", "answer", uid, "--set", "1=40", vault=offices.school).code == 0
    leaving = terminal("bundle", "leaving", "--to", offices.district_card, "--answers", vault=offices.school)
    assert "Опрос «О бланках»: 1 ответ." in leaving.out
    before = terminal("poll", "results", uid, vault=offices.district)
    assert "Не ответили" in before.err
    sent = terminal(
        "bundle", "export", "--to", offices.district_card, "--out", upward, "--answers", "--note", "Спасибо",
        vault=offices.school,
    )  # fmt: skip
    assert sent.code == 0, sent.err
    assert terminal("intake", "accept", upward, vault=offices.district).code == 0
    table = tmp_path / "итоги.xlsx"
    results = terminal("poll", "results", uid, "--out", table, "--json", vault=offices.district)
    assert results.document["sums"] == {"1": "40"} and results.document["missing"] == []
    assert table.read_bytes().startswith(b"PK")
    assert "Спасибо" in terminal("library", "list", "--news", vault=offices.district).out


def test_refusals(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    terminal("intake", "enrol", offices.school_card, vault=offices.district)
    program = tmp_path / "программа.exe"
    program.write_bytes(b"MZ")
    for words, expected in (
        (("bundle", "package", "--to", "all", "--out", tmp_path / "x", "--document", program), "программа"),
        (("library", "open", "нет"), "Такого документа нет"),
        (("poll", "answer", "нет", "--set", "1=2"), "Такого опроса нет"),
        (("poll", "results", "нет", "--out", tmp_path / "x.doc"), ".xlsx"),
    ):
        assert expected in terminal.refused(*words, code=2, vault=offices.district)
