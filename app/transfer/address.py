"""The address of a server that takes files."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.errors import UserError


def check_address(endpoint: str) -> None:
    """Refuse what is not the address of a server: UserError ``transfer.bad_address``.

    Without https only this computer itself is allowed: the file is sealed, but a login page must not pass for a server.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        raise UserError("transfer.bad_address", address=endpoint) from None
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or port == 0 or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise UserError("transfer.bad_address", address=endpoint)
