"""A month's facts become indicators, score lines, a grade and a coefficient: arithmetic only, exact, without a clock."""

from gensui.core.scoring.grades import (
    COEFFICIENTS,
    NEWCOMER_DAYS,
    Circumstances,
    Grade,
    Reason,
    Result,
    assess,
    grades,
)
from gensui.core.scoring.indicators import INDICATORS, Indicator
from gensui.core.scoring.lines import Basis, Line, Tally, half_up, interval, item_score, lines, shrink
from gensui.core.scoring.posts import POSTS, WEIGHTS, Post

__all__ = [
    "COEFFICIENTS", "INDICATORS", "NEWCOMER_DAYS", "POSTS", "WEIGHTS", "Basis", "Circumstances", "Grade", "Indicator", "Line",
    "Post", "Reason", "Result", "Tally", "assess", "grades", "half_up", "interval", "item_score", "lines", "shrink",
]  # fmt: skip
