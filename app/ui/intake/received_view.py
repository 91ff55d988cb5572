"""A report taken in, only to read: the same form as at the sender's, our check of it, remarks, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.enums import Severity, Verdict
from app.errors import UserError
from app.progress import Progress
from app.services import intake
from app.services.intake.views import ReceivedReport
from app.services.reports.coverage import RULE as COVERAGE
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.forms.form_view import FormView
from app.ui.forms.wording import place_words, severity_word, violations_in_order
from app.ui.intake.fork_dialog import ForkDialog
from app.ui.intake.words import DECISION_TONES, DECISION_WORDS, change_words, problems_words
from app.ui.kit import (
    Banner,
    Chip,
    ChoiceBox,
    PageHeader,
    SidePanel,
    Tone,
    button,
    clear_layout,
    column,
    icon_button,
    label,
    link_button,
    primary_button,
    row,
    rule,
    set_label_role,
)
from app.ui.kit.beside import Beside, scrolled
from app.ui.kit.dialogs import confirm
from app.ui.kit.theme import px
from app.ui.kit.tips import set_tip
from app.ui.printing.preview import show_pdf
from app.ui.problems import one_line
from app.ui.words import plural

_THRESHOLDS = (10, 20, 50)
"""Per cent of change from last year's number."""
_SHOWN = 30


@dataclass(frozen=True)
class NewRemark:
    """A remark that will go with the decision; ``cell`` empty: about the report as a whole."""

    form: str
    period: str
    cell: str
    text: str

    @property
    def place(self) -> str:
        """How the decision names the place."""
        return f"{self.form}:{self.period}:{self.cell}"


