"""What runs out is held by who is on duty when it does, whatever was entered late, stood still, or was begun after a shift."""

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import intake, order, plan, result, words, work
from gensui.cases.apart import Concerned
from gensui.cases.models import Case
from gensui.ledger import due
from gensui.ledger.models import Obligation
from gensui.people.acting import Entry
from gensui.people.changeover import Changeover
from gensui.people.models import Duty
from gensui.reports import pack
from gensui.reports.models import Report
from tests.cases.conftest import HANDLED, leak_plan
from tests.cases.test_whose_promise import dispatched, evening, faults, promise, works
from tests.cast import Cast
from tests.desk.conftest import SignIn, english, sign_in

__all__ = ["english", "sign_in"]
pytestmark = pytest.mark.database
DESK = "house:yunqi.customer_service.follower"


def whose(duty: Obligation) -> list[tuple[str, float]]:
    """Who held it, each from so many minutes after 20:18."""
    return [(who, (datetime.fromisoformat(since) - evening(0)).total_seconds() / 60) for who, since in duty.segments]


@pytest.fixture
def shifts(cast: Cast) -> Cast:
    """Li serves at the desk until 21:18, Lin from then on; in the workshop it is Chen and Zhao all evening."""
    works(cast.li, -60, 60)
    works(cast.lin, 60, 400)
    works(cast.chen, -60, 400)
    works(cast.zhao, -60, 400)
    return cast


def passes(worker: Changeover, *minutes: float) -> None:
    """The worker looks at these times."""
    for minute in minutes:
        worker.look(evening(minute))
        due.sweep(at=evening(minute), roster=worker)


def walked_to_done(case: Case, cast: Cast) -> Case:
    """The work is done at two minutes before nine."""
    case = order.accept_order(case=case, actor=cast.chen, at=evening(1))
    case = order.contact_owner(case=case, actor=cast.chen, at=evening(2))
    case = order.arrive(case=case, actor=cast.chen, at=evening(10), proof="scan", key="door")
    case = plan.propose_plan(case=case, actor=cast.chen, at=evening(12), plan=leak_plan(cast))
    case = plan.consent_to_plan(case=case, actor=cast.mei, at=evening(13), method="app", by="陳美", key="app")
    case = work.start_work(case=case, actor=cast.chen, at=evening(14))
    return work.complete_work(case=case, actor=cast.chen, at=evening(40), handling_record=HANDLED, photo="p1")


def walked_to_told(case: Case, cast: Cast) -> Case:
    """The work is done and the owner told, before Li's shift ends."""
    case = work.report_result(case=walked_to_done(case, cast), actor=cast.chen, at=evening(41))
    return result.tell_result(case=case, actor=cast.li, at=evening(45), asked=True)


def test_a_question_after_the_followers_shift_is_for_who_is_at_the_desk(shifts: Cast) -> None:
    case, worker = dispatched(shifts), Changeover(evening(1))
    passes(worker, 2, 61)
    words.inquire(case=case, text="When does it go on?", actor=shifts.mei, at=evening(62))
    assert whose(promise(case, "C37.1")) == [(shifts.lin.key, 62)]


def test_the_page_says_who_has_it_while_the_follower_is_off_duty(shifts: Cast, english: SignIn) -> None:
    case, worker = dispatched(shifts), Changeover(evening(1))
    for minute, says in ((2, False), (61, True)):
        passes(worker, minute)
        with time_machine.travel(evening(minute), tick=False):
            page = english(shifts.lin).get(reverse("case", args=[case.number])).content.decode()
        assert (f"what runs is with {shifts.lin.name}" in page) is says


def test_what_is_entered_after_the_change_of_shift_passes_to_who_came(shifts: Cast) -> None:
    case, worker = dispatched(shifts), Changeover(evening(1))
    passes(worker, 2, 61)
    words.inquire(
        case=case, text="Asked at 20:48.", actor=shifts.lin, at=evening(62), entry=Entry(happened_at=evening(30))
    )
    assert promise(case, "C37.1").holder == shifts.li.key  # whoever was at the desk when it was asked
    passes(worker, 63)
    assert whose(promise(case, "C37.1")) == [(shifts.li.key, 30), (shifts.lin.key, 63)]
    assert faults() == []


@pytest.mark.parametrize("lin_comes", [True, False])
def test_what_a_follower_begins_after_the_own_shift_is_not_charged_at_home(shifts: Cast, lin_comes: bool) -> None:
    if not lin_comes:
        Duty.objects.filter(employee=shifts.lin).delete()
        works(shifts.lin, 4000, 4001)
    case, worker = dispatched(shifts), Changeover(evening(1))
    case = walked_to_told(case, shifts)
    passes(worker, 61)
    case = result.dispute_result(case=case, dispute="It drips again.", actor=shifts.li, at=evening(70))
    assert promise(case, "4.1.12").holder == shifts.li.key  # who acts is there by that
    passes(worker, 71, 191)
    lapsed = promise(case, "4.1.12")
    assert lapsed.lapsed_at == evening(190)
    assert whose(lapsed) == [(shifts.li.key, 70), (shifts.lin.key if lin_comes else DESK, 190)]
    assert faults() == []


