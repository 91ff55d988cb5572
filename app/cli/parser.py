"""Argparse in Russian: one clear line for a mistyped command, no abbreviations, help in plain words."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from app.cli.output import Reply
from app.domain.dates import Period
from app.errors import UserError

_VAULT = "папка с данными организации"

Commands: TypeAlias = "argparse._SubParsersAction[RussianParser]"
Handler = Callable[[argparse.Namespace], Reply]

# Argparse's own sentences (CPython 3.11-3.13, Lib/argparse.py) and ours.
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"the following arguments are required: (.+)", r"не хватает: \1"),
        (r"unrecognized arguments: (.+)", r"лишнее или неизвестное: \1"),
        (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1: «\2» не подходит, можно: \3"),
        (r"argument (.+?): expected one argument", r"после \1 нужно значение"),
        (r"argument (.+?): expected at least one argument", r"после \1 нужно хотя бы одно значение"),
        (r"argument (.+?): ignored explicit argument (.+)", r"\1 пишется без значения"),
        (r"argument (.+?): not allowed with argument (.+)", r"\1 и \2 вместе не пишутся"),
        (r"argument (.+?): invalid int value: '(.*)'", r"\1: «\2» — не целое число"),
        (r"one of the arguments (.+) is required", r"нужно одно из: \1"),
        (r"argument (.+?): (.+)", r"\1: \2"),
    )
)


def in_russian(message: str) -> str:
    """Argparse's sentence in Russian; an unknown one is passed on as it is."""
    for pattern, sentence in _SENTENCES:
        if pattern.fullmatch(message):
            return pattern.sub(sentence, message)
    return message


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Как набирать: " if prefix is None else prefix)


class RussianParser(argparse.ArgumentParser):
    """A parser that raises ``cli.wrong_use`` instead of leaving the program by itself."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Formatter)
        super().__init__(**options, add_help=False, allow_abbrev=False)
        self._positionals.title = "Что указать"
        self._optionals.title = "Ключи"
        self.add_argument("-h", "--help", action="help", help="показать эту справку")

    def error(self, message: str) -> NoReturn:
        """Refuse a mistyped command in one line."""
        raise UserError("cli.wrong_use", message=in_russian(message), command=self.prog)


def add_group(commands: Commands, name: str, help_text: str) -> Commands:
    """A word with commands of its own: ``form``, ``vault`` …"""
    parser = commands.add_parser(name, help=help_text, description=help_text)
    return parser.add_subparsers(
        title="Команды", metavar="КОМАНДА", required=True, dest="command", parser_class=RussianParser
    )


def add_command(
    commands: Commands, name: str, handler: Handler, help_text: str, *, vault: bool = True, json: bool = True
) -> RussianParser:
    """A command that ``handler`` answers: mostly about a vault, and mostly with a document for ``--json``."""
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(handler=handler)
    # Scripts give the password to every command alike; where none is needed it is not read.
    parser.add_argument("--password-file", metavar="FILE", type=Path, help=argparse.SUPPRESS)
    if vault:
        parser.add_argument("--vault", metavar="DIR", type=Path, required=True, help=_VAULT)
        show_password(parser)
    if json:
        parser.add_argument("--json", action="store_true", help="выдать один документ JSON")
    return parser


def add_vault_folder(parser: RussianParser) -> None:
    """The vault as the first word, for commands about the folder itself; its password is never an argument."""
    parser.add_argument("vault", metavar="DIR", type=Path, help=_VAULT)
    show_password(parser)


def show_password(parser: RussianParser) -> None:
    """Name ``--password-file`` in the help of a command that opens or makes a vault."""
    for action in parser._actions:
        if action.dest == "password_file":
            action.help = "файл с паролем в первой строке (или переменная PERVICHKA_PASSWORD)"


def add_period(parser: RussianParser, *, required: bool = True) -> None:
    """The reporting period: mostly a year."""
    parser.add_argument(
        "--period",
        metavar="Y",
        type=period,
        required=required,
        help="отчётный год, например 2025; полугодие 2025-1, квартал с начала года 2025-q3, месяц 2025-m04, "
        "день выборов 2025-11-14",
    )


def iso_date(text: str) -> date:
    """A date as ISO 8601."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» — не дата; пишите год-месяц-день, например 2026-01-31") from None


def year(text: str) -> str:
    """A reporting year, kept as text."""
    if not re.fullmatch(r"\d{4}", text) or not 1990 <= int(text) <= 2100:
        raise argparse.ArgumentTypeError(f"«{text}» — не отчётный год; пишите четыре цифры, например 2025")
    return text


def period(text: str) -> str:
    """A reporting period, kept as text: ``2025-q4`` is the year."""
    try:
        return str(Period.parse(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"«{text}» — не отчётный период; пишите год 2025, полугодие 2025-1, квартал с начала года 2025-q3 "
            "или день выборов 2025-11-14"
        ) from None


def assignment(text: str) -> tuple[str, str]:
    """``NAME=VALUE``."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise argparse.ArgumentTypeError(f"«{text}» — нужно писать ИМЯ=ЗНАЧЕНИЕ")
    return name.strip(), value.strip()


def report_key(text: str) -> tuple[str, str]:
    """``FORM:PERIOD``."""
    form, sign, when = text.partition(":")
    if not sign or not form:
        raise argparse.ArgumentTypeError(f"«{text}» — нужно писать ФОРМА:ГОД, например fnpr-2:2025")
    return form, period(when)
