"""The place where the centre gathers recordings, as a window or a command uses it: `studio.share`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import msg
from app.policy import Policy
from app.practice.keeper import Keeper
from app.storage.exchange.values import RecordingFile
from app.storage.recording_share.errors import KeyFileError, ShareError
from app.storage.recording_share.fetching import Fetched, fetch_recordings
from app.storage.recording_share.sealing import fingerprint, keys_of, make_keys, read_key, write_keys
from app.storage.recording_share.sending import Sent, delete_recordings, send_recordings
from app.storage.recording_share.share import Share, open_share

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]

_KEY_FILES = "recordings-secret*.key"


class RecordingShare:
    """Sends what was recorded here, and fetches what was recorded elsewhere where the centre's key is.

    All that sends or fetches blocks and belongs into a job.
    """

    def __init__(self, keeper: Keeper, policy: Policy, key_folders: Sequence[Path]) -> None:
        """`key_folders` are where secret keys may lie; a key that is put in goes into the first."""
        self._keeper = keeper
        self._policy = policy
        self._key_folders = tuple(key_folders)

    # -- what there is

    @property
    def configured(self) -> bool:
        """Whether the centre gathers recordings at all."""
        return bool(self._policy.hub and self._policy.hub.recordings)

    @property
    def address(self) -> str:
        """Where, for sentences; "" when nowhere."""
        return self._policy.hub.recordings if self._policy.hub else ""

    @property
    def public_key(self) -> str:
        """The key for which recordings are sealed: the policy's, or else the hub's; "" when there is none."""
        told = self._policy.hub.recordings_key if self._policy.hub else ""
        return told or self._keeper.store.exchange.recordings_key()

    @property
    def has_key(self) -> bool:
        """Whether a secret key is here, so that recordings made elsewhere can be heard."""
        return bool(self._secret_files())

    def missing(self, attempt_ids: Sequence[str]) -> list[str]:
        """Which of these takes have a sound file, their own or a spoken comment's, that is not here.

        Raises NotAllowedError for a take that the viewer may not read.
        """
        wanted = [(each, self._files_of(each)) for each in attempt_ids]
        return [attempt_id for attempt_id, files in wanted if files]

    # -- sending and fetching

    def prepare(self) -> None:
        """Make the place ready, once for a centre: the folder and its mark, or the bucket."""
        share = self._open()
        share.prepare()

    def send(
        self, progress: Progress | None = None, stop: Stop | None = None, *, again: bool = False
    ) -> Sent:
        """Send what is left to be sent; `again` also what was lost there. See `send_recordings`."""
        key = self.public_key
        if not key:
            raise KeyFileError(
                msg(
                    "还没有录音的公钥，录音没有发送。"
                    "请管理员运行 kaibo hub keys make，再用 kaibo hub keys publish 公布。"
                )
            )
        return send_recordings(self._keeper.store.exchange, self._open(), key, progress, stop, again=again)

    def fetch_for(
        self, attempt_ids: Sequence[str], progress: Progress | None = None, stop: Stop | None = None
    ) -> Fetched:
        """Fetch what is missing of these takes and of what was said of them.

        Raises:
            NotAllowedError: the viewer may not read one of them.
            ExpectedError: the share cannot be reached, or this desk has no key.
        """
        return self._fetch([file for each in attempt_ids for file in self._files_of(each)], progress, stop)

    def fetch_missing(
        self, limit: int, progress: Progress | None = None, stop: Stop | None = None
    ) -> Fetched:
        """Fetch the newest recordings that are missing here, at most so many, before anybody asks."""
        return self._fetch(self._keeper.store.exchange.recordings_missing(limit), progress, stop)

    def fingerprints(self) -> tuple[str, list[str]]:
        """Of the key that recordings are sealed for ("" without one), and of the secret keys here."""
        key = self.public_key
        return fingerprint(key) if key else "", [
            keys_of(read_key(each)).fingerprint for each in self._secret_files()
        ]

    def delete(self, sha256s: Sequence[str]) -> None:
        """Destroy these at the share: an erased person's. Raises ShareError; again goes on."""
        delete_recordings(self._open(), sha256s)

    # -- keys

    def make_keys(self, folder: Path) -> tuple[str, Path, Path]:
        """Make the centre's keys in `folder` (a stick, say): (public key, secret file, public file)."""
        keys = make_keys()
        return keys.public, *write_keys(keys, folder)

    def publish_key(self, public_file: Path) -> str:
        """Tell every station to seal for this key, with the next exchange; its fingerprint.

        A key that a machine's policy names goes before it there. Only an administrator may. Raises
        NotAllowedError, KeyFileError.
        """
        self._keeper.store.access.check_administrator()
        key = read_key(public_file)
        self._keeper.store.exchange.set_recordings_key(key)
        return fingerprint(key)

    def put_in_key(self, secret_file: Path) -> str:
        """Copy a secret key to this desk; its fingerprint. Again with the same one changes nothing."""
        secret = read_key(secret_file)
        public = keys_of(secret).public
        folder = self._key_folders[0]
        path = folder / f"recordings-secret-{fingerprint(public).replace(' ', '')}.key"
        part = folder / f".{secrets.token_hex(4)}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(secret_file.read_bytes())
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise KeyFileError(
                msg("私钥存不进 {folder}。请检查权限和磁盘空间。", folder=folder), repr(error)
            ) from error
        return fingerprint(public)

    # -- inside

    def _open(self) -> Share:
        hub = self._policy.hub
        if hub is None or not hub.recordings:
            raise ShareError(msg("还没有设置录音的共享位置。请在策略文件里写明 hub 的 recordings。"))
        if self._policy.network is False and hub.recordings.startswith("s3://"):
            raise ExpectedError(msg("中心不许这台电脑使用网络，录音都留在这里。请用 U 盘收集。"))
        return open_share(hub.recordings, hub.s3_endpoint, hub.s3_credentials)

    def _fetch(self, files: Sequence[RecordingFile], progress: Progress | None, stop: Stop | None) -> Fetched:
        if not files:
            return Fetched()
        keys = [read_key(each) for each in self._secret_files()]
        if not keys:
            raise KeyFileError(msg("这台电脑上没有中心的私钥，不能打开别处录的录音。请向管理员要私钥文件。"))
        return fetch_recordings(self._keeper.store.exchange, self._open(), keys, files, progress, stop)

    def _secret_files(self) -> list[Path]:
        """The newest first, as the one that most recordings are sealed for."""
        found = [each for folder in self._key_folders for each in folder.glob(_KEY_FILES)]
        return sorted(found, key=lambda each: each.stat().st_mtime, reverse=True)

    def _files_of(self, attempt_id: str) -> list[RecordingFile]:
        """The sound files that belong to a take and are not here."""
        store = self._keeper.store
        attempt = store.attempt(attempt_id, with_score=False)
        owner, recording = attempt.profile_id, attempt.recording
        files = [RecordingFile("attempt", attempt_id, owner, recording.sha256, recording.path)]
        files += [
            RecordingFile("comment", said.id, owner, said.voice_sha256, said.voice)
            for said in store.reviews.review(attempt_id).comments
            if said.voice is not None
        ]
        return [each for each in files if not each.path.exists()]
