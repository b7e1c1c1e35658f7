"""A whole `PronunciationScore` to JSON and back, nothing lost, readable by older and newer versions.

The JSON is strict (no bare NaN): a NaN where a number must be is `null`, a NaN where `None` is possible is
`"NaN"`, infinities are strings. Reading ignores fields it does not know and gives missing ones their default,
so a field may be added without a new format number; `FORMAT` grows when the meaning of a field changes.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
import zlib
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.i18n import msg
from app.speech.values import PronunciationScore
from app.storage.errors import ScoreUnreadableError

FORMAT = 1
_GZIP, _EITHER = 16 + zlib.MAX_WBITS, 32 + zlib.MAX_WBITS  # window sizes that name the container

_Convert = Callable[[Any], Any]


@dataclasses.dataclass(frozen=True)
class _Codec:
    encode: _Convert
    decode: _Convert


def score_to_data(score: PronunciationScore) -> dict[str, Any]:
    """The score as JSON data: dicts, lists, strings, numbers, booleans and None."""
    data: dict[str, Any] = _codec(PronunciationScore).encode(score)
    return data


def score_from_data(data: Any) -> PronunciationScore:
    """The score back from JSON data; `ValueError` when it does not hold one."""
    try:
        score: PronunciationScore = _codec(PronunciationScore).decode(data)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a score: {error!r}") from error
    return score


def pack_score(score: PronunciationScore) -> bytes:
    """The score as it lies in the database: JSON as gzip, whose CRC-32 finds a flipped bit.

    Scores kept by earlier versions are zlib streams; their Adler-32 can miss one.
    """
    text = json.dumps(score_to_data(score), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return zlib.compress(text.encode(), wbits=_GZIP)


def unpack_score(data: bytes, format_: int) -> PronunciationScore:
    """The score back from the database; `ScoreUnreadableError` when it is damaged or too new."""
    if format_ > FORMAT:
        raise ScoreUnreadableError(
            msg("这次练习的评分由更新版本的开播保存，当前版本读不出来；录音还在。请安装最新版本的开播。"),
            f"score format {format_}",
        )
    try:
        return score_from_data(json.loads(zlib.decompress(data, wbits=_EITHER)))
    except (ValueError, zlib.error) as error:
        raise ScoreUnreadableError(
            msg("这次练习的评分已损坏，读不出来；录音还在，可以重新评分。"), repr(error)
        ) from error


@cache
def _codec(hint: Any) -> _Codec:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _optional_codec(hint)
    if origin is tuple:
        return _tuple_codec(get_args(hint))
    if hint is float:
        return _Codec(_encode_float, _decode_float)
    if hint in (int, bool, str):
        return _Codec(hint, _same_type(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Codec(lambda member: member.value, hint)
    if dataclasses.is_dataclass(hint):
        return _dataclass_codec(hint)
    raise TypeError(f"a score may not hold {hint!r}: say here how it is stored")


def _encode_float(number: Any) -> float | str | None:
    number = float(number)  # numpy's numbers too
    if math.isfinite(number):
        return number
    return None if math.isnan(number) else str(number)


def _decode_float(stored: Any) -> float:
    return math.nan if stored is None else float(stored)


def _same_type(kind: type) -> _Convert:
    def decode(stored: Any) -> Any:
        if type(stored) is not kind:
            raise TypeError(f"{stored!r} where {kind.__name__} should be")
        return stored

    return decode


def _optional_codec(hint: Any) -> _Codec:
    inner = [each for each in get_args(hint) if each is not types.NoneType]
    if len(inner) != 1:
        raise TypeError(f"a score may not hold {hint!r}: say here how it is stored")
    codec = _codec(inner[0])

    def encode(value: Any) -> Any:
        if value is None:
            return None
        encoded = codec.encode(value)
        return "NaN" if encoded is None else encoded  # None is taken, see the module's first lines

    return _Codec(encode, lambda stored: None if stored is None else codec.decode(stored))


def _tuple_codec(parts: tuple[Any, ...]) -> _Codec:
    if len(parts) == 2 and parts[1] is Ellipsis:
        each = _codec(parts[0])
        return _Codec(
            lambda values: [each.encode(value) for value in values],
            lambda stored: tuple([each.decode(value) for value in stored]),
        )
    codecs = [_codec(part) for part in parts]
    return _Codec(
        lambda values: [codec.encode(value) for codec, value in zip(codecs, values, strict=True)],
        lambda stored: tuple([codec.decode(value) for codec, value in zip(codecs, stored, strict=True)]),
    )


def _dataclass_codec(kind: Any) -> _Codec:
    hints = get_type_hints(kind)
    codecs = {field.name: _codec(hints[field.name]) for field in dataclasses.fields(kind)}

    def encode(value: Any) -> dict[str, Any]:
        return {name: codec.encode(getattr(value, name)) for name, codec in codecs.items()}

    def decode(stored: Any) -> Any:
        return kind(**{name: codec.decode(stored[name]) for name, codec in codecs.items() if name in stored})

    return _Codec(encode, decode)
