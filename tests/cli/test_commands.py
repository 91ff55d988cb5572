"""Every command that is written down is there, in Russian, and the readme lists exactly what there is."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.main import build_parser
from app.cli.parser import in_russian
from tests.cli.conftest import Terminal

ROOT = Path(__file__).parents[2]

CONTRACT = """
demo DIR --members 5 --seed 7
doctor
form list --profile ngsp --json
form check fnpr-2 --values F --org-kind ppo --period 2025 --json
form render fnpr-2 --values F --to OUT.pdf --blank
form read fnpr-2 FILE.xlsx --json
form consolidate fnpr-2 FILE1 FILE2 --json
vault create DIR --org ORG.json --profile ngsp --recovery FILE
vault card DIR --out CARD
vault info DIR --json
vault check DIR --json
vault lock DIR --json
vault backup DIR --to FILE
vault restore FILE --to DIR
user add DIR --name N --right viewer
user list DIR
user block DIR --name N
user password DIR
register import FILE --vault DIR --dry-run --json
register import FILE --vault DIR --mapping A=surname --mapping FILE.json
register list --vault DIR --as-of 2026-01-01 --search T --category working --json
register count --vault DIR --as-of 2026-01-01 --json
register event --vault DIR --member 1 --kind left --on 2026-01-01 --basis TEXT
consent record --vault DIR --member 1 --part A --part B --on 2026-01-01 --json
consent withdraw --vault DIR --member 1 --part A --on 2026-01-01 --json
consent list --vault DIR --member 1 --part A --on 2026-01-01 --json
person export 1 --vault DIR --out FILE.json
person export 1 --vault DIR --out FILE.pdf
person destroy 1 --vault DIR --ground TEXT --act FILE.pdf
person block 1 --vault DIR
request add --vault DIR --member 1 --kind access --on 2026-01-12 --json
request list --vault DIR --json
request close 1 --vault DIR --outcome TEXT
incident add --vault DIR --happened TEXT --json
paper list --vault DIR --json
paper print application-admission --vault DIR --member 1 --member 2 --set date=2026-01-31 --out FILE.pdf
paper print card-order --vault DIR --for without_card --out FILE.pdf
paper template show application-admission --vault DIR
paper template set application-admission --vault DIR --file FILE
paper template restore application-admission --vault DIR
report fill fnpr-2 --vault DIR --period 2025 --json
report why fnpr-2 II.1.3 --vault DIR --period 2025 --json
report set fnpr-2 II.1.3 12 --vault DIR --period 2025
report sign fnpr-2 --vault DIR --period 2025
report explain fnpr-2 III.vacancy TEXT --vault DIR --period 2025
report render fnpr-2 --to F.pdf --vault DIR --period 2025
report due --vault DIR --on 2026-01-01 --json
report event election --vault DIR --on 2026-01-01 --title TEXT --json
report asked 19-ti no --vault DIR
report fill soc-econ --vault DIR --period 2025-q1 --json
bundle export --vault DIR --to CARD --out FILE --report fnpr-2:2025 --report fnpr-2:2024 --register full --json
bundle inspect FILE --json
bundle verify FILE --vault DIR --json
bundle open FILE --vault DIR --out DIR2
bundle send FILE --vault DIR
bundle send FILE --vault DIR --folder DIR2
bundle send FILE --vault DIR --email DRAFT.eml
bundle outbox --vault DIR --json
bundle receipt FILE --vault DIR
intake enrol CARD --vault DIR --fingerprint F
intake enrol CARD1 CARD2 FOLDER --vault DIR --fingerprints FILE
intake accept FILE1 FILE2 --vault DIR --receipts DIR2 --json
intake decide UUID return --vault DIR --remark II.1.3=TEXT --remark II.2.3=TEXT --receipts DIR2
intake status --vault DIR --period 2025 --json
intake consolidate fnpr-2 --vault DIR --period 2025 --json
role add --vault DIR --member 1 --kind chair --on 2025-01-01
role list --vault DIR --on 2025-01-01
training add --vault DIR --member 1 --kind seminar --on 2025-01-01
training list --vault DIR --period 2025
card order --vault DIR --member 1 --medium plastic --json
card print --vault DIR --member 1 --out FILE.pdf
card verify TEXT --vault DIR --json
card verify TEXT --trusted FILE --fingerprint F
meeting add --vault DIR --kind general --on 2026-12-01
meeting list --vault DIR --json
meeting checkin --vault DIR --meeting 1 0017
meeting present --vault DIR --meeting 1 --json
""".strip().splitlines()


@pytest.mark.parametrize("line", CONTRACT)
def test_a_command_of_the_contract_is_understood(line: str) -> None:
    words = shlex.split(line)
    assert callable(build_parser().parse_args(words).handler)
    assert callable(build_parser().parse_args([*words, "--password-file", "F"]).handler), "scripts give it to all alike"


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """(words, help, parser) of every command."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, child in action.choices.items():
                deeper = list(commands(child))
                yield from deeper or [(child.prog, helps[name], child)]


