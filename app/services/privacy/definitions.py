"""Categories of data, grounds to keep, register of processing, threats and policy: data of the profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from app.domain.files import resource_path
from app.domain.vocabulary.numbers import years
from app.forms.reading import Section, read_toml, unique


@dataclass(frozen=True)
class Category:
    """A kind of data that columns are marked with. ``years_after`` leaving the register; 0: thirty days."""

    id: str
    title: str
    data: str
    purposes: tuple[str, ...]
    ground: str
    years_after: int

    def ends(self, left_on: date) -> date:
        """Until when it is kept after the person left."""
        return years_later(left_on, self.years_after)

    @property
    def retention(self) -> str:
        """«3 года после снятия с учёта»"""
        if not self.years_after:
            return "до снятия с учёта, затем 30 дней"
        return f"пока состоит на учёте и {years(self.years_after)} после"


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
    """A line of the register of processing."""

    title: str
    subjects: str
    categories: tuple[str, ...]
    purpose: str
    ground: str
    recipients: str
    term: str
    access: str


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

    def category(self, category_id: str) -> Category:
        """A category by its id; KeyError when a column was marked with one nobody described."""
        return {c.id: c for c in self.categories}[category_id]

    def ground(self, ground_id: str) -> KeepGround | None:
        """A ground by its id."""
        return next((g for g in self.grounds if g.id == ground_id), None)

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
    )
    top.done(("categories", "grounds", "processing", "threats", "policy"))
    return found


def _category(section: Section) -> Category:
    found = Category(
        section.need("id", str),
        section.need("title", str),
        section.need("data", str),
        section.texts("purposes", required=True),
        section.need("ground", str),
        section.need("years_after", int),
    )
    section.done(("id", "title", "data", "purposes", "ground", "years_after"))
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
    keys = ("title", "subjects", "purpose", "ground", "recipients", "term", "access")
    texts = {key: section.need(key, str) for key in keys}
    categories = section.texts("categories", required=True)
    for name in categories:
        if name not in known:
            section.fail(f"no category {name!r}", "categories")
    section.done((*keys, "categories"))
    return Processing(categories=categories, **texts)


def _threat(section: Section) -> Threat:
    found = Threat(section.need("title", str), section.need("harm", str), section.need("measures", str))
    section.done(("title", "harm", "measures"))
    return found
