"""The rounds on a telephone: a page that works without signal, what it needs to know, and what it sends when it can."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gensui.cases.models import Category
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.field import HANDS
from gensui.people import queries as people
from gensui.rounds import access, checklist, queries, tags
from gensui.rounds.actions import finding, syncing
from gensui.rounds.models import Finding, Plan, Point, Round, Stop
from gensui.rounds.refusals import BadEntry
from gensui.ui import bodies

AHEAD = timedelta(hours=26)
OWED = timedelta(days=3)
"""For so long a task that was not begun stays on the telephone."""
STYLES = ("tokens", "base", "layout", "components", "forms", "print")
SCRIPTS = ("clock", "keys", "forms", "live", "photo")
MODULES = ("walk", "store", "sync", "tags")


@require_safe
@staff(*HANDS)
def walk(request: StaffRequest, token: str = "") -> HttpResponse:
    """The page; it is the same for everybody, and fetches what is one's own. A tag's code leads here too."""
    context = {
        "zeros": "0" * 64,
        "kinds": Finding.Kind.choices,
        "faults": Point.Fault.choices,
        "point": reverse("walk_point", args=["x"])[:-2],
    }
    return page(request, "desk/walk.html", context)


@require_safe
@staff(*HANDS)
def data(request: StaffRequest) -> JsonResponse:
    """What is to be done today and tomorrow by whoever asks, with every stop and what is asked there. Nine queries."""
    me, at = request.employee, request.at
    site = access.site_of(me)
    plans = queries.plans_of(me, site)
    found = [slot for slot in queries.slots(plans, at - timedelta(hours=12), at + AHEAD) if _open(slot, at)]
    tasks = queries.tasks_for(me, site, at - OWED, at + AHEAD)
    names = people.names_of({slot.duty.holder for slot in found})
    stops: dict[int, list[Stop]] = {}
    for stop in Stop.objects.filter(plan__in=plans).select_related("point").order_by("plan", "order"):
        stops.setdefault(stop.plan_id, []).append(stop)
    leaves = Category.objects.in_bulk({key for plan in plans for key in plan.sort.categories})
    told = {
        "at": at.isoformat(), "me": me.key, "name": me.name, "zone": site.zone,
        "plans": [_plan(plan, stops.get(plan.pk, []), leaves) for plan in plans],
        "slots": [_slot(slot, names) for slot in sorted(found, key=lambda slot: (slot.duty.due_at or at, slot.plan.pk))],
        "tasks": [_task(one) for one in tasks], "categories": _categories(leaves, leaves),
    }  # fmt: skip
    return JsonResponse(told)


def _open(slot: queries.Slot, at: datetime) -> bool:
    """Whether a slot can still be met, as far as the house knows."""
    return slot.duty.state == "open" and all(one.state == Round.State.LEFT for one in slot.rounds)


def _plan(plan: Plan, stops: Iterable[Stop], leaves: dict[str, Category]) -> dict[str, Any]:
    return {
        "id": plan.pk, "name": plan.name, "sort": str(plan.sort), "patrol": plan.sort.is_patrol, "minutes": plan.minutes,
        "stops": [_stop(plan, stop) for stop in stops], "categories": _categories(plan.sort.categories, leaves),
    }  # fmt: skip


def _stop(plan: Plan, stop: Stop) -> dict[str, Any]:
    items = [
        {
            "key": item.key, "kind": item.kind, "asks": str(item), "must": item.must, "unit": item.unit,
            "choices": list(item.choices),
        }
        for item in checklist.items_of(plan.sort, stop)
    ]  # fmt: skip
    return {
        "point": stop.point_id, "name": stop.point.name, "order": stop.order, "picture": stop.picture,
        "mark": tags.mark(tags.token(stop.point)), "broken": bool(stop.point.fault), "items": items,
    }  # fmt: skip


def _categories(keys: Iterable[str], leaves: dict[str, Category]) -> list[dict[str, str]]:
    return [{"key": key, "name": str(leaves[key])} for key in keys if key in leaves]


def _slot(slot: queries.Slot, names: dict[str, str]) -> dict[str, Any]:
    duty = slot.duty
    return {
        "plan": slot.plan.pk, "starts": slot.starts_at.isoformat(), "by": names.get(duty.holder, ""),
        "opens": (duty.not_before or duty.opened_at).isoformat(), "due": (duty.due_at or duty.opened_at).isoformat(),
    }  # fmt: skip


def _task(round: Round) -> dict[str, Any]:
    redo = round.redo_of
    return {
        "round": round.key, "plan": round.plan_id, "starts": round.planned_at.isoformat() if round.planned_at else "",
        "announced": bool(round.announcements.all()), "redo": redo is not None, "remark": redo.remark if redo else "",
    }  # fmt: skip


@require_POST
@staff(*HANDS)
def sync(request: StaffRequest) -> JsonResponse:
    """What a telephone kept while it had no signal. Each entry is answered: taken, refused with a sentence, or to be sent later."""
    try:
        said = bodies.json_of(request)
        entries, device, sent_at = said["entries"], str(said["device"]), datetime.fromisoformat(str(said["sent_at"]))
        if not isinstance(entries, list) or sent_at.tzinfo is None:
            raise ValueError("entries, sent_at")
        answers = syncing.take_entries(
            entries=entries, device=device, sent_at=sent_at, actor=request.employee, at=request.at
        )
    except (ValueError, KeyError, TypeError, OverflowError) as bad:
        return _refused(BadEntry(f"{type(bad).__name__}: {bad}"[:80]))
    except bodies.NotJson as refusal:
        return _refused(BadEntry(refusal.sentence))
    except Refusal as refusal:
        return _refused(refusal)
    results = [{"key": one.key, "outcome": one.outcome, "code": one.code, "sentence": one.sentence} for one in answers]
    return JsonResponse({"at": request.at.isoformat(), "results": results})


def _refused(refusal: Refusal) -> JsonResponse:
    status = 400 if isinstance(refusal, bodies.NotJson) else 409
    return JsonResponse({"code": refusal.code, "sentence": refusal.sentence}, status=status)


@require_POST
@staff(*HANDS)
def photo(request: StaffRequest, digest: str) -> JsonResponse:
    """A photograph, known by the digest of what was taken."""
    try:
        finding.keep_photo(digest=digest, content=bodies.raw(request), actor=request.employee, at=request.at)
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"digest": digest})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which knows the files of this version."""
    files = [static("ui/mark.svg"), static("django_htmx/htmx-2.min.js")]
    files += [static(f"ui/{name}.css") for name in STYLES] + [static(f"ui/{name}.js") for name in SCRIPTS]
    files += sorted({url for name in MODULES for url in (static(f"desk/{name}.js"), f"{_root()}desk/{name}.js")})
    version = hashlib.sha256("".join(files).encode()).hexdigest()[:12]
    context = {"files": json.dumps(files), "version": version, "shell": reverse("walk")}
    answer = render(request, "desk/worker.js", context, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


def _root() -> str:
    """Where static files lie: what modules import has no version in its name."""
    return static("ui/mark.svg").rpartition("ui/")[0]


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a telephone shows once the page is put on its home screen."""
    icon = {"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    said = {
        "name": _("My rounds"), "short_name": "跟隨", "start_url": reverse("walk"), "scope": reverse("walk"),
        "display": "standalone",
        "background_color": "#f5f2ea", "theme_color": "#1b6656", "icons": [icon],
    }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json")
