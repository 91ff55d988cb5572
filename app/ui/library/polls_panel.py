"""The tab «Опросы»: polls and tests to answer, and of our own ones who answered what."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.subjects import Subject
from app.services import library
from app.services.library.views import PollView
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import Chip, EmptyState, Tone, VerticalScroll, button, card_frame, clear_layout, label, row
from app.ui.kit.tab import TabPanel
from app.ui.kit.theme import px
from app.ui.library.answer_dialog import PollAnswerDialog
from app.ui.library.results_dialog import PollResultsDialog
from app.ui.words import plural


def poll_state(view: PollView) -> tuple[str, Tone]:
    """A word for where a poll stands."""
    if view.closed:
        return "закончен", Tone.NEUTRAL
    if view.own:
        return "идёт", Tone.INFO
    return ("отвечен", Tone.GOOD) if view.answered_at else ("ждёт ответа", Tone.WARNING)


class PollsPanel(TabPanel):
    """A card for each poll."""

    reads = frozenset({Subject.LIBRARY, Subject.INTAKE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Опросы")
        self.may_write = context.session.may(Act.RECORD)
        self.empty = EmptyState(
            "Опросов пока нет", "Их присылает вышестоящая организация. Ответы уйдут с вашим файлом.", icon="check"
        )
        self.cards = QVBoxLayout()
        self.cards.setContentsMargins(0, 0, px(6), 0)
        self.cards.setSpacing(px(10))
        self.scroll_area = VerticalScroll(self.cards)
        self.box.addWidget(self.empty)
        self.box.addWidget(self.scroll_area, 1)
        self.rows: tuple[PollView, ...] = ()

    def refresh(self) -> None:
        """Read the polls again."""
        session = self.context.session
        self.context.run(self, lambda _: library.list_polls(session), self._show, key="polls")

    def answer(self, view: PollView) -> PollAnswerDialog:
        """Open the questions."""
        dialog = PollAnswerDialog(self, self.context, view)
        dialog.open()
        return dialog

    def results(self, view: PollView) -> None:
        """Open the table of answers."""
        session, uid = self.context.session, view.poll.uid
        self.context.run(
            self, lambda _: library.poll_results(session, uid),
            lambda found: PollResultsDialog(self, self.context, found).open(),
        )  # fmt: skip

    def _show(self, rows: tuple[PollView, ...]) -> None:
        self.rows = rows
        clear_layout(self.cards)
        self.empty.setVisible(not rows)
        self.scroll_area.setVisible(bool(rows))
        for view in rows:
            self.cards.addWidget(self._card(view))
        self.cards.addStretch(1)

    def _card(self, view: PollView) -> QWidget:
        poll = view.poll
        top = row(label(poll.title, "strong", wrap=True), Chip(*poll_state(view)), spacing=10)
        top.setStretch(0, 1)
        count = plural(len(poll.questions), "вопрос", "вопроса", "вопросов")
        facts = ["тест" if poll.test else "опрос", count]
        if poll.until is not None:
            facts.append(f"ответить до {poll.until:%d.%m.%Y}")
        facts.append("наш" if view.own else view.sender)
        parts: list[QWidget] = [label(", ".join(facts), "small", wrap=True)]
        if poll.text:
            parts.append(label(poll.text, wrap=True, selectable=True))
        if view.score is not None:
            parts.append(label(f"Результат: верно {view.score.right} из {view.score.total}.", wrap=True))
        if view.answered_at is not None and not view.closed:
            parts.append(label("Уйдут с файлом: «Обмен», «Собрать файл», «Ответы на опросы».", "small", wrap=True))
        frame = card_frame(top, *parts, spacing=6)
        layout = frame.layout()
        assert isinstance(layout, QVBoxLayout)
        if view.own:
            layout.addLayout(
                row(1, button("Кто что ответил", partial(self.results, view), name=f"Ответы: {poll.title}"))
            )
        elif not view.closed and self.may_write:
            word = "Изменить ответы" if view.answered_at else "Ответить"
            layout.addLayout(row(1, button(word, partial(self.answer, view), name=f"{word}: {poll.title}")))
        return frame
