"""Audio files from elsewhere: a phone's voice memo, a colleague's MP3."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from app.audio.levels import SILENT_SPAN
from app.audio.values import SAMPLE_RATE
from app.errors import ExpectedError
from app.i18n import Message, msg

log = logging.getLogger(__name__)

FloatArray = npt.NDArray[np.float32]

SUFFIXES = (".wav", ".mp3", ".ogg", ".opus", ".flac")
"""For file dialogs; what a file is, its content decides."""

LONGEST_MINUTES = 30
SHORTEST_SECONDS = 0.1
_LOWEST_RATE, _HIGHEST_RATE = 6_000, 768_000
_BLOCK_FRAMES = 1 << 16


def import_audio(path: Path) -> FloatArray:
    """The samples (n,) of any WAV, MP3, OGG, OPUS or FLAC file, mixed and resampled to 16 kHz mono, −1…1.

    Raises ExpectedError when the file is not there, is no audio, is damaged, empty, silent, or longer
    than `LONGEST_MINUTES`.
    """
    name = path.name
    if path.is_dir():
        raise _refusal(msg("“{name}”是一个文件夹。请选择一个录音文件。", name=name))
    try:
        with path.open("rb") as opened:
            if not opened.read(1):
                raise _refusal(msg("“{name}”是空文件，里面没有声音。请选择另一个文件。", name=name))
            opened.seek(0)
            samples = _read(opened, name)
    except FileNotFoundError as error:
        raise _refusal(msg("找不到文件“{name}”，它可能被移走了。请重新选择。", name=name), error) from error
    except OSError as error:
        raise _refusal(
            msg("读不出文件“{name}”。请检查它能不能打开，或者把它复制到电脑里再试。", name=name), error
        ) from error
    if len(samples) < SHORTEST_SECONDS * SAMPLE_RATE:
        raise _refusal(msg("“{name}”里没有声音，或者太短。请选择另一个文件。", name=name))
    if float(samples.max() - samples.min()) <= SILENT_SPAN:
        raise _refusal(msg("“{name}”里只有静音。录音时麦克风可能是关着的，请重新录一遍。", name=name))
    return samples


def _read(opened: object, name: str) -> FloatArray:
    if name.lower().endswith(".raw"):
        raise _refusal(_not_audio(name))  # soundfile would want to be told what is in it
    try:
        with soundfile.SoundFile(opened) as file:
            if not _LOWEST_RATE <= file.samplerate <= _HIGHEST_RATE:
                raise _refusal(
                    msg(
                        "“{name}”的采样率是 {rate} Hz，不能用来评分。请用 16000 Hz 以上的录音。",
                        name=name,
                        rate=file.samplerate,
                    )
                )
            # Headers of broken files promise anything, so the length is also watched while reading.
            return _resampled(file, name)
    except soundfile.LibsndfileError as error:
        raise _refusal(_not_audio(name), error) from error


def _resampled(file: soundfile.SoundFile, name: str) -> FloatArray:
    longest = LONGEST_MINUTES * 60 * file.samplerate
    resampler = (
        None
        if file.samplerate == SAMPLE_RATE
        else soxr.ResampleStream(file.samplerate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
    )
    parts: list[FloatArray] = []
    total = 0
    while True:
        block = file.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)
        total += len(block)
        if total > longest:
            raise _refusal(
                msg(
                    "“{name}”超过 {minutes} 分钟，太长了。请剪成短一些的录音再导入。",
                    name=name,
                    minutes=LONGEST_MINUTES,
                )
            )
        mono = block.mean(axis=1, dtype=np.float32)
        if not np.isfinite(mono).all():
            raise _refusal(msg("“{name}”损坏了，里面有读不懂的数据。请换一个文件。", name=name))
        last = len(block) < _BLOCK_FRAMES
        parts.append(mono if resampler is None else resampler.resample_chunk(mono, last=last))
        if last:
            return np.clip(np.concatenate(parts), -1.0, 1.0)


def _not_audio(name: str) -> Message:
    return msg(
        "“{name}”不是能识别的录音。可以导入 WAV、MP3、OGG、OPUS 和 FLAC；别的格式请先转换。", name=name
    )


def _refusal(message: Message, error: Exception | None = None) -> ExpectedError:
    return ExpectedError(message, detail=repr(error) if error is not None else "")