def test_what_stands_still_over_the_change_goes_on_with_who_is_there(shifts: Cast) -> None:
    Duty.objects.filter(employee=shifts.chen).delete()
    works(shifts.chen, -60, 150)
    works(shifts.chen, 4000, 4400)
    case, worker = dispatched(shifts), Changeover(evening(1))
    case = order.accept_order(case=case, actor=shifts.chen, at=evening(2))
    case = order.contact_owner(case=case, actor=shifts.chen, at=evening(4))
    case = order.arrive(case=case, actor=shifts.chen, at=evening(6), proof="scan", key="door")
    case = plan.propose_plan(case=case, actor=shifts.chen, at=evening(8), plan=leak_plan(shifts))
    case = plan.consent_to_plan(case=case, actor=shifts.mei, at=evening(9), method="app", by="陳美", key="app")
    case = work.start_work(case=case, actor=shifts.chen, at=evening(10))
    case = work.pause_work(case=case, actor=shifts.chen, at=evening(12), reason="parts", parts="角閥")
    limit = promise(case, "4.2.9")
    assert limit.due_at is not None
    assert limit.due_at < evening(150)
    passes(worker, 149, 151, 200)
    assert promise(case, "4.2.9").holder == shifts.zhao.key  # by its old time it would have run out meanwhile
    work.resume_work(case=case, actor=shifts.zhao, at=evening(201))
    passes(worker, 399)
    lapsed = promise(case, "4.2.9")
    assert lapsed.lapsed_at is not None
    assert lapsed.holder == shifts.zhao.key
    assert faults() == []


def test_a_complaint_passes_with_the_shift_and_never_to_whom_it_concerns(shifts: Cast) -> None:
    works(shifts.head, -60, 120)
    works(shifts.qin, -60, 500)
    works(shifts.gm, 4000, 4001)
    works(shifts.hr, 4000, 4001)
    request = shifts.request(category=shifts.complaint, concerned=Concerned((shifts.lin,)))
    case = intake.take_in(site=shifts.site, request=request, actor=shifts.li, at=evening(0))
    worker = Changeover(evening(1))
    words.inquire(case=case, text="Who looks into it?", actor=shifts.mei, at=evening(50))
    asked = promise(case, "C37.1")
    before = asked.holder
    assert before == shifts.li.key
    passes(worker, 51, 61)  # Lin comes, whom it concerns, and the head leads her
    assert promise(case, "C37.1").holder == shifts.qin.key
    passes(worker, 121, 399, 60 * 13)
    held = {who for one in Obligation.objects.filter(stream=case.stream) for who, _since in one.segments}
    assert not held & {shifts.lin.key, shifts.head.key}
    lapsed = promise(case, "C37.1")
    assert lapsed.lapsed_at is not None
    assert lapsed.holder == DESK  # all are at home at ten past nine in the morning
    assert faults() == []


@pytest.mark.parametrize(("change", "lin_has_it"), [(165.99, True), (166, False)])
def test_a_limit_within_a_second_of_the_change_is_of_who_came(cast: Cast, change: float, lin_has_it: bool) -> None:
    """The worker looks every other second whether somebody came, and at every instant at which something runs out.

    What runs out when the shift ends is still of this shift.
    """
    works(cast.li, -60, change)
    works(cast.lin, change, 400)
    works(cast.chen, -60, 400)
    worker = Changeover(evening(1))
    case = walked_to_told(dispatched(cast), cast)
    result.dispute_result(case=case, dispute="It drips.", actor=cast.mei, at=evening(46))
    worker.look(evening(165.98))
    due.sweep(at=evening(166.01), roster=worker)
    lapsed = promise(case, "4.1.12")
    assert lapsed.lapsed_at == evening(166)
    assert lapsed.holder == (cast.lin if lin_has_it else cast.li).key
    assert faults() == []


@pytest.mark.parametrize("relieved", [True, False])
@pytest.mark.parametrize(
    ("clause", "goes", "unstaffed"),
    [("4.1.9", "lin", DESK), ("4.2.12", "zhao", "house:yunqi.maintenance.handler")],
)
def test_what_follows_the_work_is_of_who_is_there_and_charged_to_nobody_at_home(
    cast: Cast, clause: str, goes: str, unstaffed: str, relieved: bool
) -> None:
    """Done at 20:58; at 21:08 both Li and Chen go home, before the result is reported or told."""
    for who in (cast.li, cast.chen):
        works(who, -60, 50)
    for who in (cast.lin, cast.zhao):
        works(who, *((45, 400) if relieved else (4000, 4001)))
    worker = Changeover(evening(1))
    case = walked_to_done(dispatched(cast), cast)
    passes(worker, 49, 51, 101)
    lapsed = promise(case, clause)
    assert lapsed.lapsed_at == lapsed.due_at
    assert lapsed.lapsed_at is not None
    assert lapsed.lapsed_at > evening(50)
    assert lapsed.holder == (getattr(cast, goes).key if relieved else unstaffed)
    assert faults() == []


