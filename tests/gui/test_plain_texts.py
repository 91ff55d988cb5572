"""No text of the window can become a page of HTML: what would make it one is found in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from app.ui.kit.tips import plain_tip

UI = Path(__file__).resolve().parents[2] / "app" / "ui"
_HELP = {"help/page.py"}
_LABELS = {"widgets/labels.py"}
_TIPS = {"widgets/tips.py"}
_NEVER = frozenset({
    "QMessageBox", "QErrorMessage", "QProgressDialog", "QInputDialog", "QToolTip", "QTextEdit", "QStaticText",
    "setWhatsThis", "setHtml", "insertHtml", "appendHtml", "RichText", "AutoText", "MarkdownText",
})  # fmt: skip
_HELP_ONLY = frozenset({"QTextBrowser", "QTextDocument", "setMarkdown"})


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == name:
                yield node


def _owner(node: ast.Call) -> str:
    return ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def mistakes(code: str, name: str) -> list[str]:
    """What in a module could show a text as HTML."""
    tree = ast.parse(code)
    found = []
    words = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    words |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    forbidden = words & (_NEVER if name in _HELP else _NEVER | _HELP_ONLY)
    found += [f"{name}: {word}" for word in sorted(forbidden)]
    if name not in _TIPS:
        for call in _calls(tree, "setToolTip"):
            if not any(_calls(call.args[0], "plain_tip")):
                found.append(f"{name}:{call.lineno}: setToolTip of a text that is not made plain")
    for function in _functions(tree):
        if "ToolTipRole" in ast.unparse(function) and not any(_calls(function, "plain_tip")):
            found.append(f"{name}:{function.lineno}: ToolTipRole of a text that is not made plain")
    if name not in _LABELS:
        plain = {_owner(call) for call in _calls(tree, "setTextFormat")}
        pictures = {_owner(c) for c in _calls(tree, "setPixmap")} - {_owner(c) for c in _calls(tree, "setText")}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and any(_calls(node.value, "QLabel")):
                target = ast.unparse(node.targets[0])
                if target not in plain | pictures or (node.value.args and target not in plain):
                    found.append(f"{name}:{node.lineno}: a QLabel that takes tags")
            ours = isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "QLabel" for base in node.bases)
            if ours and "self.setTextFormat(Qt.TextFormat.PlainText)" not in ast.unparse(node):
                found.append(f"{name}: a QLabel that takes tags")
        assigned = {
            id(call) for node in ast.walk(tree) if isinstance(node, ast.Assign) for call in _calls(node.value, "QLabel")
        }
        found += [f"{name}:{c.lineno}: a QLabel in passing" for c in _calls(tree, "QLabel") if id(c) not in assigned]
    return found


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: path.relative_to(UI).as_posix())
def test_no_text_of_the_window_can_be_html(path: Path) -> None:
    assert mistakes(path.read_text("utf-8"), path.relative_to(UI).as_posix()) == []


@pytest.mark.parametrize(
    "code",
    [
        "x.setToolTip(name)",
        "def f():\n    if role == Qt.ItemDataRole.ToolTipRole:\n        return name",
        "one = QLabel(name)",
        "one = QLabel()\none.setText(name)\none.setPixmap(p)",
        "box.addWidget(QLabel(name))",
        "class A(QLabel):\n    pass",
        "QMessageBox.warning(self, title, name)",
        "view.setHtml(name)",
        "view = QTextBrowser()",
        "a.setTextFormat(Qt.TextFormat.RichText)",
    ],
)
def test_the_search_finds_what_it_is_for(code: str) -> None:
    assert mistakes(code, "x.py")


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="\ufffc\xad"), max_size=60
    )
)
def test_a_tip_shows_every_sign(text: str) -> None:
    tip = plain_tip(f"a{text}<b>z")
    document = QTextDocument()
    document.setHtml(tip)
    assert document.toPlainText() == f"a{text}<b>z"
