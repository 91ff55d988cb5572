"""Invented people of a practice school. Nobody here exists; the same seed makes the same people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.domain.enums import Sex

_SURNAMES = (
    "Абрамов", "Баранов", "Белов", "Беляев", "Власов", "Волков", "Воронов", "Гаврилов", "Голубев", "Гусев",
    "Давыдов", "Данилов", "Егоров", "Ершов", "Жуков", "Зайцев", "Зимин", "Игнатов", "Калинин", "Карпов",
    "Киселёв", "Ковалёв", "Комаров", "Королёв", "Крылов", "Кудрявцев", "Кузьмин", "Лаптев", "Логинов", "Лукин",
    "Макаров", "Мартынов", "Мельников", "Миронов", "Назаров", "Некрасов", "Носов", "Орехов", "Павлов", "Панов",
    "Пахомов", "Рожков", "Рябов", "Савельев", "Сазонов", "Селезнёв", "Сорокин", "Титов", "Тихонов", "Трофимов",
    "Уваров", "Фадеев", "Филатов", "Фомин", "Харитонов", "Цветков", "Чернов", "Шаров", "Шилов", "Щукин",
)  # fmt: skip
_WOMEN = (
    "Алла", "Анастасия", "Анна", "Валентина", "Вера", "Галина", "Дарья", "Екатерина", "Елена", "Жанна", "Зоя",
    "Инна", "Ирина", "Ксения", "Лариса", "Людмила", "Марина", "Мария", "Надежда", "Наталья", "Нина", "Ольга",
    "Полина", "Раиса", "Светлана", "София", "Тамара", "Татьяна", "Ульяна", "Юлия",
)  # fmt: skip
_MEN = (
    "Алексей", "Андрей", "Антон", "Борис", "Вадим", "Василий", "Виктор", "Геннадий", "Денис", "Егор", "Иван",
    "Игорь", "Кирилл", "Максим", "Михаил", "Николай", "Олег", "Павел", "Роман", "Сергей", "Тимофей", "Фёдор",
)  # fmt: skip
_FATHERS = (
    ("Александрович", "Александровна"), ("Алексеевич", "Алексеевна"), ("Андреевич", "Андреевна"),
    ("Борисович", "Борисовна"), ("Васильевич", "Васильевна"), ("Викторович", "Викторовна"),
    ("Дмитриевич", "Дмитриевна"), ("Евгеньевич", "Евгеньевна"), ("Иванович", "Ивановна"),
    ("Константинович", "Константиновна"), ("Михайлович", "Михайловна"), ("Николаевич", "Николаевна"),
    ("Олегович", "Олеговна"), ("Павлович", "Павловна"), ("Петрович", "Петровна"), ("Сергеевич", "Сергеевна"),
)  # fmt: skip
_POSITIONS = (
    "учитель начальных классов", "учитель математики", "учитель русского языка", "учитель физики",
    "учитель истории", "учитель биологии", "педагог-психолог", "социальный педагог", "воспитатель",
    "библиотекарь", "секретарь", "лаборант", "повар", "инженер", "заведующий хозяйством",
)  # fmt: skip
WORKING, PENSIONER, UNEMPLOYED = "работающий", "неработающий пенсионер", "временно не работающий"


@dataclass(frozen=True)
class InventedPerson:
    """One line of the practice list. ``registered`` and ``left`` are dates; ``reason`` is in the words of lists."""

    surname: str
    name: str
    patronymic: str
    sex: Sex
    birth_date: date
    category: str
    position: str
    phone: str
    email: str
    card_number: str
    registered: date
    first_time: bool
    left: date | None
    reason: str
    consent: date | None


def invent(count: int, seed: int, year: int) -> tuple[InventedPerson, ...]:
    """``count`` people as they would stand in a chair's list at the beginning of ``year`` + 1.

    The first is a working woman, long a member: the chair. About one in twelve came in ``year``, some of them for the
    first time; about one in thirty left in it; every tenth is a pensioner.
    """
    random = Random(seed)  # noqa: S311 - invented people, no secret
    people: list[InventedPerson] = []
    taken: set[tuple[str, str, str]] = set()
    while len(people) < count:
        index = len(people)
        person = _invent_one(random, index, year)
        key = (person.surname, person.name, person.patronymic)
        if key in taken and len(taken) < 20_000:
            continue
        taken.add(key)
        people.append(person)
    return tuple(people)


def _invent_one(random: Random, index: int, year: int) -> InventedPerson:
    chair = index == 0
    woman = chair or random.random() < 0.78
    surname = random.choice(_SURNAMES) + ("а" if woman else "")
    name = random.choice(_WOMEN if woman else _MEN)
    patronymic = random.choice(_FATHERS)[1 if woman else 0]
    category = WORKING
    if not chair and index % 10 == 9:
        category = PENSIONER
    elif not chair and index % 40 == 21:
        category = UNEMPLOYED
    age = (
        random.randint(61, 79) if category == PENSIONER else random.randint(38, 60) if chair else random.randint(22, 64)
    )
    birth = _day(random, year - age)
    grown = max(birth.year + 20, 1985)
    came = (
        year if not chair and category == WORKING and index % 12 == 5 else random.randint(grown, max(grown, year - 2))
    )
    came = min(came, year if came == year else year - 2)
    registered = _day(random, came)
    left, reason = None, ""
    if not chair and category == WORKING and index % 30 == 13:
        registered = min(registered, date(year - 2, 12, 1))
        left = _day(random, year)
        reason = random.choice(("по собственному желанию", "уволен", "переведён"))
    return InventedPerson(
        surname=surname,
        name=name,
        patronymic=patronymic,
        sex=Sex.FEMALE if woman else Sex.MALE,
        birth_date=birth,
        category=category,
        position=random.choice(_POSITIONS) if category == WORKING else "",
        phone=f"+7 (000) {random.randint(100, 999)}-{random.randint(10, 99)}-{random.randint(10, 99)}",
        email=f"member{index + 1}@example.invalid" if index % 3 else "",
        card_number=f"{random.randint(0, 10**12 - 1):012d}" if index % 5 else "",
        registered=registered,
        first_time=came == year and index % 24 == 5,
        left=left,
        reason=reason,
        consent=None if index % 16 == 7 else max(registered, date(year, 9, 1)),
    )


def _day(random: Random, year: int) -> date:
    return date(year, 1, 9) + timedelta(days=random.randint(0, 340))


def practice_rows(people: Sequence[InventedPerson]) -> list[list[object]]:
    """The list as chairs keep it: a heading line and one line a person, dates day first."""
    rows: list[list[object]] = [
        [
            "№ п/п", "Фамилия", "Имя", "Отчество", "Пол", "Дата рождения", "Категория", "Должность", "Телефон",
            "Электронная почта", "№ профбилета", "Дата постановки на учёт", "Принят впервые", "Дата снятия с учёта",
            "Причина снятия с учёта", "Согласие на обработку персональных данных", "Дата согласия",
        ]
    ]  # fmt: skip
    for number, person in enumerate(people, start=1):
        rows.append(
            [
                number,
                person.surname,
                person.name,
                person.patronymic,
                "ж" if person.sex is Sex.FEMALE else "м",
                person.birth_date.strftime("%d.%m.%Y"),
                person.category,
                person.position,
                person.phone,
                person.email,
                person.card_number,
                person.registered.strftime("%d.%m.%Y"),
                "да" if person.first_time else "нет",
                person.left.strftime("%d.%m.%Y") if person.left else "",
                person.reason,
                "да" if person.consent else "нет",
                person.consent.strftime("%d.%m.%Y") if person.consent else "",
            ]
        )
    return rows
