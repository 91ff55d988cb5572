"""Taking files in: one job for many, a line for each, and the receipts to give back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.errors import AppError, OperationCancelled
from app.progress import Progress
from app.services import intake
from app.services.intake.views import AcceptOutcome
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.exchange.fitting import FittingDialog
from app.ui.exchange.words import breakable
from app.ui.intake.receipts import ReceiptsDialog
from app.ui.intake.words import OUTCOME_TONES, OUTCOME_WORDS, problems_words
from app.ui.problems import one_line
from app.ui.widgets import Chip, Tone, button, column, label, primary_button, row, rule
from app.ui.words import plural


@dataclass(frozen=True)
class FileResult:
    """What became of one file: an outcome, or the sentence of what was wrong with it."""

    name: str
    outcome: AcceptOutcome | None
    problem: str = ""

    @property
    def word(self) -> str:
        """The key of the chip."""
        return "failed" if self.outcome is None else self.outcome.outcome

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
    """Take files in one after another; a bad one never stops the others."""
    results = []
    for number, found in enumerate(intake.gather(paths)):
        progress.step(found.name, number, len(paths))
        if found.data is None:
            results.append(FileResult(found.name, None, one_line(found.problem or LookupError(found.name))))
            continue
        try:
            outcome = intake.accept(session, found.data, found.name)
        except OperationCancelled:
            raise
        except AppError as error:
            results.append(FileResult(found.name, None, one_line(error)))
        else:
            results.append(FileResult(found.name, outcome))
    return results


class ResultsDialog(FittingDialog):
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
        self.lines: list[str] = []
        for result in results:
            chip = Chip(OUTCOME_WORDS.get(result.word, result.word), Tone(OUTCOME_TONES.get(result.word, "neutral")))
            head = row(chip, label(breakable(result.name), "small", wrap=True), spacing=10)
            head.setStretch(1, 1)
            self.content.addLayout(column(head, label(result.sentence, wrap=True, selectable=True), spacing=4))
            self.content.addWidget(rule())
            self.lines.append(f"{OUTCOME_WORDS.get(result.word, result.word)}: {result.sentence}")
        self._receipts = {
            r.outcome.receipt_name: r.outcome.receipt for r in results if r.outcome is not None and r.outcome.receipt
        }
        self._on_save = on_save
        if self._receipts:
            self.save_button = primary_button("Сохранить квитанции", self._save)
            self.set_buttons(button("Закрыть", self.reject), self.save_button)
        else:
            self.set_buttons(primary_button("Понятно", self.accept))

    def _save(self) -> None:
        self.accept()
        ReceiptsDialog(self._context, self._owner, self._receipts).open()
