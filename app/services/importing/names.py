"""Names in lists: one cell or three, capitals, look-alikes, initials, maiden names, and names in the wrong order."""

# Tables of words and patterns read better unwrapped.

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.domain.enums import Sex
from app.domain.names import cyrillicise, normalise, sex_from_patronymic, tidy
from app.services.importing.first_names import FEMALE, MALE

_PATRONYMIC = re.compile(r"^[а-яё-]+(вич|вна|чна|инична|ьич|мич|кич|тич|нич)$")
_PARTICLES = frozenset({"оглы", "оглу", "кызы", "гызы", "улы", "уулу", "кизи", "угли"})
_INITIALS = re.compile(r"^[А-ЯЁA-Z]\.?(?:[\s.-]*[А-ЯЁA-Z]\.?)?$")
_NUMBERING = re.compile(r"^\s*(?:№\s*)?\d{1,5}\s*[.)]\s*")
_BRACKETS = re.compile(r"\(([^)]*)\)?")
_LETTERS = re.compile(r"[A-Za-zА-Яа-яЁёІіЇїЄєҐґӘәҒғҚқҢңӨөҰұҮүҺһ]")
_SURNAME_END = re.compile(
    r"(ов|ев|ёв|ин|ын|ий|ый|ой|ова|ева|ёва|ина|ына|ая|яя|ко|ук|юк|чук|ых|их|ян|дзе|швили|ец|ич|ер|ман|ович|евич|ун|ак|як)$"
)
_NOT_NAMES = re.compile(
    r"\b(итого|всего|количество|список|отдел|цех|группа|кафедра|факультет|подпись|председатель|работающие|"
    r"пенсионеры|студенты|участок|школа|служба)\b"
)


@dataclass(frozen=True)
class ReadName:
    """A name taken apart. ``doubts`` are Russian remarks, ``extra`` what stood in brackets."""

    surname: str
    name: str = ""
    patronymic: str = ""
    doubts: tuple[str, ...] = ()
    extra: str = ""
    complete: bool = True
    """False for initials or a lone surname: too little to know the person by."""


def clean_word(text: str) -> str:
    """One part of a name: tidy, look-alikes mended, capitals and small letters as in a passport."""
    word = cyrillicise(tidy(text)).strip(" .,;:*!\"'«»")
    word = re.sub(r"\s*[-–—‐]\s*", "-", word)
    return " ".join(_case(part) for part in word.split(" ")) if word else ""


def _case(word: str) -> str:
    if word.casefold() in _PARTICLES:
        return word.casefold()
    if len(word) > 1 and (word.isupper() or word.islower()):
        return "-".join(
            p.casefold() if p.casefold() in _PARTICLES else p[:1].upper() + p[1:].lower() for p in word.split("-")
        )
    return word


def is_patronymic(word: str) -> bool:
    """Whether the word (or «Рашид оглы») ends as a patronymic."""
    low = normalise(word)
    return bool(_PATRONYMIC.match(low.split(" ")[-1])) or low.replace("-", " ").split(" ")[-1] in _PARTICLES


def is_first_name(word: str) -> bool:
    """Whether the word is one of the common first names."""
    low = normalise(word)
    return low in MALE or low in FEMALE


def sex_of(name: str, patronymic: str) -> tuple[Sex | None, bool]:
    """The sex from the patronymic (sure) or from a common first name (not sure)."""
    sex = sex_from_patronymic(patronymic)
    if sex is None and patronymic:
        low = normalise(patronymic)
        if low.endswith("ич"):
            sex = Sex.MALE
        elif low.endswith("на") or low.endswith("кизи"):
            sex = Sex.FEMALE
        elif low.endswith(("угли", "оглу")):
            sex = Sex.MALE
    if sex is not None:
        return sex, True
    low = normalise(name)
    if low in MALE and low not in FEMALE:
        return Sex.MALE, False
    if low in FEMALE and low not in MALE:
        return Sex.FEMALE, False
    return None, False


def looks_like_full_name(value: object) -> bool:
    """Two to five words of letters, one of them a patronymic or initials: for finding the column by its contents."""
    if not isinstance(value, str) or len(value) > 80 or "@" in value or _NOT_NAMES.search(value.casefold()):
        return False
    text = _BRACKETS.sub("", _NUMBERING.sub("", cyrillicise(tidy(value)))).strip()
    words = text.split(" ")
    if not 2 <= len(words) <= 5 or re.search(r"\d", text) or not words[0][:1].isupper():
        return False
    return (
        any(is_patronymic(word) for word in words[1:])
        or any(is_first_name(word) for word in words[:2])
        or bool(re.fullmatch(r"[А-ЯЁ][\w-]+ [А-ЯЁ]\. ?[А-ЯЁ]\.?", text))
    )


