"""``pervichka vault``: make, look after, copy and put back the vault of an organisation."""

from __future__ import annotations

import argparse
import contextlib
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.documents import read_json, refuse_existing, refuse_no_folder
from app.cli.output import Aside, Lines, Reply, entries, pair_lines, table_lines
from app.cli.parser import Commands, add_command, add_group, add_vault_folder, show_password
from app.cli.vault.access import NEW_PASSWORD_VARIABLE, add_new_password, opened, read_password
from app.cli.words import word
from app.domain.files import read_limited, write_atomically

if TYPE_CHECKING:
    pass

_LARGEST_CARD = 64 * 1024


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "vault", "папка с данными организации: создать, проверить, сохранить копию")

    parser = add_command(group, "create", create, "создать; делает ключи и лист восстановления", vault=False)
    add_vault_folder(parser)
    parser.add_argument("--org", metavar="ORG.json", type=Path, required=True, help="сведения об организации")
    parser.add_argument("--profile", metavar="P", required=True, help="профсоюз, например ngsp")
    parser.add_argument("--recovery", metavar="FILE", type=Path, help="куда положить лист восстановления (PDF)")

    parser = add_command(group, "card", card, "сохранить открытую карточку организации для вышестоящей", vault=False)
    add_vault_folder(parser)
    parser.add_argument("--out", metavar="CARD", type=Path, required=True, help="куда сохранить")

    parser = add_command(
        group, "keysheet", key_sheet, "сохранить лист с отпечатком ключа для печати и подписи", vault=False, json=False
    )
    add_vault_folder(parser)
    parser.add_argument("--out", metavar="FILE.pdf", type=Path, required=True, help="куда сохранить")

    for name, handler, text in (
        ("info", info, "что это за организация и кто её открывает"),
        ("check", check, "проверить целость данных и журнала"),
        ("lock", lock, "убедиться, что данные нигде не открыты"),
    ):
        parser = add_command(group, name, handler, text, vault=False)
        add_vault_folder(parser)
        if name == "check":
            parser.add_argument(
                "--accept-keys", action="store_true", help="это я вернул прежний keys.json; старые пароли не действуют"
            )
            parser.add_argument("--confirm-older", action="store_true", help="это я вернул прежнюю базу; записать это")

    parser = add_command(group, "backup", backup, "сохранить запечатанную копию в один файл", vault=False)
    add_vault_folder(parser)
    parser.add_argument("--to", metavar="FILE", type=Path, required=True, help="куда сохранить")

    parser = add_command(group, "restore", restore, "вернуть данные из копии в новую папку", vault=False)
    parser.add_argument("file", metavar="FILE", type=Path, help="файл копии")
    parser.add_argument("--to", metavar="DIR", type=Path, required=True, help="новая папка")
    parser.add_argument("--force", action="store_true", help="вернуть, даже если в папке более новые данные")
    parser.add_argument("--compare", action="store_true", help="только показать, чем копия отличается от того, что там")
    show_password(parser)

    parser = add_command(
        group, "recovery", recovery, "сделать новый лист восстановления; прежний не действует", vault=False, json=False
    )
    add_vault_folder(parser)
    parser.add_argument("--out", metavar="FILE.pdf", type=Path, required=True, help="куда положить новый лист")

    parser = add_command(
        group, "rekey", rekey, "сменить ключ базы и лист восстановления; остальным дать новые пароли", vault=False
    )
    add_vault_folder(parser)
    parser.add_argument("--recovery", metavar="FILE", type=Path, required=True, help="куда положить новый лист (PDF)")

    parser = add_command(
        group, "handover", handover, "сменить председателя: новый ключ, новый лист, акт передачи", vault=False
    )
    add_vault_folder(parser)
    parser.add_argument("--name", metavar="NAME", required=True, help="фамилия и инициалы нового председателя")
    add_new_password(parser)
    parser.add_argument("--act", metavar="FILE", type=Path, required=True, help="куда положить акт передачи (PDF)")
    parser.add_argument("--recovery", metavar="FILE", type=Path, required=True, help="куда положить новый лист (PDF)")


def recovery_sheet(organisation: str, code: str) -> bytes:
    """The recovery sheet as PDF."""
    from app.rendering.sheets import RecoverySheet, recovery_sheet_pdf

    return recovery_sheet_pdf(RecoverySheet(organisation, code, date.today()))


