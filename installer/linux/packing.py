"""Pack ``build/linux/pervichka`` as a ``.deb`` and as an archive with a script that installs for one person.

The same folder gives the same bytes: names sorted, owner root, times of SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from build import PROJECT, run, say, set_dates, version  # noqa: E402

XZ = "xz -6 -T2 --block-size=32MiB"  # blocks of one size: the number of cores changes no byte
DESKTOP = HERE / "desktop"
MOST_PACKED, MOST_INSTALLED = 90 * 10**6, 300 * 10**6
DEPENDS = (
    "libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6, zlib1g, libglib2.0-0, libdbus-1-3, libfontconfig1, "
    "libfreetype6, libegl1, libgl1, libx11-6, libx11-xcb1, libxcb1, libxcb-randr0, libxcb-render0, "
    "libxcb-shape0, libxcb-shm0, libxcb-sync1, libxcb-xfixes0"
)
CONTROL = """Package: pervichka
Version: {version}
Architecture: amd64
Maintainer: Pervichka <pervichka@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: shared-mime-info, desktop-file-utils, hicolor-icon-theme, xkb-data
Suggests: cups-client
Section: misc
Priority: optional
Description: книга учёта первичной профсоюзной организации
 Члены профсоюза, согласия, отчёты по установленным формам, запечатанные файлы
 для вышестоящей организации. Работает без интернета, данные зашифрованы.
 При удалении программы данные организаций остаются на своих местах.
"""


def main() -> int:
    """Both packages; prints their sizes."""
    moment = int(os.environ["SOURCE_DATE_EPOCH"])
    work, out = PROJECT / "build/linux", PROJECT / "build/packages"
    out.mkdir(parents=True, exist_ok=True)
    tree = work / "pervichka"
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())
    made = (make_deb(tree, size, work, out, moment), make_archive(tree, work, out, moment))
    for path in made:
        packed = path.stat().st_size
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{path}\t{packed / 1e6:.1f} МБ\tустановлено {size / 1e6:.1f} МБ\tsha256 {digest}")
    if any(path.stat().st_size > MOST_PACKED for path in made) or size > MOST_INSTALLED:
        print("Получилось больше, чем можно: пакет до 90 МБ, установленное до 300 МБ.", file=sys.stderr)
        return 1
    return 0


def make_deb(tree: Path, size: int, work: Path, out: Path, moment: int) -> Path:
    """The program in /opt, a command in /usr/bin, menu entry, icon, kinds of files. No scripts of its own: the triggers
    of the system's packages take the entries in and out, and nothing of ours runs as root."""
    say("Пакет .deb")
    stage = work / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "opt").mkdir(parents=True)
    shutil.copytree(tree, stage / "opt/pervichka")
    share = stage / "usr/share"
    day = datetime.fromtimestamp(moment, UTC).date().isoformat()
    texts = {
        "applications/pervichka.desktop": (DESKTOP / "pervichka.desktop").read_text("utf-8"),
        "mime/packages/pervichka.xml": (DESKTOP / "pervichka-mime.xml").read_text("utf-8"),
        "metainfo/ru.pervichka.Pervichka.metainfo.xml": (DESKTOP / "ru.pervichka.Pervichka.metainfo.xml")
        .read_text("utf-8").replace("@VERSION@", version()).replace("@DATE@", day),
        "icons/hicolor/scalable/apps/pervichka.svg": (tree / "resources/icons/pervichka.svg").read_text("utf-8"),
        "icons/hicolor/scalable/mimetypes/application-x-pervichka.svg":
            (tree / "resources/icons/pervichka.svg").read_text("utf-8"),
        "doc/pervichka/copyright": "Первичка: GPL-3.0-or-later, /opt/pervichka/LICENSE.\nВсё, что внутри, и лицензии: "
        "/opt/pervichka/licences.json, /opt/pervichka/licences, /opt/pervichka/sbom.cdx.json.\n",
    }  # fmt: skip
    for name, text in texts.items():
        (share / name).parent.mkdir(parents=True, exist_ok=True)
        (share / name).write_text(text, "utf-8")
    changes = gzip.compress((PROJECT / "CHANGELOG.md").read_bytes(), 9, mtime=0)
    (share / "doc/pervichka/changelog.gz").write_bytes(changes)
    (stage / "usr/bin").mkdir()
    (stage / "DEBIAN").mkdir()
    sums = "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(stage).as_posix()}\n"
        for path in sorted(stage.rglob("*"))
        if path.is_file() and "DEBIAN" not in path.parts
    )
    (stage / "DEBIAN/md5sums").write_text(sums, "utf-8")
    control = CONTROL.format(version=version(), kilobytes=size // 1024, depends=DEPENDS)
    (stage / "DEBIAN/control").write_text(control, "utf-8")
    set_dates(stage, moment)
    (stage / "usr/bin/pervichka").symlink_to("/opt/pervichka/pervichka")
    os.utime(stage / "usr/bin/pervichka", (moment, moment), follow_symlinks=False)
    os.utime(stage / "usr/bin", (moment, moment))
    target = out / f"pervichka_{version()}_amd64.deb"
    run("dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", stage, target, env={**os.environ})
    shutil.rmtree(stage)
    return target


def make_archive(tree: Path, work: Path, out: Path, moment: int) -> Path:
    """``install.sh`` beside the program: for distributions without .deb, into the person's own folder."""
    say("Архив с установкой для себя")
    name = f"pervichka-{version()}-linux-x86_64"
    stage = work / name
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(tree, stage / "pervichka")
    for file in ("install.sh", "uninstall.sh", "pervichka.desktop", "pervichka-mime.xml"):
        shutil.copyfile(DESKTOP / file, stage / file)
    shutil.copyfile(tree / "resources/icons/pervichka.svg", stage / "pervichka.svg")
    set_dates(stage, moment)
    target = out / f"{name}.tar.xz"
    part = target.with_suffix(".part")
    run(
        "tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "-C", work, "-I", XZ, "-cf", part, name,
        env={**os.environ},
    )  # fmt: skip
    part.replace(target)
    shutil.rmtree(stage)
    return target


if __name__ == "__main__":
    sys.exit(main())
