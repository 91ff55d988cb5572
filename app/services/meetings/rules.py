"""What a union decides about meetings: who votes, what a quorum is. ``resources/profiles/<union>/meetings.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.domain.enums import EventOfYear, RoleKind
from app.domain.files import resource_path
from app.domain.meetings import Entitled, MeetingKind, Quorum
from app.forms.reading import Section, read_toml, unique
from app.services.organisation.profiles import Profile


@dataclass(frozen=True)
class MeetingRule:
    """One kind of meeting. ``body`` is who decides, as minutes say it; ``roles`` are the offices of a body;
    ``unit``: a shop organisation or a group meets; ``event``: what the calendar of reports calls the day, or None;
    ``source``: what the rule rests on."""

    kind: MeetingKind
    title: str
    body: str
    who: Entitled
    roles: tuple[RoleKind, ...]
    unit: bool
    quorum: Quorum
    event: EventOfYear | None
    source: str


def meeting_rules(profile: Profile) -> Mapping[MeetingKind, MeetingRule]:
    """The kinds of meetings a union has, in the order of its file."""
    return _load(profile.id)


@cache
def _load(profile_id: str) -> Mapping[MeetingKind, MeetingRule]:
    top = read_toml(resource_path("profiles", profile_id, "meetings.toml"))
    rules = [_rule(section) for section in top.sections("meetings", ("kind",))]
    unique(top, "meetings", (rule.kind.value for rule in rules))
    top.done(("meetings",))
    return {rule.kind: rule for rule in rules}


def _rule(section: Section) -> MeetingRule:
    rule = MeetingRule(
        kind=section.choice("kind", MeetingKind),
        title=section.need("title", str),
        body=section.need("body", str),
        who=section.choice("who", Entitled),
        roles=tuple(RoleKind(word) for word in section.texts("roles")),
        unit=section.get("unit", bool, False),
        quorum=section.choice("quorum", Quorum.parse),
        event=section.choice("event", EventOfYear) if section.get("event", str, "") else None,
        source=section.need("source", str),
    )
    if (rule.who is Entitled.BODY) != bool(rule.roles):
        section.fail("a body, and only a body, has roles", "roles")
    section.done(("kind", "title", "body", "who", "roles", "unit", "quorum", "event", "source"))
    return rule
