"""A take on a machine whose data folder is on a share that goes away while she speaks."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.bootstrap import build_studio, read_settings, share_at
from app.errors import ExpectedError
from app.policy import Policy
from app.practice.studio import Studio
from app.practice.take import TakeState
from app.storage import shared_folder
from app.storage.opening import Share, open_store
from app.storage.shared_folder import ShareGoneError
from tests.audio.fake_microphone import FakeMicrophone, until
from tests.practice.test_studio import DEMO, PATIENCE, PROMPT, Ear, LiveMicrophone, say


def open_shared(home: Path, local: Path, microphone: FakeMicrophone) -> Studio:
    opened = open_store(home, automatic_backup=False, shared=Share(local, "A1"))
    return Studio(home, read_settings(home), opened, (), lambda _device: microphone)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_folder, "TRUSTED_SECONDS", 0.0)
    monkeypatch.setattr(shared_folder, "BEAT_SECONDS", 0.1)


def test_what_she_said_is_found_again_when_the_share_is_back(tmp_path: Path) -> None:
    server, local = tmp_path / "server", tmp_path / "machine"
    home = server / "kaibo"
    microphone = LiveMicrophone()
    studio = open_shared(home, local, microphone)
    studio.create_profile("努尔", "ug")
    voice = import_audio(DEMO / "demo.flac")
    ear = Ear()
    studio.start_take(PROMPT, "lesson", ear)
    say(studio, microphone, voice)
    server.rename(tmp_path / "away")
    server.write_text("")  # nothing can be begun in its place
    studio.stop_take()
    assert ear.over.wait(PATIENCE) and until(lambda: studio.take_state is TakeState.IDLE)
    assert ear.error is not None and "没有丢" in str(ear.error)
    assert len(list((local / "takes").glob("*.pcm"))) == 1
    with pytest.raises(ShareGoneError):
        studio.attempts()
    del ear
    gc.collect()  # the journal counts as worked on while the error of its take is held
    studio.close()
    server.unlink()
    (tmp_path / "away").rename(server)
    studio = open_shared(home, local, LiveMicrophone())
    try:
        (take,) = studio.rescues.all()
        attempt = studio.rescues.keep(take)
        assert attempt.text == PROMPT.text and abs(attempt.recording.duration - len(voice) / 16_000) < 1.0
        assert np.abs(studio.samples(attempt.recording)).max() > 0.05
        assert attempt.recording.path.is_relative_to(home)
        assert not list((local / "takes").glob("*.pcm"))
    finally:
        studio.close()


def test_a_share_that_is_not_connected_is_no_empty_folder(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "mnt" / "kaibo"
    policy = Policy(data_folder=home, data_network=True, station="A1")
    share = share_at(home, policy)
    assert share is not None and share.local == own_home
    build_studio(home, read_settings(home, policy), policy, None, share).close()
    home.rename(tmp_path / "away")
    free = Policy(data_folder=home)  # found to be no share, as an unmounted place is
    assert share_at(home, free) is None
    with pytest.raises(ExpectedError, match="连不上共享文件夹"):
        build_studio(home, read_settings(home, free), free, None, None)
    assert not home.exists()
