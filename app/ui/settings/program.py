"""The program itself in the settings: its version and what is inside, updates from a file, a copy on a stick."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QWidget

from app.errors import UserError
from app.messages import sentence
from app.services.program.inside import Inside, licence_text, what_is_inside
from app.services.program.portable import PortableCopy, make_portable
from app.services.program.update_file import SUFFIX
from app.services.program.updates import (
    InstalledUpdate,
    ProgramState,
    UpdateOffer,
    check_update,
    go_back,
    install_update,
    program_state,
)
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import Banner, Tone, button, column, facts_grid, flow, label, primary_button
from app.ui.kit.dialogs import confirm
from app.ui.kit.fitting import FittingDialog
from app.ui.problems import one_line

UPDATES = f"Обновления «Первички» (*{SUFFIX})"


class UpdateSection(QWidget):
    """What is new in words, then one button; the way back beside it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.file: Path | None = None
        self.banner = Banner()
        self.version, self.news = label("", "strong", wrap=True), label("", wrap=True)
        self.choose = button("Выбрать файл обновления…", self._choose)
        self.install = primary_button("Установить", self.install_chosen)
        self.back = button("Вернуть прежнюю версию…", self._ask_back)
        self.install.setEnabled(False)
        self.setLayout(
            column(
                label(
                    "Программа сама ничего в интернете не ищет. Новую версию приносят файлом: на флешке или в пакете "
                    "вышестоящей организации. Файл проверяется по подписи разработчиков, новая версия ставится рядом с "
                    "прежней, перед этим делается копия данных.",
                    "muted",
                    wrap=True,
                ),
                self.banner,
                self.version,
                self.news,
                flow(self.choose, self.install, self.back),
                1,
            )
        )

    def refresh(self) -> None:
        """Which version runs now and next."""
        self.context.run(self, lambda _: program_state(), self._show, key="program")

    def _show(self, state: ProgramState) -> None:
        later = f" После перезапуска: {state.next}." if state.next != state.present else ""
        self.version.setText(f"Сейчас работает версия {state.present}.{later}")
        self.back.setEnabled(bool(state.previous))

    def _choose(self) -> None:
        self.context.files.open_file(self, "Файл обновления", UPDATES, self.look_at)

    def look_at(self, path: Path) -> None:
        """Verify the file and show what is new."""

        def show(offer: UpdateOffer) -> None:
            self.file = path if offer.newer else None
            self.install.setEnabled(offer.newer)
            self.news.setText("\n".join(f"• {line}" for line in offer.news))
            if offer.newer:
                text = f"Версия {offer.version} от {offer.released}. Подпись разработчиков верна."
                self.banner.show_state(Tone.INFO, "Можно установить", text)
            else:
                refusal = UserError(offer.why, version=offer.version, present=offer.present)
                self.banner.show_state(Tone.WARNING, "Не устанавливается", sentence(refusal))

        self.context.run(self, lambda _: check_update(path), show, on_error=self._failed)

    def install_chosen(self) -> None:
        """Copy the data, install beside, switch."""
        path, session = self.file, self.context.session
        if path is None:
            return

        def done(made: InstalledUpdate) -> None:
            self.install.setEnabled(False)
            text = f"Закройте программу и откройте снова: будет работать версия {made.version}."
            if made.copy is not None:
                text += f" Копия данных: {made.copy.name} в папке backups рядом с данными."
            self.banner.show_state(Tone.GOOD, "Установлено", text)
            self.refresh()

        may_copy = session if session.may(Act.COPY) else None
        self.context.run(
            self,
            lambda progress: install_update(path, may_copy, progress=progress),
            done,
            title="Устанавливаю обновление",
            on_error=self._failed,
        )

    def _ask_back(self) -> None:
        confirm(
            self,
            "Вернуть прежнюю версию?",
            "После перезапуска будет работать версия, которая была до обновления. Если новая версия уже открывала "
            "данные, прежняя может их не открыть: тогда верните их из копии, сделанной перед обновлением.",
            "Вернуть",
            self.go_back,
        )

    def go_back(self) -> None:
        """Switch to the version before."""

        def done(led: tuple[str, Path | None]) -> None:
            version, copy = led
            text = f"Закройте программу и откройте снова: будет работать версия {version}."
            if copy is not None:
                text += f" Копия данных перед обновлением: {copy}."
            self.banner.show_state(Tone.GOOD, "Прежняя версия возвращена", text)
            self.refresh()

        self.context.run(self, lambda _: go_back(), done, on_error=self._failed)

    def _failed(self, error: Exception) -> None:
        self.file = None
        self.install.setEnabled(False)
        self.news.setText("")
        self.banner.show_state(Tone.ERROR, "Обновление не установлено", one_line(error))


