"""What happens on a report's page. Plain Python: no Qt, so that it is tested without a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from app.domain.dates import Period
from app.domain.enums import CellKind, CellSource, ReportState, Severity
from app.domain.files import write_atomically
from app.domain.vocabulary.numbers import plural
from app.errors import UserError
from app.forms.definition import FormDefinition, ValueType
from app.forms.view import CellView, Unknown, Value, Violation
from app.progress import Progress
from app.services import reports
from app.services.reports import OPEN_STATES, FilledReport, Provenance
from app.services.reports.coverage import RULE as COVERAGE
from app.services.session import Act, VaultSession
from app.ui.forms.wording import place_words, violations_in_order
from app.ui.reports.running import Run
from app.ui.reports.wording import ReportHeadline, verdict_of


@dataclass(frozen=True)
class NextStep:
    """The one right thing to do now: the word on the filled button and what it does; ``address`` where it leads,
    ``rule`` the warning to explain that stands at no cell."""

    word: str
    action: str
    address: str = ""
    rule: str = ""


@dataclass(frozen=True)
class CellStory:
    """Everything the side panel says about a cell or field."""

    address: str
    view: CellView
    provenance: Provenance | None
    previous: Value
    violations: tuple[Violation, ...]
    remarks: tuple[str, ...]
    rule: str
    editable: bool
    unknown: tuple[Unknown, ...] = ()
    """What nobody could give, here or in what it is made of."""


class ReportDisplay(Protocol):
    """What the page can show."""

    def show_report(self, report: FilledReport) -> None:
        """All of a report."""

    def show_story(self, story: CellStory) -> None:
        """The side panel."""

    def show_comparison(self, comparison: reports.RuleComparison) -> None:
        """Both sides of a rule, term by term."""

    def refuse(self, error: Exception) -> None:
        """A typed value was not taken."""

    def say(self, sentence: str) -> None:
        """A quiet sentence."""

    def warn(self, error: Exception) -> None:
        """What must be read before going on."""

    def edited(self) -> None:
        """Something of the report was changed and saved."""

    def ask_reason(self, place: str) -> None:
        """A number was typed over the automatic one without saying why."""

    def signed(self) -> None:
        """The report has just been signed."""

    def show_pdf(self, title: str, pdf: bytes, file_name: str) -> None:
        """The preview."""


class ReportPresenter:
    """One report of one form and period; knows the services, not the widgets."""

    def __init__(self, session: VaultSession, display: ReportDisplay, run: Run) -> None:
        self._session = session
        self._display = display
        self._run = run
        self._form = ""
        self._period = Period(2026)
        self._waiting = 0
        self.report: FilledReport | None = None
        self._address = ""
        self._typed = ""

    @property
    def key(self) -> tuple[str, Period]:
        """Form and period shown."""
        return self._form, self._period

    def open(self, form: str, period: Period) -> None:
        """Show another report."""
        self._form, self._period, self._address, self.report = form, period, "", None
        self.reload()

    def reload(self) -> None:
        """Read the report again."""
        form, period = self.key
        self._run(lambda _: reports.fill(self._session, form, period), self._show, key="fill")

    # Typing

    def type_value(self, address: str, value: object, reason: str = "") -> None:
        """Take a typed value; the form is computed anew."""
        form, period = self.key
        self._typed = "" if reason else address

        def work(_: Progress) -> FilledReport:
            reports.set_value(self._session, form, address, value, period, reason)
            return reports.fill(self._session, form, period)

        self._change(work)

    def clear(self, address: str) -> None:
        """Back to the automatic value."""
        form, period = self.key

        def work(_: Progress) -> FilledReport:
            reports.clear_value(self._session, form, address, period)
            return reports.fill(self._session, form, period)

        self._change(work)

    def explain(self, rule: str, text: str) -> None:
        """Write down the explanation of a warning."""
        form, period = self.key

        def work(_: Progress) -> FilledReport:
            reports.explain(self._session, form, period, rule, text)
            return reports.fill(self._session, form, period)

        self._change(work)

    def warning_words(self, rule: str) -> tuple[tuple[str, ...], str]:
        """What a warning says, whose numbers are wanting where it speaks of coverage, and what was explained."""
        assert self.report is not None
        found = next(v for v in self.report.view.violations if v.rule == rule)
        coverage = self.report.coverage if rule == COVERAGE else None
        more = () if coverage is None else coverage.notes(self.report.definition)[1:]
        return (f"{found.message}.", *more), found.explanation

    def say_unknown(self, address: str, reason: str) -> None:
        """«Нет сведений» in a place, with the reason that goes with the report."""
        form, period = self.key

        def work(_: Progress) -> FilledReport:
            reports.set_unknown(self._session, form, [address], reason, period)
            return reports.fill(self._session, form, period)

        self._change(work)

    @property
    def may_put_zeros(self) -> bool:
        """Whether «Остальное – нули» has anything to do: empty numbers of tables or fields."""
        report = self.report
        if report is None or not self.editable:
            return False
        return any(_is_number(report.definition, place) for place in report.view.missing)

    @property
    def zeros(self) -> tuple[str, ...]:
        """Where «Остальное – нули» put its zeros, while they stand and can be taken back."""
        if self.report is None or not self.editable:
            return ()
        view = self.report.view
        pairs = (*view.cells.items(), *view.fields.items())
        return tuple(place for place, shown in pairs if shown.value == 0 and shown.reason == reports.ZERO_REASON)

    def put_zeros(self) -> None:
        """«Остальное – нули»; tells how many and where, and what no zero may stand for."""
        form, period = self.key

        def work(_: Progress) -> tuple[tuple[str, ...], FilledReport]:
            places = reports.put_zeros(self._session, form, period)
            return places, reports.fill(self._session, form, period)

        def done(found: tuple[tuple[str, ...], FilledReport]) -> None:
            places, report = found
            self._show(report)
            self._display.edited()
            self._display.say(zeros_words(report, places))

        self._run(work, done, on_error=self._display.refuse)

    def take_zeros_back(self) -> None:
        """The same, undone."""
        form, period = self.key

        def work(_: Progress) -> tuple[tuple[str, ...], FilledReport]:
            places = reports.take_zeros_back(self._session, form, period)
            return places, reports.fill(self._session, form, period)

        def done(found: tuple[tuple[str, ...], FilledReport]) -> None:
            places, report = found
            self._show(report)
            self._display.edited()
            self._display.say(f"Нулей убрано: {len(places)}.")

        self._run(work, done, on_error=self._display.refuse)

    def reopen(self) -> None:
        """Begin the next revision of a signed report."""
        form, period = self.key

        def work(_: Progress) -> FilledReport:
            reports.reopen(self._session, form, period)
            return reports.fill(self._session, form, period)

        self._change(work)

    def give_reason(self, address: str, reason: str) -> None:
        """Write down why a typed number differs; the number stays."""
        view = self.view_of(address)
        if view is not None and view.source is CellSource.MANUAL and view.value is not None:
            self.type_value(address, view.value, reason)

    # Looking

    def ask_why(self, address: str) -> None:
        """Find out where a number came from and show it."""
        self._address = address
        form, period = self.key
        self._tell(None)
        if self.report is None or "." not in address:
            return
        self._run(
            lambda _: reports.why(self._session, form, address, period),
            self._tell,
            key="why",
            on_error=self._display.refuse,
        )

    def take_apart(self, rule: str) -> None:
        """Find out what a comparison with other reports is made of and show it."""
        form, period = self.key
        self._run(
            lambda _: reports.comparison(self._session, form, rule, period),
            self._display.show_comparison,
            key="comparison",
            on_error=self._display.refuse,
        )

    def view_of(self, address: str) -> CellView | None:
        """The evaluated cell or field."""
        if self.report is None:
            return None
        return self.report.view.cells.get(address) or self.report.view.fields.get(address)

    @property
    def editable(self) -> bool:
        """True while the numbers can be typed into, by somebody who may."""
        return self.may_write and self.report is not None and self.report.state in OPEN_STATES

    @property
    def may_write(self) -> bool:
        """The user's rights; the services ask again."""
        return self._session.may(Act.RECORD)

    def story_of(self, address: str, provenance: Provenance | None = None) -> CellStory | None:
        """What there is to say about a cell."""
        report, view = self.report, self.view_of(address)
        if report is None or view is None:
            return None
        return CellStory(
            address=address,
            view=view,
            provenance=provenance,
            previous=report.previous.get(address),
            violations=violations_in_order([v for v in report.view.violations if address in v.cells]),
            remarks=tuple(r.text for r in report.remarks if r.cell == address),
            rule=self._rule_of(address),
            editable=self.editable and view.kind is CellKind.INPUT,
            unknown=report.view.unknown.get(address, ()),
        )

    # Steps

    def next_step(self) -> NextStep:
        """What the filled button does now."""
        report = self.report
        if report is None or not self.may_write:
            return NextStep("", "")
        if report.state in OPEN_STATES:
            step = self._step_of_open(report)
            return step if step.action != "sign" or self._session.may(Act.SIGN) else NextStep("", "")
        return {
            ReportState.SIGNED: NextStep("Отправить", "send"),
            ReportState.PREPARED: NextStep("Передать файл", "send"),
            ReportState.HANDED_OVER: NextStep("Прочитать квитанцию", "receipt"),
        }.get(report.state, NextStep("", ""))

    def sign(self) -> None:
        """Sign; errors of the data come back as a sentence."""
        form, period = self.key

        def done(report: FilledReport) -> None:
            self._show(report)
            self._display.signed()

        def work(_: Progress) -> FilledReport:
            reports.sign(self._session, form, period)
            return reports.fill(self._session, form, period)

        self._run(work, done, title="Подписываю отчёт")

    # Paper and Excel

    def print_preview(self) -> None:
        """Make the PDF and show it."""
        form, period = self.key
        name = self.file_name("pdf")
        title = self.title()
        self._run(
            lambda _: reports.report_pdf(self._session, form, period),
            lambda pdf: self._display.show_pdf(title, pdf, name),
            title="Готовлю печать",
        )

    def save_xlsx(self, path: Path) -> None:
        """Write the Excel form."""
        form, period = self.key

        def work(_: Progress) -> str:
            write_atomically(path, reports.report_xlsx(self._session, form, period))
            return path.name

        self._run(
            work,
            lambda name: self._display.say(f"Сохранено: {name}. Файл не зашифрован, его откроет каждый."),
            title="Записываю Excel",
        )

    def read_xlsx(self, path: Path) -> None:
        """Take the numbers typed into our Excel form by hand."""
        form, period = self.key

        def work(progress: Progress) -> tuple[FilledReport, reports.SheetRead]:
            read = reports.read_xlsx(self._session, form, period, path, progress)
            return reports.fill(self._session, form, period), read

        def done(answer: tuple[FilledReport, reports.SheetRead]) -> None:
            report, read = answer
            self._show(report)
            self._display.say(f"Прочитано из файла {path.name}. Проверьте числа.")
            if read.overtyped:
                cells = "; ".join(f"{o.cell} ({o.place}) – {o.typed}" for o in read.overtyped)
                self._display.warn(UserError("xlsx.overtyped", name=path.name, cells=cells))

        self._run(work, done, title="Читаю Excel")

    def title(self) -> str:
        """«Форма № 2 за 2026 год»."""
        number = self.report.definition.number if self.report is not None else self._form
        return f"{number} за {self._period.words}"

    def file_name(self, suffix: str) -> str:
        """A name to save under, without anything a file system dislikes."""
        return f"{self.title().replace('№ ', '').replace(' ', '-')}.{suffix}"

    # Inside

    def _change(self, work: object) -> None:
        self._waiting += 1
        self._run(work, self._changed, on_error=self._refused)  # type: ignore[arg-type]

    def _changed(self, report: FilledReport) -> None:
        self._waiting -= 1
        if self._waiting == 0:  # an older answer would put back what was typed after it
            self._show(report)
            self._display.edited()
            self._ask_reason()
        else:
            self.report = report

    def _ask_reason(self) -> None:
        """A number typed over an automatic one wants a reason; the hint names the place, the panel there asks."""
        address, self._typed = self._typed, ""
        view = self.view_of(address) if address else None
        if view is None or view.source is not CellSource.MANUAL or view.automatic in (None, view.value):
            return
        if not view.reason and self.report is not None:
            self._display.ask_reason(place_words(self.report.definition, address))

    def _refused(self, error: Exception) -> None:
        self._waiting -= 1
        self._display.refuse(error)
        self.reload()

    def _show(self, report: FilledReport) -> None:
        self.report = report
        self._display.show_report(report)
        if self._address:
            self.ask_why(self._address)

    def _tell(self, provenance: Provenance | None) -> None:
        story = self.story_of(self._address, provenance)
        if story is not None:
            self._display.show_story(story)

    def _rule_of(self, address: str) -> str:
        assert self.report is not None
        definition = self.report.definition
        cell = definition.cell(address)
        if cell is None:
            field = definition.fields.get(address)
            return "" if field is None else field.rule
        table = definition.tables[cell.table]
        return next((row.rule for row in table.rows if row.code == cell.row), "")

    @staticmethod
    def _step_of_open(report: FilledReport) -> NextStep:
        first = next(iter(violations_in_order(report.view.violations)), None)
        if first is not None and first.severity is Severity.ERROR:
            return NextStep("Исправить ошибку", "go", first.cells[0] if first.cells else "")
        state = reports.readiness(report)
        if report.view.missing:
            return NextStep("Заполнить пустое", "go", report.view.missing[0])
        if first is not None and not first.explanation.strip():
            if not first.cells:
                return NextStep("Написать пояснение", "explain", rule=first.rule)
            return NextStep("Написать пояснение", "go", first.cells[0])
        if reports.Hindrance.NOTHING_TYPED in state.hindrances:
            return NextStep("Заполнить", "go", next(iter(report.definition.lists), ""))
        if state.hindrances:
            return NextStep("", "")
        return NextStep("Подписать и отправить", "sign")


