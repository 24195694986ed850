"""Served, appealed against or not, in effect, no longer counting; and what of it goes into a month."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gensui.core.refusal import Refusal
from gensui.ledger import due, policies, verify
from gensui.ledger import queries as ledger
from gensui.oversight import candidates, ladder
from gensui.oversight.actions import appeals, breaches, sanctions, serving
from gensui.oversight.actions.appeals import Milder
from gensui.oversight.measures import Measure
from gensui.oversight.models import Appeal, Breach, Sanction
from gensui.oversight.sanction_refusals import (
    BreachTaken,
    NoTalk,
    NotMilder,
    NotReported,
    SecondPerson,
    TermOver,
    WrongStage,
)
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from gensui.people.refusals import NoWords
from tests.cast import Cast
from tests.oversight.filed import FILE_AT, Lapse, Open

pytestmark = pytest.mark.database

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEARD = "問他何時報告；他說路上打過電話"
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def states(found: Sanction, clause: str) -> list[str]:
    return [one.state for one in ledger.duties_of([found.stream])[found.stream] if one.clause == clause]


def faults() -> list[object]:
    return [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)]


def test_self_criticism_and_rectification_meet_their_clocks(cast: Cast, opened: Open) -> None:
    found = opened("served")
    with pytest.raises(NoWords):
        sanctions.submit_self_criticism(sanction=found, text="", actor=cast.chen, at=FILE_AT + 5 * HOUR)
    found = sanctions.submit_self_criticism(
        sanction=found, text="以後先報告再離開", actor=cast.chen, at=FILE_AT + 5 * HOUR
    )
    assert states(found, "6.3.3") == ["met"]
    looked = "看了之後三單的記錄"
    with pytest.raises(NotReported):
        sanctions.verify_rectification(sanction=found, words=looked, actor=cast.chief, at=FILE_AT + DAY)
    with pytest.raises(NotYours):
        sanctions.report_put_right(sanction=found, text="已改", actor=cast.chief, at=FILE_AT + DAY)
    with pytest.raises(NoWords):
        sanctions.report_put_right(sanction=found, text=" ", actor=cast.chen, at=FILE_AT + DAY)
    sanctions.report_put_right(sanction=found, text="之後三單都先報告", actor=cast.chen, at=FILE_AT + DAY)
    assert states(found, "C24.4") == ["open"]
    with pytest.raises(NotYours):
        sanctions.verify_rectification(sanction=found, words=looked, actor=cast.chen, at=FILE_AT + DAY)
    with pytest.raises(NoWords):
        sanctions.verify_rectification(sanction=found, words=" ", actor=cast.chief, at=FILE_AT + DAY)
    for _twice in range(2):
        found = sanctions.verify_rectification(sanction=found, words=looked, actor=cast.chief, at=FILE_AT + DAY)
    assert (found.put_right, found.checked) == ("之後三單都先報告", looked)
    assert states(found, "C24.4") == ["met"]
    assert sum(one.kind == "sanction.rectified" for one in ledger.events_of(found.stream)) == 1


def test_nobody_is_late_with_what_was_not_handed_over(cast: Cast, opened: Open) -> None:
    found = opened("issued")
    assert (states(found, "6.3.3"), states(found, "C24.4")) == ([], [])
    with pytest.raises(WrongStage):
        sanctions.submit_self_criticism(sanction=found, text="先寫了", actor=cast.chen, at=FILE_AT + 5 * DAY)
    served_at = FILE_AT + 6 * DAY
    serving.acknowledge_sanction(sanction=found, actor=cast.chen, at=served_at)
    duties = {one.clause: one for one in ledger.duties_of([found.stream])[found.stream]}
    assert duties["C24.4"].due_at == served_at + 7 * DAY
    assert duties["6.3.3"].state == "open"


def test_nobody_owes_a_self_criticism_while_an_appeal_waits(cast: Cast, opened: Open) -> None:
    found = opened("appealed")
    duties = {one.clause: one for one in ledger.duties_of([found.stream])[found.stream] if one.state == "open"}
    appealed_at = FILE_AT + 5 * HOUR
    assert {clause: duties[clause].paused_at for clause in ("6.3.3", "C24.4")} == {
        "6.3.3": appealed_at,
        "C24.4": appealed_at,
    }
    before = duties["C24.4"].due_at
    assert before is not None
    appeals.decide_appeal(
        sanction=found,
        decision="rejected",
        reasons="值班記錄與照片均已核對",
        hearing=HEARD,
        actor=cast.gm,
        at=appealed_at + 2 * DAY,
    )
    (after,) = [one for one in ledger.duties_of([found.stream])[found.stream] if one.clause == "C24.4"]
    assert (after.state, after.paused_at, after.due_at) == ("open", None, before + 2 * DAY)


def test_an_unappealed_sanction_takes_effect_when_its_term_ends(cast: Cast, opened: Open) -> None:
    found = opened("served")
    assert found.appeal_until is not None
    assert sanctions.settle(actor=SYSTEM, at=found.appeal_until - timedelta(seconds=1)) == 0
    assert sanctions.settle(actor=SYSTEM, at=found.appeal_until + HOUR) == 1
    assert sanctions.settle(actor=SYSTEM, at=found.appeal_until + HOUR) == 0
    found.refresh_from_db()
    assert (found.state, found.effective_at) == ("effective", found.appeal_until)
    assert states(found, "6.3.5") == ["met"]
    assert faults() == []


def test_after_twelve_months_it_no_longer_counts_and_no_clock_lapsed(cast: Cast, opened: Open) -> None:
    found = opened("served")
    sanctions.settle(actor=SYSTEM, at=FILE_AT + 10 * DAY)
    assert [one.kind for one in ladder.past_of(cast.chen)] == ["warning"]
    midnight = datetime(2027, 11, 23, 16, tzinfo=UTC)  # the 24th begins in Shanghai
    due.sweep(at=midnight)
    assert sanctions.settle(actor=SYSTEM, at=midnight - timedelta(seconds=1)) == 0
    assert sanctions.settle(actor=SYSTEM, at=midnight) == 1
    found.refresh_from_db()
    assert (found.state, found.ended_at) == ("expired", midnight)
    assert ladder.past_of(cast.chen) == []
    (duty,) = [one for one in ledger.duties_of([found.stream])[found.stream] if one.clause == "6.3.13"]
    assert (duty.state, duty.lapsed_at) == ("met", None)


def test_it_no_longer_counts_from_its_day_on_though_the_worker_stood_still(cast: Cast, opened: Open) -> None:
    found = opened("served")
    sanctions.settle(actor=SYSTEM, at=FILE_AT + 10 * DAY)
    midnight = datetime(2027, 11, 23, 16, tzinfo=UTC)
    due.sweep(at=midnight + 2 * DAY)
    assert sanctions.settle(actor=SYSTEM, at=midnight + 2 * DAY) == 1
    found.refresh_from_db()
    assert (found.state, found.ended_at) == ("expired", midnight)
    (duty,) = [one for one in ledger.duties_of([found.stream])[found.stream] if one.clause == "6.3.13"]
    assert (duty.state, duty.met_at, duty.excuse) == ("met", midnight, "late_entry")
    assert faults() == []


def test_a_second_in_three_months_is_the_second_offence(cast: Cast, opened: Open) -> None:
    opened("served")
    second = opened("heard", at=FILE_AT + 20 * DAY)
    assert second.offence == 2
    assert states(second, "6.3.7") == ["open"]
    assert states(second, "6.3.1") == []
    demerit = Measure(kind="demerit", reasons="三個月內再犯")
    with pytest.raises(NotYours):
        sanctions.decide_sanction(sanction=second, measure=demerit, actor=cast.chief, at=FILE_AT + 20 * DAY + 2 * HOUR)
    second = sanctions.decide_sanction(
        sanction=second, measure=demerit, actor=cast.qin, at=FILE_AT + 20 * DAY + 2 * HOUR
    )
    second = sanctions.countersign(sanction=second, actor=cast.hr, at=FILE_AT + 20 * DAY + 3 * HOUR)
    assert states(second, "6.3.7") == ["met"]


def test_an_appeal_is_decided_by_somebody_who_had_no_part(cast: Cast, opened: Open) -> None:
    found = opened("appealed")
    (clock,) = [one for one in ledger.duties_of([found.stream])[found.stream] if one.clause == "6.3.11"]
    assert clock.holder == "staff:A01"  # the administration manager signed, so it is the general manager's
    for actor, refusal in (
        (cast.qin, SecondPerson),
        (cast.chief, NotYours),
        (cast.hr, NotYours),
        (cast.chen, NotYours),
    ):
        with pytest.raises(refusal):
            appeals.decide_appeal(
                sanction=found, decision="rejected", reasons="x，值班記錄與照片均已核對", actor=actor, at=FILE_AT + DAY
            )
    with pytest.raises(NoWords):
        appeals.decide_appeal(sanction=found, decision="rejected", reasons=" ", actor=cast.gm, at=FILE_AT + DAY)
    for decision, milder in (("rejected", None), ("changed", Milder("warning"))):
        found.kind = "demerit"
        found.save()
        with pytest.raises(NoTalk):
            appeals.decide_appeal(
                sanction=found, decision=decision, reasons="x，值班記錄與照片均已核對", hearing=" . ", milder=milder,
                actor=cast.gm, at=FILE_AT + DAY,
            )  # fmt: skip


def test_an_appeal_that_is_allowed_undoes_it_all(cast: Cast, lapse: Lapse, opened: Open) -> None:
    duties = lapse(1)
    found = opened("appealed", breaches=[one.pk for one in duties])
    appeal = appeals.decide_appeal(
        sanction=found, decision="allowed", reasons="爆管屬實，值班記錄與照片均已核對", actor=cast.gm, at=FILE_AT + DAY
    )
    found.refresh_from_db()
    assert (appeal.decision, found.state) == ("allowed", "revoked")
    assert {one.standing for one in found.breaches.all()} == {"cleared"}
    assert candidates.candidates([cast.chen], FILE_AT + DAY) == []
    assert ladder.past_of(cast.chen) == []
    assert ladder.effects(cast.site, NOVEMBER) == []
    assert [one.clause for one in ledger.duties_of([found.stream])[found.stream] if one.state == "open"] == []
    assert faults() == []


def test_what_an_ended_month_lost_is_given_back_in_the_next(cast: Cast, opened: Open) -> None:
    found = opened("appealed", at=datetime(2026, 11, 29, 22, tzinfo=UTC))
    (effect,) = ladder.effects(cast.site, NOVEMBER)
    assert (effect.points, effect.correction) == (-5, False)
    appeals.decide_appeal(
        sanction=found,
        decision="allowed",
        reasons="x，值班記錄與照片均已核對",
        actor=cast.gm,
        at=datetime(2026, 12, 2, tzinfo=UTC),
    )
    assert [(one.points, one.correction) for one in ladder.effects(cast.site, NOVEMBER)] == [(-5, False)]
    assert [(one.points, one.correction) for one in ladder.effects(cast.site, DECEMBER)] == [(5, True)]


def test_an_appeal_that_is_rejected_lets_it_take_effect(cast: Cast, opened: Open) -> None:
    found = opened("appealed")
    appeals.decide_appeal(
        sanction=found,
        decision="rejected",
        hearing="本人說明",
        reasons="未報告，值班記錄與照片均已核對",
        actor=cast.gm,
        at=FILE_AT + DAY,
    )
    found.refresh_from_db()
    assert (found.state, found.effective_at) == ("effective", FILE_AT + DAY)
    with pytest.raises(WrongStage):
        appeals.decide_appeal(
            sanction=found, decision="allowed", reasons="x，值班記錄與照片均已核對", actor=cast.gm, at=FILE_AT + 2 * DAY
        )


DEMERIT = Measure(kind="demerit", reasons="三個月內再犯")


@pytest.mark.parametrize("decided", [FILE_AT + 21 * DAY, datetime(2027, 1, 5, tzinfo=UTC)])
def test_an_appeal_that_is_allowed_in_part_leaves_something_milder(cast: Cast, opened: Open, decided: datetime) -> None:
    opened("served")
    found = opened("appealed", at=FILE_AT + 20 * DAY, measure=DEMERIT, decider=cast.qin, second=cast.hr)
    appeal = appeals.decide_appeal(
        sanction=found,
        decision="changed",
        hearing="本人說明",
        reasons="第一次已說明，值班記錄與照片均已核對",
        milder=Milder("warning"),
        actor=cast.gm,
        at=decided,
    )
    found.refresh_from_db()
    assert (found.state, found.kind, appeal.kind_before) == ("effective", "warning", "demerit")
    effects = [
        (month.month, one.points, one.correction)
        for month in (DECEMBER, JANUARY)
        for one in ladder.effects(cast.site, month)
        if one.sanction == found.number
    ]
    assert effects == ([(12, -5, False)] if decided.month == 12 else [(12, -10, False), (1, 5, True)])
    assert faults() == []


@pytest.mark.parametrize(
    "milder",
    [
        None,
        Milder("demerit"),
        Milder("dismissal"),
        Milder("fine", 1),
        Milder("warning", 5),
        Milder("performance", 0, 0),
    ],
)
def test_what_is_not_milder_is_refused(cast: Cast, opened: Open, milder: Milder | None) -> None:
    opened("served")
    found = opened("appealed", at=FILE_AT + 20 * DAY, measure=DEMERIT, decider=cast.qin, second=cast.hr)
    with pytest.raises(NotMilder):
        appeals.decide_appeal(
            sanction=found,
            decision="changed",
            hearing="本人說明",
            reasons="x，值班記錄與照片均已核對",
            milder=milder,
            actor=cast.gm,
            at=FILE_AT + 21 * DAY,
        )
    found.refresh_from_db()
    assert (found.state, found.kind) == ("appealed", "demerit")


def test_an_appeal_is_the_persons_own_and_has_a_term(cast: Cast, opened: Open) -> None:
    found = opened("served")
    assert found.appeal_until is not None

    def appeal(actor: object, at: datetime, statement: str = "x") -> Appeal:
        return appeals.file_appeal(sanction=found, grounds="fact", statement=statement, actor=actor, at=at)  # type: ignore[arg-type]

    for actor, at, words, refusal in (
        (cast.zhao, FILE_AT + 5 * HOUR, "x", NotYours),
        (cast.stranger, FILE_AT + 5 * HOUR, "x", NotYours),
        (cast.chen, FILE_AT + 5 * HOUR, " ", NoWords),
        (cast.chen, found.appeal_until + timedelta(seconds=1), "x", TermOver),
    ):
        expected: type[Refusal] = refusal
        with pytest.raises(expected):
            appeal(actor, at, words)
    appeal(cast.chen, found.appeal_until)
    with pytest.raises(WrongStage):
        appeal(cast.chen, found.appeal_until)
    assert sanctions.settle(actor=SYSTEM, at=FILE_AT + 60 * DAY) == 0  # it waits for the decision, however long


def test_a_dismissal_is_carried_out_only_when_it_stands(cast: Cast, opened: Open) -> None:
    grave = Measure(kind="dismissal", reasons="偽造", basis="員工手冊第九章", check="工會無異議")
    found = opened("served", grave, severity="critical", decider=cast.gm, second=cast.hr)
    with pytest.raises(WrongStage):
        sanctions.end_contract(sanction=found, actor=cast.gm, at=FILE_AT + DAY)
    sanctions.settle(actor=SYSTEM, at=FILE_AT + 10 * DAY)
    sanctions.end_contract(sanction=found, actor=cast.gm, at=FILE_AT + 10 * DAY)
    cast.chen.refresh_from_db()
    assert str(cast.chen.left_on) == "2026-12-04"
    with pytest.raises(WrongStage):
        sanctions.end_contract(sanction=found, actor=cast.gm, at=FILE_AT + 11 * DAY)


def test_one_breach_alone_is_talked_over(cast: Cast, lapse: Lapse) -> None:
    duties = lapse(1)
    (candidate,) = candidates.candidates([cast.chen], FILE_AT)
    assert candidate.talk_is_enough == (len(duties) == 1)
    for actor in (cast.li, cast.stranger, cast.chen):
        with pytest.raises(NotYours):
            breaches.hold_talk(employee=cast.chen, breaches=[duties[0].pk], words="x", actor=actor, at=FILE_AT)
    breaches.hold_talk(
        employee=cast.chen, breaches=[one.pk for one in duties], words="已談", actor=cast.zhao, at=FILE_AT
    )
    assert candidates.candidates([cast.chen], FILE_AT) == []
    assert Sanction.objects.count() == 0


def test_a_doubted_breach_is_asked_about_by_nobody_until_it_is_answered(cast: Cast, lapse: Lapse) -> None:
    duties = lapse(1)
    with pytest.raises(BreachTaken):
        breaches.doubt_breach(breach=duties[0].pk, words="x", actor=cast.zhao, at=FILE_AT)
    noted = breaches.doubt_breach(breach=duties[0].pk, words="單子已轉給趙班", actor=cast.chen, at=FILE_AT)
    assert len(candidates.open_breaches([cast.chen], FILE_AT).get(cast.chen.key, [])) == len(duties) - 1
    with pytest.raises(NotYours):
        breaches.uphold_breach(breach=noted, actor=cast.chen, at=FILE_AT)
    breaches.uphold_breach(breach=noted, actor=cast.chief, at=FILE_AT)
    assert len(candidates.open_breaches([cast.chen], FILE_AT)[cast.chen.key]) == len(duties)

    noted = breaches.doubt_breach(breach=duties[0].pk, words="單子已轉給趙班", actor=cast.chen, at=FILE_AT)
    breaches.accept_doubt(breach=noted, actor=cast.chief, at=FILE_AT)
    assert Breach.objects.get().standing == "cleared"


def test_what_was_excused_or_set_aside_proposes_nobody(cast: Cast, lapse: Lapse) -> None:
    duties = lapse(1)
    breaches.clear_breaches(employee=cast.chen, breaches=[duties[0].pk], words="系統中斷", actor=cast.hr, at=FILE_AT)
    type(duties[0]).objects.filter(pk__in=[one.pk for one in duties[1:]]).update(excuse="waived")
    assert candidates.candidates([cast.chen], FILE_AT) == []