def test_page_and_pack_name_who_held_it_when_it_ran_out(shifts: Cast, english: SignIn) -> None:
    """Li owes the owner word of the result and goes home; an hour after the report it is Lin who has not told."""
    cast = shifts
    case = work.report_result(case=walked_to_done(dispatched(cast), cast), actor=cast.chen, at=evening(41))
    passes(Changeover(evening(42)), 42, 61, 140)
    lapsed = Obligation.objects.get(stream=case.stream, clause="4.1.9")
    assert (lapsed.accountable, lapsed.answerable) == (cast.li.key, cast.lin.key)
    with time_machine.travel(evening(141), tick=False):
        page = english(cast.qin).get(reverse("case", args=[case.number]) + "?all").content.decode()
    assert f"Accountable: {cast.lin.name}." in page
    assert f"4.1.9 · → {cast.lin.name}" in page, "the log says to whom it went"
    told = pack.gather(case, Report(), evening(141))
    assert {one.who for one in told["promises"] if one.clause == "4.1.9"} == {cast.lin.name}
    assert any(one.what.endswith(f"4.1.9 · → {cast.lin.name}") for one in told["events"])


@pytest.mark.parametrize("lin_comes", [True, False])
def test_an_act_that_finds_a_lapse_lays_it_to_who_was_on_duty(shifts: Cast, lin_comes: bool) -> None:
    """No worker runs: whatever comes next asks the roster that the worker would have asked."""
    if not lin_comes:
        Duty.objects.filter(employee=shifts.lin).delete()
        works(shifts.lin, 4000, 4001)
    case = walked_to_told(dispatched(shifts), shifts)
    case = result.dispute_result(case=case, dispute="It drips again.", actor=shifts.mei, at=evening(50))
    words.inquire(case=case, text="And now?", actor=shifts.mei, at=evening(200))
    lapsed = promise(case, "4.1.12")
    assert lapsed.lapsed_at == evening(170)
    assert whose(lapsed) == [(shifts.li.key, 50), (shifts.lin.key if lin_comes else DESK, 170)]
    assert faults() == []


@pytest.mark.parametrize("relieved", [True, False])
@pytest.mark.parametrize(
    ("clause", "of", "to", "post"),
    [("4.2.1", "chen", "zhao", "house:yunqi.maintenance.handler"), ("4.1.9", "li", "lin", DESK)],
)
def test_what_is_late_is_still_to_be_done_by_who_is_there(
    cast: Cast, english: SignIn, clause: str, of: str, to: str, post: str, relieved: bool
) -> None:
    """The owner is not called, or not told, until Chen and Li go home: the lapse is theirs, the work is not."""
    before, after = getattr(cast, of), getattr(cast, to)
    for who in (cast.li, cast.chen):
        works(who, -60, 150)
    for who in (cast.lin, cast.zhao):
        works(who, *((145, 400) if relieved else (4000, 4001)))
    worker, case = Changeover(evening(1)), dispatched(cast)
    if clause == "4.2.1":
        case = order.accept_order(case=case, actor=cast.chen, at=evening(2))
    else:
        case = work.report_result(case=walked_to_done(case, cast), actor=cast.chen, at=evening(41))
    passes(worker, 140)
    late = promise(case, clause)
    assert (late.lapsed_at, late.holder) == (late.due_at, before.key)

    passes(worker, 151)
    late.refresh_from_db()
    assert (late.state, late.lapsed_at, late.answerable) == ("open", late.due_at, before.key)
    assert late.holder == (after.key if relieved else post)
    with time_machine.travel(evening(152), tick=False):
        lists = {who: english(getattr(cast, who)).get(reverse("worklist")).context["bands"] for who in (of, to)}
    shown = {who: {due.duty.clause for _band, dues in bands for due in dues} for who, bands in lists.items()}
    assert clause not in shown[of] or of == "li"  # whoever serves at the desk also sees what is nobody's
    assert clause in shown[to]
    if relieved:
        assert clause not in shown[of]
        with time_machine.travel(evening(152), tick=False):
            page = english(after).get(reverse("case", args=[case.number]) + "?all").content.decode()
        assert (f"Accountable: {before.name}." in page, f"It is with {after.name} now." in page) == (True, True)
    assert faults() == []


def test_who_calls_late_for_who_went_home_takes_no_lapse_over(shifts: Cast) -> None:
    """Chen's report is late when he goes home; the owner is told late behind it: that is Chen's, not his successor's."""
    Duty.objects.filter(employee=shifts.chen).delete()
    works(shifts.chen, -60, 90)
    works(shifts.chen, 4000, 4400)
    case, worker = walked_to_done(dispatched(shifts), shifts), Changeover(evening(41))
    passes(worker, 89)
    assert promise(case, "4.2.12").lapsed_at is not None
    passes(worker, 91, 300)
    assert promise(case, "4.2.12").holder == shifts.zhao.key
    told = promise(case, "4.1.9")
    assert (told.lapsed_at is not None, told.charged_to) == (True, shifts.chen.key)
    assert faults() == []
