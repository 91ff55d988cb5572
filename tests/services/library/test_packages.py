"""A package from the district: a new edition of form 2 applies from its date, signed reports stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from app.bundle.card import read_card
from app.bundle.manifest import BundleKind, Manifest, ProfileEdition
from app.bundle.reader import make_bundle
from app.domain.dates import Period
from app.domain.enums import OrganisationKind, PartyRelation, ReportState
from app.domain.files import resource_path
from app.errors import AppError, TrustError, UserError
from app.messages import sentence
from app.services.exchange import export
from app.services.exchange.keyring import own_endpoint
from app.services.intake import accept, enrol, received_report
from app.services.library.packages import apply_package, is_package, make_package, read_package
from app.services.organisation.overlay import profile_in
from app.services.organisation.passport import own_card, own_identity
from app.services.organisation.profiles import load_profile
from app.services.reports import fill, list_reports, reopen, report_pdf, set_value, sign
from app.services.session import VaultSession
from app.services.vault.creating import check_vault, open_vault
from tests.services.conftest import KEY, PASSWORD, explain_all

FORM = resource_path("profiles", "ngsp", "forms", "fnpr-2.toml")
ROW = """[[tables.rows]]
code = "77"
title = "Из них наставников"

"""
FIRST_ROW = '[[tables.rows]]\ncode = "2"\ntitle = "Из них членов Профсоюза"'


def edition(name: str = "2027", since: str = "2027-01-01") -> str:
    """Form 2 with one more row in its second table."""
    text = FORM.read_text(encoding="utf-8")
    assert text.count(FIRST_ROW) == 1
    text = text.replace(FIRST_ROW, ROW + FIRST_ROW)
    return text.replace('edition = "2017-04-03"', f'edition = "{name}"\napplies_from = {since}')


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a definition for a package."""

    def made(text: str, name: str = "fnpr-2_2027.toml") -> Path:
        folder = tmp_path / str(uuid4())
        folder.mkdir()
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return made


@pytest.fixture
def acquainted(exchange):
    enrol(exchange.district, exchange.school_card)
    enrol(exchange.school, exchange.district_card, relation=PartyRelation.HIGHER)
    return exchange


def refused(call: Callable[[], object], code: str, kind: type[AppError] = TrustError) -> str:
    with pytest.raises(AppError) as caught:
        call()
    assert (type(caught.value), caught.value.code) == (kind, code)
    return sentence(caught.value)


def stored(session: VaultSession) -> int:
    with session.unit_of_work() as uow:
        return len(uow.packages.all("ngsp"))


def test_a_new_edition_applies_from_its_date_only(acquainted, write) -> None:
    school, made = acquainted.school, make_package(acquainted.district, [write(edition())])
    assert is_package(school, made.sealed)
    summary = read_package(school, made.sealed)
    assert summary.lines[0] == "Форма № 2: новая редакция «2027», для отчётов на 01.01.2027 и позже."
    assert not any("не сверен" in line for line in summary.lines)
    with school.unit_of_work() as uow:
        uow.exchange.parties()[0].compared = False
        uow.commit()
    assert "не сверен" in read_package(school, made.sealed).lines[-1]
    assert stored(school) == 0, "reading changes nothing"
    apply_package(school, made.sealed)
    new, old = fill(school, "fnpr-2", 2026), fill(school, "fnpr-2", 2025)
    assert (new.definition.edition, old.definition.edition) == ("2027", "2017-04-03")
    assert "II.77.3" in new.view.cells and "II.77.3" not in old.view.cells
    set_value(school, "fnpr-2", "II.77.3", 4, 2026)
    assert fill(school, "fnpr-2", 2026).view.cells["II.77.3"].value == 4
    refused(lambda: set_value(school, "fnpr-2", "II.77.3", 4, 2024), "forms.unknown_cell", UserError)
    assert load_profile("ngsp").form("fnpr-2", Period(2026)).edition == "2017-04-03", "only in this vault"
    district = acquainted.district.profile
    assert district.form("fnpr-2", Period(2026)).edition == "2027", "the sender has it too"
    assert [(p.edition, p.first) for p in summary.forms] == [("2027", False)]


