"""All scripts there are: the bundled ones, then a trainer's own, which replace those of the same id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.i18n import msg
from app.live_room.script_file import ReadScript, read_script
from app.live_room.values import Comment, Script, ScriptProblem

_MOST_FILES = 200


@dataclass(frozen=True)
class Scripts:
    """The scripts that can be used, in their order, and what is wrong with the others."""

    scripts: tuple[Script, ...] = ()
    problems: tuple[ScriptProblem, ...] = ()

    def script(self, script_id: str) -> Script | None:
        """The script of this id, or None."""
        return next((each for each in self.scripts if each.id == script_id), None)


def load_scripts(folders: Sequence[Path]) -> Scripts:
    """Read all `*.toml` of the folders; those that do not exist are passed over. Never raises."""
    read: dict[str, tuple[Path, ReadScript]] = {}
    problems: list[ScriptProblem] = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml"))[:_MOST_FILES] if folder.is_dir() else ():
            found = read_script(path)
            problems += found.problems
            read[found.script.id if found.script else path.stem] = (path, found)
    shared = {path.stem: found for path, found in read.values()}
    scripts: list[Script] = []
    for path, found in read.values():
        if found.script is None:
            continue
        comments: list[Comment] = list(found.comments)
        names = list(found.names)
        for used in found.uses:
            if used in shared:
                comments += shared[used].comments
                names += shared[used].names
            else:
                problems.append(ScriptProblem(path, 1, msg("找不到要用的“{name}.toml”。", name=used)))
        if not comments:
            problems.append(ScriptProblem(path, 1, msg("里面没有一条能用的弹幕。")))
            continue
        scripts.append(replace(found.script, comments=tuple(comments), names=tuple(names)))
    return Scripts(tuple(sorted(scripts, key=lambda each: (each.order, each.id))), tuple(problems))
