"""How far the demonstration's history is, as its builder wrote it down."""

import json
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _


def said() -> str:
    """A sentence while it fills in; nothing once it is whole."""
    path = Path(settings.DATA) / "demo.json"
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    if told.get("done"):
        return ""
    return _(
        "Its history is still being written: {days} of {all} days. Until it is whole, old requests look unfinished and late."
    ).format(days=told.get("days", 0), all=told.get("all", 60))
