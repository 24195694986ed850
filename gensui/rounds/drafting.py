"""The draft of a department's report: what was planned and done in a week, what went wrong and comes again, what is next."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from gensui.people.models import Site
from gensui.rounds import queries
from gensui.rounds.models import Finding, Plan, Round

WEEK = timedelta(days=7)
OFTEN = 3
"""From how many of a kind at one place on it is a pattern."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft, in figures and sentences that whoever leads puts right."""

    planned: int
    kept: int
    problems: str
    patterns: str
    ahead: str
    figures: dict[str, int] = field(default_factory=dict)


def last_week(site: Site, at: datetime) -> tuple[datetime, datetime]:
    """The week that ended last: from Monday to Monday, on the clocks of the community."""
    here = at.astimezone(ZoneInfo(site.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    until = here - timedelta(days=here.weekday())
    return until - WEEK, until


def period_of(since: datetime) -> str:
    """What a week is called: 2026-W47."""
    year, week, _day = since.isocalendar()
    return f"{year}-W{week:02d}"


def draw(site: Site, department: str, since: datetime, until: datetime) -> Draft:
    """The draft from what happened. Seven queries."""
    plans = list(Plan.objects.filter(site=site, sort__department=department).select_related("sort", "site"))
    slots = queries.slots(plans, since, until)
    tally = queries.tally(slots, until)
    tasks = list(
        Round.objects.filter(
            plan__in=plans, plan__sort__clause="", planned_at__gte=since, planned_at__lt=until, redo_of=None
        )
        .exclude(state=Round.State.CANCELLED)
        .select_related("plan__sort")
    )
    done = sum(one.state == Round.State.DONE for one in tasks)
    failed = list(
        Round.objects.filter(plan__in=plans, passed=False, checked_at__gte=since, checked_at__lt=until).select_related(
            "plan"
        )
    )
    findings = list(
        Finding.objects.filter(round__plan__in=plans, found_at__gte=since, found_at__lt=until).select_related(
            "case", "point", "category"
        )
    )
    missed = [slot for slot in slots if slot.standing(until) in ("missed", "late")]
    kept = tally["done"] + tally["done_late"] + done
    return Draft(
        planned=len(slots) + len(tasks), kept=kept, problems=_problems(missed, failed, findings),
        patterns=_patterns(missed, findings), ahead=_ahead(plans, until),
        figures={
            "slots": len(slots), "in_time": tally["done"], "late": tally["done_late"], "missed": len(missed), "tasks": len(tasks),
            "tasks_done": done, "failed": len(failed), "findings": len(findings),
        },
    )  # fmt: skip


def _problems(missed: list[queries.Slot], failed: list[Round], findings: list[Finding]) -> str:
    lines = [
        _("{plan}: missed {count} times").format(plan=plan, count=count)
        for plan, count in Counter(slot.plan.name for slot in missed).most_common(8)
    ]
    lines += [
        _("{plan}: did not pass on {day}, done again").format(
            plan=one.plan.name, day=f"{one.local(one.checked_at):%m-%d}"
        )
        for one in failed[:8]
        if one.checked_at is not None
    ]
    lines += [
        _("{what} at {place}: case {number}").format(
            what=one.words or one.category, place=one.point or "—", number=one.case.number if one.case else "—"
        )
        for one in findings[:12]
    ]
    return "\n".join(lines)


def _patterns(missed: list[queries.Slot], findings: list[Finding]) -> str:
    lines = [
        _("{what}, {place}: {count} times in a week").format(what=what, place=place or "—", count=count)
        for (what, place), count in Counter((str(one.category), str(one.point or "")) for one in findings).most_common(
            6
        )
        if count >= OFTEN
    ]
    hours = Counter(
        f"{slot.plan.site.zone and slot.starts_at.astimezone(ZoneInfo(slot.plan.site.zone)):%H}" for slot in missed
    )
    lines += [
        _("Missed again and again about {hour}:00: {count} times").format(hour=hour, count=count)
        for hour, count in hours.most_common(2)
        if count >= OFTEN
    ]
    return "\n".join(lines)


def _ahead(plans: list[Plan], until: datetime) -> str:
    coming = Round.objects.filter(
        plan__in=plans, state=Round.State.PLANNED, planned_at__gte=until, planned_at__lt=until + WEEK
    )
    tasks = [
        f"{one.local(one.planned_at):%m-%d %H:%M} {one.plan.name}"
        for one in coming.select_related("plan__site").order_by("planned_at")[:12]
        if one.planned_at is not None
    ]
    daily = sum(plan.retired_at is None and bool(plan.sort.clause) for plan in plans)
    lines = [_("{count} plans by the day, as before").format(count=daily)] if daily else []
    return "\n".join([*lines, *tasks])
