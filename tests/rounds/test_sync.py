"""Phones send when they have signal: once, in order, at true times, whatever was cut off, doubled or wrong."""

import hashlib
import io
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from PIL import Image

from gensui.cases.models import Case
from gensui.cases.refusals import BadPicture
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation
from gensui.people.models import Site
from gensui.rounds import tags
from gensui.rounds.actions import finding, syncing, tagging
from gensui.rounds.models import Finding, Photo, Point, Round, Scan, Sent
from gensui.rounds.refusals import BadEntry, HalfSent
from tests.cast import MONDAY, minutes
from tests.rounds.conftest import Grounds, flags, hours, slots

pytestmark = pytest.mark.database


def said(
    what: str, number: int, minute: float, *, round: str = "round-one", key: str = "", **words: Any
) -> dict[str, Any]:
    at = (MONDAY + timedelta(minutes=minute)).isoformat()
    key = key or f"entry-{round}-{number}"
    return {"key": key, "n": number, "kind": what, "at": at, "off": 0, "round": round, "words": words}


def whole(ground: Grounds, round: str = "round-one", start: float = 0) -> list[dict[str, Any]]:
    """A round of the route as a phone tells it."""
    scans = [
        said("scan", 2 + place, start + 2.5 * (place + 1), round=round, proof="nfc", tag=tags.token(point), answers={"safe": True},
             place={"lat": point.latitude, "lon": point.longitude, "acc": 9})
        for place, point in enumerate(ground.points)
    ]  # fmt: skip
    begin = said("start", 1, start, round=round, plan=ground.route.pk)
    return [begin, *scans, said("finish", 9, start + 20, round=round)]


def send(
    ground: Grounds, entries: list[dict[str, Any]], *, at: datetime, sent_at: datetime | None = None, **more: Any
) -> list[syncing.Answer]:
    actor = more.pop("actor", ground.guard)
    return syncing.take_entries(entries=entries, device="phone-1", sent_at=sent_at or at, actor=actor, at=at)


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def test_a_round_walked_without_signal_is_there_at_its_true_times(ground: Grounds) -> None:
    answers = send(ground, whole(ground), at=hours(6))

    assert {one.outcome for one in answers} == {"taken"}
    round = Round.objects.get()
    assert (round.started_at, round.finished_at, round.received_at, round.missed) == (MONDAY, minutes(20), hours(6), [])
    scan = Scan.objects.order_by("at").first()
    assert scan is not None
    assert (scan.at, scan.device_at, scan.received_at, scan.flags) == (minutes(2.5), minutes(2.5), hours(6), [])
    slot = slots(ground.route)[1]
    assert (slot.state, slot.met_at, slot.excuse) == ("met", MONDAY, "late_entry")
    assert faults() == []


def test_sent_again_or_in_pieces_or_out_of_order_it_counts_once(ground: Grounds) -> None:
    entries = whole(ground)
    first = send(ground, entries[:3], at=hours(1))
    again = send(ground, list(reversed(entries)), at=hours(2))
    third = send(ground, entries, at=hours(3))

    assert [one.outcome for one in first + again + third] == ["taken"] * (3 + 6 + 6)
    assert (Round.objects.count(), Scan.objects.count(), Sent.objects.count()) == (1, 4, 6)
    assert flags(Round.objects.get()) == [[], [], [], []]
    assert Event.objects.filter(kind="patrol.point_scanned").count() == 4


def test_two_phones_on_the_same_round(ground: Grounds) -> None:
    mine = [whole(ground, "round-aa")[place] for place in (0, 1, 2, 5)]
    theirs = [whole(ground, "round-bb", start=1)[place] for place in (0, 3, 4, 5)]
    send(ground, theirs, at=hours(1), actor=ground.other)
    send(ground, mine, at=hours(2))

    assert sorted((one.key, one.missed) for one in Round.objects.all()) == [
        ("round-aa", []),
        ("round-bb", [ground.points[0].pk, ground.points[1].pk]),
    ]
    assert slots(ground.route)[1].state == "met"
    assert faults() == []


