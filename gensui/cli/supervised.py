"""Processes that are kept up: one that ends is started again, at once the first time, then after longer and longer waits."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

Process = subprocess.Popen[bytes]
CALM = 60.0
"""After so many seconds of life a process counts as well again."""
LONGEST = 60.0
AGAIN = 3
"""A process that ended so often in a row, without a calm time between, is told as failing."""


LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1


def on_a_leash() -> None:
    """Called in a process as it begins: Linux ends it when whoever started it is gone, also by a kill that nobody can catch."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Kept:
    """One process that leads a session of its own, and how often it has ended lately."""

    def __init__(self, name: str, start: Callable[[], Process]) -> None:
        self.name, self._start = name, start
        self.process: Process | None = None
        self.ended, self._began, self._next = 0, 0.0, 0.0
        self.start()

    def start(self) -> None:
        """Start it now."""
        self._began = time.monotonic()
        self.process = self._start()

    @property
    def is_failing(self) -> bool:
        """Whether it ends again and again."""
        return self.ended >= AGAIN

    def look(self) -> tuple[int, float] | None:
        """With what it has just ended, and in how many seconds it is started again; nothing where it runs or waits."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._next:
                self.start()
            return None
        code = self.process.poll()
        if self.ended and now - self._began >= CALM:
            self.ended = 0
        if code is None:
            return None
        self.ended += 1
        wait = 0.0 if self.ended == 1 else min(2.0 ** (self.ended - 2), LONGEST)
        self._end_others()
        self.process, self._next = None, now + wait
        if not wait:
            self.start()
        return code, wait

    def _end_others(self) -> None:
        if self.process is not None:
            end_group(self.process)


def end_group(process: Process) -> None:
    """Whatever a process that has ended had started itself ends too: what was killed could not see to that.

    A web process asks its server whether to end, and one that lost its server would answer for ever: it is killed.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
