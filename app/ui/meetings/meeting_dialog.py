"""A meeting as it is typed: what, when, where, its quorum, its minutes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.domain.meetings import MeetingKind, Quorum
from app.progress import Progress
from app.services import meetings
from app.services.meetings import MeetingDraft, MeetingView
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, label
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px

_RULES = (
    Quorum(Fraction(1, 2), above=True),
    Quorum(Fraction(1, 2), above=False),
    Quorum(Fraction(2, 3), above=False),
    Quorum(Fraction(3, 4), above=False),
)


class MeetingDialog(FormDialog):
    """A new meeting, or ``found`` to be changed."""

    def __init__(self, parent: QWidget, context: UiContext, found: MeetingView | None = None) -> None:
        title = "Назначить собрание" if found is None else "Сведения о собрании"
        super().__init__(parent, context, title, "Назначить" if found is None else "Сохранить", width=680, columns=2)
        self._id = None if found is None else found.id
        draft = MeetingDraft(MeetingKind.GENERAL, date.today()) if found is None else found.draft
        self._rules = meetings.meeting_rules(context.session.profile)
        self.kind = ChoiceBox()
        for kind, rule in self._rules.items():
            self.kind.add(rule.title, kind)
        self.kind.choose(draft.kind)
        self.unit = QComboBox()
        self.unit.setEditable(True)
        self.unit.setCurrentText(draft.unit)
        self.unit.setAccessibleName("Чьё собрание")
        self.on, self.at = DateField("День", draft.on), QLineEdit(draft.at)
        self.at.setPlaceholderText("14:30")
        self.place, self.title_line = QLineEdit(draft.place), QLineEdit(draft.title)
        self.quorum = ChoiceBox()
        self.number = QLineEdit(draft.protocol_number)
        self.chaired, self.kept = QLineEdit(draft.chaired_by), QLineEdit(draft.kept_by)
        self.guests = QPlainTextEdit(draft.guests)
        self.guests.setFixedHeight(px(64))
        self.guests.setTabChangesFocus(True)
        self.source = label("", "small", wrap=True)
        self.form.add("Кто собирается", self.kind, wide=True)
        self.form.add("Чьё собрание", self.unit, "Цеховая организация, профгруппа, отдел или учебная группа", wide=True)
        self.form.add("День", self.on)
        self.form.add("Время", self.at)
        self.form.add("Место", self.place, wide=True)
        self.form.add("Название", self.title_line, "Если оно своё: «Отчётно-выборное собрание»", wide=True)
        self.form.add("Кворум", self.quorum, wide=True)
        self.form.add_free(self.source)
        self.form.add("Номер протокола", self.number)
        self.form.add("Ведёт собрание", self.chaired, "Фамилия, имя, отчество")
        self.form.add("Секретарь", self.kept, "Фамилия, имя, отчество")
        self.form.add("Приглашённые", self.guests, "Кто участвует без голоса", wide=True)
        self.kind.currentIndexChanged.connect(lambda *_: self._follow_kind(None))
        self._follow_kind(draft.quorum)
        context.run(self, lambda _: meetings.unit_names(context.session), self._show_units, key="units")
        self.kind.setFocus()

    def _show_units(self, names: tuple[str, ...]) -> None:
        typed = self.unit.currentText()
        self.unit.addItems(list(names))
        self.unit.setCurrentText(typed)

    def _follow_kind(self, chosen: Quorum | None) -> None:
        rule = self._rules[self.kind.value()]
        self.form.set_shown(self.unit, rule.unit)
        self.source.setText(f"По правилам: {rule.quorum.words}. {rule.source}.")
        self.quorum.clear_choices()
        wanted = chosen or rule.quorum
        for one in dict.fromkeys((rule.quorum, *_RULES, wanted)):
            self.quorum.add(one.words + (" (по правилам)" if one == rule.quorum else ""), one)
        self.quorum.choose(wanted)
        if self.isVisible():
            self.fit()

    def save(self) -> None:
        """Keep it."""
        on = self.on.date()
        problems: dict[QWidget, str] = {}
        if on is None:
            problems[self.on] = self.on.problem(needed=True)
        if self._rules[self.kind.value()].unit and not self.unit.currentText().strip():
            problems[self.unit] = "Выберите или впишите, чьё это собрание."
        if self.show_problems(problems) or on is None:
            return
        draft = MeetingDraft(
            kind=self.kind.value(),
            on=on,
            at=self.at.text(),
            place=self.place.text(),
            title=self.title_line.text(),
            unit=self.unit.currentText(),
            quorum=self.quorum.value(),
            protocol_number=self.number.text(),
            chaired_by=self.chaired.text(),
            kept_by=self.kept.text(),
            guests=self.guests.toPlainText(),
        )
        context, known = self.context, self._id

        def work(_: Progress) -> int:
            return meetings.save_meeting(context.session, draft, known)

        def done(_: int) -> None:
            context.toast("Собрание назначено." if known is None else "Сохранено.")

        self.work(work, done)
