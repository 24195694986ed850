"""Whoever asked for what somebody else asked for already: on the desk's form, on the own page, and hidden from each other."""

import pytest
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import together
from gensui.cases.models import Case, Message
from gensui.people.models import Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database


def _desk(who: Employee) -> Client:
    client = Client()
    client.force_login(who.user, backend="gensui.people.backends.StaffBackend")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def mei_s(walk: Walk) -> Case:
    return walk("working")


@pytest.fixture
def wu_s(walk: Walk, cast: Cast) -> Case:
    return walk("dispatched", resident=cast.wu, unit=cast.wu.household.unit, requester_name="吳剛")


def test_the_desk_is_warned_of_two_homes_and_confirms(mei_s: Case, wu_s: Case, cast: Cast) -> None:
    desk, address = _desk(cast.li), reverse("act", args=[wu_s.number, "merge_case"])
    words = {"once": "join:1", "number": mei_s.number}
    warned = desk.post(address, words)
    assert warned.status_code == 409
    assert "These are two homes" in warned.content.decode()
    assert mei_s.number in warned.content.decode()

    assert desk.post(address, words | {"two_homes": "on"}).status_code == 302
    wu_s.refresh_from_db()
    assert (wu_s.state, wu_s.merged_into) == ("joined", mei_s)
    surviving = desk.get(reverse("case", args=[mei_s.number])).content.decode()
    assert wu_s.number in surviving
    assert "吳剛" in surviving


def test_whoever_asked_reads_that_it_goes_on_and_never_whose_it_is(
    mei_s: Case, wu_s: Case, cast: Cast, come_in: ComeIn
) -> None:
    together.merge_case(case=wu_s, into=mei_s, two_homes=True, actor=cast.li, at=minutes(50))
    telephone = come_in(cast.wu)
    telephone.cookies["django_language"] = "en"
    page = telephone.get(reverse("my_case", args=[wu_s.number])).content.decode()
    assert "Joined to a request about the same matter, which goes on: 陳志 is at work" in page
    for hidden in ("陳美", "3-1-502", mei_s.number, "Cancelled"):
        assert hidden not in page
    assert telephone.get(reverse("my_case", args=[mei_s.number])).status_code == 404

    other = come_in(cast.mei)
    shown = other.get(reverse("my_case", args=[mei_s.number])).content.decode()
    for hidden in ("吳剛", "3-1-501", wu_s.number):
        assert hidden not in shown

    answer = telephone.post(reverse("my_act", args=[wu_s.number, "write"]), {"once": "words:1", "text": "還在漏"})
    assert answer.status_code == 302
    assert Message.objects.get(text="還在漏").to_key == cast.li.key
