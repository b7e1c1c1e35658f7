"""install.sh for real: it checks, installs the program first and hands over to what it has installed."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from app import __version__
from app.practice.kit_values import KitContents
from tests.practice.kit_things import Office, files_in

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.machine() != "x86_64", reason="a script for Linux PCs"
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def program(path: Path, version: str = __version__) -> Path:
    """A program `kaibo` that is the one under test, whatever version it says it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "kaibo {version}" && exit 0\n'
        f'cd "{PROJECT}" && exec "{sys.executable}" -m app "$@"\n'
    )
    path.chmod(0o755)
    return path


def portable(office: Office, version: str = __version__) -> Path:
    inside = program(office.goods / f"kaibo-{version}" / "kaibo", version)
    target = office.goods / f"kaibo-{version}-linux-x86_64.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        archive.add(inside.parent, f"kaibo-{version}")
    return target


def install(office: Office, *options: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    tools = office.folder / "tools"
    tools.mkdir(exist_ok=True)
    places = [str(path or tools), "/usr/bin", "/bin"]
    env = os.environ | {
        "PATH": os.pathsep.join(places),
        "KAIBO_PROGRAM_DIR": str(office.folder / "program"),
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        ["sh", str(office.stick / "install.sh"), *options],
        capture_output=True,
        text=True,
        env=env,
        cwd="/",
        check=False,
        timeout=120,
    )


def contents(office: Office, *installers: Path) -> KitContents:
    return KitContents(
        installers=installers,
        models=(office.model(),),
        policy=office.policy(),
        station_names="A-{01..40}",
    )


def machine_files(office: Office) -> dict[str, bytes]:
    return files_in(office.folder / "kaibo_machine")


def test_a_machine_without_kaibo(office: Office) -> None:
    office.make(contents(office, portable(office)))
    done = install(office, "--silent", "--key", office.key.fingerprint, "--station", "A-03")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (office.folder / "program" / "kaibo" / "kaibo").is_file()
    assert not list((office.folder / "program").glob(".[ir]*"))
    files = machine_files(office)
    assert b'station = "A-03"' in files["policy.toml"]
    assert "models/vosk-small/am/final.mdl" in files
    again = install(office, "--silent")
    assert again.returncode == 0, again.stderr
    assert "解开程序" not in again.stdout


def test_a_newer_program_takes_the_old_ones_place_and_never_the_other_way(office: Office) -> None:
    there = program(office.folder / "program" / "kaibo" / "kaibo", "0.0.9")
    office.make(contents(office, portable(office, "0.0.10")))
    options = ("--silent", "--key", office.key.fingerprint, "--station", "A-03")
    assert install(office, *options).returncode == 0
    assert '"kaibo 0.0.10"' in there.read_text()
    office.make(contents(office, portable(office, "0.0.2")), serial=2)
    assert install(office, *options).returncode == 0
    assert '"kaibo 0.0.10"' in there.read_text()


def test_refusals_come_back_as_exit_codes(office: Office) -> None:
    office.make(contents(office, portable(office)))
    options = ("--silent", "--station", "A-03")
    untrusted = install(office, *options)
    assert untrusted.returncode == 4 and office.key.fingerprint in untrusted.stderr
    assert machine_files(office) == {}
    assert install(office, *options, "--key", office.key.fingerprint).returncode == 0
    (office.stick / "more.txt").write_text("x")
    assert install(office, *options).returncode == 3
    (office.stick / "more.txt").unlink()
    office.make(contents(office, portable(office)), serial=9)
    assert install(office, *options).returncode == 0
    office.make(contents(office, portable(office)), serial=2)
    assert install(office, *options).returncode == 5


@pytest.mark.parametrize("name", ["models/vosk-small/graph/Gr.fst", "policy.toml"])
def test_what_is_damaged_is_found_before_any_program_runs(office: Office, name: str) -> None:
    office.make(contents(office, portable(office)))
    (office.stick / name).write_bytes(b"other")
    done = install(office, "--silent", "--key", office.key.fingerprint, "--station", "A-03")
    assert done.returncode == 3 and name in done.stdout + done.stderr
    assert not (office.folder / "program").exists() and machine_files(office) == {}


def test_an_unfinished_kit_and_a_kit_without_a_program(office: Office) -> None:
    office.make(contents(office))
    done = install(office, "--silent")
    assert done.returncode == 1 and "没有开播" in done.stderr
    (office.stick / "UNFINISHED.txt").write_text("x")
    assert install(office, "--silent").returncode == 3


def test_an_installer_that_nobody_signed_is_not_looked_at(office: Office) -> None:
    office.make(contents(office, portable(office)))
    stranger = portable(office, "99.0.0")
    stranger.replace(office.stick / "installers" / stranger.name)
    install(office, "--silent", "--key", office.key.fingerprint, "--station", "A-03")
    assert '"kaibo 99.0.0"' not in (office.folder / "program" / "kaibo" / "kaibo").read_text()


def test_a_debian_package_is_installed_by_the_administrator(office: Office) -> None:
    """With a dpkg that only writes down how it was called, and puts a program where it is found."""
    tools = office.folder / "admin"
    program(tools / "stored")
    (tools / "id").write_text("#!/bin/sh\necho 0\n")
    (tools / "dpkg").write_text(
        f'#!/bin/sh\necho "$@" >> "{tools}/calls"\n[ ! -e "{tools}/broken" ] || exit 1\n'
        f'cp "{tools}/stored" "{tools}/kaibo"\n'
    )
    for each in ("id", "dpkg"):
        (tools / each).chmod(0o755)
    deb = office.installer(f"kaibo_{__version__}_amd64.deb")
    library = office.installer("libportaudio2_19.6.0-1.2_amd64.deb")
    older = office.installer("kaibo_0.0.1_amd64.deb")
    office.make(contents(office, older, deb, library, portable(office)))
    options = ("--silent", "--key", office.key.fingerprint, "--station", "A-03")
    (tools / "broken").write_text("")
    failed = install(office, *options, path=tools)
    assert failed.returncode == 1 and machine_files(office) == {}
    (tools / "broken").unlink()
    done = install(office, *options, path=tools)
    assert done.returncode == 0, done.stdout + done.stderr
    install(office, *options, path=tools)
    calls = (tools / "calls").read_text().splitlines()
    assert calls == [f"--refuse-downgrade -i ./installers/{deb.name} ./installers/{library.name}"] * 2
    assert not (office.folder / "program").exists()
