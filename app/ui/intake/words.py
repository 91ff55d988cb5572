"""What is said about files and reports taken in. Plain Python."""

from __future__ import annotations

from app.domain.enums import DeskState, TakenOutcome
from app.domain.vocabulary.calendar import day_month
from app.domain.vocabulary.numbers import plural
from app.services.intake import ConsolidatedReport
from app.services.intake.views import CellChange, ReceivedRow, StatusCell, StatusTable

_NAMED = 8
"""How many organisations are named in a sentence; all of them are in the table."""
STATUS_TONES = {
    DeskState.MISSING: "neutral",
    DeskState.RECEIVED: "warning",
    DeskState.ACCEPTED: "good",
    DeskState.RETURNED: "info",
    DeskState.REFUSED: "error",
    DeskState.CONFLICT: "error",
}
OUTCOME_TONES = {
    TakenOutcome.TAKEN: "good",
    TakenOutcome.REPEATED: "neutral",
    TakenOutcome.OLDER: "neutral",
    TakenOutcome.CONFLICT: "error",
    TakenOutcome.REJECTED: "error",
}


def lateness_words(cell: StatusCell) -> str:
    """«опоздание 5 дней», «срок 20 января», «пришёл с опозданием на 2 дня»."""
    if cell.late:
        days = plural(cell.days_late, "день", "дня", "дней")
        return f"опоздание {days}" if cell.state is DeskState.MISSING else f"пришёл с опозданием: {days}"
    if cell.state is DeskState.MISSING and cell.due is not None:
        return f"срок {day_month(cell.due)}"
    return "" if cell.received_at is None else f"получен {cell.received_at.astimezone():%d.%m.%Y}"


def problems_words(errors: int, warnings: int) -> str:
    """«2 ошибки, 1 предупреждение»; nothing when there are none."""
    words = []
    if errors:
        words.append(plural(errors, "ошибка", "ошибки", "ошибок"))
    if warnings:
        words.append(plural(warnings, "предупреждение", "предупреждения", "предупреждений"))
    return ", ".join(words)


def cell_detail(cell: StatusCell) -> str:
    """The quiet line of a cell of the table."""
    return "; ".join(word for word in (lateness_words(cell), problems_words(cell.errors, cell.warnings)) if word)


def table_summary(table: StatusTable) -> str:
    """«Сдали 12 из 300 организаций, опоздавших отчётов 5»"""
    whole = len(table.rows)
    if not whole:
        return "Добавьте ключи организаций, от которых вы ждёте отчёты."
    words = f"Все отчёты приняты у {table.complete} из {plural(whole, 'организации', 'организаций', 'организаций')}"
    return f"{words}; с опозданием: {plural(table.late, 'отчёт', 'отчёта', 'отчётов')}." if table.late else f"{words}."


def consolidation_summary(made: ConsolidatedReport) -> str:
    """«В своде 3 из 5 организаций; нет: …»"""
    if made.coverage is None:
        return "Отчёты для этой формы присылать некому: добавьте ключи организаций."
    unknown = made.coverage.unknown
    words = made.coverage.sentence(_NAMED)
    if unknown:
        silent = {name for names in unknown.values() for name in names}
        words += (
            f". Чисел, которых кто-то не сообщил: {len(unknown)} (организаций: {len(silent)}): "
            "в сумме их нет, в своде они названы"
        )
    return words + "."


def received_detail(row: ReceivedRow) -> str:
    """The quiet line of a file in the list."""
    words = [f"получен {row.received_at.astimezone():%d.%m.%Y}", f"редакция {row.revision}"]
    if row.members:
        words.append(f"реестр: {plural(row.members, 'человек', 'человека', 'человек')}")
    problems = problems_words(row.errors, row.warnings)
    return "; ".join([*words, problems] if problems else words)


def change_words(change: CellChange) -> str:
    """«было 40, стало 20 (−50 %)»."""
    if change.now is None:
        return f"было {change.before.normalize():f}, теперь не заполнено"
    before, now = (f"{number.normalize():f}" for number in (change.before, change.now))
    if change.per_cent is None:
        return f"было {before}, стало {now}"
    sign = "+" if change.per_cent > 0 else "−"
    return f"было {before}, стало {now} ({sign}{abs(change.per_cent):.0f} %)"
