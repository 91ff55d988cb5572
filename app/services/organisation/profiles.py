"""Union profiles: which forms, deadlines and consent texts a union has. All of it is data in ``resources/profiles``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.domain.dates import MONTH_PARTS, Period, months_after
from app.domain.enums import EventOfYear, OrganisationKind
from app.domain.files import resource_path
from app.errors import UserError
from app.forms.definition import FormDefinition, Target
from app.forms.editions import Editions
from app.forms.loader import expression, form_of, load_form
from app.forms.portions import portion_for
from app.forms.reading import Section, read_toml, read_toml_bytes
from app.forms.scope import FormScope, Grid
from app.services.organisation.borrowing import FormName, names_of, words_of
from app.services.privacy.consent_texts import (
    Channel,
    ConsentEdition,
    ConsentPartText,
    channels_of,
    edition_on,
    editions_of,
    packaged_edition,
    parts_of,
)
from app.services.working_days import working_day, working_days_before

__all__ = [
    "ConsentEdition",
    "ConsentPartText",
    "Deadline",
    "Profile",
    "ProfileSummary",
    "available_profiles",
    "deadlines_of",
    "load_profile",
    "packaged_edition",
]  # fmt: skip

_ID = re.compile(r"[a-z][a-z0-9-]*")
_PERIODS = ("year", "half_year", "quarter", "month", "two_years", "event")
_ALWAYS_DIRECT = frozenset({OrganisationKind.MPO, OrganisationKind.TPO})
_NOTICE = 30
_WORKING_DAYS_FOR_THOSE_ABOVE = 5
_ABOVE: Mapping[OrganisationKind, tuple[OrganisationKind, ...]] = {
    OrganisationKind.PPO: (OrganisationKind.OPPO, OrganisationKind.MPO, OrganisationKind.TPO),
    OrganisationKind.OPPO: (OrganisationKind.MPO, OrganisationKind.TPO),
    OrganisationKind.TPO: (OrganisationKind.MPO, OrganisationKind.TPO),
}
"""Who brings together what an organisation of a kind reports. Of which kind the one above is, nobody tells."""


@dataclass(frozen=True)
class ProfileSummary:
    """A profile to choose from."""

    id: str
    title: str


@dataclass(frozen=True)
class Deadline:
    """When a form (or a document without a table) is due, from whom and to whom: one line of the union's calendar.

    ``period`` says which reports it is about: ``year``, ``half_year`` (the first), ``quarter`` (each, counted from
    January, the year as the last of them), ``month`` (each), ``two_years`` (years that are ``since`` plus a multiple
    of two), ``event`` (a day told by the organisation; ``event`` is its kind). The day is one of: ``month`` and
    ``day`` of the period's year plus ``period_offset``; ``next_month_day`` of the month after the period;
    ``event_days`` or ``event_months`` after the event, before it when negative.

    A line that a package brought stands in the place of ``former`` lines, for reports from its day on; of older ones
    :meth:`in_force` gives what stood before.
    """

    form: str
    org_kinds: tuple[OrganisationKind, ...]
    directly_under_union: bool | None
    """Binds only primary and joint primary organisations that are, or are not, directly under the union. None: any."""
    month: int
    day: int
    recipient: str
    period_offset: int
    period: str = "year"
    item: str = ""
    """Number in the union's list of reports."""
    title: str = ""
    """The official name of the report there."""
    when: str = ""
    """The rule as the list says it."""
    since: int = 0
    next_month_day: int = 0
    event: str = ""
    event_days: int = 0
    event_months: int = 0
    recipient_below: str = ""
    """Who receives it from one that is not directly under the union; empty: as ``recipient``."""
    recipient_district: str = ""
    """Who receives it from a district's or a town's territorial organisation, where the union has such under regions;
    empty: every territorial organisation is directly under the union."""
    condition: str = ""
    """«если …»: the form is asked only of an organisation where this holds; empty: of every one."""
    legal_person: bool = False
    """The condition is to be a legal person, which an organisation with an ОГРН is."""
    ordered: bool = False
    """Told by a package of the organisation above: it stands as it is."""
    applies_from: date | None = None
    """Reports with this date («на 1 января») and later; None: those that ``told_on`` leaves."""
    told_on: date | None = None
    """The day of the package: a report that was due before it stays as it was."""
    dropped_on: date | None = None
    """The day of a package that asks such organisations for this form no more: what was due before stays."""
    former: tuple[Deadline, ...] = ()
    """What a package replaced by this line."""

    def in_force(self, period: Period) -> Deadline | None:
        """The line that tells the day of the report about ``period``: this one, or one it replaced since; None when
        the report is not asked for."""
        if self._is_asked(period) and self._began(period):
            return self
        found = [line for old in self.former if (line := old.in_force(period)) is not None]
        return min(found, key=lambda line: line.due(period), default=None)

    def bound_to(self, kind: OrganisationKind, directly_under_union: bool | None) -> Deadline:
        """The same without what it replaced for other organisations; None: whether directly under the union or not."""
        if not self.former:
            return self
        direct = (True, False) if directly_under_union is None else (directly_under_union,)
        fitting = (old for old in self.former if any(old.binds(kind, one) for one in direct))
        return replace(self, former=tuple(old.bound_to(kind, directly_under_union) for old in fitting))

    def _began(self, period: Period) -> bool:
        own = self._own_due(period)
        if self.dropped_on is not None and own >= self.dropped_on:
            return False
        if self.told_on is not None and own < self.told_on:
            return False
        return self.applies_from is None or self.applies_from <= (period.day or period.next_first_day)

    def covers(self, period: Period) -> bool:
        """Whether a report about ``period`` is one that this line, or one it replaced, asks for."""
        return self.in_force(period) is not None

    def _is_asked(self, period: Period) -> bool:
        if self.period == "two_years":
            return period.kind == "year" and (period.year - self.since) % 2 == 0
        if self.period == "quarter":
            return period.kind in ("quarter", "year")
        return period.kind == self.period

    def due(self, period: Period) -> date:
        """The last day for the report about ``period``, which it covers."""
        line = self.in_force(period)
        return self._own_due(period) if line is None or line is self else line.due(period)

    def _own_due(self, period: Period) -> date:
        if period.day is not None:
            return months_after(period.day, self.event_months) + timedelta(days=self.event_days)
        if self.next_month_day:
            return period.next_first_day.replace(day=self.next_month_day)
        return date(period.year + self.period_offset, self.month, self.day)

    def opens(self, period: Period, due: date | None = None) -> date:
        """From when the report is to be made: from the end of its period or the day of its event; a month before the
        day (``due``, when it is another) if that comes first. It can be prepared earlier."""
        due, after = due or self.due(period), period.day or period.next_first_day
        return after if due >= after else due - timedelta(days=_NOTICE)

    def periods(self, year: int) -> tuple[Period, ...]:
        """Periods of a year, events left out."""
        parts = {"half_year": ("1",), "quarter": ("q1", "q2", "q3", ""), "month": MONTH_PARTS}.get(self.period, ("",))
        return () if self.event else tuple(p for part in parts if self.covers(p := Period(year, part)))

    def binds(self, kind: OrganisationKind, directly_under_union: bool) -> bool:
        """Whether such an organisation is asked. Territorial and interregional ones are always under the union."""
        direct = directly_under_union or kind in _ALWAYS_DIRECT
        return kind in self.org_kinds and self.directly_under_union in (None, direct)

    def is_below(self, kind: OrganisationKind, directly_under_union: bool) -> bool:
        """Whether such an organisation hands it to one between itself and the union."""
        district = kind is OrganisationKind.TPO and bool(self.recipient_district)
        return not directly_under_union and (district or kind not in _ALWAYS_DIRECT)

    def recipient_of(self, kind: OrganisationKind, directly_under_union: bool) -> str:
        """Who receives the report."""
        if self.is_below(kind, directly_under_union) and kind in _ALWAYS_DIRECT:
            return self.recipient_district
        direct = directly_under_union or kind in _ALWAYS_DIRECT
        return self.recipient if direct or not self.recipient_below else self.recipient_below


