"""The pages of the grounds: what they show, who comes in, what they cost."""

import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from gensui.ledger import due
from gensui.ledger.models import Obligation
from gensui.people import acting
from gensui.people.models import Employee
from gensui.rounds import queries, tags
from gensui.rounds.actions import finding, planning, reporting, walking
from gensui.rounds.models import Plan, Point, Report, Round
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.rounds.conftest import Grounds, lay_out, slots

pytestmark = pytest.mark.database


@pytest.fixture
def sign_in(sign_in: SignIn) -> SignIn:
    """In English."""

    def come_in(employee: Employee) -> Client:
        client = sign_in(employee)
        client.cookies["django_language"] = "en"
        return client

    return come_in


@pytest.fixture
def ground(cast: Cast) -> Grounds:
    return lay_out(cast, timezone.now())


@pytest.fixture
def walked(ground: Grounds) -> Round:
    """A round of which one point was missed."""
    at = timezone.now() - timedelta(minutes=1)
    round = walking.start_round(plan=ground.route, key="round-of-now", actor=ground.guard, at=at)
    proved = [ground.proved(place, at=at, device_at=at) for place in (0, 1, 2)]
    walking.prove_points(round=round, proved=proved, actor=ground.guard, at=at)
    return walking.finish_round(round=round, actor=ground.guard, at=at)


def text(client: Client, name: str, *arguments: Any) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_today_shows_what_is_late_due_and_missed(ground: Grounds, walked: Round, sign_in: SignIn) -> None:
    due.sweep(at=timezone.now())
    shown = text(sign_in(ground.lead), "grounds")
    assert "late, still awaited" in shown
    assert "missed points:" in shown
    assert "巡更點 4: missed today" in shown
    assert "巡更點 1: last visit" in shown
    assert "3 棟大堂樓道" not in shown  # cleaning is not this leader's
    assert "垃圾桶" in text(sign_in(ground.cast.li), "grounds")


def test_a_round_and_its_check(ground: Grounds, walked: Round, sign_in: SignIn) -> None:
    lead = sign_in(ground.lead)
    shown = text(lead, "walked", walked.key)
    assert "Not proved:" in shown
    assert "faster than on foot" in shown
    answer = lead.post(reverse("walked", args=[walked.key]), {"passed": "no"})
    assert "Say what was wrong with it." in answer.content.decode()
    assert lead.post(reverse("walked", args=[walked.key]), {"passed": "yes", "score": "4"}).status_code == 302
    walked.refresh_from_db()
    assert (walked.passed, walked.score, walked.checked_by) == (True, 4, ground.lead)


def test_a_patrol_that_does_not_pass_is_not_walked_again(ground: Grounds, walked: Round, sign_in: SignIn) -> None:
    """Its record stands; a task of cleaning is done again, and its clock runs."""
    lead = sign_in(ground.lead)
    assert "does not pass: again" not in text(lead, "walked", walked.key)
    answer = lead.post(reverse("walked", args=[walked.key]), {"passed": "no"})
    assert "Say what was wrong with it." in answer.content.decode()
    answer = lead.post(reverse("walked", args=[walked.key]), {"passed": "no", "remark": "記錄不實"}, follow=True)
    shown = answer.content.decode()
    assert "It does not pass. A patrol is not walked again" in shown
    assert "again; its clock" not in shown
    assert not Obligation.objects.filter(clause="4.4.1").exists()
    assert not Round.objects.filter(redo_of=walked).exists()


def test_a_task_that_does_not_pass_is_done_again(ground: Grounds, sign_in: SignIn) -> None:
    at = timezone.now() - timedelta(minutes=1)
    round = walking.start_round(plan=ground.lobby, key="lobby-now", actor=ground.cleaner, at=at)
    point = ground.lobby.stops.select_related("point").get().point
    proved = [ground.proved(0, at=at, device_at=at, point=point, answers={"floors": True, "lifts": True})]
    walking.prove_points(round=round, proved=proved, actor=ground.cleaner, at=at)
    walking.finish_round(round=round, actor=ground.cleaner, at=at)
    client = sign_in(ground.head)
    assert "does not pass: again" in text(client, "walked", round.key)
    answer = client.post(reverse("walked", args=[round.key]), {"passed": "no", "remark": "角落有灰"}, follow=True)
    assert "To be done again; its clock runs." in answer.content.decode()
    assert Obligation.objects.get(clause="4.4.1").state == "open"


