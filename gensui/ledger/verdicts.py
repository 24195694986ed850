"""What became of a promise, and the month it belongs to: one condition for pages, reports and sheets."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q

LATE_BEFORE = Q(charged_to__gt="", judged_due_at__isnull=False, met_at__lte=F("judged_due_at"))
"""Somebody before in the chain was late, and it was kept by the later time: the delay is that one's, and stands there."""
KEPT = Q(state="met") & (Q(lapsed_at=None) | LATE_BEFORE)
LATE = Q(state="met", lapsed_at__isnull=False) & ~LATE_BEFORE
OVERDUE = Q(state__in=("open", "void"), lapsed_at__isnull=False)
RUNNING = Q(state="open", lapsed_at=None)
LAPSED = LATE | OVERDUE
EXCUSED = LAPSED & ~Q(excuse="")
WAITED = Q(used_us__gt=0) | Q(paused_at__isnull=False)
VERDICTS: Mapping[str, Q] = {
    "due": Q(), "kept": KEPT, "late": LATE, "overdue": OVERDUE, "running": RUNNING, "excused": EXCUSED, "waited": WAITED,
    "lapsed": LAPSED,
}  # fmt: skip
"""One that was void before its time was none; a lapse stays one, also voided."""


def fell_due(since: datetime, until: datetime) -> Q:
    """Promises belong to the month in which they fall due; those without a due time to that in which they opened."""
    dateless = Q(due_at=None, opened_at__gte=since, opened_at__lt=until)
    return Q(due_at__gte=since, due_at__lt=until) | dateless