@dataclass(frozen=True)
class Profile:
    """Everything that a union decides."""

    id: str
    title: str
    union_name: str
    forms: Mapping[str, FormDefinition]
    """Every form, as it is today; what a period demands is told by :meth:`form`."""
    documents: Mapping[str, FormDefinition]
    """Documents with a day but no table: filled, signed and sent as forms are, but not counted among them."""
    editions: Editions
    document_editions: Editions
    consent_parts: tuple[ConsentPartText, ...]
    consent_editions: tuple[ConsentEdition, ...]
    """The oldest first."""
    channels: tuple[Channel, ...]
    deadlines: tuple[Deadline, ...]
    register_fields: tuple[str, ...]
    """What of a person the register inside a bundle may carry."""
    privacy: str
    """Whose ``privacy.toml`` (categories, grounds, measures, policy) is used."""
    union_address: str = ""
    """Of the union's own body, the last recipient of the chain above."""
    dues_account: str = "own"
    """Whose account dues go to: ``own``, ``parent``, or ``registered``: its own if the organisation is registered."""
    combined_consent: bool = False
    """The union insists on one sheet for all main parts; each is then signed separately on it."""
    names: tuple[FormName, ...] = ()
    """How organisations of a kind call forms that others call otherwise."""

    def for_organisation(self, kind: OrganisationKind, directly_under_union: bool) -> Profile:
        """The same, its forms called as such an organisation calls them."""
        names = {name.form: name for name in self.names if name.suits(kind, directly_under_union)}
        if not names:
            return self
        editions = Editions(
            {
                form_id: tuple(names[form_id].put_on(d) for d in known) if form_id in names else known
                for form_id, known in self.editions.known.items()
            },
            self.editions.borrowed,
        )
        return replace(self, editions=editions, forms=editions.on(date.today()))

    @property
    def consent_edition(self) -> ConsentEdition:
        """The text in force today."""
        return edition_on(self.consent_editions, date.today())

    @property
    def main_parts(self) -> tuple[ConsentPartText, ...]:
        """The parts of the sheet that every member signs."""
        return tuple(part for part in self.consent_parts if not part.own_sheet)

    def part(self, part_id: str) -> ConsentPartText | None:
        """A part by its id."""
        return next((part for part in self.consent_parts if part.id == part_id), None)

    def channel(self, channel_id: str) -> Channel | None:
        """A channel by its id; None when the union has none of that kind."""
        return next((channel for channel in self.channels if channel.id == channel_id), None)

    def form(self, form_id: str, period: Period | None = None) -> FormDefinition:
        """A form or a document of the profile: the edition for a period (what of it is asked then), or today's.

        UserError ``forms.unknown`` names the forms there are; ``forms.not_yet`` says from when the form is asked.
        """
        if period is None:
            found = self.forms.get(form_id) or self.documents.get(form_id)
        else:
            found = self.editions.at(period).get(form_id) or self.document_editions.at(period).get(form_id)
        if found is not None:
            return portion_for(found, period)
        later = self.editions_of(form_id)
        if not later:
            raise UserError("forms.unknown", form=form_id, known=", ".join(sorted(self.forms)))
        since = min(d.applies_from for d in later if d.applies_from is not None)
        raise UserError("forms.not_yet", form=later[0].number, since=f"{since:%d.%m.%Y}")

    def has_form(self, form_id: str, period: Period | None = None) -> bool:
        """Whether there is a form or a document of that name, and, of a period, whether it was in force."""
        if period is None:
            return form_id in self.forms or form_id in self.documents
        return form_id in self.editions.at(period) or form_id in self.document_editions.at(period)

    def editions_of(self, form_id: str) -> tuple[FormDefinition, ...]:
        """All editions of a form or a document, the oldest first."""
        return self.editions.known.get(form_id) or self.document_editions.known.get(form_id, ())

    def made_by(self, form_id: str, edition: str, period: Period) -> FormDefinition | None:
        """The edition a report was made by; None when it is not known here."""
        found = self.editions.made_by(form_id, edition, period)
        found = found or self.document_editions.made_by(form_id, edition, period)
        return None if found is None else portion_for(found, period)

    def deadline(
        self, form_id: str, kind: OrganisationKind, directly_under_union: bool, period: Period | None = None
    ) -> Deadline | None:
        """The deadline that binds such an organisation for a period (the first, when none is given); None when the
        form is not asked of it."""
        for deadline in self.asked(kind, directly_under_union):
            if deadline.form == form_id and (period is None or deadline.covers(period)):
                return deadline
        return None

    def due(self, deadline: Deadline, kind: OrganisationKind, directly_under_union: bool, period: Period) -> date:
        """The last day for a report of such an organisation.

        «Срок представления отчета устанавливается соответствующей вышестоящей профсоюзной организацией»: until a
        package tells it, whoever is not directly under the union hands in at least five working days before those
        above must hand over what they make of it, but not before the period is over.
        """
        deadline = deadline.in_force(period) or deadline
        due = deadline.due(period)
        if deadline.ordered or deadline.event or not deadline.is_below(kind, directly_under_union):
            return due
        above = [day for higher in _ABOVE[kind] for day in self._handed_over(deadline.form, higher, period)]
        if not above:
            return due
        earlier = working_days_before(min(above), _WORKING_DAYS_FOR_THOSE_ABOVE)
        over = working_day(period.last_day, 1)
        return min(due, max(earlier, over) if due > period.last_day else earlier)

    def _handed_over(self, form_id: str, kind: OrganisationKind, period: Period) -> Iterator[date]:
        """When an organisation of a kind must hand over the forms that it makes of this one."""
        for made in self.forms.values():
            if kind in made.org_kinds and any(block.source == form_id for block in made.consolidations):
                deadline = self.deadline(made.id, kind, True, period)
                if deadline is not None and not deadline.event:
                    yield deadline.due(period)

    def asked(self, kind: OrganisationKind, directly_under_union: bool) -> tuple[Deadline, ...]:
        """Everything that is asked of such an organisation, in the order of the union's list."""
        return tuple(
            d.bound_to(kind, directly_under_union) for d in self.deadlines if d.binds(kind, directly_under_union)
        )


