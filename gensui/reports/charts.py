"""Charts of a report, drawn here as SVG: no script, the same on paper, and by classes in the colours of the page, also dark ones.

On paper no stylesheet reaches into a drawing; so each part carries its colour, and the page's rules go before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import log10

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gensui.ui.thread import span

INK, QUIET, RULE, JADE, SOFT, CINNABAR = "#1d2829", "#57625f", "#d9d2c3", "#1b6656", "#b9cfc6", "#a93226"
COLOURS = {"ink": INK, "quiet": QUIET, "rule": RULE, "jade": JADE, "soft": SOFT, "late": CINNABAR}
FONT = "Noto Sans CJK TC, Noto Sans, sans-serif"
WIDTH = 720


@dataclass(slots=True)
class Drawing:
    """Parts of a drawing, in its own units."""

    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A bar, its upper left corner at (x, y)."""
        self.parts.append(
            f'<rect class="{colour}" fill="{COLOURS[colour]}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        )

    def rule(self, x1: float, y1: float, x2: float, y2: float, colour: str = "rule", width: float = 1) -> None:
        """A straight line."""
        self.parts.append(
            f'<line class="{colour}" stroke="{COLOURS[colour]}" stroke-width="{width}" '
            f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
        )

    def path(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """A line through points."""
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline class="{colour}" fill="none" stroke="{COLOURS[colour]}" stroke-width="2" points="{way}"/>'
        )

    def dot(self, x: float, y: float, colour: str, radius: float = 3.5) -> None:
        """A dot."""
        self.parts.append(f'<circle class="{colour}" fill="{COLOURS[colour]}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>')

    def text(
        self, x: float, y: float, said: object, colour: str = "quiet", anchor: str = "middle", size: int = 12
    ) -> None:
        """A word; ``anchor`` is start, middle or end."""
        self.parts.append(
            f'<text class="{colour}" fill="{COLOURS[colour]}" font-family="{FONT}" font-size="{size}" '
            f'text-anchor="{anchor}" x="{x:.1f}" y="{y:.1f}">{escape(said)}</text>'
        )

    def svg(self, label: str) -> SafeString:
        """The drawing; ``label`` says in words what it shows."""
        inside = "".join(self.parts)
        return mark_safe(  # put together here; every word in it is escaped
            f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" '
            f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}">{inside}</svg>'
        )


def bars(pairs: Sequence[tuple[str, int, int]], first: str, second: str) -> SafeString:
    """Two bars side by side for each month; months without anything stay empty."""
    drawing, base, height = Drawing(WIDTH, 190), 160, 120
    most = max((max(one, other) for _month, one, other in pairs), default=0) or 1
    step = WIDTH / max(len(pairs), 1)
    _legend(drawing, (("jade", first), ("soft", second)))
    drawing.rule(0, base, WIDTH, base)
    for place, (month, one, other) in enumerate(pairs):
        middle = step * (place + 0.5)
        for offset, value, colour in ((-15, one, "jade"), (1, other, "soft")):
            drawing.bar(middle + offset, base - height * value / most, 14, height * value / most, colour)
        if one:
            drawing.text(middle - 8, base - height * one / most - 5, f"{one:,}", "ink", size=11)
        drawing.text(middle, base + 18, _short(month), size=11)
    return drawing.svg(f"{first}, {second}")


def _short(month: str) -> str:
    """The month; the year only where it begins. A star stays: the month was not whole."""
    year, _dash, number = month.partition("-")
    return month if number.startswith("01") else number.lstrip("0") if year else month


def _legend(drawing: Drawing, entries: Sequence[tuple[str, str]]) -> None:
    x = 0.0
    for colour, said in entries:
        drawing.bar(x, 4, 10, 10, colour)
        drawing.text(x + 16, 13, said, anchor="start")
        x += 40 + sum(13 if ord(letter) > 0x2E80 else 7 for letter in said)


def shares(points: Sequence[tuple[str, float | None]], label: str) -> SafeString:
    """A line of shares, month by month; the axis begins where the line allows, and says so."""
    drawing, top, base = Drawing(WIDTH, 180), 22, 145
    known = [share for _month, share in points if share is not None]
    floor = max(min((int(share * 20) / 20 for share in known), default=0.9) - 0.05, 0.0)
    step = WIDTH / max(len(points), 1)

    def height(share: float) -> float:
        return base - (base - top) * (share - floor) / (1 - floor)

    for mark in (floor, (1 + floor) / 2, 1.0):
        drawing.rule(34, height(mark), WIDTH, height(mark))
        drawing.text(28, height(mark) + 4, f"{100 * mark:.0f}%", anchor="end", size=11)
    placed = [(34 + (step - 3) * (place + 0.5), month, share) for place, (month, share) in enumerate(points)]
    drawing.path([(x, height(share)) for x, _month, share in placed if share is not None], "jade")
    for x, month, share in placed:
        drawing.text(x, base + 22, _short(month), size=11)
        if share is not None:
            drawing.dot(x, height(share), "jade")
            drawing.text(x, height(share) - 9, f"{100 * share:.1f}", "ink", size=11)
    return drawing.svg(label)


def levels(rows: Sequence[tuple[str, float | None, str]], label: str) -> SafeString:
    """A bar for each share, with what it is of beside it; the part that was not kept is shown too."""
    drawing = Drawing(WIDTH, 26 * len(rows) + 6)
    for place, (name, share, said) in enumerate(rows):
        y = 26 * place + 4
        drawing.text(0, y + 13, name, "ink", "start")
        if share is not None:
            drawing.bar(190, y + 2, 300 * share, 14, "jade")
            drawing.bar(190 + 300 * share, y + 2, 300 * (1 - share), 14, "late")
        drawing.text(502, y + 13, said, anchor="start")
    return drawing.svg(label)


SCALE = (60, 600, 3_600, 36_000, 172_800)
LEAST, MOST = 10, 345_600


def spans(rows: Sequence[tuple[str, int, int, str]], label: str) -> SafeString:
    """From the middle to the ninth of ten, on a scale on which each mark is ten times the one before it, or so."""
    drawing = Drawing(WIDTH, 26 * len(rows) + 30)
    base = 26 * len(rows) + 8

    def place(seconds: int) -> float:
        share = (log10(min(max(seconds, LEAST), MOST)) - log10(LEAST)) / (log10(MOST) - log10(LEAST))
        return 150 + 410 * share

    for seconds in SCALE:
        drawing.rule(place(seconds), 0, place(seconds), base)
        drawing.text(place(seconds), base + 16, span(timedelta(seconds=seconds)), size=11)
    for number, (name, median, p90, said) in enumerate(rows):
        y = 26 * number + 14
        drawing.text(0, y + 4, name, "ink", "start")
        drawing.rule(place(median), y, place(p90), y, "soft", 6)
        drawing.dot(place(median), y, "jade", 5)
        drawing.text(572, y + 4, said, anchor="start")
    return drawing.svg(label)


def spark(values: Sequence[float | None], label: str) -> SafeString:
    """A small line without axes; the last value has the dot."""
    drawing = Drawing(150, 30)
    known = [value for value in values if value is not None]
    low, high = min(known, default=0), max(known, default=0)
    reach = (high - low) or 1
    step = 138 / max(len(values) - 1, 1)
    points = [
        (6 + step * place, 25 - 20 * (value - low) / reach) for place, value in enumerate(values) if value is not None
    ]
    if len(points) > 1:
        drawing.path(points, "quiet")
    if points:
        drawing.dot(*points[-1], "jade")
    return drawing.svg(label)
