"""Complete reports, «Остальное – нули» and «нет сведений», on the real forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.enums import CellKind
from app.errors import UserError
from app.forms.completeness import with_zeros, zeros_for
from app.forms.consolidation import ConsolidationSource, Sender, bring_together
from app.forms.definition import FormDefinition, ValueType
from app.forms.evaluation import evaluate
from app.forms.values import dump_values, parse_values
from app.forms.view import ReportView
from app.services.organisation.profiles import load_profile

PROFILE = load_profile("ngsp")
FORMS = PROFILE.forms
F2, F7, KDK1, KDK2 = (FORMS[name] for name in ("fnpr-2", "fnpr-7", "kdk-1", "kdk-2"))
KINDS = {"fnpr-7": "mpo", "kdk-2": "mpo", "reestr": "mpo", "fnpr-14": "mpo", "fnpr-15": "mpo", "kdk-1": "ppo"}


def view_of(form: FormDefinition, document: dict[str, Any], kind: str | None = None) -> ReportView:
    kind = kind or KINDS.get(form.id, form.org_kinds[0].value)
    return evaluate(form, parse_values(form, document), None, Period(2025), org_kind=kind)


def zeroed(form: FormDefinition, document: dict[str, Any]) -> tuple[ReportView, dict[str, Decimal]]:
    """The report after «Остальное – нули», and where they stand."""
    typed = parse_values(form, document)
    kind = KINDS.get(form.id, form.org_kinds[0].value)

    def again(zeros: Any) -> ReportView:
        return evaluate(form, with_zeros(form, typed, zeros), None, Period(2025), org_kind=kind)

    zeros = zeros_for(form, view_of(form, document), again)
    return again(zeros), zeros


def test_every_place_that_may_stay_empty_says_why() -> None:
    silent = [
        f"{form.id} {cell.address}"
        for form in (*FORMS.values(), *PROFILE.documents.values())
        for table in form.tables.values()
        for cell in table.cells.values()
        if cell.kind is CellKind.INPUT and cell.type not in (ValueType.TEXT, ValueType.MARK)
        if cell.required is not True and not cell.why_empty
    ]
    silent += [
        f"{form.id} {field.name}"
        for form in (*FORMS.values(), *PROFILE.documents.values())
        for field in form.fields.values()
        if field.type not in (ValueType.TEXT, ValueType.DATE) and field.required is not True and not field.why_empty
    ]
    assert silent == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_complete_is_that_nothing_is_missing_and_every_missing_place_can_be_told(form: FormDefinition) -> None:
    """What is said to be missing is enough: with all of it given as unknown, the report is complete."""
    empty = view_of(form, {})
    assert empty.complete is not bool(empty.missing)
    assert empty.untouched
    told = view_of(form, {"unknown": dict.fromkeys(empty.missing, "никто не знает")})
    assert [place for place in told.missing if place in empty.missing] == []
    assert all(told.cells[place].value is None for place in empty.missing if place in told.cells)
    assert not empty.missing or not told.untouched


EMPTY_MAY_BE = {"1-t", "reestr", "rezerv", "soc-econ", "deti"}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_only_lists_and_the_legal_empty_form_are_complete_with_nothing_typed(form: FormDefinition) -> None:
    assert view_of(form, {}).complete is (form.id in EMPTY_MAY_BE)
    assert bool(form.blank) is (form.id == "1-t")


def test_missing_names_cells_fields_and_columns_of_begun_rows_in_the_order_of_the_paper() -> None:
    assert view_of(KDK1, {"values": {"1.101.3": 1}}).missing == ("1.301.3", "1.401.3", "no_agreement_reason")
    with_agreement = view_of(KDK1, {"values": {"1.102.3": 1, "1.801.3": 1, "1.301.3": 5}})
    assert with_agreement.missing == ("1.401.3", "1.901.3", "1.902.3")
    rows = view_of(FORMS["soc-econ"], {"lists": {"1": [{"2": "Завод"}, {}, {"3": 5, "4": 0}]}})
    assert rows.missing == ("1.1.3", "1.3.2"), "an empty row is none"
    between = view_of(FORMS["obuchenie"], {"lists": {"3": [{"3": "5"}], "9": [{"3": "5"}]}}).missing
    assert between[:4] == ("1.1.3", "1.3.3", "3.1.2", "1.4.3"), "a list stands where the paper has it"
    assert between.index("1.9.3") < between.index("9.1.2") < between.index("1.14.1.3")
    assert view_of(FORMS["kd-hod"], {}).missing == tuple(f"section_{n}" for n in range(1, 15))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_zeros_go_only_where_the_form_allows_them(form: FormDefinition) -> None:
    before = view_of(form, {})
    after, zeros = zeroed(form, {})
    assert set(zeros.values()) <= {Decimal(0)}
    assert {v.rule for v in after.errors} <= {v.rule for v in before.errors}
    left = set(after.missing)
    for place in set(before.missing) - left:
        assert place in zeros
    for place in left:
        cell, field = form.cell(place), form.fields.get(place)
        assert (cell is not None) or (field is not None and field.type in (ValueType.TEXT, ValueType.DATE))


def test_zeros_never_say_how_many_people_work() -> None:
    members = {f"II.2.{column}": number for column, number in (("3", 90), ("4", 40), ("5", 30))}
    after, zeros = zeroed(F2, {"values": members})
    assert {"II.1.3", "II.1.4", "II.1.5", "II.4.3"} <= set(after.missing)
    assert "II.10.3" in zeros and "schools_count" in zeros and "training_share_percent" not in zeros
    empty, none = zeroed(FORMS["1-t"], {})
    assert none == {} and empty.complete, "no zero may stand in the empty form"
    begun, filled = zeroed(FORMS["1-t"], {"values": {"1.01.3": 50}})
    assert begun.complete and filled


def test_zeros_leave_out_what_a_rule_forbids() -> None:
    """Whole rows below their parts are not zeros, although the form says nothing of the cell."""
    after, zeros = zeroed(FORMS["4-pi"], {"values": {"1.3.1.4": 5}})
    assert "1.3.4" not in zeros and "1.3.4" in after.missing
    assert not after.errors


def f2(employees: int | None, members: int, **more: Any) -> dict[str, Any]:
    """Form 2 of an enterprise, all of it filled but perhaps the number of employees."""
    values = {a: 0 for t in F2.tables.values() for a, c in t.cells.items() if c.kind is CellKind.INPUT}
    values |= {"II.2.3": members}
    if employees is None:
        for column in "345":
            del values[f"II.1.{column}"]
    else:
        values["II.1.3"] = employees
    return {"values": values, "fields": {"schools_count": 0, "schools_trained": 0}, **more}


def unknown_employees() -> dict[str, Any]:
    return f2(None, 40, unknown={f"II.1.{column}": "работодатель не ответил" for column in "345"})


def test_an_unknown_number_is_named_by_every_sum_that_lacks_it_and_makes_no_share() -> None:
    view = view_of(F2, unknown_employees())
    assert view.complete
    assert view.cells["II.1.3"].value is None
    assert view.cells["II.7.3"].value is None, "zero students are no total of all"
    assert [one.place for one in view.unknown["II.7.3"]] == ["II.1.3"]
    assert view.cells["II.9.3"].value is None
    assert [one.reason for one in view.unknown["II.9.3"]] == ["работодатель не ответил"]
    assert "II.8.3" not in view.unknown
    assert view.errors == ()


def test_a_check_over_a_number_nobody_knows_asks_instead_of_forbidding() -> None:
    values = {"II.1.3": 5, "III.1.2.3": 2}
    wrong = view_of(F7, {"values": {**values, "III.1.1.3": 0}})
    asked = view_of(F7, {"values": values, "unknown": {"III.1.1.3": "списки сгорели"}})
    (error,) = [v for v in wrong.errors if "II.1.6" in v.cells]
    (warning,) = [v for v in asked.warnings if v.rule == error.rule]
    assert asked.errors == ()
    assert "нет сведений" in warning.message


def test_a_document_with_unknowns_is_read_back_as_it_was() -> None:
    view = view_of(F2, unknown_employees())
    document = dump_values(F2, view)
    assert document["unknown"]["II.7.3"] == [{"place": "II.1.3", "reason": "работодатель не ответил"}]  # type: ignore[index]
    assert view_of(F2, document) == view


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"values": {"II.1.3": 5}, "unknown": {"II.1.3": "нет"}}, "forms.unknown_with_value"),
        ({"unknown": {"II.1.3": " "}}, "forms.unknown_without_reason"),
        ({"unknown": {"II.1.3": [{"place": "II.1.3"}]}}, "forms.unknown_without_reason"),
        ({"unknown": {"II.99.3": "нет"}}, "forms.unknown_cell"),
        ({"unknown": ["II.1.3"]}, "forms.not_a_document"),
    ],
)
def test_what_is_no_unknown_is_refused(document: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_values(F2, document)
    assert refused.value.code == code


def source(
    form: FormDefinition, label: str, document: dict[str, Any], category: str = "enterprise"
) -> ConsolidationSource:
    return ConsolidationSource(form, view_of(form, document), Sender(label, "ppo", category))


def test_a_total_names_whose_numbers_it_lacks_and_never_takes_them_for_zero() -> None:
    made = bring_together(
        F7,
        [
            source(F2, "Завод", f2(100, 60)),
            source(F2, "Промысел", unknown_employees()),
            source(F2, "Склад", {"values": {"II.2.3": 7}}),
        ],
        Period(2025),
        org_kind="mpo",
    )
    view = made.view
    assert view.cells["II.3.6"].value == 100
    lacking = [(one.organisation, one.place, one.reason) for one in view.unknown["II.3.6"]]
    assert lacking == [("Промысел", "II.1.3", "работодатель не ответил"), ("Склад", "II.1.3", "")]
    assert view.cells["II.9.6"].value is None, "no share of a number that nobody knows"
    assert [one.organisation for one in view.unknown["II.1.1.3"]] == ["Промысел", "Склад"], "whether under a half"
    assert [one.organisation for one in view.unknown["schools_count"]] == ["Склад"]
    assert "II.4.6" not in view.unknown, "everybody told its members"

    # One level up the names stay those of the primaries.
    above = bring_together(F7, [ConsolidationSource(F7, view, Sender("МПО", "oppo"))], Period(2025), org_kind="mpo")
    assert {one.organisation for one in above.view.unknown["II.3.6"]} == {"Промысел", "Склад"}


def test_a_total_of_unknowns_alone_is_empty_and_known_to_be_unknown() -> None:
    made = bring_together(F7, [source(F2, "Промысел", unknown_employees())], Period(2025), org_kind="mpo")
    assert made.view.cells["II.3.3"].value is None
    assert made.view.cells["II.1.1.3"].value is None, "nobody can say that no organisation is under a half"
    assert "II.3.3" not in made.view.missing


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=1, max_size=6))
def test_the_sum_of_the_known_and_the_count_of_the_unknown(employees: list[int | None]) -> None:
    sources = [
        source(F2, f"П{n}", unknown_employees() if number is None else f2(number, 0))
        for n, number in enumerate(employees)
    ]
    made = bring_together(F7, sources, Period(2025), org_kind="mpo").view
    known = [number for number in employees if number is not None]
    assert made.cells["II.3.3"].value == (sum(known) if sum(known) or len(known) == len(employees) else None)
    assert len(made.unknown.get("II.3.3", ())) == len(employees) - len(known)


def test_an_unmarked_agreement_is_counted_as_none() -> None:
    """КДК-1 without 801: no agreement, in the rows of those without one, not in no row at all."""
    document = {
        "values": {"1.101.3": 1, "1.201.3": 1, "1.301.3": 50, "1.401.3": 20},
        "fields": {"no_agreement_reason": "Переговоры идут"},
    }
    assert view_of(KDK1, document).complete
    made = bring_together(KDK2, [source(KDK1, "Школа", document)], Period(2025), org_kind="mpo").view
    assert [made.cells[f"I.{row}.4"].value for row in ("01", "01.1", "02", "02.1", "03")] == [1, 1, 1, 1, 0]
    assert made.cells["II.09.3"].value == 1
    assert made.unknown == {}


def test_a_required_answer_is_no_absent_mark() -> None:
    """Строка 25 of 7-травматизм is an answer, 1 or 0: the source wants it from everybody."""
    form = FORMS["7-travmatizm"]
    assert "1.25.4" in view_of(form, {}).missing
