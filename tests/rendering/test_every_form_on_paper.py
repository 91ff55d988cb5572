"""Every form of every union, blank and filled, read back from its PDF: nothing too small, nothing left alone."""

from __future__ import annotations

import ctypes
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pypdfium2
import pytest
from pypdfium2 import raw

from app.domain.dates import Period
from app.domain.enums import CellKind
from app.forms.definition import FormDefinition, ValueType
from app.forms.evaluation import evaluate
from app.forms.values import TypedValues
from app.forms.view import ReportView
from app.rendering.form_pdf import form_pdf
from app.rendering.layout import FormHeading
from app.services.organisation.profiles import load_profile

YEAR, HALF = Period(2026), Period(2026, "1")
PROFILES = ("ngsp", "eseur", "asm")
FORMS = [
    pytest.param(profile, form, period, id=f"{profile}-{name}{'' if period is YEAR else '-half'}")
    for profile in PROFILES
    for period in (YEAR, HALF)
    for name, form in ((n, load_profile(profile).form(n, period)) for n in load_profile(profile).forms)
    if period is YEAR or form.portion
]
LONG = "Межрегиональная профсоюзная организация «Нефтегазстройпрофсоюзэнергоподготовка»"


@dataclass(frozen=True)
class Words:
    """A run of text on a page: its size as seen, and how high it stands."""

    text: str
    size: float
    y: float
    bold: bool


def words_of(page: pypdfium2.PdfPage) -> Iterator[Words]:
    reader = page.get_textpage()
    for thing in page.get_objects(max_depth=5):
        if thing.type != raw.FPDF_PAGEOBJ_TEXT:
            continue
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(thing, size)
        length = raw.FPDFTextObj_GetText(thing, reader, None, 0)
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFTextObj_GetText(thing, reader, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        text = buffer.raw[: max(0, length - 2)].decode("utf-16-le")
        if text.strip():
            seen = size.value * abs(thing.get_matrix().get()[3])
            text = text.replace("\x02", "-")  # how pdfium tells a hyphen at the end of a line
            yield Words(text.strip(), seen, thing.get_bounds()[1], _bold(thing))


def _bold(thing: pypdfium2.PdfObject) -> bool:
    font = raw.FPDFTextObj_GetFont(thing)
    name = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, name, 200)
    return b"Bold" in name.value


def filled(form: FormDefinition, dice: random.Random, rows: int) -> ReportView:
    """As full as it can be: long names where people write, some rows in each list."""
    text = " ".join([LONG] * dice.randint(1, 4))
    values: dict[str, Decimal | str | None] = {
        address: text if cell.type is ValueType.TEXT else Decimal(dice.randint(0, 99))
        for table in form.tables.values()
        for address, cell in table.cells.items()
        if cell.kind is CellKind.INPUT
    }
    fields: dict[str, Decimal | str | None] = {
        name: text if field.type is ValueType.TEXT else "2026-02-03" if field.type is ValueType.DATE else Decimal(1)
        for name, field in form.fields.items()
    }
    lists = {
        name: tuple(
            {c.code: LONG for c in table.columns if c.type in (None, ValueType.TEXT) and c.code not in table.compute}
            for _ in range(rows)
        )
        for name, table in form.lists.items()
    }
    return evaluate(form, TypedValues(values, fields, lists), None, YEAR, org_kind="ppo")


def printed(profile: str, form: FormDefinition, period: Period) -> Iterator[tuple[str, bytes]]:
    heading = FormHeading(period.year, period=period.words, union=load_profile(profile).union_name)
    yield "blank", form_pdf(form, None, heading=heading, blank=True)
    dice = random.Random(f"{profile}{form.id}")
    for rows in (0, 3, 11):
        yield f"filled, {rows} rows", form_pdf(form, filled(form, dice, rows), heading=heading)


@pytest.mark.parametrize(("profile", "form", "period"), FORMS)
def test_nothing_is_too_small_and_nothing_stands_alone(profile: str, form: FormDefinition, period: Period) -> None:
    narrative = [form.fields[name].title for part in form.parts if part.wide for name in part.fields]
    for how, pdf in printed(profile, form, period):
        with pypdfium2.PdfDocument(pdf) as document:
            pages = [sorted(words_of(page), key=lambda w: -w.y) for page in document]
        small = [w for words in pages for w in words if w.size < 6.99]
        assert not small, (how, small[:3])
        for words in pages:
            body = [w for w in words if w.y > 30]  # the footer stands below
            assert body, (how, "an empty page")
            ruled = how == "blank" and any(body[-1].text in title for title in narrative)  # lines to write on follow
            assert ruled or not body[-1].bold, (how, "a title alone at the foot", body[-1].text)
        last = pages[-1]
        signatures = [place for place, w in enumerate(last) if w.text == "(подпись)"]
        if signatures:
            before = [w for w in last[: signatures[0]] if w.text != "(Ф.И.О.)"]
            lines = {line for part in form.parts for line in part.lines}
            own = [w for w in before if not any(w.text in line for line in lines)]
            assert len(own) >= 2, (how, [w.text for w in last][:6])


@pytest.mark.parametrize(("profile", "form", "period"), FORMS)
def test_a_blank_form_carries_the_unions_name(profile: str, form: FormDefinition, period: Period) -> None:
    union = load_profile(profile).union_name
    pdf = form_pdf(form, None, heading=FormHeading(period.year, period=period.words, union=union), blank=True)
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    assert all(union in text for text in texts)
    if any(("field", "union") in field.fact.arguments for field in form.fields.values() if field.fact):
        assert texts[0].count(union) == 2, "in its own place and below"


def test_words_too_long_for_their_column_break_with_a_hyphen() -> None:
    form = load_profile("ngsp").form("10-pb")
    values: dict[str, Decimal | str | None] = {"2.0.3": "Электрогазстройпрофсоюзподготовка"}
    view = evaluate(form, TypedValues(values), None, YEAR)
    with pypdfium2.PdfDocument(form_pdf(form, view, heading=FormHeading(2026))) as document:
        runs = [w.text for page in document for w in words_of(page)]
    start = next(n for n, text in enumerate(runs) if text.startswith("Элек") and text.endswith("-"))
    pieces = [runs[start]]
    while pieces[-1].endswith("-"):
        start += 1
        pieces.append(runs[start])
    assert "".join(pieces).replace("-", "") == "Электрогазстройпрофсоюзподготовка"
    assert all(len(piece.rstrip("-")) >= 2 for piece in pieces)
