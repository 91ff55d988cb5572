"""What the law gives days for: incidents, requests of people, data that must go or stay on a ground."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.enums import EndDecision
from app.domain.vocabulary.words import title_for
from app.services.privacy.ends import EndView, ends
from app.services.privacy.incidents import IncidentView, incidents
from app.services.privacy.notification import NoticeState, notice_state
from app.services.privacy.requests import RequestView, requests
from app.services.session import Act, VaultSession, service
from app.services.today.tasks import Task, task
from app.services.today.urgency import TaskKind, Urgency, urgency

_ONE_BY_ONE = 3
_NAMED = 3
_ACTION = "Открыть"


def request_urgency(one: RequestView, today: date) -> Urgency:
    """How pressing an answer is that was not given yet."""
    return urgency(TaskKind.REQUEST, (one.due_on - today).days)


def end_urgency(end: EndView, today: date) -> Urgency:
    """How pressing a decision is; a ground that ran out is as one whose day has passed."""
    return (
        Urgency.OVERDUE if end.decision is EndDecision.KEEP else urgency(TaskKind.DATA_END, (end.due_on - today).days)
    )


def incident_urgency(due: datetime, now: datetime) -> Urgency:
    """How pressing a notice is: the law counts hours."""
    return Urgency.OVERDUE if due < now else urgency(TaskKind.INCIDENT, (due - now).days)


def request_mark(one: RequestView, today: date) -> str:
    """«до 26.11.2026», «просрочено с 26.11.2026»"""
    return f"{'просрочено с' if today > one.due_on else 'до'} {one.due_on:%d.%m.%Y}"


def end_mark(end: EndView, today: date) -> str:
    """«до 20.12.2026», «срок прошёл», «основание кончилось»"""
    if end.decision is EndDecision.KEEP:
        return "основание кончилось"
    return "срок прошёл" if end.overdue(today) else f"до {end.due_on:%d.%m.%Y}"


def incident_mark(due: datetime, now: datetime) -> str:
    """«осталось 5 ч, до 20.11 14:00», «срок прошёл 20.11 14:00»"""
    hours = (due - now).total_seconds() / 3600
    day = f"{due.astimezone():%d.%m %H:%M}"
    return f"срок прошёл {day}" if hours < 0 else f"осталось {int(hours)} ч, до {day}"


@service(Act.LOOK)
def data_tasks(session: VaultSession, today: date) -> list[Task]:
    """Each incident, the nearest requests one by one and the others together, all that waits for a decision."""
    return [
        *_incidents(incidents(session), datetime.now().astimezone()),
        *_requests(requests(session, only_open=True), today),
        *_notice(notice_state(session, today), today),
        *_ends([end for end in ends(session, today) if end.waits], today),
    ]


def _incidents(found: tuple[IncidentView, ...], now: datetime) -> list[Task]:
    title = "Сообщите в Роскомнадзор о происшествии с данными"
    return [
        task(
            TaskKind.INCIDENT,
            title,
            one.draft.happened,
            _ACTION,
            mark=incident_mark(one.next_due, now),
            due=one.next_due.astimezone().date(),
            pressing=incident_urgency(one.next_due, now),
            about={"incident": one.id},
        )
        for one in found
        if one.next_due is not None
    ]


def _notice(state: NoticeState, today: date) -> list[Task]:
    """Until Roskomnadzor was told of the processing, and when what it was told has changed (152-ФЗ, article 22)."""
    if not state.filed:
        title = "Уведомите Роскомнадзор об обработке данных"
        text = "Напечатайте уведомление, отправьте и запишите день и номер. За работу без него – штраф."
        return [task(TaskKind.NOTICE, title, text, _ACTION, mark="не отправлено", pressing=Urgency.OPEN)]
    if state.due_on is None:
        return []
    return [
        task(
            TaskKind.NOTICE,
            "Сообщите Роскомнадзору об изменениях",
            "; ".join(state.changed),
            _ACTION,
            mark=f"до {state.due_on:%d.%m.%Y}",
            due=state.due_on,
            pressing=urgency(TaskKind.NOTICE, (state.due_on - today).days),
        )
    ]


def _requests(found: tuple[RequestView, ...], today: date) -> list[Task]:
    tasks = [
        task(
            TaskKind.REQUEST,
            f"Ответьте: {one.name}",
            title_for(one.kind),
            _ACTION,
            mark=request_mark(one, today),
            due=one.due_on,
            pressing=request_urgency(one, today),
            about={"request": one.id},
        )
        for one in found[:_ONE_BY_ONE]
    ]
    if more := found[_ONE_BY_ONE:]:
        first = more[0]
        tasks.append(
            task(
                TaskKind.REQUEST,
                f"Ответьте ещё на запросы: {len(more)}",
                "Самый срочный из них – слева.",
                _ACTION,
                mark=request_mark(first, today),
                due=first.due_on,
                pressing=request_urgency(first, today),
                about={"requests": tuple(one.id for one in more)},
            )
        )
    return tasks


def _ends(waiting: list[EndView], today: date) -> list[Task]:
    if not waiting:
        return []
    first = waiting[0]
    names = ", ".join(end.name for end in waiting[:_NAMED])
    rest = len(waiting) - _NAMED
    return [
        task(
            TaskKind.DATA_END,
            "Решите: уничтожить данные или хранить",
            f"{names} и ещё {rest}" if rest > 0 else names,
            _ACTION,
            mark=end_mark(first, today),
            due=first.due_on,
            pressing=end_urgency(first, today),
            about={"ends": tuple(end.id for end in waiting)},
        )
    ]
