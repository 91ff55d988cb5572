"""The union's consents as data: parts, editions of the text, and the channels by which anything leaves.

Read from ``resources/profiles/ID/profile.toml`` and from packages laid over it. Who may be sent follows from them in
:mod:`app.services.privacy.disclosure`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.personal_fields import FIELD_WORDS
from app.forms.reading import Section, unique

CHANNELS = ("register", "cards", "bonus", "messages", "transfer")
"""Every way by which a person's data leave the vault for somebody else. A profile says under which part and what."""


@dataclass(frozen=True)
class ConsentPartText:
    """One part of the consent: what for, to whom, which data, until when; ``required`` for counting the member by name.

    ``own_sheet``: printed and signed as a paper of its own (special categories). ``term_years`` 0: until the member
    is taken off the register. ``to``: who the recipients are (:data:`TO`). ``advertising``: the messages are partly of
    an advertising nature (38-ФЗ, article 18), which the sheet then says.
    """

    id: str
    title: str
    purpose: str
    recipient: str
    fields: tuple[str, ...]
    required: bool
    recipient_address: str = ""
    term: str = ""
    term_years: int = 0
    own_sheet: bool = False
    to: str = "named"
    advertising: bool = False

    def valid_until(self, given_on: date) -> date | None:
        """The part's last day; None when it lasts as long as the membership."""
        if not self.term_years:
            return None
        try:
            return given_on.replace(year=given_on.year + self.term_years)
        except ValueError:  # 29 February
            return date(given_on.year + self.term_years, 2, 28)


@dataclass(frozen=True)
class ConsentEdition:
    """The text of the consent in force from a day on. Places: ``{organisation}``, ``{organisation_address}``,
    ``{organisation_details}``, ``{union}``, ``{person}``, ``{person_birth}``, ``{person_address}``, ``{parts}``,
    ``{retention}`` and ``{after_withdrawal}`` (sentences made of the terms of the categories), ``{child}``.

    ``again``: parts that must be signed anew under this edition; a signature under an earlier one no longer counts for
    them. ``why`` says it in plain words. ``text``: of the common sheet, for a union that insists on one;
    ``part_text``: of the sheet of one part; ``special_text``: of parts that have their own; ``child_text``: of the
    sheet that a parent signs for a child. An older edition or a package without them uses the text before.
    """

    id: str
    applies_from: date
    text: str
    again: tuple[str, ...] = ()
    why: str = ""
    special_text: str = ""
    part_text: str = ""
    child_text: str = ""

    @property
    def words(self) -> str:
        """«редакция от 01.12.2026»: papers never show its id."""
        return f"редакция от {self.applies_from:%d.%m.%Y}"


@dataclass(frozen=True)
class Channel:
    """One way out: under which part of the consent, in which fields, to whom (plain words)."""

    id: str
    title: str
    part: str
    fields: tuple[str, ...]


TO = ("named", "chain", "operator", "nobody")
"""Who a part's data go to: somebody the profile or the chair names; the organisations above, from the passport; an
operator without whose name, INN and address the sheet is not printed; nobody."""

TEXT_PLACES = frozenset(
    {
        "organisation", "organisation_address", "organisation_details", "union", "person", "person_birth",
        "person_address", "parts", "retention", "after_withdrawal", "child",
    }
)  # fmt: skip


def parts_of(top: Section) -> tuple[ConsentPartText, ...]:
    """The parts of a profile's consent; one at least is required."""
    parts = tuple(_part(s) for s in top.sections("consent_parts"))
    unique(top, "consent_parts", (part.id for part in parts))
    if not any(part.required for part in parts):
        top.fail("one part must be required", "consent_parts")
    return parts


_PART_KEYS = (
    "id", "title", "purpose", "recipient", "recipient_address", "fields", "required", "term", "term_years", "own_sheet",
    "to", "advertising",
)  # fmt: skip


def _part(section: Section) -> ConsentPartText:
    part = ConsentPartText(
        id=section.need("id", str),
        title=section.need("title", str),
        purpose=section.need("purpose", str),
        recipient=section.need("recipient", str),
        fields=_fields(section),
        required=section.get("required", bool, False),
        recipient_address=section.get("recipient_address", str, ""),
        term=section.get("term", str, ""),
        term_years=section.get("term_years", int, 0),
        own_sheet=section.get("own_sheet", bool, False),
        to=section.get("to", str, "named"),
        advertising=section.get("advertising", bool, False),
    )
    if part.to not in TO:
        section.fail(f"{part.to!r} is not known", "to")
    if part.term_years < 0:
        section.fail("must not be negative", "term_years")
    section.done(_PART_KEYS)
    return part


