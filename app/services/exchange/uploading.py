"""Sending by upload: where to, what is on its way, one attempt, and when to try again.

An attempt is three steps, because the line may take minutes and a transaction must not: :func:`plan_upload` reads what
to send, :func:`carry_out` speaks with the server and knows no vault, :func:`note_upload` records how far it came. The
window runs the second in a thread of its own; the command line calls :func:`upload`, which does all three.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from app.bundle.identity import Identity
from app.bundle.proof import make_proof
from app.domain.enums import HandoverWay, OutboxState, PartyRelation
from app.errors import AppError, UserError
from app.models import OutboxItem, Upload
from app.progress import Progress
from app.services.exchange.exporting import file_name
from app.services.exchange.handover import find_item, handed_over, item_to_send, upload_view
from app.services.exchange.views import RouteView, UploadView
from app.services.organisation.passport import identity_in
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork
from app.transfer.address import check_address
from app.transfer.pace import Pace

AUTOMATIC = "upload.automatic"
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
PASSING = frozenset({"transfer.no_connection", "transfer.login_page"})
"""What may be otherwise in a while; anything else waits for a person."""


@dataclass(frozen=True)
class UploadPlan:
    """What one attempt needs; nothing in it depends on the vault staying open."""

    uuid: str
    name: str
    endpoint: str
    url: str
    token: str = field(repr=False)
    data: bytes = field(repr=False)
    prove: Callable[[str], str] | None = field(repr=False, default=None)
    """Answers a server that asks who sends; None for a user without the organisation's keys."""


@service(Act.LOOK)
def routes(session: VaultSession) -> tuple[RouteView, ...]:
    """Organisations above us, each with the address where its server takes files ("" when it was never told)."""
    with session.unit_of_work() as uow:
        views = []
        for party in uow.exchange.parties():
            if party.relation is PartyRelation.HIGHER and party.revoked_at is None:
                route = uow.transfers.route(party.id)
                url = "" if route is None else route.upload_url
                views.append(RouteView(party.id, party.short_name, url, has_token=bool(route and route.token)))
        return tuple(views)


@service(Act.MAIL)
def set_route(session: VaultSession, party_id: int, upload_url: str, token: str | None = None) -> None:
    """Tell where an organisation's server takes files; "" takes it away. ``token`` None keeps the old one.

    UserError ``transfer.bad_address``, ``transfer.bad_token``, ``exchange.unknown_party``.
    """
    upload_url = upload_url.strip()
    if upload_url:
        check_address(upload_url)
    if token is not None and not (token.strip().isascii() and token.strip().isprintable()):
        raise UserError("transfer.bad_token")
    with session.unit_of_work() as uow:
        party = uow.exchange.party(party_id)
        if party is None:
            raise UserError("exchange.unknown_party")
        known = uow.transfers.route(party_id)
        kept = known.token if known is not None and known.upload_url == upload_url else ""
        uow.transfers.put_route(party_id, upload_url, kept if token is None else token.strip())
        uow.journal.record("route.set", party=party.uid, host=urlsplit(upload_url).hostname or "")
        uow.commit()


@service(Act.LOOK)
def is_automatic(session: VaultSession) -> bool:
    """Whether files go by themselves when there is a connection."""
    with session.unit_of_work() as uow:
        return bool(uow.settings.get(AUTOMATIC, False))


@service(Act.MAIL)
def set_automatic(session: VaultSession, on: bool) -> None:
    """Switch that on or off; off at the beginning: nothing leaves by itself until a person says so."""
    with session.unit_of_work() as uow:
        uow.settings.put(AUTOMATIC, on)
        uow.journal.record("upload.automatic", on=on)
        uow.commit()


@service(Act.HAND_OVER)
def queue_waiting(session: VaultSession) -> int:
    """Put every file that nobody has taken away yet on its way, where the address is known; how many."""
    queued = 0
    with session.unit_of_work() as uow:
        on_their_way = uow.transfers.uploads()
        for item in uow.exchange.outbox_items():
            route = uow.transfers.route(item.party_id)
            if item.state is not OutboxState.PREPARED or item.id in on_their_way or not (route and route.upload_url):
                continue
            if item.sealed:
                uow.transfers.add(_new_upload(item, route.upload_url))
                uow.journal.record("upload.queued", bundle=item.uuid, host=urlsplit(route.upload_url).hostname or "")
                queued += 1
        if queued:
            uow.commit()
    return queued


def _new_upload(item: OutboxItem, endpoint: str) -> Upload:
    return Upload(outbox_id=item.id, endpoint=endpoint, sealed_sha256=item.sealed_sha256, size=len(item.sealed))


@service(Act.HAND_OVER)
def queue_upload(session: VaultSession, uuid: str) -> None:
    """Put a sealed file on its way, or try again what was stopped. UserError ``exchange.no_route``."""
    with session.unit_of_work() as uow:
        item = item_to_send(uow, uuid)
        route = uow.transfers.route(item.party_id)
        if route is None or not route.upload_url:
            raise UserError("exchange.no_route")
        known = uow.transfers.upload_of(item.id)
        if known is None:
            uow.transfers.add(_new_upload(item, route.upload_url))
        elif known.finished_at is None:
            known.attempts, known.error, known.next_try_at = 0, "", None
            if known.endpoint != route.upload_url:
                known.endpoint, known.url, known.sent = route.upload_url, "", 0
        uow.journal.record("upload.queued", bundle=uuid, host=urlsplit(route.upload_url).hostname or "")
        uow.commit()


