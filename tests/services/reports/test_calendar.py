"""The calendar: every line of the union's list for every kind of organisation, over a year.

Expected days are written by hand from the «Перечень» and the forms' own words, not computed.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.enums import EventOfYear, OrganisationKind, ReportState, UserRight
from app.errors import AccessError, UserError
from app.forms.editions import Editions
from app.forms.reading import DefinitionError, Section
from app.services import reports
from app.services.organisation.overlay import PackageContents, overlaid
from app.services.organisation.profiles import Deadline, _deadline, deadlines_of, load_profile
from app.services.reports import CalendarState
from app.services.session import VaultSession
from app.services.working_days import hand_in_words, is_working, working_day

PPO, OPPO, MPO, TPO = OrganisationKind

COMMON = {
    ("obuchenie", "2025"): date(2026, 2, 1),
    ("7-travmatizm", "2025"): date(2026, 2, 15),
    ("1-t", "2025"): date(2026, 2, 15),
    ("rezerv", "2025"): date(2026, 3, 1),
    ("kd-hod", "2025"): date(2026, 3, 1),
    ("kd-hod", "2026-1"): date(2026, 8, 1),
    ("soc-econ", "2025"): date(2026, 1, 15),
    ("soc-econ", "2026-q1"): date(2026, 4, 15),
    ("soc-econ", "2026-q2"): date(2026, 7, 15),
    ("soc-econ", "2026-q3"): date(2026, 10, 15),
    ("deti", "2026"): date(2026, 10, 1),
    ("10-pb", "2025"): date(2026, 2, 10),
    ("10-pb", "2026-1"): date(2026, 8, 10),
}
PRIMARY = {
    ("kdk-1", "2025"): date(2026, 2, 15),
    ("4-pi", "2025"): date(2026, 2, 10),
    ("19-ti", "2025"): date(2026, 2, 1),
}
ABOVE = {
    ("fnpr-7", "2025"): date(2026, 2, 1),
    ("reestr", "2025"): date(2026, 3, 1),
    ("kdk-2", "2025"): date(2026, 2, 15),
    ("4-pi", "2025"): date(2026, 3, 1),
    ("19-ti", "2025"): date(2026, 2, 10),
}
JOINT = PRIMARY | {("fnpr-7", "2025"): date(2026, 2, 1), ("reestr", "2025"): date(2026, 3, 1)}
# Whoever is below the union hands in five working days before those above must: counted by hand for 2026.
BELOW = COMMON | {
    ("obuchenie", "2025"): date(2026, 1, 23),  # those above: Sunday, 1 February, that is Friday, 30 January
    ("7-travmatizm", "2025"): date(2026, 2, 6),
    ("1-t", "2025"): date(2026, 2, 6),
    ("rezerv", "2025"): date(2026, 2, 19),  # 23 February is a holiday
    ("soc-econ", "2025"): date(2026, 1, 12),  # not before the year is over and the holidays are
    ("soc-econ", "2026-q1"): date(2026, 4, 8),
    ("soc-econ", "2026-q2"): date(2026, 7, 8),
    ("soc-econ", "2026-q3"): date(2026, 10, 8),
    ("deti", "2026"): date(2026, 9, 24),
    ("10-pb", "2025"): date(2026, 2, 3),
    ("10-pb", "2026-1"): date(2026, 8, 3),
    ("kdk-1", "2025"): date(2026, 2, 6),
}
PRIMARY_BELOW = BELOW | {
    ("fnpr-2", "2025"): date(2026, 1, 20),
    ("4-pi", "2025"): date(2026, 2, 3),
    ("19-ti", "2025"): date(2026, 1, 23),
}
JOINT_BELOW = BELOW | {
    ("fnpr-7", "2025"): date(2026, 1, 23),
    ("reestr", "2025"): date(2026, 2, 19),
    ("4-pi", "2025"): date(2026, 2, 10),  # its own day comes before that of the territorial one, 1 March
    ("19-ti", "2025"): date(2026, 2, 1),
}
UNION, HIGHER = "Профсоюз", "вышестоящая организация Профсоюза"
CASES = {
    "ППО в составе": (PPO, False, PRIMARY_BELOW, {"fnpr-4"}, HIGHER),
    "ППО прямо в Профсоюзе": (
        PPO, True, COMMON | PRIMARY | {("fnpr-2", "2025"): date(2026, 2, 1)},
        {"fnpr-4", "conference", "work-plan"}, UNION,
    ),
    "ОППО в составе": (OPPO, False, JOINT_BELOW, {"fnpr-14", "fnpr-15"}, HIGHER),
    "ОППО прямо в Профсоюзе": (
        OPPO, True, COMMON | JOINT, {"fnpr-14", "fnpr-15", "conference", "work-plan"}, UNION,
    ),
    "МПО": (
        MPO, False, COMMON | ABOVE,
        {"fnpr-14", "fnpr-15", "conference", "work-plan", "event-before", "event-after"}, UNION,
    ),
    "ТПО": (
        TPO, True, COMMON | ABOVE,
        {"fnpr-14", "fnpr-15", "conference", "work-plan", "event-before", "event-after"}, UNION,
    ),
}  # fmt: skip


def become(session: VaultSession, kind: OrganisationKind, directly: bool, ogrn: str = "") -> None:
    with session.unit_of_work() as uow:
        own = uow.organisation.get()
        own.kind, own.directly_under_union, own.ogrn = kind, directly, ogrn
        uow.commit()


@pytest.mark.parametrize("case", CASES)
def test_everything_asked_over_a_year(session: VaultSession, case: str) -> None:
    kind, directly, expected, following, recipient = CASES[case]
    become(session, kind, directly)
    rows = reports.calendar(session, date(2026, 1, 1))
    assert {(r.form, r.period): r.due for r in rows if r.due and not r.late} == expected
    assert {(r.form, r.period) for r in rows if r.late} == {
        ("kd-hod", "2025-1"), ("10-pb", "2025-1"), ("deti", "2025"),
    }  # fmt: skip
    assert {r.form for r in rows if not r.due} == following
    assert {r.recipient for r in rows} == {recipient}
    assert all(r.item and r.title and r.when for r in rows)
    assert [r.due for r in rows if r.due] == sorted(r.due for r in rows if r.due)


@pytest.mark.parametrize("case", CASES)
def test_every_day_of_the_list_comes_once_a_year(session: VaultSession, case: str) -> None:
    """Whatever the day one looks, a year ahead holds each yearly report once, each quarter once."""
    kind, directly, expected, _, recipient = CASES[case]
    become(session, kind, directly)
    for on in (date(2026, 1, 16), date(2026, 6, 30), date(2026, 12, 31), date(2028, 2, 29)):
        ahead = [r for r in reports.calendar(session, on) if r.due and on <= r.due]
        told = sorted((r.form, r.due.month, r.due.day) for r in ahead if r.due and r.form != "rezerv")
        listed = sorted((form, d.month, d.day) for (form, _), d in expected.items() if form != "rezerv")
        if recipient == HIGHER:  # working days fall otherwise each year
            told, listed = [(form, 0, 0) for form, _, _ in told], [(form, 0, 0) for form, _, _ in listed]
        assert told == listed
        assert all(r.state in (CalendarState.DUE, CalendarState.NOT_DUE) and not r.late for r in ahead)


@pytest.mark.parametrize("year", range(2024, 2031))
@pytest.mark.parametrize("kind", [PPO, OPPO])
def test_those_above_have_five_working_days(kind: OrganisationKind, year: int) -> None:
    profile = load_profile("ngsp")
    for deadline in profile.asked(kind, directly_under_union=False):
        for period in deadline.periods(year):
            above = [
                d.due(period)
                for form in profile.forms.values()
                if any(block.source == deadline.form for block in form.consolidations)
                for d in profile.deadlines
                if d.form == form.id and d.covers(period) and not d.event
                and {OrganisationKind.MPO, OrganisationKind.TPO, *([OPPO] if kind is PPO else [])} & set(d.org_kinds)
            ]  # fmt: skip
            due = profile.due(deadline, kind, False, period)
            assert due <= deadline.due(period)
            assert (due > period.last_day) is (deadline.due(period) > period.last_day)
            if not above:
                assert due == deadline.due(period)
            elif due > working_day(period.last_day, 1):
                between = [due + timedelta(days=n) for n in range(1, (min(above) - due).days + 1)]
                assert sum(is_working(day) for day in between) >= 5, (deadline.form, period)


def test_a_day_that_the_organisation_above_has_told_stands(session: VaultSession) -> None:
    profile = load_profile("ngsp")
    text = Section({"deadlines": [{"form": "kdk-1", "org_kinds": ["ppo"], "month": 2, "day": 14, "recipient": "МПО"}]},
                   "profile.toml", "")  # fmt: skip
    contents = PackageContents((), deadlines_of(text, profile.forms), None)
    told = overlaid(profile, contents, strict=True, since=date(2025, 6, 1))
    (deadline,) = [d for d in told.asked(PPO, directly_under_union=False) if d.form == "kdk-1"]
    assert told.due(deadline, PPO, False, Period(2025)) == date(2026, 2, 14)


def test_a_month_is_asked_only_by_a_package() -> None:
    profile = load_profile("ngsp")
    assert not any(d.covers(Period(2026, "m04")) for d in profile.deadlines)
    text = Section(
        {"deadlines": [{"form": "soc-econ", "org_kinds": ["ppo"], "period": "month", "next_month_day": 15,
                        "recipient": "МПО"}]},
        "profile.toml", "",
    )  # fmt: skip
    contents = PackageContents((), deadlines_of(text, profile.forms), None)
    told = overlaid(profile, contents, strict=True, since=date(2025, 12, 1))
    (deadline,) = told.asked(PPO, directly_under_union=False)[-1:]
    assert [str(p) for p in deadline.periods(2026)][:2] == ["2026-m01", "2026-m02"]
    april = Period.parse("2026-m04")
    assert deadline.covers(april) and not deadline.covers(Period(2026, "q1"))
    assert told.due(deadline, PPO, False, april) == date(2026, 5, 15)
    assert (april.first_day, april.last_day, april.words) == (date(2026, 4, 1), date(2026, 4, 30), "апрель 2026 года")


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 2, 15), "сдайте в пятницу, 13 февраля"),  # a Sunday
        (date(2026, 2, 14), "сдайте в пятницу, 13 февраля"),
        (date(2026, 2, 13), ""),
        (date(2026, 2, 23), "сдайте в пятницу, 20 февраля"),  # a holiday on Monday
        (date(2027, 2, 1), ""),
        (date(2025, 11, 4), "сдайте в субботу, 1 ноября"),  # that Saturday was a working day
    ],
)
def test_a_day_on_which_offices_are_closed_says_when_to_come(due: date, words: str) -> None:
    assert hand_in_words(due) == words


def test_the_advice_stands_beside_the_day(session: VaultSession) -> None:
    become(session, PPO, True)
    day = date(2026, 1, 10)
    rows = {r.form: r for r in reports.calendar(session, day) if r.period == "2025"}
    assert (rows["kdk-1"].due, rows["kdk-1"].advice) == (date(2026, 2, 15), "сдайте в пятницу, 13 февраля")
    assert {r.form: r.advice for r in reports.due(session, day)}["kdk-1"] == "сдайте в пятницу, 13 февраля"
    assert {r.form: r.advice for r in reports.list_reports(session, 2025)}["kdk-1"] == "сдайте в пятницу, 13 февраля"
    become(session, PPO, False)
    rows = {r.form: r for r in reports.calendar(session, day) if r.period == "2025"}
    assert (rows["kdk-1"].due, rows["kdk-1"].advice) == (
        date(2026, 2, 6), "чтобы вышестоящая организация успела со сводным отчётом",
    )  # fmt: skip
    assert rows["fnpr-2"].advice == ""


def test_the_reserve_is_asked_every_second_year(session: VaultSession) -> None:
    become(session, PPO, True)
    asked = {
        r.period: r.due
        for year in range(2018, 2027)
        for r in reports.calendar(session, date(year, 1, 1))
        if r.form == "rezerv" and r.due and r.due.year == year
    }
    assert asked == {str(year): date(year + 1, 3, 1) for year in (2017, 2019, 2021, 2023, 2025)}


@pytest.mark.parametrize(
    ("form", "on", "state", "late"),
    [
        ("fnpr-2", date(2025, 12, 31), "not_due", False),
        ("fnpr-2", date(2026, 1, 1), "due", False),
        ("fnpr-2", date(2026, 1, 20), "due", False),
        ("fnpr-2", date(2026, 1, 21), "late", True),
        ("fnpr-2", date(2026, 12, 31), "late", True),
        ("deti", date(2025, 8, 24), "not_due", False),
        ("deti", date(2025, 8, 25), "due", False),
        ("deti", date(2025, 9, 25), "late", True),
    ],
)
def test_an_untouched_report_is_told_by_the_day(
    session: VaultSession, form: str, on: date, state: str, late: bool
) -> None:
    (row,) = [r for r in reports.calendar(session, on) if (r.form, r.period) == (form, "2025")]
    assert (row.state, row.late) == (state, late)


def put_state(session: VaultSession, form: str, period: str, state: ReportState) -> None:
    with session.unit_of_work() as uow:
        uow.reports.start(form, "1", period).state = state
        uow.commit()


@pytest.mark.parametrize("state", [s for s in ReportState if s is not ReportState.DRAFT])
def test_a_report_on_its_way_is_told_by_its_state(session: VaultSession, state: ReportState) -> None:
    put_state(session, "fnpr-2", "2025", state)
    for on in (date(2026, 1, 10), date(2026, 2, 10)):
        (row,) = [r for r in reports.calendar(session, on) if (r.form, r.period) == ("fnpr-2", "2025")]
        assert row.state.value == state.value
        delivered = state in (ReportState.HANDED_OVER, ReportState.RECEIVED, ReportState.ACCEPTED)
        assert row.late == (on > date(2026, 1, 20) and not delivered)


def test_an_old_report_nobody_began_is_history_a_returned_one_is_not(session: VaultSession) -> None:
    def shown() -> list[str]:
        return [r.period for r in reports.calendar(session, date(2026, 1, 10)) if r.form == "fnpr-2"]

    assert shown() == ["2025"]
    put_state(session, "fnpr-2", "2022", ReportState.RETURNED)
    assert shown() == ["2022", "2025"]
    assert "2022" in {r.period for r in reports.due(session, date(2026, 1, 10)) if r.form == "fnpr-2"}


def test_nothing_was_asked_before_the_organisation_was_there(session: VaultSession) -> None:
    with session.unit_of_work() as uow:
        uow.organisation.get().created_on = date(2026, 3, 2)
        uow.commit()
    assert not any(r.late for r in reports.calendar(session, date(2026, 3, 2)))
    assert any(r.late for r in reports.calendar(session, date(2026, 4, 16)))


def rows_of(session: VaultSession, form: str, on: date) -> list[tuple[str, date | None, str]]:
    return [(r.period, r.due, r.state.value) for r in reports.calendar(session, on) if r.form == form]


def test_an_election_is_reported_on_the_second_day(session: VaultSession) -> None:
    on = date(2026, 3, 20)
    assert rows_of(session, "fnpr-4", on) == [("", None, "not_due")]
    reports.add_calendar_event(session, "election", date(2026, 3, 20))
    assert rows_of(session, "fnpr-4", on) == [("2026-03-20", date(2026, 3, 22), "due")]
    assert rows_of(session, "fnpr-4", on - timedelta(days=1))[0][2] == "not_due"
    assert rows_of(session, "fnpr-4", date(2026, 3, 23))[0][2] == "late"
    reports.remove_calendar_event(session, "election", date(2026, 3, 20))
    assert rows_of(session, "fnpr-4", on) == [("", None, "not_due")]


@pytest.mark.parametrize(
    ("form", "event", "day", "due"),
    [
        ("fnpr-14", "campaign", date(2026, 1, 31), date(2026, 2, 28)),
        ("fnpr-15", "election", date(2026, 12, 31), date(2027, 1, 2)),
        ("conference", "conference", date(2026, 3, 31), date(2026, 2, 28)),
        ("work-plan", "plan", date(2026, 1, 14), date(2026, 1, 21)),
        ("event-before", "activity", date(2026, 5, 1), date(2026, 4, 21)),
        ("event-after", "activity", date(2026, 5, 1), date(2026, 5, 8)),
    ],
)
def test_days_around_an_event(session: VaultSession, form: str, event: str, day: date, due: date) -> None:
    become(session, TPO, True)
    reports.add_calendar_event(session, event, day, "Событие")
    (row,) = [r for r in reports.calendar(session, date(2026, 1, 5)) if r.form == form]
    assert (row.period, row.due, row.event_title) == (day.isoformat(), due, "Событие")


def test_a_document_is_filled_signed_and_listed_as_a_form_is(session: VaultSession) -> None:
    become(session, PPO, True)
    day = date(2026, 3, 31)
    reports.add_calendar_event(session, "conference", day)
    for name, value in (("kind", "Отчётно-выборная"), ("held_on", "2026-03-31"), ("agenda", "1. Отчёт.\n2. Выборы.")):
        reports.set_value(session, "conference", name, value, Period.of_day(day))
    assert reports.sign(session, "conference", "2026-03-31").period == "2026-03-31"
    assert rows_of(session, "conference", date(2026, 2, 1)) == [("2026-03-31", date(2026, 2, 28), "signed")]
    assert [(s.period, s.due) for s in reports.list_reports(session, 2026) if s.form == "conference"] == [
        ("2026-03-31", date(2026, 2, 28))
    ]
    assert reports.report_pdf(session, "conference", "2026-03-31").startswith(b"%PDF")
    assert "conference" not in session.profile.forms


def test_a_form_can_be_told_not_to_be_asked(session: VaultSession) -> None:
    on = date(2026, 1, 5)
    (row,) = [r for r in reports.calendar(session, on) if r.form == "19-ti"]
    assert "технический инспектор" in row.condition
    reports.set_asked(session, "19-ti", False)
    assert rows_of(session, "19-ti", on) == []
    reports.set_asked(session, "19-ti", True)
    assert len(rows_of(session, "19-ti", on)) == 1
    with pytest.raises(UserError):
        reports.set_asked(session, "99-xx", False)


@pytest.mark.parametrize(
    ("kind", "ogrn", "conditional"), [(PPO, "", True), (PPO, "1027700000000", False), (MPO, "", False)]
)
def test_finances_are_asked_of_legal_persons(
    session: VaultSession, kind: OrganisationKind, ogrn: str, conditional: bool
) -> None:
    become(session, kind, True, ogrn)
    rows = [r for r in reports.calendar(session, date(2026, 1, 5)) if r.form == "10-pb"]
    assert {bool(r.condition) for r in rows} == {conditional}


def test_a_form_not_delivered_yet_is_in_the_calendar_under_its_official_name(
    session: VaultSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    form_2 = session.profile.editions.known["fnpr-2"]
    only = {"editions": Editions.of(form_2, ["fnpr-2"]), "document_editions": Editions.of([])}
    bare = replace(session.profile, forms={"fnpr-2": session.profile.forms["fnpr-2"]}, documents={}, **only)
    monkeypatch.setattr(session, "profile", bare)
    rows = {r.form: r for r in reports.calendar(session, date(2026, 1, 5))}
    assert not rows["kdk-1"].available
    assert rows["kdk-1"].title.startswith("Сведения об итогах коллективно-договорной кампании")
    assert {r.form for r in reports.due(session, date(2026, 1, 5))} == {"fnpr-2"}
    assert {s.form for s in reports.list_reports(session, 2025)} == {"fnpr-2"}


@pytest.mark.parametrize(
    ("form", "period"),
    [("fnpr-2", "2025-q1"), ("fnpr-2", "2025-1"), ("fnpr-2", "2025-11-14"), ("conference", "2025-1")],
)
def test_a_period_of_another_kind_is_refused(session: VaultSession, form: str, period: str) -> None:
    with pytest.raises(UserError) as caught:
        reports.fill(session, form, period)
    assert caught.value.code == "reports.wrong_period"


def test_events_are_told_by_those_who_write(session: VaultSession) -> None:
    with pytest.raises(UserError):
        reports.add_calendar_event(session, "party", date(2026, 1, 1))
    with pytest.raises(UserError):
        reports.remove_calendar_event(session, "election", date(2026, 1, 1))
    with pytest.raises(UserError):
        reports.add_calendar_event(session, "plan", date(2026, 1, 1), "я" * 201)
    session.right = UserRight.VIEWER
    with pytest.raises(AccessError):
        reports.add_calendar_event(session, "plan", date(2026, 1, 1))
    assert reports.calendar(session, date(2026, 1, 5))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dates(date(2015, 1, 1), date(2040, 12, 31)))
def test_the_calendar_of_any_day_is_sound(session: VaultSession, on: date) -> None:
    rows = reports.calendar(session, on)
    keys = [(r.form, r.period, r.due) for r in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        if row.due is not None and row.opens is not None:
            assert row.days_left == (row.due - on).days
            assert row.opens <= row.due
            assert row.late == (row.due < on)
            assert on - timedelta(days=366 * 2) < row.due < on + timedelta(days=366)


def test_every_event_of_the_deadlines_can_be_told() -> None:
    assert {d.event for d in load_profile("ngsp").deadlines if d.event} == set(EventOfYear)


def deadline(**keys: object) -> Deadline:
    base: dict[str, object] = {"form": "x", "title": "Икс", "org_kinds": ["ppo"], "recipient": "Профсоюз"}
    return _deadline(Section(base | keys, "profile.toml", "deadlines[x]"), {})


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, "one way to tell the day"),
        ({"month": 2, "day": 30}, "not a day of the year"),
        ({"month": 2, "day": 1, "next_month_day": 15}, "one way"),
        ({"next_month_day": 31}, "not a day of every month"),
        ({"month": 2, "day": 1, "period": "week"}, "'week' is not known"),
        ({"month": 2, "day": 1, "period": "two_years"}, "need a year to count from"),
        ({"month": 2, "day": 1, "since": 2017}, "other periods none"),
        ({"period": "event", "event_days": 2}, "only an event, has a kind"),
        ({"period": "event", "event": "party", "event_days": 2}, "'party' is not known"),
        ({"period": "event", "event": "plan", "month": 2, "day": 1}, "one way"),
        ({"month": 2, "day": 1, "legal_person": True}, "needs its words"),
        ({"month": 2, "day": 1, "org_kinds": ["club"]}, "'club' is not known"),
        ({"month": 2, "day": 1, "colour": 1}, "unknown key 'colour'"),
        ({"month": 2, "day": 1, "title": ""}, "no form 'x'"),
    ],
)
def test_a_deadline_that_cannot_be_is_refused(keys: dict[str, object], words: str) -> None:
    with pytest.raises(DefinitionError, match=words):
        deadline(**keys)
