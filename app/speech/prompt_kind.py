"""What a prompt is, told from its text: a price list is read slower than small talk."""

from __future__ import annotations

from app.speech.values import PromptKind, SpokenText, TokenKind

WORD_SYLLABLES = 3
PASSAGE_SYLLABLES = 80
DRILL_PHRASE = 3.0  # syllables between pauses, on average: words one by one
DRILL_PHRASES = 3
NUMBER_SHARE = 0.3  # of the syllables
_NUMBER_CHARACTERS = frozenset("零〇一二两三四五六七八九十百千万亿半点块毛元角分斤克折")
_DIGITS = frozenset("零〇一二两三四五六七八九十百千万亿")
_CALLS = (
    "赶紧", "赶快", "快来", "快抢", "抢购", "开抢", "下单", "点击", "点一下", "点点", "点关注", "关注",
    "拍下", "扣1", "扣一", "倒计时", "上链接", "上车", "别错过", "不要错过", "最后", "马上",
)  # fmt: skip


def prompt_kind(spoken: SpokenText) -> PromptKind:
    """The kind the lesson names, else the one the text suggests."""
    return spoken.kind or inferred_kind(spoken)


def inferred_kind(spoken: SpokenText) -> PromptKind:
    """The kind that length, punctuation, numbers and words suggest."""
    count = len(spoken.syllables)
    phrases = _phrases(spoken)
    if count <= WORD_SYLLABLES and len(phrases) <= 1:
        return PromptKind.WORD
    if count > PASSAGE_SYLLABLES:
        return PromptKind.PASSAGE
    said = "".join(s.hanzi for s in spoken.syllables)
    numbers = sum(character in _NUMBER_CHARACTERS for character in said)
    if sum(character in _DIGITS for character in said) >= 2 and numbers >= NUMBER_SHARE * count:
        return PromptKind.NUMBERS
    if len(phrases) >= DRILL_PHRASES and count / len(phrases) <= DRILL_PHRASE and max(phrases) <= 4:
        return PromptKind.DRILL
    if spoken.text.rstrip().endswith(("！", "!")) and any(each in spoken.text for each in _CALLS):
        return PromptKind.CALL
    return PromptKind.TALK


def _phrases(spoken: SpokenText) -> list[int]:
    """Syllables between one pause and the next."""
    lengths = [0]
    for token in spoken.tokens:
        if token.kind is TokenKind.SYLLABLE:
            lengths[-1] += 1
        elif token.kind is TokenKind.PAUSE and lengths[-1]:
            lengths.append(0)
    return [each for each in lengths if each]
