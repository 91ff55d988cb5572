"""The password screen and the way back in when the password is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit

from app.domain.passwords import GOOD_PASSWORD_LENGTH
from app.domain.vocabulary.numbers import plural
from app.errors import AppError
from app.progress import Progress
from app.ui.kit import Banner, Form, PasswordField, Tone, button, label, link_button, primary_button, row
from app.ui.kit.password import quality
from app.ui.kit.screen import Screen
from app.ui.problems import one_line

if TYPE_CHECKING:
    from app.services.session import VaultSession

Run = Callable[
    [Callable[[Progress], "VaultSession"], Callable[["VaultSession"], object], Callable[[Exception], object]], object
]
"""Runs work off the window's thread, then calls back: (work, on_done, on_error)."""


class LoginView(Protocol):
    """What the presenter tells the screen."""

    def show_busy(self, busy: bool) -> None:
        """The password is being tried."""

    def show_refusal(self, text: str, wait_seconds: int) -> None:
        """A calm sentence; the button rests for ``wait_seconds``."""

    def offer_to_accept(self) -> None:
        """The password is good, the file of keys is not the last one: the person may say that it was them."""


class LoginPresenter:
    """Tries a password or a recovery code; plain Python."""

    def __init__(self, folder: Path, view: LoginView, run: Run, on_open: Callable[[VaultSession], object]) -> None:
        self.folder, self._view, self._run, self._on_open = folder, view, run, on_open

    def try_password(self, password: str, *, accept_keys: bool = False) -> None:
        """Open with the password; ``accept_keys``: the person put an older file of keys back themselves."""
        if not password:
            self._view.show_refusal("Введите пароль.", 0)
            return

        def work(_: Progress) -> VaultSession:
            from app.services.vault.opening import open_vault  # the database is read while the password is typed

            return open_vault(self.folder, password, accept_keys=accept_keys)

        self._start(work)

    def try_recovery(self, code: str, new_password: str, again: str) -> None:
        """Open with the code of the recovery sheet and set a new password."""
        tone, words = quality(new_password)
        if not code.strip():
            self._view.show_refusal("Введите код с листа восстановления.", 0)
        elif tone in (Tone.ERROR, Tone.NEUTRAL):
            self._view.show_refusal(f"Новый пароль. {words}", 0)
        elif new_password != again:
            self._view.show_refusal("Пароли не совпадают: введите новый пароль ещё раз.", 0)
        else:
            self._start(lambda _: self._recovered(code, new_password))

    def _recovered(self, code: str, new_password: str) -> VaultSession:
        from app.services.vault.opening import open_with_recovery

        return open_with_recovery(self.folder, code, new_password)

    def _start(self, work: Callable[[Progress], VaultSession]) -> None:
        self._view.show_busy(True)
        self._run(work, self._opened, self._refused)

    def _opened(self, session: VaultSession) -> None:
        self._view.show_busy(False)
        self._on_open(session)

    def _refused(self, error: Exception) -> None:
        self._view.show_busy(False)
        seconds = error.params.get("seconds", 0) if isinstance(error, AppError) else 0
        self._view.show_refusal(one_line(error), int(seconds) if isinstance(seconds, int | float) else 0)
        if isinstance(error, AppError) and error.code == "vault.keys_unconfirmed":
            self._view.offer_to_accept()


class _Refusing(Screen):
    """A screen with a banner and one filled button that can rest for a while."""

    def __init__(self, title: str, subtitle: str) -> None:
        super().__init__(title, subtitle)
        self.banner = Banner()
        self.go = primary_button("Открыть")
        self._seconds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def show_busy(self, busy: bool) -> None:
        """The password is being tried."""
        self.go.setEnabled(not busy and self._seconds == 0)
        self.go.setText("Открываю…" if busy else "Открыть")

    def show_refusal(self, text: str, wait_seconds: int) -> None:
        """A calm sentence, and a rest when there were many tries."""
        self.banner.show_state(Tone.ERROR, text)
        self._seconds = max(wait_seconds, 0)
        if self._seconds:
            self._timer.start()
            self.go.setEnabled(False)
            self._say_wait()

    def offer_to_accept(self) -> None:
        """Only the password screen has something to offer."""

    def _tick(self) -> None:
        self._seconds -= 1
        if self._seconds <= 0:
            self._timer.stop()
            self.go.setEnabled(True)
            self.go.setText("Открыть")
        else:
            self._say_wait()

    def _say_wait(self) -> None:
        self.go.setText(f"Подождите {plural(self._seconds, 'секунду', 'секунды', 'секунд')}")


