"""Keeping a piece of text that runs the other way in one piece."""

from __future__ import annotations

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"


def isolate(text: str) -> str:
    """`text` so wrapped that it neither reorders nor is reordered by its surroundings (UAX #9, FSI…PDI).

    For names, numbers with units, Chinese or Latin words inside a right-to-left sentence, and the other way
    round. Not for text that is compared, stored or copied.
    """
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if text else ""
