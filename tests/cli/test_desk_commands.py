"""``pervichka intake``, the desk: the tree, whom to call, many decisions and receipts, last year's and own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services import intake
from app.services.organisation import draft_from_json
from app.services.vaults import MINIMUM_KDF, create_vault, open_vault
from tests.cli.conftest import Terminal
from tests.conftest import ORGANISATION, PASSWORD
from tests.primaries import Primary, form_2

YEAR = ("--period", "2025")


@pytest.fixture
def district(terminal: Terminal, tmp_path: Path) -> Path:
    """A district with two reports to decide, one of last year, and an organisation that sent nothing."""
    document = {**ORGANISATION, "kind": "tpo", "full_name": "Районная организация", "short_name": "Районная"}
    folder = tmp_path / "district"
    session = create_vault(
        folder, draft_from_json(document), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF
    ).session
    for name, values, period in (
        ("ППО А", form_2(100, 40), "2025"),
        ("ППО Б", {**form_2(100, 40), "II.2.3": 140}, "2025"),
        ("ППО В", form_2(60, 25), "2024"),
    ):
        primary = Primary(name)
        intake.enrol(session, primary.card)
        intake.accept(session, primary.report(session, values, period))
    session.close()
    return folder


def test_the_desk_from_the_command_line(terminal: Terminal, district: Path, tmp_path: Path) -> None:
    entered = terminal(
        "intake", "passport", "--short-name", "Объединённая", "--kind", "oppo", "--phone", "+7 843 1",
        "--committee-until", "2026-12-20", "--json", vault=district,
    ).document  # fmt: skip
    changed = terminal(
        "intake", "passport", "--id", entered["id"], "--chair", "Образцова О. О.", "--json", vault=district
    ).document
    assert (changed["phone"], changed["chair"], changed["committee_until"]) == (
        "+7 843 1", "Образцова О. О.", "2026-12-20",
    )  # fmt: skip
    tree = terminal("intake", "tree", "--json", vault=district).document
    assert [(n["short_name"], n["key"]) for n in tree] == [
        ("Объединённая", "none"), ("ППО А", "unchecked"), ("ППО Б", "unchecked"), ("ППО В", "unchecked"),
    ]  # fmt: skip
    late = terminal("intake", "late", *YEAR, "--on", "2026-05-01", "--json", vault=district).document
    assert {one["organisation"] for one in late} == {"Объединённая", "ППО А", "ППО Б", "ППО В"}
    assert "fnpr-2" in [r["form"] for one in late if one["organisation"] == "ППО В" for r in one["reports"]]

    refused = terminal("intake", "decide", "--all-clean", "--remark", "II.1.3=нет", vault=district)
    assert refused.code == 2
    answers = tmp_path / "ответы"
    done = terminal("intake", "decide", "--all-clean", *YEAR, "--receipts", answers, "--json", vault=district).document
    assert [one["organisation"] for one in done] == ["ППО А"]
    assert len(list(answers.iterdir())) == 1
    waiting = terminal("intake", "receipts", "--out", tmp_path / "письма", "--letters", "--json", vault=district)
    assert sorted(r["organisation"] for r in waiting.document) == ["ППО Б", "ППО В"]
    assert len(list((tmp_path / "письма").glob("*.eml"))) == 2
    assert terminal("intake", "receipts", "--json", vault=district).document == []


def test_last_year_and_own_numbers_from_the_command_line(terminal: Terminal, district: Path) -> None:
    session = open_vault(district, PASSWORD)
    intake.accept_clean(session)
    session.close()
    form = ("intake", "consolidate", "fnpr-7", *YEAR)
    made = terminal(*form, "--json", vault=district).document
    assert made["values"]["II.4.3"] == 40
    (offer,) = made["offered"]
    assert (offer["organisation"], offer["period"], offer["taken"]) == ("ППО В", "2024", False)
    made = terminal(*form, "--last-year", offer["uid"], "--own", "II.4.3=7", "--json", vault=district).document
    assert made["values"]["II.4.3"] == 72
    assert {r["organisation"]: r["last_year"] for r in made["included"]} == {"ППО А": False, "ППО В": True}
    made = terminal(*form, "--without-last-year", offer["uid"], "--own", "II.4.3=", "--json", vault=district).document
    assert made["values"]["II.4.3"] == 40
    assert terminal(*form, "--own", "II.4.3=семь", "--json", vault=district).code == 2
