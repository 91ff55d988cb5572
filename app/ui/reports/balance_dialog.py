"""A comparison taken apart: every term of both sides, and who stands behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.forms.definition import ValueType
from app.services.reports import RuleComparison, Term
from app.ui.forms.values import shown_value
from app.ui.kit import Chip, Tone, clear_layout, column, label, link_button, primary_button, row, rule
from app.ui.kit.dialogs import CalmDialog

_SIGNS = {1: "+", -1: "−", 0: ""}
_OPERATORS = {"=": "равно", "!=": "не равно", "<=": "не больше", ">=": "не меньше", "<": "меньше", ">": "больше"}


class BalanceDialog(CalmDialog):
    """``people_buttons`` open the people behind a term in its place; everything is read, nothing is changed."""

    def __init__(self, parent: QWidget, comparison: RuleComparison) -> None:
        super().__init__(parent, "Из чего сложилась сверка", width=600)
        self.comparison = comparison
        words, tone = {
            None: ("сравнить не с чем", Tone.NEUTRAL),
            True: ("сходится", Tone.GOOD),
            False: ("не сходится", Tone.WARNING),
        }[comparison.holds]
        left, right = _number(comparison.left), _number(comparison.right)
        verdict = f"{left} должно быть {_OPERATORS[comparison.operator]} {right}"
        self.content.addLayout(row(Chip(words, tone), label(verdict, "strong"), 1, spacing=10))
        self.people_buttons: list[QWidget] = []
        self._side(f"В отчёте: {left}", comparison.left_terms)
        self._side(f"По сверке: {right}", comparison.right_terms)
        self.set_buttons(primary_button("Понятно", self.accept))

    def _side(self, title: str, terms: Sequence[Term]) -> None:
        self.content.addWidget(rule())
        self.content.addWidget(label(title, "section", wrap=True))
        for number, term in enumerate(terms):
            sign = "" if number == 0 and term.sign == 1 else _SIGNS[term.sign]
            text = label(f"{sign} {term.text}".strip(), wrap=True, selectable=True)
            value = label(_number(term.value), "strong")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            line = row(text, value, spacing=12)
            line.setStretch(0, 1)
            self.content.addLayout(line)
            if term.items:
                self._people(term)

    def _people(self, term: Term) -> None:
        box = QWidget()
        inner = column(spacing=4, margins=(16, 0, 0, 0))
        box.setLayout(inner)

        def show() -> None:
            clear_layout(inner)
            for item in term.items:
                day = "" if item.on is None else f"{item.on:%d.%m.%Y}"
                inner.addWidget(label(f"{item.text}  {day}".strip(), "small", wrap=True, selectable=True))
            self.fit()

        opener = link_button(f"Кто за этим: {len(term.items)}", show, name=f"{term.text}: кто за этим числом")
        inner.addLayout(row(opener, 1))
        self.people_buttons.append(opener)
        self.content.addWidget(box)


def _number(value: object) -> str:
    return "неизвестно" if value is None else shown_value(value, ValueType.COUNT)  # type: ignore[arg-type]
