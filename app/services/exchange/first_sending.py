"""The first file to a key that nobody compared with its printed sheet wants the password of who sends, once more."""

from __future__ import annotations

from app.bundle.identity import grouped_fingerprint
from app.errors import AccessError
from app.models import Party
from app.services.session import Act, VaultSession, service
from app.services.vault.users import require_own_password
from app.storage.unit_of_work import UnitOfWork


def uncompared(uow: UnitOfWork, party: Party) -> AccessError | None:
    """Why the password is wanted: the key was not compared, and nothing was sealed to it before."""
    if party.compared or uow.exchange.was_sent_to(party.id):
        return None
    return AccessError(
        "exchange.uncompared", organisation=party.short_name, fingerprint=grouped_fingerprint(party.fingerprint)
    )


@service(Act.SEND)
def require_confirmed(session: VaultSession, refusal: AccessError | None, password: str | None) -> None:
    """Go on when nothing speaks against it, or the password is right; AccessError ``vault.wrong_password`` too."""
    if refusal is None:
        return
    if password is None:
        raise refusal
    require_own_password(session, password)
