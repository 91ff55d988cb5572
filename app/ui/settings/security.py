"""Locking, the recovery sheet, a new key, the change of chair, and whether everything is whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.vocabulary.numbers import plural
from app.errors import AppError
from app.messages import message_for
from app.services.organisation.passport import recovery_sheet
from app.services.session import Act
from app.services.vault.chair_change import ChairHandover, NewKey, change_key, hand_over, older_copies, remove_copies
from app.services.vault.creating import VaultCheck, check_vault, confirm_rollback, new_recovery_code
from app.services.vault.sheets import keep_sheet, sheet_is_due
from app.services.vault.users import UserView, list_users
from app.ui.context import UiContext
from app.ui.kit import Banner, ChoiceBox, Form, PasswordField, Tone, button, column, flow, label, primary_button
from app.ui.kit.asking import Answers, AskDialog, Note, ask, password
from app.ui.kit.dialogs import confirm
from app.ui.kit.theme import px
from app.ui.preferences import IDLE_MINUTES
from app.ui.settings.users import PasswordDialog, password_problems

_SHOWN = 20
OLDER = ("vault.rolled_back", "vault.head_missing", "vault.head_unknown", "vault.known_above")
"""What a chair may confirm: the base is older than it was, or nobody can tell."""

_MINUTES = (5, 10, 15, 30, 60, 0)


def _preview(parent: QWidget, title: str, pdf: bytes) -> None:
    from app.ui.printing.preview import show_pdf

    show_pdf(parent, title, pdf, f"{title}.pdf")


_NewKeyMade = tuple[NewKey, bytes, tuple[Path, ...]]
"""The key, the sheet of its recovery code (PDF), copies that the passwords of before still open."""


def ask_new_key(owner: QWidget, context: UiContext, on_done: Callable[[_NewKeyMade], object]) -> AskDialog:
    """A new key for the database; asks for the chair's own password."""
    own = password("password", "Ваш пароль")
    words = (
        "Все данные будут зашифрованы новым ключом. Ваш пароль останется. Прежний лист восстановления перестанет "
        "действовать, остальным пользователям вы зададите новые пароли. Если во время смены выключат свет, база "
        "останется целой: под старым ключом или уже под новым."
    )

    def change(answers: Answers) -> _NewKeyMade:
        began = datetime.now(UTC)
        key = change_key(context.session, answers[own])
        return key, recovery_sheet(context.session, key.recovery_code), older_copies(context.session, began)

    return ask(
        owner,
        context,
        "Сменить ключ базы",
        "Сменить ключ",
        (own, Note(words, "small")),
        lambda answers, _: change(answers),
        lambda _, made: on_done(made),
    )


class ChairHandoverDialog(PasswordDialog):
    """The new chair: somebody from the users or a new one, with a password of their own."""

    def __init__(self, parent: QWidget, context: UiContext, users: tuple[UserView, ...], on_done: object) -> None:
        super().__init__(parent, context, "Сменить председателя", "Передать и закрыть")
        self._on_done = on_done
        self.own = PasswordField("Ваш пароль")
        self.who = ChoiceBox()
        self.who.add("Новый человек", None)
        for user in users:
            if user.blocked_at is None and user.name != context.session.user_name:
                self.who.add(user.name, user.id)
        self.name = QLineEdit()
        self.form.add("Ваш пароль", self.own)
        self.form.add("Кто принимает", self.who)
        self.form.add("Фамилия и инициалы нового председателя", self.name)
        self.who.activated.connect(lambda _: self.name.setEnabled(self.who.value() is None))
        self.add_password("Пароль нового председателя")
        self.form.add_free(
            label(
                "Пароль вводит новый председатель. После передачи база зашифрована новым ключом, ваш вход закрыт, "
                "прежний лист восстановления не действует. Программа покажет акт передачи и новый лист: "
                "напечатайте оба.",
                "small",
                wrap=True,
            )
        )

    def save(self) -> None:
        """Hand over."""
        problems: dict[QWidget, str] = {}
        if not self.own.text():
            problems[self.own] = "Введите свой пароль."
        if self.who.value() is None and not self.name.text().strip():
            problems[self.name] = "Напишите, кто принимает."
        problems |= password_problems(self.password, self.again)
        if self.show_problems(problems):
            return
        session, own, name, new = self.context.session, self.own.text(), self.name.text(), self.password.text()
        user_id, done = self.who.value(), self._on_done

        def work(_: object) -> tuple[ChairHandover, bytes]:
            from app.rendering.sheets import RecoverySheet, recovery_sheet_pdf
            from app.services.organisation.passport import passport

            organisation = passport(session).full_name
            result = hand_over(session, own, name, new, user_id=user_id)
            sheet = RecoverySheet(organisation, result.recovery_code, datetime.now().date())
            return result, recovery_sheet_pdf(sheet)

        self.work(work, lambda result: done(result))  # type: ignore[operator]


