"""Indicators over stretches of time: growth, coverage, movement, bodies beside the membership, consents, cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.domain.amounts import percent
from app.domain.members import EventFact, PersonRecord
from app.domain.vocabulary.words import Wording, word_for
from app.errors import UserError
from app.models import EmployerHeadcount
from app.progress import Progress, silent
from app.services.indicators.marks import COVERED, movement_marks, state_marks
from app.services.indicators.passport import behind_row, by_name
from app.services.indicators.views import BehindRow, Indicator, IndicatorGroup, IndicatorTable, PeopleBehind, Stretch
from app.services.members.register import required_part, whole_register
from app.services.session import Act, VaultSession, service

MOST_STRETCHES = 12
_PEOPLE, _PERCENT, _YEARS = "чел.", "%", "лет"


@dataclass(frozen=True)
class _Count:
    """People with a mark."""

    id: str
    title: str


@dataclass(frozen=True)
class _Share:
    """Per cent of people with ``part`` among those with ``whole``."""

    id: str
    title: str
    part: str
    whole: str


@dataclass(frozen=True)
class _Own:
    """Counted in its own way; ``part``: the mark of the people behind it, if any."""

    id: str
    title: str
    unit: str
    value: Callable[[_Column], Decimal | None]
    part: str = ""


@dataclass(frozen=True)
class CoverageOfStaff:
    """Which part of the people who work and study are members."""

    percent: Decimal
    whole: int


@dataclass
class _Column:
    counts: Counter[str]
    age_days: int
    headcount: EmployerHeadcount | None

    def age(self) -> Decimal | None:
        known = self.counts["age_known"]
        return None if not known else _tenths(Decimal(self.age_days) / known / Decimal("365.2425"))

    def growth(self) -> Decimal:
        return Decimal(self.counts["members"] - self.counts["members_before"])

    def growth_share(self) -> Decimal | None:
        before = self.counts["members_before"]
        return None if not before else _tenths(self.growth() * 100 / before)

    def turnover(self) -> Decimal | None:
        twice = self.counts["members"] + self.counts["members_before"]
        return percent(self.counts["gone"] * 2, twice)

    def staff(self, which: str = "") -> Decimal | None:
        """The employer's people as last told; None when nothing was."""
        told = self.headcount
        if told is None:
            return None
        numbers = [n for n in (getattr(told, f"employees{which}"), getattr(told, f"students{which}")) if n is not None]
        return Decimal(sum(numbers)) if numbers else None

    def coverage(self, which: str = "") -> Decimal | None:
        whole = self.staff(which)
        return None if not whole else percent(self.counts[f"covered{which}"], int(whole))


def _tenths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


