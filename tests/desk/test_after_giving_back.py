"""Who gives an order back is led to what is theirs, not to a page they may no longer see."""

import pytest
import time_machine
from django.urls import reverse

from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def test_on_the_telephone_one_comes_back_to_the_own_orders(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("assigned")
    with time_machine.travel(minutes(10), tick=False):
        client = english(cast.chen)
        here = reverse("step", args=[case.number])
        sent = client.post(
            reverse("act", args=[case.number, "return_order"]) + f"?back={here}", {"reason": "非本部門", "once": "r:1"}
        )
        assert (sent.status_code, sent.url) == (302, reverse("field"))  # type: ignore[attr-defined]
        assert client.get(here).status_code == 404
