"""What the first run collects, and what is still wrong with it. Plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.enums import OrganisationCategory, OrganisationKind, Sex
from app.domain.files import safe_name
from app.domain.names import sex_from_patronymic, tidy
from app.services.organisation.passport import ChairDraft, EmployerDraft, Headcount, OrganisationDraft
from app.ui.kit.chips import Tone
from app.ui.kit.password import quality


@dataclass
class FirstRunAnswers:
    """Typed so far; the fields are named as in the screens."""

    profile: str = ""
    union: str = ""
    kind: OrganisationKind = OrganisationKind.PPO
    category: OrganisationCategory = OrganisationCategory.ENTERPRISE
    full_name: str = ""
    short_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    parent_name: str = ""
    parent_address: str = ""
    employer_name: str = ""
    employer_head: str = ""
    headcount_on: date | None = None
    employees: int | None = None
    employees_women: int | None = None
    employees_youth: int | None = None
    students: int | None = None
    students_women: int | None = None
    students_youth: int | None = None
    surname: str = ""
    name: str = ""
    patronymic: str = ""
    sex: Sex | None = None
    birth_date: date | None = None
    full_time: bool = False
    password: str = ""
    again: str = ""
    folder: Path | None = None

    def organisation_problems(self) -> dict[str, str]:
        """Field -> what to do about it, for the screen of the organisation."""
        problems: dict[str, str] = {}
        if not tidy(self.full_name):
            problems["full_name"] = "Напишите полное название, как в уставе или на печати."
        if self.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.email.strip()):
            problems["email"] = "В адресе почты должен быть знак @ и точка: school14@mail.ru."
        for whole, parts, word in (
            ("employees", ("employees_women", "employees_youth"), "работающих"),
            ("students", ("students_women", "students_youth"), "обучающихся"),
        ):
            total = getattr(self, whole)
            for part in parts:
                value = getattr(self, part)
                if value is not None and total is None:
                    problems[whole] = f"Укажите, сколько всего {word}."
                elif value is not None and total is not None and value > total:
                    problems[part] = f"Больше, чем всего {word} ({total}). Проверьте оба числа."
        return problems

    def chair_problems(self) -> dict[str, str]:
        """The same for the screen of the chair and the password."""
        problems: dict[str, str] = {}
        if not tidy(self.surname):
            problems["surname"] = "Напишите фамилию."
        if not tidy(self.name):
            problems["name"] = "Напишите имя."
        if self.birth_date is not None and not date(1900, 1, 1) < self.birth_date < date.today():
            problems["birth_date"] = "Проверьте год рождения."
        tone, words = quality(self.password)
        if tone in (Tone.ERROR, Tone.NEUTRAL):
            problems["password"] = words
        elif self.password != self.again:
            problems["again"] = "Пароли не совпадают. Введите ещё раз."
        return problems

    def draft(self) -> OrganisationDraft:
        """What the vault is made from."""
        numbers = ("employees", "employees_women", "employees_youth", "students", "students_women", "students_youth")
        known = {name: getattr(self, name) for name in numbers}
        headcounts: tuple[Headcount, ...] = ()
        if any(value is not None for value in known.values()):
            headcounts = (Headcount(on=self.headcount_on or date.today(), **known),)
        return OrganisationDraft(
            kind=self.kind,
            category=self.category,
            full_name=tidy(self.full_name),
            short_name=tidy(self.short_name),
            union=tidy(self.union),
            address=tidy(self.address),
            phone=tidy(self.phone),
            email=self.email.strip(),
            parent_name=tidy(self.parent_name),
            parent_address=tidy(self.parent_address),
            chair=ChairDraft(
                surname=tidy(self.surname),
                name=tidy(self.name),
                patronymic=tidy(self.patronymic),
                sex=self.sex or sex_from_patronymic(self.patronymic),
                birth_date=self.birth_date,
                full_time=self.full_time,
            ),
            employer=EmployerDraft(name=tidy(self.employer_name), head=tidy(self.employer_head)),
            headcounts=headcounts,
        )

    def folder_name(self) -> str:
        """A name for the vault's folder that every system takes."""
        words = re.sub(r"[^\w№ .-]+", "", tidy(self.short_name) or tidy(self.full_name)).strip(" .")
        return safe_name(words, instead="Организация", longest=60)
