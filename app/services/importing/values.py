"""Words of lists turned into values: sex, category, yes and no, reasons of leaving, telephones, card numbers."""

# Tables of words and patterns read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, Sex
from app.domain.names import cyrillicise, normalise, tidy
from app.services.importing.sheets import SheetCell

_BLANK = re.compile(r"^[\s\-–—_.,/\\?*]*$")
_EMPTY_WORDS = frozenset(
    {"нет", "н/д", "нд", "не указан", "не указано", "не указана", "отсутствует", "n/a", "none", "null", "nan", "б/н"}
)


def text_of(value: SheetCell) -> str:
    """A cell as tidy text: «1234567.0» loses its «.0», leading zeros of texts stay, formula errors are nothing."""
    if isinstance(value, str):
        return _tidied(value)
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:g}"
    if isinstance(value, int):
        return str(value)
    return _shown_day(value)


@lru_cache(maxsize=50_000)
def _shown_day(value: date) -> str:
    return f"{value:%d.%m.%Y}"


@lru_cache(maxsize=50_000)
def _tidied(value: str) -> str:
    text = tidy(value)
    return "" if text.startswith("#") and re.match(r"^#[A-ZА-Я/0-9]+[!?]?$", text) else text


def descriptive_text(value: SheetCell) -> str:
    """A descriptive text: dashes and «нет данных» are nothing."""
    if value == "":
        return ""
    return _worded(text_of(value))


@lru_cache(maxsize=50_000)
def _worded(text: str) -> str:
    return "" if _BLANK.match(text) or (len(text) < 16 and normalise(text) in _EMPTY_WORDS) else text


@lru_cache(maxsize=20_000, typed=True)
def read_sex(value: SheetCell) -> Sex | None:
    """«ж», «жен.», «Женский», «F», «м», «муж»; None for anything else (numbers 1 and 2 are ИСО 5218)."""
    word = cyrillicise(normalise(text_of(value))).strip(" .")
    if word.startswith("ж") or word in {"f", "female", "w", "woman", "2", "д", "дев", "девушка"}:
        return Sex.FEMALE
    if word.startswith("м") or word in {"m", "male", "man", "1", "ю", "юн", "юноша"}:
        return Sex.MALE
    return None


_CATEGORIES: tuple[tuple[re.Pattern[str], MemberCategory], ...] = tuple(
    (re.compile(pattern), category)
    for pattern, category in (
        (
            r"врем\w*\.? ?не ?раб|безработ|временно неработ|не имеющ\w+ работ|ищет работ|unemployed|^вр ?/?н",
            MemberCategory.UNEMPLOYED,
        ),
        (r"декрет|уход\w* за|отпуск\w* по|д/о|находится в отпуске", MemberCategory.WORKING),
        (r"(не ?раб\w*\.?|нераб\w*\.?) ?(пенс|ветеран)|пенс\w*\.? ?\(?(не ?раб|нераб)", MemberCategory.PENSIONER),
        (r"раб\w*\.?,? ?(и )?(\w+ )?пенс|пенс\w*\.?,? ?[-(]? ?раб", MemberCategory.WORKING),
        (r"пенс|ветеран|на заслуженном отдыхе|retired|pensioner", MemberCategory.PENSIONER),
        (
            r"студ|учащ|обуча|аспирант|магистр|ординатор|курсант|слушател|student|бакалавр|интерн\b|учится|школьник",
            MemberCategory.STUDENT,
        ),
        (r"^не ?раб\w*\.?$|неработающ", MemberCategory.UNEMPLOYED),
        (
            r"раб|сотруд|служащ|персонал|трудящ|штат|employee|working|worker|совмест|преподав|педагог|ппс|учител|itr|итр|staff",
            MemberCategory.WORKING,
        ),
    )
)


@lru_cache(maxsize=20_000, typed=True)
def read_category(value: SheetCell) -> MemberCategory | None:
    """The category a word means; None when it means none. Leave to raise a child stays «работающий»."""
    word = cyrillicise(normalise(text_of(value))).strip(" .")
    if not word:
        return None
    for pattern, category in _CATEGORIES:
        if pattern.search(word):
            return category
    return {
        "р": MemberCategory.WORKING,
        "с": MemberCategory.STUDENT,
        "п": MemberCategory.PENSIONER,
        "нп": MemberCategory.PENSIONER,
        "б": MemberCategory.UNEMPLOYED,
    }.get(word)


