"""Reminders of other rooms on the first page: personal data, meetings, cards, files taken in. Plain Python, no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.enums import Verdict
from app.domain.meetings import MeetingState
from app.services.cards import orders
from app.services.intake import received
from app.services.meetings import MeetingRow, list_meetings
from app.services.privacy.ends import ends
from app.services.privacy.incidents import incidents
from app.services.privacy.requests import requests
from app.services.session import VaultSession
from app.ui.kit.chips import Tone
from app.ui.today.lines import TodayLine
from app.ui.words import day_month, long_date, plural

_MEETING_AHEAD = timedelta(days=14)
_SOON = 5
_FEW = 2


def reminders(session: VaultSession, today: date, *, higher: bool) -> list[TodayLine]:
    """One line at most from each room."""
    lines = [*deadlines_line(_deadlines(session, today), today), *meeting_lines(list_meetings(session), today)]
    if higher:
        lines += intake_lines(session)
    return lines + card_lines(session)


def _deadlines(session: VaultSession, today: date) -> list[tuple[date, str]]:
    """What of personal data has a day by which the law wants it: the day and what it is."""
    found = [(one.due_on, "обращение") for one in requests(session, only_open=True)]
    found += [(end.due_on, "решение о данных") for end in ends(session, today) if end.waits]
    clocks = (incident.next_due for incident in incidents(session))
    return sorted(found + [(clock.astimezone().date(), "происшествие") for clock in clocks if clock is not None])


def deadlines_line(deadlines: Sequence[tuple[date, str]], today: date) -> list[TodayLine]:
    """All deadlines about personal data in one line, led by the nearest."""
    if not deadlines:
        return []
    counts = [
        plural(number, *words)
        for kind, words in _KINDS.items()
        if (number := sum(what == kind for _, what in deadlines))
    ]
    nearest = deadlines[0][0]
    left = (nearest - today).days
    chip = "срок прошёл" if left < 0 else "сегодня" if not left else plural(left, "день", "дня", "дней")
    tone = Tone.ERROR if left < 0 else Tone.WARNING if left <= _SOON else Tone.INFO
    text = f"{'Срок был' if left < 0 else 'Ближайший срок'} {long_date(nearest)}."
    title = f"Личные данные: {', '.join(counts)}"
    return [TodayLine(tone, chip, title, text, "Показать", "papers", {"tab": "privacy"})]


_KINDS = {
    "обращение": ("обращение", "обращения", "обращений"),
    "решение о данных": ("решение о данных", "решения о данных", "решений о данных"),
    "происшествие": ("происшествие", "происшествия", "происшествий"),
}


def meeting_lines(rows: Sequence[MeetingRow], today: date) -> list[TodayLine]:
    """The nearest meeting of the next two weeks."""
    near = [row for row in rows if row.state is MeetingState.PLANNED and today <= row.on <= today + _MEETING_AHEAD]
    if not near:
        return []
    row = min(near, key=lambda one: (one.on, one.at))
    left = (row.on - today).days
    chip = "сегодня" if not left else plural(left, "день", "дня", "дней")
    text = ", ".join(part for part in (row.at, row.place) if part)
    if len(near) > 1:
        text = f"{text}; ещё собраний: {len(near) - 1}".removeprefix("; ")
    tone = Tone.WARNING if left <= 1 else Tone.INFO
    title = f"{row.name}: {day_month(row.on)}"
    return [TodayLine(tone, chip, title, text, "Открыть", "papers", {"tab": "meetings", "meeting": row.id})]


def card_lines(session: VaultSession) -> list[TodayLine]:
    """Cards that were ordered and are not handed out yet."""
    waiting = [order for order in orders(session) if order.cards > order.issued]
    number = sum(order.cards - order.issued for order in waiting)
    if not number:
        return []
    chip = plural(number, "билет", "билета", "билетов")
    text = f"Первый заказ от {min(order.on for order in waiting):%d.%m.%Y}. Когда билеты придут, отметьте выдачу."
    return [TodayLine(Tone.NEUTRAL, chip, "Билеты заказаны и не выданы", text, "Показать", "papers", {"tab": "cards"})]


def intake_lines(session: VaultSession) -> list[TodayLine]:
    """Files of organisations below that wait for a decision."""
    rows = [
        row for row in received(session) if row.current and row.outcome == "taken" and row.verdict is Verdict.RECEIVED
    ]
    if not rows:
        return []
    names = list(dict.fromkeys(row.organisation.short_name for row in rows))
    text = ", ".join(names[:_FEW]) + (f" и ещё {len(names) - _FEW}" if len(names) > _FEW else "")
    chip = plural(len(rows), "файл", "файла", "файлов")
    return [TodayLine(Tone.WARNING, chip, "Принятые файлы ждут решения", text, "Проверить", "intake")]


def fold_lines(lines: Sequence[TodayLine], room: int) -> tuple[list[TodayLine], list[TodayLine]]:
    """The most urgent lines that have room, and the rest; a congratulation keeps the last place."""
    weight = {Tone.ERROR: 0, Tone.WARNING: 1, Tone.INFO: 2, Tone.NEUTRAL: 3, Tone.GOOD: 4}
    by_need = sorted(lines, key=lambda line: (line.last, weight[line.tone]))
    good = [line for line in by_need if line.tone is Tone.GOOD][:1]
    if len(by_need) <= room or not good:
        return by_need[:room], by_need[room:]
    shown = [*[line for line in by_need if line.tone is not Tone.GOOD][: room - 1], *good]
    return shown, [line for line in by_need if line not in shown]