def read_full_name(text: str, *, name_first: bool = False) -> ReadName:
    """Take «Фамилия Имя Отчество» apart, also «Имя Отчество Фамилия», initials and four-word names.

    ``name_first`` is what most of the column does; it settles «Роман Аркадьевич Абрамович».
    Raises ValueError (Russian) for what is no name.
    """
    clean = _NUMBERING.sub("", cyrillicise(tidy(text)))
    if clean.startswith("#"):
        raise ValueError("в ячейке ошибка формулы")
    extra = "; ".join(part.strip() for part in _BRACKETS.findall(clean) if part.strip())
    clean = re.split(r"[,;]\s*(?=\d)", _BRACKETS.sub(" ", clean))[0]
    clean = re.sub(r"\s*[-–—‐]\s*(?=\S)", "-", clean) if re.search(r"\w\s+[-–—]\s*\w|\w\s*[-–—]\s+\w", clean) else clean
    clean = re.sub(r",\s*", " ", clean)
    clean = re.sub(r"(?<=[А-ЯЁ]\.)(?=[А-ЯЁа-яё])", " ", clean)
    words = [word for word in clean.split() if word.strip(".,;:*-–—_")]
    if not words or not _LETTERS.search(clean):
        raise ValueError("нет фамилии")
    if re.search(r"\d", clean):
        raise ValueError("в имени стоят цифры")
    return replace(_split(words, name_first), extra=extra)


def _split(words: list[str], name_first: bool) -> ReadName:
    initial = [
        bool(_INITIALS.match(word))
        and len(word.replace(".", "")) <= 2
        and (len(word) == 1 or "." in word or (len(words) > 2 and word.isupper()))
        for word in words
    ]
    if any(initial) and not all(initial):
        surname = " ".join(clean_word(w) for w, i in zip(words, initial, strict=True) if not i)
        letters = re.findall(r"[А-ЯЁA-Z]", "".join(w.upper() for w, i in zip(words, initial, strict=True) if i))
        parts = surname.split(" ")
        if len(parts) == 1:
            name, patronymic = (f"{letters[0]}.", f"{letters[1]}." if len(letters) > 1 else "")
        else:
            surname, name, patronymic = parts[0], " ".join(parts[1:]), f"{letters[0]}."
        return ReadName(surname, name, patronymic, ("вместо имени инициалы",), complete=False)
    groups = _with_particles([clean_word(word) for word in words])
    if len(groups) == 1:
        return ReadName(groups[0], doubts=("указана только фамилия",), complete=False)
    if len(groups) == 2:
        if is_patronymic(groups[1]) and is_first_name(groups[0]):
            return ReadName("", groups[0], groups[1], ("нет фамилии",), complete=False)
        if is_first_name(groups[0]) and not is_first_name(groups[1]):
            return ReadName(groups[1], groups[0], "", () if name_first else ("имя стоит перед фамилией",))
        return ReadName(groups[1], groups[0]) if name_first else ReadName(groups[0], groups[1])
    return _three(groups, name_first)


def _three(groups: list[str], name_first: bool) -> ReadName:
    last, middle = is_patronymic(groups[-1]), is_patronymic(groups[-2])
    if middle and (not last or (name_first or (is_first_name(groups[0]) and not is_first_name(groups[-2])))):
        # «Анна Петровна Иванова», «Роман Аркадьевич Абрамович»
        if last and not name_first and not is_first_name(groups[0]):
            return ReadName(groups[0], " ".join(groups[1:-1]), groups[-1])
        return ReadName(groups[-1], " ".join(groups[:-2]), groups[-2])
    if not last and is_patronymic(groups[0]) and len(groups) == 3:
        return ReadName(groups[2], groups[1], groups[0], ("необычный порядок имени",))
    if not last and len(groups) == 3 and groups[1].casefold() not in _PARTICLES:
        return ReadName(groups[0], groups[1], groups[2])
    surname, given = groups[0], groups[1:-1]
    if len(given) > 1 and _SURNAME_END.search(given[0].casefold()) and is_first_name(given[-1]):
        return ReadName(" ".join([surname, *given[:-1]]), given[-1], groups[-1])
    return ReadName(surname, " ".join(given), groups[-1])


def _with_particles(words: list[str]) -> list[str]:
    """«Рашид» «оглы» is one patronymic."""
    groups: list[str] = []
    for word in words:
        if word.casefold() in _PARTICLES and groups:
            groups[-1] = f"{groups[-1]} {word.casefold()}"
        else:
            groups.append(word)
    return groups


def names_come_first(values: list[str]) -> bool:
    """Whether most names of a column are written «Имя Отчество Фамилия»."""
    first = second = 0
    for value in values:
        words = tidy(value).split(" ")
        if len(words) == 3:
            middle, last = is_patronymic(words[1]), is_patronymic(words[2])
            first += middle and not last
            second += last and not middle
        elif len(words) == 2:
            first += is_first_name(words[0]) and not is_first_name(words[1])
            second += is_first_name(words[1]) and not is_first_name(words[0])
    return first > second
