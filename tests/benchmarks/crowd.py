"""A synthetic register of any size, written in bulk: for measuring, and for tests that need more than a handful."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from random import Random

from app.domain.enums import ConsentWay, EventKind, MemberCategory, Sex
from app.domain.names import normalise
from app.services.session import VaultSession

_SYLLABLES = ("ба", "во", "гри", "до", "жу", "ка", "ли", "мар", "не", "ор", "па", "ро", "си", "та", "фе", "ша")
_NAMES = (("Анна", "Мария", "Нина", "Ольга", "Юлия"), ("Иван", "Пётр", "Олег", "Юрий", "Артём"))
_FATHERS = ("Иван", "Петров", "Олегов", "Юрьев", "Андреев", "Семёнов")
_CATEGORIES = (MemberCategory.STUDENT, MemberCategory.WORKING, MemberCategory.PENSIONER, MemberCategory.UNEMPLOYED)


def add_crowd(session: VaultSession, count: int, seed: int = 1) -> None:
    """Invented people with their events: one in twenty has left, seven in ten have given the required consent."""
    random = Random(seed)
    now = datetime.now(UTC)
    with session.unit_of_work() as uow:
        people = []
        for number in range(count):
            woman = random.random() < 0.6
            surname = "".join(random.choices(_SYLLABLES, k=3)).capitalize() + ("ова" if woman else "ов")
            name = random.choice(_NAMES[0 if woman else 1])
            patronymic = random.choice(_FATHERS).removesuffix("ов") + ("овна" if woman else "ович")
            people.append(
                {
                    "uid": str(uuid.UUID(int=random.getrandbits(128), version=4)),
                    "surname": surname,
                    "name": name,
                    "patronymic": patronymic,
                    "search_name": normalise(f"{surname} {name} {patronymic}"),
                    "sex": Sex.FEMALE if woman else Sex.MALE,
                    "birth_date": date(1950, 1, 1) + timedelta(random.randrange(20_000)),
                    "birth_exact": True,
                    "department": f"Факультет {number % 30 + 1}",
                    "study_group": f"Г-{number % 900 + 100}",
                    "phone": f"+7 (917) {random.randrange(100, 999)}-{random.randrange(10, 99)}-{number % 90 + 10}",
                    "email": f"m{number}@example.org",
                    "card_number": f"{1_000_000 + number}" if number % 8 else "",
                    "created_at": now,
                }
            )
        ids = uow.people.add_people_bulk(people)
        uow.people.add_events_bulk(
            [
                {
                    "person_id": person_id,
                    "kind": EventKind.ADMITTED,
                    "on_date": date(2018, 1, 1) + timedelta(random.randrange(2500)),
                    "category": _CATEGORIES[0 if number % 10 < 7 else number % 4],
                    "basis": "протокол № 1",
                    "recorded_at": now,
                }
                for number, person_id in enumerate(ids)
            ]
        )
        uow.people.add_events_bulk(
            [
                {"person_id": i, "kind": EventKind.LEFT, "on_date": date(2025, 6, 1), "recorded_at": now}
                for i in ids[::20]
            ]
        )
        uow.people.rebuild_spans(ids)
        part = next(part.id for part in session.profile.consent_parts if part.required)
        uow.people.add_consents(
            [
                {
                    "person_id": person_id,
                    "edition": session.profile.consent_edition.id,
                    "given_on": date(2025, 9, 1),
                    "way": ConsentWay.HANDWRITTEN,
                    "recorded_at": now,
                }
                for number, person_id in enumerate(ids)
                if number % 10 < 7
            ],
            {part: True},
        )
        uow.commit()
