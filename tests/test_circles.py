"""No module of the program stands in a circle of imports: not at its top, not in a function, not for types alone.

A circle means that neither piece can be read, moved or tested without the other. It is opened by a third piece that
both import, or by turning the call round: the lower one is handed what it needs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

APP = Path(__file__).parents[1] / "app"


def modules_of(root: Path) -> dict[str, Path]:
    """Every module below ``root`` by its full name; a package is its ``__init__``."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported_by(tree: ast.AST, known: Iterable[str]) -> set[str]:
    """Which of the ``known`` modules a source imports, anywhere in it."""
    names = set(known)
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & names
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & names
            if not inner <= names and node.module in names:
                found.add(node.module)
    return found


def circle_in(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """The first circle found, its first module again at its end; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_one_that_imports_it() -> None:
    modules = modules_of(APP)
    graph = {
        name: imported_by(ast.parse(path.read_text(encoding="utf-8")), modules) - {name}
        for name, path in modules.items()
    }
    assert len(graph) > 500
    assert circle_in(graph) == []


def test_a_circle_is_found_wherever_its_imports_stand() -> None:
    sources = {
        "app.a": "import app.b",
        "app.b": "def late():\n    from app import c",
        "app.c": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.a import Word",
        "app": "",
    }
    graph = {name: imported_by(ast.parse(text), sources) for name, text in sources.items()}
    assert set(circle_in(graph)) == {"app.a", "app.b", "app.c"}
    graph["app.c"] = set()
    assert circle_in(graph) == []
