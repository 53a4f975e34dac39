"""Which servers the tests take: one that they can use, whatever else is named or listens."""

import socketserver
import threading
from collections.abc import Iterator

import pytest

from tests.servers import first_of, postgresql_version, redis_version


class Other(socketserver.BaseRequestHandler):
    """A program that is neither PostgreSQL nor Redis, and says so."""

    def handle(self) -> None:
        self.request.recv(100)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.fixture
def port() -> Iterator[int]:
    with socketserver.TCPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_open_port_of_another_program_is_no_server(port):
    assert postgresql_version(f"postgres://postgres:postgres@127.0.0.1:{port}/postgres") is None
    assert redis_version(f"redis://127.0.0.1:{port}/0") is None


@pytest.mark.parametrize(("answering", "found"), [({"named", "usual"}, "named"), ({"usual"}, "usual"), (set(), None)])
def test_named_server_comes_first_and_is_told_when_it_cannot_be_used(monkeypatch, capsys, answering, found):
    monkeypatch.setenv("TEST_SERVER", "named")

    assert first_of("TEST_SERVER", "usual", lambda address: "17" if address in answering else None) == found
    assert ("TEST_SERVER" in capsys.readouterr().err) == ("named" not in answering)
