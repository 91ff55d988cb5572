"""``pervichka bundle send|route|mail-server``: taking a sealed file away, and how it gets there without hands."""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.documents import read_bytes, read_sealed
from app.cli.output import note, show, show_json, show_pairs, show_table
from app.cli.parser import Commands, add_command, add_json, add_vault
from app.cli.vault.access import opened
from app.cli.words import word
from app.errors import AppError, UserError
from app.messages import sentence
from app.progress import Progress

if TYPE_CHECKING:
    from app.services.exchange import OutboxRow


def add_commands(group: Commands) -> None:
    """Add the commands of this room to ``pervichka bundle``."""
    parser = add_command(group, "send", send, "передать свой файл: через интернет, на флешку или письмом")
    parser.add_argument("file", metavar="FILE", type=Path, help="запечатанный файл")
    add_vault(parser)
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--folder", metavar="DIR", type=Path, help="папка или флешка")
    way.add_argument("--email", metavar="FILE.eml", type=Path, help="черновик письма с вложением")
    way.add_argument("--mail", action="store_true", help="отправить письмом через свой почтовый сервер")
    way.add_argument("--parts", metavar="DIR", type=Path, help="записать в папку частями для небольшого ящика")
    way.add_argument("--server", metavar="URL", help="отправить на этот сервер (tus 1.0) и запомнить его")
    parser.add_argument("--letter-size", metavar="MB", type=int, default=10, help="наибольшее письмо, МБ (обычно 10)")
    add_json(parser)

    parser = add_command(group, "fetch", fetch, "забрать квитанции с сервера вышестоящей организации")
    add_vault(parser)
    add_json(parser)

    parser = add_command(group, "route", route, "адрес, по которому вышестоящая организация принимает файлы")
    add_vault(parser)
    parser.add_argument("--party", metavar="PARTY", help="чей адрес (uid или короткое имя), если вышестоящих несколько")
    parser.add_argument("--url", metavar="URL", help="записать адрес; пустой – убрать")
    parser.add_argument("--token-file", metavar="FILE", type=Path, help="слово доступа к серверу, первая строка файла")
    parser.add_argument("--automatic", choices=["on", "off"], help="отправлять самой, когда появится связь")
    add_json(parser)

    parser = add_command(group, "mail-server", mail_server, "свой почтовый сервер для отправки писем")
    add_vault(parser)
    parser.add_argument("--host", metavar="HOST", help="имя сервера; без него – показать, что записано")
    parser.add_argument("--port", metavar="N", type=int, default=465, help="порт, обычно 465")
    parser.add_argument("--starttls", action="store_true", help="защита включается после соединения (порт 587)")
    parser.add_argument("--user", metavar="NAME", default="", help="имя для входа")
    parser.add_argument("--sender", metavar="ADDRESS", default="", help="ваш адрес")
    parser.add_argument("--mail-password-file", metavar="FILE", type=Path, help="пароль почты, первая строка файла")
    parser.add_argument("--remove", action="store_true", help="забыть сервер и пароль")
    add_json(parser)


def fetch(arguments: argparse.Namespace) -> int:
    """``bundle fetch``."""
    from app.services.exchange.fetching import carry_out_fetching, confirm, plan_fetching, take_answers_in

    with opened(arguments) as session:
        fetched = carry_out_fetching(plan_fetching(session))
        read = take_answers_in(session, fetched)
    confirm(fetched, read)
    for one in fetched:
        if one.error is not None:
            note(f"{one.plan.organisation}: {sentence(one.error)}")
    for answer in read:
        if answer.receipt is None:
            note(f"{answer.name}: {sentence(AppError(answer.problem))}")
    receipts = [answer.receipt for answer in read if answer.receipt is not None]
    if arguments.json:
        show_json({"receipts": receipts, "servers": len(fetched)})
    else:
        show("\n".join(f"{receipt.title}: {word(receipt.verdict)}" for receipt in receipts) or "Новых квитанций нет.")
    return 1 if any(one.error for one in fetched) or len(receipts) < len(read) else 0


def _outbox_item(rows: tuple[OutboxRow, ...], data: bytes, name: str) -> OutboxRow:
    digest = hashlib.sha256(data).hexdigest()
    for row in rows:
        if row.sealed_sha256 == digest:
            return row
    raise UserError("cli.not_ours", name=name)


