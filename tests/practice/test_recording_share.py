"""From a station's microphone to a trainer's ears: recordings over a share, with real stores at both ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.people.values import Profile
from app.policy import HubPolicy, Policy
from app.practice.engine import SpeechEngine
from app.practice.keeper import Keeper
from app.practice.recording_share import RecordingShare
from app.storage.recording_share.errors import KeyFileError, ShareError, ShareGoneError
from app.storage.recording_share.folder import FolderShare
from app.storage.recording_share.share import name_of
from app.storage.reviews_values import Comment
from app.storage.store import Store
from tests.storage.exchange.centre_samples import as_person, carry, found_centre, station
from tests.storage.storage_samples import NOON, attempt_of

MakeShare = Callable[..., RecordingShare]


@pytest.fixture
def shared(tmp_path: Path) -> FolderShare:
    folder = FolderShare(tmp_path / "server")
    folder.prepare()
    return folder


@pytest.fixture
def make_share(shared: FolderShare) -> MakeShare:
    def make(store: Store, **changes: object) -> RecordingShare:
        hub = HubPolicy("postgresql://hub/kaibo", recordings=shared.address)
        policy = Policy(**{"hub": hub, **changes})  # type: ignore[arg-type]
        keeper = Keeper(store, SpeechEngine("auto"), store.user_dir / "recordings")
        return RecordingShare(keeper, policy, (store.user_dir / "keys",))

    return make


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Store, Store]:
    """The trainers' desk, where the centre was founded, and a station with two takes of Nu's."""
    desk, lab = station(tmp_path / "desk"), station(tmp_path / "lab")
    found_centre(desk)
    carry(desk, lab)
    with lab.access.acting_for("nu"):
        for number in (1, 2):
            lab.add_attempt(attempt_of(lab.user_dir, f"a{number}", profile_id="nu"))
    carry(lab, desk)
    return desk, lab


def _with_keys(desk: RecordingShare, store: Store, folder: Path) -> Path:
    """Make keys, publish the public one, put the secret one into the desk."""
    _, secret, public = desk.make_keys(folder)
    as_person(store, "head")
    desk.publish_key(public)
    desk.put_in_key(secret)
    return secret


def test_a_take_said_at_a_station_is_heard_at_the_desk(
    stores: tuple[Store, Store], make_share: MakeShare, tmp_path: Path
) -> None:
    desk, lab = stores
    there, here = make_share(desk), make_share(lab)
    with pytest.raises(KeyFileError, match="公钥"):
        here.send()
    _with_keys(there, desk, tmp_path / "stick")
    carry(desk, lab)
    assert here.send().sent == 2
    assert here.send().sent == 0
    assert here.send(again=True).known == 2
    as_person(desk, "li")
    taken = desk.attempt("a1").recording
    assert there.missing(["a1", "a2"]) == ["a1", "a2"]
    assert there.fetch_for(["a1"]).fetched == 1
    assert there.missing(["a1", "a2"]) == ["a2"]
    found = desk.attempt("a1").recording
    assert hashlib.sha256(found.path.read_bytes()).hexdigest() == taken.sha256
    assert not found.away
    assert there.fetch_missing(10).fetched == 1
    assert there.fetch_missing(10).fetched == 0
    # what was fetched is not sent once more from the desk
    assert there.send() == type(there.send())()


def test_a_spoken_comment_goes_back_to_the_station(
    stores: tuple[Store, Store], make_share: MakeShare, tmp_path: Path
) -> None:
    desk, lab = stores
    there, here = make_share(desk), make_share(lab)
    secret = _with_keys(there, desk, tmp_path / "stick")
    here.put_in_key(secret)  # a machine that trainers use too
    as_person(desk, "li")
    voice = desk.user_dir / "comments" / "2026-03" / "c1.flac"
    voice.parent.mkdir(parents=True)
    voice.write_bytes(b"fLaC well said")
    sha256 = hashlib.sha256(voice.read_bytes()).hexdigest()
    desk.reviews.add_comment("a1", Comment("c1", None, "", NOON, voice=voice, voice_sha256=sha256))
    assert there.send().sent == 1
    carry(desk, lab)
    as_person(lab, "nu")
    assert here.missing(["a1"]) == ["a1"]
    assert here.fetch_for(["a1"]).fetched == 1
    [said] = lab.reviews.review("a1").comments
    assert said.voice is not None
    assert said.voice.read_bytes() == b"fLaC well said"


def test_nobody_fetches_what_she_may_not_hear(
    stores: tuple[Store, Store], make_share: MakeShare, tmp_path: Path
) -> None:
    desk, _ = stores
    there = make_share(desk)
    _with_keys(there, desk, tmp_path / "stick")
    desk.access.viewer = Profile("somebody", "阿里", "kk", NOON)
    for question in (there.fetch_for, there.missing):
        with pytest.raises(NotAllowedError):
            question(["a1"])


def test_a_desk_without_the_key_says_so_before_it_asks_anybody(
    stores: tuple[Store, Store], make_share: MakeShare, shared: FolderShare
) -> None:
    desk, _ = stores
    as_person(desk, "li")
    assert not make_share(desk).has_key
    with pytest.raises(KeyFileError, match="私钥"):
        make_share(desk).fetch_for(["a1"])


def test_a_recording_that_went_from_the_disk_comes_back_from_the_share(
    stores: tuple[Store, Store], make_share: MakeShare, tmp_path: Path
) -> None:
    desk, lab = stores
    _with_keys(make_share(desk), desk, tmp_path / "stick")
    carry(desk, lab)
    here = make_share(lab)
    here.send()
    here.put_in_key(next((desk.user_dir / "keys").iterdir()))
    as_person(lab, "nu")
    path = lab.attempt("a1").recording.path
    before = path.read_bytes()
    path.unlink()
    assert here.missing(["a1", "a2"]) == ["a1"]
    assert here.fetch_for(["a1"]).fetched == 1
    assert path.read_bytes() == before


def test_erased_at_the_share(
    stores: tuple[Store, Store], make_share: MakeShare, shared: FolderShare, tmp_path: Path
) -> None:
    desk, lab = stores
    _with_keys(make_share(desk), desk, tmp_path / "stick")
    carry(desk, lab)
    make_share(lab).send()
    as_person(lab, "nu")
    gone = lab.attempt("a1").recording.sha256
    make_share(desk).delete([gone])
    assert list(shared.names()) == [name_of(lab.attempt("a2").recording.sha256)]


def test_where_the_centre_forbids_the_network_no_store_is_asked(
    stores: tuple[Store, Store], make_share: MakeShare
) -> None:
    _, lab = stores
    hub = HubPolicy("postgresql://hub/kaibo", recordings="s3://kaibo", recordings_key="ab" * 32)
    with pytest.raises(ExpectedError, match="不许"):
        make_share(lab, hub=hub, network=False).send()


@pytest.mark.parametrize("hub", [None, HubPolicy("postgresql://hub/kaibo")])
def test_without_a_place_there_is_nothing_to_send_to(
    stores: tuple[Store, Store], make_share: MakeShare, hub: HubPolicy | None
) -> None:
    _, lab = stores
    share = make_share(lab, hub=hub)
    assert not share.configured
    with pytest.raises(ShareError):
        share.prepare()


def test_a_share_that_is_away_costs_no_recording(
    stores: tuple[Store, Store], make_share: MakeShare, shared: FolderShare, tmp_path: Path
) -> None:
    desk, lab = stores
    _with_keys(make_share(desk), desk, tmp_path / "stick")
    carry(desk, lab)
    Path(shared.address).rename(tmp_path / "unplugged")
    with pytest.raises(ShareGoneError):
        make_share(lab).send()
    (tmp_path / "unplugged").rename(shared.address)
    assert make_share(lab).send().sent == 2


def test_only_an_administrator_says_which_key_counts(
    stores: tuple[Store, Store], make_share: MakeShare, tmp_path: Path
) -> None:
    desk, _ = stores
    share = make_share(desk)
    _, _, public = share.make_keys(tmp_path / "stick")
    as_person(desk, "li")
    with pytest.raises(NotAllowedError):
        share.publish_key(public)
    assert share.public_key == ""


def test_the_policy_s_key_goes_before_the_hub_s_and_both_are_shown(
    stores: tuple[Store, Store], make_share: MakeShare, tmp_path: Path
) -> None:
    desk, _ = stores
    share = make_share(desk)
    _with_keys(share, desk, tmp_path / "stick")
    sealed_for, here = share.fingerprints()
    assert [sealed_for] == here
    named = HubPolicy("postgresql://hub/kaibo", recordings_key="ab" * 32)
    assert make_share(desk, hub=named).public_key == "ab" * 32