@service(Act.HAND_OVER)
def stop_upload(session: VaultSession, uuid: str) -> None:
    """Send no further until a person asks again; what has arrived stays where it is."""
    with session.unit_of_work() as uow:
        known = uow.transfers.upload_of(find_item(uow, uuid).id)
        if known is not None and known.finished_at is None:
            known.attempts, known.error, known.next_try_at = max(known.attempts, 1), "transfer.stopped", None
            uow.journal.record("upload.stopped", bundle=uuid)
            uow.commit()


@service(Act.HAND_OVER)
def due_uploads(session: VaultSession, now: datetime | None = None) -> tuple[str, ...]:
    """Numbers of the files to go on with now."""
    with session.unit_of_work() as uow:
        return tuple(uow.transfers.due(now or datetime.now(UTC)))


@service(Act.HAND_OVER)
def plan_upload(session: VaultSession, uuid: str) -> UploadPlan | None:
    """What to send; None when everything is there already or nothing was queued."""
    with session.unit_of_work() as uow:
        item = item_to_send(uow, uuid)
        known = uow.transfers.upload_of(item.id)
        if known is None or known.finished_at is not None:
            return None
        route = uow.transfers.route(item.party_id)
        # An address of other bytes is never gone on with.
        url = known.url if known.sealed_sha256 == item.sealed_sha256 else ""
        token = "" if route is None or route.upload_url != known.endpoint else route.token
        prove = prover_for(uow, item.party_id)
        return UploadPlan(item.uuid, file_name(item), known.endpoint, url, token, item.sealed, prove)


def prover_for(uow: UnitOfWork, party_id: int) -> Callable[[str], str] | None:
    """Answers the challenges of an organisation's server; None without the organisation's keys."""
    party = uow.exchange.party(party_id)
    if party is None or not uow.keys:
        return None
    return partial(_proof, identity_in(uow).identity, party.fingerprint)


def _proof(identity: Identity, server: str, challenge: str) -> str:
    return make_proof(identity, challenge, server)


def carry_out(
    plan: UploadPlan, remember: Callable[[str, int], None], progress: Progress, pace: Pace | None = None
) -> None:
    """Speak with the server until everything is there; errors as :meth:`app.transfer.tus.TusUpload.run` says."""
    from app.transfer.tus import TusUpload  # brings an HTTP client along, which only who uploads waits for

    TusUpload(
        plan.endpoint,
        plan.data,
        plan.name,
        plan.url,
        remember=remember,
        token=plan.token,
        prove=plan.prove,
        pace=pace or Pace(),
    ).run(progress)


@service(Act.HAND_OVER)
def note_upload(session: VaultSession, uuid: str, url: str, sent: int) -> None:
    """Record where the upload goes on and how much of it the server has."""
    with session.unit_of_work() as uow:
        known = uow.transfers.upload_of(find_item(uow, uuid).id)
        if known is not None and known.finished_at is None:
            known.url, known.sent = url, sent
            uow.commit()


@service(Act.HAND_OVER)
def end_upload(session: VaultSession, uuid: str, error: AppError | None = None) -> None:
    """Record the end of an attempt: everything is there (the file counts as handed over), or what stopped it."""
    now = datetime.now(UTC)
    with session.unit_of_work() as uow:
        item = find_item(uow, uuid)
        known = uow.transfers.upload_of(item.id)
        if known is None or known.finished_at is not None:
            return
        known.attempts += 1
        if error is None:
            known.sent, known.finished_at, known.next_try_at, known.error = known.size, now, None, ""
            handed_over(uow, item, HandoverWay.UPLOAD, urlsplit(known.endpoint).hostname or known.endpoint)
        else:
            known.error = error.code
            wait = min(_FIRST_WAIT * 2 ** min(known.attempts - 1, 10), _LONGEST_WAIT)
            known.next_try_at = now + wait if error.code in PASSING else None
            uow.journal.record("upload.interrupted", bundle=uuid, error=error.code)
        uow.commit()


@service(Act.HAND_OVER)
def upload(session: VaultSession, uuid: str, progress: Progress, pace: Pace | None = None) -> UploadView:
    """Queue a file and send it now, to the end or to an error, which is recorded and raised."""
    queue_upload(session, uuid)
    plan = plan_upload(session, uuid)
    if plan is not None:
        keeper = Keeper(plan, lambda url, sent: note_upload(session, uuid, url, sent))
        try:
            carry_out(plan, keeper.remember, progress, pace)
        except AppError as error:
            end_upload(session, uuid, error)
            raise
        end_upload(session, uuid)
    with session.unit_of_work() as uow:
        known = uow.transfers.upload_of(find_item(uow, uuid).id)
        if known is None:
            raise LookupError(uuid)
        return upload_view(known)


class Keeper:
    """Passes on a new address at once and the offset every twentieth of the file: the server knows it better anyway."""

    def __init__(self, plan: UploadPlan, note: Callable[[str, int], None]) -> None:
        self._note = note
        self._url, self._sent = plan.url, 0
        self._step = max(len(plan.data) // 20, 1)

    def remember(self, url: str, sent: int) -> None:
        """As :class:`app.transfer.tus.TusUpload` tells it."""
        if url != self._url or sent - self._sent >= self._step:
            self._url, self._sent = url, sent
            self._note(url, sent)
