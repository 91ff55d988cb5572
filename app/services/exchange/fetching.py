"""Fetching the receipts that a receiving server keeps for us, at any time there is a connection.

Steps like those of an upload: :func:`plan_fetching` reads whom to ask, :func:`carry_out_fetching` speaks with the
servers and knows no vault, :func:`take_answers_in` reads the receipts, :func:`confirm` tells what is safely here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from app.bundle.limits import MAX_SEALED_SIZE
from app.domain.enums import HandoverWay, OutboxState, PartyRelation
from app.errors import AppError
from app.services.exchange.receipts import read_receipt
from app.services.exchange.uploading import prover_for
from app.services.exchange.views import ReceiptOutcome
from app.services.one_by_one import only_this_file
from app.services.session import Act, VaultSession, service
from app.transfer.answers import KeptAnswer, confirm_answers, fetch_answers


@dataclass(frozen=True)
class FetchPlan:
    """One server to ask; nothing in it depends on the vault staying open."""

    organisation: str
    endpoint: str
    prove: Callable[[str], str] = field(repr=False)


@dataclass(frozen=True)
class Fetched:
    """What one server had, or the error that kept it from us."""

    plan: FetchPlan
    answers: tuple[KeptAnswer, ...] = ()
    error: AppError | None = None


@dataclass(frozen=True)
class FetchedAnswer:
    """One answer read: the receipt's outcome, or the code of why it could not be read."""

    name: str
    receipt: ReceiptOutcome | None
    problem: str = ""


@service(Act.HAND_OVER)
def plan_fetching(session: VaultSession) -> tuple[FetchPlan, ...]:
    """Every organisation above us whose server's address is known; () for a user without the organisation's keys."""
    plans = []
    with session.unit_of_work() as uow:
        for party in uow.exchange.parties():
            route = uow.transfers.route(party.id)
            above = party.relation is PartyRelation.HIGHER and party.revoked_at is None
            prove = prover_for(uow, party.id) if above else None
            if route is not None and route.upload_url and prove is not None:
                plans.append(FetchPlan(party.short_name, route.upload_url, prove))
    return tuple(plans)


def carry_out_fetching(plans: Sequence[FetchPlan]) -> tuple[Fetched, ...]:
    """Ask each server; one that fails stops no other."""
    found = []
    for plan in plans:
        try:
            found.append(Fetched(plan, fetch_answers(plan.endpoint, plan.prove, MAX_SEALED_SIZE)))
        except AppError as error:
            found.append(Fetched(plan, error=error))
    return tuple(found)


@service(Act.OPEN_SEALED)
def take_answers_in(session: VaultSession, fetched: Sequence[Fetched]) -> tuple[FetchedAnswer, ...]:
    """Read every receipt; one that cannot be read is told and stops no other."""
    read = []
    for answer in (answer for one in fetched for answer in one.answers):
        try:
            with only_this_file(answer.name):
                read.append(FetchedAnswer(answer.name, read_receipt(session, answer.data)))
        except AppError as error:
            read.append(FetchedAnswer(answer.name, None, error.code))
    return tuple(read)


def confirm(fetched: Sequence[Fetched], read: Sequence[FetchedAnswer]) -> None:
    """Tell the servers what was read; what they do not hear now is fetched once more and changes nothing."""
    good = {one.name for one in read if one.receipt is not None}
    for one in fetched:
        answers = tuple(answer for answer in one.answers if answer.name in good)
        if answers:
            with suppress(AppError):
                confirm_answers(one.plan.endpoint, one.plan.prove, answers)


@service(Act.LOOK)
def awaits_answers(session: VaultSession) -> bool:
    """Whether a file that went through the internet still waits for its receipt or its decision."""
    with session.unit_of_work() as uow:
        return any(
            item.state in (OutboxState.HANDED_OVER, OutboxState.RECEIVED)
            and any(one.way is HandoverWay.UPLOAD for one in uow.exchange.handovers(item.id))
            for item in uow.exchange.outbox_items()
        )
