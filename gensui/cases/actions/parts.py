"""Parts that turn out to be needed: they stay as they are until their price was explained and agreed to."""

from datetime import datetime

from gensui.cases import plans
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case
from gensui.cases.work_refusals import NoPartWaits
from gensui.core.events import handling
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee


@act(handling.PartsNeeded, "reason")
def need_parts(*, case: Case, actor: Employee, at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """Say that a part has to be replaced, and why. It stays as it is until its price was explained and agreed to."""
    note = entry.saying(reason)
    return happen(case, handling.PartsNeeded(), actor=actor, at=at, entry=note)


@act(handling.PartsSpared, "reason")
def spare_parts(*, case: Case, actor: Employee, at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """Say that the part is not replaced after all, and why. Refuses where none waits for its price (``NoPartWaits``)."""
    if not plans.part_waits(case):
        raise NoPartWaits
    note = entry.saying(reason)
    return happen(case, handling.PartsSpared(), actor=actor, at=at, entry=note)
