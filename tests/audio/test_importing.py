from __future__ import annotations

import numpy as np
import pytest
import soundfile

from app.audio import importing
from app.audio.importing import import_audio
from app.errors import ExpectedError
from tests.audio.fake_microphone import tone


def write(path, samples, rate=16_000, **options):
    soundfile.write(path, samples, rate, **options)
    return path


def likeness(samples: np.ndarray, wanted: np.ndarray) -> float:
    """The best correlation within 60 ms: codecs and resamplers delay a little."""
    best = 0.0
    inner = wanted[2_000:-2_000]
    for shift in range(1_000, 3_000, 4):
        piece = samples[shift : shift + len(inner)]
        if len(piece) == len(inner):
            best = max(best, float(np.corrcoef(piece, inner)[0, 1]))
    return best


def voice(seconds: float, rate: int) -> np.ndarray:
    """A tone that rises, so that shifting it in time shows."""
    times = np.arange(round(seconds * rate)) / rate
    return (0.4 * np.sin(2 * np.pi * (150 + 60 * times) * times)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.wav", {"subtype": "PCM_16"}),
        ("a.wav", {"subtype": "PCM_24"}),
        ("a.wav", {"subtype": "FLOAT"}),
        ("a.wav", {"subtype": "PCM_U8"}),
        ("a.wav", {"subtype": "ALAW"}),
        ("a.flac", {}),
        ("a.ogg", {}),
        ("a.opus", {"format": "OGG", "subtype": "OPUS"}),
        ("a.mp3", {}),
        ("录音 (1).MP3", {"format": "MP3"}),
        ("no suffix", {"format": "FLAC"}),
        ("wrong.wav", {"format": "MP3"}),
    ],
)
def test_every_format_is_read(tmp_path, name, options):
    samples = import_audio(write(tmp_path / name, voice(2.0, 48_000), 48_000, **options))
    assert samples.dtype == np.float32
    assert abs(len(samples) - 32_000) < 2_500  # MP3 pads
    assert likeness(samples, voice(2.0, 16_000)) > 0.98


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_every_rate_and_number_of_channels_becomes_16_khz_mono(tmp_path, rate, channels):
    sound = np.repeat(voice(2.0, rate)[:, None], channels, axis=1)
    samples = import_audio(write(tmp_path / "a.wav", sound, rate))
    assert abs(len(samples) - 32_000) <= 1
    wanted = voice(2.0, 16_000)[: len(samples)]
    np.testing.assert_allclose(samples[800:-800], wanted[800 : len(samples) - 800], atol=5e-3)


def test_what_is_louder_than_full_scale_is_clipped(tmp_path):
    samples = import_audio(write(tmp_path / "a.wav", 4 * tone(1.0), subtype="FLOAT"))
    assert samples.max() == 1.0
    assert samples.min() == -1.0


def test_a_long_file_is_read_in_pieces_without_seams(tmp_path):
    sound = voice(12.0, 44_100)
    samples = import_audio(write(tmp_path / "a.wav", sound, 44_100))
    np.testing.assert_allclose(samples[800:-800], voice(12.0, 16_000)[800:-800], atol=5e-3)


def refused(path) -> str:
    with pytest.raises(ExpectedError) as caught:
        import_audio(path)
    assert path.name in str(caught.value)
    return str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    assert "找不到" in refused(tmp_path / "nowhere.wav")


def test_a_folder(tmp_path):
    assert "文件夹" in refused(tmp_path)


def test_an_empty_file(tmp_path):
    path = tmp_path / "empty.wav"
    path.touch()
    assert "空文件" in refused(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.txt", "您好".encode()),
        ("letter.wav", b"this is no audio at all, whatever it is called " * 50),
        ("head.wav", b"RIFF\x00\x00\x00\x00WAVE"),
        ("head.flac", b"fLaC" + bytes(60)),
        ("head.ogg", b"OggS" + bytes(200)),
        ("head.mp3", b"ID3\x04" + bytes(300)),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(500)),
        ("video.mp4", b"\x00\x00\x00\x20ftypisom" + bytes(500)),
        ("samples.raw", bytes(3_000)),
        ("zeros.wav", bytes(3_000)),
        ("random.opus", np.random.default_rng(5).bytes(5_000)),
    ],
)
def test_what_is_no_audio(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    sentence = refused(path)
    assert "WAV、MP3" in sentence or "没有声音" in sentence


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.flac", "a.ogg", "a.opus"])
@pytest.mark.parametrize("left", [0.02, 0.3, 0.7])
def test_a_file_cut_off_is_read_as_far_as_it_goes_or_refused(tmp_path, name, left):
    options = {"format": "OGG", "subtype": "OPUS"} if name.endswith("opus") else {}
    path = write(tmp_path / name, voice(6.0, 48_000), 48_000, **options)
    content = path.read_bytes()
    path.write_bytes(content[: int(left * len(content))])
    try:
        samples = import_audio(path)
    except ExpectedError as error:
        assert name in str(error)
    else:
        assert np.isfinite(samples).all()
        assert len(samples) <= 6 * 16_000 + 2_500


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.flac", "a.ogg", "a.opus"])
def test_a_file_with_wrong_bytes_never_ends_in_anything_but_sound_or_a_sentence(tmp_path, name):
    options = {"format": "OGG", "subtype": "OPUS"} if name.endswith("opus") else {}
    content = write(tmp_path / name, voice(1.0, 48_000), 48_000, **options).read_bytes()
    random = np.random.default_rng(11)
    for number in range(40):
        broken = bytearray(content)
        reach = min(len(broken), 200) if number % 2 else len(broken)  # every other time in the header
        for position in random.integers(0, reach, 1 + number // 4):
            broken[position] = random.integers(0, 256)
        path = tmp_path / f"{number}_{name}"
        path.write_bytes(broken)
        try:
            samples = import_audio(path)
        except ExpectedError as error:
            assert path.name in str(error)
        else:
            assert np.isfinite(samples).all()
            assert np.abs(samples).max() <= 1.0


@pytest.mark.parametrize("samples", [np.zeros(16_000), np.full(16_000, 0.25)])
def test_silence(tmp_path, samples):
    assert "静音" in refused(write(tmp_path / "a.wav", samples))


def test_a_file_without_samples_and_one_too_short(tmp_path):
    assert "太短" in refused(write(tmp_path / "a.wav", np.zeros(0)))
    assert "太短" in refused(write(tmp_path / "b.wav", tone(0.05)))


def test_a_file_too_long(tmp_path, monkeypatch):
    sound = np.zeros(31 * 60 * 8_000, dtype=np.uint8)
    assert "30 分钟" in refused(write(tmp_path / "a.flac", sound.astype(np.int16), 8_000))
    monkeypatch.setattr(importing, "LONGEST_MINUTES", 0.1)
    assert len(import_audio(write(tmp_path / "b.wav", tone(5.9)))) == round(5.9 * 16_000)
    assert "太长" in refused(write(tmp_path / "c.wav", tone(6.1)))


def test_numbers_that_are_no_sound(tmp_path):
    sound = tone(1.0)
    sound[500] = np.nan
    assert "损坏" in refused(write(tmp_path / "a.wav", sound, subtype="FLOAT"))


def test_a_rate_no_voice_survives(tmp_path):
    assert "4000 Hz" in refused(write(tmp_path / "a.wav", tone(1.0, 4_000), 4_000))
