"""What is said about a report, in plain words. Plain Python, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.vocabulary.calendar import day_month, long_date
from app.domain.vocabulary.numbers import agreeing
from app.domain.vocabulary.numbers import plural as counted
from app.forms.definition import FormDefinition
from app.forms.view import ReportView
from app.services.reports import Hindrance, Readiness
from app.ui.forms.wording import empty_place


def due_words(due: date | None, on: date, *, done: bool) -> str:
    """When the report is due, seen from a day: «до 20 января, осталось 12 дней», «опоздание 3 дня»."""
    if due is None:
        return ""
    if done:
        return f"срок был {day_month(due)}" if due < on else f"срок {day_month(due)}"
    left = (due - on).days
    if left < 0:
        return f"срок {day_month(due)} прошёл, опоздание {counted(-left, 'день', 'дня', 'дней')}"
    if left == 0:
        return "срок сегодня"
    if left == 1:
        return f"до {day_month(due)}: срок завтра"
    if left > 60:
        return f"срок {long_date(due)}"
    remain = agreeing(left, "остался", "осталось", "осталось")
    return f"до {day_month(due)}: {remain} {counted(left, 'день', 'дня', 'дней')}"


@dataclass(frozen=True)
class ReportHeadline:
    """The line at the top of a report: its tone (good, warning, error), the sentence, and what is left to write."""

    tone: str
    sentence: str
    detail: str = ""


def verdict_of(view: ReportView, state: Readiness, definition: FormDefinition | None = None) -> ReportHeadline:
    """«Можно сдавать», «Нельзя сдавать: 3 ошибки», «Не заполнено: 12 мест» or what else is to be done first.

    ``definition``: names the first empty place.
    """
    errors, warnings = view.errors, view.warnings
    open_warnings = [w for w in warnings if not w.explanation.strip()]
    if Hindrance.NOTHING_TYPED in state.hindrances:
        told = "Впишите числа: программа заполнит только то, что знает."
        if definition is not None and definition.lists and not definition.tables:
            told = "Впишите строки. Сообщить нечего – нажмите под списком «Нет сведений» и напишите почему."
        return ReportHeadline("warning", "Ещё не заполнено", told)
    if errors:
        sentence = f"Нельзя сдавать: {counted(len(errors), 'ошибка', 'ошибки', 'ошибок')}"
        return ReportHeadline("error", sentence, errors[0].message)
    if view.missing:
        count = counted(len(view.missing), "место", "места", "мест")
        first = "" if definition is None else f"Первое: {empty_place(definition, view.missing[0])}."
        return ReportHeadline("warning", f"Не заполнено: {count}", first)
    if open_warnings:
        count = counted(len(open_warnings), "предупреждение", "предупреждения", "предупреждений")
        todo = "напишите пояснение" if len(open_warnings) == 1 else "напишите пояснения"
        return ReportHeadline("warning", f"{count}: {todo}", open_warnings[0].message)
    if Hindrance.NOT_OVER in state.hindrances and state.ready_on is not None:
        day = f"{day_month(state.ready_on)} {state.ready_on.year} года"
        return ReportHeadline("info", f"Заполнено, подписать можно с {day}", "До этого дня числа ещё могут измениться.")
    if state.blank:
        return ReportHeadline("warning", "Форма пуста", "" if definition is None else definition.blank)
    if warnings:
        count = counted(len(warnings), "пояснение", "пояснения", "пояснений")
        return ReportHeadline("good", "Можно сдавать", f"С отчётом уйдёт {count}.")
    said = len({one.place for found in view.unknown.values() for one in found if not one.organisation})
    if said:
        told = f"С отчётом уйдёт «нет сведений» о {counted(said, 'числе', 'числах', 'числах')}, с пояснением."
        return ReportHeadline("good", "Можно сдавать", told)
    return ReportHeadline("good", "Можно сдавать", "Всё заполнено, ошибок нет.")
