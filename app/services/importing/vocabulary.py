"""The words of headings: which field a heading means, and how surely. The words are data: ``resources/headings.toml``.

A heading is folded first (:func:`fold_heading`): look-alikes mended, camel case cut, ё as е, «№» as «номер», no
punctuation. A heading of several lines is understood by its lowest line; the lines above speak only where that leaves
open of what it is (:func:`understand`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.domain.files import resource_path
from app.domain.names import cyrillicise, tidy
from app.services.importing.fields import ListField

_CAMEL = re.compile(r"(?<=[а-яёa-z0-9])(?=[А-ЯЁA-Z])")

Meanings = tuple[tuple[ListField, float], ...]

_GENERIC = re.compile(
    r"^(дата|число|месяц|год|день|номер|серия|причина|основание|кем|когда|наименование|вид|отметка|сведения|данные|"
    r"личные данные|контакты|период|с|по|code|date|number|п|рождения|вступления|приема|постановки|снятия|выбытия|"
    r"общие сведения|членство|примечание|учет|профсоюз|персональные данные|адрес|сведения о .*|учеба|работа|обучение)$"
)
_PAIRED = 11.0
"""The weight of a meaning that a role and its topic give together: both had to be there."""
_ENTRIES = frozenset({ListField.JOINED_ON, ListField.REGISTERED_ON})
_OPEN_ROLES = frozenset({"when", "day", "month", "year", "why", "number"})
"""Words that begin a heading which goes on below: «Дата» over «рождения»."""
_NAME_PARTS = frozenset(
    {ListField.SURNAME, ListField.NAME, ListField.PATRONYMIC, ListField.NAME_PATRONYMIC, ListField.FULL_NAME}
)


@dataclass(frozen=True)
class _Table:
    """The table of words, compiled."""

    meanings: tuple[tuple[ListField, float, re.Pattern[str]], ...]
    roles: tuple[tuple[str, re.Pattern[str]], ...]
    topics: tuple[tuple[str, re.Pattern[str]], ...]
    titles: tuple[str, ...]
    pairs: Mapping[tuple[str, str], ListField]
    others: frozenset[str]
    kept: frozenset[str]
    people: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    told: dict[str, Any] = tomllib.loads(resource_path("headings.toml").read_text(encoding="utf-8"))
    return _Table(
        meanings=tuple(
            (ListField(rule["field"]), float(rule["weight"]), _any_of(rule["words"])) for rule in told["meaning"]
        ),
        roles=tuple((rule["name"], _any_of(rule["words"])) for rule in told["role"]),
        topics=tuple((rule["name"], _any_of(rule["words"])) for rule in told["topic"]),
        titles=tuple(sorted(told["titles"]["words"], key=len, reverse=True)),
        pairs={(pair.split(".")[0], pair.split(".")[1]): ListField(meant) for pair, meant in told["pairs"].items()},
        others=frozenset(told["others"]["topics"]),
        kept=frozenset(told["others"]["keep"]),
        people=frozenset(told["others"]["people"]),
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(words))


@lru_cache(maxsize=20_000)
def fold_heading(text: str) -> str:
    """«ДатаРождения», «Дата   рожд.», «№ п/п» in one form for the patterns."""
    clean = re.sub(r"(?<=\w)-\s*\n\s*(?=[а-яё])", "", text)
    clean = re.sub(r"(?<=[а-яё])-\s+(?=[а-яё])", "", clean)  # «рожде- ния», a heading hyphenated in a narrow cell
    clean = _CAMEL.sub(" ", cyrillicise(tidy(clean))).replace("_", " ")
    clean = clean.casefold().replace("ё", "е").replace("№", " номер ")
    clean = re.sub(r"(?<!\w)n[oº°]?(?=[\s.]+п)", "номер", clean)
    return " ".join(re.sub(r"[^\w+]", " ", clean).split())


@lru_cache(maxsize=20_000)
def meanings(folded: str) -> Meanings:
    """Fields a folded heading may mean with weights, the best first; an IGNORE beats all when it matches strongly."""
    found: dict[ListField, float] = {}
    for field, weight, pattern in _table().meanings:
        if pattern.search(folded):
            exact = 0.5 if pattern.fullmatch(folded) else 0.0
            found[field] = max(found.get(field, 0.0), weight + exact)
    if ListField.IGNORE in found and not _rescued(folded, found):
        return ((ListField.IGNORE, found[ListField.IGNORE]),)
    found.pop(ListField.IGNORE, None)
    if re.search(r"студенческ|зачетн|студ ?билет", folded):
        found.pop(ListField.CARD_NUMBER, None)
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def _rescued(folded: str, found: Mapping[ListField, float]) -> bool:
    """Some telling words hold although the heading also names something we ignore."""
    if {ListField.CONSENT_ON, ListField.CONSENT, ListField.CONSENT_WITHDRAWN, ListField.CONSENT_UNTIL} & found.keys():
        return True
    if "откуда" in folded:
        return True
    if folded in {"муж жен", "пол муж жен", "пол м ж"}:
        return True
    if "профсоюзный стаж" in folded or folded.startswith("стаж в профсоюзе с"):
        return False
    if re.search(r"образовательн|образованн", folded) and not re.search(r"об образовании|^образование", folded):
        return True
    return bool(re.search(r"номер и дата выдачи (проф\w*|член\w*)", folded))


def role_of(folded: str) -> str:
    """What a line that leaves open of what it is asks for: «дата» when, «причина» why; empty for other lines."""
    return next((name for name, pattern in _table().roles if pattern.search(folded)), "")


def topic_of(folded: str) -> str:
    """What a group's title is about; empty when it is about nothing known."""
    return next((name for name, pattern in _table().topics if pattern.search(folded)), "")