def test_a_phone_whose_clock_is_wrong_is_put_right_and_shown(ground: Grounds) -> None:
    ahead = timedelta(hours=3)
    entries = whole(ground)
    for one in entries:
        one["at"] = (datetime.fromisoformat(one["at"]) + ahead).isoformat()
        one["off"] = -ahead.total_seconds() * 1000
    send(ground, entries, at=hours(1), sent_at=hours(1) + ahead)

    round = Round.objects.get()
    assert (round.started_at, round.finished_at) == (MONDAY, minutes(20))
    assert set(map(tuple, flags(round))) == {("clock_wrong",)}
    assert Scan.objects.order_by("at")[0].device_at == minutes(2.5) + ahead


def test_a_clock_moved_on_the_way_is_shown(ground: Grounds) -> None:
    entries = whole(ground)
    entries[2]["off"] = 3_600_000
    send(ground, entries, at=hours(1))
    assert flags(Round.objects.get()) == [[], ["clock_moved"], [], []]


def test_tags_that_are_unknown_old_or_of_another_community(ground: Grounds) -> None:
    old = tags.token(ground.points[1])
    tagging.key_tag(point=ground.points[1], department="security", actor=ground.lead, at=minutes(-30))
    abroad = Point.objects.create(site=Site.objects.get(key="elsewhere"), name="遠方", x=1, y=1, keyed_at=MONDAY)
    entries = [
        whole(ground)[0],
        said("scan", 2, 3, proof="nfc", tag=tags.token(ground.points[0]), answers={"safe": True}),
        said("scan", 3, 4, proof="qr", tag=old, answers={}),
        said("scan", 4, 5, proof="qr", tag="99.1:made-up", answers={}),
        said("scan", 5, 6, proof="nfc", tag=tags.token(abroad), answers={}),
        said(
            "scan", 6, 7, proof="nfc", tag=f"https://gensui.example/point/{tags.token(ground.points[2])}/", answers={}
        ),
        said("scan", 7, 8, proof="nfc", tag=tags.token(ground.lobby.stops.get().point), answers={}),
        said("finish", 8, 9),
    ]
    answers = send(ground, entries, at=hours(1))

    assert [one.code or one.outcome for one in answers] == [
        "taken",
        "taken",
        "old_tag",
        "unknown_tag",
        "foreign_tag",
        "taken",
        "not_on_route",
        "taken",
    ]
    assert "巡更點 2" in answers[2].sentence
    assert "別處" in answers[4].sentence
    assert [one.pk for one in ground.points if one.pk in Round.objects.get().missed] == [
        ground.points[1].pk,
        ground.points[3].pk,
    ]
    assert Sent.objects.get(code="unknown_tag").said["tag"] == "99.1:made-up"  # refused, not lost


def test_a_finding_with_its_photo_is_a_case_whichever_comes_first(ground: Grounds) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, "JPEG")
    content = buffer.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    words: dict[str, Any] = {
        "kind": "anomaly",
        "category": "CLN.SPILL",
        "words": "地上有油",
        "photos": [digest],
        "point": ground.points[0].pk,
    }
    send(ground, [whole(ground)[0], said("finding", 2, 5, key="finding-1", **words)], at=minutes(8))

    case = Case.objects.get()
    assert (case.channel, case.content, case.state, case.place) == ("patrol", "地上有油", "recording", "巡更點 1")
    assert case.attachments.count() == 0
    report = Obligation.objects.get(clause="4.3.5")
    assert (report.state, report.lapsed_at, report.holder) == ("met", None, ground.guard.key)

    with pytest.raises(HalfSent):
        finding.keep_photo(digest=digest, content=content[:-40], actor=ground.guard, at=minutes(9))
    for _twice in range(2):
        finding.keep_photo(digest=digest, content=content, actor=ground.guard, at=minutes(10))
    assert (Photo.objects.count(), case.attachments.count()) == (1, 1)

    send(ground, [said("finding", 3, 11, key="finding-2", **words | {"kind": "hazard"})], at=minutes(11))
    assert Case.objects.latest("pk").attachments.count() == 1
    assert Finding.objects.count() == 2
    text = b"no picture at all"
    with pytest.raises(BadPicture):
        finding.keep_photo(digest=hashlib.sha256(text).hexdigest(), content=text, actor=ground.guard, at=minutes(12))
    assert faults() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"key": "x"},
        {"kind": "dance"},
        {"at": "yesterday"},
        {"at": "2026-11-23T10:00:00"},
        {"n": "one"},
        {"n": -1},
        {"off": "nan?"},
        {"off": 1e300},
        {"words": 7},
    ],
)
def test_what_no_phone_of_ours_sends(ground: Grounds, broken: dict[str, Any]) -> None:
    with pytest.raises(BadEntry):
        send(ground, [whole(ground)[0] | broken], at=hours(1))
    assert Sent.objects.count() == 0


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (said("scan", 1, 1, round="never-begun", proof="nfc", tag="x"), "bad_entry"),
        (said("start", 1, 1, plan=999), "bad_entry"),
        (said("start", 1, 1, plan="1; drop table"), "bad_entry"),
        (said("finding", 1, 1, kind="anomaly", category="NONE"), "bad_entry"),
        (said("start", 1, -60 * 24 * 40, plan=1), "too_old"),
    ],
)
def test_what_cannot_be_carried_out_is_kept_with_its_reason(ground: Grounds, entry: dict[str, Any], code: str) -> None:
    (answer,) = send(ground, [entry], at=hours(1))
    assert (answer.outcome, answer.code) == ("refused", code)
    assert answer.sentence
    assert Sent.objects.get().outcome == "refused"
    assert send(ground, [entry], at=hours(2)) == [answer]


