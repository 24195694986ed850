"""Several departments, or several requests, that belong together."""

from datetime import datetime

from django.utils.translation import gettext as _

from gensui.cases.actions import turn
from gensui.cases.actions.turn import NOW, Entry, act, happen
from gensui.cases.models import Case, Coordination
from gensui.cases.refusals import NotPartOfIt, OfAnotherSite, SameCase
from gensui.core.events import handling, intake
from gensui.people.models import Employee


@act(handling.CoordinationRequested)
def request_coordination(
    *, case: Case, actor: Employee, at: datetime, department: str, matter: str, entry: Entry = NOW
) -> Case:
    """Ask another department in; the desk brings both together within two hours (4.1.8)."""
    number = case.coordinations.count() + 1
    Coordination.objects.create(
        case=case, number=number, department=department, matter=matter, raised_by=actor, raised_at=entry.when(at)
    )

    note = Entry(happened_at=entry.happened_at, once=entry.once, note=matter)
    event = handling.CoordinationRequested(coordination=f"{case.number}/{number}")
    return happen(case, event, actor=actor, at=at, entry=note)


def _settle(case: Case, coordination: Coordination, actor: Employee, at: datetime, decision: str, entry: Entry) -> str:
    if coordination.case_id != case.pk or coordination.decided_at is not None:
        raise NotPartOfIt
    coordination.decision, coordination.decided_by, coordination.decided_at = decision, actor, entry.when(at)
    coordination.save(update_fields=["decision", "decided_by", "decided_at"])
    return f"{case.number}/{coordination.number}"


@act(handling.CoordinationAgreed)
def agree_coordination(
    *, case: Case, actor: Employee, at: datetime, coordination: Coordination, decision: str, entry: Entry = NOW
) -> Case:
    """The departments agreed who does what by when. Refuses what is settled or another case's (``NotPartOfIt``)."""
    key = _settle(case, coordination, actor, at, decision, entry)

    note = Entry(happened_at=entry.happened_at, once=entry.once, note=decision)
    return happen(case, handling.CoordinationAgreed(coordination=key), actor=actor, at=at, entry=note)


@act(handling.CoordinationDecided)
def decide_coordination(
    *, case: Case, actor: Employee, at: datetime, coordination: Coordination, decision: str, entry: Entry = NOW
) -> Case:
    """Decide from above what the departments could not agree (C29)."""
    key = _settle(case, coordination, actor, at, decision, entry)

    note = Entry(happened_at=entry.happened_at, once=entry.once, note=decision)
    return happen(case, handling.CoordinationDecided(coordination=key), actor=actor, at=at, entry=note)


@act(intake.CaseMerged)
def merge_case(*, case: Case, actor: Employee, at: datetime, into: Case, entry: Entry = NOW) -> Case:
    """Join a request that repeats another to it; the other goes on, this one ends.

    Refuses itself, one that is joined elsewhere or ended (``SameCase``), and one of another community (``OfAnotherSite``).
    """
    if into.pk == case.pk or into.merged_into_id is not None or not into.is_open:
        raise SameCase
    if into.site_id != case.site_id:
        raise OfAnotherSite
    case.merged_into = into

    said = _("Joined to case {number}, which goes on.").format(number=into.number)
    note = Entry(happened_at=entry.happened_at, once=entry.once, note=entry.note or said)
    return happen(case, intake.CaseMerged(into=into.number), actor=actor, at=at, entry=note, changed=("merged_into",))


@act(intake.CaseLinked)
def open_parent(*, case: Case, actor: Employee, at: datetime, sentence: str, entry: Entry = NOW) -> Case:
    """Make this the case of a fault of the whole building: others join it, and whoever calls hears ``sentence``."""
    case.sentence = sentence

    note = Entry(happened_at=entry.happened_at, once=entry.once, note=sentence)
    return happen(case, intake.CaseLinked(), actor=actor, at=at, entry=note, changed=("sentence",))


@act(intake.CaseLinked)
def join_parent(*, case: Case, actor: Employee, at: datetime, parent: Case, entry: Entry = NOW) -> Case:
    """Put the request under the fault of the whole building it belongs to; it keeps its own clocks and its own owner.

    Refuses itself and what is no such case (``SameCase``), and one of another community (``OfAnotherSite``).
    """
    parent = turn.lock(parent)
    if parent.pk == case.pk or not parent.sentence or parent.parent_id is not None:
        raise SameCase
    if parent.site_id != case.site_id:
        raise OfAnotherSite
    case.parent = parent

    return happen(case, intake.CaseLinked(into=parent.number), actor=actor, at=at, entry=entry, changed=("parent",))
