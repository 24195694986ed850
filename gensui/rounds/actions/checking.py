"""What was done is looked at, and done again where it did not pass; and rounds from the paper register are entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from gensui.core.events import grounds
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee
from gensui.rounds import access
from gensui.rounds.actions import turn, walking
from gensui.rounds.actions.walking import Proved
from gensui.rounds.models import Plan, Point, Round
from gensui.rounds.refusals import Over


@transaction.atomic
def check_round(
    *, round: Round, passed: bool, actor: Employee, at: datetime, score: int | None = None, remark: str = "", entry: Entry = NOW,
) -> Round:  # fmt: skip
    """Look at what was done. A patrol's record is reviewed; a task that does not pass is to be done again, and its clock runs.

    Refuses whoever does not lead there or did it himself (``NotYours``), and what is not done or was looked at before (``Over``).
    """
    plan = turn.lock(round.plan)
    access.require(actor, "check", access.of_plan(plan))
    round = Round.objects.get(pk=round.pk)
    round.plan = plan
    if round.worker_id == actor.pk:
        raise access.NotYours(str(actor.get_role_display()))
    if round.state != Round.State.DONE or round.checked_at is not None:
        raise Over(plan.name, str(round.get_state_display()))
    round.passed, round.score, round.remark, round.checked_by, round.checked_at = (
        passed,
        score,
        remark[:2000],
        actor,
        at,
    )
    round.save(update_fields=["passed", "score", "remark", "checked_by", "checked_at"])
    if not passed and not plan.sort.is_patrol:
        Round.objects.create(
            key=f"{round.key}-r"[:40], plan=plan, planned_at=at, state=Round.State.PLANNED, redo_of=round
        )

    event = grounds.TaskChecked(passed=passed, **turn.task(plan, round))
    turn.happen(plan, event, actor=actor, at=at, entry=entry, worker=round.worker)
    return round


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A line of the paper register: the point, when somebody signed there, and what is written beside it."""

    point: Point
    signed_at: datetime
    answers: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def enter_round(
    *, plan: Plan, key: str, worker: Employee, lines: Sequence[OnPaper], started_at: datetime, finished_at: datetime,
    actor: Employee, at: datetime, note: str = "",
) -> Round:  # fmt: skip
    """Enter a round from the paper register, afterwards: what was signed when, and when it was entered; both times stay.

    Refuses whoever does not lead there (``NotYours``), and a line without what must be answered there (``Unanswered``). The slot
    is met at its true time; its lapse, if it had one, stays.
    """
    access.require(actor, "enter", access.of_plan(plan))
    known = Round.objects.filter(key=key).first()
    if known is not None:
        return known
    round = walking.start_round(
        plan=plan,
        key=key,
        actor=actor,
        at=at,
        came=Round.Came.PAPER,
        entry=Entry(happened_at=started_at, once=f"{key}:s"),
    )
    Round.objects.filter(pk=round.pk).update(worker=worker)
    proved = [
        Proved(point=line.point, proof="paper", at=line.signed_at, device_at=line.signed_at, answers=line.answers)
        for line in lines
    ]
    walking.prove_points(round=round, proved=proved, actor=actor, at=at)
    entry = Entry(happened_at=finished_at, once=f"{key}:f")
    return walking.finish_round(round=round, actor=actor, at=at, note=note, entry=entry)
