"""Salted digests that an event carries: of the words written with it, and of the request that caused it.

Words stand in tables of their own and may be erased one day. The digest shows whether they were changed; its salt stands
beside the event and is deleted with the words, so that nobody can guess erased words from what is left.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

REQUEST = "request"
"""The place of the digest of a request; every other place names a kind of row that holds words."""

Fields = Sequence[str]
Words = Mapping[str, Fields]
"""What was written, by place: the fields of one row, in a fixed order."""


@dataclass(frozen=True, slots=True)
class Digests:
    """What an event carries: ``place:digest`` for each place, and the salt of all of them."""

    of_places: list[str]
    salt: str = ""


NO_DIGESTS = Digests([])


def digest(salt: str, place: str, fields: Fields) -> str:
    """The digest of one row's words, with the place in front: ``note:5f...``."""
    said = orjson.dumps([salt, place, list(fields)])
    return f"{place}:{hashlib.sha256(said).hexdigest()}"


def digests_of(written: Iterable[tuple[str, Fields]]) -> Digests:
    """The digests of what was written, under a new salt."""
    rows = list(written)
    if not rows:
        return NO_DIGESTS
    salt = secrets.token_hex(16)
    return Digests([digest(salt, place, fields) for place, fields in rows], salt)


def is_same_request(stored: Sequence[str], salt: str, request: str) -> bool:
    """Whether this is the request whose digest was stored. Without a stored digest nothing speaks against it."""
    for one in stored:
        if one.startswith(f"{REQUEST}:"):
            return hmac.compare_digest(one, digest(salt, REQUEST, (request,)))
    return True
