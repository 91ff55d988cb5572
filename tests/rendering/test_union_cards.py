"""Sheets of cards: their size, and codes that an independent reader reads from a 300 dpi picture."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
import zxingcpp

from app.bundle.identity import make_identity
from app.bundle.union_card import make_code, read_code
from app.rendering.union_cards import ACROSS, DOWN, HEIGHT, WIDTH, CardBack, CardFace, union_cards_pdf

IDENTITY = make_identity("Первичная организация", "11111111-1111-1111-1111-111111111111")
MM = 72 / 25.4
BACK = CardBack("ППО школы № 14", "с. Верхний Услон", "+7 843 000-00-14")


def face(surname: str, number: str) -> CardFace:
    until = date(2031, 12, 31)
    return CardFace(
        union="Нефтегазстройпрофсоюз России",
        organisation="Первичная профсоюзная организация муниципального бюджетного учреждения «Школа № 14»",
        surname=surname,
        first_names="Александра Владиславовна",
        number=number,
        until=until,
        code=make_code(IDENTITY, f"{surname} А. В.", number, until),
        since=date(1988, 9, 1),
    )


def test_cards_have_the_size_of_a_bank_card() -> None:
    assert pytest.approx((85.6 * MM, 54 * MM)) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("surname", ["Щербакова", "Константинопольская-Рождественская", "Ә" * 40])
def test_every_code_of_a_sheet_is_read_at_300_dpi(surname: str) -> None:
    faces = [face(surname, f"{number:011}") for number in range(ACROSS * DOWN)]
    page = pypdfium2.PdfDocument(union_cards_pdf(faces))[0]
    picture = page.render(scale=300 / 72).to_pil()
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert sorted(code.text for code in found) == sorted(one.code for one in faces)
    assert all(read_code(code.text).signed_by(IDENTITY.certificate_pem) for code in found)


def test_the_printed_square_is_twenty_millimetres() -> None:
    page = pypdfium2.PdfDocument(union_cards_pdf([face("Щербакова", "00012345678")]))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
    side = abs(code.position.top_right.x - code.position.top_left.x) / 300 * 25.4
    assert side == pytest.approx(20 * 41 / 49, abs=0.3), "20 mm with the quiet zone of 4 modules around 41"


def test_backs_follow_their_fronts_mirrored() -> None:
    sheets = pypdfium2.PdfDocument(union_cards_pdf([face("Щербакова", str(n)) for n in range(11)], BACK))
    assert len(sheets) == 4
    assert len(pypdfium2.PdfDocument(union_cards_pdf([face("Щербакова", "1")]))) == 1
    text = sheets[3].get_textpage()
    left, *_ = text.get_charbox(text.get_text_range().index("ППО"))
    assert left > 105 * MM, "the back of the first card of the second sheet stands at the right"


def test_nobody_is_our_mistake() -> None:
    with pytest.raises(ValueError):
        union_cards_pdf([])
