"""Which edition of a form is for which period, and what editions may not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.definition import FormDefinition
from app.forms.editions import Editions
from app.forms.expressions import OutsideRef
from app.forms.loader import load_form
from app.forms.reading import DefinitionError

FORM = load_form(resource_path("profiles", "ngsp", "forms", "fnpr-4.toml"))
DAYS = st.dates(date(2001, 1, 1), date(2060, 12, 31))
PERIODS = st.builds(Period, st.integers(2000, 2061), st.sampled_from(("", "1", "q1", "q2", "q3"))) | DAYS.map(
    Period.of_day
)


def named(edition: str, since: date | None, **changes: object) -> FormDefinition:
    return replace(FORM, edition=edition, applies_from=since, **changes)  # type: ignore[arg-type]


@given(st.lists(DAYS, max_size=4), PERIODS, st.sampled_from(("next_first_day", "last_day")))
def test_the_last_edition_not_later_than_the_forms_date(days: list[date], period: Period, as_of: str) -> None:
    given_editions = [named("0", None, as_of=as_of)]
    given_editions += [named(f"e{n}", day, as_of=as_of) for n, day in enumerate(days)]
    shown = period.last_day if as_of == "last_day" else period.next_first_day
    best, wanted = date.min, "0"
    for n, day in enumerate(days):
        if best <= day <= shown:
            best, wanted = day, f"e{n}"
    assert Editions.of(given_editions).at(period)[FORM.id].edition == wanted


def test_the_year_before_the_first_of_january_already_has_the_new_one() -> None:
    """The form for 2026 bears the date 1 January 2027."""
    forms = Editions.of([named("old", None), named("new", date(2027, 1, 1), as_of="next_first_day")])
    assert forms.at(Period(2026))[FORM.id].edition == "new"
    forms = Editions.of([named("old", None), named("new", date(2027, 1, 1), as_of="last_day")])
    assert [forms.at(Period(year))[FORM.id].edition for year in (2026, 2027)] == ["old", "new"]


def test_every_edition_is_found_by_name() -> None:
    forms = Editions.of([named("old", None), named("new", date(2027, 1, 1))])
    found = forms.made_by(FORM.id, "old", Period(2030))
    assert found is not None and found.edition == "old"
    assert set(found.editions) == set(forms.at(Period(2030))[FORM.id].editions) == {"old", "new"}
    assert found.siblings[FORM.id].edition == "new"
    assert forms.made_by(FORM.id, "other", Period(2030)) is None


def test_a_form_that_begins_later_is_not_there_before() -> None:
    forms = Editions.of([named("first", date(2027, 6, 1))])
    assert forms.at(Period(2026)) == {}
    assert forms.on(date(2026, 1, 1))[FORM.id].edition == "first", "it has a name already"


def test_the_same_edition_says_the_same() -> None:
    assert len(Editions.of([FORM, replace(FORM)]).known[FORM.id]) == 1
    with pytest.raises(DefinitionError, match="other contents"):
        Editions.of([FORM, replace(FORM, title="иначе")])


def test_a_rule_needs_the_other_form_as_it_is_in_the_same_period() -> None:
    """Ends of the year: a form «на 1 января» is new a period earlier than one «на 31 декабря»."""
    speaks = OutsideRef("other", place="I.1.3", form="later")
    later = named("1", date(2027, 1, 1), id="later", as_of="last_day")
    needs = named("2", date(2027, 1, 1), as_of="next_first_day", outside=(speaks,))
    with pytest.raises(DefinitionError, match="no form 'later'"):
        Editions.of([FORM, needs, later])
