"""``pervichka demo``, ``practice`` and ``doctor``: try everything on invented people; check the installation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.output import note, show, show_json, show_table
from app.cli.parser import Commands, add_command, add_json
from app.progress import Progress

_HEALTH = {"fine": "хорошо", "advice": "можно лучше", "broken": "не работает"}


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    parser = add_command(commands, "demo", demo, "учебная организация и вся работа от списка до квитанции")
    parser.add_argument("folder", metavar="DIR", type=Path, help="новая или пустая папка")
    parser.add_argument("--members", metavar="N", type=int, help="сколько людей придумать")
    parser.add_argument("--seed", metavar="S", type=int, help="то же число — те же люди")
    add_json(parser)

    parser = add_command(commands, "practice", practice, "учебная организация для окна; выдаёт её папку")
    parser.add_argument("--folder", metavar="DIR", type=Path, help="где её держать")
    add_json(parser)

    parser = add_command(commands, "doctor", doctor, "проверить установку: окно, шрифты, шифрование, принтеры, место")
    add_json(parser)


def data_folder() -> Path:
    """Where this user's data of the program lies."""
    from app.services.program.places import places

    return places().data


def _progress() -> Progress:
    """Steps as lines on stderr, when a person is looking."""
    seen: set[str] = set()

    def tell(what: str, done: int, total: int) -> None:  # noqa: ARG001 - the protocol's three values
        if what not in seen:
            seen.add(what)
            note(f"  {what} …")

    return Progress(tell) if sys.stderr.isatty() else Progress()


def demo(arguments: argparse.Namespace) -> int:
    """``demo``."""
    from app.services.demo import PRACTICE_MEMBERS, PRACTICE_SEED, build_demo

    members = PRACTICE_MEMBERS if arguments.members is None else arguments.members
    seed = PRACTICE_SEED if arguments.seed is None else arguments.seed
    made = build_demo(arguments.folder, members, seed, _progress())
    if arguments.json:
        show_json(made)
        return 0
    show(f"Готово: учебная организация в папке {made.folder}")
    show()
    show_table(
        ("Файл", "Что это"),
        (
            (made.spreadsheet.name, f"список: строк {made.members}"),
            (made.school.name + "/", "данные первичной организации (зашифрованы)"),
            (made.higher.name + "/", "данные вышестоящей организации (зашифрованы)"),
            (made.pdf.name, f"форма № 2 за {made.period} год для печати"),
            (made.xlsx.name, "она же в Excel"),
            (made.bundle.name, "запечатанный и подписанный файл для вышестоящей организации"),
            *((path.name, "её квитанция") for path in made.receipts),
            (made.password_file.name, f"пароль обеих: {made.password}"),
        ),
    )
    show()
    show(f"Отчёт: {made.state_word}.")
    show()
    show("Что попробовать дальше:")
    command = sys.argv[0] if Path(sys.argv[0]).name == "pervichka" else "pervichka"
    secret = f"--password-file '{made.password_file}'"
    show(f"  {command} window --vault '{made.school}' {secret}")
    show(f"  {command} register list --vault '{made.school}' {secret}")
    show(f"  {command} report fill fnpr-2 --vault '{made.school}' --period {made.period} {secret}")
    show(f"  {command} report why fnpr-2 II.2.3 --vault '{made.school}' --period {made.period} {secret}")
    show(f"  {command} bundle outbox --vault '{made.school}' {secret}")
    show(f"  {command} intake status --vault '{made.higher}' --period {made.period} {secret}")
    return 0


def practice(arguments: argparse.Namespace) -> int:
    """``practice``: stdout is the folder alone, for the door; the password is said on stderr."""
    from app.services.demo import build_practice_vault

    folder = arguments.folder or data_folder() / "Учебная организация"
    made = build_practice_vault(folder, progress=_progress())
    if arguments.json:
        show_json(made)
    else:
        show(str(made.folder))
        note(f"Учебная организация: {made.folder}")
        note(f"Её пароль: {made.password}")
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """``doctor``: exit 1 when something the program cannot do without is broken."""
    from app.services.doctor import Health, examine

    findings = examine(data_folder())
    broken = [f for f in findings if f.health is Health.BROKEN]
    if arguments.json:
        show_json({"ok": not broken, "findings": findings})
        return 1 if broken else 0
    show_table(
        ("Что", "Как", "Подробнее", "Что сделать"), ((f.title, _HEALTH[f.health], f.seen, f.todo) for f in findings)
    )
    show()
    show("Всё нужное для работы есть." if not broken else f"Не работает: {len(broken)}. Сделайте, что написано справа.")
    return 1 if broken else 0
