"""The telephone system tells of calls; the agent's screen shows who rings, and one click takes the call down."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import access, calling
from gensui.cases.actions import calls as calls_made
from gensui.cases.actions import intake, missed
from gensui.cases.models import Case, PhoneCall, State
from gensui.core.plain import plain
from gensui.core.refusal import Refusal
from gensui.desk.doors import FRONT, StaffRequest, staff
from gensui.ledger import queries as ledger
from gensui.ledger.requests import RequestKey, house_key
from gensui.people import limits
from gensui.people import queries as people
from gensui.people.acting import SYSTEM, Entry
from gensui.people.models import Employee, Resident, Site
from gensui.ui import address, bodies, watch

MOST_BYTES = 4_096
LONGEST_CALL = 86_400
SHOWN = timedelta(minutes=10)
"""How long a call is shown that the telephone system says no more of."""


class BadCall(Exception):
    """What the telephone system said cannot be used; a word says why."""

    def __init__(self, why: str, status: int = 422) -> None:
        super().__init__(why)
        self.why, self.status = why, status


@dataclass(frozen=True, slots=True)
class Said:
    """What the telephone system tells of a call."""

    event: str
    call: str
    number: str
    extension: str
    site: str
    at: datetime
    talked: timedelta = timedelta()


@csrf_exempt
@require_POST
def telephony(request: HttpRequest) -> JsonResponse:
    """A call rings, is answered or abandoned, or was made from here: JSON from the telephone system, with the shared secret.
    Said twice, it is so once.
    """
    if not settings.TELEPHONY_KEY:
        raise Http404
    at = timezone.now()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), settings.TELEPHONY_KEY.encode()):
        return _wrong_key(request, at)
    if not limits.take(limits.CALLS, "", at=at):
        return JsonResponse({"error": "too_many_requests"}, status=429)
    try:
        if (said := _read(bodies.raw(request), at)).event == "dialled":
            return JsonResponse({"call": _dialled(said, at).key})
        case = HAPPENS[said.event](said, at)
    except BadCall as bad:
        return JsonResponse({"error": bad.why}, status=bad.status)
    except bodies.NotJson as refusal:
        return JsonResponse({"error": refusal.code, "sentence": refusal.sentence}, status=400)
    except Refusal as refusal:
        return JsonResponse({"error": refusal.code, "sentence": refusal.sentence}, status=409)
    return JsonResponse({"case": case.number, "state": case.state})


def _wrong_key(request: HttpRequest, at: datetime) -> JsonResponse:
    """Wrong keys are counted by address. They never close the door for the right key."""
    watch.note(request, "telephony.wrong_key")
    if limits.take(limits.WRONG_KEYS, address.of(request), at=at):
        return JsonResponse({"error": "wrong_key"}, status=401)
    return JsonResponse({"error": "too_many_requests"}, status=429)


def _read(body: bytes, at: datetime) -> Said:
    try:
        given: Any = json.loads(body) if len(body) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise BadCall("not_json", 400)
    texts = {name: given.get(name, "") for name in ("event", "call", "number", "extension", "site", "at")}
    if not all(isinstance(text, str) and plain(text) == text for text in texts.values()):
        raise BadCall("not_text")
    if texts["event"] not in (*HAPPENS, "dialled"):
        raise BadCall("unknown_event")
    if not 1 <= len(texts["call"]) <= 40 or not all(
        one.isascii() and (one.isalnum() or one in "._-") for one in texts["call"]
    ):
        raise BadCall("bad_call")
    return Said(**texts | {"at": _moment(texts["at"], at), "talked": _talked(given.get("talked", 0))})


def _talked(seconds: Any) -> timedelta:
    """For how long the two talked: whole seconds, a day at most."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= LONGEST_CALL:
        raise BadCall("bad_talked")
    return timedelta(seconds=seconds)


def _moment(text: str, at: datetime) -> datetime:
    """When it happened by the telephone system's clock; now, where it says nothing or its clock is ahead."""
    if not text:
        return at
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCall("bad_time") from None
    if moment.tzinfo is None or moment < at - timedelta(days=1):
        raise BadCall("bad_time")
    return min(moment, at)


def _key(call: str, event: str) -> RequestKey:
    """The house's own: a call rings, is answered and ends once, whatever time a repeated event says."""
    return house_key(f"call:{call}:{event}")


def _entry(said: Said) -> Entry:
    return Entry(happened_at=said.at, once=_key(said.call, said.event), proofs={"telephony": said.call})


def _agent(extension: str) -> Employee | None:
    """Who sits at an extension: it is the staff number."""
    found = Employee.objects.working().filter(number=extension, role__in=FRONT).select_related("department__site")
    return found.first() if extension else None


