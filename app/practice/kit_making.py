"""Writing a kit onto a stick: what goes in, copied where it is not there already, the manifest last."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.curriculum.packs.opening import inspect_pack
from app.i18n import msg
from app.paths import assets_dir
from app.policy import PolicyError, read_policy
from app.practice.kit_keys import CentreKey
from app.practice.kit_manifest import checksum_lines, counted, files_in, write_manifest
from app.practice.kit_stick import (
    LARGEST,
    check_space,
    copy_in,
    is_stick_name,
    stick_errors,
    stick_name,
    whole_file,
)
from app.practice.kit_values import (
    CHECKSUMS,
    MANIFEST,
    SIGNATURE,
    UNFINISHED,
    Cancelled,
    KitContents,
    KitError,
    KitFile,
    KitInfo,
    KitInstaller,
    MadeKit,
    Progress,
    never,
    nothing_to_report,
)
from app.speech.model_store import check_files

RECORDS = "records.jsonl"
POLICY = "policy.toml"
STATION = "{station}"
_SYSTEMS = (
    (".deb", "linux"),
    (".tar.gz", "linux-portable"),
    (".tar.xz", "linux-portable"),
    (".exe", "windows"),
)
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_RANGE = re.compile(r"\{(\d{1,6})\.\.(\d{1,6})\}")
_STATION_LINE = re.compile(r"(?m)^[ \t]*station[ \t]*=.*$")
_MOST_STATIONS = 5_000


@dataclass(frozen=True)
class _Wanted:
    """A file that the kit is to hold."""

    source: Path
    name: str


@dataclass(frozen=True)
class KitMaker:
    """Makes kits signed with a centre's key. Files of more than `largest` bytes are divided."""

    key: CentreKey
    centre: str
    version: str
    largest: int = LARGEST

    def make(
        self,
        folder: Path,
        contents: KitContents,
        serial: int,
        write_records: Callable[[Path], list[tuple[Path, str]]] | None = None,
        progress: Progress = nothing_to_report,
        cancelled: Cancelled = never,
    ) -> MadeKit:
        """Write the kit into `folder`; files that are right already stay. Raises ExpectedError.

        `write_records` is given an empty folder, writes the centre's records there and returns what is to
        be carried under which names. Until the end the folder says that it is unfinished, and a second call
        goes on where the first one ended.
        """
        stations = station_names(contents.station_names)
        installers = [installer_of(path) for path in contents.installers]
        with tempfile.TemporaryDirectory(prefix="kaibo-kit-") as temporary:
            scratch = Path(temporary)
            wanted = self._wanted(contents, stations, scratch)
            if write_records is not None:
                (scratch / "records").mkdir()
                wanted += [_Wanted(path, name) for path, name in write_records(scratch / "records")]
            _check_names(wanted)
            _check_foreign(folder, wanted)
            with stick_errors(folder):
                sizes = {each.name: each.source.stat().st_size for each in wanted}
                there = sum(size for name, size in sizes.items() if _has(folder / name, size))
                unwanted = _unwanted(folder, sizes)
                freed = sum(path.stat().st_size for path in unwanted)
                check_space(folder, sum(sizes.values()) - there - freed)
                _begin(folder, list(sizes))
                _remove(folder, unwanted)
                step = counted(progress, 2 * sum(sizes.values()))
                files, written = [], 0
                for each in wanted:
                    file, fresh = copy_in(
                        each.source, folder, each.name, step, cancelled, largest=self.largest
                    )
                    files.append(file)
                    written += fresh
                files.append(_write_checksums(folder, files))
                stored = {part.name for each in files for part in each.stored} | {UNFINISHED}
                _remove(folder, [path for path in _ours(folder, sizes) if _name(folder, path) not in stored])
                info = KitInfo(
                    serial=serial,
                    created=date.today().isoformat(),
                    centre=self.centre,
                    version=self.version,
                    key=self.key.public,
                    results_key=self.key.results_key,
                    station_names=stations,
                    installers=tuple(installers),
                    files=tuple(files),
                )
                write_manifest(folder, info, self.key)
        progress(1.0)
        return MadeKit(folder, info, self.key.fingerprint, written, False)

    def _wanted(self, contents: KitContents, stations: Sequence[str], scratch: Path) -> list[_Wanted]:
        wanted = [
            _Wanted(each, each.name) for each in sorted((assets_dir() / "kit").iterdir()) if each.is_file()
        ]
        for path in contents.installers:
            wanted.append(_Wanted(path, f"installers/{path.name}"))
        for folder in contents.models:
            check_files(folder)
            name = stick_name(folder.resolve().name)
            wanted += [
                _Wanted(path, f"models/{name}/{path.relative_to(folder).as_posix()}")
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            ]
        for path in contents.packs:
            inspect_pack(path)
            wanted.append(_Wanted(path, f"packs/{stick_name(path.name)}"))
        policy = _policy_template(contents.policy, stations)
        if policy:
            sample = stations[0] if stations else "A-01" if names_station(policy) else ""
            check_policy(policy, sample, contents.policy)
            (scratch / POLICY).write_text(policy, "utf-8", newline="\n")
            wanted.append(_Wanted(scratch / POLICY, POLICY))
        return wanted


