"""Tables of the intake page as Qt models: who has sent what, files taken in, organisations and their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.domain.dates import Period
from app.domain.enums import DeskState, TakenOutcome
from app.domain.vocabulary.words import word_for
from app.services.exchange.views import PartyView
from app.services.intake import ConsolidatedReport, IncludedReport, LastYearReport
from app.services.intake.views import ReceivedRow, StatusCell, StatusTable
from app.ui.intake.words import (
    STATUS_TONES,
    cell_detail,
    received_detail,
)
from app.ui.kit import ChipRole, Tone
from app.ui.kit.rows_model import Index
from app.ui.kit.tips import plain_tip
from app.ui.kit.two_lines import DetailRole
from app.ui.words import fingerprint_lines


class HeadedRows(QAbstractTableModel):
    """Rows with headings; subclasses give the texts by :meth:`cell`."""

    headings: tuple[str, ...] = ()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section] if 0 <= section < len(self.headings) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The word, the quiet line, the tone; for screen readers all in one."""
        if not index.isValid():
            return None
        word, detail, tone = self.cell(index.row(), index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return plain_tip(word) if role == Qt.ItemDataRole.ToolTipRole else word
        if role == DetailRole:
            return detail or None
        if role == ChipRole:
            return tone
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(part for part in (f"{self.headings[index.column()]}: {word}", detail) if part)
        return None

    def cell(self, row: int, column: int) -> tuple[str, str, Tone | None]:
        """Word, quiet line, tone of the chip (None: no chip)."""
        raise NotImplementedError


class StatusModel(HeadedRows):
    """Organisations by forms for one year."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: StatusTable | None = None

    def show_table(self, table: StatusTable, numbers: Mapping[str, str]) -> None:
        """``numbers`` gives what a form is called: «Форма № 2»."""
        self.beginResetModel()
        self._table = table
        self._count = len(table.rows)
        self.headings = ("Организация", *(numbers.get(form, form) for form in table.forms))
        self.endResetModel()

    def status_at(self, index: Index) -> StatusCell | None:
        """The cell of an organisation and form; for the organisation's own column its first file."""
        if self._table is None or not index.isValid():
            return None
        cells = self._table.rows[index.row()].cells
        if index.column() == 0:
            return next((cell for cell in cells if cell.bundle is not None), None)
        form = self._table.forms[index.column() - 1]
        return next((cell for cell in cells if cell.form == form), None)

    def cell(self, row: int, column: int) -> tuple[str, str, Tone | None]:
        """An organisation's name, or the state of its report."""
        assert self._table is not None
        if column == 0:
            party = self._table.rows[row].organisation
            return party.short_name, party.phone, None
        found = self.status_at(self.index(row, column))
        if found is None:
            return "не требуется", "", None
        tone = Tone.ERROR if found.state is DeskState.MISSING and found.late else Tone(STATUS_TONES[found.state])
        return word_for(found.state), cell_detail(found), tone


class ReceivedModel(HeadedRows):
    """Files taken in, the newest first."""

    headings = ("Что", "От кого", "Состояние")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ReceivedRow, ...] = ()

    def show_rows(self, rows: Sequence[ReceivedRow]) -> None:
        """Take all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._count = len(self._rows)
        self.endResetModel()

    def row_at(self, number: int) -> ReceivedRow | None:
        """The file of a row."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def reports_of(self, uuid: str) -> tuple[tuple[str, str], ...]:
        """(form, period) of every report in a file."""
        return next((row.reports for row in self._rows if row.uuid == uuid), ())

    def cell(self, row: int, column: int) -> tuple[str, str, Tone | None]:
        """Title, sender, verdict."""
        item = self._rows[row]
        if column == 0:
            return item.title, received_detail(item), None
        if column == 1:
            return item.organisation.short_name, item.organisation.phone, None
        if item.forked:
            return word_for(TakenOutcome.CONFLICT), "сравните и выберите", Tone.ERROR
        if item.outcome != "taken":
            return word_for(item.outcome), "", Tone.NEUTRAL
        if not item.current:
            return "заменён новым", "", Tone.NEUTRAL
        return word_for(DeskState(item.verdict)), "", Tone(STATUS_TONES[DeskState(item.verdict)])


