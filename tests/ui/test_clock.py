"""How late a promise is, and what is left, is written before any script runs as the script writes it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from gensui.ui.clock import Clock, drawn


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(minutes=-4, seconds=-5), "late 4:05"),
        (timedelta(hours=-23, minutes=-59), "late 23:59:00"),
        (timedelta(days=-49, hours=-4, minutes=-20, seconds=-23), "late 49 d 4:20"),
        (timedelta(days=1), "1 d 0:00"),
        (timedelta(hours=2, seconds=1), "2:00:01"),
    ],
)
def test_of_days_the_days_are_told(left: timedelta, said: str) -> None:
    state = "late" if left < timedelta() else "running"
    with override("en"):
        assert f">{said}</time>" in drawn(Clock(state, timezone.now() + left, 0.5, left))  # type: ignore[arg-type]
