"""The list of reports as a Qt model: rows are forms, columns are years, a cell is a state in a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.domain.dates import Period
from app.domain.enums import ReportState
from app.domain.vocabulary.numbers import plural
from app.domain.vocabulary.words import sentence_case, word_for
from app.services.reports import ReportSummary
from app.ui.forms.wording import STATE_TONES
from app.ui.kit import ChipRole, Tone
from app.ui.kit.rows_model import Index
from app.ui.kit.tips import plain_tip
from app.ui.kit.two_lines import DetailRole
from app.ui.reports.wording import due_words

SummaryRole = Qt.ItemDataRole.UserRole + 12
_DONE = frozenset({ReportState.ACCEPTED, ReportState.RECEIVED, ReportState.HANDED_OVER, ReportState.REPLACED})


def is_late(summary: ReportSummary, on: date) -> bool:
    """The due day passed less than a year ago and the report has not left; an older one is history, not a duty."""
    if summary.due is None or summary.state in _DONE:
        return False
    return summary.due < on <= summary.due.replace(year=summary.due.year + 1)


def detail_of(summary: ReportSummary, on: date) -> str:
    """The second line of a cell: when it is due and what is still to be mended."""
    past = summary.due is not None and summary.due < on and not is_late(summary, on)
    words = [due_words(summary.due, on, done=past or summary.state in _DONE)]
    if summary.state in (ReportState.DRAFT, ReportState.RETURNED):
        if summary.errors:
            words.append(plural(summary.errors, "ошибка", "ошибки", "ошибок"))
        elif summary.untouched:
            words.append("ещё не заполнен")
        elif summary.missing:
            words.append(f"не заполнено: {plural(summary.missing, 'место', 'места', 'мест')}")
        elif summary.warnings:
            words.append(plural(summary.warnings, "предупреждение", "предупреждения", "предупреждений"))
    if words[0] and summary.due is not None and summary.due >= on:
        words.append(summary.advice)  # last: it is what a narrow cell may cut
    return "; ".join(word for word in words if word)


def most_urgent(found: Sequence[ReportSummary], on: date) -> ReportSummary | None:
    """The report to open first: the one longest late, else the one due soonest, of those still to be handed over."""
    owed = [s for s in found if s.due is not None and s.state not in _DONE and (is_late(s, on) or s.due >= on)]
    return min(owed, key=lambda s: (s.due or on, s.form), default=None)


class ReportsModel(QAbstractTableModel):
    """Column 0 is the form, the others are years, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._years: list[int] = []
        self._forms: list[tuple[str, str, str, str]] = []
        """Form, part of the year, number, title: a half-year or a quarter has a row of its own."""
        self._cells: dict[tuple[str, str, int], ReportSummary] = {}
        self._today = date.today()

    def show_reports(self, by_year: Sequence[tuple[int, Sequence[ReportSummary]]], today: date) -> None:
        """Take the reports of each year."""
        self.beginResetModel()
        self._today = today
        self._years = [year for year, _ in by_year]
        self._cells = {}
        rows: dict[tuple[str, str, str, str], tuple[int, str]] = {}
        for year, summaries in by_year:
            for summary in summaries:
                period = Period.parse(summary.period)
                number = f"{summary.number}, {period.words_without_year}" if period.part else summary.number
                entry = (summary.form, period.part, number, summary.title)
                # In the order of the union's list; parts of a year before the year.
                rows.setdefault(entry, (summary.place, period.part or "~"))
                self._cells[(summary.form, period.part, year)] = summary
        self._forms = sorted(rows, key=lambda entry: rows[entry])
        self.endResetModel()

    def summary_at(self, index: Index) -> ReportSummary | None:
        """The report of a cell; for the form's own column that of the newest year."""
        if not index.isValid():
            return None
        year = self._years[max(index.column() - 1, 0)]
        form, part, *_ = self._forms[index.row()]
        return self._cells.get((form, part, year))

    def index_of(self, summary: ReportSummary) -> QModelIndex:
        """The cell of a report."""
        period = Period.parse(summary.period)
        row = next((n for n, entry in enumerate(self._forms) if entry[:2] == (summary.form, period.part)), -1)
        column = next((n for n, year in enumerate(self._years) if year == period.year), -2)
        return self.index(row, column + 1) if row >= 0 and column >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Forms."""
        return 0 if parent.isValid() else len(self._forms)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The form and the years."""
        return 0 if parent.isValid() else len(self._years) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """«Форма», «за 2026 год»."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return "Форма"
        return f"за {self._years[section - 1]} год" if 0 < section <= len(self._years) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words."""
        if not index.isValid():
            return None
        if index.column() == 0:
            _form, _part, number, title = self._forms[index.row()]
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return plain_tip(number) if role == Qt.ItemDataRole.ToolTipRole else number
            if role == DetailRole:
                return sentence_case(title)
            return f"{number}. {title}" if role == Qt.ItemDataRole.AccessibleTextRole else None
        summary = self.summary_at(index)
        if summary is None:
            return None
        if role == SummaryRole:
            return summary
        return self._cell(summary, role)

    def _cell(self, summary: ReportSummary, role: int) -> Any:
        late = is_late(summary, self._today)
        old = summary.due is not None and summary.due < self._today and not late
        word = word_for(summary.state)
        if summary.state is ReportState.DRAFT and (late or old):
            word = "опоздание" if late else "не отправлен"
        if role == Qt.ItemDataRole.DisplayRole:
            return word
        if role == ChipRole:
            if old and summary.state is ReportState.DRAFT:
                return Tone.NEUTRAL
            return Tone.ERROR if late else Tone(STATE_TONES[summary.state])
        if role == DetailRole:
            return detail_of(summary, self._today)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (
                f"{summary.number} за {Period.parse(summary.period).words}: {word}. {detail_of(summary, self._today)}"
            )
        return None
