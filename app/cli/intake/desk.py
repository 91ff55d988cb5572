"""``pervichka intake``, the desk: organisations below, whom to call, many decisions and receipts at once."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.documents import make_folder
from app.cli.output import Lines, Reply, russian, table_lines
from app.cli.parser import Commands, add_command, add_period, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import OrganisationCategory, OrganisationKind
from app.errors import UserError

_PASSPORT = (
    "short_name",
    "kind",
    "category",
    "parent",
    "full_name",
    "address",
    "phone",
    "email",
    "chair",
    "committee_since",
    "committee_until",
    "note",
)
_TEXTS = {
    "short-name": "короткое название",
    "full-name": "полное название",
    "address": "адрес",
    "phone": "телефон",
    "email": "почта",
    "chair": "председатель",
    "note": "примечание",
}


def add_desk_commands(group: Commands) -> None:
    """Add them to the group ``intake``."""
    parser = add_command(group, "late", late, "кому позвонить: кто опоздал или не исправил, телефоны и чего не хватает")
    add_period(parser)
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какой день (по умолчанию сегодня)")

    parser = add_command(group, "tree", tree, "структура нижестоящих организаций с паспортами")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какой день смотреть сроки полномочий")

    parser = add_command(group, "passport", passport, "вписать организацию, изменить или соединить с ключом")
    parser.add_argument("--id", metavar="N", type=int, help="номер в структуре; без него вписывается новая")
    parser.add_argument("--party", metavar="N", type=int, help="номер её ключа (intake parties)")
    parser.add_argument("--parent", metavar="N", type=int, help="под какой организацией стоит")
    parser.add_argument("--kind", choices=[kind.value for kind in OrganisationKind], help="вид")
    parser.add_argument("--category", choices=[kind.value for kind in OrganisationCategory], help="категория")
    for name, about in _TEXTS.items():
        parser.add_argument(f"--{name}", metavar="TEXT", help=about)
    parser.add_argument("--committee-since", metavar="D", type=iso_date, help="когда избран комитет")
    parser.add_argument("--committee-until", metavar="D", type=iso_date, help="до какого дня его полномочия")

    parser = add_command(group, "fork", fork, "два разных файла под одним номером: сравнить и выбрать верный")
    parser.add_argument("bundle", metavar="BUNDLE_UUID", nargs="?", help="номер файла; без него все такие пары")
    parser.add_argument("--choose", metavar="N", type=int, choices=(1, 2), help="принять файл 1 или 2, не другой")
    parser.add_argument("--receipts", metavar="DIR2", type=Path, help="папка, куда положить квитанции")

    parser = add_command(group, "receipts", receipts, "квитанции, которые ещё не переданы: в папку или письмами")
    parser.add_argument("--out", metavar="DIR2", type=Path, help="папка; без неё квитанции только показываются")
    parser.add_argument("--letters", action="store_true", help="письмами (.eml), по одному на организацию")


def late(arguments: argparse.Namespace) -> Reply:
    """``intake late``."""
    from app.services import intake

    with opened(arguments) as session:
        found = intake.late(session, arguments.period, arguments.on)
    return Reply(
        found,
        [
            *table_lines(
                ("Организация", "Телефон", "Председатель", "Дней", "Чего не хватает"),
                (
                    (one.organisation, one.phone, one.chair, one.days or "", ", ".join(r.number for r in one.reports))
                    for one in found
                ),
            ),
            f"Позвонить: {len(found)}.",
        ],
    )


def tree(arguments: argparse.Namespace) -> Reply:
    """``intake tree``."""
    from app.services import intake

    with opened(arguments) as session:
        found = intake.tree(session, arguments.on)
    return Reply(
        found,
        table_lines(
            ("№", "Организация", "Вид", "Председатель", "Телефон", "Членов", "Полномочия до", "Ключ"),
            (
                (
                    node.id,
                    "  " * node.depth + node.short_name,
                    word(node.kind),
                    node.chair,
                    node.phone,
                    node.members,
                    russian(node.committee_until),
                    word(node.key),
                )
                for node in found
            ),
        ),
    )


def passport(arguments: argparse.Namespace) -> Reply:
    """``intake passport``: enter one by hand, change it, or join it with its key."""
    from app.services import intake
    from app.services.intake import PassportDraft

    given: dict[str, Any] = {n: getattr(arguments, n) for n in _PASSPORT if getattr(arguments, n) is not None}
    if "kind" in given:
        given["kind"] = OrganisationKind(given["kind"])
    if "category" in given:
        given["category"] = OrganisationCategory(given["category"])
    with opened(arguments) as session:
        if arguments.id is None:
            draft = PassportDraft(**{"short_name": "", "kind": OrganisationKind.PPO, **given})
            number = intake.enter_organisation(session, draft, arguments.party)
        else:
            number = arguments.id
            if given:
                kept = vars(intake.organisation_draft(session, number))
                intake.change_organisation(session, number, PassportDraft(**{**kept, **given}))
            if arguments.party is not None:
                intake.join_with_key(session, number, arguments.party)
        found = next((node for node in intake.tree(session) if node.id == number), None)
    if found is None:
        raise UserError("desk.unknown")
    return Reply(found, [f"Записано: {found.short_name}, номер в структуре {number}."])


def receipts(arguments: argparse.Namespace) -> Reply:
    """``intake receipts``: the receipts that nobody was given yet, into a folder, as files or as letters."""
    from app.services import intake

    make_folder(arguments.out)
    with opened(arguments) as session:
        waiting = intake.receipts_to_give(session)
        written: tuple[Path, ...] = ()
        if arguments.out is not None and waiting:
            write = intake.receipt_letters if arguments.letters else intake.write_receipts
            written = write(session, waiting, arguments.out)
    return Reply(
        [{k: v for k, v in vars(receipt).items() if k != "sealed"} for receipt in waiting],
        [
            *table_lines(
                ("Организация", "Решение", "Почта", "Файл"),
                ((r.organisation, word(r.verdict), r.email, r.name) for r in waiting),
            ),
            f"Ждут передачи: {len(waiting)}." if arguments.out is None else f"Записано файлов: {len(written)}.",
        ],
    )


def fork(arguments: argparse.Namespace) -> Reply:
    """``intake fork``: exit 1 while a choice is wanted."""
    from app.services import intake

    if arguments.choose is not None and arguments.bundle is None:
        raise UserError("cli.which_files")
    make_folder(arguments.receipts)
    with opened(arguments) as session:
        if arguments.choose is None:
            found = intake.forks(session) if arguments.bundle is None else (intake.fork(session, arguments.bundle),)
        else:
            chosen = intake.fork(session, arguments.bundle).halves[arguments.choose - 1]
            told = intake.choose_half(session, arguments.bundle, arguments.choose)
            if arguments.receipts is not None:
                mine = [receipt for receipt in intake.receipts_to_give(session) if receipt.bundle in told]
                intake.write_receipts(session, mine, arguments.receipts)
    if arguments.choose is not None:
        taken = f"Принят файл {arguments.choose}: {chosen.title}, {russian(chosen.received_at)}. Другому отказано."
        return Reply({"chosen": chosen, "decided": told}, [taken])

    def lines() -> Lines:
        for one in found:
            yield f"\n{one.organisation}: два разных файла под одним номером."
            yield from table_lines(
                ("Файл", "Номер", "Что", "Редакция", "Подписан", "Получен", "Решение", "Отпечаток"),
                (
                    (
                        half.number,
                        half.bundle,
                        half.title,
                        half.revision,
                        half.created_at,
                        half.received_at,
                        word(half.verdict),
                        half.manifest_sha256[:16],
                    )
                    for half in one.halves
                ),
            )
            yield from table_lines(
                ("Отчёт", "Клетка", "Показатель", "Файл 1", "Файл 2"),
                ((line.report, line.place, line.title, line.first, line.second) for line in one.lines),
            )
        yield f"Пар, где нужно выбрать: {len(found)}."

    return Reply(found, lines(), code=1 if found else 0)


def accept_clean(arguments: argparse.Namespace) -> Reply:
    """``intake decide --all-clean``: exit 1 when a file was refused after all."""
    from app.services import intake

    with opened(arguments) as session:
        done = intake.accept_clean(session, arguments.period)
        accepted = {one.uuid for one in done if not one.problem}
        if arguments.receipts is not None:
            mine = [receipt for receipt in intake.receipts_to_give(session) if receipt.bundle in accepted]
            intake.write_receipts(session, mine, arguments.receipts)
    return Reply(
        done,
        [
            *table_lines(
                ("От кого", "Что", "Номер"), ((o.organisation, o.title, o.uuid) for o in done if not o.problem)
            ),
            f"Принято файлов: {len(accepted)}.",
        ],
        code=0 if len(accepted) == len(done) else 1,
    )
