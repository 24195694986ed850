"""The questions asked of every act: the stranger, the one who may only read, the wrong state, the same request twice."""

from collections.abc import Callable
from typing import Any

import pytest

from gensui.cases.models import Case
from gensui.cases.refusals import WrongState
from gensui.ledger.queries import events_of
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from tests.cast import Cast, minutes

Action = Callable[..., Case]


def refuses(action: Action, case: Case, refusal: type[Exception], **words: Any) -> None:
    """The act is refused, and nothing of the case has changed."""
    before = (Case.objects.values().get(pk=case.pk), len(events_of(case.stream)))
    with pytest.raises(refusal):
        action(case=case, **words)
    assert (Case.objects.values().get(pk=case.pk), len(events_of(case.stream))) == before


def closing_questions(action: Action, case: Case, cast: Cast, *, wrong: Case, **words: Any) -> None:
    """Asked before the act is done: ``words`` carry it out, by who may; ``wrong`` stands where it cannot be done."""
    words = {"at": minutes(300)} | words
    refuses(action, case, NotYours, **words | {"actor": cast.stranger if cast.stranger != words["actor"] else cast.hr})
    refuses(action, case, NotYours, **words | {"actor": cast.hr})
    refuses(action, wrong, WrongState, **words)
    once = Entry(once="twice", note="說明一下")
    action(case=case, **words, entry=once)
    after = len(events_of(case.stream))
    action(case=case, **words, entry=once)
    assert len(events_of(case.stream)) == after
