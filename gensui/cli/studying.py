"""The worker's third thread: what-ifs and staffing, long calculations that hold no clock up."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from django.utils import timezone

from gensui.amendments import history, running, staffing
from gensui.amendments.actions import studying
from gensui.amendments.models import Study
from gensui.amendments.running import Question
from gensui.core.policy import read_policy
from gensui.ledger import policies

log = logging.getLogger(__name__)
TELLS = timedelta(seconds=1)
"""How often progress is put down."""
WORKER = "worker"


class Stop(Protocol):
    """Whether to end, and a rest that ends with it."""

    def is_set(self) -> bool: ...
    def wait(self, seconds: float) -> None: ...


class Stopped(Exception):
    """The worker is to end; the study is taken up again by another."""


def look(stop: Stop) -> bool:
    """Carry out the study that waits longest; whether there was one."""
    study = studying.next_study(actor=WORKER, at=timezone.now())
    if study is None:
        return False
    try:
        STUDIES[study.kind](study, stop)
    except Stopped:
        return False
    except Exception as fault:  # a study that fails is told to who asked; the worker goes on
        log.exception("Study %s could not be carried out.", study.pk)
        studying.give_up(study=study, error=f"{type(fault).__name__}: {fault}", actor=WORKER, at=timezone.now())
    return True


def what_if(study: Study, stop: Stop) -> None:
    """Run the period under the draft and the version it is based on."""
    assert study.draft is not None  # asked so
    base = study.draft.base.files
    question = Question(base, study.draft.files, study.since, study.until)
    size, told_at, total = history.count_streams(study.since, study.until), timezone.now(), None
    for total in running.run(question, history.streams(study.since, study.until)):
        now = timezone.now()
        if now - told_at >= TELLS:
            studying.note_progress(study=study, done=total.streams, all_of=size, actor=WORKER, at=now)
            told_at = now
        if stop.is_set():
            raise Stopped
    assert total is not None  # at least the empty one
    result = running.told(total, read_policy(base), read_policy(study.draft.files))
    studying.note_progress(study=study, done=total.streams, all_of=size, actor=WORKER, at=timezone.now())
    studying.keep_result(study=study, result=result, actor=WORKER, at=timezone.now())


def staff(study: Study, stop: Stop) -> None:
    """Find how many people each post needs."""
    policy = policies.in_force(policies.newest(), timezone.now())
    result = staffing.study(policy, study.since, study.until)
    studying.keep_result(study=study, result=result, actor=WORKER, at=timezone.now())


STUDIES: dict[str, Callable[[Study, Stop], None]] = {Study.Kind.WHAT_IF: what_if, Study.Kind.STAFFING: staff}
