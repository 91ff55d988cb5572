"""Outside JSON is bounded before it means anything: no spelling of it costs more than one look over its bytes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bundle.canonical import parse_canonical
from app.domain import bounded_json
from app.domain.bounded_json import (
    MAX_DEPTH,
    MAX_DIGITS,
    MalformedJson,
    parse_bounded,
    parse_by_hand,
    parse_own_export,
)
from app.errors import UserError
from app.forms.values import load_document

_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(_PLAIN, st.booleans())
def test_ordinary_json_is_read_as_ever(document: object, ascii_only: bool) -> None:
    try:
        data = json.dumps(document, ensure_ascii=ascii_only).encode()
    except UnicodeEncodeError:
        return
    try:
        assert parse_bounded(data) == document
    except MalformedJson:
        assert any(0xD800 <= ord(sign) < 0xE000 for sign in repr(json.loads(data)) + data.decode("unicode_escape"))


@given(st.binary(max_size=200) | st.text('"\\{}[],:0123456789eE.-u', max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parse_bounded(data)
    except MalformedJson:
        return


@pytest.mark.parametrize(
    "data",
    [
        b'{"fingerprint": 1e999999999}',
        b'{"cell": 1E+41}',
        b'{"cell": 1.5e-0000041}',
        b"[" + b"9" * (MAX_DIGITS + 1) + b"]",
        b"[0." + b"9" * (MAX_DIGITS + 1) + b"]",
        b"[" * 33 + b"]" * 33,
        b"[NaN]",
        b"[-Infinity]",
        b'{"a": 1, "a": 2}',
        b'["\\ud800"]',
        b'["\\udc00x"]',
        b"\xff",
        b'"' + b'\\"' * 65536,
        b'\\"' * 65536,
        b'"' * 65537,
        b"[" * 100_000,
        b"[" + b"{}," * 2_000_000 + b"{}]",
        b"",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_what_would_hang_or_fill_the_memory_is_refused(data: bytes) -> None:
    for read in (parse_canonical, parse_bounded, parse_by_hand):
        with pytest.raises(MalformedJson):
            read(data)
    with pytest.raises(UserError) as refused:
        load_document(data)
    assert refused.value.code in ("forms.not_json", "forms.too_big")


def test_brackets_and_numbers_inside_texts_are_texts() -> None:
    text = "[[[{{{1e999999999 " + "9" * 200
    assert parse_bounded(json.dumps({"a": [text, '\\"', "\\\\"]}).encode()) == {"a": [text, '\\"', "\\\\"]}


def test_a_whole_pair_of_surrogates_is_a_sign() -> None:
    assert parse_bounded(b'["\\ud83d\\ude00"]') == ["😀"]


def test_fractions_are_exact_unless_asked_otherwise() -> None:
    assert parse_bounded(b"[0.1, 1e3]") == [Decimal("0.1"), Decimal("1e3")]
    assert isinstance(parse_bounded(b"[0.5]", fraction=float)[0], float)


def test_the_line_of_a_mistake_is_told() -> None:
    with pytest.raises(MalformedJson) as refused:
        parse_by_hand(b'\xef\xbb\xbf{\n"a": 1,\n"b" 2}')
    assert refused.value.line == 3


def test_the_place_of_a_giant_number_is_told() -> None:
    with pytest.raises(MalformedJson) as refused:
        parse_by_hand(b'{"values": {"II.1.3": 12, "III.2.1": -1.5e999999999}}')
    assert refused.value.place == "III.2.1"


def test_what_is_just_within_the_bounds_is_read() -> None:
    deep = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    long = b"9" * MAX_DIGITS
    assert parse_bounded(b"[[1], [2]]") == [[1], [2]]  # brackets beside each other are no depth
    assert parse_bounded(deep)
    assert parse_bounded(b"[" + long + b"]") == [int(long)]
    assert parse_bounded(b"[1e40, 1e-40, 1e0000000040]") == [Decimal("1e40"), Decimal("1e-40"), Decimal("1e40")]
    assert parse_bounded(b"[1]", max_bytes=3) == [1]
    with pytest.raises(MalformedJson, match="too long"):
        parse_bounded(b"[1]", max_bytes=2)
    with pytest.raises(MalformedJson, match="too deep"):
        parse_bounded(b"[[1]]", max_depth=1)


def test_a_whole_register_may_have_long_texts_but_not_more_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_json, "_OWN_MEMORY", 10_000)

    def register(values: int) -> bytes:
        return json.dumps(["scan" * 50_000, *range(values)]).encode()

    assert len(parse_own_export(b"\xef\xbb\xbf" + register(100), 10**6)) == 101
    for few, most in ((200, 10**6), (10, 100_000)):
        with pytest.raises(MalformedJson):
            parse_own_export(register(few), most)


def test_objects_of_many_names_are_few() -> None:
    one = json.dumps({str(name): 0 for name in range(50_100)}).encode()
    assert len(parse_bounded(one)) == 50_100
    with pytest.raises(MalformedJson, match="too full"):
        parse_bounded(json.dumps({str(name): 0 for name in range(50_101)}).encode())
