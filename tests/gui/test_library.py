"""«Библиотека», «Новости», «Опросы» and «Рассылка» in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.enums import PartyRelation
from app.domain.polls import Question, QuestionKind
from app.services.exchange import outbox
from app.services.intake import accept, enrol
from app.services.library import Additions, document_from, list_polls, new_poll, news_of, poll_results
from app.services.library.packages import make_package
from app.services.organisation.passport import draft_from_json, own_card
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault, vault_info
from app.ui.library.documents_panel import documents_model
from app.ui.library.package_dialog import GONE, HERE, NEW, MakePackageDialog
from app.ui.library.results_dialog import PollResultsDialog
from app.ui.library.viewer import TextDialog
from tests.conftest import ORGANISATION, PASSWORD
from tests.gui.conftest import House

QUESTIONS = (
    Question("1", "Собрание провели?", QuestionKind.ONE, ("Да", "Нет"), ("Да",)),
    Question("2", "Что прислать?", QuestionKind.MANY, ("Бланки", "Билеты")),
    Question("3", "Сколько пришло?", QuestionKind.NUMBER),
    Question("4", "Пожелания", QuestionKind.TEXT),
)


@pytest.fixture
def district(session: VaultSession, tmp_path: Path):
    document = {**ORGANISATION, "kind": "tpo", "full_name": "Районная организация", "short_name": "Районная"}
    made = create_vault(
        tmp_path / "district", draft_from_json(document), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF
    ).session
    enrol(made, own_card(session))
    enrol(session, own_card(made), vault_info(made).fingerprint, PartyRelation.HIGHER)
    yield made
    made.close()


@pytest.fixture
def sealed(district: VaultSession, tmp_path: Path) -> Path:
    text = tmp_path / "Порядок_приёма.txt"
    text.write_text("Заявление пишут от руки", encoding="utf-8")
    poll = new_poll("О собраниях", QUESTIONS, test=True)
    additions = Additions((document_from(text, "Приём"),), (news_of("Пленум", "# Повестка\nБюджет"),), (poll,))
    path = tmp_path / "пакет.pervichka"
    path.write_bytes(make_package(district, [], None, additions).sealed)
    return path


def test_a_package_is_read_searched_opened_and_answered(house: House, district: VaultSession, sealed: Path) -> None:
    house.go("exchange", receipt=sealed)
    house.settle()
    shown = house.dialog()
    shown.apply_button.click()
    house.settle()
    page = house.go("papers", tab="library")
    panel = page.panel("library")
    house.settle()
    assert panel.model.rowCount() == 1 and panel.table.isColumnHidden(4)
    panel.search.setText("бензин")
    house.settle()
    assert panel.model.rowCount() == 0 and panel.stack.currentIndex() == 1
    panel.search.setText("от руки")
    house.settle()
    assert panel.model.rowCount() == 1 and not panel.table.isColumnHidden(4)
    panel.open_button.click()
    house.settle()
    opened = house.dialog()
    assert isinstance(opened, TextDialog)
    assert opened.view.toPlainText() == "Заявление пишут от руки"  # type: ignore[attr-defined]
    opened.accept()
    today = house.go("today")
    house.settle()
    assert today is not None
    news = house.go("papers", tab="news").panel("news")
    house.settle()
    assert [one.fresh for one in news.rows] == [True]
    news.read(news.rows[0].uid)
    house.settle()
    assert [one.fresh for one in news.rows] == [False]
    polls = house.go("papers", tab="polls").panel("polls")
    house.settle()
    dialog = polls.answer(polls.rows[0])
    dialog.fields["1"].choose("Да")
    dialog.fields["2"].boxes[1].setChecked(True)
    dialog.fields["3"].setText("двенадцать")
    dialog.save()
    house.settle()
    assert "Сколько пришло?" in dialog.banner.text(), "said where, nothing kept"
    dialog.fields["3"].setText("12,5")
    dialog.fields["4"].setPlainText("Больше обучения")
    dialog.save()
    house.settle()
    assert "Верно 1 из 1" in house.toast()
    exchange = house.go("exchange")
    seal = exchange.seal()
    house.settle()
    assert seal.answers.isVisibleTo(seal)
    for box in seal.boxes.values():
        box.setChecked(False)
    seal.answers.setChecked(True)
    seal.note.setText("Просим бланки")
    house.settle()
    assert seal.lines[:2] == ("Тест «О собраниях»: 4 ответа.", "Записка: «Просим бланки».")
    seal.seal_button.click()
    house.settle()
    session = house.window.workspace.context.session  # type: ignore[union-attr]
    item = outbox(session)[0]
    with session.unit_of_work() as uow:
        row = uow.exchange.outbox_item(item.uuid)
        assert row is not None
        data = row.sealed
    accept(district, data)
    found = poll_results(district, list_polls(district)[0].poll.uid)
    assert found.rows[0].answers["3"] == ("12.5",) and found.missing == ()


def test_a_package_is_composed_in_the_window(
    house: House, district: VaultSession, sealed: Path, tmp_path: Path
) -> None:
    assert sealed.exists()
    house.window.open_session(district)
    house.settle()
    page = house.go("intake")
    page.package_button.click()
    dialog = house.dialog()
    assert isinstance(dialog, MakePackageDialog)
    assert [piece.state for piece in dialog.pieces] == [HERE] * 3
    assert dialog.recipients.count() == 1
    plakat = tmp_path / "Памятка.txt"
    plakat.write_text("Берегите руки", encoding="utf-8")
    house.files.path = plakat
    dialog.choose_documents()
    about = house.dialog()
    about.field("section").setText("Охрана труда")
    about.save()
    house.settle()
    news = dialog.add_news()
    news.field("title").setText("Субботник")
    news.save()
    house.settle()
    poll = dialog.add_poll()
    poll.name.setText("О бланках")
    question = poll.add()
    question.field("text").setPlainText("Какие нужны?")
    question.field("options").setPlainText("Заявления")
    question.save()
    house.settle()
    assert "от 2 до" in question.banner.text()
    question.field("options").setPlainText("Заявления\nСогласия")
    question.save()
    house.settle()
    poll.save()
    house.settle()
    assert [piece.state for piece in dialog.pieces] == [NEW] * 3 + [HERE] * 3
    dialog.table.setCurrentIndex(dialog.model.index(3, 0))
    dialog.drop()
    assert dialog.pieces[3].state == GONE
    house.files.path = tmp_path / "второй.pervichka"
    dialog.save()
    house.settle()
    assert "Пакет № 2 записан" in house.toast()
    assert list_polls(district)[0].poll.title == "О бланках"
    polls = house.go("papers", tab="polls").panel("polls")
    house.settle()
    polls.results(next(view for view in polls.rows if view.poll.title == "О бланках"))
    house.settle()
    table = house.dialog()
    assert isinstance(table, PollResultsDialog)
    assert "Не ответили" in table.told.text()
    QAbstractItemModelTester(table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.accept()


def test_a_table_of_documents_is_a_sound_model(look) -> None:
    model = documents_model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows([])
    assert model.columnCount() == 5
