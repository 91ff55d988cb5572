"""Categories of data, grounds to keep, register of processing, threats and policy: data of the profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.domain.files import resource_path
from app.domain.personal_fields import FIELD_WORDS
from app.domain.vocabulary.numbers import years
from app.forms.reading import Section, read_toml, unique

DAYS = 30
"""152-ФЗ, article 21, parts 4 and 5: within how many days data without a ground are destroyed."""


@dataclass(frozen=True)
class Category:
    """A kind of data that columns are marked with. ``years_after`` leaving the register; 0: thirty days.

    ``fields``: the data of consent parts that belong to it; each belongs to one category.
    """

    id: str
    title: str
    data: str
    purposes: tuple[str, ...]
    ground: str
    years_after: int
    fields: tuple[str, ...] = ()

    def ends(self, left_on: date) -> date:
        """Until when it is kept after the person left."""
        return years_later(left_on, self.years_after)

    @property
    def retention(self) -> str:
        """«3 года после снятия с учёта»"""
        if not self.years_after:
            return "до снятия с учёта, затем 30 дней"
        return f"пока состоит на учёте и {years(self.years_after)} после"

    @property
    def kept_after(self) -> str:
        """«3 года», «не дольше 30 дней»: how long after leaving the register."""
        return years(self.years_after) if self.years_after else f"не дольше {DAYS} дней"


@dataclass(frozen=True)
class KeepGround:
    """A ground to keep data although the person changed their mind. ``years`` 0: as long as the ground lasts."""

    id: str
    title: str
    law: str
    words: str
    years: int


@dataclass(frozen=True)
class Processing:
    """A line of the register of processing. Its terms are those of the categories; ``part``: the part of the consent
    under which the data go further, with its recipients and term."""

    title: str
    subjects: str
    categories: tuple[str, ...]
    purpose: str
    ground: str
    recipients: str
    access: str
    part: str = ""


@dataclass(frozen=True)
class Threat:
    """A threat, the harm it does, what is done against it."""

    title: str
    harm: str
    measures: str


@dataclass(frozen=True)
class Privacy:
    """Everything of one profile."""

    categories: tuple[Category, ...]
    grounds: tuple[KeepGround, ...]
    processing: tuple[Processing, ...]
    threats: tuple[Threat, ...]
    policy: str
    measures: tuple[str, ...]
    """What is done by articles 18.1 and 19, for the notification and for answers."""

    def category(self, category_id: str) -> Category:
        """A category by its id; KeyError when a column was marked with one nobody described."""
        return {c.id: c for c in self.categories}[category_id]

    def ground(self, ground_id: str) -> KeepGround | None:
        """A ground by its id."""
        return next((g for g in self.grounds if g.id == ground_id), None)

    def retention_of(self, fields: Iterable[str]) -> str:
        """«фамилия, имя – 3 года; телефон – не дольше 30 дней»: how long each of these data is kept after leaving."""
        wanted = tuple(fields)
        told: dict[str, list[str]] = {}
        for category in self.categories:
            for name in wanted:
                if name in category.fields:
                    told.setdefault(category.kept_after, []).append(FIELD_WORDS[name])
        return "; ".join(f"{', '.join(names)} – {term}" for term, names in told.items())

    def terms_of(self, categories: Iterable[str]) -> str:
        """«Членство и билет: пока состоит на учёте и 3 года после»; one term for several is told once."""
        told: dict[str, list[str]] = {}
        for one in categories:
            category = self.category(one)
            told.setdefault(category.retention, []).append(category.title)
        if len(told) == 1:
            return next(iter(told))
        return "; ".join(f"{', '.join(titles)} – {term}" for term, titles in told.items())

    @property
    def longest(self) -> int:
        """Years after leaving the register at which nothing of a person is kept any more."""
        return max(c.years_after for c in self.categories)


def years_later(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


@cache
def load_privacy(owner: str) -> Privacy:
    """``resources/profiles/OWNER/privacy.toml``; ``owner`` is ``profile.privacy``. DefinitionError: our defect."""
    top = read_toml(resource_path("profiles", owner, "privacy.toml"))
    categories = tuple(_category(s) for s in top.sections("categories"))
    unique(top, "categories", (c.id for c in categories))
    unique(top, "categories.fields", (name for c in categories for name in c.fields))
    if homeless := sorted(set(FIELD_WORDS) - {name for c in categories for name in c.fields}):
        top.fail(f"{homeless[0]!r} belongs to no category", "categories")
    grounds = tuple(_ground(s) for s in top.sections("grounds"))
    unique(top, "grounds", (g.id for g in grounds))
    known = {c.id for c in categories}
    policy = top.section("policy")
    if policy is None:
        top.fail("is missing", "policy")
    text = policy.need("text", str).strip()
    policy.done(("text",))
    found = Privacy(
        categories,
        grounds,
        tuple(_processing(s, known) for s in top.sections("processing", ("title",))),
        tuple(_threat(s) for s in top.sections("threats", ("title",))),
        text,
        _measures(top),
    )
    top.done(("categories", "grounds", "processing", "threats", "policy", "measures"))
    return found


def _measures(top: Section) -> tuple[str, ...]:
    section = top.section("measures")
    if section is None:
        top.fail("is missing", "measures")
    found = section.texts("list", required=True)
    section.done(("list",))
    return found


def _category(section: Section) -> Category:
    found = Category(
        section.need("id", str),
        section.need("title", str),
        section.need("data", str),
        section.texts("purposes", required=True),
        section.need("ground", str),
        section.need("years_after", int),
        section.texts("fields"),
    )
    for name in found.fields:
        if name not in FIELD_WORDS:
            section.fail(f"{name!r} is not known", "fields")
    section.done(("id", "title", "data", "purposes", "ground", "years_after", "fields"))
    return found


def _ground(section: Section) -> KeepGround:
    found = KeepGround(
        section.need("id", str),
        section.need("title", str),
        section.need("law", str),
        section.need("words", str),
        section.need("years", int),
    )
    section.done(("id", "title", "law", "words", "years"))
    return found


def _processing(section: Section, known: set[str]) -> Processing:
    keys = ("title", "subjects", "purpose", "ground", "recipients", "access")
    texts = {key: section.need(key, str) for key in keys}
    categories = section.texts("categories", required=True)
    for name in categories:
        if name not in known:
            section.fail(f"no category {name!r}", "categories")
    part = section.get("part", str, "")
    section.done((*keys, "categories", "part"))
    return Processing(categories=categories, part=part, **texts)


def _threat(section: Section) -> Threat:
    found = Threat(section.need("title", str), section.need("harm", str), section.need("measures", str))
    section.done(("title", "harm", "measures"))
    return found
