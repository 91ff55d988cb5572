#!/bin/sh
# The inner half of installer/check-packages: runs in the Debian 12 root, from /check.
set -u
cd /check || exit 2
DISPLAY=:94 LANG=C.UTF-8
export DISPLAY LANG
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
picture() { scrot -o "/check/pictures/linux-$1.png"; }
letters() { xdotool type --delay 40 "$1"; }
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
person() { # as a user without rights
    su - chair -c "export DISPLAY=:94 LANG=C.UTF-8; $*"
}
window() { xdotool search --onlyvisible --name "$1"; }

id chair >/dev/null 2>&1 || useradd -m -s /bin/sh chair
rm -rf /home/chair && mkdir -p /home/chair/Documents && chown -R chair /home/chair
chmod 777 /check /check/pictures /check/stick
Xvfb :94 -noreset -ac -screen 0 1366x768x24 >/dev/null 2>&1 &
screen=$!
until_there 30 xdotool getmouselocation || exit 2
setxkbmap ru # letters of a layout that is there arrive whole; others are bound one by one and get lost
openbox >/dev/null 2>&1 &

echo "== Установка .deb"
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends /check/pervichka.deb >apt.log 2>&1 && yes "ставится" || no "ставится"
is "команда pervichka" person pervichka --version
is "место в меню" test -f /usr/share/applications/pervichka.desktop
is "вид файлов .pervichka" sh -c 'touch /tmp/x.pervichka; XDG_DATA_DIRS=/usr/share xdg-mime query filetype /tmp/x.pervichka | grep -q x-pervichka'
is "их открывает она" sh -c 'xdg-mime query default application/x-pervichka | grep -q pervichka.desktop'
du -sm /opt/pervichka | sed 's/\t.*/ МБ занято/'

echo "== Изнутри: все страницы, все выгрузки"
mkdir -p room && chmod 777 room
person "/opt/pervichka/python.com -I -B -X utf8 /check/selftest.py /check/room" >selftest.txt 2>&1 && yes "selftest" || no "selftest"
grep '^хорошо' selftest.txt || tail -n 5 selftest.txt
for page in 00 07 12; do cp room/page-$page-*.png pictures/ 2>/dev/null; done
cp room/settings-update.png room/settings-stick.png room/settings-about.png pictures/ 2>/dev/null

echo "== Первый запуск, форма 2, выгрузка: клавишами и мышью"
person "pervichka >/check/window.log 2>&1 &"
until_there 60 window '^Первичка$' || no "окно программы открылось"
sleep 4
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
vault="/home/chair/Documents/Первичка/ППО школы № 14"
until_there 60 test -f "$vault/keys.json" || no "организация создана"
sleep 3
picture 13-sheet
click 347 513
click 982 565 2
click 989 503 3
picture 14-copies
click 955 519 8
picture 15-today
is "организация создана в Документах" test -s "$vault/vault.db"
isnt "база зашифрована" grep -qa "SQLite format" "$vault/vault.db"
click 90 246 4
key ctrl+Home Return
sleep 5
click 735 343
key 6 0 Return
sleep 3
picture 16-form-2
click 1126 91
key Down Return
sleep 4
picture 17-save-table
key Return
sleep 6
picture 18-saved
is "форма 2 сохранена в Excel" sh -c 'find /home/chair -maxdepth 2 -name "Форма-2-*.xlsx" | grep -q .'

echo "== Двойной щелчок по запечатанному файлу"
person "pervichka demo /home/chair/demo" >demo.txt 2>&1 && yes "вся работа от списка до квитанции в командной строке" || no "demo"
cp /home/chair/demo/kvitanciya-2-prinyato.pervichka "/home/chair/Документ из отдела.pervichka" && chown chair "/home/chair/Документ из отдела.pervichka"
person "xdg-open '/home/chair/Документ из отдела.pervichka' >/dev/null 2>&1 &"
sleep 10
picture 20-double-click
is "второе окно не появилось" sh -c '[ "$(pgrep -fc "start.py window")" -le 1 ]'
pkill -u chair -f /opt/pervichka/start.py
sleep 2

echo "== Флешка: ничего не остаётся на чужом компьютере"
person "pervichka portable make /check/stick --vault '/home/chair/demo/school' --password-file /home/chair/demo/password.txt" && yes "переносная копия" || no "переносная копия"
chmod -R a+rwX /check/stick/Pervichka 2>/dev/null # FAT has no owners
ls -la /check/stick/Pervichka
useradd -m -s /bin/sh guest 2>/dev/null
trace() { # what a run could leave: names, sizes, contents
    find /home/guest /tmp /var/tmp /dev/shm -xdev -not -path '/tmp/.X*' -type f -exec sha256sum {} + 2>/dev/null | sort
    find /home/guest /tmp /var/tmp -xdev -not -path '/tmp/.X*' | sort
}
trace >before.txt
su guest -c "DISPLAY=:94 LANG=C.UTF-8 /check/stick/Pervichka/Первичка-Linux.com >/check/stick.log 2>&1 &"
until_there 60 window '^Первичка$' || no "окно с флешки открылось"
sleep 5
picture 30-stick-login
letters "2026-2026"
key Return
sleep 8
picture 31-stick-open
pkill -9 -u guest -f start.py # as if the stick were pulled
sleep 2
trace >after.txt
if cmp -s before.txt after.txt; then yes "на компьютере не осталось ничего"; else
    no "осталось:"
    diff before.txt after.txt
fi
is "настройки лежат на флешке" test -f /check/stick/Pervichka/settings/window.json
su guest -c "/check/stick/Pervichka/linux/pervichka vault check '/check/stick/Pervichka/vault/school' --password-file /home/chair/demo/password.txt" >check.txt 2>&1 ||
    { cp /home/chair/demo/password.txt /check/p.txt; chmod 644 /check/p.txt; su guest -c "/check/stick/Pervichka/linux/pervichka vault check /check/stick/Pervichka/vault/school --password-file /check/p.txt" >check.txt 2>&1; }
[ $? = 0 ] && yes "данные на флешке целы" || { no "данные на флешке целы"; cat check.txt; }

echo "== Удаление"
before=$(find "$vault" -type f -exec sha256sum {} + | sort | sha256sum)
apt-get -qq remove -y pervichka >>apt.log 2>&1
isnt "программы нет" test -e /opt/pervichka
isnt "в меню её нет" test -e /usr/share/applications/pervichka.desktop
after=$(find "$vault" -type f -exec sha256sum {} + | sort | sha256sum)
[ "$before" = "$after" ] && yes "данные организации не тронуты ни на байт" || no "данные организации изменились"

kill "$screen" 2>/dev/null
echo "check-packages: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
