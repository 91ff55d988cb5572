"""What the values of a column look like: the second witness, beside the heading, of what the column means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from app.services.importing.blanks import is_blank_date
from app.services.importing.dates import BadDate, DayOrder, Meaning, order_of, read_date
from app.services.importing.fields import ListField
from app.services.importing.names import is_first_name, is_patronymic, looks_like_full_name
from app.services.importing.sheets import SheetCell
from app.services.importing.values import (
    is_phone,
    read_category,
    read_leaving,
    read_sex,
    read_standing,
    read_yes,
    text_of,
)

_SAMPLE = 200


@dataclass(frozen=True)
class ColumnLook:
    """Shares (0 to 1) of the filled values of a column that look like each kind of thing."""

    filled: int
    share_filled: float
    dates: float
    years: float
    median_year: float
    full_names: float
    patronymics: float
    first_names: float
    single_words: float
    sexes: float
    categories: float
    standings: float
    yes_no: float
    leavings: float
    phones: float
    emails: float
    digits: float
    counting: float
    courses: float
    protocols: float
    distinct: float


def look_at(values: Sequence[SheetCell], today: date) -> ColumnLook:
    """Look at the values of a column, a sample of them when there are many."""
    filled_all = [value for value in values if value != ""]
    step = max(1, len(filled_all) // _SAMPLE)
    sample = filled_all[::step][: _SAMPLE * 2]
    n = max(1, len(sample))
    texts = [text_of(value) for value in sample]
    years: list[int] = []
    exact = bare = 0
    us_order = order_of(sample) is DayOrder.MONTH_FIRST
    for value in sample:
        if is_blank_date(value):
            continue
        try:
            found = read_date(value, Meaning.EVENT, today, us_order=us_order)
        except BadDate:
            continue
        bare += found.precision == "year"
        # A bare number is as easily a card number or a room: only typed dates and dated texts count fully.
        if (
            isinstance(value, date)
            or (isinstance(value, str) and not value.strip().isdecimal())
            or 10_000 < _number(value) < 60_000
        ):
            exact += 1
        else:
            continue
        years.append(found.value.year)

    def share(count: int) -> float:
        return count / n

    numbers = [_number(value) for value in sample]
    rising = sum(1 for a, b in pairwise(numbers) if 0 < a < b <= a + 3 * step + 2)
    return ColumnLook(
        filled=len(filled_all),
        share_filled=len(filled_all) / max(1, len(values)),
        dates=share(exact),
        years=share(bare),
        median_year=median(years) if years else 0,
        full_names=share(sum(looks_like_full_name(value) for value in sample)),
        patronymics=share(sum(is_patronymic(text) and " " not in text for text in texts)),
        first_names=share(sum(is_first_name(text) for text in texts)),
        single_words=share(
            sum(bool(re.fullmatch(r"[^\W\d_][^\W\d_'’ -]*(-[^\W\d_]+)?( \([^)]*\))?", text)) for text in texts)
        ),
        sexes=share(sum(read_sex(value) is not None and len(text_of(value)) <= 8 for value in sample)),
        categories=share(sum(read_category(value) is not None for value in sample)),
        standings=share(sum(read_standing(value) is not None for value in sample)),
        yes_no=share(sum(read_yes(value) is not None for value in sample)),
        leavings=share(sum((leaving := read_leaving(text)) is not None and leaving.known for text in texts)),
        phones=share(sum(is_phone(value) for value in sample)),
        emails=share(sum("@" in text and "." in text for text in texts)),
        digits=share(sum(bool(re.search(r"\d", text)) for text in texts)),
        counting=rising / max(1, len(numbers) - 1) if len(numbers) > 1 else float(numbers == [1]),
        courses=share(sum(bool(re.fullmatch(r"[1-6]( ?-?(й|ый|ой))?( ?курс)?", text.casefold())) for text in texts)),
        protocols=share(
            sum(bool(re.search(r"протокол|постановлен|решени|заявлени|№", text.casefold())) for text in texts)
        ),
        distinct=len(set(texts)) / n,
    )


def _number(value: SheetCell) -> float:
    if isinstance(value, bool | date):
        return 0
    if isinstance(value, int | float):
        return float(value)
    text = value.strip(" .)")
    return float(text) if text.isdecimal() and len(text) < 15 else 0


def agreement(field: ListField, look: ColumnLook, today: date) -> float | None:
    """How well the values fit the field (0 to 1); None when the field takes any text or nothing is there to judge."""
    if look.filled == 0:
        return None
    dated = max(look.dates, look.years)
    match field:
        case ListField.FULL_NAME:
            return max(look.full_names, look.single_words * 0.3)
        case ListField.SURNAME | ListField.NAME:
            return 1.0 - look.digits
        case ListField.PATRONYMIC:
            return max(look.patronymics, 0.3 * look.single_words)
        case ListField.NAME_PATRONYMIC:
            return 1.0 - look.digits
        case ListField.SEX:
            return look.sexes
        case ListField.BIRTH_DATE:
            return dated if not look.median_year or look.median_year <= today.year - 10 else 0.3 * dated
        case ListField.BIRTH_YEAR:
            return max(look.years, look.dates)
        case ListField.JOINED_ON | ListField.REGISTERED_ON | ListField.LEFT_ON | ListField.CONSENT_ON:
            return dated
        case ListField.CATEGORY:
            return look.categories
        case ListField.STATUS:
            return look.standings
        case ListField.FIRST_TIME:
            return look.yes_no
        case ListField.CONSENT:
            return max(look.yes_no, look.dates)
        case ListField.LEFT_REASON:
            return look.leavings
        case ListField.PHONE:
            return max(look.phones, 0.5 * look.digits) if look.emails < 0.5 else 0.0
        case ListField.EMAIL:
            return look.emails
        case ListField.CARD_NUMBER:
            return look.digits if look.dates < 0.5 else 0.0
        case ListField.ROW_NUMBER:
            return max(look.counting, 0.1)
        case ListField.COURSE:
            return max(look.courses, 0.3)
        case _:
            return None
