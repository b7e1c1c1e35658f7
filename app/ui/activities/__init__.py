"""The activities of a lesson as widgets: one module a kind, each an `ActivityView` (see `view`).

`VIEWS` is the one list of them: a new kind is a module here and a line there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    FreePitch,
    Listen,
    Matching,
    Mirror,
    Ordering,
    PairListening,
    ProductCard,
    SelfCheck,
    Step,
    ToneTracing,
    TrueFalse,
)
from app.ui.activities.card_view import CardView
from app.ui.activities.choice import ChoiceView
from app.ui.activities.fill_in import FillInView
from app.ui.activities.free_pitch import FreePitchView
from app.ui.activities.kinds import kind_icon, kind_name
from app.ui.activities.listen import ListenView
from app.ui.activities.matching import MatchingView
from app.ui.activities.mirror import MirrorView
from app.ui.activities.ordering import OrderingView
from app.ui.activities.pair_listening import PairListeningView
from app.ui.activities.product_card import ProductCardView
from app.ui.activities.self_check import SelfCheckView
from app.ui.activities.tone_tracing import ToneTracingView
from app.ui.activities.true_false import TrueFalseView
from app.ui.activities.view import ActivityView
from app.ui.jobs import Jobs
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio

__all__ = ["VIEWS", "ActivityView", "activity_view", "kind_icon", "kind_name"]

VIEWS: dict[type, Callable[[Any, str, Studio, Jobs, Theme], ActivityView]] = {
    Card: CardView,
    Listen: ListenView,
    Choice: ChoiceView,
    TrueFalse: TrueFalseView,
    Matching: MatchingView,
    Ordering: OrderingView,
    FillIn: FillInView,
    SelfCheck: SelfCheckView,
    ProductCard: ProductCardView,
    PairListening: PairListeningView,
    ToneTracing: ToneTracingView,
    Mirror: MirrorView,
    FreePitch: FreePitchView,
}
"""The view of every kind of step that is done here; prompts are said on the practice page."""


def activity_view(step: Step, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> ActivityView:
    """The widget in which `step` is done. Raises KeyError for a kind that has none."""
    return VIEWS[type(step)](step, lesson_id, studio, jobs, theme)
