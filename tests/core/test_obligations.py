"""What each kind of clause says, shown on a Monday from ten in the morning on; times are minutes after that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gensui.core import obligations
from gensui.core.decisions import Obligation, Refuse
from gensui.core.events import engine, follow_up, grounds, handling, intake, security
from gensui.core.timeline import Timeline
from tests.core.small import CAST, CONTACT, WITH_CHEN, clause, minutes, play, policy

Dispatched = handling.WorkOrderDispatched
Contacted = handling.OwnerContacted


def only(timeline: Timeline) -> Obligation:
    (duty,) = timeline.duties.values()
    return duty


def verdicts(timeline: Timeline, minute: float) -> list[str]:
    return [
        obligations.verdict(duty, minutes(minute))
        for duty in timeline.duties.values()
        if not duty.clause.startswith("pause:")
    ]


def told(timeline: Timeline) -> list[tuple[str, str]]:
    return [(tell.what, tell.to) for tell in timeline.told]


# Deadlines


def test_a_deadline_opens_with_a_name_and_a_due_time_and_is_met() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched()), (9, Contacted()))

    duty = only(timeline)
    assert (duty.holder, duty.due_at) == ("staff:chen", minutes(10))
    assert (duty.met_at, duty.lapsed_at) == (minutes(9), None)
    assert told(timeline) == [("reminder", "staff:chen"), ("reminder", "staff:chen")]


def test_equality_is_in_time_unless_the_limit_is_strict() -> None:
    strict = CONTACT + "strict = true\n"

    assert verdicts(play(policy(CONTACT), (0, Dispatched()), (10, Contacted())), 60) == ["kept"]
    assert verdicts(play(policy(strict), (0, Dispatched()), (10, Contacted())), 60) == ["late"]
    assert verdicts(play(policy(strict), (0, Dispatched()), (9.9, Contacted())), 60) == ["kept"]


def test_a_lapse_stands_at_its_true_instant_and_stays_when_it_is_met_late() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched()), (25, Contacted()))

    duty = only(timeline)
    assert (duty.lapsed_at, duty.met_at) == (minutes(10), minutes(25))
    assert obligations.verdict(duty, minutes(60)) == "late"
    assert obligations.lateness(duty, minutes(60)) == timedelta(minutes=15)


def test_who_is_told_and_when() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched()), until=200)

    assert told(timeline) == [
        ("reminder", "staff:chen"),
        ("reminder", "staff:chen"),
        ("lapse", "staff:chen"),
        ("lapse", "staff:zhao"),
        ("escalation", "staff:qin"),
        ("escalation", "role:duty_manager"),
    ]


def test_the_gravest_priority_tells_everybody_at_the_lapse() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched(priority="P1")), until=200)

    lapse = [to for what, to in told(timeline) if what == "lapse"]
    assert lapse == ["staff:chen", "staff:zhao", "staff:qin", "role:duty_manager"]
    assert "escalation" not in dict(told(timeline))


def test_at_night_the_duty_manager_stands_in() -> None:
    roles = WITH_CHEN | {"duty_manager": "staff:night"}
    timeline = Timeline(policy(CONTACT))
    timeline.happen(Dispatched(), roles, minutes(13 * 60))  # eleven in the evening
    timeline.advance(minutes(13 * 60 + 11))

    assert [to for what, to in told(timeline) if what == "lapse"] == ["staff:chen", "staff:night"]


def test_nobody_holds_the_role_then_it_falls_to_the_next_and_passes_on_at_assignment() -> None:
    timeline = Timeline(policy(CONTACT))
    timeline.happen(Dispatched(), CAST, minutes(0))
    timeline.happen(handling.WorkOrderAssigned(), WITH_CHEN, minutes(3))

    assert only(timeline).segments == (("staff:zhao", minutes(0)), ("staff:chen", minutes(3)))


def test_no_holder_at_all_is_said_by_the_role() -> None:
    timeline = Timeline(policy(CONTACT))
    timeline.happen(Dispatched(), {}, minutes(0))

    assert only(timeline).holder == "role:handler"


def test_a_limit_counts_from_a_time_that_the_event_carries() -> None:
    arrival = clause(
        "4.2.2", "deadline",
        'opens = [{ on = "appointment.set", from = "appointment_at", repeat = "restart" }]\n'
        'closes = [{ on = "site.arrived" }]\nlimit = "30 min"',
    )  # fmt: skip
    at_eleven = handling.AppointmentSet(appointment_at=minutes(60))
    timeline = play(policy(arrival), (0, at_eleven), (5, handling.AppointmentSet()), (85, handling.SiteArrived()))

    assert only(timeline).due_at == minutes(90)
    assert only(timeline).next_check_at is None
    assert [tell.what for tell in timeline.told] == [
        "reminder",
        "reminder",
    ]  # at 75 and 84, not during the night before
    assert verdicts(timeline, 200) == ["kept"]


def test_a_promised_time_is_its_own_limit() -> None:
    promised = clause(
        "4.2.11", "deadline",
        'opens = [{ on = "eta.set", from = "eta_at" }]\ncloses = [{ on = "work.completed" }]',
    )  # fmt: skip
    timeline = play(policy(promised), (0, handling.EtaSet(eta_at=minutes(100))), until=101)

    assert only(timeline).lapsed_at == minutes(100)
    past = play(policy(promised), (0, handling.EtaSet(eta_at=minutes(-5))), until=1)
    assert only(past).lapsed_at == minutes(0)  # nothing lapses before it was owed


def test_the_special_clause_goes_before_the_general_one() -> None:
    general = clause(
        "3.2.5",
        "deadline",
        'opens = [{ on = "work_order.dispatched" }]\ncloses = [{ on = "owner.contacted" }]\nlimit = "30 min"',
    )
    special = CONTACT.replace(
        '{ on = "work_order.dispatched" }', '{ on = "work_order.dispatched", when = { department = "maintenance" } }'
    )
    found = policy(general, special + 'before = ["3.2.5"]\n')

    assert only(play(found, (0, Dispatched(department="maintenance")))).clause == "4.2.1"
    assert only(play(found, (0, Dispatched(department="security")))).clause == "3.2.5"


@pytest.mark.parametrize(
    ("repeat", "states"), [("keep", ["open"]), ("restart", ["void", "open"]), ("add", ["open", "open"])]
)
def test_what_a_repeated_opening_does(repeat: str, states: list[str]) -> None:
    timeline = play(policy(CONTACT + f'repeat = "{repeat}"\n'), (0, Dispatched()), (1, Dispatched()))

    assert verdicts(timeline, 2) == states


def test_an_event_closes_only_what_belongs_to_it() -> None:
    agreed = clause(
        "4.1.8", "deadline",
        'opens = [{ on = "coordination.requested" }]\ncloses = [{ on = "coordination.agreed" }]\nlimit = "2 h"\nsame = ["coordination"]',
    )  # fmt: skip
    timeline = play(
        policy(agreed),
        (0, handling.CoordinationRequested(coordination="a")),
        (1, handling.CoordinationRequested(coordination="b")),
        (2, handling.CoordinationAgreed(coordination="b")),
    )

    assert verdicts(timeline, 3) == ["open", "kept"]


def test_conditions_of_rules() -> None:
    quiet = clause(
        "3.2.5", "deadline",
        'opens = [{ on = "work_order.dispatched", unless = { priority = ["P1", "P2"] } }]\nlimit = "30 min"\n'
        'closes = [{ on = "owner.contacted" }, { on = "owner.messaged", during = "night", evidence = ["delivery"] }]',
    )  # fmt: skip
    message = handling.OwnerMessaged(evidence={"delivery": "message:1"})

    assert play(policy(quiet), (0, Dispatched(priority="P1"))).duties == {}
    assert verdicts(play(policy(quiet), (0, Dispatched(priority="P3")), (1, message)), 2) == ["open"]  # by day, call
    night = 13 * 60
    assert verdicts(play(policy(quiet), (night, Dispatched()), (night + 1, message)), night + 2) == ["kept"]
    without = handling.OwnerMessaged()
    assert verdicts(play(policy(quiet), (night, Dispatched()), (night + 1, without)), night + 2) == ["open"]


def test_a_cancelled_case_ends_its_duties_but_not_their_lapses() -> None:
    cancelled = intake.CaseCancelled(by_owner=True)

    assert verdicts(play(policy(CONTACT), (0, Dispatched()), (5, cancelled)), 60) == ["void"]
    assert verdicts(play(policy(CONTACT), (0, Dispatched()), (15, cancelled)), 60) == ["overdue"]


def test_what_is_entered_late_cannot_undo_a_lapse_but_stands_beside_it() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched()), until=20)
    timeline.happen(Contacted(), WITH_CHEN, minutes(8))

    duty = only(timeline)
    assert (duty.lapsed_at, duty.met_at, duty.excuse) == (minutes(10), minutes(8), "late_entry")
    assert obligations.verdict(duty, minutes(60)) == "late"


def test_nothing_is_met_before_it_was_opened() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched()))
    timeline.happen(Contacted(), WITH_CHEN, minutes(-1))

    assert only(timeline).is_open


def test_an_excuse_is_a_fact_beside_the_lapse() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched()), until=11)
    timeline.happen(engine.ObligationExcused(clause="4.2.1", cause=1, reason="flood"), WITH_CHEN, minutes(12))

    assert (only(timeline).excuse, only(timeline).lapsed_at) == ("flood", minutes(10))


# Pauses

REPAIR = clause(
    "4.2.9", "deadline",
    'opens = [{ on = "work.started" }]\ncloses = [{ on = "work.completed" }]\nlimit = "2 h"\npaused_by = ["owner_absent", "parts"]',
)  # fmt: skip
AWAY = handling.WorkPaused(reason="owner_absent")
BACK = handling.WorkResumed(reason="owner_absent")
NO_PARTS = handling.WorkPaused(reason="parts")
PARTS = handling.WorkResumed(reason="parts")


def test_a_pause_moves_the_due_time_by_its_length() -> None:
    timeline = play(
        policy(REPAIR), (0, handling.WorkStarted()), (30, AWAY), (500, BACK), (580, handling.WorkCompleted())
    )

    duty = timeline.duties["4.2.9", 1]
    assert duty.due_at == minutes(590)
    assert verdicts(timeline, 600) == ["kept"]
    assert told(timeline) == [("reminder", "staff:chen")] * 2  # half of it used at 530, eighty percent at 566


def test_overlapping_pauses_count_once() -> None:
    timeline = play(policy(REPAIR), (0, handling.WorkStarted()), (30, AWAY), (40, NO_PARTS), (100, BACK), (130, PARTS))

    assert timeline.duties["4.2.9", 1].due_at == minutes(220)


def test_a_pause_that_a_clause_does_not_obey_leaves_it_alone() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched()), (1, AWAY), until=11)

    assert timeline.duties["4.2.1", 1].lapsed_at == minutes(10)


def test_what_opens_during_a_pause_waits_with_it() -> None:
    timeline = play(policy(REPAIR), (0, AWAY), (10, handling.WorkStarted()), (400, BACK))

    assert timeline.duties["4.2.9", 2].due_at == minutes(520)


def test_a_clock_that_stands_still_does_not_run_out() -> None:
    timeline = play(policy(REPAIR), (0, handling.WorkStarted()), (30, AWAY), (900, handling.WorkCompleted()))

    assert verdicts(timeline, 1000) == ["kept"]
    assert verdicts(play(policy(REPAIR), (0, handling.WorkStarted()), (30, AWAY), until=900), 900) == ["open"]


# Windows

VISIT = clause(
    "3.4.1", "window",
    'opens = [{ on = "work.completed", repeat = "restart" }]\ncloses = [{ on = "return_visit.done" }]\nnot_before = "24 h"\nlimit = "48 h"',
    "follower",
)  # fmt: skip
DAY = 24 * 60


@pytest.mark.parametrize(
    ("hour", "verdict"), [(23.9, "open"), (24, "kept"), (36, "kept"), (48, "kept"), (48.1, "late")]
)
def test_a_window_knows_too_early_and_too_late(hour: float, verdict: str) -> None:
    timeline = play(policy(VISIT), (0, handling.WorkCompleted()), (hour * 60, follow_up.ReturnVisitDone()))

    assert verdicts(timeline, hour * 60) == [verdict]
    assert (only(timeline).early_at is not None) == (hour < 24)


def test_too_early_counts_where_the_policy_says_so() -> None:
    timeline = play(
        policy(VISIT + 'early = "accept"\n'), (0, handling.WorkCompleted()), (60, follow_up.ReturnVisitDone())
    )

    assert verdicts(timeline, 61) == ["kept"]


def test_a_redo_counts_the_window_from_the_last_completion() -> None:
    timeline = play(policy(VISIT), (0, handling.WorkCompleted()), (600, handling.WorkCompleted(round=2)))

    assert verdicts(timeline, 700) == ["void", "open"]
    assert [duty.due_at for duty in timeline.duties.values()][1] == minutes(600 + 2 * DAY)


# Intervals

PROGRESS = clause(
    "3.3.3", "interval",
    'opens = [{ on = "work_order.dispatched" }]\ncloses = [{ on = "progress.told", evidence = ["delivery", "call"] }]\n'
    'ends = [{ on = "work.completed" }]\nlimit = "24 h"',
    "follower",
)  # fmt: skip
TOLD = follow_up.ProgressTold(evidence={"delivery": "message:1"})


def test_only_a_message_that_arrived_meets_the_daily_word_to_the_owner() -> None:
    timeline = play(policy(PROGRESS), (0, Dispatched()), (60, follow_up.ProgressTold()), (120, TOLD))

    assert verdicts(timeline, 130) == ["kept", "open"]
    assert [duty.due_at for duty in timeline.duties.values()] == [minutes(DAY), minutes(120 + DAY)]


def test_every_day_of_silence_is_a_lapse_of_its_own() -> None:
    timeline = play(policy(PROGRESS), (0, Dispatched()), until=3 * DAY + 1)

    assert [duty.lapsed_at for duty in timeline.duties.values()] == [
        minutes(DAY),
        minutes(2 * DAY),
        minutes(3 * DAY),
        None,
    ]
    timeline.happen(TOLD, WITH_CHEN, minutes(3 * DAY + 60))
    assert verdicts(timeline, 3 * DAY + 61) == ["late", "late", "late", "kept", "open"]


def test_an_interval_ends_with_what_it_accompanies() -> None:
    timeline = play(policy(PROGRESS), (0, Dispatched()), (100, handling.WorkCompleted()), until=5 * DAY)

    assert verdicts(timeline, 5 * DAY) == ["kept"]


# Schedules

PATROL = clause(
    "4.3.2", "schedule",
    'closes = [{ on = "patrol.round_started" }]\nschedule = { rule = "FREQ=HOURLY;INTERVAL=2", early = "10 min", tolerance = "10 min" }',
)  # fmt: skip
ROUND = security.PatrolRoundStarted()


def slot(minute: float) -> engine.SlotPlanned:
    return engine.SlotPlanned(clause="4.3.2", starts_at=minutes(minute))


def test_a_slot_is_a_duty_before_anything_happens() -> None:
    timeline = play(policy(PATROL), (0, slot(120)), (0, slot(240)), (0, slot(240)), until=500)

    assert [duty.due_at for duty in timeline.duties.values()] == [minutes(130), minutes(250)]
    assert verdicts(timeline, 500) == ["overdue", "overdue"]


@pytest.mark.parametrize(
    ("minute", "expected"),
    [(100, ["open", "open"]), (110, ["kept", "open"]), (130, ["kept", "open"]), (160, ["late", "open"])],
)
def test_a_round_meets_its_slot_within_the_tolerance(minute: float, expected: list[str]) -> None:
    timeline = play(policy(PATROL), (0, slot(120)), (0, slot(240)), (minute, ROUND))

    assert verdicts(timeline, minute) == expected


def test_one_round_meets_one_slot_and_those_before_it_were_missed() -> None:
    timeline = play(policy(PATROL), (0, slot(120)), (0, slot(240)), (235, ROUND), until=600)

    assert verdicts(timeline, 600) == ["overdue", "kept"]
    assert next(iter(timeline.duties.values())).voided_by == "missed"


def test_a_round_at_the_instant_at_which_slots_meet_is_of_the_later_and_the_earlier_lapses() -> None:
    timeline = play(policy(PATROL), (0, slot(120)), (0, slot(140)), (130, ROUND))

    assert verdicts(timeline, 130) == ["overdue", "kept"]
    assert next(iter(timeline.duties.values())).lapsed_at == minutes(130)


def named(cause: int) -> security.PatrolRoundStarted:
    return security.PatrolRoundStarted(slot=cause)


def test_a_round_that_names_its_slot_meets_that_one() -> None:
    waits = PATROL.replace('tolerance = "10 min"', 'tolerance = "10 min", late = "6 h"')
    timeline = play(policy(waits), (0, slot(120)), (0, slot(240)), (238, named(2)), (238, named(2)))
    assert verdicts(timeline, 250) == [
        "overdue",
        "kept",
    ]  # the first waits for a proof told late; a second round meets none

    timeline.happen(named(1), CAST, minutes(125))
    assert [duty.excuse for duty in timeline.duties.values() if duty.cause == 1] == ["late_entry"]


def test_a_missed_slot_is_over_when_no_proof_is_waited_for_any_longer() -> None:
    waits = PATROL.replace('tolerance = "10 min"', 'tolerance = "10 min", late = "1 h"')
    timeline = play(policy(waits), (0, slot(120)), (0, slot(240)), (238, named(2)))
    assert [duty.voided_by for duty in timeline.duties.values() if duty.cause == 1] == ["missed"]
    assert verdicts(timeline, 250) == ["overdue", "kept"]


def test_a_schedule_may_bring_its_own_tolerance() -> None:
    planned = engine.SlotPlanned(clause="4.3.2", starts_at=minutes(120), tolerance_minutes=45)
    assert verdicts(play(policy(PATROL), (0, planned), (160, ROUND)), 170) == ["kept"]
    assert verdicts(play(policy(PATROL), (0, planned), (166, ROUND)), 170) == ["late"]


# Gates

NOTICE = clause(
    "4.4.8", "gate",
    'opens = [{ on = "task.planned", from = "starts_at", ahead = "24 h" }]\ncloses = [{ on = "notice.published" }]\n'
    'voids = [{ on = "task.cancelled" }]\nblocks = [{ on = "task.started" }]\nsame = ["task"]',
)  # fmt: skip


@pytest.mark.parametrize(("published", "passed"), [(0, True), (24 * 60, True), (24 * 60 + 1, False)])
def test_what_comes_too_short_before_does_not_pass_the_gate(published: float, passed: bool) -> None:
    timeline = play(policy(NOTICE), (0, grounds.TaskPlanned(task="t", starts_at=minutes(48 * 60))))
    timeline.happen(grounds.NoticePublished(task="t"), CAST, minutes(published))
    start = grounds.TaskStarted(task="t")
    running = [duty for duty in timeline.duties.values() if duty.is_open]
    refused = obligations.decide(timeline.policy, running, start, CAST, minutes(48 * 60), 9)
    assert [type(decision) for decision in refused] == ([] if passed else [Refuse])
    assert verdicts(timeline, 25 * 60) == (["kept"] if passed else ["overdue"])


def test_a_task_planned_too_short_before_is_never_free_to_start() -> None:
    timeline = play(policy(NOTICE), (0, grounds.TaskPlanned(task="t", starts_at=minutes(60))), until=5)
    timeline.happen(grounds.NoticePublished(task="t"), CAST, minutes(6))
    assert only(timeline).lapsed_at == minutes(0)
    timeline.happen(grounds.TaskCancelled(task="t"), CAST, minutes(7))
    assert verdicts(timeline, 8) == ["overdue"]


CONSENT = clause(
    "4.2.5", "gate",
    'opens = [{ on = "plan.proposed" }]\ncloses = [{ on = "plan.consented" }]\n'
    'blocks = [{ on = "work.started", unless = { emergency_override = true } }]',
)  # fmt: skip


def test_a_gate_refuses_until_it_is_passed() -> None:
    timeline = play(policy(CONSENT), (0, handling.PlanProposed()))
    blocked = obligations.decide(timeline.policy, timeline.duties.values(), handling.WorkStarted(), CAST, minutes(1), 2)
    assert [type(decision) for decision in blocked] == [Refuse]

    timeline.happen(handling.PlanConsented(), CAST, minutes(2))
    free = obligations.decide(timeline.policy, [], handling.WorkStarted(), CAST, minutes(3), 3)
    assert free == []
    assert verdicts(timeline, 3) == ["kept"]


def test_danger_does_not_wait_at_the_gate() -> None:
    timeline = play(policy(CONSENT), (0, handling.PlanProposed()))
    danger = handling.WorkStarted(emergency_override=True)

    assert obligations.decide(timeline.policy, timeline.duties.values(), danger, CAST, minutes(1), 2) == []


def test_in_a_history_passing_a_closed_gate_is_a_breach() -> None:
    timeline = play(
        policy(CONSENT), (0, handling.PlanProposed()), (5, handling.WorkStarted()), (9, handling.PlanConsented())
    )

    assert only(timeline).lapsed_at == minutes(5)
    assert verdicts(timeline, 10) == ["late"]


# Records

FORM = clause("3.1.4", "record", 'on = "intake.saved"\nrequires = ["requester_name", "content"]')


def test_a_record_carries_all_its_fields_or_is_refused() -> None:
    full = intake.IntakeSaved(filled=("content", "requester_name", "remark"))
    assert verdicts(play(policy(FORM), (0, full)), 1) == ["kept"]

    (refusal,) = obligations.decide(policy(FORM), [], intake.IntakeSaved(filled=("content",)), CAST, minutes(0), 1)
    assert isinstance(refusal, Refuse)
    assert refusal.missing == ("requester_name",)


def test_an_incomplete_record_may_count_as_a_breach_instead() -> None:
    timeline = play(policy(FORM + 'missing = "lapse"\n'), (0, intake.IntakeSaved()))

    assert verdicts(timeline, 1) == ["overdue"]
    assert only(timeline).lapsed_at == minutes(0)


# Links, versions, lapses that open something


def test_a_late_link_before_it_is_charged_to_whoever_was_late() -> None:
    report = clause(
        "4.2.12",
        "deadline",
        'opens = [{ on = "work.completed" }]\ncloses = [{ on = "result.reported" }]\nlimit = "30 min"',
    )
    told_owner = clause(
        "4.1.9", "deadline",
        'opens = [{ on = "work.completed" }]\ncloses = [{ on = "result.told" }]\nlimit = "1 h"\n'
        'late_link = { behind = "4.2.12", grace = "30 min" }',
        "follower",
    )  # fmt: skip
    found = policy(report, told_owner)
    timeline = play(found, (0, handling.WorkCompleted()), (50, handling.ResultReported()))
    duty = timeline.duties["4.1.9", 1]
    assert (duty.holder, duty.charged_to, duty.judged_due_at) == ("staff:li", "staff:chen", minutes(80))

    never = play(found, (0, handling.WorkCompleted()), until=61)
    assert (never.duties["4.1.9", 1].charged_to, never.duties["4.1.9", 1].lapsed_at) == ("staff:chen", minutes(60))

    in_time = play(found, (0, handling.WorkCompleted()), (20, handling.ResultReported()), until=61)
    assert in_time.duties["4.1.9", 1].charged_to == ""


def test_a_lapse_may_open_a_duty_of_somebody_else() -> None:
    decide = clause(
        "C29.1", "deadline",
        'opens = [{ on = "obligation.lapsed", when = { clause = "4.2.1" } }]\ncloses = [{ on = "coordination.decided" }]\nlimit = "1 h"',
        "admin_manager",
    )  # fmt: skip
    timeline = play(policy(CONTACT, decide), (0, Dispatched()), until=11)

    assert [(duty.clause, duty.holder, duty.opened_at) for duty in timeline.duties.values()][1] == (
        "C29.1",
        "staff:qin",
        minutes(10),
    )


def test_running_duties_keep_the_version_they_were_opened_under() -> None:
    old = policy(CONTACT, version="1")
    new = replace(policy(CONTACT.replace("10 min", "5 min"), version="2"), others={"1": old})
    timeline = play(old, (0, Dispatched()))
    timeline.policy = new
    timeline.advance(minutes(7))
    assert only(timeline).lapsed_at is None
    timeline.happen(Contacted(), WITH_CHEN, minutes(8))
    timeline.happen(Dispatched(), WITH_CHEN, minutes(20))

    assert [(duty.version, duty.due_at) for duty in timeline.duties.values()] == [
        ("1", minutes(10)),
        ("2", minutes(25)),
    ]


def test_the_engine_does_not_report_twice_nor_before_its_time() -> None:
    timeline = play(policy(CONTACT), (0, Dispatched()), until=11)
    again = engine.ObligationLapsed(clause="4.2.1", cause=1)
    assert obligations.decide(timeline.policy, timeline.duties.values(), again, CAST, minutes(12), 9) == []

    fresh = play(policy(CONTACT), (0, Dispatched()))
    assert obligations.decide(fresh.policy, fresh.duties.values(), again, CAST, minutes(3), 9) == []
    unknown = engine.ObligationLapsed(clause="9.9.9", cause=1)
    assert obligations.decide(fresh.policy, fresh.duties.values(), unknown, CAST, minutes(3), 9) == []
