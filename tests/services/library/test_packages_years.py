"""What a package changes in the calendar holds from its day on; past years stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.dates import Period
from app.domain.enums import OrganisationKind, PartyRelation
from app.forms.reading import read_toml_bytes
from app.services.exchange import export
from app.services.intake import accept, enrol, late, status
from app.services.library.packages import apply_package, make_package
from app.services.organisation.overlay import PackageContents, overlaid
from app.services.organisation.profiles import Deadline, Profile, deadlines_of, load_profile
from app.services.organisation.succession import from_its_day
from app.services.reports import calendar, due, list_reports
from app.services.session import VaultSession
from tests.services.conftest import KEY

PPO, TPO = OrganisationKind.PPO, OrganisationKind.TPO
SINCE = date(2026, 12, 1)


def lines(*told: str) -> tuple[Deadline, ...]:
    """Deadlines as a package writes them."""
    text = "".join(f'[[deadlines]]\nrecipient = "Профсоюз"\n{one}\n' for one in told)
    profile = load_profile("ngsp")
    return deadlines_of(read_toml_bytes("profile.toml", text.encode()), {**profile.forms, **profile.documents})


def laid(profile: Profile, since: date, *told: str) -> Profile:
    return overlaid(profile, PackageContents((), lines(*told), None), strict=True, since=since)


def days(profile: Profile, kind: OrganisationKind = PPO, direct: bool = False, form: str = "fnpr-2") -> dict[int, str]:
    """The last day of each year's report, by the list itself."""
    (deadline,) = (d for d in profile.asked(kind, direct) if d.form == form)
    return {year: f"{deadline.due(Period(year)):%d.%m.%Y}" for year in (2024, 2025, 2026, 2027)}


EARLIER = 'form = "fnpr-2"\norg_kinds = ["ppo"]\nmonth = 1\nday = 10'
OLD = {2024: "20.01.2025", 2025: "20.01.2026", 2026: "20.01.2027", 2027: "20.01.2028"}


def test_past_years_keep_their_day() -> None:
    base = load_profile("ngsp")
    assert days(base) == OLD
    renewed = laid(base, SINCE, EARLIER)
    assert days(renewed) == {**OLD, 2026: "10.01.2027", 2027: "10.01.2028"}
    directly = {2024: "01.02.2025", 2025: "01.02.2026", 2026: "10.01.2027", 2027: "10.01.2028"}
    assert days(renewed, direct=True) == directly, "each kind of organisation keeps its own day"


def test_nobody_becomes_late_by_a_rule_that_was_not_there() -> None:
    """Told on the 15th of January that the day is the 10th: the report of this season keeps the 20th."""
    renewed = laid(load_profile("ngsp"), date(2027, 1, 15), EARLIER)
    assert days(renewed) == {**OLD, 2027: "10.01.2028"}


def test_more_time_is_given_at_once() -> None:
    later = EARLIER.replace("day = 10", "day = 30")
    assert days(laid(load_profile("ngsp"), date(2027, 1, 15), later)) == {**OLD, 2026: "30.01.2027", 2027: "30.01.2028"}


def test_a_package_may_name_its_day() -> None:
    renewed = laid(load_profile("ngsp"), SINCE, EARLIER + "\napplies_from = 2028-01-01")
    assert days(renewed) == {**OLD, 2027: "10.01.2028"}
    # A day long past changes nothing that is over.
    assert days(laid(load_profile("ngsp"), SINCE, EARLIER + "\napplies_from = 2020-01-01"))[2025] == OLD[2025]


def test_packages_follow_each_other() -> None:
    first = laid(load_profile("ngsp"), date(2025, 6, 1), EARLIER)
    second = laid(first, SINCE, EARLIER.replace("day = 10", "day = 12"))
    assert days(second) == {2024: OLD[2024], 2025: "10.01.2026", 2026: "12.01.2027", 2027: "12.01.2028"}
    # A package holds all that the ones before it did: the same line again moves nothing.
    assert days(laid(first, SINCE, EARLIER)) == days(first)


