#!/bin/sh
# Убрать «Первичку», установленную для себя. Папки с данными организаций не трогаются.
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
base=$data/pervichka/program
rm -f "$data/applications/pervichka.desktop" "$data/mime/packages/pervichka.xml" \
    "$data/icons/hicolor/scalable/apps/pervichka.svg" "$data/icons/hicolor/scalable/mimetypes/application-x-pervichka.svg"
[ ! -L "$HOME/.local/bin/pervichka" ] || rm -f "$HOME/.local/bin/pervichka"
rm -rf "$base/installed" "$base/installed.part" "$base/installed.old" "$base/versions" "$base/current"
update-mime-database "$data/mime" >/dev/null 2>&1 || :
update-desktop-database "$data/applications" >/dev/null 2>&1 || :
rm -f "$base/uninstall.sh"
rmdir "$base" 2>/dev/null || :
echo "«Первичка» убрана. Данные организаций остались на своих местах."
