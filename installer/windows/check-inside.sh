#!/bin/sh
# The inner half of installer/check-windows: runs in the Debian 13 root, from /check. $1 is the version.
set -u
version=$1
cd /check || exit 2
mkdir -p home
HOME=/check/home WINEPREFIX=/check/prefix XDG_RUNTIME_DIR=/tmp LANG=C.UTF-8 DISPLAY=:93
WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" # no offers to download Mono and Gecko
export HOME WINEPREFIX XDG_RUNTIME_DIR LANG DISPLAY WINEDEBUG WINEDLLOVERRIDES
passed=0 failed=0

yes() {
    passed=$((passed + 1))
    echo "хорошо   $*"
}
no() {
    failed=$((failed + 1))
    echo "ОШИБКА   $*"
}
is() { # is WORDS COMMAND…
    told=$1
    shift
    if "$@" >/dev/null 2>&1; then yes "$told"; else no "$told"; fi
}
isnt() {
    told=$1
    shift
    if "$@" >/dev/null 2>&1; then no "$told"; else yes "$told"; fi
}
picture() { scrot -o "/check/pictures/$1.png"; }
letters() { xdotool type --delay 50 "$1"; }
key() { for one in "$@"; do
    xdotool key "$one"
    sleep 0.4
done; }
click() {
    xdotool mousemove "$1" "$2"
    sleep 0.3
    xdotool click 1
    sleep "${3:-1}"
}
until_there() { # until_there SECONDS COMMAND…
    left=$1
    shift
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep 1
    done
}
window() { xdotool search --onlyvisible --name "$1"; }

Xvfb :93 -noreset -screen 0 1366x768x24 >/dev/null 2>&1 &
screen=$!
until_there 30 xdotool getmouselocation || exit 2
setxkbmap ru # wine knows the letters of the layout it starts with
until_there 10 sh -c 'setxkbmap -query | grep -q "layout: *ru"' || exit 2
openbox >/dev/null 2>&1 &
wine wineboot -i >/dev/null 2>&1
wine reg add 'HKCU\Software\Wine' /v Version /d win10 /f >/dev/null 2>&1
home=$WINEPREFIX/drive_c/users/$(id -un)
program=$home/AppData/Local/Programs/Pervichka
documents=$home/Documents

echo "== Установка по страницам"
wine setup.exe >/dev/null 2>&1 &
until_there 60 window Первичк || no "окно установщика открылось"
sleep 2
picture 01-installer-welcome
key Return
sleep 1
picture 02-installer-components
key Return
sleep 1
picture 03-installer-folder
key Return
sleep 3
picture 04-installer-copying
until_there 240 test -f "$program/uninstall.exe" || no "установка закончилась"
sleep 4
picture 05-installer-done
is "программа лежит в папке пользователя, без администратора" test -f "$program/pervichka.exe"
is "ярлык в меню «Пуск»" find "$home/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Первичка.lnk"
is "ярлык на рабочем столе" find "$home/Desktop/Первичка.lnk"
is "файлы .pervichka открывает она" sh -c 'wine reg query "HKCU\\Software\\Classes\\Pervichka.Package\\shell\\open\\command" /ve | grep -q "pervichka.exe"'
is "видна в «Программах и компонентах»" sh -c 'wine reg query "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Pervichka" /v DisplayVersion | grep -q '"$version"
is "версия в свойствах файла" sh -c 'tr -d "\\000" <"$1" | grep -qa "FileVersion.*$2"' sh "$program/pervichka.exe" "$version"
du -sm "$program" | sed 's/\t.*/ МБ занято/'

echo "== Первый запуск, форма 2, выгрузка: клавишами и мышью"
key Return # «Готово»: откроет программу
until_there 60 window '^Первичка$' || no "окно программы открылось"
sleep 8
picture 10-start
click 683 388 3
key Return
sleep 2
key Tab
letters "Первичная профсоюзная организация школы № 14"
key Tab
letters "ППО школы № 14"
picture 11-organisation
key Return
sleep 2
letters "Щербакова"
key Tab
letters "Елена"
key Tab
letters "Петровна"
key Tab
letters "03.03.1968"
key Tab Tab
letters "берёза у дороги 14"
key Tab
letters "берёза у дороги 14"
picture 12-chair
key Return
vault="$documents/Первичка/ППО школы № 14"
until_there 60 test -f "$vault/keys.json" || no "организация создана"
sleep 3
picture 13-sheet
click 347 513
click 982 565 2
click 989 503 3
picture 14-copies
click 955 519 12
picture 15-today
is "организация создана в Документах, в папке с русским именем" test -s "$vault/vault.db"
isnt "база зашифрована" grep -qa "SQLite format" "$vault/vault.db"
click 90 246 6
key ctrl+Home Return
sleep 8
click 735 343
key 6 0 Return
sleep 3
picture 16-form-2
click 1126 91
key Down Return
sleep 4
picture 17-save-table
key Return
until_there 60 sh -c 'ls "$1"/Форма-2-*.xlsx' sh "$documents"
sleep 4
picture 18-saved
is "форма 2 сохранена в Excel в Документах" sh -c 'ls "$1"/Форма-2-*.xlsx' sh "$documents"
click 991 91 7
picture 19-print-preview
key Escape
sleep 1

