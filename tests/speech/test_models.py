"""Finding, checking, importing and downloading speech models, with the bundled one as the real thing."""

import hashlib
import json
import shutil
import stat
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.paths import assets_dir
from app.speech.model_download import download_model, offered_models
from app.speech.model_store import ModelCancelledError, check_model, import_model
from app.speech.models import VARIABLE, ModelLocator, ModelOrigin
from app.speech.recogniser import ModelError

BUNDLED = assets_dir() / "model"


def fake_model(folder: Path, *, static: bool = False) -> Path:
    """A folder with all the files a model has, none of which libvosk can read."""
    names = ["am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/phones/word_boundary.int"]
    names += ["graph/HCLG.fst"] if static else ["graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int"]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"not a model")
    return folder


def zipped(folder: Path, target: Path, top: str | None = None) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, f"{top or folder.name}/{file.relative_to(folder).as_posix()}")
    return target


@pytest.fixture
def locate(tmp_path: Path) -> Iterator[partial[ModelLocator]]:
    yield partial(
        ModelLocator,
        user_choice="",
        user_dir=tmp_path / "user",
        machine_dir=tmp_path / "machine",
        assets_dir=assets_dir(),
        environ={},
    )


# --- locating


def test_the_bundled_model_is_found_and_works(locate: partial[ModelLocator]) -> None:
    found = locate().locate()
    assert (found.path, found.name, found.origin) == (BUNDLED, "kaibo", ModelOrigin.BUNDLED)
    assert found.problems == ()


def test_the_order_is_settings_environment_machine_user_bundled(
    locate: partial[ModelLocator], tmp_path: Path
) -> None:
    for place in ("chosen", "variable", "machine/models/m", "user/models/u"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(BUNDLED, tmp_path / place)
    everything = locate(user_choice=str(tmp_path / "chosen"), environ={VARIABLE: str(tmp_path / "variable")})
    assert [m.origin for m in everything.installed()] == list(ModelOrigin)
    origins = []
    for place in ("chosen", "variable", "machine/models/m", "user/models/u", ""):
        origins.append(everything.locate().origin)
        if place:
            shutil.rmtree(tmp_path / place)
    assert origins == list(ModelOrigin)


def test_a_missing_choice_is_named_and_the_bundled_one_takes_over(locate: partial[ModelLocator]) -> None:
    found = locate(user_choice="vosk-model-cn-9.99").locate()
    assert found.origin is ModelOrigin.BUNDLED
    assert "vosk-model-cn-9.99" in str(found.problems[0])


@pytest.mark.parametrize("static", [False, True])
def test_a_damaged_model_does_not_take_the_program_down(
    locate: partial[ModelLocator], tmp_path: Path, static: bool
) -> None:
    fake_model(tmp_path / "user" / "models" / "broken", static=static)
    found = locate().locate()
    assert found.origin is ModelOrigin.BUNDLED
    assert "broken" in str(found.problems[0])


@pytest.mark.parametrize("file", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "conf/model.conf"])
def test_a_model_cut_short_is_found_out(locate: partial[ModelLocator], tmp_path: Path, file: str) -> None:
    copy = tmp_path / "user" / "models" / "cut"
    shutil.copytree(BUNDLED, copy)
    data = (copy / file).read_bytes()
    # a configuration that lost its end may still be one: lose all of it
    (copy / file).write_bytes(data[: len(data) // 2] if len(data) > 2000 else b"")
    found = locate().locate()
    assert found.origin is ModelOrigin.BUNDLED
    assert "cut" in str(found.problems[0])


def test_a_model_is_test_loaded_again_only_when_its_files_change(
    locate: partial[ModelLocator], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Path] = []
    monkeypatch.setattr("app.speech.models.check_model", loads.append)
    locate().locate()
    locate().locate()
    assert loads == [BUNDLED]


def test_without_any_model_there_is_a_sentence(locate: partial[ModelLocator], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="没有可用的语音模型"):
        locate(assets_dir=tmp_path / "nothing").locate()


def test_an_installed_model_is_chosen_by_name(locate: partial[ModelLocator], tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "user" / "models" / "mine")
    found = locate(user_choice="mine").locate()
    assert (found.name, found.origin) == ("mine", ModelOrigin.SETTINGS)


# --- importing


def test_a_good_zip_is_installed_and_works(tmp_path: Path) -> None:
    shares: list[float] = []
    installed = import_model(zipped(BUNDLED, tmp_path / "m.zip", "good"), tmp_path / "models", shares.append)
    assert installed == tmp_path / "models" / "good"
    check_model(installed)
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["good"]


def test_an_installed_model_is_replaced(tmp_path: Path) -> None:
    old = fake_model(tmp_path / "models" / "good")
    (old / "left-over").write_text("x")
    import_model(zipped(BUNDLED, tmp_path / "m.zip", "good"), tmp_path / "models")
    assert not (old / "left-over").exists()
    check_model(old)


def test_a_broken_model_replaces_nothing(tmp_path: Path) -> None:
    old = fake_model(tmp_path / "models" / "good")
    (old / "mine").write_text("x")
    broken = zipped(fake_model(tmp_path / "broken"), tmp_path / "m.zip", "good")
    with pytest.raises(ModelError, match="已损坏"):
        import_model(broken, tmp_path / "models")
    assert (old / "mine").read_text() == "x"
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["good"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = fake_model(tmp_path / "part")
    (folder / "graph" / "Gr.fst").unlink()
    with pytest.raises(ModelError, match=r"Gr\.fst"):
        import_model(zipped(folder, tmp_path / "m.zip"), tmp_path / "models")


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "good/../../evil", "good\\..\\..\\evil", "C:/evil", "good/c:evil"],
)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    target = zipped(fake_model(tmp_path / "good"), tmp_path / "m.zip")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), "evil")
    with pytest.raises(ModelError, match="不安全"):
        import_model(target, tmp_path / "models")
    assert not list(tmp_path.rglob("evil"))


