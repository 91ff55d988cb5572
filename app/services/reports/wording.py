"""Facts in Russian words, for «почему такое число»."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.domain.enums import EventKind, MemberCategory, Rating, RoleKind, Sex, TrainingKind, TrainingProgramme, UnitKind
from app.domain.vocabulary.words import Wording, title_for, word_for
from app.forms.definition import FactRequest
from app.storage.reports.facts import Moment


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
        return _joined(
            f"{title_for(EventKind(said['kind']), Wording.MANY)} с {day(moment.first_day)} по {day(moment.last_day)}",
            *narrower,
        )
    if request.name == "roles.count":
        roles = _offices(said["role"])
        return _joined(f"По разделу «Актив» на {day(moment.last_day)}: {roles}", *_besides(said), *narrower)
    if request.name == "trainings.count":
        roles = _offices(said["role"])
        kind = _many(TrainingKind, said.get("kind"))
        start = f"Раз обучения с {day(moment.first_day)} по {day(moment.last_day)}: {roles}"
        return _joined(start, kind, *_besides(said), *narrower)
    if request.name == "structure.count":
        return f"По разделу «Структура» на {day(moment.last_day)}: {_many(UnitKind, said['unit'])}"
    if request.name == "elections.meeting":
        return "По записи о выборах"
    if request.name == "elections.held":
        start = f"По записям о выборах за отчётный период: {_many(UnitKind, said['of'])}, где прошли выборы"
        return _joined(start, _rated(said.get("rating")))
    if request.name == "elections.elected":
        roles = _offices(said["role"])
        return _joined(f"По записям о выборах избраны: {roles}", *_besides(said), *_how(said), *narrower)
    if request.name == "trained.count":
        roles = _offices(said["role"]) if "role" in said else ""
        start = f"Обучены с {day(moment.first_day)} по {day(moment.last_day)} (каждый человек один раз)"
        start = f"{start}: {roles}" if roles else start
        more = _many(TrainingKind, said.get("kind")), _many(TrainingProgramme, said.get("programme"))
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


def _offices(text: str) -> str:
    return " или ".join(word_for(RoleKind(one)) for one in text.split("+"))


def _many(kind: type[StrEnum], value: str | None) -> str:
    """The word of several, nothing when the fact does not ask."""
    return word_for(kind(value), Wording.MANY) if value in set(kind) else ""


def _rated(value: str | None) -> str:
    return "" if value is None else f"работа признана {word_for(Rating(value), Wording.INSTRUMENTAL)}"


def _joined(start: str, *parts: str) -> str:
    return ", ".join(part for part in (start, *parts) if part)


def _category(said: Mapping[str, str]) -> str:
    return _many(MemberCategory, said.get("category"))


def _besides(said: Mapping[str, str]) -> tuple[str, ...]:
    words = []
    if "full_time" in said:
        words.append("освобождённые" if said["full_time"] == "yes" else "не освобождённые от основной работы")
    if "except" in said:
        words.append("кроме тех, кто " + _offices(said["except"]))
    return tuple(words)


def _how(said: Mapping[str, str]) -> tuple[str, ...]:
    words = ["впервые"] if "first" in said else []
    if "contested" in said:
        words.append("на альтернативной основе")
    return tuple(words)


def _narrower(said: Mapping[str, str], moment: Moment) -> tuple[str, ...]:
    words = [_many(Sex, said["sex"])] if "sex" in said else []
    if "youth" in said:
        words.append(f"35 лет и младше на {day(moment.date)}")
    return tuple(words)
