"""SIGKILL at the steps of import, signing, sealing, taking in, deciding, reading a receipt (:mod:`tests.faults.steps`).

Two vaults: a school with members and its district. Each act is looked at from both sides: done or not done, never in
between, and doing it again afterwards ends as if nothing had happened.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.domain.enums import ReportState, Verdict
from app.progress import silent
from app.services import exchange, intake, reports
from app.services.demo.practice import fill_school, introduce, invented_people, last_period, make_higher, write_list
from app.services.demo.reporting import FORM, sign_form_2
from app.services.importing import apply, last_batch, preview, undo
from app.services.members import MemberQuery, list_members
from app.services.organisation.passport import own_card
from app.services.session import VaultSession
from app.services.vault.creating import check_vault, open_vault
from app.storage.vault.leftovers import MEMBERS
from tests.cheap_vault import cheap_copy
from tests.faults.steps import Act

PASSWORD = "2026-2026"
PEOPLE, MORE = 20, 30


class Desk:
    """A school and its district as they stand before each act, which follow one another."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, folder / "round"
        self.period = last_period()
        first, more = invented_people(PEOPLE, 1), invented_people(MORE, 2)
        write_list(folder / "first.xlsx", first)
        self.more = folder / "more.xlsx"
        write_list(self.more, more)
        fill_school(folder / "slow-school", first, folder / "first.xlsx", silent())
        make_higher(folder / "slow-district")
        introduce(folder / "slow-school", folder / "slow-district")
        self.place.mkdir()
        for name in ("school", "district"):
            cheap_copy(folder / f"slow-{name}", self.place / name, PASSWORD)
        self._keep("import")
        self.few = self.people()
        with self.opened("school") as school:
            apply(school, preview(school, self.more))
        self.many = self.people()
        self._keep("undo")
        self.lay_name("import")
        self._keep("sign")
        with self.opened("school") as school:
            sign_form_2(school, self.period)
        self._keep("seal")
        with self.opened("school") as school, self.opened("district") as district:
            made = exchange.export(school, own_card(district), [(FORM, str(self.period))], "full")
        self.uuid, self.name, self.sealed = made.uuid, made.name, made.sealed
        self._keep("accept")
        with self.opened("district") as district:
            self.first_receipt = intake.accept(district, self.sealed, self.name).receipt
        self._keep("decide")
        with self.opened("district") as district:
            self.receipt = intake.decide(district, self.uuid, Verdict.ACCEPTED, ())
        self._keep("receipt")

    def _keep(self, name: str) -> None:
        shutil.copytree(self.place, self.folder / f"before-{name}")

    def lay_name(self, name: str) -> None:
        """Both vaults as they were before an act."""
        shutil.rmtree(self.place)
        shutil.copytree(self.folder / f"before-{name}", self.place)

    def lay(self, *, before: str) -> None:
        """What :class:`tests.faults.steps.Steps` asks for."""
        self.lay_name(before)

    @contextlib.contextmanager
    def opened(self, name: str) -> Iterator[VaultSession]:
        """One of the two vaults."""
        with contextlib.closing(open_vault(self.place / name, PASSWORD, wait_seconds=5)) as session:
            yield session

    def whole(self, name: str) -> None:
        """It opens, is whole, and nothing is left over beside it."""
        with self.opened(name) as session:
            found = check_vault(session)
        assert found.ok, found.problems
        assert not found.remarks, found.remarks
        known = {member for member, _ in MEMBERS}
        strange = [path.name for path in (self.place / name).iterdir() if path.name not in known]
        assert not strange, f"left over: {strange}"

    def people(self) -> int:
        """How many are on the school's register."""
        with self.opened("school") as school:
            return len(list_members(school, MemberQuery(as_of=self.period.last_day)).items)


def _import(desk: Desk) -> None:
    with desk.opened("school") as school:
        apply(school, preview(school, desk.more))


