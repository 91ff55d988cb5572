"""The main job through the command line, as acceptance runs it: two vaults, a real list, a signed receipt.

Every step is a process of its own as far as the program can tell: nothing is shared but files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run
from tests.conftest import ORGANISATION

DATA = Path(__file__).parents[1] / "data"
EXPECTED = json.loads((DATA / "form2_on_2026-01-01.json").read_text(encoding="utf-8"))

Call = Callable[..., Any]


class Office:
    """A vault and the command line with its password."""

    def __init__(self, folder: Path, password: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.password = password
        self._capsys = capsys

    def run(self, *words: object, vault: bool = True, code: int = 0) -> str:
        """Run a command; the exit code must be ``code``. Returns what stood on stdout."""
        arguments = [str(w) for w in words]
        if vault:
            arguments += ["--vault", str(self.folder)]
        status = run([*arguments, "--password-file", str(self.password)])
        out, err = self._capsys.readouterr()
        assert status == code, f"{arguments}: {status}\n{out}\n{err}"
        assert "Traceback" not in err
        if code > 1:
            assert err.strip(), "a refusal says why"
        self.said = err
        return out

    def json(self, *words: object, vault: bool = True, code: int = 0) -> Any:
        """Run a command with ``--json`` and read its one document."""
        return json.loads(self.run(*words, "--json", vault=vault, code=code))


@pytest.fixture
def offices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Office, Office]:
    """(school, district): two created vaults of a primary and of the territorial organisation above it."""
    made: list[Office] = []
    documents: Sequence[tuple[str, dict[str, Any]]] = (
        ("school", ORGANISATION),
        ("district", {**ORGANISATION, "kind": "tpo", "full_name": "Районная организация", "short_name": "Районная"}),
    )
    for name, document in documents:
        org = tmp_path / f"{name}.json"
        org.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        password = tmp_path / f"{name}.password"
        password.write_text(f"пароль для {name} 2026\n", encoding="utf-8")
        office = Office(tmp_path / name, password, capsys)
        office.run(
            "vault", "create", office.folder, "--org", org, "--profile", "ngsp",
            "--recovery", tmp_path / f"{name}-recovery.pdf", vault=False,
        )  # fmt: skip
        assert (tmp_path / f"{name}-recovery.pdf").read_bytes().startswith(b"%PDF")
        office.run("vault", "card", office.folder, "--out", tmp_path / f"{name}.card", vault=False)
        made.append(office)
    return made[0], made[1]


@pytest.mark.parametrize("name", ["spisok_shkola.xlsx", "kadry_1c.csv"])
def test_form_two_counts_the_list_as_the_independent_count(offices: tuple[Office, Office], name: str) -> None:
    school, _ = offices
    first = school.json("register", "import", DATA / name)
    assert first["created"] == first["rows"] > 0
    assert first["rejected"] == []
    second = school.json("register", "import", DATA / name)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, first["rows"])
    # more members than the employer has people: the form says so, and still counts
    code = 0 if name == "spisok_shkola.xlsx" else 1
    values = school.json("report", "fill", "fnpr-2", "--period", "2025", code=code)["values"]
    for row, columns in EXPECTED[name].items():
        assert [values.get(f"II.{row}.{column}") for column in (3, 4, 5)] == columns, f"row {row}"


def test_from_a_spreadsheet_to_an_accepted_report(offices: tuple[Office, Office], tmp_path: Path) -> None:
    school, district = offices
    school.json("register", "import", DATA / "spisok_shkola.xlsx")
    members = school.json("register", "list", "--as-of", "2026-01-01")
    assert members["total"] == len(members["items"]) == 44 + 9 + 2

    part = school.json("consent", "list")
    assert part is not None
    some = [item["id"] for item in members["items"][:5]]
    for person in some:
        school.json("consent", "record", "--member", person, "--part", "union", "--on", "2025-09-12")

    filled = school.json("report", "fill", "fnpr-2", "--period", "2025")
    assert filled["values"]["II.1.3"] == 60
    assert [v for v in filled["violations"] if v["severity"] == "error"] == []
    why = school.json("report", "why", "fnpr-2", "II.13.3", "--period", "2025")
    assert (why["value"], why["source"], len(why["items"])) == (2, "register", 2)
    explain_warnings(school, filled)

    school.run("report", "sign", "fnpr-2", "--period", "2025")
    sealed = tmp_path / "to-district.pervichka"
    exported = school.json(
        "bundle", "export", "--to", tmp_path / "district.card", "--out", sealed, "--report", "fnpr-2:2025",
        "--register", "full",
    )  # fmt: skip
    assert exported
    assert sealed.stat().st_size <= 40 * 1024
    assert school.json("bundle", "inspect", sealed, vault=False)
    assert [row["state"] for row in school.json("bundle", "outbox")] == ["prepared"]

    # nobody knows the school yet
    district.json("bundle", "verify", sealed, code=4)
    district.run("intake", "accept", sealed, code=4)
    district.run("intake", "enrol", tmp_path / "school.card", "--fingerprint", "00" * 32, code=4)
    district.run("intake", "enrol", tmp_path / "school.card")

    verified = district.json("bundle", "verify", sealed)
    assert verified["valid"] is True
    assert verified["problems"] == []
    opened = tmp_path / "opened"
    district.run("bundle", "open", sealed, "--out", opened)
    assert {"manifest.json", "manifest.json.sig", "signer.pem", "data", "print"} <= {p.name for p in opened.iterdir()}

    receipts = tmp_path / "receipts"
    receipts.mkdir()
    accepted = district.json("intake", "accept", sealed, "--receipts", receipts)
    again = district.json("intake", "accept", sealed, "--receipts", receipts)
    assert len(list(receipts.iterdir())) == 1, "the same file twice gives the same receipt"
    uuid = accepted[0]["bundle"]
    assert again[0]["bundle"] == uuid
    assert again[0]["outcome"] == "repeated"

    received = next(receipts.iterdir())
    school.run("bundle", "receipt", received)
    assert [row["state"] for row in school.json("bundle", "outbox")] == ["received"]

    decisions = tmp_path / "decisions"
    decisions.mkdir()
    district.run("intake", "decide", uuid, "accept", "--receipts", decisions)
    school.run("bundle", "receipt", next(decisions.iterdir()))
    school.run("bundle", "receipt", received)  # the earlier one once more: nothing goes back
    assert [row["state"] for row in school.json("bundle", "outbox")] == ["accepted"]
    due = school.json("report", "due", "--on", "2026-01-10")
    assert "accepted" in {row["state"] for row in due if row["form"] == "fnpr-2"}

    names = [item["surname"] for item in members["items"]]
    register = json.loads(next((opened / "data").glob("register*.json")).read_text(encoding="utf-8"))
    assert len(register["members"]) == len(some)
    report_text = next((opened / "data").glob("*fnpr-2*.json")).read_text(encoding="utf-8")
    assert not any(name in report_text for name in names), "a statistical report carries no member's data"

    assert school.json("vault", "check", school.folder, vault=False)["ok"] is True
    assert district.json("vault", "check", district.folder, vault=False)["ok"] is True


def explain_warnings(school: Office, filled: dict[str, Any]) -> None:
    """Signing with unexplained warnings is refused; each is explained, then it may be signed."""
    warnings = {v["rule"] for v in filled["violations"] if v["severity"] == "warning"}
    if warnings:
        school.run("report", "sign", "fnpr-2", "--period", "2025", code=1)
    for rule in warnings:
        school.run("report", "explain", "fnpr-2", rule, "Так и есть, проверено по списку.", "--period", "2025")


def test_a_wrong_password_and_foreign_files_are_refused_and_nothing_is_lost(
    offices: tuple[Office, Office], tmp_path: Path
) -> None:
    school, district = offices
    school.json("register", "import", DATA / "spisok_shkola.xlsx")
    before = school.json("register", "count", "--as-of", "2026-01-01")

    wrong = Office(school.folder, tmp_path / "wrong", school._capsys)
    wrong.password.write_text("не тот пароль\n", encoding="utf-8")
    wrong.run("register", "list", code=3)

    broken = tmp_path / "список.xlsx"
    broken.write_bytes((DATA / "spisok_shkola.xlsx").read_bytes()[:5000])
    school.run("register", "import", broken, code=2)
    school.run("register", "import", tmp_path / "нет такого.xlsx", code=2)

    school.run("report", "set", "fnpr-2", "II.1.3", "шестьдесят", "--period", "2025", code=2)
    school.run("report", "set", "fnpr-2", "II.99.3", "1", "--period", "2025", code=2)
    school.run("report", "fill", "нет-такой", "--period", "2025", code=2)

    values = school.json("report", "fill", "fnpr-2", "--period", "2025")
    explain_warnings(school, values)
    school.run("report", "sign", "fnpr-2", "--period", "2025")
    sealed = tmp_path / "пакет.pervichka"
    school.run("bundle", "export", "--to", tmp_path / "district.card", "--out", sealed, "--report", "fnpr-2:2025")
    district.run("intake", "enrol", tmp_path / "school.card")
    data = sealed.read_bytes()
    for name, bad in {
        "обрезан": data[: len(data) // 2],
        "изменён": data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
        "пуст": b"",
        "чужой": b"age-encryption.org/v1\n-> X25519 abc\n",
        "картинка": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    }.items():
        path = tmp_path / f"{name}.pervichka"
        path.write_bytes(bad)
        assert district.json("bundle", "verify", path, code=4)["valid"] is False
        district.run("intake", "accept", path, code=4)
    assert len(district.json("intake", "accept", sealed)) == 1

    assert school.json("register", "count", "--as-of", "2026-01-01") == before
    assert school.json("vault", "check", school.folder, vault=False)["ok"] is True
