"""``consent``, ``person``, ``request``, ``incident`` as a script uses them."""

from __future__ import annotations

import json
from pathlib import Path

from app.services.vault.opening import open_vault
from tests.cli.conftest import Terminal
from tests.conftest import PASSWORD
from tests.paper_facts import fill_recipients

LIST = "Фамилия;Имя;Отчество;Дата рождения;Дата вступления;Телефон\n"
PEOPLE = (
    "Дьячкова;Ольга;Сергеевна;21.02.1980;01.09.2010;+7 917 111-22-33\nМерзляков;Игорь;Павлович;05.03.1975;01.09.2011;\n"
)


def members(terminal: Terminal, vault: Path, tmp_path: Path) -> dict[str, int]:
    path = tmp_path / "список.csv"
    path.write_text(LIST + PEOPLE, encoding="utf-8")
    assert terminal("register", "import", path, vault=vault).code in (0, 1)
    items = terminal("register", "list", "--json", vault=vault).document["items"]
    return {item["surname"]: item["id"] for item in items}


def test_a_person_s_whole_life_of_data(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    ids = members(terminal, vault_folder, tmp_path)
    olga = ids["Дьячкова"]
    assert terminal("consent", "record", "--member", olga, "--part", "union", vault=vault_folder).code == 0
    told = terminal("consent", "leaving", "--channel", "register", "--json", vault=vault_folder).document
    assert [one["id"] for one in told["leaving"]] == [olga]
    assert {w["id"]: w["reason"] for w in told["staying"]}[ids["Мерзляков"]] == "missing"
    assert terminal("person", "block", olga, vault=vault_folder).code == 0
    told = terminal("consent", "leaving", "--channel", "register", "--json", vault=vault_folder).document
    assert told["leaving"] == []
    assert terminal("person", "block", olga, "--off", vault=vault_folder).code == 0
    made = terminal("request", "add", "--member", olga, "--kind", "access", "--on", "2026-01-12", "--json",
                    vault=vault_folder).document  # fmt: skip
    assert made["due_on"] == "2026-01-26", "ten working days"
    assert terminal("request", "close", made["id"], "--outcome", "ответ вручён", vault=vault_folder).code == 0
    out = tmp_path / "ответ.json"
    assert terminal("person", "export", olga, "--out", out, vault=vault_folder).code == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["requests"][0]["outcome"] == "ответ вручён"
    assert any("список.csv" in source for source in document["sources"])
    assert terminal("person", "export", olga, "--out", tmp_path / "ответ.pdf", vault=vault_folder).code == 0

    spent = terminal("ledger", "add", "--kind", "expense", "--article", "3", "--amount", "100",
                     "--note", "Подарок Дьячковой", "--on", "2025-03-01", vault=vault_folder)  # fmt: skip
    assert spent.code == 0
    asked = terminal("person", "mentions", olga, "--json", vault=vault_folder).document["items"]
    assert [(one["where"], one["text"]) for one in asked] == [("запись в журнале учёта денег", "Подарок Дьячковой")]
    act = tmp_path / "акт.pdf"
    wrong = ("person", "destroy", olga, "--ground", "x", "--act", act, "--also", "meeting.title.1")
    assert "meeting.title.1" in terminal.refused(*wrong, code=2, vault=vault_folder)
    also = [word for one in asked for word in ("--also", one["place"])]
    said = terminal("person", "destroy", olga, "--ground", "отзыв", "--act", act, *also, "--json", vault=vault_folder)
    assert (said.code, said.document["number"], said.document["undecided"]) == (0, 1, [])
    assert act.read_bytes().startswith(b"%PDF")
    listed = terminal("register", "list", "--json", vault=vault_folder).document["items"]
    assert "Дьячкова" not in {item["surname"] for item in listed}
    assert terminal("vault", "check", vault_folder, "--password-file", terminal.password_file).code == 0
    assert "уничтожены" in terminal.refused("person", "destroy", olga, "--ground", "x", "--act", act, code=2,
                                            vault=vault_folder)  # fmt: skip


def test_sheets_and_papers(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    members(terminal, vault_folder, tmp_path)
    out = tmp_path / "листы.pdf"
    assert "вышестоящую" in terminal.refused("consent", "print", "--out", out, code=2, vault=vault_folder)
    session = open_vault(vault_folder, PASSWORD)
    fill_recipients(session)
    session.close()
    told = terminal("consent", "recipient", "--part", "union", "--name", "Областная", "--address", "г. Казань",
                    "--json", vault=vault_folder).document["parts"]["union"]  # fmt: skip
    assert [one["name"] for one in told][1] == "Областная"
    said = terminal("consent", "print", "--out", out, vault=vault_folder)
    assert said.code == 0 and out.read_bytes().startswith(b"%PDF")
    for name in ("processing", "threats", "policy", "requests", "destructions"):
        path = tmp_path / f"{name}.pdf"
        assert terminal("consent", "paper", name, "--out", path, vault=vault_folder).code == 0
        assert path.read_bytes().startswith(b"%PDF")
    terminal.refused("consent", "make-list", "--channel", "bonus", "--out", tmp_path / "b.csv", code=2,
                     vault=vault_folder)  # fmt: skip


def test_records_of_another_system(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    members(terminal, vault_folder, tmp_path)
    path = tmp_path / "подписи.csv"
    path.write_text(
        "ФИО;Дата рождения;Дата согласия;Части;Отказ;Система;Номер записи\n"
        "Дьячкова Ольга Сергеевна;21.02.1980;01.10.2025;union;messages;АИС;77-1\n"
        "Никому Неизвестный;;01.10.2025;union;;АИС;77-2\n",
        encoding="utf-8",
    )
    said = terminal("consent", "import", path, "--json", vault=vault_folder)
    assert said.code == 1 and said.document["recorded"] == 1
    assert said.document["problems"][0]["row"] == 3
    again = terminal("consent", "import", path, "--json", vault=vault_folder).document
    assert again["recorded"] == 0, "the same record twice changes nothing"


def test_an_incident_runs_by_its_clocks(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    made = terminal("incident", "add", "--happened", "пропала флешка", "--at", "2026-01-12T10:00+03:00", "--json",
                    vault=vault_folder).document  # fmt: skip
    assert made["first_due"].startswith("2026-01-13T07:00") and made["second_due"].startswith("2026-01-15T07:00")
    sentence = terminal.refused("incident", "notice", made["id"], code=2, vault=vault_folder)
    assert "предполагаемая причина" in sentence
    out = tmp_path / "запись.pdf"
    assert terminal("incident", "print", made["id"], "--out", out, vault=vault_folder).code == 0
    assert terminal("incident", "list", "--json", vault=vault_folder).document["total"] == 1
