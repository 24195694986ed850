"""The thread as a drawing: where each knot and each coloured stretch lies. Arithmetic only; the template draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from gensui.cases.thread import ANSWERS, OF_COMPLAINT, STEPS, Standing

Size = Literal["small", "phone", "large"]
NOTHING = frozenset({"todo", "none", "gone", "lost"})
"""Where nothing happened: a small knot, and no stretch before it."""


@dataclass(frozen=True, slots=True)
class Box:
    """The measures of a drawing, in its own units."""

    width: int
    height: int
    middle: int
    margin: int
    knot: int
    dot: int


BOXES: dict[str, Box] = {
    "small": Box(250, 20, 10, 8, 5, 2),
    "phone": Box(354, 20, 10, 8, 5, 2),
    "large": Box(1100, 96, 44, 48, 9, 6),
}


@dataclass(frozen=True, slots=True)
class Knot:
    """A promise on the thread, placed."""

    label: str
    shape: str
    x: float
    y: int
    size: int
    used_from: float
    used_to: float
    time: str
    words: str

    @property
    def is_diamond(self) -> bool:
        return self.shape == "late"

    @property
    def has_tick(self) -> bool:
        return self.shape in ("met", "done")

    @property
    def is_running(self) -> bool:
        return self.shape in ("now", "soon", "over", "wait")

    @property
    def diamond(self) -> str:
        """The path of a knot that was met late."""
        reach = self.size + 2
        return f"M{self.x} {self.y - reach}l{reach} {reach} {-reach} {reach} {-reach} {-reach}z"

    @property
    def tick(self) -> str:
        """The path of the check in a knot that was met."""
        unit = self.size / 9
        return f"M{self.x - 4 * unit:.1f} {self.y + unit / 2:.1f}l{3 * unit:.1f} {3 * unit:.1f} {5.5 * unit:.1f} {-6 * unit:.1f}"

    @property
    def stroke(self) -> str:
        """The path of the stroke in a knot that was met late."""
        return f"M{self.x} {self.y - 4}v5M{self.x} {self.y + 4.4}v.2"


def draw(standings: Sequence[Standing], size: Size) -> tuple[Box, list[Knot]]:
    """The thread's knots, evenly spaced; the stretch before a knot is coloured by the share of its limit that was used."""
    box, said = BOXES[size], speech()
    gap = (box.width - 2 * box.margin) / max(len(standings) - 1, 1)
    knots = []
    for place, one in enumerate(standings):
        x = round(box.margin + gap * place, 1)
        before = round(x - gap, 1) if place else x
        reach = round(before + (x - before) * one.used, 1)
        time = said.time_of(one)
        knots.append(
            Knot(
                label=said.labels[one.key], shape=one.shape, x=x, y=box.middle, size=box.dot if one.shape in NOTHING else box.knot,
                used_from=before, used_to=before if one.shape in NOTHING else reach, time=time, words=said.in_words(one, time),
            )
        )  # fmt: skip
    return box, knots


def small(box: Box, knots: Sequence[Knot], size: Size) -> str:
    """The drawing of a row or a telephone, without labels: SVG of numbers and known words only."""
    y = box.middle
    drawn = [
        f'<svg class="thread of-{size}" viewBox="0 0 {box.width} {box.height}" aria-hidden="true">',
        f'<line class="base" x1="{box.margin}" x2="{box.width - box.margin}" y1="{y}" y2="{y}"/>',
    ]
    for knot in knots:
        if knot.used_to != knot.used_from:
            late = " late" if knot.shape == "over" else ""
            drawn.append(
                f'<line class="used {knot.shape}{late}" x1="{knot.used_from}" x2="{knot.used_to}" y1="{y}" y2="{y}"/>'
            )
    for knot in knots:
        if knot.is_diamond:
            drawn.append(f'<path class="knot late" d="{knot.diamond}"/>')
        else:
            now = " now" if knot.is_running else ""
            drawn.append(f'<circle class="knot {knot.shape}{now}" cx="{knot.x}" cy="{y}" r="{knot.size}"/>')
    return "".join(drawn) + "</svg>"


@dataclass(frozen=True, slots=True)
class Speech:
    """What the thread says in one language, looked up once: a list of sixty cases says it six hundred times."""

    sentences: Mapping[str, str]
    because: str
    labels: Mapping[str, str]
    minutes: str
    hours: str
    hours_and_minutes: str
    days: str

    def span(self, duration: timedelta | None) -> str:
        """A length of time, as short as a label needs it: 0:45, 12 min, 2 h, 3 d."""
        if duration is None:
            return ""
        seconds = int(duration.total_seconds())
        if seconds < 600 and seconds % 60:
            return f"{seconds // 60}:{seconds % 60:02d}"
        minutes = round(seconds / 60)
        if minutes < 120:
            return self.minutes.format(count=minutes)
        if minutes < 48 * 60:
            hours, rest = divmod(minutes, 60)
            return self.hours_and_minutes.format(hours=hours, minutes=rest) if rest else self.hours.format(count=hours)
        return self.days.format(count=round(minutes / 1440, 1)).replace(".0", "")

    def time_of(self, one: Standing) -> str:
        """What stands under a knot: used of the limit, or the time of day."""
        if one.took is not None and one.limit:
            return f"{self.span(one.took)} / {self.span(one.limit)}"
        return clock_time(one.at) if one.at is not None else ""

    def in_words(self, one: Standing, time: str) -> str:
        """A knot as a sentence, for those who hear the page."""
        label = self.labels[one.key]
        said = label if one.key in ANSWERS else self.sentences[one.shape].format(step=label)
        if one.ended_by:
            said = self.because.format(what=said, why=one.ended_by)
        return f"{said} {time}" if time else said


@lru_cache(maxsize=8)
def _speech(language: str) -> Speech:
    with override(language):
        return Speech(
            sentences={
                "met": _("{step}: done in time"), "late": _("{step}: done late"), "over": _("{step}: late, not done yet"),
                "soon": _("{step}: running, nearly out of time"), "now": _("{step}: running"), "wait": _("{step}: paused"),
                "todo": _("{step}: to come"), "done": _("{step}: done"), "past": _("{step}: passed"),
                "none": _("{step}: not done"), "gone": _("{step}: no longer due"),
                "lost": _("{step}: late, and no longer due"),
            },
            because=_("{what}, because: {why}"),
            labels={step.key: str(step.label) for step in (*STEPS, *OF_COMPLAINT, *ANSWERS.values())},
            minutes=_("{count} min"), hours=_("{count} h"),
            hours_and_minutes=_("{hours} h {minutes}"), days=_("{count} d"),
        )  # fmt: skip


def speech() -> Speech:
    """What the thread says in the reader's language."""
    return _speech(get_language() or "")


def span(duration: timedelta | None) -> str:
    """A length of time, as short as a label needs it: 0:45, 12 min, 2 h, 3 d."""
    return speech().span(duration)


def clock_time(at: datetime) -> str:
    """The time of day."""
    return date_format(localtime(at), "H:i")
