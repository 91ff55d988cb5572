"""``pervichka update`` and ``pervichka portable``: the program's own updates and its copies on sticks."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.documents import refuse_no_folder
from app.cli.output import note, show_json
from app.cli.parser import Commands, RussianParser, add_command, add_group, add_json, show_password
from app.cli.vault.access import opened


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "update", "обновление программы файлом, без интернета")
    parser = add_command(group, "check", check, "проверить файл обновления и показать, что в нём нового")
    parser.add_argument("file", metavar="FILE", type=Path, help="файл .pervichka-update")
    add_json(parser)
    parser = add_command(group, "install", install, "установить; со --vault сначала копирует данные")
    parser.add_argument("file", metavar="FILE", type=Path, help="файл .pervichka-update")
    _may_open(parser)
    add_json(parser)
    parser = add_command(group, "back", back, "вернуть версию, которая была до последнего обновления")
    add_json(parser)

    group = add_group(commands, "portable", "программа и данные на флешке")
    parser = add_command(group, "make", make, "сделать переносную копию программы и данных")
    parser.add_argument("target", metavar="DIR", type=Path, help="флешка или папка")
    parser.add_argument(
        "--program", metavar="DIR", type=Path, action="append", help="собранная программа (для Linux, для Windows)"
    )
    _may_open(parser)
    add_json(parser)


def _may_open(parser: RussianParser) -> None:
    parser.add_argument("--vault", metavar="DIR", type=Path, help="папка с данными организации")
    show_password(parser)


def check(arguments: argparse.Namespace) -> int:
    """``update check``: exit 1 when there is nothing to install for this computer."""
    from app.errors import UserError
    from app.messages import sentence
    from app.services.program.updates import check_update

    offer = check_update(arguments.file)
    if arguments.json:
        show_json(offer)
        return 0 if offer.newer else 1
    print(f"Версия {offer.version} от {offer.released}, у вас {offer.present}.")
    for line in offer.news:
        print(f"  • {line}")
    if not offer.newer:
        note(sentence(UserError(offer.why, version=offer.version, present=offer.present)))
        return 1
    return 0


def install(arguments: argparse.Namespace) -> int:
    """``update install``."""
    from app.services.program.updates import install_update

    if arguments.vault is None:
        done = install_update(arguments.file)
    else:
        with opened(arguments) as session:
            done = install_update(arguments.file, session)
    if arguments.json:
        show_json(done)
        return 0
    print(f"Версия {done.version} установлена рядом с {done.previous} и будет работать со следующего запуска.")
    if done.copy is not None:
        print(f"Копия данных перед обновлением: {done.copy}")
    print("Вернуться: pervichka update back")
    return 0


def back(arguments: argparse.Namespace) -> int:
    """``update back``."""
    from app.services.program.updates import go_back

    version, copy = go_back()
    if arguments.json:
        show_json({"version": version, "copy": None if copy is None else str(copy)})
        return 0
    print(f"Со следующего запуска снова работает версия {version}.")
    if copy is not None:
        print(f"Если данные уже открывались новой версией, верните их из копии: {copy}")
    return 0


def make(arguments: argparse.Namespace) -> int:
    """``portable make``."""
    from app.services.program.portable import make_portable

    refuse_no_folder(arguments.target / "file")
    programs = tuple(arguments.program) if arguments.program else None
    if arguments.vault is None:
        made = make_portable(arguments.target, programs=programs)
    else:
        with opened(arguments) as session:
            made = make_portable(arguments.target, session, programs=programs)
    if arguments.json:
        show_json(made)
        return 0
    print(f"Готово: {made.folder} ({', '.join(made.systems)}).")
    if made.vault is not None:
        print("Данные теперь в двух местах. Ведите учёт в одном: записанное в двух копиях потом не соединить.")
    return 0
