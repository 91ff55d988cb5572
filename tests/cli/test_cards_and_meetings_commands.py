"""``pervichka card`` and ``pervichka meeting``: what they print and how they end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.bundle.union_card import make_code
from app.domain.enums import EventKind, MemberCategory
from app.domain.meetings import MeetingKind, MeetingState
from app.services.cards import export_trusted
from app.services.meetings import MeetingDraft, save_meeting, set_state
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.organisation.passport import own_identity
from app.services.privacy.consents import record_consent
from app.services.vault.creating import open_vault
from tests.cli.conftest import Terminal
from tests.conftest import PASSWORD

JOINED = EntryDraft(EventKind.ADMITTED, date(2020, 5, 1), MemberCategory.WORKING)
TODAY = date.today()


@pytest.fixture
def school(vault_folder: Path) -> tuple[Path, list[int]]:
    session = open_vault(vault_folder, PASSWORD)
    people = [add_member(session, PersonDraft(name, "Анна", "Ивановна"), JOINED) for name in ("Ахметова", "Быкова")]
    record_consent(session, people[:1], {"union": True}, date(2025, 9, 12))
    session.close()
    return vault_folder, people


def code(folder: Path, until: date) -> str:
    session = open_vault(folder, PASSWORD)
    text = make_code(own_identity(session).identity, "Ахметова А. И.", "0017", until)
    session.close()
    return text


def test_ordering_issuing_printing_and_coverage(
    terminal: Terminal, school: tuple[Path, list[int]], tmp_path: Path
) -> None:
    vault, people = school
    preview = terminal("card", "order", "--preview", "--json", vault=vault).document
    assert ([i["person_id"] for i in preview["items"]], preview["order"]) == ([people[0]], None)
    assert [left["why"] for left in preview["left_out"]] == ["нет согласия"]
    made = terminal("card", "order", "--out", tmp_path / "заказ.xlsx", "--json", vault=vault)
    assert (made.code, made.document["order"]) == (0, 1)
    assert (tmp_path / "заказ.xlsx").is_file()
    assert terminal("card", "orders", "--json", vault=vault).document["items"][0]["cards"] == 1
    issued = terminal("card", "issue", "--member", people[0], "--number", "0017", "--medium", "plastic", vault=vault)
    assert issued.code == 0
    out = tmp_path / "билеты.pdf"
    printed = terminal("card", "print", "--out", out, "--json", vault=vault)
    assert (printed.document["cards"], out.read_bytes()[:4]) == (1, b"%PDF")
    total = terminal("card", "coverage", "--json", vault=vault).document["total"]
    assert (total["members"], total["electronic"], total["percent"]) == (2, 1, 50)
    assert terminal("card", "list", "--json", vault=vault).document["total"] == 1


def test_verify_ends_by_what_it_found(terminal: Terminal, school: tuple[Path, list[int]], tmp_path: Path) -> None:
    vault, people = school
    terminal("card", "issue", "--member", people[0], "--number", "0017", vault=vault)
    text = code(vault, date(TODAY.year + 5, 12, 31))
    good = terminal("card", "verify", text, "--json", vault=vault)
    assert (good.code, good.document["verdict"], good.document["name"]) == (0, "valid", "Ахметова А. И.")
    assert terminal("card", "verify", "0017", vault=vault).code == 0
    forged = terminal("card", "verify", text[:-1] + str((int(text[-1]) + 1) % 10), "--json", vault=vault)
    assert (forged.code, forged.document["verdict"]) == (4, "damaged")
    assert terminal("card", "verify", text, "--on", "2050-01-01", vault=vault).code == 1
    terminal("card", "close", "--card", 1, "--state", "lost", vault=vault)
    lost = terminal("card", "verify", text, vault=vault)
    assert lost.code == 1
    assert "утерян" in lost.out
    assert "--trusted" in terminal.refused("card", "verify", text, code=2)


def test_verify_without_a_vault_by_a_compared_list(
    terminal: Terminal, school: tuple[Path, list[int]], tmp_path: Path
) -> None:
    vault, _ = school
    session = open_vault(vault, PASSWORD)
    listed = tmp_path / "список"
    listed.write_bytes(export_trusted(session))
    fingerprint = own_identity(session).fingerprint
    session.close()
    text = code(vault, date(TODAY.year + 5, 12, 31))
    said = terminal("card", "verify", text, "--trusted", listed, "--fingerprint", fingerprint, "--json")
    assert (said.code, said.document["organisation"]) == (0, "ППО СОШ № 14")
    terminal.refused("card", "verify", text, "--trusted", listed, "--fingerprint", "00", code=4)
    terminal.refused("card", "verify", text, "--trusted", listed, code=2)


def test_a_meeting_from_the_call_to_the_minutes(
    terminal: Terminal, school: tuple[Path, list[int]], tmp_path: Path
) -> None:
    vault, _ = school
    added = terminal(
        "meeting", "add", "--kind", "general", "--on", TODAY, "--at", "14:30", "--protocol", "4", "--item", "О плане",
        "--json", vault=vault,
    ).document  # fmt: skip
    assert (added["quorum"]["entitled"], added["quorum"]["needed"]) == (2, 2)
    number = added["meeting"]
    came = terminal("meeting", "checkin", "--meeting", number, "ахметова", "ахметова", "--json", vault=vault)
    assert (came.code, [i["outcome"] for i in came.document["items"]]) == (0, ["recorded", "already"])
    assert terminal("meeting", "checkin", "--meeting", number, "никто", vault=vault).code == 1
    there = terminal("meeting", "present", "--meeting", number, "--json", vault=vault).document
    assert (there["total"], there["quorum"]["met"]) == (1, False)
    assert terminal("meeting", "list", "--json", vault=vault).document["items"][0]["present"] == 1
    for paper in ("protocol", "present", "extract", "notice", "agenda", "invited"):
        out = tmp_path / f"{paper}.pdf"
        said = terminal("meeting", "print", "--meeting", number, "--paper", paper, "--out", out, vault=vault)
        assert said.code == 0
        assert out.read_bytes().startswith(b"%PDF")
    rule = terminal.refused(
        "meeting", "add", "--kind", "general", "--on", TODAY, "--quorum", "half", code=2, vault=vault
    )
    assert "half" in rule


def test_cards_are_issued_to_many_at_once(terminal: Terminal, school: tuple[Path, list[int]]) -> None:
    vault = school[0]
    said = terminal("card", "issue", "--without-card", "--number", "ИС-0099/26", "--json", vault=vault).document
    assert [one["number"] for one in said["items"]][:2] == ["ИС-0099/26", "ИС-0100/26"]
    assert len(said["items"]) == terminal("card", "list", "--json", vault=vault).document["total"]
    assert terminal.refused("card", "issue", "--without-card", "--number", "1", code=2, vault=vault)


def test_what_became_of_a_card_and_of_a_meeting_is_said_in_its_own_word(
    terminal: Terminal, school: tuple[Path, list[int]]
) -> None:
    """«returned» of a report and of a card, «cancelled» of a record and of a meeting are different words."""
    vault, people = school
    terminal("card", "issue", "--member", people[0], "--number", "0017", "--medium", "plastic", vault=vault)
    said = terminal("card", "close", "--card", 1, "--state", "returned", vault=vault).out
    assert said.startswith("Записано: билет сдан, ")
    assert "сдан" in terminal("card", "list", vault=vault).out
    session = open_vault(vault, PASSWORD)
    set_state(session, save_meeting(session, MeetingDraft(MeetingKind.GENERAL, TODAY)), MeetingState.CANCELLED)
    session.close()
    shown = terminal("meeting", "list", vault=vault).out
    assert "отменено" in shown and "отмена ошибочной записи" not in shown
