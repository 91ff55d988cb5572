"""``--mapping`` told in any of its three ways means the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.members.register import read_mapping
from app.errors import UserError


def test_pairs_an_object_and_a_file_mean_the_same(tmp_path: Path) -> None:
    document = {"Кто": "full_name", "Когда": "joined_on"}
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert read_mapping(["Кто=full_name", "Когда=joined_on"]) == document
    assert read_mapping([json.dumps(document)]) == document
    assert read_mapping([str(path)]) == document
    assert read_mapping(None) is None


@pytest.mark.parametrize("text", ["{", "[1]", '{"Кто": 1}', "нет такого файла"])
def test_a_mapping_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read_mapping([text])
    assert caught.value.code == "cli.mapping"
