"""A line as small as a word: the share kept, month by month. A month without promises interrupts it."""

from collections.abc import Sequence

from django.utils.html import escape

WIDTH, HEIGHT, EDGE = 104, 24, 3


def drawn(months: Sequence[tuple[str, float | None]], words: str) -> str:
    """The drawing, from half at the bottom to all at the top, a dot at the last month; ``words`` say it for who does not see it."""
    points = [
        None if share is None else (_across(place, len(months)), _up(share))
        for place, (_month, share) in enumerate(months)
    ]
    lines = " ".join(f"M{_joined(run)}" for run in _runs(points))
    last = points[-1] if points else None
    dot = f'<circle cx="{last[0]}" cy="{last[1]}" r="2.5"/>' if last else ""
    label = escape(words)
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{label}">'
        f'<title>{label}</title><path class="base" d="M{EDGE} {_up(1)}H{WIDTH - EDGE}"/><path class="line" d="{lines}"/>{dot}</svg>'
    )


def _across(place: int, count: int) -> float:
    return round(EDGE + place * (WIDTH - 2 * EDGE) / max(1, count - 1), 1)


def _up(share: float) -> float:
    return round(HEIGHT - EDGE - max(0.0, share - 0.5) * 2 * (HEIGHT - 2 * EDGE), 1)


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Months one after the other; one that stands alone is drawn as a short stroke."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run if len(run) > 1 else [*run, (run[0][0] + 1, run[0][1])] for run in runs if run]


def _joined(run: list[tuple[float, float]]) -> str:
    return "L".join(f"{x} {y}" for x, y in run)
