"""Dates beside Russian words, on every system."""

from __future__ import annotations

import ast
from pathlib import Path

APP = Path(__file__).parents[1] / "app"


def _formats(tree: ast.AST) -> list[tuple[int, str]]:
    """Formats of dates in f-strings and calls of strftime, with their lines."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            parts = [part.value for part in node.format_spec.values if isinstance(part, ast.Constant)]
            found.append((node.lineno, "".join(map(str, parts))))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strftime":
            found += [(node.lineno, str(arg.value)) for arg in node.args if isinstance(arg, ast.Constant)]
    return [(line, text) for line, text in found if "%" in text]


def test_no_russian_word_stands_inside_a_dates_format() -> None:
    """Windows encodes the format in the computer's own code page: where that is not the Russian one, the page with
    «%d.%m.%Y в %H:%M» did not open (seen in the packed program)."""
    seen = 0
    wrong = []
    for path in sorted(APP.rglob("*.py")):
        for line, text in _formats(ast.parse(path.read_text(encoding="utf-8"))):
            seen += 1
            if not text.isascii():
                wrong.append(f"{path.relative_to(APP)}:{line}: {text}")
    assert seen > 20
    assert wrong == []
