"""One request to somebody else's server, which is over in time however slowly it answers."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from threading import Event, Timer
from urllib.parse import SplitResult

# A socket's own time limit begins anew with every byte; this one is of all that is said and answered.
SECONDS = 10


def post(
    address: SplitResult, body: bytes, headers: Mapping[str, str], *, number: str = "", most: int = 0
) -> tuple[int, bytes]:
    """Status and the first `most` bytes of the answer; redirects are not followed.

    With `number` that very machine is called, whatever the name means by now.
    Raises OSError or HTTPException: TimeoutError when it was not over in time.
    """
    host, is_secret = address.hostname or "", address.scheme == "https"
    kind = HTTPSConnection if is_secret else HTTPConnection
    port = address.port or kind.default_port
    connection = kind(host, port, timeout=SECONDS)
    sock = socket.create_connection((number or host, port), timeout=SECONDS)
    with sock, limited(sock):
        connection.sock = secured(sock, host) if is_secret else sock
        try:
            connection.request("POST", path_of(address), body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read(most) if most else b""
        finally:
            connection.close()


def path_of(address: SplitResult) -> str:
    """What is asked of the server: what stands after `#` is for browsers alone."""
    return address._replace(scheme="", netloc="", fragment="").geturl() or "/"


def secured(sock: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(sock, server_hostname=host)


@contextmanager
def limited(sock: socket.socket) -> Iterator[None]:
    """Cuts the connection off after a while, whatever is under way on it; that is a TimeoutError."""
    # TLS takes the socket over: what is cut off is the same connection by a handle of its own.
    handle, is_over = sock.dup(), Event()

    def cut_off() -> None:
        is_over.set()
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = Timer(SECONDS, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        handle.close()
        if is_over.is_set():
            raise TimeoutError
