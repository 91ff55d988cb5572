"""Telephones, mail, cards and other numbers of a row: what is damaged or no number is told and not stored as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.cards import CardMedium
from app.domain.names import cyrillicise, normalise
from app.services.importing.cells import RowCells
from app.services.importing.fields import ListField
from app.services.importing.records import RowRemark
from app.services.importing.sheets import SheetCell
from app.services.importing.values import card_text, is_phone, read_email, read_phone

_POWER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?[eеEЕ][+-]?\d+$")
"""«9.00123E+09»: a program for tables has shortened a long number, its last digits are lost."""
_ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CYRILLIC, _LATIN = re.compile(r"[А-Яа-яЁё]"), re.compile(r"[A-Za-z]")
_LATINISED = str.maketrans("АаВЕеКкМНОоРрСсТХхУу", "AaBEeKkMHOoPpCcTXxYy")
_LETTERS_INSIDE = re.compile(r"\d[A-Za-zА-Яа-я]\d")
_LETTERS_AFTER = re.compile(r"\d{4,}[OoОоlI]+$")
_PHONE_PARTS = re.compile(r"[,;\n]| и |(?<=\d)\s*/\s*(?=[+8]?\d)")
_ADDRESS_TOO = re.compile(r"(?i)адрес|прожив")
"""The heading of a column of telephones that holds postal addresses as well."""
_DIGIT, _NO_DIGIT, _WORD = re.compile(r"\d"), re.compile(r"\D+"), re.compile(r"[А-Яа-яЁёA-Za-z]{4,}")
_WITH_ZEROS = re.compile(r"^(\d{10,11})[.,]0+$")
_EXTENSION = re.compile(r"(?i)\s*(?:\(?(?:доб|вн|внутр)\w*\.?\s*\d+\)?)\s*$")
_USUAL_DIGITS = frozenset({5, 6, 7, 10, 11})
_MEDIA: tuple[tuple[str, CardMedium], ...] = (
    (r"пластик|карт[аоы]|физич|plastic", CardMedium.PLASTIC),
    (r"вирт|электр|эпб|цифр|приложен|мобильн|virtual|electronic", CardMedium.VIRTUAL),
    (r"бумаж|книжк|обычн|традиц|стар|paper", CardMedium.PAPER),
)


@dataclass
class _Told:
    """Doubts and words for the note, gathered while a row is read."""

    doubts: list[RowRemark]
    notes: list[str]

    def doubt(self, column: str, reason: str) -> None:
        self.doubts.append(RowRemark(column, reason))


def contacts_in(cells: RowCells, row: Sequence[SheetCell], doubts: list[RowRemark], notes: list[str]) -> dict[str, str]:
    """Telephone, address of mail, postal address, card and personnel number; what has no column goes to ``notes``."""
    told = _Told(doubts, notes)
    found = {
        "phone": _phones(cells, row, told),
        "card_number": _number(cells, row, ListField.CARD_NUMBER, "билет", told),
        "personnel_number": _number(cells, row, ListField.PERSONNEL_NUMBER, "табельный номер", told),
        "address": _address(cells, row, told),
    }
    found["email"] = _emails(cells, row, found, told)
    if not found["address"]:
        found["phone"], found["address"] = _address_beside(cells, found["phone"])
    found["card_kind"] = _card_kind(cells, row, found["card_number"], told)
    return found


def _phones(cells: RowCells, row: Sequence[SheetCell], told: _Told) -> str:
    kept: list[str] = []
    both = bool(_ADDRESS_TOO.search(cells.heading(ListField.PHONE)))
    for text, heading in cells.texts(ListField.PHONE, row):
        if _POWER.match(text.replace(" ", "")):
            told.doubt(heading, f"номер «{text}» сокращён программой таблиц, последние цифры потеряны: не записан")
            continue
        parts = [part.strip() for part in _PHONE_PARTS.split(text) if part.strip()]
        words = [part for part in parts if not _DIGIT.search(part) and "@" not in part]
        if words and not both:
            told.doubt(heading, f"вместо телефона слова «{', '.join(words)}»: перенесены в примечание")
            told.notes.append(f"телефон: {', '.join(words)}")
        if both:
            kept += [number for number in read_phone(_usual(text)).split(", ") if number]
            continue
        for part in parts:
            why = _odd_phone(part)
            if why:
                told.doubt(heading, f"телефон «{part}»: {why}")
            if not why:
                kept += [part] if "@" in part else [read_phone(_usual(part))]
            elif "_" not in part:
                kept.append(part)
    kept = [number for number in kept if number]
    return ", ".join(dict.fromkeys(kept))


def _usual(text: str) -> str:
    return _WITH_ZEROS.sub(r"\1", text)


def _odd_phone(part: str) -> str:
    digits = _NO_DIGIT.sub("", _usual(part))
    if not digits or "@" in part:
        return ""
    if "_" in part:
        return "номер вписан не до конца, не записан"
    if _LETTERS_INSIDE.search(part) or _LETTERS_AFTER.search(part):
        return "буква среди цифр, записан как есть"
    count = len(_NO_DIGIT.sub("", _EXTENSION.sub("", part)))
    if part.lstrip().startswith("+") and not part.lstrip().startswith("+7"):
        return "" if 8 <= count <= 15 else f"в номере {count} цифр, записан как есть"
    if count == 10 and digits.startswith("89"):
        return "не хватает цифры, записан как есть"
    if count not in _USUAL_DIGITS and count > 3:
        return f"в номере {count} цифр, записан как есть"
    return ""


def _number(cells: RowCells, row: Sequence[SheetCell], field: ListField, what: str, told: _Told) -> str:
    """A card's or a personnel number; words in its place go to the note."""
    value, heading = cells.raw(field, row)
    number = card_text(value) if field is ListField.CARD_NUMBER else cells.words(field, row)
    if not number:
        return ""
    if _POWER.match(number.replace(" ", "")):
        told.doubt(heading, f"номер «{number}» сокращён программой таблиц, последние цифры потеряны: не записан")
        return ""
    words = _WORD.search(number)
    if not _DIGIT.search(number):
        if len(number) <= 3:
            return number
        told.doubt(heading, f"вместо номера слова «{number}»: перенесены в примечание")
        told.notes.append(f"{what}: {number}")
        return ""
    if words is not None and field is ListField.CARD_NUMBER:
        digits = re.search(r"(?:[А-ЯЁA-Z]{1,3}[ -]?)?\d[\d -]*\d|\d+", number)
        told.doubt(heading, f"у номера слова «{number}»: перенесены в примечание")
        told.notes.append(f"{what}: {number}")
        return digits.group().strip() if digits is not None else ""
    if field is ListField.CARD_NUMBER and len(re.findall(r"\d{3,}", number)) > 1 and re.search(r"[,;/]", number):
        told.doubt(heading, f"несколько номеров «{number}»: записаны как есть")
    return number


