"""``pervichka form``: what scripts and acceptance rely on."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from app.rendering.xlsx_names import cell_name
from tests.cli.conftest import Terminal


@pytest.fixture
def values(tmp_path: Path) -> Path:
    return tmp_path / "числа.json"


def put(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_list_describes_tables_rows_columns_and_fields(terminal: Terminal) -> None:
    forms = terminal("form", "list", "--json").document
    form = next(form for form in forms if form["id"] == "fnpr-2")
    assert {"id", "title", "source", "tables", "fields"} <= set(form)
    assert [table["id"] for table in form["tables"]] == ["II", "III", "IV"]
    second = form["tables"][0]
    assert [row["code"] for row in second["rows"]] == [str(n) for n in range(1, 15)]
    assert [column["code"] for column in second["columns"]] == ["3", "4", "5"]
    assert all(row["title"] for table in form["tables"] for row in table["rows"])
    assert "schools_count" in {field["name"] for field in form["fields"]}
    assert terminal("form", "list", "--profile", "ngsp", "--json").document == forms
    assert "fnpr-2" in terminal("form", "list").out


def test_check_computes_and_finds_errors(terminal: Terminal, values: Path) -> None:
    put(values, {"values": {"II.1.3": 60, "II.4.3": 0, "II.2.3": 45, "II.5.3": 0}, "fields": {"schools_count": 1}})
    said = terminal("form", "check", "fnpr-2", "--values", values, "--period", "2025", "--json")
    document = said.document
    assert said.code == 0
    assert {"form", "period", "values", "violations", "complete"} <= set(document)
    assert (document["form"], document["period"], document["complete"]) == ("fnpr-2", "2025", False)
    assert document["values"]["II.7.3"] == 60
    assert document["values"]["II.8.3"] == 45
    assert document["values"]["II.9.3"] == 75
    assert document["values"]["II.2.4"] is None
    assert "II.10.5" not in document["values"], "a blocked cell has no value"

    put(values, {"values": {"II.2.3": 10, "II.3.3": 11}})
    said = terminal("form", "check", "fnpr-2", "--values", values, "--json")
    assert said.code == 1
    (violation,) = [v for v in said.document["violations"] if v["severity"] == "error"]
    assert violation["cells"][0] == "II.3.3"
    assert {"rule", "severity", "cells", "message", "source"} <= set(violation)
    said = terminal("form", "check", "fnpr-2", "--values", values)
    assert said.code == 1
    assert "II.3.3" in said.out


def test_check_takes_a_list_in_order(terminal: Terminal, values: Path) -> None:
    put(values, [{"values": {"II.1.3": n}} for n in range(40)])
    said = terminal("form", "check", "fnpr-2", "--values", values, "--json")
    assert [document["values"]["II.7.3"] for document in said.document] == [None] * 40 or [
        document["values"]["II.1.3"] for document in said.document
    ] == list(range(40))
    put(values, [{"values": {}}, {"values": {"II.10.5": 3}}])
    said = terminal("form", "check", "fnpr-2", "--values", values, "--json")
    assert said.code == 1
    assert [bool([v for v in d["violations"] if v["severity"] == "error"]) for d in said.document] == [False, True]
    put(values, [])
    assert terminal("form", "check", "fnpr-2", "--values", values, "--json").document == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"values": {"II.1.3": "сорок"}}', "II.1.3"),
        ('{"values": {"II.1.3": "40"}}', "II.1.3"),
        ('{"values": {"II.1.3": true}}', "II.1.3"),
        ('{"values": {"II.99.3": 1}}', "II.99.3"),
        ('{"fields": {"нет": 1}}', "нет"),
        ('{"values": {"II.1.3": NaN}}', ""),
        ('{"values": {"II.1.3": 1e999999}}', "II.1.3"),
        ('{"values": {"II.1.3": 1, "II.1.3": 2}}', ""),
        ('{"valeus": {}}', "valeus"),
        ("{", ""),
        ("[" * 100_000, ""),
        ('"слово"', ""),
        ("5", ""),
        ("", ""),
    ],
)
def test_an_unreadable_document_is_refused_with_its_place(
    terminal: Terminal, values: Path, text: str, named: str
) -> None:
    values.write_text(text, encoding="utf-8")
    assert named in terminal.refused("form", "check", "fnpr-2", "--values", values, "--json", code=2)


def test_what_is_not_there_is_refused(terminal: Terminal, values: Path, tmp_path: Path) -> None:
    assert "числа.json" in terminal.refused("form", "check", "fnpr-2", "--values", values, code=2)
    terminal.refused("form", "check", "fnpr-2", "--values", tmp_path, code=2)
    put(values, {})
    assert "нет-такой" in terminal.refused("form", "check", "нет-такой", "--values", values, code=2)
    terminal.refused("form", "check", "fnpr-2", "--profile", "../ngsp", "--values", values, code=2)
    terminal.refused("form", "consolidate", "fnpr-2", values, code=2)
    terminal.refused("form", "read", "fnpr-2", values, code=2)
    terminal.refused("form", "read", "fnpr-2", tmp_path / "нет.xlsx", code=2)


def test_what_is_typed_into_the_sheet_comes_back(terminal: Terminal, values: Path, tmp_path: Path) -> None:
    given = {"II.1.3": 60, "II.2.3": 45, "III.1.3": 1}
    put(values, {"values": given, "fields": {"schools_count": 2}})
    sheet = tmp_path / "форма 2.xlsx"
    said = terminal("form", "render", "fnpr-2", "--values", values, "--to", sheet, "--period", "2025")
    assert (said.code, said.out) == (0, "")
    back = terminal("form", "read", "fnpr-2", sheet, "--json").document
    assert given.items() <= back["values"].items()
    assert back["fields"]["schools_count"] == 2


def test_a_blank_and_a_filled_pdf(terminal: Terminal, values: Path, tmp_path: Path) -> None:
    put(values, {"values": {"II.1.3": 60}})
    for options in (["--blank"], ["--values", values]):
        pdf = tmp_path / "форма.pdf"
        assert terminal("form", "render", "fnpr-2", *options, "--to", pdf).code == 0
        assert pdf.read_bytes().startswith(b"%PDF")


def test_a_file_appears_whole_or_not_at_all(terminal: Terminal, values: Path, tmp_path: Path) -> None:
    put(values, {"values": {"II.1.3": 60}})
    terminal.refused("form", "render", "fnpr-2", "--values", values, "--to", tmp_path / "нет" / "a.pdf", code=2)
    terminal.refused("form", "render", "fnpr-2", "--values", values, "--to", tmp_path / "a.docx", code=2)
    kept = tmp_path / "прежний.pdf"
    kept.write_bytes(b"before")
    put(values, {"values": {"II.1.3": "сорок"}})
    terminal.refused("form", "render", "fnpr-2", "--values", values, "--to", kept, code=2)
    assert kept.read_bytes() == b"before"
    assert {p.name for p in tmp_path.iterdir()} <= {"числа.json", "прежний.pdf", "пароль.txt"}


def test_reports_of_primaries_are_brought_together(terminal: Terminal, tmp_path: Path) -> None:
    plant = put(tmp_path / "завод.json", {"values": {"II.1.3": 100, "II.2.3": 60, "II.1.4": 40}, "period": "2025"})
    others = put(
        tmp_path / "прочие.json",
        [
            {
                "form": "fnpr-2",
                "values": {"II.1.3": 40, "II.2.3": 12, "II.1.4": 10},
                "organisation": {
                    "kind": "ppo",
                    "category": "vocational",
                    "created_on": "2025-05-01",
                    "short_name": "К",
                },
            },
            {"form": "fnpr-7", "values": {"II.1.3": 3, "II.1.1.3": 0, "II.3.3": 7}, "organisation": {"kind": "oppo"}},
        ],
    )
    said = terminal("form", "consolidate", "fnpr-7", plant, others, "--json").document
    assert (said["form"], said["period"]) == ("fnpr-7", "2025")
    values = said["values"]
    assert (values["II.1.3"], values["II.1.5"], values["II.1.6"]) == (4, 1, 5)
    assert (values["II.1.1.3"], values["II.1.1.5"], values["II.2.5"]) == (0, 1, 1)
    assert (values["II.3.3"], values["II.3.5"], values["II.3.6"], values["II.3.7"]) == (107, 40, 147, 50)
    assert said["parts"]["II.3.6"] == [
        {"file": "завод.json", "organisation": "завод.json", "value": 100},
        {"file": "прочие.json", "organisation": "К", "value": 40},
        {"file": "прочие.json", "organisation": "прочие.json", "value": 7},
    ]
    assert "II.9.6" not in said["parts"]
    assert "Сведено отчётов: 3" in terminal("form", "consolidate", "fnpr-7", plant, others).out
    terminal.refused("form", "consolidate", "fnpr-7", plant, "--period", "2024", code=2)
    terminal.refused("form", "consolidate", "kdk-2", others, code=2)


def test_a_campaign_of_many_days_is_brought_together(terminal: Terminal, tmp_path: Path) -> None:
    def form_4(name: str, day: str) -> dict[str, object]:
        values = {"II.1.3": 100, "II.2.3": 60, "III.2.3": 5}
        return {"form": "fnpr-4", "period": day, "values": values, "organisation": {"short_name": name, "kind": "ppo"}}

    days = ("2026-02-11", "2025-11-03", "2026-01-30")
    files = [put(tmp_path / f"{n}.json", form_4(f"ППО {n}", day)) for n, day in enumerate(days)]
    said = terminal("form", "consolidate", "fnpr-14", *files, "--org-kind", "tpo", "--json")
    assert said.code == 0
    # The campaign is named by the day it ended.
    assert said.document["period"] == "2026-02-11"
    values = said.document["values"]
    assert (values["II.1.3"], values["II.2.3"], values["III.1.3"], values["III.2.3"]) == (3, 3, 3, 15)

    early = put(tmp_path / "early.json", form_4("ППО", "2025-02-11"))
    said = terminal("form", "consolidate", "fnpr-14", *files, early, "--json")
    assert said.code == 2, "more than twelve months before the end"
    assert "early.json" in said.err
    said = terminal("form", "consolidate", "fnpr-14", *files, "--period", "2026", "--json")
    assert said.code == 2 and "1.json" in said.err, "another year"


def test_the_half_year_of_10_pb_is_table_2(terminal: Terminal, values: Path, tmp_path: Path) -> None:
    shares = {f"2.1.{column}": share for column, share in zip("345678", (80, 0, 0, 17, 1, 2), strict=True)}
    shares |= {f"2.2.{column}": 5 for column in "345678"}
    put(values, {"values": shares, "fields": {"organisation_name": "ППО"}})
    said = terminal("form", "check", "10-pb", "--values", values, "--period", "2026-1", "--json")
    assert (said.code, said.document["complete"], said.document["violations"]) == (0, True, [])
    assert {place.split(".")[0] for place in said.document["values"]} == {"2"}
    whole = terminal("form", "check", "10-pb", "--values", values, "--period", "2026", "--json").document
    assert (whole["complete"], "1A.2.4" in whole["values"]) == (False, True)
    sheet = tmp_path / "half.xlsx"
    assert terminal("form", "render", "10-pb", "--values", values, "--period", "2026-1", "--to", sheet).code == 0
    read = terminal("form", "read", "10-pb", sheet, "--json")
    assert (read.code, read.document["overtyped"]) == (0, [])
    assert read.document["values"] == shares


def test_a_total_typed_over_is_told_on_reading_back(terminal: Terminal, values: Path, tmp_path: Path) -> None:
    put(values, {"values": {"II.2.3": 45, "II.5.3": 0}})
    sheet = tmp_path / "form.xlsx"
    assert terminal("form", "render", "fnpr-2", "--values", values, "--to", sheet).code == 0
    book = openpyxl.load_workbook(sheet)
    ((name, place),) = book.defined_names[cell_name("II.8.3")].destinations
    book[name][place.replace("$", "")].value = 46
    book.save(sheet)
    said = terminal("form", "read", "fnpr-2", sheet, "--json")
    assert said.code == 1
    assert said.document["values"] == {"II.2.3": 45, "II.5.3": 0}
    (over,) = said.document["overtyped"]
    assert (over["cell"], over["typed"], over["right"]) == ("II.8.3", 46, 45)
    assert "II.8.3" in said.err and "не взято" in said.err
