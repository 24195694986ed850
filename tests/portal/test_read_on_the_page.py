"""Who agreed to the plan on the own page read it there: that is its explanation, and work can begin."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import plan
from gensui.cases.models import Case
from gensui.ledger.models import Event, Obligation
from tests.cases.conftest import Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database


@pytest.fixture
def unexplained(walk: Walk, cast: Cast) -> Case:
    """A plan that nobody explained."""
    case = walk("on_site")
    return plan.propose_plan(case=case, plan=leak_plan(cast, explained=""), actor=cast.chen, at=minutes(10))


def agree(case: Case, come_in: ComeIn, cast: Cast, once: str = "my:1") -> int:
    with time_machine.travel(minutes(12), tick=False):
        said = {"once": once, "seen": case.seen}
        return come_in(cast.mei).post(reverse("my_act", args=[case.number, "agree"]), said).status_code


def explained(case: Case) -> list[dict[str, Any]]:
    return list(Event.objects.filter(stream=case.stream, kind="plan.explained").values_list("data", flat=True))


def test_the_owner_read_it_and_work_begins(unexplained: Case, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case, field = unexplained, english(cast.chen)
    assert "waiting for consent" in english(cast.li).get(reverse("case_list")).content.decode()
    assert [agree(case, come_in, cast) for _tap in range(2)] == [302, 302]
    quote = case.quotes.get()
    assert (quote.explained_how, quote.explained_at) == ("read", quote.consent_at)
    assert [(one["how"], one["prices"]) for one in explained(case)] == [("read", True)]
    gates = Obligation.objects.filter(stream=case.stream, clause__in=("2.2.7", "4.2.4", "4.2.5"), state="open")
    assert not gates.exists()
    with time_machine.travel(minutes(13), tick=False):
        step = field.get(reverse("step", args=[case.number])).content.decode()
        assert "start_work" in step.partition('class="foot')[2]
        assert "explain_plan" not in step
        found = english(cast.li).get(reverse("case_list"), {"q": case.number}).content.decode()
        assert "plan agreed, work to begin" in found
        assert field.post(f"/cases/{case.number}/start_work/", {"once": "w"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "working"


def test_what_was_explained_before_stays_as_it_was(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("plan_pending")
    assert agree(case, come_in, cast) == 302
    assert case.quotes.get().explained_how == "in_person"
    assert [one["how"] for one in explained(case)] == ["in_person"]


def test_nobody_else_says_that_it_was_read(unexplained: Case, cast: Cast, english: SignIn) -> None:
    case, field = unexplained, english(cast.chen)
    with time_machine.travel(minutes(12), tick=False):
        said = {"how": "read", "once": "e"}
        assert field.post(f"/cases/{case.number}/explain_plan/", said).status_code == 422
    assert explained(case) == []
