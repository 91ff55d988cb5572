"""«Связь»: where the higher organisation takes files, the person's mail server, and whether files go by themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.progress import Progress
from app.services import exchange
from app.services.exchange.views import RouteView
from app.transfer.mail import Encryption, MailServer, is_address
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, PasswordField, label
from app.ui.kit.form_dialog import FormDialog

_Read = tuple[tuple[RouteView, ...], bool, MailServer | None]


class LinkDialog(FormDialog):
    """Everything may stay empty: a stick and a letter need none of it."""

    def __init__(self, parent: QWidget, context: UiContext, on_saved: Callable[[], object] | None = None) -> None:
        super().__init__(parent, context, "Связь", "Сохранить", width=600)
        self._on_saved = on_saved
        self._known: tuple[RouteView, ...] = ()
        self._server: MailServer | None = None
        self.content.insertWidget(
            0,
            label(
                "Это нужно только для отправки через интернет. Без неё файл передают на флешке или письмом.",
                "muted",
                wrap=True,
            ),
        )
        self.party = ChoiceBox()
        self.party.currentIndexChanged.connect(lambda *_: self._show_route())
        self.url, self.token = QLineEdit(), PasswordField("Слово доступа")
        self.url.setPlaceholderText("https://")
        self.automatic = QCheckBox("Отправлять самой, когда появляется связь")
        self.host, self.port = QLineEdit(), QLineEdit()
        self.protection = ChoiceBox()
        self.protection.add("с начала соединения (обычно порт 465)", Encryption.TLS)
        self.protection.add("после соединения, STARTTLS (обычно порт 587)", Encryption.STARTTLS)
        self.user, self.password, self.sender_address = QLineEdit(), PasswordField("Пароль почты"), QLineEdit()
        self.form.add("Куда отправляем", self.party)
        self.form.add("Адрес приёма файлов", self.url, "Его сообщает вышестоящая организация.")
        self.form.add("Слово доступа к серверу", self.token, "Если его вам дали. Пусто – оставить прежнее.")
        self.form.add_free(self.automatic)
        self.form.add_free(label("Свой почтовый сервер", "strong"))
        self.form.add("Имя сервера", self.host, "Например, smtp.example.ru. Пусто – письма готовит почтовая программа.")
        self.form.add("Порт", self.port)
        self.form.add("Защита", self.protection)
        self.form.add("Имя для входа", self.user)
        self.form.add("Пароль", self.password, "Пусто – оставить прежний. Хранится в зашифрованных данных.")
        self.form.add("Ваш адрес", self.sender_address)
        self.save_button.setEnabled(False)
        session = context.session

        def read(_: Progress) -> _Read:
            return exchange.routes(session), exchange.is_automatic(session), exchange.mail_server(session)

        context.run(self, read, self._show)

    def _show(self, read: _Read) -> None:
        self._known, automatic, self._server = read
        for route in self._known:
            self.party.add(route.name, route.party_id)
        self.automatic.setChecked(automatic)
        server = self._server
        self.port.setText("465" if server is None else str(server.port))
        if server is not None:
            self.host.setText(server.host)
            self.user.setText(server.user)
            self.sender_address.setText(server.sender)
            self.protection.choose(server.encryption)
        for field in (self.party, self.url, self.token):
            field.setEnabled(bool(self._known))
        self._show_route()
        self.save_button.setEnabled(True)
        self.fit()

    def _show_route(self) -> None:
        chosen = next((route for route in self._known if route.party_id == self.party.value()), None)
        self.url.setText("" if chosen is None else chosen.upload_url)
        self.token.clear()

    def save(self) -> None:
        """Check the words, then keep everything in one go."""
        host, port = self.host.text().strip(), self.port.text().strip()
        problems: dict[QWidget, str] = {}
        if host and not (port.isdecimal() and 0 < int(port) < 65536):
            problems[self.port] = "Порт – число, обычно 465."
        if host and not is_address(self.sender_address.text().strip()):
            problems[self.sender_address] = "Впишите адрес вида imya@example.ru."
        if self.show_problems(problems):
            return
        session, party, url, token = self.context.session, self.party.value(), self.url.text(), self.token.text()
        automatic = self.automatic.isChecked()
        kept = "" if self._server is None or self._server.host != host else self._server.password
        server = None
        if host:
            server = MailServer(
                host,
                int(port),
                Encryption(self.protection.value()),
                self.user.text().strip(),
                self.password.text() or kept,
                self.sender_address.text().strip(),
            )

        def work(_: Progress) -> None:
            if party is not None:
                exchange.set_route(session, int(str(party)), url, token or None)
            exchange.set_automatic(session, automatic)
            exchange.set_mail_server(session, server)

        def done(_: None) -> None:
            if self.context.uploader is not None:
                self.context.uploader.look()
            if self._on_saved is not None and url.strip():
                self._on_saved()

        self.work(work, done)
