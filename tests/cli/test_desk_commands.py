"""``pervichka intake``, the desk: the tree, whom to call, many decisions and receipts, last year's and own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services import intake
from app.services.organisation.passport import draft_from_json
from app.services.vault.creating import MINIMUM_KDF, create_vault, open_vault
from tests.cli.conftest import Terminal
from tests.conftest import ORGANISATION, PASSWORD
from tests.primaries import Primary, form_2
from tests.services.intake.test_desk_doubles import receive

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


# --- coverage, forks, people on several registers


def sign(terminal: Terminal, district: Path) -> object:
    return terminal("report", "sign", "fnpr-7", *YEAR, "--zeros", vault=district)


def test_a_sum_is_signed_with_gaps_only_when_they_are_explained(terminal: Terminal, district: Path) -> None:
    session = open_vault(district, PASSWORD)
    intake.accept_clean(session)
    session.close()
    made = terminal("intake", "consolidate", "fnpr-7", *YEAR, "--json", vault=district).document
    assert made["coverage"]["sentence"] == "В своде 1 из 3 организаций; нет: ППО В; ждут решения: ППО Б"
    assert (made["coverage"]["expected"], made["coverage"]["counted"], made["forked"]) == (3, 1, [])
    assert made["unknown"]["II.13.7"] == ["ППО А"], "a hole of an old report is named, never a zero"
    said = terminal("intake", "consolidate", "fnpr-7", *YEAR, vault=district).out
    assert "В своде 1 из 3 организаций; нет: ППО В; ждут решения: ППО Б." in said
    assert "Нет сведений, в сумму не вошли: ППО А; строки и графы: " in said
    filled = terminal("report", "fill", "fnpr-7", *YEAR, "--json", vault=district).document
    assert "coverage" in {v["rule"] for v in filled["violations"] if v["severity"] == "warning"}
    assert sign(terminal, district).code == 1  # type: ignore[attr-defined]
    for place in terminal("report", "fill", "fnpr-7", *YEAR, "--json", vault=district).document["missing"]:
        terminal("report", "unknown", "fnpr-7", place, "--reason", "не прислали", *YEAR, vault=district)
    for warning in terminal("report", "fill", "fnpr-7", *YEAR, "--json", vault=district).document["violations"]:
        if warning["rule"] != "coverage":
            terminal("report", "explain", "fnpr-7", warning["rule"], "Так и есть.", *YEAR, vault=district)
    refused = sign(terminal, district)
    assert refused.code == 1 and "В своде 1 из 3 организаций" in refused.err  # type: ignore[attr-defined]
    terminal("report", "explain", "fnpr-7", "coverage", "Пришлют в феврале.", *YEAR, vault=district)
    assert sign(terminal, district).code == 0  # type: ignore[attr-defined]


def test_one_half_of_a_fork_is_chosen_from_the_command_line(terminal: Terminal, district: Path, tmp_path: Path) -> None:
    session = open_vault(district, PASSWORD)
    primary = Primary("ППО Двойная")
    intake.enrol(session, primary.card)
    first = intake.accept(session, primary.report(session, form_2(100, 40))).bundle
    twin = intake.accept(session, primary.twin(session, form_2(100, 30))).bundle
    session.close()
    done = terminal("intake", "decide", "--all-clean", "--json", vault=district).document
    assert "ППО Двойная" not in {one["organisation"] for one in done}
    assert "intake fork" in terminal.refused("intake", "decide", first, "accept", vault=district, code=2)
    shown = terminal("intake", "fork", "--json", vault=district)
    assert shown.code == 1
    ((found,), said) = shown.document, terminal("intake", "fork", twin, vault=district)
    assert [half["bundle"] for half in found["halves"]] == [first, twin]
    assert {"place": "II.2.3", "first": "40", "second": "30"}.items() <= found["lines"][0].items()
    assert said.code == 1 and "ППО Двойная" in said.out and "II.2.3" in said.out
    assert terminal("intake", "fork", "--choose", 2, vault=district).code == 2
    answers = tmp_path / "ответы"
    chosen = terminal("intake", "fork", twin, "--choose", 2, "--receipts", answers, "--json", vault=district)
    assert (chosen.code, chosen.document["chosen"]["bundle"]) == (0, twin)
    assert len(list(answers.iterdir())) == 2
    assert terminal("intake", "fork", "--json", vault=district).document == []


def test_doubles_are_a_line_each_and_staff_is_asked_for(terminal: Terminal, district: Path, tmp_path: Path) -> None:
    anna = ("Иванова", "Анна", "Петровна", "1980-05-03", "")
    session = open_vault(district, PASSWORD)
    receive(session, {f"ППО {letter}": [anna] for letter in "ЖЗИК"})
    session.close()
    (found,) = terminal("intake", "doubles", "--json", vault=district).document
    assert (len(found["places"]), found["weak"], found["same"]) == (4, False, None)
    table = tmp_path / "двойной.xlsx"
    said = terminal("intake", "doubles", "--to", table, vault=district)
    assert said.out.count("Иванова Анна Петровна") == 4 and "Человек: 1" in said.out
    assert table.read_bytes()[:2] == b"PK"
    keys = [f"{place['organisation_uid']}/{place['uid']}" for place in found["places"]]
    assert terminal("intake", "doubles", "--same", *keys, "--json", vault=district).document == []
    (settled,) = terminal("intake", "doubles", "--all", "--json", vault=district).document
    assert settled["same"] is True
    staff = terminal("intake", "staff", "--json", vault=district).document
    assert staff["found"] == 0 and staff["silent"] == ["ППО А", "ППО Б", "ППО В"]
    assert "Реестра не присылали (3)" in terminal("intake", "staff", vault=district).out
