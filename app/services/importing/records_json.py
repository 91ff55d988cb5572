"""A person of a list as JSON, for rows that wait in the vault, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, Sex
from app.services.importing.records import Episode, Exit, ListPerson, RowPlace, RowRemark


def person_to_json(person: ListPerson) -> dict[str, Any]:
    """Everything but the cells it was read from."""
    return {
        "place": [person.place.order, person.place.sheet, person.place.row],
        "surname": person.surname,
        "name": person.name,
        "patronymic": person.patronymic,
        "complete": person.complete,
        "sex": person.sex.value if person.sex else None,
        "birth_date": _text(person.birth_date),
        "birth_exact": person.birth_exact,
        "details": person.details,
        "union_since": _text(person.union_since),
        "category": person.category.value,
        "category_told": person.category_told,
        "episodes": [_episode(episode) for episode in person.episodes],
        "consent_on": _text(person.consent_on),
        "consent_dated": person.consent_dated,
        "consent_until": _text(person.consent_until),
        "doubts": [[doubt.column, doubt.reason] for doubt in person.doubts],
        "former": list(person.former),
    }


def person_from_json(content: Mapping[str, Any]) -> ListPerson:
    """The person that :func:`person_to_json` wrote."""
    return ListPerson(
        place=RowPlace(*content["place"]),
        surname=content["surname"],
        name=content["name"],
        patronymic=content["patronymic"],
        complete=content["complete"],
        sex=Sex(content["sex"]) if content["sex"] else None,
        birth_date=_date(content["birth_date"]),
        birth_exact=content["birth_exact"],
        details=dict(content["details"]),
        union_since=_date(content["union_since"]),
        category=MemberCategory(content["category"]),
        category_told=content["category_told"],
        episodes=tuple(_episode_from(episode) for episode in content["episodes"]),
        consent_on=_date(content["consent_on"]),
        consent_dated=content["consent_dated"],
        consent_until=_date(content["consent_until"]),
        doubts=tuple(RowRemark(column, reason) for column, reason in content["doubts"]),
        former=tuple(content["former"]),
    )


def _episode(episode: Episode) -> dict[str, Any]:
    leaving = episode.exit
    return {
        "kind": episode.entry_kind.value,
        "on": _text(episode.entry_on),
        "basis": episode.basis,
        "assumed": episode.assumed,
        "exit": None
        if leaving is None
        else {
            "kind": leaving.kind.value,
            "on": leaving.on.isoformat(),
            "reason": leaving.reason.value if leaving.reason else None,
            "basis": leaving.basis,
        },
    }


def _episode_from(content: Mapping[str, Any]) -> Episode:
    leaving = content["exit"]
    found = None
    if leaving is not None:
        reason = DeregistrationReason(leaving["reason"]) if leaving["reason"] else None
        found = Exit(EventKind(leaving["kind"]), date.fromisoformat(leaving["on"]), reason, leaving["basis"])
    return Episode(EventKind(content["kind"]), _date(content["on"]), found, content["basis"], content["assumed"])


def _text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
