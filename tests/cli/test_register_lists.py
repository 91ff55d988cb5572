"""``pervichka register``: next year's list, doubles, everything out and back, from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Terminal

FIRST = """Список студентов на 01.10.2025;;
ФИО;Дата рождения;Группа
Иванова Анна Петровна;05.11.2004;ИС-41
Кузнецов Олег Ильич;12.03.2004;ИС-41
Цой Марина Львовна;30.07.2005;ИС-31
Ким Егор Ильич;01.05.2005;ИС-31
"""
NEXT = """Список студентов на 01.09.2026;;
ФИО;Дата рождения;Группа
Цой Марина Львовна;30.07.2005;ИС-41
Новикова Яна Олеговна;10.10.2008;ИС-11
"""


def lists(folder: Path) -> tuple[Path, Path]:
    first, following = folder / "2025.csv", folder / "2026.csv"
    first.write_text(FIRST, encoding="utf-8")
    following.write_text(NEXT, encoding="utf-8")
    return first, following


def test_next_years_list_in_one_pass(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    first, following = lists(tmp_path)
    terminal("register", "import", first, vault=vault_folder)
    words = ("register", "import", following, "--compare", "--gone", "graduated", "--gone-on", "2026-06-30",
             "--decision", "7", "--json")  # fmt: skip
    tried = terminal(*words, "--dry-run", vault=vault_folder).document
    done = terminal(*words, vault=vault_folder)
    assert done.code == 0
    assert {**done.document, "batch_id": None} == tried
    assert (done.document["created"], done.document["updated"], done.document["taken_off"]) == (1, 1, 2)
    assert {row["name"]: row["leaves"] for row in done.document["gone"]}["Ким Егор Ильич"] is None
    again = terminal(*words, vault=vault_folder).document
    assert (again["created"], again["updated"], again["taken_off"]) == (0, 0, 0)
    everyone = terminal("register", "import", following, "--compare", "--gone", "other", vault=vault_folder)
    assert "Ким Егор Ильич" in everyone.out and "снято с учёта: 1" in everyone.out
    kept = terminal("register", "import", following, "--compare", "--gone", "stay", "--json", vault=vault_folder)
    assert kept.document["taken_off"] == 0


def test_options_of_the_comparison_need_it(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    first, _ = lists(tmp_path)
    said = terminal.refused("register", "import", first, "--gone", "left", code=2, vault=vault_folder)
    assert "--compare" in said
    assert "gone" not in terminal("register", "import", first, "--dry-run", "--json", vault=vault_folder).document


def test_doubles_are_found_merged_and_taken_apart(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "ФИО;Дата рождения;Дата вступления\nИванова Анна Петровна;05.11.1978;01.09.2010\n"
        "Ивонова Анна Петровна;05.11.1978;01.09.2012\n", encoding="utf-8",
    )  # fmt: skip
    terminal("register", "import", path, vault=vault_folder)
    (pair,) = terminal("register", "doubles", "--json", vault=vault_folder).document
    assert pair["reasons"] == ["похожее имя, та же дата рождения"]
    keep, other = pair["one"]["id"], pair["other"]["id"]
    words = ("register", "merge", "--keep", keep, "--other", other, "--json")
    tried = terminal(*words, "--dry-run", vault=vault_folder).document
    assert [event["kind"] for event in tried["voided"]] == ["admitted"] and tried["merge"] is None
    assert "surname" in terminal.refused(*words, "--take", "note", code=2, vault=vault_folder)
    done = terminal(*words, "--take", "surname", vault=vault_folder).document
    (found,) = terminal("register", "list", "--search", "Анна", "--json", vault=vault_folder).document["items"]
    assert found["surname"] == "Ивонова"
    assert terminal("register", "merge", "--undo", done["merge"], vault=vault_folder).code == 0
    assert "Пар: 1" in terminal("register", "doubles", vault=vault_folder).err
    assert terminal("register", "doubles", "--apart", keep, other, "--json", vault=vault_folder).document == []
    assert "--keep" in terminal.refused("register", "merge", code=2, vault=vault_folder)


def test_everything_out_and_lists_on_paper(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    first, _ = lists(tmp_path)
    terminal("register", "import", first, vault=vault_folder)
    said = terminal("register", "export", "--to", tmp_path / "r.json", "--json", vault=vault_folder)
    assert said.document["people"] == 5 and "не зашифрован" in said.err
    assert "пустую книгу" in terminal.refused("register", "load", tmp_path / "r.json", code=2, vault=vault_folder)
    assert terminal("register", "groups", "--to", tmp_path / "g.pdf", vault=vault_folder).code == 0
    found = terminal("register", "birthdays", "--from", "2026-07-01", "--until", "2026-07-31", "--to",
                     tmp_path / "b.pdf", "--json", vault=vault_folder).document  # fmt: skip
    assert [b["name"] for b in found] == ["Цой Марина Львовна"]
    assert "Печатать некого" in terminal.refused("register", "labels", "--to", tmp_path / "l.pdf", code=2,
                                                 vault=vault_folder)  # fmt: skip
    assert (tmp_path / "g.pdf").read_bytes()[:4] == (tmp_path / "b.pdf").read_bytes()[:4] == b"%PDF"


def test_a_search_that_was_not_exact_says_so(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    first, _ = lists(tmp_path)
    terminal("register", "import", first, vault=vault_folder)
    said = terminal("register", "list", "--search", "ИС-371", "--json", vault=vault_folder)
    assert (said.document["exact"], said.document["total"]) == (False, 2)
    assert "Точно не нашлось; похожие: 2" in said.err
    shown = terminal("register", "list", "--search", "ИС-371", vault=vault_folder)
    assert "Точно не нашлось; похожие: 2" in shown.err and "Всего" not in shown.err
    exact = terminal("register", "list", "--search", "ИС-31", "--json", vault=vault_folder)
    assert (exact.document["exact"], exact.document["total"], exact.err) == (True, 2, "")
