"""One question to a server that the user has named: JSON there and back, limited in size and time.

The address may be private, since models run on one's own machine; but a redirect is never
followed, so that neither the question nor the key in its headers goes anywhere else, and a
header with a key leaves this machine's network only through TLS. No proxy is used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from tenor.core.errors import DataError
from tenor.sources.fetch_page import is_public

BLOCK = 1 << 16
Reply = tuple[int, dict[str, str], bytes]


def post_json(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    max_bytes: int,
    seconds: float,
) -> Reply:
    """Send a JSON body and return status, headers (names in small letters) and the answer.

    Parameters
    ----------
    url : str
        ``http`` or ``https``.
    body : bytes
    headers : mapping
        Added to those of the request; ``Authorization`` is the secret one.
    max_bytes : int
        A larger answer is refused.
    seconds : float
        For all of it, from the look-up of the name to the last byte.

    Raises
    ------
    DataError
        The address is none, the answer is too large or packed, or a key would go over a
        public network in the open.
    TimeoutError
        There was no whole answer in time.
    ConnectionError
        The connection could not be made or broke.
    """
    deadline = time.monotonic() + seconds
    try:
        return _ask(url, body, headers, (max_bytes, deadline))
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() >= deadline or isinstance(error, TimeoutError):
            raise TimeoutError(f"no whole answer within {seconds:g} seconds") from error
        raise ConnectionError(f"{type(error).__name__}: {error}"[:200]) from error


def check_endpoint(url: str) -> None:
    """Raise unless an address can be asked.

    Raises
    ------
    DataError
        It is not http or https, names nobody, or holds a name, a password or a fragment.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise DataError(f"{url[:200]!r}: no address: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise DataError(f"{url[:200]!r}: expected an address that begins with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise DataError("an address with a name or password in it is not asked")
    if parts.fragment or not url.isprintable() or " " in url:
        raise DataError(f"{url[:200]!r}: not a plain address")


def _ask(url: str, body: bytes, headers: Mapping[str, str], limits: tuple[int, float]) -> Reply:
    check_endpoint(url)
    max_bytes, deadline = limits
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    sock = _connect(host, port, deadline)
    end = threading.Timer(max(deadline - time.monotonic(), 0.01), _break_off, [sock])
    end.daemon = True
    end.start()
    try:
        _check_peer(sock, parts.scheme, headers)
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
        sent = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "tenor (reads one document)",
            **headers,
        }
        connection.request("POST", target + query, body=body, headers=sent)
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, named, _body(answer, max_bytes)
    finally:
        end.cancel()
        sock.close()


def _connect(host: str, port: int, deadline: float) -> socket.socket:
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DataError(f"{host}: no such host, or no network") from error
    failure: OSError | None = None
    for text in dict.fromkeys(str(entry[4][0]) for entry in entries):
        try:
            left = max(deadline - time.monotonic(), 0.01)
            return socket.create_connection((text, port), timeout=left)
        except OSError as error:
            failure = error
    raise failure or OSError("no address")


def _check_peer(sock: socket.socket, scheme: str, headers: Mapping[str, str]) -> None:
    peer = str(sock.getpeername()[0]).partition("%")[0]
    if ipaddress.ip_address(peer).is_link_local:
        raise DataError(f"{peer}: a link-local address is not asked")
    has_key = any(name.lower() == "authorization" for name in headers)
    if has_key and scheme == "http" and is_public(peer):
        raise DataError("a key is not sent over http to a public address; name an https address")


def _break_off(sock: socket.socket) -> None:
    """End a connection whose time is over, whatever waits for it."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _body(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and int(length[:20]) > max_bytes:
        raise DataError(f"an answer of more than the {max_bytes:,} bytes that are read")
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", ""):
        raise DataError(f"the answer is packed as {coding[:20]!r}, which was not asked for")
    body = bytearray()
    while block := answer.read(BLOCK):
        body += block
        if len(body) > max_bytes:
            raise DataError(f"an answer of more than the {max_bytes:,} bytes that are read")
    if length.isdigit() and answer.length:
        raise http.client.IncompleteRead(bytes(body[:20]), answer.length)
    return bytes(body)
