"""Two different files under one number: never accepted in passing, shown side by side, one chosen by a person."""

from __future__ import annotations

import pytest

from app.domain.enums import Verdict
from app.errors import UserError
from app.services.intake import (
    accept,
    accept_clean,
    choose_half,
    clean_files,
    consolidate,
    decide,
    enrol,
    fork,
    forks,
    receipts_of,
    received,
    status,
)
from app.services.session import VaultSession
from tests.primaries import Primary, whole_form_2

FORM, YEAR = "fnpr-7", "2025"


@pytest.fixture
def plant(exchange) -> Primary:
    """Forty members in the first file, thirty in its twin; nothing is decided."""
    primary = Primary("ППО Завода")
    enrol(exchange.district, primary.card)
    accept(exchange.district, primary.report(exchange.district, whole_form_2(exchange.district, 100, 40)))
    accept(exchange.district, primary.twin(exchange.district, whole_form_2(exchange.district, 100, 30)))
    return primary


def files(district: VaultSession) -> list[str]:
    """The earlier received first."""
    return [row.uuid for row in reversed(received(district))]


def members(district: VaultSession) -> int | None:
    value = consolidate(district, FORM, YEAR).view.cells["II.4.3"].value
    return None if value is None else int(value)


def state_of(district: VaultSession) -> str:
    return next(cell.state for cell in status(district, YEAR).rows[0].cells if cell.form == "fnpr-2")


def test_many_decisions_at_once_leave_both_halves(exchange, plant: Primary) -> None:
    district = exchange.district
    clean = Primary("ППО Порта")
    enrol(district, clean.card)
    accept(district, clean.report(district, whole_form_2(district, 10, 5)))
    assert [row.organisation.short_name for row in clean_files(district)] == ["ППО Порта"]
    assert [done.organisation for done in accept_clean(district)] == ["ППО Порта"]
    assert [row.verdict for row in received(district) if row.forked] == [Verdict.RECEIVED, Verdict.RECEIVED]
    for uuid in files(district)[:2]:
        with pytest.raises(UserError, match="in_conflict"):
            decide(district, uuid, Verdict.ACCEPTED)


def test_the_halves_stand_side_by_side(exchange, plant: Primary) -> None:
    (found,) = forks(exchange.district)
    first, second = files(exchange.district)
    assert [half.bundle for half in found.halves] == [first, second]
    told = {line.place: (line.first, line.second) for line in found.lines}
    assert told["II.2.3"] == ("40", "30")
    assert "II.1.3" not in told, "what is the same is not shown"
    assert found.lines[0].title and "2025" in found.lines[0].report
    assert fork(exchange.district, first) == fork(exchange.district, second) == found


@pytest.mark.parametrize(("number", "kept"), [(1, 40), (2, 30)])
def test_one_half_is_chosen_and_the_other_refused(exchange, plant: Primary, number: int, kept: int) -> None:
    district, (first, second) = exchange.district, files(exchange.district)
    chosen, left = (first, second) if number == 1 else (second, first)
    assert set(choose_half(district, second, number)) == {first, second}
    verdicts = {row.uuid: row.verdict for row in received(district)}
    assert verdicts == {chosen: Verdict.ACCEPTED, left: Verdict.REFUSED}
    assert members(district) == kept
    assert forks(district) == () and state_of(district) == "accepted"
    coverage = consolidate(district, FORM, YEAR).coverage
    assert coverage is not None and coverage.whole
    assert [r.verdict for r in receipts_of(district, left)] == [Verdict.RECEIVED, Verdict.REFUSED]
    with pytest.raises(UserError, match="no_fork"):
        choose_half(district, second, number)
    # The sender goes on with the next number, and that counts.
    again = accept(district, plant.report(district, whole_form_2(district, 100, 55)))
    assert again.outcome == "taken"
    decide(district, again.bundle, Verdict.ACCEPTED)
    assert members(district) == 55


def test_a_twin_of_an_accepted_file_takes_its_place_only_when_chosen(exchange) -> None:
    district, plant = exchange.district, Primary("ППО Завода")
    enrol(district, plant.card)
    first = accept(district, plant.report(district, whole_form_2(district, 100, 40))).bundle
    decide(district, first, Verdict.ACCEPTED)
    twin = accept(district, plant.twin(district, whole_form_2(district, 100, 30))).bundle
    assert members(district) == 40
    coverage = consolidate(district, FORM, YEAR).coverage
    assert coverage is not None and coverage.forked == ("ППО Завода",)
    assert choose_half(district, twin, 2) == (twin,), "the first was told «принято» and is not told otherwise"
    assert members(district) == 30
    assert state_of(district) == "accepted"


def test_a_later_revision_that_knows_of_the_fork_closes_it(exchange, plant: Primary) -> None:
    district = exchange.district
    healed = accept(district, plant.report(district, whole_form_2(district, 100, 35)))
    assert healed.outcome == "taken"
    assert forks(district) == ()
    decide(district, healed.bundle, Verdict.ACCEPTED)
    assert members(district) == 35
    coverage = consolidate(district, FORM, YEAR).coverage
    assert coverage is not None and coverage.whole
    assert state_of(district) == "accepted"


def test_a_half_is_named_by_its_number(exchange, plant: Primary) -> None:
    with pytest.raises(UserError, match="which_half"):
        choose_half(exchange.district, files(exchange.district)[0], 3)
    with pytest.raises(UserError, match="unknown_bundle"):
        fork(exchange.district, "нет такого")
