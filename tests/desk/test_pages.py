"""Every page of the desk opens, for whoever may open it, in three languages."""

import pytest
from django.urls import reverse

from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
PLAIN = (
    "worklist",
    "intake",
    "case_list",
    "department",
    "board",
    "visits",
    "handover",
    "inbox",
    "policy",
    "caller",
    "categories",
)


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_pages_open(walk: Walk, cast: Cast, sign_in: SignIn, language: str) -> None:
    walk("plan_pending")
    client = sign_in(cast.li)
    client.cookies["django_language"] = language
    for name in PLAIN:
        answer = client.get(reverse(name))
        assert answer.status_code == 200, name


@pytest.mark.parametrize(
    "state",
    [
        "dispatched",
        "assigned",
        "contacted",
        "on_site",
        "plan_pending",
        "working",
        "completed",
        "reported",
        "told",
        "visit_due",
    ],
)
def test_a_case_opens_in_every_state_with_every_act(walk: Walk, cast: Cast, sign_in: SignIn, state: str) -> None:
    case = walk(state)
    for who in (cast.li, cast.zhao, cast.chen, cast.chief, cast.qin):
        client = sign_in(who)
        answer = client.get(reverse("case", args=[case.number]))
        assert answer.status_code == 200, who
        verbs = [answer.context["next"], *answer.context["loud"], *answer.context["folded"]]
        for verb in filter(None, verbs):
            assert client.get(reverse("act", args=[case.number, verb.name])).status_code == 200, verb.name


def test_the_field_opens(walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    case = walk("contacted")
    client = sign_in(cast.chen)
    assert case.number in client.get(reverse("field")).content.decode()
    assert client.get(reverse("step", args=[case.number])).status_code == 200
    assert client.get(reverse("clause", args=["4.2.1"])).status_code == 200
