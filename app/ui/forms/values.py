"""Values of a form as people type and read them: ``1 234,5``, ``31.12.2026``. Plain Python.

Whether a number is right is for the form's checks; here only whether it is a number of the wanted kind at all.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from app.domain.amounts import plain_number
from app.forms.definition import ValueType
from app.forms.view import Value

THIN = "\u00a0"
_YES = frozenset({"1", "да", "v", "х", "x", "+", "✓"})
_NO = frozenset({"0", "нет", "-", "–", "—"})
_ONE_DECIMAL = Decimal("0.1")
_THREE_DECIMALS = Decimal("0.001")
_LARGEST = Decimal(10) ** 12


class Rejected(ValueError):
    """The typed text is not a value of this kind; ``str()`` is the sentence for the person."""


def parse_value(text: str, kind: ValueType) -> Value:
    """What the typed text means; an empty text is None. Raises :class:`Rejected` that says what to type."""
    text = text.strip()
    if not text:
        return None
    if kind is ValueType.TEXT:
        return text
    if kind is ValueType.DATE:
        return _parse_date(text)
    if kind is ValueType.MARK:
        return _parse_mark(text)
    number = _parse_number(text)
    if kind is ValueType.YEAR:
        if number != number.to_integral_value() or not 1900 <= number <= 2100:
            raise Rejected(f"«{text}» не похоже на год. Напишите четыре цифры, например 2026.")
        return number.to_integral_value()
    if kind is ValueType.COUNT:
        if number != number.to_integral_value():
            raise Rejected(f"Здесь считают людей и дела целыми числами, а «{text}» — дробное.")
        if number < 0:
            raise Rejected("Здесь не бывает чисел меньше нуля.")
        return number.to_integral_value()
    if kind is ValueType.MILLIONS:
        if number != number.quantize(_THREE_DECIMALS):
            raise Rejected("После запятой нужно не больше трёх цифр: 0,001 млн – это тысяча рублей.")
        return number
    if number != number.quantize(_ONE_DECIMAL):
        raise Rejected(f"После запятой нужна одна цифра, например {shown_value(number.quantize(_ONE_DECIMAL), kind)}.")
    return number


def shown_value(value: Value, kind: ValueType) -> str:
    """The value as it stands on paper: thousands apart, a decimal comma; None is an empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _format_date(value) if kind is ValueType.DATE else value
    if kind is ValueType.YEAR:
        return str(value.to_integral_value())
    if kind in (ValueType.PERCENT, ValueType.MONEY):
        text = f"{value.quantize(_ONE_DECIMAL):,f}"
    elif value == value.to_integral_value():
        text = f"{value.to_integral_value():,f}"
    else:
        text = f"{value.normalize():,f}"
    return text.replace(",", THIN).replace(".", ",").replace("-", "\u2212")


def edit_text(value: Value, kind: ValueType) -> str:
    """The value as it is offered for editing: without spaces between thousands."""
    return shown_value(value, kind).replace(THIN, "").replace("\u2212", "-")


def _parse_number(text: str) -> Decimal:
    try:
        number = Decimal(plain_number(text.replace(THIN, " ")))
    except ValueError:
        raise Rejected(f"Здесь нужно число, а «{text}» — не число. Напишите, например, 12.") from None
    if not number.is_finite() or abs(number) > _LARGEST:
        raise Rejected(f"«{text}» слишком велико для этой клетки.")
    return number


def _parse_mark(text: str) -> Decimal:
    if text.casefold() in _YES:
        return Decimal(1)
    if text.casefold() in _NO:
        return Decimal(0)
    raise Rejected("Здесь ставят отметку: 1 — да, 0 — нет.")


def _parse_date(text: str) -> str:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"):
        try:
            return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise Rejected(f"«{text}» не похоже на дату. Напишите день, месяц и год: 31.12.2026.")


def _format_date(text: str) -> str:
    try:
        return date.fromisoformat(text).strftime("%d.%m.%Y")
    except ValueError:
        return text
