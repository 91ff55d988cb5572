"""The list: every room is asked what there is to do, and one order is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from textwrap import shorten

from app.domain.dates import Period
from app.domain.enums import OrganisationKind, OutboxState, ReportState, Verdict
from app.domain.meetings import MeetingState
from app.domain.vocabulary.calendar import day_month, long_date
from app.domain.vocabulary.numbers import people, plural, years
from app.domain.vocabulary.words import sentence_case
from app.services.cards import OrderRow, orders
from app.services.exchange import OutboxRow, outbox
from app.services.importing import count_waiting
from app.services.intake import ReceivedRow, received
from app.services.library import fresh
from app.services.meetings import MeetingRow, list_meetings
from app.services.members import ConsentState, MemberQuery, MemberRow, birthdays_among, list_members
from app.services.organisation.passport import passport
from app.services.reports import DueReport, due
from app.services.session import Act, VaultSession, service
from app.services.structure.bodies import EndOfPowers, ending_powers
from app.services.today.data_terms import data_tasks
from app.services.today.tasks import Task, ranked, task, until
from app.services.today.urgency import TaskKind, Urgency, urgency
from app.services.vault.copies import copy_is_due, last_backup
from app.services.vault.drafts import KeptDraft, kept_drafts
from app.services.vault.sheets import sheet_is_due

BIRTHDAY_DAYS = 14
_MEETING_AHEAD = timedelta(days=14)
_POWERS_APART = 2
_REPORTS = 4
_LATE_DAYS = 90
_AHEAD_DAYS = 92
"""Older and later reports wait in the table of reports, not in the list of what to do."""
_NAMED = 3
_SENDERS = 2
_NEXT_BIRTHDAYS = 2


@service(Act.LOOK)
def to_do(session: VaultSession, today: date) -> tuple[Task, ...]:
    """All there is to do on a day, the most pressing first."""
    higher = passport(session).kind is not OrganisationKind.PPO  # the others take reports in
    members = list_members(session, MemberQuery(as_of=today))
    tasks = report_tasks(due(session, today))
    if not members.total and not higher:
        tasks.append(
            task(
                TaskKind.FIRST_LIST,
                "Загрузите список членов профсоюза",
                "Подойдёт таблица Excel или выгрузка из кадров. Можно и вписать людей по одному.",
                "Загрузить список",
                mark="начало",
            )
        )
    if sheet_is_due(session):
        tasks.append(
            task(
                TaskKind.RECOVERY_SHEET,
                "Лист восстановления не отмечен как убранный",
                "Если пароль забудется, данные откроет только он. Отметьте, что лист у вас, или сделайте новый.",
                "Открыть",
                mark="проверьте",
            )
        )
    tasks += draft_tasks(kept_drafts(session), today)
    tasks += power_tasks(ending_powers(session, today))
    tasks += data_tasks(session, today)
    tasks += _waiting_rows(count_waiting(session))
    tasks += people_tasks(members.items)
    tasks += meeting_tasks(list_meetings(session), today)
    tasks += _taken_in(received(session)) if higher else []
    tasks += _cards_to_issue(orders(session))
    tasks += _to_send(outbox(session))
    tasks += _library(session, today)
    if members.total:
        tasks += copy_tasks(last_backup(session), datetime.now().astimezone())
    tasks += birthday_tasks(birthdays_among(members.items, today, BIRTHDAY_DAYS), today)
    return ranked(tasks)


def report_tasks(items: Sequence[DueReport]) -> list[Task]:
    """The few reports that want something now; all others in one line.

    A report long overdue, one far ahead and one asked of some organisations only would drown the next right thing.
    """
    near = [item for item in items if _wants_something(item)]
    near.sort(key=lambda item: (item.state is not ReportState.RETURNED, item.due))
    tasks = [_report(item) for item in near[:_REPORTS]]
    others = len(items) - len(tasks)
    if others:
        text = "Сроки и состояние каждого видны в таблице отчётов."
        tasks.append(task(TaskKind.OTHER_REPORTS, "Другие отчёты", text, "Показать", mark=f"ещё {others}"))
    return tasks


def _wants_something(item: DueReport) -> bool:
    if item.state is not ReportState.DRAFT:
        return True
    return not item.condition and -_LATE_DAYS <= item.days_left <= _AHEAD_DAYS


def _report(item: DueReport) -> Task:
    """A report: how many days are left, or how late it is, and what stands in its way."""
    number = f"Форма № {item.number}" if item.number[:1].isdigit() else item.number
    when = f"{'До' if item.days_left >= 0 else 'Срок был'} {day_month(item.due)}"
    if item.advice and item.days_left >= 0:
        when += f" ({item.advice})"
    text = f"{when}, {item.recipient}" if item.recipient else when
    if item.number.startswith("Приложение"):  # a number that says nothing to anybody
        what = shorten(sentence_case(item.title), 60, placeholder=" …")
        text = f"{what}{'' if what.endswith('…') else '.'} {when}"
    pressing, mark, action = urgency(TaskKind.REPORT, item.days_left), until(item.days_left), "Продолжить"
    if item.state is ReportState.RETURNED:
        pressing, mark, action = Urgency.OVERDUE, "вернули", "Исправить"
        text = "Есть замечания: исправьте и отправьте снова."
    elif item.state is not ReportState.DRAFT:
        text, action = f"{text}. Подписан, осталось передать.", "Передать"
    about = {"form": item.form, "period": item.period, "state": item.state}
    title = f"{number} за {Period.parse(item.period).words}"
    return task(TaskKind.REPORT, title, text, action, mark=mark, due=item.due, pressing=pressing, about=about)


def draft_tasks(drafts: Sequence[KeptDraft], today: date) -> list[Task]:
    """What was typed and not recorded: the newest by name, the others counted."""
    if not drafts:
        return []
    first, others = drafts[0], len(drafts) - 1
    when = first.at.astimezone()
    day = "сегодня" if when.date() == today else day_month(when.date())
    text = f"«{first.title}», вписано {day} в {when:%H:%M}. Откройте то же окно: всё на месте."
    if others:
        text += f" И ещё {plural(others, 'окно', 'окна', 'окон')}."
    title, about = "Вы начали и не записали", {"page": first.page}
    return [task(TaskKind.DRAFTS, title, text, "Перейти", mark="не записано", about=about)]


def power_tasks(items: Sequence[EndOfPowers]) -> list[Task]:
    """Powers that end soon or have ended: a meeting is to be called. Many are told in one line."""
    return [_powers_together(items)] if len(items) > _POWERS_APART else [_powers(item) for item in items]


def _powers(item: EndOfPowers) -> Task:
    over = item.days_left < 0
    if item.person:
        title = f"Обязательство о неразглашении: {item.person}"
        text, action = f"Срок {'истёк' if over else 'кончается'} {long_date(item.until)} – подпишите новое.", "Показать"
    else:
        title = f"{item.title}: полномочия {'кончились' if over else 'кончаются'} {long_date(item.until)}"
        text = "Назначьте отчётно-выборное собрание, а после него запишите выборы."
        action = "Записать выборы"
    about = {"unit": item.unit_id, "people": bool(item.person)}
    pressing = urgency(TaskKind.POWERS, item.days_left)
    return task(
        TaskKind.POWERS,
        title,
        text,
        action,
        mark=until(item.days_left, "истекли"),
        due=item.until,
        pressing=pressing,
        about=about,
    )


def _powers_together(items: Sequence[EndOfPowers]) -> Task:
    first, over = items[0], sum(item.days_left < 0 for item in items)
    titles = list(dict.fromkeys(item.title for item in items))
    return task(
        TaskKind.POWERS,
        f"Кончаются полномочия и обязательства: {len(items)}",
        _some(titles, _NAMED),
        "Показать",
        mark=f"истекли: {over}" if over else plural(max(first.days_left, 0), "день", "дня", "дней"),
        due=first.until,
        pressing=urgency(TaskKind.POWERS, first.days_left),
        about={"people": all(item.person for item in items)},
    )


def _waiting_rows(count: int) -> list[Task]:
    """Rows of lists about which nobody has decided yet."""
    if not count:
        return []
    text = "Строки загруженных списков, которые не вошли в реестр и ждут вас."
    mark = plural(count, "строка", "строки", "строк")
    return [task(TaskKind.WAITING_ROWS, "Решите, кто это", text, "Решить", mark=mark)]


def people_tasks(rows: Sequence[MemberRow]) -> list[Task]:
    """Members without a consent and without a card."""
    lacking = (
        (
            TaskKind.NO_CONSENT,
            "Нет согласия на обработку данных",
            [r for r in rows if r.consent is not ConsentState.GIVEN],
        ),
        (TaskKind.NO_CARD, "Нет номера профсоюзного билета", [r for r in rows if not r.card_number]),
    )
    return [
        task(kind, title, _names(found), "Показать", mark=people(len(found))) for kind, title, found in lacking if found
    ]


def meeting_tasks(rows: Sequence[MeetingRow], today: date) -> list[Task]:
    """The nearest meeting of the next two weeks."""
    near = [row for row in rows if row.state is MeetingState.PLANNED and today <= row.on <= today + _MEETING_AHEAD]
    if not near:
        return []
    row = min(near, key=lambda one: (one.on, one.at))
    left = (row.on - today).days
    told = [part for part in (", ".join(filter(None, (row.at, row.place))),) if part]
    told += [f"ещё собраний: {len(near) - 1}"] if len(near) > 1 else []
    title, pressing = f"{row.name}: {day_month(row.on)}", urgency(TaskKind.MEETING, left)
    return [
        task(
            TaskKind.MEETING,
            title,
            "; ".join(told),
            "Открыть",
            mark=until(left),
            due=row.on,
            pressing=pressing,
            about={"meeting": row.id},
        )
    ]


def _taken_in(rows: Sequence[ReceivedRow]) -> list[Task]:
    """Files of organisations below that wait for a decision."""
    waiting = [row for row in rows if row.current and row.outcome == "taken" and row.verdict is Verdict.RECEIVED]
    if not waiting:
        return []
    names = list(dict.fromkeys(row.organisation.short_name for row in waiting))
    mark = plural(len(waiting), "файл", "файла", "файлов")
    return [task(TaskKind.INTAKE, "Принятые файлы ждут решения", _some(names, _SENDERS), "Проверить", mark=mark)]


def _cards_to_issue(found: Sequence[OrderRow]) -> list[Task]:
    """Cards that were ordered and are not handed out yet."""
    waiting = [order for order in found if order.cards > order.issued]
    number = sum(order.cards - order.issued for order in waiting)
    if not number:
        return []
    text = f"Первый заказ от {min(order.on for order in waiting):%d.%m.%Y}. Когда билеты придут, отметьте выдачу."
    mark = plural(number, "билет", "билета", "билетов")
    return [task(TaskKind.CARDS, "Билеты заказаны и не выданы", text, "Показать", mark=mark)]


def _to_send(rows: Sequence[OutboxRow]) -> list[Task]:
    waiting = [item for item in rows if item.state is OutboxState.PREPARED]
    if not waiting:
        return []
    mark, titles = plural(len(waiting), "файл", "файла", "файлов"), "; ".join(item.title for item in waiting[:2])
    return [task(TaskKind.OUTBOX, "Готово к отправке", titles, "Передать", mark=mark, about={"uuid": waiting[0].uuid})]


def _library(session: VaultSession, today: date) -> list[Task]:
    """Polls that wait for an answer, and news not looked at yet."""
    waits, tasks = fresh(session, today), []
    if waits.polls:
        text = "Его прислала вышестоящая организация. Ответы уйдут с вашим файлом."
        mark = plural(waits.polls, "опрос", "опроса", "опросов")
        tasks.append(task(TaskKind.POLL, "Ответьте на опрос", text, "Ответить", mark=mark))
    if waits.news:
        mark = plural(waits.news, "новость", "новости", "новостей")
        tasks.append(
            task(TaskKind.NEWS, "Есть новости", "Пришли с пакетом вышестоящей организации.", "Прочесть", mark=mark)
        )
    return tasks


def copy_tasks(last: datetime | None, now: datetime) -> list[Task]:
    """A copy is wanted when there is none or it is old."""
    if not copy_is_due(last, now):
        return []
    if last is None:
        mark, title = "нет копии", "Сделайте запасную копию"
        text = "Если компьютер сломается, список и отчёты вернутся из неё."
    else:
        mark, title = plural((now - last).days, "день", "дня", "дней"), "Давно не было запасной копии"
        text = "Вставьте флешку с копиями и нажмите кнопку."
    return [task(TaskKind.BACKUP, title, text, "Сделать копию", mark=mark)]


def birthday_tasks(found: Sequence[tuple[date, MemberRow, int]], today: date) -> list[Task]:
    """One line: the nearest jubilee, else the nearest birthday; the next ones below it."""
    if not found:
        return []
    jubilees = [item for item in found if item[2] % 5 == 0 and item[2] >= 30]
    (day, person, age), *others = [*jubilees, *(item for item in found if item not in jubilees)]
    if others:
        near = ", ".join(f"{_names([one])} {day_month(on)}" for on, one, _ in others[:_NEXT_BIRTHDAYS])
        more = len(others) - _NEXT_BIRTHDAYS
        text = f"Потом {near}" + (f" и ещё {more}" if more > 0 else "")
    else:
        since = f"на учёте с {person.since.year} года" if person.since else ""
        text = ", ".join(part for part in (person.position, since) if part)
    mark, when = "юбилей" if jubilees else "день рождения", "сегодня" if day == today else day_month(day)
    title, about = f"{person.full_name}: {when} {years(age)}", {"person_id": person.id}
    return [
        task(
            TaskKind.BIRTHDAY,
            title,
            text,
            "Открыть карточку",
            mark=mark,
            due=day,
            pressing=urgency(TaskKind.BIRTHDAY),
            about=about,
        )
    ]


def _names(rows: Sequence[MemberRow]) -> str:
    """«Ахметов И. М., Дьячкова О. С. и ещё 7»"""
    return _some([" ".join([r.surname, *(f"{p[0]}." for p in (r.name, r.patronymic) if p)]) for r in rows], _NAMED)


def _some(names: Sequence[str], number: int) -> str:
    rest = len(names) - number
    return ", ".join(names[:number]) + (f" и ещё {rest}" if rest > 0 else "")
