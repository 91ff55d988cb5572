"""The import of a list on the screen: what was recognised, what will happen to each row, what was decided. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from app.domain.vocabulary.numbers import people
from app.progress import Progress
from app.services.importing import (
    ColumnMapping,
    Decisions,
    GoneAs,
    GoneRow,
    ImportPreview,
    ImportResult,
    ListComparison,
    ListField,
    PreviewRow,
    RowStatus,
    apply,
    decide_rows,
    preview,
)
from app.services.members import member_card
from app.services.session import VaultSession
from app.ui.kit.chips import Tone

Run = Callable[..., object]
"""``run(work, on_done, on_error, title=…)``"""
ALL, NEW, CHANGED, KNOWN, DOUBTFUL, HELD, OUT = "all", "new", "changed", "known", "doubtful", "held", "out"
SERVICE = "service"
GROUPS: tuple[tuple[str, str], ...] = (
    (ALL, "Все строки"),
    (NEW, "Новые"),
    (CHANGED, "Изменятся"),
    (KNOWN, "Без изменений"),
    (DOUBTFUL, "Сомнительные"),
    (HELD, "Нужно решить"),
    (OUT, "Не войдут"),
    (SERVICE, "Не люди"),
)
STATUS: Mapping[RowStatus, Tone] = {
    RowStatus.NEW: Tone.GOOD,
    RowStatus.CHANGED: Tone.INFO,
    RowStatus.KNOWN: Tone.NEUTRAL,
    RowStatus.HELD: Tone.WARNING,
    RowStatus.SKIPPED: Tone.NEUTRAL,
    RowStatus.DUPLICATE: Tone.NEUTRAL,
    RowStatus.REJECTED: Tone.ERROR,
    RowStatus.SERVICE: Tone.NEUTRAL,
}
_OUT = frozenset({RowStatus.SKIPPED, RowStatus.DUPLICATE, RowStatus.REJECTED})


@dataclass(frozen=True)
class ListColumn:
    """A column as the person sees it; ``key`` names it in the mapping. Sheets with the same headings share it."""

    key: str
    title: str
    samples: tuple[str, ...]
    field: ListField
    sure: bool


@dataclass(frozen=True)
class Shown:
    """A preview with the names of the people whom held rows may mean."""

    preview: ImportPreview
    names: Mapping[int, str]


class ImportView(Protocol):
    """What the presenter tells the dialog."""

    def show_busy(self, words: str) -> None:
        """The file is being read or written."""

    def show_preview(self, shown: Shown) -> None:
        """Columns, rows and numbers."""

    def show_refusal(self, error: Exception) -> None:
        """The file could not be read, or not written."""

    def show_done(self, result: ImportResult) -> None:
        """It is written."""


def columns_of(shown: ImportPreview) -> tuple[ListColumn, ...]:
    """The columns of all sheets, each heading once, in the order of the first sheet that has it."""
    found: dict[str, ListColumn] = {}
    for sheet in shown.sheets:
        for item in sheet.columns:
            key = item.heading or item.letter
            if key not in found:
                found[key] = ListColumn(
                    key, _title(item), item.samples, item.field, item.told or item.confidence >= 0.5
                )
    return tuple(found.values())


def _title(item: ColumnMapping) -> str:
    return item.heading or f"Столбец {item.letter} без заголовка"


def rows_of_group(shown: ImportPreview, group: str) -> list[PreviewRow]:
    """The rows of a group."""
    if group == SERVICE:
        return [
            PreviewRow(row.sheet, row.row, row.text, RowStatus.SERVICE, (row.reason,), readable=False)
            for row in shown.service
        ]
    tests: Mapping[str, Callable[[PreviewRow], bool]] = {
        ALL: lambda _: True,
        NEW: lambda row: row.status is RowStatus.NEW,
        CHANGED: lambda row: row.status is RowStatus.CHANGED,
        KNOWN: lambda row: row.status is RowStatus.KNOWN,
        DOUBTFUL: lambda row: row.doubtful,
        HELD: lambda row: row.waits,
        OUT: lambda row: row.status in _OUT,
    }
    return [row for row in shown.rows if tests[group](row)]


def why_row(row: PreviewRow) -> str:
    """Reasons, then what changes."""
    changes = [f"{c.title}: {c.old or 'пусто'} → {c.new}" for c in row.changes]
    return "; ".join((*row.reasons, *changes))


def outcome_words(shown: ImportPreview) -> str:
    """What one click will do."""
    counts = shown.counts
    parts = []
    if counts.new:
        parts.append(f"добавим {people(counts.new)}")
    if counts.changed:
        parts.append(f"обновим {people(counts.changed)}")
    if counts.held + counts.rejected:
        parts.append(f"оставим до вашего решения {people(counts.held + counts.rejected)}")
    leaving = sum(row.leaves is not None for row in shown.gone)
    if leaving:
        parts.append(f"снимем с учёта: {leaving}")
    return (", ".join(parts).capitalize() if parts else "Нового в списке нет: менять нечего") + "."


def done_words(result: ImportResult) -> str:
    """What one click did."""
    if result.batch_id is None and not result.waiting:
        return "Всё это уже есть в списке, ничего не изменилось"
    words = f"Добавлено: {people(result.created)}"
    if result.updated:
        words += f", обновлено: {result.updated}"
    if result.taken_off:
        words += f", снято с учёта: {result.taken_off}"
    return words + (f", ждут вашего решения: {result.waiting}" if result.waiting else "")


class ImportPresenter:
    """Reads the file again after every decision: the numbers shown are always those that would be written."""

    def __init__(self, session: VaultSession, path: Path, view: ImportView, run: Run) -> None:
        self._session, self.path, self._view, self._run = session, path, view, run
        self.mapping: dict[str, str] = {}
        self.decisions = Decisions()
        self.shown: Shown | None = None

    def compare(self, comparison: ListComparison | None) -> None:
        """Compare with the whole register, so and so; None: only the people of the list."""
        if comparison is not None and self.decisions.compare is not None:
            comparison = replace(comparison, chosen=self.decisions.compare.chosen)
        if comparison != self.decisions.compare:
            self.decisions = replace(self.decisions, compare=comparison)
            self._decide()

    def choose_gone(self, rows: Sequence[GoneRow], leaves: GoneAs | None) -> None:
        """What becomes of these people."""
        comparison = self.decisions.compare
        if comparison is not None and rows:
            chosen = {**comparison.chosen, **{row.person_id: leaves for row in rows}}
            self.decisions = replace(self.decisions, compare=replace(comparison, chosen=chosen))
            self._decide()

    def _decide(self) -> None:
        """Compare anew what is read already."""
        shown, decisions = self.shown, self.decisions
        if shown is None:
            self.read()
            return
        self._view.show_busy("Сравниваю с реестром…")
        before = shown.preview

        def work(progress: Progress) -> Shown:
            return self._named(decide_rows(self._session, before, decisions, progress))

        self._run(work, self._read, self._view.show_refusal, title="Сравниваю с реестром")

    def _named(self, found: ImportPreview) -> Shown:
        ids = {person_id for row in found.rows for person_id in row.candidates}
        return Shown(found, {person_id: self._name(person_id) for person_id in ids})

    def read(self) -> None:
        """Read and compare."""
        mapping, decisions = dict(self.mapping), self.decisions
        self._view.show_busy("Читаю файл…")

        def work(progress: Progress) -> Shown:
            found = preview(self._session, self.path, mapping or None, progress, decisions=decisions)
            return self._named(found)

        self._run(work, self._read, self._view.show_refusal, title="Читаю список")

    def set_field(self, key: str, field: ListField) -> None:
        """The person knows better what a column means."""
        self.mapping[key] = field.value
        self.read()

    def set_entry_date(self, on: date | None) -> None:
        """The day on the register for those to whom the list gives none."""
        if on != self.decisions.entry_on:
            self.decisions = replace(self.decisions, entry_on=on)
            self._decide()

    def skip(self, rows: Sequence[PreviewRow]) -> None:
        """Leave rows out."""
        keys = {(row.sheet, row.row) for row in rows}
        self.decisions = replace(self.decisions, skip=self.decisions.skip | keys)
        self._decide()

    def take(self, rows: Sequence[PreviewRow]) -> None:
        """Take rows back in; rows of nobody are read anew, as people's."""
        service = frozenset(row.key for row in rows if row.status is RowStatus.SERVICE)
        keys = frozenset(row.key for row in rows) - service
        decisions = self.decisions
        self.decisions = replace(
            decisions, skip=decisions.skip - keys, take=decisions.take | keys, people=decisions.people | service
        )
        if service:
            self.read()
        else:
            self._decide()

    def join(self, row: PreviewRow) -> None:
        """A row is about the same person as the earlier one it is like."""
        self.decisions = replace(
            self.decisions, join=self.decisions.join | {row.key}, skip=self.decisions.skip - {row.key}
        )
        self._decide()

    def link(self, row: PreviewRow, person_id: int | None) -> None:
        """A held row is this person, or (None) a new one."""
        links = {**self.decisions.link, (row.sheet, row.row): person_id}
        self.decisions = replace(self.decisions, link=links, skip=self.decisions.skip - {(row.sheet, row.row)})
        self._decide()

    def apply(self) -> None:
        """Write it."""
        shown, decisions = self.shown, self.decisions
        if shown is None:
            return
        self._view.show_busy("Записываю…")
        self._run(
            lambda progress: apply(self._session, shown.preview, decisions, progress),
            self._view.show_done,
            self._view.show_refusal,
            title="Записываю список",
        )

    def _read(self, shown: Shown) -> None:
        self.shown = shown
        self._view.show_preview(shown)

    def _name(self, person_id: int) -> str:
        card = member_card(self._session, person_id)
        born = card.person.birth_date
        return card.full_name + (f", {born:%d.%m.%Y}" if born and card.person.birth_exact else "")