def test_a_link_is_refused(tmp_path: Path) -> None:
    target = zipped(fake_model(tmp_path / "good"), tmp_path / "m.zip")
    link = zipfile.ZipInfo("good/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ModelError, match="不安全"):
        import_model(target, tmp_path / "models")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    target = zipped(fake_model(tmp_path / "good"), tmp_path / "m.zip")
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good/zeros", bytes(50_000_000))
    with pytest.raises(ModelError, match="不安全"):
        import_model(target, tmp_path / "models")


def test_two_folders_are_no_model(tmp_path: Path) -> None:
    target = zipped(fake_model(tmp_path / "good"), tmp_path / "m.zip")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("other/file", "x")
    with pytest.raises(ModelError, match="一个模型文件夹"):
        import_model(target, tmp_path / "models")


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.zip").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(ModelError, match="zip"):
        import_model(tmp_path / "m.zip", tmp_path / "models")
    with pytest.raises(ModelError, match="找不到"):
        import_model(tmp_path / "none.zip", tmp_path / "models")


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    target = zipped(BUNDLED, tmp_path / "m.zip", "good")
    data = bytearray(target.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    target.write_bytes(data)
    with pytest.raises(ModelError):
        import_model(target, tmp_path / "models")
    assert not list((tmp_path / "models").iterdir())


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    old = fake_model(tmp_path / "models" / "good")
    with pytest.raises(ModelCancelledError):
        import_model(zipped(BUNDLED, tmp_path / "m.zip", "good"), tmp_path / "models", cancelled=lambda: True)
    assert list((tmp_path / "models").iterdir()) == [old]


# --- downloading


class Site(ThreadingHTTPServer):
    """The Vosk site: a list and a file, with the faults a test asks for."""

    daemon_threads = True

    def __init__(self, model_zip: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.model_zip = model_zip
        self.md5 = hashlib.md5(model_zip, usedforsecurity=False).hexdigest()
        self.cut_after: int | None = None
        self.ignores_ranges = False
        self.ranges: list[str | None] = []

    @property
    def list_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/model-list.json"

    def rows(self) -> list[dict[str, object]]:
        row = {
            "name": "tiny-cn",
            "lang": "cn",
            "type": "small",
            "obsolete": "false",
            "url": f"http://127.0.0.1:{self.server_port}/tiny-cn.zip",
            "size": len(self.model_zip),
            "md5": self.md5,
        }
        return [
            row,
            row | {"name": "tiny-de", "lang": "de"},
            row | {"name": "old-cn", "obsolete": "true"},
            row | {"name": "unsafe-cn", "url": "http://example.org/x.zip", "size": 10**9},
        ]


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path.endswith(".json"):
            self._send(200, json.dumps(self.server.rows()).encode())
            return
        wanted = self.headers.get("Range")
        self.server.ranges.append(wanted)
        begin = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        if self.server.ignores_ranges:
            begin = 0
        self._send(206 if begin else 200, self.server.model_zip[begin:], self.server.cut_after)

    def _send(self, status: int, body: bytes, cut_after: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if cut_after is None else body[:cut_after])

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def bundled_zip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return zipped(BUNDLED, tmp_path_factory.mktemp("zip") / "m.zip", "tiny-cn").read_bytes()


@pytest.fixture
def site(bundled_zip: bytes) -> Iterator[Site]:
    server = Site(bundled_zip)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_list_shows_current_mandarin_models(site: Site) -> None:
    assert [m.name for m in offered_models(site.list_url)] == ["tiny-cn", "unsafe-cn"]


def test_a_model_is_downloaded_verified_and_installed(site: Site, tmp_path: Path) -> None:
    shares: list[float] = []
    installed = download_model("tiny-cn", tmp_path, shares.append, list_url=site.list_url)
    check_model(installed)
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert not list((tmp_path / ".downloads").iterdir())


def test_an_interrupted_download_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    site.cut_after = 300_000
    with pytest.raises(ModelError, match="接着下载"):
        download_model("tiny-cn", tmp_path, list_url=site.list_url)
    site.cut_after = None
    check_model(download_model("tiny-cn", tmp_path, list_url=site.list_url))
    assert site.ranges == [None, "bytes=300000-"]


def test_a_server_without_ranges_begins_again(site: Site, tmp_path: Path) -> None:
    site.cut_after = 300_000
    with pytest.raises(ModelError):
        download_model("tiny-cn", tmp_path, list_url=site.list_url)
    site.cut_after, site.ignores_ranges = None, True
    check_model(download_model("tiny-cn", tmp_path, list_url=site.list_url))


def test_a_wrong_checksum_is_found_and_the_file_removed(site: Site, tmp_path: Path) -> None:
    site.md5 = "0" * 32
    with pytest.raises(ModelError, match="校验"):
        download_model("tiny-cn", tmp_path, list_url=site.list_url)
    assert not list((tmp_path / ".downloads").iterdir())


def test_stopping_keeps_what_is_there(site: Site, tmp_path: Path) -> None:
    with pytest.raises(ModelCancelledError):
        download_model("tiny-cn", tmp_path, cancelled=lambda: True, list_url=site.list_url)
    assert not (tmp_path / "tiny-cn").exists()


def test_an_unknown_name_lists_what_there_is(site: Site, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="tiny-cn"):
        download_model("none", tmp_path, list_url=site.list_url)


def test_an_address_less_safe_than_the_list_is_refused(site: Site, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="不安全"):
        download_model("unsafe-cn", tmp_path, list_url=site.list_url)


def test_offline_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="连不上"):
        download_model("tiny-cn", tmp_path, list_url="http://127.0.0.1:9/none.json")
