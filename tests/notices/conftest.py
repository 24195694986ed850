"""A real mail server, a real gateway for text messages, and the cast."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.cases.conftest import cast, walk

__all__ = ["cast", "walk"]


def subject_of(letter: Message) -> str:
    """The subject as a reader sees it."""
    return str(make_header(decode_header(str(letter["Subject"]))))


@dataclass
class Postbox:
    """What the mail server took, and whom it refuses."""

    letters: list[Message] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A mail server on this machine; the settings lead to it."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_TIMEOUT = 5
    yield box
    controller.stop()


@dataclass
class Gateway:
    """What the gateway was given, what it answers, and what happens in the world before it does."""

    taken: list[dict[str, str]] = field(default_factory=list)
    status: int = 200
    answer: str = '{"accepted": true}'
    before_answering: Callable[[dict[str, str]], None] = lambda _message: None
    instead: Callable[[BaseHTTPRequestHandler], None] | None = None
    """What it does in place of an answer, by hand."""


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """A gateway for text messages on this machine; the settings lead to it."""
    found = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.taken.append(message)
            found.before_answering(message)
            if found.instead is not None:
                return found.instead(self)
            self.send_response(found.status)
            self.end_headers()
            self.wfile.write(found.answer.encode())
            return None

        def log_message(self, *_words: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY = f"http://127.0.0.1:{server.server_port}/"
    yield found
    server.shutdown()
    server.server_close()
