"""The practice organisation and the walk through the main job; the check of the installation."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from app.cli import demo as demo_commands
from app.domain.enums import EventKind, Sex
from app.errors import UserError
from app.progress import Progress
from app.services.demo import PRACTICE_PASSWORD, build_demo
from app.services.demo.people import PENSIONER, WORKING, invent
from app.services.doctor import Health, examine
from app.services.members import MemberQuery, list_members
from app.services.vault.creating import open_vault
from tests.cli.conftest import Terminal


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete demonstration, made once for these tests."""
    return build_demo(tmp_path_factory.mktemp("demo") / "учебная", 40, 5).folder


def test_the_walk_leaves_every_file_and_an_accepted_report(terminal: Terminal, demo_folder: Path) -> None:
    said = terminal("demo", demo_folder, "--members", 40, "--seed", 5, "--json")
    assert said.code == 0
    made = said.document
    assert made["state"] == "accepted"
    assert made["period"] == str(date.today().year - 1)
    for name, start in (
        ("pdf", b"%PDF"),
        ("xlsx", b"PK"),
        ("bundle", b"age-encryption.org/v1"),
        ("spreadsheet", b"PK"),
    ):
        assert Path(made[name]).read_bytes().startswith(start)
    assert len(made["receipts"]) == 2
    assert all(Path(path).is_file() for path in made["receipts"])
    assert Path(made["bundle"]).stat().st_size <= 40 * 1024
    secret = ("--password-file", made["password_file"])
    (row,) = terminal("bundle", "outbox", "--vault", made["school"], *secret, "--json").document
    assert row["state"] == "accepted"
    filled = terminal(
        "report", "fill", "fnpr-2", "--period", made["period"], "--vault", made["school"], *secret, "--json"
    )
    assert filled.code == 0
    assert filled.document["state"] == "accepted"
    assert filled.document["complete"] is True
    status = terminal("intake", "status", "--period", made["period"], "--vault", made["higher"], *secret, "--json")
    assert status.document["rows"][0]["cells"][0]["state"] == "accepted"
    for folder in (made["school"], made["higher"]):
        assert terminal("vault", "check", folder, *secret, "--json").document["ok"] is True
    again = terminal("register", "import", made["spreadsheet"], "--vault", made["school"], *secret, "--json").document
    assert (again["created"], again["updated"], again["unchanged"], again["rejected"]) == (0, 0, 40, [])


def test_the_readable_answer_says_what_to_try(terminal: Terminal, demo_folder: Path) -> None:
    said = terminal("demo", demo_folder, "--members", 40, "--seed", 5)
    assert said.code == 0
    assert PRACTICE_PASSWORD in said.out
    assert "report why" in said.out
    assert "принято" in said.out


def test_a_taken_folder_is_left_alone(terminal: Terminal, demo_folder: Path, tmp_path: Path) -> None:
    terminal.refused("demo", demo_folder, "--members", 41, "--seed", 5, code=2)
    taken = tmp_path / "занято"
    taken.mkdir()
    (taken / "важное.txt").write_text("важное", encoding="utf-8")
    terminal.refused("demo", taken, code=2)
    terminal.refused("demo", taken / "важное.txt", code=2)
    assert [p.name for p in taken.iterdir()] == ["важное.txt"]
    for members in ("0", "-5", "1000000"):
        terminal.refused("demo", tmp_path / "новая", "--members", members, code=2)
    terminal.refused("demo", tmp_path / "новая", "--members", "много", code=2)
    assert not (tmp_path / "новая").exists()


def test_a_walk_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if "квитанции" in what:
            raise UserError("demo.folder_taken", name="x")

    with pytest.raises(UserError):
        build_demo(tmp_path / "учебная", 20, 1, Progress(stop))
    assert list(tmp_path.iterdir()) == []


def test_practice_is_made_once_and_kept(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_commands, "data_folder", lambda: tmp_path / "данные")
    first = terminal("practice")
    folder = Path(first.out.strip())
    assert folder.parent == tmp_path / "данные"
    assert PRACTICE_PASSWORD in first.err
    secret = folder.with_name(f"{folder.name} (пароль).txt")
    assert secret.read_text(encoding="utf-8").strip() == PRACTICE_PASSWORD
    assert {p.name for p in folder.parent.iterdir()} == {
        folder.name, f"{folder.name} (вышестоящая)", f"{folder.name} (пароль).txt",
    }  # fmt: skip
    event = ("register", "event", "--member", "2", "--kind", "left", "--on", f"{date.today():%Y-%m-%d}")
    assert terminal(*event, "--vault", folder, "--password-file", secret).code == 0
    second = terminal("practice")
    assert second.out == first.out
    session = open_vault(folder, PRACTICE_PASSWORD)
    former = list_members(session, MemberQuery(date.today(), status="former")).items
    session.close()
    assert 2 in {row.id for row in former}, "what was practised stays"
    assert {row.ended_kind for row in former} <= set(EventKind)


def test_invented_people_are_the_same_for_a_seed_and_make_sense() -> None:
    people = invent(200, 7, 2025)
    assert people == invent(200, 7, 2025)
    assert people != invent(200, 8, 2025)
    assert people[0].sex is Sex.FEMALE
    assert people[0].category == WORKING
    assert {p.category for p in people} == {WORKING, PENSIONER, "временно не работающий"}
    for person in people:
        assert person.birth_date.year + 18 <= person.registered.year
        assert person.left is None or person.registered < person.left
        assert person.patronymic.endswith(("на", "ич"))
    assert any(p.first_time for p in people)
    assert any(p.left for p in people)
    assert len({(p.surname, p.name, p.patronymic) for p in people}) == 200


def test_doctor_finds_a_working_installation(terminal: Terminal) -> None:
    said = terminal("doctor", "--json")
    assert said.code == 0
    assert said.document["ok"] is True
    assert {"python", "qt", "fonts", "cipher", "seal", "writing", "printers"} <= {
        finding["id"] for finding in said.document["findings"]
    }
    assert "SQLCipher" in terminal("doctor").out


def test_doctor_names_what_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "файл"
    file.write_bytes(b"")
    found = {finding.id: finding for finding in examine(file / "папка")}
    assert found["writing"].health is Health.BROKEN
    assert found["writing"].todo
    printers = tmp_path / "bin"
    printers.mkdir()
    (printers / "lpstat").write_text("#!/bin/sh\necho Laser-1\necho Laser-2\n", encoding="utf-8")
    (printers / "lpstat").chmod(0o755)
    monkeypatch.setenv("PATH", f"{printers}{os.pathsep}{os.environ['PATH']}")
    found = {finding.id: finding for finding in examine(tmp_path)}
    assert found["printers"].seen == "Laser-1, Laser-2"
    (printers / "lpstat").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    found = {finding.id: finding for finding in examine(tmp_path)}
    assert found["printers"].health is Health.ADVICE
