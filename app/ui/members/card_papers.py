"""The tabs of a card about dues and about papers: what is kept, and what can be printed for this person."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.domain.enums import DuesWay
from app.domain.vocabulary.words import word_for
from app.services.members import MemberCard
from app.ui.kit import button, facts_grid, flow, label, link_button, rule
from app.ui.members.card_wishes import CardWishes

PRINTED = (
    ("registration-card", "Учётная карточка"),
    ("application-admission", "Заявление о приёме"),
    ("application-leaving", "Заявление о выходе"),
    ("membership-certificate", "Справка о членстве"),
)
"""Papers about one person: template and the word of its button."""


def dues_tab(panel: CardWishes, card: MemberCard, box: QVBoxLayout) -> None:
    """How the person pays; sums by person are the accountant's."""
    way = card.person.dues_way
    box.addWidget(facts_grid([("Платит взносы", word_for(way) if way else "не записано")]))
    if panel.may_write:
        tools = [button("Изменить…", lambda: panel.dues_requested.emit(card.id), name="Изменить, как платит взносы")]
        if way in (None, DuesWay.EMPLOYER):
            tools.append(
                button(
                    "Заявление работодателю",
                    lambda: panel.paper_requested.emit(card.id, "application-dues"),
                    name="Напечатать заявление об уплате взносов через работодателя",
                )
            )
        box.addWidget(flow(*tools))
    box.addWidget(
        label(
            "Суммы по каждому человеку ведёт бухгалтерия. Общие суммы взносов записывайте в разделе «Финансы».",
            "muted",
            wrap=True,
        )
    )


def papers_tab(panel: CardWishes, card: MemberCard, box: QVBoxLayout) -> None:
    """Kept files, and papers to print."""
    if not card.attachments:
        box.addWidget(label("Файлов нет.", "muted"))
    for item in card.attachments:
        box.addWidget(label(item.title, "strong", wrap=True))
        size = max(1, round(item.size / 1024))
        words = f"{word_for(item.kind)}, {item.added_at.astimezone():%d.%m.%Y}, {size} КБ"
        box.addWidget(label(words, "small", wrap=True))
        tools = [
            link_button("Открыть", lambda i=item: panel.file_opened.emit(i.id), name=f"Открыть: {item.title}"),  # type: ignore[misc]
            link_button("Сохранить…", lambda i=item: panel.file_saved.emit(i.id), name=f"Сохранить: {item.title}"),  # type: ignore[misc]
        ]
        if panel.may_write:
            tools.append(
                link_button(
                    "Удалить…",
                    lambda i=item: panel.file_deleted.emit(i.id, i.title),  # type: ignore[misc]
                    name=f"Удалить: {item.title}",
                )
            )
        box.addWidget(flow(*tools))
    if panel.may_write:
        box.addWidget(flow(button("Приложить файл…", lambda: panel.file_requested.emit(card.id))))
    box.addWidget(rule())
    box.addWidget(label("Напечатать", "strong"))
    box.addWidget(
        flow(
            *(
                button(
                    title,
                    lambda t=template: panel.paper_requested.emit(card.id, t),  # type: ignore[misc]
                    name=f"Напечатать: {title}",
                )
                for template, title in PRINTED
            )
        )
    )