class LoginScreen(_Refusing):
    """Password, «Забыли пароль?», another organisation."""

    forgotten = Signal()
    other_requested = Signal()
    submitted = Signal(str)
    accepted_keys = Signal(str)

    def __init__(self, folder: Path, *, reason: str = "") -> None:
        super().__init__("Введите пароль", f"Организация в папке «{folder.name}»")
        self.password = PasswordField("Пароль")
        self.look = QCheckBox("Показать пароль")
        self.look.setAccessibleName("Показать пароль")
        self.look.toggled.connect(self.password.show_letters)
        form = Form()
        form.add("Пароль", self.password)
        self.go.clicked.connect(lambda *_: self.submitted.emit(self.password.text()))
        self.password.returnPressed.connect(self.go.click)
        self.content.addWidget(self.banner)
        self.content.addWidget(form)
        self.content.addWidget(self.look)
        self.content.addWidget(self.go)
        self.accept_keys = button(
            "Это я вернул прежний файл ключей", lambda: self.accepted_keys.emit(self.password.text())
        )
        self.accept_keys.hide()
        self.content.addWidget(self.accept_keys)
        self.content.addLayout(
            row(
                link_button("Забыли пароль?", self.forgotten.emit),
                link_button("Другая организация", self.other_requested.emit),
                1,
            )
        )
        if reason:
            self.banner.show_state(Tone.INFO, reason)
        self.setFocusProxy(self.password)

    def show_refusal(self, text: str, wait_seconds: int) -> None:
        """Also: the password is chosen whole, so that typing replaces it."""
        super().show_refusal(text, wait_seconds)
        self.accept_keys.hide()
        self.password.setFocus()
        self.password.selectAll()

    def offer_to_accept(self) -> None:
        """The button under the refusal."""
        self.accept_keys.show()


class RecoveryScreen(_Refusing):
    """The code of the recovery sheet and a new password."""

    back_requested = Signal()
    submitted = Signal(str, str, str)

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "Новый пароль по листу восстановления",
            f"Организация в папке «{folder.name}». Код напечатан на листе, который вы сохранили при создании.",
        )
        self.code = QLineEdit()
        self.code.setPlaceholderText("АБВГД-ЕЖИКЛ-…")
        self.password, self.again = PasswordField("Новый пароль"), PasswordField("Новый пароль ещё раз")
        self.words = label(quality("")[1], "small", wrap=True)
        self.password.textChanged.connect(lambda text: self.words.setText(quality(text)[1]))
        form = Form()
        form.add("Код восстановления", self.code, "Чёрточки и строчные буквы можно не соблюдать.")
        form.add(f"Новый пароль (не короче {GOOD_PASSWORD_LENGTH} знаков)", self.password)
        form.add_free(self.words)
        form.add("Ещё раз", self.again)
        self.go.clicked.connect(lambda *_: self._submit())
        self.again.returnPressed.connect(self._submit)
        self.content.addWidget(self.banner)
        self.content.addWidget(form)
        self.content.addWidget(self.go)
        self.content.addWidget(
            label(
                "Листа нет? Тогда данные открыть нельзя: никто, и разработчик тоже, не имеет запасного ключа. "
                "Другой пользователь этой организации может войти своим паролем и задать вам новый.",
                "small",
                wrap=True,
            )
        )
        self.content.addLayout(row(link_button("Назад к паролю", self.back_requested.emit), 1))
        self.setFocusProxy(self.code)

    def _submit(self) -> None:
        if self.go.isEnabled():
            self.submitted.emit(self.code.text(), self.password.text(), self.again.text())
