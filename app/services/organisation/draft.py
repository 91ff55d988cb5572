"""What a new organisation tells of itself: the draft of the first run, and reading it from ``ORG.json``.

The keys are those of the command-line contract. Reading is strict: an unknown key, a missing one or a value of the
wrong kind is refused with the key's name (``chair.birth_date``), because a misspelt key would otherwise be lost data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from app.domain.enums import OrganisationCategory, OrganisationKind, Sex
from app.domain.names import tidy
from app.errors import UserError

_Kind = TypeVar("_Kind", bound=StrEnum)


@dataclass(frozen=True)
class ChairDraft:
    """The chair as a person."""

    surname: str
    name: str
    patronymic: str = ""
    sex: Sex | None = None
    birth_date: date | None = None
    full_time: bool = False


@dataclass(frozen=True)
class Headcount:
    """What the employer said of its people on a date; None is unknown, youth is up to 35 full years."""

    on: date
    employees: int | None = None
    employees_women: int | None = None
    employees_youth: int | None = None
    students: int | None = None
    students_women: int | None = None
    students_youth: int | None = None


@dataclass(frozen=True)
class EmployerDraft:
    """The employer or the school where the organisation works."""

    name: str = ""
    head: str = ""
    address: str = ""


@dataclass(frozen=True)
class OrganisationDraft:
    """The passport of an organisation to be made. ``parent_card`` is the path of the higher organisation's card."""

    kind: OrganisationKind
    full_name: str
    short_name: str = ""
    union: str = ""
    category: OrganisationCategory | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    inn: str = ""
    ogrn: str = ""
    okpo: str = ""
    okfs: str = ""
    directly_under_union: bool = False
    parent_name: str = ""
    parent_card: str = ""
    parent_address: str = ""
    chair: ChairDraft | None = None
    employer: EmployerDraft = field(default_factory=EmployerDraft)
    headcounts: tuple[Headcount, ...] = ()
    created_on: date | None = None


CODE_LENGTHS = {"inn": (10, 12), "ogrn": (13, 15), "okpo": (8, 10, 14), "okfs": (2,)}
"""How many digits the state's codes have."""


def draft_from_json(document: object) -> OrganisationDraft:
    """Read ``ORG.json`` (already parsed). Raises UserError ``organisation.…`` with the ``key`` that is wrong."""
    top = _Reader(document, "")
    kind = top.choice("kind", OrganisationKind)
    full_name = top.text("full_name")
    if kind is None or not full_name:
        raise UserError("organisation.missing_key", key="kind" if kind is None else "full_name")
    category = top.choice("category", OrganisationCategory)
    if category is None and kind in (OrganisationKind.PPO, OrganisationKind.OPPO):
        raise UserError("organisation.missing_key", key="category")
    parent = top.part("parent")
    employer = top.part("employer")
    draft = OrganisationDraft(
        kind=kind,
        full_name=full_name,
        short_name=top.text("short_name"),
        union=top.text("union"),
        category=category,
        address=top.text("address"),
        phone=top.text("phone"),
        email=top.text("email"),
        inn=top.digits("inn"),
        ogrn=top.digits("ogrn"),
        okpo=top.digits("okpo"),
        okfs=top.digits("okfs"),
        directly_under_union=top.flag("directly_under_union"),
        parent_name=parent.text("name"),
        parent_card=parent.text("card"),
        parent_address=parent.text("address"),
        chair=_chair(top.part("chair")) if top.has("chair") else None,
        employer=EmployerDraft(employer.text("name"), employer.text("head"), employer.text("address")),
        headcounts=tuple(_headcount(item) for item in employer.parts("headcount")),
        created_on=top.day("created_on"),
    )
    for reader in (top, parent, employer):
        reader.refuse_unknown()
    days = [headcount.on for headcount in draft.headcounts]
    if len(set(days)) != len(days):
        raise UserError("organisation.repeated_date", key="employer.headcount")
    return draft


