"""What the house does by itself for supervision: it calls inspections, and finds what keeps coming up (3.4.7, C16)."""

from datetime import datetime, timedelta

from django.db import transaction

from gensui.cases.models import Case, Category, ReturnVisit
from gensui.core.events import company as events
from gensui.ledger import policies
from gensui.oversight import access
from gensui.oversight.actions import inspecting, rectifying
from gensui.oversight.actions.rectifying import Found
from gensui.oversight.actions.turn import happen
from gensui.oversight.models import Pattern
from gensui.oversight.patterns import Limits, Sighting, Trouble, Visit, find, limits_of
from gensui.oversight.refusals import Reported
from gensui.people.acting import NOW, Entry, System, repeatable, was_done
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words


def watch(*, actor: System, at: datetime) -> int:
    """Call what is to be inspected, and look for what keeps coming up; how much was new."""
    return inspecting.call_due(actor=actor, at=at) + find_patterns(actor=actor, at=at)


def find_patterns(*, actor: System, at: datetime) -> int:
    """Put on record what counts as general trouble now; once for each, until its window has passed. How many were new.

    Three queries for each community where nothing is new.
    """
    limits = limits_of(policies.in_force(policies.newest(), at))
    return sum(_find(site, limits, actor, at) for site in Site.objects.order_by("pk"))


@transaction.atomic
def _find(site: Site, limits: Limits, actor: System, at: datetime) -> int:
    window = timedelta(days=limits.days)
    troubles = find(
        _sightings(site, at - window - timedelta(limits.usual_days)), _visits(site, at - window, at), limits, at
    )
    if not troubles:
        return 0
    Site.objects.select_for_update().get(pk=site.pk)  # of two workers, one writes
    known = dict(Pattern.objects.filter(site=site, until__gt=at - window).order_by("until").values_list("key", "until"))
    new = [one for one in troubles if known.get(one.key, one.since) <= one.since]
    categories = Category.objects.in_bulk([one.leaf for one in new])
    for one in new:
        _write(site, one, categories[one.leaf], actor, at)
    return len(new)


def _sightings(site: Site, since: datetime) -> list[Sighting]:
    rows = Case.objects.filter(site=site, opened_at__gte=since, category__isnull=False).exclude(
        request_type__in=["complaint", "praise", "consulting"]
    )
    places = rows.order_by("pk").values_list(
        "pk", "opened_at", "category_id", "unit__building_id", "unit__building__name", "area_id", "area__name"
    )
    return [
        Sighting(
            pk, opened_at, leaf or "", f"building:{building}" if building else f"area:{area}" if area else "",
            building_name or area_name or "",
        )
        for pk, opened_at, leaf, building, building_name, area, area_name in places
    ]  # fmt: skip


def _visits(site: Site, since: datetime, at: datetime) -> list[Visit]:
    heard = ReturnVisit.objects.filter(
        case__site=site, visited_at__gte=since, visited_at__lt=at, case__category__isnull=False,
        outcome__in=["satisfied", "basically", "dissatisfied"],
    )  # fmt: skip
    rows = heard.order_by("pk").values_list("case_id", "case__category_id", "outcome")
    return [Visit(case, leaf or "", outcome == "dissatisfied") for case, leaf, outcome in rows]


def _write(site: Site, one: Trouble, category: Category, actor: System, at: datetime) -> None:
    made = Pattern.objects.create(
        key=one.key, site=site, kind=one.kind, category=category, place=one.place, where=one.where, since=one.since, until=at,
        count=len(one.rows), usual=one.usual, chance=one.chance, found_at=at,
    )  # fmt: skip
    made.cases.set(one.rows)
    event = events.PatternDetected(department=category.department, pattern=made.number)  # type: ignore[arg-type]
    happen(made.stream, event, actor=actor, site=site, department=category.department, at=at)


@repeatable
def report_pattern(*, pattern: Pattern, measures: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Pattern:
    """Superiors know of it, and of what is to mend it for good: the department owes these measures from now on.

    Refuses others than the head of customer service and the administration manager (``NotYours``), no words (``NoWords``),
    and what was reported (``Reported``).
    """
    rows = Pattern.objects.select_related("site", "category").select_for_update(of=("self",))
    found = rows.get(pk=pattern.pk)
    department = found.category.department
    access.require(actor, "report_pattern", found.site_id, department)
    if was_done(entry):
        return found
    if found.reported_at is not None:
        raise Reported
    need_words(measures)
    found.reported_at, found.reported_by, found.measures = at, actor, measures.strip()
    found.save(update_fields=["reported_at", "reported_by", "measures"])

    event = events.PatternReported(department=department, pattern=found.number)  # type: ignore[arg-type]
    happen(found.stream, event, actor=actor, site=found.site, department=department, at=at, entry=entry)
    owed = Found(clause="", problem=found.measures, severity="general", source="pattern", about=found.stream)
    rectifying.issue_at_once(site=found.site, department=department, found=owed, actor=actor, at=at)
    return found
