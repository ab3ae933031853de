"""One page of the web, for reading: limited in size and time, and never from a private address.

The name of a host is resolved here and only public addresses are connected to; the address
that the socket reached is looked at again before a byte is sent, so that neither a redirect
nor a second answer of the name server leads into a private network. No proxy is used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from email.message import Message
from urllib.parse import quote, urljoin, urlsplit

from tenor.core.errors import DataError

MAX_BYTES = 20_000_000
SECONDS = 30.0
REDIRECTS = 5
BLOCK = 1 << 16
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def fetch_page(
    url: str,
    *,
    max_bytes: int = MAX_BYTES,
    seconds: float = SECONDS,
    allow_loopback: bool = False,
) -> tuple[bytes, str | None]:
    """Return the bytes behind an address and the character set that the server names.

    Parameters
    ----------
    url : str
        ``http`` or ``https``.
    max_bytes : int
        More is refused.
    seconds : float
        For all of it: names, redirects and the answer.
    allow_loopback : bool
        Of tests only: this machine may answer.

    Raises
    ------
    DataError
        The address or one that it leads to is not allowed, the answer is an error, too large
        or too slow, or there is none.
    """
    deadline = time.monotonic() + seconds
    here = url
    for _ in range(REDIRECTS + 1):
        try:
            answer = _ask(here, (max_bytes, deadline, allow_loopback))
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            slow = time.monotonic() >= deadline or isinstance(error, TimeoutError)
            what = f"no whole answer within {seconds:g} seconds" if slow else f"no answer: {error}"
            raise DataError(f"{here[:200]}: {what}") from error
        if isinstance(answer, tuple):
            return answer
        target = urljoin(here, answer)
        if urlsplit(here).scheme == "https" and urlsplit(target).scheme == "http":
            raise DataError(f"{url[:200]}: redirect from https to http refused")
        here = target
    raise DataError(f"{url[:200]}: more than {REDIRECTS} redirects")


def is_public(text: str) -> bool:
    """Return whether an address is one of the public network.

    Examples
    --------
    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1")]
    [True, False, False, False]
    """
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        held = address.ipv4_mapped or address.sixtofour
        if held is None and address in NAT64:
            held = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if held is not None:
            return is_public(str(held))
    return address.is_global and not address.is_multicast


def _ask(url: str, limits: tuple[int, float, bool]) -> tuple[bytes, str | None] | str:
    """Return the answer of one address, or the address that it sends on to."""
    max_bytes, deadline, allow_loopback = limits
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DataError(f"{url[:200]!r}: only http and https addresses are fetched")
    if parts.username is not None or parts.password is not None:
        raise DataError("an address with a name or password in it is not fetched")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    sock = _connect(parts.hostname, port, deadline, allow_loopback)
    end = threading.Timer(max(deadline - time.monotonic(), 0.01), _break_off, [sock])
    end.daemon = True
    end.start()
    try:
        if parts.scheme == "https":
            name = parts.hostname
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=name)
        connection = http.client.HTTPConnection(parts.hostname, port)
        connection.sock = sock
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
        headers = {"User-Agent": "tenor (reads one page)", "Accept-Encoding": "identity"}
        connection.request("GET", target + query, headers=headers)
        answer = connection.getresponse()
        if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("Location"):
            return str(answer.headers["Location"])
        if answer.status != 200:
            raise DataError(f"{url[:200]}: the server answers {answer.status} {answer.reason}")
        body = _body(answer, url, max_bytes)
        if time.monotonic() >= deadline:  # broken off: what came may be a part
            raise TimeoutError
        return body, _charset(answer.headers)
    finally:
        end.cancel()
        sock.close()


def _connect(host: str, port: int, deadline: float, allow_loopback: bool) -> socket.socket:
    """Return a socket to a public address of a host."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DataError(f"{host}: no such host, or no network") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    allowed = [text for text in addresses if _is_allowed(text, allow_loopback)]
    if not allowed:
        raise DataError(f"{host}: a private address; only public ones are fetched")
    failure: OSError | None = None
    for text in allowed:
        try:
            left = max(deadline - time.monotonic(), 0.01)
            sock = socket.create_connection((text, port), timeout=left)
        except OSError as error:
            failure = error
            continue
        if not _is_allowed(str(sock.getpeername()[0]), allow_loopback):
            sock.close()
            raise DataError(f"{host}: a private address; only public ones are fetched")
        return sock
    raise failure or OSError("no address")


def _is_allowed(text: str, allow_loopback: bool) -> bool:
    is_loopback = ipaddress.ip_address(text.partition("%")[0]).is_loopback
    return is_public(text) or (allow_loopback and is_loopback)


def _break_off(sock: socket.socket) -> None:
    """End a connection whose time is over, whatever waits for it."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _body(answer: http.client.HTTPResponse, url: str, max_bytes: int) -> bytes:
    """Return the body, unpacked if need be, up to a limit."""
    too_large = DataError(f"{url[:200]}: more than the {max_bytes:,} bytes that are read")
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise too_large
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "deflate"):
        raise DataError(f"{url[:200]}: the answer is packed as {coding!r}, which was not asked for")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding in ("gzip", "deflate") else None
    body = bytearray()
    while block := answer.read(BLOCK):
        body += unpack.decompress(block, max_bytes + 1 - len(body)) if unpack else block
        if len(body) > max_bytes or (unpack and unpack.unconsumed_tail):
            raise too_large
    if length.isdigit() and answer.length:
        raise http.client.IncompleteRead(bytes(body[:20]), answer.length)
    return bytes(body)


def _charset(headers: Message) -> str | None:
    charset = headers.get_content_charset()
    return charset if charset and charset.isascii() else None
