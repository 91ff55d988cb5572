#!/bin/sh
# Установить «Первичку» для себя, без прав администратора:   sh install.sh
# Убрать:   sh ~/.local/share/pervichka/program/uninstall.sh   (ваши данные не трогаются)
#
# For ALT p10, RED OS and every other Linux with glibc 2.28: lays the program into the person's own folder, with a
# menu entry, an icon and the kinds of files. Installed beside first, then put in place by one rename.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
data=${XDG_DATA_HOME:-$HOME/.local/share}
base=$data/pervichka/program
target=$base/installed

if ! "$here/pervichka/pervichka" --version >/dev/null 2>&1; then
    echo "На этом компьютере программа не запускается: нужна 64-разрядная система с glibc 2.28 или новее." >&2
    exit 2
fi
mkdir -p "$base" "$data/applications" "$data/mime/packages" "$data/icons/hicolor/scalable/apps" \
    "$data/icons/hicolor/scalable/mimetypes" "$HOME/.local/bin"
rm -rf "$base/installed.part"
cp -R "$here/pervichka" "$base/installed.part"
sync
rm -rf "$base/installed.old"
[ ! -d "$target" ] || mv "$target" "$base/installed.old"
mv "$base/installed.part" "$target"
rm -rf "$base/installed.old"

sed "s|^Exec=pervichka|Exec=\"$target/pervichka\"|" "$here/pervichka.desktop" >"$data/applications/pervichka.desktop"
cp "$here/pervichka-mime.xml" "$data/mime/packages/pervichka.xml"
cp "$here/pervichka.svg" "$data/icons/hicolor/scalable/apps/pervichka.svg"
cp "$here/pervichka.svg" "$data/icons/hicolor/scalable/mimetypes/application-x-pervichka.svg"
ln -sf "$target/pervichka" "$HOME/.local/bin/pervichka"
cp "$here/uninstall.sh" "$base/uninstall.sh"
update-mime-database "$data/mime" >/dev/null 2>&1 || :
update-desktop-database "$data/applications" >/dev/null 2>&1 || :
echo "Готово. «Первичка» появилась в меню программ."
