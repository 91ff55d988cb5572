"""Forms on paper: the words, the numbers, the look that can be measured, and the size."""

from __future__ import annotations

import ctypes
import io
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw
from reportlab.pdfgen.canvas import Canvas

from app.domain.dates import Period
from app.domain.enums import CellKind
from app.domain.files import resource_path
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.rendering.compact import compact
from app.rendering.form_pdf import form_pdf
from app.rendering.layout import FormHeading

HEADING = FormHeading(2026, ("Иванова М. П.",), date(2027, 1, 12))


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def embedded_fonts(pdf: bytes) -> set[bool]:
    found = set()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            for thing in page.get_objects(max_depth=5):
                if thing.type == raw.FPDF_PAGEOBJ_TEXT:
                    found.add(bool(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(thing))))
    return found


@pytest.fixture(scope="module")
def form_2() -> FormDefinition:
    return load_form(resource_path("profiles", "ngsp", "forms", "fnpr-2.toml"))


def test_says_everything_the_form_says(small_form, make_view) -> None:
    view = make_view(
        small_form,
        {"II.1.3": 120, "II.1.4": 50, "II.2.3": 97, "II.2.4": 12, "II.10.3": 3},
        {"organisation_name": "ППО «Первая»", "schools_count": Decimal(2), "share": Decimal("4.3")}
        | {"founded": "2001-02-03"},
    )
    (text,) = pages(form_pdf(small_form, view, heading=HEADING))
    for words in (
        "Форма № 2 Утверждена постановлением от 03.04.2017 № 6-2",
        "СТАТИСТИЧЕСКИЙ ОТЧЕТ первичной профсоюзной организации за 2026 год",
        "I. Общие сведения Наименование организации ППО «Первая» Дата создания 03.02.2001",
        "1 Всего работающих 120 50 в том числе: 2 Из них членов Профсоюза 97 12",
        "9 Процент охвата профсоюзным членством 80,8 24,0",
        "10 Членов Профсоюза – неработающих пенсионеров 3 *",
        "12.1 Всего членов Профсоюза 100 12 13 Председатель 1 Примечание к таблице.",
        "Количество школ 2 , втрое _____, доля 4,3 %.",
        "Иванова М. П.",
        "М.П. Дата заполнения «12» января 2027 г.",
        "Форма № 2, 2026 Стр. 1 из 1",
    ):
        assert words in text


def test_a_blank_form_leaves_everything_to_the_hand(small_form, make_view) -> None:
    view = make_view(small_form, {"II.1.3": 777})
    (text,) = pages(form_pdf(small_form, view, heading=FormHeading(), blank=True))
    assert "за 20__ год" in text
    assert "777" not in text
    assert "« ____ » ______________ 20__ г." in text
    assert "черновик" not in text


def test_only_an_unsigned_report_is_called_a_draft(small_form, make_view) -> None:
    view = make_view(small_form, {})
    assert "черновик, не подписан" in pages(form_pdf(small_form, view, heading=FormHeading(2026, draft=True)))[0]
    assert "черновик" not in pages(form_pdf(small_form, view, heading=FormHeading(2026)))[0]


def test_explanations_of_warnings_go_with_the_report(small_form, make_view) -> None:
    view = make_view(
        small_form, {"II.2.3": 3}, {"schools_count": Decimal(1)}, explanations={"few": "Нас мало, но мы есть"}
    )
    text = pages(form_pdf(small_form, view, heading=HEADING))[0]
    assert "Пояснения к отчёту 1. Правило few нарушено Пояснение: Нас мало, но мы есть" in text


def test_marks_of_mark_up_are_printed_as_they_are(small_form, make_view) -> None:
    name = "<b>ППО</b> & «Сыновья» <font size=90> ]]> &lt;"
    view = make_view(small_form, {}, {"organisation_name": name})
    assert name in pages(form_pdf(small_form, view, heading=HEADING))[0]


def test_the_same_report_gives_the_same_bytes(wide_form, make_view) -> None:
    view = make_view(wide_form, {"V.1.3": 5})
    first = form_pdf(wide_form, view, heading=HEADING)
    form_pdf(wide_form, make_view(wide_form, {}), heading=FormHeading(2025))
    assert form_pdf(wide_form, view, heading=HEADING) == first


