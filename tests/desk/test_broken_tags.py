"""A tag out of order: told on the way, a task of whoever leads, and nobody's blame until there is a new one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gensui.desk.opening import opened
from gensui.ledger import policies, verify
from gensui.ledger.models import Obligation, Outgoing
from gensui.rounds import tags
from gensui.rounds.models import Point, Round, Scan
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.desk.test_typed_codes import points_of, records, said, scanned, send
from tests.rounds.conftest import Grounds, lay_out

pytestmark = pytest.mark.database


@pytest.fixture
def ground(cast: Cast) -> Grounds:
    return lay_out(cast, timezone.now())


def told(point: Point) -> list[str]:
    return list(Outgoing.objects.filter(stream=point.stream).values_list("to", flat=True))


def new_key(ground: Grounds, sign_in: SignIn, point: Point) -> None:
    answer = sign_in(ground.lead).post(reverse("tag_sheet", args=[ground.route.pk]), {"point": point.pk})
    assert answer.status_code == 302


def hand(point: Point) -> dict[str, object]:
    return {"proof": "manual", "point": point.pk, "answers": {"safe": True}}


def test_what_is_reported_on_the_way_is_mended_at_the_desk_and_blames_nobody(ground: Grounds, sign_in: SignIn) -> None:
    first, second, third, fourth = ground.points
    began = timezone.now() - timedelta(minutes=30)
    client = sign_in(ground.guard)
    entries = [said("start", 1, began, plan=ground.route.pk)]
    for number, (point, fault) in enumerate([(first, "damaged"), (second, "missing"), (third, "moved")], 1):
        at = began + timedelta(minutes=3 * number)
        entries += [
            said("tag", 2 * number, at, point=point.pk, fault=fault),
            said("scan", 2 * number + 1, at, **hand(point)),
        ]
    entries.append(said("scan", 8, began + timedelta(minutes=14), **scanned(fourth)))
    entries.append(said("finish", 9, began + timedelta(minutes=20)))
    assert {one["outcome"] for one in send(client, entries)} == {"taken"}

    assert (Round.objects.get().flags, records(), points_of(ground)) == ([], ["met"], ["kept"] * 4)
    assert "tag_broken" in Scan.objects.get(point=first).flags
    assert all(len(told(point)) == 1 for point in (first, second, third))
    send(client, [said("tag", 20, timezone.now(), point=first.pk, fault="missing")])
    assert len(told(first)) == 1  # once for each fault
    assert client.get(reverse("walk_data")).json()["plans"][0]["stops"][0]["broken"] is True

    desk = sign_in(ground.lead)
    desk.cookies["django_language"] = "en"
    assert "Tags out of order" in desk.get(reverse("grounds")).content.decode()
    assert desk.get(reverse("tag_sheet", args=[ground.route.pk])).content.decode().count(" checked>") == 3
    for point in (first, second, third):
        new_key(ground, sign_in, point)
    assert "Tags out of order" not in desk.get(reverse("grounds")).content.decode()
    assert client.get(reverse("walk_data")).json()["plans"][0]["stops"][0]["broken"] is False
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_a_new_tag_is_promised_by_whoever_heads_the_department_or_stands_in(ground: Grounds, sign_in: SignIn) -> None:
    """By a clock of the policy, begun once, which the new tag ends; a report that comes after it begins none."""
    first = ground.points[0]
    began = timezone.now() - timedelta(minutes=30)
    client = sign_in(ground.guard)
    entries = [said("start", 1, began, plan=ground.route.pk)]
    entries += [said("tag", 2 + n, began + timedelta(minutes=3 + n), point=first.pk, fault="missing") for n in range(2)]
    assert {one["outcome"] for one in send(client, entries)} == {"taken"}
    promise = Obligation.objects.get(stream=first.stream, clause="C87.1")
    assert (promise.state, promise.holder) == ("open", ground.cast.qin.key)
    assert abs(promise.opened_at - began - timedelta(minutes=3)) < timedelta(minutes=1), (
        "when it was found, not when it was sent"
    )
    assert opened(ground.cast.qin, [first.stream])[first.stream].name == first.name
    assert opened(ground.cast.stranger, [first.stream]) == {}

    new_key(ground, sign_in, first)
    promise.refresh_from_db()
    assert (promise.state, promise.lapsed_at) == ("met", None)
    send(client, [said("tag", 9, began + timedelta(minutes=9), point=first.pk, fault="damaged")])
    assert Obligation.objects.filter(stream=first.stream, clause="C87.1").count() == 1
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_a_walk_is_judged_by_the_tags_that_were_good_then(ground: Grounds, sign_in: SignIn) -> None:
    first, second, third, _fourth = ground.points
    began = timezone.now() - timedelta(minutes=30)
    old = [scanned(first), {**hand(second), "proof": "typed", "code": tags.code(second), "note": "鏡頭壞了"}]
    for point in (first, second, third):
        new_key(ground, sign_in, point)
    late = timezone.now()
    entries = [
        said("start", 1, began, plan=ground.route.pk),
        said("scan", 2, began + timedelta(minutes=3), **old[0]),
        said("scan", 3, began + timedelta(minutes=6), **old[1]),
        said("tag", 4, began + timedelta(minutes=9), point=third.pk, fault="missing"),
        said("scan", 5, began + timedelta(minutes=9), **hand(third)),
        said("scan", 6, late, **old[0]),
        said("scan", 7, late, **old[1]),
        said("scan", 8, late, **hand(third)),
        said("scan", 9, late, **scanned(Point.objects.get(pk=first.pk))),
    ]
    answers = [one["code"] or one["outcome"] for one in send(sign_in(ground.guard), entries)]
    assert answers[1:] == ["taken", "taken", "taken", "taken", "old_tag", "wrong_code", "no_reason", "taken"]
    third.refresh_from_db()
    assert (third.fault, told(third)) == ("", [])  # it was mended since


def test_who_walks_no_round_there_and_what_is_no_fault(ground: Grounds, sign_in: SignIn) -> None:
    point = ground.points[0]
    now = timezone.now()
    refused = send(sign_in(ground.cleaner), [said("tag", 1, now, point=point.pk, fault="missing")])
    none = send(
        sign_in(ground.guard),
        [said("tag", 2, now, point=point.pk, fault="ugly"), said("tag", 3, now, point=10**6, fault="missing")],
    )
    assert [one["outcome"] for one in refused + none] == ["refused"] * 3
    point.refresh_from_db()
    assert point.fault == ""
