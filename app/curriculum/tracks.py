"""The tracks that lessons belong to: the five of the curriculum, and whatever else a centre names its own."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import msg

TRACKS = {
    "mandarin": msg("普通话"),
    "product": msg("产品知识"),
    "camera": msg("镜头前"),
    "rules": msg("规则"),
    "base": msg("直播基地"),
}
"""Key of each bundled track and its name, in the order of the map."""

OTHER = "other"
"""The key of lessons that name no track."""

TRACK_NAMES: Mapping[str, str] = {
    **{key: key for key in TRACKS},
    "普通话": "mandarin",
    "产品": "product",
    "产品知识": "product",
    "镜头前": "camera",
    "规则": "rules",
    "直播基地": "base",
    OTHER: OTHER,
    "其他": OTHER,
}
"""What an author may write, with the key it stands for."""


def track_name(track: str) -> str:
    """A track's name in the language in use; one that a centre made up is shown as it was written."""
    if track == OTHER:
        return str(msg("其他"))
    name = TRACKS.get(track)
    return track if name is None else str(name)
