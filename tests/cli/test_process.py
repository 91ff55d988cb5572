"""The command as a process: pipes, locales, what it imports, bugs of our own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.cli import forms
from app.cli.output import Aside, Reply, plain, say, table_lines
from app.domain.enums import Sex
from tests.cli.conftest import Terminal
from tests.conftest import PASSWORD

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}


def process(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m app``."""
    settings: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": ENVIRONMENT, **options}
    return subprocess.run([sys.executable, "-m", "app", *words], check=False, **settings)  # type: ignore[call-overload, no-any-return]


def test_the_installed_command_is_there() -> None:
    command = Path(sys.executable).with_name("pervichka")
    answer = subprocess.run([str(command), "--version"], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("pervichka ")


def test_text_is_utf8_whatever_the_locale() -> None:
    settings = {**ENVIRONMENT, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    answer = process("form", "list", "--json", env=settings)
    assert answer.returncode == 0
    assert json.loads(answer.stdout.decode("utf-8"))[0]["title"]
    refusal = process("form", "check", "fnpr-2", env=settings)
    assert refusal.returncode == 2
    assert "Команда набрана с ошибкой" in refusal.stderr.decode("utf-8")


def test_a_cyrillic_password_is_read_whatever_the_locale(vault_folder: Path) -> None:
    settings = {**ENVIRONMENT, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    answer = process("vault", "info", str(vault_folder), env={**settings, "PERVICHKA_PASSWORD": PASSWORD})
    assert answer.returncode == 0, answer.stderr.decode()


def test_a_reader_that_goes_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        answer = process("form", "list", "--json", stdout=writing)
    finally:
        os.close(writing)
    assert (answer.returncode, answer.stderr) == (0, b"")


def test_a_full_disk_behind_stdout_is_said() -> None:
    with Path("/dev/full").open("wb") as full:
        answer = process("form", "list", "--json", stdout=full)
    assert answer.returncode == 2
    assert answer.stderr.decode().strip() == "Выдать ответ не удалось: места для него нет. Проверьте диск и повторите."


def test_checking_a_form_loads_neither_qt_nor_the_database(tmp_path: Path) -> None:
    values = tmp_path / "v.json"
    values.write_text("{}", encoding="utf-8")
    script = (
        "import sys; from app.__main__ import main; code = main(sys.argv[1:]); "
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script, "form", "check", "fnpr-2", "--values", str(values), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0
    for heavy in ("PySide6", "sqlalchemy", "reportlab", "openpyxl", "cryptography"):
        assert f"'{heavy}'" not in answer.stderr


def test_a_bug_is_one_sentence_and_a_log_without_data(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(form_id: str, profile_id: str | None, period: object) -> None:
        raise RuntimeError(f"Иванова Анна {form_id} {profile_id} {period}")

    monkeypatch.setattr(forms, "find_form", broken)
    said = terminal("form", "check", "fnpr-2", "--values", "F")
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    log = (tmp_path / "log" / "errors.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "broken" in log
    assert "Иванова" not in log + said.err
    assert (tmp_path / "log" / "errors.log").stat().st_mode & 0o077 == 0


def test_values_as_json_and_as_tables() -> None:
    assert plain({"a": Decimal("66.7"), "b": Decimal(60), "c": Sex.FEMALE, "d": [None, True]}) == {
        "a": 66.7, "b": 60, "c": "female", "d": [None, True],
    }  # fmt: skip
    with pytest.raises(TypeError):
        plain(object())
    lines = [*table_lines(("Имя", "Число"), [("Анна", 5), ("Вера", 12)])]
    assert lines[2:] == ["Анна      5", "Вера     12"]
    assert "(пусто)" in table_lines(("Имя",), [])


def test_an_answer_is_said_one_way_or_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Reply({"on": date(2026, 1, 31)}, ["Строка", Aside("Рядом со строкой")], ["Всегда"], 1)
    assert say(answer, as_json=True) == 1
    assert capsys.readouterr() == ('{\n  "on": "2026-01-31"\n}\n', "Всегда\n")
    assert say(answer, as_json=False) == 1
    assert capsys.readouterr() == ("Строка\n", "Рядом со строкой\nВсегда\n")
