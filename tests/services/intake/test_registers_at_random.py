"""Whatever happens on the way, the received register is the sender's allowed one as of the newest accepted file."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.enums import EventKind, Verdict
from app.errors import UserError
from app.services import intake
from app.services.exchange import export, read_receipt
from app.services.members import EventDraft, member_card, record_event, update_person
from app.services.privacy.consents import record_consent, withdraw_consent
from app.services.privacy.disclosure import disclosure
from tests.services.conftest import Exchange, Template

PEOPLE = st.integers(min_value=1, max_value=25)
CHANGES = st.tuples(st.sampled_from(["withdraw", "agree", "rename", "correct", "leave"]), PEOPLE)
SENDINGS = st.tuples(
    st.just("send"),
    st.fixed_dictionaries(
        {
            "mode": st.sampled_from(["full", "changes"]),
            "arrives": st.booleans(),
            "verdict": st.sampled_from([Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.RETURNED]),
            "receipt_arrives": st.booleans(),
        }
    ),
)
REPLAYS = st.tuples(st.just("replay"), st.integers(min_value=0, max_value=6))
STEPS = st.lists(st.one_of(CHANGES, SENDINGS, SENDINGS, REPLAYS), min_size=3, max_size=9)


class Journey:
    """Both sides, and what the district ought to hold."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.sent: list[tuple[Any, frozenset[tuple[str, str]]]] = []
        self.newest = -1
        intake.enrol(exchange.district, exchange.school_card)

    def allowed(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (one.uid, str(one.data["surname"])) for one in disclosure(self.exchange.school, "register").allowed
        )

    def received(self) -> frozenset[tuple[str, str]]:
        page = intake.received_members(self.exchange.district, limit=1000)
        return frozenset((one.uid, one.surname) for one in page.items)

    def change(self, what: str, person: int) -> None:
        school, today = self.exchange.school, date.today()
        try:
            if what == "withdraw":
                withdraw_consent(school, person, [], today)
            elif what == "agree":
                record_consent(school, [person], {"union": True}, today)
            elif what == "leave":
                record_event(school, person, EventDraft(EventKind.LEFT, today))
            else:
                known = member_card(school, person).person
                on = None if what == "correct" else today
                update_person(school, person, replace(known, surname=known.surname + "а"), changed_on=on)
        except UserError:
            pass  # nothing to withdraw, or left already

    def send(self, mode: str, verdict: Verdict, *, arrives: bool, receipt_arrives: bool) -> None:
        try:
            sent = export(self.exchange.school, self.exchange.district_card, [], mode)
        except UserError:
            sent = export(self.exchange.school, self.exchange.district_card, [], "full")
        self.sent.append((sent, self.allowed()))
        if arrives:
            self.take(len(self.sent) - 1, verdict, receipt_arrives=receipt_arrives)

    def take(self, number: int, verdict: Verdict, *, receipt_arrives: bool) -> None:
        sent, _ = self.sent[number]
        before = self.received()
        taken = intake.accept(self.exchange.district, sent.sealed)
        assert self.received() == before, "taking in alone changes nothing"
        if taken.verdict is not Verdict.RECEIVED:
            return
        try:
            receipt: bytes | None = intake.decide(self.exchange.district, sent.uuid, verdict, [("", "Пришлите снова")])
        except UserError as error:
            if error.code not in ("intake.superseded", "intake.register_base"):
                raise
            receipt = None
        if receipt is None:
            assert self.received() == before
            return
        if verdict is Verdict.ACCEPTED:
            self.newest = max(self.newest, number)
        if receipt_arrives:
            read_receipt(self.exchange.school, receipt)

    def check(self) -> None:
        expected = self.sent[self.newest][1] if self.newest >= 0 else frozenset()
        assert self.received() == expected


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=STEPS)
def test_received_is_what_was_allowed(exchange_template: Template, tmp_path: Path, steps: list[Any]) -> None:
    folder = tmp_path / "vaults"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("school", "district"):
        shutil.copytree(exchange_template.folder / name, folder / name)
    exchange = Exchange(folder, exchange_template)
    try:
        journey = Journey(exchange)
        for what, how in steps:
            if what == "send":
                journey.send(**how)
            elif what == "replay":
                if how < len(journey.sent):
                    journey.take(how, Verdict.ACCEPTED, receipt_arrives=True)
            else:
                journey.change(what, how)
            journey.check()
        # However it went, a whole register sets everything right.
        journey.send("full", Verdict.ACCEPTED, arrives=True, receipt_arrives=True)
        assert journey.received() == journey.allowed()
    finally:
        for session in exchange.opened:
            session.close()