def station_names(pattern: str) -> tuple[str, ...]:
    """The names of a pattern such as `A-{01..40},B-{1..20}`, in order. Raises KitError for a wrong one."""
    names: list[str] = []
    for each in filter(None, (part.strip() for part in pattern.split(","))):
        found = _RANGE.search(each)
        if found is None:
            names.append(each)
            continue
        first, last, width = int(found[1]), int(found[2]), len(found[1])
        if first > last or last - first >= _MOST_STATIONS:
            names.append("")
        else:
            names += [
                f"{each[: found.start()]}{n:0{width}}{each[found.end() :]}" for n in range(first, last + 1)
            ]
    if len(names) > _MOST_STATIONS or len({*names}) != len(names) or not all(map(is_station_name, names)):
        raise KitError(
            msg("电脑名称“{pattern}”看不懂。写成 A-{{01..40}} 这样，或者用逗号隔开。", pattern=pattern)
        )
    return tuple(names)


def is_station_name(name: str) -> bool:
    """Whether a station can be called so: one short line that is a file name everywhere."""
    return 0 < len(name) <= 60 and name == stick_name(name) and not {"{", "}"} & set(name)


def installer_of(path: Path) -> KitInstaller:
    """For which system an installer is and which version it brings, by its name. Raises KitError.

    Other Debian packages are libraries that the program needs: a machine without a network gets them too.
    """
    name = path.name.casefold()
    system = next((system for suffix, system in _SYSTEMS if name.endswith(suffix)), "")
    version = _VERSION.search(name)
    if not name.startswith("kaibo"):
        system = "linux-library" if system == "linux" else ""
    if not system or (version is None and system != "linux-library"):
        raise KitError(
            msg(
                "认不出安装程序 {path}。要用带版本号的 .deb、.tar.gz 或 .exe，例如 kaibo_0.5.0_amd64.deb。",
                path=path,
            )
        )
    if not is_stick_name(path.name):
        raise KitError(msg("文件名“{name}”不能放在 U 盘上。请改名。", name=path.name))
    return KitInstaller(f"installers/{path.name}", system, version[0] if version else "")


def _policy_template(path: Path | None, stations: Sequence[str]) -> str:
    if path is None:
        return f'station = "{STATION}"\n' if stations else ""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KitError(msg("读不了设置文件 {path}。没有做成安装包。", path=path), repr(error)) from error


def names_station(template: str) -> bool:
    """Whether a policy leaves a place for the name of the station."""
    return any(STATION in line for line in _STATION_LINE.findall(template))


def policy_for(template: str, station: str) -> str:
    """The policy of one station: its name where the template leaves a place for it, or in front."""
    quoted = json.dumps(station, ensure_ascii=False)[1:-1]
    if not station or _STATION_LINE.search(template):
        return _STATION_LINE.sub(lambda line: line[0].replace(STATION, quoted), template)
    return f'station = "{quoted}"\n{template}'