@lru_cache(maxsize=20_000)
def understand(parts: tuple[str, ...]) -> Meanings:
    """Meanings of a heading by its lines from the top down, the best first.

    The column's own words decide; a group's title above them gives only what they leave open. A line that goes on
    («Дата» over «вступления») is one heading with the next.
    """
    texts = _lines(parts)
    if not texts:
        return ()
    *above, own = texts
    topics = [topic for text in reversed(above) if (topic := topic_of(text))]
    table = _table()
    if table.people.intersection(topics):
        return ((ListField.IGNORE, 10.0),)
    role = role_of(own)
    if role and topics:
        paired = _paired(role, topics)
        if paired is not None:
            return ((paired, _PAIRED),)
    found = meanings(own)
    if found:
        if found[0][1] < 9 and found[0][0] in _ENTRIES and table.others.intersection(topics[:1]):
            return ((ListField.IGNORE, 10.0),)
        return found
    return meanings(" ".join(texts)) or next((told for text in reversed(above) if (told := meanings(text))), ())


def _paired(role: str, topics: Sequence[str]) -> ListField | None:
    """The meaning of an open word under the nearest title that gives it one; None when it keeps its own."""
    table = _table()
    for topic in topics:
        if (topic, role) in table.pairs:
            return table.pairs[topic, role]
        if topic in table.others and role not in table.kept:
            return ListField.IGNORE
    return table.pairs.get(("*", role))


_BEGINS_OPEN = re.compile(r"(дата|год|номер|причина|основание|месяц|срок|место|размер|сумма|отметка)\b")
_CUT = re.compile(r":|\n|\s/|/\s")
_MERGED_TOPICS = frozenset({"phone", "card"})
"""Titles that are as likely the first of two things in one cell: «Телефон / адрес»."""


def _lines(parts: Sequence[str]) -> list[str]:
    """The folded lines with those that go on put together, and a title before a column's own words apart."""
    texts: list[str] = []
    for part in parts:
        for folded in _cut(part):
            if not folded or (texts and folded == texts[-1]):
                continue
            if texts and _goes_on(texts[-1], folded):
                texts[-1] = f"{texts[-1]} {folded}"
            else:
                texts.append(folded)
    return texts


def _cut(part: str) -> list[str]:
    """The lines of one cell: «Членство: снят с учёта» and «Членство снят с учёта» are a title and the own words."""
    title, *rest = _CUT.split(part, maxsplit=1)
    if rest:
        above, own = fold_heading(title), fold_heading(rest[0])
        topic = topic_of(above)
        titled = bool(topic) and (topic not in _MERGED_TOPICS or bool(role_of(own)))
        if titled and not _BEGINS_OPEN.match(above) and _speaks(own):
            return [above, *_cut(own)]
    text = fold_heading(part)
    for known in _table().titles:
        if text.startswith(known + " "):
            own = text.removeprefix(known).strip()
            return [known, *_cut(own)] if _speaks(own) else [text]
    return [text]


def _speaks(folded: str) -> bool:
    """Whether words mean something of their own, or ask for a topic."""
    if role_of(folded):
        return True
    told = meanings(folded)
    return bool(told) and told[0][1] >= 6


def _goes_on(above: str, below: str) -> bool:
    """Whether two lines are one heading: «Дата» and «рождения», «Фамилия,» and «имя, отчество», «Дата выдачи» and
    «билета»."""
    if role_of(below):
        return False
    own, whole = meanings(below), meanings(f"{above} {below}")
    if role_of(above) in _OPEN_ROLES:
        return not own or (bool(whole) and whole[0][0] is not own[0][0])
    if _BEGINS_OPEN.match(above):
        told = meanings(above)
        return not told or told[0][0] is ListField.IGNORE or not own
    names = {field for field, weight in meanings(above) if weight >= 7} & _NAME_PARTS
    more = {field for field, _ in own} & {ListField.NAME, ListField.PATRONYMIC, ListField.NAME_PATRONYMIC}
    return bool(names and more) and above in {"фамилия", "имя", "фамилия имя", "фамилия и имя"}


def is_generic(folded: str) -> bool:
    """A word that headings are made of without saying what of: «дата», «номер», «причина»."""
    return bool(_GENERIC.match(folded)) or bool(role_of(folded))


def speaks_of_leaving(folded: str) -> bool:
    """Whether a title or a sheet's name tells that the people of the table have left."""
    return bool(re.search(r"\b(выбы|снят|исключ|выше[дл]|уволен|убыв|бывш)", folded)) and not re.search(
        r"\bне (снят|выбы)", folded
    )
