"""The plan of the community as a drawing, and what is odd about a scan, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gensui.rounds.models import Stop
from gensui.rounds.queries import Mark, Slot, Standing

TALL = 0.62
"""The plan's height as a share of its width."""
FRESH = timedelta(hours=12)

FLAGS: dict[str, Any] = {
    "too_fast": _("faster than on foot"),
    "out_of_order": _("out of order"),
    "wrong_place": _("another place"),
    "no_place": _("place unknown"),
    "clock_wrong": _("clock of the phone was wrong"),
    "clock_moved": _("clock of the phone was moved"),
    "by_hand": _("by hand"),
    "typed": _("code typed"),
    "place": _("by position"),
    "tag_broken": _("tag out of order"),
    "unscanned": _("many points without a scan"),
    "again": _("once more"),
    "failed": _("did not pass"),
    "out_of_range": _("figure out of range"),
    "no_photo": _("photo missing"),
    "second": _("walked by two"),
    "too_long": _("took too long"),
    "not_brought_back": _("never brought back"),
}
STANDINGS: dict[Standing, Any] = {
    "late": _("late, still awaited"),
    "due": _("due now"),
    "running": _("running"),
    "missed": _("missed"),
    "coming": _("to come"),
    "done_late": _("done late"),
    "done": _("done"),
}
TONES: dict[Standing, str] = {
    "late": "late", "missed": "late", "due": "soon", "running": "jade", "done_late": "soon", "done": "jade", "coming": "",
}  # fmt: skip


def odd(flags: Iterable[str]) -> list[str]:
    """What is odd, in words."""
    return [str(FLAGS.get(flag, flag)) for flag in flags]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point on the drawing."""

    x: float
    y: float
    name: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The plan: its points, and the ways between those of a route."""

    dots: list[Dot]
    ways: list[str]
    height: float = 1000 * TALL


def draw(marks: Sequence[Mark], routes: Iterable[Sequence[Stop]], at: datetime, zone: str) -> Drawing:
    """The plan with every point, when it was last visited, and the routes between them."""
    dots = [_dot(mark, at, ZoneInfo(zone)) for mark in marks]
    ways = [
        " ".join(f"{stop.point.x},{stop.point.y * TALL:.0f}" for stop in stops) for stops in routes if len(stops) > 1
    ]
    return Drawing(dots, ways)


def _dot(mark: Mark, at: datetime, zone: ZoneInfo) -> Dot:
    point, last = mark.point, mark.last_at
    when = f"{last.astimezone(zone):%m-%d %H:%M}" if last else gettext("never")
    tone = "missed" if mark.missed else "fresh" if last and at - last < FRESH else "old"
    said = gettext("{name}: missed today, last visit {when}") if mark.missed else gettext("{name}: last visit {when}")
    return Dot(point.x, point.y * TALL, point.name, tone, said.format(name=point.name, when=when))


@dataclass(frozen=True, slots=True)
class Line:
    """A slot in a list, as people read it."""

    slot: Slot
    standing: str
    tone: str
    missed: list[str]


def lines(slots: Iterable[Slot], at: datetime, names: dict[int, str]) -> list[Line]:
    """Slots with their standing in words and their missed points by name."""
    found = []
    for slot in slots:
        standing = slot.standing(at)
        missed = [names.get(point, "?") for point in slot.missed]
        found.append(Line(slot, str(STANDINGS[standing]), TONES[standing], missed))
    return found