class ConsolidationModel(HeadedRows):
    """Organisations of a consolidated form: whose reports are in it, whose are wanting."""

    headings = ("Организация", "Отчёт", "В своде")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, IncludedReport | None, str, Tone]] = []
        self._numbers: Mapping[str, str] = {}
        self._offers: list[LastYearReport | None] = []

    def offer_at(self, number: int) -> LastYearReport | None:
        """Last year's report of the row's organisation, where this year's is wanting."""
        return self._offers[number] if 0 <= number < len(self._offers) else None

    def show_consolidation(self, made: ConsolidatedReport, numbers: Mapping[str, str]) -> None:
        """Those that want attention first. ``numbers`` gives what a form is called."""
        self.beginResetModel()
        self._numbers = numbers
        wanting = (
            (made.forked, "два разных файла", Tone.ERROR),
            (made.missing, "нет отчёта", Tone.WARNING),
            (made.waiting, "ждёт решения", Tone.WARNING),
            (made.returned, "возвращён", Tone.INFO),
            (made.unreadable, "не сосчитан", Tone.ERROR),
        )
        offered = {one.organisation: one for one in made.offered}
        self._rows = [(name, None, word, tone) for names, word, tone in wanting for name in names]
        self._rows += [
            (report.organisation, report, "за прошлый год" if report.last_year else "сосчитан",
             Tone.WARNING if report.last_year else Tone.GOOD)
            for report in made.included
        ]  # fmt: skip
        self._offers = [None if report is not None else offered.get(name) for name, report, _, _ in self._rows]
        taken = {one.uid: one for one in made.offered if one.taken}
        for place, (_, report, _, _) in enumerate(self._rows):
            if report is not None and report.last_year:
                self._offers[place] = taken.get(report.uid)
        self._count = len(self._rows)
        self.endResetModel()

    def report_at(self, number: int) -> IncludedReport | None:
        """The accepted report of a row."""
        return self._rows[number][1] if 0 <= number < len(self._rows) else None

    def cell(self, row: int, column: int) -> tuple[str, str, Tone | None]:
        """Name, what was accepted, whether it counts."""
        name, report, word, tone = self._rows[row]
        if column == 0:
            return name, "", None
        if column == 1:
            if report is None:
                offer = self._offers[row]
                if offer is None:
                    return "", "", None
                return "", f"есть за {Period.parse(offer.period).words}" + (": взят" if offer.taken else ""), None
            received = f"редакция {report.revision}, получен {report.received_at.astimezone():%d.%m.%Y}"
            return (
                f"{self._numbers.get(report.form, report.form)} за {Period.parse(report.period).words}",
                received,
                None,
            )
        return word, "", tone


class PartiesModel(HeadedRows):
    """Organisations whose keys are known."""

    headings = ("Организация", "Отпечаток ключа", "Ключ")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PartyView, ...] = ()

    def show_rows(self, rows: Sequence[PartyView]) -> None:
        """Take all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._count = len(self._rows)
        self.endResetModel()

    def row_at(self, number: int) -> PartyView | None:
        """The organisation of a row."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def cell(self, row: int, column: int) -> tuple[str, str, Tone | None]:
        """Name, fingerprint, whether somebody compared it."""
        party = self._rows[row]
        if column == 0:
            return party.short_name, party.full_name, None
        if column == 1:
            lines = fingerprint_lines(party.fingerprint).splitlines()
            return lines[0], "добавлен " + f"{party.enrolled_at.astimezone():%d.%m.%Y}", None
        if party.revoked:
            return "отозван", "", Tone.ERROR
        return ("сверен", "", Tone.GOOD) if party.compared else ("не сверен", "", Tone.WARNING)
