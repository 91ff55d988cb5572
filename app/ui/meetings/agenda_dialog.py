"""The agenda: questions in order, and of each the speaker, what was heard and decided, the votes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QWidget

from app.services import meetings
from app.services.meetings import AgendaDraft, MeetingView
from app.ui.context import UiContext
from app.ui.kit import button, column, link_button, row
from app.ui.kit.fields import NumberField
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px

_EMPTY = "Вопрос без названия"


class AgendaDialog(FormDialog):
    """Edits the agenda of a meeting; ``on_saved`` is called after it was kept."""

    def __init__(
        self, parent: QWidget, context: UiContext, found: MeetingView, on_saved: Callable[[], object] | None = None
    ) -> None:
        super().__init__(parent, context, "Повестка и решения", "Сохранить", width=860, columns=1)
        self._meeting, self._on_saved = found.id, on_saved
        self.drafts = [
            AgendaDraft(i.title, i.id, i.speaker, i.heard, i.decided, i.votes_for, i.votes_against, i.votes_abstained)
            for i in found.agenda
        ] or [AgendaDraft("")]
        self._at = -1
        self.list = QListWidget()
        self.list.setAccessibleName("Вопросы повестки")
        self.list.setFixedHeight(px(150))
        self.list.currentRowChanged.connect(self._go)
        tools = row(
            button("Добавить вопрос", self.add),
            button("Выше", lambda: self._move(-1), name="Поднять вопрос выше"),
            button("Ниже", lambda: self._move(1), name="Опустить вопрос ниже"),
            link_button("Убрать вопрос", self.drop),
            1,
        )
        top = QWidget()
        top.setLayout(column(self.list, tools, spacing=8))
        self.title_line, self.speaker = QLineEdit(), QLineEdit()
        self.heard, self.decided = QPlainTextEdit(), QPlainTextEdit()
        for box in (self.heard, self.decided):
            box.setFixedHeight(px(84))
            box.setTabChangesFocus(True)
        self.votes = (NumberField("За"), NumberField("Против"), NumberField("Воздержались"))
        votes = QWidget()
        votes.setLayout(row(*self.votes, spacing=12))
        for field, hint in zip(self.votes, ("за", "против", "воздержались"), strict=True):
            field.setPlaceholderText(hint)
        self.form.add_free(top)
        self.form.add("Вопрос", self.title_line, "Например: О приёме в члены профсоюза")
        self.form.add("Докладчик", self.speaker, "Фамилия, имя, отчество")
        self.form.add("Слушали, выступили", self.heard)
        self.form.add("Решили", self.decided)
        self.form.add("Голосовали: за, против, воздержались", votes)
        self.title_line.textChanged.connect(self._follow_title)
        self._fill(0)
        self.title_line.setFocus()

    def add(self) -> None:
        """One more question at the end."""
        self._keep()
        self.drafts.append(AgendaDraft(""))
        self._fill(len(self.drafts) - 1)
        self.title_line.setFocus()

    def drop(self) -> None:
        """Take the chosen question away."""
        if 0 <= self._at < len(self.drafts):
            place = self._at
            del self.drafts[place]
            self.drafts = self.drafts or [AgendaDraft("")]
            self._fill(min(place, len(self.drafts) - 1))

    def _move(self, step: int) -> None:
        self._keep()
        place = self._at + step
        if 0 <= place < len(self.drafts):
            self.drafts[self._at], self.drafts[place] = self.drafts[place], self.drafts[self._at]
            self._fill(place)

    def _fill(self, place: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for number, draft in enumerate(self.drafts, start=1):
            self.list.addItem(f"{number}. {draft.title or _EMPTY}")
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        self._show(place)

    def _go(self, place: int) -> None:
        self._keep()
        self._show(place)

    def _show(self, place: int) -> None:
        self._at = place
        draft = self.drafts[place] if 0 <= place < len(self.drafts) else AgendaDraft("")
        self.title_line.setText(draft.title)
        self.speaker.setText(draft.speaker)
        self.heard.setPlainText(draft.heard)
        self.decided.setPlainText(draft.decided)
        for field, value in zip(self.votes, (draft.votes_for, draft.votes_against, draft.votes_abstained), strict=True):
            field.setText("" if value is None else str(value))

    def _keep(self) -> None:
        if 0 <= self._at < len(self.drafts):
            for_, against, abstained = (field.value() for field in self.votes)
            self.drafts[self._at] = replace(
                self.drafts[self._at],
                title=self.title_line.text(),
                speaker=self.speaker.text(),
                heard=self.heard.toPlainText(),
                decided=self.decided.toPlainText(),
                votes_for=for_,
                votes_against=against,
                votes_abstained=abstained,
            )

    def _follow_title(self, text: str) -> None:
        item = self.list.item(self._at)
        if item is not None:
            item.setText(f"{self._at + 1}. {text or _EMPTY}")

    def save(self) -> None:
        """Keep the agenda; questions without a name and without words are left out."""
        self._keep()
        empty = AgendaDraft("")
        kept = [draft for draft in self.drafts if draft.id is not None or replace(draft, id=None) != empty]
        session, context, meeting = self.context.session, self.context, self._meeting

        def done(_: None) -> None:
            context.toast("Повестка сохранена.")
            if self._on_saved is not None:
                self._on_saved()

        self.work(lambda _: meetings.save_agenda(session, meeting, kept), done)
