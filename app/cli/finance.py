"""``pervichka ledger``: money received and spent, by the articles of form 10-ПБ."""

from __future__ import annotations

import argparse
from decimal import Decimal

from app.cli.output import Lines, Reply, table_lines
from app.cli.parser import Commands, add_command, add_group, iso_date, year
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import LedgerKind
from app.domain.finance import OPENING_ARTICLE, parse_amount, roubles


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "ledger", "книга доходов и расходов")
    parser = add_command(group, "add", add_entry, "записать доход, расход или остаток на начало года")
    parser.add_argument("--kind", choices=[k.value for k in LedgerKind], required=True, help="что это за запись")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="когда; у остатка – любой день года")
    parser.add_argument(
        "--article", metavar="CODE", help="код строки таблицы 1 формы 10-ПБ, например 3 – обучение; у остатка не нужен"
    )
    parser.add_argument(
        "--amount", metavar="SUM", type=amount, required=True, help="рубли и копейки, например 12500,50"
    )
    parser.add_argument("--note", metavar="TEXT", default="", help="примечание, без фамилий")
    parser.add_argument("--name", metavar="TEXT", default="", help="название строки 11, 15 или 28")

    parser = add_command(group, "cancel", cancel_entry, "отменить запись, сделанную по ошибке; обе остаются в книге")
    parser.add_argument("--entry", metavar="ID", type=int, required=True, help="номер записи из ledger list")
    parser.add_argument("--note", metavar="TEXT", default="", help="почему")

    parser = add_command(group, "list", list_entries, "записи и итоги года по статьям")
    parser.add_argument("--period", metavar="Y", type=year, required=True, help="год, например 2025")
    parser.add_argument("--cancelled", action="store_true", help="вместе с отменёнными")


def amount(text: str) -> Decimal:
    """Roubles and kopecks."""
    try:
        return parse_amount(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» — не сумма; пишите рубли и копейки, например 12500,50") from None


def add_entry(arguments: argparse.Namespace) -> Reply:
    """``ledger add``."""
    from app.errors import UserError
    from app.services.finance import ledger

    kind = LedgerKind(arguments.kind)
    article = arguments.article or (OPENING_ARTICLE if kind is LedgerKind.OPENING else "")
    if not article:
        raise UserError("cli.wrong_use", message="не хватает: --article", command="pervichka ledger add")
    draft = ledger.LedgerDraft(
        arguments.on, kind, article, arguments.amount, note=arguments.note, line_name=arguments.name
    )
    with opened(arguments) as session:
        entry_id = ledger.add_entry(session, draft)
    return Reply(
        {"entry": entry_id, "kind": kind, "on": arguments.on, "article": article, "amount": draft.amount},
        [f"Записано: {word(kind)}, строка {article}, {roubles(draft.amount)} руб. (запись № {entry_id})."],
    )


def cancel_entry(arguments: argparse.Namespace) -> Reply:
    """``ledger cancel``."""
    from app.services.finance import ledger

    with opened(arguments) as session:
        ledger.cancel_entry(session, arguments.entry, arguments.note)
    return Reply({"entry": arguments.entry, "cancelled": True}, [f"Запись № {arguments.entry} отменена."])


def list_entries(arguments: argparse.Namespace) -> Reply:
    """``ledger list``."""
    from app.services.finance import ledger

    chosen = int(arguments.period)
    with opened(arguments) as session:
        found = ledger.entries(session, chosen, cancelled=arguments.cancelled)
        totals = ledger.totals(session, chosen)

    def lines() -> Lines:
        yield from table_lines(
            ("№", "Когда", "Что", "Строка", "Статья", "Рублей", "Примечание"),
            (
                (
                    e.id,
                    e.on,
                    word(e.kind) + (" (отменено)" if e.cancelled else ""),
                    e.article,
                    e.title,
                    roubles(e.amount),
                    e.note,
                )
                for e in found
            ),
        )
        yield ""
        yield from table_lines(
            ("Что", "Строка", "Статья", "Рублей"),
            ((word(t.article.kind), t.article.code, t.article.title, roubles(t.amount)) for t in totals.articles),
        )
        yield ""
        opening = "не записан" if totals.opening is None else roubles(totals.opening)
        yield (
            f"Остаток на начало года: {opening}. Доходы: {roubles(totals.income)}. Расходы: {roubles(totals.expense)}."
        )
        if totals.closing is not None:
            yield f"Остаток: {roubles(totals.closing)}."
        for target in totals.targets:
            yield f"{target.sentence}."

    return Reply({"total": len(found), "items": found, "totals": totals, "closing": totals.closing}, lines())
