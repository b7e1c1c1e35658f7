"""What xAPI 1.0.3 asks of a statement, written from its text (part two, sections 2.2 to 2.6 and 4) and from
nothing else; and a learning record store that holds whoever sends to it to that (part three, section 2.1)."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DURATION = re.compile(r"P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_VOIDED = "http://adlnet.gov/expapi/verbs/voided"


def faults(statement: Any) -> list[str]:
    """Everything that is wrong with one statement."""
    found: list[str] = []
    if not isinstance(statement, dict):
        return ["a statement is an object"]
    _only(
        statement,
        "id actor verb object result context timestamp stored authority version attachments",
        "statement",
        found,
    )
    for needed in ("actor", "verb", "object"):
        if needed not in statement:
            found.append(f"no {needed}")
    if "id" in statement and not _is(_UUID, statement["id"]):
        found.append("id is no UUID")
    if "version" in statement and not re.fullmatch(r"1\.0(\.\d+)?", str(statement["version"])):
        found.append("version is not 1.0.x")
    if "timestamp" in statement:
        _time(statement["timestamp"], found)
    _agent(statement.get("actor"), "actor", found)
    _verb(statement.get("verb"), found)
    kind = _object(statement.get("object"), found)
    if statement.get("verb", {}).get("id") == _VOIDED and kind != "StatementRef":
        found.append("voids something else than a statement")
    if "result" in statement:
        _result(statement["result"], found)
    if "context" in statement:
        _context(statement["context"], kind, found)
    _no_null(statement, "statement", found)
    return found


def _is(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _only(value: dict[str, Any], allowed: str, where: str, found: list[str]) -> None:
    found += [f"{where}.{each} is not in the specification" for each in value if each not in allowed.split()]


def _no_null(value: Any, where: str, found: list[str]) -> None:
    """Nulls may stand in extensions alone."""
    if value is None:
        found.append(f"{where} is null")
    elif isinstance(value, dict):
        for key, each in value.items():
            if key != "extensions":
                _no_null(each, f"{where}.{key}", found)
    elif isinstance(value, list):
        for each in value:
            _no_null(each, where, found)


def _time(value: Any, found: list[str]) -> None:
    if not _is(_TIME, value) or value.endswith(("-00:00", "-00")):
        found.append("timestamp is not as RFC 3339 has it")
        return
    try:
        datetime.fromisoformat(value)
    except ValueError:
        found.append("timestamp is no moment")


def _languages(value: Any, where: str, found: list[str]) -> None:
    if not isinstance(value, dict) or not all(
        _is(_LANGUAGE, key) and isinstance(text, str) for key, text in value.items()
    ):
        found.append(f"{where} is no language map")


def _extensions(value: Any, where: str, found: list[str]) -> None:
    if not isinstance(value, dict) or not all(_is(_IRI, key) for key in value):
        found.append(f"{where}.extensions has keys that are no IRIs")


def _agent(value: Any, where: str, found: list[str]) -> None:
    if not isinstance(value, dict):
        found.append(f"{where} is no agent")
        return
    _only(value, "objectType name mbox mbox_sha1sum openid account", where, found)
    if value.get("objectType", "Agent") != "Agent":
        found.append(f"{where} is no agent")
    if "name" in value and not isinstance(value["name"], str):
        found.append(f"{where}.name is no text")
    if sum(each in value for each in ("mbox", "mbox_sha1sum", "openid", "account")) != 1:
        found.append(f"{where} has not exactly one identifier")
    if "account" in value:
        account = value["account"]
        if not isinstance(account, dict) or set(account) != {"homePage", "name"}:
            found.append(f"{where}.account is not whole")
        elif (
            not _is(_IRI, account["homePage"]) or not isinstance(account["name"], str) or not account["name"]
        ):
            found.append(f"{where}.account is not as it should be")


def _verb(value: Any, found: list[str]) -> None:
    if not isinstance(value, dict) or not _is(_IRI, value.get("id")):
        found.append("verb has no IRI")
        return
    _only(value, "id display", "verb", found)
    if "display" in value:
        _languages(value["display"], "verb.display", found)


def _object(value: Any, found: list[str]) -> str:
    if not isinstance(value, dict):
        found.append("object is no object")
        return ""
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        _activity(value, "object", found)
    elif kind == "StatementRef":
        _only(value, "objectType id", "object", found)
        if not _is(_UUID, value.get("id")):
            found.append("object refers to no statement")
    else:
        found.append(f"object is a {kind}")
    return str(kind)


def _activity(value: Any, where: str, found: list[str]) -> None:
    if not isinstance(value, dict):
        found.append(f"{where} is no activity")
        return
    _only(value, "objectType id definition", where, found)
    if value.get("objectType", "Activity") != "Activity" or not _is(_IRI, value.get("id")):
        found.append(f"{where} is no activity with an IRI")
    definition = value.get("definition", {})
    if not isinstance(definition, dict):
        found.append(f"{where}.definition is no object")
        return
    _only(definition, "name description type moreInfo extensions", f"{where}.definition", found)
    for each in ("name", "description"):
        if each in definition:
            _languages(definition[each], f"{where}.definition.{each}", found)
    for each in ("type", "moreInfo"):
        if each in definition and not _is(_IRI, definition[each]):
            found.append(f"{where}.definition.{each} is no IRI")
    if "extensions" in definition:
        _extensions(definition["extensions"], f"{where}.definition", found)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _result(value: Any, found: list[str]) -> None:
    if not isinstance(value, dict):
        found.append("result is no object")
        return
    _only(value, "score success completion response duration extensions", "result", found)
    for each in ("success", "completion"):
        if each in value and not isinstance(value[each], bool):
            found.append(f"result.{each} is no boolean")
    if "duration" in value and not _is(_DURATION, value["duration"]):
        found.append("result.duration is not as ISO 8601 has it")
    if "extensions" in value:
        _extensions(value["extensions"], "result", found)
    score = value.get("score", {})
    if not isinstance(score, dict) or not all(map(_number, score.values())):
        found.append("result.score has something else than numbers")
        return
    _only(score, "scaled raw min max", "result.score", found)
    if not -1 <= score.get("scaled", 0) <= 1:
        found.append("result.score.scaled is not from -1 to 1")
    if "min" in score and "max" in score and not score["min"] < score["max"]:
        found.append("result.score.min is not below max")
    if "raw" in score and not score.get("min", score["raw"]) <= score["raw"] <= score.get(
        "max", score["raw"]
    ):
        found.append("result.score.raw is not between min and max")


def _context(value: Any, kind: str, found: list[str]) -> None:
    if not isinstance(value, dict):
        found.append("context is no object")
        return
    _only(
        value,
        "registration instructor team contextActivities revision platform language statement extensions",
        "context",
        found,
    )
    if "registration" in value and not _is(_UUID, value["registration"]):
        found.append("context.registration is no UUID")
    if "instructor" in value:
        _agent(value["instructor"], "context.instructor", found)
    if kind != "Activity" and ("platform" in value or "revision" in value):
        found.append("context.platform is for activities only")
    if "language" in value and not _is(_LANGUAGE, value["language"]):
        found.append("context.language is no language")
    if "extensions" in value:
        _extensions(value["extensions"], "context", found)
    activities = value.get("contextActivities", {})
    if not isinstance(activities, dict):
        found.append("context.contextActivities is no object")
        return
    _only(activities, "parent grouping category other", "contextActivities", found)
    for name, each in activities.items():
        for activity in each if isinstance(each, list) else [each]:
            _activity(activity, f"contextActivities.{name}", found)


@dataclass
class FakeRecordStore:
    """What a learning record store has and how it behaves. Real HTTP on the loopback."""

    address: str = ""
    credentials: str = "kaibo:geheim 密"
    held: dict[str, Any] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    fail: list[int] = field(default_factory=list)  # statuses of the next answers; 0 hangs up
    lose: int = 0  # so many next batches are kept, and the connection is cut before that is said
    refuse: str = ""  # statements whose text holds this are turned down

    def take(self, headers: Any, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        """One request as part three of the specification says."""
        wanted = "Basic " + base64.b64encode(self.credentials.encode()).decode()
        if headers.get("Authorization") != wanted:
            return 401, b"", {"WWW-Authenticate": "Basic"}
        if not str(headers.get("X-Experience-API-Version", "")).startswith("1.0"):
            return 400, b"no version", {}
        if not str(headers.get("Content-Type", "")).startswith("application/json"):
            return 400, b"no JSON", {}
        if self.fail:
            return self.fail.pop(0), b"later", {"Retry-After": "1"}
        statements = json.loads(body)
        statements = statements if isinstance(statements, list) else [statements]
        self.batches.append(len(statements))
        ids = [each.get("id") for each in statements]
        if len(statements) > 50 or len(set(ids)) != len(ids):
            return 400, b"too many, or the same twice", {}
        wrong = [fault for each in statements for fault in faults(each)]
        if wrong:
            return 400, "; ".join(wrong).encode(), {}
        if self.refuse and any(self.refuse in json.dumps(each, ensure_ascii=False) for each in statements):
            return 400, b"not that one", {}
        if any(each["id"] in self.held for each in statements):  # none of a batch is kept then
            return 409, b"there already", {}
        for each in statements:
            self.held[each["id"]] = each
        return 200, json.dumps(ids).encode(), {"Content-Type": "application/json"}


@contextmanager
def record_store() -> Iterator[FakeRecordStore]:
    """A record store that listens while the block lasts."""
    held = FakeRecordStore()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != "/xapi/statements":
                status, text, more = 404, b"", {}
            else:
                status, text, more = held.take(self.headers, body)
            held.answers.append(status)
            if status == 0 or (status == 200 and held.lose):
                held.lose -= status == 200
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**more, "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.address = f"http://127.0.0.1:{server.server_port}/xapi"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
