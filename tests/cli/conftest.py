"""The command line as tests call it: in this process, with what it printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import crash_log
from app.cli.main import run
from tests.conftest import PASSWORD


@dataclass(frozen=True)
class Said:
    """The outcome of one command."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document of stdout."""
        return json.loads(self.out)


class Terminal:
    """Runs commands; with a vault and its password when asked."""

    def __init__(self, capsys: pytest.CaptureFixture[str], password_file: Path) -> None:
        self._capsys = capsys
        self.password_file = password_file

    def __call__(self, *words: object, vault: Path | None = None) -> Said:
        arguments = [str(word) for word in words]
        if vault is not None:
            arguments += ["--vault", str(vault), "--password-file", str(self.password_file)]
        self._capsys.readouterr()
        code = run(arguments)
        captured = self._capsys.readouterr()
        assert "Traceback" not in captured.err
        return Said(code, captured.out, captured.err)

    def refused(self, *words: object, code: int, vault: Path | None = None) -> str:
        """The sentence of a refusal: one line on stderr, nothing on stdout, this exit code."""
        said = self(*words, vault=vault)
        assert (said.code, said.out) == (code, ""), said
        lines = said.err.strip().splitlines()
        assert len(lines) == 1, said.err
        assert "Внутренняя ошибка" not in lines[0]
        assert "Не получилось (" not in lines[0], "an error code without its sentence"
        return lines[0]


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The command line; bugs, if any, are logged into the test's own folder."""
    monkeypatch.setattr(crash_log, "log_folder", lambda: tmp_path / "log")
    monkeypatch.delenv("PERVICHKA_PASSWORD", raising=False)
    monkeypatch.delenv("PERVICHKA_NEW_PASSWORD", raising=False)
    password_file = tmp_path / "пароль.txt"
    password_file.write_text(f"{PASSWORD}\nвторая строка\n", encoding="utf-8")
    return Terminal(capsys, password_file)
