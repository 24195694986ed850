"""A code that was typed is no scan: it is taken with its reason, counted apart, and confirmed where there are many."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.oversight import walked
from gensui.oversight.scope import Scope
from gensui.rounds import tags
from gensui.rounds.models import Point, Round, Scan
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.rounds.conftest import Grounds, lay_out

pytestmark = pytest.mark.database


@pytest.fixture
def ground(cast: Cast) -> Grounds:
    return lay_out(cast, timezone.now())


def said(kind: str, number: int, at: datetime, **words: Any) -> dict[str, Any]:
    return {
        "key": f"typed-{number:03}", "n": number, "kind": kind, "at": at.isoformat(), "off": 0, "round": "typed-round", "words": words,
    }  # fmt: skip


def typed(point: Point, code: str = "", **words: Any) -> dict[str, Any]:
    given = {"proof": "typed", "point": point.pk, "code": code or tags.code(point), "note": "鏡頭壞了"}
    return given | {"answers": {"safe": True}} | words


def scanned(point: Point) -> dict[str, Any]:
    return {"proof": "qr", "tag": tags.token(point), "answers": {"safe": True}}


def send(client: Client, entries: list[dict[str, Any]]) -> list[dict[str, str]]:
    body = {"entries": entries, "device": "phone-1", "sent_at": timezone.now().isoformat()}
    answer = client.post(reverse("walk_sync"), body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, str]] = answer.json()["results"]
    return found


def go(ground: Grounds, sign_in: SignIn, proofs: list[dict[str, Any]]) -> list[str]:
    """A round of the route as the telephone of the guard tells it; what came of each proof."""
    began = timezone.now() - timedelta(minutes=30)
    entries = [said("start", 1, began, plan=ground.route.pk)]
    entries += [
        said("scan", 2 + place, began + timedelta(minutes=3 * place + 3), **one) for place, one in enumerate(proofs)
    ]
    entries.append(said("finish", 40, began + timedelta(minutes=25), note=""))
    return [one["code"] or one["outcome"] for one in send(sign_in(ground.guard), entries)][1:-1]


def records() -> list[str]:
    return list(Obligation.objects.filter(clause="4.3.3").values_list("state", flat=True))


def points_of(ground: Grounds) -> list[str]:
    """What K24 makes of the points of the guard."""
    at = timezone.now()
    since, until = at - timedelta(days=1), at + timedelta(hours=1)
    policy = policies.in_force(policies.newest(), at)
    scope = Scope(ground.cast.site.key, since, until, until, policy, {ground.guard.key: "security"})
    return sorted(one.verdict for one in walked.points(scope))


def test_the_sheet_shows_codes_that_no_other_gives_away(ground: Grounds, sign_in: SignIn) -> None:
    page = sign_in(ground.lead).get(reverse("tag_sheet", args=[ground.route.pk])).content.decode()
    codes = re.findall(r"<code>([^<]+)</code>", page)
    assert codes == [tags.code(one) for one in ground.points]
    assert len({code[:4] for code in codes}) == 4
    known = sign_in(ground.guard).get(reverse("walk_data")).content.decode()
    assert not any(code in known for code in codes)


def test_a_typed_code_is_taken_shown_as_typed_and_counted_apart(ground: Grounds, sign_in: SignIn) -> None:
    first, *others = ground.points
    slip = tags.code(first).lower().replace("-", " ")
    assert go(ground, sign_in, [typed(first, slip), *map(scanned, others)]) == ["taken"] * 4

    round = Round.objects.get()
    assert (round.missed, round.flags) == ([], [])
    scan = Scan.objects.get(point=first)
    assert (scan.proof, scan.note, "typed" in scan.flags) == ("typed", "鏡頭壞了", True)
    assert records() == ["met"]
    assert points_of(ground) == ["kept"] * 4
    client = sign_in(ground.lead)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("walked", args=[round.key])).content.decode()
    assert "code typed" in page
    history = client.get(reverse("history")).content.decode()
    assert '<td class="number">1</td>' in history
    assert "code typed" in client.get(reverse("grounds")).content.decode()  # for the leader's look


def test_a_wrong_code_another_points_code_and_none_prove_nothing(ground: Grounds, sign_in: SignIn) -> None:
    first, second, third, fourth = ground.points
    proofs = [
        typed(first, "22222-22222"), typed(second, tags.code(first)), typed(third, " "), typed(fourth, note=" "),
    ]  # fmt: skip
    assert go(ground, sign_in, proofs) == ["wrong_code", "wrong_code", "wrong_code", "no_reason"]
    assert Scan.objects.count() == 0


def test_many_without_a_scan_count_once_whoever_leads_confirms_them(ground: Grounds, sign_in: SignIn) -> None:
    byhand = {"proof": "manual", "point": ground.points[2].pk, "note": "標籤不見", "answers": {"safe": True}}
    proofs = [typed(ground.points[0]), typed(ground.points[1]), byhand, scanned(ground.points[3])]
    assert go(ground, sign_in, proofs) == ["taken"] * 4

    round = Round.objects.get()
    assert round.flags == ["unscanned"]
    assert records() == []  # neither kept nor broken by a walker's word
    assert points_of(ground) == ["kept"]
    client = sign_in(ground.lead)
    client.cookies["django_language"] = "en"
    assert "many points without a scan" in client.get(reverse("checks")).content.decode()
    assert sign_in(ground.other).post(reverse("walked", args=[round.key]), {"passed": "yes"}).status_code in (403, 404)
    assert client.post(reverse("walked", args=[round.key]), {"passed": "yes"}).status_code == 302
    assert points_of(ground) == ["kept"] * 4


def test_what_whoever_leads_does_not_believe_is_not_proved(ground: Grounds, sign_in: SignIn) -> None:
    go(ground, sign_in, [typed(one) for one in ground.points])
    assert points_of(ground) == []
    client = sign_in(ground.lead)
    client.post(reverse("walked", args=[Round.objects.get().key]), {"passed": "no", "remark": "監控裏沒有人"})
    assert points_of(ground) == ["failed"] * 4


def test_a_hand_where_the_phone_was_at_the_point_is_shown_as_that(ground: Grounds, sign_in: SignIn) -> None:
    first, second, third, fourth = ground.points
    near = {"lat": first.latitude, "lon": first.longitude, "acc": 9}
    hand = {"proof": "manual", "point": first.pk, "note": "標籤不見", "answers": {"safe": True}}
    proofs = [
        hand | {"place": near}, hand | {"point": second.pk, "place": near}, hand | {"point": third.pk, "note": ""},
        hand | {"proof": "place", "point": fourth.pk},
    ]  # fmt: skip
    assert go(ground, sign_in, proofs) == ["taken", "taken", "no_reason", "bad_entry"]
    assert list(Scan.objects.order_by("at").values_list("proof", flat=True)) == ["place", "manual"]
