"""The one window: choosing a vault, logging in, first run, the workspace, locking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QFocusEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget, QWidget

from app.domain.subjects import Subject
from app.domain.vocabulary.numbers import plural
from app.errors import AppError
from app.messages import message_for
from app.progress import Progress
from app.services.authority import Act
from app.services.vault.finding import is_vault
from app.ui.absence import Absence, absence_of_this_system
from app.ui.idle import IdleWatch
from app.ui.instance import Instance, ask_to_show
from app.ui.jobs import Jobs
from app.ui.kit.clipboard import ClipboardGuard
from app.ui.kit.dialogs import FileChooser, confirm
from app.ui.kit.icons import icon
from app.ui.kit.theme import ThemeName, apply_theme
from app.ui.preferences import IDLE_MINUTES, Preferences
from app.ui.problems import ProblemDialog, show_problem
from app.ui.start.choose import ChooseScreen
from app.ui.start.login import LoginPresenter, LoginScreen, RecoveryScreen

if TYPE_CHECKING:
    from app.services.session import VaultSession
    from app.services.vault.sheets import FirstRunPlace
    from app.ui.context import UiContext
    from app.ui.drafts import Drafts
    from app.ui.overview import FrameOverview
    from app.ui.pages import PageSpec
    from app.ui.shell import Workspace
    from app.ui.start.wizard import FirstRun

# The first screens need no database: what opens one is read while the password is typed (:func:`_warm`), and imported
# where it is used.

_IN_THE_FRAME = frozenset(
    {Subject.ORGANISATION, Subject.EXCHANGE, Subject.STRUCTURE, Subject.SETTINGS, Subject.REPORTS, Subject.INTAKE}
)
"""What the side bar and the foot tell of."""
_ROOMY = QSize(1440, 860)
"""A screen on which the window of 1366×768 stands with its frame and the system's bar."""

COPY_LOOK_MS = 60_000
"""How often to look whether the place of the copies has come (a stick was put in)."""

PAGE_MODULES = tuple(
    f"app.ui.{room}.page"
    for room in ("members", "structure", "reports", "finance", "papers", "privacy", "exchange", "intake", "settings")
)
"""Read once the first page stands, beside everything else."""

MakePractice = Callable[[Path, Progress], "tuple[VaultSession, str]"]
"""Makes the practice organisation in a folder and opens it; gives the session and its password."""


@dataclass
class Startup:
    """What bootstrap hands to the window. ``places`` makes the pages, None: all; tests may give fewer."""

    preferences: Preferences
    documents: Path
    make_practice: MakePractice
    files: FileChooser
    places: Callable[[FrameOverview], Sequence[PageSpec]] | None = None


