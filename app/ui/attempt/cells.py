"""A prompt's syllables as cells of large text: what stands where, and where a line may end."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import tr
from app.speech.values import SpokenText, Syllable, Token, TokenKind
from app.speech.words import split_words
from app.ui.attempt.words import ExtraMark, sandhi_hint, sandhi_sentence, spoken_pinyin
from app.ui.i18n import isolate
from app.ui.widgets.ruby_cells import RubyCell
from app.ui.widgets.ruby_layout import NEVER

_AFTER_PAUSE, _BETWEEN_WORDS, _BEFORE_PARTICLE, _INSIDE_WORD = 0.0, 0.3, 0.9, 2.0
_OPENING = frozenset("“‘（《〈【「『[({<")
_PARTICLES = frozenset("的地得了着过吗呢吧啊呀们哦嘛")


def prompt_cells(spoken: SpokenText, extras: Sequence[ExtraMark] = ()) -> tuple[RubyCell, ...]:
    """The prompt in reading order, with the marks of what was said beyond it where it was said."""
    marks = {mark.before: mark for mark in extras}
    starts = _word_starts(spoken)
    cells: list[RubyCell] = []
    for place, token in enumerate(spoken.tokens):
        cost = _break_cost(spoken, place, starts)
        if token.kind is TokenKind.SYLLABLE and token.syllable is not None:
            if token.syllable in marks:
                cells.append(_extra_cell(marks[token.syllable], cost))
                cost = NEVER
            cells.append(_syllable_cell(spoken, token, token.syllable, cost))
        elif token.text.strip():
            cells.append(RubyCell(token.text, break_cost=cost))
    last = len(spoken.syllables)
    if last in marks:
        cells.append(_extra_cell(marks[last], _BETWEEN_WORDS))
    return tuple(cells)


def written_as(spoken: SpokenText, index: int) -> str:
    """What the text has where it is not what is said: `58` at the first syllable of 五十八, else ""."""
    syllable = spoken.syllables[index]
    written = spoken.text[syllable.start : syllable.end]
    if written == syllable.hanzi or not any(each.isascii() and each.isalnum() for each in written):
        return ""
    first = index == 0 or spoken.syllables[index - 1].start != syllable.start
    return written if first else ""


def spoken_of(syllables: Sequence[Syllable], text: str) -> SpokenText:
    """A layout for syllables whose text is no longer split the same way (a score by an older version)."""
    tokens = tuple(Token(TokenKind.SYLLABLE, each.hanzi, i) for i, each in enumerate(syllables))
    return SpokenText(text, tuple(syllables), tokens)


def _syllable_cell(spoken: SpokenText, token: Token, index: int, cost: float) -> RubyCell:
    syllable = spoken.syllables[index]
    written = written_as(spoken, index)
    tooltip = [sandhi_sentence(syllable)]
    if written:
        tooltip.append(tr("原文写作 {written}", written=isolate(written)))
    return RubyCell(
        text=token.text or syllable.hanzi,
        syllable=index,
        pinyin=spoken_pinyin(syllable),
        tone=syllable.spoken_tone,
        hint=" ".join(part for part in (written, sandhi_hint(syllable)) if part),
        break_cost=cost,
        tooltip="\n".join(part for part in tooltip if part),
    )


def _extra_cell(mark: ExtraMark, cost: float) -> RubyCell:
    return RubyCell(
        text=mark.text, syllable=mark.before, break_cost=cost, tooltip=mark.tooltip, inserted=True
    )


def _break_cost(spoken: SpokenText, place: int, starts: frozenset[int]) -> float:
    """What it costs to begin a line with the token at `place`."""
    token = spoken.tokens[place]
    before = spoken.tokens[place - 1] if place else None
    if before is not None and before.text and before.text[-1] in _OPENING:
        return NEVER
    if token.kind is not TokenKind.SYLLABLE:
        return _AFTER_PAUSE if token.text[:1] in _OPENING else NEVER
    if before is None or before.kind is not TokenKind.SYLLABLE:
        return _AFTER_PAUSE
    if token.text in _PARTICLES:
        return _BEFORE_PARTICLE
    return _BETWEEN_WORDS if token.syllable in starts else _INSIDE_WORD


def _word_starts(spoken: SpokenText) -> frozenset[int]:
    """The syllables that begin a word."""
    starts: set[int] = set()
    run: list[int] = []

    def end_run() -> None:
        offsets = {0}
        for word in split_words("".join(spoken.syllables[i].hanzi for i in run)):
            offsets.add(max(offsets) + len(word))
        at = 0
        for i in run:
            if at in offsets:
                starts.add(i)
            at += len(spoken.syllables[i].hanzi)
        run.clear()

    for token in spoken.tokens:
        if token.kind is TokenKind.SYLLABLE and token.syllable is not None:
            run.append(token.syllable)
        else:
            end_run()
    end_run()
    return frozenset(starts)
