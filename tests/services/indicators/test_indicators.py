"""The passport and the indicators: equal to counting by hand, and to the people behind them; small numbers hidden."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.domain.enums import EventKind, MemberCategory, SocialKind
from app.errors import UserError
from app.services.demo.practice import PRACTICE_PASSWORD, build_practice_vault
from app.services.indicators import (
    SMALL_NUMBER,
    AgeBand,
    OrganisationPassport,
    PassportColumn,
    PassportGroup,
    PassportLine,
    calendar_years,
    for_paper,
    indicators,
    indicators_pdf,
    indicators_xlsx,
    organisation_passport,
    organisations_below,
    passport_document,
    passport_pdf,
    passport_xlsx,
    people_of_indicator,
    people_of_passport,
    years_up_to,
)
from app.services.intake.members import received_registers
from app.services.members import MemberQuery, SocialFactDraft, count_members, list_members, record_social_fact
from app.services.organisation.passport import headcounts
from app.services.privacy import consents
from app.services.session import VaultSession
from app.services.vault.creating import open_vault

TODAY = date.today()
TOTAL, WOMEN, YOUTH = PassportColumn


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VaultSession]:
    """The practice organisation; ten of its members told of themselves, one of them took the consent back."""
    made = build_practice_vault(tmp_path_factory.mktemp("numbers") / "школа")
    session = open_vault(made.folder, PRACTICE_PASSWORD)
    people = [row.id for row in list_members(session, MemberQuery(as_of=TODAY)).items[:10]]
    consents.record_consent(session, people, {"social": True}, date(TODAY.year, 1, 10))
    child = SocialFactDraft(SocialKind.CHILD, born_on=TODAY - timedelta(days=8 * 366))
    for person in people[:4]:
        record_social_fact(session, person, child)
    for _ in range(2):
        record_social_fact(session, people[0], child)
    grown = SocialFactDraft(SocialKind.CHILD, born_on=TODAY - timedelta(days=30 * 366))
    record_social_fact(session, people[5], grown)
    for person in (people[1], people[9]):
        record_social_fact(session, person, SocialFactDraft(SocialKind.DISABILITY))
    consents.withdraw_consent(session, people[9], ["social"], TODAY)
    yield session
    session.close()


def rows_of(session: VaultSession, query: str) -> list[tuple[object, ...]]:
    """What plain SQL says, past all our counting."""
    with session.database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_the_passport_equals_other_ways_of_counting(practice: VaultSession) -> None:
    for day in (TODAY, date(TODAY.year, 1, 1), date(TODAY.year - 3, 7, 1)):
        shown, counted = organisation_passport(practice, day), count_members(practice, day)
        whole = shown.line("members")
        assert (whole.total, whole.women, whole.youth) == (counted.total, counted.women, counted.youth)
        for category in MemberCategory:
            assert shown.line(f"category.{category.value}").total == counted.by_category[category].total
        for section in shown.sections:
            if section.id not in ("active", "social"):
                for column in PassportColumn:
                    assert sum(line.number(column) or 0 for line in section.lines) == whole.number(column)
        assert sum(b.women + b.men + b.unknown for b in shown.pyramid) <= whole.total
    spans = f"SELECT count(*) FROM membership_span s JOIN person p ON p.id = s.person_id WHERE starts_on <= '{TODAY}' "
    spans += f"AND (ends_on IS NULL OR ends_on > '{TODAY}') AND "
    young = f"{TODAY.year - 36}-{TODAY:%m-%d}"
    assert rows_of(practice, f"{spans} p.birth_date > '{young}'") == [
        (organisation_passport(practice, TODAY).line("members").youth,)
    ]


def test_each_number_opens_just_its_people(practice: VaultSession) -> None:
    shown = organisation_passport(practice, TODAY)
    for section in shown.sections:
        for line in section.lines:
            for column in PassportColumn if line.people else (TOTAL,):
                found = people_of_passport(practice, TODAY, line.id, column).rows
                told = sum(int(row.detail.split()[-1]) for row in found) if not line.people else len(found)
                assert told == line.number(column), (line.id, column)


def test_social_lines_count_only_with_the_consent(practice: VaultSession) -> None:
    shown = organisation_passport(practice, TODAY)
    assert shown.allowed == 9
    assert shown.line("social.children").total == 4
    assert shown.line("social.children.3").total == 1
    assert shown.line("social.large_family").total == 1
    assert shown.line("social.disability").total == 1
    assert shown.line("child").total == 6
    assert shown.line("child.2").total == 6


def test_looking_at_social_people_is_in_the_journal(practice: VaultSession) -> None:
    before = rows_of(practice, "SELECT count(*) FROM journal_entry WHERE action = 'social.viewed'")[0][0]
    people_of_passport(practice, TODAY, "social.disability")
    after = rows_of(practice, "SELECT count(*) FROM journal_entry WHERE action = 'social.viewed'")[0][0]
    assert after == int(str(before)) + 1


def test_small_numbers_about_health_are_not_on_paper(practice: VaultSession) -> None:
    shown = organisation_passport(practice, TODAY)
    line = for_paper(shown).line("social.disability")
    assert line.text(TOTAL) == line.text(WOMEN) == SMALL_NUMBER
    assert for_paper(shown).line("category.unemployed").text(TOTAL) != SMALL_NUMBER
    told = {item["id"]: item for item in passport_document(practice, shown)["lines"]}
    assert told["social.disability"]["total"] is None
    book = openpyxl.load_workbook(io.BytesIO(passport_xlsx(practice, shown)))
    cells = {row[1]: row for row in book.active.iter_rows(values_only=True)}  # type: ignore[union-attr]
    assert cells["С инвалидностью"][2:6] == (SMALL_NUMBER,) * 4
    assert cells["Всего членов профсоюза"][2] == shown.members
    paper = pypdfium2.PdfDocument(passport_pdf(practice, shown))
    words = "".join(page.get_textpage().get_text_range() for page in paper)
    assert "С инвалидностью" in words
    assert SMALL_NUMBER in words
    assert "Председатель" in words


@given(st.lists(st.integers(0, 12), min_size=3, max_size=3), st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_nothing_hidden_can_be_found_by_subtraction(parts: list[int], women: list[int]) -> None:
    women = [min(pair) for pair in zip(parts, women, strict=True)]
    lines = [PassportLine("whole", "", sum(parts), sum(women), 0)]
    lines += [
        PassportLine(str(n), "", p, w, 0, parts_of="whole") for n, (p, w) in enumerate(zip(parts, women, strict=True))
    ]
    section = PassportGroup("social", "", tuple(lines), guarded=True)
    made = for_paper(OrganisationPassport(TODAY, (), 50, 20, (section,), (AgeBand("до 15", 0, 0),)))
    printed = made.sections[0].lines
    for line in printed:
        for column in PassportColumn:
            if column not in line.hidden:
                assert line.number(column) not in (1, 2)
        if not {TOTAL, WOMEN} & line.hidden:
            assert line.total - (line.women or 0) not in (1, 2)
    for column in PassportColumn:
        hidden = [line for line in printed[1:] if column in line.hidden]
        assert column in printed[0].hidden or len(hidden) != 1


def test_the_indicators_equal_counting_by_hand(practice: VaultSession) -> None:
    stretches = calendar_years(TODAY, 4)
    table = indicators(practice, stretches)
    assert [s.title for s in table.stretches] == [str(TODAY.year - n) for n in (3, 2, 1, 0)]
    kinds = {"event.admitted": "admitted", "event.left": "left", "event.restored": "restored"}
    for place, stretch in enumerate(stretches):
        members = count_members(practice, stretch.last)
        assert table.line("members").values[place] == members.total
        before = count_members(practice, stretch.first - timedelta(days=1)).total
        assert table.line("growth").values[place] == members.total - before
        for line, kind in kinds.items():
            asked = f"SELECT count(*) FROM membership_event WHERE kind = '{kind}' "
            asked += f"AND on_date BETWEEN '{stretch.first}' AND '{stretch.last}' AND id NOT IN "
            asked += "(SELECT cancels_id FROM membership_event WHERE cancels_id IS NOT NULL)"
            assert [(int(table.line(line).values[place] or 0),)] == rows_of(practice, asked)
        entered, gone = table.line("entered").values[place], table.line("gone").values[place]
        assert entered is not None
        assert gone is not None
        assert entered - gone == members.total - before
        told = [h for h in headcounts(practice) if h.on <= stretch.last]
        covered = sum(members.by_category[c].total for c in (MemberCategory.WORKING, MemberCategory.STUDENT))
        if told:
            whole = (max(told, key=lambda h: h.on).employees or 0) + (max(told, key=lambda h: h.on).students or 0)
            assert table.line("coverage").values[place] == (Decimal(covered * 100) / whole).quantize(Decimal("0.1"))
        else:
            assert table.line("coverage").values[place] is None


def test_each_indicator_opens_its_people(practice: VaultSession) -> None:
    stretches = calendar_years(TODAY, 2)
    table = indicators(practice, stretches)
    for group in table.groups:
        for line in group.lines:
            for place, stretch in enumerate(stretches):
                if not line.people:
                    continue
                found = people_of_indicator(practice, stretch, line.id).rows
                if line.unit == "чел.":
                    assert len(found) == line.values[place], line.id
    left = people_of_indicator(practice, stretches[0], "gone").rows
    assert left
    assert all(str(TODAY.year - 1) in row.detail for row in left)


def test_on_any_day_and_wrong_questions(practice: VaultSession) -> None:
    (stretch,) = years_up_to([date(2024, 2, 29)])
    assert (stretch.first, stretch.last) == (date(2023, 3, 1), date(2024, 2, 29))
    assert indicators(practice, [stretch]).line("members").values[0] == count_members(practice, stretch.last).total
    with pytest.raises(UserError, match=r"indicators\.unknown_line"):
        people_of_indicator(practice, stretch, "nobody")
    with pytest.raises(UserError, match=r"indicators\.nobody_behind"):
        people_of_indicator(practice, stretch, "staff")
    with pytest.raises(UserError, match=r"indicators\.unknown_line"):
        people_of_passport(practice, TODAY, "nobody")
    with pytest.raises(UserError, match=r"indicators\.stretches"):
        indicators(practice, [])


def test_indicators_on_paper_and_in_a_spreadsheet(practice: VaultSession) -> None:
    table = indicators(practice, calendar_years(TODAY, 5))
    paper = pypdfium2.PdfDocument(indicators_pdf(practice, table))
    words = "".join(page.get_textpage().get_text_range() for page in paper)
    assert "Женщин в органах" in words
    book = openpyxl.load_workbook(io.BytesIO(indicators_xlsx(practice, table)))
    cells = {row[1]: row for row in book.active.iter_rows(values_only=True)}  # type: ignore[union-attr]
    assert cells["Членов профсоюза"][-1] == table.line("members").values[-1]


def test_a_higher_organisation_sees_accepted_reports(practice: VaultSession) -> None:
    higher = practice.folder.with_name(f"{practice.folder.name} (вышестоящая)")
    with contextlib.closing(open_vault(higher, PRACTICE_PASSWORD)) as above:
        table = organisations_below(above, TODAY.year - 1)
        (row,) = table.rows
        assert row.members == count_members(practice, date(TODAY.year, 1, 1)).total
        assert row.coverage is not None
        told = {one.organisation: one.members for one in received_registers(above) if one.as_of is not None}
        assert row.registered == told.get(row.organisation)
        assert table.total.members == row.members
        assert organisations_below(above, TODAY.year - 2).rows[0].members is None
        assert "Нет принятого отчёта" in organisations_below(above, TODAY.year - 2).told


def test_events_are_counted_as_they_are(practice: VaultSession) -> None:
    kinds = {kind for kind in EventKind if kind not in (EventKind.CANCELLED, EventKind.CATEGORY_CHANGED)}
    told = {line.id for group in indicators(practice, calendar_years(TODAY, 1)).groups for line in group.lines}
    assert all(any(name.startswith(f"event.{kind.value}") for name in told) for kind in kinds)