class MainWindow(QMainWindow):
    """Shows one screen at a time; owns the job queue and the open session."""

    def __init__(self, startup: Startup, absence: Absence | None = None) -> None:
        super().__init__()
        self.startup = startup
        self.jobs = Jobs(self)
        self.network = Jobs(self)
        self.session: VaultSession | None = None
        self.workspace: Workspace | None = None
        self.drafts: Drafts | None = None
        self.folder: Path | None = None
        self._first_list: Path | None = None
        self._arrived: Path | None = None
        self._first_words = ""
        self._waiting_words = ""
        self._presenter: LoginPresenter | None = None
        self.stack = QStackedWidget()
        self.setCentralWidget(self.stack)
        self.setWindowTitle("Первичка")
        self.setWindowIcon(icon("pervichka", size=64))
        self.setMinimumSize(QSize(960, 640))
        self.setAccessibleName("Первичка")
        self.jobs.failed.connect(lambda error: show_problem(self, error))
        for keys, action in (("Ctrl+L", self.lock), ("F5", self._refresh), ("F1", self._help)):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        self._idle = IdleWatch(self._idle_minutes, self)
        self._idle.idle.connect(self._lock_idle)
        self._shut = False
        self.clipboard = ClipboardGuard(self)
        self.instance = Instance(self)
        self.instance.show_requested.connect(self.come_forward)
        self.instance.open_requested.connect(self.take_arrived)
        self.absence = absence or absence_of_this_system(self)
        self.absence.gone.connect(self._gone)
        self._copies = QTimer(self)
        self._copies.setInterval(COPY_LOOK_MS)
        self._copies.timeout.connect(self._copy_when_it_can_be)
        self._restore_geometry()

    # Screens.

    def show_start(self, problem: str = "") -> None:
        """Choose an organisation."""
        self.instance.answer_for(None)
        screen = ChooseScreen(self.startup.preferences.recent_vaults())
        screen.vault_chosen.connect(self._choose)
        screen.new_requested.connect(self.show_first_run)
        screen.practice_requested.connect(self._make_practice)
        screen.other_requested.connect(lambda: self.startup.files.folder(self, "Папка организации", self._open_folder))
        screen.restore_requested.connect(self._restore)
        if problem:
            screen.show_problem(problem)
        elif self._arrived is not None:
            screen.say(f"Откройте организацию: после этого прочтём файл «{self._arrived_name}».")
        self._show(screen)

    def show_login(self, folder: Path, reason: str = "") -> LoginScreen:
        """Ask for the password of a vault."""
        self.folder = folder
        self.instance.answer_for(folder)
        if self._arrived is not None:
            reason = f"{reason} После входа прочтём файл «{self._arrived_name}».".lstrip()
        screen = LoginScreen(folder, reason=reason)
        presenter = LoginPresenter(folder, screen, self._runner(screen), self.open_session)
        self._presenter = presenter
        screen.submitted.connect(presenter.try_password)
        screen.accepted_keys.connect(lambda password: presenter.try_password(password, accept_keys=True))
        screen.forgotten.connect(lambda: self._show_recovery(folder))
        screen.other_requested.connect(self.show_start)
        self._show(screen)
        self.jobs.run(lambda _: _warm(), owner=self, key="warm", on_error=lambda _: None)
        return screen

    def _show_recovery(self, folder: Path) -> None:
        screen = RecoveryScreen(folder)
        presenter = LoginPresenter(folder, screen, self._runner(screen), self.open_session)
        self._presenter = presenter
        screen.submitted.connect(presenter.try_recovery)
        screen.back_requested.connect(lambda: self.show_login(folder))
        self._show(screen)

    def show_first_run(self) -> FirstRun:
        """Five screens to a new organisation."""
        from app.services.organisation.profiles import available_profiles
        from app.ui.start.wizard import FirstRun

        screen = FirstRun(available_profiles(), self.startup.documents, self.jobs, self.startup.files)
        screen.cancelled.connect(self.show_start)
        screen.finished.connect(self._first_run_done)
        screen.made.connect(self._vault_made)
        self._show(screen)
        return screen

    def _vault_made(self, folder: Path) -> None:
        from app.ui.start.wizard import FirstRun

        screen = self.stack.currentWidget()
        self.session = screen.session if isinstance(screen, FirstRun) else None
        self.folder = folder
        self.startup.preferences.remember_vault(folder)

    def _go_on_with_first_run(self, session: VaultSession, place: FirstRunPlace) -> None:
        from app.services.organisation.profiles import available_profiles
        from app.ui.start.wizard import FirstRun

        screen = FirstRun(available_profiles(), self.startup.documents, self.jobs, self.startup.files)
        screen.finished.connect(self._first_run_done)
        self._show(screen)
        screen.resume(session, place)

    def _first_run_done(self, session: VaultSession, list_file: Path | None, copies: Path | None) -> None:
        if copies is not None:
            from app.services.vault.copies import choose_backup_folder

            self.jobs.run(lambda _: choose_backup_folder(session, copies), owner=self, lasting=True)
        self._first_list = list_file
        self.open_session(session)

    def _choose(self, folder: Path) -> None:
        """A vault from the list; when another window has it, that window comes forward."""
        if ask_to_show(folder):
            self.show_start(f"«{folder.name}» уже открыта: программа показала то окно.")
        else:
            self.show_login(folder)

    def take_arrived(self, path: Path) -> None:
        """A sealed file was double-clicked: read it now, or once somebody has logged in."""
        self._arrived = path
        if self.workspace is not None:
            self._read_arrived(self.workspace)
        elif isinstance(self.stack.currentWidget(), LoginScreen) and self.folder is not None:
            self.show_login(self.folder)

    @property
    def _arrived_name(self) -> str:
        return "" if self._arrived is None else self._arrived.name

    def _read_arrived(self, workspace: Workspace) -> None:
        path, self._arrived = self._arrived, None
        if path is not None:
            workspace.show_page("exchange", arrived=path, takes_in="intake" in workspace.specs)

    def come_forward(self) -> None:
        """Somebody started the program a second time: here is its window."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def _open_folder(self, folder: Path) -> None:
        if is_vault(folder):
            self._choose(folder)
        else:
            self.show_start(f"В папке «{folder.name}» нет данных организации. Выберите папку, где лежит файл ключей.")

    def _make_practice(self) -> None:
        screen = self.stack.currentWidget()
        screen.setEnabled(False)
        parent = self.startup.documents

        def work(progress: Progress) -> tuple[VaultSession, str]:
            parent.mkdir(parents=True, exist_ok=True)
            return self.startup.make_practice(parent, progress)

        def made(practice: tuple[VaultSession, str]) -> None:
            session, password = practice
            self._first_words = f"Это учебная организация, люди в ней выдуманные. Её пароль: {password}"
            self.open_session(session)

        def failed(error: Exception) -> None:
            screen.setEnabled(True)
            show_problem(self, error)

        if isinstance(screen, ChooseScreen):
            screen.practice_button.setText("Готовлю учебную организацию…")
        self.jobs.run(work, owner=screen, on_done=made, on_error=failed)

    def _restore(self) -> None:
        from app.ui.start.restore import RestoreDialog

        RestoreDialog(self, self.jobs, self.startup.files, self.startup.documents, self.show_login).open()

    # The workspace.

    def open_session(self, session: VaultSession) -> None:
        """Show an open vault."""
        from app.services.vault.copies import copy_of_the_day
        from app.ui.overview import read_frame_overview

        self.session = session
        self.folder = session.folder
        self.instance.answer_for(session.folder)
        self.absence.watch(int(self.winId()))
        self._copies.start()
        self.startup.preferences.remember_vault(session.folder)
        # The one read before the first page: whose vault, which kind. The pages read the rest.
        self.jobs.run(lambda _: read_frame_overview(session), owner=self, on_done=self._show_workspace)
        self.jobs.run(lambda _: copy_of_the_day(session), owner=self)

    def _show_workspace(self, overview: FrameOverview, page: str = "today") -> None:
        session = self.session
        if session is None or session.closed:
            return
        if overview.first_run.step and session.may(Act.KEYS) and not session.read_only:
            self._go_on_with_first_run(session, overview.first_run)
            return
        from app.ui.arrivals import Arrivals
        from app.ui.places import places_for
        from app.ui.shell import Workspace
        from app.ui.uploader import Uploader

        specs = (self.startup.places or places_for)(overview)
        if self.workspace is not None and self.workspace.context.uploader is not None:
            self.workspace.context.uploader.stop()
        workspace = Workspace(specs, lambda shell: self._context(shell, session), self.jobs)
        workspace.lock_requested.connect(self.lock)
        workspace.restyle_requested.connect(self.restyle)
        workspace.context.notifier.changed.connect(self._changed)
        uploader = Uploader(workspace.context, self.network, workspace)
        uploader.told.connect(self._tell_sending)
        workspace.context.uploader = uploader
        self._keep_drafts(workspace, session)
        Arrivals(workspace.context, workspace)
        self.workspace = workspace
        self._tell_overview(overview)
        if session.read_only:
            workspace.foot.show_read_only()
        self._show(workspace)
        workspace.show_page(page if page in workspace.specs else specs[0].id)
        if self._first_list is not None:
            workspace.show_page("members", import_file=self._first_list)
            self._first_list = None
        self._read_arrived(workspace)
        for code in session.warnings:
            ProblemDialog(self, message_for(AppError(code)), "Обратите внимание").open()
        session.warnings = ()
        if self._first_words:
            workspace.toast(self._first_words)
            self._first_words = ""
        for module in PAGE_MODULES:  # one by one, so that whatever a hand asks for comes in between
            self.jobs.run(partial(_read_module, module), owner=self, key=module, on_error=lambda _: None)
        self._idle.start()

    def _keep_drafts(self, workspace: Workspace, session: VaultSession) -> None:
        from app.services.vault.drafts import kept_drafts
        from app.ui.drafts import Drafts

        if self.drafts is not None:
            self.drafts.write()
        drafts = Drafts(session, self.jobs, lambda: workspace.current, workspace)
        workspace.context.drafts = self.drafts = drafts
        drafts.changed.connect(lambda: workspace.foot.show_unrecorded(drafts.words))
        self.jobs.run(lambda _: kept_drafts(session), owner=drafts, on_done=drafts.know)

    def _context(self, shell: Workspace, session: VaultSession) -> UiContext:
        from app.ui.context import UiContext
        from app.ui.rooms import Rooms

        return UiContext(session, self.jobs, shell, self.startup.preferences, Rooms(), self.startup.files)

    def _changed(self, changed: frozenset[Subject]) -> None:
        from app.ui.overview import read_frame_overview

        session = self.session
        if session is not None and changed & _IN_THE_FRAME:
            self.jobs.run(
                lambda _: read_frame_overview(session), owner=self, on_done=self._tell_overview, key="overview"
            )

    def _tell_overview(self, overview: FrameOverview) -> None:
        if self.workspace is None:
            return
        self.workspace.show_organisation(overview.name, overview.place, overview.chair)
        self.workspace.foot.show_backup(overview.backup_words)
        self._waiting_words = overview.waiting_words
        if self.workspace.context.uploader is None or not self.workspace.context.uploader.running:
            self.workspace.foot.show_waiting(overview.waiting_words)
        self.workspace.set_badge("exchange", overview.waiting)
        self.setWindowTitle(f"{overview.name} — Первичка")

    def _tell_sending(self, words: str) -> None:
        if self.workspace is not None:
            self.workspace.foot.show_waiting(words or self._waiting_words)

    def watch_connection(self) -> None:
        """Hear from the system when a connection appears; without such news the clock looks every minute."""
        if QNetworkInformation.loadDefaultBackend():
            news = QNetworkInformation.instance()
            news.reachabilityChanged.connect(self._reachability)

    def _reachability(self, reach: QNetworkInformation.Reachability) -> None:
        if reach is QNetworkInformation.Reachability.Online and self.workspace is not None:
            uploader = self.workspace.context.uploader
            if uploader is not None:
                uploader.look()

    def restyle(self) -> None:
        """Apply the theme of the preferences and make the pages anew where the person is."""
        from app.ui.overview import read_frame_overview

        apply_preferred_theme(self.startup.preferences)
        session, workspace = self.session, self.workspace
        if session is not None and workspace is not None:
            page = workspace.current
            self.jobs.run(
                lambda _: read_frame_overview(session),
                owner=self,
                on_done=lambda overview: self._show_workspace(overview, page),
            )

    # Locking.

    def lock(self, reason: str = "") -> None:
        """Close the vault, let every page go, ask for the password."""
        session = self.session
        if session is None:
            return
        self._idle.stop()
        self._leave_fields()
        if self.workspace is not None and self.workspace.context.uploader is not None:
            self.workspace.context.uploader.stop()
        self._copies.stop()
        self.session, self.workspace = None, None
        self.close_dialogs()
        self.clipboard.clear()
        self.jobs.cancel_all()
        if self.drafts is not None:
            self.drafts.write()
            self.drafts = None
        self.setWindowTitle("Первичка")
        self.show_login(session.folder, reason)
        self.jobs.run(lambda _: session.close(), owner=self)

    def _leave_fields(self) -> None:
        """A field records what was typed when it is left; locking and closing leave it too."""
        focused = self.focusWidget()
        if focused is not None and self.session is not None:
            # Sent, not asked for: a window that is not in front has the field, but would not tell it to let go.
            QApplication.sendEvent(focused, QFocusEvent(QEvent.Type.FocusOut))

    def close_dialogs(self) -> None:
        """Every dialog, preview and menu goes, whatever it was asking; what they showed goes with them."""
        for widget in QApplication.topLevelWidgets():
            if widget is self or not widget.isVisible():
                continue
            if isinstance(widget, QDialog):
                widget.done(QDialog.DialogCode.Rejected)
            else:
                widget.close()
            if widget.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose):
                widget.deleteLater()

    def _gone(self, reason: str) -> None:
        """The screen was locked or the computer sleeps; unlike idle time this does not wait for work to end."""
        if self.startup.preferences.number("lock_with_screen", 1):
            self.lock(reason)

    def _copy_when_it_can_be(self) -> None:
        """The stick may have come back, or the day have turned: the copy of the day, quietly."""
        from app.services.vault.copies import COPY_REST, copy_of_the_day

        session = self.session
        if session is not None and not session.closed and not self.jobs.busy_titles():
            self.jobs.run(lambda _: copy_of_the_day(session, COPY_REST), owner=self, key="copy of the day")

    def _lock_idle(self) -> None:
        if self.jobs.busy_titles():
            self._idle.touch()
            return
        minutes = self._idle_minutes()
        self.lock(f"Программа закрылась паролем: {plural(minutes, 'минуту', 'минуты', 'минут')} никто не работал.")

    def _idle_minutes(self) -> int:
        return self.startup.preferences.number("idle_minutes", IDLE_MINUTES)

    # Small things.

    def _refresh(self) -> None:
        if self.workspace is not None:
            self.workspace.refresh_current()

    def _help(self) -> None:
        if self.workspace is not None and "help" in self.workspace.specs:
            self.workspace.show_help()

    def _runner(self, owner: QWidget) -> Callable[..., object]:
        def run(
            work: Callable[[Progress], Any], on_done: Callable[[Any], object], on_error: Callable[[Exception], object]
        ) -> None:
            self.jobs.run(work, owner=owner, on_done=on_done, on_error=on_error)

        return run

    def _show(self, widget: QWidget) -> None:
        while self.stack.count():
            old = self.stack.widget(0)
            self.stack.removeWidget(old)
            old.deleteLater()
        self.stack.addWidget(widget)
        self.stack.setCurrentWidget(widget)
        widget.setFocus()

    def _restore_geometry(self) -> None:
        saved = self.startup.preferences.text("window")
        if not (saved and self.restoreGeometry(QByteArray.fromBase64(saved.encode()))):
            screen = QGuiApplication.primaryScreen()
            room = screen.availableGeometry().size() if screen else QSize(1366, 768)
            self.resize(QSize(1366, 768).boundedTo(room))

    def show_fitting(self) -> None:
        """Show the window so that all of it is seen: on a small screen its frame would push the foot line below."""
        screen = QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size() if screen else _ROOMY
        if room.width() < _ROOMY.width() or room.height() < _ROOMY.height():
            self.showMaximized()
        else:
            self.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window; never in the middle of work without asking; close the vault."""
        titles = self.jobs.busy_titles()
        if titles:
            event.ignore()
            confirm(
                self,
                "Работа не закончена",
                f"Сейчас идёт: {titles[0]}. Если закрыть, она отменится; данные останутся как до неё.",
                "Закрыть",
                self._close_anyway,
                danger=True,
            )
            return
        self.startup.preferences.set("window", bytes(self.saveGeometry().toBase64().data()).decode())
        self.shut()
        super().closeEvent(event)

    def _close_anyway(self) -> None:
        self.jobs.cancel_all()
        self.shut()
        self.close()

    def shut(self) -> None:
        """Stop the worker and close the vault. Twice is as good as once."""
        if self._shut:
            return
        self._shut = True
        self._idle.forget()
        self._copies.stop()
        self.absence.stop()
        self.instance.answer_for(None)
        self.clipboard.clear()
        self.network.stop()
        self._leave_fields()
        self.jobs.stop()
        if self.session is not None:
            if self.drafts is not None:
                with suppress(AppError):  # a full disk or a pulled stick must not keep the window open
                    self.drafts.write_here()
            self.session.close()
            self.session = None


def _read_module(module: str, _: Progress) -> None:
    """So that the first click on a place finds its code there."""
    import_module(module)


def _warm() -> None:
    """Read what opens a vault and what the first page is made of: the hands are still at the password."""
    for module in ("app.services.vault.opening", "app.ui.shell", "app.ui.places", "app.ui.rooms", "app.ui.today.page"):
        import_module(module)


def apply_preferred_theme(preferences: Preferences) -> None:
    """The look this computer remembers."""
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    if isinstance(application, QApplication):
        name = preferences.text("theme", ThemeName.LIGHT.value)
        known = {theme.value for theme in ThemeName}
        apply_theme(application, ThemeName(name if name in known else "light"), preferences.number("scale", 100))
