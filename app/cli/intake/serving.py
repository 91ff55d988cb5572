"""``pervichka intake serve``: the receiving server of one office."""

from __future__ import annotations

import argparse
import logging
import sys

from app.cli.output import note, show
from app.cli.parser import Commands, add_command, add_vault
from app.cli.vault.access import read_password
from app.errors import AppError, UserError
from app.messages import sentence
from app.services.intake.spooling import SpooledFile

_LISTEN = "127.0.0.1:8417"


def add_serve_command(group: Commands) -> None:
    """``intake serve``."""
    parser = add_command(group, "serve", serve, "принимать файлы по сети, пока не остановят (Ctrl+C)")
    add_vault(parser)
    parser.add_argument("--listen", metavar="H:P", default=_LISTEN, help=f"где слушать; без указания {_LISTEN}")


def serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    from app.intake.serving import serve as serve_until_stopped
    from app.services.vault.creating import is_vault

    if not is_vault(arguments.vault):
        raise UserError("vault.not_a_vault", name=arguments.vault.name)
    host, colon, port = arguments.listen.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise UserError("cli.listen", value=arguments.listen)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    password = read_password(arguments.password_file)
    serve_until_stopped(arguments.vault, password, host or "127.0.0.1", int(port), started=_started, told=_told)
    return 0


def _started(address: str) -> None:
    show(f"Приём работает. Адрес для «Первички» нижестоящих организаций: {address}")
    sys.stdout.flush()


def _told(done: SpooledFile) -> None:
    if done.outcome is None:
        note(f"{done.file.name}: отложен. {sentence(AppError(done.problem))}")
    else:
        note(f"{done.outcome.organisation.short_name}: {done.outcome.title}. {done.outcome.sentence}")
