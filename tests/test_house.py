"""The picture of the house in README is the house: one subject has one name on every floor."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
FLOORS = ("ui", "cli", "services", "storage", "models")
WITHOUT_SUBJECT = {
    "ui": {"kit", "forms", "printing", "start", "settings", "help"},
    "cli": {"main", "output", "parser", "documents", "crash_log", "words", "demo", "forms"},
    "services": {"session", "authority", "doctor", "one_by_one", "working_days", "demo"},
    "storage": {"engine", "schema", "unit_of_work", "plain_rows", "written", "holding"},
    "models": {"base"},
}
"""Rooms and modules that serve all subjects. The frame of the window (loose modules of ``ui``) is not listed."""


def subjects() -> dict[str, set[str]]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("<!-- subjects -->")[1].split("<!-- /subjects -->")[0]
    return {name: set(floors.split()) for name, floors in re.findall(r"^\| `(\w+)` \|.*\| ([\w ]+) \|$", table, re.M)}


def rooms(floor: Path) -> set[str]:
    packages = {path.parent.name for path in floor.glob("*/__init__.py")}
    modules = {path.stem for path in floor.glob("*.py")} - {"__init__"}
    return packages if floor.name == "ui" else packages | modules


@pytest.mark.parametrize("floor", FLOORS)
def test_every_room_has_a_subject_or_serves_all(floor: str) -> None:
    found = rooms(APP / floor) - WITHOUT_SUBJECT[floor]
    known = {name for name, floors in subjects().items() if floor in floors}
    if floor == "models":  # members' cards and doubles, registers taken in: one table file more than the subject
        found = {name for name in found if not name.startswith(("member_", "intake_"))}
    assert found == known


def test_tests_of_services_have_the_names_of_the_rooms() -> None:
    assert {path.parent.name for path in (ROOT / "tests" / "services").glob("*/test_*.py")} <= set(subjects())


def test_a_public_class_has_one_home() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in APP.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(path.relative_to(APP).as_posix())
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_a_verb_of_the_services_has_one_home() -> None:
    """Two services of one name would be two answers to one question."""
    homes: dict[str, list[str]] = defaultdict(list)
    for path in (APP / "services").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                homes[node.name].append(path.relative_to(APP).as_posix())
    known = {"export", "read_caged"}  # the journal's and the exchange's; the child's part of reading, by its room
    assert {name: found for name, found in homes.items() if len(found) > 1 and name not in known} == {}