def available_profiles() -> tuple[ProfileSummary, ...]:
    """The profiles delivered with the program, the one with the most forms of its own first, then by id."""
    tops = [read_toml(path) for path in resource_path("profiles").glob("*/profile.toml")]
    found = [ProfileSummary(top.need("id", str), top.need("title", str)) for top in tops]
    found.sort(key=lambda p: (-len(list(resource_path("profiles", p.id, "forms").glob("*.toml"))), p.id))
    return tuple(found)


@cache
def load_profile(profile_id: str) -> Profile:
    """The profile, loaded once; UserError ``profiles.unknown``. A broken file raises DefinitionError: our defect."""
    path = resource_path("profiles", profile_id, "profile.toml")
    if not _ID.fullmatch(profile_id) or not path.is_file():
        raise UserError("profiles.unknown", profile=profile_id)
    top = read_toml(path)
    if top.need("id", str) != profile_id:
        top.fail("is not the name of the folder", "id")
    editions, names = _forms(top, profile_id)
    document_editions = Editions.of(
        d for name in top.texts("documents") for d in _loaded(profile_id, "documents", name)
    )
    forms, documents = editions.on(date.today()), document_editions.on(date.today())
    parts = parts_of(top)
    register_fields = top.texts("register_fields", required=True)
    profile = Profile(
        id=profile_id,
        title=top.need("title", str),
        union_name=top.need("union_name", str),
        forms=forms,
        documents=documents,
        editions=editions,
        document_editions=document_editions,
        consent_parts=parts,
        consent_editions=editions_of(top, [part.id for part in parts]),
        channels=channels_of(top, parts, register_fields),
        deadlines=deadlines_of(top, {**forms, **documents}),
        register_fields=register_fields,
        privacy=top.get("privacy", str, profile_id),
        union_address=top.get("union_address", str, ""),
        dues_account=_account(top),
        combined_consent=top.get("combined_consent", bool, False),
        names=names,
    )
    own = (
        "id",
        "title",
        "union_name",
        "forms",
        "documents",
        "register_fields",
        "privacy",
        "union_address",
        "dues_account",
    )
    top.done(
        (
            *own,
            "combined_consent",
            "consent_parts",
            "consents",
            "channels",
            "deadlines",
            "targets",
            "borrowed",
            "borrowed_words",
        )
    )
    return profile


