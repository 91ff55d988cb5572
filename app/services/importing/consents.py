"""The consent a row tells of: its words before its dates. Withdrawn, expired, refused and promised is no consent."""

# Tables of words and patterns read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from app.domain.names import normalise
from app.domain.vocabulary.words import word_for
from app.services.importing.blanks import is_blank_date
from app.services.importing.cells import RowCells
from app.services.importing.dates import BadDate, Meaning, ReadDate, read_date
from app.services.importing.fields import ListField
from app.services.importing.records import RowRemark
from app.services.importing.sheets import SheetCell
from app.services.importing.spans import spans_in
from app.services.importing.values import read_yes, text_of

EARLIEST = date(2006, 1, 1)
"""The law on personal data is of 2006: no consent under it is older."""


_FAR = date(9998, 1, 1)
"""A today before which every term ends."""


class Said(StrEnum):
    """What the words of a cell say of a consent."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REFUSED = "refused"
    PROMISED = "promised"
    UNCLEAR = "unclear"
    NOTHING = ""


@dataclass(frozen=True)
class ConsentRead:
    """A consent in force. ``dated``: the list gives its day; ``until``: its last day when the list names one."""

    on: date | None = None
    dated: bool = False
    until: date | None = None


_NONE = ConsentRead()
_NOT_AGAINST = re.compile(
    r"не (возраж|против|отозв|отзыв|отказ|истек|просроч|аннулир|прекращ)\w*|возражени\w* нет|без возражени\w*|бессрочн\w*|"
    r"отказа нет|без отказа|нет отказа|срок не (истек|ограничен)\w*"
)
_AGAINST: tuple[tuple[Said, re.Pattern[str]], ...] = tuple(
    (said, re.compile(pattern))
    for said, pattern in (
        (Said.WITHDRAWN, r"отозв|отзыв|отзвал|отмен|аннулир|прекращ|прекратил|забрал|withdr|revok|cancel"),
        (Said.EXPIRED, r"истек|просроч|законч|кончил|недейств|не действ|утратил|устаре|старо[ей]\b|expir|по истечени"),
        (
            Said.REFUSED,
            r"отказ|\bне (дал|дан|дает|давал|соглас|подпис|получ|предостав|представ|сда|офор|брал|взя|дано|имеет|хочет|желает|будет|"
            r"разреш|заполн|принес|сдел)\w*|\bнет\b|против|возраж|отсутств|без соглас|запрет|запрещ|refus|denied|\bn\b|\bno\b|несоглас",
        ),
        (
            Said.PROMISED,
            r"\bбуд[еу]\w*|обещ|принес|донес|позже|потом|в процессе|на подпис|\bжд[еу]|ожида|готовит|планир|запрос|запрош|высла|отправ|"
            r"нужно|надо|необходим|взять|оформить|подписать|получить|собра\w* до|собира|передан|после|долж|предстоит|в работе|"
            r"в отпуске|с понедельник|завтра|pending|напомн|запланир|требуется|в ближайш|уточн|сдаст|отдаст|подпишет|даст\b|вышл",
        ),
    )
)
_FOR = re.compile(
    r"\b(да|есть|имеется|получен\w*|дано|дан[аы]?|дал[аи]?|подписан\w*|подписал[аи]?|согласен|согласна|согласие|сдан\w*|сдал[аи]?|предоставлен\w*|"
    r"представлен\w*|оформлен\w*|в деле|в наличии|принят\w*|письменн\w*|бумажн\w*|на бумаге|бессрочн\w*|подтвержд\w*|разреша\w*|разрешил\w*|"
    r"не возраж\w*|не против\w*|возражени\w* нет|ок|ok|yes|given|signed)\b|^[+vх x✓✔☑д1]+$"
)
_UNTIL = re.compile(r"\b(?:действ\w*\s+)?(?:сроком до|срок до|истекает|до|по|until|till)\b\s*(?=[\d«а-я])")
_VAGUE = re.compile(
    r"частичн|кроме|только|устн|устно|\?|сомн|неизв|непонятн|вновь|повторн|снова|копи[яю]|скан\b|электронн|если|при услов"
)


def consent_in(
    cells: RowCells,
    row: Sequence[SheetCell],
    doubts: list[RowRemark],
    list_date: date | None,
    birth: date | None = None,
) -> ConsentRead:
    """The consent in force by the row; «да» without a day takes the list's date or today.

    What is no consent is no error, but told when the row also holds a day; what is not understood is asked.
    """
    if not any(cells.has(field) for field in _FIELDS):
        return _NONE
    value, heading = cells.raw(ListField.CONSENT, row)
    day_value, day_heading = cells.raw(ListField.CONSENT_ON, row)
    ended, ended_heading = cells.raw(ListField.CONSENT_WITHDRAWN, row)
    if not is_blank_date(ended) and read_yes(ended) is not False:
        doubts.append(
            RowRemark(ended_heading, f"согласие отозвано ({text_of(ended)}): не записано, проверьте карточку")
        )
        return _NONE
    said = [(_said(cell), cell, name) for cell, name in ((value, heading), (day_value, day_heading)) if cell != ""]
    dated = any(_DATED.search(text_of(cell)) for _, cell, _ in said)
    for what, cell, name in said:
        if what in _NOT_NOW or (what is Said.REFUSED and dated):
            doubts.append(RowRemark(name, f"{word_for(what)} («{text_of(cell)}»): согласие не записано"))
            return _NONE
    if any(what is Said.REFUSED for what, _, _ in said):
        return _NONE
    spoken = _note_against(cells, row)
    if spoken is not None:
        doubts.append(spoken)
        return _NONE
    return _given(cells, row, doubts, list_date, birth, said)


_FIELDS = (ListField.CONSENT, ListField.CONSENT_ON, ListField.CONSENT_UNTIL, ListField.CONSENT_WITHDRAWN)
_DATED = re.compile(r"\d[./-]\d|\d{4}")
_NOT_NOW = frozenset({Said.WITHDRAWN, Said.EXPIRED, Said.PROMISED, Said.UNCLEAR})
_PLAIN_NO = frozenset({"-", "–", "—", "0", "нет"})


@lru_cache(maxsize=5_000, typed=True)
def _said(value: SheetCell) -> Said:
    """What a cell says before any date in it is looked at."""
    if isinstance(value, bool):
        return Said.GIVEN if value else Said.REFUSED
    if not isinstance(value, str):
        return Said.NOTHING
    text = normalise(text_of(value)).strip(" .!")
    if text in _PLAIN_NO:
        return Said.REFUSED
    if not text or (is_blank_date(text) and read_yes(text) is None and "бессроч" not in text):
        return Said.NOTHING
    plain = _NOT_AGAINST.sub(" дано ", text)
    if plain == text and read_yes(text) is not None and " " not in text and "," not in text:
        return Said.GIVEN if read_yes(text) else Said.REFUSED
    for said, pattern in _AGAINST:
        if pattern.search(plain):
            return Said.UNCLEAR if _VAGUE.search(plain) and said is not Said.REFUSED else said
    if _VAGUE.search(plain):
        return Said.UNCLEAR
    rest = re.sub(r"[\d.,/:;()«»\"№_–—-]+|\b(от|с|года?|г|дата|по|до|действует|действ|n|z|t)\b|" + _MONTHS, " ", plain)
    if not rest.strip():
        return Said.NOTHING
    return Said.GIVEN if _FOR.search(plain) or _FOR.search(rest.strip()) else Said.UNCLEAR


_MONTHS = r"\b(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\w*"


def _note_against(cells: RowCells, row: Sequence[SheetCell]) -> RowRemark | None:
    note = normalise(cells.words(ListField.NOTE, row))
    if "соглас" not in note:
        return None
    for part in re.split(r"[;,.](?!\d)", note):
        if "соглас" in part and any(pattern.search(_NOT_AGAINST.sub(" ", part)) for _, pattern in _AGAINST):
            return RowRemark(
                cells.heading(ListField.NOTE), f"в примечании о согласии: «{part.strip()}»; согласие не записано"
            )
    return None


def _given(
    cells: RowCells,
    row: Sequence[SheetCell],
    doubts: list[RowRemark],
    list_date: date | None,
    birth: date | None,
    said: Sequence[tuple[Said, SheetCell, str]],
) -> ConsentRead:
    on: ReadDate | None = None
    until: date | None = None
    column = ""
    for field in (ListField.CONSENT_ON, ListField.CONSENT):
        value, heading = cells.raw(field, row)
        if is_blank_date(value) or (field is ListField.CONSENT and not _dated(value)):
            continue
        column = column or heading
        try:
            start, end = _days(cells, field, value, row, doubts)
        except BadDate as error:
            doubts.append(RowRemark(heading, f"согласие не записано: {error}"))
            return _NONE
        on, until = on or start, until or end
    value, heading = cells.raw(ListField.CONSENT_UNTIL, row)
    if not is_blank_date(value) and not re.search(r"бессроч", text_of(value).casefold()):
        until = _last_day(value, until)
        column = column or heading
        if until is None:
            doubts.append(RowRemark(heading, f"срок согласия непонятен («{text_of(value)}»): согласие не записано"))
            return _NONE
    if until is not None and until < cells.today:
        doubts.append(RowRemark(column, f"согласие действовало до {until:%d.%m.%Y}: не записано"))
        return _NONE
    if on is not None:
        refused = on.value < EARLIEST or on.value > cells.today or (birth is not None and on.value <= birth)
        if refused:
            doubts.append(RowRemark(column, f"согласие не записано: такого дня быть не может, {on.value:%d.%m.%Y}"))
            return _NONE
        return ConsentRead(on.value, True, until)
    if any(what is Said.GIVEN for what, _, _ in said) or (until is not None and not said):
        return ConsentRead(list_date or cells.today, False, until)
    if until is not None:
        doubts.append(RowRemark(column, f"известен только срок согласия, {until:%d.%m.%Y}: согласие не записано"))
    return _NONE


def _dated(value: SheetCell) -> bool:
    """Whether a cell of a consent holds a day: a lone 0 or 1 is a mark."""
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return bool(_DATED.search(value)) or (bool(re.search(r"\d{3}", value)) and read_yes(value) is None)
    return isinstance(value, date) or value > 1900


def _days(
    cells: RowCells, field: ListField, value: SheetCell, row: Sequence[SheetCell], doubts: list[RowRemark]
) -> tuple[ReadDate | None, date | None]:
    """The day a consent was given and its last day, of one cell."""
    if isinstance(value, str):
        spans, _ = spans_in(value.replace(" до ", " - "), _FAR)
        if spans:
            return spans[0].start, spans[0].end.value if spans[0].end else None
        text = normalise(value)
        if found := _UNTIL.search(text):
            before = text[: found.start()]
            last = _last_day(text[found.end() :], None)
            if last is not None:
                start = read_date(before, Meaning.EVENT, cells.today) if re.search(r"\d[./-]\d", before) else None
                return start, last
    refusals: list[RowRemark] = []
    on = cells.date(field, row, refusals, doubts)
    if refusals:
        raise BadDate(refusals[0].reason)
    return on, None


def _last_day(value: SheetCell, known: date | None) -> date | None:
    """The last day that a term names: a year is its end, a month its end as well as it can be told."""
    if isinstance(value, date):
        return value
    try:
        found = read_date(value, Meaning.EVENT, _FAR)
    except BadDate:
        return known
    return date(found.value.year, 12, 31) if found.precision == "year" else found.value
