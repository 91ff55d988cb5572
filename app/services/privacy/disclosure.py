"""The one rule about what leaves: who, which fields, under which part of the consent, by which channel.

Every bundle, card order, list and transfer file takes its people from :func:`disclose` and from nowhere else; a test
walks all exports and compares them with a table of its own. The rule (152-ФЗ, articles 6, 9, 10 and 21):

* a person leaves only under the part that the profile names for the channel, given, not withdrawn, within its term,
  and under an edition whose signature still counts;
* only in the fields that stand both in the channel and in the part;
* somebody blocked, and somebody whose data were destroyed, never.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum

from app.domain.enums import MemberCategory
from app.domain.personal_fields import FIELD_WORDS
from app.domain.vocabulary.words import word_for
from app.errors import UserError
from app.services.members.reading import consent_states
from app.services.members.views import ConsentState
from app.services.organisation.profiles import Profile
from app.services.privacy.recipients import recipient_words, recipients_in
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

DISCLOSED_COLUMNS = (
    "surname", "name", "patronymic", "sex", "birth_date", "position", "department", "study_group", "work_since",
    "education", "speciality", "phone", "email", "address", "card_number", "union_since",
)  # fmt: skip
"""Fields that are columns of a person; ``category`` is of the membership, the others are found by who sends them."""


_NEEDED = ("id", "uid", "surname", "name", "patronymic", "blocked_on", "birth_exact")


class Reason(StrEnum):
    """Why somebody stays here."""

    MISSING = "missing"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OUTDATED = "outdated"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Allowed:
    """A person who may leave, in the allowed fields only. ``values`` are texts for people (dates Russian)."""

    person_id: int
    uid: str
    name: str
    category: MemberCategory | None
    data: Mapping[str, object]
    """Field -> value as it is kept: text, date, enum or None; a birth date of which only the year is known is its year
    as text. Fields that are neither columns nor the category are absent: their sender adds them."""

    def values(self) -> dict[str, str]:
        """The same as texts of a list."""
        return {name: _text(value) for name, value in self.data.items()}


@dataclass(frozen=True)
class Withheld:
    """A person who stays here, and why."""

    person_id: int
    name: str
    reason: Reason

    @property
    def sentence(self) -> str:
        """«нет согласия»"""
        return word_for(self.reason)


@dataclass(frozen=True)
class Disclosure:
    """What would leave by a channel on a day. ``fields`` are all that may go, in the channel's order."""

    channel: str
    title: str
    part: str
    on: date
    recipient: str
    fields: tuple[str, ...]
    allowed: tuple[Allowed, ...]
    withheld: tuple[Withheld, ...]

    @property
    def field_titles(self) -> tuple[str, ...]:
        """The fields as people call them."""
        return tuple(FIELD_WORDS[name] for name in self.fields)

    @property
    def uids(self) -> tuple[str, ...]:
        """Whose data leave, for the journal."""
        return tuple(one.uid for one in self.allowed)


def disclose(
    uow: UnitOfWork, profile: Profile, channel_id: str, on: date, person_ids: Sequence[int] | None = None
) -> Disclosure:
    """Apply the rule to everybody on the register on a day, or to exactly these people.

    UserError ``disclosure.no_channel`` when the union's profile does not know such a way out.
    """
    channel = profile.channel(channel_id)
    part = None if channel is None else profile.part(channel.part)
    if channel is None or part is None:
        raise UserError("disclosure.no_channel", channel=channel_id)
    fields = tuple(name for name in channel.fields if name in part.fields)
    states = consent_states(uow, part.id, on, profile.consent_editions)
    allowed: list[Allowed] = []
    withheld: list[Withheld] = []
    shown = tuple(name for name in fields if name == "category" or name in DISCLOSED_COLUMNS)
    columns = dict.fromkeys((*_NEEDED, *(name for name in shown if name != "category")))
    for person in uow.privacy.columns_of(on, tuple(columns), person_ids):
        name = " ".join(part for part in (person.surname, person.name, person.patronymic) if part)
        reason = _reason(person.blocked_on, states.get(person.id, ConsentState.MISSING), on)
        if reason is not None:
            withheld.append(Withheld(person.id, name, reason))
            continue
        data: dict[str, object] = {field: getattr(person, field) for field in shown}
        born = data.get("birth_date")
        if isinstance(born, date) and not person.birth_exact:
            data["birth_date"] = str(born.year)
        allowed.append(Allowed(person.id, person.uid, name, person.category, data))
    return Disclosure(
        channel=channel_id,
        title=channel.title,
        part=part.id,
        on=on,
        recipient=recipient_words(recipients_in(uow, profile)[part.id]),
        fields=fields,
        allowed=tuple(allowed),
        withheld=tuple(withheld),
    )


@service(Act.LOOK)
def disclosure(
    session: VaultSession, channel_id: str, on: date | None = None, person_ids: Sequence[int] | None = None
) -> Disclosure:
    """What would leave, before it leaves; nothing is recorded. For windows and ``bundle leaving``."""
    with session.unit_of_work() as uow:
        return disclose(uow, session.profile, channel_id, on or date.today(), person_ids)


@service(Act.LOOK)
def without_consent(session: VaultSession, person_ids: Sequence[int] | None = None, on: date | None = None) -> int:
    """How many of these people (of everybody on the register) have not allowed their data to leave, blocked ones left
    out. A file that is not sealed may be made of them for the organisation's own use, and whoever makes it is asked."""
    day, profile = on or date.today(), session.profile
    part = next(part.id for part in profile.consent_parts if part.required)
    with session.unit_of_work() as uow:
        states = consent_states(uow, part, day, profile.consent_editions)
        people = uow.privacy.columns_of(day, ("id", "blocked_on"), person_ids)
    reasons = (_reason(person.blocked_on, states.get(person.id, ConsentState.MISSING), day) for person in people)
    return sum(reason not in (None, Reason.BLOCKED) for reason in reasons)


def field_words_of(fields: Sequence[str]) -> str:
    """«фамилия, имя, телефон»; a name of an older profile as it is."""
    return ", ".join(FIELD_WORDS.get(name, name) for name in fields)


def _reason(blocked_on: date | None, state: ConsentState, on: date) -> Reason | None:
    if blocked_on is not None and blocked_on <= on:
        return Reason.BLOCKED
    return None if state is ConsentState.GIVEN else Reason(state.value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value.value if isinstance(value, Enum) else value)