def test_a_signed_report_keeps_its_edition_and_prints_a_draft_moves(acquainted, write) -> None:
    school = acquainted.school
    before, printed = fill(school, *KEY), report_pdf(school, *KEY)
    set_value(school, "fnpr-2", "II.10.3", 7, 2024, "вписано до пакета")
    made = make_package(acquainted.district, [write(edition(since="2020-01-01"))])
    apply_package(school, made.sealed)
    kept = fill(school, *KEY)
    assert kept.definition.edition == "2017-04-03"
    assert kept.state is ReportState.SIGNED and not kept.changed_since
    assert {a: c.value for a, c in kept.view.cells.items()} == {a: c.value for a, c in before.view.cells.items()}
    assert len(report_pdf(school, *KEY)) == pytest.approx(len(printed), rel=0.01)
    assert {s.form for s in list_reports(school, 2025)} >= {"fnpr-2"}
    draft = fill(school, "fnpr-2", 2024)
    assert (draft.definition.edition, draft.view.cells["II.10.3"].value) == ("2027", 7)
    assert draft.view.cells["II.10.3"].reason == "вписано до пакета"
    # Last year's numbers are read by the edition that they were signed in.
    assert fill(school, "fnpr-2", 2026).previous["II.1.3"] == before.view.cells["II.1.3"].value
    reopen(school, *KEY)
    for column in "345":
        set_value(school, KEY[0], f"II.77.{column}", 1, KEY[1])
    explain_all(school)
    assert '"edition":"2027"' in sign(school, *KEY).content
    assert fill(school, *KEY).definition.edition == "2027"


def test_an_opened_vault_has_what_was_stored(acquainted, write) -> None:
    school = acquainted.school
    apply_package(school, make_package(acquainted.district, [write(edition())]).sealed)
    folder = school.folder
    school.close()
    again = open_vault(folder, PASSWORD)
    assert fill(again, "fnpr-2", 2026).definition.edition == "2027"
    assert check_vault(again).ok
    again.close()


def test_the_same_again_changes_nothing_and_an_older_one_is_refused(acquainted, write) -> None:
    school = acquainted.school
    first = make_package(acquainted.district, [write(edition())])
    second = make_package(acquainted.district, [write(edition("2030", "2030-01-01"), "fnpr-2_2030.toml")])
    assert (first.summary.number, second.summary.number) == (1, 2)
    # The first was missed; the second holds what it held.
    assert apply_package(school, second.sealed).outcome == "new"
    assert [fill(school, "fnpr-2", y).definition.edition for y in (2025, 2026, 2029)] == ["2017-04-03", "2027", "2030"]
    assert "№ 1" in refused(lambda: apply_package(school, first.sealed), "packages.older", UserError)
    assert apply_package(school, second.sealed).outcome == "repeated"
    assert read_package(school, second.sealed).outcome == "repeated"
    assert stored(school) == 1


def package(session: VaultSession, to: bytes, **changes: object) -> bytes:
    """A package made by hand, as somebody with that vault's keys could."""
    own = own_identity(session)
    manifest = Manifest(
        uuid=str(uuid4()), kind=BundleKind.PACKAGE, created=datetime.now(UTC).replace(microsecond=0),
        sender=own_endpoint(own), recipient=own_endpoint(own), stream="profile:ngsp", revision=1,
        previous_manifest_sha256=None, profile=ProfileEdition("ngsp", "fnpr-2 2027"),
    )  # fmt: skip
    files = changes.pop("files", {"data/fnpr-2.toml": edition().encode()})
    return make_bundle(
        replace(manifest, **changes),
        files,
        own.identity,
        [read_card(to).seal_recipient],  # type: ignore[arg-type]
    ).sealed


