"""A call about a fault that is worked on already: taken in, and joined to it in the same act."""

from datetime import datetime

from django.db import transaction

from gensui.cases.actions import intake, together
from gensui.cases.models import Case
from gensui.cases.recorded import Request
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee, Site


@transaction.atomic
def take_in_joined(
    *, site: Site, request: Request, actor: Employee, at: datetime, into: Case, call: Case | None = None, entry: Entry = NOW
) -> Case:  # fmt: skip
    """Take the call in as a case of its own, which is handled with ``into``: no order of its own goes out, and whoever called is
    told and followed. Where ``into`` is the fault of a building, it goes under it.

    Refuses what ``take_down``, ``merge_case`` and ``join_parent`` refuse; then nothing is taken in. The same ``entry.once`` again
    gives the same case.
    """
    if call is not None:
        case = intake.fill_intake(case=call, request=request, actor=actor, at=at, entry=entry, dispatch=False)
    else:
        case = intake.take_down(site=site, request=request, actor=actor, at=at, entry=entry, dispatch=False)
    if case.is_joined:  # said before
        return case
    if into.sentence:
        return together.join_parent(case=case, parent=into, actor=actor, at=at)
    return together.merge_case(case=case, into=into, two_homes=True, actor=actor, at=at)
