"""Every error code the program raises has a Russian sentence with what happened and what to do."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

from app.messages import catalogue

APP = Path(__file__).parents[1] / "app"
RAISES = {"UserError", "DataError", "AccessError", "TrustError", "EnvironmentFault"}


@functools.cache
def raised() -> dict[str, set[str]]:
    """Code -> parameter names, of every error made with a literal code anywhere in app/."""
    found: dict[str, set[str]] = {}
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in RAISES
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                keywords = {k.arg for k in node.keywords if k.arg}
                found.setdefault(str(node.args[0].value), set(keywords)).intersection_update(keywords)
    return found


def test_the_search_finds_errors() -> None:
    assert "vault.locked" in raised()


@pytest.mark.parametrize("code", sorted(raised()))
def test_every_code_has_a_sentence_whose_places_are_filled(code: str) -> None:
    message = catalogue()[code]
    places = set(re.findall(r"{(\w+)", message.what + message.todo))
    assert places <= raised()[code], f"{code}: {places - raised()[code]} is not given by every raise"
    assert re.search(r"[А-Яа-яЁё]", message.what)
    assert message.what.rstrip().endswith((".", "!", "?", ":"))


def test_sentences_tell_what_to_do() -> None:
    silent = [code for code, message in catalogue().items() if not message.todo]
    assert silent == []
