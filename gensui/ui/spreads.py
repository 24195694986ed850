"""How figures lie, drawn small: the span of a rate of few facts, the grades and the scores of a department.

A drawing repeats what stands beside it as numbers; ``words`` say it for who does not see it.
"""

from collections.abc import Sequence

from django.utils.html import escape

from gensui.core.scoring import EXCELLENT, GOOD, PASS

WIDTH, HEIGHT, EDGE = 160, 26, 4
STEP = 5
"""Scores that lie so close together share a column."""
GRADES = ("excellent", "good", "pass", "fail", "none")


def span(low: float, rate: float, high: float, words: str) -> str:
    """From nothing to all: where the true rate may lie as a bar, and the rate that was counted as a dot. In percent."""
    middle = HEIGHT / 2
    parts = (
        f'<path class="base" d="M{_at(0)} {middle}H{_at(100)}"/>'
        f'<rect class="reach" x="{_at(low)}" y="{middle - 4}" width="{max(1.0, round(_at(high) - _at(low), 1))}" height="8"/>'
        f'<circle cx="{_at(min(rate, 100))}" cy="{middle}" r="3.5"/>'
    )
    return _svg(parts, words)


def grades(counts: Sequence[int], words: str) -> str:
    """One bar, as long for each grade as its part of all; in the order of ``GRADES``."""
    whole, begins, parts = sum(counts) or 1, 0, ""
    for grade, count in zip(GRADES, counts, strict=True):
        if count:
            x, end = _at(100 * begins / whole), _at(100 * (begins + count) / whole)
            parts += f'<rect class="{grade}" x="{x}" y="5" width="{round(end - x, 1)}" height="16"/>'
        begins += count
    return _svg(parts, words)


def scores(totals: Sequence[float], words: str) -> str:
    """A column for each stretch of scores, as high as the number of sheets in it; rules where a grade begins."""
    columns = [0] * (100 // STEP)
    for total in totals:
        columns[min(int(total) // STEP, len(columns) - 1)] += 1
    most, base = max(columns, default=0) or 1, HEIGHT - EDGE
    parts = "".join(f'<path class="mark" d="M{_at(mark)} 1V{base}"/>' for mark in (PASS, GOOD, EXCELLENT))
    parts += f'<path class="base" d="M{_at(0)} {base}H{_at(100)}"/>'
    for place, count in enumerate(columns):
        if count:
            height = round((base - 3) * count / most, 1)
            width = round(_at(STEP) - _at(0) - 1, 1)
            parts += (
                f'<rect class="count" x="{_at(place * STEP)}" y="{base - height}" width="{width}" height="{height}"/>'
            )
    return _svg(parts, words)


def _at(percent: float) -> float:
    return round(EDGE + (WIDTH - 2 * EDGE) * percent / 100, 1)


def _svg(parts: str, words: str) -> str:
    label = escape(words)
    return (
        f'<svg class="spread" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{label}"><title>{label}</title>{parts}</svg>'
    )
