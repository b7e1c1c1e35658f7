"""The keys by which machines that score together know each other."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ExpectedError
from app.i18n import msg

if TYPE_CHECKING:
    from distributed.security import Security


@dataclass(frozen=True)
class Keys:
    """PEM files: who is trusted, and this machine's own certificate with its key."""

    ca: Path
    cert: Path
    key: Path

    def arguments(self) -> list[str]:
        """As they are given to `kaibo worker`."""
        return ["--tls-ca", str(self.ca), "--tls-cert", str(self.cert), "--tls-key", str(self.key)]


def make_keys(folder: Path) -> Keys:
    """New keys for one group of machines, for 365 days. Raises ExpectedError when they cannot be written.

    All machines of the group share them: who has them belongs to it.
    """
    from distributed.security import Security

    made = Security.temporary()
    keys = Keys(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in (
            (keys.ca, made.tls_ca_file),
            (keys.cert, made.tls_worker_cert),
            (keys.key, made.tls_worker_key),
        ):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
    except OSError as error:
        raise ExpectedError(
            msg("密钥写不进 {folder}：那里写不了，或者已经有密钥。没有覆盖任何文件。", folder=folder),
            repr(error),
        ) from error
    return keys


def security_of(keys: Keys | None) -> Security | None:
    """Dask's own form of the keys. Raises ExpectedError when a file is not there."""
    from distributed.security import Security

    if keys is None:
        return None
    for path in (keys.ca, keys.cert, keys.key):
        if not path.is_file():
            raise ExpectedError(msg("找不到密钥文件：{path}。请检查路径。", path=path))
    ca, cert, key = (str(each) for each in (keys.ca, keys.cert, keys.key))
    return Security(
        require_encryption=True,
        tls_ca_file=ca,
        tls_client_cert=cert,
        tls_client_key=key,
        tls_scheduler_cert=cert,
        tls_scheduler_key=key,
        tls_worker_cert=cert,
        tls_worker_key=key,
    )
