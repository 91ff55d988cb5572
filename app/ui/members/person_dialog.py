"""Adding a person and mending what is known of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.domain.enums import Education, EventKind, MemberCategory, Sex
from app.domain.names import sex_from_patronymic
from app.domain.vocabulary.words import title_for
from app.services.members import EntryDraft, MemberCard, PersonDraft, add_member, find_doubles, update_person
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, Tone
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px
from app.ui.members.change_choice import ChangeChoice
from app.ui.members.decision_fields import DecisionFields
from app.ui.members.doubles_hint import DoublesHint

_WORK = (("position", "Должность"), ("department", "Подразделение"), ("study_group", "Учебная группа"))
_CONTACTS = (("card_number", "Номер билета"), ("phone", "Телефон"), ("email", "Электронная почта"))


class PersonDialog(FormDialog):
    """``card`` None adds a member; a card mends that person's data. ``on_saved`` hears the person's id."""

    def __init__(
        self, parent: QWidget, context: UiContext, on_saved: Callable[[int], object], card: MemberCard | None = None
    ) -> None:
        title = "Новый член профсоюза" if card is None else "Изменить данные"
        super().__init__(parent, context, title, "Добавить" if card is None else "Сохранить", width=680, columns=2)
        self.card, self._on_saved = card, on_saved
        self._warned = False
        person = card.person if card else PersonDraft(surname="")
        self.lines: dict[str, QLineEdit] = {}
        self._line("surname", "Фамилия", person.surname, wide=True)
        self._line("name", "Имя", person.name)
        self._line("patronymic", "Отчество", person.patronymic)
        self.birth = DateField("Дата рождения", person.birth_date if person.birth_exact else None)
        if person.birth_date is not None and not person.birth_exact:
            self.birth.setText(str(person.birth_date.year))
        self.form.add("Дата рождения", self.birth, "Известен только год: впишите один год")
        self.sex = ChoiceBox()
        self.sex.add("Не указан", None)
        for sex in Sex:
            self.sex.add(title_for(sex), sex)
        self.sex.choose(person.sex)
        self.form.add("Пол", self.sex)
        self.lines["patronymic"].editingFinished.connect(self._guess_sex)
        if card is None:
            names = [self.lines[name] for name in ("surname", "name", "patronymic")]
            self.hint = DoublesHint(context, names, self.birth, self.fit)
            self.form.add_free(self.hint)
        if card is None:
            self.category, self.entry = ChoiceBox(), ChoiceBox()
            for category in MemberCategory:
                self.category.add(title_for(category), category)
            self.entry.add("Впервые принят в профсоюз", EventKind.ADMITTED)
            self.entry.add("Пришёл на учёт из другой организации", EventKind.REGISTERED)
            self.on = DateField("Дата приёма или постановки на учёт", date.today())
            self.basis, self.organisation = QLineEdit(), QLineEdit()
            self.decision = DecisionFields()
            self.decision.tick.toggled.connect(self.refit)
            self.form.add("Категория", self.category)
            self.form.add("Дата приёма", self.on)
            self.form.add("Как пришёл", self.entry, wide=True)
            self.form.add("Из какой организации", self.organisation, wide=True)
            self.form.add("Основание", self.basis, "Например: заявление от 10.09.2026", wide=True)
            self.form.add_free(self.decision)
            self.entry.currentIndexChanged.connect(self._entry_changed)
            self._entry_changed()
        for name, words in _WORK:
            self._line(name, words, getattr(person, name))
        self.work_since = DateField("Работает или учится с", person.work_since)
        self.work_until = DateField("Работа или учёба до", person.work_until)
        self.form.add("Работает или учится с", self.work_since)
        self.form.add("До (если известно)", self.work_until, "Конец договора или учёбы")
        self._line("personnel_number", "Табельный номер", person.personnel_number)
        self.education = ChoiceBox()
        self.education.add("Не указано", None)
        for education in Education:
            self.education.add(title_for(education), education)
        self.education.choose(person.education)
        self.form.add("Образование", self.education)
        self._line("speciality", "Специальность", person.speciality)
        for name, words in _CONTACTS:
            self._line(name, words, getattr(person, name))
        self._line("address", "Адрес", person.address, wide=True)
        self.since = DateField("В профсоюзе с", person.union_since)
        self.form.add("В профсоюзе с", self.since, "Если вступил раньше, в другой организации")
        self.note = QPlainTextEdit(person.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(px(72))
        self.form.add("Заметка", self.note, wide=True)
        self.change = ChangeChoice()
        self.change.setVisible(card is not None)
        self.form.add_free(self.change)
        self.lines["surname"].setFocus()

    def _line(self, name: str, title: str, value: str, *, wide: bool = False) -> None:
        self.lines[name] = QLineEdit(value)
        self.form.add(title, self.lines[name], wide=wide)

    def _entry_changed(self, *_: object) -> None:
        self.form.set_shown(self.organisation, self.entry.value() is EventKind.REGISTERED)
        self.refit()

    def _guess_sex(self) -> None:
        guess = sex_from_patronymic(self.lines["patronymic"].text())
        if guess is not None and self.sex.value() is None:
            self.sex.choose(guess)

    def draft(self) -> PersonDraft:
        """What is typed."""
        text = self.birth.text().strip()
        only_year = text.isdigit() and len(text) == 4
        texts: dict[str, Any] = {name: line.text() for name, line in self.lines.items()}
        return replace(
            self.card.person if self.card else PersonDraft(surname=""),
            **texts,
            sex=self.sex.value(),
            birth_date=date(int(text), 7, 1) if only_year else self.birth.date(),
            birth_exact=not only_year,
            work_since=self.work_since.date(),
            work_until=self.work_until.date(),
            education=self.education.value(),
            union_since=self.since.date(),
            note=self.note.toPlainText(),
        )

    def save(self) -> None:
        """Check, look for the same person once, record."""
        problems: dict[QWidget, str] = {}
        text = self.birth.text().strip()
        if not self.lines["surname"].text().strip():
            problems[self.lines["surname"]] = "Напишите фамилию."
        if self.birth.is_wrong() and not (text.isdigit() and len(text) == 4 and 1900 <= int(text) <= date.today().year):
            problems[self.birth] = "Напишите дату так: 05.11.1978, или только год."
        for field in (self.since, self.work_since, self.work_until):
            if field.is_wrong():
                problems[field] = field.problem(needed=True)
        if self.card is None and self.on.date() is None:
            problems[self.on] = "Напишите, когда принят: 12.09.2026."
        if self.show_problems(problems):
            return
        if not (self.change.check() if self.card is not None else self.decision.check()):
            self.fit()
            return
        draft = self.draft()
        session = self.context.session
        if self.card is not None:
            person_id = self.card.id
            changed_on = self.change.changed_on()
            self.work(
                lambda _: update_person(session, person_id, draft, changed_on=changed_on),
                lambda _: self._saved(person_id),
            )
            return
        if not self._warned:
            self.save_button.setEnabled(False)
            self.context.run(self, lambda _: find_doubles(session, draft), lambda ids: self._doubles(ids, draft))
        else:
            self._add(draft)

    def _doubles(self, ids: tuple[int, ...], draft: PersonDraft) -> None:
        self.save_button.setEnabled(True)
        if ids:
            self._warned = True
            self.banner.show_state(
                Tone.WARNING,
                "Такой человек уже есть в списке. Если это другой, нажмите «Добавить» ещё раз.",
            )
            self.fit()
            return
        self._add(draft)

    def _add(self, draft: PersonDraft) -> None:
        on = self.on.date()
        assert on is not None
        came = self.entry.value() is EventKind.REGISTERED
        entry = EntryDraft(
            self.entry.value(),
            on,
            self.category.value(),
            self.basis.text(),
            self.organisation.text() if came else "",
            self.decision.draft(),
        )
        session = self.context.session
        self.work(lambda _: add_member(session, draft, entry), self._saved)

    def _saved(self, person_id: int) -> None:
        name = " ".join(self.lines[n].text().strip() for n in ("surname", "name", "patronymic")).strip()
        self.context.toast(f"{name}: {'записано' if self.card is None else 'данные изменены'}")
        self._on_saved(person_id)
