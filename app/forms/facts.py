"""The names of facts that a form may ask the vault for, and the arguments each understands.

The loader checks every request of a definition against this list; the requests are answered by
:mod:`app.storage.reports.facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.enums import (
    CellSource,
    EventKind,
    LedgerKind,
    MemberCategory,
    OrganisationKind,
    Rating,
    RoleKind,
    Sex,
    TrainingKind,
    TrainingProgramme,
    UnitKind,
)
from app.domain.finance import ARTICLES, EXPENSE_TABLE, FREE_LINES, INCOME_TABLE, OPENING_ARTICLE
from app.forms.definition import FactRequest

_SEX = tuple(sex.value for sex in Sex)
_YES = ("yes",)
_YES_NO = ("yes", "no")
_ROLES = tuple(kind.value for kind in RoleKind)
_ARTICLES = tuple(dict.fromkeys(code for codes in ARTICLES.values() for code in codes))
_CATEGORIES = tuple(category.value for category in MemberCategory)

PASSPORT_FIELDS = (
    "union",
    "full_name",
    "short_name",
    "address",
    "phone",
    "email",
    "inn",
    "ogrn",
    "okpo",
    "okfs",
    "kind",
    "category",
    "parent_name",
    "employer_name",
    "employer_head",
    "employer_address",
    "chair_name",
    "contacts",
)
MEETING_FIELDS = (
    "on",
    "period_from",
    "present",
    "delegates",
    "unsatisfactory",
    "chair",
    "chair_and_post",
    "chair_post",
)
OWN_KINDS = ("ppo", "oppo", "mpo", "tpo_direct", "tpo_below")
"""Kinds of organisations as form 15 divides them: territorial ones stand directly under the union or below another."""


@dataclass(frozen=True)
class FactKind:
    """One known fact. An argument maps to its allowed words; ``several`` arguments join words with ``+``.

    ``words`` empty: any text. ``people``: the number can be unfolded into the people behind it. ``rows``: it answers
    with the rows of a list instead of one value.
    """

    name: str
    meaning: str
    source: CellSource
    words: Mapping[str, tuple[str, ...]]
    several: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    people: bool = True
    rows: bool = False


FACT_KINDS: Mapping[str, FactKind] = {
    kind.name: kind
    for kind in (
        FactKind(
            "members.count",
            "members on the register on the form's date, in that category",
            CellSource.REGISTER,
            {"category": _CATEGORIES, "sex": _SEX, "youth": _YES},
        ),
        FactKind(
            "members.first_admitted",
            "first admitted within the year and on the register in that category on the form's date",
            CellSource.REGISTER,
            {"category": _CATEGORIES, "sex": _SEX, "youth": _YES},
        ),
        FactKind(
            "events.count",
            "membership events of a kind within the year",
            CellSource.REGISTER,
            {"kind": tuple(kind.value for kind in EventKind if kind is not EventKind.CANCELLED)}
            | {"sex": _SEX, "youth": _YES},
            required=frozenset({"kind"}),
        ),
        FactKind(
            "roles.count",
            "people who hold at least one of the roles on the form's date; `except` leaves out holders of another role",
            CellSource.ROLES,
            {"role": _ROLES, "except": _ROLES, "full_time": _YES_NO, "sex": _SEX, "youth": _YES},
            several=frozenset({"role", "except"}),
            required=frozenset({"role"}),
        ),
        FactKind(
            "trainings.count",
            "times of training within the year of people who held the role on the day of the training",
            CellSource.TRAINING,
            {
                "role": _ROLES,
                "except": _ROLES,
                "full_time": _YES_NO,
                "kind": tuple(kind.value for kind in TrainingKind),
                "sex": _SEX,
                "youth": _YES,
            },
            several=frozenset({"role", "except"}),
            required=frozenset({"role"}),
        ),
        FactKind(
            "employer.headcount",
            "what the employer reported last, up to the form's date; students of an enterprise are 0",
            CellSource.EMPLOYER,
            {"who": ("employees", "students"), "sex": ("female",), "youth": _YES},
            required=frozenset({"who"}),
            people=False,
        ),
        FactKind(
            "passport",
            "a field of the organisation's passport; chair_name is the chair on the form's date, contacts the "
            "telephone and e-mail",
            CellSource.PASSPORT,
            {"field": PASSPORT_FIELDS},
            required=frozenset({"field"}),
            people=False,
        ),
        FactKind(
            "structure.count",
            "units of the organisation at the end of the form's period; unknown while neither units nor elections are "
            "kept",
            CellSource.ROLES,
            {"unit": tuple(kind.value for kind in (UnitKind.SHOP, UnitKind.GROUP, UnitKind.COMMISSION))},
            required=frozenset({"unit"}),
            people=False,
        ),
        FactKind(
            "elections.meeting",
            "what is recorded of the organisation's own election, the last of the form's period; unknown without one",
            CellSource.ELECTIONS,
            {"field": MEETING_FIELDS},
            required=frozenset({"field"}),
            people=False,
        ),
        FactKind(
            "elections.held",
            "shop organisations or groups that held elections in the period that the organisation's own reports about",
            CellSource.ELECTIONS,
            {"of": ("shop", "group"), "rating": tuple(rating.value for rating in Rating)},
            required=frozenset({"of"}),
            people=False,
        ),
        FactKind(
            "elections.elected",
            "people elected to one of the roles by the organisation's own election and by those of its units in the "
            "period it reports about, once for each unit; `own`: only in an organisation of this kind",
            CellSource.ELECTIONS,
            {
                "role": _ROLES,
                "except": _ROLES,
                "full_time": _YES_NO,
                "first": _YES,
                "contested": _YES,
                "sex": _SEX,
                "youth": _YES,
                "own": OWN_KINDS,
            },
            several=frozenset({"role", "except"}),
            required=frozenset({"role"}),
        ),
        FactKind(
            "trained.count",
            "people trained within the year, each once: by the role on the day, of the reserve, first elected within "
            "the year (unknown when nobody was), by a special programme",
            CellSource.TRAINING,
            {
                "role": _ROLES,
                "except": _ROLES,
                "full_time": _YES_NO,
                "kind": tuple(kind.value for kind in TrainingKind),
                "programme": tuple(programme.value for programme in TrainingProgramme),
                "reserve": _YES,
                "first": _YES,
            },
            several=frozenset({"role", "except"}),
        ),
        FactKind(
            "trained.rows",
            "rows of a list: people retrained within the year, where and what they learned",
            CellSource.TRAINING,
            {},
            people=False,
            rows=True,
        ),
        FactKind(
            "reserve.count",
            "people of the reserve at the end of the form's period; unknown while no reserve is kept",
            CellSource.ROLES,
            {},
        ),
        FactKind(
            "reserve.rows",
            "rows of a list: the reserve at the end of the form's period",
            CellSource.ROLES,
            {},
            people=False,
            rows=True,
        ),
        FactKind(
            "previous.value",
            "the value at an address in the same form signed for the year before",
            CellSource.PREVIOUS,
            {"address": (), "ledger": ("opening",)},
            required=frozenset({"address"}),
            people=False,
        ),
        FactKind(
            "ledger.sum",
            "thousands of roubles that the ledger of the period has at these rows of 10-ПБ; 0 without entries there, "
            "unknown when the year has none at all (with `bare`: when these rows have none), or to an organisation of "
            "another kind than `own`; `less` are rows of expenses taken away, each rounded by itself",
            CellSource.LEDGER,
            {
                "table": (INCOME_TABLE, EXPENSE_TABLE),
                "article": _ARTICLES,
                "bare": _YES,
                "less": ARTICLES[LedgerKind.EXPENSE],
                "own": tuple(kind.value for kind in OrganisationKind),
            },
            several=frozenset({"article", "less", "own"}),
            required=frozenset({"table", "article"}),
            people=False,
        ),
        FactKind(
            "ledger.line",
            "what the organisation calls a row of 10-ПБ that is left to it",
            CellSource.LEDGER,
            {"article": tuple(sorted(FREE_LINES))},
            required=frozenset({"article"}),
            people=False,
        ),
    )
}
"""Every known fact by its name."""


_OPENING = FactRequest("ledger.sum", (("article", OPENING_ARTICLE), ("bare", "yes"), ("table", INCOME_TABLE)))


def instead(request: FactRequest) -> FactRequest | None:
    """What is asked when last year's report does not know: the ledger's opening balance, where the form wants it."""
    wanted = request.name == "previous.value" and dict(request.arguments).get("ledger") == "opening"
    return _OPENING if wanted else None


def problem(request: FactRequest) -> str | None:
    """Why the request cannot be asked, in English for the author of a definition; None when it can."""
    kind = FACT_KINDS.get(request.name)
    if kind is None:
        return f"unknown fact {request.name!r}"
    given = dict(request.arguments)
    missing = sorted(kind.required - given.keys())
    if missing:
        return f"fact {request.name!r} lacks {', '.join(missing)}"
    for name, text in given.items():
        if name not in kind.words:
            return f"fact {request.name!r} has no argument {name!r}"
        allowed = kind.words[name]
        for word in text.split("+") if name in kind.several else [text]:
            if allowed and word not in allowed:
                return f"fact {request.name!r}: {name} cannot be {word!r}"
    if request.name == "ledger.sum":
        kinds = (LedgerKind.EXPENSE,) if given["table"] == EXPENSE_TABLE else (LedgerKind.OPENING, LedgerKind.INCOME)
        known = {code for wanted in kinds for code in ARTICLES[wanted]}
        unknown = [code for code in given["article"].split("+") if code not in known]
        if unknown:
            return f"fact 'ledger.sum': no article {', '.join(unknown)} in {given['table']}"
        if "less" in given and given["table"] == EXPENSE_TABLE:
            return "fact 'ledger.sum': only from income can expenses be taken away"
    if request.name == "employer.headcount" and {"sex", "youth"} <= given.keys():
        return "fact 'employer.headcount' takes sex or youth, not both"
    return None
