"""What a link says that needs no sign-in: signed, so that nobody makes one up. Whether it is still good, the rows tell."""

from typing import Any

from django.core import signing

from gensui.people.models import Resident
from gensui.security.models import GateEntry, Pass
from gensui.security.refusals import BadLink

ANSWER, PASS = "gensui.gate.answer", "gensui.gate.pass"


def to_answer(entry: GateEntry, resident: Resident) -> str:
    """The token by which this resident answers for this entry."""
    return signing.Signer(salt=ANSWER).sign_object([entry.pk, resident.pk])


def answer(token: str) -> tuple[int, int]:
    """The entry and the resident of a token. Refuses what we did not sign (``BadLink``)."""
    entry, resident = _read(token, ANSWER, 2)
    return entry, resident


def of_pass(permit: Pass) -> str:
    """The token by which a visitor shows a pass."""
    return signing.Signer(salt=PASS).sign_object([permit.pk])


def pass_of(token: str) -> int:
    """The pass of a token. Refuses what we did not sign (``BadLink``)."""
    (permit,) = _read(token, PASS, 1)
    return permit


def _read(token: str, salt: str, count: int) -> list[int]:
    try:
        said: Any = signing.Signer(salt=salt).unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise BadLink from None
    if not isinstance(said, list) or len(said) != count or not all(type(one) is int for one in said):
        raise BadLink
    return said