def _is_number(definition: FormDefinition, place: str) -> bool:
    found = definition.cell(place) or definition.fields.get(place)
    return found is not None and found.zero and found.type not in (ValueType.TEXT, ValueType.DATE)


def zeros_words(report: FilledReport, places: Sequence[str]) -> str:
    """«Нулей поставлено: 42 (II – 10, IV – 32).» and how much is still to be filled by a person."""
    tables: dict[str, int] = {}
    for place in places:
        table = place.partition(".")[0] if "." in place else "поля"
        tables[table] = tables.get(table, 0) + 1
    where = ", ".join(f"{table} – {count}" for table, count in tables.items())
    told = f"Нулей поставлено: {len(places)}" + (f" ({where})." if where else ".")
    left = len(report.view.missing)
    return f"{told} Осталось вписать самим: {left}." if left else told


_DONE = {
    ReportState.SIGNED: ReportHeadline("info", "Отчёт подписан", "Числа больше не изменятся. Осталось отправить."),
    ReportState.PREPARED: ReportHeadline(
        "info", "Отчёт в запечатанном файле", "Передайте файл: на флешке или письмом."
    ),
    ReportState.HANDED_OVER: ReportHeadline(
        "info", "Отчёт передан", "Придёт квитанция — прочитайте её на странице «Обмен»."
    ),
    ReportState.RECEIVED: ReportHeadline("info", "Отчёт получен вышестоящей организацией", "Ждём решения."),
    ReportState.ACCEPTED: ReportHeadline("good", "Отчёт принят", "Квитанция проверена, больше ничего не нужно."),
    ReportState.REPLACED: ReportHeadline("neutral", "Отчёт заменён новым"),
}


def verdict_for(report: FilledReport, today: date | None = None) -> ReportHeadline:
    """The line at the top: what hinders while the report is being filled, and how far it has come after that."""
    now = verdict_of(report.view, reports.readiness(report, today), report.definition)
    if report.state in (ReportState.RETURNED, ReportState.REFUSED):
        if now.tone == "error":
            return now
        what = "Отчёт вернули" if report.state is ReportState.RETURNED else "В приёме отказано"
        count = plural(len(report.remarks), "замечание", "замечания", "замечаний")
        detail = report.remarks[0].text if report.remarks else "Исправьте, подпишите и отправьте снова."
        return ReportHeadline("warning", f"{what}: {count}" if report.remarks else what, detail)
    done = _DONE.get(report.state)
    if done is not None and report.changed_since:
        count = plural(
            len(report.changed_since),
            "число сейчас было бы другим",
            "числа сейчас были бы другими",
            "чисел сейчас были бы другими",
        )
        return ReportHeadline(done.tone, done.sentence, f"{done.detail} С тех пор учёт изменился: {count}.".strip())
    return done or now
