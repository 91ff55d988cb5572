"""Numbers with the right form of their noun."""

from __future__ import annotations


def agreeing(number: int, one: str, few: str, many: str) -> str:
    """The form of a word that goes with a number, without the number.

    >>> [agreeing(n, "знак", "знака", "знаков") for n in (1, 3, 11, 21, 112)]
    ['знак', 'знака', 'знаков', 'знак', 'знаков']
    """
    tail, tens = abs(number) % 10, abs(number) % 100
    if tail == 1 and tens != 11:
        return one
    return few if 2 <= tail <= 4 and not 12 <= tens <= 14 else many


def plural(number: int, one: str, few: str, many: str) -> str:
    """«1 человек», «2 человека», «5 человек»: the number with the right form of the word."""
    return f"{grouped(number)} {agreeing(number, one, few, many)}"


def grouped(number: int) -> str:
    """``9 000``, with a thin space that does not break."""
    return f"{number:,}".replace(",", "\u202f")


def people(number: int) -> str:
    """«64 человека»"""
    return plural(number, "человек", "человека", "человек")


def years(number: int) -> str:
    """«38 лет»"""
    return plural(number, "год", "года", "лет")


def days(number: int) -> str:
    """«3 дня»"""
    return plural(number, "день", "дня", "дней")


def of_organisations(number: int) -> str:
    """«21 организации», «3 организаций»: in the genitive, after «у», «от», «из»."""
    return f"{grouped(number)} {agreeing(number, 'организации', 'организаций', 'организаций')}"
