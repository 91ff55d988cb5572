"""Several editions of the forms of a profile: which are in force for a period, and which one made an earlier report.

The edition of a period is the last one whose ``applies_from`` is not after the date that the form bears for it. All
forms in force for a period are linked with each other: a rule reads the other form as it is in the same period.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.domain.dates import Period
from app.forms.definition import FormDefinition
from app.forms.links import linked, require_links
from app.forms.reading import DefinitionError

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Editions:
    """All editions by form, the oldest first; of two from the same day the later delivered one counts."""

    known: Mapping[str, tuple[FormDefinition, ...]]
    borrowed: Collection[str] = ()
    """Forms of another profile, which may speak of forms that are not here."""
    _sets: dict[tuple[tuple[str, str], ...], Mapping[str, FormDefinition]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(cls, definitions: Iterable[FormDefinition], borrowed: Collection[str] = ()) -> Editions:
        """Sort and check. :class:`DefinitionError` when an edition stands twice with different contents, or when the
        forms in force for some period speak of what is not there."""
        known: dict[str, list[FormDefinition]] = {}
        for given in definitions:
            same = next((d for d in known.get(given.id, ()) if d.edition == given.edition), None)
            if same is None:
                known.setdefault(given.id, []).append(given)
            elif same != given:
                raise DefinitionError(
                    f"{given.id}.toml", "edition", f"{given.edition!r} is there already with other contents"
                )
        for editions in known.values():
            editions.sort(key=lambda d: d.applies_from or date.min)
        result = cls({form_id: tuple(editions) for form_id, editions in known.items()}, borrowed)
        for period in result._turns():
            require_links(result._chosen(period), borrowed)
        return result

    def all(self) -> Iterator[FormDefinition]:
        """Every edition of every form, to add others to."""
        for editions in self.known.values():
            yield from editions

    def at(self, period: Period) -> Mapping[str, FormDefinition]:
        """The forms in force for a period, each knowing the others; a form that began later is not among them."""
        return self._linked(self._chosen(period))

    def on(self, day: date) -> Mapping[str, FormDefinition]:
        """One edition of every form: the one in force on a day, the first for a form that begins later."""
        return self._linked(
            {
                form_id: next((d for d in reversed(each) if d.applies_from is None or d.applies_from <= day), each[0])
                for form_id, each in self.known.items()
            }
        )

    def made_by(self, form_id: str, edition: str, period: Period) -> FormDefinition | None:
        """The edition of that name, among the other forms of the period; None when it is not known."""
        around = self.at(period)
        current = around.get(form_id)
        if current is not None and current.edition == edition:
            return current
        found = next((d for d in self.known.get(form_id, ()) if d.edition == edition), None)
        return None if found is None else replace(found, siblings=around, editions=self._named(form_id))

    def _chosen(self, period: Period) -> dict[str, FormDefinition]:
        result: dict[str, FormDefinition] = {}
        for form_id, editions in self.known.items():
            fitting = [d for d in editions if d.applies_to(period)]
            if fitting:
                result[form_id] = fitting[-1]
        return result

    def _linked(self, chosen: Mapping[str, FormDefinition]) -> Mapping[str, FormDefinition]:
        key = tuple((form_id, d.edition) for form_id, d in chosen.items())
        found = self._sets.get(key)
        if found is None:
            named = {form_id: replace(d, editions=self._named(form_id)) for form_id, d in chosen.items()}
            found = self._sets[key] = linked(named)
        return found

    def _named(self, form_id: str) -> Mapping[str, FormDefinition]:
        return {d.edition: d for d in self.known[form_id]}

    def _turns(self) -> Iterator[Period]:
        """Periods around every day from which something applies: every set of forms that can meet is among theirs."""
        yield Period(1990)
        for day in sorted({d.applies_from for d in self.all() if d.applies_from is not None}):
            for year in (day.year - 1, day.year, day.year + 1):
                yield from (Period(year, part) for part in ("q1", "1", "q2", "q3", ""))
            yield from (Period.of_day(day + n * _DAY) for n in (-1, 0, 1))
