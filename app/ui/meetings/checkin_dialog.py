"""The table at the door: one line for the scanner, a large answer, a large quorum, the list of those who came."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.domain.vocabulary.numbers import people
from app.services import meetings
from app.services.meetings import CheckIn, MeetingView, PresentPerson, QuorumView
from app.ui.context import UiContext
from app.ui.kit import DataTable, SearchField, Tone, button, card_frame, column, label, link_button, row, set_label_role
from app.ui.kit.answer import answer_frame, large
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.meetings.models import OUTCOME_TONE, present_model
from app.ui.problems import one_line


class CheckInDialog(CalmDialog):
    """Scans go into the line and end with Enter; a name may be typed as well. Nothing needs the mouse."""

    def __init__(
        self, parent: QWidget, context: UiContext, found: MeetingView, on_changed: Callable[[], object]
    ) -> None:
        super().__init__(parent, f"Отметка участников: {found.name}", width=980)
        self._context, self._meeting, self._on_changed = context, found.id, on_changed
        self.line = SearchField("Поднесите билет или впишите фамилию")
        self.line.returnPressed.connect(self._scanned)
        self.answer = large("Ждём первого участника", 26)
        self.hint = label(
            "Сканер читает квадратный код или номер билета. Повторная отметка ничего не меняет.", wrap=True
        )
        self.frame = answer_frame(self.answer, self.hint)
        self.candidates = QListWidget()
        self.candidates.setAccessibleName("Кого отметить: подходят несколько")
        self.candidates.setFixedHeight(px(150))
        self.candidates.itemActivated.connect(self._picked)
        self.candidates.hide()
        self.count = large("", 54, name="Кворум")
        self.state = large("", 20)
        self.rule = label("", "small", wrap=True)
        self.model = present_model()
        self.table = DataTable("Пришли на собрание", row_height=36)
        self.table.setModel(self.model)
        self.table.set_widths(300, 200, 80, 130, stretch=0)
        self.table.setMinimumHeight(px(200))
        self.undo = link_button("Снять отметку с выбранного", self._undo)
        left, right = QWidget(), card_frame(self.count, self.state, self.rule, 1, title="Кворум")
        left.setLayout(column(self.line, self.frame, self.candidates, spacing=12))
        right.setMinimumWidth(px(300))
        top = row(left, right, spacing=16)
        top.setStretch(0, 1)
        self.content.addLayout(top)
        self.content.addWidget(self.table, 1)
        self.content.addLayout(row(self.undo, 1))
        self.set_buttons(button("Закрыть", self.accept))
        self.setTabOrder(self.line, self.candidates)
        self.show_quorum(found.quorum)
        self._refresh()
        self.line.setFocus()

    def _scanned(self) -> None:
        text = self.line.text()
        self.line.clear()
        if text.strip():
            session, meeting = self._context.session, self._meeting
            self._context.run(
                self, lambda _: meetings.check_in(session, meeting, text), self.show_answer, on_error=self._failed
            )

    def _picked(self, item: QListWidgetItem) -> None:
        session, meeting, person = self._context.session, self._meeting, item.data(Qt.ItemDataRole.UserRole)
        self._context.run(
            self, lambda _: meetings.check_in_person(session, meeting, person), self.show_answer, on_error=self._failed
        )

    def show_answer(self, answer: CheckIn) -> None:
        """Say it large, with a word and a colour, and be ready for the next."""
        self._say(OUTCOME_TONE[answer.outcome], answer.name or answer.what, answer.what if answer.name else "")
        if answer.todo:
            self.hint.setText(f"{self.hint.text()} {answer.todo}".strip())
        self.candidates.clear()
        for person in answer.candidates:
            where = person.department or person.position
            text = person.name + (f", {where}" if where else "") + (" — уже на собрании" if person.present else "")
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, person.person_id)
            self.candidates.addItem(item)
        self.candidates.setVisible(bool(answer.candidates))
        self.show_quorum(answer.quorum)
        self._refresh()
        if answer.candidates:
            self.candidates.setCurrentRow(0)
            self.candidates.setFocus()
        else:
            self.line.setFocus()

    def show_quorum(self, quorum: QuorumView) -> None:
        """How many came of how many, and whether that is enough."""
        self.count.setText(f"{quorum.present} из {quorum.entitled}")
        if not quorum.entitled:
            words, tone = "Право голоса пока ни у кого", Tone.WARNING
        elif quorum.met:
            words, tone = "Кворум есть", Tone.GOOD
        else:
            words, tone = f"Кворума нет: нужно ещё {quorum.lacking}", Tone.WARNING
        self.state.setText(words)
        set_label_role(self.state, "tone", tone.value)
        self.count.setAccessibleName(f"Пришли {quorum.present} из {quorum.entitled}. {words}")
        self.rule.setText(f"Нужно {people(quorum.needed)}: {quorum.rule}. {quorum.source}.")

    def _refresh(self) -> None:
        session, meeting = self._context.session, self._meeting
        self._context.run(self, lambda _: meetings.present(session, meeting), self._show_present, key="present")
        self._on_changed()

    def _show_present(self, rows: tuple[PresentPerson, ...]) -> None:
        self.model.show_rows(rows)

    def _undo(self) -> None:
        person = self.model.row_at(self.table.current_row())
        if person is None:
            return
        session, meeting = self._context.session, self._meeting

        def done(quorum: QuorumView) -> None:
            self.show_quorum(quorum)
            self._say(Tone.INFO, person.name, "Отметка снята")
            self._refresh()
            self.line.setFocus()

        self._context.run(
            self, lambda _: meetings.undo_check_in(session, meeting, person.person_id), done, on_error=self._failed
        )

    def _failed(self, error: Exception) -> None:
        self._say(Tone.ERROR, one_line(error), "")
        self.line.setFocus()

    def _say(self, tone: Tone, text: str, below: str) -> None:
        self.answer.setText(text)
        self.hint.setText(below)
        set_label_role(self.frame, "banner", tone.value)
        self.frame.setAccessibleName(f"{text}. {below}".strip(". "))