echo "== Двойной щелчок по запечатанному файлу"
wine "$program/pervichka-cli.exe" demo 'C:\Демо' >/check/demo.txt 2>&1 && yes "вся работа от списка до квитанции в командной строке" || no "demo"
bundle="$WINEPREFIX/drive_c/Документ из отдела.pervichka"
cp "$WINEPREFIX/drive_c/Демо/kvitanciya-2-prinyato.pervichka" "$bundle"
# wine 10 reads associations of the whole computer only, Windows the person's own first: show it the same ones there.
for key_name in .pervichka Pervichka.Package; do
    wine reg copy "HKCU\\Software\\Classes\\$key_name" "HKLM\\Software\\Classes\\$key_name" /s /f >/dev/null 2>&1
done
wine start /unix "$bundle" >/dev/null 2>&1
sleep 5
until_there 60 sh -c '! pgrep -f "pervichka[.]exe.*Документ"' && yes "файл отдан открытому окну, второго нет" || no "второе окно"
sleep 5
picture 20-double-click-into-open-window
key Escape
click 90 736 4 # «Заблокировать»
picture 21-locked
wine taskkill /im pervichka.exe /f >/dev/null 2>&1
sleep 3
wine start /unix "$bundle" >/dev/null 2>&1
until_there 60 window '^Первичка$'
sleep 8
picture 22-double-click-starts-the-program
letters "берёза у дороги 14"
key Return
sleep 9
picture 23-file-read-after-password
wine taskkill /im pervichka.exe /f >/dev/null 2>&1
sleep 3

echo "== Изнутри: что программа делает на Windows"
copy="$WINEPREFIX/drive_c/Копия программы"
cp -r "$program" "$copy"
cp selftest.py "$copy/start.py"
if wine "$copy/pervichka-cli.exe" 'Z:\check\pictures' >selftest.txt 2>&1; then yes "selftest"; else no "selftest"; fi
grep -v '^Сохранено' selftest.txt
rm -rf "$copy"

echo "== Обновление поверх и удаление"
before=$(find "$vault" -type f -exec sha256sum {} + | sort | sha256sum)
echo "моё" >"$program/Моя заметка.txt"
wine setup.exe /S
is "установка поверх, молча" test $? = 0
is "ярлык остался после обновления" find "$home/Desktop/Первичка.lnk"
wine "$program/pervichka-cli.exe" --version 2>/dev/null | tr -d '\r' | grep -q "$version" && yes "обновлённая программа запускается" || no "обновлённая программа запускается"
wine "$program/pervichka.exe" >/dev/null 2>&1 &
sleep 10
wine setup.exe /S
[ $? = 5 ] && yes "открытую программу установщик не трогает" || no "открытую программу установщик не трогает"
wine taskkill /im pervichka.exe /f >/dev/null 2>&1
sleep 3
wine "$program/uninstall.exe" >/dev/null 2>&1 &
until_there 60 window 'Первичк.*[Уу]дал|[Уу]дал.*Первичк' || no "окно удаления открылось"
sleep 5
picture 30-uninstall
key Return
# The folder itself stays: a person's note lies in it. The uninstaller is the last of the program's files to go.
until_there 300 sh -c '! test -e "$1"' sh "$program/uninstall.exe" && yes "программа удалена" || no "программа удалена"
sleep 4
picture 31-uninstalled
key Return
sleep 2
left=$(find "$program" -type f 2>/dev/null | sed 's,.*/,,' | head -n 9 | tr '\n' ' ')
[ "$left" = "Моя заметка.txt " ] && yes "удалено всё, кроме того, что положил человек" || no "осталось: $left"
isnt "ярлыка в «Пуске» нет" find "$home/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Первичка.lnk"
isnt "ярлыка на столе нет" find "$home/Desktop/Первичка.lnk"
isnt "открытия файлов нет" wine reg query 'HKCU\Software\Classes\.pervichka'
isnt "в списке программ нет" wine reg query 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Pervichka'
after=$(find "$vault" -type f -exec sha256sum {} + | sort | sha256sum)
[ "$before" = "$after" ] && yes "данные организации не тронуты ни на байт" || no "данные организации изменились"
is "сохранённый отчёт на месте" sh -c 'ls "$1"/Форма-2-*.xlsx' sh "$documents"
rm -f "$program/Моя заметка.txt"
wine setup.exe /S && test -f "$program/pervichka.exe" && yes "ставится снова" || no "ставится снова"
wine "$program/uninstall.exe" /S
until_there 60 sh -c '! test -e "$1"' sh "$program" && yes "и удаляется молча до последнего файла" || no "и удаляется молча"

wineserver -k
kill "$screen" 2>/dev/null
echo "check-windows: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
