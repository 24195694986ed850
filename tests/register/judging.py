"""What became of a promise: read from the duties that the house kept, and from what it refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from gensui.ledger.models import Obligation
from tests.register.pages import NotOffered
from tests.register.story import Refused, Story, moment

PROMISES: Mapping[str, tuple[str, ...]] = {
    "phone_3_rings": ("3.1.2",), "classify_assign_5m": ("4.1.5",), "contact_30m": ("3.2.5",), "contact_10m": ("4.2.1",),
    "arrive": ("4.2.2",), "survey_plan_15m": ("4.2.3",), "plan_consent_before_work": ("4.2.5",),
    "parts_consent": ("2.2.7", "2.2.8"), "general_repair_2h": ("4.2.9",), "complex_eta": ("C11.1",),
    "complex_eta_told": ("4.2.10",), "repair_feedback_30m": ("4.2.12", "4.2.13", "3.2.10"), "result_1h": ("4.1.9",),
    "redo_or_explain": ("3.3.8",), "opinion_fed_back_2h": ("4.1.12",), "progress_24h": ("3.3.3",),
    "return_visit": ("3.4.1", "3.4.2"), "coordination_2h": ("4.1.8",), "patrol_2h": ("4.3.2",), "gate_5m": ("4.3.8",),
    "emergency_1m": ("4.3.9",), "security_daily_report": ("4.3.13",), "sweep_twice": ("4.4.3",),
    "bins_disinfected": ("4.4.5",), "green_notice": ("4.4.8",), "env_arrive_30m": ("4.4.9",), "induction_2d": ("5.1.1",),
    "quarterly_training": ("5.1.5",), "monthly_assessment": ("5.2.3",), "wage_cap": ("6.3.5",),
    "self_criticism": ("6.3.3",), "required_by": ("C30.1",), "garbage": ("4.4.4",),
}  # fmt: skip
"""Which clauses keep a promise of the scenarios."""


@dataclass
class Told:
    """A story as it was told: what the house refused, and which acts no page offered."""

    story: Story
    refusals: list[Refused] = field(default_factory=list)
    missing: list[NotOffered] = field(default_factory=list)

    def duties(self, *clauses: str) -> list[Obligation]:
        """The duties of these clauses in the community, but of cases only those of the story's own."""
        stranger = Q(stream=self.story.cast.stranger.key) | Q(stream__contains=":elsewhere")
        found = Obligation.objects.filter(clause__in=clauses).exclude(stranger)
        if self.story.number:
            found = found.filter(Q(stream=self.story.case.stream) | ~Q(stream__startswith="case:"))
        return list(found.order_by("opened_at", "pk"))


def verdict_of(told: Told, duties: Sequence[Obligation]) -> dict[str, Any]:
    """What can be said of these duties together."""
    lapsed = [one for one in duties if one.lapsed_at]
    met = [one for one in duties if one.state == "met"]
    lateness = [one.lateness for one in met if one.lapsed_at and one.lateness]
    return {
        "made": len(duties), "met": len(met), "lapsed": len(lapsed), "voided": sum(one.state == "void" for one in duties),
        "late_by_s": sum(one.total_seconds() for one in lateness), "missed": sum(one.state != "met" for one in lapsed),
        "refused": len(told.refusals), "early": sum(bool(one.early_at) for one in duties),
    }  # fmt: skip


def agrees(told: Told, expected: Mapping[str, Any]) -> str:
    """Nothing where the house says what is expected of a promise; else what it says."""
    duties = _meant(told.duties(*PROMISES[expected["promise"]]), expected)
    found = verdict_of(told, duties)
    flagged = found["refused"] or found["lapsed"] or found["early"]
    right = {
        "kept": found["met"] and not found["lapsed"],
        "late": found["met"]
        and found["late_by_s"]
        and expected.get("late_by_s", found["late_by_s"]) == found["late_by_s"],
        "missed": found["lapsed"] == expected.get("count") and found["missed"],
        "not_kept": bool(found["lapsed"]),
        "refused_or_flagged": flagged,
        "not_kept_or_refused": flagged,
        "none": not found["made"],
        "kept_or_none": not found["lapsed"],
        "not_missed": not found["lapsed"],
        "second_round_opened": found["made"] - found["voided"] >= 2,
        "within_hours": _within(duties, expected.get("hours", 0)),
    }[expected["verdict"]]
    return "" if right else f"{expected['promise']} is to be {expected['verdict']}, and is {found} {told.missing or ''}"


def _meant(duties: Sequence[Obligation], expected: Mapping[str, Any]) -> list[Obligation]:
    """The duties of the day or the span that the story speaks of."""
    if "window" in expected:
        since, until = (moment(text) for text in expected["window"])
    elif "day" in expected:
        since = moment(f"{expected['day']} 00:00:00")
        until = since + timedelta(days=1)
    else:
        return list(duties)
    return [one for one in duties if one.due_at and since <= one.due_at < until]


def _within(duties: Sequence[Obligation], hours: int) -> bool:
    def soon(due: datetime | None, one: Obligation) -> bool:
        return due is not None and due - one.opened_at <= timedelta(hours=hours)

    return bool(duties) and all(soon(one.due_at, one) for one in duties)
