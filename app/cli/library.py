"""``pervichka library`` and ``pervichka poll``: what came from above to be read and answered."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.documents import refuse_no_folder
from app.cli.output import note, plain, show, show_json, show_table
from app.cli.parser import Commands, add_command, add_group, add_json, add_vault, assignment
from app.cli.vault.access import opened
from app.domain.files import write_atomically
from app.errors import UserError


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "library", "документы и новости вышестоящей организации")
    parser = add_command(group, "list", list_all, "какие документы есть; с --news – новости и письма")
    parser.add_argument("--news", action="store_true", help="новости и письма вместо документов")
    add_vault(parser)
    add_json(parser)
    parser = add_command(group, "search", search, "найти документы по словам названия и текста")
    parser.add_argument("query", metavar="TEXT", help="слова; найдётся то, где есть все")
    add_vault(parser)
    add_json(parser)
    parser = add_command(group, "open", open_one, "показать текст документа или сохранить документ")
    parser.add_argument("document", metavar="ID", help="номер из library list")
    parser.add_argument("--out", metavar="FILE", type=Path, help="куда сохранить сам документ")
    add_vault(parser)

    group = add_group(commands, "poll", "опросы и тесты для председателей")
    parser = add_command(group, "list", list_polls, "какие опросы есть, их вопросы и наши ответы")
    add_vault(parser)
    add_json(parser)
    parser = add_command(group, "answer", answer, "ответить; ответы уйдут с bundle export --answers")
    parser.add_argument("poll", metavar="ID", help="номер из poll list")
    parser.add_argument(
        "--set", dest="values", metavar="QUESTION=ANSWER", type=assignment, action="append", default=[],
        help="ответ на вопрос; несколько вариантов – повторить",
    )  # fmt: skip
    add_vault(parser)
    add_json(parser)
    parser = add_command(group, "results", results, "что ответили нижестоящие и кто не ответил")
    parser.add_argument("poll", metavar="ID", help="номер из poll list")
    parser.add_argument("--out", metavar="FILE", type=Path, help="сохранить таблицу: .xlsx или .pdf")
    add_vault(parser)
    add_json(parser)


def list_all(arguments: argparse.Namespace) -> int:
    """``library list``."""
    from app.services.library import list_news

    if not arguments.news:
        return _documents(arguments, "")
    with opened(arguments) as session:
        news = list_news(session)
    if arguments.json:
        show_json(news)
        return 0
    for one in news:
        show(f"{one.on:%d.%m.%Y} {one.title} ({one.sender})")
        show(one.text)
    return 0


def search(arguments: argparse.Namespace) -> int:
    """``library search``."""
    return _documents(arguments, arguments.query)


def _documents(arguments: argparse.Namespace, query: str) -> int:
    from app.services.library import list_documents

    with opened(arguments) as session:
        rows = list_documents(session, query)
    if arguments.json:
        show_json(rows)
    else:
        heads = ("Номер", "Документ", "Раздел", "Дата", "Вид")
        show_table(heads, ((r.uid, r.title, r.section, r.on, r.kind.upper()) for r in rows))
    return 0


def open_one(arguments: argparse.Namespace) -> int:
    """``library open``."""
    from app.services.library import open_document

    if arguments.out is not None:
        refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        found = open_document(session, arguments.document)
    if arguments.out is None:
        show(found.text or "В этом документе нет текста: сохраните его, указав --out.")
        return 0
    write_atomically(arguments.out, found.content)
    note(f"Сохранено: {arguments.out}. Файл не зашифрован.")
    return 0


def list_polls(arguments: argparse.Namespace) -> int:
    """``poll list``."""
    from app.services.library import list_polls as listed

    with opened(arguments) as session:
        found = listed(session)
    if arguments.json:
        show_json(found)
        return 0
    for view in found:
        state = "закончен" if view.closed else "наш" if view.own else "отвечен" if view.answered_at else "ждёт ответа"
        show(f"{view.poll.uid} {view.poll.title} ({state})")
        show_table(
            ("Вопрос", "Текст", "Варианты", "Наш ответ"),
            ((q.id, q.text, "; ".join(q.options), "; ".join(view.answers.get(q.id, ()))) for q in view.poll.questions),
        )
    return 0


def answer(arguments: argparse.Namespace) -> int:
    """``poll answer``."""
    from app.services.library import answer_poll

    given: dict[str, tuple[str, ...]] = {}
    for question, text in arguments.values:
        given[question] = (*given.get(question, ()), text)
    with opened(arguments) as session:
        view = answer_poll(session, arguments.poll, given)
    if arguments.json:
        show_json(view)
        return 0
    show(f"Записано ответов: {len(view.answers)}.")
    if view.score is not None:
        show(f"Результат теста: верно {view.score.right} из {view.score.total}.")
    return 0


def results(arguments: argparse.Namespace) -> int:
    """``poll results``."""
    from app.services.library import poll_results, results_file, results_table

    kind = ""
    if arguments.out is not None:
        kind = arguments.out.suffix.lower().lstrip(".")
        if kind not in ("xlsx", "pdf"):
            raise UserError("cli.unknown_format", name=arguments.out.name, known=".xlsx, .pdf")
        refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        found = poll_results(session, arguments.poll)
        data = results_file(session, arguments.poll, kind) if kind else b""
    if kind:
        write_atomically(arguments.out, data)
        note(f"Сохранено: {arguments.out}.")
    if arguments.json:
        show_json(plain(found))
        return 0
    show_table(*results_table(found))
    if found.missing:
        note(f"Не ответили: {', '.join(found.missing)}.")
    return 0
