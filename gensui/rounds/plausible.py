"""What is odd about a scan. Values in, words out: nothing odd is refused, it is shown to whoever looks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BRISK = 0.6
"""Who needs less than this share of the walking time did not walk."""
NEAR = 60.0
"""Metres from the point that are near enough, beside the accuracy of the place."""
CLOCK = timedelta(minutes=2)
"""A clock that is wrong by more than this, or moves by more while it is carried, is told."""
EARTH = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phone says it is, or where a point lies; ``accuracy`` in metres."""

    latitude: float
    longitude: float
    accuracy: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A scan as the phone tells it: which stop, when by our clock, how, where; how far the phone's clock was off then and now."""

    order: int
    at: datetime
    proof: str
    place: Place | None = None
    off_then: timedelta = timedelta()
    off_now: timedelta = timedelta()


def metres(one: Place, other: Place) -> float:
    """How far two places are apart."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    north, east = b - a, math.radians(other.longitude - one.longitude)
    h = math.sin(north / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(east / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(h))


def is_at(place: Place | None, point: Place | None) -> bool:
    """Whether the phone says that it is at the point, and knows its own place well enough to say so."""
    return place is not None and point is not None and place.accuracy <= NEAR and metres(point, place) <= NEAR


def flags(seen: Seen, before: Sequence[Seen], ways: Sequence[int], point: Place | None) -> tuple[str, ...]:
    """What is odd about this scan, after those ``before`` it on the same round.

    ``ways`` gives the seconds to each stop from the one before, in their order; ``point`` where the point lies, if that is known.
    """
    found: list[str] = []
    last = max(before, key=lambda one: one.at, default=None)
    if last is not None and last.order != seen.order:
        if seen.at - last.at < timedelta(seconds=BRISK * _way(ways, last.order, seen.order)):
            found.append("too_fast")
        if seen.order < max(one.order for one in before):
            found.append("out_of_order")
    if any(one.order == seen.order for one in before):
        found.append("again")
    if point is not None and seen.place is not None and metres(point, seen.place) > NEAR + seen.place.accuracy:
        found.append("wrong_place")
    if point is not None and seen.place is None and seen.proof != "paper":
        found.append("no_place")
    if abs(seen.off_now) > CLOCK:
        found.append("clock_wrong")
    if abs(seen.off_now - seen.off_then) > CLOCK:
        found.append("clock_moved")
    if seen.proof in ("manual", "paper"):
        found.append("by_hand")
    if seen.proof in ("typed", "place"):
        found.append(seen.proof)
    return tuple(found)


def _way(ways: Sequence[int], one: int, other: int) -> int:
    """The seconds of the shortest way along the stops, either way round."""
    low, high = sorted((one, other))
    forth = sum(ways[low:high])
    back = sum(ways) - forth
    return min(forth, back) if ways and ways[0] else forth