@cache
def _loaded(
    profile_id: str, kind: str, name: str, words: tuple[tuple[str, str], ...] = ()
) -> tuple[FormDefinition, ...]:
    """All editions of a form (or document): its own file, and others beside it named ``ID_EDITION.toml``.

    ``words``: what is said instead, in every text of the form.
    """
    folder = resource_path("profiles", profile_id, kind)
    others = sorted(p for p in folder.glob(f"{name}_*.toml") if not p.name.endswith(".cases.toml"))
    return tuple(_spoken(path, words) for path in (folder / f"{name}.toml", *others))


def _spoken(path: Path, words: tuple[tuple[str, str], ...]) -> FormDefinition:
    if not words:
        return load_form(path)
    text = path.read_text(encoding="utf-8")
    for theirs, ours in words:
        text = text.replace(theirs, ours)
    return form_of(read_toml_bytes(path.name, text.encode()))


def _forms(top: Section, profile_id: str) -> tuple[Editions, tuple[FormName, ...]]:
    """Forms of the profile, each knowing the others, and how organisations of a kind call them; ``other/form`` stands
    on the form of another profile."""
    result: dict[str, tuple[FormDefinition, ...]] = {}
    borrowed: set[str] = set()
    words, names = words_of(top), names_of(top)
    everywhere = {name.form: name for name in names if not name.org_kinds}
    for reference in top.texts("forms", required=True):
        owner, slash, form_id = reference.rpartition("/")
        owner = owner if slash else profile_id
        if not _ID.fullmatch(owner) or not re.fullmatch(r"[a-z0-9-]+", form_id):
            top.fail(f"{reference!r} is not a form", "forms")
        if form_id in result:
            top.fail(f"{form_id!r} stands twice", "forms")
        if owner == profile_id:
            result[form_id] = _loaded(owner, "forms", form_id)
            continue
        called = everywhere.get(form_id) or FormName(form_id)
        result[form_id] = tuple(called.put_on(form) for form in _loaded(owner, "forms", form_id, words))
        borrowed.add(form_id)
    for name in names:
        if name.form not in borrowed:
            top.fail(f"{name.form!r} is not borrowed", "borrowed")
    for section in top.sections("targets"):
        form_id = section.need("form", str)
        if form_id not in result:
            section.fail(f"no form {form_id!r}", "form")
        result[form_id] = tuple(_with_target(section, form) for form in result[form_id])
    editions = Editions.of((d for editions in result.values() for d in editions), borrowed)
    return editions, tuple(name for name in names if name.org_kinds)


