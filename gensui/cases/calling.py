"""What whoever takes a call is shown: what is open for the caller and around the home, and what the policy promises."""

import contextlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from gensui.cases import access
from gensui.cases.models import Case, Category, Draft
from gensui.cases.queries import LONGEST_ROW, policy_now
from gensui.core import lifecycle, worktime
from gensui.core.events import handling, intake
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.people import phones
from gensui.people.models import Employee, Site, Unit
from gensui.people.secret import digests

MOST_ALIKE = 20


def ring_limit(at: datetime) -> int | None:
    """Within how many seconds the policy wants a call answered; none where it does not say. One query."""
    limit = policy_now(at).within(intake.ContactRinging(), at, "contact.answered")
    return None if limit is None else int(limit.time.total_seconds())


def call_limit(category: Category, priority: str, at: datetime) -> timedelta | None:
    """Within what time the policy wants the owner called, once an order of this category and priority is out; none where it does
    not say. One query.
    """
    known: dict[str, Any] = {
        "department": category.department, "priority": priority or category.priority, "complexity": category.complexity,
        "request_type": category.request_type, "category": category.key,
    }  # fmt: skip
    order = handling.WorkOrderDispatched(**known)
    limit = policy_now(at).within(order, at, "owner.contacted")
    return None if limit is None else limit.time


ADVICE = "advice_"


def advice(category: Category | None, at: datetime) -> str:
    """What the policy says to whoever calls in such a danger, until help comes, in the reader's language; the empty text where it
    says nothing. One query.
    """
    if category is None:
        return ""
    for setting in policy_now(at).settings.values():
        keys = [str(value) for name, value in setting.values.items() if name.startswith(ADVICE)]
        if any(category.key == key or category.key.startswith(f"{key}.") for key in keys):
            return setting.text[get_language() or ""]
    return ""


def again(actor: Employee, site: Site, unit: Unit | None, category: Category | None, at: datetime) -> list[Case]:
    """Requests of the same home and leaf within the policy's days: this may be one of them. Two queries."""
    if unit is None or category is None:
        return []
    since = at - policies.span_at("repeat_within", at)
    found = Case.objects.filter(site=site, unit=unit, category=category, opened_at__gte=since, merged_into=None)
    found = found.exclude(access.hidden_from(actor)).exclude(state="cancelled")
    return list(found.with_people().order_by("-opened_at")[:5])


def open_of_caller(actor: Employee, site: Site, phone: str, *units: Unit | None) -> list[Case]:
    """What is open for whoever calls: from this number, or of these homes. One query."""
    homes = [unit for unit in units if unit is not None]
    who = Q(unit__in=homes) if homes else Q(pk__in=[])
    with contextlib.suppress(phones.BadPhone):
        who |= Q(phone_digest__in=digests(phones.normal(phone)))
    found = Case.objects.with_people().open().filter(who, site=site).exclude(access.hidden_from(actor))
    return list(found.order_by("-opened_at")[:10])


def faults_of_building(site: Site, units: Iterable[Unit]) -> list[Case]:
    """Faults of a whole building that are not put right yet, with the sentence to say: of the building of one of these homes, or of
    a building that nobody named; all, where no home is known. The latest first. One query.
    """
    buildings = {unit.building_id for unit in units}
    done = lifecycle.HANDLED - {"disputed"}
    lasting = Case.objects.with_people().open().filter(site=site).exclude(state__in=done)
    found = lasting.exclude(sentence="").order_by("-pk")
    return list(found.filter(Q(unit__building__in=buildings) | Q(unit=None)) if buildings else found)


def same_fault(
    actor: Employee, site: Site, unit: Unit | None, area: str, category: Category | None, at: datetime
) -> list[Case]:
    """Requests of the same kind in the same building or area that came in within the time of the policy and are still worked on:
    this may be the same fault, also at another home. Those of the same leaf first, then the earliest; none that stands under
    another or has a sentence of its own, and none where the policy names no time. Two queries.
    """
    if (
        category is None
        or category.request_type == "complaint"
        or not (unit or (area.isdecimal() and len(area) < LONGEST_ROW))
    ):
        return []
    policy = policy_now(at)
    within = policy.figure("same_fault_within")
    if within is None:
        return []
    since = at - (worktime.add(policy.calendars["always"], at, Duration.parse(str(within))) - at)
    here = Q(unit__building=unit.building_id) if unit is not None else Q(area=int(area))
    of_kind = Q(category=category) | Q(category__key__startswith=f"{_kind(category.key)}.")
    found = Case.objects.filter(here, of_kind, site=site, opened_at__gte=since)
    found = found.filter(state__in=lifecycle.UNDER_WAY, merged_into=None, parent=None, sentence="")
    first = Case.objects.filter(pk__in=found.values("pk")).exclude(access.hidden_from(actor)).with_people()
    return sorted(first.order_by("pk")[:MOST_ALIKE], key=lambda one: one.category_id != category.pk)


def takes_in(fault: Case, category: Category | None) -> bool:
    """Whether a call of this category can be accepted as part of the building's fault: one that is accepted itself, and of the
    same kind; of which kind the call is, need not be known yet.
    """
    alike = category is None or _kind(category.key) == _kind(fault.category_id or "")
    return alike and fault.state in lifecycle.UNDER_WAY


def _kind(key: str) -> str:
    return ".".join(key.split(".")[:2])


def heard_since(actor: Employee, once: str) -> datetime | None:
    """When the first word of this intake was typed; none where nothing was kept of it. One query."""
    found = Draft.objects.filter(employee=actor, form=once).only("begun_at").first()
    return found.begun_at if found is not None else None
