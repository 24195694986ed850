"""Request keys: what makes a repeated request one act, and whose key it is.

A key belongs to whoever sends it: it is stored with the sender in front, so that nobody can use up somebody else's key. The
house's own keys, such as that of a day's record, stand as they are; no sender can name one.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.db.models import Model, QuerySet

from gensui.ledger.refusals import BadKey

KEY = re.compile(r"[\w.:/-]{1,80}")
LONGEST = 80
NOT_ASKED = {"asked": False}
"""Metadata of a dataclass field that the face computes from the clock: a retry has another value there."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The name of a request as it is stored, and a digest of what the request asks; ``""`` where nobody has computed it.

    The house's own keys are not ``compared``: the second time may well be told in other words.
    """

    stored: str
    request: str = ""
    compared: bool = True


def house_key(key: str) -> RequestKey:
    """A key of the house itself, for what happens once whoever does it."""
    if not KEY.fullmatch(key):
        raise BadKey("request", key)
    return RequestKey(key, compared=False)


def sent_by(sender: str, key: str, request: str = "") -> RequestKey:
    """The key of a sender: a person, a program, a telephone system. Refuses a bad key (``BadKey``)."""
    if not KEY.fullmatch(key):
        raise BadKey("request", key)
    stored = f"{sender} {key}"
    if len(stored) > LONGEST:
        stored = f"#{hashlib.sha256(stored.encode()).hexdigest()}"
    return RequestKey(stored, request)


def digest_of_request(act: str, asked: Mapping[str, Any]) -> str:
    """A digest of an act and its arguments: equal for a retry, different for other words, another act or another case."""
    said = orjson.dumps([act, _plain(asked)], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(said).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Model):
        return f"{value._meta.label} {value.pk}"
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        asked = [one for one in fields(value) if one.metadata.get("asked", True)]
        return {one.name: _plain(getattr(value, one.name)) for one in asked}
    if isinstance(value, QuerySet | Set):
        return sorted(str(_plain(one)) for one in value)
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    return type(value).__name__  # read only once, such as a generator or a file
