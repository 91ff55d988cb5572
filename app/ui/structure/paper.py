"""Bodies, the structure and the reserve on paper and as spreadsheets."""

from __future__ import annotations

from app.services.structure.bodies import Composition
from app.ui.kit.fields import format_date
from app.ui.printing.sheets import TableSheet
from app.ui.structure.words import office, share_lines, until


def composition_sheet(body: Composition) -> TableSheet:
    """Who makes up a body, since when, first elected when, with the shares below the title."""
    rows = tuple(
        (
            member.role.person_name,
            member.position,
            office(member.role),
            format_date(member.role.starts_on),
            format_date(member.role.first_elected_on),
            until(member.role),
            "" if member.age is None else str(member.age),
        )
        for member in body.members
    )
    heads = (
        "Фамилия, имя, отчество",
        "Кем работает",
        "Должность в органе",
        "С какого дня",
        "Первое избрание",
        "До какого дня",
        "Возраст",
    )
    subtitle = " ".join((f"На {format_date(body.on)}.", *share_lines(body)))
    return TableSheet(f"Состав: {body.name}", subtitle, heads, rows)
