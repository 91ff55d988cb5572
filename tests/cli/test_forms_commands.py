"""``pervichka form``: what scripts and acceptance rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
