"""Copies and bringing one back, the key of the organisation, and honest words."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.services.organisation.passport import key_sheet
from app.services.session import Act
from app.services.vault.creating import VaultInfo, back_up, backup_folder, choose_backup_folder, vault_info
from app.ui.context import UiContext
from app.ui.kit import Banner, Tone, button, card_frame, column, facts_grid, flow, label, primary_button, row
from app.ui.problems import one_line
from app.ui.words import moment

HONEST = (
    "Данные зашифрованы целиком (SQLCipher, AES-256; ключ из пароля — Argon2id). Подписи и запечатанные файлы — "
    "открытые стандарты, их можно проверить чужими программами.\n\n"
    "Сертификатов ФСТЭК и ФСБ у программы нет. Если вашей организации нужны именно сертифицированные средства, "
    "обсудите это с вышестоящей организацией до начала работы."
)


class CopiesSection(QWidget):
    """The folder of the daily copies, and a copy now."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.folder: Path | None = None
        self.banner = Banner()
        self.place, self.last = label("", "strong", wrap=True), label("", "muted", wrap=True)
        self.now = primary_button("Сделать копию сейчас", self.copy_now)
        self.choose = button("Выбрать папку…", self._choose, name="Выбрать папку для копий")
        self.back = button("Вернуть данные из копии…", self._bring_back)
        self.now.setEnabled(context.session.may(Act.COPY))
        for widget in (self.choose, self.back):
            widget.setEnabled(context.session.may(Act.SETTINGS))
        self.setLayout(
            column(
                label(
                    "Если что-то изменилось, копия сама ложится в эту папку: когда вы открываете программу, когда "
                    "вставляете флешку и несколько раз за день. Лучше всего флешка или другой диск. Копию открывает "
                    "тот же пароль или лист восстановления, и на другом компьютере тоже. Потерянная флешка без пароля "
                    "бесполезна. Хранятся последние 7 дней, 4 недели и 12 месяцев.",
                    "muted",
                    wrap=True,
                ),
                self.banner,
                self.place,
                self.last,
                flow(self.now, self.choose, self.back),
                1,
            )
        )

    def refresh(self) -> None:
        """Read where and when."""
        session = self.context.session
        self.context.run(self, lambda _: (backup_folder(session), vault_info(session)), self._show, key="copies")

    def _show(self, read: tuple[Path | None, VaultInfo]) -> None:
        self.folder, info = read
        gone = "" if self.folder is None or self.folder.is_dir() else " (сейчас её нет: вставьте флешку)"
        self.place.setText(f"Папка копий: {self.folder}{gone}" if self.folder else "Папка для копий не выбрана")
        when = moment(info.last_backup, datetime.now().astimezone()) if info.last_backup else "ещё не было"
        self.last.setText(f"Последняя копия: {when}")

    def copy_now(self) -> None:
        """Into the folder; without one, ask where."""
        if self.folder is not None and self.folder.is_dir():
            self._copy_to(self.folder)
        else:
            self.context.files.folder(self, "Куда положить копию", self._copy_to)

    def _copy_to(self, folder: Path) -> None:
        session = self.context.session
        target = folder / f"{session.folder.name}-{datetime.now():%Y-%m-%d-%H%M%S}.pervichka-copy"

        def done(_: object) -> None:
            self.banner.show_state(Tone.GOOD, "Копия сделана и проверена", target.name)

        self.context.run(
            self,
            lambda _: back_up(session, target),
            done,
            title="Делаю запасную копию",
            on_error=lambda error: self.banner.show_state(Tone.ERROR, one_line(error)),
        )

    def _bring_back(self) -> None:
        from app.ui.settings.bring_back import BringBackDialog

        BringBackDialog(self, self.context).open()

    def _choose(self) -> None:
        session = self.context.session

        def take(folder: Path) -> None:
            self.context.run(
                self,
                lambda _: choose_backup_folder(session, folder),
                on_error=lambda error: self.banner.show_state(Tone.ERROR, one_line(error)),
            )

        self.context.files.folder(self, "Папка для запасных копий", take)


class KeySection(QWidget):
    """The key sheet: by it the organisation above knows our files."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.fingerprint = label("", wrap=True, selectable=True)
        self.print_button = primary_button("Напечатать лист ключа…", self.print_key)
        self.setLayout(
            column(
                label(
                    "Ключом организации подписываются отчёты. Лист с его отпечатком передайте вышестоящей организации: "
                    "по нему она узнает ваши файлы.",
                    "muted",
                    wrap=True,
                ),
                label("Отпечаток ключа", "strong"),
                self.fingerprint,
                row(self.print_button, 1),
                1,
            )
        )

    def refresh(self) -> None:
        """Read the fingerprint."""
        session = self.context.session
        self.context.run(self, lambda _: vault_info(session), self._show, key="info")

    def _show(self, info: VaultInfo) -> None:
        groups = [info.fingerprint[i : i + 4] for i in range(0, len(info.fingerprint), 4)]
        text = " ".join(groups)
        self.fingerprint.setText(text)
        self.fingerprint.setAccessibleName(f"Отпечаток ключа: {text}")

    def print_key(self) -> None:
        """The key sheet in the preview."""
        from app.ui.printing.preview import show_pdf

        session = self.context.session
        self.context.run(
            self,
            lambda _: key_sheet(session, date.today()),
            lambda pdf: show_pdf(self, "Лист ключа", pdf, "Лист ключа.pdf"),
        )


class AboutSection(QWidget):
    """What the program is, what it promises and what it does not."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        from app import __version__

        self.context = context
        pairs = [
            ("Программа", f"Первичка {__version__}"),
            ("Лицензия", "GPL-3.0 или новее: свободная программа"),
            ("Папка данных", str(context.session.folder)),
            ("Союз", context.session.profile.title),
        ]
        self.setLayout(column(facts_grid(pairs), card_frame(label(HONEST, wrap=True), title="Честно о защите"), 1))

    def refresh(self) -> None:
        """Nothing here changes."""
