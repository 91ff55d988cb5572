"""What stands around a name in its cell: marks, words of status, former surnames, a post after a comma.

The name is left alone; the rest goes to the note, the former surname to the former names. Nothing is dropped unsaid.
"""

# Tables of words and patterns read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.domain.names import normalise
from app.services.importing.first_names import FEMALE, MALE

_PATRONYMIC = re.compile(r"^[а-яё-]+(вич|вна|чна|инична|ьич|мич|кич|тич|нич|ыч)$")
PATRONYMIC_PARTICLES = frozenset({"оглы", "оглу", "кызы", "гызы", "улы", "уулу", "кизи", "угли"})
"""They follow the father's name: «Рашид оглы» is one patronymic."""
SURNAME_PARTICLES = frozenset(
    [
        "ван",
        "фон",
        "фан",
        "дер",
        "ден",
        "де",
        "да",
        "ди",
        "ду",
        "дю",
        "ла",
        "ле",
        "лас",
        "лос",
        "дель",
        "делла",
        "дос",
        "дас",
        "эль",
        "аль",
        "ас",
        "аш",
        "бен",
        "бин",
        "ибн",
        "абу",
        "тер",
        "цур",
        "цу",
        "зу",
        "эд",
        "эр",
    ]
)
"""Small words that belong to the surname that follows: «ван дер Вельде», «де ла Круа»."""

_STARS = re.compile(r"[*†‡§¹²³⁴-⁹⁰?!]+\)?")
_BORN = re.compile(
    r"[\s,;]+(?:\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?:\s*г\.?\s?р?\.?)?|(?:19|20)\d{2}\s*г(?:\.?\s?р\.?|\.| ?рожд\w*))$"
)
"""The date of birth beside a name is read by itself."""
_FORMER_WORDS = (
    r"(?:(?:фамилия |фам\. ?)?(?:урожд[её]нн\w*|урожд?\.?|ур\.|в девич\w*|в дев\.|до замуж\w*\.?|он[а]? же|девичья(?: фамилия)?|дев(?:ичья|\.)?(?: фам(?:илия|\.)?)?|"
    r"до (?:брака|замужества|развода|свадьбы|\d{4}(?: ?г(?:ода|\.)?)?)|прежн\w+(?: фам(?:илия|\.)?)?|ранее|раньше|"
    r"бывш\w*\.?|б\.|быв\.|экс-?|стар\w+ фам(?:илия|\.)?|была|был|пред\w*(?: фам(?:илия|\.)?)?|смена фамилии,? была|по паспорту ранее))"
)
_FORMER = re.compile(
    rf"^{_FORMER_WORDS}\s*[-–—:.,]?\s*(?P<name>[А-ЯЁа-яё][А-ЯЁа-яё'’-]+)(?:\s+до\s+.+)?$", re.IGNORECASE
)
_FORMER_FIRST = re.compile(rf"^(?P<name>[А-ЯЁ][А-ЯЁа-яё'’-]+)\s*[-–—,:]?\s*{_FORMER_WORDS}$", re.IGNORECASE)
_FORMER_LOOSE = re.compile(
    r"(?:^|[\s,;])(?P<whole>(?:урожд[её]нн\w*|урожд\.|в девичестве|девичья фамилия|до (?:брака|замужества))\s*[-–—:]?\s*(?P<name>[А-ЯЁ][А-ЯЁа-яё'’-]+))",
)
_CAPITAL_WORD = re.compile(r"^[А-ЯЁ][а-яё'’]+(?:-[А-ЯЁа-яё][а-яё]+)?$|^[А-ЯЁ]{3,}(?:-[А-ЯЁ]{3,})?$")

