"""Dialogs of personal data: keep on a ground, destroy, a request and its answer, an incident, to whom a part goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.domain.enums import RequestKind
from app.domain.files import write_atomically
from app.domain.vocabulary.words import title_for, word_for
from app.errors import AppError
from app.messages import sentence
from app.progress import Progress
from app.services.privacy.definitions import KeepGround
from app.services.privacy.destroying import DestructionOutcome, DestructionPlan, destroy, plan_destruction
from app.services.privacy.ends import EndView, grounds, keep
from app.services.privacy.incidents import IncidentDraft, IncidentView, add_incident, change_incident
from app.services.privacy.requests import RequestView, add_request, close_request, due_on, extend_request
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, label
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px
from app.ui.privacy.mentions_dialog import MentionsDialog

_NOT_A_DATE = "Напишите дату так: 12.09.2026."


def text_box(name: str, value: str = "", lines: int = 3) -> QPlainTextEdit:
    """A field of several lines that Tab leaves."""
    box = QPlainTextEdit(value)
    box.setAccessibleName(name)
    box.setTabChangesFocus(True)
    box.setFixedHeight(px(24) * lines + px(16))
    return box


class KeepDialog(FormDialog):
    """On what ground data stay although the person changed their mind."""

    def __init__(self, parent: QWidget, context: UiContext, end: EndView) -> None:
        super().__init__(parent, context, "Хранить: на каком основании", "Записать решение", width=640)
        self._end = end
        self.form.add_free(label(end.name, "strong", wrap=True))
        self.ground = ChoiceBox()
        self.ground.setAccessibleName("Основание")
        self.grounds: dict[str, KeepGround] = {g.id: g for g in grounds(context.session)}
        for one in self.grounds.values():
            self.ground.add(one.title, one.id)
        self.form.add("Основание", self.ground)
        self.words = label("", wrap=True)
        self.law = label("", "small", wrap=True)
        self.form.add_free(self.words)
        self.form.add_free(self.law)
        self.until = DateField("Хранить до")
        self.form.add("Хранить до", self.until, "Пусто: срок основания из закона")
        self.note = QLineEdit()
        self.note.setAccessibleName("Пояснение")
        self.form.add("Пояснение", self.note)
        self.form.add_free(label("Наверх и другим данные этого человека не уходят всё равно.", "small", wrap=True))
        self.ground.currentIndexChanged.connect(lambda *_: self._tell())
        self._tell()

    def _tell(self) -> None:
        ground = self.grounds[str(self.ground.value())]
        self.words.setText(ground.words)
        self.law.setText(ground.law)
        self.refit()

    def save(self) -> None:
        """Record the decision."""
        if self.until.is_wrong():
            self.show_problems({self.until: _NOT_A_DATE})
            return
        session, end_id, ground = self.context.session, self._end.id, str(self.ground.value())
        note, until, context = self.note.text(), self.until.date(), self.context

        def done(_: object) -> None:
            context.toast("Решение записано")

        self.work(lambda _: keep(session, end_id, ground, note, until), done)


class DestroyDialog(FormDialog):
    """What will be destroyed; first the act is saved, then everything goes."""

    def __init__(self, parent: QWidget, context: UiContext, person_id: int, name: str, ground: str = "") -> None:
        super().__init__(parent, context, "Уничтожить данные", "Сохранить акт и уничтожить", width=640)
        self._person_id, self._name = person_id, name
        self.form.add_free(label(name, "strong", wrap=True))
        self.ground = text_box("Причина", ground, 2)
        self.form.add("Причина", self.ground, "Она войдёт в акт: отзыв согласия и его дата, срок, требование")
        self.paper = QLineEdit()
        self.paper.setAccessibleName("Что уничтожается на бумаге")
        self.form.add(
            "Что уничтожается на бумаге",
            self.paper,
            "Например: лист согласия, 2 листа; «нет», если бумаг нет",
        )
        for text in (
            "Исчезнут: имя, контакты, должности, обучение, согласия, копии листов, журнал о человеке, прежние запасные "
            "копии. Вернуть ничего нельзя.",
            "Останется отметка без имени: год рождения, пол, даты членства – чтобы объяснить прошлые отчёты. Числа "
            "подписанных отчётов не изменятся.",
            "Акт и выгрузку из журнала напечатайте, подпишите и храните три года: имени в программе больше не будет.",
        ):
            self.form.add_free(label(text, "small", wrap=True))

    def save(self) -> None:
        """Plan, ask where the act goes, then do it."""
        ground = self.ground.toPlainText().strip()
        if not ground:
            self.show_problems({self.ground: "Напишите, почему данные уничтожаются."})
            return
        session, person_id, paper = self.context.session, self._person_id, self.paper.text().strip()
        self.save_button.setEnabled(False)

        def planned(plan: DestructionPlan) -> None:
            self.save_button.setEnabled(True)
            if plan.undecided:
                MentionsDialog(self, plan, self._ask_where).open()
            else:
                self._ask_where(plan)

        self.context.run(
            self,
            lambda _: plan_destruction(session, person_id, ground, paper=paper),
            planned,
            on_error=self._refused,
        )

    def _ask_where(self, plan: DestructionPlan) -> None:
        name = f"Акт № {plan.number} об уничтожении.pdf"
        self.context.files.save_file(self, "Куда сохранить акт", name, "PDF (*.pdf)", lambda p: self._do(plan, p))

    def _do(self, plan: DestructionPlan, path: Path) -> None:
        session, context = self.context.session, self.context

        def work(progress: Progress) -> DestructionOutcome:
            write_atomically(path, plan.act)
            try:
                outcome = destroy(session, plan, progress)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
            write_atomically(path, outcome.act)
            return outcome

        def done(outcome: DestructionOutcome) -> None:
            context.toast(destroyed_words(outcome, path))

        self.work(work, done)


def destroyed_words(outcome: DestructionOutcome, path: Path) -> str:
    """What the person has to know after it."""
    words = f"Данные уничтожены, акт № {outcome.number}: {path.name}. Подпишите его."
    if outcome.withdrawn:
        words += f" Подготовьте заново: {'; '.join(outcome.withdrawn)}."
    if outcome.backups.left:
        words += f" Уничтожьте сами прежние копии: {'; '.join(Path(p).name for p in outcome.backups.left)}."
    if outcome.unfinished:
        words += f" {sentence(AppError('vault.rewrite_owed'))}"
    if outcome.undecided:
        places = ", ".join(sorted({one.where for one in outcome.undecided}))
        words += f" Похожее имя осталось там, где вы решили его оставить: {places}."
    return words


class RequestDialog(FormDialog):
    """A request of a person about their data."""

    def __init__(self, parent: QWidget, context: UiContext, person_id: int, name: str) -> None:
        super().__init__(parent, context, "Записать обращение", "Записать")
        self._person_id = person_id
        self.form.add_free(label(name, "strong", wrap=True))
        self.kind = ChoiceBox()
        self.kind.setAccessibleName("О чём просит")
        for kind in RequestKind:
            self.kind.add(title_for(kind), kind)
        self.form.add("О чём просит", self.kind)
        self.on = DateField("Когда получено", date.today())
        self.form.add("Когда получено", self.on)
        self.text = text_box("Своими словами")
        self.form.add("Своими словами", self.text)
        self.due = label("", "strong", wrap=True)
        self.form.add_free(self.due)
        self.kind.currentIndexChanged.connect(lambda *_: self._tell())
        self.on.textChanged.connect(lambda *_: self._tell())
        self._tell()

    def _tell(self) -> None:
        on = self.on.date()
        if on is not None:
            until = due_on(RequestKind(self.kind.value()), on)
            self.due.setText(f"Ответить до {until:%d.%m.%Y} (рабочие дни, праздники учтены).")

    def save(self) -> None:
        """Record it."""
        on = self.on.date()
        if on is None:
            self.show_problems({self.on: _NOT_A_DATE})
            return
        session, person_id, kind = self.context.session, self._person_id, RequestKind(self.kind.value())
        text, context = self.text.toPlainText(), self.context

        def done(_: object) -> None:
            context.toast("Обращение записано, день ответа появится на странице «Сегодня»")

        self.work(lambda _: add_request(session, person_id, kind, on, text), done)


class RequestAnswerDialog(FormDialog):
    """What was answered, or why five working days more are taken."""

    def __init__(self, parent: QWidget, context: UiContext, request: RequestView, *, extend: bool = False) -> None:
        title = "Продлить срок ответа" if extend else "Записать ответ"
        super().__init__(parent, context, title, "Продлить" if extend else "Записать")
        self._request, self._extend = request, extend
        self.form.add_free(label(f"{request.name}: {word_for(request.kind)}", "strong", wrap=True))
        name = "Почему нужен ещё срок" if extend else "Что сделано"
        hint = "Человеку отправляют уведомление с этой причиной" if extend else "Например: ответ вручён лично"
        self.text = text_box(name)
        self.form.add(name, self.text, hint)

    def save(self) -> None:
        """Record it."""
        text = self.text.toPlainText().strip()
        if not text:
            self.show_problems({self.text: "Напишите это одной-двумя фразами."})
            return
        session, request_id, context, extend = self.context.session, self._request.id, self.context, self._extend

        def work(_: Progress) -> None:
            if extend:
                extend_request(session, request_id, text)
            else:
                close_request(session, request_id, text)

        def done(_: object) -> None:
            context.toast("Срок продлён на пять рабочих дней" if extend else "Ответ записан")

        self.work(work, done)


class IncidentDialog(FormDialog):
    """What happened with data, for the two notices."""

    _FIELDS = (
        ("cause", "Предполагаемая причина"),
        ("harm", "Предполагаемый вред людям"),
        ("measures", "Принятые меры"),
        ("contact", "Кто отвечает перед Роскомнадзором: имя, телефон, почта"),
        ("findings", "Что показало расследование (для второго уведомления)"),
    )

    def __init__(self, parent: QWidget, context: UiContext, known: IncidentView | None = None) -> None:
        super().__init__(parent, context, "Происшествие с данными", "Записать", width=680)
        self._known = known
        now = datetime.now().astimezone()
        draft = known.draft if known is not None else IncidentDraft(now, "")
        self.form.add_free(
            label("С часа обнаружения идут 24 часа до первого уведомления Роскомнадзора и 72 до второго.", wrap=True)
        )
        found = draft.discovered_at.astimezone()
        self.on = DateField("День обнаружения", found.date())
        self.form.add("День обнаружения", self.on)
        self.at = QLineEdit(f"{found:%H:%M}")
        self.at.setAccessibleName("Время обнаружения")
        self.form.add("Время", self.at, "Например 14:30")
        self.happened = text_box("Что случилось", draft.happened)
        self.form.add("Что случилось", self.happened)
        self.people = QLineEdit("" if draft.people is None else str(draft.people))
        self.people.setAccessibleName("Сколько людей затронуто")
        self.form.add("Сколько людей затронуто", self.people, "Если известно")
        self.texts = {}
        for name, title in self._FIELDS:
            self.texts[name] = text_box(title, getattr(draft, name), 2)
            self.form.add(title, self.texts[name])

    def save(self) -> None:
        """Record it."""
        problems: dict[QWidget, str] = {}
        on = self.on.date()
        try:
            moment = datetime.strptime(self.at.text().strip(), "%H:%M").time()  # noqa: DTZ007 - the hour of a day here
        except ValueError:
            moment = None
            problems[self.at] = "Напишите время так: 14:30."
        if on is None:
            problems[self.on] = _NOT_A_DATE
        if not self.happened.toPlainText().strip():
            problems[self.happened] = "Напишите, что случилось."
        number = self.people.text().strip()
        if number and not number.isdigit():
            problems[self.people] = "Напишите число или оставьте пустым."
        if self.show_problems(problems) or on is None or moment is None:
            return
        texts = {name: box.toPlainText().strip() for name, box in self.texts.items()}
        draft = IncidentDraft(
            datetime.combine(on, moment).astimezone(),
            self.happened.toPlainText().strip(),
            int(number) if number else None,
            cause=texts["cause"],
            harm=texts["harm"],
            measures=texts["measures"],
            contact=texts["contact"],
            findings=texts["findings"],
        )
        session, known, context = self.context.session, self._known, self.context

        def work(_: Progress) -> None:
            if known is None:
                add_incident(session, draft)
            else:
                change_incident(session, known.id, replace(draft, categories=known.draft.categories))

        def done(_: object) -> None:
            context.toast("Происшествие записано")

        self.work(work, done)


def people_named(rows: Sequence[str], most: int = 3) -> str:
    """«Иванова А., Петров И. и ещё 4»"""
    rest = len(rows) - most
    return ", ".join(rows[:most]) + (f" и ещё {rest}" if rest > 0 else "")


__all__ = [
    "DestroyDialog",
    "IncidentDialog",
    "KeepDialog",
    "RequestAnswerDialog",
    "RequestDialog",
    "destroyed_words",
    "people_named",
    "text_box",
]  # fmt: skip
