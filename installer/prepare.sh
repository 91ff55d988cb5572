# Read by the doors (`. installer/prepare.sh`), never run by itself. POSIX sh.
#
# Gives: root (the project's folder), say, fail, prepare WHAT. `prepare run` wants what the program needs, `prepare test`
# also what its tests need. Where packages and libraries come from is the machine's own business (apt's and pip's
# settings); no address stands here. A second call costs a comparison of one stamp.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$root/.venv
stamp=$venv/.prepared

# What a bare Debian 12, 13 or Ubuntu 24.04 lacks. The first line draws off the screen, the second opens a real window.
qt_packages="libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfreetype6 libfontconfig1 libdbus-1-3"
window_packages="libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-randr0 \
libxcb-image0 libxcb-render-util0 libxcb-xkb1"
test_packages="xvfb xauth openssl age unzip poppler-utils"

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 2
}

has_display() {
    [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]
}

python_candidates="python3 python3.13 python3.12 python3.11 /usr/bin/python3"

# A Python 3.11-3.13 (the window's library has no build for others) that can make a venv. Prints its path or nothing.
find_python() {
    for candidate in $python_candidates; do
        found=$("$candidate" -c 'import sys, venv, ensurepip, ssl, ctypes
print(sys.executable if (3, 11) <= sys.version_info < (3, 14) else "")' 2>/dev/null) || continue
        if [ -n "$found" ]; then
            printf '%s\n' "$found"
            return 0
        fi
    done
    return 0
}

# The given packages that are not installed, under their own name or as something another package provides.
missing_packages() {
    installed=" $(dpkg-query -W -f='${db:Status-Status} ${Package} ${Provides}\n' 2>/dev/null |
        sed -n 's/^installed //p' | sed 's/([^)]*)//g' | tr ',\n' '  ') "
    for package in "$@"; do
        case "$installed" in
        *" $package "*) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

install_packages() {
    if [ "$(id -u)" -eq 0 ]; then
        as_root="env"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then
        as_root="sudo -n env"
    else
        return 1
    fi
    say "Ставим системные библиотеки (installing system packages): $*"
    $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 || say "Список пакетов обновить не удалось, пробуем с прежним."
    $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >&2
}

# Everything the system must have. Without the rights the one command to ask an administrator for is named.
prepare_system() {
    wanted="$qt_packages $window_packages"
    [ "$1" = test ] && wanted="$wanted $test_packages"
    python=$(find_python)
    [ -n "$python" ] || wanted="python3 python3-venv $wanted"
    if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
        [ -n "$python" ] || fail "Нужен Python 3.11, 3.12 или 3.13 с модулем venv: установите его и повторите." \
            "(Python 3.11-3.13 with venv is needed.)"
        return 0
    fi
    # shellcheck disable=SC2086 # lists of words
    missing=$(missing_packages $wanted)
    # shellcheck disable=SC2086
    if [ -n "$missing" ] && ! install_packages $missing; then
        command="apt-get update && apt-get install -y $missing"
        if [ -z "$python" ] || [ "$1" = test ] || has_display; then
            say "Не хватает системных библиотек, а прав поставить их нет."
            say "Попросите администратора выполнить одну команду (ask an administrator to run):"
            fail "  sudo sh -c '${command% }'"
        fi
        say "Для окна не хватает библиотек; без окна обойдёмся. Команда для администратора:"
        say "  sudo sh -c '${command% }'"
    fi
    [ -n "$python" ] || python=$(find_python)
    [ -n "$python" ] || fail "Нужен Python 3.11, 3.12 или 3.13 с модулем venv: установите его и повторите." \
        "(Python 3.11-3.13 with venv is needed.)"
}

# What the environment was made from: the lock, the project's description, the folder (a moved venv is broken).
wanted_stamp() {
    printf '%s %s\n' "$(cat "$root/$1" "$root/pyproject.toml" | sha256sum | cut -d' ' -f1)" "$root"
}

# A chair's environment holds nothing of tests and checkers. The developers' one holds all of the chair's, so it does for
# the program as well and is not taken apart.
prepared() {
    [ -f "$stamp" ] && "$venv/bin/python" -c '' 2>/dev/null || return 1
    [ "$(cat "$stamp")" = "$(wanted_stamp requirements-dev.lock)" ] && return 0
    [ "$1" = run ] && [ "$(cat "$stamp")" = "$(wanted_stamp requirements.lock)" ]
}

prepare_environment() {
    if prepared "$1"; then
        return 0
    fi
    lock=requirements.lock
    [ "$1" = test ] && lock=requirements-dev.lock
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        say "Готовим Python в $venv ..."
        rm -rf "$venv"
        "$python" -m venv "$venv" || fail "Создать $venv не удалось: проверьте место на диске и права на папку."
    fi
    rm -f "$stamp"
    say "Ставим библиотеки из $lock (в первый раз одна-три минуты) ..."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "$root/$lock" >&2 ||
        fail "Библиотеки не поставились (см. выше): проверьте связь и место на диске и повторите."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
        -e "$root" >&2 || fail "Установить программу в $venv не удалось (см. выше)."
    wanted_stamp "$lock" >"$stamp.part"
    mv "$stamp.part" "$stamp"
}

prepare() {
    cd "$root"
    mkdir -p build
    # Two doors opened at once wait for each other.
    exec 9>build/prepare.lock
    command -v flock >/dev/null 2>&1 && flock 9
    prepare_system "$1"
    prepare_environment "$1"
    exec 9>&-
}
