"""Small drawings of how figures lie: every sheet is in one, in its place, and words say the same."""

import re

from hypothesis import given
from hypothesis import strategies as st

from gensui.ui import spreads

SCORES = st.lists(st.decimals(0, 100, places=1).map(float), max_size=60)


def heights(drawing: str) -> list[tuple[float, float]]:
    """Where each column of a drawing stands, and how high it is."""
    found = re.findall(r'<rect class="count" x="([\d.]+)" y="[\d.-]+" width="[\d.]+" height="([\d.]+)"', drawing)
    return [(float(x), float(height)) for x, height in found]


@given(SCORES)
def test_the_columns_stand_where_the_scores_are(scores: list[float]) -> None:
    columns = heights(spreads.scores(scores, "said"))
    places = {min(int(score) // spreads.STEP, 19) for score in scores}
    assert len(columns) == len(places)
    assert [x for x, _height in columns] == sorted(x for x, _height in columns)


def test_two_sheets_are_twice_as_high_as_one() -> None:
    (_x, one), (_y, two) = heights(spreads.scores([61, 82.5, 84.9], "said"))
    assert abs(2 * one - two) < 0.2


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5))
def test_the_grades_fill_the_bar_in_their_parts(counts: list[int]) -> None:
    drawing = spreads.grades(counts, "said")
    widths = dict(re.findall(r'<rect class="(\w+)" x="[\d.]+" y="5" width="([\d.]+)"', drawing))
    assert widths.keys() == {grade for grade, count in zip(spreads.GRADES, counts, strict=True) if count}
    for grade, count in zip(spreads.GRADES, counts, strict=True):
        if count:
            assert abs(float(widths[grade]) - (spreads.WIDTH - 2 * spreads.EDGE) * count / sum(counts)) < 0.2


def test_a_span_holds_its_dot_and_words_are_escaped() -> None:
    drawing = spreads.span(9.5, 50, 90.5, "9.5 < 90.5 %")
    x, width = map(float, re.findall(r'class="reach" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawing)[0])
    dot = float(re.findall(r'<circle cx="([\d.]+)"', drawing)[0])
    assert x < dot < x + width
    assert 'role="img" aria-label="9.5 &lt; 90.5 %"' in drawing
