"""A clock as a page shows it: a shape, a word and a time; never colour alone. Put together here, as it stands in every row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from gensui.cases.thread import SOON
from gensui.ledger.models import Obligation

State = Literal["running", "soon", "late", "paused", "met", "window"]
ROUND = 44.0
"""The way round the ring of a clock, in the drawing's units."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """How a promise stands at a moment."""

    state: State
    due_at: datetime | None
    share: float
    left: timedelta

    @property
    def ring(self) -> str:
        """How much of the ring is still there."""
        return f"{ROUND * (1 - self.share):.1f} {ROUND}"

    @property
    def counts(self) -> bool:
        """Whether it is counted down on the page."""
        return self.state in ("running", "soon", "late")


def clock(duty: Obligation, at: datetime) -> Clock:
    """How a duty stands. A window counts to its opening first."""
    due = duty.due_at
    if duty.state == "met":
        return Clock("met", due, 1.0, timedelta())
    if duty.paused_at is not None:
        return Clock("paused", due, 0.0, timedelta())
    if due is None:
        return Clock("running", None, 0.0, timedelta())
    if duty.not_before is not None and at < duty.not_before:
        return Clock("window", duty.not_before, 0.0, duty.not_before - at)
    left = due - at
    limit = timedelta(microseconds=duty.limit_us) or HOUR
    share = min(max(1 - left / limit, 0.0), 1.0)
    if left <= timedelta():
        return Clock("late", due, 1.0, left)
    soon = share >= SOON and left < HOUR
    return Clock("soon" if soon else "running", due, share, left)


RING = '<circle cx="9" cy="9" r="7" fill="none" stroke="{stroke}" stroke-width="{width}"{more} />'
MARK = '<path d="{path}" fill="none" stroke="var(--card)" stroke-width="2" stroke-linecap="round" />'
SHAPES: dict[State, str] = {
    "late": '<path d="M9 .5L17.5 9 9 17.5.5 9z" fill="currentColor" />' + MARK.format(path="M9 5v4.6M9 12.4v.4"),
    "paused": '<circle cx="9" cy="9" r="7.5" fill="none" stroke="currentColor" stroke-width="2" />'
    '<path d="M7 6v6M11 6v6" stroke="currentColor" stroke-width="2" />',
    "met": '<circle cx="9" cy="9" r="8" fill="currentColor" />' + MARK.format(path="M5.4 9.3l2.5 2.5 4.8-5.2"),
    "window": RING.format(stroke="currentColor", width=2, more=' stroke-dasharray="2 3"'),
}
RUNNING = RING.format(stroke="var(--line-strong)", width=3, more="") + RING.format(
    stroke="currentColor", width=3, more=' stroke-dasharray="{ring}" transform="rotate(-90 9 9)"'
)


@lru_cache(maxsize=8)
def _words(language: str) -> Mapping[str, str]:
    with override(language):
        words = {
            "paused": _("paused"), "met": _("kept"), "window": _("opens"), "late": pgettext("clock", "late"),
            "open": pgettext("clock", "open"), "days": pgettext("days", "d"),
        }  # fmt: skip
    return {name: escape(word) for name, word in words.items()}


def drawn(clock: Clock) -> str:
    """A clock as HTML: numbers, known words and a time that the script counts on."""
    shape = SHAPES.get(clock.state) or RUNNING.format(ring=clock.ring)
    return f'<span class="clock {clock.state}"><svg viewBox="0 0 18 18" aria-hidden="true">{shape}</svg> {_said(clock)}</span>'


def _said(clock: Clock) -> str:
    words = _words(get_language() or "")
    if clock.state in ("paused", "met"):
        return words[clock.state]
    if clock.due_at is None:
        return words["open"]
    due = localtime(clock.due_at)
    time = f'<time datetime="{due.isoformat()}"'
    if clock.state == "window":
        return f"{words['window']} {time}>{date_format(due, 'm-d H:i')}</time>"
    late = f"{words['late']} " if clock.state == "late" else ""
    return f"{time} data-countdown>{late}{_left(clock.left, words['days'])}</time>"


def _left(left: timedelta, days: str) -> str:
    """What is left, or how late it is, as the script will go on counting."""
    if abs(left) >= DAY:
        hours, minutes = divmod(int(abs(left) % DAY / timedelta(minutes=1)), 60)
        return f"{abs(left) // DAY} {days} {hours}:{minutes:02d}"
    minutes, seconds = divmod(abs(int(left.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
