"""The servers of ``tests/transfer`` and the terminal of ``tests/cli``, for the journeys."""

from tests.cli.conftest import terminal
from tests.transfer.conftest import line, mail_certificate, tus_server

__all__ = ["line", "mail_certificate", "terminal", "tus_server"]
