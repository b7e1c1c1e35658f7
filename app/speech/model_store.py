"""Vosk models on disk: is a folder a working model, and how does a zip become one.

Nothing that is in place is touched before the new model has been unpacked beside it, checked and test-loaded.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import stat
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from app.errors import ExpectedError
from app.i18n import msg
from app.paths import module_command, project_dir
from app.speech.recogniser import ModelError

log = logging.getLogger(__name__)

MAX_BYTES = 8 * 1024**3  # unpacked; the largest official Mandarin model has about 2 GB
MAX_FILES = 2_000
MAX_RATIO = 200  # unpacked to packed: beyond that it is a bomb, not a model
_CHUNK = 1 << 20
_LOAD_SECONDS = 300
_ALWAYS = ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/phones/word_boundary.int")
_LOOKAHEAD = ("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int")
_STATIC = ("graph/HCLG.fst",)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,80}")
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))]
)

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


class ModelCancelledError(ExpectedError):
    """The user stopped an import or a download."""


def nothing_to_report(_: float) -> None:
    """Progress for nobody."""


def never() -> bool:
    """Nobody cancels."""
    return False


def required_files(path: Path) -> tuple[str, ...]:
    """The files a model folder must have: a look-ahead graph or, failing that, a static one."""
    static = any((path / name).exists() for name in _STATIC) and not (path / _LOOKAHEAD[0]).exists()
    return (*_ALWAYS, *(_STATIC if static else _LOOKAHEAD))


def check_files(path: Path) -> None:
    """Whether everything is there and not empty. Raises `ModelError` that names what is missing."""
    if not path.is_dir():
        raise ModelError(msg("找不到语音模型“{name}”。", name=str(path)))
    for name in required_files(path):
        file = path / name
        if not file.is_file() or file.stat().st_size == 0:
            raise ModelError(msg("语音模型“{name}”不完整，缺少 {file}。", name=path.name, file=name))


def check_model(path: Path) -> None:
    """Whether the folder is a model that works: its files, then a test load in another process.

    Takes seconds. Raises `ModelError` with the reason.
    """
    check_files(path)
    command = [*module_command("app.speech.model_probe"), str(path.resolve())]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=_LOAD_SECONDS,
            cwd=project_dir(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(msg("语音模型“{name}”太久没有打开，已跳过。", name=path.name)) from error
    if done.returncode != 0:
        detail = done.stderr.decode("utf-8", "replace")[-2000:]
        log.warning("test load of %s ended with %s: %s", path, done.returncode, detail)
        raise ModelError(msg("语音模型“{name}”已损坏，打不开。", name=path.name), detail)


def fingerprint(path: Path) -> str:
    """Names, sizes and times of a model's files: changes when any of them does. Raises as `check_files`."""
    check_files(path)
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        state = file.stat()
        digest.update(f"{file.relative_to(path)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def import_model(
    zip_path: Path,
    models_dir: Path,
    progress: Progress = nothing_to_report,
    cancelled: Cancelled = never,
) -> Path:
    """Install the model in a zip file under `models_dir` and return its folder, named as inside the zip.

    `progress` gets 0…1. A model of that name is replaced at the end, in one step. Raises `ModelError` when
    the zip is not a sound model, `ModelCancelledError` when stopped; what was installed before stays as it
    was either way.
    """
    try:
        with zipfile.ZipFile(zip_path) as archive:
            members, top = _checked_members(archive)
            models_dir.mkdir(parents=True, exist_ok=True)
            _check_space(models_dir, sum(m.file_size for m in members))
            with tempfile.TemporaryDirectory(prefix=".incoming-", dir=models_dir) as folder:
                fresh = Path(folder) / top
                _unpack(archive, members, Path(folder), progress, cancelled)
                check_model(fresh)
                if cancelled():
                    raise ModelCancelledError(msg("已取消，原来的模型没有变。"))
                _replace(fresh, models_dir / top)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise ModelError(
            msg("“{name}”不是完好的 zip 文件。请重新下载后再导入。", name=zip_path.name)
        ) from error
    except FileNotFoundError as error:
        raise ModelError(msg("找不到文件“{name}”。", name=str(zip_path))) from error
    except OSError as error:
        raise ModelError(
            msg("模型没有装上：{reason}。原来的模型没有变。", reason=error.strerror or str(error))
        ) from error
    progress(1.0)
    return models_dir / top


def _checked_members(archive: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], str]:
    """Files to unpack and the one top folder. Raises `ModelError` for anything that is not simply a model."""
    name = Path(archive.filename or "").name
    unsafe = ModelError(msg("“{name}”里有不安全的内容，没有导入。", name=name))
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise unsafe
    tops, files = set(), []
    for info in infos:
        path = PurePosixPath(info.filename)
        parts = path.parts
        mode = info.external_attr >> 16
        special = mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0)
        if (
            not parts or path.is_absolute() or ".." in parts or "\\" in info.filename or ":" in info.filename
            or "\0" in info.filename or special or info.flag_bits & 0x1
        ):  # fmt: skip
            raise unsafe
        tops.add(parts[0])
        if not info.is_dir():
            files.append(info)
    unpacked, packed = sum(f.file_size for f in files), sum(f.compress_size for f in files)
    if unpacked > MAX_BYTES or unpacked > MAX_RATIO * max(packed, 1):
        raise unsafe
    if len(tops) != 1 or any(len(PurePosixPath(f.filename).parts) < 2 for f in files):
        raise ModelError(msg("“{name}”不是 Vosk 模型：里面应当只有一个模型文件夹。", name=name))
    top = tops.pop()
    if not _NAME.fullmatch(top) or top.lower().split(".")[0] in _RESERVED:
        raise unsafe
    have = {str(PurePosixPath(f.filename).relative_to(top)) for f in files}
    graph = _STATIC if _STATIC[0] in have and _LOOKAHEAD[0] not in have else _LOOKAHEAD
    missing = [each for each in (*_ALWAYS, *graph) if each not in have]
    if missing:
        raise ModelError(msg("“{name}”不是完整的 Vosk 模型，缺少 {file}。", name=name, file=missing[0]))
    return files, top


def _check_space(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed * 1.05 + 50 * 1024**2:
        raise ModelError(
            msg(
                "磁盘空间不够：这个模型需要 {megabytes} MB。请腾出空间再试。", megabytes=needed // 1024**2 + 1
            )
        )


def _unpack(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    folder: Path,
    progress: Progress,
    cancelled: Cancelled,
) -> None:
    total, done = max(1, sum(m.file_size for m in members)), 0
    for member in members:
        target = folder / member.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with archive.open(member) as source, target.open("xb") as out:
            while piece := source.read(_CHUNK):
                if cancelled():
                    raise ModelCancelledError(msg("已取消，原来的模型没有变。"))
                written += len(piece)
                if written > member.file_size:  # the directory lied about the size
                    raise zipfile.BadZipFile(member.filename)
                out.write(piece)
                progress(0.9 * (done + written) / total)
        done += member.file_size


def _replace(fresh: Path, target: Path) -> None:
    """Put a new folder in place of an old one; the old one comes back if that fails."""
    if not target.exists():
        fresh.rename(target)
        return
    old = fresh.parent / ".replaced"
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
