"""A year of three primary organisations and the higher one, through the command line and nothing but files and lines.

Forms 2, КДК-1, 4-ПИ and 10-ПБ of each; one comes on a stick, one by e-mail, one by upload; one is returned with a
remark and comes again through a mail server, one is late, one comes twice. What the higher organisation brings
together equals sums made here from the lists the journey began with, by other means than the program's.
"""

from __future__ import annotations

import csv
import email
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from app.services.intake import accepting
from app.services.organisation.passport import draft_from_json, own_identity
from app.services.reports import set_value
from app.services.vault.creating import MINIMUM_KDF, create_vault, open_vault
from tests.bundle.test_stock_commands import _script
from tests.cli.conftest import Terminal
from tests.conftest import ORGANISATION, PASSWORD
from tests.transfer.conftest import Box, Line, free_port

YEAR = "2025"
FORMS = ("fnpr-2", "kdk-1", "4-pi", "10-pb")
IN_TIME, LATE = datetime(2026, 1, 15, 9, tzinfo=UTC), datetime(2026, 2, 16, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Who stands in a list. ``young``: under 35 on the day of form 2."""

    woman: bool
    young: bool
    student: bool = False


@dataclass(frozen=True)
class Made:
    """A primary organisation as this test invents it; the sums below are made of these."""

    name: str
    category: str
    people: tuple[Person, ...]
    staff: tuple[int, int, int]
    """People at work, women and youth among them."""
    students: tuple[int, int, int] = (0, 0, 0)
    agreement: Mapping[str, object] | None = None
    """КДК-1."""
    legal: tuple[int, int, str] = (0, 0, "0")
    """4-ПИ, this year: checks, breaches found, millions of roubles."""
    dues: int = 0
    """Thousands of roubles; of them 5 % on training and 40 % passed on."""


def crowd(count: int, women: int, young: int, *, student: bool = False) -> tuple[Person, ...]:
    return tuple(Person(n < women, n % count < young, student) for n in range(count))


MARKS = {"201": 0, "502": 0, "503": 0, "601": 0, "602": 0, "701": 0, "802": 1, "1201": 1, "1202": 0}
PLANT = Made(
    "ППО Завода", "enterprise", crowd(25, 9, 6), (40, 12, 10),
    agreement={**MARKS, "101": 0, "102": 1, "501": 1, "603": 0, "801": 1, "901": 2025, "902": 3, "903": 0,
               "1001": 1, "1002": 0, "1003": 0, "1101": 0},
    legal=(3, 11, "0.15"), dues=400,
)  # fmt: skip
PIPELINE = Made(
    "ППО Трубопровода", "enterprise", crowd(18, 4, 5), (50, 10, 12),
    agreement={**MARKS, "101": 0, "102": 1, "501": 0, "603": 1, "801": 1, "901": 2024, "902": 3, "903": 0},
    legal=(1, 2, "0.025"), dues=260,
)  # fmt: skip
COLLEGE = Made(
    "ППО Колледжа", "vocational", (*crowd(10, 7, 2), *crowd(14, 8, 14, student=True)), (22, 15, 4), (120, 60, 118),
    agreement={**MARKS, "101": 1, "102": 0, "501": 1, "603": 0, "801": 0, "802": 0, "1201": 0},
    legal=(0, 0, "0"), dues=90,
)  # fmt: skip
ALL = (PLANT, PIPELINE, COLLEGE)


@dataclass
class Office:
    """A vault, worked with by commands."""

    folder: Path
    terminal: Terminal

    def json(self, *words: object, code: int = 0) -> Any:
        said = self.terminal(*words, "--json", vault=self.folder)
        assert said.code == code, said
        return said.document

    def run(self, *words: object) -> None:
        said = self.terminal(*words, vault=self.folder)
        assert said.code == 0, said


@dataclass
class World:
    """The four vaults and the folder everything is carried through."""

    place: Path
    terminal: Terminal
    district: Office
    primaries: dict[str, Office]

    @property
    def district_card(self) -> Path:
        return self.place / "district.card"


def document(made: Made) -> dict[str, Any]:
    heads = ("employees", "employees_women", "employees_youth", "students", "students_women", "students_youth")
    headcount = [{"on": "2025-12-31", **dict(zip(heads, (*made.staff, *made.students), strict=True))}]
    return {
        **ORGANISATION, "full_name": made.name, "short_name": made.name, "category": made.category, "okfs": "",
        "ogrn": "1021600000014", "employer": {**ORGANISATION["employer"], "headcount": headcount},  # type: ignore[dict-item]
    }  # fmt: skip


@pytest.fixture
def world(tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> World:
    """Vaults with their cards exchanged and compared."""
    above = {
        **ORGANISATION, "kind": "tpo", "full_name": "Районная организация", "short_name": "Районная",
        "email": "district@example.org",
    }  # fmt: skip
    offices = {}
    for name, told in (("district", above), *((m.name, document(m)) for m in ALL)):
        folder = tmp_path / name
        create_vault(folder, draft_from_json(told), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF).session.close()
        card = tmp_path / f"{name}.card"
        said = terminal("vault", "card", folder, "--password-file", terminal.password_file, "--out", card)
        assert said.code == 0, said
        offices[name] = Office(folder, terminal)
    made = World(tmp_path, terminal, offices.pop("district"), offices)
    for name in offices:
        made.district.run("intake", "enrol", tmp_path / f"{name}.card")
    return made


def write_list(path: Path, made: Made) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["Фамилия", "Имя", "Отчество", "Пол", "Дата рождения", "Категория", "Дата вступления"])
        for number, person in enumerate(made.people):
            ending, name, father = ("а", "Анна", "Ивановна") if person.woman else ("", "Пётр", "Ильич")
            surname = f"Пример{chr(1072 + number // 26)}{chr(1072 + number % 26)}ов{ending}"
            born = date(2005 if person.student else 1997 if person.young else 1975, 1 + number % 12, 1 + number % 28)
            category = "обучающийся" if person.student else "работающий"
            sex = "женский" if person.woman else "мужской"
            table.writerow([surname, name, father, sex, f"{born:%d.%m.%Y}", category, "01.09.2023"])
    return path


def money(made: Made) -> dict[tuple[str, str], int]:
    """Thousands of roubles by kind and article of form 10-ПБ."""
    return {("income", "2"): made.dues, ("expense", "3"): made.dues // 20, ("expense", "34"): made.dues * 2 // 5}


def fill_the_year(office: Office, made: Made, place: Path) -> None:
    """The list, consents, the ledger and what no register knows."""
    taken = office.json("register", "import", write_list(place / f"{made.name}.csv", made))
    assert (taken["created"], taken["rejected"], taken["doubtful"]) == (len(made.people), [], [])
    office.run("consent", "record", "--part", "union", "--on", "2025-09-12")
    for (kind, article), thousands in money(made).items():
        office.run(
            "ledger", "add", "--kind", kind, "--on", "2025-06-30", "--article", article, "--amount", f"{thousands}000"
        )
    office.run("ledger", "add", "--kind", "opening", "--on", "2025-01-01", "--amount", "0")
    # What is typed by hand goes in at one sitting: each command opens the vault anew.
    session = open_vault(office.folder, PASSWORD)
    for row, value in (made.agreement or {}).items():
        set_value(session, "kdk-1", f"1.{row}.3", value, YEAR)
    if not (made.agreement or {})["801"]:
        set_value(session, "kdk-1", "no_agreement_reason", "Переговоры идут", YEAR)
    for row, number in zip(("3", "4.1", "16"), made.legal, strict=True):
        set_value(session, "4-pi", f"1.{row}.4", Decimal(number), YEAR)
    for column, share in (("3", 60), ("5", 40)):  # what came of it stands in the ledger
        set_value(session, "10-pb", f"2.1.{column}", share, YEAR)
    session.close()


def sign(office: Office, form: str) -> None:
    """Zeros where nothing else is to be told, explain what is unusual, sign: nothing incomplete is."""
    filled = office.json("report", "fill", form, "--period", YEAR)
    if filled["missing"]:
        said = office.terminal("report", "sign", form, "--period", YEAR, vault=office.folder)
        assert said.code == 1 and filled["missing"][0] in said.err, said
        assert office.json("report", "set", form, "--zeros", "--period", YEAR)["zeros"]
    filled = office.json("report", "fill", form, "--period", YEAR)
    assert filled["complete"] and filled["missing"] == []
    assert [v for v in filled["violations"] if v["severity"] == "error"] == []
    for rule in {v["rule"] for v in filled["violations"]}:
        office.run("report", "explain", form, rule, "Так и есть.", "--period", YEAR)
    office.run("report", "sign", form, "--period", YEAR)


def seal(world: World, made: Made, name: str) -> Path:
    sealed = world.place / f"{name}.pervichka"
    chosen = [word for form in FORMS for word in ("--report", f"{form}:{YEAR}")]
    world.primaries[made.name].json(
        "bundle", "export", "--to", world.district_card, "--out", sealed, "--register", "full", *chosen
    )
    return sealed


def states(world: World, form: str, on: str) -> dict[str, tuple[str, int]]:
    """Of each organisation: what became of its form, and how many days late it is (0 when in time)."""
    table = world.district.json("intake", "status", "--period", YEAR, "--on", on)
    return {
        row["organisation"]["short_name"]: (cell["state"], cell["days_late"] if cell["late"] else 0)
        for row in table["rows"]
        for cell in row["cells"]
        if cell["form"] == form
    }


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When files come in; the last item is the hour."""
    hours = [IN_TIME]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return hours[-1].astimezone(tz)

    monkeypatch.setattr(accepting, "datetime", Clock)
    return hours


@pytest.fixture
def mailbox(mail_certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, Box]]:
    """(port, what came): a mail server of the district's, whose certificate this computer trusts."""
    import ssl

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(mail_certificate)
    box, port = Box(), free_port()
    controller = Controller(
        box, hostname="localhost", port=port, ssl_context=context, auth_require_tls=False,
        authenticator=lambda *_: AuthResult(success=True),
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_certificate))
    controller.start()
    yield port, box
    controller.stop()


