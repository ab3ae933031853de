"""One page of the web: what is fetched, and what never is."""

from __future__ import annotations

import gzip
import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from tenor.core.errors import DataError
from tenor.sources import fetch_page as module
from tenor.sources.fetch_page import fetch_page, is_public


class _Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        kind = self.path.strip("/").partition("?")[0]
        body, headers, status = b"a page", {"Content-Type": "text/html; charset=utf-16"}, 200
        if kind == "gzip":
            body, headers["Content-Encoding"] = gzip.compress(b"packed"), "gzip"
        elif kind == "bomb":
            body, headers["Content-Encoding"] = gzip.compress(b"0" * 5_000_000), "gzip"
        elif kind == "brotli":
            headers["Content-Encoding"] = "br"
        elif kind == "large":
            body = b"0" * 200_000
        elif kind == "missing":
            status = 404
        elif kind == "loop":
            status, headers["Location"] = 302, "/loop"
        elif kind == "on":
            status, headers["Location"] = 302, "/page"
        elif kind == "file":
            status, headers["Location"] = 302, "file:///etc/hosts"
        elif kind == "inside":
            status, headers["Location"] = 302, "http://169.254.169.254/latest"
        elif kind == "short":
            headers["Content-Length"] = "50"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if kind == "slow":
            for _ in range(60):
                self.wfile.write(b"x")
                time.sleep(0.1)
        self.wfile.write(body)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    held = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    held.daemon_threads = True
    threading.Thread(target=held.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{held.server_port}"
    held.shutdown()
    held.server_close()


def _fetch(url: str, **limits: float) -> tuple[bytes, str | None]:
    return fetch_page(url, allow_loopback=True, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "body"), [("page?a=1", b"a page"), ("on", b"a page"), ("gzip", b"packed")]
)
def test_a_page_comes_with_its_character_set(server: str, path: str, body: bytes) -> None:
    assert _fetch(f"{server}/{path}") == (body, "utf-16")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing", "answers 404"),
        ("large", "more than the 100,000 bytes"),
        ("bomb", "more than the 100,000 bytes"),
        ("brotli", "packed as 'br'"),
        ("loop", "more than 5 redirects"),
        ("file", "only http and https"),
        ("inside", "private address"),
        ("short", "no answer"),
    ],
)
def test_what_is_not_taken(server: str, path: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        _fetch(f"{server}/{path}", max_bytes=100_000)


def test_a_slow_answer_is_broken_off(server: str) -> None:
    start = time.monotonic()
    with pytest.raises(DataError, match="within 1 seconds"):
        _fetch(f"{server}/slow", seconds=1)
    assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:80/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
    ],
)
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(DataError, match=r"private address|no such host"):
        fetch_page(url, seconds=5)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("file:///etc/hosts", "only http"),
        ("ftp://example.org/a", "only http"),
        ("https://", "only http"),
        ("http://user:key@example.org/", "name or password"),
    ],
)
def test_other_addresses_are_refused(url: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        fetch_page(url)


def test_a_name_that_means_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(2, 1, 6, "", ("10.0.0.7", 80))]
    monkeypatch.setattr(module.socket, "getaddrinfo", lambda *a, **k: answer)
    with pytest.raises(DataError, match="private address"):
        fetch_page("http://paper.example/")


def test_the_socket_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fake:
        closed = False

        def getpeername(self) -> tuple[str, int]:
            return ("127.0.0.1", 80)

        def close(self) -> None:
            self.closed = True

    fake = Fake()
    answer = [(2, 1, 6, "", ("93.184.216.34", 80))]
    monkeypatch.setattr(module.socket, "getaddrinfo", lambda *a, **k: answer)
    monkeypatch.setattr(module.socket, "create_connection", lambda *a, **k: fake)
    with pytest.raises(DataError, match="private address"):
        fetch_page("http://paper.example/")
    assert fake.closed


def test_public_addresses() -> None:
    assert is_public("8.8.8.8")
    assert not is_public("fe80::1%eth0")
    assert not is_public("2002:0a00:0001::")
