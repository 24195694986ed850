"""The weeks and months that inspections look at, on the clocks of a community."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gensui.people.models import Site

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
