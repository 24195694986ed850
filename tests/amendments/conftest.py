"""The cast around a draft: Qin drafts, the general manager approves."""

from datetime import timedelta
from typing import Any

import pytest

from gensui.amendments.actions import drafting
from gensui.amendments.models import Draft
from tests.cases.conftest import cast, walk
from tests.cast import MONDAY, Cast

__all__ = ["cast", "draft", "walk"]
DAY = timedelta(days=1)


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """A greeting within two minutes, and within twenty minutes a call."""
    made = drafting.start_draft(title="Calmer calls", version="2027.1", actor=cast.qin, at=MONDAY)
    drafting.change_clause(draft=made, clause="3.1.3", words={"limit": "2 min"}, actor=cast.qin, at=MONDAY)
    values: dict[str, Any] = {
        "contact_limit": "30 min", "contact_limit_maintenance": "20 min", "contact_attempts": 3, "contact_retry": "4 h",
    }  # fmt: skip
    return drafting.change_table(
        draft=made, part="settings", key="C01", words={"values": values}, actor=cast.qin, at=MONDAY
    )