def test_plans_points_and_tags_are_made_on_the_desk(ground: Grounds, sign_in: SignIn) -> None:
    lead = sign_in(ground.lead)
    assert lead.post(reverse("plans"), {"what": "point", "name": "東門崗", "x": "10", "y": "990"}).status_code == 302
    point = Point.objects.get(name="東門崗")
    start = timezone.localtime(timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    said = {
        "sort": "patrol",
        "name": "夜線",
        f"place{point.pk}": "1",
        "first_at": start,
        "rule": "FREQ=DAILY",
        "tolerance": "15",
    }
    assert "This is no rule for times" in lead.post(reverse("plans"), said | {"rule": "FREQ=NEVER"}).content.decode()
    assert lead.post(reverse("plans"), said).status_code == 302
    made = Plan.objects.get(name="夜線")
    due.plan(at=timezone.now(), who=queries.Roster())
    assert len(slots(made)) == 2

    old = tags.token(point)
    assert tags.mark(old) not in text(lead, "tag_sheet", made.pk)
    assert "<svg" in text(lead, "tag_sheet", made.pk)
    lead.post(reverse("tag_sheet", args=[made.pk]), {"point": [str(point.pk)]})
    point.refresh_from_db()
    assert point.tag == 2
    assert tags.token(point) != old
    for name in ("plan", "register", "register_entry"):
        assert "夜線" in text(lead, name, made.pk)
    assert lead.post(reverse("plan_retire", args=[made.pk])).status_code == 302
    assert slots(made, state="open") == []


def test_a_plan_goes_on_as_another_edition(ground: Grounds, sign_in: SignIn) -> None:
    lead, address = sign_in(ground.lead), reverse("plan_change", args=[ground.route.pk])
    assert "巡更點 4" in text(lead, "plan_change", ground.route.pk)
    first_at = timezone.localtime(timezone.now() + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    one, two, three, _four = ground.points
    said = {
        "rule": "FREQ=HOURLY;INTERVAL=4",
        "first_at": first_at,
        f"place{three.pk}": "1",
        f"place{one.pk}": "2",
        f"way{one.pk}": "40",
    }
    assert "its place in the order" in lead.post(address, {"first_at": first_at}).content.decode()
    assert "the same place" in lead.post(address, said | {f"place{two.pk}": "2"}).content.decode()
    assert "begins ahead" in lead.post(address, said | {"first_at": "2020-01-01T10:00"}).content.decode()
    valve = [
        {"key": "valve", "kind": "pass", "text": {"zh-Hant": "閥門關好", "zh-Hans": "阀门关好", "en": "Valve shut"}}
    ]
    ground.route.stops.filter(point=one).update(picture="always", checklist=valve)
    assert lead.post(address, said).status_code == 302

    made = Plan.objects.get(replaces=ground.route)
    stops = [(stop.point, stop.seconds, stop.picture, stop.checklist) for stop in made.stops.order_by("order")]
    assert stops == [(three, 0, "failed", []), (one, 40, "always", valve)]
    assert "Edition 2" in text(lead, "plan", ground.route.pk)
    assert "Edition 1" in text(lead, "plan", made.pk)
    assert "up to" in text(lead, "plans")
    assert sign_in(ground.cast.li).get(address).status_code == 404
    assert sign_in(ground.guard).get(address).status_code == 403


def test_a_paper_round_is_entered(ground: Grounds, sign_in: SignIn) -> None:
    lead = sign_in(ground.lead)
    begun = timezone.localtime(timezone.now() - timedelta(minutes=40))
    said = {
        "key": "paper-form-1", "worker": str(ground.guard.pk), "started_at": begun.strftime("%Y-%m-%dT%H:%M"),
        "finished_at": (begun + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    stops = list(ground.route.stops.order_by("order"))
    agent = {
        "key": "agent",
        "kind": "text",
        "must": True,
        "asks": {"en": "Agent", "zh-Hant": "藥劑", "zh-Hans": "药剂"},
    }
    signs = {
        "key": "sign",
        "kind": "pass",
        "must": True,
        "asks": {"en": "Signs are up", "zh-Hant": "警示牌", "zh-Hans": "警示牌"},
    }
    ground.route.stops.filter(pk=stops[0].pk).update(checklist=[agent, signs])
    for number, stop in enumerate(stops[:3], 1):
        said[f"stop{stop.pk}"] = (begun + timedelta(minutes=5 * number)).strftime("%H:%M")
    address = reverse("register_entry", args=[ground.route.pk])
    future = said | {"finished_at": (begun + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")}
    assert "not in the future" in lead.post(address, future).content.decode()
    unanswered = lead.post(address, said)
    assert unanswered.status_code == 422
    assert unanswered.content.decode().count("write what stands on the paper") == 2
    said |= {f"answer{stops[0].pk}-agent": "苦參鹼", f"answer{stops[0].pk}-sign": "no"}
    for _twice in range(2):
        assert lead.post(address, said).status_code == 302
    round = Round.objects.get()
    assert round.scans.get(point=stops[0].point).answers == {"agent": "苦參鹼", "sign": False}
    assert (round.came, round.worker, round.missed) == ("paper", ground.guard, [stops[3].point_id])
    assert "on paper" in text(lead, "walked", round.key)


def test_a_notice_is_published_and_put_off(ground: Grounds, sign_in: SignIn) -> None:
    planning.plan_tasks(actor=acting.SYSTEM, at=timezone.now())
    head = sign_in(ground.head)
    task = Round.objects.filter(plan=ground.spray).order_by("planned_at")[6]
    assert "to publish" in text(head, "announced")
    assert "notice by" in text(head, "notice", task.key)
    assert task.planned_at is not None
    until = timezone.localtime(task.planned_at + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    said = {
        "what": "publish", "title": "噴藥", "work": "防治蚜蟲", "place": "草坪", "to_at": until, "impact": "請關窗", "contact": "0100",
        "channels": ["board"],
    }  # fmt: skip
    address = reverse("notice", args=[task.key])
    assert "This field is required" in head.post(address, said).content.decode()  # the agent, for spraying
    assert head.post(address, said | {"agent": "苦參鹼"}).status_code == 302
    assert "請關窗" in text(head, "notice", task.key)
    later = timezone.localtime(task.planned_at + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert head.post(address, {"what": "later", "starts_at": later, "reason": "下雨"}).status_code == 302
    assert head.post(address, {"what": "later", "reason": "again"}).status_code == 200  # it is not ahead any longer
    soon = Round.objects.filter(plan=ground.spray).order_by("planned_at")[1]
    late = head.post(reverse("notice", args=[soon.key]), said | {"agent": "苦參鹼", "to_at": until})
    assert "72 hours" in late.content.decode()


def test_a_report_is_submitted_and_received(ground: Grounds, sign_in: SignIn) -> None:
    reporting.end_weeks(actor=acting.SYSTEM, at=timezone.now() + timedelta(days=7))
    report = Report.objects.get(department="cleaning")
    head, agent = sign_in(ground.head), sign_in(ground.cast.li)
    address = reverse("report", args=[report.pk])
    assert head.post(address, {"problems": "p", "patterns": "", "ahead": "如常"}).status_code == 302
    assert "Read and received" in text(agent, "report", report.pk)
    assert agent.post(reverse("report_receive", args=[report.pk])).status_code == 302
    report.refresh_from_db()
    assert report.received_by == ground.cast.li
    assert "2026" in text(head, "reports")


def phone(client: Client, entries: Any, **more: Any) -> Any:
    body = {"device": "d", "sent_at": timezone.now().isoformat(), "entries": entries} | more
    return client.post(reverse("walk_sync"), json.dumps(body), content_type="application/json")


def test_a_phone_learns_and_sends(ground: Grounds, sign_in: SignIn) -> None:
    guard = sign_in(ground.guard)
    known = guard.get(reverse("walk_data")).json()
    assert known["me"] == "staff:S10"
    assert [one["name"] for one in known["plans"]] == ["甲線"]
    assert tags.token(ground.points[0]) not in json.dumps(known)  # what a phone carries makes no tag
    entry = {
        "key": "entry-0001",
        "n": 1,
        "kind": "start",
        "at": timezone.now().isoformat(),
        "round": "r-1",
        "words": {"plan": ground.route.pk},
    }
    assert phone(guard, [entry]).json()["results"][0]["outcome"] == "taken"
    assert phone(guard, [entry | {"key": "entry-0002", "n": 2, "kind": "finish"}]).status_code == 200
    for broken in ("{", b"\xff\xfe", "[]", json.dumps({"entries": {}, "device": "d", "sent_at": "x"})):
        answer = guard.post(reverse("walk_sync"), broken, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "bad_entry")
    assert phone(guard, [7]).status_code == 409
    assert phone(guard, [entry] * 61).json()["code"] == "bad_entry"
    assert phone(sign_in(ground.cast.li), []).status_code == 403
    assert Client().post(reverse("walk_sync")).status_code == 302

    buffer = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(buffer, "PNG")
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()
    address = reverse("walk_photo", args=[digest])
    half = guard.post(address, buffer.getvalue()[:-9], content_type="application/octet-stream")
    assert (half.status_code, half.json()["code"]) == (409, "half_sent")
    assert guard.post(address, buffer.getvalue(), content_type="application/octet-stream").status_code == 200
    assert guard.get(reverse("round_photo", args=[digest])).status_code == 200
    assert sign_in(ground.other).get(reverse("round_photo", args=[digest])).status_code == 404
    assert sign_in(ground.lead).get(reverse("round_photo", args=[digest])).status_code == 200
    assert sign_in(ground.cast.stranger).get(reverse("round_photo", args=[digest])).status_code == 404


def test_what_a_telephone_installs(ground: Grounds, sign_in: SignIn) -> None:
    worker = Client().get(reverse("walk_worker"))
    assert worker["Content-Type"] == "text/javascript"
    assert "desk/walk.js" in worker.content.decode()
    manifest = Client().get(reverse("walk_manifest")).json()
    assert (manifest["display"], manifest["scope"]) == ("standalone", "/walk/")
    assert 'id="walk"' in text(sign_in(ground.guard), "walk_point", tags.token(ground.points[0]))


def test_who_finds_what(ground: Grounds, walked: Round, sign_in: SignIn) -> None:
    planning.plan_tasks(actor=acting.SYSTEM, at=timezone.now())
    reporting.end_weeks(actor=acting.SYSTEM, at=timezone.now() + timedelta(days=7))
    task, report = Round.objects.filter(plan=ground.spray)[0], Report.objects.get(department="cleaning")
    places: dict[str, Any] = {
        "plan": ground.route.pk, "tag_sheet": ground.route.pk, "register": ground.route.pk, "register_entry": ground.route.pk,
        "walked": walked.key, "notice": task.key, "report": report.pk,
    }  # fmt: skip

    def seen(who: Employee) -> set[str]:
        client = sign_in(who)
        found = {name for name, one in places.items() if client.get(reverse(name, args=[one])).status_code == 200}
        for name, one in (("plan_retire", ground.route.pk), ("report_receive", report.pk)):
            assert client.post(reverse(name, args=[one])).status_code in (403, 404, 409), name
        return found

    routes = {"plan", "tag_sheet", "register", "walked"}
    assert seen(ground.guard) == set()  # a telephone is enough for hands
    assert seen(ground.cast.stranger) == set()
    assert seen(ground.head) == {"notice", "report"}
    assert seen(ground.cast.li) == routes | {"notice", "report"}
    assert seen(ground.cast.chief) == set()
    assert Round.objects.get(pk=walked.pk).checked_at is None
    assert Client().get(reverse("plan", args=[ground.route.pk])).status_code == 302


MOST = {"grounds": 24, "plans": 14, "history": 9, "checks": 8, "announced": 12, "reports": 7, "walk_data": 18}


@pytest.mark.parametrize("name", sorted(MOST))
def test_what_a_page_costs_does_not_grow(ground: Grounds, walked: Round, sign_in: SignIn, name: str) -> None:
    client = sign_in(ground.cleaner if name == "walk_data" else ground.cast.qin)
    client.get(reverse(name))
    counts = []
    for more in range(2):
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(name))
        counts.append(len(found))
        at = timezone.now()
        for number in range(3):
            key = f"more-{more}-{number}"
            round = walking.start_round(plan=ground.route, key=key, actor=ground.other, at=at)
            walking.prove_points(round=round, proved=[ground.proved(0, at=at, device_at=at)], actor=ground.other, at=at)
            walking.finish_round(round=round, actor=ground.other, at=at)
            found_one = finding.Found(key=f"found-{key}", kind="anomaly", category=ground.cast.dirt, round=round)
            finding.report_finding(site=ground.cast.site, found=found_one, actor=ground.other, at=at)
    assert counts[1] <= counts[0] + 1
    assert counts[1] <= MOST[name], counts
