"""The code at a door proves arrival; one that somebody made up does not exist."""

import pytest
from django.urls import reverse

from gensui.desk.field import token_of
from gensui.ledger.models import Event
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def test_scanning_the_door_is_arrival(walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    case = walk("contacted")
    client, door = sign_in(cast.chen), reverse("door", args=[token_of(cast.mei.household.unit)])
    assert case.number in client.get(door).content.decode()
    for _twice in range(2):
        assert client.post(door).status_code in (302, 200)
    case.refresh_from_db()
    assert case.state == "on_site"
    (arrival,) = Event.objects.filter(stream=case.stream, kind="site.arrived")
    assert list(arrival.data["evidence"]) == ["scan"]


def test_somebody_elses_order_is_not_reached_by_it(walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    case = walk("contacted")
    sign_in(cast.zhao).post(reverse("door", args=[token_of(cast.mei.household.unit)]))
    case.refresh_from_db()
    assert case.state == "contacted"


@pytest.mark.parametrize("token", ["1", "1:abc", "999999:x", "x" * 200])
def test_a_code_that_was_made_up_does_not_exist(cast: Cast, sign_in: SignIn, token: str) -> None:
    assert sign_in(cast.chen).get(reverse("door", args=[token])).status_code == 404


def test_the_code_is_printed_for_the_own_community(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("door_code", args=["3-1-502"])
    assert sign_in(cast.li).get(address)["Content-Type"] == "image/svg+xml"
    assert sign_in(cast.stranger).get(address).status_code == 404
    assert sign_in(cast.chen).get(address).status_code == 403
