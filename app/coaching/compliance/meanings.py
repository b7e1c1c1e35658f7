"""What the texts of the bundled rules mean in the learner's language.

The Chinese text is the key, so that a text which several rules share is translated once. The article and the
lawful sentence are shown in Chinese all the same: they are what has to be learnt.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache

from app.i18n import SOURCE_LANGUAGE, language
from app.paths import assets_dir


def meaning_of(text: str) -> str:
    """What a rule's `why` or `instead` means in the language in use; "" in Chinese, or where nobody said."""
    current = language()
    return "" if current == SOURCE_LANGUAGE else _meanings(current).get(text, "")


@lru_cache(maxsize=8)
def _meanings(wanted: str) -> dict[str, str]:
    path = assets_dir() / "compliance" / f"meanings.{wanted}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
