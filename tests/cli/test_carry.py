"""What a thread of the worker does with a fault: it says so and goes on."""

import logging

import pytest

from gensui.cli.management.commands import work


class Believed:
    """A clock that nobody set."""

    def is_believed(self, _now: object) -> bool:
        return True


class Once:
    """Stops after so many looks."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def is_set(self) -> bool:
        return self.left <= 0

    def wait(self, seconds: float) -> None:
        assert seconds > 0


def test_a_fault_is_told_and_the_next_look_comes(caplog: pytest.LogCaptureFixture) -> None:
    stop, seen = Once(3), []

    def look() -> bool:
        stop.left -= 1
        seen.append(stop.left)
        if stop.left == 2:
            raise ValueError("of two workers the second")
        return True

    with caplog.at_level(logging.ERROR):
        work._carry(look, stop, Believed())  # type: ignore[arg-type]
    assert seen == [2, 1, 0]
    assert [one.levelname for one in caplog.records] == ["ERROR"]
