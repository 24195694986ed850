"""What is found out of order becomes a case at once; and photographs, whenever they come."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Q

from gensui.cases import pictures
from gensui.cases.actions import files, reporting
from gensui.cases.actions import turn as cases
from gensui.cases.models import Case, Category
from gensui.cases.pictures import Picture
from gensui.cases.recorded import Request
from gensui.core.events import Event, grounds, security
from gensui.core.plain import says_something
from gensui.ledger import queries as ledger
from gensui.ledger.record import record_all
from gensui.ledger.refusals import KeyReused
from gensui.people import queries as people
from gensui.people.acting import NOW, SYSTEM, Entry
from gensui.people.models import Duty, Employee, Site
from gensui.rounds.access import HELD, Actor
from gensui.rounds.models import Finding, Photo, Plan, Point, Round
from gensui.rounds.refusals import HalfSent

GARBAGE = "CLN.GARBAGE"
"""The category of a bin that is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What somebody found: which kind, which leaf of the catalogue, in few words or none, with which photographs."""

    key: str
    kind: str
    category: Category
    words: str = ""
    photos: Sequence[str] = ()
    round: Round | None = None
    point: Point | None = None


@transaction.atomic
def report_finding(*, site: Site, found: Found, actor: Employee, at: datetime, entry: Entry = NOW) -> Finding:
    """Report something out of order: customer service has it as a case at once, with its photographs as they arrive.

    The same key again is the same finding. Refuses whoever works elsewhere (``NotYours``), and a key of somebody else's
    finding (``KeyReused``).
    """
    known = Finding.objects.select_related("case").filter(key=found.key).first()
    if known is not None and known.reporter_id != actor.pk:
        raise KeyReused
    if known is not None:
        return known
    when = min(entry.when(at), at)
    case = _case(site, found, actor, at, when)
    finding = Finding.objects.create(
        key=found.key, site=site, round=found.round, point=found.point, kind=found.kind, category=found.category,
        words=found.words, photos=list(found.photos), reporter=actor, found_at=when, received_at=at, case=case,
    )  # fmt: skip

    _happen(finding, actor=actor, at=at, entry=entry)
    for photo in Photo.objects.filter(digest__in=finding.photos):
        _attach(case, photo, at)
    return finding


def _case(site: Site, found: Found, actor: Employee, at: datetime, when: datetime) -> Case:
    entry = Entry(happened_at=when)
    if found.kind != Finding.Kind.BIN_FULL:
        request = _request(found, found.category, actor)
        return reporting.report_finding(site=site, request=request, actor=actor, at=at, entry=entry)
    known = Category.objects.filter(pk=GARBAGE).first()
    category = found.category if found.category.department == "cleaning" or known is None else known
    area = f"point:{found.point.pk}" if found.point else found.key
    return reporting.order_from_finding(
        site=site, request=_request(found, category, actor), handler=_cleaner(site, found.point, at),
        found=grounds.BinFull(area=area), actor=actor, at=at, entry=entry,
    )  # fmt: skip


def _cleaner(site: Site, point: Point | None, at: datetime) -> Employee | None:
    """Who empties a bin now: whoever stands on the post that the point belongs to, else the cleaner on duty who has least to do."""
    there = people.on_duty(site, at, "cleaning").filter(role=Employee.Role.CLEANER)
    plans = Plan.objects.followed().filter(site=site, sort__department="cleaning", stops__point=point)
    posts = list(plans.exclude(post=None).values_list("post", flat=True)) if point is not None else []
    on_post = Duty.objects.filter(post__in=posts, starts_at__lte=at, ends_at__gt=at, employee__in=there)
    own = on_post.select_related("employee__department", "employee__user").order_by("-starts_at").first()
    if own is not None:
        return own.employee
    busy = Count("handled", filter=Q(handled__closed_at=None))
    free = there.select_related("department", "user").annotate(busy=busy)
    return free.order_by("busy", "number").first()


def note_emptied(*, round: Round, points: Iterable[int], actor: Actor, at: datetime) -> int:
    """A round of the bins was at these points: the bins that were reported full there are emptied; how many. One query, if none."""
    found = Finding.objects.filter(
        kind=Finding.Kind.BIN_FULL, point__in=list(points), case__closed_at=None, found_at__lte=round.finished_at or at
    )
    emptied = 0
    for one in found.select_related("case").order_by("pk"):
        if one.case is None or ledger.happened(one.case.stream, grounds.BinEmptied.kind):
            continue
        event = grounds.BinEmptied(area=f"point:{one.point_id}", task=round.key)
        cases.happen(cases.lock(one.case), (event, round.finished_at or at), actor=actor, at=at)
        emptied += 1
    return emptied


def _request(found: Found, category: Category, actor: Employee) -> Request:
    point = found.point
    words = found.words if says_something(found.words) else str(category)
    return Request(
        channel="patrol", requester_name=actor.name, relation="staff", phone="", content=words, category=category,
        place=point.name if point else "", area=point.area if point else None,
    )  # fmt: skip


def _happen(finding: Finding, *, actor: Employee, at: datetime, entry: Entry) -> None:
    when = finding.found_at
    happened: list[tuple[Event, datetime]]
    if finding.kind == Finding.Kind.BIN_FULL:
        return  # its order says so
    if finding.kind == Finding.Kind.HAZARD:
        happened = [
            (security.HazardFound(finding=finding.key), when),
            (security.HazardReported(finding=finding.key), at),
        ]
    else:
        happened = [
            (security.AnomalyFound(finding=finding.key), when),
            (security.AnomalyReported(finding=finding.key), at),
        ]
    department = actor.department.kind
    holding = people.roles_at(finding.site, department, when)
    holding |= dict.fromkeys(("guard", HELD.get(department, "guard")), actor.key)
    stream = finding.round.plan.stream if finding.round else f"findings:{finding.site_id}"
    record_all(stream=stream, happened=happened, actor=actor.key, roles=holding, at=at, client_key=entry.once)


def keep_photo(*, digest: str, content: bytes, actor: Employee, at: datetime) -> Photo:
    """Keep a photograph from a phone. It goes with the scan or finding that speaks of it, whichever comes first; twice is once.

    Refuses what did not arrive whole (``HalfSent``) and what is no picture (``BadPicture``).
    """
    known = Photo.objects.filter(digest=digest).first()
    if known is not None:
        return known
    if hashlib.sha256(content).hexdigest() != digest:
        raise HalfSent
    return _keep(digest, pictures.clean(content), actor, at)


@transaction.atomic
def _keep(digest: str, picture: Picture, actor: Employee, at: datetime) -> Photo:
    photo = Photo(
        digest=digest,
        width=picture.width,
        height=picture.height,
        site=actor.department.site,
        author=actor,
        received_at=at,
    )
    photo.file.save(f"{digest[:32]}.webp", ContentFile(picture.content), save=False)
    photo.save()
    for finding in Finding.objects.select_related("case").filter(site=photo.site, reporter=actor, case__isnull=False):
        if digest in finding.photos and finding.case is not None:
            _attach(finding.case, photo, at)
    return photo


def _attach(case: Case, photo: Photo, at: datetime) -> None:
    with photo.file.open("rb") as file:
        files.attach(case=case, kind="report", content=file.read(), actor=SYSTEM, at=at)
