"""An act that cannot be done now has no form, by whatever address somebody comes: the request is shown, and why."""

import pytest
import time_machine
from django.urls import reverse

from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


@pytest.mark.parametrize("act", ["revise_eta", "need_parts", "arrive", "return_order", "accept_order"])
@time_machine.travel(minutes(60), tick=False)
def test_what_is_over_leads_to_the_request(walk: Walk, cast: Cast, english: SignIn, act: str) -> None:
    case, client = walk("told"), english(cast.chen)
    answer = client.get(reverse("act", args=[case.number, act]), follow=True)
    assert answer.redirect_chain == [(reverse("case", args=[case.number]), 302)]
    assert "not now, as the request stands. Nothing was changed." in answer.content.decode()


@time_machine.travel(minutes(60), tick=False)
def test_who_came_from_the_field_goes_back_there(walk: Walk, cast: Cast, english: SignIn) -> None:
    address, field = reverse("act", args=[walk("told").number, "arrive"]), reverse("field")
    assert english(cast.chen).get(address, {"back": field}).headers["Location"] == field


@time_machine.travel(minutes(60), tick=False)
def test_what_is_anothers_leads_there_too(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, act = walk("working"), "complete_work"
    assert english(cast.chen).get(reverse("act", args=[case.number, act])).status_code == 200
    assert english(cast.li).get(reverse("act", args=[case.number, act])).status_code == 302
