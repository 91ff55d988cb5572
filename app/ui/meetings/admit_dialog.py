"""«Приняты в члены» by a question of the agenda: names line by line, one decision, one transaction."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.enums import MemberCategory
from app.messages import catalogue
from app.progress import Progress
from app.services import meetings
from app.services.meetings import Admitted, AgendaView, MeetingView
from app.services.members import PersonDraft, find_doubles
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, label
from app.ui.kit.fields import parse_date
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px
from app.ui.words import CATEGORY, people

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


class AdmitDialog(FormDialog):
    """Writes the people down and admits them; who was known before is recognised by name and birth date."""

    def __init__(self, parent: QWidget, context: UiContext, found: MeetingView, item: AgendaView) -> None:
        super().__init__(parent, context, "Приняты в члены профсоюза", "Принять", width=640)
        self._item = item
        day = f"{found.draft.on:%d.%m.%Y}"
        basis = f"Основание: протокол № {found.draft.protocol_number or '—'} от {day}, {found.body}."
        self.form.add_free(label(f"{item.number}. {item.title}", "strong", wrap=True))
        self.form.add_free(label(basis, "muted", wrap=True))
        self.names = QPlainTextEdit()
        self.names.setMinimumHeight(px(160))
        self.names.setTabChangesFocus(True)
        self.names.setPlaceholderText("Петрова Анна Сергеевна, 05.11.1998")
        self.category = ChoiceBox()
        for category in MemberCategory:
            self.category.add(CATEGORY[category], category)
        self.form.add("Кого приняли", self.names, "Каждого с новой строки; дату рождения можно дописать через запятую")
        self.form.add("Кем состоят на учёте", self.category)
        self.names.setFocus()

    def save(self) -> None:
        """Admit them."""
        try:
            drafts = drafts_of(self.names.toPlainText())
        except ValueError as error:
            self.show_problems({self.names: f"Не понятно: «{error}». Пишите так: Петрова Анна Сергеевна, 05.11.1998."})
            return
        if not drafts:
            self.show_problems({self.names: "Впишите хотя бы одного человека."})
            return
        session, context, item, category = self.context.session, self.context, self._item.id, self.category.value()

        def done(result: Admitted) -> None:
            words = f"Приняты: {people(result.new + result.known)}."
            if result.skipped:
                line = result.skipped[0]
                more = f" и ещё {len(result.skipped) - 1}" if len(result.skipped) > 1 else ""
                words += f" Не записаны: {line.full_name}{more}. {catalogue()[line.refusal].what}"
            context.toast(words)

        def work(_: Progress) -> Admitted:
            new, known = _sorted(session, drafts)
            return meetings.admit(session, item, new, known, category)

        self.work(work, done)


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
