"""``pervichka report``, ``bundle`` and ``intake`` between a school's vault and the organisation above it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.enums import EventKind, MemberCategory
from app.domain.files import resource_path
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.organisation.passport import draft_from_json
from app.services.vault.creating import MINIMUM_KDF, create_vault, open_vault
from tests.cli.conftest import Terminal
from tests.conftest import ORGANISATION, PASSWORD

REPORT = ("fnpr-2", "--period", "2025")


@dataclass(frozen=True)
class Offices:
    school: Path
    district: Path
    district_card: Path
    school_card: Path


@pytest.fixture
def offices(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> Offices:
    session = open_vault(vault_folder, PASSWORD)
    for surname, name, patronymic in (("Берёзкина", "Анна", "Павловна"), ("Орлов", "Пётр", "Ильич")):
        draft = PersonDraft(surname, name, patronymic, birth_date=date(1980, 5, 5))
        add_member(session, draft, EntryDraft(EventKind.REGISTERED, date(2020, 9, 1), MemberCategory.WORKING))
    session.close()
    document = {**ORGANISATION, "kind": "tpo", "full_name": "Районная организация", "short_name": "Районная"}
    district = tmp_path / "district"
    create_vault(
        district, draft_from_json(document), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF
    ).session.close()
    cards = tmp_path / "district.card", tmp_path / "school.card"
    for folder, card in zip((district, vault_folder), cards, strict=True):
        said = terminal("vault", "card", folder, "--password-file", terminal.password_file, "--out", card)
        assert said.code == 0
    return Offices(vault_folder, district, *cards)


def signed(terminal: Terminal, school: Path) -> dict[str, Any]:
    """Explain every warning and sign; the document as filled before."""
    filled: dict[str, Any] = terminal("report", "fill", *REPORT, "--json", vault=school).document
    for violation in filled["violations"]:
        assert violation["severity"] == "warning", violation
        terminal("report", "explain", "fnpr-2", violation["rule"], "Так и есть.", "--period", "2025", vault=school)
    assert terminal("report", "sign", *REPORT, "--json", vault=school).code == 0
    return filled


def exported(terminal: Terminal, offices: Offices, path: Path) -> dict[str, Any]:
    document: dict[str, Any] = terminal(
        "bundle", "export", "--to", offices.district_card, "--out", path, "--report", "fnpr-2:2025", "--json",
        vault=offices.school,
    ).document  # fmt: skip
    return document


def test_a_report_is_filled_mended_explained_signed_and_printed(
    terminal: Terminal, offices: Offices, tmp_path: Path
) -> None:
    school = offices.school
    filled = terminal("report", "fill", *REPORT, "--json", vault=school).document
    assert (filled["values"]["II.1.3"], filled["values"]["II.2.3"], filled["state"]) == (60, 2, "draft")
    assert filled["sources"]["II.2.3"] == "register"
    why = terminal("report", "why", "fnpr-2", "II.2.3", "--period", "2025", "--json", vault=school).document
    assert (why["cell"], why["value"], why["source"], len(why["items"])) == ("II.2.3", 2, "register", 2)
    assert "Берёзкина" in terminal("report", "why", "fnpr-2", "II.2.3", "--period", "2025", vault=school).out

    change = ("report", "set", "fnpr-2", "II.2.3")
    assert terminal(*change, "70", "--period", "2025", vault=school).code == 0
    wrong = terminal("report", "fill", *REPORT, "--json", vault=school)
    assert wrong.code == 1
    assert wrong.document["values"]["II.2.3"] == 70
    refusal = terminal("report", "sign", *REPORT, vault=school)
    assert (refusal.code, refusal.out) == (1, "")
    assert terminal(*change, "", "--period", "2025", vault=school).code == 0
    assert terminal("report", "fill", *REPORT, "--json", vault=school).document["values"]["II.2.3"] == 2
    terminal.refused(*change, "сорок", "--period", "2025", code=2, vault=school)
    terminal.refused("report", "set", "fnpr-2", "II.7.3", "5", "--period", "2025", code=2, vault=school)
    terminal.refused("report", "set", "fnpr-2", "II.99.3", "5", "--period", "2025", code=2, vault=school)
    terminal.refused("report", "explain", "fnpr-2", "нет", "Да.", "--period", "2025", code=2, vault=school)

    signed(terminal, school)
    terminal.refused("report", "sign", *REPORT, code=2, vault=school)
    for name, start in (("форма.pdf", b"%PDF"), ("форма.xlsx", b"PK")):
        assert terminal("report", "render", *REPORT, "--to", tmp_path / name, vault=school).code == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    rows = terminal("report", "list", "--period", "2025", "--json", vault=school).document
    assert [row["state"] for row in rows if row["form"] == "fnpr-2"] == ["signed"]
    due = terminal("report", "due", "--on", "2026-01-10", "--json", vault=school).document
    assert {(row["form"], row["due"], row["state"]) for row in due} >= {("fnpr-2", "2026-01-20", "signed")}


def test_numbers_typed_into_the_sheet_are_taken(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    sheet = tmp_path / "форма.xlsx"
    terminal("report", "set", "fnpr-2", "schools_count", "3", "--period", "2025", vault=offices.school)
    terminal("report", "render", *REPORT, "--to", sheet, vault=offices.school)
    terminal("report", "set", "fnpr-2", "schools_count", "", "--period", "2025", vault=offices.school)
    said = terminal("report", "read", "fnpr-2", sheet, "--period", "2025", "--json", vault=offices.school)
    assert "schools_count" in said.document["changed"]
    filled = terminal("report", "fill", *REPORT, "--json", vault=offices.school).document
    assert filled["fields"]["schools_count"] == 3


def test_returned_with_a_remark_then_accepted(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    signed(terminal, offices.school)
    sealed = tmp_path / "первый.pervichka"
    made = exported(terminal, offices, sealed)
    assert made["size"] == sealed.stat().st_size
    looked = terminal("bundle", "inspect", sealed, "--json").document
    assert (looked["sealed"], looked["size"]) == (True, made["size"])
    terminal("intake", "enrol", offices.school_card, vault=offices.district)
    receipts = tmp_path / "квитанции"
    junk = tmp_path / "мусор.pervichka"
    junk.write_bytes(b"junk")
    taken = terminal(
        "intake", "accept", junk, sealed, tmp_path / "нет", "--receipts", receipts, "--json", vault=offices.district
    )
    assert taken.code == 4
    assert [item["outcome"] for item in taken.document] == ["rejected", "taken", "rejected"]
    assert [item["bundle"] for item in taken.document] == [None, made["uuid"], None]
    (received,) = receipts.iterdir()
    assert terminal("bundle", "receipt", received, "--json", vault=offices.school).document["verdict"] == "received"

    decide = ("intake", "decide", made["uuid"])
    terminal.refused(*decide, "return", "--remark", "II.99.3=нет", code=2, vault=offices.district)
    terminal.refused("intake", "decide", "нет-такого", "accept", code=2, vault=offices.district)
    said = terminal(
        *decide, "return", "--remark", "II.1.3=Сверьте с отделом кадров", "--receipts", receipts, "--json",
        vault=offices.district,
    )  # fmt: skip
    decision = Path(said.document["receipt"])
    outcome = terminal("bundle", "receipt", decision, "--json", vault=offices.school).document
    assert (outcome["verdict"], outcome["remarks"][0]["cell"]) == ("returned", "II.1.3")
    again = terminal("report", "fill", *REPORT, "--json", vault=offices.school).document
    assert (again["state"], again["remarks"][0]["cell"], again["revision"]) == ("returned", "II.1.3", 2)

    terminal("report", "set", "fnpr-2", "II.1.3", "61", "--period", "2025", vault=offices.school)
    signed(terminal, offices.school)
    second = tmp_path / "второй.pervichka"
    made = exported(terminal, offices, second)
    assert made["revision"] == 2
    terminal("intake", "accept", second, vault=offices.district)
    terminal("intake", "decide", made["uuid"], "accept", "--receipts", receipts, vault=offices.district)
    older = terminal("intake", "accept", sealed, "--json", vault=offices.district)
    assert (older.code, older.document[0]["outcome"]) == (0, "repeated")
    for receipt in receipts.iterdir():
        assert terminal("bundle", "receipt", receipt, vault=offices.school).code == 0
    states = {
        row["uuid"]: row["state"] for row in terminal("bundle", "outbox", "--json", vault=offices.school).document
    }
    assert states[made["uuid"]] == "accepted"
    table = terminal("intake", "status", "--period", "2025", "--json", vault=offices.district).document
    assert [cell["state"] for cell in table["rows"][0]["cells"] if cell["form"] == "fnpr-2"] == ["accepted"]
    assert "принят" in terminal("intake", "status", "--period", "2025", vault=offices.district).out
    assert len(terminal("intake", "received", "--json", vault=offices.district).document) == 2
    assert "accepted" in {
        row["state"] for row in terminal("report", "due", "--on", "2026-01-10", "--json", vault=offices.school).document
    }


def test_what_cannot_be_sealed_is_refused(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    out = tmp_path / "f.pervichka"
    export = ("bundle", "export", "--to", offices.district_card, "--out", out)
    terminal.refused(*export, code=2, vault=offices.school)
    terminal.refused(*export, "--report", "fnpr-2:2025", code=2, vault=offices.school)
    signed(terminal, offices.school)
    nowhere = ("bundle", "export", "--to", offices.district_card, "--out", tmp_path / "нет" / "f")
    terminal.refused(*nowhere, "--report", "fnpr-2:2025", code=2, vault=offices.school)
    assert terminal("bundle", "outbox", "--json", vault=offices.school).document == []
    card = tmp_path / "другая.card"
    card.write_bytes(offices.district_card.read_bytes().replace("Районная".encode(), "Областная".encode()))
    forged = ("bundle", "export", "--to", card, "--out", out, "--report", "fnpr-2:2025")
    terminal.refused(*forged, code=4, vault=offices.school)
    assert not out.exists()
    leaving = terminal("bundle", "leaving", "--report", "fnpr-2:2025", "--register", "full", vault=offices.school)
    assert leaving.code == 0
    assert leaving.out.strip()


def test_a_file_that_does_not_hold_is_told_and_exits_4(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    signed(terminal, offices.school)
    sealed = tmp_path / "f.pervichka"
    exported(terminal, offices, sealed)
    unknown = terminal("bundle", "verify", sealed, "--json", vault=offices.district)
    assert (unknown.code, unknown.document["valid"]) == (4, False)
    assert unknown.document["problems"]
    terminal("intake", "enrol", offices.school_card, vault=offices.district)
    known = terminal("bundle", "verify", sealed, "--json", vault=offices.district)
    assert (known.code, known.document["valid"], known.document["problems"]) == (0, True, [])
    assert {"signer", "fingerprint", "organisation", "created", "contents"} <= set(known.document)
    for data in (sealed.read_bytes()[:-1], b"", sealed.read_bytes() + b"0"):
        bad = tmp_path / "bad.pervichka"
        bad.write_bytes(data)
        said = terminal("bundle", "verify", bad, "--json", vault=offices.district)
        assert (said.code, said.document["valid"]) == (4, False)
        terminal.refused("bundle", "open", bad, "--out", tmp_path / "out", code=4, vault=offices.district)
        terminal.refused("bundle", "receipt", bad, code=4, vault=offices.school)
    assert not (tmp_path / "out").exists()
    terminal.refused("bundle", "verify", tmp_path / "нет", code=2, vault=offices.district)
    terminal.refused("bundle", "receipt", sealed, code=2, vault=offices.school)
    terminal.refused("intake", "enrol", offices.school_card, "--fingerprint", "0" * 64, code=4, vault=offices.district)
    terminal.refused("intake", "consolidate", "fnpr-2", "--period", "2025", code=2, vault=offices.district)


def test_handing_over_to_a_folder_and_by_mail(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    signed(terminal, offices.school)
    sealed = tmp_path / "f.pervichka"
    exported(terminal, offices, sealed)
    stick = tmp_path / "флешка"
    terminal.refused("bundle", "send", sealed, "--folder", stick, code=2, vault=offices.school)
    stick.mkdir()
    said = terminal("bundle", "send", sealed, "--folder", stick, "--json", vault=offices.school)
    assert Path(said.document["file"]).read_bytes() == sealed.read_bytes()
    draft = tmp_path / "письмо.eml"
    assert terminal("bundle", "send", sealed, "--email", draft, vault=offices.school).code == 0
    assert b"X-Unsent: 1" in draft.read_bytes()
    (row,) = terminal("bundle", "outbox", "--json", vault=offices.school).document
    assert (row["state"], [h["way"] for h in row["handovers"]]) == ("handed_over", ["folder", "email"])
    (tmp_path / "чужой").write_bytes(b"other")
    terminal.refused("bundle", "send", tmp_path / "чужой", "--folder", stick, code=2, vault=offices.school)
    opened = tmp_path / "внутри"
    assert terminal("bundle", "open", sealed, "--out", opened, vault=offices.school).code == 0
    assert json.loads((opened / "manifest.json").read_text(encoding="utf-8"))["uuid"] == row["uuid"]


def test_accepted_reports_are_brought_together(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    signed(terminal, offices.school)
    sealed = tmp_path / "отчёт.pervichka"
    uuid = exported(terminal, offices, sealed)["uuid"]
    terminal("intake", "enrol", offices.school_card, vault=offices.district)
    command = ("intake", "consolidate", "fnpr-7", "--period", "2025")
    empty = terminal(*command, "--json", vault=offices.district)
    assert (empty.code, empty.document["missing"], empty.document["included"]) == (0, ["ППО СОШ № 14"], [])
    terminal("intake", "accept", sealed, vault=offices.district)
    waiting = terminal(*command, "--json", vault=offices.district).document
    assert (waiting["waiting"], waiting["parts"], waiting["missing"]) == (["ППО СОШ № 14"], {}, [])
    terminal("intake", "decide", uuid, "accept", vault=offices.district)
    made = terminal(*command, "--json", vault=offices.district).document
    assert {"form", "period", "values", "violations", "complete"} <= set(made)
    assert (made["values"]["II.3.3"], made["values"]["II.4.3"], made["values"]["II.1.3"]) == (60, 2, 1)
    (part,) = made["parts"]["II.4.3"]
    assert (part["organisation"], part["bundle"], part["value"]) == ("ППО СОШ № 14", uuid, 2)
    assert [report["bundle"] for report in made["included"]] == [uuid]
    said = terminal(*command, vault=offices.district).out
    assert "Приняты отчёты (1): ППО СОШ № 14" in said

    why = terminal("report", "why", "fnpr-7", "II.4.3", "--period", "2025", "--json", vault=offices.district).document
    assert (why["value"], why["source"], why["items"][0]["organisation"]) == (2, "consolidated", "ППО СОШ № 14")
    terminal("report", "set", "fnpr-7", "II.4.3", "5", "--period", "2025", vault=offices.district)
    filled = terminal("report", "fill", "fnpr-7", "--period", "2025", "--json", vault=offices.district).document
    assert (filled["values"]["II.4.3"], filled["sources"]["II.4.3"], filled["sources"]["II.3.3"]) == (
        5, "manual", "consolidated",
    )  # fmt: skip
    assert terminal(*command, "--json", vault=offices.district).document["values"]["II.4.3"] == 5


def test_a_package_from_above_is_made_and_taken(terminal: Terminal, offices: Offices, tmp_path: Path) -> None:
    form = resource_path("profiles", "ngsp", "forms", "fnpr-2.toml").read_text(encoding="utf-8")
    renewed = form.replace('edition = "2017-04-03"', 'edition = "2027"\napplies_from = 2027-01-01')
    definition, sealed = tmp_path / "fnpr-2_2027.toml", tmp_path / "пакет.pervichka"
    make = ("bundle", "package", "--out", sealed, "--to", "all", definition)
    terminal.refused(*make, code=2, vault=offices.district)
    definition.write_text(renewed, encoding="utf-8")
    terminal.refused(*make, code=2, vault=offices.district)
    terminal("intake", "enrol", offices.school_card, vault=offices.district)
    definition.write_text(renewed.replace('code = "2"', 'code = "1"', 1), encoding="utf-8")
    assert "tables[II].rows" in terminal.refused(*make, code=2, vault=offices.district)
    assert not sealed.exists()
    definition.write_text(renewed, encoding="utf-8")
    nobody = ("bundle", "package", "--out", sealed, "--to", "никто", definition)
    terminal.refused(*nobody, code=2, vault=offices.district)
    made = terminal(*make, "--json", vault=offices.district).document
    assert (made["number"], made["recipients"], made["forms"][0]["edition"]) == (1, ["ППО СОШ № 14"], "2027")

    take = ("bundle", "receipt", sealed)
    terminal.refused(*take, code=4, vault=offices.school)
    signed(terminal, offices.school)
    exported(terminal, offices, tmp_path / "отчёт.pervichka")  # the district is enrolled as higher by its card
    altered = tmp_path / "изменён.pervichka"
    altered.write_bytes(sealed.read_bytes()[:-1] + b"0")
    terminal.refused("bundle", "receipt", altered, code=4, vault=offices.school)
    said = terminal(*take, vault=offices.school)
    assert said.code == 0
    assert "новая редакция «2027», для отчётов на 01.01.2027 и позже" in said.out
    assert terminal(*take, "--json", vault=offices.school).document["outcome"] == "repeated"
    assert terminal("bundle", "verify", sealed, "--json", vault=offices.school).document["valid"]
    newest = terminal("report", "fill", "fnpr-2", "--period", "2026", "--json", vault=offices.school).document
    assert newest["edition"] == "2027"
    kept = terminal("report", "fill", *REPORT, "--json", vault=offices.school).document
    assert kept["edition"] == "2017-04-03"


def test_a_file_spoilt_on_its_way_is_named_by_every_command(
    terminal: Terminal, offices: Offices, tmp_path: Path
) -> None:
    signed(terminal, offices.school)
    sealed = tmp_path / "первый.pervichka"
    exported(terminal, offices, sealed)
    terminal("intake", "enrol", offices.school_card, vault=offices.district)
    letter = b"From: a@example.org\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\n" + base64.encodebytes(sealed.read_bytes())
    spoilt = {
        "crlf.pervichka": (sealed.read_bytes().replace(b"\n", b"\r\n"), "Файл повреждён при передаче"),
        "mail.eml": (letter, "Это сохранённое письмо: откройте вложение"),
        "empty.pervichka": (b"", "Файл пустой"),
        "login.pervichka": (b"<!DOCTYPE html><html>", "Это страница из интернета"),
        "base64.pervichka": (base64.encodebytes(sealed.read_bytes()), "Файл повреждён при передаче"),
        "wrapped.zip": (b"PK\x03\x04" + sealed.read_bytes(), "Это архив"),
    }
    folder = tmp_path / "почта"
    folder.mkdir()
    for name, (data, words) in spoilt.items():
        path = folder / name
        path.write_bytes(data)
        inspected = terminal("bundle", "inspect", path, "--json")
        assert (inspected.code, inspected.document["sealed"]) == (4, False)
        assert words in inspected.document["problems"][0]
        verified = terminal("bundle", "verify", path, "--json", vault=offices.district)
        assert verified.code == 4
        assert words in verified.document["problems"][0]
        assert words in terminal.refused("bundle", "receipt", path, code=4, vault=offices.school)
        assert words in terminal.refused(
            "bundle", "open", path, "--out", tmp_path / "x", code=4, vault=offices.district
        )
        assert words in terminal.refused("intake", "enrol", path, code=4, vault=offices.district)
    taken = terminal("intake", "accept", folder, sealed, "--json", vault=offices.district)
    assert taken.code == 4
    told = json.dumps(taken.document, ensure_ascii=False) + taken.err
    assert all(words in told for _, words in spoilt.values())
    assert "taken" in told, "the good file beside them is taken"


def test_a_path_too_long_is_said(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    far = tmp_path / ("я" * 200)
    assert "слишком длинные" in terminal.refused("bundle", "inspect", far, code=2)
    assert "слишком длинные" in terminal.refused("bundle", "receipt", far, code=2, vault=vault_folder)
    assert "слишком длинные" in terminal.refused("form", "render", "fnpr-2", "--blank", "--to", f"{far}.pdf", code=2)
