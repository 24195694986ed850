"""What people call what the ledger knows by keys: streams, messages that went out, and the ways they went."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NOUNS: dict[str, Any] = {
    "case": _("request {number}"), "plan": _("plan {number} of the grounds"), "gate": _("gate entry {number}"),
    "incident": _("emergency {number}"), "inspection": _("inspection {number}"), "finding": _("finding {number}"),
    "sanction": _("file {number}"), "award": _("award {number}"), "idea": _("idea {number}"),
    "month": _("the month’s assessment"), "stars": _("stars of {number}"), "staff": _("employee {number}"),
    "training": _("training session {number}"), "daily": _("the daily security reports"), "survey": _("survey {number}"),
    "retention": _("keeping of records"), "pattern": _("general trouble {number}"), "policy": _("the policy"),
    "resident": _("a resident"), "figures": _("published figures"), "handover": _("hand-over {number}"),
}  # fmt: skip
SENT: dict[str, Any] = {
    "reminder": _("reminder"), "lapse": _("lapse told"), "escalation": _("escalation"), "order": _("order"),
    "handover": _("hand-over"), "message": pgettext_lazy("sent", "message"), "complaint": _("complaint"), "draft": _("draft"),
    "name": _("another name asked for"), "report": _("urgent report"), "code": _("code"), "gate": _("visitor at the gate"),
    "case": _("request"), "notice": _("notice"),
}  # fmt: skip
"""What went out, by the beginning of its key."""
BY: dict[str, Any] = {
    "email": _("email"), "sms": _("text message"), "inbox": _("inbox"), "history": _("before this house was set up"),
}  # fmt: skip


def reference(stream: str) -> str:
    """What people call a stream: ``finding:F000006`` is the finding F000006, and a case its number."""
    kind, _colon, number = stream.partition(":")
    if kind == "case" or kind not in NOUNS:
        return number or stream
    return str(NOUNS[kind]).format(number=number.rpartition(":")[2])


def sent(what: str) -> str:
    """What a message was, in a word."""
    return str(SENT.get(what.partition(".")[0], _("word")))


def by(way: str) -> str:
    """How a message went."""
    return str(BY.get(way, way))
