"""Names as chairs type them, and files that are whole or not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.domain.enums import Sex
from app.domain.files import read_limited, write_atomically
from app.domain.names import initials, natural_key, normalise, sex_from_patronymic
from app.errors import EnvironmentFault


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("  ЁЛКИНА   Анна ", "елкина анна"),
        ("Cоколов Пётр", "соколов петр"),  # the first letter is Latin
        ("O'Brien", "o'brien"),
        ("Мамин-Сибиряк", "мамин-сибиряк"),
    ],
)
def test_names_compare_whatever_the_typing(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@pytest.mark.parametrize(
    ("patronymic", "sex"),
    [
        ("Ильинична", Sex.FEMALE), ("Петровна", Sex.FEMALE), ("Саввична", Sex.FEMALE), ("Али кызы", Sex.FEMALE),
        ("Ильич", Sex.MALE), ("Фомич", Sex.MALE), ("Лукич", Sex.MALE), ("Юрьевич", Sex.MALE), ("Мамед оглы", Sex.MALE),
        ("Никитич", Sex.MALE), ("Саввич", Sex.MALE), ("Иваныч", Sex.MALE), ("Силич", Sex.MALE), ("Азиз угли", Sex.MALE),
        ("Никитична", Sex.FEMALE), ("Ильинишна", Sex.FEMALE), ("Чечен-оолович", Sex.MALE), ("Ыч", None),
        ("", None), ("Ли", None),
    ],
)  # fmt: skip
def test_sex_follows_from_the_patronymic(patronymic: str, sex: Sex | None) -> None:
    assert sex_from_patronymic(patronymic) is sex


def test_initials() -> None:
    assert initials("Щербакова", "Елена", "Петровна") == "Щербакова Е. П."
    assert initials("Ли", "Анна") == "Ли А."


def test_a_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    target = tmp_path / "отчёт.pdf"
    write_atomically(target, b"one")
    write_atomically(target, b"two")
    assert target.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["отчёт.pdf"]
    assert target.stat().st_mode & 0o077 == 0


def test_a_full_disk_keeps_the_old_file_and_leaves_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "отчёт.pdf"
    write_atomically(target, b"old")

    def no_space(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(EnvironmentFault) as caught:
        write_atomically(target, b"new")
    assert caught.value.code == "files.no_space"
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["отчёт.pdf"]


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        write_atomically(tmp_path / "нет" / "отчёт.pdf", b"x")
    assert caught.value.code == "files.no_folder"


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"x" * 11)
    assert read_limited(path, 11) == b"x" * 11
    with pytest.raises(EnvironmentFault):
        read_limited(path, 10)


def test_numbers_in_names_stand_in_the_order_of_numbers() -> None:
    names = ["Факультет 10", "факультет 2", "Факультет 2 а", "Аспирантура", "Факультет"]
    assert sorted(names, key=natural_key) == [
        "Аспирантура",
        "Факультет",
        "факультет 2",
        "Факультет 2 а",
        "Факультет 10",
    ]
