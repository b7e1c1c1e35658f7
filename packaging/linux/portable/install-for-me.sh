#!/bin/sh
# Puts Kaibo into this user's menu and makes it open lesson packs; needs no rights beyond the user's own.
#
#   ./install-for-me.sh             the folder stays where it is; run this again after moving it
#   ./install-for-me.sh --remove    takes it out of the menu again; what was practised stays
set -eu
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/kaibo.desktop
kind=$data/mime/packages/kaibo.xml

if [ "${1:-}" = --remove ]; then
    rm -f "$entry" "$kind"
    find "$data/icons/hicolor" -path '*/apps/kaibo.*' -delete 2>/dev/null || true
    said="开播已从菜单里去掉；练习数据还在 $data/Kaibo。 / Removed from the menu; what was practised stays in $data/Kaibo."
else
    mkdir -p "$data/applications" "$data/mime/packages" "$data/icons"
    # the path stands in quotes in the entry, in which four characters need a backslash
    program=$(printf '%s' "$here/kaibo" | sed 's/[\\"`$]/\\\\&/g; s/%/%%/g')
    while IFS= read -r line; do
        case $line in
        Exec=*) printf 'Exec="%s" %%f\n' "$program" ;;
        *) printf '%s\n' "$line" ;;
        esac
    done <"$here/share/applications/kaibo.desktop" >"$entry"
    cp "$here/share/mime/packages/kaibo.xml" "$kind"
    cp -R "$here/share/icons/hicolor" "$data/icons/"
    said="开播已在菜单里。 / Kaibo is in the menu now."
fi
command -v update-mime-database >/dev/null 2>&1 && update-mime-database "$data/mime" || true
command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database "$data/applications" || true
echo "$said"