class StickSection(QWidget):
    """«Первичка на флешке»: the program and the data on one stick."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.banner = Banner()
        self.make = primary_button("Сделать переносную копию…", self._choose)
        self.make.setEnabled(context.session.may(Act.COPY))
        self.setLayout(
            column(
                label(
                    "Программа и данные этой организации лягут на флешку. С неё можно работать на любом компьютере без "
                    "установки: на чужом компьютере ничего не остаётся. Данные на флешке зашифрованы, пароли те же.",
                    "muted",
                    wrap=True,
                ),
                label("После этого ведите учёт в одном месте: записанное в двух копиях потом не соединить.", wrap=True),
                self.banner,
                flow(self.make),
                1,
            )
        )

    def refresh(self) -> None:
        """Nothing here changes."""

    def _choose(self) -> None:
        self.context.files.folder(self, "Флешка для переносной копии", self.make_on)

    def make_on(self, target: Path) -> None:
        """Copy the program and the data."""
        session = self.context.session
        words = {"linux": "Linux", "windows": "Windows"}

        def done(made: PortableCopy) -> None:
            systems = " и ".join(words[name] for name in made.systems)
            self.banner.show_state(
                Tone.GOOD,
                "Переносная копия готова",
                f"Папка «{made.folder.name}» на флешке, для {systems}. Как запускать, сказано в файле «Прочтите.txt».",
            )

        self.context.run(
            self,
            lambda progress: make_portable(target, session, progress=progress),
            done,
            title="Делаю переносную копию",
            on_error=lambda error: self.banner.show_state(Tone.ERROR, "Копия не сделана", one_line(error)),
        )


class InsideDialog(FittingDialog):
    """Everything the program is made of, and the licence of each."""

    def __init__(self, owner: QWidget, parts: tuple[Inside, ...]) -> None:
        super().__init__(owner, "Из чего сделана программа", width=720)
        self._parts = parts
        self.list = QListWidget()
        self.list.setAccessibleName("Части программы")
        self.list.addItems([f"{part.name} {part.version} – {part.licence}" for part in parts])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Текст лицензии")
        self.text.setTabChangesFocus(True)
        self.list.currentRowChanged.connect(self._show)
        for widget in (self.list, self.text):
            widget.setMinimumHeight(180)
            self.content.addWidget(widget)
        self.set_buttons(button("Закрыть", self.accept))
        self.list.setCurrentRow(0)

    def _show(self, place: int) -> None:
        if 0 <= place < len(self._parts):
            part = self._parts[place]
            self.text.setPlainText(licence_text(part.name) or f"{part.name}: {part.licence}.")


class AboutSection(QWidget):
    """What the program is, what it promises and what it does not."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        from app import __version__
        from app.ui.settings.safety import HONEST

        self.context = context
        pairs = [
            ("Программа", f"Первичка {__version__}"),
            ("Лицензия", "GPL-3.0 или новее: свободная программа"),
            ("Папка данных", str(context.session.folder)),
            ("Союз", context.session.profile.title),
        ]
        self.inside = button("Из чего сделана программа и лицензии…", self._show_inside)
        self.setLayout(
            column(
                facts_grid(pairs), flow(self.inside), label("Честно о защите", "strong"), label(HONEST, wrap=True), 1
            )
        )

    def refresh(self) -> None:
        """Nothing here changes."""

    def _show_inside(self) -> None:
        self.context.run(self, lambda _: what_is_inside(), lambda parts: InsideDialog(self, parts).open())
