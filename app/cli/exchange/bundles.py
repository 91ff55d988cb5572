"""``pervichka bundle``: seal, look into, check, hand over a file; read the receipts that come back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.documents import read_bytes, refuse_no_folder
from app.cli.exchange import sending
from app.cli.output import Aside, Lines, Reply, entries, note, pair_lines, plain, table_lines
from app.cli.parser import Commands, add_command, add_group, report_key
from app.cli.vault.access import opened, read_password
from app.cli.words import word
from app.domain.files import write_atomically
from app.errors import TrustError, UserError

if TYPE_CHECKING:
    from app.bundle.reader import Verification
    from app.services.library.packages import PackageSummary


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "bundle", "запечатанные файлы и квитанции")

    parser = add_command(group, "export", export, "запечатать подписанные отчёты и список для вышестоящей организации")
    parser.add_argument("--to", metavar="CARD", type=Path, required=True, help="карточка получателя")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="куда сохранить")
    parser.add_argument(
        "--report", metavar="ID:Y", type=report_key, action="append", default=[], help="отчёт и год (можно несколько)"
    )
    parser.add_argument("--register", choices=["full", "changes", "none"], default="none", help="список членов")
    parser.add_argument("--no-print", action="store_true", help="не вкладывать PDF отчётов")
    parser.add_argument("--card-order", metavar="ID", type=int, help="вложить заказ билетов (номер из card orders)")
    _add_words(parser)

    parser = add_command(group, "leaving", leaving, "показать, что уйдёт, ничего не запечатывая")
    parser.add_argument("--report", metavar="ID:Y", type=report_key, action="append", default=[], help="отчёт и год")
    parser.add_argument("--register", choices=["full", "changes", "none"], default="none", help="список членов")
    parser.add_argument("--to", metavar="CARD", type=Path, help="карточка получателя (нужна для --answers)")
    _add_words(parser)

    parser = add_command(group, "inspect", inspect, "что видно в файле без ключа", vault=False)
    _add_file(parser)

    parser = add_command(group, "verify", verify, "проверить подпись и целость файла")
    _add_file(parser)

    parser = add_command(group, "open", open_file, "распаковать проверенный файл в новую папку")
    _add_file(parser)
    parser.add_argument("--out", metavar="DIR2", type=Path, required=True, help="новая папка")

    sending.add_commands(group)

    parser = add_command(group, "outbox", outbox, "что отправлялось и что с ним стало")

    parser = add_command(group, "package", package, "сделать пакет для нижестоящих: формы, документы, новости, опросы")
    parser.add_argument("files", metavar="FILE", type=Path, nargs="*", help="описания форм (.toml) или папка с ними")
    parser.add_argument(
        "--document", metavar="FILE", type=Path, action="append", default=[], help="документ (можно несколько)"
    )
    parser.add_argument("--section", metavar="TEXT", default="", help="раздел этих документов")
    parser.add_argument("--keywords", metavar="TEXT", default="", help="слова для поиска этих документов")
    parser.add_argument(
        "--news",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="новость: в первой строке название",
    )
    parser.add_argument("--poll", metavar="FILE", type=Path, action="append", default=[], help="опрос или тест (.toml)")
    parser.add_argument(
        "--withdraw", metavar="ID", action="append", default=[], help="убрать документ, новость или опрос"
    )
    parser.add_argument("--note", metavar="TEXT", default="", help="письмо к пакету")
    parser.add_argument("--to", metavar="PARTY", required=True, help="кому: номера через запятую (uid) или all – всем")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="куда сохранить")

    parser = add_command(group, "receipt", receipt, "прочитать квитанцию или пакет вышестоящей организации")
    _add_file(parser)


def _add_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--answers", action="store_true", help="вложить ответы на опросы получателя")
    parser.add_argument("--note", metavar="TEXT", default="", help="короткая записка получателю")


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="запечатанный файл")


def export(arguments: argparse.Namespace) -> Reply:
    """``bundle export``: the password the vault was opened with also answers for a key nobody compared."""
    from app.bundle.identity import grouped_fingerprint
    from app.services import exchange

    card = read_bytes(arguments.to)
    refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        made = exchange.export(
            session,
            card,
            arguments.report,
            arguments.register,
            print_forms=not arguments.no_print,
            card_order=arguments.card_order,
            answers=arguments.answers,
            note=arguments.note,
            password=read_password(arguments.password_file),
        )
        exchange.write_sealed(session, made.uuid, arguments.out)
    if not made.recipient.compared:
        note(
            f"Ключ получателя ({made.recipient.short_name}) не сверен с его бумажным листом. Сверьте отпечаток "
            f"{grouped_fingerprint(made.recipient.fingerprint)}, прежде чем передать файл."
        )
    return Reply(
        {**entries(made, without=("sealed",)), "file": arguments.out},
        pair_lines(
            [
                ("Запечатано", arguments.out),
                ("Что", made.title),
                ("Кому", made.recipient.full_name),
                ("Редакция", made.revision),
                ("Людей по имени", made.members),
                ("Размер", f"{(made.size + 1023) // 1024} КБ"),
                ("Номер файла", made.uuid),
            ]
        ),
    )


def leaving(arguments: argparse.Namespace) -> Reply:
    """``bundle leaving``."""
    from app.services.exchange import what_leaves

    to = None if arguments.to is None else read_bytes(arguments.to)
    with opened(arguments) as session:
        found = what_leaves(
            session, arguments.report, arguments.register, to, answers=arguments.answers, note=arguments.note
        )

    def lines() -> Lines:
        yield from found.lines

    return Reply(found, lines())


def inspect(arguments: argparse.Namespace) -> Reply:
    """``bundle inspect``: exit 4 when the file is not a sealed one, with what became of it."""
    from app.messages import sentence
    from app.services import exchange

    found = exchange.inspect(read_bytes(arguments.file))
    code = 0 if found.damage is None else TrustError.exit_code
    problem = "" if found.damage is None else sentence(TrustError(found.damage))

    def lines() -> Lines:
        yield from pair_lines(
            [
                ("Запечатан", found.sealed),
                ("Размер", f"{found.size} байт"),
                ("Сколько ключей открывают", found.recipients),
                ("SHA-256", found.sha256),
            ]
        )
        if problem:
            yield Aside(problem)

    return Reply({**entries(found, without=("damage",)), "problems": [problem] if problem else []}, lines(), code=code)


def verify(arguments: argparse.Namespace) -> Reply:
    """``bundle verify``: exit 4 when the file does not hold; the document is printed all the same."""
    from app.messages import sentence
    from app.services.exchange import verify_bundle

    data = read_bytes(arguments.file)
    with opened(arguments) as session:
        try:
            found = verify_bundle(session, data)
        except TrustError as error:
            told = dict.fromkeys(("signer", "fingerprint", "organisation", "created"))
            document = {"valid": False, **told, "contents": (), "problems": [sentence(error)]}
            return Reply(document, _verified_lines(None), [sentence(error)], error.exit_code)
    return Reply(found, _verified_lines(found), found.problems)


def _verified_lines(found: Verification | None) -> Lines:
    return pair_lines(
        [
            ("Файл", "не годится" if found is None else "в порядке"),
            ("От кого", found and found.organisation),
            ("Отпечаток ключа", found and found.fingerprint),
            ("Создан", found and plain(found.created)),
            ("Внутри", found and ", ".join(found.contents)),
        ]
    )


def open_file(arguments: argparse.Namespace) -> Reply:
    """``bundle open``."""
    from app.services.exchange import unpack_bundle

    data = read_bytes(arguments.file)
    with opened(arguments) as session:
        found = unpack_bundle(session, data, arguments.out)
    return Reply(
        {**entries(found), "folder": arguments.out},
        [
            *pair_lines(
                [
                    ("Распаковано в", arguments.out),
                    ("От кого", found.organisation),
                    ("Внутри", ", ".join(found.contents)),
                ]
            ),
            Aside(
                "Внутри могут быть личные данные, и они уже не зашифрованы. Удалите папку, когда она станет не нужна."
            ),
        ],
    )


def outbox(arguments: argparse.Namespace) -> Reply:
    """``bundle outbox``."""
    from app.services import exchange

    with opened(arguments) as session:
        rows = exchange.outbox(session)
    return Reply(
        rows,
        table_lines(
            ("Создан", "Что", "Кому", "Редакция", "Состояние", "Номер файла"),
            ((r.created_at, r.title, r.recipient.short_name, r.revision, word(r.state), r.uuid) for r in rows),
        ),
    )


def package(arguments: argparse.Namespace) -> Reply:
    """``bundle package``."""
    from app.services.intake import parties
    from app.services.library import Additions, document_from, news_from, poll_from
    from app.services.library.packages import make_package

    refuse_no_folder(arguments.out)
    for path in arguments.files:
        if not path.exists():
            raise UserError("cli.file_unreadable", name=path.name)
    additions = Additions(
        tuple(document_from(path, arguments.section, arguments.keywords) for path in arguments.document),
        tuple(news_from(path) for path in arguments.news),
        tuple(poll_from(path) for path in arguments.poll),
        frozenset(arguments.withdraw),
        arguments.note,
    )
    with opened(arguments) as session:
        to = None
        if arguments.to != "all":
            known = {name: one.id for one in parties(session) for name in (one.uid, one.short_name, one.fingerprint)}
            wanted = [name.strip() for name in arguments.to.split(",")]
            if not set(wanted) <= set(known):
                raise UserError("exchange.unknown_party")
            to = [known[name] for name in wanted]
        made = make_package(session, arguments.files, to, additions)
    write_atomically(arguments.out, made.sealed)

    def lines() -> Lines:
        yield from pair_lines(
            [("Запечатано", arguments.out), ("Пакет №", made.summary.number), ("Кому", ", ".join(made.recipients))]
        )
        yield from made.summary.lines

    return Reply({**entries(made.summary), "recipients": made.recipients, "file": arguments.out}, lines())


def _package_applied(summary: PackageSummary) -> Reply:
    def lines() -> Lines:
        yield from pair_lines(
            [("От кого", summary.sender), ("Пакет №", summary.number), ("Сделан", summary.created_at)]
        )
        yield from summary.lines
        if summary.outcome == "repeated":
            yield Aside("Этот пакет уже принят: ничего не изменилось.")

    return Reply(summary, lines())


def receipt(arguments: argparse.Namespace) -> Reply:
    """``bundle receipt``: a receipt, or a package, which is applied."""
    from app.services.exchange import read_receipt
    from app.services.library import packages

    data = read_bytes(arguments.file)
    with opened(arguments) as session:
        if packages.is_package(session, data):
            return _package_applied(packages.apply_package(session, data))
        outcome = read_receipt(session, data)

    def lines() -> Lines:
        yield from pair_lines(
            [
                ("От кого", outcome.sender.full_name),
                ("О чём", outcome.title),
                ("Решение", word(outcome.verdict)),
                ("Когда", outcome.issued_at),
                ("Состояние", word(outcome.state)),
            ]
        )
        if outcome.remarks:
            yield from table_lines(
                ("Форма", "Год", "Ячейка", "Замечание"), ((r.form, r.period, r.cell, r.text) for r in outcome.remarks)
            )
        if outcome.outcome != "new":
            yield Aside(
                "Эту квитанцию уже читали."
                if outcome.outcome == "repeated"
                else "Решение позже этой квитанции уже есть."
            )

    return Reply(outcome, lines())
