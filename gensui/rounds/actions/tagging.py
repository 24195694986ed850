"""Tags that are damaged, missing or moved: reported on the way, a task of whoever leads there until a new one is made."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gensui.core import standing
from gensui.core.events import grounds
from gensui.ledger import outbox
from gensui.ledger.record import record
from gensui.people import queries as people
from gensui.people.acting import NOW, Entry
from gensui.people.languages import in_language
from gensui.people.models import Employee
from gensui.rounds import access
from gensui.rounds.access import Actor, Where
from gensui.rounds.models import Plan, Point
from gensui.rounds.refusals import BadEntry


@transaction.atomic
def report_tag(*, point: Point, fault: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Point:
    """The tag of a point cannot be read: until it has a new key, nobody is blamed for not scanning it. That it gets one is a
    promise of the head of whoever walks there, by the policy.

    Whoever leads where the point is visited is told, once for each fault; of a tag that was replaced since, nobody is. Refuses
    what is no fault (``BadEntry``), and whoever walks no round there (``NotYours``).
    """
    if fault not in Point.Fault.values:
        raise BadEntry("fault")
    point = Point.objects.select_for_update(of=("self",)).select_related("site").get(pk=point.pk)
    plans = Plan.objects.followed().filter(stops__point=point).select_related("sort").order_by("pk")
    departments = list(dict.fromkeys(plan.sort.department for plan in plans))
    theirs = [one for one in departments if access.may(actor, "walk", Where(point.site_id, one))]
    if not theirs:
        raise access.NotYours(str(actor.get_role_display()))
    when = min(entry.when(at), at)
    said: Any = fault
    event = grounds.TagReported(fault=said, replaced=when < point.keyed_at)
    roles = people.roles_at(point.site, theirs[0], when)
    record(stream=point.stream, event=event, actor=actor.key, roles=roles, at=at, occurred_at=when)
    if point.fault or when < point.keyed_at:
        return point
    point.fault, point.faulty_at, point.fault_by = fault, when, actor
    point.save(update_fields=["fault", "faulty_at", "fault_by"])
    for key in dict.fromkeys(_keeper(point, one, at) for one in theirs):
        _tell(point, key, at)
    return point


def _keeper(point: Point, department: str, at: datetime) -> str:
    """Who keeps the tags of a department now: who leads it, else whoever leads the house."""
    leading = people.roles_at(point.site, department, at)
    return standing.anybody(leading, "dept_head") or standing.anybody(leading, "admin_manager")


def _tell(point: Point, key: str, at: datetime) -> None:
    told = Employee.objects.working().select_related("user").filter(number=key.removeprefix("staff:")).first()
    if told is None:
        return
    with in_language(told.user.language):
        body = _("The tag of {point} is out of order ({fault}): give it a new key, print it and hang it up.").format(
            point=point.name, fault=point.get_fault_display()
        )
    outbox.queue(stream=point.stream, to=told.key, what="message.notice", body=body, at=at)


@transaction.atomic
def key_tag(*, point: Point, department: str, actor: Actor, at: datetime) -> Point:
    """Give the point's tag a new key: whatever was printed before is void from now on, and what was reported of it is mended.

    Refuses whoever does not lead there (``NotYours``).
    """
    access.require(actor, "key_tag", Where(point.site_id, department))
    point = Point.objects.select_for_update(of=("self",)).select_related("site").get(pk=point.pk)
    point.tag, point.keyed_at = point.tag + 1, at
    point.fault, point.faulty_at, point.fault_by = "", None, None
    point.save(update_fields=["tag", "keyed_at", "fault", "faulty_at", "fault_by"])
    roles = people.roles_at(point.site, department, at)
    record(stream=point.stream, event=grounds.TagKeyed(key=point.tag), actor=actor.key, roles=roles, at=at)
    return point
