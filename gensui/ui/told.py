"""Who was told what, by which way, as a colleague would say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gensui.core.policy import Policy
from gensui.ledger.models import Outgoing

SAID: Mapping[str, Any] = {
    "message.progress": _("how the request stands"),
    "message.result": _("the result"),
    "message.notice": _("a notice"),
    "message.question": _("a question to be answered"),
    "message.answer": _("the answer to a question"),
    "message.explain": _("what the department explains"),
    "complaint.arrived": _("that the complaint has arrived"),
    "report.urgent": _("that a danger was reported"),
    "report.new": _("that the request came in, to be read back"),
    "order.given": _("that the order is theirs"),
    "complaint.decided": _("what came of a complaint about their work"),
    "order.sent": _("that the order is with the department"),
    "order.again": _("that it is to be done again"),
    "order.gone": _("that the order is no longer theirs"),
    "order.returned": _("that the order was given back"),
    "follow.given": _("that the request is theirs to follow"),
    "follow.gone": _("that they no longer follow the request"),
    "promise.fell": _("that it is theirs while a colleague is not on duty"),
    "result.disputed": _("that the owner is not content"),
    "result.rejected": _("that the owner does not accept the explanation"),
    "reminder": _("that it is due soon"),
    "lapse": _("that it is late"),
    "escalation": _("that it is still late"),
}
"""What a message is about, by its kind."""
WAYS: Mapping[str, Any] = {
    "email": _("by mail"), "sms": _("by text message"), "inbox": _("in the inbox"), "history": _("taken over from before"),
}  # fmt: skip
NOT_SENT: Mapping[str, Any] = {
    "withdrawn": _("taken back"), "expired": _("no longer of use, not sent"), "nobody": _("nobody there to receive it"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A message, in words."""

    at: datetime
    who: str
    what: str
    how: str
    words: str = ""


def told(
    messages: Iterable[Outgoing], names: Mapping[str, str], policy: Policy, words: Mapping[int, str]
) -> list[Told]:
    """Each message in words: to whom, what, of which promise, and by which way it came or why it did not; with what a notice
    said, of those that are in an inbox by their ``words``. No query.
    """
    return [
        Told(one.created_at, _who(one, names), _what(one, policy), _how(one), words.get(one.pk) or _words(one))
        for one in messages
    ]


def _who(message: Outgoing, names: Mapping[str, str]) -> str:
    kind, _colon, _rest = message.to.partition(":")
    if kind == "caller":
        return str(_("whoever called"))
    return str(_("whoever wrote")) if kind == "mail" else names.get(message.to, message.to)


def _what(message: Outgoing, policy: Policy) -> str:
    said = str(SAID.get(message.what, _("a notice")))
    clause = policy.clauses.get(message.clause)
    return f"{clause.title[get_language() or '']}: {said}" if clause is not None else said


def _words(message: Outgoing) -> str:
    """What a notice said. What was sent to a number that the telephone saw is sealed, and what else is told stands elsewhere."""
    kind, _colon, _rest = message.to.partition(":")
    return message.body if message.what == "message.notice" and kind in ("resident", "staff") else ""


def _how(message: Outgoing) -> str:
    if message.sent_at is not None:
        return str(WAYS.get(message.sent_by, message.sent_by))
    if message.failed_at is not None:
        return str(NOT_SENT.get(message.error, _("not delivered")))
    return str(_("waits in the inbox, not opened yet") if message.waits_in_inbox else _("on its way"))
