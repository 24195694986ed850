"""The security log: who came in, who was refused, what left the house. Keys only: no names, numbers, addresses, links or codes."""

import copy
import json
import logging
import re
import uuid
from typing import Any

from django.http import HttpRequest

from gensui.people.secret import digest
from gensui.ui import address, faults

log = logging.getLogger("gensui.security")
ID = "gensui.request_id"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
LONG = re.compile(r"(?<=/)[^/\s?]{24,}(?=[/?\s]|$)|(?<=/)[^/\s?]*:[^/\s?]*(?=[/?\s]|$)|\?\S*")
"""What may be secret in a path: long segments and signed ones (links, codes, tokens), and everything behind a question mark."""


def note(request: HttpRequest, what: str, *, who: str = "", **keys: object) -> None:
    """Log one line: what happened, to which account or person (by key), from where (as a digest), in which request."""
    line = {
        "event": what,
        "request": request_id(request),
        "who": who or key_of(request),
        "from": _mark(request),
        **keys,
    }
    log.info("%s", what, extra={"line": {name: value for name, value in line.items() if value not in ("", None)}})


def request_id(request: HttpRequest) -> str:
    """What this request is called in all logs: as a proxy of ours called it, or a new name."""
    if ID not in request.META:
        given = request.headers.get("X-Request-ID", "")
        trusted = GIVEN.fullmatch(given) and address.is_from_proxy(request)
        request.META[ID] = given if trusted else uuid.uuid4().hex
    return str(request.META[ID])


def key_of(request: HttpRequest) -> str:
    """The key of who is signed in, if somebody is."""
    user = getattr(request, "user", None)
    return account_key(user) if user is not None and user.is_authenticated else ""


def account_key(user: Any) -> str:
    """The key of the person behind an account."""
    person = getattr(user, "employee", None) or getattr(user, "resident", None)
    return person.key if person is not None else f"account:{user.pk}"


def _mark(request: HttpRequest) -> str:
    return digest(f"address: {address.of(request)}")[:12]


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level and what the line says."""
        said = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname}
        line = getattr(record, "line", None) or {"logger": record.name, "message": masked(record.getMessage())}
        return json.dumps(said | line, ensure_ascii=False, default=str)


class Masked(logging.Formatter):
    """A line of text in which no link, code or token of a path is readable; of an outage of the machine no more than a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, the paths that Django names masked."""
        if record.name.startswith("django."):
            record = copy.copy(record)
            record.msg, record.args = masked(record.getMessage()), None
        if record.exc_info and (said := faults.outage(record.exc_info[1])):
            record = copy.copy(record)
            record.msg, record.args = f"{record.getMessage()}: {said}", None
            record.exc_info = record.exc_text = None
        return super().format(record)


def masked(line: str) -> str:
    """The line without what may be secret in the paths it names."""
    return LONG.sub("…", line)
