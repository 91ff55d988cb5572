"""Keys and the public card."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from hypothesis import given
from hypothesis import strategies as st

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.bundle.card import CardOrganisation, canonical_certificate, make_card, read_card
from app.bundle.identity import fingerprint, grouped_fingerprint, make_identity, ungrouped
from app.errors import TrustError

SCHOOL = CardOrganisation("uid-1", "ppo", "enterprise", "ППО школы № 1", "ППО", "г. Орёл", "+7 900", "a@example.org")


def test_fingerprint_is_what_openssl_prints(world, tmp_path: Path) -> None:
    path = tmp_path / "c.pem"
    path.write_bytes(world.school.identity.certificate_pem)
    said = subprocess.run(
        ["openssl", "x509", "-in", path, "-noout", "-fingerprint", "-sha256"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert ungrouped(said.partition("=")[2]) == fingerprint(path.read_bytes())


def test_a_fingerprint_survives_being_typed_from_paper(world) -> None:
    digits = world.school.identity.fingerprint
    assert ungrouped(grouped_fingerprint(digits).upper()) == digits
    assert all(len(group) == 4 for group in grouped_fingerprint(digits).split())


def test_private_parts_never_show_in_a_traceback(world) -> None:
    shown = repr(world.school.identity)
    assert "PRIVATE" not in shown and "AGE-SECRET" not in shown


def test_a_very_long_name_still_makes_a_certificate() -> None:
    assert len(fingerprint(make_identity("Первичная организация " * 20, "u").certificate_pem)) == 64


def test_a_card_says_who_and_with_which_keys(world) -> None:
    card = read_card(make_card(world.school.identity, SCHOOL))
    assert card.organisation == SCHOOL
    assert card.fingerprint == world.school.identity.fingerprint
    assert card.seal_recipient == world.school.identity.seal_recipient


def test_texts_of_a_card_are_bounded(world) -> None:
    longest = replace(SCHOOL, full_name="я" * 2000)
    assert read_card(make_card(world.school.identity, longest)).organisation == longest
    with pytest.raises(TrustError) as refused:
        read_card(make_card(world.school.identity, replace(SCHOOL, full_name="я" * 2001)))
    assert refused.value.code == "bundle.card_damaged"


def test_a_certificate_with_a_negative_number_is_refused_not_warned_of(world) -> None:
    certificate = load_pem_x509_certificate(world.school.identity.certificate_pem)
    der = bytearray(certificate.public_bytes(Encoding.DER))
    length = (certificate.serial_number.bit_length() + 8) // 8
    place = der.index(bytes([2, length]) + certificate.serial_number.to_bytes(length, "big"))
    der[place + 2] |= 0x80
    lines = base64.encodebytes(bytes(der)).decode().replace("\n", "")
    body = "\n".join(lines[n : n + 64] for n in range(0, len(lines), 64))
    pem = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode()
    with pytest.raises(ValueError, match="outdated"):
        canonical_certificate(pem)


def test_no_changed_byte_of_a_card_passes(world) -> None:
    card = make_card(world.school.identity, SCHOOL)
    for position in range(len(card)):
        changed = bytearray(card)
        changed[position] ^= 1
        with pytest.raises(TrustError) as caught:
            read_card(bytes(changed))
        assert caught.value.code in {"bundle.card_damaged", "bundle.not_a_card", "bundle.newer_format"}


def test_another_ones_key_cannot_be_put_into_a_card(world) -> None:
    stranger = world.stranger.identity
    document = json.loads(make_card(world.school.identity, SCHOOL))
    document["age_recipient"] = stranger.seal_recipient
    with pytest.raises(TrustError, match="card_damaged"):
        read_card(canonical(document))
    document["certificate"] = stranger.certificate_pem.decode()
    with pytest.raises(TrustError, match="card_damaged"):
        read_card(canonical(document))


@pytest.mark.parametrize("email", ["a@b.ru\nBcc: c@d.ru", "a\x00b"])
def test_a_card_cannot_smuggle_lines_into_a_letter(world, email: str) -> None:
    with pytest.raises(TrustError, match="card_damaged"):
        read_card(make_card(world.school.identity, replace(SCHOOL, email=email)))


def test_a_well_signed_card_with_an_unknown_kind_is_refused(world) -> None:
    with pytest.raises(TrustError, match="card_damaged"):
        read_card(make_card(world.school.identity, replace(SCHOOL, kind="club")))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format":1}', b"x" * 100_000])
def test_what_is_no_card_is_called_so(data: bytes) -> None:
    with pytest.raises(TrustError, match=r"not_a_card|empty"):
        read_card(data)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('абв"\\{[', max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_canonical_json_reads_back_and_has_one_spelling(document: object) -> None:
    spelt = canonical(document)
    assert parse_canonical(spelt) == document
    assert canonical(parse_canonical(spelt)) == spelt


@pytest.mark.parametrize(
    "data", [b'{"a":1,"a":2}', b"NaN", b"[Infinity]", b"[" * 40 + b"]" * 40, b'"\\ud800"', b"1" * 5000, b"\xd0", b""]
)
def test_strange_json_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedJson):
        parse_canonical(data)
