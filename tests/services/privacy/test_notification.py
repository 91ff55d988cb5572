"""The notification of Roskomnadzor: printed from the vault, recorded, reminded of until there is one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.enums import EventKind, MemberCategory, NoticeKind
from app.errors import UserError
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.organisation.passport import passport, update_passport
from app.services.privacy.definitions import load_privacy
from app.services.privacy.notification import notice_paper, notice_state, notice_words, number_notice, record_notice
from app.services.session import VaultSession
from app.services.today.data_terms import data_tasks
from app.services.today.urgency import TaskKind
from tests.services.privacy.test_duties import words

TODAY = date.today()


def reminders(session: VaultSession) -> list[str]:
    return [task.title for task in data_tasks(session, TODAY) if task.kind is TaskKind.NOTICE]


def test_the_form_is_filled_from_the_vault_and_names_its_gaps(session: VaultSession) -> None:
    own = passport(session)
    update_passport(session, replace(own, inn="", ogrn="", phone="", email=""))
    text = words(notice_paper(session, NoticeKind.FIRST))
    assert own.full_name in text and "приказ Роскомнадзора от 28.10.2022 № 180, приложение № 1" in text
    privacy = load_privacy(session.profile.privacy)
    for one in privacy.processing:
        assert (one.purpose in text) is ("special" not in one.categories), "no special data are kept here"
    assert "не осуществляется" in text and "пункт 5 части 2 статьи 10" in text and "Трансграничная" in text
    assert "Заполнить от руки: 1. Оператор, адрес, коды; 4. Ответственный за организацию обработки" in text
    update_passport(session, replace(own, inn="1655000004", ogrn="1021600000014", phone="+7 843 1", email="a@b.ru"))
    text = words(notice_paper(session, NoticeKind.FIRST))
    assert "ИНН 1655000004, ОГРН 1021600000014" in text and "Заполнить от руки" not in text
    assert all(measure in text for measure in privacy.measures)


def test_it_is_reminded_of_until_it_is_sent_and_when_something_changed(session: VaultSession) -> None:
    assert reminders(session) == ["Уведомите Роскомнадзор об обработке данных"]
    for kind in (NoticeKind.CHANGE, NoticeKind.END):
        with pytest.raises(UserError, match=r"privacy\.notice_first"):
            record_notice(session, kind, TODAY)
    with pytest.raises(UserError, match=r"privacy\.notice_future"):
        record_notice(session, NoticeKind.FIRST, TODAY + timedelta(days=1))
    made = record_notice(session, NoticeKind.FIRST, TODAY)
    assert reminders(session) == []
    assert "номер ещё не записан" in notice_words(notice_state(session))
    number_notice(session, made.id, "16-26-000123")
    assert notice_words(notice_state(session)) == f"Уведомление об обработке от {TODAY:%d.%m.%Y}, № 16-26-000123."
    with pytest.raises(UserError, match=r"privacy\.notice_already"):
        record_notice(session, NoticeKind.FIRST, TODAY)
    update_passport(session, replace(passport(session), address="г. Казань, ул. Новая, д. 5"))
    state = notice_state(session, date(2026, 12, 9))
    assert "1. Оператор, адрес, коды" in state.changed and state.due_on == date(2027, 1, 15)
    due = notice_state(session, TODAY).due_on
    later = notice_state(session, TODAY + timedelta(days=70)).due_on
    assert later == due, "the day by which it is told does not go on with the calendar"
    assert reminders(session) == ["Сообщите Роскомнадзору об изменениях"]
    text = words(notice_paper(session, NoticeKind.CHANGE))
    assert "16-26-000123" in text and "ул. Новая, д. 5" in text and "приложение № 2" in text
    assert "5. Дата начала обработки" not in text, "only what has changed"
    record_notice(session, NoticeKind.CHANGE, TODAY)
    assert reminders(session) == []
    record_notice(session, NoticeKind.END, TODAY)
    assert reminders(session) == ["Уведомите Роскомнадзор об обработке данных"]


def test_a_change_of_members_is_no_change_of_the_notice(session: VaultSession) -> None:
    record_notice(session, NoticeKind.FIRST, TODAY)
    add_member(session, PersonDraft("Новикова", "Ольга"), EntryDraft(EventKind.ADMITTED, TODAY, MemberCategory.WORKING))
    assert notice_state(session).changed == ()


def test_no_latin_word_stands_on_it(session: VaultSession) -> None:
    update_passport(session, replace(passport(session), email=""))
    for kind in NoticeKind:
        assert not re.findall(r"[A-Za-z]{2,}", words(notice_paper(session, kind)))
