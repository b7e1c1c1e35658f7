"""A share in an S3-compatible object store (MinIO, Ceph, a cloud's)."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import certifi
import urllib3
from minio import Minio
from minio.commonconfig import CopySource
from minio.error import MinioException, S3Error

from app.i18n import Message, msg
from app.storage.recording_share.errors import (
    NotSharedError,
    ShareDeniedError,
    ShareError,
    ShareFullError,
    ShareGoneError,
)
from app.storage.recording_share.share import is_name, name_of, place_of

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
RETRIES = 2
"""After a connection that broke or an answer of 5xx; what is still missing then goes with the next sync."""

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_LEAST_PART = 5 * 1024 * 1024  # S3's own least size of a part
_REFUSED = "refused"
_MISSING = {"NoSuchKey", "NoSuchObject"}
_FULL = {"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage"}
_DENIED = {
    "AccessDenied",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "AccountProblem",
    "AllAccessDisabled",
}
_DENIED_STATUS = {401, 403}


@dataclass(frozen=True)
class Credentials:
    """The access to an object store; `region` and `ca_file` only where the store needs them."""

    access_key: str
    secret_key: str = field(repr=False)
    region: str = ""
    ca_file: str = ""


def read_credentials(path: Path | None) -> Credentials:
    """The credentials in a TOML file with these keys. Raises ShareError naming the fault."""
    if path is None:
        raise ShareError(msg("没有写明对象存储的密钥文件。请在策略文件里写明。"))
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ShareError(msg("读不出对象存储的密钥文件 {path}。", path=path), repr(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ShareError(
            msg('密钥文件 {path} 的写法不对，应当是 access_key = "…" 和 secret_key = "…" 两行。', path=path),
            str(error),
        ) from error
    values = {key: str(found.get(key, "")) for key in ("access_key", "secret_key", "region", "ca_file")}
    for key in ("access_key", "secret_key"):
        if not values[key]:
            raise ShareError(msg("密钥文件 {path} 里没有 {key}。", path=path, key=key))
    return Credentials(**values)


def open_s3(bucket: str, prefix: str, endpoint: str, credentials: Path | None) -> S3Share:
    """The share in a bucket; see `open_share`."""
    if not _BUCKET.fullmatch(bucket):
        raise ShareError(
            msg("录音的共享位置 {address} 写得不对，应当像 s3://存储桶/前缀。", address=f"s3://{bucket}")
        )
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise ShareError(
            msg(
                "对象存储的地址 {endpoint} 不对，应当像 https://s3.example.cn 或 http://10.0.0.2:9000。",
                endpoint=endpoint or "–",
            )
        )
    access = read_credentials(credentials)
    try:
        client = Minio(
            parts.netloc,
            access_key=access.access_key,
            secret_key=access.secret_key,
            region=access.region or None,
            secure=parts.scheme == "https",
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS),
                retries=urllib3.Retry(
                    total=RETRIES, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]
                ),
                cert_reqs="CERT_REQUIRED",
                ca_certs=access.ca_file or certifi.where(),
            ),
        )
    except ValueError as error:
        raise ShareError(msg("对象存储的地址 {endpoint} 不对。", endpoint=endpoint), repr(error)) from error
    return S3Share(client, bucket, prefix)


class S3Share:
    """Objects `prefix/ab/abc….sealed`. The store writes an object whole or not at all."""

    def __init__(self, client: Minio, bucket: str, prefix: str = "") -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""

    @property
    def address(self) -> str:
        """`s3://bucket/prefix`."""
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def prepare(self) -> None:
        """Make the bucket if it is missing."""
        with self._sentences():
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket)

    def check(self) -> None:
        """Whether the store knows this key and has the bucket; see `Share`.

        A store that does not let stations read says so only of reading: that is no fault.
        """
        try:
            with self._sentences():
                self._client.get_object(self._bucket, self._key(name_of("0" * 64))).release_conn()
        except NotSharedError:
            return
        except ShareDeniedError as error:
            if not error.detail.startswith("AccessDenied"):
                raise

    def put(self, name: str, data: bytes) -> None:
        """Keep an object; see `Share`."""
        key = self._key(name)
        with self._sentences():
            # in one piece: what is broken off in the middle leaves no parts that the store goes on keeping
            self._client.put_object(
                self._bucket, key, io.BytesIO(data), len(data), part_size=max(len(data), _LEAST_PART)
            )

    def get(self, name: str) -> bytes:
        """The object; see `Share`."""
        key = self._key(name)
        with self._sentences():
            response = self._client.get_object(self._bucket, key)
            try:
                return bytes(response.data)
            finally:
                response.close()
                response.release_conn()

    def holds(self, name: str, size: int | None = None) -> bool:
        """Whether the object is there; see `Share`.

        A store that does not let stations look says no for all: then it is sent once more, which changes
        nothing.
        """
        key = self._key(name)
        try:
            with self._sentences():
                found = self._client.stat_object(self._bucket, key).size
        except (NotSharedError, ShareDeniedError):
            return False
        return size is None or found == size

    def names(self) -> Iterator[str]:
        """All names; see `Share`."""
        with self._sentences():
            for each in self._client.list_objects(self._bucket, prefix=self._prefix, recursive=True):
                place = str(each.object_name).removeprefix(self._prefix)
                name = place.rpartition("/")[2]
                if is_name(name) and place == place_of(name):
                    yield name

    def delete(self, name: str) -> None:
        """Destroy the object and what was set aside of it; see `Share`."""
        key = self._key(name)
        with self._sentences():
            self._client.remove_object(self._bucket, key)
            refused = f"{self._prefix}{_REFUSED}/{name}"
            for each in self._client.list_objects(self._bucket, prefix=refused, recursive=True):
                self._client.remove_object(self._bucket, str(each.object_name))

    def set_aside(self, name: str) -> None:
        """Move the object to `refused/`; see `Share`."""
        key, aside = self._key(name), f"{self._prefix}{_REFUSED}/{name}"
        with self._sentences():
            self._client.copy_object(self._bucket, aside, CopySource(self._bucket, key))
            self._client.remove_object(self._bucket, key)

    def _key(self, name: str) -> str:
        return self._prefix + place_of(name)

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except S3Error as error:
            raise self._of_code(error) from error
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._gone(repr(error)) from error

    def _of_code(self, error: S3Error) -> ShareError:
        code, detail = error.code or "", f"{error.code}: {error.message}"
        status = getattr(error.response, "status", 0)
        if code in _MISSING:
            return NotSharedError(
                msg("共享位置里还没有这段录音：录音的那台电脑还没有发送，或者它已被删除。"), detail
            )
        if code == "NoSuchBucket":
            return ShareGoneError(self._sentence_of_bucket(), detail)
        if code == "RequestTimeTooSkewed":
            return ShareDeniedError(
                msg("这台电脑的时间与对象存储相差太多，对方不接收。请把时间调准再试；录音都还在这台电脑上。"),
                detail,
            )
        if code in _FULL or status == 507:
            return ShareFullError(
                msg(
                    "录音的共享位置 {address} 满了，还没有发送的录音都留在这台电脑上。"
                    "请管理员腾出空间，之后会继续发送。",
                    address=self.address,
                ),
                detail,
            )
        if code in _DENIED or status in _DENIED_STATUS:
            return ShareDeniedError(
                msg(
                    "录音的共享位置 {address} 不接受这台电脑的密钥，或者没有给它这个权限。"
                    "请管理员检查；录音都还在这台电脑上。",
                    address=self.address,
                ),
                detail,
            )
        return self._gone(detail)

    def _sentence_of_bucket(self) -> Message:
        return msg(
            "对象存储里没有 {bucket} 这个存储桶。请管理员建好它，或改正策略文件；录音都还在这台电脑上。",
            bucket=self._bucket,
        )

    def _gone(self, detail: str) -> ShareGoneError:
        return ShareGoneError(
            msg(
                "连不上录音的共享位置 {address}。录音都还在这台电脑上；"
                "请检查网络，连上后会从断开的地方继续。",
                address=self.address,
            ),
            detail,
        )
