"""An offered hand-over that two answer at the same moment: it ends once, and each request is followed by one."""

import pytest

from gensui.cases.actions import follow
from gensui.cases.models import Case, Handover
from gensui.ledger import policies, verify
from gensui.ledger.models import Event
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.security.test_at_once import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def ends(case: Case) -> list[str]:
    kinds = ("follower.offered", "follower.handed_over", "follower.offer_ended")
    return [one.kind for one in Event.objects.filter(stream=case.stream, kind__in=kinds).order_by("number")]


@pytest.mark.parametrize("answer", ["withdraw", "decline", "take"])
def test_an_offer_is_answered_once(walk: Walk, cast: Cast, answer: str) -> None:
    both = [walk("working"), walk("told")]
    offer = follow.offer_handover(cases=both, to=cast.lin, actor=cast.li, at=minutes(60))
    others = {
        "withdraw": lambda: follow.withdraw_handover(handover=offer, actor=cast.li, at=minutes(61)),
        "decline": lambda: follow.decline_handover(handover=offer, actor=cast.lin, at=minutes(61)),
        "take": lambda: follow.take_over(handover=offer, actor=cast.lin, at=minutes(61)),
    }
    said = at_once(lambda: follow.take_over(handover=offer, actor=cast.lin, at=minutes(61)), others[answer])
    assert set(said) <= {"done", "busy"}
    assert "done" in said
    followers = {one.follower_id for one in Case.objects.all()}
    assert len(followers) == 1, "all of them, or none"
    assert [len(ends(case)) for case in both] == [2, 2]
    assert not Case.objects.exclude(handover=None).exists()
    assert faults() == []


def test_what_is_taken_while_it_is_offered_to_another(walk: Walk, cast: Cast) -> None:
    both = [walk("working"), walk("told")]
    first = follow.offer_handover(cases=both[:1], to=cast.lin, actor=cast.li, at=minutes(60))
    said = at_once(
        lambda: follow.take_over(handover=first, actor=cast.lin, at=minutes(61)),
        lambda: follow.offer_handover(cases=both[::-1], to=cast.head, actor=cast.li, at=minutes(61), anyway="x"),
    )
    assert "done" in said
    case, other = (Case.objects.get(pk=one.pk) for one in both)
    if case.follower == cast.lin:
        assert case.handover is None
        assert Handover.objects.get(pk=first.pk).accepted_at is not None
    else:
        assert (case.follower, case.handover and case.handover.to_employee) == (cast.li, cast.head)
        assert Handover.objects.get(pk=first.pk).declined_at is not None
    assert other.follower == cast.li
    assert faults() == []
