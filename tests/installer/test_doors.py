"""The doors: plain POSIX sh, one command named when rights are missing, quick the second time, no address anywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOORS = sorted(p for p in (ROOT / "installer").iterdir() if p.is_file() and p.suffix in ("", ".sh"))
TOOLS = ("cat", "cut", "dirname", "flock", "id", "mkdir", "mv", "rm", "sed", "sh", "sha256sum", "tr", "env")
BASHISMS = re.compile(
    r"\[\[|\bfunction\s|\blocal\s|^\s*source\s|<<<|&>|\$'|\bdeclare\s|=~|\$\{\w+(//|\^|,|:\d)|\bpipefail\b",
    re.MULTILINE,
)


def test_there_are_the_doors_the_readme_promises() -> None:
    assert {"run", "test", "bench", "attack", "mutate", "package", "prepare.sh"} <= {p.name for p in DOORS}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for door in DOORS:
        if door.suffix == "":
            assert os.access(door, os.X_OK), f"{door.name} cannot be run"
            assert f"./installer/{door.name}" in readme


@pytest.mark.parametrize("door", DOORS, ids=lambda p: p.name)
def test_a_door_is_posix_sh(door: Path) -> None:
    checked = subprocess.run(["sh", "-n", str(door)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    text = re.sub(r"^\s*#.*$", "", door.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert not BASHISMS.search(text), BASHISMS.search(text)


def test_make_has_an_alias_for_every_door() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets is not None
    assert set(targets[1].split()) == {p.name for p in DOORS if p.suffix == ""}


def locked(name: str) -> dict[str, str]:
    """What a lock file pins: name → version; each entry hashed, no address, no option of a registry."""
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in lock
    assert not re.search(r"^\s*--(?!hash=)", lock, re.MULTILINE)
    assert " @ " not in lock
    pinned = {}
    for entry in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE).strip()):
        found = re.match(r"([A-Za-z0-9._-]+)==(\S+)", entry)
        assert found, entry.splitlines()[0]
        assert "--hash=sha256:" in entry, found[1]
        pinned[found[1].lower().replace("_", "-")] = found[2]
    return pinned


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", item)[0].lower().replace("_", "-") for item in requirements}


def test_the_locks_hold_what_the_project_asks_for_and_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    asked = names(project["project"]["dependencies"]) | names(project["build-system"]["requires"])
    assert asked <= set(locked("requirements.lock"))
    assert asked | names(extras["dev"]) <= set(locked("requirements-dev.lock"))


def test_a_chair_gets_nothing_of_tests_and_checkers() -> None:
    chair, developer = locked("requirements.lock"), locked("requirements-dev.lock")
    assert chair.items() <= developer.items(), "both hold the same versions"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert not (names(project["project"]["optional-dependencies"]["dev"]) - {"setuptools"}) & set(chair)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder to stand as PATH: the ordinary tools and a Python, nothing of the real machine's packages."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    put(tools / "python3", f'exec "{sys.executable}" "$@"')
    return tools


def put(path: Path, body: str) -> None:
    """A command of the pretended machine."""
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def copy_of_the_doors(folder: Path) -> Path:
    """A small project with the real doors: nothing locked, one empty package."""
    root = folder / "папка с пробелом"
    shutil.copytree(ROOT / "installer", root / "installer")
    (root / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    (root / "requirements-dev.lock").write_text("# nothing for developers\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "probe"\nversion = "1"\n[tool.setuptools]\npackages = []\n',
        encoding="utf-8",
    )
    return root


def ask(root: Path, machine: Path, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a part of ``prepare.sh`` on the pretended machine."""
    return subprocess.run(
        ["sh", "-euc", f'. "$(dirname "$0")/prepare.sh"; {command}', str(root / "installer" / "run")],
        env={"PATH": str(machine), "HOME": str(root), "LANG": "C.UTF-8", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_rights_one_command_is_named(machine: Path, tmp_path: Path) -> None:
    root = copy_of_the_doors(tmp_path)
    put(machine / "dpkg-query", "printf 'installed libegl1 \\ninstalled libglib2.0-0t64 libglib2.0-0 (= 2.80.0)\\n'")
    put(machine / "apt-get", "exit 99")
    put(machine / "id", "echo 1000")
    refused = ask(root, machine, "prepare_system test")
    assert refused.returncode == 2
    command = [line for line in refused.stderr.splitlines() if "apt-get" in line]
    assert len(command) == 1
    assert "xvfb" in command[0]
    assert "libgl1" in command[0]
    assert "libegl1" not in command[0], "it is installed"
    assert "libglib2.0-0" not in command[0], "another package provides it"
    assert "python3" not in command[0], "a fitting one is there"


def test_without_rights_and_without_a_screen_the_window_is_not_needed(machine: Path, tmp_path: Path) -> None:
    root = copy_of_the_doors(tmp_path)
    put(machine / "dpkg-query", "exit 0")
    put(machine / "apt-get", "exit 99")
    put(machine / "id", "echo 1000")
    assert ask(root, machine, "prepare_system run").returncode == 0
    assert ask(root, machine, "prepare_system run", DISPLAY=":0").returncode == 2


def test_with_rights_only_the_missing_is_installed(machine: Path, tmp_path: Path) -> None:
    root = copy_of_the_doors(tmp_path)
    put(machine / "dpkg-query", "printf 'installed libegl1 \\ndeinstall libgl1 \\n'")
    put(machine / "apt-get", f'printf "%s\\n" "$*" >>"{root}/asked"')
    put(machine / "id", "echo 0")
    put(machine / "python3", "echo")
    put(machine / "python3.11", f'[ -s "{root}/asked" ] && exec "{sys.executable}" "$@"')
    done = ask(root, machine, "python_candidates='python3 python3.11'; prepare_system run; echo $python")
    assert done.returncode == 0, done.stderr
    asked = (root / "asked").read_text(encoding="utf-8").splitlines()
    assert "update" in asked[0]
    assert " python3 python3-venv " in asked[1]
    assert " libgl1 " in asked[1]
    assert " libegl1 " not in asked[1]
    assert "xvfb" not in asked[1], "only the tests need it"
    assert done.stdout.strip()


def test_no_fitting_python_ends_in_a_sentence(machine: Path, tmp_path: Path) -> None:
    root = copy_of_the_doors(tmp_path)
    put(machine / "python3", "echo")
    refused = ask(root, machine, "python_candidates='python3 python3.12'; prepare_system run")
    assert refused.returncode == 2
    assert "Python 3.11" in refused.stderr


def test_the_environment_is_made_once_and_again_after_a_change(machine: Path, tmp_path: Path) -> None:
    root = copy_of_the_doors(tmp_path)
    # The new venv finds the build backend where this one keeps it; nothing is fetched.
    variables = {"PYTHONPATH": sysconfig.get_path("purelib"), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    first = ask(root, machine, "prepare run", **variables)
    assert first.returncode == 0, first.stderr
    assert (root / ".venv" / "bin" / "python").exists()
    second = ask(root, machine, "prepare run", **variables)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    (root / "requirements.lock").write_text("# nothing, otherwise\n", encoding="utf-8")
    third = ask(root, machine, "prepare run", **variables)
    assert third.returncode == 0, third.stderr
    assert "requirements.lock" in third.stderr
    assert "Готовим Python" not in third.stderr, "the environment itself is kept"
    tested = ask(root, machine, "prepare_environment test", **variables)
    assert "requirements-dev.lock" in tested.stderr
    assert ask(root, machine, "prepare_environment run", **variables).stderr == "", "it has what the program needs"
