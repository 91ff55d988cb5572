"""``pervichka vault``, ``user``, ``register``, ``consent``, ``role``, ``training``, ``person`` on a real vault."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.domain.enums import EventKind, MemberCategory
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.vault.creating import open_vault
from tests.cli.conftest import Terminal
from tests.conftest import ORGANISATION, PASSWORD


@pytest.fixture
def org(tmp_path: Path) -> Path:
    path = tmp_path / "ORG.json"
    path.write_text(json.dumps(ORGANISATION, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def school(vault_folder: Path) -> Path:
    """A vault with three members, numbered 2, 3, 4 (the chair is 1)."""
    session = open_vault(vault_folder, PASSWORD)
    for surname, name, patronymic, category in (
        ("Берёзкина", "Анна", "Павловна", MemberCategory.WORKING),
        ("Орлов", "Пётр", "Ильич", MemberCategory.WORKING),
        ("Сомова", "Вера", "Львовна", MemberCategory.PENSIONER),
    ):
        draft = PersonDraft(surname, name, patronymic, birth_date=date(1980, 5, 5), card_number="000000000017")
        add_member(session, draft, EntryDraft(EventKind.REGISTERED, date(2020, 9, 1), category))
    session.close()
    return vault_folder


def ids(terminal: Terminal, school: Path) -> dict[str, int]:
    listed = terminal("register", "list", "--as-of", "2025-01-01", "--json", vault=school).document
    return {item["surname"]: item["id"] for item in listed["items"]}


def test_create_makes_keys_and_the_recovery_sheet(terminal: Terminal, org: Path, tmp_path: Path) -> None:
    folder = tmp_path / "школа"
    secret = ("--password-file", terminal.password_file)
    made = terminal("vault", "create", folder, "--org", org, "--profile", "ngsp", *secret, "--json").document
    recovery = Path(made["recovery"])
    assert recovery.parent == tmp_path
    assert recovery.name.startswith("школа-")
    assert recovery.read_bytes().startswith(b"%PDF")
    assert recovery.stat().st_mode & 0o077 == 0
    info = terminal("vault", "info", folder, *secret, "--json").document
    assert info["organisation"] == ORGANISATION["full_name"]
    assert info["has_recovery"] is True
    assert len(info["fingerprint"]) == 64
    card = tmp_path / "школа.card"
    terminal("vault", "card", folder, *secret, "--out", card)
    assert json.loads(card.read_text(encoding="utf-8"))["fingerprint"] == info["fingerprint"] == made["fingerprint"]
    sheet = tmp_path / "лист.pdf"
    assert terminal("vault", "keysheet", folder, *secret, "--out", sheet).code == 0
    assert sheet.read_bytes().startswith(b"%PDF")
    terminal.refused("vault", "create", folder, "--org", org, "--profile", "ngsp", *secret, code=2)
    other = tmp_path / "другой.pdf"
    terminal.refused("vault", "create", folder, "--org", org, "--profile", "ngsp", "--recovery", other, *secret, code=2)
    assert not other.exists()
    assert terminal("vault", "check", folder, *secret, "--json").document == {"ok": True, "problems": [], "remarks": []}
    assert terminal("vault", "lock", folder, *secret, "--json").document["locked"] is True


def test_create_leaves_nothing_when_it_fails(terminal: Terminal, org: Path, tmp_path: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    folder = tmp_path / "новая"
    create = ("vault", "create", folder, "--org", org, "--profile", "ngsp")
    terminal.refused(*create, code=3)
    terminal.refused(*create, *secret, "--recovery", tmp_path / "нет" / "лист.pdf", code=2)
    assert "нет-такого" in terminal.refused(
        "vault", "create", folder, "--org", org, "--profile", "нет-такого", *secret, code=2
    )
    terminal.refused("vault", "create", folder, "--org", tmp_path / "нет.json", "--profile", "ngsp", *secret, code=2)
    for broken, named in (
        ("{", "ORG.json"),
        ('{"kind": "ppo"}', "full_name"),
        (json.dumps({**ORGANISATION, "chear": {}}), "chear"),
        (json.dumps({**ORGANISATION, "created_on": "01.02.2010"}), "created_on"),
        (json.dumps({**ORGANISATION, "parent": {"name": "Районная", "card": "нет.card"}}), "нет.card"),
    ):
        org.write_text(broken, encoding="utf-8")
        assert named in terminal.refused(*create, *secret, code=2)
    assert not folder.exists()
    assert {p.name for p in tmp_path.iterdir()} == {"ORG.json", "пароль.txt"}


def test_create_enrols_the_parents_card(terminal: Terminal, org: Path, school: Path, tmp_path: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    terminal("vault", "card", school, *secret, "--out", tmp_path / "районная.card")
    document = {**ORGANISATION, "parent": {"name": "Районная", "card": "районная.card"}}
    org.write_text(json.dumps(document), encoding="utf-8")
    assert terminal("vault", "create", tmp_path / "новая", "--org", org, "--profile", "ngsp", *secret).code == 0
    (party,) = terminal("intake", "parties", "--json", vault=tmp_path / "новая").document
    assert party["relation"] == "higher"


@pytest.mark.parametrize("content", [None, b"", b"\nvtoraya\n", b"\xff\xfe\x00"])
def test_no_password_is_no_access(terminal: Terminal, school: Path, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "секрет"
    if content is not None:
        file.write_bytes(content)
    terminal.refused("register", "list", "--vault", school, "--password-file", file, code=3)
    assert "PERVICHKA_PASSWORD" in terminal.refused("register", "list", "--vault", school, code=3)


def test_the_password_is_the_first_line_or_the_variable(
    terminal: Terminal, school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "секрет"
    file.write_bytes("\ufeff".encode() + PASSWORD.encode() + b"\r\nmore\r\n")
    assert terminal("vault", "info", school, "--password-file", file).code == 0
    monkeypatch.setenv("PERVICHKA_PASSWORD", PASSWORD)
    assert terminal("vault", "info", school).code == 0
    monkeypatch.setenv("PERVICHKA_PASSWORD", PASSWORD + "!")
    assert PASSWORD not in terminal.refused("vault", "info", school, code=3)


def test_a_folder_without_a_vault_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    terminal.refused("register", "list", code=2, vault=tmp_path)
    terminal.refused("register", "list", code=2, vault=tmp_path / "нет")


def test_backup_and_restore(terminal: Terminal, school: Path, tmp_path: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    copy = tmp_path / "копия.pervichka-copy"
    made = terminal("vault", "backup", school, *secret, "--to", copy, "--json").document
    assert made["size"] == copy.stat().st_size
    back = tmp_path / "снова"
    assert terminal("vault", "restore", copy, "--to", back, *secret, "--json").code == 0
    assert ids(terminal, back) == ids(terminal, school)
    copy.write_bytes(copy.read_bytes()[:-200])
    terminal.refused("vault", "restore", copy, "--to", tmp_path / "ещё", *secret, code=2)
    terminal.refused("vault", "restore", tmp_path / "нет", "--to", tmp_path / "ещё", *secret, code=2)
    assert not (tmp_path / "ещё").exists()


def test_users_come_and_go(terminal: Terminal, school: Path, tmp_path: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    new = tmp_path / "новый.txt"
    new.write_text("пароль бухгалтера 7\n", encoding="utf-8")
    add = ("user", "add", school, *secret, "--name", "Рябова Т. И.", "--right", "viewer")
    terminal.refused(*add, code=3)
    assert terminal(*add, "--new-password-file", new, "--json").document["right"] == "viewer"
    as_viewer = ("--vault", school, "--password-file", new)
    terminal.refused("register", "list", *as_viewer, code=3)  # the undertaking is not signed
    terminal("user", "undertaking", school, *secret, "--name", "Рябова Т. И.")
    assert terminal("register", "list", *as_viewer).code == 0
    event = ("register", "event", "--member", "2", "--kind", "left", "--on", "2025-03-01")
    terminal.refused(*event, *as_viewer, code=3)
    terminal.refused("user", "list", school, "--password-file", new, code=3)
    newer = tmp_path / "новее.txt"
    newer.write_text("другой пароль 8\n", encoding="utf-8")
    terminal("user", "password", school, "--password-file", new, "--new-password-file", newer)
    terminal.refused("vault", "info", school, "--password-file", new, code=3)
    assert terminal("vault", "info", school, "--password-file", newer).code == 0
    terminal("user", "password", school, *secret, "--name", "Рябова Т. И.", "--new-password-file", new)
    assert terminal("vault", "info", school, "--password-file", new).code == 0
    terminal("user", "block", school, *secret, "--name", "Рябова Т. И.")
    terminal.refused("vault", "info", school, "--password-file", new, code=3)
    listed = terminal("user", "list", school, *secret, "--json").document
    assert [bool(user["blocked_at"]) for user in listed] == [False, True]
    terminal.refused("user", "block", school, *secret, "--name", "Никто", code=2)


def test_the_register_is_listed_and_counted_as_of_a_date(terminal: Terminal, school: Path) -> None:
    listed = terminal("register", "list", "--as-of", "2025-01-01", "--json", vault=school).document
    assert listed["total"] == len(listed["items"]) == 3
    item = next(item for item in listed["items"] if item["surname"] == "Берёзкина")
    assert {"id", "surname", "name", "patronymic", "sex", "birth_date", "category", "since"} <= set(item)
    assert (item["sex"], item["birth_date"], item["category"], item["since"]) == (
        "female", "1980-05-05", "working", "2020-09-01",
    )  # fmt: skip
    found = terminal("register", "list", "--search", "берез анн", "--json", vault=school).document
    assert [item["surname"] for item in found["items"]] == ["Берёзкина"]
    found = terminal("register", "list", "--category", "pensioner", "--json", vault=school).document
    assert (found["total"], found["items"][0]["surname"]) == (1, "Сомова")
    assert "Берёзкина" in terminal("register", "list", vault=school).out

    count = terminal("register", "count", "--as-of", "2025-01-01", "--json", vault=school).document
    assert (count["as_of"], count["total"], count["women"], count["youth"]) == ("2025-01-01", 3, 2, 0)
    assert count["by_category"]["working"] == {"total": 2, "women": 1, "youth": 0}
    assert count["by_category"]["student"]["total"] == 0
    assert terminal("register", "count", "--as-of", "2020-08-31", "--json", vault=school).document["total"] == 0


def test_an_event_changes_the_register_from_its_day_on(terminal: Terminal, school: Path) -> None:
    person = ids(terminal, school)["Орлов"]
    event = ("register", "event", "--member", person, "--kind", "deregistered", "--reason", "dismissed")
    said = terminal(*event, "--on", "2025-03-01", "--basis", "приказ № 5", "--json", vault=school)
    assert said.code == 0
    count = ("register", "count", "--json", "--as-of")
    assert terminal(*count, "2025-02-28", vault=school).document["total"] == 3
    assert terminal(*count, "2025-03-01", vault=school).document["total"] == 2
    terminal.refused(*event, "--on", "2025-04-01", code=2, vault=school)
    terminal.refused("register", "event", "--member", 999, "--kind", "left", "--on", "2025-04-01", code=2, vault=school)
    former = terminal("register", "list", "--status", "former", "--json", vault=school).document
    assert [item["surname"] for item in former["items"]] == ["Орлов"]


def test_consents_are_recorded_listed_and_withdrawn(terminal: Terminal, school: Path) -> None:
    numbers = ids(terminal, school)
    one = ("--member", numbers["Орлов"])
    record = ("consent", "record", "--on", "2025-09-12")
    assert terminal(*record, *one, "--part", "union", "--json", vault=school).document["recorded"] == 1
    terminal.refused(*record, *one, "--part", "нет-такой", code=2, vault=school)
    terminal.refused("consent", "record", *one, "--on", "2999-01-01", code=2, vault=school)
    listed = terminal("consent", "list", "--on", "2025-10-01", "--json", vault=school).document
    assert {item["surname"]: item["parts"]["union"] for item in listed["items"]} == {
        "Берёзкина": False, "Орлов": True, "Сомова": False,
    }  # fmt: skip
    withdrawn = terminal("consent", "withdraw", *one, "--on", "2025-11-01", "--json", vault=school).document
    assert withdrawn["withdrawn"] == ["union"]
    for day, expected in (("2025-10-31", True), ("2025-11-01", False)):
        (item,) = terminal("consent", "list", *one, "--on", day, "--json", vault=school).document["items"]
        assert item["parts"]["union"] is expected
        assert item["consents"][0]["given_on"] == "2025-09-12"
    terminal.refused("consent", "withdraw", *one, code=2, vault=school)
    everybody = terminal(*record, "--json", vault=school).document
    assert everybody["recorded"] == 3


def test_offices_and_trainings(terminal: Terminal, school: Path) -> None:
    person = ids(terminal, school)["Берёзкина"]
    role = ("role", "add", "--member", person, "--kind", "deputy_chair", "--on", "2024-11-20")
    number = terminal(*role, "--json", vault=school).document["role"]
    terminal.refused(*role, code=2, vault=school)
    held = terminal("role", "list", "--on", "2025-01-01", "--json", vault=school).document
    assert {item["kind"] for item in held["items"]} == {"chair", "deputy_chair"}
    terminal("role", "end", "--role", number, "--on", "2025-06-01", vault=school)
    assert terminal("role", "list", "--on", "2025-06-01", "--json", vault=school).document["total"] == 1
    training = ("training", "add", "--member", person, "--kind", "seminar", "--on", "2025-04-01", "--hours")
    terminal(*training, 8, vault=school)
    terminal.refused(*training, 80, code=2, vault=school)
    assert terminal("training", "list", "--period", "2025", "--json", vault=school).document["items"][0]["hours"] == 8
    assert terminal("training", "list", "--period", "2024", "--json", vault=school).document["total"] == 0


def test_everything_about_one_person_is_handed_out(terminal: Terminal, school: Path, tmp_path: Path) -> None:
    person = ids(terminal, school)["Орлов"]
    terminal("consent", "record", "--member", person, "--on", "2025-09-12", vault=school)
    out = tmp_path / "ответ.json"
    assert terminal("person", "export", person, "--out", out, vault=school).code == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["card"]["person"]["surname"] == "Орлов"
    assert document["card"]["events"][0]["kind"] == "registered"
    assert document["card"]["consents"][0]["parts"] == {"union": True}
    assert document["purposes"][0]["purpose"]
    assert "consent.recorded" in {entry["action"] for entry in document["journal"]}
    assert "Берёзкина" not in out.read_text(encoding="utf-8")
    pdf = tmp_path / "ответ.pdf"
    assert terminal("person", "export", person, "--out", pdf, vault=school).code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    terminal.refused("person", "export", person, "--out", tmp_path / "a.txt", code=2, vault=school)
    terminal.refused("person", "export", 999, "--out", out, code=2, vault=school)
