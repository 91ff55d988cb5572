"""Union profiles: which forms, deadlines and consent texts a union has. All of it is data in ``resources/profiles``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.domain.dates import Period
from app.domain.enums import OrganisationKind
from app.domain.files import resource_path
from app.errors import UserError
from app.forms.definition import FormDefinition
from app.forms.loader import load_form
from app.forms.reading import Section, read_toml, unique

_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class ProfileSummary:
    """A profile to choose from."""

    id: str
    title: str


@dataclass(frozen=True)
class ConsentPartText:
    """One part of the consent: what for, to whom, which data (names of columns of a person); ``required`` for counting
    the member by name."""

    id: str
    title: str
    purpose: str
    recipient: str
    fields: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class ConsentEdition:
    """The text of the consent in force from a day on. Places: ``{organisation}``, ``{organisation_address}``,
    ``{union}``, ``{person}``, ``{person_address}``, ``{parts}``."""

    id: str
    applies_from: date
    text: str


@dataclass(frozen=True)
class Deadline:
    """When a form is due and to whom: month and day of the report's year plus ``period_offset``.

    ``directly_under_union`` None: for any organisation of these kinds.
    """

    form: str
    org_kinds: tuple[OrganisationKind, ...]
    directly_under_union: bool | None
    month: int
    day: int
    recipient: str
    period_offset: int

    def due(self, period: Period) -> date:
        """The last day for the report about ``period``."""
        return date(period.year + self.period_offset, self.month, self.day)


@dataclass(frozen=True)
class Profile:
    """Everything that a union decides."""

    id: str
    title: str
    union_name: str
    forms: Mapping[str, FormDefinition]
    consent_parts: tuple[ConsentPartText, ...]
    consent_edition: ConsentEdition
    deadlines: tuple[Deadline, ...]
    register_fields: tuple[str, ...]
    """Columns of a person that the register inside a bundle may carry."""

    def form(self, form_id: str) -> FormDefinition:
        """A form of the profile; UserError ``forms.unknown`` names those it has."""
        found = self.forms.get(form_id)
        if found is None:
            raise UserError("forms.unknown", form=form_id, known=", ".join(sorted(self.forms)))
        return found

    def deadline(self, form_id: str, kind: OrganisationKind, directly_under_union: bool) -> Deadline | None:
        """The deadline that binds such an organisation; None when the form is not asked of it."""
        for deadline in self.deadlines:
            if (
                deadline.form == form_id
                and kind in deadline.org_kinds
                and deadline.directly_under_union in (None, directly_under_union)
            ):
                return deadline
        return None


def available_profiles() -> tuple[ProfileSummary, ...]:
    """The profiles delivered with the program, the one with the most forms of its own first, then by id."""
    folders = sorted(path.parent.name for path in resource_path("profiles").glob("*/profile.toml"))
    found = [load_profile(name) for name in folders]
    found.sort(key=lambda p: (-len(list(resource_path("profiles", p.id, "forms").glob("*.toml"))), p.id))
    return tuple(ProfileSummary(p.id, p.title) for p in found)


@cache
def load_profile(profile_id: str) -> Profile:
    """The profile, loaded once; UserError ``profiles.unknown``. A broken file raises DefinitionError: our defect."""
    path = resource_path("profiles", profile_id, "profile.toml")
    if not _ID.fullmatch(profile_id) or not path.is_file():
        raise UserError("profiles.unknown", profile=profile_id)
    top = read_toml(path)
    if top.need("id", str) != profile_id:
        top.fail("is not the name of the folder", "id")
    forms = _forms(top, profile_id)
    parts = tuple(_part(s) for s in top.sections("consent_parts"))
    unique(top, "consent_parts", (part.id for part in parts))
    if not any(part.required for part in parts):
        top.fail("one part must be required", "consent_parts")
    profile = Profile(
        id=profile_id,
        title=top.need("title", str),
        union_name=top.need("union_name", str),
        forms=forms,
        consent_parts=parts,
        consent_edition=_edition(top),
        deadlines=tuple(_deadline(s, forms) for s in top.sections("deadlines", ("form",))),
        register_fields=top.texts("register_fields", required=True),
    )
    top.done(("id", "title", "union_name", "forms", "consent_parts", "consent", "deadlines", "register_fields"))
    return profile


@cache
def _form(profile_id: str, form_id: str) -> FormDefinition:
    return load_form(resource_path("profiles", profile_id, "forms", f"{form_id}.toml"))


def _forms(top: Section, profile_id: str) -> dict[str, FormDefinition]:
    """Forms of the profile; ``other/form`` stands on the form of another profile."""
    result: dict[str, FormDefinition] = {}
    for reference in top.texts("forms", required=True):
        owner, slash, form_id = reference.rpartition("/")
        owner = owner if slash else profile_id
        if not _ID.fullmatch(owner) or not re.fullmatch(r"[a-z0-9-]+", form_id):
            top.fail(f"{reference!r} is not a form", "forms")
        if form_id in result:
            top.fail(f"{form_id!r} stands twice", "forms")
        result[form_id] = _form(owner, form_id)
    return result


def _part(section: Section) -> ConsentPartText:
    part = ConsentPartText(
        id=section.need("id", str),
        title=section.need("title", str),
        purpose=section.need("purpose", str),
        recipient=section.need("recipient", str),
        fields=section.texts("fields", required=True),
        required=section.get("required", bool, False),
    )
    section.done(("id", "title", "purpose", "recipient", "fields", "required"))
    return part


def _edition(top: Section) -> ConsentEdition:
    section = top.section("consent")
    if section is None:
        top.fail("is missing", "consent")
    edition = ConsentEdition(
        id=section.need("edition", str),
        applies_from=section.need("applies_from", date),
        text=section.need("text", str).strip(),
    )
    section.done(("edition", "applies_from", "text"))
    return edition


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
        month=section.need("month", int),
        day=section.need("day", int),
        recipient=section.need("recipient", str),
        period_offset=section.get("period_offset", int, 1),
    )
    if deadline.form not in forms:
        section.fail(f"no form {deadline.form!r}", "form")
    try:
        date(2025, deadline.month, deadline.day)
    except ValueError:
        section.fail("is not a day of the year", "day")
    section.done(("form", "org_kinds", "directly_under_union", "month", "day", "recipient", "period_offset"))
    return deadline