def _look_imported(desk: Desk) -> str:
    desk.whole("school")
    found = desk.people()
    assert found in (desk.few, desk.many), found
    if found == desk.few:
        _import(desk)
        assert desk.people() == desk.many
        return "before"
    return "after"


def _undo(desk: Desk) -> None:
    with desk.opened("school") as school:
        batch = last_batch(school)
        assert batch is not None
        undo(school, batch.id)


def _look_undone(desk: Desk) -> str:
    desk.whole("school")
    found = desk.people()
    assert found in (desk.few, desk.many), found
    return "after" if found == desk.few else "before"


def _sign(desk: Desk) -> None:
    with desk.opened("school") as school:
        sign_form_2(school, desk.period)


def _look_signed(desk: Desk) -> str:
    desk.whole("school")
    with desk.opened("school") as school:
        signed = reports.fill(school, FORM, desk.period).state is ReportState.SIGNED
        if not signed:
            sign_form_2(school, desk.period)
    return "after" if signed else "before"


def _seal(desk: Desk) -> None:
    with desk.opened("school") as school, desk.opened("district") as district:
        exchange.export(school, own_card(district), [(FORM, str(desk.period))], "full")


def _look_sealed(desk: Desk) -> str:
    desk.whole("school")
    with desk.opened("school") as school:
        made = exchange.outbox(school)
        sealed = [exchange.sealed_bytes(school, item.uuid) for item in made]
    with desk.opened("district") as district:
        for name, data in sealed:
            assert intake.accept(district, data, name).outcome == "taken"
    assert len(made) <= 1
    return "after" if made else "before"


def _accept(desk: Desk) -> None:
    with desk.opened("district") as district:
        intake.accept(district, desk.sealed, desk.name)


def _look_accepted(desk: Desk) -> str:
    desk.whole("district")
    with desk.opened("district") as district:
        here = len(intake.received(district))
        again = intake.accept(district, desk.sealed, desk.name)
    assert (here, again.outcome) in ((0, "taken"), (1, "repeated")), (here, again.outcome)
    with desk.opened("school") as school:
        exchange.read_receipt(school, again.receipt)
    return "after" if here else "before"


def _decide(desk: Desk) -> None:
    with desk.opened("district") as district:
        intake.decide(district, desk.uuid, Verdict.ACCEPTED, ())


def _look_decided(desk: Desk) -> str:
    desk.whole("district")
    with desk.opened("district") as district:
        (row,) = intake.received(district)
        done = row.verdict is Verdict.ACCEPTED
        assert done or row.verdict is Verdict.RECEIVED, row.verdict
        sealed = intake.decide(district, desk.uuid, Verdict.ACCEPTED, ())
    with desk.opened("school") as school:
        exchange.read_receipt(school, sealed)
        assert reports.fill(school, FORM, desk.period).state is ReportState.ACCEPTED
    return "after" if done else "before"


def _receipt(desk: Desk) -> None:
    with desk.opened("school") as school:
        exchange.read_receipt(school, desk.receipt)


def _look_receipt(desk: Desk) -> str:
    desk.whole("school")
    with desk.opened("school") as school:
        before = reports.fill(school, FORM, desk.period).state
        assert before in (ReportState.PREPARED, ReportState.ACCEPTED), before
        exchange.read_receipt(school, desk.receipt)
        assert reports.fill(school, FORM, desk.period).state is ReportState.ACCEPTED
    return "after" if before is ReportState.ACCEPTED else "before"


ACTS: dict[str, Act[Desk]] = {
    name: Act(carry_out, look, {"before": name})
    for name, carry_out, look in (
        ("import", _import, _look_imported),
        ("undo", _undo, _look_undone),
        ("sign", _sign, _look_signed),
        ("seal", _seal, _look_sealed),
        ("accept", _accept, _look_accepted),
        ("decide", _decide, _look_decided),
        ("receipt", _receipt, _look_receipt),
    )
}