def test_every_command_and_option_is_explained_in_russian() -> None:
    for prog, help_text, parser in commands(build_parser()):
        assert re.search("[а-яё]", help_text), prog
        for action in parser._actions:
            if action.help is not argparse.SUPPRESS:
                assert re.search("[а-яё]", action.help or ""), f"{prog} {action.option_strings or action.dest}"


def test_no_command_takes_a_password_as_an_argument() -> None:
    for prog, _, parser in commands(build_parser()):
        options = {option for action in parser._actions for option in action.option_strings}
        assert "--password" not in options, prog


def test_the_readme_lists_the_commands_there_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- commands -->\n```\n(.*)```\n<!-- /commands -->", readme, re.DOTALL)
    assert block is not None
    listed = "".join(f"{prog:<29}{text}\n" for prog, text, _ in commands(build_parser()))
    assert block[1] == listed


def test_help_is_russian_and_ends_well(terminal: Terminal) -> None:
    for words in ((), ("form",), ("form", "check")):
        said = terminal(*words, "--help")
        assert said.code == 0
        assert said.out.startswith("Как набирать: pervichka")
        assert "show this help" not in said.out
        assert "usage" not in said.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "КОМАНДА"),
        (["нет такой"], "нет такой"),
        (["form"], "pervichka form --help"),
        (["form", "check", "fnpr-2"], "--values"),
        (["form", "check", "fnpr-2", "--val", "F"], "--values"),
        (["form", "list", "--jsno"], "--jsno"),
        (["register", "count", "--vault", "D", "--as-of", "31.12.2025"], "2026-01-31"),
        (["register", "event", "--vault", "D", "--member", "пять", "--kind", "left", "--on", "2026-01-01"], "пять"),
        (["report", "fill", "fnpr-2", "--vault", "D", "--period", "25"], "2025"),
        (["bundle", "export", "--vault", "D", "--to", "C", "--out", "F", "--report", "fnpr-2"], "fnpr-2:2025"),
        (["bundle", "send", "F"], "--vault"),
        (["intake", "decide", "U", "return", "--vault", "D", "--remark", "слова"], "ИМЯ=ЗНАЧЕНИЕ"),
        (["form", "render", "fnpr-2", "--to", "F.pdf"], "--blank"),
    ],
)
def test_a_mistyped_command_is_one_clear_line(terminal: Terminal, words: list[str], expected: str) -> None:
    assert expected in terminal.refused(*words, code=2)


@pytest.mark.parametrize(
    "message",
    [
        "the following arguments are required: --vault, ID",
        "unrecognized arguments: --jsno",
        "argument --kind: invalid choice: 'x' (choose from 'a', 'b')",
        "argument --kind: invalid choice: 'x' (choose from a, b)",
        "argument --to: expected one argument",
        "argument --member: invalid int value: 'x'",
        "one of the arguments --folder --email is required",
        "argument --email: not allowed with argument --folder",
    ],
)
def test_argparse_is_translated(message: str) -> None:
    translated = in_russian(message)
    assert re.search("[а-яё]", translated)
    assert not re.search(r"\b(the|argument|arguments|required|expected|invalid|choose|allowed)\b", translated)
