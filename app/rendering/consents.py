"""Consents to the processing of personal data, a page or so for each person, many people in one file.

The text is the union's (its profile), with places; nothing of it is written here but the boxes beside the parts and
the square sign by which a scanner finds the person and the edition (:mod:`app.domain.sheet_code`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Paragraph
from reportlab.platypus import Table as Grid

from app.domain.personal_fields import FIELD_WORDS
from app.progress import Progress, silent
from app.rendering.fonts import drawing, register_fonts
from app.rendering.paper import CENTRED, JUSTIFIED, document, page_width, paragraph_markup, plain, style

_BODY = 10.0
_CODE_SIDE = 20 * mm
_PLACE = re.compile(r"\{([a-z_]+)\}")
_BLANK = "______________________________"


@dataclass(frozen=True)
class PrintedConsentPart:
    """A part that is given or refused by itself. ``fields`` are names of :data:`FIELD_WORDS`, or ready words."""

    title: str
    purpose: str
    recipient: str
    fields: tuple[str, ...]
    address: str = ""
    term: str = ""


@dataclass(frozen=True)
class ConsentPaper:
    """The text of an edition with its places (:data:`app.services.privacy.consent_texts.TEXT_PLACES`); paragraphs
    are divided by empty lines, the first is the heading."""

    text: str
    edition: str
    parts: tuple[PrintedConsentPart, ...]
    organisation: str
    organisation_address: str = ""
    union: str = ""
    organisation_details: str = ""
    """«, ИНН …, ОГРН …,»"""


@dataclass(frozen=True)
class ConsentPerson:
    """Who is to sign; an empty name, date or address is left to the hand. ``code``: figures of the square sign."""

    name: str = ""
    address: str = ""
    birth: str = ""
    code: str = ""


def consent_form_pdf(paper: ConsentPaper, people: Sequence[ConsentPerson], progress: Progress | None = None) -> bytes:
    """One file with a consent for each person, each from a new page; a blank one when there are no people.

    Raises OperationCancelled when the person at the progress asks to stop.
    """
    return consent_forms_pdf([paper], people, progress)


def consent_forms_pdf(
    papers: Sequence[ConsentPaper],
    people: Sequence[ConsentPerson],
    progress: Progress | None = None,
    codes: Sequence[Sequence[str]] = (),
) -> bytes:
    """The same for several papers of one edition: every person gets each of them. ``codes``: a row of square signs for
    each person, one for each paper; without it the person's own on the first."""
    heard = progress or silent()
    everybody = list(people) or [ConsentPerson()]
    with drawing:
        register_fonts()
        story: list[Flowable] = []
        shared: list[dict[str, list[Flowable]]] = [{} for _ in papers]
        for number, person in enumerate(everybody):
            heard.step("Готовим согласия", number, len(everybody))
            for sheet, paper in enumerate(papers):
                if story:
                    story.append(PageBreak())
                code = codes[number][sheet] if codes else person.code if sheet == 0 else ""
                story += _consent(paper, person, code, shared[sheet])
        heard.step("Складываем страницы", len(everybody), len(everybody))
        footer = papers[0].edition
        return document(story, title="Согласие на обработку персональных данных", footer=footer, numbered=False)


class _Square(Flowable):
    """A square sign (QR) of figures, drawn as vectors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        import segno

        self._rows = [bytes(row) for row in segno.make_qr(text, mode="numeric", error="m").matrix]
        self.width = self.height = _CODE_SIDE

    def wrap(self, *_: float) -> tuple[float, float]:
        """Its side in points."""
        return self.width, self.height

    def draw(self) -> None:
        """A filled rectangle for each run of dark modules."""
        cell = _CODE_SIDE / len(self._rows)
        path = self.canv.beginPath()
        for line, row in enumerate(self._rows):
            start = None
            for column, dark in enumerate((*row, 0)):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(start * cell, self.height - (line + 1) * cell, (column - start) * cell, cell)
                    start = None
        self.canv.drawPath(path, stroke=0, fill=1)


class _Shared(Paragraph):
    """A paragraph that stands on every sheet: its lines are broken once."""

    _known: tuple[float, tuple[float, float]] | None = None

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Width and height; of the same width the same."""
        if self._known is None or self._known[0] != avail_width:
            self._known = (avail_width, super().wrap(avail_width, avail_height))
        return self._known[1]


