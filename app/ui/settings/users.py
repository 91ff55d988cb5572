"""Who may open the vault."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.enums import UserRight
from app.services.authority import takes_out
from app.services.session import Act
from app.services.vault.users import (
    UserView,
    add_user,
    block_user,
    change_password,
    change_right,
    list_users,
    record_undertaking,
    reset_password,
    undertaking_paper,
)
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DataTable, PasswordField, Tone, button, column, flow, label, primary_button, row
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import format_date
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.password import quality
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.words import RIGHT

_ORDER = (UserRight.VIEWER, UserRight.RECORDS, UserRight.DESK, UserRight.CHAIR)
_POWERS = (
    "Подписывать, запечатывать новые файлы, доверять ключам, печатать листы ключей, заводить пользователей, уничтожать "
    "данные и менять настройки может только председатель. С правом «учёт и приём отчётов» человек получает ключи "
    "организации: открывает присланное и выдаёт квитанции. Записывать и готовить отчёты могут все, кроме тех, кто "
    "только смотрит."
)


def powers() -> tuple[str, ...]:
    """What each right can take out of the program, each right with what it has over the one before."""
    lines, before = [], frozenset[str]()
    for right in _ORDER:
        own = [words for words in takes_out(right) if words not in before]
        over = "" if not before else "то же и "
        lines.append(f"{RIGHT[right]}. Можно вынести: {over}{'; '.join(own)}.")
        before |= set(own)
    return tuple(lines)


def password_problems(first: PasswordField, again: PasswordField) -> dict[QWidget, str]:
    """What is wrong with a new password typed twice, under which field."""
    tone, words = quality(first.text())
    if tone in (Tone.ERROR, Tone.NEUTRAL):
        return {first: words}
    if first.text() != again.text():
        return {again: "Пароли не совпадают. Введите ещё раз."}
    return {}


class PasswordDialog(FormDialog):
    """Two fields of a new password with its quality in words."""

    def add_password(self, title: str = "Новый пароль") -> None:
        """Put the fields into the form."""
        self.password, self.again = PasswordField(title), PasswordField(f"{title} ещё раз")
        words = label(quality("")[1], "small", wrap=True)
        self.password.textChanged.connect(lambda text: words.setText(quality(text)[1]))
        self.form.add(title, self.password)
        self.form.add_free(words)
        self.form.add(f"{title} ещё раз", self.again)


class ChangePasswordDialog(PasswordDialog):
    """One's own password."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, context, "Сменить свой пароль", "Сменить")
        self.old = PasswordField("Нынешний пароль")
        self.form.add("Нынешний пароль", self.old)
        self.add_password()

    def save(self) -> None:
        """Change it."""
        if self.show_problems(password_problems(self.password, self.again)):
            return
        session, old, new, context = self.context.session, self.old.text(), self.password.text(), self.context
        self.work(lambda _: change_password(session, old, new), lambda _: context.toast("Пароль изменён"))


class ResetPasswordDialog(PasswordDialog):
    """A new password for somebody who forgot theirs."""

    def __init__(self, parent: QWidget, context: UiContext, user: UserView) -> None:
        super().__init__(parent, context, f"Новый пароль: {user.name}", "Задать пароль")
        self._user = user
        self.add_password()

    def save(self) -> None:
        """Set it."""
        if self.show_problems(password_problems(self.password, self.again)):
            return
        session, user, new, context = self.context.session, self._user, self.password.text(), self.context
        self.work(
            lambda _: reset_password(session, user.id, new), lambda _: context.toast(f"Новый пароль задан: {user.name}")
        )


