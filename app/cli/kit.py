"""`kaibo kit`: a centre on a stick. Made at the desk, installed at stations, results brought back.

Exit codes: 0 done; 1 not done, with a sentence why; 2 a wrong call; 3 a file of the kit is missing, changed
or too many; 4 the centre's key is not trusted; 5 the kit is older than what is installed; 6 merged, but not
every file could be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.cli.people import choose_named, plan_text
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.practice.kit_installing import Installing
from app.practice.kit_keys import fingerprint
from app.practice.kit_machine import machine_here
from app.practice.kit_manifest import check_kit, read_kit
from app.practice.kit_values import (
    Collected,
    InstalledKit,
    InstallOptions,
    KitContents,
    KitError,
    KitInfo,
    MadeKit,
    Merged,
    Progress,
    nothing_to_report,
)

if TYPE_CHECKING:
    from app.cli.running import Commands
    from app.practice.studio import Studio

_DAMAGED = 6


def add_parser(commands: Any) -> None:
    """Add `kit` to the command line."""
    kit = commands.add_parser("kit", help=tr("U 盘：做安装包、安装、取结果、合并")).add_subparsers(
        metavar=tr("命令"), required=True
    )
    each = kit.add_parser("make", help=tr("把程序、模型、课包、名单和设置做成安装包，写到 U 盘"))
    each.add_argument("folder", type=Path, help=tr("U 盘上的一个文件夹"))
    each.add_argument(
        "--installer", type=Path, nargs="+", default=[], help=tr("安装程序（.deb、.tar.gz、.exe）")
    )
    each.add_argument("--model", nargs="+", default=[], help=tr("语音模型：文件夹，或者本机模型的名称"))
    each.add_argument("--packs", type=Path, nargs="+", default=[], help=tr("课包"))
    each.add_argument("--roster", type=Path, help=tr("名单（.xlsx、.csv）：先导入这台电脑，再带上"))
    each.add_argument("--policy", type=Path, help=tr("中心的设置文件；里面可以写 {station}"))
    each.add_argument(
        "--from-this-station",
        "--plans",
        dest="records",
        action="store_true",
        help=tr("带上这台电脑的名单、班级、密码、计划和点评"),
    )
    each.add_argument("--no-pins", action="store_true", help=tr("不带密码"))
    each.add_argument("--no-reviews", action="store_true", help=tr("不带点评"))
    each.add_argument("--station-names", default="", help=tr("电脑名称，例如 A-{01..40}"))
    _who(each, _make)

    each = kit.add_parser("key", help=tr("中心的密钥：看指纹，另存一份，或者从另存的那份取来"))
    each.add_argument("folder", type=Path, nargs="?", help=tr("另存到哪个文件夹"))
    each.add_argument("--from", dest="source", type=Path, help=tr("从哪个文件夹取来"))
    _who(each, _key)

    each = kit.add_parser("check", help=tr("检查安装包的签名和每个文件，什么都不装"))
    each.add_argument("folder", type=Path)
    each.add_argument("--silent", action="store_true", help=tr("不提问，不显示进度"))
    each.set_defaults(command=_guarded(_check), without_policy=True)

    each = kit.add_parser("install", help=tr("检查安装包，再装到这台电脑"))
    each.add_argument("folder", type=Path)
    each.add_argument("--key", default="", metavar="FINGERPRINT", help=tr("做包的人告诉您的指纹"))
    each.add_argument("--station", default="", help=tr("这台电脑的名称"))
    each.add_argument("--downgrade", action="store_true", help=tr("允许退回旧名单和旧设置"))
    each.add_argument("--mine", action="store_true", help=tr("只装给当前用户"))
    _who(each, _install)
    each.set_defaults(without_policy=True)

    each = kit.add_parser("collect", help=tr("把这台电脑上的练习结果加密拷到 U 盘"))
    each.add_argument("folder", type=Path)
    each.add_argument("--new", action="store_true", help=tr("只拷中心还没有收到的"))
    each.add_argument("--no-recordings", action="store_true", help=tr("不带录音"))
    each.add_argument("--all-kinds", action="store_true", help=tr("也带上班级、计划等（教师自己的电脑）"))
    each.add_argument("--unsealed", action="store_true", help=tr("不加密（管理员）"))
    each.add_argument("--key", default="", metavar="FINGERPRINT", help=tr("中心告诉您的指纹"))
    _who(each, _collect)

    each = kit.add_parser("merge", help=tr("在办公电脑上合并 U 盘带回来的结果"))
    each.add_argument("folder", type=Path)
    each.add_argument("--clear", action="store_true", help=tr("全部收好以后从 U 盘上删掉"))
    each.add_argument("--all-kinds", action="store_true", help=tr("也收下班级、计划等（教师自己的电脑）"))
    _who(each, _merge)


def _who(parser: argparse.ArgumentParser, command: Callable[..., int]) -> None:
    parser.add_argument("--silent", action="store_true", help=tr("不提问，不显示进度"))
    parser.add_argument("--as", dest="who", help=tr("以谁的身份；不写则是上次使用的人"))
    parser.set_defaults(command=_guarded(command))


def _guarded(command: Callable[[argparse.Namespace, Commands], int]) -> Callable[..., int]:
    """A kit's failures have exit codes of their own."""

    def run(arguments: argparse.Namespace, commands: Commands) -> int:
        try:
            return command(arguments, commands)
        except KitError as error:
            print(str(error), file=sys.stderr)
            return error.exit_code

    return run


