"""Bringing data back from a copy into the open vault: what would change is shown first, then it is replaced."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.services.vault.creating import RestoreDifference, VaultState, compare_copy, restore
from app.ui.context import UiContext
from app.ui.kit import PasswordField, Tone, button, facts_grid, label, row
from app.ui.kit.dialogs import COPIES
from app.ui.kit.form_dialog import FormDialog


def difference_lines(found: RestoreDifference) -> list[tuple[str, str]]:
    """What the copy holds beside what there is, as names and values."""

    def beside(name: str) -> str:
        now = "нет" if found.present is None else str(getattr(found.present, name))
        return f"{getattr(found.copy, name)} (сейчас {now})"

    def last(state: VaultState | None) -> str:
        return "—" if state is None or state.last_act is None else f"{state.last_act.astimezone():%d.%m.%Y %H:%M}"

    return [
        ("Копия сделана", f"{found.created.astimezone():%d.%m.%Y %H:%M}"),
        ("Карточек людей", beside("people")),
        ("Событий членства", beside("events")),
        ("Подписанных отчётов", beside("reports")),
        ("Последнее действие", f"{last(found.copy)} (сейчас {last(found.present)})"),
    ]


def loss_words(found: RestoreDifference) -> tuple[Tone, str]:
    """What would be lost, in one sentence."""
    if not found.lost or found.lost_since is None:
        return Tone.GOOD, "В копии есть всё, что сделано до сих пор: ничего не пропадёт."
    since = f"{found.lost_since.astimezone():%d.%m.%Y %H:%M}"
    return Tone.WARNING, f"В копии нет действий, сделанных с {since}: {found.lost}. После возврата их не будет."


class BringBackDialog(FormDialog):
    """Which copy and its password, the difference, and only then «Вернуть»."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, context, "Вернуть данные из копии", "Сравнить")
        self.file: Path | None = None
        self.found: RestoreDifference | None = None
        self.chosen = label("Файл не выбран", "muted", wrap=True)
        self.password = PasswordField("Пароль, который был у копии")
        self.form.add_free(row_widget(button("Выбрать файл копии…", self._choose), self.chosen))
        self.form.add("Пароль, который был у копии, или код восстановления", self.password)
        self.content.addWidget(label("Нынешние данные не удаляются: они откладываются в соседнюю папку.", wrap=True))

    def _choose(self) -> None:
        self.context.files.open_file(self, "Файл копии", COPIES, self.take_file)

    def take_file(self, path: Path) -> None:
        """The chosen copy."""
        self.file, self.found = path, None
        self.chosen.setText(path.name)
        self.password.setFocus()

    def save(self) -> None:
        """Compare first; the second time bring back."""
        if self.file is None:
            self.banner.show_state(Tone.WARNING, "Сначала выберите файл копии.")
            return
        if self.found is not None:
            self._bring_back(self.file)
            return
        session, file, password = self.context.session, self.file, self.password.text()
        self.save_button.setEnabled(False)
        self.context.run(
            self, lambda _: compare_copy(file, password, session=session), self._show, on_error=self._refused
        )

    def _show(self, found: RestoreDifference) -> None:
        self.found = found
        tone, words = loss_words(found)
        self.banner.show_state(tone, words)
        self.content.addWidget(facts_grid(difference_lines(found)))
        self.password.setEnabled(False)
        self.save_button.setEnabled(True)
        self._save_text = "Вернуть из копии"
        self.save_button.setText(self._save_text)
        self.fit()

    def _bring_back(self, file: Path) -> None:
        session, password, shell = self.context.session, self.password.text(), self.context.shell

        def work(_: object) -> None:
            folder = session.folder
            session.close()
            restore(file, folder, password, force=True)

        def failed(error: Exception) -> None:
            self._refused(error)
            shell.lock()

        self.save_button.setEnabled(False)
        self.context.run(self, work, lambda _: shell.lock(), title="Возвращаю данные из копии", on_error=failed)


def row_widget(*items: QWidget) -> QWidget:
    """Widgets side by side as one widget."""
    holder = QWidget()
    holder.setLayout(row(*items, 1))
    return holder