def create(arguments: argparse.Namespace) -> Reply:
    """``vault create``: the vault, its keys and the recovery sheet; all of it or nothing."""
    from app.bundle.identity import grouped_fingerprint
    from app.domain.enums import PartyRelation
    from app.services.intake import enrol
    from app.services.organisation.passport import draft_from_json
    from app.services.vault.creating import create_vault, vault_info

    password = read_password(arguments.password_file)
    draft = draft_from_json(read_json(arguments.org))
    folder: Path = arguments.vault.absolute()
    recovery: Path = arguments.recovery or folder.with_name(f"{folder.name}-лист-восстановления.pdf")
    refuse_existing(recovery)
    parent_card = None
    if draft.parent_card:
        parent_card = read_limited(arguments.org.parent / draft.parent_card, _LARGEST_CARD)
    created = create_vault(folder, draft, profile=arguments.profile, password=password)
    try:
        with contextlib.closing(created.session) as session:
            write_atomically(recovery, recovery_sheet(draft.full_name, created.recovery_code))
            if parent_card is not None:
                enrol(session, parent_card, relation=PartyRelation.HIGHER)
            fingerprint = vault_info(session).fingerprint
    except BaseException:
        # Without its recovery sheet a vault is a trap; it is one second old and nobody has seen it.
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Reply(
        {"vault": folder, "organisation": draft.full_name, "fingerprint": fingerprint, "recovery": recovery},
        [
            *pair_lines(
                [
                    ("Создано", folder),
                    ("Организация", draft.full_name),
                    ("Отпечаток ключа", grouped_fingerprint(fingerprint)),
                ]
            ),
            f"Лист восстановления: {recovery}",
            Aside(
                "Напечатайте лист восстановления, уберите его в сейф и удалите файл: "
                "с ним данные открываются без пароля."
            ),
        ],
    )


def key_sheet(arguments: argparse.Namespace) -> Reply:
    """``vault keysheet``."""
    from app.services.organisation import passport as organisation

    with opened(arguments) as session:
        write_atomically(arguments.out, organisation.key_sheet(session), mode=0o644)
    return Reply(notes=[f"Сохранено: {arguments.out}. Напечатайте, подпишите и отдайте вышестоящей организации."])


def card(arguments: argparse.Namespace) -> Reply:
    """``vault card``."""
    from app.bundle.identity import grouped_fingerprint
    from app.services.organisation.passport import own_card, passport
    from app.services.vault.creating import vault_info

    with opened(arguments) as session:
        write_atomically(arguments.out, own_card(session), mode=0o644)
        name, fingerprint = passport(session).full_name, vault_info(session).fingerprint
    return Reply(
        {"card": arguments.out, "organisation": name, "fingerprint": fingerprint},
        pair_lines(
            [("Карточка", arguments.out), ("Организация", name), ("Отпечаток ключа", grouped_fingerprint(fingerprint))]
        ),
    )


def info(arguments: argparse.Namespace) -> Reply:
    """``vault info``."""
    from app.bundle.identity import grouped_fingerprint
    from app.services.vault.creating import vault_info

    with opened(arguments) as session:
        found = vault_info(session)
        user, right = session.user_name, session.right
    return Reply(
        {**entries(found), "user": user, "right": right},
        pair_lines(
            [
                ("Организация", found.organisation),
                ("Профсоюз", found.profile),
                ("Создана", found.created_at),
                ("Вошёл", f"{user} ({word(right)})"),
                ("Пользователей", found.users),
                ("Лист восстановления", found.has_recovery),
                ("Последняя копия", found.last_backup or "ещё не делали"),
                ("Размер", f"{found.size // 1024} КБ"),
                ("Отпечаток ключа", grouped_fingerprint(found.fingerprint)),
                *([("Только чтение", "папка защищена от записи")] if found.read_only else []),
            ]
        ),
    )


def check(arguments: argparse.Namespace) -> Reply:
    """``vault check``: exit 1 when something is wrong."""
    from app.errors import AppError
    from app.messages import sentence
    from app.services.vault.creating import check_vault, confirm_rollback

    with opened(arguments) as session:
        if arguments.confirm_older:
            confirm_rollback(session)
        outcome = check_vault(session)
    problems, remarks = (
        [
            {"code": one.code, "where": one.where, "message": sentence(AppError(one.code, where=one.where))}
            for one in found
        ]
        for found in (outcome.problems, outcome.remarks)
    )

    def lines() -> Lines:
        if outcome.ok:
            yield "Всё цело: данные, журнал и подсчёты сходятся."
        else:
            yield from table_lines(("Где", "Что не так"), ((p["where"], p["message"]) for p in problems))
        yield from (Aside(remark["message"]) for remark in remarks)

    document = {"ok": outcome.ok, "problems": problems, "remarks": remarks}
    return Reply(document, lines(), code=0 if outcome.ok else 1)


