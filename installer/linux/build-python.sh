#!/bin/sh
# Runs INSIDE the old root that installer/package-linux prepares: builds CPython from Debian's source package (with
# Debian's security patches) so that it asks for nothing newer than glibc 2.28, and gathers it in /opt/pervichka-python.
# bullseye has glibc 2.31: the five mathematical functions that got new versions in 2.29 are asked for by their old
# ones, and sem_clockwait (2.30) is not used. installer/check-glibc proves the result.
set -eu

target=/opt/pervichka-python
work=/usr/src/python
[ -x "$target/bin/python3.11" ] && exit 0

cd "$work"
rm -rf source
dpkg-source --no-check -x python3.11_*.dsc source >unpack.log 2>&1
cd source
# Debian's patched pyexpat looks into the interpreter: Debian links it in, here it is a module of its own.
sed -i '1i #define Py_BUILD_CORE_MODULE 1' Modules/pyexpat.c
cat >"$work/old_glibc.h" <<'H'
#if defined(__x86_64__) && !defined(__ASSEMBLER__)
__asm__(".symver exp,exp@GLIBC_2.2.5");
__asm__(".symver exp2,exp2@GLIBC_2.2.5");
__asm__(".symver log,log@GLIBC_2.2.5");
__asm__(".symver log2,log2@GLIBC_2.2.5");
__asm__(".symver pow,pow@GLIBC_2.2.5");
#endif
H
# The same source gives the same bytes: no build date, no path of this folder, a fixed seed of hashes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}
PYTHONHASHSEED=0
export SOURCE_DATE_EPOCH PYTHONHASHSEED
CFLAGS="-include $work/old_glibc.h -g0 -O2 -ffile-prefix-map=$work/source=."
export CFLAGS
./configure --prefix="$target" --without-ensurepip --disable-test-modules --with-system-expat \
    --without-static-libpython ac_cv_func_sem_clockwait=no >"$work/configure.log" 2>&1
make -j2 >"$work/make.log" 2>&1
make install DESTDIR="$work/installed" >"$work/install.log" 2>&1
mkdir -p /opt
"$work/installed$target/bin/python3.11" -c 'import ctypes, ssl, lzma, bz2, zlib, uuid, pyexpat, decimal; print("CPython", __import__("sys").version.split()[0], ssl.OPENSSL_VERSION)'
mv "$work/installed$target" "$target"
rm -rf "$work/installed" "$work/source"