class ReceivedView(QWidget):
    """``closed`` asks to go back; ``decided`` carries the receipt's name and sealed bytes."""

    closed = Signal()
    decided = Signal(str, bytes)

    def __init__(
        self, context: UiContext, bundle: str, form: str, period: str, in_file: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__()
        self.setProperty("role", "paper")
        self._context = context
        self.key = (bundle, form, period)
        self.report: ReceivedReport | None = None
        self.form: FormView | None = None
        self.remarks: list[NewRemark] = []
        self._place = ""
        self._threshold = _THRESHOLDS[1]
        self.choice = QComboBox()
        self.choice.setAccessibleName("Отчёт в этом файле")
        numbers = context.session.profile.forms
        for one_form, one_period in in_file:
            number = numbers[one_form].number if one_form in numbers else one_form
            self.choice.addItem(f"{number} за {one_period} год", (one_form, one_period))
        self.choice.setCurrentIndex(next((n for n, key in enumerate(in_file) if key == (form, period)), 0))
        self.choice.setVisible(len(in_file) > 1)
        self.choice.activated.connect(self._choose_report)
        self.back = link_button("Приём и свод", self.closed.emit, name="Назад к приёму")
        self.crumb = label("", "small", wrap=False)
        self.state = Chip("", Tone.NEUTRAL)
        self.print_button = button("Печать", self._print, shortcut="Ctrl+P")
        self.refuse_button = button("Отказать", lambda: self._ask(Verdict.REFUSED), danger=True)
        self.return_button = button("Вернуть с замечаниями", lambda: self._ask(Verdict.RETURNED))
        self.accept_button = primary_button("Принять", lambda: self._ask(Verdict.ACCEPTED))
        self.compare_button = primary_button("Сравнить и выбрать…", self.compare)
        set_tip(self.compare_button, "Под тем же номером прислан другой файл")
        self.compare_button.hide()
        actions = [self.print_button, self.refuse_button, self.return_button, self.accept_button, self.compare_button]
        self.header = PageHeader(" ", " ", actions)
        self.banner = Banner()
        self.banner.activated.connect(self._to_first)
        self.card = QFrame()
        self.card.setProperty("card", "true")
        self._card_box = QVBoxLayout(self.card)
        self._card_box.setContentsMargins(px(14), px(10), px(14), px(12))
        self.panel = SidePanel("Проверка")
        inner = QWidget()
        inner.setProperty("role", "clear")
        self.content = QVBoxLayout(inner)
        self.content.setContentsMargins(0, 0, px(6), 0)
        self.content.setSpacing(px(8))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumHeight(px(70))
        scroll.setAccessibleName("Замечания и проверка")
        scroll.setWidget(inner)
        self.panel.body.addWidget(scroll, 1)
        self.remark_field = QLineEdit()
        self.remark_field.setAccessibleName("Замечание")
        self.remark_field.setPlaceholderText("Что исправить?")
        self.remark_field.returnPressed.connect(self.add_remark)
        self.add_button = button("Добавить замечание", self.add_remark)
        self.remark_place = label("", "small", wrap=True)
        self._remark_box = QWidget()
        self._remark_box.setProperty("role", "clear")
        self._remark_box.setLayout(column(self.remark_place, self.remark_field, row(self.add_button, 1), spacing=6))
        self.panel.body.addWidget(self._remark_box)
        self.beside = Beside(self.card)
        self.beside.set_second(self.panel)
        body = QWidget()
        crumbs = row(self.back, self.crumb, self.state, 1, self.choice, spacing=6)
        inside = column(column(crumbs, self.header, spacing=0), self.banner, self.beside, spacing=10)
        inside.setStretch(2, 1)
        body.setLayout(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(body))
        QShortcut(QKeySequence("Alt+Left"), self, self.closed.emit)
        self.reload()

    def reload(self) -> None:
        """Read the report again."""
        bundle, form, period = self.key
        self._context.run(
            self,
            lambda _: intake.received_report(self._context.session, bundle, form, period),
            self._show,
            key="report",
        )

    def add_remark(self) -> None:
        """Keep what was typed as a remark at the current cell."""
        text = self.remark_field.text().strip()
        if not text or self.report is None:
            self.remark_field.setFocus()
            return
        _bundle, form, period = self.key
        self.remarks.append(NewRemark(form, period, self._place, text))
        self.remark_field.clear()
        self._show_panel()
        self._show_form()
        self._show_decision()

    def remove_remark(self, number: int) -> None:
        """Take a remark back."""
        del self.remarks[number]
        self._show_panel()
        self._show_form()
        self._show_decision()

    def decide(self, verdict: Verdict) -> None:
        """Decide; the receipt goes out by ``decided``."""
        bundle = self.key[0]
        said = [(remark.place, remark.text) for remark in self.remarks]

        def work(_: Progress) -> tuple[str, bytes]:
            sealed = intake.decide(self._context.session, bundle, verdict, said)
            name = next(r.name for r in intake.receipts_of(self._context.session, bundle) if r.sealed == sealed)
            return name, sealed

        def done(receipt: tuple[str, bytes]) -> None:
            self.remarks = []
            self.reload()
            self.decided.emit(*receipt)

        self._context.run(self, work, done, title="Подписываю квитанцию")

    def compare(self) -> None:
        """Both files of one number side by side."""
        session, bundle = self._context.session, self.key[0]
        self._context.run(
            self,
            lambda _: intake.fork(session, bundle),
            lambda fork: ForkDialog(self._context, self, fork, self.reload).open(),
        )

    # Showing

    def _show(self, report: ReceivedReport) -> None:
        self.report = report
        definition = report.definition
        if self.form is None:
            self.form = FormView(definition)
            self.form.set_read_only(True)
            self.form.cell_entered.connect(self._enter)
            self._card_box.addWidget(self.form)
        self.header.set_title(f"{definition.number} за {report.view.period} год")
        self.header.set_subtitle(report.organisation.full_name)
        self.crumb.setText(f"›  редакция {report.revision}, получен {report.received_at.astimezone():%d.%m.%Y}")
        self.state.show_state(DECISION_WORDS[report.verdict], Tone(DECISION_TONES[report.verdict]))
        self._show_form()
        self._show_banner(report)
        self._show_panel()
        self._show_decision()
        self.form.first_input()

    def _show_form(self) -> None:
        if self.report is None or self.form is None:
            return
        kept = [(remark.cell, remark.text) for remark in self.report.remarks]
        before = self.report.previous_period
        self.form.show_report(
            self.report.view,
            previous=self.report.previous,
            previous_label=f"{before} год" if before else "",
            remarks=[*kept, *((r.cell, r.text) for r in self._here())],
        )

    def _here(self) -> list[NewRemark]:
        """New remarks at the report that is shown."""
        return [remark for remark in self.remarks if (remark.form, remark.period) == self.key[1:]]

    def _show_banner(self, report: ReceivedReport) -> None:
        if report.forked:
            self.banner.show_state(
                Tone.ERROR,
                "Под этим номером прислано два разных файла",
                "Ни один не принимается, пока вы не выберете верный: сравните их.",
            )
            return
        errors = sum(v.severity is Severity.ERROR for v in report.view.violations)
        warnings = len(report.view.violations) - errors
        if errors or warnings:
            tone = Tone.ERROR if errors else Tone.WARNING
            first = violations_in_order(report.view.violations)[0]
            self.banner.show_state(tone, f"Наша проверка: {problems_words(errors, warnings)}", first.message, "Перейти")
        else:
            self.banner.show_state(Tone.GOOD, "Наша проверка ничего не нашла", "Подпись и содержание файла верны.")

    def _show_panel(self) -> None:
        clear_layout(self.content)
        report = self.report
        if report is None:
            return
        for violation in violations_in_order(report.view.violations):
            error = violation.severity is Severity.ERROR
            self.content.addLayout(row(Chip(severity_word(violation), Tone.ERROR if error else Tone.WARNING), 1))
            cell = violation.cells[0] if violation.cells else ""
            self.content.addWidget(label(violation.message, wrap=True, selectable=True))
            told = report.explanations.get(violation.rule) or violation.explanation
            if told:
                self.content.addWidget(label(f"Пояснение отправителя: {told}", "muted", wrap=True))
            if cell:
                go = link_button("Перейти", partial(self._go, cell), name=f"Перейти: {violation.message}")
                self.content.addLayout(row(go, 1))
            self.content.addWidget(rule())
        kept = [(remark.cell, remark.text) for remark in report.remarks]
        if kept or self.remarks:
            self.content.addWidget(label("Замечания", "strong"))
        for place, text in kept:
            self.content.addWidget(label(f"{self._words(place)}: {text}", wrap=True))
            if place:
                self.content.addLayout(row(link_button("Перейти", partial(self._go, place), name=f"К: {text}"), 1))
        for number, remark in enumerate(self.remarks):
            other = "" if remark in self._here() else f"{remark.period} год. "
            words = label(f"{other}{self._words(remark.cell)}: {remark.text}", wrap=True)
            cross = icon_button("close", f"Убрать замечание: {remark.text}", partial(self.remove_remark, number))
            line = row(words, cross, spacing=6)
            line.setStretch(0, 1)
            self.content.addLayout(line)
            if remark.cell and remark in self._here():
                go = link_button("Перейти", partial(self._go, remark.cell), name=f"К замечанию: {remark.text}")
                self.content.addLayout(row(go, 1))
        self._show_changes(report)
        self._show_sources(report)
        if not (report.view.violations or kept or self.remarks):
            hint = "Замечаний нет. Выберите клетку и напишите замечание, если её нужно исправить."
            self.content.addWidget(label(hint, "muted", wrap=True))
        self.content.addStretch(1)

    def _show_changes(self, report: ReceivedReport) -> None:
        """Numbers that differ much from last year's, with the way to each."""
        if not report.previous:
            return
        self.content.addWidget(rule())
        self.content.addWidget(label(f"Рядом с отчётом за {report.previous_period} год", "strong", wrap=True))
        threshold = ChoiceBox()
        threshold.setAccessibleName("Показать изменения больше чем на")
        for per_cent in _THRESHOLDS:
            threshold.add(f"изменилось больше чем на {per_cent} %", per_cent)
        threshold.choose(self._threshold)
        threshold.currentIndexChanged.connect(lambda *_: self._choose_threshold(int(threshold.value())))
        self.content.addWidget(threshold)
        changes = report.changes(self._threshold)
        for change in changes[:_SHOWN]:
            words = f"{self._words(change.address)}: {change_words(change)}"
            go = link_button("Перейти", partial(self._go, change.address), name=f"Перейти: {words}")
            self.content.addWidget(label(words, wrap=True))
            self.content.addLayout(row(go, 1))
        if not changes:
            self.content.addWidget(label("Таких больших изменений нет.", "muted", wrap=True))
        elif len(changes) > _SHOWN:
            self.content.addWidget(label(f"И ещё {len(changes) - _SHOWN}.", "muted"))

    def _choose_threshold(self, per_cent: int) -> None:
        self._threshold = per_cent
        QTimer.singleShot(0, self, self._show_panel)  # the choice that was just made is among what is cleared

    def _show_sources(self, report: ReceivedReport) -> None:
        """What a consolidated report says it is made from."""
        if not report.sources and report.coverage is None:
            return
        self.content.addWidget(rule())
        heading = plural(len(report.sources), "отчёта", "отчётов", "отчётов")
        self.content.addWidget(label(f"Сведён из {heading}", "strong", wrap=True))
        for sentence in () if report.coverage is None else report.coverage.notes(report.definition):
            self.content.addWidget(label(sentence, wrap=True, selectable=True))
        told = report.explanations.get(COVERAGE)
        if told:
            self.content.addWidget(label(f"Пояснение отправителя: {told}", "muted", wrap=True))
        for source in report.sources:
            mark = ", за прошлый год" if source.last_year else ""
            proof = f", отпечаток файла {source.manifest_sha256[:16]}…" if source.manifest_sha256 else ""
            text = f"{source.organisation}: {source.period} год, редакция {source.revision}{mark}{proof}"
            line = label(text, wrap=True, selectable=True)
            set_tip(line, f"Файл {source.bundle}\n{source.manifest_sha256}")
            self.content.addWidget(line)
        if report.own:
            words = "; ".join(f"{self._words(place)}: {value}" for place, value in report.own.items())
            self.content.addWidget(label(f"Своё, прибавлено к сумме. {words}", wrap=True))

    def _show_decision(self) -> None:
        report = self.report
        if report is None:
            return
        waits = (
            self._context.session.may(Act.RECEIVE)
            and report.verdict is Verdict.RECEIVED
            and (report.current or report.outcome == "conflict")
        )
        for widget in (self.refuse_button, self.return_button, self.accept_button, self._remark_box):
            widget.setVisible(waits)
        self.accept_button.setVisible(waits and not report.forked)
        self.compare_button.setVisible(report.forked)
        self.return_button.setEnabled(bool(self.remarks))
        set_tip(self.return_button, "" if self.remarks else "Сначала напишите хотя бы одно замечание")
        first_is_return = bool(self.remarks)
        set_label_role(self.return_button, "kind", "primary" if first_is_return else "secondary")
        set_label_role(self.accept_button, "kind", "secondary" if first_is_return else "primary")
        self.print_button.setVisible(report.printed is not None)
        self.header._fold()

    # What the person does

    def _choose_report(self, number: int) -> None:
        """Another report of the same file; new remarks stay, the decision is about the whole file."""
        form, period = self.choice.itemData(number)
        if (form, period) == self.key[1:]:
            return
        self.key = (self.key[0], form, period)
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.reload()

    def _enter(self, address: str) -> None:
        self._place = address
        self.remark_place.setText(f"К клетке: {self._words(address)}")

    def _go(self, address: str) -> None:
        if self.form is not None:
            self.form.go_to(address)

    def _to_first(self) -> None:
        if self.report is not None:
            first = next(iter(violations_in_order(self.report.view.violations)), None)
            if first is not None and first.cells:
                self._go(first.cells[0])

    def _words(self, address: str) -> str:
        if self.report is None or not address:
            return "Об отчёте в целом"
        return place_words(self.report.definition, address, with_table=True)

    def _print(self) -> None:
        if self.report is not None and self.report.printed is not None:
            title = f"{self.report.definition.number}, {self.report.organisation.short_name}"
            try:
                show_pdf(self, title, self.report.printed, "отчёт.pdf", files=self._context.files, outside=True)
            except UserError as error:
                self.banner.show_state(Tone.WARNING, one_line(error))

    def _ask(self, verdict: Verdict) -> None:
        title, text, yes = {
            Verdict.ACCEPTED: (
                "Принять отчёт?",
                "Отправитель получит квитанцию «принято». Потом решение изменить нельзя: "
                "исправленный отчёт приходит новой редакцией.",
                "Принять",
            ),
            Verdict.RETURNED: (
                "Вернуть с замечаниями?",
                "Отправитель получит замечания у тех самых клеток и пришлёт исправленный отчёт.",
                "Вернуть",
            ),
            Verdict.REFUSED: (
                "Отказать в приёме?",
                "Отправитель получит квитанцию с отказом. Напишите замечание, чтобы было понятно почему.",
                "Отказать",
            ),
        }[verdict]
        confirm(self, title, text, yes, lambda: self.decide(verdict), danger=verdict is Verdict.REFUSED)
