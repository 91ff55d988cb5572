"""Folders of cloud programs: not proposed for a vault, and told of when a vault lies in one."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import AppError
from app.messages import message_for
from app.services.vault.creating import open_vault
from app.services.vault.synchronised import place_for_data, synchroniser_of
from tests.services.conftest import PASSWORD


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("C/Users/Нина/OneDrive/Документы/Первичка", "OneDrive"),
        ("C/Users/Нина/OneDrive - Школа № 14/Документы", "OneDrive"),
        ("home/nina/Yandex.Disk/профком", "Яндекс Диск"),
        ("D/YandexDisk", "Яндекс Диск"),
        ("D/Яндекс.Диск/Школа", "Яндекс Диск"),
        ("D/Яндекс Диск", "Яндекс Диск"),
        ("D/Облако Mail.ru/Первичка", "Облако Mail"),
        ("D/Cloud Mail.Ru", "Облако Mail"),
        ("D/Mail.Ru Cloud", "Облако Mail"),
        ("home/nina/Dropbox/x", "Dropbox"),
        ("home/nina/Dropbox (Личный)/x", "Dropbox"),
        ("home/nina/Google Drive", "Google Диск"),
        ("home/nina/Google Диск/x", "Google Диск"),
        ("home/nina/iCloudDrive/x", "iCloud Drive"),
        ("home/nina/Документы/Первичка", ""),
        ("home/nina/Мой диск/Первичка", ""),
        ("home/nina/Копии с OneDrive/Первичка", ""),
        ("home/nina/Облако тегов", ""),
        ("home/nina/Диск Яндекса", ""),
    ],
)
def test_a_cloud_folder_is_known_by_its_name(tmp_path: Path, folder: str, service: str) -> None:
    assert synchroniser_of(tmp_path / folder, {}) == service


def test_onedrive_says_itself_where_it_is_in_any_case_of_letters(tmp_path: Path) -> None:
    told = {"OneDriveCommercial": str(tmp_path / "Рабочее")}
    assert synchroniser_of(tmp_path / "рабочее" / "Документы", told) == "OneDrive"
    assert synchroniser_of(tmp_path / "Рабочее место", told) == ""


def test_notes_of_the_programs_are_read(tmp_path: Path) -> None:
    (tmp_path / "AppData/Dropbox").mkdir(parents=True)
    (tmp_path / "AppData/Dropbox/info.json").write_text(
        json.dumps({"personal": {"path": str(tmp_path / "Моё")}}), encoding="utf-8"
    )
    (tmp_path / ".config/yandex-disk").mkdir(parents=True)
    (tmp_path / ".config/yandex-disk/config.cfg").write_text(f'auth="x"\ndir="{tmp_path / "Я"}"\n', encoding="utf-8")
    told = {"HOME": str(tmp_path), "APPDATA": str(tmp_path / "AppData")}
    assert synchroniser_of(tmp_path / "Моё/профком", told) == "Dropbox"
    assert synchroniser_of(tmp_path / "Я", told) == "Яндекс Диск"
    assert synchroniser_of(tmp_path / "Другое", told) == ""


@pytest.mark.parametrize("note", ["", "[]", '{"personal": 1}', '{"personal": {"path": ""}}', "\x00"])
def test_a_broken_note_says_nothing(tmp_path: Path, note: str) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "Dropbox/info.json").write_text(note, encoding="utf-8")
    assert synchroniser_of(tmp_path / "x", {"APPDATA": str(tmp_path)}) == ""


@pytest.mark.parametrize(
    ("mark", "service"),
    [
        (".dropbox.cache/x", "Dropbox"),
        (".dropbox", "Dropbox"),
        (".tmp.driveupload/x", "Google Диск"),
        (".sync/core.log", "Яндекс Диск"),
        (".nextcloudsync.log", "Nextcloud"),
        (".stfolder/x", "Syncthing"),
    ],
)
def test_a_renamed_cloud_folder_is_known_by_what_lies_in_it(tmp_path: Path, mark: str, service: str) -> None:
    (tmp_path / "Общее" / mark).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "Общее" / mark).write_bytes(b"")
    assert synchroniser_of(tmp_path / "Общее/a/b", {}) == service
    assert synchroniser_of(tmp_path, {}) == ""


def test_the_settings_of_dropbox_do_not_make_the_home_a_cloud_folder(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()
    assert synchroniser_of(tmp_path / "Документы", {}) == ""


def test_a_link_into_a_cloud_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "Yandex.Disk/данные").mkdir(parents=True)
    (tmp_path / "данные").symlink_to(tmp_path / "Yandex.Disk/данные")
    assert synchroniser_of(tmp_path / "данные", {}) == "Яндекс Диск"


def test_documents_that_onedrive_took_over_are_not_proposed(tmp_path: Path) -> None:
    home = tmp_path / "Нина"
    cloud = home / "OneDrive"
    assert place_for_data(home / "Документы", home, {"OneDrive": str(cloud)}) == home / "Документы/Первичка"
    assert place_for_data(cloud / "Документы", home, {"OneDrive": str(cloud)}) == home / "Первичка"
    local = tmp_path / "AppData/Local"
    told = {"OneDrive": str(home), "LOCALAPPDATA": str(local)}
    assert place_for_data(cloud / "Документы", home, told) == local / "Первичка"
    assert place_for_data(cloud / "Документы", home, {"OneDrive": str(tmp_path)}) == cloud / "Документы/Первичка"


def test_a_vault_in_a_cloud_folder_is_told_of_when_it_opens(template_vault: Path, tmp_path: Path) -> None:
    ordinary, cloud = tmp_path / "Школа", tmp_path / "Яндекс.Диск" / "Школа"
    cloud.parent.mkdir()
    for place in (ordinary, cloud):
        shutil.copytree(template_vault, place)
    told = {}
    for place in (ordinary, cloud):
        with closing(open_vault(place, PASSWORD)) as session:
            told[place] = session.warnings
    assert "vault.synchronised" not in told[ordinary]
    assert "vault.synchronised" in told[cloud]
    assert "Яндекс Диск" in message_for(AppError("vault.synchronised")).what
