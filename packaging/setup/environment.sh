# Sourced by ./run and ./test: finds Python, installs what is missing, and is quick when nothing is.
# Everything lands in .venv beside the project; only system packages go elsewhere, and only as root.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
venv=$project/.venv

say() { printf 'kaibo: %s\n' "$*" >&2; }

# The libraries Qt, PortAudio and the player load at run time, and fonts for hanzi and the Arabic script.
app_packages="libportaudio2 libegl1 libgl1 libopengl0 libglib2.0-0 libfontconfig1 libfreetype6 libdbus-1-3
libbrotli1 libzstd1 libgssapi-krb5-2 libdrm2 libwayland-client0 libwayland-cursor0 libwayland-egl1 libx11-6
libx11-xcb1 libxext6 libxrandr2 libxcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
libxcb-randr0 libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0
libxcb-xinerama0 libxcb-xkb1 libxkbcommon0 libxkbcommon-x11-0 libpulse0 fonts-noto-cjk fonts-noto-core"
# A screen and a microphone that are not there, a spreadsheet program that opens what is exported, and the
# server whose programs the hub's tests start for themselves; then what builds the installers and knows
# whether a desktop has taken notice of them.
test_packages="xvfb xauth pulseaudio pulseaudio-utils libasound2-plugins libreoffice-calc-nogui postgresql
binutils shared-mime-info desktop-file-utils libglib2.0-bin x11-utils"

find_python() {
    local candidate
    for candidate in python3.11 python3.12 python3.13 python3 python; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    say "Python 3.11, 3.12 or 3.13 is needed; install one (Debian 12: apt-get install python3 python3-venv)."
    return 1
}

# ensure_system PACKAGE…: on Debian and its children; elsewhere the user's own package manager is trusted.
ensure_system() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    local missing="" package
    for package in "$@"; do
        # newer releases renamed some libraries for 64-bit time: libglib2.0-0t64
        { dpkg-query -W -f '${Status}\n' "$package" "${package}t64" 2>/dev/null || true; } |
            grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        say "installing system packages:$missing"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null || {
            say "apt-get could not install:$missing"
            return 1
        }
    else
        say "system packages are missing; please run: sudo apt-get install -y$missing"
        return 1
    fi
}

# ensure_environment EXTRA: EXTRA is "" for the app, "test" for the tests as well.
ensure_environment() {
    local extra=$1 python stamp target=$project
    stamp=$(cat "$project/pyproject.toml" "$project/packaging/setup/constraints.txt" | sha256sum | cut -d' ' -f1)
    if [ -x "$venv/bin/python" ] && grep -qs "^$stamp test$" "$venv/.kaibo"; then return 0; fi
    if [ -x "$venv/bin/python" ] && [ -z "$extra" ] && grep -qs "^$stamp" "$venv/.kaibo"; then return 0; fi
    python=$(find_python) || return 1
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then ensure_system python3-venv || return 1; fi
    say "setting up the Python environment in .venv (a few minutes the first time)"
    [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || return 1
    [ -n "$extra" ] && target="$project[$extra]"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        -c "$project/packaging/setup/constraints.txt" -e "$target" || {
        say "pip could not install what pyproject.toml lists; is a package registry reachable?"
        return 1
    }
    printf '%s %s\n' "$stamp" "$extra" >"$venv/.kaibo"
}