_Line = _Count | _Share | _Own
_GROUPS: tuple[tuple[str, tuple[_Line, ...]], ...] = (
    ("Членство на конец периода", (
        _Count("members", "Членов профсоюза"),
        _Own("growth", "Прирост за период", _PEOPLE, lambda c: c.growth()),
        _Own("growth_share", "Прирост за период", _PERCENT, lambda c: c.growth_share()),
        _Count("category.working", "Работающих"),
        _Count("category.student", "Обучающихся"),
        _Count("category.pensioner", "Неработающих пенсионеров"),
        _Count("category.unemployed", "Временно не работающих"),
        _Share("women_share", "Женщин", "women", "members"),
        _Share("youth_share", "Молодёжи до 35 лет", "youth", "members"),
        _Own("age", "Средний возраст", _YEARS, lambda c: c.age(), "age_known"),
    )),
    ("Охват работающих и обучающихся", (
        _Own("staff", "Работает и учится всего", _PEOPLE, lambda c: c.staff()),
        _Own("coverage", "Состоит в профсоюзе", _PERCENT, lambda c: c.coverage(), "covered"),
        _Own("coverage_women", "среди женщин", _PERCENT, lambda c: c.coverage("_women"), "covered_women"),
        _Own("coverage_youth", "среди молодёжи", _PERCENT, lambda c: c.coverage("_youth"), "covered_youth"),
    )),
    ("Движение за период", (
        _Count("entered", "Прибыло"),
        _Count("event.admitted", "приняты впервые"),
        _Count("event.registered", "пришли из других организаций"),
        _Count("event.restored", "восстановлены"),
        _Count("gone", "Выбыло"),
        _Count("event.deregistered.dismissed", "уволились"),
        _Count("event.deregistered.transferred", "перешли в другие организации"),
        _Count("event.deregistered.graduated", "окончили обучение"),
        _Count("event.deregistered.other", "сняты с учёта по другой причине"),
        _Count("event.left", "вышли по собственному желанию"),
        _Count("event.expelled", "исключены"),
        _Count("event.died", "умерли"),
        _Own("turnover", "Текучесть: выбывшие от среднего числа членов", _PERCENT, lambda c: c.turnover(), "gone"),
    )),
    ("Актив и выборные органы", (
        _Count("active", "Занимают должности в профсоюзе"),
        _Count("bodies", "Состоят в выборных органах"),
        _Share("bodies_women_share", "Женщин в органах", "bodies_women", "bodies"),
        _Share("bodies_youth_share", "Молодёжи в органах", "bodies_youth", "bodies"),
        _Share("trained_share", "Обучено актива за период", "trained", "active"),
        _Count("terms_ending", "Полномочия кончаются в ближайший год"),
        _Count("terms_over", "Полномочия истекли"),
    )),
    ("Согласия и билеты", (
        _Share("consent_share", "Дали согласие на обработку данных", "consent", "members"),
        _Share("card_share", "С номером билета", "card", "members"),
        _Share("card_new_share", "С пластиковым или виртуальным билетом", "card_new", "members"),
    )),
)  # fmt: skip
_LINES: Mapping[str, _Line] = {line.id: line for _, lines in _GROUPS for line in lines}


def calendar_years(today: date, count: int = 5) -> tuple[Stretch, ...]:
    """The last calendar years, the present one up to today."""
    return tuple(
        Stretch(str(year), date(year, 1, 1), min(date(year, 12, 31), today))
        for year in range(today.year - count + 1, today.year + 1)
    )


def years_up_to(days: Sequence[date]) -> tuple[Stretch, ...]:
    """For each day the year that ends with it."""
    return tuple(Stretch(f"{day:%d.%m.%Y}", _year_before(day), day) for day in sorted(set(days)))


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year - 1, 3, 1)


@service(Act.LOOK)
def indicators(session: VaultSession, stretches: Sequence[Stretch], progress: Progress | None = None) -> IndicatorTable:
    """The indicators. UserError ``indicators.stretches`` when there are none or more than twelve.

    ``progress`` is told what is counted and can stop it (OperationCancelled).
    """
    if not 0 < len(stretches) <= MOST_STRETCHES:
        raise UserError("indicators.stretches", most=MOST_STRETCHES)
    steps = progress or silent()
    columns = []
    with session.unit_of_work() as uow:
        headcounts = list(uow.organisation.headcounts())
    for number, stretch in enumerate(stretches):
        steps.step(f"Считаем: {stretch.title}", number, len(stretches))
        columns.append(_column(session, stretch, headcounts))
    groups = tuple(IndicatorGroup(title, tuple(_line(line, columns) for line in lines)) for title, lines in _GROUPS)
    return IndicatorTable(tuple(stretches), groups)


def _column(session: VaultSession, stretch: Stretch, headcounts: Sequence[EmployerHeadcount]) -> _Column:
    part, before = required_part(session.profile), stretch.first - timedelta(days=1)
    counts: Counter[str] = Counter()
    days = 0
    for record in whole_register(session).records.values():
        for mark in state_marks(record, stretch.last, part):
            counts[mark] += 1
            if mark == "age_known" and record.birth_date is not None:
                days += (stretch.last - record.birth_date).days
        for mark, _ in movement_marks(record, stretch.first, stretch.last):
            counts[mark] += 1
        if record.category_on(before) is not None:
            counts["members_before"] += 1
    return _Column(counts, days, _told_by(headcounts, stretch.last))


