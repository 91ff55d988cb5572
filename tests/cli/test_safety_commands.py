"""``vault rekey``, ``vault handover``, ``vault restore --compare``, ``user right``, ``journal``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from app.services.organisation.passport import draft_from_json, own_card
from app.services.vault.creating import MINIMUM_KDF, create_vault
from tests.cli.conftest import Terminal
from tests.conftest import ORGANISATION, PASSWORD

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


@pytest.fixture
def helper(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> Path:
    """The password file of a user with the right «records»."""
    own = tmp_path / "помощница.txt"
    own.write_text("пароль помощницы", encoding="utf-8")
    secret = ("--password-file", terminal.password_file)
    added = ("--name", "Орлова А. А.", "--right", "records", "--undertaking", "--new-password-file", own)
    assert terminal("user", "add", vault_folder, *secret, *added).code == 0
    return own


@pytest.fixture
def district_card(tmp_path: Path) -> Path:
    document = {**ORGANISATION, "kind": "tpo", "full_name": "Районная организация", "short_name": "Районная"}
    made = create_vault(
        tmp_path / "район", draft_from_json(document), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF
    ).session
    path = tmp_path / "район.card"
    path.write_bytes(own_card(made))
    made.close()
    return path


def test_a_records_user_trusts_nobody_and_seals_nothing(
    terminal: Terminal, vault_folder: Path, helper: Path, district_card: Path, tmp_path: Path
) -> None:
    """So the whole register once left the house: a stranger's card enrolled as the organisation above, sealed to it."""
    out = tmp_path / "список.pervichka"
    mine = ("--vault", vault_folder, "--password-file", helper)
    for words in (
        ("bundle", "export", *mine, "--to", district_card, "--out", out, "--register", "full"),
        ("intake", "enrol", district_card, *mine),
        ("vault", "keysheet", vault_folder, "--password-file", helper, "--out", tmp_path / "лист.pdf"),
        ("vault", "recovery", vault_folder, "--password-file", helper, "--out", tmp_path / "лист.pdf"),
    ):
        assert "Попросите председателя" in terminal.refused(*words, code=3)
    assert not out.exists() and not (tmp_path / "лист.pdf").exists()
    assert terminal("register", "list", *mine, "--json").code == 0, "the daily work goes on"
    assert terminal("report", "fill", "fnpr-2", *mine, "--period", "2025", "--json").code == 0


def test_the_chair_is_told_that_a_key_was_not_compared(
    terminal: Terminal, vault_folder: Path, district_card: Path, tmp_path: Path
) -> None:
    out = tmp_path / "список.pervichka"
    words = ("bundle", "export", "--to", district_card, "--out", out, "--register", "full", "--json")
    said = terminal(*words, vault=vault_folder)
    assert said.code == 0 and said.document["uuid"] and out.exists()
    fingerprint = json.loads(district_card.read_text("utf-8"))["fingerprint"]
    assert "не сверен" in said.err and fingerprint[:4] in said.err
    terminal("intake", "enrol", district_card, "--fingerprint", fingerprint, vault=vault_folder)
    again = terminal(*words[:5], tmp_path / "ещё.pervichka", *words[6:], vault=vault_folder)
    assert (again.code, again.err) == (0, "")


def test_an_older_keys_file_is_refused_until_the_chair_says_it_was_them(
    terminal: Terminal, vault_folder: Path, tmp_path: Path
) -> None:
    older = (vault_folder / "keys.json").read_bytes()
    secret = ("--password-file", terminal.password_file)
    new = tmp_path / "новый лист.pdf"
    assert terminal("vault", "recovery", vault_folder, *secret, "--out", new).code == 0
    assert new.read_bytes().startswith(b"%PDF") and new.stat().st_mode & 0o077 == 0
    (vault_folder / "keys.json").write_bytes(older)
    assert "--accept-keys" in terminal.refused("vault", "check", vault_folder, *secret, code=3)
    assert terminal("vault", "check", vault_folder, *secret, "--accept-keys", "--json").document["ok"] is True
    assert terminal("vault", "info", vault_folder, *secret, "--json").document["has_recovery"] is False


def test_a_missing_head_is_told_by_every_command_until_it_is_confirmed(terminal: Terminal, vault_folder: Path) -> None:
    secret = ("--password-file", terminal.password_file)
    (vault_folder / "head.json").unlink()
    assert "head.json" in terminal("vault", "info", vault_folder, *secret).err
    checked = terminal("vault", "check", vault_folder, *secret, "--json")
    assert checked.code == 1 and [p["code"] for p in checked.document["problems"]] == ["vault.head_missing"]
    assert terminal("vault", "check", vault_folder, *secret, "--confirm-older").code == 0
    assert terminal("vault", "info", vault_folder, *secret).err == ""
