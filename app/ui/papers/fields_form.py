"""Fields of a document as widgets, and their values back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.services.papers import PaperField, PaperList, Template, ValueKind
from app.services.papers.values import PEOPLE, PERSON_LISTS
from app.ui.kit import DateField, Form
from app.ui.kit.theme import px

_GIVEN = {*PERSON_LISTS, PEOPLE.name}


class FieldsForm(Form):
    """What a document asks; lists of its own are typed a line each."""

    def __init__(self, template: Template, values: Mapping[str, Any]) -> None:
        super().__init__(columns=2)
        self.template = template
        self.setAccessibleName("Поля документа")
        self.fields: dict[str, QWidget] = {}
        self._lists = [made for made in template.lists.values() if made.name not in _GIVEN]
        self._add(PaperField("date", "Дата документа", ValueKind.DATE, "today"), values)
        for field in template.fields:
            self._add(field, values)
        for made in self._lists:
            self._add_list(made, values)

    def _add(self, field: PaperField, values: Mapping[str, Any]) -> None:
        value = values.get(field.name)
        hint = field.hint
        if field.default.startswith("="):
            field, hint = replace(field, default=""), hint or "из карточки"
        widget: QWidget
        if field.kind is ValueKind.DATE:
            day = value if isinstance(value, date) else date.today() if field.default == "today" else None
            widget = DateField(field.title, day)
            if hint:
                widget.setPlaceholderText(f"дд.мм.гггг ({hint})")
        elif field.kind is ValueKind.LINES:
            widget = QPlainTextEdit(str(value or field.default))
            widget.setTabChangesFocus(True)
            widget.setPlaceholderText(hint)
            widget.setFixedHeight(px(84))
        elif field.choices:
            widget = QComboBox()
            widget.setEditable(True)
            widget.setMinimumContentsLength(8)
            widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            widget.addItems(list(field.choices))
            widget.setCurrentText(str(value or field.default))
            line = widget.lineEdit()
            assert line is not None
            line.setAccessibleName(field.title)
            line.setCursorPosition(0)
        else:
            widget = QLineEdit(str(value or field.default))
            widget.setPlaceholderText(hint or ("Фамилия Имя Отчество" if field.kind is ValueKind.NAME else ""))
        self.fields[field.name] = widget
        self.add(field.title, widget, wide=field.kind is ValueKind.LINES)

    def _add_list(self, made: PaperList, values: Mapping[str, Any]) -> None:
        widget = QPlainTextEdit("\n".join(str(r.get(made.columns[0].name, "")) for r in values.get(made.name, ())))
        widget.setTabChangesFocus(True)
        widget.setFixedHeight(px(96))
        self.fields[made.name] = widget
        self.add(
            made.title,
            widget,
            f"{made.columns[0].title}: по одному в строке. Пусто – строки для записи от руки.",
            wide=True,
        )

    def problems_found(self) -> bool:
        """Say under each date that is none; the first gets the cursor."""
        self.clear_problems()
        wrong: list[QWidget] = [w for w in self.fields.values() if isinstance(w, DateField) and w.is_wrong()]
        numbers = {f.name for f in self.template.fields if f.kind is ValueKind.NUMBER}
        for widget in wrong:
            self.show_problem(widget, "Напишите дату так: 12.09.2026.")
        for name in numbers:
            widget = self.fields[name]
            text = widget.text().strip() if isinstance(widget, QLineEdit) else ""
            if text and not text.isdecimal():
                self.show_problem(widget, "Здесь нужно число.")
                wrong.append(widget)
        if wrong:
            wrong[0].setFocus()
        return bool(wrong)

    def values(self) -> dict[str, Any]:
        """What is typed; what is empty is left out, and the paper leaves room for the hand."""
        result: dict[str, Any] = {}
        for name, widget in self.fields.items():
            value: Any
            if isinstance(widget, DateField):
                value = widget.date()
            elif isinstance(widget, QPlainTextEdit):
                value = widget.toPlainText().strip()
            elif isinstance(widget, QComboBox):
                value = widget.currentText().strip()
            else:
                assert isinstance(widget, QLineEdit)
                value = widget.text().strip()
            result[name] = value or None
        for made in self._lists:
            lines = [line.strip() for line in str(result.pop(made.name) or "").splitlines() if line.strip()]
            result[made.name] = [{made.columns[0].name: line} for line in lines]
        return result
