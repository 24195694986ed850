"""Whose a case's promise is: of whoever is on duty, or falls in by the policy; where nobody is, it is the house's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from gensui.cases import queries
from gensui.cases.actions import intake, order, result
from gensui.cases.models import Case
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Obligation, Outgoing
from gensui.oversight import candidates, shortlist
from gensui.oversight.happenings import evaluations
from gensui.oversight.scope import Scope
from gensui.people.actions import roster
from gensui.people.changeover import Changeover
from gensui.people.models import Department, Duty, Employee, Post
from gensui.people.refusals import IsAway
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn, english, sign_in

__all__ = ["english", "sign_in"]
pytestmark = pytest.mark.database

SATURDAY = datetime(2026, 11, 28, 12, 18, tzinfo=UTC)
"""Saturday, 28 November 2026, 20:18 in Shanghai."""
HOUSE = "house:yunqi.maintenance.team_leader"


def evening(minute: float) -> datetime:
    return SATURDAY + timedelta(minutes=minute)


def works(who: Employee, since: float, until: float, post: Post | None = None) -> Duty:
    """On duty that evening, from so many to so many minutes after 20:18."""
    return Duty.objects.create(employee=who, starts_at=evening(since), ends_at=evening(until), post=post)


def dispatched(cast: Cast, at: datetime = SATURDAY) -> Case:
    return intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=at)


def promise(case: Case, clause: str) -> Obligation:
    return Obligation.objects.filter(stream=case.stream, clause=clause).latest("pk")


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def test_nobody_on_duty_on_a_saturday_evening_is_the_houses_lapse(cast: Cast, english: SignIn) -> None:
    case = dispatched(cast)
    assert promise(case, "3.2.4").holder == HOUSE
    due.sweep(at=evening(6))
    lapsed = promise(case, "3.2.4")
    assert (lapsed.holder, lapsed.lapsed_at) == (HOUSE, evening(5))
    told = set(Outgoing.objects.filter(stream=case.stream, clause="3.2.4", what="lapse").values_list("to", flat=True))
    assert cast.zhao.key in told  # at home, but told
    assert faults() == []

    leaders = [cast.zhao, cast.chief, cast.qin, cast.gm]
    assert candidates.open_breaches(leaders, evening(60)) == {}
    assert all(
        one.breaches == one.due == 0
        for one in shortlist.standings(cast.site, date(2026, 11, 1))
        if one.employee in leaders
    )
    page = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert "unstaffed: maintenance, team leader" in page


def test_where_nobody_leads_whoever_is_there_hears_of_the_order(cast: Cast, english: SignIn) -> None:
    works(cast.chen, -60, 400)
    case = dispatched(cast)
    told = Outgoing.objects.filter(stream=case.stream, what="order.sent").values_list("to", flat=True)
    assert list(told) == [cast.chen.key], "nobody leads, so whoever can take it is told, and nobody at home"
    page = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert "taken by nobody yet: maintenance" in page
    assert "unstaffed: maintenance, handler" not in page


def test_whoever_leads_the_department_sees_the_unstaffed_promise_on_the_own_list(cast: Cast) -> None:
    case = dispatched(cast)
    for who in (cast.chief, cast.zhao, cast.qin, cast.gm, cast.li):
        found = queries.runs_out_next(who, evening(1))
        assert "3.2.4" in [one.clause.id for one in found if one.is_unstaffed and one.case == case], who.name
    assert not any(one.is_unstaffed for one in queries.runs_out_next(cast.chen, evening(1)))


def test_it_belongs_to_the_leader_who_is_on_duty_and_not_to_the_one_at_home(cast: Cast) -> None:
    other = Employee.objects.create(
        user=cast.stranger.user.__class__.objects.create(username="M03", date_joined=MONDAY), department=cast.zhao.department,
        number="M03", name="方琴", role="team_leader",
    )  # fmt: skip
    works(other, -60, 60)
    assert promise(dispatched(cast), "3.2.4").holder == other.key


def test_the_duty_manager_stands_in_by_night(cast: Cast) -> None:
    office = Department.objects.get(site=cast.site, kind="administration")
    post = Post.objects.create(department=office, name="總值班", fills="duty_manager")
    works(cast.hr, 60, 600, post)
    assert promise(dispatched(cast, evening(120)), "3.2.4").holder == cast.hr.key  # 22:18
    assert promise(dispatched(cast, evening(62)), "3.2.4").holder == HOUSE  # 21:20: not yet the hours of standing in


def test_who_keeps_no_roster_is_there_unless_noted_as_away(cast: Cast) -> None:
    Duty.objects.filter(employee=cast.zhao).delete()
    assert promise(dispatched(cast), "3.2.4").holder == cast.zhao.key
    roster.report_absence(
        employee=cast.zhao,
        reason="leave",
        since_on=date(2026, 11, 28),
        last_on=date(2026, 11, 29),
        actor=cast.chief,
        at=MONDAY,
    )
    assert promise(dispatched(cast, evening(1)), "3.2.4").holder == HOUSE


@pytest.mark.parametrize(("back", "moves"), [(25, False), (40, True)])
def test_a_promise_goes_to_whoever_falls_in_when_the_shift_ends_unless_the_handler_is_back_in_time(
    cast: Cast, back: float, moves: bool
) -> None:
    works(cast.chen, -60, 20)
    works(cast.chen, back, 200)
    works(cast.zhao, -60, 120)
    case = order.accept_order(case=dispatched(cast), actor=cast.chen, at=evening(1))
    case = order.contact_owner(case=case, actor=cast.chen, at=evening(15))
    arrival = promise(case, "4.2.2")  # within half an hour of the dispatch
    assert arrival.holder == cast.chen.key
    worker = Changeover(evening(16))
    for minute in (16, 23, 31):
        worker.look(evening(minute))
        due.sweep(at=evening(minute), roster=worker)
    arrival.refresh_from_db()
    whose = [(who, datetime.fromisoformat(since)) for who, since in arrival.segments]
    assert whose == [
        (cast.zhao.key, evening(0)),
        (cast.chen.key, evening(1)),
        *([(cast.zhao.key, evening(20))] if moves else []),
    ]
    assert arrival.lapsed_at == evening(30)
    assert faults() == []


def test_what_is_due_when_the_shift_ends_is_still_of_this_shift(cast: Cast) -> None:
    works(cast.chen, -60, 30)
    works(cast.zhao, -60, 120)
    case = order.accept_order(case=dispatched(cast), actor=cast.chen, at=evening(1))
    worker = Changeover(evening(16))
    worker.look(evening(31))
    due.sweep(at=evening(31), roster=worker)
    late = promise(case, "4.2.2")
    assert (late.answerable, late.holder) == (
        cast.chen.key,
        cast.zhao.key,
    )  # the lapse is of who held it, the work of who came


def test_a_follower_who_went_home_leaves_the_running_promises_to_the_next_at_the_desk(cast: Cast) -> None:
    works(cast.li, -60, 10)
    works(cast.lin, 5, 200)
    works(cast.chen, -60, 300)
    case = order.accept_order(case=dispatched(cast), actor=cast.chen, at=evening(1))
    running = Obligation.objects.filter(stream=case.stream, state="open", role="follower", due_at__isnull=False)
    before = {one.clause for one in running if one.due_at and one.due_at < evening(60 * 26)}
    assert before
    worker = Changeover(evening(2))
    worker.look(evening(2))
    worker.look(evening(11))
    assert {one.holder for one in running.all() if one.clause in before} == {cast.lin.key}
    assert faults() == []


def test_somebody_who_is_away_today_is_no_choice_and_cannot_be_named(cast: Cast, walk: Walk, english: SignIn) -> None:
    case = walk("dispatched")
    roster.report_absence(
        employee=cast.chen,
        reason="ill",
        since_on=date(2026, 11, 23),
        last_on=date(2026, 11, 24),
        actor=cast.zhao,
        at=minutes(1),
    )
    assert cast.chen not in [one.employee for one in queries.candidates(case, minutes(2), cast.zhao)]
    with pytest.raises(IsAway):
        order.assign_case(case=case, handler=cast.chen, actor=cast.zhao, at=minutes(2))
    case.refresh_from_db()
    assert (case.state, case.handler) == ("dispatched", None)
    back = minutes(60 * 48)  # on the 25th
    named = order.assign_case(case=case, handler=cast.chen, anyway="他在家待命", actor=cast.zhao, at=back)
    assert named.handler == cast.chen


def test_stars_given_in_the_evening_count_for_who_did_the_work_by_day(cast: Cast, walk: Walk) -> None:
    case = walk("told")
    tuesday = MONDAY + timedelta(hours=34)  # eight in the evening: handler and follower are at home
    case = result.accept_result(case=case, actor=cast.mei, at=tuesday)
    result.evaluate(case=case, stars=5, actor=cast.mei, at=tuesday + timedelta(minutes=1))
    month = Scope(
        site=cast.site.key, since=datetime(2026, 11, 1, tzinfo=UTC), until=datetime(2026, 12, 1, tzinfo=UTC), as_of=tuesday + timedelta(days=9),
        policy=queries.policy_now(tuesday), staff={cast.chen.key: "maintenance", cast.li.key: "customer_service"},
    )  # fmt: skip
    assert {(one.who, one.verdict) for one in evaluations(month)} == {(cast.chen.key, "kept"), (cast.li.key, "kept")}
