"""A mail server and a web server for tests, which fail, stay silent and come back as they are told."""

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, TypeVar


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP on a port of its own; `mails` are those it has taken.

    `mood`: "well", "busy" (451 to every mail), "strict" (550 to every recipient), "silent" (says nothing after the
    greeting), "forgetful" (takes a mail and hangs up before it says so), "late" (greets only once it is let go), "slow"
    (takes a mail and says so only once it is let go).
    """

    daemon_threads = allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        self.mood = "well"
        self.mails: list[EmailMessage] = []
        self.called, self.let_go = Event(), Event()
        super().__init__(("127.0.0.1", port), MailConversation)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class MailConversation(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        if self.server.mood == "late":
            self.server.called.set()
            self.server.let_go.wait(20)
        self.say("220 test")
        for line in self.rfile:
            if self.server.mood == "silent":
                self.server.let_go.wait(20)
                return
            if not self.answer(line.decode().strip().upper()):
                return

    def answer(self, said: str) -> bool:
        """Answer one line; False ends the conversation."""
        if said.startswith("RCPT") and self.server.mood == "strict":
            self.say("550 nobody of that name")
        elif said.startswith("DATA"):
            return self.take_mail()
        elif said.startswith("QUIT"):
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def take_mail(self) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.mood == "busy":
            self.say("451 later")
            return True
        mail: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.mails.append(mail)
        if self.server.mood == "forgetful":
            return False
        if self.server.mood == "slow":
            self.server.called.set()
            self.server.let_go.wait(20)
        self.say("250 taken")
        return True


class HookServer(ThreadingHTTPServer):
    """Keeps what robots are asked to say in `asked`, path with query and body, and what it says yes to in `taken`.

    `answer` is what it says; `status` how; with `is_silent` it says nothing at all, with `is_slow` a byte now and then.
    """

    daemon_threads = allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.taken: list[dict[str, Any]] = []
        self.heads: list[dict[str, str]] = []
        self.texts: list[bytes] = []
        self.answer: dict[str, Any] = {"errcode": 0, "errmsg": "ok", "code": 0}
        self.status = 200
        self.is_silent = self.is_slow = False
        self.let_go = Event()
        super().__init__(("127.0.0.1", port), HookConversation)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class HookConversation(BaseHTTPRequestHandler):
    server: HookServer

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.texts.append(text)
        body = json.loads(text)
        self.server.asked.append((self.path, body))
        self.server.heads.append({name.lower(): value for name, value in self.headers.items()})
        if self.server.is_silent:
            self.server.let_go.wait(20)
            return
        if self.server.is_slow:
            return self.drip()
        if self.server.status == 200 and 0 in (self.server.answer.get("errcode"), self.server.answer.get("code")):
            self.server.taken.append(body)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answer).encode())

    def drip(self) -> None:
        """A yes of which each byte comes soon and the last one late."""
        said = b"HTTP/1.1 200 " + b"." * 150 + b"\r\n\r\n" + json.dumps(self.server.answer).encode()
        with suppress(OSError):
            for place in range(len(said)):
                self.server.let_go.wait(0.02)
                self.wfile.write(said[place : place + 1])

    def log_message(self, *args: Any) -> None:
        """Quietly."""


Server = TypeVar("Server", MailServer, HookServer)


@contextmanager
def listening(server: Server) -> Iterator[Server]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
