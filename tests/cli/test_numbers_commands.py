"""``pervichka register passport|figures|below``: JSON, people behind a line, files, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.domain.enums import EventKind, MemberCategory, SocialKind
from app.services.members import EntryDraft, PersonDraft, SocialFactDraft, add_member, record_social_fact
from app.services.privacy import consents
from app.services.vault.creating import open_vault
from tests.cli.conftest import Terminal
from tests.conftest import PASSWORD


@pytest.fixture
def peopled(vault_folder: Path) -> Path:
    """Two members; one told of a disability."""
    session = open_vault(vault_folder, PASSWORD)
    ids = [
        add_member(
            session,
            PersonDraft(surname, "Анна", "Ивановна", birth_date=born),
            EntryDraft(EventKind.ADMITTED, date(2020, 1, 1), MemberCategory.WORKING),
        )
        for surname, born in (("Авдеева", date(1999, 5, 2)), ("Белова", date(1960, 3, 3)))
    ]
    consents.record_consent(session, ids[:1], {"social": True}, date.today())
    record_social_fact(session, ids[0], SocialFactDraft(SocialKind.DISABILITY))
    session.close()
    return vault_folder


def test_the_passport(terminal: Terminal, peopled: Path, tmp_path: Path) -> None:
    said = terminal("register", "passport", "--as-of", "2021-01-01", "--json", vault=peopled).document
    lines = {line["id"]: line for line in said["lines"]}
    assert (lines["members"]["total"], lines["age.1"]["women"]) == (2, 1)
    assert lines["social.disability"]["total"] is None
    assert "скрыто" in terminal("register", "passport", vault=peopled).out
    who = terminal("register", "passport", "--who", "social.disability", "--json", vault=peopled).document
    assert [item["name"] for item in who["items"]] == ["Авдеева Анна Ивановна"]
    out = tmp_path / "паспорт.pdf"
    assert terminal("register", "passport", "--out", out, vault=peopled).code == 0
    assert out.read_bytes().startswith(b"%PDF")
    terminal.refused("register", "passport", "--out", tmp_path / "паспорт.doc", code=2, vault=peopled)
    terminal.refused("register", "passport", "--who", "кто", code=2, vault=peopled)


def test_the_figures(terminal: Terminal, peopled: Path, tmp_path: Path) -> None:
    asked = ("register", "figures", "--on", "2020-12-31", "--on", "2019-12-31")
    said = terminal(*asked, "--json", vault=peopled).document
    lines = {line["id"]: line["values"] for line in said["lines"]}
    assert lines["event.admitted"] == [0, 2]
    assert lines["growth"][1] == 2
    who = terminal(*asked, "--who", "event.admitted", "--json", vault=peopled).document
    assert who["total"] == 2
    assert "01.01.2020" in who["items"][0]["detail"]
    out = tmp_path / "показатели.xlsx"
    assert terminal(*asked, "--out", out, vault=peopled).code == 0
    assert openpyxl.load_workbook(out).active is not None
    terminal.refused("register", "figures", "--years", "0", code=2, vault=peopled)
    terminal.refused("register", "figures", "--who", "staff", code=2, vault=peopled)


def test_below(terminal: Terminal, peopled: Path) -> None:
    assert terminal("register", "below", "--json", vault=peopled).document["items"] == []
