"""КДК-1 by an independent reading of its rules: right fillings give no violation, every break is found at its cell."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "kdk-1.toml"))
YEAR = 2025
STATE_CODES = {"11", "12", "13", "14", "17", "31", "32", "33", "40", "41", "42", "43", "61"}
ALL_CODES = [
    "101", "102", "201", "301", "401", "501", "502", "503", "601", "602", "603", "701", "801", "802", "901", "902",
    "903", "1001", "1002", "1003", "1101", "1201", "1202",
]  # fmt: skip
OF_AGREEMENT = ["802", "901", "902", "903", "1001", "1002", "1003", "1101", "1201", "1202"]
OF_THIS_YEAR = ["1001", "1002", "1003", "1101"]

Report = dict[str, dict[str, int | str]]


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A right filling; what does not apply is sometimes 0 and sometimes left empty."""
    mark = st.integers(0, 1)
    rows = {code: draw(mark) for code in ALL_CODES}
    rows["102"] = 1 - rows["101"]
    rows["301"] = draw(st.integers(0, 100_000))
    rows["401"] = draw(st.integers(0, rows["301"]))
    fields: dict[str, int | str] = {}
    if draw(st.booleans()):
        state = draw(st.sampled_from(sorted(STATE_CODES)))
        fields["okfs"] = state if rows["101"] else draw(st.sampled_from(["15", "16", "18", "23", "34", "53", "62"]))
    idle: list[str] = []
    if rows["801"]:
        rows["901"] = draw(st.integers(YEAR - 4, YEAR))
        rows["902"] = draw(st.integers(1, 3))
        chosen = draw(st.sampled_from(["1001", "1002", "1003"]))
        rows.update({code: int(code == chosen and rows["901"] == YEAR) for code in ("1001", "1002", "1003")})
        if rows["901"] != YEAR:
            rows["1101"] = 0
            idle = OF_THIS_YEAR
        if rows["1101"]:
            fields["disagreements"] = "О доплатах"
    else:
        rows.update(dict.fromkeys(OF_AGREEMENT, 0))
        fields["no_agreement_reason"] = "Идут переговоры"
        idle = OF_AGREEMENT
    for code in idle:
        if draw(st.booleans()):
            del rows[code]
    return {"values": {f"1.{code}.3": number for code, number in rows.items()}, "fields": fields}


def view(report: Report) -> ReportView:
    return evaluate(FORM, parse_values(FORM, report), period=Period(YEAR), org_kind="ppo")


def at(code: str) -> str:
    return f"1.{code}.3"


@given(reports())
def test_a_right_filling_is_complete_and_has_no_violations(report: Report) -> None:
    found = view(report)
    assert found.violations == ()
    assert found.complete


def no_agreement(report: Report) -> bool:
    return report["values"][at("801")] == 0


def agreement(report: Report) -> bool:
    return report["values"][at("801")] == 1


def of_this_year(report: Report) -> bool:
    return agreement(report) and report["values"][at("901")] == YEAR


def earlier(report: Report) -> bool:
    return agreement(report) and report["values"][at("901")] != YEAR


BREAKS: list[tuple[str, Callable[[Report], bool], dict[str, int], str]] = [
    ("both ownerships", lambda _: True, {"101": 1, "102": 1}, "101"),
    ("no ownership", lambda _: True, {"101": 0, "102": 0}, "101"),
    ("members", lambda _: True, {"301": 7, "401": 8}, "401"),
    *[(f"{code} without 801", no_agreement, {code: 1}, code) for code in OF_AGREEMENT],
    ("no year", agreement, {"901": 0}, "901"),
    ("next year", agreement, {"901": YEAR + 1}, "901"),
    ("no term", agreement, {"902": 0}, "902"),
    ("long term", agreement, {"902": 4}, "902"),
    ("nobody", of_this_year, {"1001": 0, "1002": 0, "1003": 0}, "1001"),
    ("two", of_this_year, {"1001": 0, "1002": 1, "1003": 1}, "1001"),
    *[(f"{code} of an earlier agreement", earlier, {code: 1}, code) for code in ("1001", "1002", "1003")],
    ("protocol of an earlier agreement", earlier, {"1101": 1}, "1101"),
]


@given(reports(), st.sampled_from(BREAKS))
def test_every_break_is_found_at_its_cell(
    report: Report, broken: tuple[str, Callable[[Report], bool], dict[str, int], str]
) -> None:
    _, applies, change, place = broken
    if not applies(report):
        return
    report["values"].update({at(code): number for code, number in change.items()})
    found = view(report).violations
    assert any(violation.cells[0] == at(place) for violation in found)
    assert all(violation.severity == "error" for violation in found)


@given(reports())
def test_missing_texts_are_found(report: Report) -> None:
    if no_agreement(report):
        del report["fields"]["no_agreement_reason"]
        assert [v.cells for v in view(report).violations] == [("no_agreement_reason", at("801"))]
    elif report["values"].get(at("1101")) == 1:
        del report["fields"]["disagreements"]
        assert [v.cells for v in view(report).violations] == [(at("1101"), "disagreements")]


@given(reports(), st.integers(10, 99).map(str))
def test_the_mark_of_ownership_follows_the_code(report: Report, code: str) -> None:
    report["fields"]["okfs"] = code
    right = report["values"][at("101")] == int(code in STATE_CODES)
    assert [v.cells[0] for v in view(report).violations] == ([] if right else [at("101")])


@given(st.integers(10, 99).map(str))
def test_the_mark_fills_itself_by_the_code(code: str) -> None:
    typed = parse_values(FORM, {"fields": {"okfs": code}})
    found = evaluate(FORM, typed, {}, Period(YEAR), org_kind="ppo")
    state = int(code in STATE_CODES)
    assert (found.cells[at("101")].value, found.cells[at("102")].value) == (state, 1 - state)
    nobody_knows = evaluate(FORM, parse_values(FORM, {}), {}, Period(YEAR), org_kind="ppo")
    assert (nobody_knows.cells[at("101")].value, nobody_knows.cells[at("101")].source) == (0, None)
    assert "ownership" in [v.rule for v in nobody_knows.violations]


@given(reports(), st.data())
def test_what_must_be_said_cannot_be_left_out(report: Report, data: st.DataObject) -> None:
    needed = ["301", "401", *(["901", "902"] if agreement(report) else [])]
    left_out = data.draw(st.sampled_from(needed))
    del report["values"][at(left_out)]
    assert view(report).missing == (at(left_out),)


@given(reports(), st.data())
def test_a_place_without_a_mark_is_an_absent_mark(report: Report, data: st.DataObject) -> None:
    marks = [code for code in ALL_CODES if code not in ("301", "401", "901", "902") and at(code) in report["values"]]
    left_out = data.draw(st.sets(st.sampled_from(marks)))
    zeros = {**report, "values": {**report["values"], **{at(code): 0 for code in left_out}}}
    for code in left_out:
        del report["values"][at(code)]
    assert view(report) == dataclasses.replace(view(zeros), cells=view(report).cells)
    assert [c.value for c in view(report).cells.values()] == [c.value for c in view(zeros).cells.values()]
