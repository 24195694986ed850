"""The cast around a draft: Qin drafts, the general manager approves."""

from datetime import timedelta
from typing import Any

import pytest

from gensui.amendments.actions import drafting
from gensui.amendments.models import Draft
from tests.cases.conftest import cast, walk
from tests.cast import MONDAY, Cast

__all__ = ["cast", "draft", "walk"]
TWO: dict[str, Any] = {
    "text": {
        "zh-Hant": "來訪的業主兩分鐘內有人招呼。",
        "zh-Hans": "来访的业主两分钟内有人招呼。",
        "en": "An owner at the desk is greeted within two minutes.",
    },
}
TWENTY: dict[str, Any] = {
    "title": {"zh-Hant": "二十分鐘聯繫", "zh-Hans": "二十分钟联系", "en": "Contact in twenty minutes"},
    "text": {
        "zh-Hant": "維修單派到後二十分鐘內聯繫業主。",
        "zh-Hans": "维修单派到后二十分钟内联系业主。",
        "en": "Within twenty minutes of getting a repair the handler speaks with the owner.",
    },
}
RESOLVED: dict[str, Any] = {
    "text": {
        "zh-Hant": "維修單二十分鐘內聯繫，其他三十分鐘。",
        "zh-Hans": "维修单二十分钟内联系，其他三十分钟。",
        "en": "Repairs are called on within twenty minutes, everything else within thirty.",
    },
}
DAY = timedelta(days=1)


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """A greeting within two minutes, and within twenty minutes a call."""
    made = drafting.start_draft(title="Calmer calls", version="2027.1", actor=cast.qin, at=MONDAY)
    drafting.change_clause(draft=made, clause="3.1.3", words={"limit": "2 min"} | TWO, actor=cast.qin, at=MONDAY)
    drafting.change_clause(draft=made, clause="4.2.1", words=TWENTY, actor=cast.qin, at=MONDAY)
    values: dict[str, Any] = {
        "contact_limit": "30 min", "contact_limit_maintenance": "20 min", "contact_attempts": 3, "contact_apart": "2 min",
        "contact_retry": "4 h",
    }  # fmt: skip
    return drafting.change_table(
        draft=made, part="settings", key="C01", words={"values": values} | RESOLVED, actor=cast.qin, at=MONDAY
    )
