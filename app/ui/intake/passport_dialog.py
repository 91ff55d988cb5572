"""The passport of an organisation below us: what is known from its card, and what a person adds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.enums import OrganisationCategory, OrganisationKind
from app.domain.vocabulary.words import Wording, title_for
from app.services import intake
from app.services.intake import OrganisationNode, PassportDraft
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField
from app.ui.kit.form_dialog import FormDialog


class PassportDialog(FormDialog):
    """A new organisation, or ``node`` changed; ``kept`` is what was entered before, ``nodes`` all there are."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        nodes: Sequence[OrganisationNode],
        node: OrganisationNode | None = None,
        kept: PassportDraft | None = None,
    ) -> None:
        title = "Добавить организацию" if node is None else "Паспорт организации"
        super().__init__(parent, context, title, "Записать", width=680, columns=2)
        self._node = node
        if kept is None:
            name = "" if node is None else node.short_name
            kind = OrganisationKind.PPO if node is None else node.kind
            kept = PassportDraft(name, kind, None if node is None else node.category)
        self.short_name = QLineEdit(kept.short_name)
        self.full_name, self.address = self._text(kept.full_name, "full_name"), self._text(kept.address, "address")
        self.phone, self.email = self._text(kept.phone, "phone"), self._text(kept.email, "email")
        self.chair = self._text(kept.chair, "chair")
        self.note = QLineEdit(kept.note)
        self.kind, self.category, self.under, self.key = ChoiceBox(), ChoiceBox(), ChoiceBox(), ChoiceBox()
        for kind in OrganisationKind:
            self.kind.add(title_for(kind, Wording.FULL), kind)
        self.kind.choose(kept.kind)
        self.category.add("не указана", None)
        for category in OrganisationCategory:
            self.category.add(title_for(category), category)
        self.category.choose(kept.category)
        self.under.add("прямо в нашу", None)
        for other in nodes:
            if other.id is not None and (node is None or other.id != node.id):
                self.under.add("\u2003" * other.depth + other.short_name, other.id)
        self.under.choose(kept.parent)
        self.key.add("ключа пока нет", None)
        joined = node is not None and node.party is not None
        if node is not None and node.party is not None:
            self.key.add(node.short_name, node.party)
            self.key.choose(node.party)
        for other in nodes:
            if not joined and other.id is None and other.party is not None:
                self.key.add(other.short_name, other.party)
        self.key.setEnabled(not joined and self.key.count() > 1)
        self.since = DateField("Когда избран комитет", kept.committee_since)
        self.until = DateField("До какого дня его полномочия", kept.committee_until)
        form = self.form
        form.add("Короткое название", self.short_name)
        form.add("Полное название", self.full_name)
        form.add("Вид", self.kind)
        form.add("Категория", self.category)
        form.add("Входит в организацию", self.under)
        form.add("Её ключ", self.key, "Соедините, когда придёт её карточка" if not joined else "")
        form.add("Председатель", self.chair)
        form.add("Телефон", self.phone)
        form.add("Почта", self.email)
        form.add("Адрес", self.address)
        form.add("Когда избран комитет", self.since)
        form.add("До какого дня его полномочия", self.until)
        form.add("Примечание", self.note, wide=True)

    def _text(self, kept: str, name: str) -> QLineEdit:
        """A field with what the card or the last report says as a hint, while nobody typed anything else."""
        field = QLineEdit(kept)
        if self._node is not None and not kept:
            field.setPlaceholderText(getattr(self._node, name))
        return field

    def save(self) -> None:
        """Record it, and join it with its key when one was chosen."""
        problems: dict[QWidget, str] = {}
        if not self.short_name.text().strip():
            problems[self.short_name] = "Впишите название."
        for field in (self.since, self.until):
            if field.is_wrong():
                problems[field] = field.problem(needed=True)
        since, until = self.since.date(), self.until.date()
        if since and until and until < since:
            problems[self.until] = "Полномочия не могут кончиться раньше, чем начались."
        if self.show_problems(problems):
            return
        draft = PassportDraft(
            self.short_name.text(), self.kind.value(), self.category.value(), self.under.value(),
            self.full_name.text(), self.address.text(), self.phone.text(), self.email.text(), self.chair.text(),
            since, until, self.note.text(),
        )  # fmt: skip
        session, node, party = self.context.session, self._node, self.key.value()

        def work() -> None:
            if node is None or node.id is None:
                intake.enter_organisation(session, draft, party)
                return
            intake.change_organisation(session, node.id, draft)
            if party is not None and node.party is None:
                intake.join_with_key(session, node.id, party)

        def done(_: None) -> None:
            self.context.toast(f"Записано: {draft.short_name.strip()}")

        self.work(lambda _: work(), done)
