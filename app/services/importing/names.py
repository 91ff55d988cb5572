"""Names in lists: one cell or three, capitals, look-alikes, initials, maiden names, and names in the wrong order."""

# Tables of words and patterns read better unwrapped.

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.domain.enums import Sex
from app.domain.names import cyrillicise, normalise, sex_from_patronymic, tidy
from app.services.importing.asides import (
    PATRONYMIC_PARTICLES,
    SURNAME_PARTICLES,
    Asides,
    is_common_first_name,
    is_patronymic_word,
    part_name,
    part_word,
)
from app.services.importing.first_names import FEMALE, MALE

_SMALL_PARTS = PATRONYMIC_PARTICLES | {"оол", "заде", "зода"}
"""Parts after a hyphen that keep small letters: «Чечен-оол», «Гасан-заде»."""
_JOINED = frozenset({"бен", "бин", "ибн", "абу", "аль", "эль", "тер"})
"""Written with a capital they still begin a surname of two words: «Бен Али»."""
_INNER_HYPHEN = re.compile(rf"(?<=[А-ЯЁа-яё])[\u2010\u2011\u2212](?=[а-яё])(?!(?:{'|'.join(sorted(_SMALL_PARTS))})\b)")
_HYPHENS = re.compile("[\u00ad\u2010\u2011\u2212]|--")
_GLUED = re.compile(r"(?<=[А-ЯЁа-яё])_+(?=[А-ЯЁа-яё])|(?<=[а-яё]{3})\.?(?<!Мак)(?=[А-ЯЁ](?:[а-яё]{2}|\.[А-ЯЁ]?))")
"""«Иванова_Анна», «ИвановаАнна», «Иванова.А.П.»: a space is wanted here."""
_STRANGE = re.compile(r"[^\W\d_A-Za-z\u0400-\u052f¹²³⁰⁴-⁹½¼¾]")
_FOREIGN = re.compile(r"[A-Za-z0-9]")
_INITIALS = re.compile(r"^[А-ЯЁA-Z]\.?(?:[\s.-]*[А-ЯЁA-Z]\.?)?$")
_NUMBERING = re.compile(r"^\s*(?:№\s*)?\d{1,5}\s*(?:[.)]\s*|\s(?=[А-ЯЁ]))|^[\s•·▪●○■+–—-]+(?=[А-ЯЁ])")
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
    former: tuple[str, ...] = ()
    """Surnames borne before."""


def clean_word(text: str) -> str:
    """One part of a name: tidy, look-alikes mended, capitals and small letters as in a passport."""
    word = cyrillicise(tidy(text)).strip(" .,;:*!\"'«»")
    word = re.sub(r"\s*[-–—‐]\s*", "-", word)
    if not word:
        return ""
    words = word.split(" ")
    mixed = any(part[:1].isupper() for part in words) and not word.isupper()
    return " ".join(
        _case(part, keep=mixed or _sure_particle(words, place), first=place == 0) for place, part in enumerate(words)
    )


def _sure_particle(words: list[str], place: int) -> bool:
    """«ВАН ДЕР ВЕЛЬДЕ»: two particles side by side are particles even in capitals."""
    low = [word.casefold() for word in words]
    pairs = [(place, place + 1), (place - 1, place)]
    return (
        any(
            one >= 0 and other < len(low) and (low[one] in {"фон"} or {low[one], low[other]} <= SURNAME_PARTICLES)
            for one, other in pairs
        )
        and low[place] in SURNAME_PARTICLES
    )


def _case(word: str, *, keep: bool = False, first: bool = False) -> str:
    low = word.casefold()
    if low in PATRONYMIC_PARTICLES and not first:
        return low
    if keep and low in SURNAME_PARTICLES:
        return word if not word.isupper() or len(word) < 2 else low
    if len(word) > 1 and (word.isupper() or word.islower()):
        parts = word.split("-")
        return "-".join(
            part.casefold() if place and part.casefold() in _SMALL_PARTS else _capital(part)
            for place, part in enumerate(parts)
        )
    return word


def _capital(part: str) -> str:
    """«О'НИЛ» is «О'Нил», «ПРОКОП'ЕВ» only «Прокоп'ев»."""
    head, mark, tail = part.partition("'") if "'" in part else part.partition("’")
    if mark and len(head) == 1:
        return head.upper() + mark + tail[:1].upper() + tail[1:].lower()
    return part[:1].upper() + part[1:].lower()


is_patronymic = is_patronymic_word
is_first_name = is_common_first_name


def plain_hyphens(text: str) -> str:
    """No-break and other hyphens as «-» between the parts of a double name; inside one word they go.

    A soft hyphen between a small and a capital letter was such a hyphen before a program changed it.
    """
    if not _HYPHENS.search(text):
        return text
    text = re.sub(r"(?<=[а-яё])\u00ad(?=[А-ЯЁ])", "-", text)
    text = _INNER_HYPHEN.sub("", text)
    return re.sub(r"-{2,}", "-", re.sub(r"[\u2010\u2011\u2212]", "-", text))