def _chair(reader: _Reader) -> ChairDraft:
    chair = ChairDraft(
        surname=reader.text("surname"),
        name=reader.text("name"),
        patronymic=reader.text("patronymic"),
        sex=reader.choice("sex", Sex),
        birth_date=reader.day("birth_date"),
        full_time=reader.flag("full_time"),
    )
    reader.refuse_unknown()
    if not chair.surname or not chair.name:
        raise UserError("organisation.missing_key", key="chair.name" if chair.surname else "chair.surname")
    return chair


def _headcount(reader: _Reader) -> Headcount:
    on = reader.day("on")
    if on is None:
        raise UserError("organisation.missing_key", key=reader.path("on"))
    headcount = Headcount(
        on=on,
        employees=reader.number("employees"),
        employees_women=reader.number("employees_women"),
        employees_youth=reader.number("employees_youth"),
        students=reader.number("students"),
        students_women=reader.number("students_women"),
        students_youth=reader.number("students_youth"),
    )
    reader.refuse_unknown()
    return headcount


class _Reader:
    """One JSON object: typed values by key, remembering which keys were asked for. Null is the same as absent."""

    def __init__(self, document: object, prefix: str) -> None:
        self._prefix = prefix
        if document is None and prefix:
            document = {}
        if not isinstance(document, dict):
            raise UserError("organisation.not_object", key=prefix or "ORG.json")
        self._items: Mapping[str, object] = document
        self._known: set[str] = set()

    def path(self, key: str) -> str:
        """The key with the objects it lies in."""
        return f"{self._prefix}.{key}" if self._prefix else key

    def has(self, key: str) -> bool:
        """Whether there is a value."""
        return self._get(key) is not None

    def _get(self, key: str) -> object:
        self._known.add(key)
        return self._items.get(key)

    def text(self, key: str) -> str:
        """A tidy text, empty when absent."""
        value = self._get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise UserError("organisation.not_text", key=self.path(key))
        return tidy(value)

    def digits(self, key: str) -> str:
        """A state code: digits of a known length, or empty."""
        value = self.text(key)
        require_code(self.path(key), key, value)
        return value

    def flag(self, key: str) -> bool:
        """True or false, false when absent."""
        value = self._get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise UserError("organisation.not_flag", key=self.path(key))
        return value

    def number(self, key: str) -> int | None:
        """A whole number, not negative, or None."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10_000_000:
            raise UserError("organisation.not_number", key=self.path(key))
        return value

    def day(self, key: str) -> date | None:
        """An ISO date, or None."""
        value = self._get(key)
        if value is None:
            return None
        try:
            if not isinstance(value, str) or len(value) != 10:
                raise ValueError(key)
            return date.fromisoformat(value)
        except ValueError:
            raise UserError("organisation.not_date", key=self.path(key)) from None

    def choice(self, key: str, kind: type[_Kind]) -> _Kind | None:
        """A member of a closed list, or None."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, str) or value not in [str(member) for member in kind]:
            choices = ", ".join(str(member) for member in kind)
            raise UserError("organisation.not_choice", key=self.path(key), choices=choices)
        return kind(value)

    def part(self, key: str) -> _Reader:
        """An object inside; an absent one is empty."""
        return _Reader(self._get(key), self.path(key))

    def parts(self, key: str) -> list[_Reader]:
        """A list of objects inside."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise UserError("organisation.not_list", key=self.path(key))
        return [_Reader(item, f"{self.path(key)}[{number}]") for number, item in enumerate(value, start=1)]

    def refuse_unknown(self) -> None:
        """Refuse a key nobody asked for."""
        unknown = sorted(set(map(str, self._items)) - self._known)
        if unknown:
            raise UserError("organisation.unknown_key", key=self.path(unknown[0]))


def require_code(path: str, name: str, value: str) -> None:
    """Refuse a code of the state that has letters or a wrong number of digits."""
    if value and (not (value.isascii() and value.isdigit()) or len(value) not in CODE_LENGTHS[name]):
        lengths = ", ".join(map(str, CODE_LENGTHS[name]))
        raise UserError("organisation.not_code", key=path, lengths=lengths)