def check_policy(template: str, station: str, source: Path | None) -> None:
    """Raises KitError when no station could follow the policy."""
    with tempfile.TemporaryDirectory(prefix="kaibo-policy-") as folder:
        path = Path(folder) / POLICY
        text = policy_for(template, station)
        path.write_text(text, "utf-8")
        try:
            read_policy(path)
        except PolicyError as error:
            raise KitError(
                msg(
                    "设置文件 {path} 第 {line} 行有错。用 kaibo policy check 看看是什么错，改好再来。",
                    path=source or POLICY,
                    line=error.line - (text.count("\n") - template.count("\n")),
                ),
                error.detail,
            ) from error


def _check_names(wanted: list[_Wanted]) -> None:
    seen: set[str] = set()
    for each in wanted:
        if not is_stick_name(each.name) or each.name.casefold() in seen:
            raise KitError(
                msg("文件名“{name}”不能放在 U 盘上，或者有两个同名的文件。请改名。", name=each.name)
            )
        seen.add(each.name.casefold())
        if not each.source.is_file():
            raise KitError(msg("找不到文件 {path}。", path=each.source))


def _check_foreign(folder: Path, wanted: list[_Wanted]) -> None:
    """Raises KitError when the folder holds what no kit put there: it would be taken for tampering."""
    if not folder.exists():
        return
    ours = set(_ours(folder, {each.name for each in wanted}))
    with stick_errors(folder):
        for name in sorted(files_in(folder)):
            if folder / name not in ours:
                raise KitError(
                    msg(
                        "{folder} 里还有别的文件（{name}）。请在 U 盘上另建一个空文件夹，例如 {example}。",
                        folder=folder,
                        name=name,
                        example=folder / "kaibo-kit",
                    )
                )


def _whole_name(name: str) -> str:
    """The name of the file that a piece, or what an interruption left of it, belongs to."""
    return re.sub(r"(\.\d{3})?(\.part)?$", "", name)


def _known_before(folder: Path) -> set[str]:
    """What an earlier kit in this folder, whole or not, may have put there."""
    names: set[str] = set()
    with suppress(OSError, ValueError):
        names |= set((folder / UNFINISHED).read_text("utf-8").splitlines()[2:])
    with suppress(OSError, ValueError, KeyError, TypeError):
        for each in json.loads((folder / MANIFEST).read_text("utf-8"))["files"]:
            names |= {str(each["name"]), *(str(part["name"]) for part in each.get("parts", ()))}
    return {name for name in names if is_stick_name(name)}


def _begin(folder: Path, names: list[str]) -> None:
    """From here on the folder is visibly no whole kit. The names tell the next call what is ours."""
    known = sorted(_known_before(folder) | set(names))
    with whole_file(folder / UNFINISHED) as file:
        text = "还没有做完，不能安装。在做包的电脑上再做一次就会接着做。\nNot finished: do not install.\n"
        file.write((text + "\n".join(known) + "\n").encode())
    for name in (MANIFEST, SIGNATURE):
        (folder / name).unlink(missing_ok=True)


def _write_checksums(folder: Path, files: list[KitFile]) -> KitFile:
    with tempfile.TemporaryDirectory(prefix="kaibo-kit-") as temporary:
        path = Path(temporary) / CHECKSUMS
        path.write_text(checksum_lines(files), "utf-8", newline="\n")
        return copy_in(path, folder, CHECKSUMS, lambda _: None, never)[0]


def _ours(folder: Path, wanted: Collection[str]) -> list[Path]:
    """What lies in the folder and was put there by a kit, an earlier one or this."""
    known = _known_before(folder) | {*wanted, MANIFEST, SIGNATURE, UNFINISHED, CHECKSUMS}
    return [folder / name for name in files_in(folder) if {name, _whole_name(name)} & known]


def _unwanted(folder: Path, wanted: Collection[str]) -> list[Path]:
    """What only an earlier kit held."""
    keep = {*wanted, MANIFEST, SIGNATURE, UNFINISHED, CHECKSUMS}
    return [
        path
        for path in _ours(folder, wanted)
        if not {_name(folder, path), _whole_name(_name(folder, path))} & keep
    ]


def _remove(folder: Path, paths: Sequence[Path]) -> None:
    for path in sorted(paths, reverse=True):
        path.unlink(missing_ok=True)
        with suppress(OSError):  # not empty
            for parent in path.parents:
                if parent == folder:
                    break
                parent.rmdir()


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _has(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
