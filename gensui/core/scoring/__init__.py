"""A month's facts become indicators, score lines, a grade and a coefficient: arithmetic only, exact, without a clock."""

from gensui.core.scoring.grades import (
    COEFFICIENTS,
    EXCELLENT,
    EXCELLENT_SHARE,
    LEAST,
    NEWCOMER_DAYS,
    UNJUDGED,
    Circumstances,
    Evidence,
    Grade,
    Reason,
    Result,
    assess,
    grades,
    of_team,
    score,
)
from gensui.core.scoring.indicators import INDICATORS, Indicator
from gensui.core.scoring.lines import (
    FEW,
    GOOD,
    LEANING,
    PASS,
    Basis,
    Line,
    Tally,
    good_rate,
    half_up,
    interval,
    item_score,
    lean,
    lines,
)
from gensui.core.scoring.posts import LEADING, POSTS, Post

__all__ = [
    "COEFFICIENTS", "EXCELLENT", "EXCELLENT_SHARE", "FEW", "GOOD", "INDICATORS", "LEADING", "LEANING", "LEAST", "NEWCOMER_DAYS",
    "PASS", "POSTS", "UNJUDGED", "Basis", "Circumstances", "Evidence", "Grade", "Indicator", "Line", "Post",
    "Reason", "Result", "Tally", "assess", "good_rate", "grades", "half_up", "interval", "item_score", "lean", "lines", "of_team",
    "score",
]  # fmt: skip
