"""``vault rekey``, ``vault handover``, ``vault restore --compare``, ``user right``, ``journal``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.cli.conftest import Terminal

NEW = "рябина за мостом 3"


def test_a_new_key_and_a_new_chair(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    sheet, act, new = tmp_path / "лист.pdf", tmp_path / "акт.pdf", tmp_path / "новый.txt"
    new.write_text(NEW, encoding="utf-8")
    assert terminal("vault", "rekey", vault_folder, *secret, "--recovery", sheet, "--json").document["waiting"] == []
    assert sheet.read_bytes().startswith(b"%PDF") and sheet.stat().st_mode & 0o077 == 0
    terminal.refused("vault", "rekey", vault_folder, *secret, "--recovery", sheet, code=2)
    handover = ("vault", "handover", vault_folder, *secret, "--name", "Зайцев В. В.", "--new-password-file", new)
    second = tmp_path / "лист 2.pdf"
    assert terminal(*handover, "--act", act, "--recovery", second).code == 0
    assert act.read_bytes().startswith(b"%PDF") and second.exists()
    terminal.refused("vault", "info", vault_folder, *secret, code=3)
    info = terminal("vault", "info", vault_folder, "--password-file", new, "--json").document
    assert info["user"] == "Зайцев В. В." and info["users"] == 1
    assert terminal("vault", "check", vault_folder, "--password-file", new, "--json").document["ok"] is True


def test_restore_shows_the_difference_first(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    copy = tmp_path / "к.pervichka-copy"
    assert terminal("vault", "backup", vault_folder, *secret, "--to", copy).code == 0
    terminal("training", "add", "--member", 1, "--kind", "seminar", "--on", "2025-01-01", vault=vault_folder)
    shown = terminal("vault", "restore", copy, "--to", vault_folder, *secret, "--compare", "--json").document
    assert shown["lost"] == 1 and shown["copy"]["people"] == shown["present"]["people"] == 1
    said = terminal("vault", "restore", copy, "--to", vault_folder, *secret, "--compare")
    assert "Людей" in said.out and "1" in said.err
    assert terminal("vault", "check", vault_folder, *secret, "--json").document["ok"] is True


def test_the_journal_is_listed_and_exported(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    terminal("training", "add", "--member", 1, "--kind", "seminar", "--on", "2025-01-01", vault=vault_folder)
    listed = terminal("journal", "list", "--member", 1, "--json", vault=vault_folder).document
    assert [line["what"] for line in listed] == ["Обучение: запись"]
    assert "Обучение: запись" in terminal("journal", "list", "--action", "training.recorded", vault=vault_folder).out
    for kind, begins in (("csv", "\ufeff№;".encode()), ("json", b"{"), ("pdf", b"%PDF")):
        out = tmp_path / f"журнал.{kind}"
        said = terminal("journal", "export", "--out", out, vault=vault_folder)
        assert said.code == 0 and "не зашифрован" in said.err
        assert out.read_bytes().startswith(begins) and out.stat().st_mode & 0o077 == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "журнал.csv").read_text("utf-8-sig")), delimiter=";"))
    assert len(rows) - 1 <= len(json.loads((tmp_path / "журнал.json").read_text("utf-8"))["entries"])
    terminal.refused("journal", "export", "--out", tmp_path / "журнал.doc", vault=vault_folder, code=2)
    terminal.refused("journal", "list", "--member", 99, vault=vault_folder, code=2)
    assert terminal("vault", "check", vault_folder, *secret, "--json").document["ok"] is True


def test_rights_change_and_the_journal_is_the_chairs(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    new = tmp_path / "новый.txt"
    new.write_text(NEW, encoding="utf-8")
    add = ("user", "add", vault_folder, *secret, "--name", "Орлова А. А.", "--right", "viewer", "--undertaking")
    assert terminal(*add, "--new-password-file", new).code == 0
    assert terminal("user", "right", vault_folder, *secret, "--name", "Орлова А. А.", "--right", "records").code == 0
    users = terminal("user", "list", vault_folder, *secret, "--json").document
    assert [user["right"] for user in users] == ["chair", "records"]
    terminal.refused("user", "right", vault_folder, *secret, "--name", "Щербакова Е. П.", "--right", "viewer", code=2)
    terminal.refused("journal", "list", "--vault", vault_folder, "--password-file", new, code=3)