def _progress(arguments: argparse.Namespace) -> Progress:
    return nothing_to_report if arguments.silent else progress_line()


def _signed_in(studio: Studio, arguments: argparse.Namespace) -> bool:
    """Whoever was named, or was here last. In silence nobody is asked for a PIN: then one must not be needed.

    Raises ExpectedError.
    """
    if not arguments.silent:
        return choose_named(studio, arguments.who)
    if studio.profile is None and studio.settings.profile_id:
        raise ExpectedError(msg("写了 --silent 就不会询问密码，所以没有做。请不写 --silent 再运行一次。"))
    return True


def _make(arguments: argparse.Namespace, commands: Commands) -> int:
    _check_plugged_in(arguments.folder.absolute().parent)
    studio = commands.build_studio()
    try:
        if not _signed_in(studio, arguments):
            return 1
        if arguments.roster is not None and not _bring_roster(studio, arguments.roster):
            return 1
        contents = KitContents(
            installers=tuple(arguments.installer),
            models=tuple(_model_folder(studio, each) for each in arguments.model),
            packs=tuple(arguments.packs),
            policy=arguments.policy,
            records=arguments.records or arguments.roster is not None,
            pins=not arguments.no_pins,
            reviews=not arguments.no_reviews,
            station_names=arguments.station_names,
        )
        _say_made(studio.kit.make(arguments.folder, contents, _progress(arguments)), studio.home)
    finally:
        studio.close()
    return 0


def _check_plugged_in(folder: Path) -> None:
    """Without a stick its folder would be made on this machine's disk. Raises ExpectedError."""
    if not folder.is_dir():
        raise ExpectedError(
            msg("没有文件夹 {folder}，什么都没有写。U 盘插好了吗？名称写对了吗？", folder=folder)
        )


def _bring_roster(studio: Studio, path: Path) -> bool:
    """Import the roster here first, so that everybody has one identity at all stations."""
    plan = studio.people.rosters.read(path)
    if plan.faults:
        print(plan_text(plan))
        print(tr("名单有错，没有做成安装包。改好这些行再来。"), file=sys.stderr)
        return False
    studio.people.rosters.apply(plan)
    return True


def _model_folder(studio: Studio, given: str) -> Path:
    """A model's folder, also by the name of one on this machine."""
    if not Path(given).is_dir():
        for each in studio.models.installed():
            if each.name == given:
                return each.path
    return Path(given)


def _say_made(made: MadeKit, home: Path) -> None:
    info = made.info
    print(
        tr(
            "安装包做好了：{folder}（{count} 个文件，{size:.0f} MB，这次写了 {written} 个）。",
            folder=made.folder,
            count=len(info.files),
            size=info.size / 1e6,
            written=made.written,
        )
    )
    if not info.installers:
        print(tr("里面没有开播程序（没有写 --installer）：只能装到已经有开播的电脑上。"))
    if made.key_is_new:
        print(
            tr(
                "给中心做了一把新密钥，放在 {folder}。丢了它就打不开带回来的结果："
                "请用 kaibo kit key 文件夹 另存一份，锁起来。",
                folder=home / "keys",
            )
        )
    print(tr("指纹：{fingerprint}。第一次安装时要核对它，请另外告诉装的人。", fingerprint=made.fingerprint))
    if info.file("records.jsonl") is not None:
        print(tr("安装包里有学员名单。请像保管名册一样保管 U 盘。"))