def _site(said: Said, agent: Employee | None) -> Site:
    found = Site.objects.filter(key=said.site) if said.site else Site.objects.order_by("pk")
    if agent is not None and not said.site:
        return agent.department.site
    sites = list(found[:2])
    if len(sites) != 1:
        raise BadCall("unknown_site")
    return sites[0]


def _ringing(said: Said, at: datetime) -> Case:
    agent = _agent(said.extension)
    site = _site(said, agent)
    here = agent if agent is not None and agent.department.site_id == site.pk else None
    return intake.ring(site=site, phone=said.number, actor=SYSTEM, at=at, entry=_entry(said), agent=here)


def _known(said: Said) -> Case:
    stream = ledger.stream_of(_key(said.call, "ringing"))
    case = Case.objects.numbered(stream.removeprefix("case:")).first()
    if case is None:
        raise BadCall("unknown_call", 404)
    return case


def _answered(said: Said, at: datetime) -> Case:
    case = _known(said)
    if case.state not in (State.RINGING, State.MISSED):
        return case  # an agent was quicker on the screen
    agent = _agent(said.extension)
    if agent is None:
        raise BadCall("unknown_extension")
    return intake.answer_call(case=case, actor=agent, at=at, entry=_entry(said))


def _abandoned(said: Said, at: datetime) -> Case:
    case = _known(said)
    if case.state == State.MISSED:
        return case  # its end was told so late that the house had given it up
    waited = max(said.at - case.opened_at, timedelta())
    return calls_made.abandon_call(case=case, actor=SYSTEM, at=at, waited=waited, entry=_entry(said))


def _dialled(said: Said, at: datetime) -> PhoneCall:
    """Somebody here called an owner; told once the call is over."""
    agent = _caller(said.extension)
    if agent is None:
        raise BadCall("unknown_extension")
    entry = Entry(happened_at=said.at)
    return calls_made.note_call(
        site=_site(said, agent), key=said.call, phone=said.number, talked=said.talked, actor=agent, at=at, entry=entry
    )


def _caller(extension: str) -> Employee | None:
    found = Employee.objects.working().filter(number=extension).select_related("department__site")
    return found.first() if extension else None


HAPPENS = {"ringing": _ringing, "answered": _answered, "abandoned": _abandoned}


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call on the screen: who it may be, and what is open for them."""

    case: Case
    callers: list[Resident]
    open: list[Case]


@require_safe
@staff(*FRONT)
def calls(request: StaffRequest) -> HttpResponse:
    """Who rings now, whose call I have taken but not taken down yet, and who was missed and not reached since.

    Two queries where nobody rings.
    """
    me = request.employee
    ringing = Q(state=State.RINGING) & (Q(follower=None) | Q(follower=me))
    mine = Q(state=State.RECORDING, follower=me, channel="phone", content="")
    on_screen = Case.objects.numbered(request.GET.get("but", ""))
    there = Case.objects.filter(ringing | mine, site=me.department.site_id, opened_at__gt=request.at - SHOWN)
    found = there.exclude(pk__in=on_screen.values("pk"))
    shown = [_shown(me, case) for case in found.select_related("site").order_by("opened_at")[:5]]
    waiting = Case.objects.filter(site=me.department.site_id, department="", state=State.MISSED)
    shown += [_shown(me, case) for case in waiting.select_related("site").order_by("-opened_at")[:5]]
    return render(request, "desk/calls.html", {"calls": shown, "at": request.at})


def _shown(actor: Employee, case: Case) -> Ringing:
    found = people.callers(case.site, case.phone)
    homes = [one.household.unit for one in found if one.is_present]
    others = calling.open_of_caller(actor, case.site, case.phone, *homes)
    return Ringing(case, found, [one for one in others if one.pk != case.pk])


@require_POST
@staff(*FRONT)
def answer(request: StaffRequest, number: str) -> HttpResponse:
    """Take the call, or say whether a missed caller was reached, and begin to take it down."""
    seen = access.visible_cases(request.employee)
    case = get_object_or_404(seen, pk__in=Case.objects.numbered(number).values("pk"))
    if case.state == State.RINGING:
        intake.answer_call(case=case, actor=request.employee, at=request.at)
    elif case.state == State.MISSED and "not_reached" in request.POST:
        missed.fail_call_back(case=case, actor=request.employee, at=request.at)
        return redirect("worklist")
    elif case.state == State.MISSED:
        missed.call_back(case=case, actor=request.employee, at=request.at)
    return redirect(f"{reverse('intake')}?call={case.number}")
