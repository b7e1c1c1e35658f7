"""Sentences that trainers say again and again, to be chosen instead of typed.

A comment that is one of them is shown to everybody in her own language.
"""

from __future__ import annotations

from app.i18n import Message, msg, tr

SENTENCES: tuple[tuple[Message, tuple[Message, ...]], ...] = (
    (
        msg("说得好"),
        (
            msg("这一遍说得很好，就这样练。"),
            msg("比上一遍清楚多了。"),
            msg("声调准了，保持住。"),
            msg("语气自然，像在和观众说话。"),
        ),
    ),
    (
        msg("声调"),
        (
            msg("第一声要高，还要平，不要往下掉。"),
            msg("第二声要从中间一直升上去。"),
            msg("第三声要低下去，先别急着扬起来。"),
            msg("第四声从最高降到最低，要干脆。"),
            msg("轻声要短、要轻。"),
        ),
    ),
    (
        msg("声母和韵母"),
        (
            msg("zh、ch、sh 要把舌尖翘起来。"),
            msg("z、c、s 的舌尖放平，顶着下齿。"),
            msg("前鼻音 n 收在舌尖，后鼻音 ng 收在舌根，要分开。"),
            msg("ü 要把嘴唇撮圆。"),
            msg("送气要足，嘴前的纸会动。"),
            msg("f 用上齿碰下唇，不要说成 h 或 p。"),
        ),
    ),
    (
        msg("整段"),
        (
            msg("说慢一点，一个字一个字送到。"),
            msg("停在标点上，不要停在词中间。"),
            msg("价格要说清楚，前后稍停一下。"),
            msg("声音再放开一点，离麦克风近一点。"),
            msg("请照着文字再录一遍。"),
        ),
    ),
)
"""Groups with their headings, in the order in which they are offered."""

_KNOWN = frozenset(sentence.text for _heading, group in SENTENCES for sentence in group)


def in_readers_language(text: str) -> str:
    """A comment's text, translated when it is one of the prepared sentences."""
    return tr(text) if text in _KNOWN else text
