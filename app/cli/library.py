"""``pervichka library`` and ``pervichka poll``: what came from above to be read and answered."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.documents import kind_asked, refuse_no_folder
from app.cli.output import Aside, Lines, Reply, note, table_lines
from app.cli.parser import Commands, add_command, add_group, assignment
from app.cli.vault.access import opened
from app.domain.files import write_atomically


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "library", "документы и новости вышестоящей организации")
    parser = add_command(group, "list", list_all, "какие документы есть; с --news – новости и письма")
    parser.add_argument("--news", action="store_true", help="новости и письма вместо документов")
    parser = add_command(group, "search", search, "найти документы по словам названия и текста")
    parser.add_argument("query", metavar="TEXT", help="слова; найдётся то, где есть все")
    parser = add_command(group, "open", open_one, "показать текст документа или сохранить документ", json=False)
    parser.add_argument("document", metavar="ID", help="номер из library list")
    parser.add_argument("--out", metavar="FILE", type=Path, help="куда сохранить сам документ")

    group = add_group(commands, "poll", "опросы и тесты для председателей")
    parser = add_command(group, "list", list_polls, "какие опросы есть, их вопросы и наши ответы")
    parser = add_command(group, "answer", answer, "ответить; ответы уйдут с bundle export --answers")
    parser.add_argument("poll", metavar="ID", help="номер из poll list")
    parser.add_argument(
        "--set",
        dest="values",
        metavar="QUESTION=ANSWER",
        type=assignment,
        action="append",
        default=[],
        help="ответ на вопрос; несколько вариантов – повторить",
    )
    parser = add_command(group, "results", results, "что ответили нижестоящие и кто не ответил")
    parser.add_argument("poll", metavar="ID", help="номер из poll list")
    parser.add_argument("--out", metavar="FILE", type=Path, help="сохранить таблицу: .xlsx или .pdf")


def list_all(arguments: argparse.Namespace) -> Reply:
    """``library list``."""
    from app.services.library import list_news

    if not arguments.news:
        return _documents(arguments, "")
    with opened(arguments) as session:
        news = list_news(session)

    def lines() -> Lines:
        for one in news:
            yield f"{one.on:%d.%m.%Y} {one.title} ({one.sender})"
            yield one.text

    return Reply(news, lines())


def search(arguments: argparse.Namespace) -> Reply:
    """``library search``."""
    return _documents(arguments, arguments.query)


def _documents(arguments: argparse.Namespace, query: str) -> Reply:
    from app.services.library import list_documents

    with opened(arguments) as session:
        rows = list_documents(session, query)

    def lines() -> Lines:
        heads = ("Номер", "Документ", "Раздел", "Дата", "Вид")
        yield from table_lines(heads, ((r.uid, r.title, r.section, r.on, r.kind.upper()) for r in rows))

    return Reply(rows, lines())


def open_one(arguments: argparse.Namespace) -> Reply:
    """``library open``."""
    from app.services.library import open_document

    if arguments.out is not None:
        refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        found = open_document(session, arguments.document)
    if arguments.out is None:
        return Reply(lines=[found.text or "В этом документе нет текста: сохраните его, указав --out."])
    write_atomically(arguments.out, found.content)
    return Reply(notes=[f"Сохранено: {arguments.out}. Файл не зашифрован."])


def list_polls(arguments: argparse.Namespace) -> Reply:
    """``poll list``."""
    from app.services.library import list_polls as listed

    with opened(arguments) as session:
        found = listed(session)

    def lines() -> Lines:
        for view in found:
            state = (
                "закончен" if view.closed else "наш" if view.own else "отвечен" if view.answered_at else "ждёт ответа"
            )
            yield f"{view.poll.uid} {view.poll.title} ({state})"
            yield from table_lines(
                ("Вопрос", "Текст", "Варианты", "Наш ответ"),
                (
                    (q.id, q.text, "; ".join(q.options), "; ".join(view.answers.get(q.id, ())))
                    for q in view.poll.questions
                ),
            )

    return Reply(found, lines())


def answer(arguments: argparse.Namespace) -> Reply:
    """``poll answer``."""
    from app.services.library import answer_poll

    given: dict[str, tuple[str, ...]] = {}
    for question, text in arguments.values:
        given[question] = (*given.get(question, ()), text)
    with opened(arguments) as session:
        view = answer_poll(session, arguments.poll, given)

    def lines() -> Lines:
        yield f"Записано ответов: {len(view.answers)}."
        if view.score is not None:
            yield f"Результат теста: верно {view.score.right} из {view.score.total}."

    return Reply(view, lines())


def results(arguments: argparse.Namespace) -> Reply:
    """``poll results``."""
    from app.services.library import poll_results, results_file, results_table

    kind = "" if arguments.out is None else kind_asked(arguments.out, "xlsx", "pdf")
    with opened(arguments) as session:
        found = poll_results(session, arguments.poll)
        data = results_file(session, arguments.poll, kind) if kind else b""
    if kind:
        write_atomically(arguments.out, data)
        note(f"Сохранено: {arguments.out}.")

    def lines() -> Lines:
        yield from table_lines(*results_table(found))
        if found.missing:
            yield Aside(f"Не ответили: {', '.join(found.missing)}.")

    return Reply(found, lines())
