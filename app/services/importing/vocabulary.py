"""The words of headings: which field a heading means, and how surely.

A heading is folded first (:func:`fold_heading`): look-alikes mended, camel case cut, ё as е, «№» as «номер», no
punctuation. Patterns are tried from the most telling; ``IGNORE`` ones name what people keep and the register does not.
"""

# Tables of words and patterns read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import re
from functools import lru_cache

from app.domain.names import cyrillicise, tidy
from app.services.importing.fields import Field

_CAMEL = re.compile(r"(?<=[а-яёa-z0-9])(?=[А-ЯЁA-Z])")
_RULES_TEXT: tuple[tuple[Field, float, str], ...] = (
    # what is not ours, whatever else the heading says
    (Field.IGNORE, 10, r"взнос|оклад|зарплат|заработн|задолж|паспорт|снилс|\bинн\b|свидетельств|подпис[ьи]|роспис|гражданств|место рожд|"
                       r"отметка времени|timestamp|удержан|оплат|уплат|матпомощ|материальн|преми[яи]|награ|поощрен|льгот|\bстаж|образовани|квалификац|аттестац|"
                       r"разряд|ставк|возраст|\bage\b|полных лет|фото|инвалид|размер|сумма|\bруб|кем выдан|серия|военн|"
                       r"санатор|путевк|вакцин|прививк|salary|passport|\bfee|\bdues|amount"),
    (Field.IGNORE, 10, r"(дет(и|ей|ям)|ребен|супруг|муж[аеу]?\b|жен[аеы]\b|родител|отц|матер[иь]|руководител|начальник|научн\w+|куратор|"
                       r"ответственн|предыдущ|прежн|девич|при рождении)"),
    (Field.IGNORE, 10, r"дата выдачи|выдан\b|дата обмена|дата приема на (работу|обучен|учебу)|прием на работу|принят на работу|"
                       r"трудоустро|устро(ен|ил)|дата зачислен|зачислен|поступлен|приказ|договор|hire|enrol"),
    (Field.IGNORE, 9, r"январ|феврал|\bмарт\b|апрел|\bмай\b|\bиюн|\bиюл|август|сентябр|октябр|ноябр|декабр|квартал|полугоди|\bитого|всего|"
                      r"комисси|поручени|общественн|должность в проф|профсоюзная должность|\bучен\w* (степен|звани)|степень|звание|категория (учителя|педагога)"),
    # names
    (Field.FULL_NAME, 10, r"\bф ?и ?о\b|\bфио\b|фамилия.*имя.*отч|фамилия.*имя|фамилия.*инициал|full ?name|\bф и\b|имя и фамилия|имя фамилия|имя отчество фамилия"),
    (Field.FULL_NAME, 6, r"^(член профсоюза|член профсоюзной организации|члены профсоюза|сотрудник|сотрудники|работник|работники|студент|студенты|обучающийся|"
                         r"обучающиеся|физ(ическое)? ?лицо|физлицо|человек|кто|employee|member|person|student|имя члена профсоюза|преподаватель|учитель|список( членов профсоюза)?)$"),
    (Field.NAME_PATRONYMIC, 11, r"^имя (и )?отчество$|^и о$|^имя отч$"),
    (Field.SURNAME, 10, r"^фамили[яи]( члена профсоюза| сотрудника| работника| студента)?$|^фам$|last ?name|surname|family ?name|second ?name ru"),
    (Field.SURNAME, 7, r"\bфамили"),
    (Field.NAME, 7, r"\bимя\b"),
    (Field.NAME, 10, r"^имя( члена профсоюза| сотрудника| работника| студента)?$|first ?name|given ?name|^name$|^имена$"),
    (Field.PATRONYMIC, 10, r"^отч(ество)?\b|middle ?name|patronymic|second ?name|\bотчество"),
    (Field.SEX, 10, r"^пол\b|\bпол$|\bgender|^sex$|^м ж$|^м или ж$|^муж жен$"),
    # birth
    (Field.BIRTH_YEAR, 11, r"^год рожд\w*$|^г ?р$|год рождения|year of birth|birth ?year|^рожд\w* год$|рождени\w* год$"),
    (Field.BIRTH_DAY, 11, r"рождени\w* (день|число)$|^(день|число) рождения число$"),
    (Field.BIRTH_MONTH, 11, r"рождени\w* месяц$|^месяц рождения"),
    (Field.BIRTH_DATE, 10, r"рожд|^д ?р$|дата р$|birth|\bdob\b|^родил|число месяц год|\bд ?р\b"),
    # consent before dates and numbers, its date first
    (Field.CONSENT_ON, 11, r"дат\w* (дачи |подписания |получения |подачи )?соглас|соглас\w*.*дат[аы]|consent date|дата (опд|пдн|пд)\b"),
    (Field.CONSENT, 10, r"соглас|персональн|\bопд\b|\bпдн?\b|\b152\b|consent|обработк\w+ данных"),
    # leaving, its reason first
    (Field.LEFT_TO, 11, r"\bкуда\b|where to"),
    (Field.LEFT_REASON, 11, r"(причин|основани|мотив)\w* .*(выбы|снят|исключ|выход|увольн|ухода|прекращ|убыт)|(выбы|снят|исключ|выход|увольн|прекращ|убы|уволен)\w*.*(причин|основани|мотив|почему)|"
                            r"^причина$|^reason|reason (of|for)|leaving reason|exit reason"),
    (Field.LEFT_REASON, 6, r"^основание$|^прич"),
    (Field.LEFT_ON, 10, r"(дат|когда|отметк|снят|год).*(выбы|убы|снят|исключ|выход|прекращ|ухода)|^снят|^выб|^убыл|^исключ|^вышел|снятие|выбытие|exit|\bleft\b|leave|leaving|"
                        r"end date|membership end|дата окончания( членства| учета)?$|членства? (до|по)\b"),
    (Field.LEFT_ON, 7, r"увол|умер|смерт|отчислен|\bперевод"),
    # entering
    (Field.FIRST_TIME, 11, r"впервые|первый раз|как (принят|вступил|поступил)|первично|first ?time|вид (приема|постановки|вступления)|способ (приема|вступления|постановки)|порядок (приема|постановки)|перв\w* прием|первичн\w* прием"),
    (Field.ARRIVED_FROM, 10, r"откуда|прибыл|предыдущая организация|из какой организации|(переш|перевед|перевел|принят|прибы)\w* из|arrived from"),
    (Field.ENTRY_BASIS, 10, r"протокол|основани\w* (приема|вступл|постановк|при[ея]м)|номер заявления|решени[ея]"),
    (Field.REGISTERED_ON, 11, r"постанов\w* на|постановк|поставлен|на учете? с\b|принят\w* на учет|взят\w* на учет|прием\w* на учет|дата учета|на учет\b|"
                              r"регистрац\w* в (проф|ппо)|дата регистрации|registered|registration date|в (этой|нашей|данной) (организации|ппо)|в ппо с"),
    (Field.JOINED_ON, 10, r"вступ|член\w* (профсоюза|проф) с|членств\w* с|в профсоюзе?\w* с\b|принят\w* в (член|проф)|прием\w* в (член|проф)|дата прием|дата принят|дата членства|"
                          r"joined|member since|membership (start|date|since)|join ?date|date joined|date of joining|дата приема|прием дата|^принят( дата)?$|^прием( дата)?$|start date|начало членства"),
    (Field.JOINED_ON, 5, r"дата заявлени|член профсоюза|в профсоюзе|профсоюз\w* дата|^с какого|членство|^год приема|профчленств"),
    # card before other numbers
    (Field.PERSONNEL_NUMBER, 10, r"табел|\bтаб\b|personnel|employee (id|no|number)|студенческ\w+ билет|зачетн|^тн$|таб номер|student (id|card)"),
    (Field.CARD_KIND, 12, r"(вид|тип|форма|носитель) (проф\w* )?(билета|профбилета|карты|эпб)|^билет вид$"),
    (Field.CARD_NUMBER, 10, r"билет|\bпб\b|профбилет|\bэпб\b|карт[аыу]\b|карточк\w* номер|номер карт|\bcard|номер учетной карточки|учетн\w* карт|членск\w+ (номер|карт)|membership (number|no|id)|member (no|id|number)"),
    # contacts
    (Field.EMAIL, 11, r"e ?mail|электронн\w* (почт|адрес|ящик)|эл ?почт|\bэл\b.*(почт|адрес)|^почта|емейл|имейл|мейл|\bмыло\b"),
    (Field.PHONE, 10, r"\bтел|телеф|моб\w*|сотов|phone|mobile|номер для связи|контактн\w+ номер|^контакт\w*$|контактн\w* данн|\bсвяз[ьи]"),
    (Field.ADDRESS, 9, r"адрес|место жительств|прожива|прописк|address|регистраци\w*( по месту.*)?$|место регистрации"),
    # work and study
    (Field.CATEGORY, 10, r"вид членства|социальн\w* (статус|положен|групп)|соц статус|соц\w* положен|категори|раб\w* студ|член(ств[оа])? как|member category|^тип( члена)?$|занятость|category"),
    (Field.STATUS, 9, r"^статус|status|состояни[ея]|^состоит|^учет$|профсоюзный статус"),
    (Field.POSITION, 10, r"должн|професси|position|job|занимаем|кем работает|^специальность$|работа$|title$"),
    (Field.COURSE, 10, r"^курс\b|курс обучения|год обучения|^course$|^year$"),
    (Field.DEPARTMENT, 10, r"профгрупп|проф групп|структурн|подраздел|отдел|\bцех|участок|служб|кафедр|бригад|филиал|учрежден|место работы|department|division|unit|организаци|предприят|смена|школа|управление|лаборатор|корпус"),
    (Field.FACULTY, 10, r"факульт|институт|faculty|направлени|специальност"),
    (Field.STUDY_GROUP, 9, r"групп|\bгр\b|group|класс"),
    (Field.NOTE, 8, r"примеч|^прим\b|коммент|замет|особые отметки|дополнительн|\bnote|remark|comment|отметк|прочее"),
    (Field.ROW_NUMBER, 9, r"^(номер )?(п )?п$|^номер( п| п п| пп| по порядку)?$|^пп$|^n( п п)?$|^no$|^id$|^порядковый|^п номер$|^номер строки|^код$"),
)  # fmt: skip
_RULES = tuple((field, weight, re.compile(pattern)) for field, weight, pattern in _RULES_TEXT)

