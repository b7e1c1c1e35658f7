"""Lessons on their way in and out: packs, quizzes from elsewhere, cards for Anki."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.curriculum.gift import read_gift
from app.curriculum.imported_quiz import ImportedQuiz
from app.curriculum.library import Library
from app.curriculum.packs.opening import inspect_pack, install_pack
from app.curriculum.packs.signing import Signers, Trust, fingerprint, own_key, public_key
from app.curriculum.packs.values import PackError, PackInfo
from app.curriculum.packs.writing import write_pack
from app.curriculum.quiz_table import read_table
from app.curriculum.source import read_lines
from app.curriculum.values import Lesson
from app.errors import ExpectedError
from app.i18n import Message, msg


@dataclass(frozen=True)
class OpenedPack:
    """A pack that was looked into: what it says, who signed it, which of one's own lessons it replaces.

    `covers` are other lessons, such as bundled ones, that it would be seen instead of.
    """

    info: PackInfo
    trust: Trust
    fingerprint: str
    replaces: tuple[str, ...]
    covers: tuple[Lesson, ...] = ()


class Packs:
    """Everything that carries lessons from one computer to another. Blocks; a window calls it in jobs."""

    def __init__(self, home: Path, library: Callable[[], Library], reload: Callable[[], object]) -> None:
        self._keys = home / "keys"
        self._lessons_folder = home / "lessons"
        self._library = library
        self._reload = reload

    def write(self, lesson_ids: Sequence[str], title: str, author: str, now: datetime, target: Path) -> Path:
        """Write a signed pack of these lessons. Raises PackError."""
        return write_pack(self._chosen(lesson_ids), title, author, own_key(self._keys), now, target)

    def inspect(self, path: Path) -> OpenedPack:
        """Look into a pack without unpacking it. Raises PackError with the reason when it is not sound."""
        info = inspect_pack(path)
        there = tuple(each.id for each in info.lessons if (self._lessons_folder / each.id).exists())
        others = (self._library().lesson(each.id) for each in info.lessons if each.id not in there)
        covers = tuple(each for each in others if each is not None)
        trust = self._signers().trust_in(info.key, info.author)
        return OpenedPack(info, trust, fingerprint(info.key), there, covers)

    def install(
        self,
        path: Path,
        *,
        looked: OpenedPack | None = None,
        trust_signer: bool = False,
        replace: bool = False,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> PackInfo:
        """Unpack a pack among this user's lessons and read the library again.

        `looked` is what somebody has seen of it and agreed to; a file that was changed since is refused.
        With `trust_signer` its signer is trusted from now on, whatever comes of the pack; without, an unknown
        one is refused. Raises PackError; no lesson was changed then.
        """
        pack = looked or self.inspect(path)
        known = pack.trust in (Trust.OWN, Trust.TRUSTED)
        if not known and not trust_signer:
            raise PackError(unknown_signer(pack))
        if not known:
            self._signers().trust(pack.info.key, pack.info.author)
        info = install_pack(
            path,
            self._lessons_folder,
            expected=pack.info,
            replace=replace,
            progress=progress,
            cancelled=cancelled,
        )
        self._reload()
        return info

    def read_quiz(self, path: Path) -> ImportedQuiz:
        """Questions from a GIFT file (.gift, .txt), a workbook or CSV. Raises ExpectedError."""
        suffix = path.suffix.casefold()
        if suffix in (".xlsx", ".csv", ".tsv"):
            return read_table(path)
        if suffix in (".gift", ".txt"):
            return read_gift("\n".join(read_lines(path)))
        raise ExpectedError(msg("认不出这个文件。可以用 Moodle GIFT（.gift、.txt）、Excel（.xlsx）或 CSV。"))

    def write_cards(self, lesson_ids: Sequence[str], language: str, now: datetime, target: Path) -> int:
        """Write these lessons' cards for Anki; how many notes. Raises ExpectedError."""
        from app.curriculum.anki import write_anki  # genanki takes a moment; few ever need it

        return write_anki(self._chosen(lesson_ids), language, now, target)

    def _signers(self) -> Signers:
        return Signers(self._keys / "signers.json", public_key(own_key(self._keys)))

    def _chosen(self, lesson_ids: Sequence[str]) -> list[Lesson]:
        library = self._library()
        chosen = []
        for each in lesson_ids:
            lesson = library.lesson(each)
            if lesson is None:
                raise ExpectedError(msg("没有编号是“{id}”的课。", id=each))
            chosen.append(lesson)
        return chosen


def unknown_signer(pack: OpenedPack) -> Message:
    """What to ask before a signer is trusted."""
    if pack.trust is Trust.OTHER_KEY:
        return msg(
            "课包署名“{author}”，可是签名的钥匙和以前的不一样，指纹是 {fingerprint}。"
            "请当面或打电话问过本人，指纹一致才信任。",
            author=pack.info.author,
            fingerprint=pack.fingerprint,
        )
    return msg(
        "第一次收到“{author}”的课包，指纹是 {fingerprint}。请和发课包的人核对指纹，一致才信任。",
        author=pack.info.author or "?",
        fingerprint=pack.fingerprint,
    )
