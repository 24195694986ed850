"""Stars by the figures, ideas by what they brought, teams by their cases; always decided by people, and shown before they are given."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import result
from gensui.cases.models import Case, Coordination, Evaluation
from gensui.core.refusal import Refusal
from gensui.ledger import due, policies, verify
from gensui.ledger import queries as ledger
from gensui.ledger.models import Event
from gensui.oversight import payroll, shortlist, teams
from gensui.oversight.actions import appeals, awards
from gensui.oversight.models import Award, Idea, Sanction
from gensui.oversight.sanction_refusals import (
    BadBonus,
    BadPilot,
    FutureMonth,
    NoMajority,
    NotQualified,
    NotTogether,
    OnNotice,
    StarTaken,
    WrongStage,
)
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from gensui.people.refusals import NoWords
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.test_leaving import enter
from tests.oversight.filed import FILE_AT, Lapse, Open

pytestmark = pytest.mark.database

NOVEMBER = date(2026, 11, 1)
DECEMBER_1 = datetime(2026, 12, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def star(cast: Cast, **words: Any) -> Award:
    given: dict[str, Any] = {
        "employee": cast.chen, "month": NOVEMBER, "reason": "及時、細緻", "bonus_fen": 30_000, "actor": cast.hr,
        "at": DECEMBER_1 + timedelta(hours=2),
    }  # fmt: skip
    return awards.nominate_star(**(given | words))


def clocks(stream: str) -> dict[str, str]:
    """How each duty with a limit stands."""
    return {one.clause: one.state for one in ledger.duties_of([stream])[stream] if one.limit_us}


def faults() -> list[object]:
    return [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)]


def test_the_shortlist_shows_every_criterion_with_its_number(cast: Cast, walk: Walk) -> None:
    walk("visit_due")
    result.evaluate(case=walk("visit_due"), stars=5, actor=cast.mei, at=minutes(60))
    found = {one.employee: one for one in shortlist.standings(cast.site, NOVEMBER)}
    chen = found[cast.chen]
    assert chen.qualifies
    assert (chen.due, chen.in_time, chen.answers, chen.content) == (chen.in_time, chen.due, 1, 1)
    assert chen.due > 10
    shown = {str(one.name): (one.shown, one.met) for one in shortlist.judged(chen)}
    assert shown["Owners content"] == ("100.0 % (1/1)", None)  # too few to go by
    assert shown["Grade of the month"] == ("—", None)
    assert not found[cast.lin].qualifies  # nothing was due, so nothing shows it
    assert found[cast.li].in_time == found[cast.li].due  # what is still running counts for nothing yet
    assert cast.chief not in found


def test_a_lapse_or_a_sanction_speaks_against_it(cast: Cast, walk: Walk, lapse: Lapse, opened: Open) -> None:
    for _case in range(2):
        walk("visit_due")
    appeals.decide_appeal(
        sanction=opened("appealed"), decision="rejected", reasons="未報告，值班記錄與照片均已核對", hearing="本人說明",
        actor=cast.gm, at=FILE_AT + DAY,
    )  # fmt: skip
    chen = next(one for one in shortlist.standings(cast.site, NOVEMBER) if one.employee == cast.chen)
    assert [str(one.name) for one in shortlist.judged(chen) if one.met is False] == ["No sanction in the month"]
    lapse(1)
    chen = next(one for one in shortlist.standings(cast.site, NOVEMBER) if one.employee == cast.chen)
    assert chen.breaches > 0
    with pytest.raises(NotQualified):
        star(cast)


@pytest.mark.parametrize("state", ["issued", "served", "appealed"])
def test_what_may_still_be_taken_back_speaks_against_nobody(cast: Cast, walk: Walk, opened: Open, state: str) -> None:
    for _case in range(2):
        walk("visit_due")
    found = opened(state)
    chen = next(one for one in shortlist.standings(cast.site, NOVEMBER) if one.employee == cast.chen)
    assert (chen.sanctions, chen.qualifies) == (0, True)
    Sanction.objects.filter(pk=found.pk).update(state="effective", effective_at=FILE_AT + DAY)
    chen = next(one for one in shortlist.standings(cast.site, NOVEMBER) if one.employee == cast.chen)
    assert (chen.sanctions, chen.qualifies) == (1, False)
    with time_machine.travel(DECEMBER_1 + timedelta(hours=2), tick=False):
        said = {"number": cast.chen.number, "reason": "細緻", "bonus_fen": "300", "once": "star:1"}
        address = reverse("award_nominate", args=["star"]) + "?month=2026-11"
        enter(cast.hr).post(address, said)
        assert not Award.objects.exists()
        Sanction.objects.filter(pk=found.pk).update(state=state, effective_at=None)
        assert enter(cast.hr).post(address, said | {"once": "star:2"}).status_code == 302
    assert Award.objects.get().month == NOVEMBER


def test_who_did_more_as_well_goes_first(cast: Cast) -> None:
    def standing(employee: Employee, **words: Any) -> shortlist.Standing:
        return shortlist.Standing(
            employee=employee, **({"due": 100, "in_time": 99, "answers": 10, "content": 10} | words)
        )

    much = standing(cast.li, due=1922, in_time=1904, answers=42, content=41)
    little = standing(cast.chen, due=10, in_time=10, answers=1, content=1)
    some = standing(cast.lin)
    assert sorted([little, some, much], key=lambda one: one.order) == [much, some, little]
    assert standing(cast.li, cases=3).order == standing(cast.chen, cases=30).order  # equal facts, an equal place
    assert standing(cast.li, answers=3, content=2).qualifies  # three answers speak against nobody
    assert not standing(cast.li, answers=10, content=9).qualifies
    assert not standing(cast.li, due=9, in_time=9).qualifies
    late = shortlist.Standing(employee=cast.li, due=100, in_time=97, answers=10, content=10)
    assert not late.qualifies
    assert not standing(cast.li, stars_in_a_row=3).qualifies
    assert not standing(cast.li, urgent_breaches=1).qualifies
    assert not standing(cast.li, grade="good").qualifies
    assert not standing(cast.li, grade="").qualifies  # a published sheet with too little for a grade
    assert standing(cast.li, grade="excellent", stars_in_a_row=2).qualifies


def test_a_star_from_the_list_to_the_certificate(cast: Cast, walk: Walk) -> None:
    for _case in range(2):
        walk("visit_due")
    assert awards.open_months(actor=SYSTEM, at=DECEMBER_1) == 2  # two communities
    assert awards.open_months(actor=SYSTEM, at=DECEMBER_1 + DAY) == 0
    award = star(cast)
    assert award.figures[1][1].startswith("100.0 %")
    (duty,) = [one for one in ledger.duties_of([award.stream])[award.stream] if one.clause == "6.2.1"]
    assert (duty.state, duty.holder) == ("open", "staff:A02")

    award = awards.decide_award(award=award, actor=cast.gm, at=DECEMBER_1 + DAY)
    assert Event.objects.get(stream=award.stream, kind="award.decided").data["filled"] == ["figures", "reason"]
    assert award.public_until == DECEMBER_1 + 6 * DAY  # three working days over a weekend
    assert clocks(award.stream) == {"6.2.1": "met", "6.2.2": "open"}
    with pytest.raises(OnNotice):
        awards.give_award(award=award, actor=cast.hr, at=DECEMBER_1 + 2 * DAY)
    award = awards.give_award(award=award, actor=cast.hr, at=DECEMBER_1 + 7 * DAY)
    assert clocks(award.stream) == {"6.2.1": "met", "6.2.2": "met"}
    (line,) = payroll.lines(cast.site, date(2026, 12, 1))
    assert (line.employee, line.what, line.fen) == (cast.chen, "star", 30_000)
    assert payroll.cells(line)[5] == 300
    assert faults() == []


def test_what_no_star_is_put_forward_with(cast: Cast, walk: Walk) -> None:
    for _case in range(2):
        walk("visit_due")
    refused: tuple[tuple[dict[str, Any], type[Refusal]], ...] = (
        ({"actor": cast.chief}, NotYours), ({"actor": cast.chen}, NotYours), ({"reason": " "}, NoWords),
        ({"bonus_fen": 29_999}, BadBonus), ({"bonus_fen": 50_001}, BadBonus), ({"month": date(2026, 12, 1)}, FutureMonth),
        ({"employee": cast.lin}, NotQualified), ({"employee": cast.chief}, NotQualified),
    )  # fmt: skip
    for words, refusal in refused:
        with pytest.raises(refusal):
            star(cast, **words)
    award = star(cast)
    with pytest.raises(StarTaken):
        star(cast)
    for actor in (cast.hr, cast.qin, cast.chen):
        with pytest.raises(NotYours):
            awards.decide_award(award=award, actor=actor, at=DECEMBER_1 + DAY)


def test_three_months_in_a_row_are_enough(cast: Cast, walk: Walk) -> None:
    for _case in range(2):
        walk("visit_due")
    for month in (8, 9, 10):
        award = Award.objects.create(
            site=cast.site,
            kind="star",
            month=date(2026, month, 1),
            reason="x",
            nominated_by=cast.hr,
            nominated_at=DECEMBER_1,
        )
        award.shares.create(employee=cast.chen, amount_fen=30_000)
    with pytest.raises(NotQualified):
        star(cast)
    Award.objects.filter(month=date(2026, 9, 1)).update(state="withdrawn")
    assert star(cast).state == "nominated"


def test_an_objection_withdraws_it_before_it_is_given(cast: Cast, walk: Walk) -> None:
    for _case in range(2):
        walk("visit_due")
    award = awards.decide_award(award=star(cast), actor=cast.gm, at=DECEMBER_1 + DAY)
    with pytest.raises(NoWords):
        awards.withdraw_award(award=award, words="", actor=cast.gm, at=DECEMBER_1 + 2 * DAY)
    award = awards.withdraw_award(award=award, words="數據有誤", actor=cast.gm, at=DECEMBER_1 + 2 * DAY)
    assert {one.state for one in ledger.duties_of([award.stream])[award.stream] if one.clause == "6.2.2"} == {"void"}
    with pytest.raises(WrongStage):
        awards.give_award(award=award, actor=cast.hr, at=DECEMBER_1 + 7 * DAY)
    assert star(cast).state == "nominated"


def idea(cast: Cast, at: datetime = FILE_AT) -> Idea:
    return awards.submit_idea(
        title="門禁二維碼貼在訪客單上", proposal="省去登記一步", effect="efficiency", actor=cast.guard, at=at
    )


def test_an_idea_is_answered_tried_measured_voted_on_and_awarded(cast: Cast) -> None:
    found = idea(cast)
    assert clocks(found.stream) == {"6.2.4": "open"}
    with pytest.raises(BadPilot):
        awards.try_idea(idea=found, answer="試", pilot_until=date(2026, 12, 1), actor=cast.qin, at=FILE_AT + DAY)
    found = awards.try_idea(
        idea=found, answer="試一個月", pilot_until=date(2026, 12, 28), actor=cast.qin, at=FILE_AT + DAY
    )
    assert clocks(found.stream) == {"6.2.4": "met"}
    with pytest.raises(NoWords):
        awards.measure_idea(idea=found, before="", after="2 分鐘", actor=cast.chief, at=FILE_AT + 40 * DAY)
    found = awards.measure_idea(idea=found, before="4 分鐘", after="2 分鐘", actor=cast.chief, at=FILE_AT + 40 * DAY)

    def vote(actor: Employee, agrees: bool) -> None:
        awards.vote_idea(idea=found, agrees=agrees, actor=actor, at=FILE_AT + 41 * DAY)

    for actor in (cast.guard, cast.zhao, cast.stranger):
        with pytest.raises(NotYours):
            vote(actor, True)
    vote(cast.qin, False)
    vote(cast.qin, True)  # the last word counts
    vote(cast.hr, True)
    with pytest.raises(NoMajority):
        awards.award_idea(idea=found, bonus_fen=20_000, actor=cast.hr, at=FILE_AT + 41 * DAY)
    vote(cast.chief, False)
    award = awards.award_idea(idea=found, bonus_fen=20_000, actor=cast.hr, at=FILE_AT + 41 * DAY)
    awards.decide_award(award=award, actor=cast.gm, at=FILE_AT + 42 * DAY)
    assert (award.kind, award.stream) == ("innovation", found.stream)
    assert faults() == []


def test_an_idea_that_is_not_taken_up_has_its_answer(cast: Cast) -> None:
    found = idea(cast)
    for actor in (cast.chief, cast.guard, cast.stranger):
        with pytest.raises(NotYours):
            awards.decline_idea(idea=found, answer="x", actor=actor, at=FILE_AT + DAY)
    with pytest.raises(NoWords):
        awards.decline_idea(idea=found, answer=" ", actor=cast.hr, at=FILE_AT + DAY)
    found = awards.decline_idea(idea=found, answer="與消防要求不符", actor=cast.hr, at=FILE_AT + DAY)
    assert found.state == "declined"
    late = idea(cast, at=FILE_AT + 2 * DAY)
    due.sweep(at=FILE_AT + 40 * DAY)
    (duty,) = [one for one in ledger.duties_of([late.stream])[late.stream] if one.clause == "6.2.4"]
    assert duty.lapsed_at is not None  # nobody answered in twenty working days


@pytest.fixture
def together(cast: Cast, walk: Walk) -> Case:
    """A hard case in which customer service and maintenance agreed in time, closed, the owner content."""
    case = walk("visit_due")
    Coordination.objects.create(
        case=case, number=1, department="security", matter="關總閥", raised_by=cast.chen, raised_at=minutes(5),
        decision="同意", decided_by=cast.guard, decided_at=minutes(20),
    )  # fmt: skip
    Evaluation.objects.create(case=case, round=1, overall=5, author_key=cast.mei.key, evaluated_at=minutes(60))
    Case.objects.filter(pk=case.pk).update(complexity="complex", closed_at=minutes(90), state="closed")
    return case


def test_a_team_stands_on_its_case(cast: Cast, together: Case) -> None:
    (found,) = teams.team_cases(cast.site, NOVEMBER)
    assert (found.case, set(found.departments), found.stars) == (together, {"maintenance", "security"}, 5)
    assert set(found.people) == {cast.chen, cast.li, cast.guard}
    award = awards.nominate_team(
        site=cast.site, month=NOVEMBER, cases=[together], members=found.people, reason="聯手止水", bonus_fen=100_000,
        actor=cast.chief, at=DECEMBER_1,
    )  # fmt: skip
    assert sorted(award.shares.values_list("amount_fen", flat=True)) == [33_333, 33_333, 33_334]
    assert list(award.cases.all()) == [together]
    award = awards.decide_award(award=award, actor=cast.gm, at=DECEMBER_1)
    decided = Event.objects.filter(stream=award.stream, kind="award.decided")
    assert [one.data["filled"] for one in decided] == [["reason"]] * 3  # no figures speak for a team
    assert faults() == []


def test_what_is_no_team(cast: Cast, together: Case) -> None:
    def put_forward(members: list[Employee], cases: list[Case], actor: Employee = cast.hr) -> None:
        awards.nominate_team(
            site=cast.site,
            month=NOVEMBER,
            cases=cases,
            members=members,
            reason="x",
            bonus_fen=1,
            actor=actor,
            at=DECEMBER_1,
        )

    for members, cases in (([cast.chen, cast.zhao], [together]), ([cast.chen, cast.guard], [])):
        with pytest.raises(NotTogether):
            put_forward(members, cases)
    for actor in (cast.zhao, cast.stranger):
        with pytest.raises(NotYours):
            put_forward([cast.chen, cast.guard], [together], actor)
    Evaluation.objects.update(overall=2)
    assert teams.team_cases(cast.site, NOVEMBER) == []
