"""The command line: parse, let one command answer, say its answer. :func:`run` is the whole of it.

Exit codes (``contract.md``): 0 done, 1 the data has errors, 2 wrong use or unreadable input, 3 wrong password or no
access, 4 a bundle that is damaged, forged or not for this reader.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app import __version__
from app.cli import output
from app.cli.parser import Handler, RussianParser
from app.errors import AppError, EnvironmentFault

_DESCRIPTION = """Первичка: книга учёта первичной профсоюзной организации.

Без команды открывается окно; pervichka window --vault DIR открывает в нём эту организацию.
Пароль берётся из файла (--password-file) или переменной PERVICHKA_PASSWORD."""

_OUTCOMES = """Чем кончается: 0 — сделано, 1 — в данных ошибки, 2 — набрано не так или файл не читается,
3 — пароль неверен или нет права, 4 — файл повреждён, подделан или не для вас."""


def build_parser() -> RussianParser:
    """The parser of every command; each room adds its own."""
    from app.cli import cards, demo, finance, forms, library, meetings, papers, program, reports, today
    from app.cli.exchange import bundles
    from app.cli.intake import taking
    from app.cli.members import register
    from app.cli.privacy import consents, notices, persons
    from app.cli.structure import roles, units
    from app.cli.vault import commands as vault
    from app.cli.vault import journal, users

    parser = RussianParser(prog="pervichka", description=_DESCRIPTION, epilog=_OUTCOMES)
    parser.add_argument("--version", action="version", version=f"pervichka {__version__}", help="номер версии")
    commands = parser.add_subparsers(
        title="Команды", metavar="КОМАНДА", dest="room", required=True, parser_class=RussianParser
    )
    for room in (
        forms,
        vault,
        users,
        journal,
        register,
        consents,
        persons,
        notices,
        cards,
        meetings,
        papers,
        roles,
        units,
        finance,
        today,
        reports,
        bundles,
        taking,
        library,
        program,
        demo,
    ):
        room.add_commands(commands)
    return parser


def run(argv: Sequence[str]) -> int:
    """Carry out one command; every failure ends as one Russian sentence on stderr and an exit code."""
    output.speak_utf8()
    try:
        code = _carry_out(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        output.silence_stdout()
        return 0
    except OSError:
        output.silence_stdout()
        output.note(_sentence(EnvironmentFault("cli.stdout")))
        return 2
    return code


def _carry_out(argv: Sequence[str]) -> int:
    try:
        arguments = build_parser().parse_args(list(argv))
        handler: Handler = arguments.handler
        return output.say(handler(arguments), as_json=getattr(arguments, "json", False))
    except SystemExit as end:  # --help and --version
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        output.note("Остановлено.")
        return 2
    except BrokenPipeError:
        raise
    except AppError as error:
        output.note(_sentence(error))
        return error.exit_code
    except Exception as error:  # the last door: a bug ends as a sentence and a log line, not as a traceback
        from app.cli.crash_log import record
        from app.domain.files import too_long

        long_name = too_long(error)
        if long_name is not None:
            output.note(_sentence(long_name))
            return long_name.exit_code
        place = record(error)
        output.note(
            "Внутренняя ошибка программы. Данные не пострадали: незаконченное не сохраняется."
            + (f" Подробности без личных данных: {place}" if place else "")
        )
        return 2


def _sentence(error: AppError) -> str:
    from app.messages import sentence

    try:
        return " ".join(sentence(error).split())
    except (KeyError, IndexError):
        return f"Не получилось ({error.code}). Проверьте, что указано, и повторите."
