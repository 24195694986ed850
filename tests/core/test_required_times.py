"""Required times as rows of a policy: the first that fits, on its calendar; mistakes at their place."""

from datetime import UTC, datetime, timedelta

import pytest

from gensui.core.events import handling
from gensui.core.policy import BadPolicy, read_policy
from tests.core.small import HEAD

TWO_HOURS = timedelta(hours=2)
ROWS = """
[required.urgent]
on = "work_order.dispatched"
when = { priority = "P1" }
limit = "2 h"
[required.office]
on = "work_order.dispatched"
limit = "2 h"
calendar = "office"
"""


def test_the_first_row_that_fits_counts() -> None:
    policy = read_policy({"p.toml": HEAD + ROWS})

    friday_at_four = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
    assert policy.required_by(handling.WorkOrderDispatched(priority="P1"), friday_at_four) == friday_at_four + TWO_HOURS
    monday_at_ten = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
    assert policy.required_by(handling.WorkOrderDispatched(priority="P3"), friday_at_four) == monday_at_ten
    assert policy.required_by(handling.WorkStarted(priority="P1"), friday_at_four) is None


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ('[required.a]\non = "work_order.sent"\nlimit = "2 h"\n', "there is no event"),
        ('[required.a]\non = "work_order.dispatched"\n', "limit is missing"),
        ('[required.a]\non = "work_order.dispatched"\nlimit = "2 h"\ncalendar = "moon"\n', "there is no calendar"),
        ('[required.a]\non = "work_order.dispatched"\nlimit = "2 h"\nfrom = "moon"\n', "carries no time called"),
        ('[required.a]\non = "work_order.dispatched"\nlimit = "2 h"\nrepeat = "add"\n', "is not a word of the policy"),
    ],
)
def test_mistakes_are_told(rows: str, word: str) -> None:
    with pytest.raises(BadPolicy, match=word):
        read_policy({"p.toml": HEAD + rows})
