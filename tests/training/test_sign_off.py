"""Each version of the policy lies before everybody, is signed for once, and lapses in the open."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gensui.ledger import due, policies
from gensui.ledger.models import Obligation, Outgoing
from gensui.training.actions import signing
from gensui.training.models import SignOff
from gensui.training.refusals import NothingToSign
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn, english, sign_in

__all__ = ["english", "sign_in"]
pytestmark = pytest.mark.database


def version() -> str:
    return policies.in_force(policies.newest(), MONDAY).version


def test_everybody_is_promised_a_signature(cast: Cast) -> None:
    count = signing.present_policy(actor="engine", at=MONDAY)
    assert count == SignOff.objects.count() > 8
    duty = Obligation.objects.get(stream=cast.chen.key, clause="7.2")
    assert (duty.state, duty.due_at) == ("open", MONDAY + timedelta(days=7))
    assert Outgoing.objects.filter(stream=cast.chen.key, what="training").count() == 1
    assert signing.present_policy(actor="engine", at=MONDAY) == 0  # once


def test_who_signs_has_kept_it_and_signs_once(cast: Cast) -> None:
    signing.present_policy(actor="engine", at=MONDAY)
    signing.sign_policy(version=version(), actor=cast.chen, at=MONDAY + timedelta(days=2))
    assert Obligation.objects.get(stream=cast.chen.key, clause="7.2").state == "met"
    with pytest.raises(NothingToSign):
        signing.sign_policy(version=version(), actor=cast.chen, at=MONDAY + timedelta(days=2))
    with pytest.raises(NothingToSign):
        signing.sign_policy(version="1999.1", actor=cast.li, at=MONDAY)


def test_who_does_not_is_reminded_once_and_then_it_lapses(cast: Cast) -> None:
    signing.present_policy(actor="engine", at=MONDAY)
    staff = SignOff.objects.count()
    assert signing.present_policy(actor="engine", at=MONDAY + timedelta(days=5)) == staff
    assert signing.present_policy(actor="engine", at=MONDAY + timedelta(days=5)) == 0
    due.sweep(at=MONDAY + timedelta(days=8))
    duty = Obligation.objects.get(stream=cast.chen.key, clause="7.2")
    assert duty.lapsed_at == MONDAY + timedelta(days=7)


def test_the_page_shows_the_own_clauses_and_takes_the_signature(english: SignIn, cast: Cast) -> None:
    signing.present_policy(actor="engine", at=MONDAY)
    client = english(cast.chen)
    page = client.get(reverse("sign_off")).content.decode()
    assert "4.2.1" in page  # the repairman calls within ten minutes
    assert "3.1.2" not in page  # three rings are the agent's
    answer = client.post(reverse("sign_off_sign", args=[version()]), follow=True).content.decode()
    assert f"You signed for version {version()}." in answer
    assert SignOff.objects.get(employee=cast.chen).signed_at is not None
    again = client.post(reverse("sign_off_sign", args=[version()]), follow=True).content.decode()
    assert "You signed for" not in again
