"""Making a package of forms and deadlines for the organisations below: from a folder, into a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.files import write_atomically
from app.progress import Progress
from app.services import packages
from app.services.packages import MadePackage
from app.ui.context import UiContext
from app.ui.words import plural

_KINDS = "Запечатанные файлы Первички (*.pervichka);;Все файлы (*)"


def make_from_folder(context: UiContext, owner: QWidget) -> None:
    """Choose a folder with definitions, seal them for everybody below us, ask where to save the file."""

    def saved(made: MadePackage, path: Path) -> None:
        def work(_: Progress) -> str:
            write_atomically(path, made.sealed)
            return path.name

        told = plural(len(made.recipients), "организации", "организаций", "организаций")
        context.run(owner, work, lambda name: context.toast(f"Пакет записан: {name}. Передайте его, он для {told}."))

    def done(made: MadePackage) -> None:
        context.changed("exchange", "reports", "intake")
        context.files.save_file(owner, "Сохранить пакет", made.name, _KINDS, lambda path: saved(made, path))

    def chosen(folder: Path) -> None:
        context.run(owner, lambda _: packages.make_package(context.session, [folder]), done, title="Собираю пакет")

    context.files.folder(owner, "Папка с описаниями форм и сроков", chosen)
