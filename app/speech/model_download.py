"""Official models from the Vosk site: the list, and a download that can be resumed and is verified."""

from __future__ import annotations

import hashlib
import http.client
import json
import logging
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from app.i18n import msg
from app.speech.model_store import (
    Cancelled,
    ModelCancelledError,
    Progress,
    import_model,
    never,
    nothing_to_report,
)
from app.speech.recogniser import ModelError

log = logging.getLogger(__name__)

LIST_URL = "https://alphacephei.com/vosk/models/model-list.json"
LANGUAGE = "cn"
_TIMEOUT = 20.0
_CHUNK = 1 << 18
_LIST_LIMIT = 4 << 20
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,80}")


@dataclass(frozen=True)
class OfferedModel:
    """A model on the Vosk site; `size` in bytes, `kind` is `small`, `big` and the like."""

    name: str
    url: str
    size: int
    md5: str
    kind: str


def offered_models(list_url: str = LIST_URL) -> list[OfferedModel]:
    """The Mandarin models that the site offers now, smallest first. Raises `ModelError` (offline, too)."""
    try:
        with urllib.request.urlopen(_request(list_url), timeout=_TIMEOUT) as answer:
            data = json.loads(answer.read(_LIST_LIMIT))
        rows = [
            OfferedModel(str(r["name"]), str(r["url"]), int(r["size"]), str(r["md5"]).lower(), str(r["type"]))
            for r in data
            if r.get("lang") == LANGUAGE and str(r.get("obsolete", "")).lower() != "true"
        ]
    except (OSError, http.client.HTTPException) as error:
        raise ModelError(
            msg("连不上 Vosk 网站。请检查网络后再试；没有网络时可以用 U 盘拷来 zip 文件再导入。"), str(error)
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(msg("Vosk 网站的模型列表看不懂，可能改了格式。请稍后再试。"), str(error)) from error
    return sorted(rows, key=lambda row: row.size)


def download_model(
    name: str,
    models_dir: Path,
    progress: Progress = nothing_to_report,
    cancelled: Cancelled = never,
    list_url: str = LIST_URL,
) -> Path:
    """Download an official model by name, verify it and install it; returns its folder.

    What was downloaded before an interruption is kept and continued next time. `progress` gets 0…1. Raises
    `ModelError` with the reason, `ModelCancelledError` when stopped.
    """
    offers = offered_models(list_url)
    offer = next((o for o in offers if o.name == name), None)
    if offer is None or not _SAFE_NAME.fullmatch(offer.name):
        raise ModelError(
            msg(
                "Vosk 网站上没有中文模型“{name}”。现有：{names}。",
                name=name,
                names="、".join(o.name for o in offers),
            )
        )
    _check_address(offer.url, list_url)
    folder = models_dir / ".downloads"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # the md5 in the name keeps the halves of two versions apart
        part = folder / f"{offer.name}-{offer.md5[:12]}.zip.part"
        _fetch(offer, part, lambda share: progress(0.8 * share), cancelled)
        _verify(offer, part)
    except (OSError, http.client.HTTPException) as error:
        raise ModelError(
            msg("下载“{name}”时中断了，已下载的部分会保留，联网后可以接着下载。", name=name), str(error)
        ) from error
    installed = import_model(part, models_dir, lambda share: progress(0.8 + 0.2 * share), cancelled)
    part.unlink(missing_ok=True)
    return installed


def _request(url: str, **headers: str) -> urllib.request.Request:
    return urllib.request.Request(url, headers={"User-Agent": "Kaibo", **headers})


def _check_address(url: str, list_url: str) -> None:
    """Only what the list's own site serves, and nothing less safe than the list came by."""
    offered, listed = urllib.parse.urlsplit(url), urllib.parse.urlsplit(list_url)
    same_site = offered.hostname == listed.hostname and offered.scheme == listed.scheme
    if not same_site and offered.scheme != "https":
        raise ModelError(msg("模型的下载地址不安全，没有下载。"), url)


def _fetch(offer: OfferedModel, part: Path, progress: Progress, cancelled: Cancelled) -> None:
    have = part.stat().st_size if part.exists() else 0
    if have > offer.size:
        part.unlink()
        have = 0
    if have == offer.size:
        return
    request = _request(offer.url, **({"Range": f"bytes={have}-"} if have else {}))
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
        # a server that ignores the range sends everything again
        resumed = answer.status == http.HTTPStatus.PARTIAL_CONTENT and have > 0
        written = have if resumed else 0
        with part.open("ab" if resumed else "wb") as out:
            while piece := answer.read(_CHUNK):
                if cancelled():
                    raise ModelCancelledError(msg("下载已停止，已下载的部分会保留。"))
                out.write(piece)
                written += len(piece)
                if written > offer.size:
                    break
                progress(written / offer.size)
    if written < offer.size:
        raise http.client.IncompleteRead(b"", offer.size - written)


def _verify(offer: OfferedModel, part: Path) -> None:
    digest = hashlib.md5(usedforsecurity=False)
    with part.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    if part.stat().st_size != offer.size or digest.hexdigest() != offer.md5:
        part.unlink()
        raise ModelError(msg("下载的“{name}”校验不对，已删除。请再下载一次。", name=offer.name))
