"""``pervichka paper``: listed, printed, the wording replaced and restored, refusals in a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2

from tests.cli.conftest import Terminal


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(path.read_bytes()))
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def test_papers_are_listed_and_printed(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    found = terminal("paper", "list", "--json", vault=vault_folder).document
    wanted = {
        "application-admission", "application-leaving", "application-dues", "registration-card", "admission-extract",
        "card-order", "undertaking", "meeting-notice", "meeting-agenda", "meeting-present", "meeting-protocol",
        "meeting-extract", "membership-certificate", "notice-powers", "notice-deadline", "notice-invitation",
        "notice-consent", "notice-withdrawal", "transfer-letter",
    }  # fmt: skip
    assert wanted <= {paper["id"] for paper in found}
    assert "application-dues" in terminal("paper", "list", vault=vault_folder).out
    out = tmp_path / "заявления.pdf"
    said = terminal(
        "paper", "print", "application-leaving", "--member", "1", "--set", "leaving_on=2026-12-01", "--out", out,
        vault=vault_folder,
    )  # fmt: skip
    assert said.code == 0
    assert "не зашифрован" in said.err
    made = pages(out)
    assert "1 декабря 2026" in made[0]
    chair = terminal(
        "paper", "print", "undertaking", "--set", "user=Петров Пётр Ильич", "--out", out, vault=vault_folder
    )
    assert chair.code == 0
    assert "предупреждён об" in pages(out)[0]


def test_a_wording_is_shown_replaced_and_restored(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    def show() -> str:
        return terminal("paper", "template", "show", "undertaking", vault=vault_folder).out

    before = show()
    file = tmp_path / "текст.toml"
    file.write_text(before.replace("ОБЯЗАТЕЛЬСТВО", "ПОДПИСКА"), encoding="utf-8")
    assert terminal("paper", "template", "set", "undertaking", "--file", file, vault=vault_folder).code == 0
    assert "ПОДПИСКА" in show()
    file.write_text(before.replace("{user}", "{usr}"), encoding="utf-8")
    refused = terminal.refused("paper", "template", "set", "undertaking", "--file", file, code=1, vault=vault_folder)
    assert "поля «usr» нет" in refused
    assert terminal("paper", "template", "restore", "undertaking", vault=vault_folder).code == 0
    assert show() == before


def test_refusals(terminal: Terminal, vault_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    for words, expected in (
        (("paper", "print", "no-such", "--out", out), "no-such"),
        (("paper", "print", "application-leaving", "--out", tmp_path / "x.doc"), ".pdf"),
        (("paper", "print", "application-leaving", "--member", "999", "--out", out), "999"),
        (("paper", "print", "application-leaving", "--set", "salary=5", "--out", out), "salary"),
        (("paper", "print", "application-leaving", "--set", "leaving_on=вчера", "--out", out), "С какого дня"),
        (("paper", "template", "set", "undertaking"), "--file"),
        (("paper", "print", "application-leaving", "--for", "without_card", "--out", out), "нет никого"),
        (("paper", "print", "card-order", "--member", "1", "--out", out), "нет согласия"),
    ):
        assert expected in terminal.refused(*words, code=2, vault=vault_folder)
    assert not out.exists()


def test_a_list_with_patronymics_of_every_ending_prints_in_the_right_case(
    terminal: Terminal, vault_folder: Path, tmp_path: Path
) -> None:
    people = tmp_path / "никитичи.csv"
    people.write_text(
        "ФИО;Дата рождения;Дата вступления\nАвдеев Пётр Никитич;01.05.1978;01.09.2010\n"
        "Ооржак Мерген Никитич;02.05.1978;01.09.2010\nБокова Анна Никитична;02.05.1978;01.09.2010\n"
        "Никитич Олег Петрович;03.05.1978;01.09.2010\nАвдеев Саша Никитич;04.05.1978;01.09.2010\n"
        "Кузнец Иван Ильич;05.05.1978;01.09.2010\nНепомнящая Алла Лукинична;06.05.1978;01.09.2010\n"
        "Ондар Чечен-оол Кузьмич;07.05.1978;01.09.2010\nФокин Яша Иваныч;08.05.1978;01.09.2010\n",
        encoding="utf-8",
    )
    said = terminal("register", "import", people, "--json", vault=vault_folder).document
    assert (said["created"], said["doubtful"], said["rejected"]) == (9, [], [])
    listed = terminal("register", "list", "--json", vault=vault_folder).document["items"]
    found = {f"{one['surname']} {one['name']}": one for one in listed}
    assert [found[name]["sex"] for name in ("Авдеев Саша", "Ооржак Мерген", "Бокова Анна", "Фокин Яша")] == [
        "male", "male", "female", "male",
    ]  # fmt: skip
    assert found["Никитич Олег"]["patronymic"] == "Петрович"
    text = {}
    for name, one in found.items():
        out = tmp_path / f"{one['id']}.pdf"
        terminal("paper", "print", "application-dues", "--member", one["id"], "--out", out, vault=vault_folder)
        text[name] = pages(out)[0] if out.exists() else ""
    for name, genitive in {
        "Авдеев Пётр": "Авдеева Петра Никитича", "Ооржак Мерген": "Ооржака Мергена Никитича",
        "Никитич Олег": "Никитича Олега Петровича", "Авдеев Саша": "Авдеева Саши Никитича",
        "Кузнец Иван": "Кузнеца Ивана Ильича", "Непомнящая Алла": "Непомнящей Аллы Лукиничны",
        "Ондар Чечен-оол": "Ондара Чечен-оола Кузьмича", "Фокин Яша": "Фокина Яши Иваныча",
    }.items():  # fmt: skip
        assert genitive in text[name], (name, text[name][:300])
