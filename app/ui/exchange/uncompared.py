"""The password once more, before anything goes to an organisation whose key nobody compared with its printed sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.errors import AccessError
from app.messages import message_for
from app.ui.context import UiContext
from app.ui.kit import PasswordField, label
from app.ui.kit.form_dialog import FormDialog

T = TypeVar("T")

UNCOMPARED = "exchange.uncompared"


def asks_password(error: Exception) -> bool:
    """Whether sealing was refused only because the password is wanted again."""
    return isinstance(error, AccessError) and error.code == UNCOMPARED


class UncomparedDialog(FormDialog):
    """Says in plain words what is not known, and asks for the password of who sends."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        error: Exception,
        seal: Callable[[str], T],
        on_sealed: Callable[[T], object],
    ) -> None:
        super().__init__(parent, context, "Ключ получателя не сверен", "Запечатать всё равно")

        def go(password: str) -> None:
            self.work(lambda _: seal(password), on_sealed)

        self._go: Callable[[str], None] = go
        assert isinstance(error, AccessError)
        told = message_for(error)
        self.form.add_free(label(told.what, wrap=True))
        self.form.add_free(
            label(
                "Лучше сначала сверить: попросите у этой организации лист ключа и сравните отпечаток (страница "
                "«Обмен», «Ключи и связь»). Если файл нужен сейчас и вы уверены, чей это ключ, введите свой пароль.",
                wrap=True,
            )
        )
        self.password = PasswordField("Ваш пароль")
        self.form.add("Ваш пароль", self.password)

    def save(self) -> None:
        """Seal with the password."""
        password = self.password.text()
        if self.show_problems({} if password else {self.password: "Введите пароль."}):
            return
        self._go(password)
