"""A real mail server with mailboxes, and the mail that people write."""

import contextlib
import imaplib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "complaints@example.org", "a:long/word@home"
URL = "imap+starttls://complaints%40example.org:a%3Along%2Fword%40home@localhost:{port}/INBOX"


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "server.pem", folder / "server.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@dataclass
class Letterbox:
    """A mail server that runs, and its mailbox as a mail program sees it."""

    port: int
    trusted: Path
    key: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return URL.format(port=self.port)

    def start(self) -> None:
        """Let the server run. What was in the mailbox is gone when it ends."""
        words = ["--host", "127.0.0.1", "--port", str(self.port), "--cert", str(self.trusted), "--key", str(self.key)]
        self.process = subprocess.Popen(
            [
                str(Path(sys.executable).with_name("pymap")),
                *words,
                "--no-service",
                "admin",
                "dict",
                "--demo-user",
                USER,
                "--demo-password",
                PASSWORD,
                "--demo-data",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                break
            assert time.monotonic() < end, "the mail server does not start"
            time.sleep(0.05)

    def stand_ready(self) -> None:
        """The server runs, and nothing lies in any folder."""
        if self.process is None:
            self.start()
        with self.program() as server:
            for line in server.list()[1]:
                folder = bytes(line).decode().rpartition(" ")[2].strip('"')  # type: ignore[arg-type]
                if not folder.startswith(("INBOX", "Gensui")):
                    continue
                _answer, lines = server.select(folder)
                if int(lines[0] or 0):
                    server.store("1:*", "+FLAGS", r"(\Deleted)")
                    server.expunge()

    def stop(self) -> None:
        """The server goes away."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @contextlib.contextmanager
    def program(self) -> Iterator[imaplib.IMAP4]:
        """A mail program that is signed in."""
        server = imaplib.IMAP4("localhost", self.port, timeout=10)
        server.starttls(ssl.create_default_context(cafile=str(self.trusted)))
        server.login(USER, PASSWORD)
        try:
            yield server
        finally:
            server.logout()

    def put(self, mail: EmailMessage | bytes, at: datetime | None = None) -> None:
        """A mail arrives."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        date = imaplib.Time2Internaldate(at) if at is not None else None
        with self.program() as server:
            answer, _lines = server.append("INBOX", None, date, raw)  # no flags, as of a delivery
            assert answer == "OK"

    def count(self, folder: str = "INBOX") -> int:
        """How many mails lie there."""
        with self.program() as server:
            answer, lines = server.select(folder, readonly=True)
            return int(lines[0] or 0) if answer == "OK" else 0

    def put_back(self, folder: str) -> None:
        """Somebody moves all mail of a folder back to the inbox."""
        with self.program() as server:
            server.select(folder)
            answer, _lines = server.uid("MOVE", "1:*", "INBOX")
            assert answer == "OK"


def mail(text: str = "師傅昨天態度惡劣", **headers: Any) -> EmailMessage:
    """A complaint as somebody writes it; a header that is None is left out."""
    given = {
        "From": "吳先生 <wu.home@example.net>",
        "To": USER,
        "Subject": "投訴",
        "Message-ID": "<one@example.net>",
        "Date": "Mon, 23 Nov 2026 10:00:00 +0800",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    made = EmailMessage()
    for name, value in given.items():
        if value is not None:
            made[name] = value
    made.set_content(text)
    return made
