"""Downloads: the one module that knows the network. Nothing here runs unless it is asked for.

A download is written beside its place and renamed when it is whole. It resumes with
``Range`` where the server says that the file is still the same (``ETag`` or
``Last-Modified``), and it leaves public addresses for no private one.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import json
import os
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from tenor.core.errors import DataError

BLOCK = 1 << 18
TIMEOUT = 30.0
TRIES = 5
PAUSE = 0.5
Progress = Callable[[int, int | None], None]
Broken = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Download:
    """A finished download: where it is, its hash, and how it came."""

    path: Path
    url: str
    sha256: str
    size: int
    etag: str | None
    resumed_at: int
    is_new: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of ``tenor data download``."""
        return {
            "file": str(self.path),
            "url": self.url,
            "sha256": self.sha256,
            "bytes": self.size,
            "etag": self.etag,
            "resumed_at": self.resumed_at,
            "is_new": self.is_new,
        }


def download(
    url: str,
    target: Path,
    *,
    max_bytes: int,
    sha256: str | None = None,
    progress: Progress | None = None,
    timeout: float = TIMEOUT,
) -> Download:
    """Download one file, resuming what an earlier try left, and return it.

    Parameters
    ----------
    url : str
        ``http`` or ``https``.
    target : Path
        Replaced only by a whole file.
    max_bytes : int
        A larger file is refused.
    sha256 : str, optional
        Expected hash; another one is refused.
    progress : callable of (bytes so far, bytes in all or None), optional
    timeout : float
        Seconds without an answer.

    Raises
    ------
    DataError
        The address, a redirect, the size or the hash is not as it should be, or the
        connection broke again and again.
    """
    check_address(url, url)
    if sha256 is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise DataError(f"the expected sha256 is {sha256!r}; it has 64 hexadecimal digits")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    start = _usable(part, url)
    resumed_at = start
    for attempt in range(TRIES):
        try:
            headers = _transfer(url, part, (max_bytes, timeout, progress))
            break
        except Broken as error:
            _raise_final(error, url)
            if attempt == TRIES - 1:
                raise DataError(
                    f"{url}: the connection broke {TRIES} times ({error}); run the command again, "
                    f"it goes on at {part.stat().st_size if part.exists() else 0:,} bytes"
                ) from error
            time.sleep(PAUSE * 2**attempt)
            resumed_at = part.stat().st_size if part.exists() else 0
    return _finish(url, target, part, (sha256, headers.get("ETag"), resumed_at))


def check_address(url: str, base: str) -> None:
    """Raise unless an address is http(s) and, after a public base, public too."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DataError(f"{url[:200]!r}: only http and https addresses are fetched")
    if parts.username or parts.password:
        raise DataError("an address with a name or password in it is not fetched")
    if url == base or is_local(urlsplit(base).hostname or ""):
        if url != base and not is_local(parts.hostname) and is_private(parts.hostname):
            raise DataError(f"redirect to a private address refused: {url[:200]}")
        return
    if urlsplit(base).scheme == "https" and parts.scheme == "http":
        raise DataError(f"redirect from https to http refused: {url[:200]}")
    if is_private(parts.hostname):
        raise DataError(f"redirect to a private address refused: {url[:200]}")


def is_local(host: str) -> bool:
    """Return whether a host is this machine by its name alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(host: str) -> bool:
    """Return whether any address of a host is not public; an unknown host is not told here."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return any(not ipaddress.ip_address(text.partition("%")[0]).is_global for text in found)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow redirects only where `check_address` allows them."""

    max_redirections = 5

    def __init__(self, base: str) -> None:
        self.base = base

    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """Check the new address before anything is sent to it."""
        check_address(newurl, self.base)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _transfer(
    url: str, part: Path, limits: tuple[int, float, Progress | None]
) -> Mapping[str, str]:
    """Bring `part` up to the whole file, or raise what broke."""
    max_bytes, timeout, progress = limits
    start, state = _usable(part, url), _read_state(part)
    request = urllib.request.Request(url, headers={"User-Agent": "tenor (data download)"})
    request.add_header("Accept-Encoding", "identity")
    if start:
        request.add_header("Range", f"bytes={start}-")
        request.add_header("If-Range", state["validator"])
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(url),
    ):
        opener.add_handler(handler)
    with opener.open(request, timeout=timeout) as answer:
        goes_on = answer.status == 206
        if goes_on and not _continues(answer.headers, start):
            raise DataError(f"{url}: the server sent another part than was asked for")
        have = start if goes_on else 0
        length = answer.headers.get("Content-Length")
        total = have + int(length) if length and length.isdigit() else None
        if total is not None and total > max_bytes:
            raise DataError(f"{url}: {total:,} bytes, more than the {max_bytes:,} expected")
        _write_state(part, url, answer.headers)
        with part.open("ab" if goes_on else "wb") as stream:
            while block := answer.read(BLOCK):
                have += len(block)
                if have > max_bytes:
                    raise DataError(f"{url}: more than the {max_bytes:,} bytes expected")
                stream.write(block)
                if progress:
                    progress(have, total)
        if total is not None and have < total:
            raise http.client.IncompleteRead(b"", total - have)
        return dict(answer.headers.items())


def _continues(headers: Message, start: int) -> bool:
    return str(headers.get("Content-Range", "")).startswith(f"bytes {start}-")


def _state_path(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _write_state(part: Path, url: str, headers: Message) -> None:
    etag = headers.get("ETag")
    # A weak tag does not promise equal bytes, and If-Range does not take it.
    strong = etag if etag and not etag.startswith("W/") else None
    validator = strong or headers.get("Last-Modified")
    state = {"url": url, "validator": validator}
    _state_path(part).write_text(json.dumps(state), encoding="utf-8")


def _read_state(part: Path) -> dict[str, str]:
    try:
        state = json.loads(_state_path(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _usable(part: Path, url: str) -> int:
    """Return how many bytes of an earlier try can be kept; drop them where none can."""
    state = _read_state(part)
    if part.is_file() and state.get("url") == url and state.get("validator"):
        return part.stat().st_size
    part.unlink(missing_ok=True)
    return 0


def _raise_final(error: BaseException, url: str) -> None:
    """Raise where trying again cannot help."""
    if isinstance(error, urllib.error.HTTPError):
        if error.code not in (408, 429, 500, 502, 503, 504):
            raise DataError(
                f"{url}: the server answers {error.code} {error.reason}; the address may have "
                "changed: name another one with --address"
            ) from error
    elif isinstance(error, urllib.error.URLError) and isinstance(error.reason, socket.gaierror):
        raise DataError(f"{url}: no such host, or no network") from error


def _finish(
    url: str, target: Path, part: Path, expected: tuple[str | None, str | None, int]
) -> Download:
    """Check the hash, put the file into its place and return it."""
    sha256, etag, resumed_at = expected
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if sha256 is not None and digest != sha256.lower():
        part.unlink()
        _state_path(part).unlink(missing_ok=True)
        raise DataError(f"{url}: sha256 is {digest}, expected {sha256.lower()}; nothing was kept")
    is_new = not target.is_file() or _hash(target) != digest
    part.replace(target)
    _state_path(part).unlink(missing_ok=True)
    return Download(target, url, digest, target.stat().st_size, etag, resumed_at, is_new)


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
