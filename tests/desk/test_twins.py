"""A form that leaves twice at the very same moment is one request, and both answers are the same."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse

from gensui.cases.models import Case
from gensui.ledger.models import Event
from gensui.oversight.actions import awards
from gensui.oversight.models import Award
from gensui.people.acting import Entry
from gensui.training.models import Course, Session
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_telephony import KEY
from tests.desk.test_training import Clock, clock, held, plan
from tests.portal.conftest import ComeIn, come_in

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
__all__ = ["clock", "come_in", "held"]
Post = Callable[[], Any]


def both(one: Post, other: Post) -> list[tuple[int, str]]:
    """What two senders are answered, each on a connection of its own, let go at the same moment: status, and where to go on."""
    ready, said = threading.Barrier(2), []

    def go(post: Post) -> None:
        ready.wait(20)
        answer = post()
        said.append((answer.status_code, answer.headers.get("Location", "") or answer.content.decode()))
        connections.close_all()

    threads = [threading.Thread(target=go, args=(post,)) for post in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def test_an_intake(cast: Cast, sign_in: SignIn) -> None:
    typed = {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "水管漏水", "category": cast.leak.pk, "once": "intake:heard", "read_back": "on",
    }  # fmt: skip
    first, second = sign_in(cast.li), sign_in(cast.li)
    with time_machine.travel(minutes(1)):
        said = both(lambda: first.post(reverse("intake"), typed), lambda: second.post(reverse("intake"), typed))
    assert said[0] == said[1]
    assert said[0][0] == 302
    assert Case.objects.count() == 1


def test_an_act(cast: Cast, walk: Walk, sign_in: SignIn) -> None:
    address = reverse("act", args=[walk("dispatched").number, "accept_order"])
    words = {"once": "act:twice"}
    first, second = sign_in(cast.chen), sign_in(cast.chen)
    with time_machine.travel(minutes(30)):
        said = both(lambda: first.post(address, words), lambda: second.post(address, words))
    assert said[0] == said[1]
    assert said[0][0] == 302
    assert Event.objects.filter(client_key__contains="act:twice").count() == 1


def test_an_owners_report(cast: Cast, come_in: ComeIn) -> None:
    told = {"content": "水槽下漏水", "matter": "REP.WAT.LEAK", "where": "home", "place": "廚房", "once": "my:report"}
    first, second = come_in(cast.mei), come_in(cast.mei)
    with time_machine.travel(minutes(1)):
        said = both(lambda: first.post(reverse("my_report"), told), lambda: second.post(reverse("my_report"), told))
    assert said[0] == said[1]
    assert said[0][0] == 302, said
    assert Case.objects.count() == 1


def test_a_ring_that_the_telephone_system_tells_twice(cast: Cast, settings: Any) -> None:
    settings.TELEPHONY_KEY = KEY
    given = json.dumps({"call": "c-1", "number": "13900000001", "site": "yunqi", "event": "ringing"})

    def ring() -> Any:
        headers = {"Authorization": f"Bearer {KEY}"}
        return Client().post("/telephony/", given, "application/json", headers=headers)

    with time_machine.travel(minutes(1)):
        said = both(ring, ring)
    assert said[0] == said[1]
    assert said[0][0] == 200
    assert Case.objects.count() == 1


def test_a_session_of_a_training(cast: Cast, held: Session, clock: Clock, sign_in: SignIn) -> None:
    said_of_it = plan(cast, course=Course.objects.get(key="repair-skills").pk, day1="2026-12-05", roles=["technician"])
    first, second = sign_in(cast.hr), sign_in(cast.hr)
    address = reverse("session_new")
    said = both(lambda: first.post(address, said_of_it), lambda: second.post(address, said_of_it))
    assert said[0] == said[1]
    assert said[0][0] == 302
    assert Session.objects.exclude(pk=held.pk).count() == 1


def test_a_team_that_is_put_forward_again(cast: Cast, walk: Walk) -> None:
    case = walk("visit_due")

    def put_forward() -> Award:
        return awards.nominate_team(
            site=cast.site, month=MONDAY.date(), cases=[case], members=[cast.chen, cast.li], reason="夜裡一起搶修",
            bonus_fen=20000, actor=cast.chief, at=MONDAY + timedelta(days=20), entry=Entry(once="team:1"),
        )  # fmt: skip

    assert put_forward() == put_forward()
    assert Award.objects.count() == 1