def recovery(arguments: argparse.Namespace) -> Reply:
    """``vault recovery``: a new recovery sheet."""
    from app.services.organisation.passport import recovery_sheet as sheet
    from app.services.vault.creating import new_recovery_code
    from app.services.vault.sheets import keep_sheet

    refuse_existing(arguments.out)
    refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        write_atomically(arguments.out, sheet(session, new_recovery_code(session)))
        keep_sheet(session)
    return Reply(
        notes=[
            f"Прежний лист больше не действует. Напечатайте новый, уберите его в сейф и удалите файл: {arguments.out}."
        ]
    )


def lock(arguments: argparse.Namespace) -> Reply:
    """``vault lock``: refuses while another program holds the vault; leaves nothing open behind itself."""
    with opened(arguments) as session:
        folder = session.folder
    return Reply({"locked": True, "vault": folder}, ["Закрыто: данные организации не открыты ни в одной программе."])


def backup(arguments: argparse.Namespace) -> Reply:
    """``vault backup``."""
    from app.services.vault.creating import back_up

    with opened(arguments) as session:
        made = back_up(session, arguments.to)
    return Reply(
        made, pair_lines([("Копия", made.path), ("Сделана", made.created), ("Размер", f"{made.size // 1024} КБ")])
    )


def rekey(arguments: argparse.Namespace) -> Reply:
    """``vault rekey``."""
    from app.services.organisation.passport import passport
    from app.services.vault.chair_change import change_key
    from app.services.vault.sheets import keep_sheet

    refuse_existing(arguments.recovery)
    refuse_no_folder(arguments.recovery)
    with opened(arguments) as session:
        name = passport(session).full_name
        done = change_key(session, read_password(arguments.password_file))
        write_atomically(arguments.recovery, recovery_sheet(name, done.recovery_code))
        keep_sheet(session)
    return _renewed(arguments, {"recovery": arguments.recovery, "waiting": done.waiting})


def handover(arguments: argparse.Namespace) -> Reply:
    """``vault handover``."""
    from app.services.organisation.passport import passport
    from app.services.vault.chair_change import hand_over

    for path in (arguments.recovery, arguments.act):
        refuse_existing(path)
        refuse_no_folder(path)
    new = read_password(arguments.new_password_file, NEW_PASSWORD_VARIABLE)
    with opened(arguments) as session:
        name = passport(session).full_name
        done = hand_over(session, read_password(arguments.password_file), arguments.name, new)
    write_atomically(arguments.recovery, recovery_sheet(name, done.recovery_code))
    write_atomically(arguments.act, done.act)
    return _renewed(arguments, {"recovery": arguments.recovery, "act": arguments.act, "waiting": done.waiting})


def _renewed(arguments: argparse.Namespace, done: dict[str, object]) -> Reply:
    def lines() -> Lines:
        yield "База зашифрована новым ключом. Прежние пароли и прежний лист восстановления её не открывают."
        yield Aside(f"Напечатайте лист восстановления и удалите файл: {arguments.recovery}.")
        waiting = done["waiting"]
        if isinstance(waiting, tuple) and waiting:
            yield Aside(f"Новый пароль нужен: {', '.join(waiting)} (pervichka user password DIR --name …).")
        yield Aside(
            "Копии, сделанные раньше, открываются прежними паролями: сделайте новую, прежние уничтожьте или спрячьте."
        )

    return Reply(done, lines())


def _compare(arguments: argparse.Namespace) -> Reply:
    from app.services.vault.creating import compare_copy

    found = compare_copy(arguments.file, read_password(arguments.password_file), folder=arguments.to)

    def lines() -> Lines:
        there = found.present
        rows = [
            ("Людей", found.copy.people, "—" if there is None else there.people),
            ("Событий", found.copy.events, "—" if there is None else there.events),
            ("Подписанных отчётов", found.copy.reports, "—" if there is None else there.reports),
            ("Последнее действие", found.copy.last_act, "—" if there is None else there.last_act),
        ]
        yield from table_lines(("Чего сколько", "В копии", "В папке"), rows)
        if found.lost:
            yield Aside(f"Действий, которых нет в копии: {found.lost}. При восстановлении они пропали бы.")

    return Reply(found, lines())


def restore(arguments: argparse.Namespace) -> Reply:
    """``vault restore``."""
    from app.services.vault import creating

    if arguments.compare:
        return _compare(arguments)
    done = creating.restore(arguments.file, arguments.to, read_password(arguments.password_file), force=arguments.force)

    def lines() -> Lines:
        yield from pair_lines([("Данные возвращены в", done.folder), ("Копия сделана", done.created)])
        if done.kept is not None:
            yield Aside(f"То, что лежало там раньше, отложено в {done.kept}.")

    return Reply(done, lines())
