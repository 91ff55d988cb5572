"""``register decide``: what waits, and what is decided about it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Terminal

LIST = "ФИО;Дата рождения;Дата вступления;Отдел\n" + "\n".join(
    (
        "Авдеева Анна Ильинична;01.05.1978;01.09.2010;Цех 1",
        "Сат Чойгана;;;",
        "Лапина Вера Ильинична;1/5;01.09.2011;",
        "Авдеева Анна Ильинична;01.05.1979;01.09.2010;Цех 2",
        "Итого: 3;;;",
    )
)


def test_waiting_rows_are_listed_and_decided(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "список.csv"
    path.write_text(LIST, encoding="utf-8")
    said = terminal("register", "import", path, "--json", vault=vault_folder)
    document = said.document
    assert (document["rows"], document["created"], document["waiting"]) == (4, 1, 3)
    assert [row["row"] for row in document["service_rows"]] == [6]
    assert "register decide" in terminal("register", "import", path, vault=vault_folder).err
    listed = terminal("register", "decide", "--json", vault=vault_folder).document
    assert listed["total"] == 3
    by_name = {item["name"]: item for item in listed["items"]}
    bare, twin = by_name["Сат Чойгана"], by_name["Авдеева Анна Ильинична"]
    assert bare["needs_date"] and bare["refused"] and not twin["refused"]
    (candidate,) = twin["candidates"]
    assert candidate["name"] == "Авдеева Анна Ильинична" and candidate["birth_date"] == "1978-05-01"
    words = terminal.refused("register", "decide", bare["id"], "--new", code=2, vault=vault_folder)
    assert "нет даты" in words
    new = terminal("register", "decide", bare["id"], "--new", "--entry-on", "2026-01-15", "--json", vault=vault_folder)
    assert new.document["waiting"] == 2 and new.document["person"] > candidate["id"]
    same = terminal("register", "decide", twin["id"], "--same", candidate["id"], vault=vault_folder)
    assert same.code == 0 and "Ещё ждут" in same.out
    out = terminal("register", "decide", by_name["Лапина Вера Ильинична"]["id"], "--leave-out", vault=vault_folder)
    assert out.code == 0
    assert "нет" in terminal("register", "decide", vault=vault_folder).out
    found = terminal("register", "list", "--search", "авдеева", "--json", vault=vault_folder).document["items"]
    assert [item["department"] for item in found] == ["Цех 2"]


def test_what_and_about_which_row_go_together(terminal: Terminal, vault_folder: Path) -> None:
    assert "номер строки" in terminal.refused("register", "decide", 5, code=2, vault=vault_folder)
    assert "номер строки" in terminal.refused("register", "decide", "--new", code=2, vault=vault_folder)
    assert "№ 5" in terminal.refused("register", "decide", 5, "--new", code=2, vault=vault_folder)
