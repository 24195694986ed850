"""What nobody read back to anybody is not recorded as read back; it is recorded as what it is, and goes on all the same."""

import re

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import Case
from gensui.core.events import intake
from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.ledger.queries import events_of
from tests.amended import texts
from tests.cases.conftest import Walk, walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english, sign_in
from tests.portal.conftest import ComeIn, come_in
from tests.rounds.conftest import Grounds
from tests.rounds.test_full_bin import garbage, now, reported

__all__ = ["come_in", "english", "garbage", "now", "sign_in", "walk"]
pytestmark = pytest.mark.database
ASKED = {"owner_confirmed", "accept_notice"}


def said(case: Case) -> set[str]:
    """What the record of this case was confirmed by."""
    (confirmed,) = [one for one in events_of(case.stream) if one.kind == intake.IntakeConfirmed.kind]
    return set(confirmed.data["filled"])


def kept(case: Case) -> list[str]:
    counted = Obligation.objects.filter(stream=case.stream, clause__in=("3.1.5", "3.1.6"), state="met")
    return sorted(counted.values_list("clause", flat=True))


def test_a_complaint_that_an_owner_wrote_stands_by_its_words(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    order, owner = walk("working"), come_in(cast.mei)
    with time_machine.travel(minutes(60), tick=False):
        words = {"text": "師傅態度差", "remedy": "道歉", "once": "my:1"}
        assert owner.post(reverse("my_act", args=[order.number, "complain"]), words).status_code == 302
    case = Case.objects.get(channel="app")
    assert said(case) & (ASKED | set(intake.INSTEAD)) == {"written_by_owner", "receipt"}
    assert kept(case) == ["3.1.5", "3.1.6"]


@pytest.mark.usefixtures("garbage", "now")
@pytest.mark.parametrize("policy", ["standard", "without the condition"])
def test_what_a_colleague_found_no_owner_confirms(ground: Grounds, english: SignIn, policy: str) -> None:
    if policy != "standard":
        files = texts()
        before = files["3-requests.toml"]
        files["3-requests.toml"] = re.sub(r'when = .*\n(?=requires = \["(owner_conf|accept_not))', "", before)
        assert files["3-requests.toml"] != before
        policies.adopt(files=files, actor="operator", starts_at=minutes(2), at=minutes(1))
    case = reported(ground, english)
    assert case.state == "dispatched"
    assert said(case) & (ASKED | set(intake.INSTEAD)) == {"found_by_staff"}
    assert kept(case) == ([] if policy == "standard" else ["3.1.5", "3.1.6"])


def test_the_desk_is_not_asked_for_it_where_a_colleague_found_it(ground: Grounds, english: SignIn) -> None:
    one = {"kind": "anomaly", "category": ground.cast.dirt.pk, "words": "地上有油"}
    entry = {"key": "found-00001", "n": 1, "kind": "finding", "at": minutes(12).isoformat(), "off": 0, "round": ""}
    sent = {"entries": [entry | {"words": one}], "device": "phone-1", "sent_at": minutes(12).isoformat()}
    with time_machine.travel(minutes(12), tick=False):
        english(ground.guard).post(reverse("walk_sync"), sent, content_type="application/json")
    case, li = Case.objects.get(), english(ground.cast.li)
    with time_machine.travel(minutes(14), tick=False):
        assert "read_back" not in li.get(f"/cases/{case.number}/confirm_intake/").context["form"].fields
        answers = {"category": ground.cast.dirt.pk, "once": "act:1"}
        assert li.post(f"/cases/{case.number}/confirm_intake/", answers).status_code == 302
    assert said(case) & ASKED == set()


def test_a_second_matter_is_read_back_too(walk: Walk, cast: Cast, english: SignIn) -> None:
    first, li = walk("dispatched"), english(cast.li)
    words = {"content": "大堂有水漬", "category": cast.dirt.pk, "once": "split:1"}
    with time_machine.travel(minutes(70), tick=False):
        address = reverse("act", args=[first.number, "split_case"])
        assert li.post(address, words).status_code == 422
        assert not first.parts.exists()
        assert li.post(address, words | {"read_back": "on"}).status_code == 302
    assert said(first.parts.get()) >= ASKED
