"""The document inside a transfer file: written from a card, read from a stranger with every value checked."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.enums import Education, EventKind, MemberCategory, Sex
from app.domain.names import cyrillicise, tidy
from app.errors import TrustError
from app.services.members.views import PersonDraft

Membership = tuple[tuple[EventKind, date, MemberCategory | None], ...]

_TEXTS = ("surname", "name", "patronymic", "speciality", "phone", "email", "address", "card_number")
_DATES = ("union_since",)
_WORK = ("position", "department", "study_group", "work_since")
"""Told, and left at the former place of work: the new one is another."""
_CHOICES: Mapping[str, type[StrEnum]] = {"sex": Sex, "education": Education}
_KNOWN = frozenset({*_TEXTS, *_DATES, *_WORK, *_CHOICES, "birth_date", "category"})
_KEYS = frozenset(
    {
        "uuid", "made_at", "person_uid", "person", "membership", "left_on", "photo", "recipient",
        "recipient_fingerprint",
    }
)  # fmt: skip
_LONGEST = 500
_MOST_EVENTS = 200
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True)
class TransferDocument:
    """A document of the right shape. ``person``: the fields told; ``draft``: what is taken over of them."""

    uuid: str
    made_at: datetime
    person_uid: str
    person: Mapping[str, Any]
    draft: PersonDraft
    category: MemberCategory | None
    membership: Membership
    left_on: date
    photo: bytes | None
    recipient: str
    recipient_fingerprint: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a person that the document tells and that are taken over."""
        own = {item.name for item in fields(PersonDraft)} - {"birth_exact", *_WORK}
        return tuple(name for name in self.person if name in own)


def document_of(
    *,
    uuid: str,
    made_at: datetime,
    person_uid: str,
    data: Mapping[str, object],
    membership: Membership,
    left_on: date,
    photo: bytes | None,
    recipient: str,
    recipient_fingerprint: str,
) -> dict[str, Any]:
    """The document as JSON takes it."""
    return {
        "uuid": uuid,
        "made_at": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "person_uid": person_uid,
        "person": {name: _plain(value) for name, value in data.items()},
        "membership": [[kind.value, on.isoformat(), None if c is None else c.value] for kind, on, c in membership],
        "left_on": left_on.isoformat(),
        "photo": None if photo is None else base64.b64encode(photo).decode("ascii"),
        "recipient": recipient,
        "recipient_fingerprint": recipient_fingerprint,
    }


def parse_document(content: Mapping[str, Any]) -> TransferDocument:
    """Check every value; TrustError ``transfer.damaged`` for anything we would not have written."""
    try:
        return _parsed(content)
    except (KeyError, TypeError, ValueError, binascii.Error, OverflowError):
        raise TrustError("transfer.damaged") from None


def _parsed(content: Mapping[str, Any]) -> TransferDocument:
    if set(content) != _KEYS:
        raise KeyError("keys")
    told = content["person"]
    if not isinstance(told, dict) or not set(told) <= _KNOWN:
        raise KeyError("person")
    values: dict[str, Any] = {name: tidy(_text(told.get(name) or "")) for name in _TEXTS}
    for name in ("surname", "name", "patronymic"):
        values[name] = cyrillicise(values[name])
    if not values["surname"]:
        raise ValueError("surname")
    for name, kind in _CHOICES.items():
        values[name] = None if told.get(name) is None else kind(told[name])
    for name in _DATES:
        values[name] = None if told.get(name) is None else _day(told[name])
    birth = _text(told.get("birth_date") or "")
    only_year = len(birth) == 4 and birth.isdigit()
    values["birth_date"] = None if not birth else _day(f"{birth}-07-01" if only_year else birth)
    for name in _WORK:
        _text(told.get(name) or "")
    category = told.get("category")
    photo = content["photo"]
    return TransferDocument(
        uuid=str(UUID(_text(content["uuid"]))),
        made_at=datetime.strptime(_text(content["made_at"]), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        person_uid=str(UUID(_text(content["person_uid"]))),
        person=dict(told),
        draft=PersonDraft(**values, birth_exact=not only_year),
        category=None if category is None else MemberCategory(category),
        membership=_events(content["membership"]),
        left_on=_day(content["left_on"]),
        photo=None if photo is None else base64.b64decode(_text(photo, 2_000_000), validate=True),
        recipient=_text(content["recipient"]),
        recipient_fingerprint=_text(content["recipient_fingerprint"]),
    )


def _events(rows: object) -> Membership:
    if not isinstance(rows, list) or len(rows) > _MOST_EVENTS:
        raise TypeError("membership")
    found = []
    for row in rows:
        if not isinstance(row, list) or len(row) != 3:
            raise TypeError("event")
        kind = EventKind(row[0])
        if kind is EventKind.CANCELLED:
            raise ValueError("cancelled")
        found.append((kind, _day(row[1]), None if row[2] is None else MemberCategory(row[2])))
    return tuple(found)


def _text(value: object, longest: int = _LONGEST) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise TypeError("text")
    return value


def _day(value: object) -> date:
    day = date.fromisoformat(_text(value))
    if not _OLDEST <= day <= date.today().replace(year=date.today().year + 2, day=1):
        raise ValueError("day")
    return day


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
