"""Work that is still under warranty: the same fault again is free. For how long is a figure of the policy."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gensui.cases import access
from gensui.cases.models import Case, HandlingRecord
from gensui.cases.queries import policy_now
from gensui.core import worktime
from gensui.core.worktime import Duration
from gensui.people.acting import Actor
from gensui.people.models import Site, Unit


@dataclass(frozen=True, slots=True)
class Warranty:
    """Work at a home that is still under warranty, and the last day of it."""

    case: Case
    until: date

    def __str__(self) -> str:
        return _("{number} · {matter} · until {day}").format(
            number=self.case.number, matter=Truncator(self.case.matter).chars(30), day=self.until.isoformat()
        )


def warranties(actor: Actor, site: Site, unit: Unit | None, at: datetime) -> list[Warranty]:
    """What was put right at this home and is still under warranty, the latest first. At most three queries."""
    if unit is None or (span := _warranty(at)) is None:
        return []
    done = HandlingRecord.objects.filter(case__unit=unit, case__site=site, result="fixed", completed_at__gt=at - span)
    latest = dict(done.order_by("completed_at").values_list("case", "completed_at"))
    seen = access.visible_cases(actor).filter(pk__in=latest, merged_into=None)
    return [
        Warranty(case, case.local(latest[case.pk] + span).date())
        for case in Case.objects.with_people().filter(pk__in=seen.values("pk")).order_by("-pk")
    ]


def under_warranty(case: Case, at: datetime) -> bool:
    """Whether this request repeats work that is still under warranty. At most two queries."""
    if case.repeat_of_id is None or (span := _warranty(at)) is None:
        return False
    done = HandlingRecord.objects.filter(case=case.repeat_of_id, result="fixed", completed_at__gt=case.opened_at - span)
    return done.exists()


def _warranty(at: datetime) -> timedelta | None:
    policy = policy_now(at)
    span = policy.figure("work_warranty")
    return None if span is None else worktime.add(policy.calendars["always"], at, Duration.parse(str(span))) - at
