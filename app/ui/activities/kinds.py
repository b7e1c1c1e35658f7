"""What each kind of step is called on screen, and its picture."""

from __future__ import annotations

from dataclasses import dataclass

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
    Prompt,
    SelfCheck,
    Step,
    ToneTracing,
    TrueFalse,
)
from app.i18n import Message, msg, tr


@dataclass(frozen=True)
class Kind:
    """A kind of step: its short name and an icon of `assets/icons`."""

    name: Message
    icon: str


KINDS: dict[type, Kind] = {
    Card: Kind(msg("读一读"), "card"),
    ProductCard: Kind(msg("产品卡"), "product"),
    Prompt: Kind(msg("跟读"), "practise"),
    Listen: Kind(msg("听一听"), "listen"),
    PairListening: Kind(msg("听辨"), "pairs"),
    ToneTracing: Kind(msg("描声调"), "trace"),
    Choice: Kind(msg("选一选"), "choice"),
    TrueFalse: Kind(msg("对不对"), "true_false"),
    Matching: Kind(msg("配一配"), "match"),
    Ordering: Kind(msg("排一排"), "order"),
    FillIn: Kind(msg("填一填"), "fill"),
    FreePitch: Kind(msg("试讲"), "pitch"),
    SelfCheck: Kind(msg("自查"), "self_check"),
    Mirror: Kind(msg("照镜子"), "mirror"),
}
"""Every kind of step there is."""


def kind_name(step: Step) -> str:
    """The short name of the step's kind; a prompt that is read aloud has one of its own."""
    if isinstance(step, Prompt) and step.aloud:
        return tr("朗读")
    return str(KINDS[type(step)].name)


def kind_icon(step: Step) -> str:
    """The icon of the step's kind."""
    if isinstance(step, Prompt) and step.aloud:
        return "read_aloud"
    return KINDS[type(step)].icon


def heading_of(step: Step) -> str:
    """What the step is about, in its own words: its title, question or text."""
    for name in ("title", "name", "question", "statement", "sentence", "task", "text"):
        found = getattr(step, name, "")
        if found:
            return str(found)
    return kind_name(step)
