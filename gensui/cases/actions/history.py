"""What another system knew: closed requests, so that the history of a home is whole."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gensui.cases import access
from gensui.cases.actions.turn import happen, local
from gensui.cases.models import Case, Category, HandlingRecord
from gensui.cases.refusals import OfAnotherSite, TooEarly
from gensui.core.events import intake
from gensui.ledger import queries as ledger
from gensui.ledger.requests import house_key
from gensui.people import phones
from gensui.people.access import NotYours
from gensui.people.acting import Entry, System
from gensui.people.models import Employee, Resident, Site, Unit
from gensui.people.secret import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A request that came to its end in another system, which calls it ``key``."""

    key: str
    opened_at: datetime
    closed_at: datetime
    unit: Unit
    requester_name: str
    content: str
    category: Category
    phone: str = ""
    place: str = ""
    priority: str = ""
    done: str = ""
    resident: Resident | None = None
    handler: Employee | None = None


@transaction.atomic
def bring_closed(*, site: Site, past: Past, actor: System, at: datetime) -> Case:
    """Keep a closed request of another system, with its own times. No promise is made or judged by it: what was kept there and
    what was not, this house did not see.

    Refuses an end before the beginning (``TooEarly``), a home of another community (``OfAnotherSite``), a bad number
    (``BadPhone``). The same key again gives the same case.
    """
    once = house_key(f"import:{site.key}:{past.key}")
    if stream := ledger.stream_of(once):
        return Case.objects.numbered(stream.removeprefix("case:")).get()
    case = _case(site, past)
    if not access.may(actor, "bring_closed", case):
        raise NotYours(actor.key)
    if past.unit.building.site_id != site.pk:
        raise OfAnotherSite
    if past.closed_at < past.opened_at:
        raise TooEarly(local(site, past.closed_at).strftime("%m-%d %H:%M"))

    event = intake.CaseImported(opened_at=past.opened_at, evidence={"register": past.key})
    done = HandlingRecord(
        case=case, round=1, process=past.done, labour_minutes=0, result="fixed", completed_at=past.closed_at
    )
    entry, rows = Entry(happened_at=past.closed_at, once=once), [done] if past.done else []
    happen(case, event, actor=actor, at=at, entry=entry, changed=("content",), rows=rows)
    if past.done:
        done.case = case  # it has its number by now
        done.save()
    return case


def _case(site: Site, past: Past) -> Case:
    category, number = past.category, phones.normal(past.phone) if past.phone else ""
    return Case(
        site=site, year=local(site, past.opened_at).year, unit=past.unit, place=past.place, resident=past.resident,
        requester_name=past.requester_name, relation=past.resident.relation if past.resident else "", phone=number,
        phone_digest=digest(number), phone_tail=number[-phones.SEEN :], channel="other", content=past.content,
        category=category, request_type=category.request_type, department=category.department,
        priority=past.priority or category.priority, complexity=category.complexity, state="", opened_at=past.opened_at,
        completed_at=past.closed_at, handler=past.handler,
    )  # fmt: skip