def mended_letters(text: str) -> tuple[str, tuple[str, ...]]:
    """Latin look-alikes and digits inside Russian words mended; a doubt for each kind."""
    doubts = ["в имени необычная буква: проверьте"] if _STRANGE.search(text) else []
    if not _FOREIGN.search(text):
        return tidy(text), tuple(doubts)
    digits = re.sub(
        r"(?<=[А-ЯЁа-яё])0(?=[а-яё]|\b)|\b0(?=[а-яё]{2})",
        lambda m: "о" if m.start() and text[m.start() - 1].isalpha() else "О",
        text,
    )
    digits = re.sub(r"\b3(?=[а-яё]{2})", "З", digits)
    if digits != text:
        doubts.append("в имени стояли цифры вместо букв: исправлено, проверьте")
    mended = " ".join(cyrillicise(word) for word in tidy(digits).split(" "))
    if mended != tidy(digits):
        doubts.append("в имени были латинские буквы вместо русских: исправлено, проверьте")
    if re.search(r"[A-Za-z]", mended) and re.search(r"[А-Яа-яЁё]", mended):
        doubts.append("в имени есть латинские буквы: исправьте")
    return mended, tuple(doubts)


def sex_from_name(name: str, patronymic: str) -> tuple[Sex | None, bool]:
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
    clean, doubts = mended_letters(_NUMBERING.sub("", plain_hyphens(text)))
    if clean.startswith("#"):
        raise ValueError("в ячейке ошибка формулы")
    if _GLUED.search(clean):
        clean = _GLUED.sub(" ", clean)
        doubts = (*doubts, "слова имени были слиты: разделены, проверьте")
    found = part_name(clean)
    clean = found.name
    if any(dash in clean for dash in "-–—") and re.search(r"\w\s+[-–—]\s*\w|\w\s*[-–—]\s+\w", clean):
        clean = re.sub(r"\s*[-–—‐]\s*(?=\S)", "-", clean)
    if "," in clean:
        clean = re.sub(r",\s*", " ", clean)
    if "." in clean:
        clean = re.sub(r"(?<=[А-ЯЁ]\.)(?=[А-ЯЁа-яё])", " ", clean)
    words = [word for word in clean.split() if word.strip(".,;:*-–—_")]
    if not words or not _LETTERS.search(clean):
        raise ValueError("нет фамилии")
    if re.search(r"\d", clean):
        raise ValueError("в имени стоят цифры")
    return _noted(_split(words, name_first), found, doubts)


def read_parts(surname: str, given: str, patronymic: str) -> ReadName:
    """A name of two or three cells. Raises ValueError (Russian) for what is no name."""
    surname, *more = [plain_hyphens(text) for text in (surname, given, patronymic)]
    surname, doubts = mended_letters(surname)
    pairs = [mended_letters(text) for text in more]
    doubts = (*doubts, *(doubt for _, some in pairs for doubt in some))
    if surname.startswith("#"):
        raise ValueError("в ячейке ошибка формулы")
    parts = [part_word(text) for text in (surname, *(text for text, _ in pairs))]
    surname, given, patronymic = (part.name for part in parts)
    if re.search(r"\d", surname + given):
        raise ValueError("в имени стоят цифры")
    if not surname.strip(" -–—."):
        raise ValueError("нет фамилии")
    around = Asides(
        "",
        tuple(word for part in parts for word in part.words),
        tuple(name for part in parts for name in part.former),
        tuple(doubt for part in parts for doubt in part.doubts),
    )
    return _noted(_of_parts(clean_word(surname), given, patronymic), around, doubts)


def _of_parts(surname: str, given: str, patronymic: str) -> ReadName:
    if given and re.fullmatch(r"[А-ЯЁA-Z]\.?\s?(?:[А-ЯЁA-Z]\.?)?", given):
        initials = re.findall(r"[А-ЯЁA-Z]", given + patronymic[:1])
        second = f"{initials[1]}." if len(initials) > 1 else ""
        return ReadName(surname, f"{initials[0]}.", second, ("вместо имени инициалы",), complete=False)
    given, patronymic = clean_word(given), clean_word(patronymic)
    if not given:
        return ReadName(surname, given, patronymic, ("нет имени",), complete=False)
    if is_patronymic(given) and not is_patronymic(patronymic) and patronymic:
        return ReadName(surname, patronymic, given, ("имя и отчество стояли наоборот",))
    return ReadName(surname, given, patronymic)


def _noted(name: ReadName, around: Asides, doubts: tuple[str, ...]) -> ReadName:
    former = tuple(text for text in dict.fromkeys(around.former) if normalise(text) != normalise(name.surname))
    return replace(
        name,
        extra="; ".join(around.words),
        former=former,
        doubts=(*dict.fromkeys((*doubts, *around.doubts)), *name.doubts),
    )


