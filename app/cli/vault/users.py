"""``pervichka user``: who may open the vault."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.output import Reply, table_lines
from app.cli.parser import Commands, add_command, add_group, add_vault_folder
from app.cli.vault.access import NEW_PASSWORD_VARIABLE, add_new_password, opened, read_password
from app.cli.words import word
from app.domain.enums import UserRight
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.session import VaultSession


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "user", "кто может открывать данные организации")
    parser = add_command(group, "add", add, "добавить пользователя", vault=False)
    add_vault_folder(parser)
    parser.add_argument("--name", metavar="NAME", required=True, help="имя, под которым он записан")
    parser.add_argument("--right", choices=[r.value for r in UserRight], required=True, help="что ему можно")
    parser.add_argument(
        "--undertaking", action="store_true", help="подписанное обязательство о неразглашении у председателя"
    )
    add_new_password(parser)

    parser = add_command(
        group, "undertaking", undertaking, "записать, что обязательство о неразглашении подписано", vault=False
    )
    add_vault_folder(parser)
    parser.add_argument("--name", metavar="NAME", required=True, help="кто подписал")

    parser = add_command(group, "list", list_all, "показать пользователей", vault=False)
    add_vault_folder(parser)

    parser = add_command(group, "block", block, "отнять доступ", vault=False)
    add_vault_folder(parser)
    parser.add_argument("--name", metavar="NAME", required=True, help="чей доступ отнять")

    parser = add_command(group, "right", right, "дать пользователю другие права", vault=False)
    add_vault_folder(parser)
    parser.add_argument("--name", metavar="NAME", required=True, help="кому")
    parser.add_argument("--right", choices=[r.value for r in UserRight], required=True, help="что ему можно")

    parser = add_command(
        group, "password", password, "сменить свой пароль; с --name — дать новый тому, кто забыл свой", vault=False
    )
    add_vault_folder(parser)
    parser.add_argument("--name", metavar="NAME", help="кому (только председатель)")
    add_new_password(parser)


def _id_of(session: VaultSession, name: str) -> int:
    from app.services.vault.users import list_users

    wanted = " ".join(name.split())
    for user in list_users(session):
        if user.name == wanted and user.blocked_at is None:
            return user.id
    raise UserError("users.unknown")


def add(arguments: argparse.Namespace) -> Reply:
    """``user add``."""
    from app.services.vault.users import add_user

    new = read_password(arguments.new_password_file, NEW_PASSWORD_VARIABLE)
    with opened(arguments) as session:
        user = add_user(session, arguments.name, UserRight(arguments.right), new, undertaking=arguments.undertaking)
    notes = []
    if user.undertaking_at is None and user.right is not UserRight.CHAIR:
        notes.append("Войти он сможет, когда подпишет обязательство о неразглашении: pervichka user undertaking.")
    return Reply(user, [f"Добавлен: {user.name}, {word(user.right)}."], notes)


def undertaking(arguments: argparse.Namespace) -> Reply:
    """``user undertaking``."""
    from app.services.vault.users import record_undertaking

    with opened(arguments) as session:
        record_undertaking(session, _id_of(session, arguments.name))
    return _done("Записано: обязательство о неразглашении подписано.")


def list_all(arguments: argparse.Namespace) -> Reply:
    """``user list``."""
    from app.services.vault.users import list_users

    with opened(arguments) as session:
        users = list_users(session)
    return Reply(
        users,
        table_lines(
            ("№", "Имя", "Право", "Обязательство", "Добавлен", "Закрыт"),
            ((u.id, u.name, word(u.right), u.undertaking_at, u.created_at, u.blocked_at) for u in users),
        ),
    )


def block(arguments: argparse.Namespace) -> Reply:
    """``user block``."""
    from app.services.vault.users import block_user

    with opened(arguments) as session:
        block_user(session, _id_of(session, arguments.name))
    return _done("Доступ закрыт.")


def right(arguments: argparse.Namespace) -> Reply:
    """``user right``."""
    from app.services.vault.users import change_right

    with opened(arguments) as session:
        change_right(session, _id_of(session, arguments.name), UserRight(arguments.right))
    return _done("Права изменены: они действуют со следующего входа.")


def password(arguments: argparse.Namespace) -> Reply:
    """``user password``."""
    from app.services.vault.users import change_password, reset_password

    new = read_password(arguments.new_password_file, NEW_PASSWORD_VARIABLE)
    with opened(arguments) as session:
        if arguments.name:
            reset_password(session, _id_of(session, arguments.name), new)
        else:
            change_password(session, read_password(arguments.password_file), new)
    return _done("Пароль сменён.")


def _done(sentence: str) -> Reply:
    return Reply({"done": True}, [sentence])