_GENERIC = re.compile(
    r"^(дата|число|месяц|год|день|номер|серия|причина|основание|кем|когда|наименование|вид|отметка|сведения|данные|"
    r"личные данные|контакты|период|с|по|code|date|number|п|рождения|вступления|приема|постановки|снятия|выбытия|"
    r"общие сведения|членство|примечание|учет|профсоюз|персональные данные|адрес|сведения о .*|учеба|работа|обучение)$"
)


@lru_cache(maxsize=20_000)
def fold_heading(text: str) -> str:
    """«ДатаРождения», «Дата   рожд.», «№ п/п» in one form for the patterns."""
    clean = re.sub(r"(?<=\w)-\s*\n\s*(?=[а-яё])", "", text)
    clean = re.sub(r"(?<=[а-яё])-\s+(?=[а-яё])", "", clean)  # «рожде- ния», a heading hyphenated in a narrow cell
    clean = _CAMEL.sub(" ", cyrillicise(tidy(clean))).replace("_", " ")
    clean = clean.casefold().replace("ё", "е").replace("№", " номер ")
    clean = re.sub(r"(?<!\w)n[oº°]?(?=[\s.]+п)", "номер", clean)
    return " ".join(re.sub(r"[^\w+]", " ", clean).split())


@lru_cache(maxsize=20_000)
def meanings(folded: str) -> tuple[tuple[Field, float], ...]:
    """Fields a folded heading may mean with weights, the best first; an IGNORE beats all when it matches strongly."""
    found: dict[Field, float] = {}
    for field, weight, pattern in _RULES:
        if pattern.search(folded):
            exact = 0.5 if pattern.fullmatch(folded) else 0.0
            found[field] = max(found.get(field, 0.0), weight + exact)
    if Field.IGNORE in found and not _rescued(folded, found):
        return ((Field.IGNORE, found[Field.IGNORE]),)
    found.pop(Field.IGNORE, None)
    if re.search(r"студенческ|зачетн", folded):
        found.pop(Field.CARD_NUMBER, None)
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def _rescued(folded: str, found: dict[Field, float]) -> bool:
    """Some telling words hold although the heading also names something we ignore."""
    if Field.CONSENT_ON in found or Field.CONSENT in found:
        return True
    if folded in {"муж жен", "пол муж жен", "пол м ж"}:
        return True
    if "профсоюзный стаж" in folded or folded.startswith("стаж в профсоюзе с"):
        return False
    if re.search(r"образовательн|образованн", folded) and not re.search(r"об образовании|^образование", folded):
        return True
    return bool(re.search(r"номер и дата выдачи (проф\w*|член\w*)", folded))


def is_generic(folded: str) -> bool:
    """A word that headings are made of without saying what of: «дата», «номер», «причина»."""
    return bool(_GENERIC.match(folded))


def speaks_of_leaving(folded: str) -> bool:
    """Whether a title or a sheet's name tells that the people of the table have left."""
    return bool(re.search(r"\b(выбы|снят|исключ|выше[дл]|уволен|убыв|бывш)", folded)) and not re.search(
        r"\bне (снят|выбы)", folded
    )
