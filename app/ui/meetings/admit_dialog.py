"""«Приняты в члены» by a question of the agenda: names line by line, one decision, one transaction."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.domain.enums import MemberCategory
from app.domain.vocabulary.numbers import people
from app.messages import catalogue
from app.services import meetings
from app.services.meetings import Admitted, AgendaView, MeetingView
from app.services.members import PersonDraft, find_doubles
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.kit.asking import Answers, AskDialog, Note, Unclear, ask, one_of, own, person_line
from app.ui.kit.asking.editors import TextEditor
from app.ui.kit.fields import parse_date

_SPLIT = re.compile(r"[,;\t]\s*")


def drafts_of(text: str) -> list[PersonDraft]:
    """One person a line: «Фамилия Имя Отчество, 05.11.1978»; the day of birth may be left out.

    ValueError with the line that cannot be read.
    """
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, *rest = _SPLIT.split(line.strip(), maxsplit=1)
        words = name.split()
        born = parse_date(rest[0]) if rest and rest[0].strip() else None
        if len(words) < 2 or (rest and rest[0].strip() and born is None):
            raise ValueError(line.strip())
        found.append(PersonDraft(words[0], words[1], " ".join(words[2:]), birth_date=born))
    return found


class _NamesEditor(TextEditor):
    """The names line by line."""

    def __init__(self) -> None:
        super().__init__("", "Впишите хотя бы одного человека.", 160)
        self.widget.setPlaceholderText("Петрова Анна Сергеевна, 05.11.1998")

    def read(self) -> str:
        """The text; the first line that cannot be read is named."""
        try:
            drafts_of(super().read())
        except ValueError as error:
            sentence = f"Не понятно: «{error}». Пишите так: Петрова Анна Сергеевна, 05.11.1998."
            raise Unclear(sentence) from None
        return super().read()


def ask_admitted(owner: QWidget, context: UiContext, found: MeetingView, item: AgendaView) -> AskDialog:
    """Writes the people down and admits them; who was known before is recognised by name and birth date."""
    number = found.draft.protocol_number or "—"
    basis = f"Основание: протокол № {number} от {found.draft.on:%d.%m.%Y}, {found.body}."
    names = replace(
        own("names", "Кого приняли", lambda _: _NamesEditor(), "", named=True),
        hint="Каждого с новой строки; дату рождения можно дописать через запятую",
    )
    category = one_of("category", "Кем состоят на учёте", MemberCategory)

    def record(answers: Answers) -> Admitted:
        new, known = _sorted(context.session, drafts_of(answers[names]))
        return meetings.admit(context.session, item.id, new, known, answers[category])

    def told(_: Answers, result: Admitted) -> None:
        words = f"Приняты: {people(result.new + result.known)}."
        if result.skipped:
            line = result.skipped[0]
            more = f" и ещё {len(result.skipped) - 1}" if len(result.skipped) > 1 else ""
            words += f" Не записаны: {line.full_name}{more}. {catalogue()[line.refusal].what}"
        context.toast(words)

    return ask(
        owner,
        context,
        "Приняты в члены профсоюза",
        "Принять",
        (person_line(f"{item.number}. {item.title}"), Note(basis), names, category),
        lambda answers, _: record(answers),
        told,
        width=640,
        about=str(item.id),
    )


def _sorted(session: VaultSession, drafts: list[PersonDraft]) -> tuple[list[PersonDraft], list[int]]:
    """New people, and those recorded before under exactly this name and birth date."""
    new, known = [], []
    for draft in drafts:
        same = find_doubles(session, draft)
        if len(same) == 1 and draft.birth_date is not None:
            known.append(same[0])
        else:
            new.append(draft)
    return new, known
