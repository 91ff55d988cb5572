"""The tabs of a card that tell who the person is: data with the social passport, consents, offices, training."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout

from app.domain.dates import full_years
from app.domain.enums import Sex, SocialKind
from app.domain.vocabulary.calendar import long_date
from app.domain.vocabulary.numbers import years
from app.domain.vocabulary.words import Wording, title_for, word_for
from app.services.members import ConsentState, ConsentView, MemberCard, SocialFactView
from app.ui.kit import Chip, Tone, facts_grid, label, link_button, row, rule
from app.ui.kit.fields import format_date
from app.ui.kit.theme import px
from app.ui.members.card_wishes import CardWishes
from app.ui.members.model import CONSENT_TONE

_OPTIONAL = frozenset(
    {
        "Подразделение", "Группа", "Заметка", "Адрес", "Почта", "Должность", "Табельный №", "Работает с", "Учится с",
        "До", "Образование", "Специальность", "Прежнее имя",
    }
)  # fmt: skip


def photo_label(content: bytes) -> QLabel:
    """The photo as it stands on a card."""
    picture = QPixmap()
    picture.loadFromData(content)
    result = QLabel()
    result.setPixmap(
        picture.scaled(px(96), px(120), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    )
    result.setAccessibleName("Фотография")
    return result


def dropped_picture(event: QDropEvent) -> Path | None:
    """The one JPEG or PNG file that is dragged; None for anything else."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in (".jpg", ".jpeg", ".png") else None


def data_tab(panel: CardWishes, card: MemberCard, box: QVBoxLayout) -> None:
    """Who the person is, the consent in short, the social passport."""
    if card.photo is not None:
        line = row(photo_label(card.photo), spacing=12)
        if panel.may_write:
            remove = link_button("Удалить фото", lambda: panel.photo_removed.emit(card.id), name="Удалить фотографию")
            line.addWidget(remove, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        box.addLayout(line)
    box.addWidget(facts_grid((n, v) for n, v in _facts(card) if v or n not in _OPTIONAL))
    box.addWidget(rule())
    box.addLayout(row(label("Согласие", "strong"), Chip(word_for(card.consent), CONSENT_TONE[card.consent]), 1))
    if card.consents:
        _parts_of(panel, card.consents[-1], box)
    box.addWidget(rule())
    _social(panel, card, box)


def _facts(card: MemberCard) -> list[tuple[str, str]]:
    p = card.person
    born = ""
    if p.birth_date is not None:
        born = long_date(p.birth_date) if p.birth_exact else f"{p.birth_date.year} год"
    student = bool(p.study_group) and not p.position
    return [
        *(
            ("Прежнее имя", f"{f.full_name}, до {format_date(f.until)}" if f.until else f.full_name)
            for f in card.former_names
        ),
        ("Категория", title_for(card.category) if card.category else "не на учёте"),
        ("Должность", p.position),
        ("Подразделение", p.department),
        ("Группа", p.study_group),
        ("Учится с" if student else "Работает с", long_date(p.work_since) if p.work_since else ""),
        ("До", long_date(p.work_until) if p.work_until else ""),
        ("Табельный №", p.personnel_number),
        ("Образование", word_for(p.education) if p.education else ""),
        ("Специальность", p.speciality),
        ("Родилась" if p.sex is Sex.FEMALE else "Родился", born),
        ("Пол", title_for(p.sex) if p.sex else ""),
        ("Телефон", p.phone),
        ("Почта", p.email),
        ("Адрес", p.address),
        ("Билет", p.card_number),
        ("В профсоюзе с", long_date(p.union_since) if p.union_since else ""),
        ("На учёте с", long_date(card.since) if card.since else ""),
        ("Заметка", p.note),
    ]


def _social(panel: CardWishes, card: MemberCard, box: QVBoxLayout) -> None:
    """Only with the consent in force: without it nothing is told but how to get it, and what lies hidden goes away."""
    box.addWidget(label("Социальный паспорт", "strong"))
    social = card.social
    if not social.allowed:
        words = "Ведётся только с отдельного согласия. Сейчас: " + (
            "согласия нет." if social.consent is ConsentState.MISSING else f"{word_for(social.consent)}."
        )
        box.addWidget(label(words, "muted", wrap=True))
        if social.kept and panel.may_write:
            box.addWidget(label(f"Строк, записанных раньше и скрытых: {social.kept}. Их нужно удалить.", wrap=True))
            box.addWidget(
                link_button("Удалить навсегда…", lambda: panel.social_deleted.emit(card.id),
                            name="Удалить строки социального паспорта навсегда")
            )  # fmt: skip
        return
    for fact in social.facts:
        box.addWidget(label(social_words(fact, card.as_of or panel.today), wrap=True))
        if panel.may_write:
            box.addWidget(
                link_button(
                    "Больше не так…",
                    lambda f=fact: panel.social_ended.emit(f.id, title_for(f.kind)),  # type: ignore[misc]
                    name=f"Больше не так: {title_for(fact.kind)} {fact.detail}",
                ),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )
    if not social.facts:
        box.addWidget(label("Ничего не записано.", "muted"))
    if panel.may_write:
        add = link_button("Добавить строку…", lambda: panel.social_requested.emit(card.id),
                          name="Добавить строку в социальный паспорт")  # fmt: skip
        box.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)


