"""``pervichka paper``: papers to be signed, and their wording."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from app.cli.documents import read_bytes, refuse_no_folder
from app.cli.output import note, show_json, show_table
from app.cli.parser import Commands, add_command, add_group, add_json, add_vault, assignment
from app.cli.vault.access import opened
from app.domain.files import write_atomically
from app.errors import UserError


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "paper", "документы на бумаге: заявления, выписки, протоколы, уведомления")
    parser = add_command(group, "list", list_papers, "какие документы есть и что они спрашивают")
    add_vault(parser)
    add_json(parser)
    parser = add_command(group, "print", print_paper, "сделать PDF: каждому свой документ или один на всех")
    parser.add_argument("paper", metavar="ID", help="документ из paper list")
    add_vault(parser)
    parser.add_argument(
        "--member", metavar="ID", type=int, action="append", default=[], help="для кого; можно повторять"
    )
    parser.add_argument(
        "--for", dest="group", metavar="GROUP", choices=("register", "without_consent", "without_card", "former"),
        help="для всех: register, without_consent, without_card, former",
    )  # fmt: skip
    parser.add_argument(
        "--set", dest="values", metavar="NAME=VALUE", type=assignment, action="append", default=[],
        help="значение поля; можно повторять",
    )  # fmt: skip
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .pdf")
    parser = add_command(group, "template", template, "показать, заменить или вернуть текст документа")
    parser.add_argument("act", choices=("show", "set", "restore"), help="show, set или restore")
    parser.add_argument("paper", metavar="ID", help="документ из paper list")
    add_vault(parser)
    parser.add_argument("--file", metavar="FILE", type=Path, help="новый текст (TOML), для set")


def list_papers(arguments: argparse.Namespace) -> int:
    """``paper list``."""
    from app.services.papers import templates

    with opened(arguments) as session:
        found = templates(session)
    if arguments.json:
        show_json([
            {
                "id": t.id, "title": t.title, "for": t.subject.value, "law": t.law, "changed": t.changed,
                "fields": [{"name": f.name, "title": f.title, "type": f.kind.value} for f in t.fields],
                "lists": [{"name": made.name, "columns": [c.name for c in made.columns]} for made in t.lists.values()],
            }
            for t in found
        ])  # fmt: skip
        return 0
    rows = [(t.id, t.title, ", ".join(f.name for f in t.fields)) for t in found]
    show_table(("ID", "Документ", "Поля"), rows)
    return 0


def print_paper(arguments: argparse.Namespace) -> int:
    """``paper print``."""
    from app.services.papers import ForWhom, compose_for, people_for, print_papers, sift, templates

    if arguments.out.suffix.lower() != ".pdf":
        raise UserError("cli.unknown_format", name=arguments.out.name, known=".pdf")
    refuse_no_folder(arguments.out)
    values: dict[str, Any] = dict(arguments.values)
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
    note(f"Сохранено: {arguments.out}. Документов: {len(papers)}.")
    note("В файле могут быть личные данные, и он не зашифрован.")
    return 0


def template(arguments: argparse.Namespace) -> int:
    """``paper template``."""
    from app.services.papers import restore_template, save_template, template_text

    with opened(arguments) as session:
        if arguments.act == "show":
            sys.stdout.write(template_text(session, arguments.paper).text)
        elif arguments.act == "restore":
            restore_template(session, arguments.paper)
            note("Документ снова такой, как был в программе.")
        else:
            if arguments.file is None:
                raise UserError("cli.no_template_file")
            save_template(session, arguments.paper, read_bytes(arguments.file).decode("utf-8-sig", "replace"))
            note("Текст документа сохранён.")
    return 0
