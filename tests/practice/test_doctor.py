"""A station is examined: each thing that can be wrong is found and named, and one fault hides no other."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.audio import devices
from app.audio.importing import import_audio
from app.audio.microphone import open_microphone
from app.bootstrap import build_studio, read_settings
from app.errors import ExpectedError
from app.i18n import msg
from app.paths import assets_dir
from app.policy import HubPolicy, Policy, PolicyError, load_policy
from app.practice import doctor_data as data
from app.practice import doctor_machine as machine
from app.practice import doctor_sound as sound
from app.practice.doctor import Doctor
from app.practice.doctor_values import Checkup, Finding, Line, State, good, warning
from app.practice.doctor_words import as_json, as_text, headline
from app.practice.studio import Studio
from tests.audio.fake_microphone import FakeMicrophone
from tests.storage.storage_samples import attempt_of
from tests.virtual_mic import VirtualMicrophone


@pytest.fixture
def studio(own_home: Path) -> Iterator[Studio]:
    made = build_studio(own_home, read_settings(own_home))
    made.create_profile("努尔", "ug")
    yield made
    made.close()


def states(findings: Iterator[Finding]) -> list[State]:
    return [each.state for each in findings]


def only(findings: Iterator[Finding]) -> Finding:
    (found,) = findings
    return found


# -- the machine


def test_a_clock_before_this_version_or_before_the_last_take(studio: Studio, own_home: Path) -> None:
    assert only(machine.clock(own_home, datetime(2030, 1, 1, tzinfo=UTC))).state is State.GOOD
    wrong = only(machine.clock(own_home, datetime(2020, 1, 1, tzinfo=UTC)))
    assert wrong.state is State.BROKEN and "2020-01-01" in str(wrong.text)
    assert studio.profile is not None
    moment = datetime(2031, 5, 1, 12, tzinfo=UTC)
    attempt = attempt_of(studio.home, "a1", profile_id=studio.profile.id, created=moment)
    studio._store.add_attempt(attempt)
    behind = only(machine.clock(own_home, moment - timedelta(days=2)))
    assert behind.state is State.BROKEN and "2031-05-01" in str(behind.text)
    assert only(machine.clock(own_home, moment + timedelta(days=2))).state is State.GOOD


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = only(machine.folder(tmp_path / "file" / "kaibo", Policy()))
    assert found.state is State.BROKEN and "写不了" in str(found.text)
    home = tmp_path / "kaibo"
    assert states(machine.folder(home, Policy())) == [State.GOOD, State.GOOD]
    assert list(home.iterdir()) == [], "nothing is left behind"
    assert states(machine.folder(home, Policy(data_network=True)))[0] is State.WARNING


@pytest.mark.parametrize(
    ("free", "state"), [(40 * 2**20, State.BROKEN), (500 * 2**20, State.WARNING), (9 * 2**30, State.GOOD)]
)
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State) -> None:
    class Usage:
        pass

    Usage.free = free  # type: ignore[attr-defined]
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage)
    assert states(machine.folder(tmp_path, Policy()))[1] is state


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files")
def test_a_policy_that_trainees_can_write(tmp_path: Path) -> None:
    place = tmp_path / "machine"
    place.mkdir(mode=0o755)
    path = place / "policy.toml"
    path.write_text("[hub]\naddress = 'postgresql://h/k'\npassword_file = 'secret'\n")
    path.chmod(0o646)
    followed = load_policy(path)
    found = list(machine.policy(None, followed))
    assert [each.state for each in found] == [State.WARNING, State.BROKEN]
    assert "secret" in str(found[1].text)
    secret = place / "secret"
    secret.write_text("x")
    secret.chmod(0o644)
    assert states(machine.policy(None, followed))[1] is State.WARNING
    secret.chmod(0o600)
    path.chmod(0o644)
    if os.geteuid() == 0:  # who runs this may write it all the same
        assert states(machine.policy(None, followed)) == [State.GOOD]
    place.chmod(0o777)
    assert states(machine.policy(None, followed))[0] is State.WARNING, "it could be replaced"


def test_a_hub_without_a_network_is_a_contradiction(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("network = false\n[hub]\naddress = 'postgresql://h/k'\n")
    assert State.WARNING in states(machine.policy(None, load_policy(path)))


def test_the_backup_place(tmp_path: Path) -> None:
    assert list(machine.backup_place(Policy())) == []
    place = Policy(backup_folder=tmp_path / "b")
    assert only(machine.backup_place(place)).state is State.BROKEN
    assert not (tmp_path / "b").exists(), "a share that is not mounted is not replaced by a folder"
    (tmp_path / "b").mkdir()
    assert only(machine.backup_place(place)).state is State.GOOD
    (tmp_path / "file").write_text("")
    assert only(machine.backup_place(Policy(backup_folder=tmp_path / "file"))).state is State.BROKEN


def test_missing_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/fc-list")
    monkeypatch.setattr(machine, "_has_font", lambda language: language != "ug")
    found = only(machine.fonts())
    assert found.state is State.WARNING and "维吾尔文" in str(found.text) and "汉字" not in str(found.text)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert only(machine.fonts()).state is State.SKIPPED


# -- what the studio works with


def test_backups_are_measured_against_what_there_is_to_lose(studio: Studio) -> None:
    assert only(data.backups(studio)).state is State.GOOD, "nothing to lose yet"
    assert studio.profile is not None
    now = datetime.now(UTC)
    studio._store.add_attempt(attempt_of(studio.home, "a1", profile_id=studio.profile.id, created=now))
    assert only(data.backups(studio)).state is State.WARNING
    studio.database.make_backup()
    assert only(data.backups(studio)).state is State.GOOD
    later = now + timedelta(days=9)
    assert only(data.backups(studio, later)).state is State.GOOD, "nothing new since"
    newer = attempt_of(studio.home, "a2", profile_id=studio.profile.id, created=now + timedelta(days=1))
    studio._store.add_attempt(newer)
    assert only(data.backups(studio, later)).state is State.WARNING


def test_the_model_is_tried_on_a_known_recording(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(data.model(studio)).state is State.GOOD
    honest = studio.assess_file
    monkeypatch.setattr(
        studio, "assess_file", lambda path, prompt: dataclasses.replace(honest(path, prompt), total=40.0)
    )
    found = only(data.model(studio))
    assert found.state is State.BROKEN and "40" in str(found.text)

    def fail(_path: Path, _prompt: object) -> None:
        raise ExpectedError(msg("没有可用的语音模型。"))

    monkeypatch.setattr(studio, "assess_file", fail)
    assert only(data.model(studio)).state is State.BROKEN


def test_a_hub_that_does_not_answer(own_home: Path) -> None:
    hub = HubPolicy("postgresql://127.0.0.1:1/kaibo?connect_timeout=2", "station")
    studio = build_studio(own_home, read_settings(own_home), Policy(hub=hub))
    try:
        found = only(data.hub(studio))
        assert (
            found.state is State.BROKEN and found.advice is not None and "练习不受影响" in str(found.advice)
        )
        studio.policy = Policy()
        assert list(data.hub(studio)) == []
    finally:
        studio.close()


def test_the_place_for_recordings(tmp_path: Path) -> None:
    def place(folder: str, **more: bool) -> Policy:
        return Policy(hub=HubPolicy("postgresql://h/k", recordings=folder), **more)  # type: ignore[arg-type]

    assert list(data.recordings_place(Policy())) == []
    assert only(data.recordings_place(place(str(tmp_path / "gone")))).state is State.BROKEN
    assert only(data.recordings_place(place(str(tmp_path), network=False))).state is State.SKIPPED


# -- sound


def noise(level_db: float, seconds: float = 1.0) -> np.ndarray:
    samples = np.random.default_rng(1).standard_normal(round(16_000 * seconds)).astype(np.float32)
    return samples * np.float32(10 ** (level_db / 20))


@pytest.mark.parametrize(
    ("samples", "state", "said"),
    [
        (noise(-60), State.GOOD, "有声音"),
        (np.zeros(16_000, np.float32), State.BROKEN, "静音"),
        (np.full(16_000, 0.01, np.float32), State.BROKEN, "静音"),
        (np.clip(noise(6), -1, 1), State.WARNING, "破音"),
        (noise(-88), State.WARNING, "几乎没有声音"),
        (noise(-25), State.WARNING, "很吵"),
        (np.zeros(0, np.float32), State.BROKEN, "没有送来声音"),
    ],
)
def test_each_fault_of_a_microphone_has_its_own_sentence(
    samples: np.ndarray, state: State, said: str
) -> None:
    found = sound._judge(samples, "USB")
    assert found.state is state and said in str(found.text), str(found.text)
    assert found.state is State.GOOD or found.advice is not None


def test_no_microphone_is_said() -> None:
    def none(_device: str) -> FakeMicrophone:
        raise ExpectedError(msg("没有找到麦克风。请插好麦克风或耳麦，再试一次。"))

    assert only(sound.microphone(none, "")).state is State.BROKEN
    assert only(sound.tone(none, "", "")).state is State.SKIPPED


def test_a_tone_is_told_from_speech_and_noise() -> None:
    moments = np.arange(16_000) / 16_000
    tone = (0.01 * np.sin(2 * np.pi * 1000 * moments)).astype(np.float32)
    assert sound.tone_over_rest(tone + noise(-50)) > 3 * sound.HEARD_DB
    assert sound.tone_over_rest(noise(-40)) < sound.HEARD_DB
    assert sound.tone_over_rest(np.zeros(16_000, np.float32)) < 0
    assert sound.tone_over_rest(import_audio(assets_dir() / "demo" / "demo.flac")) < sound.HEARD_DB


@pytest.mark.virtual_mic
def test_sound_through_a_real_device(virtual_mic: VirtualMicrophone) -> None:
    chosen = next(each.id for each in devices.list_inputs() if each.name == "pulse")
    out = next(each.id for each in devices.list_outputs() if each.name == "pulse")
    open_stream = open_microphone
    assert only(sound.loudspeaker(out)).state is State.GOOD
    assert only(sound.tone(open_stream, chosen, out)).state is State.GOOD
    virtual_mic.play(noise(-55, 6.0))
    found = list(sound.microphone(open_stream, chosen))
    assert [each.state for each in found] == [State.GOOD], str(found[0].text)
    virtual_mic.mute()
    found = list(sound.microphone(open_stream, chosen))
    assert found[0].state is State.BROKEN and "静音" in str(found[0].text)
    assert only(sound.tone(open_stream, chosen, out)).state is State.WARNING
    missing = list(sound.microphone(open_stream, "ALSA/not there"))
    assert missing[0].state is State.WARNING and "没有接上" in str(missing[0].text)


# -- the whole


def no_microphone(_device: str) -> FakeMicrophone:
    raise ExpectedError(msg("没有找到麦克风。请插好麦克风或耳麦，再试一次。"))


def test_one_fault_hides_no_other(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(_studio: Studio) -> Iterator[Finding]:
        raise RuntimeError("a bug")
        yield  # a generator, as the others are

    monkeypatch.setattr(data, "lessons", explode)
    monkeypatch.setattr(sound, "loudspeaker", lambda _chosen: iter([good(msg("好"))]))
    heard: list[float] = []
    doctor = Doctor(studio.home, studio.policy, studio, open_stream=no_microphone)
    checkup = doctor.examine(lambda share, _doing: heard.append(share))
    by_key = {each.key: each.finding.state for each in checkup.lines}
    assert by_key["lessons"] is State.BROKEN and by_key["microphone"] is State.BROKEN
    assert by_key["model"] is State.GOOD and by_key["database"] is State.GOOD
    assert "tone" not in by_key and checkup.whole and checkup.exit_code == 1
    assert heard == sorted(heard) and heard[-1] == 1.0


def test_it_can_be_stopped(studio: Studio) -> None:
    asked = iter([False, False, True])
    checkup = Doctor(studio.home, studio.policy, studio).examine(cancelled=lambda: next(asked))
    assert not checkup.whole and {each.key for each in checkup.lines} == {"program", "policy"}
    assert headline(checkup) == "检查停下了，后面的没有看。"


def test_without_a_studio_the_rest_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "loudspeaker", lambda _chosen: iter([good(msg("好"))]))
    trouble = ExpectedError(msg("数据库是新版本的。"))
    doctor = Doctor(tmp_path, Policy(), None, trouble=trouble, open_stream=no_microphone)
    by_key = {each.key: each.finding for each in doctor.examine().lines}
    assert by_key["database"].state is State.BROKEN and str(by_key["database"].text) == "数据库是新版本的。"
    assert "lessons" not in by_key and by_key["folder"].state is State.GOOD
    fault = PolicyError(msg("错了"))
    doctor = Doctor(tmp_path, Policy(), None, trouble=fault, fault=fault, open_stream=no_microphone)
    by_key = {each.key: each.finding for each in doctor.examine().lines}
    assert by_key["policy"].state is State.BROKEN and by_key["database"].state is State.SKIPPED


def test_the_page_and_its_exit_code() -> None:
    moment = datetime(2026, 11, 24, 8, tzinfo=UTC)
    lines = (
        Line("clock", msg("时间"), good(msg("准"))),
        Line("rights", msg("权限"), warning(msg("不好"), msg("改好"))),
    )
    checkup = Checkup("3-07", "0.5.0", moment, lines)
    assert checkup.exit_code == 3
    text = as_text(checkup)
    assert "✓ 时间  准" in text and "! 权限  不好\n    → 改好" in text and "1 项要注意" in text
    told = json.loads(json.dumps(as_json(checkup)))
    assert told["exit_code"] == 3 and told["lines"][1] == {
        "check": "rights",
        "state": "warning",
        "text": "不好",
        "advice": "改好",
    }
    assert dataclasses.replace(checkup, lines=lines[:1]).exit_code == 0