@lru_cache(maxsize=20_000, typed=True)
def category_from_position(position: str) -> MemberCategory | None:
    """What a position says of itself: «студент 3 курса», «пенсионер», «временно не работает»; None for any work."""
    word = normalise(position).strip(" .")
    if re.match(r"^(студент|учащ|обучающ|аспирант|магистрант|курсант|ординатор)", word):
        return MemberCategory.STUDENT
    if re.match(r"^(не ?раб\w*\.? пенс|пенсионер|ветеран|на пенсии|пенс\.?$)", word):
        return MemberCategory.PENSIONER
    if re.match(r"^(безработ|временно не ?раб|не ?работа)", word):
        return MemberCategory.UNEMPLOYED
    return None


_YES_TEXT = """
да д yes y true истина 1 + v х x ✓ ✔ ☑ ok ок есть имеется получено дано подписано подписал подписала согласен согласна
сдано предоставлено принят принята первый первичный прием
"""
_YES = frozenset(_YES_TEXT.split())
_NO_TEXT = "нет н no n false ложь 0 - – — отсутствует отказ ранее"
_NO = frozenset(_NO_TEXT.split())
_YES_STARTS = ("впервые", "первый раз", "первично", "вновь", "вступ", "принят впервые", "прием впервые", "принят в",
               "согласие", "да,", "да ", "есть ")  # fmt: skip
_NO_STARTS = ("перев", "переш", "по перев", "повторно", "не ", "прибыл", "из ", "с учета", "постанов", "поставлен",
              "принят на учет", "принята на учет", "принят из", "восстанов", "отказ", "нет", "ранее")  # fmt: skip


@lru_cache(maxsize=20_000, typed=True)
def read_yes(value: SheetCell) -> bool | None:
    """Yes, no, or None for what is neither; also «впервые» and «переведён», which answer the same question."""
    if isinstance(value, bool):
        return value
    word = normalise(text_of(value)).strip(" .!")
    if word in _NO or (word not in _YES and word.startswith(_NO_STARTS)):
        return False
    return True if word in _YES or word.startswith(_YES_STARTS) else None


@dataclass(frozen=True)
class ExitReason:
    """An exit that a reason means. ``known`` is False when the words say nothing the program knows."""

    kind: EventKind
    reason: DeregistrationReason | None = None
    known: bool = True


_LEAVING: tuple[tuple[str, ExitReason], ...] = (
    (r"искл.*(соб|заявл|желан)", ExitReason(EventKind.LEFT)),
    (r"умер|^ум$|смерт|скончал|кончин|погиб|died|death|летальн", ExitReason(EventKind.DIED)),
    (
        r"сокращ|^сокр|уволен|увольн|^увол|^ув$|расторж|прекращ\w+ труд|трудов|dismiss|fired|ликвидац|выход на пенси|ушл?[аe]? на пенси|выш\w+ на пенси",
        ExitReason(EventKind.DEREGISTERED, DeregistrationReason.DISMISSED),
    ),
    (r"отчисл", ExitReason(EventKind.DEREGISTERED, DeregistrationReason.OTHER)),
    (r"исключ|^искл|expel|за неуплат|неуплат", ExitReason(EventKind.EXPELLED)),
    (
        r"перев[ео]|^перев$|переш|перех[оа]д|переезд|переех|перемещ|друг\w+ (организац|первич|профсоюз|ппо)|transfer|убыл|сменил\w* мест",
        ExitReason(EventKind.DEREGISTERED, DeregistrationReason.TRANSFERRED),
    ),
    (
        r"окон|законч|^вып$|выпуск|заверш\w+ обуч|диплом|graduat",
        ExitReason(EventKind.DEREGISTERED, DeregistrationReason.GRADUATED),
    ),
    (
        r"собств|\bсоб[. ]+ж|по заявлен|личн\w+ заявлен|личн\w+ желан|добровол|по желан|^желани|вышел|вышла|выход|выш[её]л|^с/?ж$|^сж$|^по с ?\.? ?ж|own will|volunt|left|"
        r"^заявление|отказ\w* от член|заявление о выходе|утрат\w+ связ",
        ExitReason(EventKind.LEFT),
    ),
)
_LEAVING_PATTERNS = tuple((re.compile(pattern), leaving) for pattern, leaving in _LEAVING)