def _with_target(section: Section, form: FormDefinition) -> FormDefinition:
    target = _target(section, form)
    if target.id in {other.id for other in form.targets}:
        section.fail("stands twice", "id")
    return replace(form, targets=(*form.targets, target))


def _target(section: Section, form: FormDefinition) -> Target:
    grids = {
        table.id: Grid(tuple(row.code for row in table.rows), tuple(column.code for column in table.columns))
        for table in form.tables.values()
    }
    value = expression(section, "value", FormScope(grids, frozenset(form.fields)))
    if value is None:
        section.fail("is missing", "value")
    target = Target(
        id=section.need("id", str),
        title=section.need("title", str),
        value=value,
        least=Decimal(str(section.need("least", float))),
        source=section.need("source", str),
    )
    section.done(("form", "id", "title", "value", "least", "source"))
    return target


def _account(top: Section) -> str:
    word = top.get("dues_account", str, "own")
    if word not in ("own", "parent", "registered"):
        top.fail(f"{word!r} is not known", "dues_account")
    return word


_DEADLINE_KEYS = (
    "form", "item", "title", "when", "org_kinds", "directly_under_union", "period", "since", "month", "day",
    "period_offset", "next_month_day", "event", "event_days", "event_months", "recipient", "recipient_below",
    "recipient_district", "condition", "legal_person", "applies_from",
)  # fmt: skip