def social_words(fact: SocialFactView, on: date) -> str:
    """«Ребёнок: Мария, 11 лет»"""
    words = title_for(fact.kind) + (f": {fact.detail}" if fact.detail else "")
    if fact.born_on is not None and fact.born_on <= on:
        age = full_years(fact.born_on, on)
        words += f", {years(age)}" if age or fact.kind is not SocialKind.CHILD else ", до года"
    if fact.since is not None:
        words += f", с {format_date(fact.since)}"
    return words


def _parts_of(panel: CardWishes, consent: ConsentView, box: QVBoxLayout) -> None:
    for part, given in consent.parts.items():
        withdrawn = consent.withdrawn.get(part)
        if withdrawn is not None:
            chip = Chip("отозвано", Tone.WARNING)
        else:
            chip = Chip("да", Tone.GOOD) if given else Chip("нет", Tone.NEUTRAL)
        words = label(panel.parts.get(part, part), wrap=True)
        line = row(chip, words, spacing=8)
        line.setStretch(1, 1)
        line.setAlignment(chip, Qt.AlignmentFlag.AlignTop)
        box.addLayout(line)


def consents_tab(panel: CardWishes, card: MemberCard, box: QVBoxLayout) -> None:
    """The state now and every document."""
    box.addLayout(row(label("Сейчас", "muted"), Chip(word_for(card.consent), CONSENT_TONE[card.consent]), 1))
    if not card.consents:
        box.addWidget(
            label("Согласие ещё не записано. Напечатайте бланк, дайте подписать и запишите.", "muted", wrap=True)
        )
    for consent in reversed(card.consents):
        box.addWidget(label(f"Согласие от {format_date(consent.given_on)}", "strong"))
        words = word_for(consent.way)
        if consent.valid_until is not None:
            words += f", до {format_date(consent.valid_until)}"
        box.addWidget(label(words, "small", wrap=True))
        _parts_of(panel, consent, box)
        for part, on in _withdrawals(consent.withdrawn).items():
            box.addWidget(label(f"Отозвано {format_date(on)}: {panel.parts.get(part, part)}", "small", wrap=True))
        box.addWidget(rule())


def roles_tab(panel: CardWishes, card: MemberCard, box: QVBoxLayout) -> None:  # noqa: ARG001 - one shape for all tabs
    """Offices with their dates."""
    if not card.roles:
        box.addWidget(label("Выборных должностей нет.", "muted", wrap=True))
    for role in card.roles:
        title = title_for(role.kind) + (f", {role.unit}" if role.unit else "")
        box.addWidget(label(title, "strong", wrap=True))
        until = f" до {format_date(role.ends_on)}" if role.ends_on else ", сейчас"
        kind = ", освобождённая работа" if role.full_time else ""
        box.addWidget(label(f"с {format_date(role.starts_on)}{until}{kind}", "muted", wrap=True))


def trainings_tab(panel: CardWishes, card: MemberCard, box: QVBoxLayout) -> None:  # noqa: ARG001 - one shape
    """Times of training."""
    if not card.trainings:
        box.addWidget(label("Обучение не записано.", "muted", wrap=True))
    for training in card.trainings:
        box.addWidget(label(training.title or title_for(training.kind, Wording.FULL), "strong", wrap=True))
        hours = f", {training.hours} ч" if training.hours else ""
        box.addWidget(
            label(f"{format_date(training.on)}, {word_for(training.kind, Wording.FULL)}{hours}", "muted", wrap=True)
        )


def _withdrawals(withdrawn: Mapping[str, date]) -> dict[str, date]:
    return dict(sorted(withdrawn.items(), key=lambda item: item[1]))
