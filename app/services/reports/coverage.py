"""«277 из 295»: whose reports are in a consolidated form, whose are not, and which numbers nobody gave.

The sentence stands on the page, on paper, in the spreadsheet and in the signed content. While somebody is wanting, it
is a warning: the form is signed only with an explanation, which goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.enums import Severity
from app.domain.vocabulary.numbers import of_organisations
from app.forms.definition import FormDefinition
from app.forms.view import ReportView, Violation

RULE = "coverage"
"""The warning's name, to explain it by."""
_NAMED = 60
"""So many organisations are named in one sentence; the signed content names all."""
_KINDS = (
    ("missing", "нет"),
    ("returned", "на уточнении"),
    ("waiting", "ждут решения"),
    ("forked", "два разных файла"),
    ("unreadable", "другая редакция формы, не сосчитаны"),
    ("last_year", "за прошлый год"),
    ("partial", "сводные сами неполны"),
)
_WANTING = ("missing", "returned", "waiting", "forked", "unreadable", "last_year")


@dataclass(frozen=True)
class ReportCoverage:
    """Organisations by short name. ``counted`` of ``expected``: their accepted reports of this period are in the form.

    One with an accepted report and a newer one that waits, was returned or has a twin is counted and named.
    ``last_year``: last year's stands in the place of a wanting one. ``partial``: sums of others that are incomplete
    themselves, «Район (40 из 50)». ``unknown``: by address or field, who gave no number: the total is without them.
    """

    expected: int
    counted: int
    missing: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    forked: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    last_year: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Everybody's accepted report of this period is in it, and nothing newer waits."""
        return not any(getattr(self, kind) for kind in _WANTING)

    @property
    def closed(self) -> bool:
        """Whole, and so is every sum that it is made from."""
        return self.whole and not self.partial

    def sentence(self, named: int = _NAMED) -> str:
        """«В своде 277 из 295 организаций; нет: …; на уточнении: …»"""
        pieces = [f"В своде {self.counted} из {of_organisations(self.expected)}"]
        for kind, words in _KINDS:
            names: Sequence[str] = getattr(self, kind)
            if names:
                pieces.append(f"{words}: {names_listed(names, named)}")
        return "; ".join(pieces)

    def unknown_sentences(self, titles: Mapping[str, str], places: int = 20) -> tuple[str, ...]:
        """One for each set of organisations: «Нет сведений, в сумму не вошли: ППО А; строки и графы: II.4.3, II.5.3».

        ``titles``: what fields are called; cells are called by their numbers.
        """
        by_names: dict[tuple[str, ...], list[str]] = {}
        for place, names in self.unknown.items():
            by_names.setdefault(names, []).append(titles.get(place, place))
        return tuple(
            f"Нет сведений, в сумму не вошли: {names_listed(names, _NAMED)}; "
            f"строки и графы: {names_listed(found, places)}"
            for names, found in sorted(by_names.items(), key=lambda one: -len(one[1]))
        )

    def notes(self, definition: FormDefinition) -> tuple[str, ...]:
        """What stands on paper beside the numbers."""
        titles = {name: f"«{field.title.strip(' :')}»" for name, field in definition.fields.items()}
        return tuple(f"{sentence}." for sentence in (self.sentence(), *self.unknown_sentences(titles)))

    def violations(self, told: Mapping[str, str]) -> tuple[Violation, ...]:
        """The warning while somebody is wanting, with the explanation that was given."""
        if self.whole:
            return ()
        return (Violation(RULE, Severity.WARNING, (), self.sentence(), "", explanation=told.get(RULE, "")),)

    def document(self) -> dict[str, object]:
        """As the signed content keeps it: everybody by name."""
        lists = {kind: list(getattr(self, kind)) for kind, _ in _KINDS if getattr(self, kind)}
        unknown = {place: list(names) for place, names in sorted(self.unknown.items())}
        more = {"unknown": unknown} if unknown else {}
        return {"expected": self.expected, "counted": self.counted, "sentence": self.sentence(), **lists, **more}


def read_coverage(document: object) -> ReportCoverage | None:
    """What a signed report says of its coverage, ours or another organisation's; None when it says nothing."""
    if not isinstance(document, dict):
        return None
    numbers = [document.get(key) for key in ("expected", "counted")]
    expected, counted = (n if isinstance(n, int) and not isinstance(n, bool) else 0 for n in numbers)
    unknown = document.get("unknown")
    return ReportCoverage(
        expected,
        counted,
        **{kind: _texts(document.get(kind)) for kind, _ in _KINDS},
        unknown={str(k): _texts(v) for k, v in unknown.items()} if isinstance(unknown, dict) else {},
    )


def with_coverage(view: ReportView, coverage: ReportCoverage | None, told: Mapping[str, str]) -> ReportView:
    """The view with the warning of a form that is not whole."""
    found = () if coverage is None else coverage.violations(told)
    return replace(view, violations=(*view.violations, *found)) if found else view


def names_listed(names: Sequence[str], most: int) -> str:
    """«А, Б и ещё 3»"""
    shown = ", ".join(names[:most])
    return f"{shown} и ещё {len(names) - most}" if len(names) > most else shown


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in found) if isinstance(found, list) else ()