def test_what_is_asked_no_more_stays_asked_for_the_past() -> None:
    base = load_profile("ngsp")
    renewed = laid(base, SINCE, 'form = "fnpr-7"\norg_kinds = ["oppo"]\nmonth = 1\nday = 25')
    (left,) = (d for d in renewed.asked(TPO, True) if d.form == "fnpr-7")
    assert [left.covers(Period(year)) for year in (2024, 2025, 2026)] == [True, True, False]
    quarterly = laid(base, SINCE, 'form = "fnpr-2"\norg_kinds = ["ppo"]\nperiod = "quarter"\nnext_month_day = 5')
    asked = [d for d in quarterly.asked(PPO, False) if d.form == "fnpr-2"]
    assert [sum(d.covers(Period(2025)) for d in asked), sum(d.covers(Period(2027, "q1")) for d in asked)] == [1, 1]
    assert not any(d.covers(Period(2025, "q1")) for d in asked), "no quarter of a past year becomes a duty"


def test_an_edition_without_a_day_begins_with_the_next_report() -> None:
    base = load_profile("ngsp")
    given = replace(base.form("fnpr-2"), edition="2027", siblings={}, editions={}, targets=())
    assert from_its_day(given, base.editions_of("fnpr-2"), base.deadlines, SINCE).applies_from == date(2027, 1, 1)
    winter = from_its_day(given, base.editions_of("fnpr-2"), base.deadlines, date(2027, 1, 10))
    assert winter.applies_from == date(2027, 1, 1), "the season that is on"
    renewed = overlaid(base, PackageContents((given,), (), None), strict=True, since=SINCE)
    editions = {year: renewed.form("fnpr-2", Period(year)).edition for year in (2024, 2025, 2026)}
    assert editions == {2024: "2017-04-03", 2025: "2017-04-03", 2026: "2027"}
    # The next package carries it again, on a later day.
    again = overlaid(renewed, PackageContents((given,), (), None), strict=True, since=date(2028, 3, 1))
    assert again.form("fnpr-2", Period(2026)).edition == "2027"


# --- in the vaults


def past(school: VaultSession) -> dict[str, object]:
    """What calendars of past days and lists of past years say of form 2."""
    return {
        "calendar": [r for r in calendar(school, date(2025, 6, 1)) if r.form == "fnpr-2" and r.period < "2026"],
        "due": [(r.period, r.due) for r in due(school, date(2025, 2, 1)) if r.form == "fnpr-2"],
        "list": [(s.form, s.due) for s in list_reports(school, 2024)],
    }


@pytest.fixture
def package(exchange, tmp_path: Path) -> bytes:
    """From the district to the school: form 2 is due on 1 September, months before or after the old day."""
    enrol(exchange.district, exchange.school_card)
    enrol(exchange.school, exchange.district_card, relation=PartyRelation.HIGHER)
    (tmp_path / "profile.toml").write_text(
        'id = "ngsp"\n[[deadlines]]\nform = "fnpr-2"\norg_kinds = ["ppo"]\nmonth = 1\nday = 3\n'
        'recipient = "Районная"\n', encoding="utf-8",
    )  # fmt: skip
    school = exchange.school
    accept(exchange.district, export(school, exchange.district_card, [KEY]).sealed)
    exchange.before = past(school)
    exchange.status = status(exchange.district, "2025", date(2026, 5, 1))
    exchange.late = late(exchange.district, "2024", date(2026, 5, 1))
    return make_package(exchange.district, [tmp_path / "profile.toml"]).sealed


def test_calendars_lists_and_lateness_of_past_years_stay(exchange, package: bytes) -> None:
    school, district = exchange.school, exchange.district
    apply_package(school, package)
    ahead = Period(date.today().year + 1)
    (deadline,) = (d for d in school.profile.asked(PPO, False) if d.form == "fnpr-2")
    assert deadline.due(ahead) == date(ahead.year + 1, 1, 3)
    assert deadline.recipient_of(PPO, False) == "Районная"
    assert exchange.before == past(school)
    assert status(district, "2025", date(2026, 5, 1)) == exchange.status
    assert late(district, "2024", date(2026, 5, 1)) == exchange.late
    assert exchange.late, "there was somebody late to compare"


def test_the_duty_stays_one_line_of_the_calendar(exchange, package: bytes) -> None:
    """The old line and the new one are one duty: it is not asked for twice, and no old year comes back."""
    apply_package(exchange.school, package)
    day = date(date.today().year + 3, 6, 1)
    rows = [r.period for r in calendar(exchange.school, day) if r.form == "fnpr-2"]
    assert len(rows) == len(set(rows)) and all(period >= str(day.year - 1) or period == KEY[1] for period in rows)
