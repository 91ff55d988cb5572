"""The passport of the organisation on a day: who its members are, in numbers, and who stands behind each number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol

from app.domain.dates import is_youth
from app.domain.enums import Education, MemberCategory, OrganisationKind, Sex, SocialKind
from app.domain.members import ConsentState, PersonRecord
from app.errors import UserError
from app.services.indicators.marks import (
    SocialRow,
    passport_marks,
    social_marks,
)
from app.services.indicators.views import (
    AgeBand,
    BehindRow,
    OrganisationPassport,
    PassportColumn,
    PassportGroup,
    PassportLine,
    PeopleBehind,
)
from app.services.members.register import whole_register
from app.services.members.social import SOCIAL_PART
from app.services.members.wording import EDUCATION
from app.services.organisation.passport import chair_in, passport_in
from app.services.queries.fields import What, fields_of
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_Member = tuple[PersonRecord, list[str], list[str]]
_KINDS: Mapping[OrganisationKind, str] = {
    OrganisationKind.PPO: "первичная", OrganisationKind.OPPO: "объединённая первичная",
    OrganisationKind.MPO: "межрегиональная", OrganisationKind.TPO: "территориальная",
}  # fmt: skip
_CATEGORIES: Mapping[MemberCategory, str] = {
    MemberCategory.WORKING: "Работающие", MemberCategory.STUDENT: "Учащиеся",
    MemberCategory.PENSIONER: "Неработающие пенсионеры", MemberCategory.UNEMPLOYED: "Временно не работающие",
}  # fmt: skip
_AGE_TITLES = ("До 18 лет", "18–24 года", "25–30 лет", "31–35 лет", "36–45 лет", "46–55 лет", "56–65 лет", "Старше 65")
_SENIORITY_TITLES = ("Меньше года", "1–4 года", "5–9 лет", "10–19 лет", "20–29 лет", "30 лет и больше")
_CHILD_TITLES = ("до 3 лет", "3–6 лет", "7–13 лет", "14–17 лет")
_SOCIAL: tuple[tuple[str, str, str], ...] = (
    ("social.children", "Воспитывают детей до 18 лет", ""),
    ("social.children.1", "из них одного ребёнка", "social.children"),
    ("social.children.2", "из них двоих", "social.children"),
    ("social.children.3", "из них троих и больше", "social.children"),
    ("social.large_family", "Многодетные семьи", ""),
    (f"social.{SocialKind.SINGLE_PARENT}", "Воспитывают ребёнка одни", ""),
    (f"social.{SocialKind.GUARDIAN}", "Опекуны и приёмные родители", ""),
    (f"social.{SocialKind.DISABLED_CHILD}", "Воспитывают ребёнка с инвалидностью", ""),
    (f"social.{SocialKind.DISABILITY}", "С инвалидностью", ""),
    (f"social.{SocialKind.COMBAT_VETERAN}", "Ветераны боевых действий", ""),
    (f"social.{SocialKind.LABOUR_VETERAN}", "Ветераны труда", ""),
    (f"social.{SocialKind.CHERNOBYL}", "Пострадавшие от радиации", ""),
    (f"social.{SocialKind.ORPHAN}", "Из числа детей-сирот", ""),
    (f"social.{SocialKind.HOUSING_NEED}", "Нуждаются в жилье", ""),
    (f"social.{SocialKind.DORMITORY}", "Живут в общежитии", ""),
    (f"social.{SocialKind.OTHER}", "Другое", ""),
)


class _Make(Protocol):
    """Makes a line of a mark, a title and the line it is a part of."""

    def __call__(self, mark: str, title: str, whole: str = "") -> PassportLine:
        """The line."""


_PYRAMID = tuple((low, low + 4) for low in range(15, 75, 5))


@service(Act.LOOK)
def organisation_passport(session: VaultSession, as_of: date) -> OrganisationPassport:
    """The passport on a day. Social lines count only members whose consent to that part is in force today."""
    people = list(_members(session, as_of))
    counts: dict[PassportColumn, Counter[str]] = {column: Counter() for column in PassportColumn}
    children: Counter[str] = Counter()
    for record, marks, ages in people:
        counts[PassportColumn.TOTAL].update(marks)
        if record.sex is Sex.FEMALE:
            counts[PassportColumn.WOMEN].update(marks)
        if is_youth(record.birth_date, as_of):
            counts[PassportColumn.YOUTH].update(marks)
        children.update(ages)

    def line(mark: str, title: str, whole: str = "") -> PassportLine:
        total, women, youth = (counts[column][mark] for column in PassportColumn)
        return PassportLine(mark, title, total, women, youth, parts_of=whole)

    with session.unit_of_work() as uow:
        facts, chair = _facts(uow, as_of)
    return OrganisationPassport(
        as_of, facts, len(people), counts[PassportColumn.TOTAL]["social.allowed"],
        (*_general(line), _social(line, children)), _pyramid(people, as_of), chair,
    )  # fmt: skip


def _general(make: _Make) -> Iterator[PassportGroup]:
    def section(name: str, title: str, lines: Iterable[tuple[str, str]]) -> PassportGroup:
        made = [make(f"{name}.{mark}", text) for mark, text in lines]
        return PassportGroup(name, title, tuple(one for one in made if one.total or not one.id.endswith("unknown")))

    yield PassportGroup("members", "Члены профсоюза", (make("members", "Всего членов профсоюза"),))
    yield section("category", "Кто они", ((c.value, text) for c, text in _CATEGORIES.items()))
    yield section("sex", "Пол", ((Sex.FEMALE.value, "Женщины"), (Sex.MALE.value, "Мужчины"), ("unknown", "Не указан")))
    yield section("age", "Возраст", (*((str(n), t) for n, t in enumerate(_AGE_TITLES)), ("unknown", "Не указан")))
    yield section(
        "education", "Образование",
        (*((e.value, EDUCATION[e][:1].upper() + EDUCATION[e][1:]) for e in Education), ("unknown", "Не указано")),
    )  # fmt: skip
    yield section(
        "seniority", "Стаж в профсоюзе",
        (*((str(n), t) for n, t in enumerate(_SENIORITY_TITLES)), ("unknown", "Не указан")),
    )  # fmt: skip
    yield section(
        "active", "Актив",
        (("any", "Занимают должности в профсоюзе"), ("elected", "Состоят в выборных органах"),
         ("full_time", "Освобождённые работники")),
    )  # fmt: skip


def _social(line: _Make, children: Counter[str]) -> PassportGroup:
    allowed = line("social.allowed", "Разрешили учитывать эти сведения")
    kids = [("child", "Всего детей до 18 лет", sum(children.values()), "")]
    kids += [(f"child.{n}", f"из них {text}", children[f"child.{n}"], "child") for n, text in enumerate(_CHILD_TITLES)]
    if children["child.unknown"]:
        kids.append(("child.unknown", "из них возраст не указан", children["child.unknown"], "child"))
    if not allowed.total:
        return PassportGroup(
            "social",
            "Социальный паспорт",
            (allowed,),
            note="Пока никто не разрешил учитывать сведения о семье и льготах.",
        )
    note = (
        "Считаются только те, чьё согласие на социальный паспорт действует. "
        "Ребёнок, оба родителя которого состоят в профсоюзе, посчитан дважды."
    )
    return PassportGroup(
        "social",
        "Социальный паспорт",
        (
            allowed,
            *(line(mark, title, whole) for mark, title, whole in _SOCIAL),
            *(PassportLine(mark, title, total, people=False, parts_of=whole) for mark, title, total, whole in kids),
        ),
        guarded=True,
        note=note,
    )


def _members(session: VaultSession, as_of: date) -> Iterator[_Member]:
    """Members on the day with their lines and the marks of their children."""
    register = whole_register(session)
    union_years = fields_of(session.profile, What.MEMBERS)["union_years"].read
    today = date.today()
    with session.unit_of_work() as uow:
        rows: defaultdict[int, list[SocialRow]] = defaultdict(list)
        for found in uow.person_cards.social_rows():
            rows[found[0]].append(SocialRow(*found))
    for record in register.records.values():
        category = record.category_on(as_of)
        if category is None:
            continue
        marks, ages = passport_marks(record, category, as_of, union_years), list[str]()
        if record.consent_on(SOCIAL_PART, today) is ConsentState.GIVEN and not record.blocked(today):
            social, ages = social_marks(rows.get(record.id, ()), as_of)
            marks += social
        yield record, marks, ages


@service(Act.LOOK)
def people_of_passport(
    session: VaultSession, as_of: date, line_id: str, column: PassportColumn = PassportColumn.TOTAL
) -> PeopleBehind:
    """The people behind a number of the passport. Looking at social lines is written in the journal of each.

    UserError ``indicators.unknown_line``.
    """
    passport = organisation_passport(session, as_of)
    try:
        line = passport.line(line_id)
    except KeyError:
        raise UserError("indicators.unknown_line", line=line_id) from None
    found: list[tuple[PersonRecord, int]] = []
    for record, marks, ages in _members(session, as_of):
        if column is PassportColumn.WOMEN and record.sex is not Sex.FEMALE:
            continue
        if column is PassportColumn.YOUTH and not is_youth(record.birth_date, as_of):
            continue
        times = marks.count(line_id) if line.people else sum(a == line_id or line_id == "child" for a in ages)
        if times:
            found.append((record, times))
    with session.unit_of_work() as uow:
        if line_id.startswith(("social", "child")):
            uow.journal.record_for_many("social.viewed", [record.uid for record, _ in found])
        else:
            uow.journal.record("register.queried", what=f"passport.{line_id}", people=len(found))
        uow.commit()
    title = line.title if column is PassportColumn.TOTAL else f"{line.title}: {PASSPORT_COLUMNS[column].lower()}"
    rows = [behind_row(record, as_of, "" if line.people else f"детей: {times}") for record, times in found]
    return PeopleBehind(f"{title} на {as_of:%d.%m.%Y}", by_name(rows))


PASSPORT_COLUMNS: Mapping[PassportColumn, str] = {
    PassportColumn.TOTAL: "Всего", PassportColumn.WOMEN: "Женщины", PassportColumn.YOUTH: "До 35 лет",
}  # fmt: skip


def behind_row(record: PersonRecord, on: date, detail: str = "") -> BehindRow:
    """A person behind a number; of a destroyed record, that it was destroyed."""
    if record.erased_on is not None:
        return BehindRow(record.id, "данные уничтожены", detail, erased=True)
    then = record.on(on)
    words = detail or ", ".join(part for part in (then.position, then.department or then.study_group) if part)
    return BehindRow(record.id, then.full_name, words, blocked=record.blocked(date.today()))


def by_name(rows: Iterable[BehindRow]) -> tuple[BehindRow, ...]:
    """By name, the nameless last."""
    return tuple(sorted(rows, key=lambda row: (row.erased, row.name.casefold().replace("ё", "е"), row.detail)))


def _pyramid(people: Iterable[_Member], as_of: date) -> tuple[AgeBand, ...]:
    counts = {title: [0, 0, 0] for title in ("до 15", *(f"{a}–{b}" for a, b in _PYRAMID), "75 и старше")}
    titles = list(counts)
    place = {Sex.FEMALE: 0, Sex.MALE: 1, None: 2}
    for record, _, _ in people:
        age = record.age_on(as_of)
        if age is not None:
            counts[titles[min(max((age - 10) // 5, 0), len(titles) - 1)]][place[record.sex]] += 1
    bands = [AgeBand(title, *numbers) for title, numbers in counts.items()]
    while bands and not (bands[0].women or bands[0].men or bands[0].unknown):
        bands.pop(0)
    while bands and not (bands[-1].women or bands[-1].men or bands[-1].unknown):
        bands.pop()
    return tuple(bands)


def _facts(uow: UnitOfWork, as_of: date) -> tuple[tuple[tuple[str, str], ...], str]:
    own, chair = passport_in(uow), chair_in(uow, as_of)
    counted = [h for h in uow.organisation.headcounts() if h.on_date <= as_of]
    last = max(counted, key=lambda h: h.on_date, default=None)
    staff = "" if last is None else ", ".join(
        f"{word}: {number}" for word, number in (("работающих", last.employees), ("учащихся", last.students)) if number
    )  # fmt: skip
    pairs = (
        ("Полное наименование", own.full_name),
        ("Вид организации", _KINDS[own.kind]),
        ("Профсоюз", own.union),
        ("Вышестоящая организация", own.parent_name),
        ("Создана", f"{own.created_on:%d.%m.%Y}" if own.created_on else ""),
        ("Адрес", own.address),
        ("Телефон, почта", ", ".join(part for part in (own.phone, own.email) if part)),
        ("ИНН, ОГРН", ", ".join(part for part in (own.inn, own.ogrn) if part)),
        ("Председатель", f"{chair.surname} {chair.name} {chair.patronymic}".strip() if chair else ""),
        ("Работодатель", own.employer_name),
        ("Руководитель", own.employer_head),
        ("В коллективе", f"{staff} (на {last.on_date:%d.%m.%Y})" if staff and last else ""),
    )
    return tuple(pair for pair in pairs if pair[1]), chair.short if chair else ""
