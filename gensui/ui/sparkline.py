"""A small line of how something went, drawn as SVG: the newest is on the right, and is said in words."""

from collections.abc import Sequence
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 130, 32, 4


def drawn(values: Sequence[Decimal | None], words: str) -> str:
    """The line through the values, 0 to 100; gaps where there is none. ``words`` say it for those who do not see it."""
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    points = [
        (EDGE + place * step, HEIGHT - EDGE - float(value) / 100 * (HEIGHT - 2 * EDGE))
        for place, value in enumerate(values)
        if value is not None
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    last = f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="2.5" fill="currentColor"/>' if points else ""
    return (
        f'<svg class="sparkline" role="img" aria-label="{words}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="1.5"/>{last}</svg>'
    )
