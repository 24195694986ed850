"""What the owner declines before any work is no result to be told and no return visit to be made (C26): K12 and K17 leave it out."""

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import result
from gensui.core.scoring import Tally
from gensui.oversight import counting
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.oversight.counted import AFTER, NOVEMBER, catch_up
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
pytestmark = pytest.mark.database


def wholes(cast: Cast) -> dict[str, int]:
    found = counting.of_the_community(cast.site, NOVEMBER, AFTER)
    return {key: found.get(key, Tally()).whole for key in ("K12", "K16", "K17", "K18", "K08")}


@pytest.mark.parametrize("declined", [("leave",), ("decline", "cancel")])
def test_a_repair_that_the_owner_left_counts_in_no_visit_and_no_result(
    cast: Cast, walk: Walk, come_in: ComeIn, declined: tuple[str, ...]
) -> None:
    result.accept_result(case=walk("told"), actor=cast.mei, at=minutes(30))
    left = walk("plan_pending")
    browser = come_in(cast.mei)
    for number, act in enumerate(declined):
        with time_machine.travel(minutes(40 + number), tick=False):
            address = reverse("my_act", args=[left.number, act])
            left.refresh_from_db()
            said = {"text": "自己修", "once": f"my:{number}", "seen": left.seen}
            assert browser.post(address, said).status_code == 302, act
    left.refresh_from_db()
    assert (left.state, left.completed_at) == ("cancelled", None)
    catch_up()
    found = wholes(cast)
    assert found["K08"] == 2, "both arrivals owed a plan"
    assert {key: found[key] for key in ("K12", "K16", "K17", "K18")} == {"K12": 1, "K16": 1, "K17": 1, "K18": 1}
