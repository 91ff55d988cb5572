"""The passport and the indicators on paper, as spreadsheets and as JSON. Small numbers about health are left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.services.indicators.passport import PASSPORT_COLUMNS
from app.services.indicators.views import (
    SMALL_NUMBER,
    SMALLEST_PRINTED,
    IndicatorTable,
    OrganisationPassport,
    PassportColumn,
    PassportLine,
    for_paper,
)
from app.services.organisation.passport import chair_on, passport
from app.services.session import Act, VaultSession, service
from app.services.structure.bodies import share

_NOTE = (
    f"«{SMALL_NUMBER.capitalize()}» стоит вместо чисел меньше {SMALLEST_PRINTED} и тех, по которым их можно вычислить: "
    "в небольшой организации по такому числу узнали бы человека."
)
_HEADS = ("Показатель", *PASSPORT_COLUMNS.values(), "Доля от всех, %")


def share_text(line: PassportLine, members: int) -> str:
    """Per cent of all members; hidden with its number, nothing for children."""
    if PassportColumn.TOTAL in line.hidden:
        return SMALL_NUMBER
    part = share(line.total, members) if line.people else None
    return "—" if part is None else str(part).replace(".", ",")


def passport_title(shown: OrganisationPassport) -> str:
    """«Паспорт организации на 01.01.2026»."""
    return f"Паспорт организации на {shown.as_of:%d.%m.%Y}"


@service(Act.TAKE_NUMBERS)
def passport_pdf(session: VaultSession, shown: OrganisationPassport) -> bytes:
    """The passport as PDF with the pyramid of ages and a line for the chair's signature."""
    from app.rendering.numbers import (  # reportlab is loaded only by who prints
        AgePyramid,
        NumberBlock,
        NumberTable,
        numbers_pdf,
    )

    made = _leaves(session, shown, "pdf")
    rows: list[tuple[str, tuple[str, ...]]] = []
    tables = []
    for section in made.sections:
        lines = [
            (line.title, (*(line.text(column) for column in PassportColumn), share_text(line, made.members)))
            for line in section.lines
        ]
        if section.note:
            note = f"{section.note} {_NOTE}" if section.guarded else section.note
            tables.append(NumberTable(section.title, _HEADS, tuple(lines), note))
        else:
            rows += [(section.title, ()), *lines] if section.id != "members" else lines
    blocks: list[NumberBlock] = [
        NumberTable("Состав членов профсоюза", _HEADS, tuple(rows)),
        AgePyramid("Возраст и пол", tuple((b.title, b.women, b.men, b.unknown) for b in made.pyramid)),
        *tables,
    ]
    subtitle = f"Составлен {date.today():%d.%m.%Y}"
    signers = [("Председатель", made.chair)]
    return numbers_pdf(passport_title(made), subtitle, made.facts, blocks, signers=signers)


@service(Act.TAKE_NUMBERS)
def passport_xlsx(session: VaultSession, shown: OrganisationPassport) -> bytes:
    """The passport as a spreadsheet: numbers are numbers."""
    from app.rendering.table_xlsx import table_xlsx  # openpyxl is loaded only by who saves

    made = _leaves(session, shown, "xlsx")
    rows = []
    for section in made.sections:
        for line in section.lines:
            numbers = [SMALL_NUMBER if c in line.hidden else line.number(c) for c in PassportColumn]
            rows.append([section.title, line.title, *numbers, _share(line, made.members)])
    told = [*(f"{name}: {value}" for name, value in made.facts), _NOTE]
    return table_xlsx(passport_title(made), told, ("Раздел", *_HEADS), rows, (170, 280, 80, 90, 90, 110))


def _share(line: PassportLine, members: int) -> Decimal | str | None:
    if PassportColumn.TOTAL in line.hidden:
        return SMALL_NUMBER
    return share(line.total, members) if line.people else None


@service(Act.TAKE_NUMBERS)
def passport_document(session: VaultSession, shown: OrganisationPassport) -> dict[str, Any]:
    """The passport as JSON; what must not be printed is null and named in ``hidden``."""
    made = _leaves(session, shown, "json")
    return {
        "as_of": made.as_of,
        "facts": dict(made.facts),
        "members": made.members,
        "social_consents": made.allowed,
        "lines": [
            {
                "id": line.id,
                "section": section.id,
                "title": line.title,
                **{c.value: None if c in line.hidden else line.number(c) for c in PassportColumn},
                "hidden": sorted(line.hidden),
            }
            for section in made.sections
            for line in section.lines
        ],
        "ages": [{"age": b.title, "women": b.women, "men": b.men, "unknown": b.unknown} for b in made.pyramid],
    }


def _leaves(session: VaultSession, shown: OrganisationPassport, way: str) -> OrganisationPassport:
    with session.unit_of_work() as uow:
        uow.journal.record("register.counted", what="passport", way=way, people=shown.members)
        uow.commit()
    return for_paper(shown)


def indicators_title(table: IndicatorTable) -> str:
    """«Показатели организации: 2021–2025»."""
    first, last = table.stretches[0].title, table.stretches[-1].title
    return f"Показатели организации: {first}" + (f" – {last}" if first != last else "")


@service(Act.TAKE_NUMBERS)
def indicators_pdf(session: VaultSession, table: IndicatorTable) -> bytes:
    """The indicators as PDF with a chart of the membership."""
    from app.rendering.numbers import NumberTable, YearColumns, numbers_pdf

    heads = ("Показатель", "Ед.", *(s.title for s in table.stretches))
    rows: list[tuple[str, tuple[str, ...]]] = []
    for group in table.groups:
        rows.append((group.title, ()))
        rows += [
            (line.title, (line.unit, *(line.text(place) for place in range(len(heads) - 2)))) for line in group.lines
        ]
    members = table.line("members")
    columns = tuple((s.title, int(v or 0)) for s, v in zip(table.stretches, members.values, strict=True))
    chair = chair_on(session, date.today())
    last = table.stretches[-1].last
    return numbers_pdf(
        indicators_title(table),
        f"{passport(session).full_name}\nСостояние на конец каждого периода, последний – по {last:%d.%m.%Y}",
        (),
        [YearColumns("Членов профсоюза", columns), NumberTable("", heads, tuple(rows), first_width=0.4)],
        signers=[("Председатель", chair.short if chair else "")],
        is_landscape=len(heads) > 8,
    )


@service(Act.TAKE_NUMBERS)
def indicators_xlsx(session: VaultSession, table: IndicatorTable) -> bytes:
    """The indicators as a spreadsheet: numbers are numbers."""
    from app.rendering.table_xlsx import table_xlsx

    heads = ("Раздел", "Показатель", "Ед.", *(s.title for s in table.stretches))
    rows = [[group.title, line.title, line.unit, *line.values] for group in table.groups for line in group.lines]
    told = [passport(session).full_name, f"Составлено {date.today():%d.%m.%Y}."]
    return table_xlsx(indicators_title(table), told, heads, rows, (200, 300, 50, *(80 for _ in table.stretches)))


def indicators_document(table: IndicatorTable) -> dict[str, Any]:
    """The indicators as JSON."""
    return {
        "stretches": [{"title": s.title, "first": s.first, "last": s.last} for s in table.stretches],
        "lines": [
            {"id": line.id, "group": group.title, "title": line.title, "unit": line.unit, "values": list(line.values)}
            for group in table.groups
            for line in group.lines
        ],
    }