def test_what_is_foreign_forged_or_altered_is_refused(acquainted, write) -> None:
    school, district, other = acquainted.school, acquainted.district, acquainted.other
    card = acquainted.school_card
    unknown = package(other, card)
    refused(lambda: apply_package(school, unknown), "bundle.unknown_sender")
    enrol(school, own_card(other))
    refused(lambda: apply_package(school, unknown), "packages.not_higher")
    good = make_package(district, [write(edition())]).sealed
    altered = good[:-40] + bytes([good[-40] ^ 1]) + good[-39:]
    refused(lambda: apply_package(school, altered), "bundle.altered")
    refused(lambda: apply_package(other, good), "bundle.not_for_us")
    pretended = package(other, card, sender=own_endpoint(own_identity(district)))
    refused(lambda: apply_package(school, pretended), "bundle.forged")
    # A package for one organisation is not for another one, although it can be unsealed there.
    third = own_endpoint(own_identity(other))
    refused(lambda: apply_package(school, package(district, card, recipient=third)), "bundle.not_for_us")
    for files in ({"data/fnpr-2.json": b"{}"}, {"data/x.py": b"1"}):
        refused(lambda f=files: apply_package(school, package(district, card, files=f)), "packages.broken", UserError)
    for changes in (
        {"files": {"print/a.pdf": b"%PDF"}}, {"files": {}}, {"stream": "fnpr-2:2025"}, {"revision": 2},
    ):  # fmt: skip
        sealed = package(district, card, **changes)
        refused(lambda s=sealed: apply_package(school, s), "bundle.unsafe_contents")
    refused(
        lambda: apply_package(school, package(district, card, profile=ProfileEdition("asm", ""), stream="profile:asm")),
        "packages.other_profile",
        UserError,
    )
    assert stored(school) == 0
    apply_package(school, good)
    refused(lambda: apply_package(school, package(district, card)), "packages.fork")
    follows = {"revision": 2, "previous_manifest_sha256": "0" * 64}
    refused(lambda: apply_package(school, package(district, card, **follows)), "packages.fork")
    assert stored(school) == 1
    refused(lambda: apply_package(district, good), "packages.own", UserError)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("applies_from = 2027-01-01", 'applies_from = "скоро"', "applies_from"),
        ("applies_from = 2027-01-01", "applies_from = 2027-01-01T10:00:00", "applies_from"),
        ("applies_from = 2027-01-01", "applies_from = 1027-01-01", "applies_from"),
        ('code = "77"', 'code = "1"', "rows"),
        ('title = "Из них наставников"', 'title = "Из них наставников"\ncompute = "row[999]"', "tables[II].rows[77]"),
        ('title = "Из них наставников"', 'title = "Из них"\nrun = "rm"', "tables[II].rows[77]"),
        ('edition = "2027"', 'edition = "2017-04-03"', "edition"),
        ('id = "fnpr-2"', 'id = "kdk-1"', "id"),
    ],
)
def test_a_broken_definition_is_refused_with_its_place(acquainted, write, old: str, new: str, place: str) -> None:
    text = edition()
    assert old in text
    broken = text.replace(old, new, 1)
    said = refused(lambda: make_package(acquainted.district, [write(broken)]), "packages.broken", UserError)
    assert "fnpr-2" in said and place in said
    sealed = package(acquainted.district, acquainted.school_card, files={"data/fnpr-2_2027.toml": broken.encode()})
    assert place in refused(lambda: apply_package(acquainted.school, sealed), "packages.broken", UserError)
    assert (stored(acquainted.school), stored(acquainted.district)) == (0, 0)


def test_a_form_too_large_is_refused_before_it_is_made(acquainted, write) -> None:
    rows = "".join(f'[[tables.rows]]\ncode = "{n}"\n' for n in range(2000))
    columns = "".join(f'[[tables.columns]]\ncode = "{n}"\n' for n in range(2000))
    text = f'id = "big"\nedition = "1"\n[[tables]]\nid = "A"\n{columns}{rows}'
    said = refused(lambda: make_package(acquainted.district, [write(text, "big.toml")]), "packages.broken", UserError)
    assert "cells" in said