class AddUserDialog(PasswordDialog):
    """Somebody who helps with the records."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, context, "Новый пользователь", "Добавить")
        self.name = QLineEdit()
        self.right = ChoiceBox()
        for right in (UserRight.RECORDS, UserRight.DESK, UserRight.VIEWER, UserRight.CHAIR):
            self.right.add(RIGHT[right], right)
        self.undertaking = QCheckBox("Обязательство не разглашать данные подписано")
        self.undertaking.setAccessibleName(self.undertaking.text())
        self.form.add("Фамилия и инициалы", self.name)
        self.form.add("Что можно", self.right)
        self.add_password()
        self.form.add_free(self.undertaking)
        self.form.add_free(label("Без подписанного обязательства человек войти не сможет.", "small", wrap=True))

    def save(self) -> None:
        """Let them in."""
        problems: dict[QWidget, str] = {}
        if not self.name.text().strip():
            problems[self.name] = "Напишите, кто это."
        problems |= password_problems(self.password, self.again)
        if self.show_problems(problems):
            return
        session, context, name, right = self.context.session, self.context, self.name.text(), self.right.value()
        password, signed = self.password.text(), self.undertaking.isChecked()

        def done(_: object) -> None:
            context.toast(f"Добавлен пользователь: {name}")

        self.work(lambda _: add_user(session, name, right, password, undertaking=signed), done)


class RightDialog(FormDialog):
    """Other rights for a user."""

    def __init__(self, parent: QWidget, context: UiContext, user: UserView) -> None:
        super().__init__(parent, context, f"Права: {user.name}", "Изменить")
        self._user = user
        self.right = ChoiceBox()
        for right in (UserRight.RECORDS, UserRight.DESK, UserRight.VIEWER, UserRight.CHAIR):
            self.right.add(RIGHT[right], right)
        self.right.choose(user.right)
        self.form.add("Что можно", self.right)
        self.form.add_free(label("Новые права действуют со следующего входа этого человека.", "small", wrap=True))

    def save(self) -> None:
        """Give them."""
        session, user, right, context = self.context.session, self._user, self.right.value(), self.context

        def done(_: object) -> None:
            context.toast(f"Права изменены: {user.name}")

        self.work(lambda _: change_right(session, user.id, right), done)


class UsersSection(QWidget):
    """Everybody with access; one's own password for everybody, the rest for the chair."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.chair = context.session.may(Act.USERS)

        def state(user: UserView) -> str:
            if user.blocked_at is not None:
                return "закрыт"
            needs = user.right is not UserRight.CHAIR and user.undertaking_at is None
            return "ждёт обязательства" if needs else "открыт"

        def tone(user: UserView, section: int) -> Tone | None:
            if section != 2:
                return None
            return {"закрыт": Tone.NEUTRAL, "открыт": Tone.GOOD}.get(state(user), Tone.WARNING)

        self.model: RowsModel[UserView] = RowsModel(
            [
                ("Кто", lambda u: u.name),
                ("Что можно", lambda u: RIGHT[u.right]),
                ("Доступ", state),
                ("С какого дня", lambda u: format_date(u.created_at.date())),
            ],
            tone,
        )
        self.table = DataTable("Пользователи")
        self.table.setModel(self.model)
        self.table.set_widths(200, 220, 160, 110)
        self.table.setMinimumHeight(px(220))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.own = button("Сменить свой пароль…", lambda: ChangePasswordDialog(self, context).open())
        self.add_button = primary_button(
            "Добавить…", lambda: AddUserDialog(self, context).open(), name="Добавить пользователя"
        )
        self.reset = button("Новый пароль…", self._reset, name="Задать новый пароль пользователю")
        self.rights = button("Права…", self._rights, name="Изменить права пользователя")
        self.paper = button("Обязательство…", self._paper, name="Напечатать обязательство о неразглашении")
        self.signed = button("Обязательство подписано", self._undertaking)
        self.block = button("Закрыть доступ…", self._block, danger=True)
        tools = [self.add_button, self.rights, self.reset, self.paper, self.signed, self.block]
        for widget in (self.table, *tools):
            widget.setVisible(self.chair)
        self.powers = powers()
        self.setLayout(
            column(
                row(label(f"Вы вошли как: {context.session.user_name}", "strong"), 1, self.own),
                self.table,
                flow(*tools),
                label("Что кому можно", "strong"),
                label(_POWERS, "muted", wrap=True),
                label("Что можно вынести из программы", "strong"),
                *(label(text, wrap=True) for text in self.powers),
                1,
            )
        )
        self._enable()

    def refresh(self) -> None:
        """Read them."""
        session = self.context.session
        if self.chair:
            self.context.run(self, lambda _: list_users(session), self._show, key="users")

    def _show(self, users: tuple[UserView, ...]) -> None:
        self.model.show_rows(users)
        self._enable()

    def _enable(self) -> None:
        user = self.model.row_at(self.table.current_row())
        live = user is not None and user.blocked_at is None
        for widget in (self.reset, self.rights, self.paper):
            widget.setEnabled(live)
        self.block.setEnabled(live)
        self.signed.setEnabled(
            live and user is not None and user.undertaking_at is None and user.right is not UserRight.CHAIR
        )

    def _chosen(self) -> UserView | None:
        return self.model.row_at(self.table.current_row())

    def _reset(self) -> None:
        user = self._chosen()
        if user is not None:
            ResetPasswordDialog(self, self.context, user).open()

    def _rights(self) -> None:
        user = self._chosen()
        if user is not None:
            RightDialog(self, self.context, user).open()

    def _paper(self) -> None:
        from app.ui.printing.preview import show_pdf

        user, session = self._chosen(), self.context.session
        if user is not None:
            title = "Обязательство о неразглашении"
            self.context.run(
                self,
                lambda _: undertaking_paper(session, user.id),
                lambda pdf: show_pdf(self, title, pdf, f"{title}.pdf"),
            )

    def _undertaking(self) -> None:
        user, session = self._chosen(), self.context.session
        if user is not None:
            self.context.run(self, lambda _: record_undertaking(session, user.id))

    def _block(self) -> None:
        user, session = self._chosen(), self.context.session
        if user is None:
            return

        def close() -> None:
            self.context.run(self, lambda _: block_user(session, user.id))

        words = f"{user.name} больше не сможет открыть данные. Записи этого человека останутся."
        confirm(self, "Закрыть доступ?", words, "Закрыть доступ", close, danger=True)
