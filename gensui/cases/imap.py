"""A mailbox by IMAP, always by TLS: what came in, and into which folder it goes when it was dealt with."""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

TIMEOUT = 20
"""Seconds to wait for an answer of the server."""


class Unreachable(Exception):
    """The mailbox cannot be read: away, wrong password, no such folder, or a certificate nobody vouches for."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that lies in the inbox: its number there, how many bytes it has, when the server received it."""

    uid: str
    size: int
    at: datetime


class Box:
    """An open mailbox. What the server refuses is ``Unreachable``."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server
        self.made: set[str] = set()
        _ok, lines = server.capability()  # a server may tell of more once somebody signed in
        self.can = set(_said(lines).upper().split())

    def arrived(self, since: datetime) -> list[Arrived]:
        """What lies in the inbox and came since then, the oldest first."""
        day = f"{since - timedelta(days=1):%d-%b-%Y}"  # a server's day may be another than ours
        uids = self._asked("SEARCH", "UNDELETED", "SINCE", day)[0] or b""
        if not uids:
            return []
        wanted = set(uids.decode().split())
        lines = self._asked("FETCH", ",".join(wanted), "(UID RFC822.SIZE INTERNALDATE)")
        found = [one for line in lines if (one := _arrived(line)) is not None]
        begun = since.replace(microsecond=0)  # a server knows no fractions
        return sorted((one for one in found if one.uid in wanted and one.at >= begun), key=lambda one: int(one.uid))

    def whole(self, mail: Arrived) -> bytes:
        """The mail, left unread as it was."""
        return self._body(mail, "BODY.PEEK[]")

    def head(self, mail: Arrived) -> bytes:
        """The headers alone."""
        return self._body(mail, "BODY.PEEK[HEADER]")

    def _body(self, mail: Arrived, part: str) -> bytes:
        lines = self._asked("FETCH", mail.uid, f"({part})")
        return next((bytes(line[1]) for line in lines if isinstance(line, tuple)), b"")

    def file(self, mail: Arrived, folder: str) -> None:
        """Move a mail into a folder, which is made where it is missing. A mail that is gone is no trouble."""
        if folder not in self.made:
            self.server.create(folder)  # says no where it is there
            self.made.add(folder)
        if "MOVE" in self.can:
            self._asked("MOVE", mail.uid, folder)
            return
        self._asked("COPY", mail.uid, folder)
        self._asked("STORE", mail.uid, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self.can:  # a plain EXPUNGE takes what somebody else marked, too
            self._asked("EXPUNGE", mail.uid)

    def _asked(self, *words: str) -> list[Any]:
        answer, lines = self.server.uid(*words)
        if answer != "OK":
            raise Unreachable(f"{words[0]}: {_said(lines)}")
        return lines


@contextmanager
def opened(url: str) -> Iterator[Box]:
    """The mailbox that the settings name, open as long as the block lasts. Refuses (``Unreachable``)."""
    place = urlsplit(url)
    try:
        server = _connected(place.scheme, place.hostname or "", place.port)
        try:
            server.login(unquote(place.username or ""), unquote(place.password or ""))
            folder = unquote(place.path.lstrip("/")) or "INBOX"
            answer, lines = server.select(f'"{folder}"')
            if answer != "OK":
                raise Unreachable(f"{folder}: {_said(lines)}")
            yield Box(server)
        finally:
            server.shutdown()
    except (imaplib.IMAP4.error, OSError) as trouble:
        raise Unreachable(f"{type(trouble).__name__}: {trouble}"[:300]) from trouble


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    trust = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=trust, timeout=TIMEOUT)
    server = imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)
    try:
        server.starttls(trust)
    except BaseException:
        server.shutdown()
        raise
    return server


def shown(url: str) -> str:
    """The mailbox as people may see it, without its password."""
    place = urlsplit(url)
    return f"{unquote(place.username or '')} · {place.hostname}{unquote(place.path)}"[:200]


def _said(lines: Sequence[Any]) -> str:
    return " ".join(line.decode(errors="replace") for line in lines if isinstance(line, bytes))[:200]


def _arrived(line: Any) -> Arrived | None:
    told = line[0] if isinstance(line, tuple) else line
    if not isinstance(told, bytes):
        return None
    uid, size = re.search(rb"UID (\d+)", told), re.search(rb"RFC822\.SIZE (\d+)", told)
    date = re.search(rb'INTERNALDATE "([^"]+)"', told)
    if not (uid and size and date):
        return None
    at = datetime.strptime(date[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    return Arrived(uid[1].decode(), int(size[1]), at)
