"""Reading a values document: strict about shape, exact about numbers, lenient about sense."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.errors import UserError
from app.forms.definition import FormDefinition, ValueType
from app.forms.evaluation import evaluate
from app.forms.values import dump_values, format_value, json_value, load_document, number_from_text, parse_values
from app.messages import sentence


@pytest.mark.parametrize(
    ("document", "code", "named"),
    [
        ({"values": {"II.1.3": "сто"}}, "forms.not_a_number", "II.1.3"),
        ({"values": {"II.1.3": "100"}}, "forms.not_a_number", "II.1.3"),
        ({"values": {"II.1.3": True}}, "forms.not_a_number", "II.1.3"),
        ({"values": {"II.1.3": [1]}}, "forms.not_a_number", "II.1.3"),
        ({"values": {"II.1.3": float("nan")}}, "forms.not_a_number", "II.1.3"),
        ({"values": {"II.1.3": float("inf")}}, "forms.not_a_number", "II.1.3"),
        ({"values": {"II.1.3": 10**13}}, "forms.too_big", "II.1.3"),
        ({"values": {"II.1.3": Decimal("1e400")}}, "forms.too_big", "II.1.3"),
        ({"values": {"II.99.3": 1}}, "forms.unknown_cell", "II.99.3"),
        ({"values": {"II.1": 1}}, "forms.unknown_cell", "II.1"),
        ({"values": {"schools_count": 1}}, "forms.unknown_cell", "schools_count"),
        ({"fields": {"pools": 1}}, "forms.unknown_field", "pools"),
        ({"fields": {"schools_count": "одна"}}, "forms.not_a_number", "schools_count"),
        ({"fields": {"phone": 123}}, "forms.not_a_text", "phone"),
        ({"fields": {"phone": "a\x00b"}}, "forms.bad_text", "phone"),
        ({"lists": {"1": []}}, "forms.unknown_list", "1"),
        ({"value": {}}, "forms.unknown_key", "value"),
        ({"values": []}, "forms.not_a_document", ""),
        ([], "forms.not_a_document", ""),
    ],
)
def test_a_document_that_makes_no_sense_is_refused_by_place(
    fnpr_2: FormDefinition, document: Any, code: str, named: str
) -> None:
    with pytest.raises(UserError) as caught:
        parse_values(fnpr_2, document)
    assert caught.value.code == code
    assert named in sentence(caught.value)


@pytest.mark.parametrize("text", ["", "{", '{"values": NaN}', '{"a": 1, "a": 2}', "[" * 100_000])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        load_document(text)
    assert caught.value.code == "forms.not_json"


def test_a_number_beyond_measure_is_refused_by_place() -> None:
    with pytest.raises(UserError) as caught:
        load_document('{"values": {"II.1.3": 1e999999999999999999999}}')
    assert (caught.value.code, caught.value.params["cell"]) == ("forms.too_big", "II.1.3")


def test_null_and_absent_are_both_empty(fnpr_2: FormDefinition) -> None:
    typed = parse_values(fnpr_2, load_document(b'\xef\xbb\xbf{"values": {"II.1.3": null}, "fields": {"phone": null}}'))
    assert (typed.values, typed.fields) == ({}, {})


def test_numbers_are_exact_and_percents_have_one_decimal(fnpr_2: FormDefinition) -> None:
    document = load_document('{"values": {"II.1.3": 60.0, "II.9.3": 6.25, "II.2.3": 0.1}}')
    assert parse_values(fnpr_2, document).values == {
        "II.1.3": Decimal(60),
        "II.9.3": Decimal("6.3"),
        "II.2.3": Decimal("0.1"),
    }


def test_written_out_numbers_have_their_types(fnpr_2: FormDefinition) -> None:
    typed = parse_values(fnpr_2, {"values": {"II.1.3": 8, "II.2.3": 4}, "fields": {"training_share_percent": 4}})
    written = dump_values(fnpr_2, evaluate(fnpr_2, typed))
    values, fields = written["values"], written["fields"]
    assert isinstance(values, dict)
    assert isinstance(fields, dict)
    assert (values["II.1.3"], type(values["II.1.3"])) == (8, int)
    assert (values["II.9.3"], type(values["II.9.3"])) == (50.0, float)
    assert values["II.9.4"] is None
    assert "II.10.5" not in values
    assert fields["training_share_percent"] == 4.0
    assert json_value(None, ValueType.COUNT) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1 250", 1250), ("66,7", Decimal("66.7")), ("−3", -3), (" ", None), ("1\u00a0000", 1000), ("0", 0)],
)
def test_numbers_as_people_type_them(typed: str, number: int | Decimal | None) -> None:
    assert number_from_text(typed) == number


@pytest.mark.parametrize("typed", ["сто", "1.2.3", "1e5", "٣", "--1", "1-2", "0x10", "½"])
def test_what_is_not_a_number_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError):
        number_from_text(typed)


def test_numbers_for_a_russian_reader() -> None:
    assert format_value(Decimal(1250)) == "1\u00a0250"
    assert format_value(Decimal("66.7"), ValueType.PERCENT) == "66,7"
    assert format_value(Decimal(75), ValueType.PERCENT) == "75,0"
    assert format_value(Decimal(2025), ValueType.YEAR) == "2025"
    assert format_value(None) == ""
