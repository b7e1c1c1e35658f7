"""Lists of recordings from other hands: what is read, what is passed over, what is refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.speech.evaluation.noise import mix_babble, with_noise
from app.speech.evaluation.sets import Clip, NoSetsError, Skip, SkippedError, chosen, read_sets

HEAD = "clip\tspeaker\tgender\ttext\tpinyin"


def tone(seconds: float = 0.5, rate: int = 16_000) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * 200 * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def write_set(folder: Path, name: str, lines: list[str], head: str = HEAD, suffix: str = ".wav") -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.tsv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    for line in lines:
        soundfile.write(folder / name / f"{line.split(chr(9))[0]}{suffix}", tone(), 16_000)


def syllables(clip: Clip) -> list[tuple[str, str, int]]:
    return [(s.initial, s.final, s.spoken_tone) for s in clip.transcript().syllables]


def clip(text: str = "", pinyin: str = "") -> Clip:
    return Clip("s", "c", None, "anna", "female", text, pinyin)


# --- where sets are


def test_a_folder_of_sets(tmp_path: Path) -> None:
    write_set(tmp_path, "one", ["a\tanna\tfemale\t红枣\t"])
    write_set(tmp_path, "two", ["b\tberik\tmale\t\thong2 zao3"], suffix=".flac")
    found = list(read_sets(tmp_path))
    assert [(c.set_name, c.name, c.gender) for c in found] == [("one", "a", "female"), ("two", "b", "male")]
    assert found[1].path == tmp_path / "two" / "b.flac"
    assert syllables(found[0]) == syllables(found[1])


@pytest.mark.parametrize(
    "where",
    [lambda f: f / "dev" / "one", lambda f: f / "dev" / "one.tsv", lambda f: f],
    ids=["set", "list", "parent"],
)
def test_one_set_may_be_named_in_other_ways(tmp_path: Path, where: Callable[[Path], Path]) -> None:
    write_set(tmp_path / "dev", "one", ["a\tanna\tfemale\t红枣\t"])
    assert [c.set_name for c in read_sets(where(tmp_path))] == ["one"]


def test_training_sets_below_a_parent_are_left_out(tmp_path: Path) -> None:
    for split, name in (("train", "one"), ("dev", "one"), ("test", "one"), ("test", "more")):
        write_set(tmp_path / split, name, [f"{split}\tanna\tfemale\t红枣\t"])
    names = sorted(c.set_name for c in read_sets(tmp_path))
    assert names == ["dev/one", "more", "test/one"]
    assert [c.set_name for c in read_sets(tmp_path / "train")] == ["one"]


@pytest.mark.parametrize("content", [None, "", "speaker\ttext\nanna\t你好\n", "no table at all"])
def test_without_a_set_one_sentence_says_what_is_missing(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "list.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(NoSetsError) as caught:
        list(read_sets(tmp_path))
    assert str(tmp_path) in str(caught.value) and "SET.tsv" in str(caught.value)


def test_a_folder_that_does_not_exist_is_the_same_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoSetsError):
        list(read_sets(tmp_path / "nowhere"))


# --- what lists look like


def test_missing_and_other_columns_and_an_odd_order(tmp_path: Path) -> None:
    write_set(tmp_path, "s", ["a\t红枣\t35\tnice"], head="\ufeffClip\ttext\tage\tremark")
    (found,) = read_sets(tmp_path)
    assert (found.name, found.speaker, found.gender, found.text, found.pinyin) == ("a", "?", "?", "红枣", "")


def test_short_rows_long_rows_and_empty_lines(tmp_path: Path) -> None:
    write_set(tmp_path, "s", ["a\tanna", "b\tanna\tF\t红枣\t\textra\tmore"])
    listing = tmp_path / "s.tsv"
    listing.write_bytes(listing.read_bytes().replace(b"\n", b"\r\n") + b"\r\n\t\t\r\n\xff\xfe\tx\ty\tz\t\r\n")
    found = list(read_sets(tmp_path))
    assert [(c.name, c.gender, c.text) for c in found[:2]] == [("a", "?", ""), ("b", "female", "红枣")]
    assert len(found) == 3 and found[2].path is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", "?"),
        ("?", "?"),
        ("other", "?"),
        ("F", "female"),
        ("Male", "male"),
        ("女", "female"),
        ("m", "male"),
    ],
)
def test_genders_as_people_write_them(tmp_path: Path, written: str, meant: str) -> None:
    write_set(tmp_path, "s", [f"a\tanna\t{written}\t红枣\t"])
    (found,) = read_sets(tmp_path)
    assert found.gender == meant


def test_names_with_an_ending_and_in_capitals(tmp_path: Path) -> None:
    write_set(tmp_path, "s", ["a\tanna\t\t红枣\t", "b\tanna\t\t红枣\t"])
    (tmp_path / "s" / "a.wav").rename(tmp_path / "s" / "a.WAV")
    listing = tmp_path / "s.tsv"
    listing.write_text(listing.read_text("utf-8").replace("\nb\t", "\nb.wav\t"), "utf-8")
    assert all(c.path is not None for c in read_sets(tmp_path))


# --- what was said


@pytest.mark.parametrize(
    "pinyin",
    ["ni3 hao3", "ni3hao3", "Ni3 Hao3", "nǐ hǎo", "ni\u030c hao\u030c", "ni3-hao3", "  ni3   hao3 "],
)
def test_pinyin_however_it_is_written(pinyin: str) -> None:
    assert syllables(clip(pinyin=pinyin)) == [("n", "i", 2), ("h", "ao", 3)]


def test_erhua_written_apart_or_together() -> None:
    apart, together = clip(pinyin="hua1 r5").transcript(), clip(pinyin="huar1").transcript()
    assert len(apart.syllables) == 1 and apart.syllables[0].erhua
    assert syllables(clip(pinyin="hua1 r5")) == syllables(clip(pinyin="huar1"))
    assert together.syllables[0].erhua
    assert clip(text="花儿").transcript().syllables[0].erhua


def test_neutral_tones_and_umlauts() -> None:
    assert syllables(clip(pinyin="lv4")) == syllables(clip(pinyin="lü4")) == syllables(clip(pinyin="lu:4"))
    assert [t for *_, t in syllables(clip(pinyin="ma1 ma0"))] == [1, 5]


def test_pinyin_decides_where_both_are_given() -> None:
    assert syllables(clip("重", "chong2")) == [("ch", "ong", 2)]
    # a text that the pinyin does not fit is only shown
    assert syllables(clip("红枣啊啊", "hong2 zao3")) == [("h", "ong", 2), ("z", "ao", 3)]


def test_traditional_characters() -> None:
    assert syllables(clip("他們都很忙")) == syllables(clip("他们都很忙"))


@pytest.mark.parametrize(
    ("text", "pinyin", "reason"),
    [
        ("", "", Skip.NO_TEXT),
        ("。！", "", Skip.NO_TEXT),
        ("买T恤", "", Skip.LETTERS),
        ("", "blub3", Skip.BAD_PINYIN),
        ("", "?!", Skip.NO_TEXT),
    ],
)
def test_what_nobody_knows_how_to_say_is_skipped(text: str, pinyin: str, reason: Skip) -> None:
    with pytest.raises(SkippedError) as caught:
        clip(text, pinyin).transcript()
    assert caught.value.reason is reason
    assert clip(text, pinyin).spoken() is None


def test_letters_are_no_matter_where_pinyin_says_how_they_were_read() -> None:
    assert len(clip("T恤", "ti4 xu4").transcript().syllables) == 2


def test_what_experts_call_wrong_is_not_taken_for_right() -> None:
    opinions = [{"text": "他們", "consensus": "correct"}, {"text": "忙", "consensus": "incorrect"}]
    found = clip("他們很忙", json.dumps(opinions))
    assert len(found.transcript().syllables) == 4
    assert found.faulty == {"忙"}
    assert clip("他們很忙", "[not json").faulty == frozenset()
    assert clip("忙", "[1, 2]").faulty == frozenset()


# --- sound


def test_other_rates_and_two_channels(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    stereo = np.stack([tone(1.0, 44_100), np.zeros(44_100, np.float32)], axis=1)
    soundfile.write(path, stereo, 44_100)
    samples = Clip("s", "a", path, "anna", "?", "红枣", "").samples()
    assert samples.dtype == np.float32 and samples.ndim == 1
    assert abs(len(samples) - 16_000) < 10
    assert 0.13 < np.abs(samples).max() < 0.17  # the mean of both channels


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", Skip.UNREADABLE), (b"RIFF\x00\x00", Skip.UNREADABLE), (None, Skip.TOO_SHORT)],
)
def test_what_is_no_sound(tmp_path: Path, content: bytes | None, reason: Skip) -> None:
    path = tmp_path / "a.wav"
    if content is None:
        soundfile.write(path, tone(0.01), 16_000)
    else:
        path.write_bytes(content)
    with pytest.raises(SkippedError) as caught:
        Clip("s", "a", path, "anna", "?", "红枣", "").samples()
    assert caught.value.reason is reason


# --- drawing recordings, and noise


def test_drawing_is_by_set_and_the_same_for_the_same_seed() -> None:
    clips = [Clip(name, str(i), None, "a", "?", "", "") for name in ("one", "two") for i in range(50)]
    drawn = chosen(clips, [], 5, 1)
    assert [c.set_name for c in drawn] == ["one"] * 5 + ["two"] * 5
    assert drawn == chosen(clips, [], 5, 1) != chosen(clips, [], 5, 2)
    assert chosen(clips, ["two"], None, 1) == clips[50:]


@pytest.mark.parametrize("snr", [0.0, 10.0, 20.0])
def test_noise_is_as_loud_as_asked(snr: float) -> None:
    speech = np.concatenate([tone(1.0), np.zeros(8_000, np.float32)])  # the pause does not count
    noisy = with_noise(speech, snr, np.random.default_rng(1))
    noise = noisy - speech
    measured = 10 * np.log10(np.mean(speech[:16_000] ** 2) / np.mean(noise**2))
    assert measured == pytest.approx(snr, abs=0.3)


def test_babble_is_mixed_from_all_voices_and_readable_files_only(tmp_path: Path) -> None:
    write_set(tmp_path, "s", [f"c{i}\tspeaker{i}\t\t红枣\t" for i in range(3)])
    (tmp_path / "s" / "c1.wav").write_bytes(b"no sound")
    clips = list(read_sets(tmp_path))
    babble = mix_babble(clips, 1)
    assert len(babble) == 30 * 16_000 and float(np.abs(babble).max()) > 0.5
    assert len(mix_babble(clips[1:2], 1)) == 0
    speech = tone(2.0)
    noisy = with_noise(speech, 10.0, np.random.default_rng(1), babble)
    assert np.isfinite(noisy).all() and not np.allclose(noisy, speech)
