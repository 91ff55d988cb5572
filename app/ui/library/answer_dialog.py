"""Answering a poll: one of several, several, a number, or words."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.polls import Question, QuestionKind
from app.services import library
from app.services.library.views import PollView
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px

_HINTS = {
    QuestionKind.MANY: "Можно отметить несколько",
    QuestionKind.NUMBER: "Впишите число",
}


class PollAnswerDialog(FormDialog):
    """The questions one under another with what was answered before."""

    def __init__(self, parent: QWidget, context: UiContext, view: PollView) -> None:
        super().__init__(parent, context, view.poll.title, "Сохранить ответы", width=640)
        self._view = view
        self.fields: dict[str, QWidget] = {}
        for question in view.poll.questions:
            field = self.fields[question.id] = _field(question, view.answers.get(question.id, ()))
            self.form.add(question.text, field, _HINTS.get(question.kind, ""), wide=True)

    def given(self) -> dict[str, tuple[str, ...]]:
        """What is chosen and typed."""
        return {key: _value(field) for key, field in self.fields.items()}

    def save(self) -> None:
        """Keep the answers; the result of a test is said at once."""
        session, uid, given = self.context.session, self._view.poll.uid, self.given()

        def done(view: PollView) -> None:
            score = view.score
            result = "" if score is None else f" Верно {score.right} из {score.total}."
            self.context.toast(f"Ответы записаны.{result} Они уйдут с вашим файлом.")

        self.work(lambda _: library.answer_poll(session, uid, given), done)


class _Boxes(QWidget):
    """Several of the options."""

    def __init__(self, question: Question, chosen: tuple[str, ...]) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.boxes = [QCheckBox(option) for option in question.options]
        for one in self.boxes:
            one.setChecked(one.text() in chosen)
            box.addWidget(one)
        self.setFocusProxy(self.boxes[0])
        self.options = question.options

    def chosen(self) -> tuple[str, ...]:
        """The marked options."""
        return tuple(o for o, box in zip(self.options, self.boxes, strict=True) if box.isChecked())


def _field(question: Question, chosen: tuple[str, ...]) -> QWidget:
    if question.kind is QuestionKind.MANY:
        return _Boxes(question, chosen)
    if question.kind is QuestionKind.ONE:
        choice = ChoiceBox()
        choice.add("не выбрано", "")
        for option in question.options:
            choice.add(option, option)
        choice.choose(chosen[0] if chosen else "")
        return choice
    text = chosen[0] if chosen else ""
    if question.kind is QuestionKind.NUMBER:
        return QLineEdit(text.replace(".", ","))
    field = QPlainTextEdit(text)
    field.setFixedHeight(px(84))
    field.setTabChangesFocus(True)
    return field


def _value(field: QWidget) -> tuple[str, ...]:
    if isinstance(field, _Boxes):
        return field.chosen()
    if isinstance(field, ChoiceBox):
        return (field.value(),) if field.value() else ()
    text = (
        field.toPlainText()
        if isinstance(field, QPlainTextEdit)
        else field.text()
        if isinstance(field, QLineEdit)
        else ""
    )
    return (text,) if text.strip() else ()
