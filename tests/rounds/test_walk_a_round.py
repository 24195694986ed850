"""A round: its slot is there before it begins, met at its true time, and each missed point is named."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.people import acting
from gensui.people.access import NotYours
from gensui.rounds import queries
from gensui.rounds.actions import planning, walking
from gensui.rounds.models import Round
from gensui.rounds.plausible import Place
from gensui.rounds.refusals import NothingProved, NotOnRoute, PlanRetired, Unanswered
from tests.amended import amended
from tests.cast import MONDAY, minutes
from tests.rounds.conftest import Grounds, Walk, entry, flags, hours, slots

pytestmark = pytest.mark.database


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def test_slots_are_there_before_anybody_does_anything(ground: Grounds) -> None:
    due_ones = slots(ground.route)
    assert len(due_ones) == 15  # from eight on Monday to the end of two days, every two hours
    assert [one.due_at for one in due_ones[:2]] == [minutes(-110), minutes(10)]
    assert {one.holder for one in due_ones} == {ground.lead.key}  # whoever leads then
    assert [one.due_at for one in slots(ground.lobby)[:2]] == [hours(0), hours(7)]  # eight and three, two hours each
    assert faults() == []


def test_a_round_meets_its_slot_and_is_whole(ground: Grounds, walk: Walk) -> None:
    round = walk(0, 1, 2, 3)

    slot = slots(ground.route)[1]
    assert (slot.state, slot.lapsed_at, round.slot, round.planned_at) == ("met", None, slot.cause, MONDAY)
    assert (round.state, round.missed, round.flags) == ("done", [], [])
    assert flags(round) == [[], [], [], []]
    kept = Obligation.objects.filter(stream=ground.route.stream, clause__in=("4.3.1", "4.3.3"))
    assert sorted((one.clause, one.state, one.lapsed_at) for one in kept) == [
        ("4.3.1", "met", None),
        ("4.3.3", "met", None),
    ]
    assert faults() == []


def test_each_missed_point_is_named_and_the_record_counts_as_incomplete(ground: Grounds, walk: Walk) -> None:
    round = walk(0, 2)

    assert round.missed == [ground.points[1].pk, ground.points[3].pk]
    event = Event.objects.get(kind="patrol.round_finished")
    assert (event.data["missed"], event.data["points"]) == (2, [f"point:{one}" for one in round.missed])
    assert Obligation.objects.get(clause="4.3.3").lapsed_at is not None


def test_a_round_that_does_not_start_alarms_at_its_limit(ground: Grounds) -> None:
    due.sweep(at=minutes(-109))
    slot = slots(ground.route)[0]
    assert (slot.state, slot.lapsed_at) == ("open", minutes(-110))
    told = set(Outgoing.objects.filter(stream=ground.route.stream, what="lapse").values_list("to", flat=True))
    assert ground.lead.key in told
    (shown,) = [
        one for one in queries.slots_of_today(ground.lead, ground.cast.site, minutes(-109)) if one.duty.pk == slot.pk
    ]
    assert shown.standing(minutes(-109)) == "late"


def test_two_guards_on_one_slot_both_count_and_what_either_proved_is_not_missed(ground: Grounds, walk: Walk) -> None:
    first = walk(0, 1, key="round-a", back=False)
    second = walk(2, 3, key="round-b", by=ground.other, start=3)

    assert (first.slot, second.slot) == (slots(ground.route)[1].cause,) * 2
    assert second.flags == ["second"]
    assert second.missed == []
    assert walking.finish_round(round=first, actor=ground.guard, at=minutes(30)).missed == []
    assert slots(ground.route)[1].state == "met"
    assert slots(ground.route)[2].state == "open"  # the second round takes nobody else's slot
    assert faults() == []


def test_what_is_told_late_meets_its_slot_at_its_true_time_also_after_a_later_round(
    ground: Grounds, walk: Walk
) -> None:
    walk(0, 1, 2, 3, start=120, key="the-later-one")
    late = walking.start_round(
        plan=ground.route, key="the-first-one", actor=ground.other, at=hours(5), entry=entry(minutes(4))
    )
    slot = slots(ground.route)[1]
    assert (late.slot, slot.state, slot.met_at, slot.excuse) == (slot.cause, "met", minutes(4), "late_entry")
    assert slot.lapsed_at == minutes(10)  # the lapse stands, with its reason beside it
    assert faults() == []


def test_the_same_key_is_the_same_round(ground: Grounds) -> None:
    for _twice in range(2):
        walking.start_round(plan=ground.route, key="once-only", actor=ground.guard, at=minutes(1))
    assert Round.objects.count() == 1
    assert Event.objects.filter(kind="patrol.round_started").count() == 1


@pytest.mark.parametrize(
    ("places", "minute", "words", "expected"),
    [
        ((0, 1), 0.5, {}, ["too_fast"]),
        ((0, 2, 1), 6, {}, ["out_of_order"]),
        ((0, 1), 6, {"place": Place(31.3, 121.4, 10)}, ["wrong_place"]),
        ((0, 1), 6, {"place": Place(31.201, 121.4, 10)}, []),
        ((0, 1), 6, {"place": None}, ["no_place"]),
        ((0, 1), 6, {"off_now": timedelta(minutes=9), "off_then": timedelta(minutes=9)}, ["clock_wrong"]),
        ((0, 1), 6, {"off_now": timedelta(hours=1), "off_then": timedelta()}, ["clock_wrong", "clock_moved"]),
        ((0, 1), 6, {"proof": "manual", "note": "tag torn off"}, ["place"]),
        ((0, 1), 6, {"proof": "manual", "note": "tag torn off", "place": None}, ["no_place", "by_hand"]),
        ((0, 1), 6, {"proof": "typed", "note": "no camera"}, ["typed"]),
        ((0, 0), 6, {}, ["again"]),
        ((0, 1), 6, {"answers": {"safe": False}}, ["failed", "no_photo"]),
        ((0, 1), 6, {"answers": {"safe": False}, "photos": ("d" * 64,)}, ["failed"]),
    ],
)  # fmt: skip
def test_what_is_odd_is_flagged_and_not_refused(
    ground: Grounds, walk: Walk, places: tuple[int, ...], minute: float, words: dict[str, Any], expected: list[str]
) -> None:
    round = walk(back=False)
    for count, place in enumerate(places[:-1]):
        walking.prove_points(
            round=round, proved=[ground.proved(place, 1 + count * 4)], actor=ground.guard, at=minutes(1 + count * 4)
        )
    last = ground.proved(places[-1], 1 + (len(places) - 2) * 4 + minute, **words)
    walking.prove_points(round=round, proved=[last], actor=ground.guard, at=minutes(30))
    assert flags(round)[-1] == expected


def test_a_round_is_given_up_after_as_long_as_the_policy_says(ground: Grounds, walk: Walk) -> None:
    walk(0, back=False)
    amended(hours(1), round_forgotten='"3 h"')
    assert walking.end_forgotten(actor=acting.SYSTEM, at=hours(2)) == 0
    assert walking.end_forgotten(actor=acting.SYSTEM, at=hours(4)) == 1


def test_a_round_that_is_never_brought_back_is_ended_with_its_missed_points_and_may_still_come(
    ground: Grounds, walk: Walk
) -> None:
    round = walk(0, back=False)
    assert walking.end_forgotten(actor=acting.SYSTEM, at=hours(4)) == 0
    assert walking.end_forgotten(actor=acting.SYSTEM, at=hours(6)) == 1
    round.refresh_from_db()
    assert (round.state, round.flags, len(round.missed)) == ("done", ["not_brought_back", "too_long"], 3)
    assert Obligation.objects.get(clause="4.3.1").lapsed_at == minutes(90)

    walking.prove_points(
        round=round,
        proved=[ground.proved(place, 4 + 3 * place) for place in (1, 2, 3)],
        actor=ground.guard,
        at=hours(7),
    )
    walking.finish_round(round=round, actor=ground.guard, at=hours(7), entry=entry(minutes(20)))
    round.refresh_from_db()
    assert (round.missed, round.flags, round.finished_at) == ([], [], minutes(20))
    assert faults() == []


def test_a_cleaner_does_the_lobby_and_the_bins_with_agent_and_dilution(ground: Grounds) -> None:
    lobby = walking.start_round(plan=ground.lobby, key="lobby-am", actor=ground.cleaner, at=minutes(-60))
    with pytest.raises(NothingProved):
        walking.finish_round(round=lobby, actor=ground.cleaner, at=minutes(-50))
    place = ground.lobby.stops.get().point
    proved = ground.proved(0, -50, point=place, answers={"floors": True, "lifts": True}, place=None)
    walking.prove_points(round=lobby, proved=[proved], actor=ground.cleaner, at=minutes(-50))
    walking.finish_round(round=lobby, actor=ground.cleaner, at=minutes(-49))
    assert [one.state for one in slots(ground.lobby)[:2]] == ["met", "open"]  # two slots a day, shown apart

    bins = walking.start_round(plan=ground.bins, key="bins-today", actor=ground.cleaner, at=minutes(-40))
    one, two = (stop.point for stop in ground.bins.stops.order_by("order"))
    with pytest.raises(Unanswered, match="Agent"):
        walking.prove_points(
            round=bins,
            proved=[ground.proved(0, -39, point=one, answers={"cleaned": True})],
            actor=ground.cleaner,
            at=minutes(-39),
        )
    done = {"cleaned": True, "agent": "84", "dilution": "1:100"}
    walking.prove_points(
        round=bins, proved=[ground.proved(0, -39, point=one, answers=done)], actor=ground.cleaner, at=minutes(-39)
    )
    finished = walking.finish_round(round=bins, actor=ground.cleaner, at=minutes(-30))
    assert finished.missed == [two.pk]
    assert Event.objects.get(kind="task.done", stream=ground.bins.stream).data["filled"] == [
        "agent",
        "cleaned",
        "dilution",
    ]
    assert slots(ground.bins)[0].state == "met"
    assert faults() == []


def test_a_task_left_undone_leaves_its_slot_open(ground: Grounds) -> None:
    round = walking.start_round(plan=ground.lobby, key="lobby-am", actor=ground.cleaner, at=minutes(-60))
    left = walking.leave_undone(round=round, actor=ground.cleaner, at=minutes(-50), note="water is off")
    assert (left.state, slots(ground.lobby)[0].state) == ("left", "open")


def test_a_plan_that_is_given_up_awaits_nobody(ground: Grounds) -> None:
    due.sweep(at=minutes(-100))
    planning.retire_plan(plan=ground.route, actor=ground.lead, at=minutes(-99))
    states = [(one.state, one.lapsed_at is None) for one in slots(ground.route)]
    assert states == [("void", False)] + [("void", True)] * 14
    with pytest.raises(PlanRetired):
        walking.start_round(plan=ground.route, key="too-late-now", actor=ground.guard, at=minutes(0))
    assert due.plan(at=hours(40)) == 0 or slots(ground.route, state="open") == []


def test_who_may(ground: Grounds, walk: Walk) -> None:
    for stranger in (ground.cleaner, ground.cast.li, ground.cast.stranger, ground.cast.chen):
        with pytest.raises(NotYours):
            walking.start_round(plan=ground.route, key="not-mine-1", actor=stranger, at=minutes(0))
    round = walk(0, back=False)
    with pytest.raises(NotYours):
        walking.prove_points(round=round, proved=[ground.proved(1, 5)], actor=ground.other, at=minutes(5))
    with pytest.raises(NotYours):
        walking.finish_round(round=round, actor=ground.other, at=minutes(5))
    elsewhere = ground.proved(0, 5, point=ground.lobby.stops.get().point)
    with pytest.raises(NotOnRoute):
        walking.prove_points(round=round, proved=[elsewhere], actor=ground.guard, at=minutes(5))


def test_after_midnight_who_was_awaited_in_the_evening_is_awaited_still(ground: Grounds) -> None:
    midnight = MONDAY + timedelta(hours=14)  # on the clocks of the community

    def of_yesterday(at: datetime) -> list[tuple[datetime, str]]:
        shown = queries.slots_of_today(ground.lead, ground.cast.site, at)
        mine = [slot for slot in shown if slot.plan == ground.route and slot.starts_at < midnight]
        return [(slot.starts_at, slot.standing(at)) for slot in mine]

    due.sweep(at=midnight)
    assert of_yesterday(midnight + timedelta(minutes=30)) == [(midnight - timedelta(hours=2), "late")]
    assert of_yesterday(midnight + timedelta(hours=6)) == []
