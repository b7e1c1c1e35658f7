#!/bin/sh
# Installs Kaibo and what a centre put on this stick.
#
#     sudo sh install.sh [--silent] [--key FINGERPRINT] [--station NAME]     for everyone on this machine
#     sh install.sh ...                                                      for the present user only
#
# It checks every file against SHA256SUMS, installs the program when the one here is older or missing, and
# hands over to `kaibo kit install`, which checks the centre's signature and installs all the rest. All
# options are passed on to it, and its exit code is passed back: 0 done, 1 not done, 3 a file is missing or
# changed, 4 the centre's key is not trusted, 5 an older kit than the one installed.
#
# Where there is no dpkg, or no right to use it, the portable program goes to /opt (as administrator) or to
# ~/.local/share/kaibo-program; KAIBO_PROGRAM_DIR names another place.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here"

say() { printf '%s\n' "$*"; }
stop() {
    code=$1
    shift
    say "$*" >&2
    exit "$code"
}

if [ -e UNFINISHED.txt ] || [ ! -f kit.json ] || [ ! -f kit.sig ] || [ ! -f SHA256SUMS ]; then
    stop 3 "安装包没有做完，不能安装。This kit is not finished; nothing was installed."
fi

say "检查文件 / checking files ..."
if ! sha256sum --check --strict --quiet SHA256SUMS; then
    stop 3 "有文件坏了或被改过，什么都没有装。请重新拷贝一份。A file is missing or changed; nothing was installed."
fi

# Installers are looked for among the files that were checked, and in no other place.
listed() { sed -n 's/^[0-9a-f]\{64\}  \(installers\/.*\)$/\1/p' SHA256SUMS; }

# The newest installer of a kind: their names carry the version.
newest() { listed | grep -i '^installers/kaibo' | grep -F -- "$1" | sort -V | tail -n 1; }

version_in() { printf '%s\n' "${1##*/}" | sed -n 's/^[^0-9]*\([0-9][0-9]*\(\.[0-9][0-9]*\)\{1,\}\).*$/\1/p'; }

is_newer() { # is version $1 newer than $2?
    [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]
}

is_64_bit_pc() { [ "$(uname -m)" = x86_64 ]; }

kaibo=
if [ "$(id -u)" -eq 0 ]; then
    program_dir=${KAIBO_PROGRAM_DIR:-/opt}
else
    program_dir=${KAIBO_PROGRAM_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/kaibo-program}
fi
find_kaibo() {
    if [ -x "$program_dir/kaibo/kaibo" ]; then
        kaibo=$program_dir/kaibo/kaibo
    else
        kaibo=$(command -v kaibo || true)
    fi
}

installed_version() {
    [ -n "$kaibo" ] || return 0
    "$kaibo" --version 2>/dev/null | sed -n 's/^kaibo \([0-9.]*\).*$/\1/p'
}

install_deb() {
    deb=$(newest _amd64.deb)
    [ -n "$deb" ] || deb=$(newest .deb)
    [ -n "$deb" ] || return 1
    is_64_bit_pc && [ "$(id -u)" -eq 0 ] && command -v dpkg >/dev/null 2>&1 || return 1
    kaibo=$(command -v kaibo || true)
    new=$(version_in "$deb")
    if [ -z "$(installed_version)" ] || is_newer "$new" "$(installed_version)"; then
        say "安装程序 / installing the program $new ..."
        # what the program needs may be in the kit as well; newer libraries that are here stay
        set -- "./$deb"
        for each in $(listed | grep -v -i '^installers/kaibo' | grep '\.deb$'); do
            set -- "$@" "./$each"
        done
        if ! dpkg --refuse-downgrade -i "$@"; then
            stop 1 "程序没有装上。请看上面的说明。The program was not installed."
        fi
    fi
    hash -r 2>/dev/null || true
    kaibo=$(command -v kaibo || true)
}

install_portable() {
    tar=$(newest .tar.gz)
    [ -n "$tar" ] || tar=$(newest .tar.xz)
    [ -n "$tar" ] && is_64_bit_pc || return 1
    new=$(version_in "$tar")
    if [ -n "$(installed_version)" ] && ! is_newer "$new" "$(installed_version)"; then
        return 0
    fi
    say "解开程序 / unpacking the program $new ..."
    mkdir -p "$program_dir"
    fresh=$(mktemp -d "$program_dir/.incoming-XXXXXX")
    trap 'rm -rf "$fresh"' EXIT
    trap 'exit 1' HUP INT TERM
    if ! tar -xf "$tar" -C "$fresh"; then
        stop 1 "程序没有解开，磁盘可能满了。The program could not be unpacked; is the disk full?"
    fi
    # the archive holds one folder with the program `kaibo` in it
    inside=$(find "$fresh" -mindepth 1 -maxdepth 2 -type f -name kaibo | head -n 1)
    [ -n "$inside" ] || stop 1 "安装包里的程序不对。There is no program in $tar."
    chmod 755 "$fresh" "$(dirname "$inside")"
    if [ -e "$program_dir/kaibo" ]; then
        rm -rf "$program_dir/.replaced"
        mv "$program_dir/kaibo" "$program_dir/.replaced"
    fi
    if ! mv "$(dirname "$inside")" "$program_dir/kaibo"; then
        [ ! -e "$program_dir/.replaced" ] || mv "$program_dir/.replaced" "$program_dir/kaibo"
        stop 1 "程序没有装上。The program was not installed."
    fi
    rm -rf "$program_dir/.replaced" "$fresh"
    trap - EXIT HUP INT TERM
    find_kaibo
    say "程序在 / the program is at $kaibo"
    # where it is found by others is a convenience; without it the program runs as well
    if [ "$(id -u)" -eq 0 ]; then
        [ -n "${KAIBO_PROGRAM_DIR:-}" ] || ln -sf "$kaibo" /usr/local/bin/kaibo || true
    elif [ -f "$program_dir/kaibo/install-for-me.sh" ]; then
        sh "$program_dir/kaibo/install-for-me.sh" || true
    fi
}

find_kaibo
if ! install_deb; then
    install_portable || true
fi
[ -n "$kaibo" ] || find_kaibo
if [ -z "$kaibo" ]; then
    stop 1 "这台电脑上没有开播，安装包里也没有能用的安装程序。There is no Kaibo here and no installer for this machine."
fi

"$kaibo" kit install "$here" "$@"
