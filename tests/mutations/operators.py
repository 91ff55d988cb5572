"""Small wrongs done to a module's source, one at a time: what tests must notice."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


Change = Callable[[ast.AST], ast.AST | None]
"""The changed node in place of a copy of it; None when the operator has nothing to do with it."""


@dataclass(frozen=True)
class Mutant:
    """One wrong: what is done where. ``number`` tells those apart that are alike within one function."""

    operator: str
    where: str
    line: int
    before: str
    after: str
    number: int
    _make: Callable[[], str] = field(repr=False, compare=False)

    def source(self) -> str:
        """The whole module with this wrong in it."""
        return self._make()

    def key(self) -> tuple[str, str, str, str, int]:
        """What stays the same when lines move."""
        return self.operator, self.where, self.before, self.after, self.number

    def __str__(self) -> str:
        return f"line {self.line}, {self.operator}: {_short(self.before)} -> {_short(self.after)}"


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= 60 else one[:57] + "..."


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines: the same source gives the same list."""
    tree = ast.parse(source)
    found: list[Mutant] = []
    alike: Counter[tuple[str, ...]] = Counter()
    for node, parent, place, where in _sites(tree, ()):
        for operator, kinds, change in _OPERATORS:
            if not isinstance(node, kinds) or (made := change(copy.deepcopy(node))) is None:
                continue
            before, after = ast.unparse(node), ast.unparse(made)
            if after == before:
                continue
            told = (operator, ".".join(where), before, after)
            alike[told] += 1
            make = _maker(tree, parent, place, made)
            found.append(Mutant(operator, told[1], _line(node), before, after, alike[told], make))
    return sorted(found, key=lambda mutant: mutant.line)


def _maker(tree: ast.AST, parent: ast.AST, place: tuple[str, int | None], made: ast.AST) -> Callable[[], str]:
    def make() -> str:
        with _swapped(parent, place, made):
            return ast.unparse(ast.fix_missing_locations(tree))

    return make


def _line(node: ast.AST) -> int:
    return next((part.lineno for part in ast.walk(node) if hasattr(part, "lineno")), 0)


class _swapped:
    """Puts a node in another's place for as long as the block runs."""

    def __init__(self, parent: ast.AST, place: tuple[str, int | None], node: ast.AST) -> None:
        self._parent, (self._name, self._number), self._node = parent, place, node

    def _put(self, node: ast.AST) -> ast.AST:
        if self._number is None:
            old = getattr(self._parent, self._name)
            setattr(self._parent, self._name, node)
        else:
            children = getattr(self._parent, self._name)
            old, children[self._number] = children[self._number], node
        return old

    def __enter__(self) -> None:
        self._old = self._put(self._node)

    def __exit__(self, *_: object) -> None:
        self._put(self._old)


def _sites(
    tree: ast.AST, where: tuple[str, ...]
) -> Iterator[tuple[ast.AST, ast.AST, tuple[str, int | None], tuple[str, ...]]]:
    """Nodes that do something: annotations, decorators, texts that explain and imports are left alone."""
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "decorator_list", "type_comment"}:
            continue
        children = value if isinstance(value, list) else [value]
        for number, child in enumerate(children):
            if not isinstance(child, ast.AST) or (
                isinstance(child, ast.Import | ast.ImportFrom | ast.ClassDef) and _is_plain(child)
            ):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            inside = (*where, child.name) if isinstance(child, ast.FunctionDef | ast.ClassDef) else where
            yield child, tree, (name, number if isinstance(value, list) else None), inside
            yield from _sites(child, inside)


def _is_plain(node: ast.AST) -> bool:
    """A module's imports, and classes that only hold fields."""
    if not isinstance(node, ast.ClassDef):
        return True
    return not any(isinstance(part, ast.FunctionDef) for part in node.body)


def _comparison(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Compare):
        return None
    flipped = _FLIPPED.get(type(node.ops[0]))
    if flipped is None:
        return None
    node.ops[0] = flipped()
    return node


def _constant(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Constant):
        return None
    if isinstance(node.value, bool):
        return ast.Constant(not node.value)
    if isinstance(node.value, int | float):
        return ast.Constant(node.value + 1)
    return None


def _negation(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand
    if isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node
    return None


def _branch(node: ast.AST) -> ast.AST | None:
    """A branch that is never taken, a condition of a comprehension that always holds."""
    if isinstance(node, ast.If):
        node.test = ast.Constant(False)
        return node
    if isinstance(node, ast.comprehension) and node.ifs:
        node.ifs = []
        return node
    if isinstance(node, ast.IfExp):
        return node.orelse
    return None


def _emptied(node: ast.AST) -> ast.AST | None:
    """A set, table or tuple of things that are looked for, without them."""
    if isinstance(node, ast.Set) and node.elts:
        return ast.Call(ast.Name("set", ast.Load()), [], [])
    if isinstance(node, ast.Dict) and node.keys:
        return ast.Dict([], [])
    if not isinstance(node, ast.Tuple) or len(node.elts) < 2 or not isinstance(node.ctx, ast.Load):
        return None
    fixed = all(isinstance(part, ast.Constant | ast.Attribute) for part in node.elts)
    return ast.Tuple([], ast.Load()) if fixed else None


def _returned(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        return ast.Return(ast.Constant(None))
    return None


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


_OPERATORS: tuple[tuple[str, tuple[type[ast.AST], ...], Change], ...] = (
    ("comparison flipped", (ast.Compare,), _comparison),
    ("constant changed", (ast.Constant,), _constant),
    ("condition negated", (ast.UnaryOp, ast.BoolOp), _negation),
    ("branch dropped", (ast.If, ast.comprehension, ast.IfExp), _branch),
    ("collection emptied", (ast.Set, ast.Dict, ast.Tuple), _emptied),
    ("returns None", (ast.Return,), _returned),
)
