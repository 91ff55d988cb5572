"""How many SQL statements each action with reports and files sends: fixed, and the same for more people and years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.domain.enums import OrganisationCategory, OrganisationKind
from app.services import exchange, intake, reports
from app.services.organisation.passport import OrganisationDraft, own_card
from app.services.reports.filling import as_period, filled_in
from app.services.session import Act, VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault
from tests.benchmarks.crowd import add_crowd
from tests.conftest import PASSWORD

KEY = ("fnpr-2", "2025")
CELL = "II.1.4"


@contextmanager
def counted(session: VaultSession) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(session.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(session.database.engine, "before_cursor_execute", note)


def statements(session: VaultSession, work: Callable[[], object]) -> int:
    with counted(session) as sent:
        work()
    return len(sent)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VaultSession]:
    draft = OrganisationDraft(
        kind=OrganisationKind.PPO, full_name="ППО", category=OrganisationCategory.HIGHER_EDUCATION
    )
    folder = tmp_path_factory.mktemp("crowded") / "vault"
    made = create_vault(folder, draft, profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF)
    add_crowd(made.session, 40)
    yield made.session
    made.session.close()


def type_number(session: VaultSession, number: int) -> None:
    reports.set_value(session, KEY[0], CELL, str(number), KEY[1], "по списку")
    reports.fill(session, *KEY)


def test_a_typed_cell_and_the_new_numbers_take_ten_statements(crowded: VaultSession) -> None:
    reports.fill(crowded, *KEY)
    type_number(crowded, 7)
    assert statements(crowded, lambda: type_number(crowded, 8)) <= 10


def test_what_is_shown_after_typing_is_what_is_read_anew(crowded: VaultSession) -> None:
    reports.fill(crowded, *KEY)
    type_number(crowded, 9)
    reports.set_unknown(crowded, KEY[0], ["schools_count"], "не велось", KEY[1])
    reports.fill(crowded, *KEY)
    type_number(crowded, 10)
    shown = reports.fill(crowded, *KEY)
    crowded.database.memory.clear()
    assert shown == reports.fill(crowded, *KEY)
    reports.clear_value(crowded, KEY[0], CELL, KEY[1])
    cleared = reports.fill(crowded, *KEY)
    crowded.database.memory.clear()
    assert cleared == reports.fill(crowded, *KEY)
    assert cleared.view != shown.view


def test_numbers_follow_the_register_at_once(crowded: VaultSession) -> None:
    before = reports.fill(crowded, *KEY).facts["members"]
    add_crowd(crowded, 20, seed=5)
    after = reports.fill(crowded, *KEY).facts["members"]
    assert before != after
    crowded.database.memory.clear()
    assert reports.fill(crowded, *KEY).facts["members"] == after


def test_what_was_not_committed_is_never_kept(crowded: VaultSession) -> None:
    before = reports.list_years(crowded, [2025])
    shown = reports.fill(crowded, *KEY)
    with crowded.doing(Act.RECORD), crowded.unit_of_work() as uow:
        report = uow.reports.start(*KEY[:1], shown.definition.edition, KEY[1])
        uow.reports.put_entry(report.id, CELL, "3", "проба")
        assert filled_in(uow, shown.definition, as_period(KEY[1])) != shown
    assert reports.fill(crowded, *KEY) == shown
    assert reports.list_years(crowded, [2025]) == before


def test_the_list_of_reports_takes_as_many_statements_for_more_years_and_people(crowded: VaultSession) -> None:
    taken = []
    for years in (range(2026, 2023, -1), range(2026, 2021, -1), range(2026, 2019, -1)):
        crowded.database.memory.clear()
        taken.append(statements(crowded, lambda years=years: reports.list_years(crowded, years)))
    add_crowd(crowded, 30, seed=9)
    crowded.database.memory.clear()
    taken.append(statements(crowded, lambda: reports.list_years(crowded, range(2026, 2021, -1))))
    assert max(taken) <= 40
    assert taken[1] == taken[2] == taken[3]


def test_the_list_is_the_same_together_and_year_by_year(crowded: VaultSession) -> None:
    together = reports.list_years(crowded, [2025, 2024])
    crowded.database.memory.clear()
    assert together == tuple((year, reports.list_reports(crowded, year)) for year in (2025, 2024))


def test_sealing_takes_as_many_statements_for_more_members(crowded: VaultSession) -> None:
    above = create_above(crowded)
    try:
        card = own_card(above)

        def seal() -> object:
            return exchange.export(crowded, card, [], "full", password=PASSWORD)

        seal()
        few = statements(crowded, seal)
        add_crowd(crowded, 60, seed=7)
        assert statements(crowded, seal) == few <= 30
    finally:
        above.close()


def create_above(below: VaultSession) -> VaultSession:
    draft = OrganisationDraft(kind=OrganisationKind.TPO, full_name="ТПО")
    folder = below.folder.with_name("above")
    return create_vault(folder, draft, profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF).session


def test_taking_a_file_in_takes_as_many_statements_for_the_tenth(exchange) -> None:
    intake.enrol(exchange.district, exchange.school_card)
    taken = []
    for number in range(4):
        if number:
            exchange.sign_again("II.10.3", number)
        sent = exchange.send()
        taken.append(statements(exchange.district, lambda sent=sent: intake.accept(exchange.district, sent.sealed)))
    assert taken[1] == taken[2] == taken[3] <= 40