def test_a_wide_form_lies_and_repeats_its_head(wide_form, make_view) -> None:
    values = {f"V.{row}.{column}": row * column for row in range(1, 60) for column in range(3, 12)}
    pdf = form_pdf(wide_form, make_view(wide_form, values), heading=HEADING)
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    texts = pages(pdf)
    with_rows = [text for text in texts if ": очень подробное" in text]
    assert len(with_rows) > 2
    for text in with_rows:
        assert "№№ п/п Наименование показателей" in text
        assert "номер 11" in text
        assert " 1 2 3 4 5 6 7 8 9 10 11 " in text
    assert f"Стр. {len(texts)} из {len(texts)}" in texts[-1]


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(st.integers(0, 2500), min_size=1, max_size=5))
def test_a_list_holds_texts_of_any_length(wide_form_once, make_view_once, texts) -> None:
    rows = tuple({"2": f"начало{n} " + "слово " * length + f"конец{n}"} for n, length in enumerate(texts))
    view = make_view_once(wide_form_once, {}, {}, {"people": rows})
    text = " ".join(pages(form_pdf(wide_form_once, view, heading=HEADING)))
    for number in range(len(texts)):
        assert f"начало{number}" in text
        assert f"конец{number}" in text
    assert text.count("слово") == sum(texts)


def test_every_font_is_in_the_file(small_form, make_view) -> None:
    assert embedded_fonts(form_pdf(small_form, make_view(small_form, {"II.1.3": 5}), heading=HEADING)) == {True}


def test_form_2_is_two_pages_and_small_enough_to_travel(form_2, make_view) -> None:
    values = {
        cell.address: number * 37 % 1000
        for table in form_2.tables.values()
        for number, cell in enumerate(table.cells.values())
        if cell.kind is CellKind.INPUT
    }
    fields = {
        "union_name": "Нефтегазстройпрофсоюз России",
        "organisation_name": "Первичная профсоюзная организация ООО «Северный ключ»",
        "organisation_address": "629300, г. Новый Уренгой, ул. Ямбургская, д. 5",
        "chair_name": "Ковалёва Зинаида Фёдоровна",
        "phone": "+7 900 123-45-67",
        "email": "profkom@example.org",
        "schools_count": Decimal(1),
        "schools_trained": Decimal(12),
        "training_share_percent": Decimal("4.5"),
    }
    pdf = form_pdf(form_2, make_view(form_2, values, fields), heading=HEADING)
    assert len(pdf) <= 20_000
    texts = pages(pdf)
    assert len(texts) == 2
    assert "Доля финансовых средств" in texts[1]
    assert "Дата заполнения «12» января 2027 г." in texts[1]


def test_every_title_of_form_2_is_printed(form_2) -> None:
    text = " ".join(pages(form_pdf(form_2, None, heading=FormHeading(2026), blank=True)))
    squeezed = text.replace(" ", "")
    for table in form_2.tables.values():
        for words in (table.title, *(c.title for c in table.columns), *(r.title for r in table.rows)):
            assert words.replace(" ", "") in squeezed


def test_packing_keeps_pages_and_words() -> None:
    data = io.BytesIO()
    canvas = Canvas(data, invariant=1, pageCompression=1)
    for number in range(3):
        canvas.drawString(100.123456, 200.654321, f"page (one\\two) 3.14159 {number}")
        canvas.rect(10.55555, 20.44444, 100.99999, 50.00001)
        canvas.showPage()
    canvas.save()
    packed = compact(data.getvalue())
    assert len(packed) < len(data.getvalue())
    assert pages(packed) == pages(data.getvalue()) == [f"page (one\\two) 3.14159 {number}" for number in range(3)]
    with pypdfium2.PdfDocument(packed) as document:
        version = ctypes.c_int()
        assert raw.FPDF_GetFileVersion(document, version)
    assert version.value == 15


def test_what_nobody_knows_stays_empty_and_is_told_below() -> None:
    form = load_form(resource_path("profiles", "ngsp", "forms", "fnpr-2.toml"))
    document = {"values": {"II.4.3": 5}, "unknown": {"II.1.3": "работодатель не ответил"}}
    view = evaluate(form, parse_values(form, document), period=Period(2025))
    text = " ".join(pages(form_pdf(form, view, heading=FormHeading(2025))))
    assert "Нет сведений" in text
    assert "1. II.1.3, Всего работающих; графа 3 (Всего): работодатель не ответил." in text
    assert "В итоги II.7.3, II.9.3 не вошли (1): II.1.3." in text
    assert "5*" in text, "the total that lacks it"
