"""An owner says at night that it is not solved: whoever answers for the head then is told, sees it, and can make it good."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases import access, stead
from gensui.cases.actions import complaint, intake, order, result
from gensui.cases.actions.turn import ACTS
from gensui.cases.models import Case
from gensui.ledger import policies, verify
from gensui.ledger.models import Obligation, Outgoing
from gensui.people.access import NotYours
from gensui.people.models import Department, Duty, Employee, Post
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database

NIGHT = 12.5 * 60
"""Half past ten in the evening, when everybody of the day is at home."""


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def duty_manager(cast: Cast, who: Employee) -> Employee:
    """Somebody who leads nothing has the post of the duty manager until eight."""
    office = Department.objects.get(site=cast.site, kind="administration")
    post = Post.objects.create(department=office, name="總值班", fills="duty_manager")
    works(who, 12, 22, post)
    return who


def works(who: Employee, since: float, until: float, post: Post | None = None) -> None:
    """On duty from so many to so many hours after ten on Monday."""
    starts_at, ends_at = MONDAY + timedelta(hours=since), MONDAY + timedelta(hours=until)
    Duty.objects.create(employee=who, starts_at=starts_at, ends_at=ends_at, post=post)


def not_solved(case: Case, cast: Cast, come_in: ComeIn) -> None:
    with time_machine.travel(minutes(NIGHT), tick=False):
        said = {"text": "還在漏", "once": "n:1"}
        assert come_in(cast.mei).post(reverse("my_act", args=[case.number, "not-solved"]), said).status_code == 302


def promise(case: Case) -> Obligation:
    return Obligation.objects.get(stream=case.stream, clause="3.3.8")


def redo(client: Any, case: Case, minute: float, once: str = "r:1") -> Any:
    with time_machine.travel(minutes(minute), tick=False):
        return client.post(reverse("act", args=[case.number, "order_rework"]), {"once": once})


def state(case: Case) -> str:
    return str(Case.objects.get(pk=case.pk).state)


@pytest.mark.parametrize("head_is_back", [True, False])
def test_whoever_stands_in_is_told_and_has_it_done_again(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn, head_is_back: bool
) -> None:
    case, stands_in = walk("told"), duty_manager(cast, cast.guard)
    works(cast.li, 12, 22)
    if head_is_back:
        works(cast.chief, 22, 32)
    not_solved(case, cast, come_in)
    assert promise(case).holder == (cast.chief.key if head_is_back else stands_in.key)
    told = Outgoing.objects.filter(stream=case.stream, what="result.disputed").values_list("to", "body")
    assert (stands_in.key, "還在漏") in told
    client = english(stands_in)
    with time_machine.travel(minutes(NIGHT + 5), tick=False):
        page = client.get(reverse("case", args=[case.number])).content.decode()
        assert (reverse("act", args=[case.number, "order_rework"]) in page, "還在漏" in page) == (True, True)
        assert reverse("act", args=[case.number, "excuse_lapse"]) not in page
        listed = case.number in client.get(reverse("worklist")).content.decode()
        assert listed is not head_is_back  # the own list shows what one holds
    for _time in range(2):  # two clicks
        assert redo(client, case, NIGHT + 6).status_code == 302
    assert (state(case), promise(case).state) == ("dispatched", "met")
    with time_machine.travel(minutes(NIGHT + 8), tick=False):
        seen = client.get(reverse("act", args=[case.number, "reclassify_case"])).status_code
        again = client.post(reverse("act", args=[case.number, "cancel_case"]), {"reason": "x", "once": "c"}).status_code
    assert (seen, again) in {(404, 404), (302, 409)}  # gone with the promise, or there for the next one, and no right
    assert not [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)]


def test_whoever_does_not_stand_in_may_not(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case = walk("told")
    duty_manager(cast, cast.guard)
    not_solved(case, cast, come_in)
    works(cast.cleaner, 12, 22)  # there at night, for nobody
    assert redo(english(cast.cleaner), case, NIGHT + 5).status_code == 404
    assert redo(english(cast.stranger), case, NIGHT + 5, "r:2").status_code == 404
    with pytest.raises(NotYours):
        result.order_rework(case=case, actor=cast.cleaner, at=minutes(NIGHT + 5))
    assert redo(english(cast.guard), case, 23 * 60, "r:3").status_code in (302, 404)
    assert state(case) == "dispatched"  # who holds it goes on holding it by day


def test_whoever_stands_in_by_night_has_no_say_by_day(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case = walk("told")
    duty_manager(cast, cast.guard)
    works(cast.li, 12, 22)
    works(cast.chief, 22, 32)
    not_solved(case, cast, come_in)
    assert redo(english(cast.guard), case, 22 * 60 + 5).status_code == 404
    assert redo(english(cast.chief), case, 22 * 60 + 6).status_code == 302


def test_where_nobody_stands_in_it_is_the_houses(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("told")
    not_solved(case, cast, come_in)
    assert promise(case).holder == "house:yunqi.maintenance.dept_head"
    told = set(Outgoing.objects.filter(stream=case.stream, what="result.disputed").values_list("to", flat=True))
    assert cast.chief.key in told  # at home, to hear of it


def test_an_order_that_falls_to_who_stands_in_goes_into_other_hands(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn
) -> None:
    """Nor does who stands in decide what only the head, or who stands above, decides."""
    stands_in = duty_manager(cast, cast.guard)
    works(cast.chen, 12, 22)
    case = walk("told")
    not_solved(case, cast, come_in)
    case = result.order_rework(case=case, actor=cast.chief, at=minutes(NIGHT + 1))
    named = Obligation.objects.get(stream=case.stream, clause="3.2.4", state="open")
    assert named.holder == stands_in.key
    case = order.assign_case(case=case, actor=stands_in, at=minutes(NIGHT + 2), handler=cast.chen)
    assert case.handler == cast.chen


def test_a_complaint_of_the_night_is_taken_by_who_stands_in(cast: Cast, english: SignIn) -> None:
    stands_in = duty_manager(cast, cast.guard)
    request = cast.request(category=cast.complaint, content="保安態度惡劣", channel="app")
    case = complaint.report_complaint(request=request, actor=cast.mei, at=minutes(NIGHT))
    assert Obligation.objects.get(stream=case.stream, clause="C22.1").holder == stands_in.key
    client = english(stands_in)
    with time_machine.travel(minutes(NIGHT + 3), tick=False):
        address = reverse("act", args=[case.number, "acknowledge_complaint"])
        assert client.get(address).status_code == 200
        assert client.post(address, {"once": "a:1", "note": "已致電"}).status_code == 302
    assert Obligation.objects.get(stream=case.stream, clause="C22.1").state == "met"


def taken_at_night(cast: Cast) -> Case:
    """Li is at the desk at night, and takes a complaint in."""
    works(cast.li, 12, 22)
    request = cast.request(category=cast.complaint, content="電梯裡有人抽煙")
    return intake.take_down(site=cast.site, request=request, actor=cast.li, at=minutes(NIGHT))


def test_who_stands_in_names_who_looks_into_a_complaint_and_takes_none(cast: Cast, english: SignIn) -> None:
    """The ten minutes run on who stands in, who can end them by naming somebody who may look into it."""
    stands_in, case = duty_manager(cast, cast.guard), taken_at_night(cast)
    named = Obligation.objects.get(stream=case.stream, clause="3.2.4")
    assert named.holder == stands_in.key
    said: dict[str, Any] = {"severity": "general", "plan": "查監控", "once": "c:1"}
    client = english(stands_in)
    with time_machine.travel(minutes(NIGHT + 5), tick=False):
        itself = client.post(reverse("act", args=[case.number, "investigate_complaint"]), said)
        assert (itself.status_code, state(case)) == (409, "dispatched")
        chosen = said | {"against": "service", "investigator": stands_in.pk}
        address = reverse("act", args=[case.number, "assess_complaint"])
        assert address in client.get(reverse("case", args=[case.number])).content.decode()
        assert client.post(address, chosen).status_code == 422
        assert client.post(address, chosen | {"investigator": cast.qin.pk}).status_code == 302
    named.refresh_from_db()
    assert (named.state, Case.objects.get(pk=case.pk).handler) == ("met", cast.qin)


def test_where_nobody_stands_in_the_ten_minutes_of_a_complaint_are_shown_as_unstaffed(
    cast: Cast, english: SignIn
) -> None:
    case = taken_at_night(cast)
    assert Obligation.objects.get(stream=case.stream, clause="3.2.4").holder == "house:yunqi.administration.team_leader"
    with time_machine.travel(minutes(NIGHT + 5), tick=False):
        shown = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert "unstaffed: administration, team leader" in shown


OTHERS_END_IT = {
    "4.1.8": "whoever follows sees to it that the departments agree; they do",
    "C29.2": "the head of whichever department is asked, which only a case tells where one is",
}


def test_whoever_has_a_promise_of_the_register_may_do_what_ends_it(walk: Walk, cast: Cast) -> None:
    """Each promise of a case, by whoever has its role, or in that one's stead."""
    case = walk("told")
    begins: dict[str, list[str]] = {}
    for act in ACTS.values():
        begins.setdefault(act.begins_with, []).append(act.name)
    policy, without = policies.in_force(policies.newest(), MONDAY), []
    for clause in policy.clauses.values():
        ending = [name for rule in clause.closes for name in begins.get(rule.on, ())]
        if not clause.is_live or clause.kind in ("record", "gate") or clause.id in OTHERS_END_IT or not ending:
            continue
        who = stead.nominal(clause.accountable, case)
        if who is None or not any(access.may_for(cast.gm, who, name, case) for name in ending):
            without.append(clause.id)
    assert without == []
