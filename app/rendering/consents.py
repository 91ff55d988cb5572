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
    retention: str = ""
    after_withdrawal: str = ""
    child: str = ""
    """Name and birth of the child for whom a parent signs."""


@dataclass(frozen=True)
class ConsentPerson:
    """Who is to sign; an empty name, date or address is left to the hand. ``code``: figures of the square sign."""

    name: str = ""
    address: str = ""
    birth: str = ""
    code: str = ""


@dataclass(frozen=True)
class PersonSheets:
    """All that one person is given: sheets, each with the figures of its square sign (empty: without one)."""

    person: ConsentPerson
    sheets: tuple[tuple[ConsentPaper, str], ...]


def person_sheets_pdf(stacks: Sequence[PersonSheets], progress: Progress | None = None) -> bytes:
    """One file, person after person, each sheet from a new page; OperationCancelled when asked to stop."""
    heard = progress or silent()
    with drawing:
        register_fonts()
        story: list[Flowable] = []
        shared: dict[ConsentPaper, dict[str, list[Flowable]]] = {}
        for number, stack in enumerate(stacks):
            heard.step("Готовим согласия", number, len(stacks))
            for paper, code in stack.sheets:
                if story:
                    story.append(PageBreak())
                story += _consent(paper, stack.person, code, shared.setdefault(paper, {}))
        heard.step("Складываем страницы", len(stacks), len(stacks))
        footer = stacks[0].sheets[0][0].edition
        return document(story, title="Согласие на обработку персональных данных", footer=footer, numbered=False)


def consent_form_pdf(paper: ConsentPaper, people: Sequence[ConsentPerson], progress: Progress | None = None) -> bytes:
    """One file with the same sheet for each person; a blank one when there are no people."""
    everybody = list(people) or [ConsentPerson()]
    return person_sheets_pdf([PersonSheets(person, ((paper, person.code),)) for person in everybody], progress)


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
        "child": paper.child,
        "retention": paper.retention,
        "after_withdrawal": paper.after_withdrawal,
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
        place = f"{number}. " if len(parts) > 1 else ""
        text = (
            f"<b>{place}{paragraph_markup(part.title)}.</b> Цель: {paragraph_markup(part.purpose)}. "
            f"Данные: {paragraph_markup(data)}. "
            f"Кому передаются: {paragraph_markup(to)}."
        )
        if part.term:
            text += f" Срок: {paragraph_markup(part.term)}."
        flow.append(kind(text, look))
        if len(parts) > 1:
            mark = "□ согласен(на)          □ не согласен(на)          подпись ____________________"
            flow.append(kind(paragraph_markup(mark), boxes))
    return flow
