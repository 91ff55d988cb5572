"""The square code of a card: what goes in comes out, and nothing changed ever passes for genuine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bundle.identity import Identity, make_identity
from app.bundle.trusted import TrustedOrganisation, make_trusted, read_trusted
from app.bundle.union_card import LAST_DAY, NAME_LIMIT, cut_name, looks_like_code, make_code, read_code
from app.errors import TrustError
from app.rendering.square import QUIET, modules

IDENTITY = make_identity("Первичная организация", "11111111-1111-1111-1111-111111111111")
OTHER = make_identity("Другая организация", "22222222-2222-2222-2222-222222222222")
CODE = make_code(IDENTITY, "Щербакова Е. П.", "00012345678", date(2031, 12, 31))

NAMES = st.text(
    st.characters(categories=("L",), include_characters=" -.'", max_codepoint=0x10FFFF), min_size=1, max_size=70
).filter(lambda s: bool(s.strip()) and s.isprintable())
NUMBERS = st.from_regex(r"[0-9]{1,20}", fullmatch=True) | st.from_regex(r"[A-Z0-9/-]{1,20}", fullmatch=True)
DAYS = st.dates(date(2020, 1, 1), LAST_DAY)


@given(NAMES, NUMBERS, DAYS)
def test_what_is_written_is_read(name: str, number: str, until: date) -> None:
    read = read_code(make_code(IDENTITY, name, number, until))
    assert (read.code.name, read.code.number, read.code.until) == (cut_name(name), number, until)
    assert read.code.key == IDENTITY.fingerprint[:12]
    assert read.signed_by(IDENTITY.certificate_pem)
    assert not read.signed_by(OTHER.certificate_pem)


@given(NAMES, NUMBERS, DAYS)
def test_a_print_of_twenty_millimetres_can_be_read(name: str, number: str, until: date) -> None:
    side = len(modules(make_code(IDENTITY, name, number, until)))
    assert 20 / (side + 2 * QUIET) >= 0.33


def refusal_or_signed(text: str) -> str:
    """The code of the refusal, or whether the signature held."""
    try:
        read = read_code(text)
    except TrustError as error:
        return error.code
    return "signed" if read.signed_by(IDENTITY.certificate_pem) else "forged"


REFUSALS = ("cards.code_damaged", "cards.code_newer", "forged")


@given(st.integers(0, len(CODE) - 1), st.sampled_from("0123456789"))
def test_a_misread_digit_is_told_from_a_card(place: int, digit: str) -> None:
    changed = CODE[:place] + digit + CODE[place + 1 :]
    if changed != CODE:
        assert refusal_or_signed(changed) in REFUSALS


@given(st.integers(0, 8 * 93), st.data())
def test_a_forger_who_mends_the_check_is_caught_by_the_signature(bit: int, data: st.DataObject) -> None:
    import binascii

    number = int(CODE)
    raw = bytearray(number.to_bytes((number.bit_length() + 7) // 8, "big")[:-2])
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8
    forged = str(int.from_bytes(bytes(raw) + binascii.crc_hqx(bytes(raw), 0xFFFF).to_bytes(2, "big"), "big"))
    assert refusal_or_signed(forged) in REFUSALS


@given(st.text(max_size=450) | st.from_regex(r"[0-9]{90,420}", fullmatch=True))
def test_anything_at_all_is_refused_with_a_sentence(text: str) -> None:
    assert refusal_or_signed(text) in REFUSALS


def test_the_other_of_two_equivalent_signatures_does_not_count() -> None:
    import binascii

    from app.bundle.union_card import _ORDER

    number = int(CODE)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")[:-2]
    s = int.from_bytes(raw[-32:], "big")
    twin = raw[:-32] + (_ORDER - s).to_bytes(32, "big")
    text = str(int.from_bytes(twin + binascii.crc_hqx(twin, 0xFFFF).to_bytes(2, "big"), "big"))
    assert not read_code(text).signed_by(IDENTITY.certificate_pem)


@pytest.mark.parametrize("cut", [1, 5, 60, 200])
def test_a_code_not_read_whole_says_so(cut: int) -> None:
    for text in (CODE[cut:], CODE[:-cut]):
        with pytest.raises(TrustError) as refused:
            read_code(text)
        assert refused.value.code == "cards.code_damaged"


def test_a_code_of_a_later_program_says_so() -> None:
    import binascii

    raw = bytes([2]) + bytes(80)
    later = str(int.from_bytes(raw + binascii.crc_hqx(raw, 0xFFFF).to_bytes(2, "big"), "big"))
    with pytest.raises(TrustError) as refused:
        read_code(later)
    assert refused.value.code == "cards.code_newer"


def test_spaces_and_line_ends_of_a_scanner_do_no_harm() -> None:
    assert read_code(f" {CODE[:100]}\r\n{CODE[100:]}\n").signed_by(IDENTITY.certificate_pem)
    assert looks_like_code(CODE + "\n")
    assert not looks_like_code("00012345678")


def test_a_long_name_is_cut_at_a_letter() -> None:
    name = "Ә" * 40
    short = cut_name(name)
    assert name.startswith(short)
    assert len(short.encode()) + 1 <= NAME_LIMIT
    assert read_code(make_code(IDENTITY, name, "1", date(2030, 1, 1))).code.name == short


@pytest.mark.parametrize("number", ["", "9" * 21, " 12"])
def test_a_number_that_does_not_fit_is_our_mistake(number: str) -> None:
    with pytest.raises(ValueError):
        make_code(IDENTITY, "Иванов", number, date(2030, 1, 1))


def organisation(identity: Identity, uid: str, revoked: str = "") -> TrustedOrganisation:
    return TrustedOrganisation(uid, f"Организация {uid}", identity.certificate_pem.decode(), revoked)


def test_a_signed_list_is_read_and_a_changed_one_is_not() -> None:
    data = make_trusted(IDENTITY, "a", "Областная", [organisation(OTHER, "b", "2026-01-05")])
    found = read_trusted(data)
    assert found.issuer_fingerprint == IDENTITY.fingerprint
    assert [(o.fingerprint, o.revoked_on) for o in found.organisations] == [(OTHER.fingerprint, "2026-01-05")]
    for place in range(0, len(data), 97):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(TrustError):
            read_trusted(changed)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader_of_lists(data: bytes) -> None:
    with pytest.raises(TrustError):
        read_trusted(data)


def test_the_last_day_of_the_calendar_fits() -> None:
    last = date(2020, 1, 1) + timedelta(days=2**16 - 1)
    assert read_code(make_code(IDENTITY, "И", "1", last)).code.until == last
    with pytest.raises(ValueError):
        make_code(IDENTITY, "И", "1", date(2019, 12, 31))


def test_a_later_day_is_said_as_the_last_one_a_code_knows() -> None:
    assert read_code(make_code(IDENTITY, "Щербакова Е. П.", "1", date(2300, 1, 1))).code.until == LAST_DAY
