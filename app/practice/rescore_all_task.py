"""One recording scored again, on whatever machine: what travels there, what comes back, and the work itself.

The work is a pure function of its job: the recording's bytes, the text, what is known of the speaker's voice,
how strictly and by which thresholds. So it gives the same score wherever the scorer and the model are the
same, in whatever order the jobs are done.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.audio.recording import decode_recording
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.practice.engine import SpeechEngine
from app.practice.keeper import spoken_of
from app.speech.agreement_cuts import CentreCuts
from app.speech.register import SpeakerRegister
from app.speech.values import Strictness
from app.storage.score_json import FORMAT, pack_score

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Identity:
    """What a score depends on besides its job: the program, the scorer's weights, the model's files."""

    version: str
    scorer: str
    model: str
    model_digest: str

    @property
    def resource(self) -> str:
        """The name under which a scheduler knows machines that are alike."""
        whole = "\n".join((self.version, self.scorer, self.model, self.model_digest))
        return f"kaibo-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"

    def __str__(self) -> str:
        return f"Kaibo {self.version} · {self.scorer} · {self.model} {self.model_digest[:8]}"


def identity_of(engine: SpeechEngine) -> Identity:
    """What this machine scores with; loads the model first. Raises ExpectedError when there is none."""
    engine.warm_up()
    return Identity(
        __version__, engine.scorer_version, engine.model_name, _digest_of_files(engine.model.path)
    )


def _digest_of_files(folder: Path) -> str:
    """A hash of a model's files by name and content: times and places differ from machine to machine."""
    digest = hashlib.sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        with file.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Job:
    """One recording to be scored.

    `recording` holds the FLAC file's bytes: a worker needs no share. `register` and `cuts` are JSON as kept
    in the database.
    """

    attempt_id: str
    name: str  # of the recording's file
    recording: bytes
    sha256: str
    text: str
    pinyin: tuple[str, ...] | None
    style: str
    strictness: str
    register: str
    cuts: str
    identity: Identity


@dataclass(frozen=True)
class Scored:
    """A job's score, packed as it lies in the database."""

    attempt_id: str
    format: int
    data: bytes


@dataclass(frozen=True)
class NotScored:
    """Why a job has no score; `fault` is of the recording, everything else is the machine's own."""

    attempt_id: str
    fault: bool
    detail: str


_engine: SpeechEngine | None = None
_identity: Identity | None = None


def serve(engine: SpeechEngine) -> Identity:
    """Score with this engine in this process from now on; returns what it is. Blocks while it loads."""
    global _engine, _identity
    _engine, _identity = engine, identity_of(engine)
    return _identity


def score_job(job: Job) -> Scored | NotScored:
    """Score one recording. A fault in the recording is a value that comes back; a bug is raised."""
    if _engine is None or _identity != job.identity:
        where = f"{platform.node()}: {_identity} instead of {job.identity}"
        log.error("a job for another scorer was refused: %s", where)
        return NotScored(job.attempt_id, fault=False, detail=where)
    try:
        samples = decode_recording(job.recording, job.name, job.sha256)
    except ExpectedError as error:
        return NotScored(job.attempt_id, fault=True, detail=f"{error} ({error.detail})")
    register = SpeakerRegister.from_json(json.loads(job.register))
    spoken = spoken_of(Prompt("", job.text, job.pinyin, style=job.style))
    running = _engine.begin(spoken, register, Strictness(job.strictness), CentreCuts.from_json(job.cuts))
    running.feed(samples)
    score = running.finish()
    return Scored(job.attempt_id, FORMAT, pack_score(score))
