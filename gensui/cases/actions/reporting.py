"""A request that nobody took down at the desk: written by an owner, or found by whoever works there."""

from collections.abc import Sequence
from datetime import datetime

from gensui.cases import access, beginning
from gensui.cases.actions import files, sending
from gensui.cases.actions.turn import happen
from gensui.cases.models import Case
from gensui.cases.recorded import Request, case_of, filled_of, new_case
from gensui.core.events import Event, handling, intake
from gensui.people import acting
from gensui.people.access import NotYours
from gensui.people.acting import NOW, Entry, repeatable
from gensui.people.models import Employee, Resident, Site


@repeatable
def report(
    *,
    resident: Resident,
    request: Request,
    actor: Resident,
    at: datetime,
    entry: Entry = NOW,
    pictures: Sequence[bytes] = (),
) -> Case:
    """An owner writes in by the owners' page, with pictures. The desk confirms it; until then it is being recorded, and the
    clock runs.

    Refuses somebody else's name (``NotYours``). The same ``entry.once`` again gives the same case.
    """
    site = resident.household.unit.building.site
    known = beginning.known(site, request.department, entry.key, at)
    if known.beginning.carried_out_in:
        return case_of(acting.done_in(entry))
    case = new_case(site, request, at=at)
    if not access.may(actor, "report", case):
        raise NotYours(str(actor.get_relation_display()))

    filled = request.filled()
    case = happen(
        case, intake.MessageReceived(), intake.IntakeOpened(), intake.IntakeSaved(filled=filled),
        actor=actor, at=at, entry=entry, known=known,
    )  # fmt: skip
    for content in pictures:
        case = files.attach(case=case, actor=actor, at=at, kind="report", content=content)
    return case


@repeatable
def report_finding(*, site: Site, request: Request, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Whoever works there found something out of order on a round. The desk confirms it; until then it is being recorded.

    Refuses whoever works in another community (``NotYours``). The same ``entry.once`` again gives the same case.
    """
    known = beginning.known(site, request.department, entry.key, at)
    if known.beginning.carried_out_in:
        return case_of(acting.done_in(entry))
    case = new_case(site, request, at=entry.when(at))
    if not access.may(actor, "report_finding", case):
        raise NotYours(str(actor.get_role_display()))

    return happen(
        case, (intake.MessageReceived(), at), (intake.IntakeOpened(), at),
        (intake.IntakeSaved(filled=filled_of(case)), at), actor=actor, at=at, entry=entry,
        known=known,
    )  # fmt: skip


@repeatable
def order_from_finding(
    *, site: Site, request: Request, actor: Employee, at: datetime, handler: Employee | None, found: Event,
    entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Whoever works there found what needs no further question: an order at once, in the hands of ``handler`` if there is one.

    ``found`` says what it is. Refuses whoever works in another community (``NotYours``). The same ``entry.once`` again gives
    the same case.
    """
    known = beginning.known(site, request.department, entry.key, at)
    if known.beginning.carried_out_in:
        return case_of(acting.done_in(entry))
    case = new_case(site, request, at=entry.when(at))
    if not access.may(actor, "report_finding", case):
        raise NotYours(str(actor.get_role_display()))
    case.handler, case.confirmed_at = handler, at

    filled = filled_of(case)
    happened: list[Event] = [
        intake.MessageReceived(timed=False), intake.IntakeOpened(), intake.IntakeSaved(filled=filled),
        intake.IntakeConfirmed(filled=filled, timed=False), intake.CaseClassified(),
        sending.dispatched(case, at, at, known.beginning.newest_policy), found,
    ]  # fmt: skip
    if handler is not None:
        happened.append(handling.WorkOrderAssigned())
    pairs = [(event, at) for event in happened]
    return happen(case, *pairs, actor=actor, at=at, entry=entry, known=known, changed=("handler",))
