"""The speech engine: which model is in use, and assessments made with it.

Loading takes seconds, so it happens once, in whichever thread asks first; all others wait for it.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.paths import assets_dir, machine_dir, user_dir
from app.speech.agreement_cuts import BUNDLED, CentreCuts, ScoreAxis
from app.speech.assessor import Assessor, RunningAssessment
from app.speech.model_store import import_model
from app.speech.models import LocatedModel, ModelLocator
from app.speech.recogniser import RecogniserModel, TakeRecogniser
from app.speech.register import SpeakerRegister
from app.speech.values import SpokenText, Strictness

log = logging.getLogger(__name__)

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


def locator(user_choice: str) -> ModelLocator:
    """The model locator over this machine's real folders."""
    return ModelLocator(user_choice, user_dir(), machine_dir(), assets_dir(), os.environ)


class SpeechEngine:
    """Holds the one loaded model and makes assessments. Safe to call from any thread."""

    def __init__(self, user_choice: str) -> None:
        self._choice = user_choice
        self._lock = threading.Lock()
        self._assessor: Assessor | None = None
        self._located: LocatedModel | None = None

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""
        return self._assessor is not None

    @property
    def model_name(self) -> str:
        """The name of the loaded model, "" before it is loaded."""
        return self._located.name if self._located else ""

    @property
    def model(self) -> RecogniserModel:
        """The recogniser; loads it when nobody has. Raises ExpectedError when there is none at all."""
        model = self._ready_assessor().model
        assert model is not None
        return model

    @property
    def problems(self) -> tuple[Message, ...]:
        """Models that were passed over, each with its reason. Empty before loading."""
        return self._located.problems if self._located else ()

    def warm_up(self) -> None:
        """Load the model now. Raises ExpectedError when no model can be loaded at all."""
        self._ready_assessor()

    @property
    def scorer_version(self) -> str:
        """The version of the scorer and its weights, "" before they are loaded."""
        assessor = self._assessor
        return assessor.version if assessor else ""

    def begin(
        self,
        spoken: SpokenText,
        register: SpeakerRegister | None,
        strictness: Strictness = Strictness.NORMAL,
        cuts: CentreCuts = BUNDLED,
    ) -> RunningAssessment:
        """Start an assessment by a centre's thresholds; loads the model first when nobody has."""
        return self._ready_assessor().with_cuts(cuts).start(spoken, register, strictness)

    def axis(self) -> ScoreAxis:
        """The scorer's own thresholds; loads the model first. Raises ExpectedError when there is none."""
        return self._ready_assessor().axis()

    def listen(self) -> TakeRecogniser:
        """A recogniser for free speech; loads the model first. Raises ExpectedError when there is none."""
        model = self._ready_assessor().model
        if model is None:
            raise ExpectedError(msg("现在没有语音模型，听不出说了什么。录音不受影响。"))
        return model.listen()

    def installed(self) -> list[LocatedModel]:
        """Every model on this machine that could be used."""
        return locator(self._choice).installed()

    def would_use(self) -> LocatedModel:
        """The model that would be loaded now, with the reasons against those that come before it."""
        return locator(self._choice).locate()

    def use(self, choice: str) -> None:
        """Use another model from now on; "" is automatic. The old one stays if the new one fails to load."""
        located = locator(choice).locate()
        if choice and located.problems and choice not in (located.name, str(located.path)):
            raise ExpectedError(located.problems[0])
        assessor = _load(located)
        with self._lock:
            self._choice, self._located, self._assessor = choice, located, assessor

    def import_model(self, archive: Path, progress: Progress, cancelled: Cancelled) -> Path:
        """Check a zipped model and install it for this user; returns its folder."""
        return import_model(archive, user_dir() / "models", progress, cancelled)

    def _ready_assessor(self) -> Assessor:
        with self._lock:
            if self._assessor is None:
                located = locator(self._choice).locate()
                for problem in located.problems:
                    log.warning("model passed over: %s", problem)
                self._assessor = _load(located)
                self._located = located
            return self._assessor


def _load(located: LocatedModel) -> Assessor:
    try:
        return Assessor(RecogniserModel(located.path, located.name), assets_dir() / "scorer")
    except (OSError, ValueError, KeyError) as error:
        raise ExpectedError(
            msg("语音评分的数据文件读不出来，请重新安装开播。已有的录音和成绩不受影响。"), str(error)
        ) from error
