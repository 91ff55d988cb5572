"""The act of destruction and the extract of the journal: the fields of Roskomnadzor's order of 28.10.2022 № 179."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SYSTEM = "программа «Первичка» (книга учёта профсоюзной организации, зашифрованная база данных)"
METHOD = (
    "в программе – удаление записей из всех таблиц, журналов, вложений и указателей с перезаписью файла базы и заменой "
    "резервных копий, без возможности восстановления"
)


@dataclass(frozen=True)
class ActFacts:
    """What the act says. ``journal``: number, moment, user, act of each entry."""

    number: int
    on: date
    organisation: str
    address: str
    inn: str
    ogrn: str
    person: str
    birth: str
    ground: str
    categories: tuple[str, ...]
    paper: str
    signers: tuple[tuple[str, str], ...]
    journal: tuple[tuple[str, str, str, str], ...]
    intact: bool


def act_pdf(facts: ActFacts) -> bytes:
    """The act, and from a new page the extract; both are kept for three years (the order's points 8 and 9)."""
    from app.rendering.joining import joined
    from app.rendering.official import (
        Lines,
        OfficialPaper,
        OfficialTable,
        PaperHeading,
        Paragraph,
        SignatureLines,
        paper_pdf,
    )

    operator = facts.organisation + (f", адрес: {facts.address}" if facts.address else "")
    operator += (f", ИНН {facts.inn}" if facts.inn else "") + (f", ОГРН {facts.ogrn}" if facts.ogrn else "")
    person = facts.person + (f", дата рождения: {facts.birth}" if facts.birth else "")
    categories = "; ".join(facts.categories)
    day = f"{facts.on:%d.%m.%Y}"
    act = OfficialPaper(
        title=f"АКТ № {facts.number}\nоб уничтожении персональных данных",
        lines=(f"от {day}", "(приказ Роскомнадзора от 28.10.2022 № 179, пункт 3)"),
        blocks=(
            Lines(
                (
                    ("а) Оператор и его адрес", operator),
                    ("б) Лицо, обрабатывающее данные по поручению оператора", "не поручалось"),
                    ("в) Чьи персональные данные уничтожены", person),
                    ("г) Кто уничтожил", "; ".join(f"{o.lower()} {n}".strip() for o, n in facts.signers)),
                    ("д) Перечень категорий уничтоженных данных", categories),
                    ("е) Материальный носитель (бумага) и количество листов", facts.paper or "бумажные носители: "),
                    ("ж) Информационная система", SYSTEM),
                    ("з) Способ уничтожения", METHOD + ("; на бумаге – измельчение" if facts.paper else "")),
                    ("и) Причина уничтожения", facts.ground),
                    ("к) Дата уничтожения", day),
                )
            ),
            Paragraph("К акту прилагается выгрузка из журнала регистрации событий в информационной системе."),
            Paragraph("Акт и выгрузка хранятся три года с момента уничтожения персональных данных."),
            SignatureLines(facts.signers, stamp=True),
        ),
    )
    chain = "Целость журнала проверена: записи не изменены." if facts.intact else "Проверка целости журнала не прошла."
    extract = OfficialPaper(
        title="ВЫГРУЗКА ИЗ ЖУРНАЛА\nрегистрации событий в информационной системе персональных данных",
        lines=(f"к акту № {facts.number} от {day}", "(приказ Роскомнадзора от 28.10.2022 № 179, пункт 5)"),
        blocks=(
            Lines(
                (
                    ("а) Чьи персональные данные уничтожены", person),
                    ("б) Перечень категорий уничтоженных данных", categories),
                    ("в) Информационная система", SYSTEM),
                    ("г) Причина уничтожения", facts.ground),
                    ("д) Дата уничтожения", day),
                )
            ),
            PaperHeading("Записи журнала об этом человеке до уничтожения"),
            OfficialTable(("№ записи", "Когда", "Кто", "Действие"), facts.journal, (1, 2, 3, 4)),
            Paragraph(chain),
            SignatureLines(facts.signers),
        ),
    )
    return joined([paper_pdf(act), paper_pdf(extract)])