class SecuritySection(QWidget):
    """Everybody sees when it locks and whether the data are whole; keys are the chair's."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.chair = context.session.may(Act.KEYS)
        preferences = context.preferences
        self.idle = ChoiceBox()
        for minutes in _MINUTES:
            words = f"Через {plural(minutes, 'минуту', 'минуты', 'минут')}" if minutes else "Никогда"
            self.idle.add(words, minutes)
        self.idle.choose(preferences.number("idle_minutes", IDLE_MINUTES))
        self.idle.activated.connect(lambda _: preferences.set("idle_minutes", self.idle.value()))
        self.with_screen = QCheckBox("Когда блокируется экран и перед сном")
        self.with_screen.setAccessibleName(self.with_screen.text())
        self.with_screen.setChecked(bool(preferences.number("lock_with_screen", 1)))
        self.with_screen.toggled.connect(lambda on: preferences.set("lock_with_screen", int(on)))
        locking = Form()
        locking.add("Если никто не работает", self.idle)
        locking.add_free(self.with_screen)
        locking.setMaximumWidth(px(460))
        self.banner = Banner()
        self.sheet_banner = Banner()
        self.sheet_banner.activated.connect(self._keep_sheet)
        self.findings = label("", wrap=True, selectable=True)
        self.findings.hide()
        self.check_button = primary_button("Проверить данные", self.check)
        self.confirm_button = button("Я проверил, всё в порядке", self._confirm_rollback)
        self.confirm_button.hide()
        self.recovery_button = button("Новый лист восстановления…", self._ask_recovery)
        self.key_button = button("Сменить ключ базы…", self._change_key)
        self.handover_button = button("Сменить председателя…", self._hand_over)
        for widget in (self.recovery_button, self.key_button, self.handover_button):
            widget.setEnabled(self.chair)
        self.setLayout(
            column(
                label("Когда программа закрывается паролем", "strong"),
                locking,
                label("Целы ли данные", "strong"),
                label(
                    "Проверяется каждая страница файла, связи записей, сроки членства, журнал, подписанные отчёты и "
                    "отправленные файлы.",
                    "muted",
                    wrap=True,
                ),
                self.banner,
                self.findings,
                flow(self.check_button, self.confirm_button),
                label("Доступ", "strong"),
                label(
                    "Лист восстановления открывает данные, если пароль забыт. Ключ меняют, когда пароль или лист мог "
                    "увидеть посторонний, и всегда при смене председателя.",
                    "muted",
                    wrap=True,
                ),
                self.sheet_banner,
                flow(self.recovery_button, self.key_button, self.handover_button),
                1,
            )
        )

    def refresh(self) -> None:
        """Whether the recovery sheet is in somebody's hands; the rest is read when asked."""
        session = self.context.session
        if self.chair:
            self.context.run(self, lambda _: sheet_is_due(session), self._tell_sheet, key="sheet")

    def _tell_sheet(self, due: bool) -> None:
        self.sheet_banner.setVisible(due)
        if due:
            words = "Напечатан ли он и убран отдельно от компьютера? Если листа нет, сделайте новый ниже."
            self.sheet_banner.show_state(Tone.WARNING, "Лист восстановления", words, "Лист у меня")

    def _keep_sheet(self) -> None:
        session, context = self.context.session, self.context

        def kept(_: None) -> None:
            context.toast("Лист восстановления отмечен")
            self._tell_sheet(False)

        context.run(self, lambda _: keep_sheet(session), kept)

    def check(self) -> None:
        """Look whether everything in the vault is whole."""
        session = self.context.session
        self.context.run(self, lambda p: check_vault(session, p), self._checked, title="Проверяю данные")

    def _checked(self, found: VaultCheck) -> None:
        self.confirm_button.setVisible(self.chair and any(p.code in OLDER for p in found.problems))
        if found.ok:
            self.banner.show_state(Tone.GOOD, "Данные целы")
        else:
            self.banner.show_state(Tone.ERROR, f"Найдены неполадки: {len(found.problems)}")
        lines = []
        for problem in (*found.problems[:_SHOWN], *found.remarks[:_SHOWN]):
            message = message_for(AppError(problem.code, where=problem.where))
            lines.append(" ".join(part for part in (message.what, problem.where and f"({problem.where})") if part))
            lines.append(f"    {message.todo}")
        if len(found.problems) > _SHOWN:
            lines.append(f"И ещё {len(found.problems) - _SHOWN}: все показывает команда pervichka vault check.")
        self.findings.setText("\n".join(lines))
        self.findings.setVisible(bool(lines))

    def _confirm_rollback(self) -> None:
        session = self.context.session

        def agreed() -> None:
            self.context.run(self, lambda _: confirm_rollback(session), lambda _: self.check())

        words = "Возможно, последних действий, которые были в базе раньше, в ней нет. Это будет записано в журнал."
        confirm(self, "Работать с этой базой?", words, "Работать с ней", agreed)

    def _ask_recovery(self) -> None:
        words = "Прежний лист перестанет действовать. Новый нужно сразу напечатать или сохранить."
        confirm(self, "Новый лист восстановления", words, "Сделать новый лист", self._new_recovery)

    def _new_recovery(self) -> None:
        session = self.context.session
        self.context.run(
            self,
            lambda _: recovery_sheet(session, new_recovery_code(session)),
            self._sheet_made,
        )

    def _sheet_made(self, pdf: bytes) -> None:
        self._tell_sheet(True)
        _preview(self, "Лист восстановления", pdf)

    def _change_key(self) -> None:
        ask_new_key(self, self.context, self._key_changed)

    def _key_changed(self, result: _NewKeyMade) -> None:
        key, sheet, older = result
        waiting = f" Задайте новые пароли: {', '.join(key.waiting)}." if key.waiting else ""
        self.banner.show_state(Tone.GOOD, "База зашифрована новым ключом.", f"Напечатайте новый лист.{waiting}")
        self._sheet_made(sheet)
        if older:
            self._offer_removal(older)

    def _offer_removal(self, older: tuple[Path, ...]) -> None:
        session, context = self.context.session, self.context

        def remove() -> None:
            context.run(
                self,
                lambda _: remove_copies(session, older),
                lambda count: context.toast(f"Удалены прежние копии: {count}"),
            )

        words = (
            f"Копии, сделанные раньше ({len(older)}), открываются прежними паролями. Удалите их, когда сделаете новую "
            "копию. Копии на других флешках программа не видит: уничтожьте их сами."
        )
        confirm(self, "Удалить прежние копии?", words, "Удалить", remove, danger=True)

    def _hand_over(self) -> None:
        session = self.context.session
        self.context.run(
            self,
            lambda _: list_users(session),
            lambda users: ChairHandoverDialog(self, self.context, users, self._handed_over).open(),
        )

    def _handed_over(self, result: tuple[ChairHandover, bytes]) -> None:
        """The session is closed already; the two papers stay on the screen over the password page."""
        handover, sheet = result
        window = self.window()
        self.context.shell.lock()
        for title, pdf in (("Лист восстановления", sheet), ("Акт передачи учётных данных", handover.act)):
            _preview(window, title, pdf)
