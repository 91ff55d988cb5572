"""Papers about access to the records: the change of chair, the undertaking of somebody who is let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable, Spacer

from app.rendering.fonts import drawing, register_fonts
from app.rendering.paper import document, plain, style
from app.rendering.sheets import facts, fours, heading, signature, steps


@dataclass(frozen=True)
class HandoverAct:
    """What is handed over: how much of what, the organisation's key, and where the journal stood (64 hex digits).

    ``waiting`` are users who get new passwords from the new chair.
    """

    organisation: str
    handed_by: str
    taken_by: str
    on: date
    people: int
    events: int
    reports: int
    fingerprint: str
    journal_number: int
    journal_digest: str
    waiting: tuple[str, ...] = ()


def handover_act_pdf(act: HandoverAct) -> bytes:
    """One page for two signatures."""
    rows = [
        ("Организация", act.organisation),
        ("Дата", f"{act.on:%d.%m.%Y}"),
        ("Сдал(а)", act.handed_by),
        ("Принял(а)", act.taken_by),
        ("Карточек людей", str(act.people)),
        ("Событий членства", str(act.events)),
        ("Подписанных отчётов", str(act.reports)),
        ("Отпечаток ключа", " ".join(fours(act.fingerprint))),
        ("Журнал действий", f"записей: {act.journal_number}; последняя: {' '.join(fours(act.journal_digest[:16]))}"),
    ]
    said = [
        "1. Учётные данные организации зашифрованы новым ключом; прежние пароли и прежний лист восстановления их "
        "больше не открывают.",
        "2. Новый лист восстановления передан принявшему (принявшей). Прежний лист уничтожен.",
        "3. Копии, сделанные до этого дня, открываются прежними паролями. Сдающий передал все такие копии или "
        "уничтожил их: ____________________________________",
        "4. Сдающий не оставил у себя выгрузок, распечаток и списков с личными данными членов профсоюза и обязуется "
        "не разглашать известное ему.",
        "5. Ключ организации, которым подписываются отчёты, остаётся у организации; лист ключа действует.",
    ]
    if act.waiting:
        said.append(f"6. Новые пароли от председателя получат: {', '.join(act.waiting).rstrip('.')}.")
    body = style(11.0)
    with drawing:
        register_fonts()
        story: list[Flowable] = [
            heading("АКТ ПЕРЕДАЧИ УЧЁТНЫХ ДАННЫХ"),
            facts(rows),
            Spacer(0, 12),
            *steps("Стороны подтверждают", said),
            Spacer(0, 20),
            signature("Сдал(а)", act.handed_by),
            Spacer(0, 16),
            signature("Принял(а)", act.taken_by),
            Spacer(0, 16),
            plain("В присутствии: ____________________  / ____________________________ /", body),
            Spacer(0, 14),
            plain("М.П.", body),
        ]
        return document(story, title="Акт передачи учётных данных")


def undertaking_pdf(organisation: str, name: str, right: str, on: date) -> bytes:
    """The undertaking not to disclose, to be signed before the first login. ``right`` says in words what is allowed."""
    said = [
        "1. Не разглашать личные данные членов профсоюза, которые станут мне известны, и после того, как мой доступ "
        "закроют.",
        "2. Пользоваться ими только для учёта и отчётов организации и не передавать никому, кроме тех, кому "
        "организация обязана их передавать.",
        "3. Никому не сообщать свой пароль и закрывать программу, когда отхожу от компьютера.",
        "4. Не делать выписок, снимков и выгрузок, которые не нужны для работы, а ненужные уничтожать.",
        "5. Сразу сообщать председателю, если пароль, копия или распечатка могли попасть к посторонним.",
    ]
    body = style(11.0)
    with drawing:
        register_fonts()
        story: list[Flowable] = [
            heading("ОБЯЗАТЕЛЬСТВО О НЕРАЗГЛАШЕНИИ ЛИЧНЫХ ДАННЫХ"),
            facts([("Организация", organisation), ("Кто обязуется", name), ("Что разрешено", right)]),
            Spacer(0, 12),
            *steps("Я обязуюсь", said),
            Spacer(0, 8),
            plain(
                "Мне разъяснено, что за нарушение закона № 152-ФЗ «О персональных данных» установлена ответственность "
                "(статья 24 закона, статья 13.11 КоАП РФ).",
                body,
            ),
            Spacer(0, 22),
            signature("Подпись", name),
            Spacer(0, 14),
            plain(f"Дата: ____.____.{on.year}", body),
            Spacer(0, 22),
            signature("Принял(а) председатель", ""),
        ]
        return document(story, title="Обязательство о неразглашении")
