"""A mailbox by IMAP, always by TLS: what came in, and into which folder it goes when it was dealt with."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

TIMEOUT = 20
"""Seconds to wait for an answer of the server."""
SIZE, DATE = b"RFC822.SIZE", b"INTERNALDATE"


class Unreachable(Exception):
    """The mailbox cannot be read: away, wrong password, no such folder, or a certificate nobody vouches for."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that lies in the inbox: its number there, how many bytes it has, when the server received it."""

    uid: int
    size: int
    at: datetime


class Box:
    """An open mailbox. Inside ``opened``, what the server refuses becomes ``Unreachable``."""

    def __init__(self, server: IMAPClient) -> None:
        self.server = server

    def arrived(self, since: datetime) -> list[Arrived]:
        """What lies in the inbox and came since then, the oldest first."""
        day = (since - timedelta(days=1)).date()  # a server's day may be another than ours
        uids = self.server.search(["UNDELETED", "SINCE", day])
        found = [
            Arrived(uid, told[SIZE], told[DATE].astimezone(UTC))
            for uid, told in sorted(self.server.fetch(uids, [SIZE, DATE]).items())
            if SIZE in told and DATE in told
        ]
        begun = since.replace(microsecond=0)  # a server knows no fractions
        return [one for one in found if one.at >= begun]

    def whole(self, mail: Arrived) -> bytes:
        """The mail, left unread as it was."""
        return self._body(mail, "BODY.PEEK[]", b"BODY[]")

    def head(self, mail: Arrived) -> bytes:
        """The headers alone."""
        return self._body(mail, "BODY.PEEK[HEADER]", b"BODY[HEADER]")

    def _body(self, mail: Arrived, part: str, name: bytes) -> bytes:
        told = self.server.fetch([mail.uid], [part]).get(mail.uid, {})
        return bytes(told.get(name, b""))

    def file(self, mail: Arrived, folder: str) -> None:
        """Move a mail into a folder, which is made where it is missing. A mail that is gone is no trouble."""
        if not self.server.folder_exists(folder):
            self.server.create_folder(folder)
        if self.server.has_capability("MOVE"):
            self.server.move([mail.uid], folder)
            return
        self.server.copy([mail.uid], folder)
        self.server.delete_messages([mail.uid], silent=True)
        if self.server.has_capability("UIDPLUS"):  # a plain EXPUNGE takes what somebody else marked, too
            self.server.uid_expunge([mail.uid])


@contextmanager
def opened(url: str) -> Iterator[Box]:
    """The mailbox that the settings name, open as long as the block lasts. Refuses (``Unreachable``)."""
    place = urlsplit(url)
    try:
        with _connected(place.scheme, place.hostname or "", place.port) as server:
            server.login(unquote(place.username or ""), unquote(place.password or ""))
            server.select_folder(unquote(place.path.lstrip("/")) or "INBOX")
            yield Box(server)
    except (IMAPClientError, OSError) as trouble:
        raise Unreachable(f"{type(trouble).__name__}: {trouble}"[:300]) from trouble


@contextmanager
def _connected(scheme: str, host: str, port: int | None) -> Iterator[IMAPClient]:
    """A connection by TLS from the start, or by STARTTLS before anything is said."""
    trust, by_tls = ssl.create_default_context(), scheme == "imaps"
    server = IMAPClient(host, port, ssl=by_tls, ssl_context=trust if by_tls else None, timeout=TIMEOUT)
    server.normalise_times = False  # times keep their zone
    try:
        if not by_tls:
            server.starttls(trust)
        yield server
    finally:
        server.shutdown()


def shown(url: str) -> str:
    """The mailbox as people may see it, without its password."""
    place = urlsplit(url)
    return f"{unquote(place.username or '')} · {place.hostname}{unquote(place.path)}"[:200]
