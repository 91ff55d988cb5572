"""Acts upon the marked people other than events: the same group or post, the decision; and taking acts back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.enums import DuesWay, Education
from app.domain.personal_fields import COLUMN_TITLES
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import title_for
from app.services.members import (
    GROUP_FIELDS,
    GroupOutcome,
    OperationView,
    Undoing,
    change_fields_for_many,
    operations,
    undo_operation,
)
from app.services.members.decisions import DecisionSummary, admission_extract, decide_for_many, decisions
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, column, label, link_button, primary_button, row, rule
from app.ui.kit.dialogs import CalmDialog, confirm
from app.ui.kit.form_dialog import FormDialog
from app.ui.members.change_choice import ChangeChoice
from app.ui.members.decision_fields import DecisionFields
from app.ui.members.group_preview import OutcomeDialog, PreviewTable
from app.ui.words import moment

_DATES = ("work_since", "work_until")


class GroupFieldsDialog(FormDialog):
    """The same value of one column for all marked."""

    def __init__(self, parent: QWidget, context: UiContext, names: Mapping[int, str]) -> None:
        super().__init__(parent, context, "Изменить у всех отмеченных", "Записать", width=720)
        self.names = dict(names)
        self.form.add_free(label(f"Выбрано: {people(len(names))}", "strong"))
        self.field = ChoiceBox()
        for name in GROUP_FIELDS:
            self.field.add(COLUMN_TITLES[name], name)
        self.text, self.day = QLineEdit(), DateField("Новое значение")
        self.education, self.dues = ChoiceBox(), ChoiceBox()
        self.education.add("Не указано", None)
        for education in Education:
            self.education.add(title_for(education), education)
        for way in DuesWay:
            self.dues.add(title_for(way), way)
        self.form.add("Что изменить", self.field)
        self.form.add("Новое значение", self.text)
        for field in (self.day, self.education, self.dues):
            self.form.add("Новое значение", field)
        self.change = ChangeChoice()
        self.form.add_free(self.change)
        self.will = label("", "strong", wrap=True)
        self.will.setAccessibleName("Что изменится")
        self.table = PreviewTable()
        self.content.addWidget(self.will)
        self.content.addWidget(self.table)
        self.field.currentIndexChanged.connect(self._field_changed)
        for line in (self.text, self.day):
            line.textChanged.connect(lambda *_: self._preview())
        for choice in (self.education, self.dues):
            choice.currentIndexChanged.connect(lambda *_: self._preview())
        self._field_changed()
        self.field.setFocus()

    def _editor(self) -> QWidget:
        special: dict[str, QWidget] = {"education": self.education, "dues_way": self.dues}
        name = self.field.value()
        return self.day if name in _DATES else special.get(name, self.text)

    def values(self) -> dict[str, Any]:
        """The column with its new value."""
        editor = self._editor()
        if isinstance(editor, DateField):
            return {self.field.value(): editor.date()}
        return {self.field.value(): editor.value() if isinstance(editor, ChoiceBox) else self.text.text()}

    def _field_changed(self, *_: object) -> None:
        for editor in (self.text, self.day, self.education, self.dues):
            self.form.set_shown(editor, editor is self._editor())
        self._preview()

    def _preview(self) -> None:
        session, ids, values = self.context.session, list(self.names), self.values()
        self.context.run(
            self,
            lambda _: change_fields_for_many(session, ids, values, None, dry_run=True),
            self._show,
            key="preview",
            on_error=self._refused,
        )

    def _show(self, outcome: GroupOutcome) -> None:
        self.will.setText(
            f"Изменится: {people(len(outcome.done))}. Останется как есть: {people(len(outcome.skipped))}."
        )
        self.table.show_lines(outcome.lines)
        self.save_button.setEnabled(bool(outcome.done))
        if self.isVisible():
            self.fit()

    def save(self) -> None:
        """Write it for all."""
        if self.day.is_wrong() and self._editor() is self.day:
            self.show_problems({self.day: self.day.problem(needed=True)})
            return
        if not self.change.check():
            self.fit()
            return
        session, ids, values, context = self.context.session, list(self.names), self.values(), self.context
        changed_on, owner = self.change.changed_on(), self.parentWidget() or self

        def done(outcome: GroupOutcome) -> None:
            words = f"{COLUMN_TITLES[next(iter(values))]}: изменено у {people(len(outcome.done))}"
            context.toast(words, "Отменить", lambda: undo_act(owner, context, outcome.operation_id))

        self.work(lambda _: change_fields_for_many(session, ids, values, changed_on), done)


def undo_act(owner: QWidget, context: UiContext, operation_id: int | None) -> None:
    """Take an act back; when later records hold it for some, ask whether to do it for the others."""
    if operation_id is None:
        return
    session = context.session

    def undone(undoing: Undoing) -> None:
        context.toast(f"Отменено: {people(undoing.touched)}")

    def really(*, leave_held: bool) -> None:
        context.run(
            owner, lambda _: undo_operation(session, operation_id, leave_held=leave_held), undone, title="Отменяю"
        )

    def looked(undoing: Undoing) -> None:
        if not undoing.held:
            really(leave_held=False)
            return
        names = ", ".join(line.full_name for line in undoing.held[:5])
        more = f" и ещё {len(undoing.held) - 5}" if len(undoing.held) > 5 else ""
        confirm(
            owner,
            "Отменить не у всех?",
            f"У {people(len(undoing.held))} есть более поздние записи: {names}{more}. "
            f"Можно отменить у остальных: {people(undoing.touched)}.",
            "Отменить у остальных",
            lambda: really(leave_held=True),
        )

    context.run(owner, lambda _: undo_operation(session, operation_id, dry_run=True), looked)


class DecideDialog(FormDialog):
    """By which decision the marked people were admitted."""

    def __init__(self, parent: QWidget, context: UiContext, names: Mapping[int, str]) -> None:
        super().__init__(parent, context, "Решение о приёме", "Записать", width=720)
        self.names = dict(names)
        self.form.add_free(label(f"Выбрано: {people(len(names))}", "strong"))
        self.decision = DecisionFields(always=True)
        self.form.add_free(self.decision)
        self.will = label("Впишите номер и дату протокола.", "strong", wrap=True)
        self.will.setAccessibleName("Что изменится")
        self.table = PreviewTable()
        self.content.addWidget(self.will)
        self.content.addWidget(self.table)
        for field in (self.decision.number, self.decision.on):
            field.textChanged.connect(lambda *_: self._preview())
        self.decision.number.setFocus()

    def _preview(self) -> None:
        draft = self.decision.draft()
        if draft is None:
            return
        session, ids = self.context.session, list(self.names)
        self.context.run(
            self,
            lambda _: decide_for_many(session, ids, draft, dry_run=True),
            self._show,
            key="preview",
            on_error=self._refused,
        )

    def _show(self, outcome: GroupOutcome) -> None:
        self.will.setText(
            f"Решение будет указано: {people(len(outcome.done))}. Пропустим: {people(len(outcome.skipped))}."
        )
        self.table.show_lines(outcome.lines)
        self.save_button.setEnabled(bool(outcome.done))
        if self.isVisible():
            self.fit()

    def save(self) -> None:
        """Write it for those it fits."""
        draft = self.decision.draft()
        if not self.decision.check() or draft is None:
            self.fit()
            return
        session, ids, context = self.context.session, list(self.names), self.context
        owner = self.parentWidget() or self

        def done(outcome: GroupOutcome) -> None:
            context.toast(
                f"Решение указано: {people(len(outcome.done))}",
                "Выписка",
                lambda: DecisionsDialog(owner, context).open(),
            )
            if outcome.skipped:
                OutcomeDialog(owner, context, "Решение о приёме", outcome).open()

        self.work(lambda _: decide_for_many(session, ids, draft), done)


class _ListDialog(CalmDialog):
    """A dialog that shows lines read in the background."""

    def __init__(self, parent: QWidget, context: UiContext, title: str) -> None:
        super().__init__(parent, title, width=680)
        self.context = context
        self.lines = column(spacing=8)
        self.content.addLayout(self.lines)
        self.set_buttons(primary_button("Закрыть", self.accept))

    def _line(self, strong: str, small: str, action: str, act: Callable[[], object] | None) -> None:
        words = column(label(strong, "strong", wrap=True), label(small, "small", wrap=True), spacing=2)
        line = row(spacing=12)
        line.addLayout(words, 1)
        if act is not None:
            line.addWidget(link_button(action, act, name=f"{action} {strong}"))
        self.lines.addLayout(line)
        self.lines.addWidget(rule())

    def _nothing(self, text: str) -> None:
        self.lines.addWidget(label(text, "muted", wrap=True))


class DecisionsDialog(_ListDialog):
    """Every decision, each with the extract of those it admitted."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, context, "Решения о приёме")
        session = context.session
        context.run(self, lambda _: decisions(session), self._show)

    def _show(self, found: tuple[DecisionSummary, ...]) -> None:
        if not found:
            self._nothing(
                "Решений ещё нет. Отметьте принятых людей и выберите «Решение о приёме…» "
                "или впишите протокол, когда добавляете человека."
            )
        for item in found:
            small = f"принято: {people(item.admitted)}" + (f", других записей: {item.others}" if item.others else "")
            number = item.decision.id
            act = (lambda i=number: self._print(i)) if item.admitted else None
            self._line(item.decision.words.capitalize(), small, "Напечатать выписку", act)
        self.fit()

    def _print(self, decision_id: int) -> None:
        from app.ui.printing.preview import show_pdf

        session = self.context.session
        self.context.run(
            self,
            lambda progress: admission_extract(session, decision_id, progress),
            lambda pdf: show_pdf(self, "Выписка из протокола", pdf, "Выписка из протокола.pdf"),
            title="Готовлю выписку",
        )


class OperationsDialog(_ListDialog):
    """The last acts upon many people, each with a way back."""

    def __init__(self, parent: QWidget, context: UiContext, *, may_write: bool) -> None:
        super().__init__(parent, context, "Действия со многими сразу")
        self._owner, self._may_write = parent, may_write
        session = context.session
        context.run(self, lambda _: operations(session), self._show)

    def _show(self, found: tuple[OperationView, ...]) -> None:
        if not found:
            self._nothing("Таких действий ещё не было.")
        now = datetime.now().astimezone()
        for item in found:
            small = f"{moment(item.at, now)}, {item.user_name}"
            if item.undone_at is not None:
                small += f"; отменено {moment(item.undone_at, now)}"
            may = self._may_write and item.undone_at is None
            act = (lambda i=item.id: self._undo(i)) if may else None
            self._line(item.title, small, "Отменить", act)
        self.fit()

    def _undo(self, operation_id: int) -> None:
        self.accept()
        undo_act(self._owner, self.context, operation_id)
