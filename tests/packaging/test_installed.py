"""The frozen program, unpacked and installed: it scores, shows its window, ends, and leaves only data behind.

Built once for all tests here, which therefore run in one process.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from app import __version__
from app.bootstrap import build_studio
from app.curriculum.library import load_library
from app.curriculum.packs.writing import write_pack
from app.settings import load_settings
from tests.packaging.frozen_program import Packages, bare_environment, build_packages, screen, started

pytestmark = [
    pytest.mark.xdist_group("installed"),
    pytest.mark.timeout(900),  # the first one builds
    pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no Debian tools on this system"),
]

PROJECT = Path(__file__).resolve().parents[2]
SPEECH = PROJECT / "tests" / "data" / "speech"
SHARED = Path("/usr/local/share/Kaibo")


@pytest.fixture(scope="module")
def packages() -> Packages:
    return build_packages()


@pytest.fixture(scope="module")
def portable(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The start script of the unpacked folder, in a place with a blank and hanzi in its name."""
    place = tmp_path_factory.mktemp("portable") / "移动 盘"
    with tarfile.open(packages.tar) as archive:
        archive.extractall(place, filter="data")
    return str(place / f"kaibo-{__version__}-linux-amd64" / "kaibo")


@pytest.fixture(scope="module")
def installed(packages: Packages) -> Iterator[str]:
    """`kaibo` from PATH, the .deb being installed; purged afterwards whatever happens."""
    if os.geteuid() != 0:
        pytest.skip("only root can install a package; the portable folder was tested")
    status = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", "kaibo"], capture_output=True, text=True)
    if "installed" in status.stdout and "not-installed" not in status.stdout:
        pytest.skip("a kaibo is installed on this computer already; it is left alone")
    try:
        done = dpkg("-i", str(packages.deb))
        assert done.returncode == 0, done.stderr
        yield "kaibo"
    finally:
        dpkg("--purge", "kaibo")