def _address(cells: RowCells, row: Sequence[SheetCell], told: _Told) -> str:
    text = cells.words(ListField.ADDRESS, row)
    if not text:
        return ""
    mended = " ".join(cyrillicise(word) for word in text.split(" "))
    if mended != text:
        told.doubt(
            cells.heading(ListField.ADDRESS), "в адресе были латинские буквы вместо русских: исправлено, проверьте"
        )
    return mended


def _emails(cells: RowCells, row: Sequence[SheetCell], found: dict[str, str], told: _Told) -> str:
    addresses: list[str] = []
    for text, heading in cells.texts(ListField.EMAIL, row):
        joined = text.replace(" @", "@").replace("@ ", "@")
        own = [match.group().lower() for match in _ADDRESSES.finditer(joined)]
        if not own:
            told.doubt(heading, f"адрес «{text}» не похож на электронный: перенесён в примечание")
            told.notes.append(f"почта: {text}")
        addresses += [_one_script(address, heading, told) for address in own]
        rest = re.sub(r"\S+@\S+", "", text).strip(" ,;/")
        if own and rest and is_phone(rest):
            found["phone"] = ", ".join(part for part in (found["phone"], read_phone(rest)) if part)
    if "@" in found["phone"]:
        addresses += [email for part in found["phone"].split(", ") if (email := read_email(part))]
        found["phone"] = read_phone(re.sub(r"\S+@\S+", "", found["phone"]))
    addresses = list(dict.fromkeys(addresses))
    if len(addresses) > 1:
        rest = ", ".join(addresses[1:])
        told.doubt(cells.heading(ListField.EMAIL), f"второй адрес «{rest}» перенесён в примечание")
        told.notes.append(f"ещё почта: {rest}")
    return addresses[0] if addresses else ""


def _one_script(address: str, heading: str, told: _Told) -> str:
    """Letters of two alphabets in one address never arrive: look-alikes are mended, the rest only told."""
    if not (_CYRILLIC.search(address) and _LATIN.search(address)):
        return address
    mended = address.translate(_LATINISED)
    if _CYRILLIC.search(mended):
        told.doubt(heading, f"в адресе «{address}» буквы двух алфавитов: проверьте его")
        return address
    told.doubt(heading, f"в адресе «{address}» были русские буквы: записан как {mended}, проверьте")
    return mended


def _card_kind(cells: RowCells, row: Sequence[SheetCell], number: str, told: _Told) -> str:
    text = cells.words(ListField.CARD_KIND, row)
    if not text:
        return ""
    low = normalise(text)
    kind = next((medium for pattern, medium in _MEDIA if re.search(pattern, low)), None)
    if kind is None or not number:
        told.notes.append(f"вид билета: {text}")
        if kind is None:
            told.doubt(cells.heading(ListField.CARD_KIND), f"вид билета «{text}» непонятен: перенесён в примечание")
        return ""
    return kind.value


def _address_beside(cells: RowCells, text: str) -> tuple[str, str]:
    """Telephone and address out of one cell, when its column is headed by both."""
    if not _ADDRESS_TOO.search(cells.heading(ListField.PHONE)):
        return text, ""
    parts = [part.strip() for part in re.split(r"[,;]", text)]
    phones = [part for part in parts if is_phone(part) and not re.search(r"(?i)[а-я]{3}", part)]
    return ", ".join(phones), ", ".join(part for part in parts if part and part not in phones)
