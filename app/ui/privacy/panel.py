"""«Согласия и личные данные»: who agreed and to what, what may leave, what to do when somebody changed their mind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.enums import NoticeKind
from app.domain.files import write_atomically
from app.domain.subjects import Subject
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import word_for
from app.progress import Progress
from app.services.privacy.ends import blocked_since, clear_contacts
from app.services.privacy.incidents import close_incident, notice_sent
from app.services.privacy.notification import notice_paper, notice_words
from app.services.privacy.recipients import recipients, written_recipients
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import (
    Chip,
    DataTable,
    VerticalScroll,
    button,
    card_frame,
    clear_layout,
    column,
    flow,
    label,
    menu_button,
    primary_button,
    row,
)
from app.ui.kit.dialogs import confirm
from app.ui.kit.tab import TabPanel
from app.ui.kit.theme import px
from app.ui.privacy.dialogs import (
    DestroyDialog,
    IncidentDialog,
    KeepDialog,
    RequestAnswerDialog,
    RequestDialog,
    people_named,
)
from app.ui.privacy.list_password_dialog import ListPasswordDialog
from app.ui.privacy.notice_dialog import NoticeDialog
from app.ui.privacy.presenter import ChannelLine, PartLine, PrivacyOverview, read_privacy_overview
from app.ui.privacy.recipients_dialog import RecipientsDialog
from app.ui.privacy.sheets_dialogs import LeavingDialog, RecordsDialog, ScanDialog
from app.ui.privacy.tables import ends_model, incidents_model, requests_model, retention_model

_PAPERS = (
    ("processing", "Перечень обработки"),
    ("policy", "Политика"),
    ("threats", "Угрозы и меры"),
    ("requests", "Журнал обращений"),
    ("destructions", "Журнал уничтожения"),
)


class PrivacyPanel(TabPanel):
    """One calm page of four answers; tables appear when there is something in them."""

    reads = frozenset({Subject.CONSENTS, Subject.PRIVACY, Subject.MEMBERS, Subject.ORGANISATION, Subject.EXCHANGE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Согласия и личные данные")
        self.today = date.today()
        self.may_write = context.session.may(Act.RECORD)
        self.may_destroy = context.session.may(Act.DESTROY)
        self.shown: PrivacyOverview | None = None
        self._asked: dict[str, object] = {}
        self.ends, self.requests = ends_model(self.today), requests_model(self.today)
        self.retention, self.incidents = retention_model(), incidents_model(datetime.now(UTC))
        self.agreed_card, self.agreed = self._card("Кто согласен и на что")
        self.leaves_card, self.leaves = self._card("Что я могу отправить")
        self.inner = column(
            self.agreed_card,
            self.leaves_card,
            self._mind_card(),
            self._requests_card(),
            self._retention_card(),
            self._incidents_card(),
            self._notice_card(),
            self._papers_card(),
            1,
            spacing=14,
        )
        self.area = VerticalScroll(self.inner)
        self.box.addWidget(self.area, 1)

    # --- what it is made of

    def _card(self, title: str) -> tuple[QFrame, QVBoxLayout]:
        content = column(spacing=10)
        return card_frame(content, title=title), content

    def _table(self, name: str, model: object, widths: Sequence[float]) -> DataTable:
        table = DataTable(name, row_height=36)
        table.setModel(model)  # type: ignore[arg-type]
        table.set_widths(*widths, stretch=0)
        table.setMinimumHeight(px(36 * 4 + 40))
        return table

    def _mind_card(self) -> QFrame:
        self.mind_words = label("", wrap=True)
        self.ends_table = self._table("Кто передумал", self.ends, (200, 160, 110, 170))
        self.destroy_button = button("Уничтожить данные…", self.destroy_chosen)
        self.keep_button = button("Хранить на основании…", self.keep_chosen)
        self.withdraw_button = button("Записать отзыв…", self.withdraw)
        self.block_button = button("Заблокировать…", self.block)
        self.destroy_button.setEnabled(self.may_destroy)
        self.keep_button.setEnabled(self.may_destroy)
        self.ends_buttons = flow(self.destroy_button, self.keep_button)
        return card_frame(
            self.mind_words,
            self.ends_table,
            self.ends_buttons,
            flow(self.withdraw_button, self.block_button),
            title="Если человек передумал",
        )

    def _requests_card(self) -> QFrame:
        self.request_words = label("", wrap=True)
        self.requests_table = self._table("Обращения", self.requests, (200, 170, 100, 170))
        self.answer_paper = button("Ответ на бумаге", self.print_answer)
        self.answered = button("Записать ответ…", self.answer)
        self.extend = button("Продлить срок…", self.extend_term)
        self.request_buttons = flow(self.answer_paper, self.answered, self.extend)
        self.add_request = button("Записать обращение…", self.new_request)
        self.about = button("Что о человеке хранится…", self.choose_answer)
        return card_frame(
            self.request_words,
            self.requests_table,
            self.request_buttons,
            flow(self.add_request, self.about),
            title="Обращения людей об их данных",
        )

    def _retention_card(self) -> QFrame:
        self.retention_table = self._table("Сроки хранения истекли", self.retention, (200, 120, 190, 120))
        self.destroy_old = button("Уничтожить данные…", self.destroy_old_one)
        self.clear_old = button("Стереть контакты у всех", self.clear_contacts)
        self.destroy_old.setEnabled(self.may_destroy)
        self.retention_card = card_frame(
            label("Эти люди давно сняты с учёта, и хранить их данные больше нельзя.", wrap=True),
            self.retention_table,
            flow(self.destroy_old, self.clear_old),
            title="Сроки хранения истекли",
        )
        return self.retention_card

    def _incidents_card(self) -> QFrame:
        self.incident_words = label("", wrap=True)
        self.incidents_table = self._table("Происшествия", self.incidents, (240, 150, 240))
        self.incident_buttons = flow(
            button("Дополнить…", self.change_incident),
            button("Печать", self.print_incident),
            button("Уведомление отправлено", self.notice),
            button("Закрыть", self.close_incident),
        )
        self.add_incident = button("Записать происшествие…", self.new_incident)
        return card_frame(
            self.incident_words,
            self.incidents_table,
            self.incident_buttons,
            flow(self.add_incident),
            title="Происшествия с данными",
        )

    def _notice_card(self) -> QFrame:
        self.notice_words = label("", wrap=True)
        self.notice_button = button("Записать отправку…", self.record_notice)
        self.notice_button.setEnabled(self.may_write)
        return card_frame(
            self.notice_words,
            flow(button("Напечатать уведомление", self.print_notice), self.notice_button),
            title="Уведомление Роскомнадзора",
        )

    def _papers_card(self) -> QFrame:
        papers = [button(title, partial(self.print_paper, paper_id, title)) for paper_id, title in _PAPERS]
        return card_frame(
            label("Заполняются из вашего учёта; напечатайте, подпишите и храните в папке.", "muted", wrap=True),
            flow(*papers),
            title="Бумаги оператора",
        )

    # --- reading

    def refresh(self) -> None:
        """Read everything again."""
        session, today = self.context.session, self.today
        self.context.run(self, lambda _: read_privacy_overview(session, today), self._show, key="privacy")

    def open(self, **params: object) -> None:
        """``act`` (destroy, request, answer) with ``person_id`` and ``name``: from a member's card."""
        person, name = params.get("person_id"), str(params.get("name", ""))
        if isinstance(person, int):
            self._act(str(params.get("act", "")), person, name)

    def _act(self, act: str, person_id: int, name: str) -> None:
        if act == "destroy":
            DestroyDialog(self, self.context, person_id, name).open()
        elif act == "request":
            RequestDialog(self, self.context, person_id, name).open()
        elif act == "answer":
            self._answer_paper(person_id, name)
        elif act == "block":
            self._block_or_not(person_id, name)

    def _block_or_not(self, person_id: int, name: str) -> None:
        """Block, or lift the block when there is one."""
        from app.services.privacy.ends import block, unblock

        session = self.context.session

        def done(_: object) -> None:
            self.context.toast("Записано")

        def ask(since: date | None) -> None:
            act = unblock if since is not None else block
            words = (
                f"{name}: данные заблокированы с {since:%d.%m.%Y}. Снять блокирование?"
                if since is not None
                else f"{name}: данные останутся здесь, но не уйдут ни в одном файле и списке."
            )
            confirm(
                self,
                "Блокирование данных",
                words,
                "Снять" if since is not None else "Заблокировать",
                lambda: self.context.run(self, lambda _: act(session, person_id), done),
            )

        self.context.run(self, lambda _: blocked_since(session, person_id), ask)

    def _show(self, found: PrivacyOverview) -> None:
        self.shown = found
        self._show_agreed(found)
        clear_layout(self.leaves)
        for line in found.channels:
            self.leaves.addWidget(self._channel(line))
        self.leaves.addWidget(
            label("Отчёты уходят числами, без фамилий. Заблокированные и отказавшиеся не уходят никогда.", "small",
                  wrap=True)
        )  # fmt: skip
        waiting = found.waiting
        first = min((end.due_on for end in waiting), default=None)
        self.mind_words.setText(
            "Запишите отзыв: с этого дня данные никуда не уходят. Через 30 дней их нужно уничтожить или назвать "
            "основание, по которому закон разрешает хранить."
            + (f" Ждут решения: {people(len(waiting))}, ближайший срок {first:%d.%m.%Y}." if first is not None else "")
        )
        self._fill(self.ends_table, self.ends, found.ends, self.ends_buttons)
        waits = found.open_requests
        self.request_words.setText(
            f"Ждут ответа: {people(len(waits))}, ближайший срок {waits[0].due_on:%d.%m.%Y}."
            if waits
            else "Ответить нужно за десять рабочих дней: программа сочтёт срок и соберёт ответ."
        )
        self._fill(self.requests_table, self.requests, found.requests, self.request_buttons)
        self.retention_card.setVisible(bool(found.retention))
        self.retention.show_rows(found.retention)
        self.incident_words.setText(
            "О потере, утечке или порче данных сообщают в Роскомнадзор за 24 часа, о причинах – за 72 часа."
        )
        self._fill(self.incidents_table, self.incidents, found.incidents, self.incident_buttons)
        self.notice_words.setText(notice_words(found.notice))

    def _fill(self, table: DataTable, model: object, rows: Sequence[object], buttons: QWidget) -> None:
        model.show_rows(rows)  # type: ignore[attr-defined]
        table.setVisible(bool(rows))
        buttons.setVisible(bool(rows) and self.may_write)
        if rows:
            table.selectRow(0)
            table.setFixedHeight(px(36) * min(len(rows), 6) + px(48))

    def _show_agreed(self, found: PrivacyOverview) -> None:
        clear_layout(self.agreed)
        for line in found.parts:
            self.agreed.addWidget(self._part(line))
        need = found.need_sheets
        if need:
            self.agreed.addWidget(
                label(f"Нужен лист согласия: {people(len(need))} – {people_named([n.name for n in need])}.", wrap=True)
            )
            for why in dict.fromkeys(n.why for n in need if n.why.startswith("новая")):
                self.agreed.addWidget(label(f"Подписать заново: {why}.", "small", wrap=True))
        printing = primary_button(
            f"Напечатать листы: {people(len(need))}" if need else "Листы никому не нужны", self.print_needed
        )
        printing.setEnabled(bool(need) and self.may_write)
        special = [(f"Только лист: {p.title}", partial(self.print_special, p.id))
                   for p in self.context.session.profile.consent_parts]  # fmt: skip
        more = menu_button(
            "Ещё",
            [
                ("Пустой лист", self.print_blank),
                *special,
                ("Лист на ребёнка", self.print_child),
                ("Принять записи электронной подписи…", self.take_records),
                ("Кому передаются данные…", self.set_recipients),
            ],
            name="Ещё о согласиях",
        )
        self.scan_button = button("Записать подписанные листы", self.scan)
        self.scan_button.setEnabled(self.may_write)
        self.agreed.addWidget(flow(printing, self.scan_button, more))
        self.agreed.addWidget(label(f"Действует {found.edition}.", "small"))

    def _part(self, line: PartLine) -> QWidget:
        holder = QWidget()
        words = column(label(line.title, "strong", wrap=True), label(line.words, "muted", wrap=True), spacing=2)
        box = row(Chip(line.chip, line.tone), words, spacing=14)
        box.setStretch(1, 1)
        holder.setLayout(box)
        holder.setAccessibleName(f"{line.title}: {line.words}")
        return holder

    def _channel(self, line: ChannelLine) -> QWidget:
        holder = QWidget()
        words = column(label(line.title, "strong", wrap=True), label(line.words, "muted", wrap=True), spacing=2)
        show = button("Показать", lambda: self.show_leaving(line), name=f"Показать: {line.title}")
        if line.saved_as_list:
            save = button("Сохранить список…", lambda: self.save_list(line), name=f"Сохранить: {line.title}")
            save.setEnabled(self.may_write)
            words.addWidget(flow(show, save))
            holder.setLayout(words)
        else:
            box = row(words, show, spacing=12)
            box.setStretch(0, 1)
            holder.setLayout(box)
        holder.setAccessibleName(f"{line.title}: {line.words}")
        return holder

    # --- consents

    def print_needed(self) -> None:
        """Sheets for those who need one."""
        if self.shown is not None:
            self._print_sheets([one.person_id for one in self.shown.need_sheets])

    def print_special(self, part_id: str) -> None:
        """Sheets of one part, for chosen people."""
        self._choose(lambda chosen: self._print_sheets(list(chosen), parts=(part_id,)))

    def print_child(self) -> None:
        """The sheet that a parent signs for a child."""
        self._choose(lambda chosen: self._print_sheets(list(chosen), child=True))

    def print_blank(self) -> None:
        """A sheet without a name."""
        self._print_sheets([], blank=True)

    def _print_sheets(
        self, ids: list[int], *, parts: Sequence[str] = (), child: bool = False, blank: bool = False
    ) -> None:
        from app.services.privacy.sheets import consent_sheets

        session = self.context.session
        self.context.run(
            self,
            lambda progress: consent_sheets(session, ids, progress, parts=parts, child=child, blank=blank),
            lambda pdf: self._preview("Согласия", pdf),
            title="Готовлю листы согласия",
            key="sheets",
        )

    def print_notice(self) -> None:
        """The first notice, or the one about changes."""
        if self.shown is None:
            return
        session = self.context.session
        kind = NoticeKind.CHANGE if self.shown.notice.filed else NoticeKind.FIRST
        self.context.run(
            self,
            lambda _: notice_paper(session, kind),
            lambda pdf: self._preview("Уведомление Роскомнадзора", pdf),
            key="notice",
        )

    def record_notice(self) -> None:
        """It was sent, or its number came."""
        if self.shown is not None:
            NoticeDialog(self, self.context, self.shown.notice).open()

    def scan(self) -> None:
        """The stack of signed sheets."""
        ScanDialog(self, self.context).open()

    def take_records(self) -> None:
        """Records of another system."""
        kinds = "Таблицы и JSON (*.csv *.xlsx *.json)"
        self.context.files.open_file(
            self, "Записи об электронной подписи", kinds, lambda p: RecordsDialog(self, self.context, p).open()
        )

    def set_recipients(self) -> None:
        """To whom data go."""
        session = self.context.session
        self.context.run(
            self,
            lambda _: (recipients(session), written_recipients(session)),
            lambda found: RecipientsDialog(self, self.context, *found).open(),
        )

    # --- what leaves

    def show_leaving(self, line: ChannelLine) -> None:
        """By member and field, before it leaves."""
        LeavingDialog(self, self.context, line.channel, line.title).open()

    def save_list(self, line: ChannelLine) -> None:
        """The list for somebody outside."""
        from app.services.privacy.lists import list_format, list_password, make_list

        session = self.context.session

        def chosen(path: Path) -> None:
            kind, password = list_format(path.name), list_password()

            def work(_: Progress) -> int:
                data, told = make_list(session, line.channel, kind, password=password)
                write_atomically(path, data)
                return len(told.allowed)

            def done(count: int) -> None:
                if kind == "xlsx":
                    ListPasswordDialog(self, path.name, count, password).open()
                else:
                    self.context.toast(f"Сохранено: {people(count)}.")

            self.context.run(self, work, done)

        kinds = "Excel с паролем (*.xlsx);;PDF для печати (*.pdf);;Запечатано ключом (*.xlsx.age *.csv.age)"
        self.context.files.save_file(self, line.title, f"{line.title}.xlsx", kinds, chosen)

    # --- somebody changed their mind

    def withdraw(self) -> None:
        """Choose the member, then the parts."""

        def chosen(marked: dict[int, str]) -> None:
            from app.services.members import member_card

            session, person_id = self.context.session, next(iter(marked))
            self.context.run(
                self,
                lambda _: member_card(session, person_id),
                lambda card: self.context.doors.withdraw_consent(self.context, self, card),
            )

        self._choose(chosen)

    def block(self) -> None:
        """Choose whom; from now on the data are only kept."""

        def chosen(marked: dict[int, str]) -> None:
            from app.services.privacy.ends import block

            session = self.context.session

            def work(_: Progress) -> int:
                for person_id in marked:
                    block(session, person_id)
                return len(marked)

            def done(count: int) -> None:
                self.context.toast(f"Заблокированы данные: {people(count)}. Снять – в карточке человека.")

            self.context.run(self, work, done)

        self._choose(chosen)

    def destroy_chosen(self) -> None:
        """Destroy the data of the one in the table."""
        end = self.ends.row_at(self.ends_table.current_row())
        if end is not None:
            ground = f"{word_for(end.cause)} {end.since:%d.%m.%Y}"
            DestroyDialog(self, self.context, end.person_id, end.name, ground[:1].upper() + ground[1:]).open()

    def keep_chosen(self) -> None:
        """Keep them on a ground."""
        end = self.ends.row_at(self.ends_table.current_row())
        if end is not None:
            KeepDialog(self, self.context, end).open()

    def destroy_old_one(self) -> None:
        """Destroy the data of somebody whose term ran out."""
        one = self.retention.row_at(self.retention_table.current_row())
        if one is not None:
            ground = f"Истёк срок хранения: снятие с учёта {one.left_on:%d.%m.%Y}"
            DestroyDialog(self, self.context, one.person_id, one.name, ground).open()

    def clear_contacts(self) -> None:
        """Telephones and addresses of those who left."""
        if self.shown is None:
            return
        ids, session = [one.person_id for one in self.shown.retention], self.context.session

        def done(count: int) -> None:
            self.context.toast(f"Контакты уничтожены: {people(count)}")

        confirm(
            self,
            "Стереть контакты",
            f"Телефоны, почта и адреса будут уничтожены: {people(len(ids))}. Вернуть их нельзя.",
            "Стереть",
            lambda: self.context.run(self, lambda _: clear_contacts(session, ids), done),
            danger=True,
        )

    # --- requests

    def new_request(self) -> None:
        """Choose the member, then what is asked."""
        self._choose(lambda marked: RequestDialog(self, self.context, *next(iter(marked.items()))).open())

    def choose_answer(self) -> None:
        """Everything held about somebody, on paper."""
        self._choose(lambda marked: self._answer_paper(*next(iter(marked.items()))))

    def print_answer(self) -> None:
        """The answer to the request in the table."""
        one = self.requests.row_at(self.requests_table.current_row())
        if one is not None:
            self._answer_paper(one.person_id, one.name)

    def _answer_paper(self, person_id: int, name: str) -> None:
        from app.services.privacy.dossier import dossier, dossier_pdf

        session = self.context.session
        self.context.run(
            self,
            lambda _: dossier_pdf(dossier(session, person_id), session.profile),
            lambda pdf: self._preview(f"Сведения о человеке: {name}", pdf),
            title="Собираю ответ",
        )

    def answer(self) -> None:
        """Record the answer."""
        one = self.requests.row_at(self.requests_table.current_row())
        if one is not None and one.open:
            RequestAnswerDialog(self, self.context, one).open()

    def extend_term(self) -> None:
        """Five working days more."""
        one = self.requests.row_at(self.requests_table.current_row())
        if one is not None and one.open:
            RequestAnswerDialog(self, self.context, one, extend=True).open()

    # --- incidents and papers

    def new_incident(self) -> None:
        """Record what happened."""
        IncidentDialog(self, self.context).open()

    def change_incident(self) -> None:
        """Write down what became known."""
        one = self.incidents.row_at(self.incidents_table.current_row())
        if one is not None and one.closed_at is None:
            IncidentDialog(self, self.context, one).open()

    def notice(self) -> None:
        """Roskomnadzor was told."""
        self._incident(lambda session, number: notice_sent(session, number), "Уведомление отмечено")

    def close_incident(self) -> None:
        """The inquiry is over."""
        self._incident(lambda session, number: close_incident(session, number), "Происшествие закрыто")

    def _incident(self, act: Callable[..., None], words: str) -> None:
        one = self.incidents.row_at(self.incidents_table.current_row())
        if one is None:
            return
        session, number = self.context.session, one.id

        def done(_: object) -> None:
            self.context.toast(words)

        self.context.run(self, lambda _: act(session, number), done)

    def print_incident(self) -> None:
        """The record with both clocks."""
        from app.services.privacy.registers import incident_paper

        one = self.incidents.row_at(self.incidents_table.current_row())
        if one is not None:
            session, number = self.context.session, one.id
            self.context.run(
                self, lambda _: incident_paper(session, number), lambda pdf: self._preview("Запись об инциденте", pdf)
            )

    def print_paper(self, paper_id: str, title: str) -> None:
        """A paper of the operator."""
        from app.services.privacy.registers import privacy_paper

        session = self.context.session
        self.context.run(
            self, lambda _: privacy_paper(session, paper_id), lambda pdf: self._preview(title, pdf), key="paper"
        )

    # --- helpers of this page

    def _choose(self, on_chosen: Callable[[dict[int, str]], object]) -> None:
        self.context.doors.choose_people(self.context, self, on_chosen)

    def _preview(self, title: str, pdf: bytes) -> None:
        from app.ui.printing.preview import show_pdf

        show_pdf(self, title, pdf, f"{title}.pdf", files=self.context.files)