def _split(words: list[str], name_first: bool) -> ReadName:
    initial = [_is_initial(words, place) for place in range(len(words))]
    if initial[0] and len(words) == 3 and not any(initial[1:]) and is_patronymic(words[2]):
        return ReadName(
            words[0], clean_word(words[1]), clean_word(words[2]), ("от фамилии одна буква",), complete=False
        )
    if all(initial) and len(words) > 1:
        letters = re.findall(r"[А-ЯЁA-Z]", "".join(words).upper())
        second = f"{letters[2]}." if len(letters) > 2 else ""
        return ReadName(letters[0], f"{letters[1]}.", second, ("вместо имени инициалы",), complete=False)
    if any(initial) and not all(initial):
        surname = clean_word(" ".join(w for w, i in zip(words, initial, strict=True) if not i))
        letters = re.findall(r"[А-ЯЁA-Z]", "".join(w.upper() for w, i in zip(words, initial, strict=True) if i))
        parts = surname.split(" ")
        if len(parts) == 1 or parts[0].casefold() in SURNAME_PARTICLES:
            name, patronymic = (f"{letters[0]}.", f"{letters[1]}." if len(letters) > 1 else "")
        else:
            surname, name, patronymic = parts[0], " ".join(parts[1:]), f"{letters[0]}."
        return ReadName(surname, name, patronymic, ("вместо имени инициалы",), complete=False)
    groups = _grouped(clean_word(" ".join(words)).split(" "))
    if len(groups) == 1:
        return ReadName(groups[0], doubts=("указана только фамилия",), complete=False)
    if len(groups) == 2:
        if is_patronymic(groups[1]) and is_first_name(groups[0]):
            return ReadName("", groups[0], groups[1], ("нет фамилии",), complete=False)
        if is_first_name(groups[0]) and not is_first_name(groups[1]):
            return ReadName(groups[1], groups[0], "", () if name_first else ("имя стоит перед фамилией",))
        return ReadName(groups[1], groups[0]) if name_first else ReadName(groups[0], groups[1])
    return _three(groups, name_first)


def _is_initial(words: list[str], place: int) -> bool:
    """One or two letters in a name's place; one letter without a dot before a full name is a surname: «О Ен Сук»."""
    word = words[place]
    if not _INITIALS.match(word) or len(word.replace(".", "")) > 2:
        return False
    if len(word) == 1:
        rest = words[place + 1 :]
        whole = all(len(text.strip(".")) > 1 for text in rest)
        if place == 0 and rest and (whole or all("." in text for text in rest)):
            return len(rest) == 1 and whole and not is_first_name(rest[0])
        return place == 0 or not any(len(text.strip(".")) > 1 for text in rest)
    return "." in word or (
        len(words) > 2 and word.isupper() and len(word) == 2 and not any(w.isupper() and len(w) > 2 for w in words)
    )


def _three(groups: list[str], name_first: bool) -> ReadName:
    last, middle = is_patronymic(groups[-1]), is_patronymic(groups[-2])
    if middle and (not last or (name_first or (is_first_name(groups[0]) and not is_first_name(groups[-2])))):
        # «Анна Петровна Иванова», «Роман Аркадьевич Абрамович»
        if last and not name_first and not is_first_name(groups[0]):
            return ReadName(groups[0], " ".join(groups[1:-1]), groups[-1])
        if len(groups) > 3 and not is_first_name(groups[0]) and is_first_name(groups[1]):
            doubt = f"лишнее слово у имени: «{groups[-1]}»"
            return ReadName(groups[0], " ".join(groups[1:-2]), groups[-2], (doubt,))
        return ReadName(groups[-1], " ".join(groups[:-2]), groups[-2])
    if not last and is_patronymic(groups[0]) and len(groups) == 3:
        return ReadName(groups[2], groups[1], groups[0], ("необычный порядок имени",))
    if not last and len(groups) == 3 and groups[1].casefold() not in PATRONYMIC_PARTICLES:
        return ReadName(groups[0], groups[1], groups[2])
    surname, given = groups[0], groups[1:-1]
    if (
        len(given) > 1
        and is_first_name(given[-1])
        and (_SURNAME_END.search(given[0].casefold()) or not is_first_name(given[0]))
    ):
        return ReadName(" ".join([surname, *given[:-1]]), given[-1], groups[-1])
    return ReadName(surname, " ".join(given), groups[-1])


def _grouped(words: list[str]) -> list[str]:
    """«Рашид оглы» is one patronymic, «ван дер Вельде» and «Бен Али» one surname."""
    groups: list[str] = []
    begun = ""
    for place, word in enumerate(words):
        low = word.casefold()
        if low in PATRONYMIC_PARTICLES and groups:
            groups[-1] = f"{groups[-1]} {low}"
        elif place + 1 < len(words) and (
            (word.islower() and low in SURNAME_PARTICLES) or (low in _JOINED and place == 0 and len(words) > 2)
        ):
            begun = f"{begun} {word}".strip()
        else:
            groups.append(f"{begun} {word}".strip())
            begun = ""
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