def attached(raw: bytes) -> bytes:
    (part,) = email.message_from_bytes(raw, policy=default).iter_attachments()
    content = part.get_content()
    assert isinstance(content, bytes)
    return content


def take_in(world: World, path: Path, outcome: str = "taken") -> str:
    """Accept a file, carry the receipt back to whoever sent it; the file's number."""
    receipts = world.place / "receipts"
    (item,) = world.district.json("intake", "accept", path, "--receipts", receipts)
    assert item["outcome"] == outcome, item
    world.primaries[item["organisation"]["short_name"]].run("bundle", "receipt", item["receipt"])
    return str(item["bundle"])


def decide(world: World, made: Made, bundle: str, verdict: str, *remarks: str) -> Any:
    words = [word for remark in remarks for word in ("--remark", remark)]
    told = world.district.json("intake", "decide", bundle, verdict, *words, "--receipts", world.place / "decisions")
    return world.primaries[made.name].json("bundle", "receipt", told["receipt"])


def check_with_stock_tools(world: World, sealed: Path) -> None:
    """The script of ``docs/bundle.md``, with the district's key and the sender's certificate from its card."""
    session = open_vault(world.district.folder, PASSWORD)
    key = own_identity(session).identity.seal_identity
    session.close()
    folder = world.place / "stock"
    folder.mkdir()
    (folder / "check.sh").write_text(_script(), encoding="utf-8")
    (folder / "key.txt").write_text(key + "\n")
    card = json.loads((world.place / f"{PLANT.name}.card").read_text(encoding="utf-8"))
    (folder / "sender.pem").write_text(card["certificate"])
    done = subprocess.run(
        ["sh", "check.sh", sealed, "key.txt", "sender.pem", "opened"],
        cwd=folder, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((folder / "opened" / "data" / f"fnpr-2_{YEAR}.json").read_text(encoding="utf-8"))
    assert report["values"]["II.2.3"] == len(PLANT.people)


def test_a_year(
    world: World,
    clock: list[datetime],
    tus_server: tuple[int, Path],
    line: Line,
    mailbox: tuple[int, Box],
) -> None:
    for made in ALL:
        fill_the_year(world.primaries[made.name], made, world.place)
        for form in FORMS:
            sign(world.primaries[made.name], form)

    # The plant: on a stick, in time, and the same file once more.
    plant = world.primaries[PLANT.name]
    stick = world.place / "stick"
    stick.mkdir()
    carried = Path(plant.json("bundle", "send", seal(world, PLANT, "plant"), "--folder", stick)["file"])
    check_with_stock_tools(world, carried)
    bundle = take_in(world, carried)
    assert take_in(world, carried, "repeated") == bundle

    # The pipeline: as a letter of its own mail program; returned for one number.
    pipeline = world.primaries[PIPELINE.name]
    draft = world.place / "письмо.eml"
    pipeline.json("bundle", "send", seal(world, PIPELINE, "pipeline"), "--email", draft)
    received = world.place / "from-mail.pervichka"
    received.write_bytes(attached(draft.read_bytes()))
    returned = take_in(world, received)

    accepted = decide(world, PLANT, bundle, "accept")
    assert (accepted["verdict"], accepted["state"]) == ("accepted", "accepted")
    read = decide(world, PIPELINE, returned, "return", "fnpr-2:2025:II.1.3=Сверьте с отделом кадров")
    assert [(r["form"], r["cell"]) for r in read["remarks"]] == [("fnpr-2", "II.1.3")]
    assert states(world, "fnpr-2", "2026-01-31") == {
        PLANT.name: ("accepted", 0), PIPELINE.name: ("returned", 0), COLLEGE.name: ("missing", 11),
    }  # fmt: skip

    # The pipeline again: the number mended, signed anew, sent by the program itself through a mail server.
    mended = 52
    pipeline.run("report", "set", "fnpr-2", "II.1.3", mended, "--period", YEAR)
    for form in FORMS:
        sign(pipeline, form)
    port, box = mailbox
    secret = world.place / "mail.password"
    secret.write_text("secret\n")
    pipeline.run(
        "bundle", "mail-server", "--host", "localhost", "--port", port, "--user", "pipeline", "--sender",
        "pipeline@example.org", "--mail-password-file", secret,
    )  # fmt: skip
    pipeline.json("bundle", "send", seal(world, PIPELINE, "pipeline-2"), "--mail")
    ((to, raw),) = box.letters
    assert to == ["district@example.org"]
    received.write_bytes(attached(raw))
    second = take_in(world, received)
    decide(world, PIPELINE, second, "accept")

    # The college: late, by upload over a line that was cut once.
    clock.append(LATE)
    line.rules = [20_000]
    college = world.primaries[COLLEGE.name]
    sealed = seal(world, COLLEGE, "college")
    url = f"http://127.0.0.1:{line.port}/files/"
    sent = college.json("bundle", "send", sealed, "--server", url)
    assert sent["sent"] == sealed.stat().st_size
    assert line.connections > 1
    (uploaded,) = (p for p in tus_server[1].iterdir() if p.is_file() and p.read_bytes() == sealed.read_bytes())
    decide(world, COLLEGE, take_in(world, uploaded), "accept")
    assert states(world, "fnpr-2", "2026-02-20") == {
        PLANT.name: ("accepted", 0), PIPELINE.name: ("accepted", 0), COLLEGE.name: ("accepted", 27),
    }  # fmt: skip
    assert states(world, "kdk-1", "2026-02-20")[COLLEGE.name] == ("accepted", 1)

    compare_sums(world, {**{m.name: m.staff[0] for m in ALL}, PIPELINE.name: mended})
    for office in (world.district, *world.primaries.values()):
        checked = office.terminal(
            "vault", "check", office.folder, "--password-file", office.terminal.password_file, "--json"
        ).document
        assert checked["problems"] == []


def compare_sums(world: World, staff: Mapping[str, int]) -> None:
    """Form 7, КДК-2, 4-ПИ and 10-ПБ of the district against sums of what the primaries were made of."""
    columns = {"enterprise": 3, "higher_education": 4, "vocational": 5}

    def count(made: Made, *, student: bool, women: bool = False, young: bool = False) -> int:
        return sum(p.student == student and (p.woman or not women) and (p.young or not young) for p in made.people)

    expected: dict[str, dict[str, int | float]] = {form: {} for form in ("fnpr-7", "kdk-2", "4-pi", "10-pb")}
    seven, agreements, legal, ledger = expected.values()
    for category, column in columns.items():
        fitting = [m for m in ALL if m.category == category]
        seven[f"II.1.{column}"] = len(fitting)
        seven[f"II.3.{column}"] = sum(staff[m.name] for m in fitting)
        seven[f"II.4.{column}"] = sum(count(m, student=False) for m in fitting)
    seven["II.3.6"] = sum(staff.values())
    seven["II.3.7"], seven["II.3.8"] = sum(m.staff[1] for m in ALL), sum(m.staff[2] for m in ALL)
    seven["II.4.6"] = sum(count(m, student=False) for m in ALL)
    seven["II.4.7"] = sum(count(m, student=False, women=True) for m in ALL)
    seven["II.4.8"] = sum(count(m, student=False, young=True) for m in ALL)
    seven["II.5.5"], seven["II.6.5"] = COLLEGE.students[0], count(COLLEGE, student=True)
    seven["II.6.7"], seven["II.6.8"] = (
        count(COLLEGE, student=True, women=True), count(COLLEGE, student=True, young=True),
    )  # fmt: skip
    seven["II.8.6"] = sum(len(m.people) for m in ALL)

    told = [(m, m.agreement or {}) for m in ALL]
    for column, owner in (("4", "101"), ("5", "102")):
        own = [(m, a) for m, a in told if a[owner]]
        agreements[f"I.01.{column}"] = len(own)
        agreements[f"I.02.{column}"] = sum(not a["801"] for _, a in own)
        agreements[f"I.03.1.{column}"] = sum(a.get("901") == 2025 for _, a in own)
        agreements[f"I.03.2.{column}"] = sum(a.get("901") == 2024 for _, a in own)
        agreements[f"I.04.{column}"] = sum(bool(a["801"] and a["802"]) for _, a in own)
    agreements["II.11.3"] = sum(m.staff[0] for m in ALL)
    agreements["II.12.3"] = sum(count(m, student=False) for m in ALL)
    agreements["II.11.1.3"] = sum(m.staff[0] for m, a in told if a["801"])
    agreements["II.12.2.3"] = sum(count(m, student=False) for m, a in told if a["501"])

    legal |= {"1.3.4": sum(m.legal[0] for m in ALL), "1.4.1.4": sum(m.legal[1] for m in ALL), "1.16.4": 0.175}
    for table, article in (("1A", "2"), ("1B", "3"), ("1B", "34")):
        kind = "income" if table == "1A" else "expense"
        ledger[f"{table}.{article}.4"] = sum(money(m)[(kind, article)] for m in ALL)
    spent = sum(value for m in ALL for (kind, _), value in money(m).items() if kind == "expense")
    ledger["1A.6.4"], ledger["1B.39.4"] = sum(m.dues for m in ALL), spent
    ledger["1B.40.4"] = sum(m.dues for m in ALL) - spent
    ledger["2.2.9"] = sum(m.dues for m in ALL)
    ledger["2.2.5"] = ledger["1B.34.4"]

    for form, cells in expected.items():
        got = world.district.json("intake", "consolidate", form, "--period", YEAR)
        assert (got["missing"], got["waiting"], got["returned"], len(got["included"])) == ([], [], [], 3)
        assert {cell: got["values"].get(cell) for cell in cells} == cells, form
        for cell, parts in got["parts"].items():
            assert sum(part["value"] for part in parts) == pytest.approx(got["values"][cell]), (form, cell)
