"""What the tests of kits are made of: a centre, a folder of goods, a machine."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.curriculum.lesson_file import read_lesson
from app.curriculum.packs.signing import own_key
from app.curriculum.packs.writing import write_pack
from app.curriculum.template import write_new_lesson
from app.practice.kit_installing import Installing
from app.practice.kit_keys import CentreKey, make_key
from app.practice.kit_machine import Machine
from app.practice.kit_making import KitMaker
from app.practice.kit_values import InstalledKit, InstallOptions, KitContents, MadeKit

MODEL_FILES = (
    "am/final.mdl",
    "conf/model.conf",
    "conf/mfcc.conf",
    "graph/phones/word_boundary.int",
    "graph/HCLr.fst",
    "graph/Gr.fst",
    "graph/disambig_tid.int",
)
POLICY = 'station = "{station}"\nlanguage = "ug"\n\n[sign_in]\nwho = "listed"\n'


@dataclass
class Office:
    """A desk that makes kits from a folder of goods, and one station that gets them."""

    folder: Path
    key: CentreKey = field(default_factory=make_key)

    def __post_init__(self) -> None:
        self.goods = self.folder / "goods"
        self.stick = self.folder / "stick" / "kaibo"
        self.shared = self.folder / "machine"
        self.home = self.folder / "home"
        self.ran: list[list[str]] = []
        self.fails = 0

    def model(self, name: str = "vosk-small", seed: int = 0, size: int = 3_000) -> Path:
        folder = self.goods / "models" / name
        for number, each in enumerate(MODEL_FILES):
            path = folder / each
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(random.Random(seed + number).randbytes(size))
        return folder

    def pack(self, lesson_id: str = "hetao-1", title: str = "核桃") -> Path:
        text = self.goods / "lessons" / lesson_id / "lesson.md"
        if not text.exists():
            write_new_lesson(self.goods / "lessons", lesson_id, title, "产品")
        lesson = read_lesson(text).lesson
        assert lesson is not None
        target = self.goods / f"{title}.kaibopack"
        return write_pack(
            [lesson], title, "王老师", own_key(self.goods / "keys"), datetime(2026, 9, 1, tzinfo=UTC), target
        )

    def installer(self, name: str = "kaibo_9.1.0_amd64.deb") -> Path:
        path = self.goods / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"installer " * 100)
        return path

    def policy(self, text: str = POLICY) -> Path:
        path = self.goods / "policy.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def contents(self) -> KitContents:
        return KitContents(
            installers=(self.installer(),),
            models=(self.model(),),
            packs=(self.pack(),),
            policy=self.policy(),
            station_names="A-{01..40}",
        )

    def make(self, contents: KitContents | None = None, serial: int = 1, **more: object) -> MadeKit:
        maker = KitMaker(
            self.key, "喀什中心", "9.1.0", **({"largest": more.pop("largest")} if "largest" in more else {})
        )  # type: ignore[arg-type]
        return maker.make(self.stick, contents or self.contents(), serial, **more)  # type: ignore[arg-type]

    def machine(
        self, *, writable: bool = True, administrator: bool = False, version: str = "9.0.0"
    ) -> Machine:
        def run(command: object) -> int:
            self.ran.append(list(command))  # type: ignore[call-overload]
            return self.fails

        return Machine(
            self.shared, self.home, writable, administrator, "linux", version, host="lab-pc-7", run=run
        )

    def install(self, machine: Machine | None = None, **options: object) -> InstalledKit:
        chosen = {"fingerprint": self.key.fingerprint, "station": "A-07"} | options
        return Installing(machine or self.machine(), self.stick, InstallOptions(**chosen)).run()  # type: ignore[arg-type]

    def shared_files(self) -> dict[str, bytes]:
        return files_in(self.shared)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its name with slashes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
