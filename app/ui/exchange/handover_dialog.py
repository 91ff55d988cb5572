"""Taking a sealed file away: onto a stick, into a folder, or as an e-mail draft."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import exchange
from app.ui.context import UiContext
from app.ui.exchange.drives import Drive, removable_drives
from app.ui.exchange.fitting import FittingDialog
from app.ui.exchange.words import breakable
from app.ui.problems import one_line
from app.ui.widgets import Banner, Tone, button, clear_layout, label, link_button, row


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
        self.content.addLayout(row(self.refresh_button, 1))
        self.content.addLayout(row(self.folder_button, self.mail_button, 1, spacing=10))
        self.close_button = button("Закрыть", self.accept)
        self.set_buttons(self.close_button)
        self.drive_buttons: list[QWidget] = []
        self.show_drives()

    def show_drives(self) -> None:
        """Look again which sticks are there."""
        clear_layout(self._drive_box)
        self.drive_buttons = []
        for drive in self._drives():
            entry = button(drive.words, partial(self.write_to, drive.path, drive.name))
            self._drive_box.addWidget(entry)
            self.drive_buttons.append(entry)
        if not self.drive_buttons:
            self._drive_box.addWidget(
                label("Флешки не видно. Вставьте её и нажмите «обновить», или выберите папку.", "muted", wrap=True)
            )
        if self.isVisible():
            self.fit()

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
            self._context.changed("exchange", "reports")
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

        def done(written: Path) -> None:
            self._busy(False)
            opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(written)))
            if opened:
                self.result_banner.show_state(
                    Tone.GOOD,
                    "Письмо подготовлено",
                    "Оно открывается в почтовой программе. Проверьте адрес и отправьте.",
                )
            else:
                text = f"Почтовая программа не открылась. Письмо лежит в папке «{folder.name}»: {written.name}."
                self.result_banner.show_state(Tone.WARNING, "Письмо подготовлено", text)
            self._context.changed("exchange", "reports")
            self.fit()

        self._context.run(
            self,
            lambda _: exchange.email_draft(self._context.session, self._uuid, path),
            done,
            title="Готовлю письмо",
            on_error=self._failed,
        )

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
        for widget in (self.folder_button, self.mail_button, *self.drive_buttons):
            widget.setEnabled(not busy)
