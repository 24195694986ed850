"""What was told in a call: proved by the call of the telephone log, else said openly to be without one."""

from typing import Any

import pytest

from gensui.cases.models import PhoneCall
from gensui.ledger.models import Event, Obligation
from gensui.people.secret import digest
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

TOLD = [
    ("tell_result", "reported", "result.told", "K02"),
    ("tell_progress", "working", "progress.told", "K02"),
    ("contact_owner", "assigned", "owner.contacted", "M07"),
]


@pytest.mark.parametrize(("act", "state", "kind", "who"), TOLD)
def test_without_a_call_it_says_so_and_with_one_it_names_it(
    walk: Walk, cast: Cast, english: SignIn, act: str, state: str, kind: str, who: str
) -> None:
    desk = english(cast.li if who == "K02" else cast.chen)
    first, second = walk(state), walk(state)
    given: dict[str, Any] = {"note": "電話裡說了", "asked": "on", "once": "t1"}
    form = desk.get(f"/cases/{first.number}/{act}/").content.decode()
    assert "Without a call on record" in form

    assert desk.post(f"/cases/{first.number}/{act}/", given).status_code == 302
    event = Event.objects.get(stream=first.stream, kind=kind)
    assert event.data["evidence"] == {"noted": f"staff:{who}"}
    assert "without a call on record" in desk.get(f"/cases/{first.number}/").content.decode()

    call = PhoneCall.objects.create(
        site=cast.site,
        key="call-5",
        phone_digest=digest("+8613900000001"),
        phone_tail="0001",
        caller=cast.li,
        began_at=event.recorded_at,
        talked_seconds=20,
    )
    assert desk.post(f"/cases/{second.number}/{act}/", given | {"call": call.pk, "once": "t2"}).status_code == 302
    assert Event.objects.get(stream=second.stream, kind=kind).data["evidence"] == {"call": "call-5"}


def test_progress_that_somebody_told_is_kept_either_way(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    english(cast.li).post(f"/cases/{case.number}/tell_progress/", {"note": "下午到", "once": "t1"})
    told = Event.objects.get(stream=case.stream, kind="progress.told")
    kept = Obligation.objects.filter(stream=case.stream, state="met", met_by=told.number)
    assert set(kept.values_list("clause", flat=True)) == {"3.3.3", "4.1.6"}
