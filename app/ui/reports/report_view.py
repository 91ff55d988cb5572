"""One report: the form as its paper looks, what is said about it, and the buttons that take it on its way."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.dates import Period
from app.domain.vocabulary.numbers import plural
from app.domain.vocabulary.words import sentence_case, word_for
from app.services.reports import FilledReport, RuleComparison
from app.ui.context import UiContext
from app.ui.forms.form_view import FormView
from app.ui.forms.wording import STATE_TONES
from app.ui.kit import (
    Banner,
    Chip,
    PageHeader,
    Tone,
    button,
    column,
    label,
    link_button,
    menu_button,
    primary_button,
    row,
)
from app.ui.kit.beside import Beside, scrolled
from app.ui.kit.dialogs import confirm
from app.ui.kit.theme import px
from app.ui.printing.preview import show_pdf
from app.ui.problems import one_line, show_problem
from app.ui.reports.balance_dialog import BalanceDialog
from app.ui.reports.explain_dialog import ExplainDialog
from app.ui.reports.report_presenter import CellStory, ReportPresenter, verdict_for
from app.ui.reports.violations_list import ViolationsList
from app.ui.reports.why_panel import WhyPanel


class ReportPane(QWidget):
    """The widget of one report; ``closed`` asks to go back to the list."""

    closed = Signal()

    def __init__(self, context: UiContext, form: str, period: Period) -> None:
        super().__init__()
        self.setProperty("role", "paper")
        self._context = context
        self.presenter = ReportPresenter(context.session, self, self._run)
        self._period = period
        self.form: FormView | None = None
        self.why: WhyPanel | None = None
        self.violations: ViolationsList | None = None
        self.state = Chip("", Tone.NEUTRAL)
        self.back = link_button("Отчёты", self.closed.emit, name="Назад к списку отчётов")
        self.crumb = label(f"›  {period.words}", "small", wrap=True)
        self.print_button = button("Печать", self.presenter.print_preview, shortcut="Ctrl+P")
        self.excel_button = menu_button("Excel", [("Сохранить в Excel…", self._save), ("Прочитать Excel…", self._read)])
        self.mend_button = button("Исправить", self._ask_reopen, name="Исправить подписанный отчёт")
        self.mend_button.hide()
        self.next_button = primary_button("Подписать и отправить", self._next)
        self.header = PageHeader(
            " ", actions=[self.print_button, self.excel_button, self.mend_button, self.next_button]
        )
        self.banner = Banner()
        self.banner.activated.connect(self._banner_link)
        self.zeros_link = link_button(
            "Остальное – нули", self.presenter.put_zeros, name="Поставить нули в пустые числа"
        )
        self.undo_link = link_button("Убрать нули", self.presenter.take_zeros_back)
        self.rest = label("", "small", wrap=True)
        self.finish = QWidget()
        self.finish.setProperty("role", "clear")
        line = row(self.zeros_link, self.undo_link, self.rest, spacing=12)
        line.setStretch(2, 1)
        self.finish.setLayout(line)
        self.finish.hide()
        self.card = QFrame()
        self.card.setProperty("card", "true")
        self._card_box = QVBoxLayout(self.card)
        self._card_box.setContentsMargins(px(14), px(10), px(14), px(12))
        self.splitter = Beside(self.card)
        crumbs = row(self.back, self.crumb, self.state, spacing=6)
        crumbs.setStretch(1, 1)
        head = column(crumbs, self.header, spacing=0)
        self._list_place = QVBoxLayout()
        self._list_place.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        inside = column(head, self.banner, self._list_place, self.finish, self.splitter, spacing=10)
        inside.setStretch(4, 1)
        body.setLayout(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(body))
        for keys in (QKeySequence("Alt+Left"), QKeySequence(QKeySequence.StandardKey.Back)):
            shortcut = QShortcut(keys, self, self.closed.emit)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._jump = ""
        self.telling = False
        self.presenter.open(form, period)

    # What the presenter shows

    def show_report(self, report: FilledReport) -> None:
        """All of a report; the widgets of the form are made once."""
        first = self.form is None
        if first:
            self._build(report)
        assert self.form is not None
        assert self.violations is not None
        assert self.why is not None
        number, title = report.definition.number, report.definition.title
        self.header.set_title(number)
        self.crumb.setText(f"›  {sentence_case(title)}, {self._period.words}")
        self.setAccessibleName(self.presenter.title())
        self.state.show_state(word_for(report.state), Tone(STATE_TONES[report.state]))
        self.why.setProperty("editable", self.presenter.editable)
        self.form.set_read_only(not self.presenter.editable)
        remarks = tuple((remark.cell, remark.text) for remark in report.remarks)
        label_of_previous = f"за {self._period.year - 1}" if report.previous else ""
        self.form.show_report(report.view, previous=report.previous, previous_label=label_of_previous, remarks=remarks)
        missing = report.view.missing if self.presenter.editable else ()
        self.violations.show_violations(report.view.violations, remarks, report.view.targets, missing)
        self._show_finish()
        self._show_banner(report)
        self._show_next()
        if first:
            self.form.first_input()
            self._take_up_typing()
        if self._jump:
            address, self._jump = self._jump, ""
            self.go_to(address)

    def _cell_place(self, address: str) -> str:
        form, period = self.presenter.key
        return f"cell|{form}|{period}|{address}"

    def _typing(self, address: str, text: str) -> None:
        """Keep what stands in a field until it is recorded."""
        if self._context.drafts is not None:
            self._context.drafts.keep(self._cell_place(address), self.presenter.title(), {"text": text} if text else {})

    def _take_up_typing(self) -> None:
        drafts, place = self._context.drafts, self._cell_place("")
        if drafts is None or self.form is None or not self.presenter.editable:
            return
        found = {kept.removeprefix(place): drafts.find(kept) for kept in drafts.places() if kept.startswith(place)}
        typed = {address: draft.typed.get("text", "") for address, draft in found.items() if draft is not None}
        self.form.know_unrecorded(self._unrecorded, typed)

    def _unrecorded(self, address: str) -> str:
        drafts = self._context.drafts
        draft = drafts.find(self._cell_place(address)) if drafts is not None else None
        return "" if draft is None else draft.typed.get("text", "")

    def show_story(self, story: CellStory) -> None:
        """The side panel."""
        if self.why is not None:
            self.why.show_story(story)

    def refuse(self, error: Exception) -> None:
        """A value was not taken: say why, show the old one."""
        if self.form is not None:
            self.form.say(one_line(error))
            self.form.forget_pending()

    def say(self, sentence: str) -> None:
        """A quiet sentence."""
        self._context.toast(sentence)

    def warn(self, error: Exception) -> None:
        """What must be read before going on."""
        show_problem(self, error)

    def edited(self) -> None:
        """This page shows the change already; it is not read again when the change is published."""
        self.telling = True
        QTimer.singleShot(0, self, self._told)

    def _told(self) -> None:
        self.telling = False

    def ask_reason(self, place: str) -> None:
        """Say where a reason is still wanted."""
        if self.form is not None:
            sentence = f"{place}: число отличается от посчитанного. Вернитесь в клетку и напишите справа, почему."
            self.form.say(sentence, problem=False)

    def signed(self) -> None:
        """Go on to the exchange with this report chosen."""
        form, period = self.presenter.key
        self._context.toast(f"{self.presenter.title()}: подписано.")
        self._context.show_page("exchange", form=form, period=period)

    def show_comparison(self, comparison: RuleComparison) -> None:
        """A dialog with the terms of a comparison."""
        BalanceDialog(self, comparison).open()

    def show_pdf(self, title: str, pdf: bytes, file_name: str) -> None:
        """The preview."""
        show_pdf(self, title, pdf, file_name, files=self._context.files)

    # What the person does

    def go_to(self, address: str) -> None:
        """Move to a cell or field, at once or as soon as the report is there."""
        if self.form is None:
            self._jump = address
        elif self.form.go_to(address):
            self.presenter.ask_why(address)

    def explain(self, rule: str) -> None:
        """Ask for the explanation of a warning that stands at no cell."""
        sentences, told = self.presenter.warning_words(rule)
        save = partial(self.presenter.explain, rule) if self.presenter.editable else None
        ExplainDialog(self, sentences, told, save).open()

    def reload(self) -> None:
        """Something changed elsewhere."""
        self.presenter.reload()

    def _run(self, work, on_done=None, **options):  # type: ignore[no-untyped-def]
        return self._context.run(self, work, on_done, **options)

    def _build(self, report: FilledReport) -> None:
        self.form = FormView(report.definition)
        self.form.typed.connect(self._typed)
        self.form.typing.connect(self._typing)
        self.form.cleared.connect(self._cleared)
        self.form.unknown_said.connect(self.presenter.say_unknown)
        self.form.cell_entered.connect(self.presenter.ask_why)
        self._card_box.addWidget(self.form)
        self.why = WhyPanel(report.definition, self._period.year - 1)
        self.why.typed.connect(self._typed)
        self.why.cleared.connect(self._cleared)
        self.why.reasoned.connect(self.presenter.give_reason)
        self.why.explained.connect(self.presenter.explain)
        self.why.unknown_said.connect(self.presenter.say_unknown)
        self.why.taken_apart.connect(self.presenter.take_apart)
        self.why.followed.connect(
            lambda bundle, form, period: self._context.show_page("intake", bundle=bundle, form=form, period=period)
        )
        self.splitter.set_second(self.why)
        self.violations = ViolationsList(report.definition)
        self.violations.chosen.connect(self.go_to)
        self.violations.explained.connect(self.explain)
        self.violations.hide()
        self._list_place.addWidget(self.violations)

    def _typed(self, address: str, value: object, reason: str = "") -> None:
        self.presenter.type_value(address, value, reason)

    def _cleared(self, address: str) -> None:
        self.presenter.clear(address)

    def _next(self) -> None:
        step = self.presenter.next_step()
        form, period = self.presenter.key
        if step.action == "go":
            self.go_to(step.address)
        elif step.action == "explain":
            self.explain(step.rule)
        elif step.action == "sign":
            self._ask_sign()
        elif step.action in ("send", "receipt"):
            self._context.show_page("exchange", form=form, period=period)

    def _ask_sign(self) -> None:
        report = self.presenter.report
        blank = report is not None and report.view.untouched
        confirm(
            self,
            f"Подписать: {self.presenter.title()}?",
            ("В форме ничего не заполнено. " + report.definition.blank + " " if blank and report is not None else "")
            + "После подписи числа этого отчёта больше не изменятся, даже если изменится список членов профсоюза. "
            "Дальше откроется страница «Обмен»: вы увидите, что уйдёт, и выберете, как передать файл.",
            "Подписать",
            self.presenter.sign,
        )

    def _ask_reopen(self) -> None:
        confirm(
            self,
            f"Исправить: {self.presenter.title()}?",
            "Подписанный отчёт сохранится как есть. Начнётся следующая редакция: её нужно будет снова подписать "
            "и отправить.",
            "Исправить",
            self.presenter.reopen,
        )

    def _save(self) -> None:
        name = self.presenter.file_name("xlsx")
        self._context.files.save_file(self, "Сохранить в Excel", name, "Книга Excel (*.xlsx)", self.presenter.save_xlsx)

    def _read(self) -> None:
        self._context.files.open_file(self, "Прочитать Excel", "Книга Excel (*.xlsx)", self.presenter.read_xlsx)

    def _banner_link(self) -> None:
        report = self.presenter.report
        if report is None or self.violations is None:
            return
        if self.violations.count() > 1:
            self.violations.setVisible(self.violations.isHidden())
            self._show_banner(report)
            if self.violations.isVisible():
                self.violations.setCurrentRow(0)
                self.violations.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.violations.count() == 1:
            self.violations.follow(0)

    def _show_banner(self, report: FilledReport) -> None:
        assert self.violations is not None
        verdict = verdict_for(report)
        count = self.violations.count()
        if count < 2:
            self.violations.hide()
        link = ""
        if count == 1:
            link = "Перейти"
        elif count > 1:
            link = "Свернуть" if not self.violations.isHidden() else f"Все {plural(count, 'место', 'места', 'мест')}"
        detail = "" if count > 1 and not self.violations.isHidden() else verdict.detail
        self.banner.show_state(Tone(verdict.tone), verdict.sentence, detail, link)

    def _show_finish(self) -> None:
        """«Остальное – нули» while numbers are empty, and the way back while its zeros stand."""
        zeros = self.presenter.zeros
        self.zeros_link.setVisible(self.presenter.may_put_zeros)
        self.undo_link.setVisible(bool(zeros))
        self.undo_link.setText(f"Убрать нули ({len(zeros)})")
        self.rest.setText(
            "0 встанет в каждое пустое число, где форма его допускает."
            if self.presenter.may_put_zeros
            else f"Нулями заполнено {plural(len(zeros), 'место', 'места', 'мест')}."
        )
        self.finish.setVisible(self.presenter.may_put_zeros or bool(zeros))

    def _show_next(self) -> None:
        step = self.presenter.next_step()
        self.mend_button.setVisible(self.presenter.may_write and not self.presenter.editable)
        self.next_button.setVisible(bool(step.word))
        self.next_button.setText(step.word)
        self.next_button.setAccessibleName(step.word)
        self.header._fold()
