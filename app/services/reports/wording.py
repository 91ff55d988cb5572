"""Facts in Russian words, for «почему такое число»."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.forms.definition import FactRequest
from app.storage.reports.facts import Moment

_CATEGORIES = {
    "working": "работающие",
    "student": "студенты и учащиеся",
    "pensioner": "неработающие пенсионеры",
    "unemployed": "временно не работающие",
}
_EVENTS = {
    "admitted": "Приняты в Профсоюз",
    "registered": "Приняты на учёт",
    "deregistered": "Сняты с учёта",
    "left": "Вышли из Профсоюза по собственному желанию",
    "expelled": "Исключены из Профсоюза",
    "died": "Умерли",
    "category_changed": "Изменили категорию",
    "restored": "Восстановлены",
}
_ROLES = {
    "chair": "председатель",
    "deputy_chair": "заместитель председателя",
    "presidium_member": "член президиума",
    "committee_member": "член профкома",
    "commission_chair": "председатель комиссии",
    "commission_member": "член комиссии",
    "audit_chair": "председатель ревизионной комиссии",
    "audit_member": "член ревизионной комиссии",
    "shop_chair": "председатель цеховой организации",
    "shop_committee_member": "член цехового комитета",
    "group_organiser": "профгрупорг",
    "staff": "специалист аппарата",
}
_TRAININGS = {
    "seminar": "краткосрочные семинары",
    "qualification": "программы свыше 16 часов",
    "retraining": "переподготовка свыше 250 часов",
}
_UNITS = {
    "shop": "цеховые организации",
    "group": "профсоюзные группы",
    "commission": "комиссии профкома",
}
_RATINGS = {
    "unsatisfactory": "работа признана неудовлетворительной",
    "satisfactory": "работа признана удовлетворительной",
}
_PROGRAMMES = {
    "teacher": "профсоюзные преподаватели",
    "negotiator": "переговорщики",
    "recruiter": "специалисты по вовлечению",
}
_SEXES = {"female": "женщины", "male": "мужчины"}


def day(value: date) -> str:
    """«31.12.2025»"""
    return value.strftime("%d.%m.%Y")


def fact_words(request: FactRequest, moment: Moment, headcount_date: date | None = None) -> str:
    """What was counted, without the number: «По реестру на 31.12.2025: работающие, женщины»."""
    said = dict(request.arguments)
    narrower = _narrower(said, moment)
    if request.name == "members.count":
        return _joined(f"По реестру на {day(moment.last_day)} состоят на учёте", _category(said), *narrower)
    if request.name == "members.first_admitted":
        start = f"Впервые приняты с {day(moment.first_day)} по {day(moment.last_day)} и состоят на учёте"
        return _joined(start, _category(said), *narrower)
    if request.name == "events.count":
        return _joined(f"{_EVENTS[said['kind']]} с {day(moment.first_day)} по {day(moment.last_day)}", *narrower)
    if request.name == "roles.count":
        roles = " или ".join(_ROLES[word] for word in said["role"].split("+"))
        return _joined(f"По разделу «Актив» на {day(moment.last_day)}: {roles}", *_besides(said), *narrower)
    if request.name == "trainings.count":
        roles = " или ".join(_ROLES[word] for word in said["role"].split("+"))
        kind = _TRAININGS.get(said.get("kind", ""), "")
        start = f"Раз обучения с {day(moment.first_day)} по {day(moment.last_day)}: {roles}"
        return _joined(start, kind, *_besides(said), *narrower)
    if request.name == "structure.count":
        return f"По разделу «Структура» на {day(moment.last_day)}: {_UNITS[said['unit']]}"
    if request.name == "elections.meeting":
        return "По записи о выборах"
    if request.name == "elections.held":
        start = f"По записям о выборах за отчётный период: {_UNITS[said['of']]}, где прошли выборы"
        return _joined(start, _RATINGS.get(said.get("rating", ""), ""))
    if request.name == "elections.elected":
        roles = " или ".join(_ROLES[word] for word in said["role"].split("+"))
        return _joined(f"По записям о выборах избраны: {roles}", *_besides(said), *_how(said), *narrower)
    if request.name == "trained.count":
        roles = " или ".join(_ROLES[word] for word in said["role"].split("+")) if "role" in said else ""
        start = f"Обучены с {day(moment.first_day)} по {day(moment.last_day)} (каждый человек один раз)"
        start = f"{start}: {roles}" if roles else start
        more = _TRAININGS.get(said.get("kind", ""), ""), _PROGRAMMES.get(said.get("programme", ""), "")
        return _joined(start, *more, "из резерва" if "reserve" in said else "", *_besides(said), *_how(said))
    if request.name == "reserve.count":
        return f"По резерву кадров на {day(moment.last_day)}"
    if request.name == "employer.headcount":
        who = "работает" if said["who"] == "employees" else "учится"
        when = f" на {day(headcount_date)}" if headcount_date else ""
        return _joined(f"По сведениям работодателя{when} {who}", *narrower)
    if request.name == "ledger.sum":
        start = f"По разделу «Финансы» с {day(moment.first_day)} по {day(moment.last_day)}"
        without = ", взносы без перечисленного вышестоящим организациям" if "less" in said else ""
        return f"{start}{without}, тысяч рублей"
    if request.name == "ledger.line":
        return "По разделу «Финансы» так названа эта строка"
    if request.name == "previous.value":
        return "Из подписанного отчёта за прошлый год"
    return "Из сведений об организации"


def _joined(start: str, *parts: str) -> str:
    return ", ".join(part for part in (start, *parts) if part)


def _category(said: Mapping[str, str]) -> str:
    return _CATEGORIES.get(said.get("category", ""), "")


def _besides(said: Mapping[str, str]) -> tuple[str, ...]:
    words = []
    if "full_time" in said:
        words.append("освобождённые" if said["full_time"] == "yes" else "не освобождённые от основной работы")
    if "except" in said:
        words.append("кроме тех, кто " + " или ".join(_ROLES[word] for word in said["except"].split("+")))
    return tuple(words)


def _how(said: Mapping[str, str]) -> tuple[str, ...]:
    words = ["впервые"] if "first" in said else []
    if "contested" in said:
        words.append("на альтернативной основе")
    return tuple(words)


def _narrower(said: Mapping[str, str], moment: Moment) -> tuple[str, ...]:
    words = [_SEXES[said["sex"]]] if "sex" in said else []
    if "youth" in said:
        words.append(f"35 лет и младше на {day(moment.date)}")
    return tuple(words)