# What may stand before or after a name and is none of it. Each is matched against the folded text from its end or start.
_POSTS = (
    r"учител\w+(?: [а-я]+ (?:языка|классов))?|воспитател\w*|педагог\w*|преподавател\w*|доцент\w*|профессор\w*|директор\w*|завуч\w*|завхоз\w*|"
    r"бухгалтер\w*|секретар\w*|казначе\w+|председател\w+|профорг\w*|повар\w*|сторож\w*|водител\w+|слесар\w*|инженер\w*|"
    r"методист\w*|лаборант\w*|библиотекар\w*|уборщи\w+|дворник\w*|вахт[её]р\w*|медсестра|врач\w*|няня|логопед|психолог|"
    r"начальник|специалист|оператор|мастер|рабочий|техник|электрик|заместитель|зам|и\.? ?о|врио|руководитель"
)
_STATUS = (
    r"(?:не ?раб(?:отающ\w+|\.)? ?|раб(?:отающ\w+|\.) ?)?пенс(?:ионер\w*|\.)?|на пенсии|пенс|ветеран(?: труда)?|вет\.(?: труда)?|"
    r"(?:реб[её]нок-)?инвалид(?: (?:[123]|i{1,3})(?:-?(?:й|ой|ая))? ?гр(?:уппы|\.)?)?|инв\.(?: ?(?:[123]|i{1,3}) ?гр\.?)?|д/о|д\. ?о\.?|"
    r"(?:в |на )?декрет\w*(?: отпуск\w*)?|дек\.? ?отп\w*\.?|(?:в )?отпуск\w*(?: по (?:уходу|бир|берем\w*)[а-яё. ]*)?|отп\. ?(?:по ух\w*\.?)?|"
    r"(?:по )?уход\w* за (?:реб\w*\.?|детьми)|б/л|на больничном|больничный|б/с|без содержания|"
    r"студ(?:ент\w*|\.)?|аспирант\w*|магистр\w*|стаж[её]р\w*|стаж\.|ученик|ученица|практикант\w*|молод(?:ой|\.) спец(?:иалист|\.)|мол\.? ?спец\.?|м/с|"
    r"(?:внутр|внеш|внутрен|внешн)[а-я]*\.? ?совм(?:ест\w*|\.)?|совм(?:ест\w*|\.)?|по совместительству|по совмест\w*\.?|"
    r"(?:на )?(?:[01][.,]\d{1,2}|[½¼¾]|1/2|1/4|3/4)(?:\s*-?ст(?:ав\w*|\.)?)?|1 ?ст(?:ав\w*|\.)|полставки|"
    r"увол(?:ен|ена|ился|илась|ьнение|\.)?|ув\.|выбыл[а]?|выб\.|снят[а]?(?: с уч[её]та)?|исключ[её]н[а]?|искл\.|умер(?:ла|ший|шая)?|покойн\w+|переведен[а]?|перевед[её]н[а]?|перевод|вышел|вышла|"
    r"вновь принят\w*|нов(?:ый|ая|енький|еньк\w+)|нов\.|принят[а]?|временн\w*|врем\.|вр\.|по договору|договор|гпх|дог\.|"
    r"не член(?: профсоюза)?|член(?: профсоюза| профкома| пк)?|чл\.(?: ?п(?:рофсоюза|к)?)?|работник|сотрудник|работает|не работает|безработн\w+|надомни\w+|"
    r"мл(?:\.|адший|адшая)|ст(?:\.|арший|аршая)|мать|отец|сын|дочь|муж|жена|сестра|брат|вдова|сирота|одинок\w+|многодетн\w+|"
    r"мобилизован\w*|сво|участник сво|в армии|армия|служба в армии|академ(?:ический|\.)?(?: ?отп\w*\.?)?|а/о|проф\.|доц\.|преп\.|уч\.|восп\.|зав\.|"
    r"канд\.? [а-я.]+ ?наук|д-р [а-я.]+ ?наук|[кд]\.?[а-я]{1,4}\.?н\.|гр-н|гр-ка|гр\.|г-н|г-жа|тов\.|др\."
)
_AFTER = re.compile(rf"(?:^|[\s,;])(?P<words>(?:{_STATUS}|{_POSTS}))[\s.,;]*$")
_BEFORE = re.compile(rf"^(?P<words>(?:{_STATUS}|{_POSTS}))(?:[\s,;:]+|(?<=\.))")
_MAYBE_SURNAME = re.compile(rf"^(?:{_POSTS}|нов\w+|мл\w*|ст\w*|член|мать|отец|сын|дочь|муж|жена|брат|сестра|вдова)\b")
"""Words that are surnames too, or names of the East: «Ли Мин Сын»."""
_PLAIN_NAME = re.compile(r"^[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна|чна|ьич)$")
"""What nearly every name is: there is nothing around it."""
_PLAIN_WORD = re.compile(r"^[А-ЯЁ]?[а-яё]*(?:-[А-ЯЁ][а-яё]+)?$")
_SURNAME_LIKE = re.compile(r"(?:ова|ева|ина|ына|ская|цкая|енко|ов|ев|ин|ын|ский|цкий|юк|чук|ян)$", re.IGNORECASE)
_INITIAL = re.compile(r"^[А-ЯЁA-Z]\.?$")
_NO_NAME = re.compile(r"[/\d½¼¾]|^(?:г-н|г-жа|гр-н|гр-ка|гр\.)$")
"""Such a word is none of a name, whatever stands beside it."""


