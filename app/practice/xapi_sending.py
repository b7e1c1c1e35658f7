"""Statements on their way to a learning record store (LRS): in batches, each at most once, taken up again."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import logging
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import urlsplit

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.engine import Cancelled
from app.practice.xapi_statements import Draft, Statement, voiding

log = logging.getLogger(__name__)

VERSION = "1.0.3"
BATCH = 50
_TRIES = 5
_FIRST_WAIT = 0.5  # seconds, doubled with each try
_LONGEST_WAIT = 60.0  # seconds, whatever the other side asks for
_TIMEOUT = 30.0  # seconds
_NAMED = 20  # refused statements that are kept to be shown


class _Answer(Exception):  # noqa: N818  # not an error: what the other side said
    """An HTTP status other than success, with what came with it."""

    def __init__(self, status: int, text: str, wait: str = "") -> None:
        super().__init__(f"{status}: {text[:500]}")
        self.status = status
        self.text = text
        self.wait = wait


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A statement that is redirected would arrive as a question, with the password, who knows where."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


class RecordStore:
    """A learning record store. `sleep` is what waits between two tries."""

    def __init__(
        self, address: str, credentials: str = "", sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`credentials` are `name:password`, "" for none. Raises ExpectedError for what is no address."""
        self.address = address.rstrip("/").removesuffix("/statements").rstrip("/")
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ExpectedError(
                msg("“{address}”不是学习记录库的地址。应该像 https://lrs.example.cn/xapi。", address=address)
            )
        if parts.username or parts.password:
            raise ExpectedError(
                msg("请不要把密码写在地址里，用 --credentials 给一个文件。没有发送任何内容。")
            )
        self._credentials = credentials
        self._sleep = sleep
        self._opener = urllib.request.build_opener(_NoRedirect)

    def post(self, statements: list[Statement]) -> None:
        """Hand statements over; they are there when this returns.

        Raises `_Answer` for what these statements are to blame for, ExpectedError for everything else.
        """
        body = json.dumps(statements, ensure_ascii=False, allow_nan=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Experience-API-Version": VERSION}
        if self._credentials:
            token = base64.b64encode(self._credentials.encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        wait = _FIRST_WAIT
        for left in reversed(range(_TRIES)):
            request = urllib.request.Request(f"{self.address}/statements", body, headers, method="POST")
            try:
                with self._opener.open(request, timeout=_TIMEOUT) as answer:
                    answer.read()
                    return
            except urllib.error.HTTPError as error:
                said = _Answer(error.code, _text(error), error.headers.get("Retry-After", ""))
                if error.code not in (408, 425, 429) and error.code < 500:
                    raise self._judged(said) from error
                reason: Exception = said
            except (OSError, http.client.HTTPException) as error:
                reason = error
            if not left:
                break
            asked = getattr(reason, "wait", "")
            longer = float(asked) if asked.isdecimal() else 0.0
            self._sleep(min(max(wait, longer), _LONGEST_WAIT))
            wait *= 2
        raise ExpectedError(
            msg("学习记录库 {address} 没有应答。已收到的都记着，再运行一次会接着发。", address=self.address),
            repr(reason),
        ) from reason

    def _judged(self, said: _Answer) -> Exception:
        if said.status in (401, 403):
            return ExpectedError(msg("学习记录库不接受这个账号。请检查 --credentials 文件。"), str(said))
        if said.status in (404, 405) or 300 <= said.status < 400:
            return ExpectedError(
                msg("{address} 那里没有学习记录库，或者已经搬走。请检查地址。", address=self.address),
                str(said),
            )
        return said


def _text(error: urllib.error.HTTPError) -> str:
    try:
        return error.read(10_000).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return ""


def read_credentials(path: Path) -> str:
    """`name:password`, the first line of a file. Raises ExpectedError when it holds none."""
    try:
        line = path.read_text(encoding="utf-8-sig").split("\n", 1)[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ExpectedError(msg("读不出账号文件：{path}。", path=path), repr(error)) from error
    if ":" not in line:
        raise ExpectedError(msg("账号文件的第一行应该是“名字:密码”：{path}。", path=path))
    return line


class SentLog:
    """Which statements a record store has: a line of JSON for each, what it is about and its id.

    Written after the other side has said so. A line that was cut off is passed over: what it told of is sent
    again, under the same id.
    """

    def __init__(self, folder: Path, address: str) -> None:
        name = hashlib.sha256(address.encode()).hexdigest()[:16]
        self._path = folder / f"{name}.jsonl"
        self._file: IO[str] | None = None
        self._sent: dict[str, str] = {}

    def __enter__(self) -> SentLog:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists():
                for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
                    self._read(line)
            self._file = self._path.open("a", encoding="utf-8")
            self._file.write("\n")  # a line that was cut off ends here
        except OSError as error:
            raise ExpectedError(
                msg("记不下发过哪些：{path} 写不了。没有发送任何内容。", path=self._path), repr(error)
            ) from error
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def _read(self, line: str) -> None:
        try:
            key, statement_id = json.loads(line)
        except (ValueError, TypeError):
            return
        self._sent[str(key)] = str(statement_id)

    def of(self, key: str) -> str:
        """The id of what was sent of something; "" for nothing."""
        return self._sent.get(key, "")

    def add(self, sent: Iterable[tuple[str, str]]) -> None:
        """Note statements as sent, on disk when this returns."""
        assert self._file is not None
        for key, statement_id in sent:
            self._sent[key] = statement_id
            self._file.write(json.dumps([key, statement_id]) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass
class SentResult:
    """What came of sending. `known` the other side had already, `refused` it does not want as they are."""

    sent: int = 0
    known: int = 0
    voided: int = 0
    refused: int = 0
    reasons: list[str] = field(default_factory=list)
    cancelled: bool = False


def send(
    record_store: RecordStore,
    drafts: Iterable[Draft],
    make: Callable[[Draft], Statement | None],
    sent: SentLog,
    home_page: str,
    progress: Callable[[SentResult], None] | None = None,
    cancelled: Cancelled | None = None,
) -> SentResult:
    """Send what was not sent yet, in batches; see `Xapi.send`."""
    result = SentResult()
    batch: list[tuple[Draft, Statement]] = []

    def hand_over() -> None:
        if batch:
            _post(record_store, batch, sent, result)
            batch.clear()
            if progress is not None:
                progress(result)

    for draft in drafts:
        if cancelled is not None and cancelled():
            result.cancelled = True
            return result
        before = sent.of(draft.key)
        if before == draft.id:
            continue
        statement = make(draft)
        if statement is None:
            continue
        if before and not sent.of(f"void/{before}"):
            void = voiding(before, home_page, datetime.now(UTC))
            batch.append((void, void.statement()))
        batch.append((draft, statement))
        if len(batch) >= BATCH - 1:  # a pair stays together
            hand_over()
    hand_over()
    return result


def _post(
    record_store: RecordStore, batch: list[tuple[Draft, Statement]], sent: SentLog, result: SentResult
) -> None:
    """One batch; divided when the other side minds something in it, so that one bad apple is one."""
    try:
        record_store.post([statement for _, statement in batch])
    except _Answer as answer:
        if len(batch) > 1:
            middle = len(batch) // 2
            _post(record_store, batch[:middle], sent, result)
            _post(record_store, batch[middle:], sent, result)
            return
        [(draft, _)] = batch
        if answer.status == 409:  # it has one of this id
            result.known += 1
            sent.add([(draft.key, draft.id)])
            return
        log.warning("statement %s of %s was refused: %s", draft.id, draft.key, answer)
        result.refused += 1
        if result.refused >= _NAMED and not result.sent + result.known:
            raise ExpectedError(
                msg("学习记录库拒收所有语句，没有再发。它说：{reason}", reason=str(answer)), str(answer)
            ) from answer
        if len(result.reasons) < _NAMED:
            result.reasons.append(f"{draft.key}: {answer}")
        return
    sent.add([(draft.key, draft.id) for draft, _ in batch])
    voids = sum(draft.key.startswith("void/") for draft, _ in batch)
    result.voided += voids
    result.sent += len(batch) - voids