def send(arguments: argparse.Namespace) -> int:
    """``bundle send``: by upload when no other way is named."""
    from app.services import exchange

    data = read_sealed(arguments.file)
    document: dict[str, object]
    with opened(arguments) as session:
        row = _outbox_item(exchange.outbox(session), data, arguments.file.name)
        if arguments.folder is not None:
            place = exchange.hand_over_to_folder(session, row.uuid, arguments.folder)
            document, words = {"way": "folder", "file": place}, f"Записано и проверено чтением: {place}"
        elif arguments.email is not None:
            places = exchange.email_drafts(session, row.uuid, arguments.email, arguments.letter_size)
            document = {"way": "email", "file": places[0], "files": places}
            words = f"Черновик письма: {', '.join(str(place) for place in places)}"
        elif arguments.parts is not None:
            places = exchange.write_parts(session, row.uuid, arguments.parts, arguments.letter_size)
            document = {"way": "parts", "files": places}
            words = f"Записано частями: {', '.join(place.name for place in places)}"
        elif arguments.mail:
            address, letters = exchange.send_mail(session, row.uuid, Progress(), arguments.letter_size)
            document, words = {"way": "sent_mail", "to": address, "letters": letters}, f"Письмо отправлено: {address}"
        else:
            if arguments.server is not None:
                exchange.set_route(session, row.recipient.id, arguments.server)
            done = exchange.upload(session, row.uuid, Progress(_tell))
            document = {"way": "upload", "host": done.host, "sent": done.sent, "size": done.size}
            words = f"Передано на сервер «{done.host}» целиком. Ждите квитанцию: только она значит, что файл принят."
    if arguments.json:
        show_json({"bundle": row.uuid, **document})
    else:
        show(words)
    return 0


def _tell(what: str, done: int, total: int) -> None:
    if total:
        note(f"{what}: {done * 100 // total} %")


def route(arguments: argparse.Namespace) -> int:
    """``bundle route``: show, or set."""
    from app.services import exchange

    token = None if arguments.token_file is None else _first_line(arguments.token_file)
    with opened(arguments) as session:
        known = exchange.routes(session)
        if arguments.url is not None:
            chosen = [r for r in known if arguments.party in (None, r.name, str(r.party_id))]
            if len(chosen) != 1:
                raise UserError("exchange.unknown_party")
            exchange.set_route(session, chosen[0].party_id, arguments.url, token)
        if arguments.automatic is not None:
            exchange.set_automatic(session, arguments.automatic == "on")
        known, automatic = exchange.routes(session), exchange.is_automatic(session)
    if arguments.json:
        show_json({"automatic": automatic, "routes": known})
        return 0
    show_table(("Организация", "Адрес сервера"), ((r.name, r.upload_url or "не записан") for r in known))
    show("Файлы уходят сами, когда появляется связь." if automatic else "Сами файлы не уходят.")
    return 0


def mail_server(arguments: argparse.Namespace) -> int:
    """``bundle mail-server``: show, set, or forget. The password is never shown."""
    from app.services import exchange
    from app.transfer.mail import Encryption, MailServer

    with opened(arguments) as session:
        if arguments.remove:
            exchange.set_mail_server(session, None)
        elif arguments.host is not None:
            password = "" if arguments.mail_password_file is None else _first_line(arguments.mail_password_file)
            protection = Encryption.STARTTLS if arguments.starttls else Encryption.TLS
            exchange.set_mail_server(
                session,
                MailServer(arguments.host, arguments.port, protection, arguments.user, password, arguments.sender),
            )
        server = exchange.mail_server(session)
    if arguments.json:
        shown = None
        if server is not None:
            shown = {"host": server.host, "port": server.port, "encryption": server.encryption.value}
            shown |= {"user": server.user, "sender": server.sender}
        show_json({"server": shown})
    elif server is None:
        show("Почтовый сервер не записан: письма готовит ваша почтовая программа.")
    else:
        show_pairs([("Сервер", f"{server.host}:{server.port}"), ("Имя", server.user), ("Ваш адрес", server.sender)])
    return 0


def _first_line(path: Path) -> str:
    return os.fsdecode(read_bytes(path)).partition("\n")[0].strip()
