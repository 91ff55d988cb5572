"""``pervichka paper``: papers to be signed, and their wording."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.documents import kind_asked, read_bytes
from app.cli.output import Lines, Reply, note, table_lines
from app.cli.parser import Commands, add_command, add_group, assignment
from app.cli.vault.access import opened
from app.domain.files import write_atomically
from app.errors import UserError


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "paper", "документы на бумаге: заявления, выписки, протоколы, уведомления")
    parser = add_command(group, "list", list_papers, "какие документы есть и что они спрашивают")
    parser = add_command(group, "print", print_paper, "сделать PDF: каждому свой документ или один на всех", json=False)
    parser.add_argument("paper", metavar="ID", help="документ из paper list")
    parser.add_argument(
        "--member", metavar="ID", type=int, action="append", default=[], help="для кого; можно повторять"
    )
    parser.add_argument(
        "--for",
        dest="group",
        metavar="GROUP",
        choices=("register", "without_consent", "without_card", "former"),
        help="для всех: register, without_consent, without_card, former",
    )
    parser.add_argument(
        "--set",
        dest="values",
        metavar="NAME=VALUE",
        type=assignment,
        action="append",
        default=[],
        help="значение поля; можно повторять",
    )
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .pdf")
    parser = add_command(group, "template", template, "показать, заменить или вернуть текст документа", json=False)
    parser.add_argument("act", choices=("show", "set", "restore"), help="show, set или restore")
    parser.add_argument("paper", metavar="ID", help="документ из paper list")
    parser.add_argument("--file", metavar="FILE", type=Path, help="новый текст (TOML), для set")


def list_papers(arguments: argparse.Namespace) -> Reply:
    """``paper list``."""
    from app.services.papers import templates

    with opened(arguments) as session:
        found = templates(session)

    def lines() -> Lines:
        rows = [(t.id, t.title, ", ".join(f.name for f in t.fields)) for t in found]
        yield from table_lines(("ID", "Документ", "Поля"), rows)

    return Reply(
        [
            {
                "id": t.id,
                "title": t.title,
                "for": t.subject.value,
                "law": t.law,
                "changed": t.changed,
                "fields": [{"name": f.name, "title": f.title, "type": f.kind.value} for f in t.fields],
                "lists": [{"name": made.name, "columns": [c.name for c in made.columns]} for made in t.lists.values()],
            }
            for t in found
        ],
        lines(),
    )


def print_paper(arguments: argparse.Namespace) -> Reply:
    """``paper print``."""
    from app.services.papers import ForWhom, compose_for, people_for, print_papers, sift, templates

    kind_asked(arguments.out, "pdf")
    values: dict[str, object] = dict(arguments.values)
    with opened(arguments) as session:
        people = list(arguments.member)
        if arguments.group:
            others = [c.id for c in people_for(session, ForWhom(arguments.group)) if c.id not in people]
            wanted = next((t for t in templates(session) if t.id == arguments.paper), None)
            if wanted is not None:
                sifted = sift(session, wanted, others)
                for name, reason in sifted.left_out:
                    note(f"Не вошёл в документ: {name} ({reason}).")
                others = list(sifted.ids)
                if not people and not others:
                    raise UserError("papers.nobody")
            people += others
        papers = compose_for(session, arguments.paper, people, values)
        pdf = print_papers(session, papers)
    write_atomically(arguments.out, pdf)
    return Reply(
        notes=[
            f"Сохранено: {arguments.out}. Документов: {len(papers)}.",
            "В файле могут быть личные данные, и он не зашифрован.",
        ]
    )


def template(arguments: argparse.Namespace) -> Reply:
    """``paper template``."""
    from app.services.papers import restore_template, save_template, template_text

    with opened(arguments) as session:
        if arguments.act == "show":
            return Reply(lines=template_text(session, arguments.paper).text.removesuffix("\n").split("\n"))
        if arguments.act == "restore":
            restore_template(session, arguments.paper)
            return Reply(notes=["Документ снова такой, как был в программе."])
        if arguments.file is None:
            raise UserError("cli.no_template_file")
        save_template(session, arguments.paper, read_bytes(arguments.file).decode("utf-8-sig", "replace"))
    return Reply(notes=["Текст документа сохранён."])
