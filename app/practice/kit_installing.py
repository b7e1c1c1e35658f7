"""Installing a kit: everything is checked before anything is written, and a second time changes nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from app.curriculum.packs.opening import inspect_pack, install_pack
from app.curriculum.packs.values import PackInfo
from app.i18n import Message, msg
from app.practice.kit_inbox import PARCELS, RECORDS, Inbox
from app.practice.kit_keys import KnownCentre, fingerprint, is_fingerprint, write_whole
from app.practice.kit_machine import Machine, version_of
from app.practice.kit_making import POLICY, check_policy, is_station_name, names_station, policy_for
from app.practice.kit_manifest import check_kit, counted, read_kit
from app.practice.kit_stick import check_space, copy_out, digest_of, stick_error, stop_if
from app.practice.kit_values import (
    MANIFEST,
    Cancelled,
    InstalledKit,
    InstallOptions,
    KitError,
    KitFile,
    KitInfo,
    KitInstaller,
    KitOlderError,
    KitUntrustedError,
    Progress,
    never,
    nothing_to_report,
)
from app.speech.model_store import check_files


class Installing:
    """One installation of one kit."""

    def __init__(
        self,
        machine: Machine,
        folder: Path,
        options: InstallOptions,
        progress: Progress = nothing_to_report,
        cancelled: Cancelled = never,
    ) -> None:
        self._machine = machine
        self._source = folder
        self._options = options
        self._progress = progress
        self._cancelled = cancelled
        self._target, self._for_all = machine.folder(options.own)
        self._known = machine.known(self._for_all)
        self._done: list[Message] = []
        self._left_out: list[Message] = []

    def run(self) -> InstalledKit:
        """Check, then install. Raises ExpectedError; what is installed by then is whole."""
        try:
            return self._run()
        except OSError as error:
            gone = not (self._source / MANIFEST).is_file()
            raise stick_error(error, self._source if gone else self._target) from error

    def _run(self) -> InstalledKit:
        info = read_kit(self._source)
        known = self._known.get(info.key)
        if known is not None and known.serial > info.serial and not self._options.downgrade:
            raise KitOlderError(
                msg(
                    "这份安装包（{old}）比已经装的（{new}）旧，没有安装。"
                    "确实要退回旧名单和旧设置，请加 --downgrade。",
                    old=info.created,
                    new=known.created,
                )
            )
        self._check_trust(info, known)
        template = self._policy_template(info)
        station = self._station(info, names_station(template))
        check_kit(self._source, info, lambda share: self._progress(share * 0.5), self._cancelled)
        packs = self._packs(info)
        if template:
            check_policy(template, station, None)
        check_space(self._target, self._missing_bytes(info))
        self._step = counted(lambda share: self._progress(0.5 + share * 0.5), info.size)
        self._install_models(info)
        self._install_packs(packs)
        self._install_policy(template, station)
        self._fill_inbox(info, station)
        self._remember(info, station)
        self._install_program(info)
        self._progress(1.0)
        return InstalledKit(info, self._for_all, station, tuple(self._done), tuple(self._left_out))

    # -- before anything is written

    def _check_trust(self, info: KitInfo, known: KnownCentre | None) -> None:
        if known is not None:
            return
        given = self._options.fingerprint
        shown = fingerprint(info.key)
        if given:
            if not is_fingerprint(given, info.key):
                raise KitUntrustedError(
                    msg(
                        "指纹不对：安装包的指纹是 {shown}，和您给的不一样。什么都没有装。"
                        "请向做包的人核对，确认 U 盘没有被换过。",
                        shown=shown,
                    ),
                    shown,
                )
            return
        if self._options.confirm is None or not self._options.confirm(info, shown):
            raise KitUntrustedError(
                msg(
                    "这台电脑还不认识“{centre}”（指纹 {shown}），什么都没有装。"
                    "和做包的人核对指纹，一致再用 --key 写上它。",
                    centre=info.centre,
                    shown=shown,
                ),
                shown,
            )

    def _station(self, info: KitInfo, needed: bool) -> str:
        """The name of this station; "" when the kit gives none and does without."""
        names, wanted = info.station_names, self._options.station
        before, host = self._installed().get("station", ""), self._machine.host
        likely = next((each for each in (before, host) if each and (not names or each in names)), "")
        if not wanted and not names and not needed:
            return before
        if not wanted and names and self._options.ask_station is not None:
            wanted = self._options.ask_station(names, likely or names[0])
        wanted = wanted or likely
        first, last = (names[0], names[-1]) if names else ("A-01", "A-40")
        if not wanted:
            raise KitError(
                msg(
                    "请用 --station 写上这台电脑的名称（{first} 到 {last} 中的一个）。什么都没有装。",
                    first=first,
                    last=last,
                )
            )
        if not is_station_name(wanted) or (names and wanted not in names):
            raise KitError(
                msg(
                    "安装包里没有叫“{name}”的电脑。可以用的是 {first} 到 {last}。什么都没有装。",
                    name=wanted,
                    first=first,
                    last=last,
                )
            )
        return wanted

    def _policy_template(self, info: KitInfo) -> str:
        file = info.file(POLICY)
        if file is None:
            return ""
        try:
            return (self._source / file.name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""  # the check of all files names it

    def _packs(self, info: KitInfo) -> list[tuple[KitFile, PackInfo]]:
        """The packs, each looked into. Raises PackError for one that is not sound."""
        return [
            (each, inspect_pack(self._source / each.name)) for each in info.under("packs") if not each.parts
        ]

    def _missing_bytes(self, info: KitInfo) -> int:
        """Bytes of the models and records that are not there in the same size."""
        wanted = [*info.under("models"), *info.under("packs"), *info.under(PARCELS)]
        return sum(each.size for each in wanted if not _same_size(self._target / each.name, each.size))

    # -- installing

    def _install_models(self, info: KitInfo) -> None:
        files = info.under("models")
        for name in dict.fromkeys(each.name.split("/")[1] for each in files):
            mine = [each for each in files if each.name.split("/")[1] == name]
            place = self._target / "models" / name
            if _holds(place, mine, len(f"models/{name}/")):
                self._step(sum(each.size for each in mine))
                continue
            fresh = self._target / "models" / f".incoming-{name}"
            for each in mine:
                inside = fresh / each.name[len(f"models/{name}/") :]
                if _same_size(inside, each.size) and digest_of([inside])[1] == each.sha256:
                    self._step(each.size)
                    continue
                copy_out(self._source, each, inside, self._step, self._cancelled)
            check_files(fresh)
            self._open_for_all(fresh)
            _replace(fresh, place)
            self._done.append(msg("语音模型 {name} 装好了：{place}", name=name, place=place))

    def _install_packs(self, packs: list[tuple[KitFile, PackInfo]]) -> None:
        lessons = self._target / "lessons"
        for file, pack in packs:
            stop_if(self._cancelled)
            self._step(file.size)
            if all(
                _same_size(self._target / each.name, each.size)
                and digest_of([self._target / each.name])[1] == each.sha256
                for each in pack.files
            ):
                continue
            install_pack(
                self._source / file.name, lessons, expected=pack, replace=True, cancelled=self._cancelled
            )
            for each in pack.lessons:
                self._open_for_all(lessons / each.id)
            self._done.append(
                msg("课包《{title}》装好了，{count} 课。", title=pack.title, count=len(pack.lessons))
            )

    def _install_policy(self, template: str, station: str) -> None:
        if not template:
            return
        if not self._for_all:
            self._left_out.append(
                msg("中心的设置没有装：它管整台电脑，要用管理员身份安装。其他内容只给当前用户。")
            )
            return
        path = self._target / POLICY
        text = policy_for(template, station).encode()
        with suppress(FileNotFoundError):
            before = path.read_bytes()
            if before == text:
                return
            write_whole(path.with_name(f"{POLICY}.before"), before)
        write_whole(path, text)
        self._done.append(msg("中心的设置装好了：{place}", place=path))

    def _fill_inbox(self, info: KitInfo, station: str) -> None:
        """Records for whoever opens Kaibo next; a new station name goes the same way."""
        inbox = Inbox(self._target / "kit" / "inbox")
        files = [each for each in info.files if each.name == RECORDS or each.name.startswith(f"{PARCELS}/")]
        mark = {"key": info.key, "serial": info.serial, "station": station}
        if inbox.mark() == mark or not (files or station):
            return
        inbox.begin()
        for each in files:
            copy_out(self._source, each, inbox.folder / each.name, self._step, self._cancelled)
        inbox.end(mark, {each.name for each in files})
        self._open_for_all(inbox.folder)
        if files:
            self._done.append(msg("名单、班级和计划准备好了，下次打开开播时自动用上。"))
        if station:
            self._done.append(msg("这台电脑叫 {station}。", station=station))

    def _remember(self, info: KitInfo, station: str) -> None:
        self._known.keep(KnownCentre(info.key, info.centre, info.results_key, info.serial, info.created))
        data = {"key": info.key, "serial": info.serial, "created": info.created, "station": station}
        write_whole(self._target / "kit" / "installed.json", json.dumps(data, ensure_ascii=False).encode())
        self._open_for_all(self._target / "kit")

    def _install_program(self, info: KitInfo) -> None:
        """The program comes last: this one runs from what is going to be replaced."""
        found = [each for each in info.installers if each.system == self._machine.system]
        newest = max(found, key=lambda each: version_of(each.version), default=None)
        if newest is None or version_of(newest.version) == version_of(self._machine.version):
            return
        if version_of(newest.version) < version_of(self._machine.version):
            self._left_out.append(
                msg(
                    "程序没有动：已经装的 {new} 比安装包里的 {old} 新，不能退回旧版。",
                    new=self._machine.version,
                    old=newest.version,
                )
            )
            return
        if not self._machine.administrator:
            self._left_out.append(
                msg("程序 {version} 没有装：要用管理员身份再运行一次。", version=newest.version)
            )
            return
        self._run_installer(info, newest)

    def _run_installer(self, info: KitInfo, newest: KitInstaller) -> None:
        libraries = [each.file for each in info.installers if each.system == "linux-library"]
        wanted = [newest.file, *(libraries if newest.system == "linux" else [])]
        with tempfile.TemporaryDirectory(prefix="kaibo-installer-") as folder:
            paths = []
            for name in wanted:
                file = info.file(name)
                if file is None:
                    raise KitError(msg("安装包里缺少“{name}”。", name=name))
                paths.append(Path(folder) / Path(name).name)
                copy_out(self._source, file, paths[-1], self._step, self._cancelled)
            try:
                code = self._machine.install_program(paths[0], paths[1:])
            except OSError as error:
                raise KitError(
                    msg("安装程序 {name} 运行不了。其他内容已经装好。", name=paths[0].name), str(error)
                ) from error
        if code != 0:
            raise KitError(
                msg(
                    "程序 {version} 没有装上（代码 {code}）。其他内容已经装好。请看上面的说明，再来一次。",
                    version=newest.version,
                    code=code,
                )
            )
        self._done.append(msg("程序 {version} 装好了，关掉再打开开播就是新版。", version=newest.version))

    # -- inside

    def _installed(self) -> dict[str, str]:
        try:
            data = json.loads((self._target / "kit" / "installed.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def _open_for_all(self, folder: Path) -> None:
        """What an administrator put there must be readable by those who practise, whatever the umask."""
        if not self._for_all:
            return
        with suppress(NotImplementedError):
            for path in (folder, *folder.rglob("*"), folder.parent):
                path.chmod(0o755 if path.is_dir() else 0o644)


def _same_size(path: Path, size: int) -> bool:
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False


def _holds(place: Path, files: list[KitFile], prefix: int) -> bool:
    """Whether a folder holds exactly these files."""
    inside = {each.name[prefix:]: each for each in files}
    try:
        there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
        return there == set(inside) and all(
            _same_size(place / name, each.size) and digest_of([place / name])[1] == each.sha256
            for name, each in inside.items()
        )
    except OSError:
        return False


def _replace(fresh: Path, place: Path) -> None:
    """Put a new folder in the place of an old one; the old one comes back if that fails."""
    old = place.with_name(f".replaced-{place.name}")
    if old.exists():
        shutil.rmtree(old)
    try:
        if place.exists():
            place.rename(old)
        try:
            fresh.rename(place)
        except OSError:
            if old.exists():
                old.rename(place)
            raise
    except OSError as error:
        raise KitError(
            msg("{place} 正在使用，没能换成新的。请关掉开播再来一次。", place=place), str(error)
        ) from error
    shutil.rmtree(old, ignore_errors=True)
