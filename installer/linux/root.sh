# Read by installer/package-linux after prepare.sh, never run by itself. POSIX sh.
#
# Gives: prepare_root, which sets old_root (where libraries come from), built_python, launcher and glibc_most.

# Where this machine gets Debian from: its own apt settings say it, no address stands here.
mirror_of_this_machine() {
    {
        sed -n 's/^URIs:[[:space:]]*\([^[:space:]]*\).*/\1/p' /etc/apt/sources.list.d/*.sources
        sed -n 's/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}\([^[:space:]]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
    } 2>/dev/null | grep '/debian/*$' | head -n 1
}

build_packages="build-essential pkg-config dpkg-dev libssl-dev zlib1g-dev libbz2-dev liblzma-dev libffi-dev libexpat1-dev \
uuid-dev libzstd1 libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-xkb1"

make_old_root() {
    old_root=${PERVICHKA_ROOT:-$root/build/roots/bullseye}
    [ "$(id -u)" -eq 0 ] || return 1
    mirror=$(mirror_of_this_machine)
    [ -n "$mirror" ] || return 1
    if [ ! -x "$old_root/usr/bin/dpkg" ]; then
        command -v debootstrap >/dev/null 2>&1 || install_packages debootstrap || return 1
        say "Готовим старую систему (Debian 11) в $old_root ..."
        mkdir -p "$(dirname -- "$old_root")"
        debootstrap --variant=minbase bullseye "$old_root.part" "$mirror" >"$root/build/debootstrap.log" 2>&1 || return 1
        mv "$old_root.part" "$old_root"
    fi
    if [ ! -x "$old_root/opt/pervichka-python/bin/python3.11" ]; then
        say "Собираем в ней Python (около пяти минут) ..."
        cp /etc/resolv.conf "$old_root/etc/" 2>/dev/null || :
        cp /etc/apt/apt.conf.d/* "$old_root/etc/apt/apt.conf.d/" 2>/dev/null || :
        printf 'deb-src %s bookworm main\n' "$mirror" >"$old_root/etc/apt/sources.list.d/source.list"
        mkdir -p "$old_root/usr/src/python"
        cp "$root/installer/linux/build-python.sh" "$old_root/usr/src/"
        # shellcheck disable=SC2086 # a list of words
        chroot "$old_root" sh -ec '
            apt-get -qq update
            DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"
            cd /usr/src/python
            apt-get -qq source --download-only python3.11
            sh /usr/src/build-python.sh' sh $build_packages >"$root/build/python.log" 2>&1 || {
            tail -n 5 "$root/build/python.log" >&2
            return 1
        }
    fi
}

prepare_root() {
    launcher=$root/build/linux/launcher
    mkdir -p "$root/build/linux"
    if make_old_root; then
        built_python=$old_root/opt/pervichka-python
        glibc_most=2.28
        cp "$root/installer/linux/launcher.c" "$old_root/usr/src/"
        chroot "$old_root" gcc -O2 -Wall -Wextra -Werror -s -o /usr/src/launcher /usr/src/launcher.c
        cp "$old_root/usr/src/launcher" "$launcher"
        return 0
    fi
    old_root=/
    built_python=$("$venv/bin/python" -c 'import sys; print(sys.base_prefix)')
    [ -x "$built_python/bin/python3.11" ] || fail "Для сборки на самой машине нужен Python 3.11."
    glibc_most=$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)
    say "Старой системы нет (нужны права и debootstrap): собираем здесь. Пакет потребует glibc до $glibc_most."
    missing=$(missing_packages gcc libc6-dev)
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install_packages $missing || fail "Нужны: $missing"
    gcc -O2 -Wall -Wextra -Werror -s -o "$launcher" "$root/installer/linux/launcher.c"
}
