"""The error tree. An error carries a code and parameters, never a sentence and never personal data.

The Russian sentence for a code lives in :mod:`app.messages`; the command line turns the class into an exit code,
the window into a calm dialog. Anything raised that is not an :class:`AppError` is a bug.
"""

from __future__ import annotations

from collections.abc import Mapping


class AppError(Exception):
    """Something went wrong in a way the program foresaw.

    ``code`` is a dotted name (``vault.wrong_password``) that :mod:`app.messages` knows; ``params`` fill the sentence.
    """

    exit_code = 2

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, dict(params))
        self.code = code
        self.params: Mapping[str, object] = params


class UserError(AppError):
    """The person asked for something that cannot be done as asked: wrong use or unreadable input."""


class DataError(AppError):
    """The data has errors that must be mended first (a form with violations is signed, a list is refused)."""

    exit_code = 1


class AccessError(AppError):
    """Wrong password, or this user may not do that."""

    exit_code = 3


class TrustError(AppError):
    """A bundle, card or receipt that is damaged, forged or meant for another reader."""

    exit_code = 4


class EnvironmentFault(AppError):
    """The computer, not the person: no space, no rights to a folder, a missing library, a stick pulled away."""


class OperationCancelled(AppError):
    """The person pressed «Отмена». Shown to nobody."""

    def __init__(self) -> None:
        super().__init__("operation.cancelled")
