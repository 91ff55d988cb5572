"""Putting a vault back from a sealed copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.services.vault.creating import RestoreInfo, restore
from app.ui.jobs import Jobs
from app.ui.kit import Banner, Form, PasswordField, Tone, button, label, primary_button, row
from app.ui.kit.dialogs import COPIES, CalmDialog, FileChooser
from app.ui.problems import one_line
from app.ui.start.folders import free_folder


class RestoreDialog(CalmDialog):
    """Which copy, its password, and into which new folder; then the password screen of the restored vault."""

    def __init__(
        self, parent: QWidget, jobs: Jobs, files: FileChooser, documents: Path, on_restored: Callable[[Path], object]
    ) -> None:
        super().__init__(parent, "Восстановить из копии")
        self._jobs, self._files, self._documents, self._on_restored = jobs, files, documents, on_restored
        self.file: Path | None = None
        self.banner = Banner()
        self.chosen = label("Файл не выбран", "muted", wrap=True)
        self.password = PasswordField("Пароль, который был у копии")
        form = Form()
        form.add("Пароль, который был у копии", self.password)
        self.content.addWidget(self.banner)
        self.content.addWidget(
            label("Данные из копии лягут в новую папку. То, что есть сейчас, не изменится.", wrap=True)
        )
        self.content.addLayout(row(button("Выбрать файл копии…", self._choose), self.chosen, 1))
        self.content.addWidget(form)
        self.go = primary_button("Восстановить", self.start)
        self.set_buttons(button("Отмена", self.reject), self.go)

    def _choose(self) -> None:
        self._files.open_file(self, "Файл копии", COPIES, self.take_file)

    def take_file(self, path: Path) -> None:
        """The chosen copy."""
        self.file = path
        self.chosen.setText(path.name)
        self.password.setFocus()

    def start(self) -> None:
        """Restore in the background."""
        file, password = self.file, self.password.text()
        if file is None:
            self.banner.show_state(Tone.WARNING, "Сначала выберите файл копии.")
            return
        folder = free_folder(self._documents, "Восстановлено из копии")
        self.go.setEnabled(False)

        def done(info: RestoreInfo) -> None:
            self.accept()
            self._on_restored(info.folder)

        def failed(error: Exception) -> None:
            self.go.setEnabled(True)
            self.banner.show_state(Tone.ERROR, one_line(error))
            self.fit()

        def work(_: object) -> RestoreInfo:
            folder.parent.mkdir(parents=True, exist_ok=True)
            return restore(file, folder, password)

        self._jobs.run(work, owner=self, on_done=done, on_error=failed)
