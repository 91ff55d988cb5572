"""The screens of the first run: fields only; what they mean is in :mod:`app.ui.start.answers`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QRadioButton, QWidget

from app.domain.enums import OrganisationCategory, OrganisationKind
from app.domain.vocabulary.words import Wording, title_for
from app.services.organisation.profiles import ProfileSummary
from app.services.vault.synchronised import synchroniser_of
from app.ui.kit import (
    Banner,
    ChoiceBox,
    DateField,
    Form,
    PasswordField,
    Tone,
    button,
    card_frame,
    column,
    label,
    row,
    set_label_role,
)
from app.ui.kit.fields import NumberField
from app.ui.kit.password import quality
from app.ui.start.answers import FirstRunAnswers


class Step(QWidget):
    """One screen: what it is called and what its next button says."""

    title = ""
    next_text = "Дальше"

    def __init__(self) -> None:
        super().__init__()
        self.form = Form()
        self.fields: dict[str, QWidget] = {}

    def keep(self, answers: FirstRunAnswers) -> None:
        """Put what is typed into the answers."""

    def problems(self, answers: FirstRunAnswers) -> dict[str, str]:
        """What must be mended before going on."""
        del answers
        return {}

    def show_problems(self, problems: dict[str, str]) -> None:
        """Say under each field what is wrong; the first wrong one gets the cursor."""
        self.form.clear_problems()
        first = True
        for name, text in problems.items():
            self.form.show_problem(self.fields[name], text)
            if first:
                self.fields[name].setFocus()
                first = False

    def _line(self, name: str, title: str, hint: str = "", *, wide: bool = False, value: str = "") -> QLineEdit:
        field = QLineEdit(value)
        self.form.add(title, field, hint, wide=wide)
        self.fields[name] = field
        return field

    def _text(self, name: str) -> str:
        field = self.fields[name]
        return field.text() if isinstance(field, QLineEdit) else ""


class UnionStep(Step):
    """Which union: forms, consent texts and deadlines come with it."""

    title = "Ваш профсоюз"

    def __init__(self, profiles: Sequence[ProfileSummary]) -> None:
        super().__init__()
        self.profiles = profiles
        self.buttons: list[QRadioButton] = []
        box = column(
            label(
                "От профсоюза зависят формы отчётов, тексты согласий и сроки. Всё это уже внутри программы.", wrap=True
            ),
            spacing=8,
        )
        for profile in profiles:
            choice = QRadioButton(profile.title)
            choice.setAccessibleName(f"Профсоюз: {profile.title}")
            self.buttons.append(choice)
            box.addWidget(choice)
        if self.buttons:
            self.buttons[0].setChecked(True)
        self.setLayout(box)
        if self.buttons:
            self.setFocusProxy(self.buttons[0])

    def keep(self, answers: FirstRunAnswers) -> None:
        """The chosen profile; the union's name comes with it."""
        for choice, profile in zip(self.buttons, self.profiles, strict=True):
            if choice.isChecked():
                answers.profile = profile.id


