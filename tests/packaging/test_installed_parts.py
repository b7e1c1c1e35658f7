"""What the installers are made of: libraries and their packages, licences, icons, what is left out."""

from __future__ import annotations

import ast
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / "packaging" / each) for each in ("frozen", "linux")]

import draw_icons  # noqa: E402
import left_out  # noqa: E402
import libraries  # noqa: E402
import licences  # noqa: E402


def test_the_checkout_installs_what_the_package_depends_on() -> None:
    """So that the tests can install the package, and the package forgets nothing that the checkout needs."""
    text = (PROJECT / "packaging/setup/environment.sh").read_text(encoding="utf-8")
    found = re.search(r'app_packages="(.*?)"', text, re.DOTALL)
    assert found
    listed = set(found[1].split()) | {"libc6", "libgcc-s1", "libstdc++6", "libcups2", "libexpat1"}
    assert {each.split(" ")[0] for each in libraries.PACKAGES.values()} <= listed


def test_the_table_names_the_packages_that_own_the_libraries() -> None:
    if shutil.which("dpkg") is None:
        pytest.skip("no Debian tools on this system")
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True).stdout
    places = {
        name: Path(place) for name, place in re.findall(r"^\t(\S+) \(.*x86-64.*\) => (\S+)", known, re.M)
    }
    there = sorted(libraries.PACKAGES.keys() & places.keys())
    assert len(there) > 30
    for name in there:
        owner = owner_of(places[name])
        assert owner in {each.strip() for each in libraries.PACKAGES[name].split("|")}, name


def owner_of(library: Path) -> str:
    for path in (library, library.resolve(), Path("/usr") / library.resolve().relative_to("/")):
        said = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True).stdout
        if said:
            return said.split(":")[0]
    return ""


def test_nothing_is_left_out_that_the_app_imports() -> None:
    imported = set()
    for path in (PROJECT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module)
    tops = {name.split(".")[0] for name in imported} | imported
    assert len(tops) > 100
    assert tops & set(left_out.MODULES) == set()


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("PySide6/Qt/lib/libQt6QuickControls2.so.6", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", False),
        ("PySide6\\plugins\\imageformats\\qpdf.dll", True),
        ("PySide6\\Qt6Pdf.dll", True),
        ("PySide6\\translations\\qtbase_de.qm", True),
        ("PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so", False),
        ("assets/model/graph/HCLr.fst", False),
        ("assets/i18n/ug.po", False),
    ],
)
def test_what_is_left_out(name: str, gone: bool) -> None:
    assert left_out.is_left_out(name) is gone


def test_the_machines_own_libraries_stay_where_they_are(tmp_path: Path) -> None:
    packages = (tmp_path / "site-packages",)
    assert left_out.is_of_the_machine("/usr/lib/x86_64-linux-gnu/libX11.so.6", packages)
    assert left_out.is_of_the_machine("/usr/lib/x86_64-linux-gnu/libstdc++.so.6", packages)
    assert not left_out.is_of_the_machine("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0", packages)
    assert not left_out.is_of_the_machine(str(packages[0] / "vosk" / "libvosk.so"), packages)


def test_icons_are_drawn_in_every_size(qapp: object, tmp_path: Path) -> None:
    drawn = draw_icons.draw_icons(tmp_path)
    for size, path in drawn.items():
        data = path.read_bytes()
        assert struct.unpack(">II", data[16:24]) == (size, size)
        assert len(data) > 150
    icon = (tmp_path / "kaibo.ico").read_bytes()
    reserved, kind, count = struct.unpack("<HHH", icon[:6])
    assert (reserved, kind, count) == (0, 1, len(draw_icons.WINDOWS_SIZES))
    for index, size in enumerate(draw_icons.WINDOWS_SIZES):
        side, _, _, _, _, _, length, offset = struct.unpack("<BBBBHHII", icon[6 + 16 * index :][:16])
        assert side == size % 256
        assert icon[offset : offset + length] == drawn[size].read_bytes()


def test_every_package_inside_has_a_licence_that_allows_it(tmp_path: Path) -> None:
    licences.write_licences(tmp_path)
    lines = (tmp_path / "README.txt").read_text(encoding="utf-8").splitlines()
    named = dict(re.findall(r"^(\S+) \S+: (.+)$", "\n".join(lines), re.M))
    assert {"vosk", "numpy", "PySide6_Essentials", "PyNaCl", "requests"} <= named.keys()
    for name, licence in named.items():
        assert not re.search(r"(?<!L)GPL", licence) or "LGPL" in licence, f"{name}: {licence}"