def test_another_persons_keys_tell_nothing(ground: Grounds) -> None:
    send(ground, whole(ground), at=hours(1))
    answers = send(ground, whole(ground), at=hours(2), actor=ground.other)
    assert {one.outcome for one in answers} == {"later"} or {one.code for one in answers} <= {"", "not_yours"}
    assert Scan.objects.count() == 4


def test_other_words_under_a_used_key_are_refused_and_change_nothing(ground: Grounds) -> None:
    found = said("finding", 1, 5, category=ground.cast.leak.pk, kind="anomaly", words="漏水")
    assert [one.outcome for one in send(ground, [found], at=hours(1))] == ["taken"]
    [again] = send(ground, [found], at=hours(2), sent_at=hours(2) + timedelta(seconds=40))  # its clock moved meanwhile
    assert again.outcome == "taken"
    [other] = send(ground, [found | {"words": found["words"] | {"words": "冒煙"}}], at=hours(2))
    assert (other.outcome, other.code) == ("refused", "key_reused")
    [theirs] = send(ground, [found], at=hours(2), actor=ground.other)
    assert theirs.outcome == "refused"
    assert list(Finding.objects.values_list("words", flat=True)) == ["漏水"]


def test_tracks_are_forgotten_after_ninety_days(ground: Grounds) -> None:
    send(ground, whole(ground), at=hours(1))
    assert syncing.forget_tracks(actor=ground.lead, at=hours(24 * 89)) == 0
    assert syncing.forget_tracks(actor=ground.lead, at=hours(24 * 92)) == 4 + 6  # scans, and what the phone sent
    assert Scan.objects.filter(latitude=None).count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_twice_at_the_same_moment(ground: Grounds) -> None:
    entries = whole(ground)
    outcomes: list[str] = []

    def go() -> None:
        outcomes.extend(one.outcome for one in send(ground, entries, at=hours(1)))
        connections.close_all()

    threads = [threading.Thread(target=go) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    send(ground, entries, at=hours(2))
    assert outcomes == ["taken"] * len(entries) * 4
    assert (Round.objects.count(), Scan.objects.count(), Sent.objects.count()) == (1, 4, 6)
    assert faults() == []


def test_a_clock_set_back_on_the_way_keeps_the_order_and_both_times(ground: Grounds) -> None:
    """After the start the phone's clock is set back an hour: what follows is never before the start, nor the end before a point."""
    entries = whole(ground)
    for one in entries[1:]:
        one["at"] = (datetime.fromisoformat(one["at"]) - timedelta(hours=1)).isoformat()
    answers = send(ground, entries, at=hours(1))

    assert {one.outcome for one in answers} == {"taken"}
    round = Round.objects.get()
    assert (round.started_at, round.finished_at) == (MONDAY, MONDAY)
    assert Scan.objects.order_by("device_at")[0].device_at == minutes(2.5) - timedelta(hours=1)
    times = list(
        Event.objects.filter(kind__startswith="patrol.").order_by("number").values_list("occurred_at", flat=True)
    )
    assert times == sorted(times)
    assert faults() == []
