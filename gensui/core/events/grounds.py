"""Tasks of cleaning and greening, and their notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gensui.core.events.base import Event, happens


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent(Event):
    """Anything about a task of cleaning or greening; ``task`` is its key.

    ``sort`` is the sort of plan it belongs to; ``slot`` the number of the event that planned its slot, where it has one.
    """

    task: str = ""
    work: Literal[
        "", "clean", "disinfect", "garbage", "water", "fertilise", "prune", "pest", "replant", "mow", "inspect", "other"
    ] = ""
    heavy: bool = False
    area: str = ""
    key_area: bool = False
    sort: str = ""
    slot: int = 0


@happens("plan.made")
class PlanMade(TaskEvent):
    """A plan is followed from now on."""


@happens("plan.changed", follows="plan.made")
class PlanChanged(TaskEvent):
    """Another edition of the plan, ``by`` its stream, is followed from ``starts_at`` on; this one only up to then."""

    starts_at: datetime | None = None
    by: str = ""


@happens("plan.retired", follows="plan.made")
class PlanRetired(TaskEvent):
    """A plan is no longer followed; what of it has not been done is not awaited any longer."""


@happens("tag.keyed")
class TagKeyed(Event):
    """The tag of a point was given its key of this number; older ones are void."""

    key: int = 1


@happens("tag.reported")
class TagReported(Event):
    """The tag of a point was found damaged, missing or moved; it is to have a new key, unless it was ``replaced`` since, as a
    telephone without signal learns late.
    """

    fault: Literal["", "damaged", "missing", "moved"] = ""
    replaced: bool = False


@happens("task.planned")
class TaskPlanned(TaskEvent):
    """A task was put on the plan; ``starts_at`` is when it is to begin."""

    starts_at: datetime | None = None


@happens("task.started", follows="task.planned", same="task")
class TaskStarted(TaskEvent):
    """Work on the task began."""


@happens("task.point_proved", follows="task.planned task.started", same="task")
class TaskPointProved(TaskEvent):
    """A point of the task was proved by a scan; ``flags`` says what is odd about it."""

    point: str = ""
    flags: tuple[str, ...] = ()


@happens("task.done", follows="task.planned task.started task.point_proved", same="task")
class TaskDone(TaskEvent):
    """The task is done."""

    filled: tuple[str, ...] = ()


@happens("task.checked", follows="task.done", same="task")
class TaskChecked(TaskEvent):
    """The task was inspected; what did not pass is done again."""

    passed: bool = True


@happens("task.cancelled", follows="task.planned task.started", same="task")
class TaskCancelled(TaskEvent):
    """The task was taken off the plan."""


@happens("bin.full")
class BinFull(TaskEvent):
    """A bin was reported full: the order to empty it, in whose stream this stands, begins with it."""


@happens("bin.emptied")
class BinEmptied(TaskEvent):
    """A round was at the bin that had been reported full; ``task`` is the round."""


@happens("notice.published")
class NoticePublished(TaskEvent):
    """The work was announced to the owners it concerns."""

    filled: tuple[str, ...] = ()
