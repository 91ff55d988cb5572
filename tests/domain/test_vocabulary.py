"""One value, one word: every value a person can see has it in the table, and no other dictionary has such words."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

import app
from app.domain.enums import EventKind, MemberCategory, RoleKind, Sex
from app.domain.vocabulary.numbers import of_organisations, plural
from app.domain.vocabulary.words import Wording, capital, table, title_for, word_for, word_of, words

APP = Path(app.__file__).parent
CYRILLIC = re.compile("[А-Яа-яЁё]")
NEVER_SHOWN = {
    "Align", "BundleKind", "CheckInOutcome", "EndDecision", "Encryption", "Entitled", "FieldType", "Hindrance", "How",
    "Leading", "MergeChoice", "PaperSubject", "PartKind", "RowDecision", "Subject", "TaskKind", "Tone",
    "ValueKind", "ValueType", "Wording",
}  # fmt: skip
"""Lists for the program itself, or those of which whole sentences are said and never a word."""
WITHOUT_A_WORD = {"Act": {"look", "own_access", "record", "settings", "trust", "destroy", "users"}}
"""Acts that carry nothing out of the program."""


def closed_lists() -> dict[str, type[StrEnum]]:
    for found in pkgutil.walk_packages([str(APP)], "app."):
        if not found.name.startswith("app.ui") and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    importlib.import_module("app.ui.kit.theme")
    return {kind.__name__: kind for kind in StrEnum.__subclasses__() if kind.__module__.startswith("app.")}


def test_every_value_that_is_shown_has_a_word_and_every_word_a_value() -> None:
    lists = closed_lists()
    assert set(table()) | NEVER_SHOWN >= set(lists), "a closed list without words"
    assert set(table()) <= set(lists), "words of a list that is not there"
    for name, values in table().items():
        assert set(values) == {value.value for value in lists[name]} - WITHOUT_A_WORD.get(name, set()), name
        for forms in values.values():
            assert set(forms) <= set(Wording)
            assert Wording.LABEL in forms
            assert all(CYRILLIC.search(text) and text == text.strip() for text in forms.values())


def dictionaries(path: Path) -> Iterator[tuple[int, ast.Dict]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict) and node.keys:
            yield node.lineno, node


def is_value(key: ast.expr | None, kinds: set[str]) -> bool:
    if isinstance(key, ast.Attribute) and key.attr == "value":
        key = key.value
    return isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name) and key.value.id in kinds


def is_word(value: ast.expr) -> bool:
    """A word or a few, alone or beside a tone; not a sentence."""
    if isinstance(value, ast.Tuple):
        others = [one for one in value.elts[1:] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        return len(value.elts) > 1 and is_word(value.elts[0]) and not others
    return (
        isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and CYRILLIC.search(value.value) is not None
        and not value.value.rstrip().endswith((".", "?", "!"))
    )


def test_no_other_dictionary_has_words_of_values() -> None:
    lists = closed_lists()
    coded = {name: {value.value for value in kind} for name, kind in lists.items() if name in table()}
    found = []
    for path in APP.rglob("*.py"):
        for line, node in dictionaries(path):
            of_values = [is_value(key, set(lists) - NEVER_SHOWN) for key in node.keys]
            said = [is_word(value) for value in node.values]
            if any(one and word for one, word in zip(of_values, said, strict=True)):
                found.append(f"{path.relative_to(APP)}:{line}")
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
            if any(said) and any(len(keys) > 1 and keys == codes for codes in coded.values()):
                found.append(f"{path.relative_to(APP)}:{line}")
    assert found == []


def test_months_and_plurals_are_said_in_one_place() -> None:
    for path in APP.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "vocabulary":
            continue
        assert not re.search(r'"(?:январь|января)"', text), path
        assert not re.search(r"% 10 (?:==|in)(?! 9)", text), path


BRACKETED = re.compile(r"[а-яё]\((?:а|ла|лась|ась|ся|и|ы|ая|шла)\)|\((?:вы|на|при)шла\)")
PAPERS_FOR_ANYBODY = {"rendering/handover.py", "rendering/sheets.py"}
"""Lines to be signed by hand by somebody whose name is not known yet."""


def test_no_ending_in_brackets() -> None:
    found = []
    for path in APP.rglob("*.py"):
        if path.relative_to(APP).as_posix() in PAPERS_FOR_ANYBODY:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        found += [f"{path.relative_to(APP)}:{node.lineno}" for node in texts if BRACKETED.search(node.value)]
    assert found == []
    assert all(not BRACKETED.search(text) for values in table().values() for forms in values.values() for text in forms)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "1 знак"), (3, "3 знака"), (11, "11 знаков"), (21, "21 знак"), (9000, "9\u202f000 знаков")],
)
def test_a_number_and_its_noun_agree(number: int, expected: str) -> None:
    assert plural(number, "знак", "знака", "знаков") == expected


def test_after_from_the_genitive_stands() -> None:
    assert (of_organisations(1), of_organisations(21), of_organisations(11), of_organisations(3)) == (
        "1 организации", "21 организации", "11 организаций", "3 организаций",
    )  # fmt: skip


def test_an_event_is_told_as_suits_the_person() -> None:
    assert word_of(EventKind.DEREGISTERED, Sex.FEMALE) == "снята с учёта"
    assert word_of(EventKind.DEREGISTERED, Sex.MALE) == "снят с учёта"
    assert word_of(EventKind.DEREGISTERED, None) == "снятие с учёта"


def test_a_form_that_a_value_has_not_is_its_word() -> None:
    assert word_for(RoleKind.CHAIR, Wording.SHORT) == word_for(RoleKind.CHAIR) == "председатель"
    assert title_for(RoleKind.AUDIT_CHAIR, Wording.SHORT) == "Председатель КРК"
    assert word_for(None) == ""
    assert capital("") == ""
    assert list(words(MemberCategory)) == list(MemberCategory)
