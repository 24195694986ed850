"""The thread as a drawing: every shape has its place, nothing leaves the box, and words say what the drawing shows."""

import re
from datetime import timedelta

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from gensui.cases.thread import STEPS, Standing
from gensui.ui import thread

SHAPES = ("met", "late", "now", "soon", "over", "wait", "todo", "done", "past", "none", "gone", "lost")
standing = st.builds(
    Standing,
    st.sampled_from(STEPS),
    st.sampled_from(SHAPES),
    st.floats(0, 1),
    st.just(timedelta(minutes=7)),
    st.just(timedelta(minutes=10)),
)


@given(st.lists(standing, min_size=1, max_size=10), st.sampled_from(["small", "phone", "large"]))
def test_nothing_leaves_the_box(standings: list[Standing], size: thread.Size) -> None:
    box, knots = thread.draw(standings, size)
    assert [knot.x for knot in knots] == sorted(knot.x for knot in knots)
    for knot in knots:
        assert box.margin <= knot.x <= box.width - box.margin
        assert box.margin <= knot.used_from <= knot.used_to <= knot.x + 0.1


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", ["small", "phone", "large"])
def test_every_shape_is_drawn_and_said(shape: str, size: str) -> None:
    one = Standing(STEPS[2], shape, 0.5, timedelta(minutes=5), timedelta(minutes=10))  # type: ignore[arg-type]
    html = Template("{% load ui %}{% thread one size %}").render(Context({"one": [one, one], "size": size}))
    assert len(re.findall(r'class="knot', html)) == 2
    assert html.count("<li>") == 2
    assert "contacted" in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (45, "0:45"),
        (360, "6 min"),
        (605, "10 min"),
        (7_200, "2 h"),
        (8_100, "2 h 15"),
        (3 * 86_400, "3 d"),
        (216_000, "2.5 d"),
    ],
)
def test_lengths_of_time_are_short(seconds: int, said: str) -> None:
    assert thread.span(timedelta(seconds=seconds)) == said
