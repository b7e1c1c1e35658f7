"""Films of takes: where a new one is written, whose it becomes, and what they need on the disk."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.people.rights import NotAllowedError, only_own
from app.storage import videos
from app.storage.errors import AttemptMissingError, ScoreUnreadableError
from app.storage.values import Attempt

ROOM_TO_BEGIN = 1_000_000_000
"""Bytes that must be free before a film begins: twenty minutes take about a third of it."""

ROOM_TO_GO_ON = 300_000_000
"""Bytes below which a film ends by itself, so that the recording of the sound never runs out of room."""


@dataclass(frozen=True)
class VideoUse:
    """How many films the present profile has, and how many bytes they take."""

    count: int = 0
    size: int = 0


class Videos:
    """The films on this machine. They are made by the window; here they get names and belong to attempts."""

    def __init__(self, home: Path, attempt: Callable[[str], Attempt], profile_id: Callable[[], str]) -> None:
        """`attempt` gives a stored attempt, whose score is not needed, to who may see it.

        `profile_id` says who practises now, "" for nobody.
        """
        self._home = home
        self._attempt = attempt
        self._profile_id = profile_id
        self._looked = False

    def begin(self) -> Path:
        """A file for a film that begins now. Raises ExpectedError when there is no room for it."""
        if self._free() < ROOM_TO_BEGIN:
            raise ExpectedError(
                msg("磁盘剩下的地方不够录像，这一遍只录声音。删掉一些不用的文件，就又能录像。"),
                errno.errorcode[errno.ENOSPC],
            )
        try:
            if not self._looked:  # nothing of this run is unfinished yet
                self._looked = True
                videos.remove_unfinished(self._home)
            return videos.new_video(self._home)
        except OSError as error:
            raise ExpectedError(
                msg("录像文件夹写不进去，这一遍只录声音。请检查文件夹权限。"), str(error)
            ) from error

    @property
    def full(self) -> Message | None:
        """Said when a film must end because the disk is nearly full; None while there is room."""
        if self._free() >= ROOM_TO_GO_ON:
            return None
        return msg("磁盘快满了，录像先停了，声音还在录。")

    def keep(self, film: Path, attempt_id: str) -> Path:
        """The film belongs to this attempt from now on. Raises ExpectedError when it cannot be kept."""
        try:
            if not film.stat().st_size:
                raise OSError(errno.ENODATA, "the film is empty")
            return videos.keep_video(film, self._home, attempt_id)
        except OSError as error:
            raise ExpectedError(msg("这一遍的录像没能保存，声音已经保存好了。"), str(error)) from error

    def discard(self, film: Path) -> None:
        """Forget a film that belongs to no attempt."""
        film.unlink(missing_ok=True)

    def of(self, attempt_id: str) -> Path | None:
        """The film of an attempt that may be seen; None when it has none. Raises NotAllowedError."""
        found = videos.video_path(self._home, attempt_id)
        if not found.is_file():
            return None
        self._attempt(attempt_id)
        return found

    def remove(self, attempt_id: str) -> None:
        """Destroy the film of an attempt of her own at once; its sound and score stay. ExpectedError."""
        if self._attempt(attempt_id).profile_id != self._profile_id():
            raise only_own()
        try:
            videos.video_path(self._home, attempt_id).unlink(missing_ok=True)
        except OSError as error:
            raise ExpectedError(msg("录像没能删掉，可能正在播放。停下来再试一次。"), str(error)) from error

    def use(self) -> VideoUse:
        """How much the present profile's films are. Blocks: every film's attempt is looked up."""
        sizes = [path.stat().st_size for path, _ in self._mine()]
        return VideoUse(len(sizes), sum(sizes))

    def copy_to(
        self,
        folder: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int:
        """Copy the present profile's films to a folder, named by day and text; how many those were.

        A film that is there already under its name is left as it is. Raises ExpectedError when the folder is
        full or cannot be written; what was copied until then stays.
        """
        mine = self._mine()
        for done, (path, attempt) in enumerate(mine):
            if progress is not None:
                progress(done, len(mine))
            if cancelled is not None and cancelled():
                return done
            target = folder / _export_name(attempt)
            part = target.with_suffix(".part")
            try:
                if not target.exists():
                    shutil.copyfile(path, part)
                    part.replace(target)
            except OSError as error:
                part.unlink(missing_ok=True)
                raise ExpectedError(
                    msg(
                        "录像没能都导出：{path} 写不进去或者满了。已经导出的还在那里，原来的录像没有改动。",
                        path=folder,
                    ),
                    str(error),
                ) from error
        return len(mine)

    def _mine(self) -> list[tuple[Path, Attempt]]:
        owner, found = self._profile_id(), []
        for attempt_id, path in videos.kept_videos(self._home).items():
            try:
                attempt = self._attempt(attempt_id)
            except (AttemptMissingError, ScoreUnreadableError, NotAllowedError):
                continue
            if attempt.profile_id == owner:
                found.append((path, attempt))
        return found

    def _free(self) -> int:
        return shutil.disk_usage(self._home).free


def _export_name(attempt: Attempt) -> str:
    text = "".join(each for each in attempt.text if each.isalnum())[:16]
    day = f"{attempt.created.astimezone():%Y-%m-%d %H%M%S}"
    return " ".join(filter(None, (day, text, attempt.id[:6]))) + videos.SUFFIX