@dataclass(frozen=True)
class Asides:
    """A cell taken apart: the name's own words, what stood around them, surnames borne before, doubts in Russian."""

    name: str
    words: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def is_patronymic_word(word: str) -> bool:
    """Whether the word (or the last of «Рашид оглы») ends as a patronymic."""
    low = word.casefold().replace("ё", "е")
    return bool(_PATRONYMIC.match(low.split(" ")[-1])) or low.replace("-", " ").split(" ")[-1] in PATRONYMIC_PARTICLES


def is_common_first_name(word: str) -> bool:
    """Whether the word is one of the common first names."""
    low = normalise(word)
    return low in MALE or low in FEMALE


def part_name(text: str) -> Asides:
    """Take a whole name's cell apart: «Сидорова (урожд. Иванова) Анна Петровна, пенсионер*»."""
    if _PLAIN_NAME.match(text):
        return Asides(text)
    found = _without_marks(Asides(text))
    found = _without_brackets(found)
    found = _without_former(found)
    found = _without_slash(found)
    found = _without_tail(found)
    found = _without_words(found)
    if found.words:
        shown = "», «".join(found.words)
        found = replace(found, doubts=(*found.doubts, f"слова «{shown}» у имени перенесены в примечание"))
    return found


def part_word(text: str) -> Asides:
    """The same for a cell that holds one part of a name (a surname, a patronymic)."""
    if _PLAIN_WORD.match(text):
        return Asides(text)
    found = _without_marks(Asides(text))
    found = _without_brackets(found)
    found = _without_former(found)
    found = _without_slash(found)
    head, comma, tail = found.name.partition(",")
    if comma and tail.strip():
        found = replace(found, name=head, words=(*found.words, tail.strip()))
    found = _without_words(found, part=True)
    if found.words:
        shown = "», «".join(found.words)
        found = replace(found, doubts=(*found.doubts, f"слова «{shown}» у имени перенесены в примечание"))
    return found


def _without_marks(found: Asides) -> Asides:
    name = found.name
    born = _BORN.search(name)
    if born is not None and name[: born.start()].split()[-1:] and name[: born.start()].split()[-1][0].isupper():
        name = name[: born.start()]
    clean = _STARS.sub(" ", re.sub(r"(?<=[а-яё]{2})[1-9]\)?(?=$|[\s,])", "*", name))
    if clean == name:
        number = re.search(r"\s(?:№ ?)?(\d{1,2})$", name)
        if number is not None and _is_whole(name[: number.start()]):
            return Asides(name[: number.start()], (number.group(1),))
        return replace(found, name=name)
    return Asides(" ".join(clean.split()), doubts=("у имени стоит знак сноски или вопроса: посмотрите в списке",))


def _without_brackets(found: Asides) -> Asides:
    words, former, doubts = list(found.words), list(found.former), list(found.doubts)
    name = re.sub(r"-\s*(?=[(\[{])", " ", found.name)
    for inside in re.findall(r"[(\[{]([^()\[\]{}]*)[)\]}]?", name):
        text = " ".join(inside.split()).strip(" .,;:")
        if not text:
            continue
        told = _FORMER.match(text) or _FORMER_FIRST.match(text)
        several = re.split(r"\s*[,;/]\s*", text)
        if told is not None and not is_common_first_name(told.group("name")):
            former.append(_cased(told.group("name")))
        elif len(several) > 1 and all(_CAPITAL_WORD.match(one) and _SURNAME_LIKE.search(one) for one in several):
            former += [_cased(one) for one in several]
            doubts.append(f"фамилии в скобках «{text}» записаны прежними")
        elif (
            (_CAPITAL_WORD.match(text) or (" " not in text and _SURNAME_LIKE.search(text)))
            and not _is_status(text)
            and not is_common_first_name(text)
            and not is_patronymic_word(text)
        ):
            former.append(_cased(text))
            doubts.append(f"фамилия в скобках «{text}» записана прежней")
        else:
            words.append(text)
    name = re.sub(r"[(\[{][^()\[\]{}]*[)\]}]?", " ", name)
    return Asides(
        " ".join(name.replace(")", " ").replace("]", " ").split()), tuple(words), tuple(former), tuple(doubts)
    )


def _without_former(found: Asides) -> Asides:
    told = _FORMER_LOOSE.search(found.name)
    if told is None:
        return found
    name = found.name.replace(told.group("whole"), " ")
    return replace(
        found, name=" ".join(name.split()).strip(" ,;-–—"), former=(*found.former, _cased(told.group("name")))
    )


