"""Papers beside forms: key and recovery sheets, receipts, lists, consents."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import pypdfium2
import pytest
import segno

from app.errors import OperationCancelled
from app.progress import Progress
from app.rendering import consent_form_pdf, key_sheet_pdf, member_list_pdf, receipt_pdf, recovery_sheet_pdf
from app.rendering.consents import ConsentPaper, ConsentPerson, PrintedConsentPart
from app.rendering.sheets import KeySheet, ReceiptPaper, RecoverySheet

FINGERPRINT = hashlib.sha256(b"certificate").hexdigest()
CODE = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6789"
PARTS = (
    PrintedConsentPart("Учёт", "учёт членов", "вышестоящие организации", ("surname", "phone")),
    PrintedConsentPart("Бонусы", "скидки", "оператор программы", ("card_number",)),
)
PAPER = ConsentPaper(
    "СОГЛАСИЕ\n(152-ФЗ)\n\nЯ, {person}, адрес: {person_address}, даю {organisation} согласие.\n\nЧасти:\n{parts}\n\n"
    "Подпись ________ / {person} /",
    "test-1",
    PARTS,
    "ППО «Северный ключ»",
)


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def holds_square(pdf: bytes, text: str) -> bool:
    """Whether the first page shows the QR code of the text: its modules are looked for in the picture."""
    modules = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
    scale = 8
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=scale, grayscale=True)
        width, height, stride, data = picture.width, picture.height, picture.stride, bytes(picture.buffer)
    side = 48 / 25.4 * 72 * scale
    unit = side / (len(modules) + 8)
    left = width - 12 / 25.4 * 72 * scale - side + 4 * unit

    def dark(x: float, y: float) -> bool:
        return data[int(y) * stride + int(x)] < 128

    # The top of the code is where the seven dark modules of its upper left finder begin.
    top = next((y for y in range(1, height // 2) if _finder_starts(dark, left, y, unit)), None)
    if top is None:
        return False
    return all(
        dark(left + (column + 0.5) * unit, top + (row + 0.5) * unit) == bool(module)
        for row, line in enumerate(modules)
        for column, module in enumerate(line)
    )


def _finder_starts(dark, left: float, y: int, unit: float) -> bool:
    across = [dark(left + (n + 0.5) * unit, y + 0.5 * unit) for n in range(8)]
    edge = dark(left + 3.5 * unit, y) and not dark(left + 3.5 * unit, y - 1)
    return edge and across == [True] * 7 + [False]


def test_the_key_sheet_shows_the_fingerprint_to_eye_and_scanner() -> None:
    pdf = key_sheet_pdf(
        KeySheet("ППО «Северный ключ»", FINGERPRINT, "Ямальская МПО", "Ковалёва З. Ф.", date(2027, 1, 12))
    )
    (text,) = pages(pdf)
    groups = " ".join(FINGERPRINT[n : n + 4] for n in range(0, 64, 4))
    for words in ("ППО «Северный ключ»", "Ямальская МПО", groups, "Ковалёва З. Ф.", "М.П.", "«12» января 2027 г."):
        assert words in text
    assert holds_square(pdf, FINGERPRINT)
    assert not holds_square(pdf, FINGERPRINT[::-1])


def test_the_recovery_sheet_shows_the_whole_code() -> None:
    pdf = recovery_sheet_pdf(RecoverySheet("ППО «Северный ключ»", CODE))
    (text,) = pages(pdf)
    assert CODE.replace("-", " ") in text
    assert "в сейфе" in text
    assert holds_square(pdf, CODE)
    assert CODE not in repr(RecoverySheet("ППО", CODE))


def test_the_receipt_says_what_was_taken_in_and_by_whom() -> None:
    receipt = ReceiptPaper(
        "ППО «Северный ключ»",
        "Ямальская МПО",
        datetime.fromisoformat("2027-01-20T10:05"),
        "на уточнение",
        "0b0d9a52",
        ("Форма № 2 за 2026 год",),
        (("Таблица II, строка 2", "Сверьте с реестром"),),
        "Петрова А. А.",
        FINGERPRINT,
    )
    (text,) = pages(receipt_pdf(receipt))
    for words in ("ППО «Северный ключ»", "20.01.2027 10:05", "на уточнение", "0b0d9a52", "1. Форма № 2 за 2026 год",
                  "Таблица II, строка 2: Сверьте с реестром", "Петрова А. А."):  # fmt: skip
        assert words in text


def test_a_list_is_numbered_and_repeats_its_head() -> None:
    rows = [(f"Фамилия{n} Имя", "12.03.1960", "длинная должность " * (n % 9), "") for n in range(1, 200)]
    texts = pages(
        member_list_pdf(
            "Члены", ("Ф.И.О.", "Дата", "Должность", "Подпись"), rows, subtitle="на 1 января", landscape=True
        )
    )
    assert "на 1 января" in texts[0]
    assert len(texts) > 3
    whole = " ".join(texts)
    for number, text in enumerate(texts, start=1):
        assert "№ п/п Ф.И.О. Дата Должность Подпись" in text
        assert f"Стр. {number} из {len(texts)}" in text
    for number in range(1, 200):
        assert f" {number} Фамилия{number} Имя 12.03.1960" in whole
    assert whole.count("длинная должность") == sum(n % 9 for n in range(1, 200))


def test_a_list_takes_one_huge_text_and_no_rows_at_all() -> None:
    (empty,) = pages(member_list_pdf("Список", ("Что",), []))
    assert "№ п/п Что —" in empty
    texts = pages(member_list_pdf("Список", ("Что", "Сведения"), [("Запись", "слово " * 4000)], numbered=False))
    assert " ".join(texts).count("слово") == 4000
    with pytest.raises(ValueError, match="does not fit"):
        member_list_pdf("Список", ("Что",), [("а", "б")])


def test_each_consent_is_a_page_of_its_own_with_its_person() -> None:
    people = [ConsentPerson("Ковалёва Зинаида", "г. Уренгой"), ConsentPerson("Ли <Ян> & Ко"), ConsentPerson()]
    first, second, third = pages(consent_form_pdf(PAPER, people))
    assert "Я, Ковалёва Зинаида, адрес: г. Уренгой, даю ППО «Северный ключ» согласие." in first
    assert "Подпись ________ / Ковалёва Зинаида /" in first
    assert "1. Учёт. Цель: учёт членов. Данные: фамилия, телефон. Кому передаются: вышестоящие организации." in first
    assert first.count("□ согласен(на)") == 2
    assert "Ли <Ян> & Ко" in second
    assert "Ковалёва" not in second
    assert "Я, ____" in third
    assert len(pages(consent_form_pdf(PAPER, []))) == 1


def test_a_consent_of_one_part_has_nothing_to_choose() -> None:
    single = ConsentPaper(PAPER.text, PAPER.edition, PARTS[:1], PAPER.organisation)
    assert "□" not in pages(consent_form_pdf(single, []))[0]


def test_a_batch_of_consents_tells_its_progress_and_can_be_stopped() -> None:
    heard: list[tuple[str, int, int]] = []
    consent_form_pdf(PAPER, [ConsentPerson()] * 3, Progress(lambda *step: heard.append(step)))
    assert [done for _, done, _ in heard] == [0, 1, 2, 3]
    assert {total for _, _, total in heard} == {3}
    with pytest.raises(OperationCancelled):
        consent_form_pdf(PAPER, [ConsentPerson()] * 3, Progress(cancelled=lambda: True))


def test_the_union_s_own_consents_have_no_place_left_unfilled() -> None:
    from app.services.organisation.profiles import available_profiles, load_profile

    for summary in available_profiles():
        profile = load_profile(summary.id)
        parts = tuple(PrintedConsentPart(p.title, p.purpose, p.recipient, p.fields) for p in profile.main_parts)
        paper = ConsentPaper(
            profile.consent_edition.text, profile.consent_edition.id, parts, "ППО", "г. Уренгой", profile.union_name
        )
        (text,) = pages(consent_form_pdf(paper, [ConsentPerson("Иванова А. А.", "г. Уренгой")]))
        assert "{" not in text
        assert "Иванова А. А." in text


def test_papers_are_the_same_bytes_each_time() -> None:
    assert recovery_sheet_pdf(RecoverySheet("ППО", CODE)) == recovery_sheet_pdf(RecoverySheet("ППО", CODE))
    assert consent_form_pdf(PAPER, []) == consent_form_pdf(PAPER, [])
