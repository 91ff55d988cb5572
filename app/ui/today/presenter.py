"""The first page: what there is to do as lines with one button each, and the organisation in numbers. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.dates import full_years
from app.domain.enums import Sex
from app.domain.vocabulary.numbers import plural
from app.services.indicators import coverage_on, movement
from app.services.members import MemberQuery, MemberRow, list_members, membership_by_year
from app.services.organisation.passport import chair_on
from app.services.session import VaultSession
from app.services.today import to_do
from app.ui.kit.charts import AgeGroup
from app.ui.kit.chips import Tone
from app.ui.today.lines import TodayLine, line_of

ROOM = 5
"""So many lines stand on the page at once at 1024×768; the others are folded."""
AGE_GROUPS = (("до 35", 0, 35), ("36–45", 36, 45), ("46–55", 46, 55), ("56–65", 56, 65), ("старше", 66, 200))


@dataclass(frozen=True)
class Today:
    """Everything on the page."""

    chair: str
    lines: tuple[TodayLine, ...]
    """The most urgent first."""
    shown: int
    """So many of them stand on the page at once."""
    members: int
    coverage: str
    by_year: tuple[tuple[int, int], ...]
    ages: tuple[AgeGroup, ...]

    @property
    def urgent(self) -> int:
        """How many lines want to be done soon."""
        return sum(line.tone in (Tone.ERROR, Tone.WARNING) for line in self.lines)


def read_today(session: VaultSession, today: date) -> Today:
    """Read it all: the list of what to do, and one look at the register."""
    page = list_members(session, MemberQuery(as_of=today))
    shown, rest = fold_lines([line_of(task) for task in to_do(session, today)], ROOM)
    chair = chair_on(session, today)
    by_year = membership_by_year(session, range(today.year - 9, today.year))
    return Today(
        chair=f"{chair.name} {chair.patronymic}".strip() if chair else "",
        lines=(*shown, *rest),
        shown=len(shown),
        members=page.total,
        coverage=_coverage(session, today),
        by_year=(*by_year, (today.year, page.total)),
        ages=age_groups(page.items, today),
    )


def _coverage(session: VaultSession, today: date) -> str:
    """«86,7 % из 60 человек в коллективе; за год приняли 3, выбыли 1»"""
    found, told = coverage_on(session, today), []
    if found is not None:
        percent = f"{found.percent.normalize():f}".replace(".", ",")
        told.append(f"{percent} % из {plural(found.whole, 'человека', 'человек', 'человек')} в коллективе")
    entered, gone = movement(session, date(today.year, 1, 1), today)
    if entered or gone:
        told.append(f"за год приняли {entered}, выбыли {gone}")
    return "; ".join(told)


def fold_lines(lines: Sequence[TodayLine], room: int) -> tuple[list[TodayLine], list[TodayLine]]:
    """The first lines that have room, and the rest; a congratulation keeps the last place."""
    good = [line for line in lines if line.tone is Tone.GOOD][:1]
    if len(lines) <= room or not good:
        return list(lines[:room]), list(lines[room:])
    shown = [*[line for line in lines if line.tone is not Tone.GOOD][: room - 1], *good]
    return shown, [line for line in lines if line not in shown]


def age_groups(rows: Sequence[MemberRow], today: date) -> tuple[AgeGroup, ...]:
    """Members by age and sex; people without a birth date are in none."""
    counts = {title: [0, 0, 0] for title, _, _ in AGE_GROUPS}
    place = {Sex.FEMALE: 0, Sex.MALE: 1, None: 2}
    for row in rows:
        if row.birth_date is None:
            continue
        age = full_years(row.birth_date, today)
        title = next((t for t, low, high in AGE_GROUPS if low <= age <= high), None)
        if title is not None:
            counts[title][place[row.sex]] += 1
    return tuple(AgeGroup(title, *counts[title]) for title, _, _ in AGE_GROUPS)
