"""What can be known of the Windows installer without Windows: its script, its files, its build script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import __version__
from app.curriculum.packs.values import SUFFIX
from app.i18n import LANGUAGES

HERE = Path(__file__).resolve().parents[2] / "packaging" / "windows"
PLURAL = {
    "Languages",
    "CustomMessages",
    "Tasks",
    "InstallDelete",
    "Files",
    "Dirs",
    "Run",
    "Icons",
    "Registry",
}


def sections(path: Path) -> dict[str, list[str]]:
    """The lines of each section, without comments and conditions."""
    text = path.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")  # else older compilers read it in the machine's code page
    found: dict[str, list[str]] = {"": []}
    section = ""
    for line in text.decode("utf-8-sig").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line.strip()):
            section = heading[1]
            assert section not in found, f"[{section}] twice"
            found[section] = []
        elif line.strip() and not line.lstrip().startswith((";", "#")):
            found[section].append(line.strip())
    return found


def parameters(line: str) -> dict[str, str]:
    """`Name: "value"; …` as a mapping; a doubled quote stands for one."""
    found = re.findall(r'(\w+): (?:"((?:[^"]|"")*)"|([^;]+))(?:; |$)', line)
    assert "; ".join(f'{n}: "{q}"' if q or not w else f"{n}: {w}" for n, q, w in found) == line
    return {name: (quoted or word).replace('""', '"').strip() for name, quoted, word in found}


@pytest.fixture(scope="module")
def script() -> dict[str, list[str]]:
    return sections(HERE / "kaibo.iss")


@pytest.fixture(scope="module")
def setup(script: dict[str, list[str]]) -> dict[str, str]:
    return dict(line.split("=", 1) for line in script["Setup"])


def test_the_sections_are_those_that_it_needs(script: dict[str, list[str]]) -> None:
    assert set(script) == {"", "Setup", *PLURAL}
    assert script[""] == []


def test_the_version_comes_from_the_program(setup: dict[str, str]) -> None:
    assert setup["AppVersion"] == "{#Version}"
    for path in (HERE / "kaibo.iss", HERE / "build.ps1"):
        assert __version__ not in path.read_text(encoding="utf-8-sig")
    assert "from app import __version__" in (HERE / "build.ps1").read_text()
    assert '"/DVersion=$version"' in (HERE / "build.ps1").read_text()


def test_it_is_for_the_machine_and_for_64_bit(setup: dict[str, str]) -> None:
    assert setup["PrivilegesRequired"] == "admin"
    assert setup["ArchitecturesAllowed"] == setup["ArchitecturesInstallIn64BitMode"] == "x64compatible"
    assert setup["DefaultDirName"].startswith("{autopf}\\")
    assert re.fullmatch(r"\{\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", setup["AppId"])
    assert tuple(map(int, setup["MinVersion"].split("."))) >= (10, 0, 17763)  # Qt's own least


def test_each_language_has_its_texts(script: dict[str, list[str]]) -> None:
    languages = {entry["Name"]: entry["MessagesFile"] for entry in map(parameters, script["Languages"])}
    assert set(languages) == set(LANGUAGES)
    texts = dict(line.split("=", 1) for line in script["CustomMessages"])
    plain = {name for name in texts if "." not in name}
    for language, files in languages.items():
        for file in files.split(","):
            if not file.startswith("compiler:"):
                own = sections(HERE / file.replace("\\", "/"))
                assert set(own) == {"", "LangOptions", "Messages"}
                assert any(line.startswith("LanguageID=$") for line in own["LangOptions"])
        if language != "en":
            assert {f"{language}.{name}" for name in plain} <= texts.keys()


@pytest.mark.parametrize("language", ["zh_CN", "ug", "kk"])
def test_translations_keep_the_placeholders(language: str) -> None:
    """`%1` and `[name]` where the English has them: what a missing one does is seen only at run time."""
    needed = {
        "SetupWindowTitle": {"%1"},
        "UninstallAppFullTitle": {"%1"},
        "ReadyLabel1": {"[name]"},
        "InstallingLabel": {"[name]"},
        "FinishedHeadingLabel": {"[name]"},
        "FinishedLabelNoIcons": {"[name]"},
        "FinishedLabel": {"[name]"},
        "ConfirmUninstall": {"%1"},
        "UninstalledAll": {"%1"},
    }
    own = sections(HERE / "languages" / f"{language}.isl")["Messages"]
    texts = dict(line.split("=", 1) for line in own)
    assert len(texts) == len(own)
    for name, placeholders in needed.items():
        assert {each for each in ("%1", "[name]") if each in texts[name]} == placeholders


def test_removal_and_updates_leave_everybodys_data(script: dict[str, list[str]]) -> None:
    (shared,) = [parameters(line) for line in script["Dirs"]]
    assert shared == {"Name": "{commonappdata}\\Kaibo", "Flags": "uninsneveruninstall"}
    deleted = [parameters(line)["Name"] for line in script["InstallDelete"]]
    assert deleted == ["{app}\\_internal"]
    assert "UninstallDelete" not in script
    assert "localappdata" not in (HERE / "kaibo.iss").read_text(encoding="utf-8-sig").replace(
        "%LOCALAPPDATA%", ""
    )


def test_only_administrators_write_the_policy(script: dict[str, list[str]]) -> None:
    runs = [parameters(line) for line in script["Run"] if "icacls" in line]
    grants = " ".join(each["Parameters"] for each in runs)
    assert all('"{commonappdata}\\Kaibo' in each["Parameters"] for each in runs)
    assert "/inheritance:r" in grants
    rights = dict(re.findall(r"\*(S-1-5-[\d-]+):\(OI\)\(CI\)(\w+)", grants))
    assert rights == {"S-1-5-18": "F", "S-1-5-32-544": "F", "S-1-5-32-545": "RX"}


def test_packs_open_with_the_window(script: dict[str, list[str]]) -> None:
    entries = [parameters(line) for line in script["Registry"]]
    opens = [each for each in entries if each["Subkey"].endswith("shell\\open\\command")]
    assert [each["ValueData"] for each in opens] == ['"{app}\\kaibo.exe" "%1"']
    assert any(each["Subkey"].endswith(f"Classes\\{SUFFIX}") for each in entries)
    assert all(each["Root"] == "HKLM" for each in entries)


def test_what_the_scripts_name_is_there() -> None:
    spec = (HERE.parent / "frozen" / "kaibo.spec").read_text()
    named = set(re.findall(r"\{app\}\\([\w-]+)\.exe", (HERE / "kaibo.iss").read_text(encoding="utf-8-sig")))
    build = (HERE / "build.ps1").read_text()
    named |= set(re.findall(r'"(kaibo[\w-]*)\.exe"', build))
    assert named == {"kaibo", "kaibo-cli"}
    for name in named:
        assert f'program("{name}"' in spec
    for path in re.findall(r'"(packaging\\[\w\\.]+)"', build):
        assert (HERE.parents[1] / path.replace("\\", "/")).is_file(), path
    assert build.count("{") == build.count("}") and build.count("(") == build.count(")")
