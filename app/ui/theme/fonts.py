"""Which font families each language asks for, best first; Qt falls back along the list glyph by glyph.

Naming the Chinese face also settles which national form of a character is drawn (骨, 直 differ by region).
"""

from __future__ import annotations

_CHINESE = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
_UYGHUR = (
    "Noto Sans Arabic UI",
    "Noto Sans Arabic",
    "Noto Sans",  # before those below, whose Latin letters and digits do not go with the rest
    "Segoe UI",
    "UKIJ Ekran",
    "UKIJ Tuz",
    "Microsoft Uighur",
    "Noto Naskh Arabic",
)
_LATIN_CYRILLIC = ("Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans")


def families(language: str) -> list[str]:
    """Font families for text in `language` (a key of `app.i18n.LANGUAGES`)."""
    if language == "ug":
        return [*_UYGHUR, *_LATIN_CYRILLIC, *_CHINESE]
    if language in ("kk", "en"):
        return [*_LATIN_CYRILLIC, *_CHINESE, *_UYGHUR]
    return [*_CHINESE, *_LATIN_CYRILLIC, *_UYGHUR]


def prompt_families() -> list[str]:
    """Font families for the prompt and its pinyin, which are Chinese in every language."""
    return [*_CHINESE, *_LATIN_CYRILLIC]
