"""Consents to the processing of personal data, a page or so for each person, many people in one file.

The text is the union's (its profile), with places; nothing of it is written here but the boxes beside the parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, PageBreak, Paragraph

from app.progress import Progress, silent
from app.rendering.fonts import drawing, register_fonts
from app.rendering.paper import CENTRED, JUSTIFIED, document, marked, plain, style

_BODY = 10.5
_PLACE = re.compile(r"\{([a-z_]+)\}")
_BLANK = "______________________________"

DATA_WORDS = {
    "surname": "фамилия",
    "name": "имя",
    "patronymic": "отчество",
    "sex": "пол",
    "birth_date": "дата рождения",
    "position": "должность",
    "department": "подразделение",
    "study_group": "учебная группа",
    "phone": "телефон",
    "email": "электронная почта",
    "address": "адрес",
    "card_number": "номер профсоюзного билета",
    "union_since": "дата вступления в Профсоюз",
}
"""What the columns of a person are called in a consent."""


@dataclass(frozen=True)
class ConsentPart:
    """A part that is given or refused by itself. ``fields`` are names of :data:`DATA_WORDS`, or ready words."""

    title: str
    purpose: str
    recipient: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ConsentPaper:
    """The text of an edition with its places ``{person}``, ``{person_address}``, ``{organisation}``,
    ``{organisation_address}``, ``{union}`` and ``{parts}``; paragraphs are divided by empty lines, the first is the
    heading."""

    text: str
    edition: str
    parts: tuple[ConsentPart, ...]
    organisation: str
    organisation_address: str = ""
    union: str = ""


@dataclass(frozen=True)
class ConsentPerson:
    """Who is to sign; an empty name or address is left to the hand."""

    name: str = ""
    address: str = ""


def consent_form_pdf(paper: ConsentPaper, people: Sequence[ConsentPerson], progress: Progress | None = None) -> bytes:
    """One file with a consent for each person, each from a new page; a blank one when there are no people.

    Raises OperationCancelled when the person at the progress asks to stop.
    """
    heard = progress or silent()
    everybody = list(people) or [ConsentPerson()]
    with drawing:
        register_fonts()
        story: list[Flowable] = []
        for number, person in enumerate(everybody):
            heard.step("Готовим согласия", number, len(everybody))
            if story:
                story.append(PageBreak())
            story += _consent(paper, person)
        heard.step("Складываем страницы", len(everybody), len(everybody))
        return document(story, title="Согласие на обработку персональных данных", footer=paper.edition, numbered=False)


def _consent(paper: ConsentPaper, person: ConsentPerson) -> list[Flowable]:
    words = {
        "person": person.name,
        "person_address": person.address,
        "organisation": paper.organisation,
        "organisation_address": paper.organisation_address,
        "union": paper.union,
    }
    heading, *paragraphs = re.split(r"\n\s*\n", paper.text.strip())
    first, *others = heading.split("\n")
    flow: list[Flowable] = [plain(first, style(12, bold=True, align=CENTRED))]
    flow += [plain(line, style(9, align=CENTRED)) for line in others]
    for text in paragraphs:
        before, place, after = text.partition("{parts}")
        flow += _paragraph(before, words)
        flow += _parts(paper.parts) if place else []
        flow += _paragraph(after, words)
    return flow


def _paragraph(text: str, words: dict[str, str]) -> list[Flowable]:
    if not text.strip():
        return []
    filled = _PLACE.sub(lambda m: (words.get(m[1]) or _BLANK) if m[1] in words else m[0], text.strip())
    signature = filled.startswith("Подпись")
    look = style(_BODY, align=0 if signature else JUSTIFIED, spaceBefore=16 if signature else 6)
    return [plain(filled, look)]


def _parts(parts: Sequence[ConsentPart]) -> list[Flowable]:
    flow: list[Flowable] = []
    look = style(_BODY, align=JUSTIFIED, spaceBefore=5, leftIndent=14)
    boxes = style(_BODY, spaceBefore=2, leftIndent=14)
    for number, part in enumerate(parts, start=1):
        data = ", ".join(DATA_WORDS.get(name, name) for name in part.fields)
        text = (
            f"<b>{number}. {marked(part.title)}.</b> Цель: {marked(part.purpose)}. Данные: {marked(data)}. "
            f"Кому передаются: {marked(part.recipient)}."
        )
        flow.append(Paragraph(text, look))
        if len(parts) > 1:
            flow.append(plain("□ согласен(на)          □ не согласен(на)", boxes))
    return flow
