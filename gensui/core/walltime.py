"""What a clock on the wall shows, and the instants that this means."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def utc(at: datetime) -> datetime:
    """The same instant in UTC. Refuses (``ValueError``) one without a zone."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a local wall time: the first of two where it comes twice; moved on by the gap where it never comes."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def edge(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock first shows this wall time, or skips it. Unlike ``instant`` it keeps the order of what lies in a gap, so that
    hours which do not overlap on the wall never do."""
    after = instant(wall, zone)
    if after.astimezone(zone).replace(tzinfo=None) == wall:
        return after
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range(round((after - before).total_seconds()))
    behind = bisect_left(
        seconds, True, key=lambda more: (before + timedelta(seconds=more)).astimezone(zone).replace(tzinfo=None) > wall
    )
    return before + timedelta(seconds=behind)
