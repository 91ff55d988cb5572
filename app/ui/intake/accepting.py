"""Taking files in: one job for many, a line for each, and the receipts to give back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.enums import TakenOutcome
from app.domain.vocabulary.numbers import plural
from app.domain.vocabulary.words import word_for
from app.errors import AppError, OperationCancelled
from app.progress import Progress
from app.services import intake
from app.services.intake.views import AcceptOutcome
from app.services.one_by_one import only_this_file
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.intake.receipts import ReceiptsDialog
from app.ui.intake.words import OUTCOME_TONES, problems_words
from app.ui.kit import Chip, Tone, button, column, label, primary_button, row, rule
from app.ui.kit.fitting import FittingDialog
from app.ui.printing.sheets import TableSheet, preview_sheet
from app.ui.problems import one_line
from app.ui.words import breakable


@dataclass(frozen=True)
class FileResult:
    """What became of one file: an outcome, or the sentence of what was wrong with it."""

    name: str
    outcome: AcceptOutcome | None
    problem: str = ""

    @property
    def word(self) -> TakenOutcome:
        """Which chip it gets."""
        return TakenOutcome.REJECTED if self.outcome is None else self.outcome.outcome

    @property
    def sentence(self) -> str:
        """What to read beside the chip."""
        if self.outcome is None:
            return self.problem
        errors = sum(len([v for v in r.violations if v.severity.value == "error"]) for r in self.outcome.reports)
        warnings = sum(len(r.violations) for r in self.outcome.reports) - errors
        problems = problems_words(errors, warnings)
        what = f"{self.outcome.organisation.short_name}: {self.outcome.title}. {self.outcome.sentence}"
        return f"{what} Наша проверка: {problems}." if problems else what


def accept_files(session: VaultSession, paths: Sequence[Path], progress: Progress) -> list[FileResult]:
    """Take files in one after another; a bad one never stops the others.

    When the person stops it, what was taken in stays and is told like the rest.
    """
    results: list[FileResult] = []
    for number, found in enumerate(intake.gather(paths)):
        try:
            progress.step(found.name, number, len(paths))
        except OperationCancelled:
            results.append(FileResult("Остальные файлы", None, "Приём остановлен вами: они не тронуты."))
            break
        if found.data is None:
            results.append(FileResult(found.name, None, one_line(found.problem or LookupError(found.name))))
            continue
        try:
            with only_this_file(found.name):
                outcome = intake.accept(session, found.data, found.name)
        except OperationCancelled:
            raise
        except AppError as error:
            results.append(FileResult(found.name, None, one_line(error)))
        else:
            results.append(FileResult(found.name, outcome))
    return results


_SHOWN = 60
"""Files told one by one in the dialog; of hundreds the others are in the printed result."""


def summary_words(results: Sequence[FileResult]) -> str:
    """«Принято в работу: 270; не принято: 1.»"""
    counted = Counter(result.word for result in results)
    words = [f"{word_for(word)}: {count}" for word, count in counted.most_common()]
    text = "; ".join(words)
    return text[:1].upper() + text[1:] + "." if words else "Файлов нет."


def results_sheet(results: Sequence[FileResult]) -> TableSheet:
    """What became of every file, for paper."""
    rows = tuple(
        (
            result.name,
            "" if result.outcome is None else result.outcome.organisation.short_name,
            word_for(result.word),
            result.sentence,
        )
        for result in results
    )
    heads = ("Файл", "От кого", "Итог", "Что сказала программа")
    return TableSheet("Приём файлов", f"{datetime.now():%d.%m.%Y %H:%M}. {summary_words(results)}", heads, rows)


class AcceptedDialog(FittingDialog):
    """A line for each file, and «Сохранить квитанции»."""

    def __init__(
        self,
        context: UiContext,
        owner: QWidget,
        results: Sequence[FileResult],
        on_save: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(owner, f"Прочитано: {plural(len(results), 'файл', 'файла', 'файлов')}", width=680)
        self._context, self._owner = context, owner
        self.lines = [f"{word_for(r.word)}: {r.sentence}" for r in results]
        self._results = tuple(results)
        self.summary = label(summary_words(results), "strong", wrap=True)
        self.content.addWidget(self.summary)
        first = sorted(results, key=lambda r: r.word is TakenOutcome.TAKEN)  # what went wrong is read first
        for result in first[:_SHOWN]:
            chip = Chip(word_for(result.word), Tone(OUTCOME_TONES[result.word]))
            head = row(chip, label(breakable(result.name), "small", wrap=True), spacing=10)
            head.setStretch(1, 1)
            self.content.addLayout(column(head, label(result.sentence, wrap=True, selectable=True), spacing=4))
            self.content.addWidget(rule())
        if len(results) > _SHOWN:
            rest = plural(len(results) - _SHOWN, "файл", "файла", "файлов")
            self.content.addWidget(label(f"И ещё {rest}: все они в напечатанном итоге.", "muted", wrap=True))
        self.print_button = button("Напечатать итог…", self.print_results)
        self._receipts = {
            r.outcome.receipt_name: r.outcome.receipt for r in results if r.outcome is not None and r.outcome.receipt
        }
        self._on_save = on_save
        if self._receipts:
            self.save_button = primary_button("Сохранить квитанции", self._save)
            self.set_buttons(self.print_button, button("Закрыть", self.reject), self.save_button)
        else:
            self.set_buttons(self.print_button, primary_button("Понятно", self.accept))

    def print_results(self) -> None:
        """A line for each file on paper."""
        preview_sheet(self, self._context, results_sheet(self._results))

    def _save(self) -> None:
        self.accept()
        ReceiptsDialog(self._context, self._owner, self._receipts).open()
