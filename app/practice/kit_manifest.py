"""The manifest of a kit: written last, signed, and held against what lies on the stick."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.i18n import Message, msg
from app.practice.kit_keys import KIT_PURPOSE, CentreKey, is_signed
from app.practice.kit_stick import digest_of, flush_folder, is_stick_name, stick_errors, whole_file
from app.practice.kit_values import (
    MANIFEST,
    RECEIPTS,
    RESULTS,
    SIGNATURE,
    UNFINISHED,
    Cancelled,
    KitChangedError,
    KitFile,
    KitInfo,
    KitInstaller,
    KitPart,
    Progress,
    never,
    nothing_to_report,
    number_of,
    text_of,
)

_FORMAT = 1
_LARGEST_MANIFEST = 20_000_000
_ASIDE = frozenset({RESULTS, RECEIPTS})  # what stations and the desk write beside a kit
# what operating systems leave on every stick
_SYSTEM = frozenset(
    {
        "system volume information",
        "$recycle.bin",
        ".spotlight-v100",
        ".fseventsd",
        ".trashes",
        ".ds_store",
        "lost+found",
        "desktop.ini",
        "thumbs.db",
    }
)


def write_manifest(folder: Path, info: KitInfo, key: CentreKey) -> None:
    """Make the folder a kit: checksums for the scripts, the signature and, last, the manifest."""
    data = json.dumps(
        {
            "format": _FORMAT,
            "serial": info.serial,
            "created": info.created,
            "centre": info.centre,
            "version": info.version,
            "key": info.key,
            "results_key": info.results_key,
            "station_names": list(info.station_names),
            "installers": [vars(each) for each in info.installers],
            "files": [_file_data(each) for each in info.files],
        },
        ensure_ascii=False,
        indent=1,
    ).encode()
    for name, content in ((SIGNATURE, key.sign(KIT_PURPOSE, data).hex().encode()), (MANIFEST, data)):
        with whole_file(folder / name) as file:
            file.write(content)
    (folder / UNFINISHED).unlink(missing_ok=True)
    flush_folder(folder)


def checksum_lines(files: list[KitFile]) -> str:
    """What `sha256sum --check` reads, for every file that lies on the stick."""
    return "".join(f"{part.sha256}  {part.name}\n" for each in files for part in each.stored)


def _file_data(file: KitFile) -> dict[str, Any]:
    data: dict[str, Any] = {"name": file.name, "size": file.size, "sha256": file.sha256}
    if file.parts:
        data["parts"] = [vars(each) for each in file.parts]
    return data


def read_kit(folder: Path) -> KitInfo:
    """What a kit says of itself, its signature checked; its files not yet.

    Raises KitChangedError when there is none, it is unfinished, or it was changed after it was signed.
    """
    if (folder / UNFINISHED).exists():
        raise KitChangedError(
            msg("{folder} 里的安装包还没有做完。请在做包的电脑上再做一次，会接着做。", folder=folder)
        )
    try:
        data = _bounded(folder / MANIFEST)
        signature = bytes.fromhex(_bounded(folder / SIGNATURE).decode("ascii").strip())
    except FileNotFoundError as error:
        raise KitChangedError(
            msg("{folder} 里没有完整的安装包（缺少 {name}）。", folder=folder, name=error.filename or "")
        ) from error
    except ValueError as error:
        raise KitChangedError(_changed(), repr(error)) from error
    except OSError as error:
        raise KitChangedError(
            msg("{folder} 读不出来。请检查 U 盘有没有插好。", folder=folder), str(error)
        ) from error
    try:
        info = _read_info(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KitChangedError(_changed(), repr(error)) from error
    if not is_signed(KIT_PURPOSE, data, signature, info.key):
        raise KitChangedError(_changed())
    return info


def _changed() -> Message:
    return msg("安装包的签名不对：签名以后被人改过，或者没有拷贝完整。什么都没有装。请重新拷贝一份。")


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_LARGEST_MANIFEST + 1)
    if len(data) > _LARGEST_MANIFEST:
        raise ValueError(f"{path.name} is too long")
    return data


def _read_info(data: Any) -> KitInfo:
    if data["format"] != _FORMAT:
        raise ValueError(f"format {data['format']}")
    files = tuple(_read_file(each) for each in data["files"])
    info = KitInfo(
        serial=number_of(data, "serial"),
        created=text_of(data, "created"),
        centre=text_of(data, "centre"),
        version=text_of(data, "version"),
        key=text_of(data, "key"),
        results_key=text_of(data, "results_key"),
        station_names=tuple(text_of({"name": each}, "name") for each in data["station_names"]),
        installers=tuple(
            KitInstaller(text_of(each, "file"), text_of(each, "system"), text_of(each, "version"))
            for each in data["installers"]
        ),
        files=files,
    )
    names = [part.name.casefold() for each in files for part in each.stored]
    if len(set(names)) != len(names) or not all(map(is_stick_name, [each.name for each in files])):
        raise ValueError("file names")
    if len(bytes.fromhex(info.key)) != 32 or len(bytes.fromhex(info.results_key)) != 32:
        raise ValueError("keys")
    return info


def _read_file(data: Any) -> KitFile:
    parts = tuple(_read_part(each) for each in data.get("parts", ()))
    whole = _read_part(data)
    if parts and (
        sum(each.size for each in parts) != whole.size or any(not is_stick_name(each.name) for each in parts)
    ):
        raise ValueError(f"parts of {whole.name}")
    return KitFile(whole.name, whole.size, whole.sha256, parts)


def _read_part(data: Any) -> KitPart:
    return KitPart(text_of(data, "name"), number_of(data, "size"), text_of(data, "sha256"))


def check_kit(
    folder: Path, info: KitInfo, progress: Progress = nothing_to_report, cancelled: Cancelled = never
) -> None:
    """Hold every file against the manifest, and look for files that it does not know.

    Raises KitChangedError that names the first file missing, changed or too many.
    """
    stored = {part.name: part for each in info.files for part in each.stored}
    with stick_errors(folder):
        found = set(files_in(folder))
    for name in sorted(found - set(stored) - {MANIFEST, SIGNATURE}):
        raise KitChangedError(
            msg("安装包里多了“{name}”，签名的人不知道它。什么都没有装。请删掉它或重新拷贝。", name=name)
        )
    for name in sorted(set(stored) - found):
        raise KitChangedError(msg("安装包里缺少“{name}”。什么都没有装。请重新拷贝一份。", name=name))
    step = counted(progress, info.size)
    for name, part in stored.items():
        try:
            same = (folder / name).stat().st_size == part.size and digest_of(
                [folder / name], step, cancelled
            )[1] == part.sha256
        except OSError as error:
            raise KitChangedError(
                msg("安装包里的“{name}”读不出来。什么都没有装。请检查 U 盘。", name=name), str(error)
            ) from error
        if not same:
            raise KitChangedError(
                msg("安装包里的“{name}”坏了或被改过。什么都没有装。请重新拷贝一份。", name=name)
            )


def counted(progress: Progress, total: int) -> Callable[[int], None]:
    """Shares of a whole out of bytes done."""
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        progress(min(1.0, done / max(1, total)))

    return step


def files_in(folder: Path) -> Iterator[str]:
    """Names with slashes of all files of a kit; a link counts as a file, since it may lead anywhere."""
    for root, folders, files in os.walk(folder):
        here = Path(root)
        at_top = here == folder
        links = [each for each in folders if (here / each).is_symlink()]
        for name in (*files, *links):
            if name.casefold() not in _SYSTEM and not (at_top and _is_system(name)):
                yield (here / name).relative_to(folder).as_posix()
        folders[:] = [
            each
            for each in folders
            if each not in links and not (at_top and (each.casefold() in _ASIDE or _is_system(each)))
        ]


def _is_system(name: str) -> bool:
    return name.casefold() in _SYSTEM or name.startswith((".Trash-", "._"))