def _key(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if arguments.source is not None or arguments.folder is not None:
            if not _signed_in(studio, arguments):
                return 1
        elif not studio.kit.fingerprint:
            print(tr("这台电脑上还没有中心的密钥。第一次做安装包时会自动生成。"), file=sys.stderr)
            return 1
        if arguments.source is not None:
            studio.kit.bring_key(arguments.source)
        if arguments.folder is not None:
            studio.kit.keep_key(arguments.folder)
            print(
                tr("中心的密钥另存在 {folder}。谁有它，谁就能打开结果，请锁起来。", folder=arguments.folder)
            )
        print(tr("指纹：{fingerprint}", fingerprint=studio.kit.fingerprint))
    finally:
        studio.close()
    return 0


def _check(arguments: argparse.Namespace, commands: Commands) -> int:
    info = read_kit(arguments.folder)
    check_kit(arguments.folder, info, _progress(arguments))
    print(
        tr(
            "安装包是完好的：“{centre}”，{created}，{count} 个文件。指纹：{fingerprint}",
            centre=info.centre,
            created=info.created,
            count=len(info.files),
            fingerprint=fingerprint(info.key),
        )
    )
    return 0


def _install(arguments: argparse.Namespace, commands: Commands) -> int:
    machine = machine_here(commands.home)
    options = InstallOptions(
        fingerprint=arguments.key,
        station=arguments.station,
        downgrade=arguments.downgrade,
        own=arguments.mine,
        confirm=None if _nobody(arguments) else _confirm,
        ask_station=None if _nobody(arguments) else _ask_station,
    )
    for_all = machine.folder(arguments.mine)[1]
    if for_all:  # no database is opened: it would be the administrator's own
        _say_installed(Installing(machine, arguments.folder, options, _progress(arguments)).run())
        return 0
    read_kit(arguments.folder)
    studio = commands.build_studio()
    try:
        if arguments.who and not _signed_in(studio, arguments):
            return 1
        _say_installed(studio.kit.install(arguments.folder, options, _progress(arguments)))
        for notice in studio.kit.notices:
            print(notice, file=sys.stderr)
    finally:
        studio.close()
    return 0


def _nobody(arguments: argparse.Namespace) -> bool:
    return arguments.silent or not sys.stdin.isatty()


def _confirm(info: KitInfo, shown: str) -> bool:
    print(tr("“{centre}”的安装包，{created} 做的。", centre=info.centre, created=info.created))
    print(tr("指纹：{fingerprint}", fingerprint=shown))
    answer = input(tr("请和做包的人核对指纹。完全一致就输入 yes："))
    return answer.strip().casefold() in ("yes", "y", "是")


def _ask_station(names: tuple[str, ...], proposed: str) -> str:
    answer = input(
        tr(
            "这台电脑叫什么？（{first} 到 {last}，直接回车是 {proposed}）：",
            first=names[0],
            last=names[-1],
            proposed=proposed,
        )
    )
    return answer.strip() or proposed


def _say_installed(done: InstalledKit) -> None:
    for sentence in (*done.done, *done.left_out):
        print(sentence)
    if not done.done and not done.left_out:
        print(tr("都已经装过了，没有要改的。"))
    if done.for_machine:
        print(tr("装好了，这台电脑的所有用户都能用。"))
    else:
        print(tr("装好了，只给当前用户。"))


def _collect(arguments: argparse.Namespace, commands: Commands) -> int:
    _check_plugged_in(arguments.folder)
    studio = commands.build_studio()
    try:
        if arguments.who and not _signed_in(studio, arguments):
            return 1
        _say_collected(
            studio.kit.collect(
                arguments.folder,
                only_new=arguments.new,
                recordings=not arguments.no_recordings,
                all_kinds=arguments.all_kinds,
                unsealed=arguments.unsealed,
                given_fingerprint=arguments.key,
                confirm=None if _nobody(arguments) else _confirm,
                progress=_progress(arguments),
            )
        )
    finally:
        studio.close()
    return 0


def _say_collected(done: Collected) -> None:
    if not done.files:
        print(tr("{station} 没有新的结果。", station=done.station))
        return
    for each in done.files:
        print(
            tr(
                "{path}：{records} 条记录，{recordings} 段录音，{size:.1f} MB",
                path=each.path,
                records=each.records,
                recordings=each.recordings,
                size=each.size / 1e6,
            )
        )
    if done.missing:
        print(tr("有 {count} 段录音的文件不在或坏了，没有带上。", count=done.missing), file=sys.stderr)
    if done.sealed:
        print(tr("{station} 的结果拷好了，已加密，只有中心能打开。", station=done.station))
    else:
        print(tr("{station} 的结果拷好了，没有加密。请看好 U 盘。", station=done.station))


def _merge(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not _signed_in(studio, arguments):
            return 1
        done = studio.kit.merge(
            arguments.folder,
            clear=arguments.clear,
            all_kinds=arguments.all_kinds,
            progress=_progress(arguments),
        )
    finally:
        studio.close()
    _say_merged(done)
    return _DAMAGED if done.damaged else 0


def _say_merged(done: Merged) -> None:
    for each in done.stations:
        print(
            tr(
                "{name}：新 {new}，已有 {known}，等待 {waiting}，录音 {recordings}（{files} 个文件）",
                name=each.name or each.id,
                new=each.new,
                known=each.known,
                waiting=each.waiting,
                recordings=each.recordings,
                files=each.files,
            )
        )
        if each.refused:
            print(
                tr(
                    "{name} 有 {count} 条没有收下：角色、班级、计划和教师的密码由办公电脑决定。",
                    name=each.name or each.id,
                    count=each.refused,
                )
            )
    if not done.stations and not done.damaged:
        print(tr("这里没有结果文件。"))
    for sentence in done.damaged:
        print(sentence, file=sys.stderr)
    if done.cleared:
        print(tr("从 U 盘上删掉了 {count} 个收好的文件。", count=done.cleared))
    if done.silent:
        print(tr("两个星期以上没有带来结果的电脑："))
        for name, last in done.silent:
            if last:
                print(f"  {name}  {last}")
        never = [name for name, last in done.silent if not last]
        if never:
            print("  " + tr("从来没有：{names}", names=" ".join(never)))