class OrganisationStep(Step):
    """Passport and headcount; only the name must be there now."""

    title = "Ваша организация"

    def __init__(self) -> None:
        super().__init__()
        self.form = Form(columns=2)
        self.kind, self.category = ChoiceBox(), ChoiceBox()
        for kind in OrganisationKind:
            self.kind.add(title_for(kind, Wording.FULL), kind)
        for category in OrganisationCategory:
            self.category.add(title_for(category), category)
        self.form.add("Какая организация", self.kind, wide=True)
        self._line("full_name", "Полное название", "Как на печати: «Первичная профсоюзная организация …»", wide=True)
        self._line("short_name", "Коротко", "Например: ППО СОШ № 14")
        self.form.add("Где работаете", self.category)
        self._line("address", "Адрес", wide=True)
        self._line("phone", "Телефон")
        self._line("email", "Электронная почта")
        self._line("parent_name", "Вышестоящая организация", "Куда сдаёте отчёты", wide=True)
        self._line("parent_address", "Её адрес", "Печатается на листах согласия", wide=True)
        self._line("employer_name", "Работодатель", wide=True)
        self._line("employer_head", "Руководитель")
        self.on = DateField("На какую дату численность", date.today())
        self.fields["headcount_on"] = self.on
        self.form.add("Численность на дату", self.on)
        for name, title in (
            ("employees", "Всего работает"),
            ("employees_women", "из них женщин"),
            ("employees_youth", "из них до 35 лет"),
            ("students", "Всего учится"),
            ("students_women", "из них женщин и девушек"),
            ("students_youth", "из них до 35 лет"),
        ):
            group = "Работающие" if name.startswith("emp") else "Обучающиеся"
            field = NumberField(f"{group}: {title}")
            self.form.add(title, field)
            self.fields[name] = field
        for name in ("students", "students_women", "students_youth"):
            self.form.set_shown(self.fields[name], False)
        self.category.currentIndexChanged.connect(self._show_students)
        self.setLayout(
            column(
                self.form,
                label("Обязательно только название. Остальное можно вписать потом в «Настройках».", "small", wrap=True),
            )
        )
        self.setFocusProxy(self.kind)

    def _show_students(self) -> None:
        students = self.category.value() is not OrganisationCategory.ENTERPRISE
        for name in ("students", "students_women", "students_youth"):
            self.form.set_shown(self.fields[name], students)

    def keep(self, answers: FirstRunAnswers) -> None:
        """Everything typed."""
        answers.kind, answers.category = self.kind.value(), self.category.value()
        for name, field in self.fields.items():
            if isinstance(field, NumberField):
                setattr(answers, name, field.value() if not field.isHidden() else None)
            elif isinstance(field, DateField):
                answers.headcount_on = field.date()
            elif isinstance(field, QLineEdit):
                setattr(answers, name, field.text())

    def problems(self, answers: FirstRunAnswers) -> dict[str, str]:
        """The name, the address of e-mail, numbers that contradict."""
        found = answers.organisation_problems()
        if self.on.is_wrong():
            found["headcount_on"] = "Напишите дату так: 31.12.2026."
        return found


class ChairStep(Step):
    """The chair, the password, and where the data lie."""

    title = "Председатель и пароль"
    next_text = "Создать организацию"
    folder_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = Form(columns=2)
        self._line("surname", "Фамилия", wide=True)
        self._line("name", "Имя")
        self._line("patronymic", "Отчество")
        self.birth = DateField("Дата рождения")
        self.fields["birth_date"] = self.birth
        self.form.add("Дата рождения", self.birth)
        self.full_time = QCheckBox("Освобождённый председатель")
        self.full_time.setAccessibleName("Освобождённый председатель")
        self.form.add_free(self.full_time)
        self.password, self.again = PasswordField("Пароль"), PasswordField("Пароль ещё раз")
        self.fields |= {"password": self.password, "again": self.again}
        self.form.add("Пароль", self.password)
        self.form.add("Пароль ещё раз", self.again)
        self.words = label(quality("")[1], "small", wrap=True)
        self.words.setAccessibleName("Качество пароля")
        self.look = QCheckBox("Показать пароль")
        self.look.setAccessibleName("Показать пароль")
        self.look.toggled.connect(self.password.show_letters)
        self.look.toggled.connect(self.again.show_letters)
        self.password.textChanged.connect(self._judge)
        self.form.add_free(column_widget(self.words, self.look))
        self.folder = label("", "small", wrap=True)
        place = row(self.folder, button("Изменить папку…", self.folder_requested.emit))
        place.setStretch(0, 1)
        self.setLayout(
            column(
                self.form,
                place,
                label(
                    "Данные лежат на этом компьютере зашифрованными. Без пароля их не откроет никто.",
                    "small",
                    wrap=True,
                ),
            )
        )
        self.setFocusProxy(self.fields["surname"])

    def _judge(self, text: str) -> None:
        self.words.setText(quality(text)[1])

    def show_folder(self, folder: Path) -> None:
        """Where the vault will be, and why that place is a bad one."""
        service = synchroniser_of(folder)
        warning = (
            f"\nЭта папка сама уходит в интернет ({service}): данные могут испортиться. Выберите другую."
            if service
            else ""
        )
        self.folder.setText(f"Данные будут в папке {folder}{warning}")
        set_label_role(self.folder, "role", "problem" if service else "small")

    def keep(self, answers: FirstRunAnswers) -> None:
        """The chair and the password."""
        for name in ("surname", "name", "patronymic", "password", "again"):
            setattr(answers, name, self._text(name))
        answers.birth_date = self.birth.date()
        answers.full_time = self.full_time.isChecked()

    def problems(self, answers: FirstRunAnswers) -> dict[str, str]:
        """Names and a password good enough."""
        found = answers.chair_problems()
        if self.birth.is_wrong():
            found["birth_date"] = "Напишите дату так: 03.03.1968."
        return found


