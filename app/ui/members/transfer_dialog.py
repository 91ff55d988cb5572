"""A member goes to another organisation with a file, or comes from one with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from app.bundle.identity import grouped_fingerprint
from app.bundle.transfer import MAX_TRANSFER_SIZE
from app.domain.enums import MemberCategory
from app.domain.files import read_limited, write_atomically
from app.domain.vocabulary.words import Wording, title_for, word_for
from app.errors import UserError
from app.progress import Progress
from app.services import intake
from app.services.exchange.views import PartyView
from app.services.members import MemberCard
from app.services.members.transfers import (
    AcceptDraft,
    IncomingTransfer,
    TransferDraft,
    TransferFile,
    TransferPreview,
    accept_transfer,
    look_into,
    preview_transfer,
    transfer_out,
)
from app.ui.context import UiContext
from app.ui.kit import (
    ChoiceBox,
    DateField,
    Form,
    Tone,
    button,
    clear_layout,
    column,
    facts_grid,
    label,
    primary_button,
    row,
)
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.fields import format_date
from app.ui.kit.form_dialog import FormDialog
from app.ui.members.card_tabs import photo_label
from app.ui.members.decision_fields import DecisionFields

TRANSFER_FILES = "Файлы перевода (*.perevod)"


class TransferDialog(FormDialog):
    """Where the member goes; what will stand in the file is told before it is made."""

    def __init__(self, parent: QWidget, context: UiContext, card: MemberCard) -> None:
        super().__init__(parent, context, "Перевести в другую организацию", "Снять с учёта и сделать файл", width=620)
        self._card, self._owner = card, parent
        self._confirm: Callable[[Exception], object] | None = None
        self.form.add_free(label(card.full_name, "strong", wrap=True))
        self.party = ChoiceBox()
        self.party.add("Другая организация (впишите название)", None)
        self.organisation = QLineEdit()
        self.on, self.basis = DateField("Дата снятия с учёта", date.today()), QLineEdit()
        self.form.add("Куда", self.party, "Организации, чьи ключи вы сверили. Для них код не нужен")
        self.form.add("Название организации", self.organisation)
        self.form.add("Дата снятия с учёта", self.on)
        self.form.add("Основание", self.basis, "Например: заявление от 01.06.2026")
        self.decision = DecisionFields()
        self.decision.tick.toggled.connect(self.refit)
        self.form.add_free(self.decision)
        self.will = label("", "muted", wrap=True)
        self.will.setAccessibleName("Что войдёт в файл")
        self.content.addWidget(self.will)
        self.party.currentIndexChanged.connect(self._party_changed)
        session = context.session
        context.run(
            self,
            lambda _: (preview_transfer(session, card.id), [p for p in intake.parties(session) if not p.revoked]),
            self._show,
        )
        self.organisation.setFocus()

    def _show(self, found: tuple[TransferPreview, list[PartyView]]) -> None:
        preview, parties = found
        for party in parties:
            self.party.add(party.full_name, party.id)
        if preview.refusal:
            self.banner.show_state(
                Tone.WARNING,
                f"Файл сделать нельзя: {preview.refusal}.",
                "Снимите с учёта и отдайте на руки напечатанную учётную карточку.",
            )
            self.save_button.setEnabled(False)
        else:
            self.will.setText(f"В файл войдут: {', '.join(preview.fields)}.")
        self.fit()

    def _party_changed(self, *_: object) -> None:
        self.form.set_shown(self.organisation, self.party.value() is None)
        self.refit()

    def save(self) -> None:
        """Take off the register and make the file."""
        problems: dict[QWidget, str] = {}
        on = self.on.date()
        if self.party.value() is None and not self.organisation.text().strip():
            problems[self.organisation] = "Впишите, куда переходит человек."
        if on is None:
            problems[self.on] = self.on.problem(needed=True)
        if self.show_problems(problems) or not self.decision.check() or on is None:
            return
        draft = TransferDraft(
            on, self.organisation.text(), self.party.value(), self.basis.text(), self.decision.draft()
        )
        session, context, owner, card = self.context.session, self.context, self._owner, self._card

        def done(file: TransferFile) -> None:
            TransferDoneDialog(owner, context, card.full_name, file).open()

        def make(password: str | None = None) -> TransferFile:
            return transfer_out(session, card.id, draft, password=password)

        def confirmed(file: TransferFile) -> None:
            self.accept()
            done(file)

        self._confirm = lambda error: context.doors.ask_uncompared(context, self, error, make, confirmed)
        self.work(lambda _: make(), done)

    def _refused(self, error: Exception) -> None:
        super()._refused(error)
        if self._confirm is not None:
            self._confirm(error)


class TransferDoneDialog(CalmDialog):
    """The file to save, the code to tell by telephone, the registration card to print."""

    def __init__(self, parent: QWidget, context: UiContext, name: str, file: TransferFile) -> None:
        super().__init__(parent, "Файл для перевода готов", width=620)
        self._context, self._file = context, file
        self.content.addWidget(label(f"{name} → {file.organisation}", "strong", wrap=True))
        if file.code:
            self.content.addWidget(
                label(
                    "Передайте файл председателю, а код назовите ему по телефону. "
                    "Не пишите код в том же письме. Код больше не будет показан.",
                    wrap=True,
                )
            )
            self.code = label(file.code, "code", selectable=True)
            self.content.addWidget(self.code)
        else:
            self.content.addWidget(label("Файл запечатан: прочитать его может только эта организация.", wrap=True))
        self.save_button = primary_button("Сохранить файл…", self.save_file)
        self.set_buttons(
            button("Напечатать учётную карточку", self.print_card),
            button("Закрыть", self.accept),
            self.save_button,
        )

    def save_file(self) -> None:
        """To a stick or a folder."""

        def write(path: Path) -> None:
            self._context.run(
                self,
                lambda _: write_atomically(path, self._file.content),
                lambda _: self._context.toast(f"Файл перевода сохранён: {path.name}"),
            )

        self._context.files.save_file(self, "Сохранить файл перевода", self._file.name, TRANSFER_FILES, write)

    def print_card(self) -> None:
        """The registration card to go with the person."""
        from app.ui.printing.preview import show_pdf

        session, person_id = self._context.session, self._file.person_id

        def printed(progress: Progress) -> bytes:
            from app.services.papers import compose_for, print_papers  # loads the templates

            return print_papers(session, compose_for(session, "registration-card", [person_id]), progress)

        self._context.run(
            self,
            printed,
            lambda pdf: show_pdf(self, "Учётная карточка", pdf, "Учётная карточка.pdf"),
            title="Готовлю учётную карточку",
        )


class AcceptDialog(FormDialog):
    """Somebody comes with a file: look into it, compare who sent it, take them on the register."""

    def __init__(self, parent: QWidget, context: UiContext, path: Path) -> None:
        super().__init__(parent, context, "Принять по файлу перевода", "Открыть файл", width=620)
        self._path, self._data = path, b""
        self._shown: IncomingTransfer | None = None
        self._code = QLineEdit()
        self.form.add_free(label(path.name, "strong", wrap=True))
        self.form.add(
            "Код от председателя", self._code, "Двадцать цифр, назовут по телефону. Если кода нет, не заполняйте"
        )
        self.facts = IncomingPart()
        self.content.addWidget(self.facts)
        self.facts.hide()
        self._code.setFocus()

    @property
    def code(self) -> QLineEdit:
        """Where the code is typed."""
        return self._code

    def save(self) -> None:
        """First look, then take in."""
        if self._shown is None:
            self._look()
        else:
            self._take()

    def _look(self) -> None:
        session, code, path = self.context.session, self._code.text(), self._path

        def work(_: object) -> tuple[bytes, IncomingTransfer]:
            data = read_limited(path, MAX_TRANSFER_SIZE)
            return data, look_into(session, data, code)

        self.save_button.setEnabled(False)
        self.context.run(self, work, self._show, title="Открываю файл", on_error=self._refused)

    def _refused(self, error: Exception) -> None:
        super()._refused(error)
        self.save_button.setText("Открыть файл" if self._shown is None else "Принять на учёт")
        if isinstance(error, UserError) and error.code == "transfer.needs_code":
            self._code.setFocus()

    def _show(self, found: tuple[bytes, IncomingTransfer]) -> None:
        self._data, self._shown = found
        self.banner.hide()
        self.form.set_shown(self._code, False)
        self.facts.show_transfer(self._shown)
        self.facts.show()
        self.save_button.setText("Принять на учёт")
        self.save_button.setEnabled(True)
        self.fit()

    def _take(self) -> None:
        shown = self._shown
        draft = self.facts.draft()
        if shown is None or draft is None:
            self.fit()
            return
        session, data, code, context = self.context.session, self._data, self._code.text(), self.context

        def done(person_id: int) -> None:
            context.toast(f"{shown.full_name}: принято на учёт")
            context.show_page("members", person_id=person_id)

        self.work(lambda _: accept_transfer(session, data, draft, code), done)


class IncomingPart(QWidget):
    """Who comes, from where, and how they are taken on."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: IncomingTransfer | None = None
        self._told = column(spacing=10)
        self.form = Form(columns=2)
        self.on = DateField("Дата постановки на учёт", date.today())
        self.category = ChoiceBox()
        for category in MemberCategory:
            self.category.add(title_for(category), category)
        self.basis, self.fingerprint = QLineEdit(), QLineEdit()
        self.decision = DecisionFields()
        self.form.add("Дата постановки на учёт", self.on)
        self.form.add("Категория у вас", self.category)
        self.form.add("Основание", self.basis, wide=True)
        self.form.add_free(self.decision)
        self.form.add(
            "Отпечаток ключа отправителя", self.fingerprint, "Впишите с листа ключа, который вам показали или прочли",
            wide=True,
        )  # fmt: skip
        self.setLayout(column(self._told, self.form, spacing=12, margins=(0, 0, 0, 0)))

    def show_transfer(self, shown: IncomingTransfer) -> None:
        """What the file tells."""
        self._shown = shown
        p = shown.person
        clear_layout(self._told)
        if shown.photo is not None:
            self._told.addLayout(row(photo_label(shown.photo), 1))
        born = "" if p.birth_date is None else format_date(p.birth_date) if p.birth_exact else str(p.birth_date.year)
        self._told.addWidget(
            facts_grid(
                [
                    ("Кто", shown.full_name),
                    ("Дата рождения", born),
                    ("Откуда", shown.sender),
                    ("Телефон организации", shown.sender_phone),
                    ("Снят там с учёта", format_date(shown.left_on)),
                    ("В профсоюзе с", format_date(p.union_since)),
                    ("Билет", p.card_number),
                    (
                        "Записи там",
                        "; ".join(
                            f"{format_date(on)} {word_for(kind, Wording.NEUTRAL)}" for kind, on, _ in shown.membership
                        ),
                    ),
                ]
            )
        )
        known = shown.known_sender or shown.with_code
        if not known:
            words = "Ключ этой организации вам не известен. Позвоните её председателю и сверьте отпечаток: "
            words += grouped_fingerprint(shown.fingerprint)
            self._told.addWidget(label(words, "strong", wrap=True))
        self.form.set_shown(self.fingerprint, not known)
        if shown.same_person is not None:
            self._told.addWidget(
                label("Этот человек раньше был у вас: запись продолжится, второй не появится.", wrap=True)
            )
        elif shown.alike:
            words = "В списке уже есть человек с таким именем. Проверьте, не он ли это, прежде чем принимать."
            self._told.addWidget(label(words, "strong", wrap=True))
        self.category.choose(shown.category)

    def draft(self) -> AcceptDraft | None:
        """How they are taken on; None when something is missing, and it is said what."""
        self.form.clear_problems()
        on = self.on.date()
        if on is None:
            self.form.show_problem(self.on, "Напишите дату так: 01.06.2026.")
        asked = self._shown is not None and not (self._shown.known_sender or self._shown.with_code)
        if asked and not self.fingerprint.text().strip():
            self.form.show_problem(self.fingerprint, "Сверьте отпечаток и впишите его.")
        if not self.decision.check() or on is None or self.form.problems():
            return None
        return AcceptDraft(
            on, self.category.value(), self.basis.text(), self.decision.draft(), self.fingerprint.text().strip()
        )
