"""Form 7 made from random forms 2, beside a count of our own: loops over plain dictionaries, none of the engine's code.

What each row of form 7 takes from form 2 is written here once more, from the recommendations.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dates import Period
from app.forms.consolidation import ConsolidationSource, Sender, bring_together
from app.forms.evaluation import evaluate
from app.forms.values import parse_values
from app.services.organisation.profiles import load_profile

YEAR = 2025
CATEGORIES = {"enterprise": "3", "higher_education": "4", "vocational": "5"}
MEMBERSHIP = {
    "3": "1", "4": "2", "4.1": "3", "5": "4", "6": "5", "6.1": "6", "10": "10", "11": "11", "13": "13", "14": "14",
}  # fmt: skip
TRAININGS = {
    "1.1": "1.1", "1.2": "1.2", "1.6": "1.3", "2.1": "2.1", "2.2": "2.2", "2.3": "2.4", "2.4": "2.5",
}  # fmt: skip
CLOSED = {("5", "3"), ("6", "3"), ("6.1", "3"), ("10", "8")}
Numbers = dict[str, int]

counts = st.integers(0, 300)


@st.composite
def primary(draw: st.DrawFn) -> tuple[str, int, Numbers]:
    """A category, the year of creation, and every open cell of form 2."""
    numbers: Numbers = {}
    for row in MEMBERSHIP.values():
        for column in ("3", "4") if row == "10" else ("3", "4", "5"):
            numbers[f"II.{row}.{column}"] = draw(counts)
    if draw(st.booleans()):
        numbers |= {"II.1.3": 0, "II.2.3": 0, "II.3.3": 0}
    category = draw(st.sampled_from(sorted(CATEGORIES)))
    if category == "enterprise":
        numbers |= {f"II.{row}.3": 0 for row in ("4", "5", "6")}
    chair, full_time, small = draw(st.integers(0, 1)), draw(st.integers(0, 1)), draw(st.integers(0, 1))
    numbers |= {"III.1.3": chair, "III.1.1.3": full_time, "III.1.2.3": small}
    for row in ("2", "2.1", "3", "4", "4.1", "5", "5.1", "6", "6.1", "7"):
        numbers |= {f"III.{row}.{column}": draw(st.integers(0, 9)) for column in "345"}
    for row in TRAININGS.values():
        numbers |= {f"IV.{row}.{column}": draw(st.integers(0, 5)) for column in "456"}
    return category, draw(st.sampled_from([YEAR, YEAR - 1, 1990])), numbers


def expected(senders: list[tuple[str, int, Numbers]]) -> Numbers:
    made: Numbers = {}

    def add(address: str, number: int) -> None:
        made[address] = made.get(address, 0) + number

    for category, created, form in senders:
        column = CATEGORIES[category]
        for own, row in MEMBERSHIP.items():
            for to, of in ((column, "3"), ("7", "4"), ("8", "5")):
                if (own, to) not in CLOSED:
                    add(f"II.{own}.{to}", form.get(f"II.{row}.{of}", 0))
                    add(f"II.{own}.6", form[f"II.{row}.3"] if to == column else 0)
        students_only = category != "enterprise" and form["II.2.3"] == 0 and form["II.5.3"] > 0
        add(f"II.1.{column}", 1)
        add(f"II.1.1.{column}", 1 if 2 * form["II.2.3"] < form["II.1.3"] else 0)
        add(f"II.2.{column}", 1 if created == YEAR else 0)
        if category != "enterprise":
            add(f"II.1.2.{column}", 1 if students_only else 0)
        add("III.1.2.3" if students_only else "III.1.1.3", form["III.1.3"])
        add("III.1.2.4" if students_only else "III.1.1.4", form["III.1.1.3"])
        add("III.1.3", form["III.1.3"])
        add("III.1.3.3", form["III.1.2.3"])
        add("III.1.3.4", form["III.1.1.3"] if form["III.1.2.3"] else 0)
        for row in "24567":
            add(f"III.{row}.3", form[f"III.{row}.3"])
            add(f"III.{row}.5", form[f"III.{row}.4"])
            add(f"III.{row}.6", form[f"III.{row}.5"])
            if row != "7":
                add(f"III.{row}.4", form[f"III.{row}.1.3"])
        for own, row in TRAININGS.items():
            for at in "456":
                add(f"IV.{own}.{at}", form[f"IV.{row}.{at}"])
                add(f"IV.{own}.3", form[f"IV.{row}.{at}"])
    for column in "345678":
        for total, terms in (("7", ("3", "5")), ("8", ("4", "6")), ("12", ("4", "6", "10", "11"))):
            known = [made[f"II.{row}.{column}"] for row in terms if f"II.{row}.{column}" in made]
            if known:
                made[f"II.{total}.{column}"] = sum(known)
    return made


@settings(max_examples=40, deadline=None)
@given(st.lists(primary(), min_size=1, max_size=6))
def test_form_7_is_the_sum_of_forms_2(senders: list[tuple[str, int, Numbers]]) -> None:
    forms = load_profile("ngsp").forms
    sources = [
        ConsolidationSource(
            forms["fnpr-2"],
            evaluate(forms["fnpr-2"], parse_values(forms["fnpr-2"], {"values": form}), period=Period(YEAR)),
            Sender(str(number), "ppo", category, date(created, 3, 1)),
        )
        for number, (category, created, form) in enumerate(senders)
    ]
    made = bring_together(forms["fnpr-7"], sources, Period(YEAR))
    wanted = expected(senders)
    assert {address: made.view.cells[address].value for address in wanted} == wanted
    for column in "345678":
        whole, part = wanted.get(f"II.7.{column}"), wanted.get(f"II.8.{column}", 0)
        share = made.view.cells[f"II.9.{column}"].value
        if whole:
            assert share == (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    for address in wanted:
        assert sum(part.value for part in made.parts.get(address, ())) == wanted[address]
