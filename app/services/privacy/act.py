"""The act of destruction and the extract of the journal: the fields of Roskomnadzor's order of 28.10.2022 № 179.

The act is made twice: before, so that it is never lost, and after, when it is known what was really done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SYSTEM = "программа «Первичка» (книга учёта профсоюзной организации, зашифрованная база данных)"
_NONE = "нет"
_TO_FILL = "□ нет   □ да: наименование ______________________________, листов ______"


@dataclass(frozen=True)
class Copy:
    """A copy that the program has not reached. ``made`` as far as the journal tells; ``place`` is its path."""

    place: str
    made: str


@dataclass(frozen=True)
class DoneFacts:
    """What was done: rows, whether the file was written anew, copies replaced, copies that are left."""

    rows: int
    rewritten: bool
    replaced: tuple[str, ...]
    left: tuple[Copy, ...]
    carried_on: bool
    """The list by which a restored older copy forgets again lies beside the database and the copies."""


@dataclass(frozen=True)
class ActFacts:
    """What the act says. ``journal``: number, moment, user, act of each entry; ``done`` None: not destroyed yet."""

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
    request: str = ""
    """The request that is closed by the act, in words."""
    done: DoneFacts | None = None


def method_words(facts: ActFacts) -> str:
    """Only what was done, step by step."""
    done = facts.done
    if done is None:
        return "записывается после уничтожения: этот лист заменяется окончательным актом с тем же номером"
    steps = [f"записи об этом человеке удалены из базы данных (записей: {done.rows})"]
    steps.append(
        "файл базы переписан заново"
        if done.rewritten
        else "файл базы ещё не переписан: программа закончит это при следующем открытии, до тех пор дело не окончено"
    )
    if done.replaced:
        steps.append(f"прежние копии удалены и заменены новой: {', '.join(done.replaced)}")
    if done.left:
        steps.append("копии, до которых программа не дотянулась, названы ниже")
    paper = facts.paper.strip()
    if paper and paper.lower() != _NONE:
        steps.append("бумажные носители уничтожены вручную: способ ____________________")
    return "; ".join(steps)


def paper_words(facts: ActFacts) -> str:
    """What the person said, or a list to fill in."""
    return facts.paper.strip() or _TO_FILL


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
    ground = facts.ground + (f"; {facts.request}" if facts.request else "")
    left = facts.done.left if facts.done is not None else ()
    again = (
        "Если такую копию восстановить этой программой рядом с действующей базой или её копиями, данные человека будут "
        "удалены снова; восстановленная отдельно от них, она вернёт данные."
        if facts.done is not None and facts.done.carried_on
        else "Восстановленная, такая копия вернёт данные человека."
    )
    mark = "«____» __________ 20___ г. ____________"
    copies = (
        PaperHeading("Копии, до которых программа не дотянулась"),
        Paragraph(
            "Оператор обязан уничтожить их вручную и отметить это здесь; о копиях, унесённых без ведома программы, она "
            f"не знает – впишите их. {again}"
        ),
        OfficialTable(
            ("Где лежит", "Сделана", "Уничтожена (дата, подпись)"),
            [*((copy.place, copy.made, mark) for copy in left), ("________________", "", mark)],
            (3, 1.2, 2.4),
        ),
    )
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
                    ("е) Материальный носитель (бумага) и количество листов", paper_words(facts)),
                    ("ж) Информационная система", SYSTEM),
                    ("з) Способ уничтожения", method_words(facts)),
                    ("и) Причина уничтожения", ground),
                    ("к) Дата уничтожения", day),
                )
            ),
            *(copies if facts.done is not None else ()),
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
                    ("г) Причина уничтожения", ground),
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