class RecoveryStep(Step):
    """The recovery sheet: printed or saved, and said to be kept."""

    title = "Лист восстановления"
    print_requested = Signal()
    save_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner()
        self.code = label("", "code", wrap=True, selectable=True)
        self.kept = QCheckBox("Лист напечатан или сохранён, храню его отдельно от компьютера")
        self.kept.setAccessibleName(self.kept.text())
        self.print_button = button("Напечатать…", self.print_requested.emit)
        self.save_button = button("Сохранить PDF…", self.save_requested.emit)
        self.setLayout(
            column(
                label(
                    "Если пароль забудется, данные откроет только этот код. "
                    "Он показан один раз, запасного нет ни у кого.",
                    wrap=True,
                ),
                card_frame(self.code),
                row(self.print_button, self.save_button, 1),
                self.kept,
                self.banner,
            )
        )
        self.setFocusProxy(self.print_button)

    def show_code(self, code: str) -> None:
        """The code in groups."""
        self.code.setText(code)
        self.code.setAccessibleName(f"Код восстановления: {code}")

    def problems(self, answers: FirstRunAnswers) -> dict[str, str]:
        """The sheet must be kept."""
        del answers
        return {} if self.kept.isChecked() else {"kept": "Напечатайте или сохраните лист и отметьте, что он у вас."}

    def show_problems(self, problems: dict[str, str]) -> None:
        """In a banner: there is no field."""
        if problems:
            self.banner.show_state(Tone.WARNING, problems["kept"])
            self.kept.setFocus()
        else:
            self.banner.hide()


class ListStep(Step):
    """The list: now or later."""

    title = "Список членов профсоюза"
    file_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen = label("", "strong", wrap=True)
        self.file_button = button("Выбрать файл…", self.file_requested.emit)
        self.setLayout(
            column(
                label(
                    "Подойдёт любая таблица: Excel, OpenOffice, выгрузка из кадров или 1С. Программа сама "
                    "узнает столбцы и покажет всё до записи. Можно и вписать людей руками, и загрузить потом.",
                    wrap=True,
                ),
                row(self.file_button, self.chosen, 1),
            )
        )
        self.setFocusProxy(self.file_button)

    def show_file(self, path: Path) -> None:
        """The chosen list; it is shown and read after the last screen."""
        self.chosen.setText(f"Выбран файл: {path.name}")


class CopiesStep(Step):
    """Where sealed copies go."""

    title = "Запасные копии"
    next_text = "Начать работу"
    folder_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen: QLabel = label("Папка не выбрана. Её можно выбрать позже в «Настройках».", "muted", wrap=True)
        self.folder_button = button("Выбрать папку или флешку…", self.folder_requested.emit)
        self.setLayout(
            column(
                label(
                    "Компьютер может сломаться. Раз в день программа кладёт копию в папку, которую вы выберете: лучше "
                    "всего на флешку или другой диск. Копия зашифрована тем же паролем.",
                    wrap=True,
                ),
                row(self.folder_button, 1),
                self.chosen,
            )
        )
        self.setFocusProxy(self.folder_button)

    def show_folder(self, folder: Path) -> None:
        """The chosen place."""
        self.chosen.setText(f"Копии будут в папке {folder}")


def column_widget(*widgets: QWidget) -> QWidget:
    """Widgets in a column, as one widget."""
    box = QWidget()
    box.setLayout(column(*widgets, spacing=4))
    return box