def _fields(section: Section) -> tuple[str, ...]:
    fields = section.texts("fields", required=True)
    for name in fields:
        if name not in FIELD_WORDS:
            section.fail(f"{name!r} is not known", "fields")
    return fields


def editions_of(top: Section, parts: Collection[str]) -> tuple[ConsentEdition, ...]:
    """All editions of a profile, the oldest first; there is at least one."""
    editions = sorted((_edition(s, parts) for s in top.sections("consents", ("edition",))), key=_starts)
    unique(top, "consents", (edition.id for edition in editions))
    if not editions:
        top.fail("is missing", "consents")
    return tuple(editions)


def packaged_edition(top: Section, parts: Collection[str]) -> ConsentEdition | None:
    """The one edition that a package may bring."""
    section = top.section("consent")
    return None if section is None else _edition(section, parts)


def _edition(section: Section, parts: Collection[str]) -> ConsentEdition:
    edition = ConsentEdition(
        id=section.need("edition", str),
        applies_from=section.need("applies_from", date),
        text=section.need("text", str).strip(),
        again=section.texts("again"),
        why=section.get("why", str, ""),
        special_text=section.get("special_text", str, "").strip(),
        part_text=section.get("part_text", str, "").strip(),
        child_text=section.get("child_text", str, "").strip(),
    )
    unknown = sorted(set(edition.again) - set(parts))
    if unknown:
        section.fail(f"no part {unknown[0]!r}", "again")
    if bool(edition.again) != bool(edition.why):
        section.fail("says why to sign again, and only then", "why")
    section.done(("edition", "applies_from", "text", "again", "why", "special_text", "part_text", "child_text"))
    return edition


def texts_of(edition: ConsentEdition) -> str:
    """All texts of an edition, one after another."""
    return edition.text + edition.special_text + edition.part_text + edition.child_text


def _starts(edition: ConsentEdition) -> date:
    return edition.applies_from


def edition_on(editions: Sequence[ConsentEdition], on: date) -> ConsentEdition:
    """The edition in force on a day; the first one before it began."""
    return next((e for e in reversed(editions) if e.applies_from <= on), editions[0])


def outdated_from(
    editions: Sequence[ConsentEdition], part: str, edition_id: str, given_on: date
) -> tuple[date, ConsentEdition] | None:
    """From which day a signature under an edition no longer counts for a part, and the edition that asks anew.

    A text that is not known here (recorded by another system) counts as the one in force on the day it was signed.
    """
    made = next((e for e in editions if e.id == edition_id), None)
    since = given_on if made is None else made.applies_from
    for edition in editions:
        later = edition.applies_from > since
        if later and part in edition.again:
            return edition.applies_from, edition
    return None


def channels_of(
    top: Section, parts: Sequence[ConsentPartText], register_fields: tuple[str, ...]
) -> tuple[Channel, ...]:
    """The channels; the register's fields are the profile's ``register_fields``. Fields must stand in the part."""
    known = {part.id: part for part in parts}
    required = next(part for part in parts if part.required)
    found = [Channel("register", "Реестр для вышестоящей организации", required.id, register_fields)]
    for section in top.sections("channels"):
        channel = Channel(
            section.choice("id", _channel),
            section.need("title", str),
            section.need("part", str),
            _fields(section),
        )
        if channel.part not in known:
            section.fail(f"no part {channel.part!r}", "part")
        section.done(("id", "title", "part", "fields"))
        found.append(channel)
    unique(top, "channels", (channel.id for channel in found))
    for channel in found:
        beyond = sorted(set(channel.fields) - set(known[channel.part].fields))
        if beyond:
            top.fail(f"{beyond[0]!r} does not stand in the part {channel.part!r}", f"channels[{channel.id}]")
    return tuple(found)


def _channel(word: str) -> str:
    if word not in CHANNELS or word == "register":
        raise ValueError(word)
    return word