def _without_slash(found: Asides) -> Asides:
    """«Сидорова/Иванова Анна»: the second is a surname borne before, as far as anybody can tell."""
    told = re.match(r"^([А-ЯЁ][а-яёА-ЯЁ-]{2,})\s*/\s*([А-ЯЁ][а-яёА-ЯЁ-]{2,})(?=\s|$)", found.name)
    if told is None:
        return found
    doubt = f"две фамилии через черту: «{told.group(2)}» записана прежней"
    return Asides(
        told.group(1) + found.name[told.end() :],
        found.words,
        (*found.former, _cased(told.group(2))),
        (*found.doubts, doubt),
    )


def _without_tail(found: Asides) -> Asides:
    """What follows a whole name after a comma, a semicolon or a dash is none of the name."""
    words = found.name.split()
    for place in range(2, len(words) - 1):
        following = words[place + 1]
        if is_patronymic_word(words[place]) and following.casefold() not in PATRONYMIC_PARTICLES:
            if re.search(r"\d", following) or (following[0].islower() and words[place][0].isupper()):
                name = " ".join(words[: place + 1]).rstrip(" ,;")
                return replace(found, name=name, words=(*found.words, " ".join(words[place + 1 :])))
            break
    for cut in re.finditer(r"(?<!\d)[,;]|[,;](?!\d)|\s[-–—]\s", found.name):
        name = found.name[: cut.start()].strip()
        if _is_whole(re.sub(r"[,;]", " ", name)):
            rest = re.split(r"(?<!\d)[,;]|[,;](?!\d)", found.name[cut.end() :])
            return replace(found, name=name, words=(*found.words, *(text.strip() for text in rest if text.strip())))
    return found


def _is_whole(name: str) -> bool:
    words = name.split()
    if len(words) == 2 and re.fullmatch(r"[А-ЯЁ]\.?\s?-?[А-ЯЁ]\.?|[А-ЯЁ]\.", words[1]):
        return True
    return len(words) >= 3 and (
        any(is_patronymic_word(w) for w in words[1:]) or bool(re.fullmatch(r"(?:[А-ЯЁ]\. ?){2}", " ".join(words[-2:])))
    )


def _without_words(found: Asides, *, part: bool = False) -> Asides:
    name = re.sub(r"(?<=[А-ЯЁ]\.)(?=[А-ЯЁа-яё])", " ", found.name)
    words = list(found.words)
    while True:
        low = name.casefold()
        after, before = _AFTER.search(low), _BEFORE.match(low)
        if after is not None and _may_go(name[after.start("words") :], name[: after.start("words")], part=part):
            words.append(name[after.start("words") :].strip(" ,;"))
            name = name[: after.start("words")].strip(" ,;")
        elif before is not None and _may_go(name[: before.end("words")], name[before.end() :], part=part):
            words.append(name[: before.end("words")].strip(" ,;:"))
            name = name[before.end() :].strip(" ,;:")
        elif small := _small_tail(name):
            words.append(small)
            name = name[: -len(small)].strip(" ,;")
        else:
            return replace(found, name=name, words=tuple(words))


def _may_go(word: str, rest: str, *, part: bool) -> bool:
    """Whether a name remains without the word: «Секретарь Анна Ивановна» is a woman called Секретарь."""
    left = [text for text in rest.replace(".", ". ").split() if re.search(r"[А-ЯЁа-яёA-Za-z]", text)]
    if not left:
        return False
    if part or _NO_NAME.search(word.casefold()):
        return True
    if all(_INITIAL.match(text) for text in left[1:]) and len(left) > 1:
        return not _INITIAL.match(left[0])
    if word.islower() and any(text[:1].isupper() for text in left):
        return len(left) > 1
    if is_patronymic_word(left[-1]) or is_patronymic_word(left[1 if len(left) > 1 else 0]):
        return len(left) > 2
    return len(left) > 1 and not _MAYBE_SURNAME.match(word.casefold())


def _small_tail(name: str) -> str:
    """Words in small letters after a name in capitals: «Иванова Анна Петровна главный хранитель фондов»."""
    words = name.split()
    if not any(word[:1].isupper() for word in words[:2]):
        return ""
    for place in range(2, len(words)):
        tail = words[place:]
        if all(word[:1].islower() for word in tail) and not {word.casefold() for word in tail} & (
            PATRONYMIC_PARTICLES | SURNAME_PARTICLES
        ):
            if is_patronymic_word(tail[0]):
                return ""
            return name[name.index(" ".join(tail)) :] if " ".join(tail) in name else ""
    return ""


def _is_status(text: str) -> bool:
    return re.fullmatch(rf"(?:{_STATUS}|{_POSTS})\.?", text.casefold()) is not None


def _cased(word: str) -> str:
    if word.isupper() or word.islower():
        return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
    return word
