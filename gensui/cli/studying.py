"""The worker's third thread: what-ifs and staffing, long calculations that hold no clock up."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Protocol

from django.db import OperationalError, connection
from django.utils import timezone

from gensui.amendments import history, running, staffing
from gensui.amendments.actions import studying
from gensui.amendments.models import Study
from gensui.amendments.running import Question
from gensui.core.policy import BadPolicy, read_policy
from gensui.ledger import policies
from gensui.ledger.refusals import NoPolicy

log = logging.getLogger(__name__)
TELLS = timedelta(seconds=1)
"""How often progress is put down."""
PATIENCE = timedelta(minutes=3)
"""How long what came of a study waits for a database that is locked or away, before it is given up."""
WORKER = "worker"


class Stop(Protocol):
    """Whether to end, and a rest that ends with it."""

    def is_set(self) -> bool: ...
    def wait(self, seconds: float) -> None: ...


class Stopped(Exception):
    """The worker is to end; the study is taken up again by another."""


def look(stop: Stop) -> bool:
    """Carry out the study that waits longest; whether there was one. What hindered it is kept, for whoever asked."""
    study = studying.next_study(actor=WORKER, at=timezone.now())
    if study is None:
        return False
    try:
        STUDIES[study.kind](study, stop)
    except Stopped:
        return False
    except Exception as fault:  # a study that fails is told to who asked; the worker goes on
        log.exception("Study %s could not be carried out.", study.pk)
        _patiently(stop, partial(studying.give_up, study=study, trouble=_trouble(fault), actor=WORKER))
    return True


def _trouble(fault: Exception) -> Study.Trouble:
    if isinstance(fault, OperationalError):
        return Study.Trouble.AWAY
    if isinstance(fault, BadPolicy):
        return Study.Trouble.POLICY
    return Study.Trouble.NO_POLICY if isinstance(fault, NoPolicy) else Study.Trouble.BROKEN


def _patiently(stop: Stop, write: Callable[..., None]) -> None:
    """Write, and wait for a database that is locked or away: hours of counting are not thrown away for a lock of a minute."""
    until = time.monotonic() + PATIENCE.total_seconds()
    while True:
        try:
            write(at=timezone.now())
        except OperationalError as away:
            if stop.is_set() or time.monotonic() >= until:
                raise
            log.warning("The database is away (%s); the study waits for it.", str(away).strip())
            if not connection.in_atomic_block:
                connection.close()
            stop.wait(1)
        else:
            return


def _note(study: Study, done: int, size: int) -> None:
    """Put down how far it is, unless somebody else writes just now: the next note says more."""
    try:
        studying.note_progress(study=study, done=done, all_of=size, actor=WORKER, at=timezone.now())
    except OperationalError as away:
        log.warning("How far study %s is could not be put down (%s).", study.pk, str(away).strip())


def what_if(study: Study, stop: Stop) -> None:
    """Run the period under the draft and the version it is based on."""
    assert study.draft is not None  # asked so
    base = study.draft.base.files
    question = Question(base, study.draft.files, study.since, study.until)
    size, told_at, total = history.count_streams(study.since, study.until), timezone.now(), None
    for total in running.run(question, history.streams(study.since, study.until)):
        now = timezone.now()
        if now - told_at >= TELLS:
            _note(study, total.streams, size)
            told_at = now
        if stop.is_set():
            raise Stopped
    assert total is not None  # at least the empty one
    result = running.told(total, read_policy(base), read_policy(study.draft.files))
    _note(study, total.streams, size)
    _patiently(stop, partial(studying.keep_result, study=study, result=result, actor=WORKER))


def staff(study: Study, stop: Stop) -> None:
    """Find how many people each post needs."""
    policy = policies.in_force(policies.newest(), timezone.now())
    result = staffing.study(policy, study.since, study.until)
    _patiently(stop, partial(studying.keep_result, study=study, result=result, actor=WORKER))


STUDIES: dict[str, Callable[[Study, Stop], None]] = {Study.Kind.WHAT_IF: what_if, Study.Kind.STAFFING: staff}
