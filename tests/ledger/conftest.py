"""A ledger with a small policy in force since that Monday."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from gensui.core.events import Event
from gensui.ledger import policies
from gensui.ledger.record import Recorded, record
from tests.core import small
from tests.core import test_obligations as examples

CLAUSES = (small.CONTACT, examples.PROGRESS, examples.REPAIR, examples.CONSENT, examples.PATROL, examples.FORM)
FILES = {"small.toml": small.HEAD + "\n".join(CLAUSES)}
STREAM = "case:2026-0117"

Happens = Callable[..., Recorded]


@pytest.fixture
def in_force(db: None) -> None:
    """The small policy is in force."""
    policies.adopt(files=FILES, actor="staff:qin", starts_at=small.MONDAY, at=small.MONDAY)


@pytest.fixture
def happens(in_force: None) -> Happens:
    """Record an event, so many minutes after ten, in a transaction of its own."""
    return happen


def happen(minute: float, event: Event, *, stream: str = STREAM, ago: float = 0, **words: Any) -> Recorded:
    at: datetime = small.minutes(minute)
    with transaction.atomic():
        return record(
            stream=stream, event=event, actor="staff:li", roles=words.pop("roles", small.WITH_CHEN), at=at,
            occurred_at=at - timedelta(minutes=ago), **words,
        )  # fmt: skip
