"""A form's key is good for what it sent: a draft never brings it back, and other words under it are not lost in silence."""

import re
from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.models import Case, Draft, Note
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

SAID = {
    "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
    "place": "廚房", "content": "水槽漏水", "category": "REP.WAT.LEAK", "read_back": "on", "once": "intake:1",
}  # fmt: skip


def key_of(answer: Any) -> str:
    found = re.search(r'name="once" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_a_draft_saved_after_the_submit_is_not_kept(cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    client.post(reverse("draft"), SAID)
    assert client.post(reverse("intake"), SAID).status_code == 302

    late = client.post(reverse("draft"), SAID)
    assert (late.status_code, late.content.decode()) == (200, "")
    assert not Draft.objects.exists()
    fresh = client.get(reverse("intake"))
    assert key_of(fresh) != "intake:1"
    assert "水槽漏水" not in fresh.content.decode()


def test_a_draft_that_slipped_in_brings_no_used_key_back(cast: Cast, english: SignIn, walk: Walk) -> None:
    client = english(cast.li)
    client.post(reverse("intake"), SAID)
    opened_at = Case.objects.get().opened_at
    Draft.objects.create(employee=cast.li, form="intake:1", fields=SAID, begun_at=opened_at, saved_at=opened_at)
    assert key_of(client.get(reverse("intake"))) != "intake:1"


def test_other_words_under_a_used_key_are_refused_kept_and_sent_by_the_next_press(cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    client.post(reverse("intake"), SAID)
    assert client.post(reverse("intake"), SAID).headers["Location"] == f"/cases/{Case.objects.get().number}/"

    other = SAID | {"phone": "13900000003", "requester_name": "吳剛", "home": "3-1-501", "content": "停電了"}
    refused = client.post(reverse("intake"), other)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "was sent before with other contents" in html
    assert "停電了" in html
    assert Case.objects.count() == 1

    assert client.post(reverse("intake"), other | {"once": key_of(refused)}).status_code == 302
    assert set(Case.objects.values_list("content", flat=True)) == {"水槽漏水", "停電了"}


def test_another_agent_may_use_the_same_key(cast: Cast, english: SignIn) -> None:
    english(cast.li).post(reverse("intake"), SAID)
    english(cast.lin).post(reverse("intake"), SAID | {"content": "另一件"})
    assert Case.objects.count() == 2


def test_another_act_another_case_or_other_words_under_the_key_of_an_act(
    cast: Cast, walk: Walk, english: SignIn
) -> None:
    case, other = walk("working"), walk("working")
    client = english(cast.li)

    def hurry(number: str, verb: str = "follow_progress", note: str = "師傅說下午到") -> int:
        return client.post(reverse("act", args=[number, verb]), {"note": note, "once": "act:1"}).status_code

    assert hurry(case.number) == 302
    notes = Note.objects.count()
    assert hurry(case.number) == 302
    assert hurry(case.number, note="師傅說明天到") == 409
    assert hurry(case.number, verb="hurry_case") == 409
    assert hurry(other.number) == 409
    assert Note.objects.count() == notes


def test_two_callers_on_the_line_keep_both_of_what_they_said(cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    other = SAID | {
        "phone": "13900000003",
        "requester_name": "吳剛",
        "home": "3-1-501",
        "content": "停電了",
        "once": "intake:2",
    }
    client.post(reverse("draft"), SAID)
    client.post(reverse("draft"), other)
    assert {one.fields["content"] for one in Draft.objects.all()} == {"水槽漏水", "停電了"}
    assert "水槽漏水" in client.get(reverse("intake"), {"phone": "13900000001"}).content.decode()
    assert "停電了" in client.get(reverse("intake"), {"phone": "13900000003"}).content.decode()

    assert client.post(reverse("intake"), other).status_code == 302
    assert [one.fields["content"] for one in Draft.objects.all()] == ["水槽漏水"]
    assert "水槽漏水" in client.get(reverse("intake")).content.decode()
    client.post(reverse("draft_drop"), {"once": "intake:2"})
    assert Draft.objects.exists()
    client.post(reverse("draft_drop"), {"once": "intake:1"})
    assert not Draft.objects.exists()
