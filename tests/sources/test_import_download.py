"""Downloads, against a server on this machine that breaks, lies and moves as asked."""

from __future__ import annotations

import hashlib
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from import_examples import WGI_LONG

from tenor.cli import main
from tenor.core.errors import DataError, UserError
from tenor.sources import fetch
from tenor.sources.addresses import ADDRESSES, find_address
from tenor.sources.fetch import check_address, download
from tenor.sources.importing import KINDS

BODY = bytes(range(256)) * 4000
LIMIT = 10_000_000


@dataclass
class Site:
    """What the server does and what it was asked."""

    body: bytes = BODY
    etag: str | None = '"one"'
    breaks_after: list[int] = field(default_factory=list)
    status: int = 200
    location: str = ""
    lies_about_ranges: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Serve a body with ranges on this machine."""
    monkeypatch.setattr(fetch, "PAUSE", 0.001)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    held = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            pass

        def do_GET(self) -> None:
            held.asked.append(dict(self.headers.items()))
            if held.location and self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", held.location)
                self.end_headers()
                return
            if held.status != 200:
                self.send_error(held.status)
                return
            start = 0
            wanted = self.headers.get("Range")
            if wanted and self.headers.get("If-Range") == held.etag:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                self.send_response(206)
                shown = start + 5 if held.lies_about_ranges else start
                last = len(held.body) - 1
                self.send_header("Content-Range", f"bytes {shown}-{last}/{len(held.body)}")
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(len(held.body) - start))
            if held.etag:
                self.send_header("ETag", held.etag)
            self.end_headers()
            part = held.body[start:]
            if held.breaks_after:
                self.wfile.write(part[: held.breaks_after.pop(0)])
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.wfile.write(part)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.address = f"http://127.0.0.1:{server.server_port}/file.bin"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield held
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_download_arrives_with_its_hash(site: Site, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    done = download(
        site.address,
        tmp_path / "f.bin",
        max_bytes=LIMIT,
        progress=lambda have, total: seen.append((have, total)),
    )
    assert (tmp_path / "f.bin").read_bytes() == BODY
    assert done.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (done.size, done.etag, done.resumed_at, done.is_new) == (len(BODY), '"one"', 0, True)
    assert seen[-1] == (len(BODY), len(BODY))
    assert not download(site.address, tmp_path / "f.bin", max_bytes=LIMIT).is_new
    assert [p.name for p in tmp_path.iterdir()] == ["f.bin"]


def test_a_broken_connection_is_taken_up_where_it_broke(site: Site, tmp_path: Path) -> None:
    site.breaks_after = [300_000, 200_000]
    done = download(site.address, tmp_path / "f.bin", max_bytes=LIMIT)
    assert (tmp_path / "f.bin").read_bytes() == BODY
    assert [ask.get("Range") for ask in site.asked] == [None, "bytes=300000-", "bytes=500000-"]
    assert done.resumed_at == 500_000


def test_a_second_run_goes_on_and_a_changed_file_starts_anew(site: Site, tmp_path: Path) -> None:
    site.breaks_after = [100_000] * fetch.TRIES
    with pytest.raises(DataError, match=f"broke {fetch.TRIES} times.*goes on at 500,000 bytes"):
        download(site.address, tmp_path / "f.bin", max_bytes=LIMIT)
    assert not (tmp_path / "f.bin").exists()
    site.asked.clear()
    assert download(site.address, tmp_path / "f.bin", max_bytes=LIMIT).resumed_at == 500_000
    assert site.asked[0]["Range"] == "bytes=500000-"
    site.breaks_after = [100_000] * fetch.TRIES
    with pytest.raises(DataError):
        download(site.address, tmp_path / "g.bin", max_bytes=LIMIT)
    site.body, site.etag = BODY[::-1], '"two"'
    download(site.address, tmp_path / "g.bin", max_bytes=LIMIT)
    assert (tmp_path / "g.bin").read_bytes() == BODY[::-1]


def test_without_a_tag_nothing_is_resumed(site: Site, tmp_path: Path) -> None:
    site.etag, site.breaks_after = None, [100_000]
    download(site.address, tmp_path / "f.bin", max_bytes=LIMIT)
    assert (tmp_path / "f.bin").read_bytes() == BODY
    assert all("Range" not in ask for ask in site.asked)


def test_a_server_that_sends_another_part_is_refused(site: Site, tmp_path: Path) -> None:
    site.breaks_after, site.lies_about_ranges = [100_000], True
    with pytest.raises(DataError, match="another part than was asked for"):
        download(site.address, tmp_path / "f.bin", max_bytes=LIMIT)
    assert not (tmp_path / "f.bin").exists()


def test_a_wrong_hash_a_large_file_and_an_error_leave_the_old_file(site, tmp_path: Path) -> None:
    target = tmp_path / "f.bin"
    target.write_bytes(b"old")
    with pytest.raises(DataError, match=r"sha256 is \w+, expected 0000"):
        download(site.address, target, max_bytes=LIMIT, sha256="0" * 64)
    with pytest.raises(DataError, match="64 hexadecimal digits"):
        download(site.address, target, max_bytes=LIMIT, sha256="abc")
    with pytest.raises(DataError, match="more than the 1,000 expected"):
        download(site.address, target, max_bytes=1000)
    site.status = 404
    with pytest.raises(DataError, match=r"answers 404.*--address"):
        download(site.address, target, max_bytes=LIMIT)
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize(
    "location",
    ["file:///etc/hostname", "ftp://127.0.0.1/x", "http://10.0.0.1/x", "http://169.254.169.254/"],
)
def test_a_redirect_to_another_kind_of_place_is_refused(site, location, tmp_path: Path) -> None:
    site.location = location
    moved = site.address.replace("file.bin", "moved")
    with pytest.raises(DataError, match=r"only http and https|private address refused|not allowed"):
        download(moved, tmp_path / "f.bin", max_bytes=LIMIT)
    assert not (tmp_path / "f.bin").exists()


def test_a_redirect_on_the_same_machine_is_followed(site: Site, tmp_path: Path) -> None:
    site.location = site.address
    moved = site.address.replace("file.bin", "moved")
    assert download(moved, tmp_path / "f.bin", max_bytes=LIMIT).size == len(BODY)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("http://user:word@8.8.8.8/x", "http://user:word@8.8.8.8/x"),
        ("http://127.0.0.1/x", "http://8.8.8.8/x"),
        ("http://[::1]/x", "http://8.8.8.8/x"),
        ("http://192.168.0.1/x", "http://8.8.8.8/x"),
        ("http://8.8.4.4/x", "https://8.8.8.8/x"),
    ],
)
def test_an_address_that_must_not_be_asked_is_refused(url: str, base: str) -> None:
    with pytest.raises(DataError):
        check_address(url, base)


def test_every_kind_has_an_official_address() -> None:
    assert set(ADDRESSES) == set(KINDS)
    for kind, entry in ADDRESSES.items():
        url, name, _ = find_address(kind)
        assert url.startswith("https://") and "{" not in url + name
        assert entry.met in {"opened", "excerpt", "recalled"}
    url, name, _ = find_address("baci", revision="HS92", release="202501")
    assert url.endswith("/BACI_HS92_V202501.zip") and name == "BACI_HS92_V202501.zip"
    with pytest.raises(UserError, match="letters and digits"):
        find_address("baci", release="../x")


def test_the_command_downloads_and_names_the_next_step(site, tmp_path, capsys) -> None:
    site.body = WGI_LONG.encode()
    words = ["data", "download", "wgi", "--to", str(tmp_path), "--address", site.address]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sha256"] == hashlib.sha256(site.body).hexdigest()
    held = json.loads((tmp_path / "wgidataset.xlsx.download.json").read_text("utf-8"))
    assert (held["url"], held["sha256"]) == (site.address, found["sha256"])
    assert main(words) == 0
    out = capsys.readouterr().out
    assert found["sha256"] in out and "tenor data import wgi" in out
    assert main([*words, "--sha256", "0" * 64]) == 2
    assert "expected 0000" in capsys.readouterr().err
