"""Documents, news and polls go down in a package, answers and notes come up; hostile packages change nothing."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.bundle.card import read_card
from app.bundle.circular import (
    ANSWERS_PATH,
    LIBRARY_PATH,
    Library,
    LibraryDocument,
    NewsItem,
    read_answers,
    read_library,
    read_note,
)
from app.bundle.manifest import BundleKind, Manifest, ProfileEdition
from app.bundle.reader import make_bundle
from app.domain.enums import PartyRelation
from app.domain.polls import Poll, Question, QuestionKind, cleaned, result_of
from app.errors import AppError, TrustError, UserError
from app.messages import sentence
from app.services.exchange import export, what_leaves
from app.services.exchange.keyring import own_endpoint
from app.services.intake import accept, enrol
from app.services.library import (
    Additions,
    NewDocument,
    answer_poll,
    fresh,
    list_documents,
    list_news,
    list_polls,
    mark_read,
    new_poll,
    news_of,
    open_document,
    poll_from,
    poll_results,
    results_file,
    results_table,
)
from app.services.library.files import BadDocument, examine_document
from app.services.library.packages import apply_package, make_package, read_package
from app.services.organisation.passport import own_identity
from app.services.vault.creating import check_vault
from tests.services.conftest import KEY

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = (
    f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>О приёме</w:t></w:r><w:r><w:t> в профсоюз</w:t></w:r></w:p>'
    "</w:body></w:document>"
)
ODT = (
    '<office:document-content xmlns:office="o" xmlns:text="t"><office:body><text:p>Учёт <text:span>взносов</text:span>'
    "</text:p></office:body></office:document-content>"
)
QUESTIONS = (
    Question("1", "Проводили собрание?", QuestionKind.ONE, ("Да", "Нет"), ("Да",)),
    Question("2", "Что нужно?", QuestionKind.MANY, ("Бланки", "Билеты", "Стенд")),
    Question("3", "Сколько пришло?", QuestionKind.NUMBER, (), ("12",)),
    Question("4", "Ваши пожелания", QuestionKind.TEXT),
)
GIVEN = {"1": ("Да",), "2": ("Билеты", "Бланки"), "3": (" 12,0 ",), "4": ("Больше обучения",)}


def packed(name: str, content: str | bytes, *more: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
        for other in more:
            made.writestr(other, "x")
    return stream.getvalue()


def pdf(text: str) -> bytes:
    from app.rendering.lists import member_list_pdf

    return member_list_pdf(text, ("Пункт",), [("первый",)])


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return stream.getvalue()


FILES = {
    "Положение.pdf": pdf("Положение о кассе взаимопомощи"),
    "Приём.docx": packed("word/document.xml", DOCX),
    "Взносы.odt": packed("content.xml", ODT),
    "Памятка.txt": "Ёлки детям\nсписок до декабря".encode(),
    "Плакат.png": picture(),
}


@pytest.fixture
def acquainted(exchange):
    enrol(exchange.district, exchange.school_card)
    enrol(exchange.school, exchange.district_card, relation=PartyRelation.HIGHER)
    return exchange


def everything() -> Additions:
    documents = tuple(
        NewDocument(name, data, name.partition(".")[0], "Общее", date(2026, 11, 1), "важно")
        for name, data in FILES.items()
    )
    poll = new_poll("О собраниях", QUESTIONS, test=True, until=date(2099, 1, 1))
    return Additions(
        documents, (news_of("Пленум", "# Повестка\nБюджет", date(2026, 11, 2)),), (poll,), note="Здравствуйте"
    )


def refused(call: Callable[[], object], code: str, kind: type[AppError] = TrustError) -> str:
    with pytest.raises(AppError) as caught:
        call()
    assert (type(caught.value), caught.value.code) == (kind, code)
    return sentence(caught.value)


def test_what_is_sent_is_read_and_found_below(acquainted) -> None:
    school = acquainted.school
    made = make_package(acquainted.district, [], None, everything())
    summary = read_package(school, made.sealed)
    assert "Документ «Приём» (DOCX, раздел «Общее»)." in summary.lines
    assert "Новость от 02.11.2026: Пленум." in summary.lines
    assert "Тест «О собраниях»: вопросов 4, ответить до 01.01.2099." in summary.lines
    assert "Письмо: Здравствуйте" in summary.lines
    assert list_documents(school) == () and list_news(school) == (), "reading changes nothing"
    apply_package(school, made.sealed)
    assert {row.title for row in list_documents(school)} == {name.partition(".")[0] for name in FILES}
    for words, title in (
        ("кассе", "Положение"),
        ("ПРИЁМЕ профсоюз", "Приём"),
        ("взносов", "Взносы"),
        ("елки", "Памятка"),
    ):
        assert [row.title for row in list_documents(school, words)] == [title], words
    assert "взаимопомощи" in list_documents(school, "кассе")[0].found
    assert list_documents(school, "кассе билеты") == ()
    for row in list_documents(school):
        opened = open_document(school, row.uid)
        assert opened.content == next(data for name, data in FILES.items() if name.startswith(row.title))
        assert opened.name.endswith(f".{row.kind}")
    assert [(n.title, n.letter, n.fresh) for n in list_news(school)][-1] == ("Пленум", False, True)
    waiting = fresh(school)
    assert (waiting.news, waiting.polls) == (2, 1)
    assert mark_read(school, next(n.uid for n in list_news(school) if n.title == "Пленум"))
    assert fresh(school).news == 1
    assert apply_package(school, made.sealed).outcome == "repeated"
    assert len(list_documents(school)) == len(FILES) and fresh(school).news == 1
    assert check_vault(school).ok


def test_withdrawn_things_disappear_and_a_missed_package_is_not_needed(acquainted) -> None:
    school, district = acquainted.school, acquainted.district
    first = make_package(district, [], None, everything())
    apply_package(school, first.sealed)
    out = next(row.uid for row in list_documents(district) if row.title == "Положение")
    poll = list_polls(district)[0].poll.uid
    answer_poll(school, poll, GIVEN)
    make_package(district, [], None, Additions(news=(news_of("Вторая", ""),)))
    last = make_package(district, [], None, Additions(withdraw=frozenset({out, poll})))
    assert "Больше не действует и будет убрано: Положение; О собраниях." in read_package(school, last.sealed).lines
    apply_package(school, last.sealed)
    assert "Положение" not in {row.title for row in list_documents(school)}
    assert {n.title for n in list_news(school)} >= {"Пленум", "Вторая"}
    found = list_polls(school)[0]
    assert found.closed and found.answers["3"] == ("12",), "the answers given stay"
    refused(lambda: answer_poll(school, poll, GIVEN), "polls.closed", UserError)
    refused(lambda: open_document(school, out), "library.unknown_document", UserError)
    assert apply_package(school, first.sealed).outcome == "repeated", "an old one again brings nothing back"
    assert "Положение" not in {row.title for row in list_documents(school)}


def test_an_older_package_is_refused(acquainted) -> None:
    first = make_package(acquainted.district, [], None, everything())
    second = make_package(acquainted.district, [], None, Additions(news=(news_of("Вторая", ""),)))
    apply_package(acquainted.school, second.sealed)
    refused(lambda: apply_package(acquainted.school, first.sealed), "packages.older", UserError)
    assert len(list_documents(acquainted.school)) == len(FILES)


def test_answers_go_up_are_told_of_and_summed(acquainted) -> None:
    school, district = acquainted.school, acquainted.district
    apply_package(school, make_package(district, [], None, everything()).sealed)
    uid = list_polls(school)[0].poll.uid
    before = poll_results(district, uid)
    assert (before.missing, before.sums) == (("ППО Школы № 14",), {"3": "0"})
    refused(lambda: export(school, acquainted.district_card, [], answers=True), "exchange.no_answers", UserError)
    refused(lambda: answer_poll(school, uid, {"1": ("Может быть",)}), "polls.bad_answer", UserError)
    refused(lambda: answer_poll(school, uid, {"9": ("Да",)}), "polls.unknown_question", UserError)
    refused(lambda: answer_poll(school, uid, {"1": ()}), "polls.nothing", UserError)
    view = answer_poll(school, uid, GIVEN)
    assert view.score is not None and (view.score.right, view.score.total) == (2, 2)
    assert fresh(school).polls == 0
    told = what_leaves(school, [], to=acquainted.district_card, answers=True, note="Просим бланки")
    assert told.lines[:2] == ("Тест «О собраниях»: 4 ответа.", "Записка: «Просим бланки».")
    sent = export(school, acquainted.district_card, [], answers=True, note="Просим бланки")
    assert sent.title == "Ответы на опросы; Записка"
    taken = accept(district, sent.sealed)
    assert (taken.outcome, taken.title) == ("taken", "Ответы на опросы; Записка")
    found = poll_results(district, uid)
    assert found.missing == () and found.sums["3"] == "12"
    assert found.counts["2"] == {"Бланки": 1, "Билеты": 1, "Стенд": 0}
    heads, rows = results_table(found)
    assert heads[:3] == ("Организация", "Когда ответила", "Верно")
    assert rows[0][2:] == ("2 из 2", "Да", "Бланки; Билеты", "12", "Больше обучения")
    assert rows[-1][1] == "ответили 1 из 1"
    assert results_file(district, uid, "xlsx").startswith(b"PK")
    assert results_file(district, uid, "pdf").startswith(b"%PDF")
    assert next(n for n in list_news(district) if n.uid == "").text == "Просим бланки"
    accept(district, sent.sealed)
    assert poll_results(district, uid).counts["2"]["Билеты"] == 1, "the same file again counts once"
    answer_poll(school, uid, {**GIVEN, "3": ("30",)})
    accept(district, export(school, acquainted.district_card, [KEY], answers=True, print_forms=False).sealed)
    assert poll_results(district, uid).sums["3"] == "30", "the last answers count"


def hostile(exchange, library: Library | bytes, files: Mapping[str, bytes]) -> bytes:
    """A package that an enrolled higher organisation really signed, with anything inside."""
    own = own_identity(exchange.district)
    endpoint = own_endpoint(own)
    manifest = Manifest(
        uuid=str(uuid4()), kind=BundleKind.PACKAGE, created=datetime.now(UTC).replace(microsecond=0), sender=endpoint,
        recipient=endpoint, stream="profile:ngsp", revision=1, previous_manifest_sha256=None,
        profile=ProfileEdition("ngsp", ""),
    )  # fmt: skip
    data = library if isinstance(library, bytes) else library.to_bytes()
    inside = {LIBRARY_PATH: data, **files}
    return make_bundle(manifest, inside, own.identity, [read_card(exchange.school_card).seal_recipient]).sealed


def document(data: bytes, kind: str = "pdf", **changed: object) -> LibraryDocument:
    made = LibraryDocument(str(uuid4()), "Документ", "", date(2026, 1, 1), "", kind, hashlib.sha256(data).hexdigest())
    return replace(made, **changed)  # type: ignore[arg-type]


BOMB = packed("word/document.xml", b"<a>" + b" " * (80 * 1024 * 1024) + b"</a>")
ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>' + DOCX.replace("О приёме", "&c;")
BAD = {
    "bomb.docx": BOMB,
    "macros.docx": packed("word/document.xml", DOCX, "word/vbaProject.bin"),
    "scripts.odt": packed("content.xml", ODT, "Scripts/python/x.py"),
    "basic.odt": packed("content.xml", ODT, "Basic/Standard/Module1.xml"),
    "path.docx": packed("word/document.xml", DOCX, "../../etc/passwd"),
    "entities.docx": packed("word/document.xml", ENTITIES),
    "deep.docx": packed("word/document.xml", "<a>" * 5000 + "</a>" * 5000),
    "broken.docx": packed("word/document.xml", DOCX)[:-30],
    "other.docx": packed("content.xml", ODT),
    "program.pdf": b"MZ" + bytes(100),
    "cut.pdf": FILES["Положение.pdf"][:200],
    "program.txt": b"MZ\x90\x00\x03" + bytes(100),
    "turned.txt": "счёт\u202egpj.exe".encode(),
    "long.txt": b"a" * (3 * 1024 * 1024),
    "script.png": b"<svg onload='x()'/>",
    "page.html": b"<script>alert(1)</script>",
    "empty.pdf": b"",
}


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_document_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(BadDocument) as caught:
        examine_document(name, BAD[name])
    assert str(caught.value)


def test_a_pdf_with_a_script_is_only_read(acquainted) -> None:
    plain = FILES["Положение.pdf"]
    scripted = plain.replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /Type /Catalog")
    assert "кассе" in examine_document("x.pdf", scripted).text


@pytest.mark.parametrize("name", ["bomb.docx", "macros.docx", "program.pdf", "turned.txt", "script.png"])
def test_a_package_with_it_is_refused_whole(acquainted, name: str) -> None:
    data = BAD[name]
    bad = document(data, name.rpartition(".")[2])
    good = document(FILES["Памятка.txt"], "txt")
    sealed = hostile(
        acquainted, Library((good, bad), (NewsItem(str(uuid4()), date(2026, 1, 1), "Весть", ""),)),
        {good.path: FILES["Памятка.txt"], bad.path: data},
    )  # fmt: skip
    assert "не принят целиком" in refused(lambda: apply_package(acquainted.school, sealed), "packages.bad_document")
    assert list_documents(acquainted.school) == () and list_news(acquainted.school) == ()


def test_a_library_that_says_other_than_is_inside_is_refused(acquainted) -> None:
    data = FILES["Памятка.txt"]
    one = document(data, "txt")
    text = Library((one,)).to_bytes().decode()
    unsafe = "bundle.unsafe_contents"
    for library, files, code in (
        (Library((one,)), {}, unsafe),
        (Library(()), {one.path: data}, unsafe),
        (Library((document(b"other", "txt", uid=one.uid),)), {one.path: data}, "bundle.altered"),
        (Library((document(data, "exe"),)), {}, unsafe),
        (Library((document(data, "txt", title=" "),)), {}, unsafe),
        (Library((document(data, "txt", title="я" * 400),)), {}, unsafe),
        (Library(news=(NewsItem(str(uuid4()), date(2026, 1, 1), "Весть", "x" * 30_000),)), {}, unsafe),
        (Library(news=(NewsItem(str(uuid4()), date(2026, 1, 1), "Весть\u202e", ""),)), {}, unsafe),
        (Library(polls=(Poll(str(uuid4()), "Пустой", "", False, None, ()),)), {}, unsafe),
        (text.replace(one.uid, "../../../etc/passwd").encode(), {one.path: data}, unsafe),
        (text.replace("library/1", "library/2").encode(), {one.path: data}, "bundle.newer_format"),
        (text.replace('"note":""', '"note":"","script":"x"').encode(), {one.path: data}, unsafe),
        (b"[" * 100_000, {}, unsafe),
    ):
        sealed = hostile(acquainted, library, files)
        refused(lambda sealed=sealed: apply_package(acquainted.school, sealed), code)  # type: ignore[misc]
    assert list_documents(acquainted.school) == ()


def test_answers_that_do_not_fit_their_poll_are_refused(acquainted) -> None:
    school, district = acquainted.school, acquainted.district
    apply_package(school, make_package(district, [], None, everything()).sealed)
    uid = list_polls(school)[0].poll.uid
    answer_poll(school, uid, GIVEN)
    with school.unit_of_work() as uow:
        row = uow.library.polls()[0]
        row.answers = row.answers.replace("Билеты", "Что угодно")
        uow.commit()
    sent = export(school, acquainted.district_card, [], answers=True)
    assert ANSWERS_PATH in sent.contents
    refused(lambda: accept(district, sent.sealed), "bundle.unsafe_contents")
    assert poll_results(district, uid).missing


def test_too_large_and_badly_written_things_are_not_composed(acquainted, tmp_path) -> None:
    district = acquainted.district
    big = NewDocument("a.txt", b"a" * 2_000_000, "Большой")
    many = Additions(tuple(replace(big, title=str(n)) for n in range(11)))
    refused(lambda: make_package(district, [], None, many), "library.too_large", UserError)
    bad = Additions((NewDocument("a.exe", b"MZ", "Программа"),))
    assert "Программа" in refused(lambda: make_package(district, [], None, bad), "library.bad_document", UserError)
    refused(lambda: make_package(district, [], None, Additions(note="x" * 5000)), "library.bad_note", UserError)
    refused(lambda: news_of("", "текст"), "library.bad_news", UserError)
    refused(lambda: new_poll("Без вопросов", ()), "library.bad_poll", UserError)
    refused(lambda: make_package(district, []), "packages.empty", UserError)
    file = tmp_path / "опрос.toml"
    file.write_text('title = "Опрос"\n[[questions]]\ntext = "Сколько?"\nkind = "number"\n', encoding="utf-8")
    assert poll_from(file).questions[0].kind is QuestionKind.NUMBER
    file.write_text('title = "Опрос"\nwhat = 1\n[[questions]]\ntext = "?"\nkind = "number"\n', encoding="utf-8")
    assert "what" in refused(lambda: poll_from(file), "library.bad_poll", UserError)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_random_bytes_end_in_a_refusal_and_nothing_else(data: bytes) -> None:
    for name in ("x.pdf", "x.docx", "x.odt", "x.txt", "x.png", "x.jpg"):
        with contextlib.suppress(BadDocument):
            examine_document(name, data)
    for read in (read_library, read_answers, read_note):
        with contextlib.suppress(TrustError):
            read(data)


def test_a_result_counts_only_questions_with_a_right_answer() -> None:
    poll = new_poll("Тест", QUESTIONS, test=True)
    assert result_of(poll, cleaned(poll, GIVEN)) is not None
    score = result_of(poll, cleaned(poll, {"1": ("Нет",), "3": ("12",)}))
    assert score is not None and (score.right, score.total) == (1, 2)
    assert result_of(replace(poll, test=False), GIVEN) is None
