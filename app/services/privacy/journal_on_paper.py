"""The journal in the words of a paper that a member reads: no codes, no identifiers, no Latin letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from app.domain.enums import ConsentWay, EventKind, NoticeKind, RequestKind
from app.domain.personal_fields import COLUMN_TITLES
from app.domain.vocabulary.words import word_for
from app.services.organisation.profiles import Profile
from app.services.vault.journal_words import action_words, detail_words
from app.storage.vault.journal import JournalRow

_LATIN = re.compile(r"[A-Za-z]")
_LISTS = {"fields": "fields", "parts": "parts", "refused": "parts", "part": "parts", "channel": "channels"}
_ENUMS: Mapping[tuple[str, str], type[StrEnum]] = {
    ("membership", "kind"): EventKind,
    ("request", "kind"): RequestKind,
    ("notice", "kind"): NoticeKind,
    ("consent", "way"): ConsentWay,
}
_NOTHING = {"addresses", "bundle", "correction", "operation", "party", "unit"}
"""Numbers and identifiers of the program's own."""


def act_on_paper(row: JournalRow) -> str:
    """«Карточка человека: просмотр»; of an act of a later program only that there was one."""
    words = action_words(row.action)
    return "действие в программе" if _LATIN.search(words) else words


def details_on_paper(row: JournalRow, profile: Profile) -> str:
    """«поля: телефон; получатель: Районная организация»; what has no words is left out."""
    thing = row.action.partition(".")[0]
    told = {}
    for name, value in row.details.items():
        if name in _NOTHING:
            continue
        words = _words(thing, name, value, profile)
        line = detail_words({_TITLES.get(name, name): words})
        if words and not _LATIN.search(line):
            told[name] = line
    return "; ".join(told[name] for name in sorted(told))


_TITLES = {"channel": "канал", "part": "часть", "refused": "отказ", "edition": "текст", "recipient": "кому"}


def _words(thing: str, name: str, value: object, profile: Profile) -> str:
    if name == "edition":
        return next((e.words for e in profile.consent_editions if e.id == value), "")
    kind = _ENUMS.get((thing, name))
    if kind is not None and value in set(kind):
        return word_for(kind(str(value)))
    if name in _LISTS:
        titles = _titles(profile)[_LISTS[name]]
        values = value if isinstance(value, list) else [value]
        return ", ".join(titles.get(str(one), str(one)) for one in values)
    return detail_words({"": value}).removeprefix(": ")


def _titles(profile: Profile) -> Mapping[str, Mapping[str, str]]:
    return {
        "fields": {name: title.lower() for name, title in COLUMN_TITLES.items()},
        "parts": {part.id: part.title for part in profile.consent_parts},
        "channels": {channel.id: channel.title for channel in profile.channels},
    }


__all__ = ["act_on_paper", "details_on_paper"]
