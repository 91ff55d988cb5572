"""Taking a sealed file away: onto a stick, into a folder, by letter, through the internet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import exchange
from app.ui.context import UiContext
from app.ui.exchange.link_dialog import LinkDialog
from app.ui.kit import Banner, Tone, button, clear_layout, flow, label, link_button, row
from app.ui.kit.drives import Drive, can_eject, eject, removable_drives
from app.ui.kit.fitting import FittingDialog
from app.ui.problems import one_line
from app.ui.words import breakable

_LOOK_EVERY = 1500
"""Milliseconds between looks for a stick."""


class HandoverDialog(FittingDialog):
    """The drives that are there now, any folder, and the letter; says how it went without closing."""

    def __init__(
        self,
        context: UiContext,
        owner: QWidget,
        uuid: str,
        title: str,
        drives: Callable[[], tuple[Drive, ...]] = removable_drives,
    ) -> None:
        super().__init__(owner, "Передать файл", width=560)
        self._context, self._uuid, self._drives = context, uuid, drives
        self.content.addWidget(label(title, "strong", wrap=True))
        self.content.addWidget(
            label("Файл запечатан: прочесть его сможет только тот, кому он предназначен.", "muted", wrap=True)
        )
        self.result_banner = Banner()
        self.content.addWidget(self.result_banner)
        self._drive_box = QVBoxLayout()
        self.content.addLayout(self._drive_box)
        self.refresh_button = link_button("Я вставил флешку, обновить", self.show_drives)
        self.folder_button = button("Выбрать папку…", self._choose)
        self.mail_button = button("Письмо", self._mail, name="Подготовить письмо с файлом")
        self.send_mail_button = button("Отправить письмом сейчас", self.send_mail)
        self.send_mail_button.hide()
        self.upload_button = button("Отправить через интернет", self.upload)
        self.parts_button = link_button("Записать частями для небольшого почтового ящика…", self._choose_for_parts)
        self.eject_button = button("Извлечь флешку", self._eject)
        self.eject_button.hide()
        self.content.addLayout(row(self.refresh_button, self.eject_button, 1))
        self.content.addWidget(flow(self.folder_button, self.mail_button, self.send_mail_button, self.upload_button))
        self.content.addLayout(row(self.parts_button, 1))
        self.close_button = button("Закрыть", self.accept)
        self.set_buttons(self.close_button)
        self.drive_buttons: list[QWidget] = []
        self._seen: tuple[str, ...] = ()
        self._written_to: Drive | None = None
        self._watch = QTimer(self)
        self._watch.timeout.connect(self._look_for_drives)
        self._watch.start(_LOOK_EVERY)
        if context.uploader is not None:
            context.uploader.told.connect(self._told)
            context.uploader.ended.connect(self._upload_ended)
        else:
            self.upload_button.hide()
        self.show_drives()
        context.run(self, lambda _: exchange.has_mail_server(context.session), self.send_mail_button.setVisible)

    def show_drives(self) -> None:
        """Look again which sticks are there."""
        clear_layout(self._drive_box)
        self.drive_buttons = []
        drives = self._drives()
        self._seen = tuple(str(drive.path) for drive in drives)
        for drive in drives:
            entry = button(drive.words, partial(self._write_to_drive, drive))
            self._drive_box.addWidget(entry)
            self.drive_buttons.append(entry)
        if not self.drive_buttons:
            self._drive_box.addWidget(
                label("Флешки не видно. Вставьте её и нажмите «обновить», или выберите папку.", "muted", wrap=True)
            )
        if self.isVisible():
            self.fit()

    def _look_for_drives(self) -> None:
        """A stick put in is found by itself; nothing moves under the hand while none came or went."""
        if tuple(str(drive.path) for drive in self._drives()) != self._seen:
            self.show_drives()

    def _write_to_drive(self, drive: Drive) -> None:
        self._written_to = drive
        self.write_to(drive.path, drive.name)

    def write_to(self, folder: Path, name: str = "") -> None:
        """Write the file, read it back, say whether the stick may be taken."""
        self._busy(True)
        place = f"на флешку {name}" if name else f"в папку {folder.name}"

        def done(path: Path) -> None:
            self._busy(False)
            after = " Флешку можно вынимать." if name else ""
            self.result_banner.show_state(
                Tone.GOOD,
                "Записано и проверено",
                f"Файл {breakable(path.name)} записан {place} и прочитан обратно.{after}",
            )
            self.eject_button.setVisible(bool(name) and self._written_to is not None and can_eject(self._written_to))
            self.fit()

        self._context.run(
            self,
            lambda _: exchange.hand_over_to_folder(self._context.session, self._uuid, folder),
            done,
            title="Записываю файл",
            on_error=self._failed,
        )

    def write_letter(self, folder: Path) -> None:
        """Write the draft into a folder and open it with the mail program."""
        self._busy(True)
        path = folder / f"Письмо-{self._uuid[:8]}.eml"

        def done(letters: tuple[Path, ...]) -> None:
            self._busy(False)
            written = letters[0]
            opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(written)))
            if opened and len(letters) > 1:
                self.result_banner.show_state(
                    Tone.GOOD,
                    f"Подготовлено писем: {len(letters)}",
                    "Файл большой и разделён на части. Первое письмо открывается; остальные лежат рядом с ним, в папке "
                    f"«{folder.name}». Отправьте все: получатель соединит их сам.",
                )
            elif opened:
                self.result_banner.show_state(
                    Tone.GOOD,
                    "Письмо подготовлено",
                    "Оно открывается в почтовой программе. Проверьте адрес и отправьте.",
                )
            else:
                text = f"Почтовая программа не открылась. Письмо лежит в папке «{folder.name}»: {written.name}."
                self.result_banner.show_state(Tone.WARNING, "Письмо подготовлено", text)
            self.fit()

        self._context.run(
            self,
            lambda _: exchange.email_drafts(self._context.session, self._uuid, path),
            done,
            title="Готовлю письмо",
            on_error=self._failed,
        )

    def send_mail(self) -> None:
        """Send through the person's own mail server."""
        self._busy(True)
        session, uuid = self._context.session, self._uuid

        def done(sent: tuple[str, int]) -> None:
            self._busy(False)
            words = f"Отправлено на {sent[0]}. Когда файл примут, вам пришлют квитанцию."
            self.result_banner.show_state(Tone.GOOD, "Письмо отправлено", words)
            self.fit()

        self._context.run(
            self,
            lambda progress: exchange.send_mail(session, uuid, progress),
            done,
            title="Отправляю письмо",
            on_error=self._failed,
        )

    def upload(self) -> None:
        """Send through the internet; without an address, ask for it first."""
        uploader, session = self._context.uploader, self._context.session
        if uploader is None:
            return

        def known(routes: tuple[exchange.RouteView, ...]) -> None:
            if any(route.upload_url for route in routes):
                self._busy(True)
                self.result_banner.show_state(Tone.INFO, "Отправляю", "Можно закрыть это окно: отправка продолжится.")
                self.fit()
                uploader.send(self._uuid)
            else:
                LinkDialog(self, self._context, self.upload).open()

        self._context.run(self, lambda _: exchange.routes(session), known)

    def _told(self, words: str) -> None:
        if words and self._context.uploader is not None and self._context.uploader.running == self._uuid:
            self.result_banner.show_state(Tone.INFO, words, "Можно закрыть это окно: отправка продолжится.")

    def _upload_ended(self, uuid: str, problem: str) -> None:
        if uuid != self._uuid:
            return
        self._busy(False)
        if problem:
            self.result_banner.show_state(Tone.WARNING, "Пока не отправлено", problem)
        else:
            self.result_banner.show_state(
                Tone.GOOD, "Передано через интернет", "Файл на сервере целиком. Когда его примут, придёт квитанция."
            )
        self.fit()

    def write_parts(self, folder: Path) -> None:
        """Write parts of the size of a letter into a folder."""
        self._busy(True)

        def done(parts: tuple[Path, ...]) -> None:
            self._busy(False)
            words = (
                f"Частей: {len(parts)}, в папке «{folder.name}». Приложите каждую к своему письму, соединятся они сами."
            )
            self.result_banner.show_state(Tone.GOOD, "Записано частями", words)
            self.fit()

        self._context.run(
            self,
            lambda _: exchange.write_parts(self._context.session, self._uuid, folder),
            done,
            title="Записываю части",
            on_error=self._failed,
        )

    def _choose_for_parts(self) -> None:
        self._context.files.folder(self, "Куда записать части", self.write_parts)

    def _eject(self) -> None:
        drive = self._written_to
        if drive is None:
            return
        self.eject_button.setEnabled(False)

        def done(safe: bool) -> None:
            self.eject_button.setEnabled(True)
            self.eject_button.setVisible(not safe)
            if safe:
                self.result_banner.show_state(Tone.GOOD, "Флешку можно вынимать", f"«{drive.name}» отключена.")
            else:
                self.result_banner.show_state(
                    Tone.WARNING, "Флешка занята", "Закройте другие программы, которые её читают, и повторите."
                )
            self.fit()

        self._context.run(self, lambda _: eject(drive), done)

    def _choose(self) -> None:
        self._context.files.folder(self, "Куда записать файл", self.write_to)

    def _mail(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.write_letter(Path(documents or Path.home()))

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self.result_banner.show_state(Tone.ERROR, "Не записано", one_line(error))
        self.fit()

    def _busy(self, busy: bool) -> None:
        ways = (self.folder_button, self.mail_button, self.send_mail_button, self.upload_button, self.parts_button)
        for widget in (*ways, *self.drive_buttons):
            widget.setEnabled(not busy)
