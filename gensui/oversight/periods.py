"""The weeks and months that inspections and figures look at, on the clocks of a community; and which of them are not whole."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min

from gensui.cases.models import Case
from gensui.ledger import policies
from gensui.people.models import Duty, Site

Period = tuple[str, datetime, datetime]
"""What a stretch is called, from when, until when."""


def _midnight(site: Site, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(site.zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def last_week(site: Site, at: datetime) -> Period:
    """The week that ended last, from Monday to Monday."""
    until = _midnight(site, at)
    until -= timedelta(days=until.weekday())
    since = until - timedelta(days=7)
    year, week, _day = since.isocalendar()
    return f"{year}-W{week:02d}", since, until


def last_month(site: Site, at: datetime) -> Period:
    """The month that ended last."""
    until = _midnight(site, at).replace(day=1)
    since = (until - timedelta(days=1)).replace(day=1)
    return f"{since:%Y-%m}", since, until


def ended(site: Site, at: datetime) -> dict[str, Period]:
    """The stretch that each kind of regular inspection looks at now."""
    return {"weekly": last_week(site, at), "monthly": last_month(site, at)}


def began_on(site: Site) -> date:
    """The first day of which figures here can tell: a policy was in force, and somebody was on duty or asked for something.
    Three queries.
    """
    asked = Case.objects.filter(site=site).aggregate(first=Min("opened_at"))["first"]
    worked = Duty.objects.filter(employee__department__site=site).aggregate(first=Min("starts_at"))["first"]
    policy = policies.began_at(policies.newest())
    there = min((one for one in (asked, worked) if one is not None), default=policy)
    return max(policy, there).astimezone(ZoneInfo(site.zone)).date()


def part_of(site: Site, first: date, at: datetime, began: date | None = None) -> tuple[date, date] | None:
    """The first and the last day that is known of a month, where it was not whole: the house was set up within it, or it was not
    over at ``at``. Nothing of a whole month, and of one before the house was there.
    """
    began, today = began or began_on(site), at.astimezone(ZoneInfo(site.zone)).date()
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if began > last or (began <= first and last < today):
        return None
    return max(first, began), min(last, today)


def parts_of(
    site: Site, firsts: Iterable[date], at: datetime, began: date | None = None
) -> Mapping[str, tuple[str, str]]:
    """Those of the months that were not whole by ``at``, by what they are called, each with the days known of it. Three queries,
    or none where it is known when figures here ``began``.
    """
    began = began or began_on(site)
    parts = {f"{first:%Y-%m}": part_of(site, first, at, began) for first in firsts}
    return {month: (f"{part[0]}", f"{part[1]}") for month, part in parts.items() if part is not None}
