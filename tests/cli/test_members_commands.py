"""The register from the command line: the card, changes, acts, decisions, transfers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.enums import EventKind, MemberCategory
from app.services.members import DecisionDraft, EntryDraft, PersonDraft, add_member
from app.services.organisation.passport import draft_from_json
from app.services.privacy.consents import record_consent
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault
from tests.cli.conftest import Terminal
from tests.conftest import ORGANISATION, PASSWORD

TODAY = date.today().isoformat()


@pytest.fixture
def people(session: VaultSession) -> list[int]:
    """Two students admitted by a decision."""
    decision = DecisionDraft("3", date(2022, 8, 30), "профком")
    entry = EntryDraft(EventKind.ADMITTED, date(2022, 9, 1), MemberCategory.STUDENT, decision=decision)
    found = [add_member(session, PersonDraft(s, "Анна", study_group="Т-11"), entry) for s in ("Белова", "Ёлкина")]
    record_consent(session, found, {"union": True}, date.today())
    session.close()
    return found


def test_change_look_and_take_back(terminal: Terminal, vault_folder: Path, people: list[int]) -> None:
    one, two = people
    words = ("register", "change", "--member", one, "--member", two, "--set", "study_group=Т-21", "--on", "2023-09-01")
    trial = terminal(*words, "--dry-run", "--json", vault=vault_folder).document
    assert trial == {"done": [one, two], "skipped": [], "act": None}
    act = terminal(*words, "--json", vault=vault_folder).document["act"]
    again = terminal(*words, "--json", vault=vault_folder)
    assert again.code == 1 and {s["code"] for s in again.document["skipped"]} == {"people.nothing_to_change"}
    then = terminal("register", "card", "--member", one, "--as-of", "2023-08-31", "--json", vault=vault_folder).document
    now = terminal("register", "card", "--member", one, "--json", vault=vault_folder).document
    assert (then["person"]["study_group"], now["person"]["study_group"]) == ("Т-11", "Т-21")
    assert now["history"][1]["detail"] == "Т-11 → Т-21"
    assert "Т-11 → Т-21" in terminal("register", "card", "--member", one, vault=vault_folder).out
    [listed] = terminal("register", "acts", "--json", vault=vault_folder).document
    assert (listed["id"], listed["undone_at"]) == (act, None)
    assert terminal("register", "undo-act", act, "--json", vault=vault_folder).document["people"] == 2
    terminal.refused("register", "undo-act", act, code=2, vault=vault_folder)
    for wrong in ("role=chair", "education=king", "work_since=завтра"):
        terminal.refused("register", "change", "--member", one, "--set", wrong, code=2, vault=vault_folder)
    terminal.refused("register", "card", "--member", 999, code=2, vault=vault_folder)
    terminal.refused("register", "card", "--member", one, "--known", "2019-01-01", code=2, vault=vault_folder)


def test_an_event_by_a_decision_and_the_extract(
    terminal: Terminal, vault_folder: Path, people: list[int], tmp_path: Path
) -> None:
    words = ("register", "event", "--member", people[0], "--kind", "left", "--on", "2024-01-10")
    terminal(*words, "--protocol", "9", "--body", "профком", vault=vault_folder)
    card = terminal("register", "card", "--member", people[0], "--json", vault=vault_folder).document
    assert "протокол № 9 от 10.01.2024, профком" in [h["detail"] for h in card["history"]]
    out = tmp_path / "выписка.pdf"
    words = ("register", "extract", "--protocol", "3", "--decided-on", "2022-08-30", "--out", out)
    assert terminal(*words, vault=vault_folder).code == 0
    assert out.read_bytes().startswith(b"%PDF")
    terminal.refused(
        "register",
        "extract",
        "--protocol",
        "33",
        "--decided-on",
        "2022-08-30",
        "--out",
        out,
        code=2,
        vault=vault_folder,
    )


def test_transfer_from_one_vault_to_another(
    terminal: Terminal, vault_folder: Path, people: list[int], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    create_vault(
        other, draft_from_json(ORGANISATION), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF
    ).session.close()
    out = tmp_path / "Белова.perevod"
    words = ("register", "transfer", "--member", people[0], "--on", TODAY, "--to", "ППО 15", "--out", out, "--json")
    made = terminal(*words, vault=vault_folder).document
    assert len(made["code"]) == 24 and "surname" in made["fields"]
    terminal.refused("register", "accept", out, "--on", TODAY, code=2, vault=other)
    terminal.refused("register", "accept", out, "--on", TODAY, "--code", "1", code=4, vault=other)
    taken = terminal("register", "accept", out, "--on", TODAY, "--code", made["code"], "--json", vault=other).document
    assert taken["name"] == "Белова Анна"
    card = terminal("register", "card", "--member", taken["member"], "--json", vault=other).document
    assert (card["category"], card["uid"]) == (
        "student", terminal("register", "card", "--member", people[0], "--json", vault=vault_folder).document["uid"],
    )  # fmt: skip
    terminal.refused("register", "accept", out, "--on", TODAY, "--code", made["code"], code=2, vault=other)
    out.write_bytes(out.read_bytes()[:60])
    terminal.refused("register", "accept", out, "--on", TODAY, "--code", made["code"], code=4, vault=other)
