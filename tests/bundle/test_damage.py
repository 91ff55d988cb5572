"""A file of ours that suffered on its way is named for what became of it, by every reader."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from app.bundle.card import read_card
from app.bundle.damage import damage_of, damage_of_body
from app.bundle.seal import inspect_sealed, open_sealed
from app.bundle.transfer import needs_code
from app.bundle.trusted import read_trusted
from app.errors import TrustError
from app.messages import sentence

FILES = {"data/a.json": b"{}"}


def letter(data: bytes, *, first: str = "From") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "Отчёт"
    made.set_content("Высылаю")
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename="forma-2.pervichka")
    way = b"Received: from a.example.org\n\tby b.example.org; Tue, 1 Dec 2026 10:00:00 +0300\n"
    return (way if first == "Received" else b"") + bytes(made)


def zipped(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("forma-2.pervichka", data)
    return made.getvalue()


WAYS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "crlf": (lambda d: d.replace(b"\n", b"\r\n"), "text_mode"),
    "cr": (lambda d: d.replace(b"\n", b"\r"), "text_mode"),
    "blank line before": (lambda d: b"\r\n" + d, "text_mode"),
    "quoted": (lambda d: b"> " + d.replace(b"\n", b"\n> "), "text_mode"),
    "base64": (base64.b64encode, "letter_code"),
    "base64 in lines": (base64.encodebytes, "letter_code"),
    "base64 for addresses": (base64.urlsafe_b64encode, "letter_code"),
    "base64 after a blank line": (lambda d: b"\n\n" + base64.encodebytes(d), "letter_code"),
    "armour": (lambda d: b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.encodebytes(d), "letter_code"),
    "uuencode": (lambda d: b"begin 644 a.pervichka\n" + d, "letter_code"),
    "letter": (letter, "saved_letter"),
    "letter as received": (lambda d: letter(d, first="Received"), "saved_letter"),
    "letter of a mailbox": (lambda d: b"From a@example.org Tue Dec  1 10:00:00 2026\n" + letter(d), "saved_letter"),
    "letter with a mark": (lambda d: b"\xef\xbb\xbf" + letter(d), "saved_letter"),
    "outlook": (lambda d: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + d, "outlook_letter"),
    "zip": (zipped, "archive"),
    "rar": (lambda d: b"Rar!\x1a\x07\x01\x00" + d, "archive"),
    "7z": (lambda d: b"7z\xbc\xaf\x27\x1c\x00\x04" + d, "archive"),
    "gzip": (lambda d: b"\x1f\x8b\x08" + d, "archive"),
    "empty": (lambda _: b"", "empty"),
    "blank": (lambda _: b"\r\n\r\n", "empty"),
    "zeros": (lambda d: bytes(len(d)), "zeros"),
    "mark": (lambda d: b"\xef\xbb\xbf" + d, "other_letters"),
    "utf-16": (lambda d: d.decode("latin-1").encode("utf-16"), "other_letters"),
    "utf-16 without a mark": (lambda d: d.decode("latin-1").encode("utf-16-le"), "other_letters"),
    "login page": (lambda _: b"\n<!DOCTYPE html>\n<html><head><title>login</title>", "web_page"),
    "page with a mark": (lambda _: b"\xef\xbb\xbf<html lang='ru'>", "web_page"),
    "xhtml": (lambda _: b'<?xml version="1.0"?>\n<!-- x --><html xmlns="">', "web_page"),
}


@pytest.mark.parametrize("way", list(WAYS))
def test_a_sealed_file_and_a_card_are_named_for_what_became_of_them(world, way: str) -> None:
    spoil, code = WAYS[way]
    spoilt = spoil(world.bundle(FILES).sealed)
    with pytest.raises(TrustError) as caught:
        open_sealed(spoilt, [])
    assert caught.value.code == f"bundle.{code}"
    seen = inspect_sealed(spoilt)
    assert (seen.sealed, seen.damage) == (False, f"bundle.{code}")
    words = sentence(caught.value)
    assert len(words) > 40
    for reader in (read_trusted, needs_code):
        with pytest.raises(TrustError) as caught:
            reader(spoilt)
        assert caught.value.code == f"bundle.{code}"


CARD = b'{"age_recipient":"age1","certificate":"x","format":"pervichka-card/1"}'


@pytest.mark.parametrize("way", [w for w in WAYS if w not in ("crlf", "cr", "quoted", "blank line before")])
def test_a_card_too(way: str) -> None:
    spoil, code = WAYS[way]
    with pytest.raises(TrustError) as caught:
        read_card(spoil(CARD))
    assert caught.value.code == f"bundle.{code}"


def test_quoted_printable_left_on(world) -> None:
    sealed = world.bundle(FILES).sealed
    for spoilt, code in (
        (quopri.encodestring(sealed), "bundle.letter_code"),
        (quopri.encodestring(sealed).replace(b"\n", b"\r\n"), "bundle.text_mode"),
        (sealed.decode("latin-1").encode(), "bundle.other_letters"),
        (sealed.decode("utf-8", "replace").encode(), "bundle.other_letters"),
    ):
        with pytest.raises(TrustError) as caught:
            world.read(spoilt)
        assert caught.value.code == code
        assert (inspect_sealed(spoilt).sealed, inspect_sealed(spoilt).damage) == (False, code)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"age-encryption.org/v2\n", b"junk", b"Subject of the day\nis rain", bytes([1]) * 99]
)
def test_what_is_nothing_of_ours_is_not_guessed_at(data: bytes) -> None:
    assert damage_of(data) in (None, "bundle.text_mode")


def test_the_words_say_what_and_what_to_do() -> None:
    assert sentence(TrustError("bundle.text_mode")).startswith("Файл повреждён при передаче")
    assert "Это сохранённое письмо: откройте вложение" in sentence(TrustError("bundle.saved_letter"))


def test_a_body_that_lost_its_eighth_bits_is_not_called_a_letters_code() -> None:
    body = bytes(range(256)) * 8
    assert damage_of_body(bytes(byte & 127 for byte in body)) == "bundle.text_mode"
    assert damage_of_body(base64.encodebytes(body)) == "bundle.letter_code"
    assert damage_of_body(body.decode("latin-1").encode()) == "bundle.other_letters"
    assert damage_of_body(body) is None
