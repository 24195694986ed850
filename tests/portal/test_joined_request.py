"""Whoever asked for what somebody else asked for already: on the desk's form, on the own page, and hidden from each other."""

import pytest
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import files, together, words, work
from gensui.cases.models import Attachment, Case, Message
from gensui.ledger.models import Outgoing
from gensui.people.models import Employee
from tests.cases.conftest import HANDLED, Walk
from tests.cases.test_follow_and_together import picture
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


def test_what_whoever_asked_writes_later_reaches_the_handler(
    mei_s: Case, wu_s: Case, cast: Cast, come_in: ComeIn
) -> None:
    together.merge_case(case=wu_s, into=mei_s, two_homes=True, actor=cast.li, at=minutes(50))
    files.attach(case=wu_s, actor=cast.wu, at=minutes(51), kind="report", content=picture())
    telephone, act = come_in(cast.wu), ("write", "hurry")
    for what in act:
        answer = telephone.post(
            reverse("my_act", args=[wu_s.number, what]), {"once": f"w:{what}", "text": "水漫到門口了"}
        )
        assert answer.status_code == 302

    pages = [_desk(cast.chen).get(reverse(page, args=[mei_s.number])).content.decode() for page in ("step", "case")]
    photo = reverse("attachment", args=[Attachment.objects.get(case=wu_s).pk])
    for page in pages:
        assert "水漫到門口了" in page
        assert "3-1-501" in page
        assert "hurried 1" in page
        assert photo in page
    assert _desk(cast.chen).get(photo).status_code == 200
    told = Outgoing.objects.filter(to=cast.chen.key, stream=mei_s.stream, what="message.notice")
    told = told.exclude(body__contains="agreed to the plan").exclude(body__contains="now handled with")
    assert [("水漫到門口了" in one.body, "hurry" in one.body) for one in told.order_by("pk")] == [
        (True, False),
        (False, True),
    ]
    assert "水漫到門口了" not in come_in(cast.mei).get(reverse("my_case", args=[mei_s.number])).content.decode()


def test_what_the_own_owner_writes_reaches_the_handler_too(mei_s: Case, cast: Cast, come_in: ComeIn) -> None:
    come_in(cast.mei).post(reverse("my_act", args=[mei_s.number, "write"]), {"once": "w:1", "text": "我下午才在家"})
    assert "我下午才在家" in _desk(cast.chen).get(reverse("step", args=[mei_s.number])).content.decode()
    assert Outgoing.objects.filter(to=cast.chen.key, body__contains="我下午才在家").count() == 1


def test_once_the_work_is_done_each_writes_of_its_own(mei_s: Case, wu_s: Case, cast: Cast) -> None:
    together.merge_case(case=wu_s, into=mei_s, two_homes=True, actor=cast.li, at=minutes(50))
    work.complete_work(case=mei_s, actor=cast.chen, at=minutes(60), handling_record=HANDLED, photo="p1")
    words.send_message(case=wu_s, text="我家的地板", actor=cast.wu, at=minutes(70))
    assert "我家的地板" not in _desk(cast.li).get(reverse("case", args=[mei_s.number])).content.decode()
    assert "我家的地板" in _desk(cast.li).get(reverse("case", args=[wu_s.number])).content.decode()