@service(Act.LOOK)
def coverage_on(session: VaultSession, on: date) -> CoverageOfStaff | None:
    """Members who work or study, of all who do, on a day; None when the employer's people are not known."""
    with session.unit_of_work() as uow:
        told = _told_by(uow.organisation.headcounts(), on)
    covered = sum(record.category_on(on) in COVERED for record in whole_register(session).records.values())
    column = _Column(Counter(covered=covered), 0, told)
    share, whole = column.coverage(), column.staff()
    return None if share is None or whole is None else CoverageOfStaff(share, int(whole))


def _told_by(headcounts: Iterable[EmployerHeadcount], on: date) -> EmployerHeadcount | None:
    return max((h for h in headcounts if h.on_date <= on), key=lambda h: h.on_date, default=None)


@service(Act.LOOK)
def movement(session: VaultSession, first: date, last: date) -> tuple[int, int]:
    """How many came and how many went from ``first`` to ``last``."""
    counts: Counter[str] = Counter()
    for record in whole_register(session).records.values():
        counts.update(mark for mark, _ in movement_marks(record, first, last))
    return counts["entered"], counts["gone"]


def _line(line: _Line, columns: Sequence[_Column]) -> Indicator:
    if isinstance(line, _Count):
        return Indicator(line.id, line.title, _PEOPLE, tuple(Decimal(c.counts[line.id]) for c in columns))
    if isinstance(line, _Share):
        values = tuple(percent(c.counts[line.part], c.counts[line.whole]) for c in columns)
        return Indicator(line.id, line.title, _PERCENT, values)
    return Indicator(line.id, line.title, line.unit, tuple(line.value(c) for c in columns), people=bool(line.part))


@service(Act.LOOK)
def people_of_indicator(session: VaultSession, stretch: Stretch, line_id: str) -> PeopleBehind:
    """The people behind a number: those counted, for a share its upper part.

    UserError ``indicators.unknown_line``; ``indicators.nobody_behind`` for a number that is not of people.
    """
    line = _LINES.get(line_id)
    if line is None:
        raise UserError("indicators.unknown_line", line=line_id)
    mark = line.id if isinstance(line, _Count) else line.part
    if not mark:
        raise UserError("indicators.nobody_behind")
    part = required_part(session.profile)
    found: list[tuple[PersonRecord, BehindRow]] = []
    for record in whole_register(session).records.values():
        if mark in state_marks(record, stretch.last, part):
            found.append((record, behind_row(record, stretch.last, _office(record, mark, stretch.last))))
        found += [
            (record, behind_row(record, stretch.last, "" if event is None else event_told(event)))
            for what, event in movement_marks(record, stretch.first, stretch.last)
            if what == mark
        ]
    with session.unit_of_work() as uow:
        uow.journal.record("register.queried", what=f"indicator.{line_id}", people=len({r.id for r, _ in found}))
        uow.commit()
    return PeopleBehind(f"{line.title}, {stretch.title}", by_name(row for _, row in found))


def event_told(event: EventFact) -> str:
    """«снятие с учёта, окончание обучения, 30.06.2026»."""
    words = [word_for(event.kind, Wording.NEUTRAL)]
    if event.reason is not None:
        words.append(word_for(event.reason))
    return ", ".join((*words, f"{event.on:%d.%m.%Y}"))


def _office(record: PersonRecord, mark: str, on: date) -> str:
    if not mark.startswith(("terms", "bodies", "active")):
        return ""
    ends = mark.startswith("terms")
    return ", ".join(
        word_for(role.kind) + (f" до {role.term_until:%d.%m.%Y}" if ends and role.term_until else "")
        for role in record.roles_on(on)
    )