def dpkg(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    return subprocess.run(["dpkg", *arguments], capture_output=True, text=True, env=environment)


def check_command_line(program: str, home: Path) -> None:
    """Version, and the main job from recording to stored attempt and picture."""
    picture = home / "practice.png"
    environment = bare_environment(home)
    asked = subprocess.run([program, "--version"], env=environment, cwd=home, capture_output=True, text=True)
    assert asked.stdout.strip() == f"kaibo {__version__}", asked.stderr
    done = subprocess.run(
        [program, "demo", "--picture", str(picture)],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\bb\w+4\b", done.stdout), done.stdout  # the syllables of the table, with their tones
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_size > 30_000
    assert (home / ".local/share/Kaibo/kaibo.db").is_file()
    assert list((home / ".local/share/Kaibo/recordings").rglob("*.flac"))


def check_window(program: str, home: Path, *arguments: str, title: str) -> None:
    """The window opens, shows something, and ends in peace when it is asked to."""
    with screen(home) as display:
        environment = bare_environment(home, DISPLAY=display.name, KAIBO_LANGUAGE="zh_CN")
        before = display.colours()
        with started([program, *arguments], environment, home) as process:
            display.wait_for(title, process)
            assert before == 1
            for _ in range(100):  # the first picture follows the window
                if (found := display.colours()) > 60:
                    break
                subprocess.run(["sleep", "0.1"])
            assert found > 60
            process.terminate()
            said = process.communicate(timeout=60)[1]
            assert process.returncode == 0, said
    logged = (home / ".local/share/Kaibo/log/kaibo.log").read_text(encoding="utf-8")
    assert not re.search(r" (ERROR|CRITICAL) |Traceback", logged), logged


def prepared(home: Path) -> None:
    """A home in which somebody has practised before."""
    mine = home / ".local/share/Kaibo"
    studio = build_studio(mine, load_settings(mine / "settings.json"))
    studio.create_profile("努尔", "ug")
    studio.change_settings(welcome_done=True)
    studio.close()


def make_pack(folder: Path) -> Path:
    lesson = load_library((PROJECT / "lessons",)).lessons[0]
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return write_pack([lesson], "核桃", "王老师", SigningKey.generate(), now, folder / "核桃 1.kaibopack")


def test_portable_command_line(portable: str, tmp_path: Path) -> None:
    check_command_line(portable, tmp_path)


def test_portable_window(portable: str, tmp_path: Path) -> None:
    check_window(portable, tmp_path, title="开播")


def test_portable_opens_a_pack(portable: str, tmp_path: Path) -> None:
    prepared(tmp_path)
    check_window(portable, tmp_path, str(make_pack(tmp_path)), title="导入课包")


def test_portable_in_the_menu_and_out_again(portable: str, tmp_path: Path) -> None:
    script = str(Path(portable).with_name("install-for-me.sh"))
    environment = bare_environment(tmp_path)
    subprocess.run([script], env=environment, check=True, capture_output=True)
    entry = tmp_path / ".local/share/applications/kaibo.desktop"
    assert f'Exec="{portable}" %f\n' in entry.read_text(encoding="utf-8")
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", str(entry)], check=True)
    subprocess.run([script, "--remove"], env=environment, check=True, capture_output=True)
    left = [each.name for each in tmp_path.rglob("*") if each.is_file() and "kaibo" in each.name]
    assert left == []


def test_parts_of_the_program_run_beside_it(packages: Packages, tmp_path: Path) -> None:
    """The face finder and the trial load of a model are processes of their own, frozen or not."""
    program = str(packages.program / "kaibo")
    environment = bare_environment(tmp_path)
    loaded = subprocess.run(
        [program, "-m", "app.speech.model_probe", str(PROJECT / "assets" / "model")],
        env=environment,
        capture_output=True,
    )
    assert loaded.returncode == 0, loaded.stderr
    broken = subprocess.run(
        [program, "-m", "app.speech.model_probe", str(tmp_path)], env=environment, capture_output=True
    )
    assert broken.returncode != 0
    faces = subprocess.run(
        [program, "-m", "app.lens.process"],
        input=b"80 80\n" + bytes(6400),
        env=environment,
        capture_output=True,
    )
    assert faces.stdout == b"[]\n", faces.stderr


def test_the_station_checks_itself(packages: Packages, tmp_path: Path) -> None:
    """Database, lessons, model and fonts are found; a microphone need not be there."""
    program = str(packages.program / "kaibo")
    done = subprocess.run(
        [program, "doctor"], env=bare_environment(tmp_path), cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr
    assert "✓ Speech model" in done.stdout
    assert "✓ Lessons" in done.stdout


def test_the_client_of_the_hub_is_inside(packages: Packages, tmp_path: Path) -> None:
    """psycopg finds its library; nobody answers at that port, and the log says so."""
    password = tmp_path / "password"
    password.write_text("x")
    address = [
        "--address",
        "postgresql://127.0.0.1:1/x",
        "--as",
        "postgres",
        "--password-file",
        str(password),
    ]
    done = subprocess.run(
        [str(packages.program / "kaibo"), "hub", "login", "list", *address],
        env=bare_environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
    )
    assert done.returncode == 1
    assert "port 1 failed" in (tmp_path / ".local/share/Kaibo/log/kaibo.log").read_text(encoding="utf-8")


def test_processes_of_a_pool_are_the_program_too(packages: Packages, tmp_path: Path) -> None:
    """Two of them score three recordings; a program that did not expect it would open windows."""
    lines = (SPEECH / "commonvoice.tsv").read_text(encoding="utf-8").splitlines()
    chosen = [lines[5], lines[6], lines[9]]
    (tmp_path / "few").mkdir()
    (tmp_path / "few.tsv").write_text("\n".join([lines[0], *chosen]) + "\n", "utf-8")
    for line in chosen:
        name = line.split("\t")[0] + ".opus"
        shutil.copy(SPEECH / "commonvoice" / name, tmp_path / "few" / name)
    done = subprocess.run(
        [str(packages.program / "kaibo"), "evaluate", ".", "--jobs", "2", "--json", "figures.json"],
        env=bare_environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "figures.json").read_text())["few"]["tone"]["n"] > 0


def test_installed_removed_and_purged(installed: str, tmp_path: Path, packages: Packages) -> None:
    assert shutil.which(installed, path="/usr/bin") == "/usr/bin/kaibo"
    check_command_line(installed, tmp_path)
    window = tmp_path / "another"
    window.mkdir()
    check_window(installed, window, title="开播")
    check_desktop(tmp_path)
    files = [Path(line) for line in dpkg("-L", "kaibo").stdout.splitlines()]
    files = [each for each in files if each.is_file() or each.is_symlink()]
    assert len(files) > 300

    kept = {path: digest(path) for path in (tmp_path / ".local/share/Kaibo").rglob("*") if path.is_file()}
    assert kept
    centres = not SHARED.exists()
    if centres:
        SHARED.mkdir(parents=True)
        (SHARED / "policy.toml").write_text('station = "7"\n')
    try:
        assert dpkg("-r", "kaibo").returncode == 0
        assert dpkg("--purge", "kaibo").returncode == 0
        assert [str(each) for each in files if each.is_symlink() or each.exists()] == []
        assert not Path("/usr/lib/kaibo").exists()
        assert {path: digest(path) for path in kept} == kept
        assert not centres or (SHARED / "policy.toml").is_file()
    finally:
        if centres:
            shutil.rmtree(SHARED)
    assert kind_of(make_pack(tmp_path)) == "application/zip"


def check_desktop(folder: Path) -> None:
    """Menu, icon, and what a double click on a lesson pack opens."""
    pack = make_pack(folder)
    assert kind_of(pack) == "application/x-kaibo-lessons"
    unnamed = pack.rename(folder / "received")  # by what is in it alone
    assert kind_of(unnamed) == "application/x-kaibo-lessons"
    environment = bare_environment(folder, XDG_DATA_DIRS="/usr/share")
    asked = ["gio", "mime", "application/x-kaibo-lessons"]
    opens = subprocess.run(asked, env=environment, capture_output=True, text=True).stdout
    assert "kaibo.desktop" in opens
    entry = Path("/usr/share/applications/kaibo.desktop")
    subprocess.run(["desktop-file-validate", str(entry)], check=True)
    for name in ("Name[zh_CN]=开播", "Name[ug]=", "Name[kk]=", "Exec=kaibo %f", "Icon=kaibo"):
        assert f"\n{name}" in entry.read_text(encoding="utf-8")
    assert Path("/usr/share/icons/hicolor/48x48/apps/kaibo.png").is_file()


def kind_of(path: Path) -> str:
    asked = ["gio", "info", "-a", "standard::content-type", str(path)]
    said = subprocess.run(asked, env=bare_environment(path.parent), capture_output=True, text=True).stdout
    found = re.search(r"standard::content-type: (\S+)", said)
    return found[1] if found else said


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
