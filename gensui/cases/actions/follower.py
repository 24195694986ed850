"""Who follows a request: named anew where somebody is away for long, or has left."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gensui.cases.actions import sending, turn
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case
from gensui.core.events import intake
from gensui.people.acting import NOW, Actor, Entry
from gensui.people.models import Employee
from gensui.people.refusals import need_words

CHANGED = ("follower", "handover")


@act(intake.FollowerNamed)
def name_follower(*, case: Case, actor: Employee, at: datetime, follower: Employee, entry: Entry = NOW) -> Case:
    """Name who follows a request from now on. Refuses somebody who does not serve at the desk there (``NotOnDuty``), or is
    away (``IsAway``).
    """
    sending.check_desk(follower, case)
    sending.check_there(follower, case, at)
    case.follower, case.handover = follower, None
    return happen(case, intake.FollowerNamed(), actor=actor, at=at, entry=entry, changed=CHANGED)


@transaction.atomic
def relieve_follower(
    *, cases: Sequence[Case], follower: Employee, reason: str, actor: Employee, at: datetime, once: str
) -> list[Case]:
    """Name who follows many requests from now on, as where somebody is ill: all or none.

    Refuses what ``name_follower`` does, and no reason (``NoWords``). Repeated with the same ``once`` it changes nothing.
    """
    need_words(reason)
    return [
        name_follower(
            case=case, actor=actor, at=at, follower=follower, entry=Entry(once=f"{once}/{case.pk}", note=reason)
        )
        for case in sorted(cases, key=lambda case: case.pk)
    ]


@transaction.atomic
def succeed(*, case: Case, follower: Employee, actor: Actor, at: datetime, reason: str) -> Case:
    """Whoever followed a request has left, and another follows it at once: the gap and its end are on record.

    Refuses somebody who does not serve at the desk there (``NotOnDuty``). The caller has asked who may.
    """
    case = turn.lock(case)
    sending.check_desk(follower, case)  # away today is no reason: whoever left is gone for good
    case.follower, case.handover = follower, None
    events = (intake.FollowerLeft(), intake.FollowerNamed())
    return happen(case, *events, actor=actor, at=at, entry=Entry(note=reason), changed=CHANGED)


@transaction.atomic
def give_up_following(*, case: Case, actor: Actor, at: datetime, reason: str) -> Case:
    """Whoever followed a request has left, and nobody is named yet: the head of the desk has it, and the clock of the gap runs.

    The caller has asked who may.
    """
    case = turn.lock(case)
    case.follower, case.handover = None, None
    return happen(case, intake.FollowerLeft(), actor=actor, at=at, entry=Entry(note=reason), changed=CHANGED)
