"""What there is to do today, as lines with one button each. Plain Python, no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten

from app.domain.dates import Period, full_years
from app.domain.enums import OutboxState, ReportState, Sex
from app.domain.vocabulary.calendar import day_month, long_date
from app.domain.vocabulary.numbers import people, plural, years
from app.domain.vocabulary.words import title_for
from app.services.exchange import outbox
from app.services.importing import count_waiting
from app.services.indicators import movement
from app.services.library import fresh
from app.services.members import ConsentState, MemberQuery, MemberRow, birthdays_among, list_members, membership_by_year
from app.services.organisation.passport import chair_on, headcounts, passport
from app.services.privacy.ends import ends
from app.services.privacy.incidents import incidents
from app.services.privacy.requests import requests
from app.services.reports import DueReport, due
from app.services.session import VaultSession
from app.services.structure.bodies import EndOfPowers, ending_powers
from app.services.vault.creating import last_backup
from app.ui.kit.charts import AgeGroup
from app.ui.kit.chips import Tone
from app.ui.overview import BACKUP_AFTER_DAYS
from app.ui.pages import HIGHER
from app.ui.privacy.presenter import end_state, incident_state, request_state
from app.ui.today.lines import TodayLine
from app.ui.today.reminders import fold_lines, reminders
from app.ui.words import sentence_case

BIRTHDAY_DAYS = 14
ROOM = 5
"""So many lines stand on the page at once at 1024×768; the others are folded."""
_POWERS_APART = 2
_REPORT_LINES = 4
_LATE_DAYS = 90
_AHEAD_DAYS = 92
"""Older and later reports wait in the table of reports, not on the first page."""
_PRIVACY_LINES = 3
_SHOWN_NAMES = 3
_NEXT_BIRTHDAYS = 2
AGE_GROUPS = (("до 35", 0, 35), ("36–45", 36, 45), ("46–55", 46, 55), ("56–65", 56, 65), ("старше", 66, 200))


@dataclass(frozen=True)
class Today:
    """Everything on the page."""

    chair: str
    lines: tuple[TodayLine, ...]
    """The most urgent first."""
    shown: int
    """So many of them stand on the page at once."""
    members: int
    coverage: str
    by_year: tuple[tuple[int, int], ...]
    ages: tuple[AgeGroup, ...]

    @property
    def urgent(self) -> int:
        """How many lines want to be done soon."""
        return sum(line.tone in (Tone.ERROR, Tone.WARNING) for line in self.lines)


def read_today(session: VaultSession, today: date) -> Today:
    """Read it all: one look at the register, the calendar, the outbox, the copies and the other rooms."""
    higher = passport(session).kind in HIGHER
    page = list_members(session, MemberQuery(as_of=today))
    lines = report_lines(due(session, today))
    if not page.total and not higher:
        lines.append(
            TodayLine(
                Tone.INFO,
                "начало",
                "Загрузите список членов профсоюза",
                "Подойдёт таблица Excel или выгрузка из кадров. Можно и вписать людей по одному.",
                "Загрузить список",
                "members",
                {"import": True},
            )
        )
    lines += powers_lines(ending_powers(session, today))
    lines += privacy_lines(session, today)
    lines += waiting_lines(count_waiting(session))
    lines += people_lines(page.items)
    lines += reminders(session, today, higher=higher)
    waiting = [item for item in outbox(session) if item.state is OutboxState.PREPARED]
    if waiting:
        lines.append(
            TodayLine(
                Tone.INFO,
                plural(len(waiting), "файл", "файла", "файлов"),
                "Готово к отправке",
                "; ".join(item.title for item in waiting[:2]),
                "Передать",
                "exchange",
                {"uuid": waiting[0].uuid},
            )
        )
    lines += library_lines(session, today)
    if page.total:
        backup = backup_line(last_backup(session), datetime.now().astimezone())
        lines += [backup] if backup else []
    lines += birthday_lines(birthdays_among(page.items, today, BIRTHDAY_DAYS), today)
    chair = chair_on(session, today)
    employees = [h for h in headcounts(session) if h.on <= today and (h.employees or h.students)]
    coverage = ""
    if employees:
        last = max(employees, key=lambda h: h.on)
        whole = (last.employees or 0) + (last.students or 0)
        counted = sum(n for c, n in page.by_category.items() if c.value in ("working", "student"))
        coverage = f"{counted * 100 // whole} % из {plural(whole, 'человека', 'человек', 'человек')} в коллективе"
    entered, gone = movement(session, date(today.year, 1, 1), today)
    if entered or gone:
        coverage = "; ".join(part for part in (coverage, f"за год приняли {entered}, выбыли {gone}") if part)
    by_year = membership_by_year(session, range(today.year - 9, today.year))
    shown, rest = fold_lines(lines, ROOM)
    return Today(
        chair=f"{chair.name} {chair.patronymic}".strip() if chair else "",
        lines=(*shown, *rest),
        shown=len(shown),
        members=page.total,
        coverage=coverage,
        by_year=(*by_year, (today.year, page.total)),
        ages=age_groups(page.items, today),
    )


def report_lines(items: Sequence[DueReport]) -> list[TodayLine]:
    """The few reports that want something now; all others in one line that leads to their page.

    A report long overdue, one far ahead and one asked of some organisations only would drown the next right thing.
    """
    near = [item for item in items if _wants_something(item)]
    near.sort(key=lambda item: (item.state is not ReportState.RETURNED, item.due))
    shown = near[:_REPORT_LINES]
    lines = [report_line(item) for item in shown]
    others = len(items) - len(shown)
    if others:
        lines.append(
            TodayLine(
                Tone.NEUTRAL,
                f"ещё {others}",
                "Другие отчёты",
                "Сроки и состояние каждого видны в таблице отчётов.",
                "Показать",
                "reports",
                last=True,
            )
        )
    return lines


def powers_lines(items: Sequence[EndOfPowers]) -> list[TodayLine]:
    """Powers that end within three months or have ended: a meeting is to be called. Many are told in one line."""
    if len(items) > _POWERS_APART:
        return [_powers_together(items)]
    lines = []
    for item in items:
        over = item.days_left < 0
        chip = "истекли" if over else "сегодня" if not item.days_left else plural(item.days_left, "день", "дня", "дней")
        verb = "кончились" if over else "кончаются"
        if item.person:
            title = f"Обязательство о неразглашении: {item.person}"
            text = f"Срок {'истёк' if over else 'кончается'} {long_date(item.until)} – подпишите новое."
            button, params = "Показать", {"tab": "roles"}
        else:
            title = f"{item.title}: полномочия {verb} {long_date(item.until)}"
            text = "Назначьте отчётно-выборное собрание, а после него запишите выборы."
            button, params = "Записать выборы", {"tab": "elections"}
        tone = Tone.ERROR if over else Tone.WARNING if item.urgent else Tone.NEUTRAL
        lines.append(TodayLine(tone, chip, title, text, button, "activists", params))
    return lines


def _powers_together(items: Sequence[EndOfPowers]) -> TodayLine:
    first, over = items[0], sum(item.days_left < 0 for item in items)
    chip = f"истекли: {over}" if over else plural(max(first.days_left, 0), "день", "дня", "дней")
    tone = Tone.ERROR if over else Tone.WARNING if first.urgent else Tone.NEUTRAL
    titles = list(dict.fromkeys(item.title for item in items))
    text = ", ".join(titles[:3]) + (f" и ещё {len(titles) - 3}" if len(titles) > 3 else "")
    title = f"Кончаются полномочия и обязательства: {len(items)}"
    tab = "roles" if all(item.person for item in items) else "elections"
    return TodayLine(tone, chip, title, text, "Показать", "activists", {"tab": tab})


def _wants_something(item: DueReport) -> bool:
    if item.state is not ReportState.DRAFT:
        return True
    return not item.condition and -_LATE_DAYS <= item.days_left <= _AHEAD_DAYS


def report_line(item: DueReport) -> TodayLine:
    """A report: how many days are left, or how late it is, and what stands in its way."""
    number = f"Форма № {item.number}" if item.number[:1].isdigit() else item.number
    title = f"{number} за {Period.parse(item.period).words}"
    until = f"{'До' if item.days_left >= 0 else 'Срок был'} {day_month(item.due)}"
    if item.advice and item.days_left >= 0:
        until += f" ({item.advice})"
    text = f"{until}, {item.recipient}" if item.recipient else until
    if item.number.startswith("Приложение"):  # a number that says nothing to anybody
        what = shorten(sentence_case(item.title), 60, placeholder=" …")
        text = f"{what}{'' if what.endswith('…') else '.'} {until}"
    params = {"form": item.form, "period": item.period}
    if item.state is ReportState.RETURNED:
        return TodayLine(
            Tone.ERROR, "вернули", title, "Есть замечания: исправьте и отправьте снова.", "Исправить", "reports", params
        )
    if item.days_left < 0:
        chip, tone = "срок прошёл", Tone.ERROR
    else:
        chip = "сегодня" if item.days_left == 0 else plural(item.days_left, "день", "дня", "дней")
        tone = Tone.WARNING if item.days_left <= 30 else Tone.NEUTRAL
    if item.state is ReportState.DRAFT:
        return TodayLine(tone, chip, title, text, "Продолжить", "reports", params)
    return TodayLine(tone, chip, title, f"{text}. Подписан, осталось передать.", "Передать", "exchange", params)


def waiting_lines(count: int) -> list[TodayLine]:
    """Rows of lists about which nobody has decided yet."""
    if not count:
        return []
    what = plural(count, "строка", "строки", "строк")
    title, text = "Решите, кто это", "Строки загруженных списков, которые не вошли в реестр и ждут вас."
    return [TodayLine(Tone.WARNING, what, title, text, "Решить", "members", {"waiting": True})]


def library_lines(session: VaultSession, today: date) -> list[TodayLine]:
    """Polls that wait for an answer, and news not looked at yet."""
    waits, lines = fresh(session, today), []
    if waits.polls:
        what = plural(waits.polls, "опрос", "опроса", "опросов")
        title, text = "Ответьте на опрос", "Его прислала вышестоящая организация. Ответы уйдут с вашим файлом."
        lines.append(TodayLine(Tone.INFO, what, title, text, "Ответить", "papers", {"tab": "polls"}))
    if waits.news:
        what = plural(waits.news, "новость", "новости", "новостей")
        title, text = "Есть новости", "Пришли с пакетом вышестоящей организации."
        lines.append(TodayLine(Tone.INFO, what, title, text, "Прочесть", "papers", {"tab": "news"}))
    return lines


def privacy_lines(session: VaultSession, today: date) -> list[TodayLine]:
    """What the law gives days for: incidents, requests of people, data that must go or stay on a ground."""
    lines = []
    for incident in incidents(session):
        chip, tone = incident_state(incident, datetime.now().astimezone())
        if incident.next_due is not None:
            what = "Сообщите в Роскомнадзор о происшествии с данными"
            lines.append(privacy_line(tone, chip, what, incident.draft.happened))
    waiting_for_answer = requests(session, only_open=True)
    for request in waiting_for_answer[:_PRIVACY_LINES]:
        chip, tone = request_state(request, today)
        lines.append(privacy_line(tone, chip, f"Ответьте: {request.name}", title_for(request.kind)))
    if more := waiting_for_answer[_PRIVACY_LINES:]:
        chip, tone = request_state(more[0], today)
        lines.append(privacy_line(tone, chip, f"Ответьте ещё на запросы: {len(more)}", "Самый срочный из них – слева."))
    waiting = [end for end in ends(session, today) if end.waits]
    if waiting:
        chip, tone = end_state(waiting[0], today)
        names = ", ".join(end.name for end in waiting[:_SHOWN_NAMES])
        rest = len(waiting) - _SHOWN_NAMES
        names += f" и ещё {rest}" if rest > 0 else ""
        lines.append(privacy_line(tone, chip, "Решите: уничтожить данные или хранить", names))
    return lines


def privacy_line(tone: Tone, chip: str, title: str, text: str) -> TodayLine:
    """A line that leads to «Согласия и личные данные»."""
    return TodayLine(tone, chip, title, text, "Открыть", "papers", {"tab": "privacy"})


def people_lines(rows: Sequence[MemberRow]) -> list[TodayLine]:
    """Members without a consent and without a card."""
    lines = []
    unwilling = [r for r in rows if r.consent is not ConsentState.GIVEN]
    if unwilling:
        lines.append(
            TodayLine(
                Tone.WARNING,
                people(len(unwilling)),
                "Нет согласия на обработку данных",
                some_names(unwilling),
                "Показать",
                "members",
                {"chip": "no_consent"},
            )
        )
    without_card = [r for r in rows if not r.card_number]
    if without_card:
        lines.append(
            TodayLine(
                Tone.NEUTRAL,
                people(len(without_card)),
                "Нет номера профсоюзного билета",
                some_names(without_card),
                "Показать",
                "members",
                {"chip": "no_card"},
            )
        )
    return lines


def some_names(rows: Sequence[MemberRow]) -> str:
    """«Ахметов И. М., Дьячкова О. С. и ещё 7»"""
    names = [" ".join([r.surname, *(f"{p[0]}." for p in (r.name, r.patronymic) if p)]) for r in rows[:_SHOWN_NAMES]]
    rest = len(rows) - len(names)
    return ", ".join(names) + (f" и ещё {rest}" if rest else "")


def backup_line(last: datetime | None, now: datetime) -> TodayLine | None:
    """A copy is wanted when there is none or it is old."""
    if last is None:
        return TodayLine(
            Tone.WARNING,
            "нет копии",
            "Сделайте запасную копию",
            "Если компьютер сломается, список и отчёты вернутся из неё.",
            "Сделать копию",
            "settings",
            {"section": "copies"},
        )
    days = (now - last).days
    if days < BACKUP_AFTER_DAYS:
        return None
    return TodayLine(
        Tone.WARNING,
        plural(days, "день", "дня", "дней"),
        "Давно не было запасной копии",
        "Вставьте флешку с копиями и нажмите кнопку.",
        "Сделать копию",
        "settings",
        {"section": "copies"},
    )


def birthday_lines(found: Sequence[tuple[date, MemberRow, int]], today: date) -> list[TodayLine]:
    """One line: the nearest jubilee, else the nearest birthday; the next ones below it."""
    if not found:
        return []
    jubilees = [item for item in found if item[2] % 5 == 0 and item[2] >= 30]
    order = [*jubilees, *(item for item in found if item not in jubilees)]
    (day, person, age), others = order[0], order[1:]
    when = "сегодня" if day == today else day_month(day)
    if others:
        near = ", ".join(f"{some_names([one])} {day_month(on)}" for on, one, _ in others[:_NEXT_BIRTHDAYS])
        more = len(others) - _NEXT_BIRTHDAYS
        text = f"Потом {near}" + (f" и ещё {more}" if more > 0 else "")
    else:
        since = f"на учёте с {person.since.year} года" if person.since else ""
        text = ", ".join(part for part in (person.position, since) if part)
    chip = "юбилей" if jubilees else "день рождения"
    title = f"{person.full_name}: {when} {years(age)}"
    return [TodayLine(Tone.GOOD, chip, title, text, "Открыть карточку", "members", {"person_id": person.id})]


def age_groups(rows: Sequence[MemberRow], today: date) -> tuple[AgeGroup, ...]:
    """Members by age and sex; people without a birth date are in none."""
    counts = {title: [0, 0, 0] for title, _, _ in AGE_GROUPS}
    place = {Sex.FEMALE: 0, Sex.MALE: 1, None: 2}
    for row in rows:
        if row.birth_date is None:
            continue
        age = full_years(row.birth_date, today)
        title = next((t for t, low, high in AGE_GROUPS if low <= age <= high), None)
        if title is not None:
            counts[title][place[row.sex]] += 1
    return tuple(AgeGroup(title, *counts[title]) for title, _, _ in AGE_GROUPS)
