"""What people call the streams of the ledger, which it knows by keys."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NOUNS: dict[str, Any] = {
    "case": _("request {number}"), "plan": _("plan {number} of the grounds"), "gate": _("gate entry {number}"),
    "incident": _("emergency {number}"), "inspection": _("inspection {number}"), "finding": _("finding {number}"),
    "sanction": _("file {number}"), "award": _("award {number}"), "idea": _("idea {number}"),
    "month": _("the month’s assessment"), "stars": _("stars of {number}"), "staff": _("employee {number}"),
    "training": _("training session {number}"), "daily": _("the daily security reports"), "survey": _("survey {number}"),
    "retention": _("keeping of records"), "pattern": _("general trouble {number}"), "policy": _("the policy"),
    "resident": _("a resident"), "figures": _("published figures"), "handover": _("hand-over {number}"),
}  # fmt: skip


def reference(stream: str) -> str:
    """What people call a stream: ``finding:F000006`` is the finding F000006, and a case its number."""
    kind, _colon, number = stream.partition(":")
    if kind == "case" or kind not in NOUNS:
        return number or stream
    return str(NOUNS[kind]).format(number=number.rpartition(":")[2])