@lru_cache(maxsize=20_000, typed=True)
def read_leaving(value: str) -> ExitReason | None:
    """The exit a reason means, None for a blank. Unknown words are «снят с учёта, прочее» with ``known`` False.

    «Уволен по собственному желанию» is a dismissal: the work was left, not the union.
    """
    word = normalise(value).strip(" .")
    if _BLANK.match(word) or word in _EMPTY_WORDS:
        return None
    for pattern, leaving in _LEAVING_PATTERNS:
        if pattern.search(word):
            return leaving
    return ExitReason(EventKind.DEREGISTERED, DeregistrationReason.OTHER, known=False)


def reason_of_heading(heading: str) -> ExitReason | None:
    """The one reason a heading itself tells of («Дата увольнения»); None for none or several."""
    found = {
        leaving
        for word in re.split(r"[\s,/()]+", heading)
        if (leaving := read_leaving(word)) is not None and leaving.known
    }
    return found.pop() if len(found) == 1 else None


class Standing(Enum):
    """What a «Статус» cell says."""

    ON_REGISTER = "on_register"
    GONE = "gone"
    NOT_A_MEMBER = "not_a_member"


@lru_cache(maxsize=20_000, typed=True)
def read_standing(value: SheetCell) -> Standing | None:
    """«На учёте», «действующий» / «выбыл», «снят», «исключён» / «не член»; None for other words."""
    word = normalise(text_of(value)).strip(" .")
    if re.search(r"не (член|состоит|вступ)|не в профсоюзе|non.?member|кандидат", word):
        return Standing.NOT_A_MEMBER
    if re.search(r"не снят|не выбыл", word):
        return Standing.ON_REGISTER
    if re.search(r"выбы|снят|исключ|вышел|вышла|умер|увол|убыл|архив|бывш|неактив|недейств|left|inactive|former", word):
        return Standing.GONE
    if re.search(
        r"^работа$|^работает$|^учится$|^обучается$|на учет|состоит|действ|актив|^член|принят|active|member|в профсоюзе",
        word,
    ):
        return Standing.ON_REGISTER
    return None


_PHONES_APART = re.compile(r"[,;\n]| и |(?<=\d)\s*/\s*(?=[+8]?\d)")
_DIGIT, _NO_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"\D+"), re.compile(r"[A-Za-zА-Яа-я]")
_PHONE_WORDS = re.compile(r"(?i)\b(тел|моб|сот|дом|раб|м|т)\b")


def read_phone(value: SheetCell) -> str:
    """One readable number «+7 909 357-03-72» where it is a Russian one, otherwise the text as it is."""
    text = descriptive_text(value)
    parts = [part for part in _PHONES_APART.split(text) if _DIGIT.search(part)]
    return ", ".join(dict.fromkeys(_one_phone(part) for part in parts))


def _one_phone(text: str) -> str:
    digits = _NO_DIGIT.sub("", text)
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    if len(digits) != 10 or (_LETTER.search(text) and _LETTER.search(_PHONE_WORDS.sub("", text))):
        return tidy(text)
    return f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}"


def is_phone(value: SheetCell) -> bool:
    """Whether a cell looks like a telephone number."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return False
    text = text_of(value)
    digits = _NO_DIGIT.sub("", text)
    if not 5 <= len(digits) <= 24 or re.search(r"[a-zа-я@]{4,}", text.lower()):
        return False
    return (len(digits) in (10, 11) and digits[0] in "789") or bool(re.search(r"[()+-]", text) and len(digits) <= 11)


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def read_email(value: SheetCell) -> str | None:
    """The address in small letters, «» for nothing, None for what is no address."""
    text = descriptive_text(value)
    if not text:
        return ""
    found = _EMAIL.search(text.replace(" @", "@").replace("@ ", "@"))
    return found.group().lower() if found else None


def card_text(value: SheetCell) -> str:
    """A card number as text: leading zeros of texts stay, «№» and spaces go, «1234567.0» loses its «.0»."""
    text = descriptive_text(value)
    text = re.sub(r"^(?:пб|билет|эпб)?\s*(?:№|N[oº°]?\.?|#)\s*", "", text, flags=re.IGNORECASE)
    text = re.sub(r"^(\d+)[.,]0+$", r"\1", text)
    return re.sub(r"(?<=\d)\s+(?=\d)", "", text)


def digits_of(text: str) -> str:
    """Only the digits, for comparison; a leading 8 of a Russian number is 7."""
    digits = _NO_DIGIT.sub("", text)
    return "7" + digits[1:] if len(digits) == 11 and digits.startswith("8") else digits