def deadlines_of(top: Section, forms: Mapping[str, FormDefinition]) -> tuple[Deadline, ...]:
    """The calendar's lines in a profile's file or in what is laid over it."""
    return tuple(_deadline(section, forms) for section in top.sections("deadlines", ("form",)))


def _deadline(section: Section, forms: Mapping[str, FormDefinition]) -> Deadline:
    words = section.texts("org_kinds", required=True)
    known = {kind.value: kind for kind in OrganisationKind}
    for word in words:
        if word not in known:
            section.fail(f"{word!r} is not known", "org_kinds")
    under = section.get("directly_under_union", bool, False) if "directly_under_union" in section.data else None
    section.known.add("directly_under_union")
    deadline = Deadline(
        form=section.need("form", str),
        org_kinds=tuple(known[word] for word in words),
        directly_under_union=under,
        month=section.get("month", int, 0),
        day=section.get("day", int, 0),
        recipient=section.need("recipient", str),
        period_offset=section.get("period_offset", int, 1),
        period=section.get("period", str, "year"),
        item=section.get("item", str, ""),
        title=section.get("title", str, ""),
        when=section.get("when", str, ""),
        since=section.get("since", int, 0),
        next_month_day=section.get("next_month_day", int, 0),
        event=section.get("event", str, ""),
        event_days=section.get("event_days", int, 0),
        event_months=section.get("event_months", int, 0),
        recipient_below=section.get("recipient_below", str, ""),
        recipient_district=section.get("recipient_district", str, ""),
        condition=section.get("condition", str, ""),
        legal_person=section.get("legal_person", bool, False),
        applies_from=section.get("applies_from", date, None),
    )
    _check_deadline(section, deadline)
    # A form that is not delivered yet is in the calendar all the same, under the name the list gives it.
    if deadline.form not in forms and not deadline.title:
        section.fail(f"no form {deadline.form!r}", "form")
    section.done(_DEADLINE_KEYS)
    return deadline


def _check_deadline(section: Section, deadline: Deadline) -> None:
    if deadline.period not in _PERIODS:
        section.fail(f"{deadline.period!r} is not known", "period")
    if (deadline.period == "two_years") != bool(deadline.since):
        section.fail("two_years need a year to count from, other periods none", "since")
    if (deadline.period == "event") != bool(deadline.event):
        section.fail("an event, and only an event, has a kind", "event")
    if deadline.event and deadline.event not in set(EventOfYear):
        section.fail(f"{deadline.event!r} is not known", "event")
    days = [bool(deadline.month or deadline.day), bool(deadline.next_month_day)]
    days.append(bool(deadline.event_days or deadline.event_months))
    if sum(days) != 1 or days[2] != bool(deadline.event):
        section.fail("needs one way to tell the day", "day")
    if deadline.next_month_day not in range(29):
        section.fail("is not a day of every month", "next_month_day")
    if deadline.legal_person and not deadline.condition:
        section.fail("needs its words", "condition")
    try:
        date(2025, deadline.month or 1, deadline.day or 1)
    except ValueError:
        section.fail("is not a day of the year", "day")
