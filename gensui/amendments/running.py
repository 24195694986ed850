"""A what-if on all cores: one pass over the events, streams shared out among processes, their counts put together.

The processes know only the core: they read the two policies once, and are given events as plain values. So many parts are under
way at a time as keep every core busy, and no more are read ahead; memory does not grow with the history.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from typing import Any

import orjson

from gensui.core import whatif
from gensui.core.policy import Policy, read_policy
from gensui.core.whatif import Pair, Tally

Line = tuple[str, str | bytes, str | bytes, datetime]
"""An event with its data and roles still as JSON: they are read in the process that needs them."""
Stream = tuple[str, list[Line]]
PART = 4_000
"""Events that a process is given at a time, at least; a stream is never shared out."""


@dataclass(frozen=True, slots=True)
class Question:
    """Two policies, word for word, and the stretch of time."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    since: datetime
    until: datetime


_known: list[tuple[Pair, Question]] = []
"""What a process was told when it began."""


def _begin(question: Question) -> None:
    _known[:] = [(whatif.pair(read_policy(question.before), read_policy(question.after)), question)]


def _count(part: list[Stream]) -> Tally:
    policies, question = _known[0]
    tally = Tally()
    for stream, lines in part:
        plain = [(kind, orjson.loads(data), orjson.loads(roles), at) for kind, data, roles, at in lines]
        whatif.compare(policies, stream, whatif.happenings(plain), question.since, question.until, tally)
    return tally


def run(question: Question, streams: Iterable[Stream], processes: int = 0) -> Iterator[Tally]:
    """Count all streams; the running total comes after each part, so that progress can be shown, and whole at the end.

    Refuses a policy with mistakes (``BadPolicy``) before anything is run.
    """
    _begin(question)
    workers = processes or os.cpu_count() or 1
    total, under_way = Tally(), deque[Future[Tally]]()
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (question,)) as pool:
        for part in _parts(streams):
            under_way.append(pool.submit(_count, part))
            while len(under_way) > 2 * workers or (under_way and under_way[0].done()):
                total.add(under_way.popleft().result())
                yield total
        while under_way:
            total.add(under_way.popleft().result())
            yield total
    yield total


def run_whole(question: Question, streams: Iterable[Stream], processes: int = 0) -> Tally:
    """Count all streams, without looking at the progress."""
    return deque(run(question, streams, processes), maxlen=1)[0]


def _parts(streams: Iterable[Stream]) -> Iterator[list[Stream]]:
    part: list[Stream] = []
    size = 0
    for one in streams:
        part.append(one)
        size += len(one[1])
        if size >= PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def told(tally: Tally, before: Policy, after: Policy) -> dict[str, Any]:
    """The counts to be kept, with those by role, clause by clause, beside them."""
    roles: dict[str, dict[str, int]] = {}
    for clause, counts in tally.clauses.items():
        known = after.clauses.get(clause) or before.clauses[clause]
        of_role = roles.setdefault(known.accountable, dict.fromkeys(whatif.COUNTS, 0))
        for name in whatif.COUNTS:
            of_role[name] += counts[name]
    return tally.told() | {"roles": roles}