def _consent(
    paper: ConsentPaper, person: ConsentPerson, code: str, shared: dict[str, list[Flowable]]
) -> list[Flowable]:
    """``shared``: paragraphs of this paper without anything personal, kept from sheet to sheet."""
    words = {
        "person": person.name,
        "person_birth": person.birth,
        "person_address": person.address,
        "organisation": paper.organisation,
        "organisation_address": paper.organisation_address,
        "union": paper.union,
    }
    personal = {name: words.pop(name) for name in ("person", "person_birth", "person_address")}
    heading, *paragraphs = re.split(r"\n\s*\n", paper.text.strip())
    first, *others = heading.split("\n")
    head: list[Flowable] = [plain(first, style(12, bold=True, align=CENTRED))]
    head += [plain(line, style(9, align=CENTRED)) for line in others]
    flow: list[Flowable] = _beside(head, code) if code else head
    for text in paragraphs:
        filled = text.replace("{organisation_details}", paper.organisation_details)
        before, place, after = filled.partition("{parts}")
        if any(f"{{{name}}}" in filled for name in personal):
            flow += _around(before, place, after, paper, {**words, **personal}, Paragraph)
            continue
        if text not in shared:
            shared[text] = _around(before, place, after, paper, words, _Shared)
        flow += shared[text]
    return flow


def _around(
    before: str, place: str, after: str, paper: ConsentPaper, words: dict[str, str], kind: type[Paragraph]
) -> list[Flowable]:
    parts = _parts(paper.parts, kind) if place else []
    return [*_paragraph(before, words, kind), *parts, *_paragraph(after, words, kind)]


def _beside(head: list[Flowable], code: str) -> list[Flowable]:
    width = page_width(False)
    look = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    look += [("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0)]
    side = _CODE_SIDE + 4
    return [Grid([["", head, _Square(code)]], colWidths=[side, width - 2 * side, side], style=look)]


def _paragraph(text: str, words: dict[str, str], kind: type[Paragraph]) -> list[Flowable]:
    if not text.strip():
        return []
    filled = _PLACE.sub(lambda m: (words.get(m[1]) or _BLANK) if m[1] in words else m[0], text.strip())
    signature = filled.startswith("Подпись")
    look = style(_BODY, align=0 if signature else JUSTIFIED, spaceBefore=16 if signature else 5)
    return [kind(paragraph_markup(filled), look)]


def _parts(parts: Sequence[PrintedConsentPart], kind: type[Paragraph]) -> list[Flowable]:
    flow: list[Flowable] = []
    look = style(_BODY, align=JUSTIFIED, spaceBefore=4, leftIndent=14)
    boxes = style(_BODY, spaceBefore=2, leftIndent=14)
    for number, part in enumerate(parts, start=1):
        data = ", ".join(FIELD_WORDS.get(name, name) for name in part.fields)
        to = part.recipient + (f", адрес: {part.address}" if part.address else "")
        text = (
            f"<b>{number}. {paragraph_markup(part.title)}.</b> Цель: {paragraph_markup(part.purpose)}. "
            f"Данные: {paragraph_markup(data)}. "
            f"Кому передаются: {paragraph_markup(to)}."
        )
        if part.term:
            text += f" Срок: {paragraph_markup(part.term)}."
        flow.append(kind(text, look))
        if len(parts) > 1:
            flow.append(kind(paragraph_markup("□ согласен(на)          □ не согласен(на)"), boxes))
    return flow