def test_a_new_form_and_new_days_need_no_new_program(acquainted, write, tmp_path: Path) -> None:
    """A folder with ``profile.toml`` and ``forms``; the form's days and the consent's text are the union's."""
    school, folder = acquainted.school, tmp_path / "профиль"
    (folder / "forms").mkdir(parents=True)
    text = edition(since="2026-01-01").replace('id = "fnpr-2"', 'id = "mentors"').replace("Форма № 2", "Наставники")
    (folder / "forms" / "mentors.toml").write_text(text, encoding="utf-8")
    (folder / "profile.toml").write_text(
        """id = "ngsp"
[[deadlines]]
form = "mentors"
org_kinds = ["ppo"]
month = 3
day = 15
recipient = "Профсоюз"
[[deadlines]]
form = "fnpr-2"
org_kinds = ["ppo"]
month = 1
day = 25
recipient = "вышестоящая организация Профсоюза"
[consent]
edition = "2020"
applies_from = 2020-01-01
text = "Я, {person}, согласен: {parts}."
""",
        encoding="utf-8",
    )
    made = make_package(acquainted.district, [folder])
    summary = apply_package(school, made.sealed)
    assert any("новая форма" in line for line in summary.lines)
    (told,) = (line for line in summary.lines if line.startswith("Срок: Форма № 2"))
    assert told.startswith("Срок: Форма № 2 – до 25.01 (вышестоящая организация Профсоюза), для отчётов, срок которых ")
    assert told.endswith("или позже. Прошлые сроки не меняются.")
    profile = school.profile
    days = [d.due(Period(2026)) for d in profile.asked(OrganisationKind.PPO, False) if d.form == "fnpr-2"]
    assert days == [date(2027, 1, 25)]
    assert profile.consent_edition.id == "2020"
    listed = {year: {s.form for s in list_reports(school, year)} for year in (2024, 2026)}
    assert "mentors" in listed[2026] and "mentors" not in listed[2024]
    assert "01.01.2026" in refused(lambda: fill(school, "mentors", 2024), "forms.not_yet", UserError)
    (folder / "profile.toml").write_text('id = "ngsp"\nforms = ["x"]\n', encoding="utf-8")
    assert "profile.toml" in refused(lambda: make_package(acquainted.district, [folder]), "packages.broken", UserError)


def test_a_report_taken_in_is_checked_by_the_edition_it_was_made_by(acquainted, write) -> None:
    """The school signed by the old edition before it had the package; the district already has the new one."""
    school, district = acquainted.school, acquainted.district
    make_package(district, [write(edition(since="2020-01-01"))])
    assert district.profile.form("fnpr-2", Period(2025)).edition == "2027"
    sent = export(school, acquainted.district_card, [KEY])
    (taken,) = accept(district, sent.sealed).reports
    assert [v.rule for v in taken.violations if v.rule.startswith("form.")] == ["form.edition"]
    shown = received_report(district, sent.uuid, "fnpr-2")
    assert (shown.definition.edition, shown.view.cells["II.1.3"].value) == ("2017-04-03", 60)


def test_a_package_that_no_longer_fits_is_left_out_and_told(acquainted, write) -> None:
    """A vault opens whatever lies in it; the check says that a package cannot be used."""
    school = acquainted.school
    apply_package(school, make_package(acquainted.district, [write(edition())]).sealed)
    with school.unit_of_work() as uow:
        (row,) = uow.packages.all("ngsp")
        row.package = b"PK"
        uow.commit()
    with school.unit_of_work() as uow:
        assert profile_in(uow, "ngsp").form("fnpr-2", Period(2026)).edition == "2017-04-03"
    assert [p.code for p in check_vault(school).problems] == ["vault.package_unusable"]


def test_only_those_below_receive_packages(acquainted, write) -> None:
    path = write(edition())
    refused(lambda: make_package(acquainted.school, [path]), "packages.no_recipients", UserError)
    refused(lambda: make_package(acquainted.district, []), "packages.empty", UserError)
    refused(lambda: make_package(acquainted.district, [path], [999]), "exchange.unknown_party", UserError)
    refused(lambda: make_package(acquainted.district, [path, path]), "packages.same_name", UserError)
