"""Which speech model is used: the first usable one of settings, environment, machine, user and bundled.

A model that is missing or damaged is passed over with a sentence for the user, and the next one takes its
place.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.speech.model_store import check_model, fingerprint
from app.speech.recogniser import ModelError

log = logging.getLogger(__name__)

VARIABLE = "KAIBO_MODEL"


class ModelOrigin(Enum):
    """Where a model was found."""

    SETTINGS = "settings"
    ENVIRONMENT = "environment"
    MACHINE = "machine"
    USER = "user"
    BUNDLED = "bundled"


@dataclass(frozen=True)
class LocatedModel:
    """A model folder; `problems` says why others that come first were passed over."""

    path: Path
    name: str
    origin: ModelOrigin
    problems: tuple[Message, ...] = ()


@dataclass(frozen=True)
class ModelLocator:
    """Finds speech models. `user_choice` is a folder or the name of an installed model, "" for automatic."""

    user_choice: str
    user_dir: Path
    machine_dir: Path
    assets_dir: Path
    environ: Mapping[str, str]

    @property
    def models_dir(self) -> Path:
        """Where the user's own models are installed."""
        return self.user_dir / "models"

    def locate(self) -> LocatedModel:
        """The model to use, checked. The slow test load runs once for each model, until its files change.

        Raises `ModelError` when there is none at all.
        """
        problems: list[Message] = []
        for candidate in self._candidates():
            problem = self._problem(candidate)
            if problem is None:
                return LocatedModel(candidate.path, candidate.name, candidate.origin, tuple(problems))
            log.warning("model %s passed over: %s", candidate.path, problem)
            problems.append(problem)
        if problems:
            raise ModelError(
                msg("没有可用的语音模型：{reason}请重新安装 Kaibo，或者导入一个模型。", reason=problems[-1])
            )
        raise ModelError(msg("没有可用的语音模型。请重新安装 Kaibo，或者导入一个模型。"))

    def installed(self) -> list[LocatedModel]:
        """All models there are, the one that would be tried first first; unchecked, each folder once."""
        found: dict[Path, LocatedModel] = {}
        for candidate in self._candidates():
            if candidate.path.is_dir():
                found.setdefault(candidate.path.resolve(), candidate)
        return list(found.values())

    def _candidates(self) -> Iterator[LocatedModel]:
        for choice, origin in (
            (self.user_choice, ModelOrigin.SETTINGS),
            (self.environ.get(VARIABLE, ""), ModelOrigin.ENVIRONMENT),
        ):
            if choice:
                path = self._chosen(choice)
                yield LocatedModel(path, _name(path), origin)
        for folder, origin in (
            (self.machine_dir / "models", ModelOrigin.MACHINE),
            (self.models_dir, ModelOrigin.USER),
        ):
            for path in _folders(folder):
                yield LocatedModel(path, _name(path), origin)
        yield self._bundled()

    def _bundled(self) -> LocatedModel:
        return LocatedModel(self.assets_dir / "model", "kaibo", ModelOrigin.BUNDLED)

    def _chosen(self, choice: str) -> Path:
        """A folder given by its path or by the name of an installed model."""
        if choice in ("kaibo", "bundled"):
            return self._bundled().path
        for folder in (self.machine_dir / "models", self.models_dir):
            if choice in (path.name for path in _folders(folder)):
                return folder / choice
        return Path(choice).expanduser()

    def _problem(self, candidate: LocatedModel) -> Message | None:
        known = _KnownGood(self.user_dir / "models-checked.json")
        try:
            stamp = fingerprint(candidate.path)
            if not known.has(candidate.path, stamp):
                check_model(candidate.path)
                known.add(candidate.path, stamp)
        except ExpectedError as error:
            return error.message
        return None


def _folders(folder: Path) -> list[Path]:
    """Model folders in `folder` by name; those being installed begin with a dot."""
    try:
        return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    except OSError:
        return []


def _name(path: Path) -> str:
    return "kaibo" if path.parent.name == "assets" and path.name == "model" else path.name


class _KnownGood:
    """Models that passed their test load, with the state of their files then."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def has(self, model: Path, stamp: str) -> bool:
        return self._read().get(str(model.resolve())) == stamp

    def add(self, model: Path, stamp: str) -> None:
        known = self._read() | {str(model.resolve()): stamp}
        partial = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(known, indent=1), encoding="utf-8")
            partial.replace(self._path)
        except OSError as error:  # only costs a second test load next time
            log.info("cannot keep the list of checked models: %s", error)

    def _read(self) -> dict[str, str]:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}
