"""Making a sealed file: to whom, what, and — before anything is made — the plain list of what leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QFrame, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from app.bundle.circular import LONGEST_NOTE
from app.domain.dates import Period
from app.domain.enums import PartyRelation, ReportState
from app.progress import Progress
from app.services import exchange, intake, library, reports
from app.services.exchange.views import ExportedBundle, LeavingFile, PartyView
from app.services.reports import ReportSummary
from app.ui.context import UiContext
from app.ui.exchange.enrol_dialog import enrol_from_file
from app.ui.exchange.uncompared import UncomparedDialog, asks_password
from app.ui.exchange.words import REGISTER_CHOICES
from app.ui.forms.wording import STATE_WORDS
from app.ui.kit import button, clear_layout, column, label, link_button, primary_button, row
from app.ui.kit.fitting import FittingDialog
from app.ui.kit.tips import set_tip
from app.ui.problems import one_line

ReportKey = tuple[str, str]
_SENDABLE = (ReportState.SIGNED, ReportState.PREPARED, ReportState.HANDED_OVER, ReportState.RECEIVED)
_YEARS = 3


def sendable(found: Sequence[ReportSummary]) -> list[ReportSummary]:
    """Signed reports that can go into a file: those that never left first, then by form and period."""
    rows = [summary for summary in found if summary.state in _SENDABLE]
    newest = sorted(rows, key=lambda s: Period.parse(s.period), reverse=True)
    return sorted(newest, key=lambda s: (_SENDABLE.index(s.state), s.form))


class SealDialog(FittingDialog):
    """Gathers the choice; «Запечатать» makes the file and hands it to ``on_sealed``."""

    def __init__(
        self,
        context: UiContext,
        owner: QWidget,
        on_sealed: Callable[[ExportedBundle], object],
        chosen: Sequence[ReportKey] = (),
    ) -> None:
        super().__init__(owner, "Собрать файл", width=900)
        self._context = context
        self._on_sealed = on_sealed
        self._wanted = set(chosen)
        self._parties: tuple[PartyView, ...] = ()
        self._question: object = None  # an answer to an earlier choice must not let the file be sealed
        self.boxes: dict[ReportKey, QCheckBox] = {}
        self.recipient = QComboBox()
        self.recipient.setAccessibleName("Кому")
        self.recipient.currentIndexChanged.connect(lambda *_: self._ask_leaving())
        self.add_recipient = link_button("Прочитать карточку организации…", self._enrol)
        self.register = QButtonGroup(self)
        self.key_note = label("Ключ этой организации ещё не сверен с бумажным листом.", "small", wrap=True)
        self.key_note.hide()
        self._reports_box = QVBoxLayout()
        self._reports_box.setSpacing(0)
        choices = column(
            label("Кому", "strong"),
            self.recipient,
            self.key_note,
            row(self.add_recipient, 1),
            label("Отчёты", "strong"),
            self._reports_box,
            label("Реестр членов профсоюза", "strong"),
            spacing=6,
        )
        for number, (_key, title, hint) in enumerate(REGISTER_CHOICES):
            choice = QRadioButton(title)
            choice.setAccessibleDescription(hint)
            set_tip(choice, hint)
            self.register.addButton(choice, number)
            choices.addWidget(choice)
        self.register.button(0).setChecked(True)
        self.register.idClicked.connect(lambda *_: self._ask_leaving())
        self.register_hint = label(REGISTER_CHOICES[0][2], "small", wrap=True)
        choices.addWidget(self.register_hint)
        self.answers = QCheckBox("Ответы на опросы")
        self.answers.hide()
        self.answers.toggled.connect(lambda *_: self._ask_leaving())
        self.note = QLineEdit()
        self.note.setAccessibleName("Записка")
        self.note.setPlaceholderText("Записка получателю (не обязательно)")
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.textChanged.connect(lambda *_: self._ask_leaving())
        choices.addWidget(self.answers)
        choices.addWidget(self.note)
        choices.addStretch(1)
        leaving = QFrame()
        leaving.setProperty("banner", "info")
        self._leaving_box = column(spacing=8)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        heading = label("Что уйдёт из этого компьютера", "strong", wrap=True)
        leaving.setLayout(column(heading, self._leaving_box, self.problem, 1, margins=(16, 12, 16, 12)))
        self._leaving_frame = leaving
        sides = row(choices, leaving, spacing=20)
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        self.content.addLayout(sides)
        self.lines: tuple[str, ...] = ()
        self.seal_button = primary_button("Запечатать", self._seal)
        self.seal_button.setEnabled(False)
        self.set_buttons(button("Отмена", self.reject), self.seal_button)
        self._show_lines(("Выберите отчёты или реестр, и здесь будет видно, что уйдёт.",))
        self._load()

    def chosen(self) -> list[ReportKey]:
        """Checked reports."""
        return [key for key, box in self.boxes.items() if box.isChecked()]

    def register_mode(self) -> str:
        """none | changes | full."""
        return REGISTER_CHOICES[max(self.register.checkedId(), 0)][0]

    # Inside

    def _load(self) -> None:
        def work(_: Progress) -> tuple[tuple[PartyView, ...], list[ReportSummary], bool]:
            session = self._context.session
            last = date.today().year
            found = [s for year in range(last, last - _YEARS, -1) for s in reports.list_reports(session, year)]
            higher = tuple(
                party
                for party in intake.parties(session)
                if party.relation is PartyRelation.HIGHER and not party.revoked
            )
            answered = any(view.answered_at and not view.own for view in library.list_polls(session))
            return higher, sendable(found), answered

        self._context.run(self, work, self._loaded)

    def _loaded(self, found: tuple[tuple[PartyView, ...], list[ReportSummary], bool]) -> None:
        parties, summaries, answered = found
        self.answers.setVisible(answered)
        clear_layout(self._reports_box)
        self.boxes = {}
        for summary in summaries:
            key = (summary.form, str(summary.period))
            word = "" if summary.state is ReportState.SIGNED else f" ({STATE_WORDS[summary.state]})"
            box = QCheckBox(f"{summary.number} за {Period.parse(summary.period).words}{word}")
            box.setChecked(key in self._wanted or (not self._wanted and summary.state is ReportState.SIGNED))
            box.toggled.connect(lambda *_: self._ask_leaving())
            self.boxes[key] = box
            self._reports_box.addWidget(box)
        if not summaries:
            self._reports_box.addWidget(
                label("Подписанных отчётов нет. Откройте «Отчёты», заполните форму и подпишите.", "muted", wrap=True)
            )
        self._show_parties(parties)
        self.fit()

    def _show_parties(self, parties: Sequence[PartyView], current: int | None = None) -> None:
        self._parties = tuple(parties)
        self.recipient.blockSignals(True)
        self.recipient.clear()
        for party in self._parties:
            self.recipient.addItem(party.short_name, party.id)
        if current is not None:
            self.recipient.setCurrentIndex(self.recipient.findData(current))
        self.recipient.blockSignals(False)
        self.recipient.setVisible(bool(self._parties))
        self._ask_leaving()

    def _enrol(self) -> None:
        def done(party: PartyView) -> None:
            self._show_parties([*(p for p in self._parties if p.id != party.id), party], party.id)

        enrol_from_file(self._context, self, PartyRelation.HIGHER, done)

    def _party(self) -> int | None:
        data = self.recipient.currentData()
        return int(data) if data is not None else None

    def _ask_leaving(self) -> None:
        chosen, mode, party = self.chosen(), self.register_mode(), self._party()
        answers, note = self.answers.isChecked(), self.note.text().strip()
        self._question = question = (tuple(chosen), mode, party, answers, note)
        self.key_note.setVisible(any(p.id == party and not p.compared for p in self._parties))
        self.seal_button.setEnabled(False)
        self.problem.hide()
        self.register_hint.setText(REGISTER_CHOICES[max(self.register.checkedId(), 0)][2])
        if not chosen and mode == "none" and not answers and not note:
            self._show_lines(("Выберите отчёты или реестр, и здесь будет видно, что уйдёт.",))
            return
        if party is None and mode == "changes":
            self._show_lines(("Сначала укажите, кому уйдёт файл.",))
            return
        self._context.run(
            self,
            lambda _: exchange.what_leaves(self._context.session, chosen, mode, party, answers=answers, note=note),
            lambda leaving: self._show_leaving(leaving) if self._question == question else None,
            key="leaving",
            on_error=lambda error: self._show_problem(error) if self._question == question else None,
        )

    def _show_leaving(self, leaving: LeavingFile) -> None:
        self._show_lines(leaving.lines)
        if self._party() is None:
            self._say("Укажите, кому уйдёт файл: прочитайте карточку вышестоящей организации.")
            return
        self.seal_button.setEnabled(True)

    def _show_problem(self, error: Exception) -> None:
        self._show_lines(())
        self._say(one_line(error))

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _show_lines(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        clear_layout(self._leaving_box)
        for line in lines:
            self._leaving_box.addWidget(label(line, wrap=True))
        self._leaving_frame.setAccessibleName("Что уйдёт: " + " ".join(lines))
        if self.isVisible():
            self.fit()

    def _seal(self) -> None:
        party = self._party()
        chosen, mode = self.chosen(), self.register_mode()
        answers, note = self.answers.isChecked(), self.note.text().strip()
        if party is None:
            return
        self.seal_button.setEnabled(False)

        session = self._context.session

        def seal(password: str | None = None) -> ExportedBundle:
            return exchange.export(session, party, chosen, mode, answers=answers, note=note, password=password)

        def failed(error: Exception) -> None:
            self.seal_button.setEnabled(True)
            if asks_password(error):
                UncomparedDialog(self, self._context, error, seal, self._sealed).open()
            else:
                self._say(one_line(error))

        self._context.run(
            self,
            lambda _: seal(),
            self._sealed,
            title="Запечатываю файл",
            on_error=failed,
        )

    def _sealed(self, bundle: ExportedBundle) -> None:
        self.accept()
        self._on_sealed(bundle)
