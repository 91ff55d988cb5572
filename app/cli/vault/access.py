"""Opening a vault from the command line: the password comes from a file or the environment, never an argument."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import note
from app.errors import AccessError, AppError, UserError
from app.messages import sentence

if TYPE_CHECKING:
    from app.cli.parser import RussianParser
    from app.services.session import VaultSession

PASSWORD_VARIABLE = "PERVICHKA_PASSWORD"  # noqa: S105 - the name of a variable
NEW_PASSWORD_VARIABLE = "PERVICHKA_NEW_PASSWORD"  # noqa: S105 - the name of a variable
_LONGEST_PASSWORD_FILE = 64 * 1024


def read_password(file: Path | None, variable: str = PASSWORD_VARIABLE) -> str:
    """The first line of ``file``, else the variable; AccessError ``cli.no_password`` or ``cli.password_file``."""
    if file is None:
        # A locale without Cyrillic garbles the variable, not its bytes.
        password = os.fsencode(os.environ.get(variable, "")).decode("utf-8", errors="replace")
        if not password:
            code = "cli.no_password" if variable == PASSWORD_VARIABLE else "cli.no_new_password"
            raise AccessError(code)
        return password
    try:
        with file.open("rb") as stream:
            text = stream.read(_LONGEST_PASSWORD_FILE).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AccessError("cli.password_file", name=file.name) from error
    password = text.partition("\n")[0].rstrip("\r")
    if not password:
        raise AccessError("cli.password_file", name=file.name)
    return password


def add_new_password(parser: RussianParser) -> None:
    """``--new-password-file``."""
    parser.add_argument(
        "--new-password-file",
        metavar="FILE",
        type=Path,
        help=f"файл с новым паролем в первой строке (или переменная {NEW_PASSWORD_VARIABLE})",
    )


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[VaultSession]:
    """The vault of ``--vault``, opened with the password, closed at the end."""
    from app.services.vault.creating import is_vault, open_vault

    if not is_vault(arguments.vault):  # a wrong folder is told before a password is asked for
        raise UserError("vault.not_a_vault", name=arguments.vault.name)
    accept = bool(getattr(arguments, "accept_keys", False))
    password = read_password(arguments.password_file)
    try:
        session = open_vault(arguments.vault, password, accept_keys=accept)
    except AccessError as error:
        if error.code != "vault.keys_unconfirmed":
            raise
        raise AccessError("cli.keys_unconfirmed") from error  # here it is an option that confirms
    for code in session.warnings:
        note(sentence(AppError(code)))
    try:
        yield session
    finally:
        session.close()
