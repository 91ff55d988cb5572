"""All that is wrong with a report, in a list that jumps to the place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.domain.enums import Severity
from app.forms.definition import FormDefinition
from app.forms.view import TargetView, Violation
from app.ui.forms.wording import empty_place, severity_word, violations_in_order
from app.ui.kit.icons import icon
from app.ui.kit.theme import px
from app.ui.kit.tips import plain_tip

_MOST_ROWS = 5
_RULE = Qt.ItemDataRole.UserRole + 1


class ViolationsList(QListWidget):
    """Click or Enter emits ``chosen`` with the first cell of the violation, ``explained`` with the rule of a warning
    that stands at no cell."""

    chosen = Signal(str)
    explained = Signal(str)

    def __init__(self, definition: FormDefinition, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._definition = definition
        self.setAccessibleName("Что исправить")
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setIconSize(QSize(px(18), px(18)))
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_violations(
        self,
        violations: Sequence[Violation],
        remarks: Sequence[tuple[str, str]] = (),
        targets: Sequence[TargetView] = (),
        missing: Sequence[str] = (),
    ) -> None:
        """Fill the list: errors first, then empty places; remarks of the higher organisation at its head, the union's
        goals at its end."""
        self.clear()
        for address, text in remarks:
            self._add(f"Замечание. {text}", "info", "accent", address)
        for violation in violations_in_order(violations):
            error = violation.severity is Severity.ERROR
            explained = bool(violation.explanation.strip())
            picture = ("error", "error") if error else ("check", "good") if explained else ("warning", "warning")
            words = f"{severity_word(violation).capitalize()}. {violation.message}"
            self._add(words, *picture, violation.cells[0] if violation.cells else "", "" if error else violation.rule)
        said = {cell for violation in violations for cell in violation.cells[:1]}
        for place in missing:
            if place not in said:
                self._add(f"Не заполнено. {empty_place(self._definition, place)}", "warning", "warning", place)
        for target in targets:
            if target.reached is not None:
                self._add(f"{target.sentence}.", *(("check", "good") if target.reached else ("info", "accent")), "")
        rows = min(self.count(), _MOST_ROWS)
        self.setFixedHeight(rows * px(42) + px(6))

    def follow(self, row: int) -> None:
        """As if the line was clicked."""
        self._choose(self.item(row))

    def _add(self, words: str, picture: str, token: str, address: str, rule: str = "") -> None:
        item = QListWidgetItem(icon(picture, token, 18), words)
        item.setData(Qt.ItemDataRole.UserRole, address)
        item.setData(_RULE, rule)
        item.setToolTip(plain_tip(words))
        self.addItem(item)

    def _choose(self, item: QListWidgetItem) -> None:
        address = str(item.data(Qt.ItemDataRole.UserRole) or "")
        rule = str(item.data(_RULE) or "")
        if address:
            self.chosen.emit(address)
        elif rule:
            self.explained.emit(rule)
