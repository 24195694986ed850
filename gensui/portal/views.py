"""The owners' pages: report, see how it stands, decide, say what one thinks, own data."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.cases import access, appointments, calling, copies, plans, queries, reopening, warranty
from gensui.cases.actions import complaint, reporting, turn
from gensui.cases.models import Attachment, Case, Category
from gensui.cases.recorded import Request
from gensui.cases.refusals import NoCategory
from gensui.core import lifecycle
from gensui.core.refusal import Refusal
from gensui.ledger import policies
from gensui.notices import actions as notice_actions
from gensui.notices import queries as notices
from gensui.oversight import surveys
from gensui.people import limits, phones
from gensui.people import queries as people_queries
from gensui.people.actions import codes
from gensui.people.actions import one as people
from gensui.people.models import Area, Resident
from gensui.people.refusals import TooManyTries
from gensui.portal import acts, forms, story
from gensui.portal.doors import OwnerRequest, at_home, owner, page
from gensui.reports.actions import erasing
from gensui.rounds import queries as rounds
from gensui.security import queries as security
from gensui.ui import address, watch
from gensui.ui.forms import refuse


@require_POST
@owner
def sign_out(request: OwnerRequest) -> HttpResponse:
    """Out."""
    logout(request)
    return redirect("my_sign_in")


@require_safe
@owner
def my_cases(request: OwnerRequest) -> HttpResponse:
    """What I asked for, what is open on top, and what I was told."""
    cases = Case.objects.with_people().filter(pk__in=_seen(request).values("pk")).order_by("-pk")[:50]
    rows = [(row, story.title_of(row.case, request.at)) for row in queries.rows(cases, request.at)]
    context = {
        "open": [pair for pair in rows if pair[0].case.is_open], "ended": [pair for pair in rows if not pair[0].case.is_open],
        "notices": [one for me in _rows(request) for one in notices.inbox(me.key)[:5] if one.read_at is None],
        "sites": list({one.household.unit.building.site: None for one in _rows(request)}),
        "asked": [entry for home in request.homes for entry in security.asked_of(home)],
        "announced": [one for home in request.homes for one in rounds.notices_for(home, request.at)],
        "survey": surveys.open_for(request.resident, request.at) if request.homes else None,
    }  # fmt: skip
    return page(request, "portal/cases.html", context)


def _rows(request: OwnerRequest) -> list[Resident]:
    """The rows of the person whose notices are shown: in today's homes, or the one that signed in."""
    return request.homes or [request.resident]


def _seen(request: OwnerRequest) -> QuerySet[Case]:
    """The cases that exist for this person, of all homes."""
    found = Case.objects.none()
    for home in request.homes:
        found |= access.visible_cases(home)
    return found


@require_http_methods(["GET", "POST"])
@at_home
def report(request: OwnerRequest) -> HttpResponse:
    """A photo, a few words, sent: thirty seconds."""
    # each try counts, for its pictures are decoded before anything is refused; beyond the limit they are not looked at
    is_within = request.method != "POST" or limits.take(limits.REPORTS, request.resident.key, at=request.at)
    files = (request.FILES or None) if is_within else None
    repaired = [
        one
        for home in request.homes
        for one in warranty.warranties(home, home.household.unit.building.site, home.household.unit, request.at)
    ]
    form = forms.ReportForm(
        request.POST or None, files, homes=request.homes, person=request.resident.key, repaired=repaired
    )
    if form.is_bound and not is_within:
        refuse(form, TooManyTries())
        if request.FILES:
            form.add_error("photos", _("These photos were not looked at. Choose them again when you send it again."))
    elif request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        request.resident, area = said["where"]
        try:
            case, told = _report(request, form, area)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, told.format(number=case.number))
            return redirect("my_case", case.number)
    if form.is_bound:
        form.keep(request.at)
    sites = list({one.household.unit.building.site: None for one in request.homes})
    return page(request, "portal/report.html", {"form": form, "sites": sites}, status=422 if form.is_bound else 200)


def _report(request: OwnerRequest, form: forms.ReportForm, area: Area | None) -> tuple[Case, str]:
    """What was reported as a case, and what its owner reads. A complaint goes past those it is about from the first moment."""
    me, said = request.resident, form.cleaned_data
    given: dict[str, Any] = {"actor": me, "at": request.at, "entry": form.entry(), "pictures": said["photos"]}
    if said["matter"] == forms.COMPLAINT:
        category = Category.of_complaints()
        if category is None:
            raise NoCategory
        written = _request(request, said, area, category)
        return complaint.report_complaint(request=written, **given), str(acts.COMPLAINED)
    category = get_object_or_404(Category, pk=said["matter"]) if said["matter"] else None
    written = _request(request, said, area, category)
    case = reporting.report(resident=me, request=written, **given)
    return case, _("We have it: number {number}. Somebody reads it back to you within minutes.")


def _request(request: OwnerRequest, said: dict[str, Any], area: Area | None, category: Category | None) -> Request:
    me = request.resident
    return Request(
        channel="app", requester_name=me.name, relation=me.relation, phone=me.phone, content=said["content"],
        place=said["place"], category=category,
        unit=None if area else me.household.unit, area=area, resident=me, convenient_time=said["convenient_time"],
        repeat_of=said["repeat_of"],
    )  # fmt: skip


def _find(request: OwnerRequest, number: str) -> Case:
    """The case, seen from the home it belongs to."""
    seen = _seen(request).values("pk")
    case = get_object_or_404(
        Case.objects.with_people(), pk__in=Case.objects.numbered(number).filter(pk__in=seen).values("pk")
    )
    request.resident = next(home for home in request.homes if access.asks(home, case))
    return case


@require_safe
@owner
def my_case(request: OwnerRequest, number: str) -> HttpResponse:
    """One request: who does what by when, what was agreed, and what I can say."""
    return _show(request, _find(request, number))


def _show(request: OwnerRequest, case: Case, kept: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
    can = set(turn.possible(case, request.resident, request.at))
    until = reopening.reopens_until(case)
    if until is not None and until < request.at:
        can.discard("reopen_case")
    if "contest_cancel" in can and not (reopening.may_contest(case) and reopening.may_reopen(case, request.at)):
        can.discard("contest_cancel")
    if case.state not in lifecycle.HANDLED:
        can.discard("evaluate")
    quote = case.quotes.filter(round=case.round).prefetch_related("lines").order_by("-version").first()
    if quote is not None and quote.house_pays:
        can -= {"consent_to_plan", "decline_plan"}  # the head of the department decides about the money
    dues = queries.duties_of(case, request.at)
    felt = policies.meant("apologised")
    late = [due for due in dues if due.duty.lapsed_at and due.duty.clause in felt]
    following = story.following(case, dues)
    context = {
        "case": case, "title": story.title_of(case, request.at), "can": can, "quote": quote, "late": late[-1:],
        "first_promised": reopening.first_promised(case), "expected": story.expected(case, dues),
        "stands_still": story.stands_still(case, dues),
        "thread": queries.thread_of(case, dues, request.at), "awaited": appointments.awaited(case, request.at),
        "advice": calling.advice(case.category, request.at) if case.priority == "P1" and case.is_open else "",
        "messages_of": case.messages.exclude(purpose="explain").select_related("answers").order_by("pk"),
        "attachments": case.attachments.exclude(kind="signature").order_by("pk"),
        "rated": case.evaluations.filter(round=case.round).first(),
        "next": following if following and following.duty.clause in felt else None, "names": queries.names_of_keys(
            one.author_key for one in case.messages.all()
        ),
        "answerable": plans.is_answerable(case), "undecided": plans.undecided(case),
        "objectable": "contest_consent" in can and plans.is_by_proxy(plans.agreed_plan(case)),
        "objections": queries.objections_of(case), "owed": queries.owed_to_objector(dues),
        "stars": forms.StarsForm(initial=kept), "words": forms.WordsForm(), "moment": forms.MomentForm(initial=kept),
        "complaint": forms.ComplaintForm(case=case, initial=kept), "reopens_until": until, "kept": kept,
    }  # fmt: skip
    return page(request, "portal/case.html", context | more)


@require_POST
@owner
def act(request: OwnerRequest, number: str, act: str) -> HttpResponse:
    """One thing an owner says or decides; what cannot be done is said on the page, with the words kept."""
    case = _find(request, number)
    known = acts.ACTS.get(act)
    if known is None:
        raise Http404
    try:
        said = known(request, case)
    except Refusal as refusal:
        kept = request.POST.dict() | {"about": request.POST.getlist("about")}
        return _show(request, _find(request, number), kept, trouble=refusal.sentence, acted=act)
    # what was answered on the page of the request is no longer asked on the first page
    notice_actions.read(
        recipient_key=request.resident.key, actor=request.resident.key, at=request.at, stream=case.stream
    )
    messages.success(request, said)
    return redirect("my_case", number)


@require_safe
@owner
def attachment(request: OwnerRequest, pk: int) -> FileResponse:
    """A picture, for who may see its case."""
    found = get_object_or_404(Attachment, pk=pk, case__in=_seen(request).values("pk"))
    return FileResponse(
        found.file.open("rb"), content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"}
    )


@require_POST
@owner
def read(request: OwnerRequest) -> HttpResponse:
    """All notices read."""
    for me in _rows(request):
        notice_actions.read(recipient_key=me.key, actor=me.key, at=request.at)
    return redirect("my_cases")


@require_http_methods(["GET", "POST"])
@owner
def data(request: OwnerRequest) -> HttpResponse:
    """What is kept of me: see, put right."""
    me = request.resident
    names = ("name", "phone", "email", "preference", "quiet_from", "quiet_until", "language")
    now = {name: getattr(me, name) for name in names} | {"name": me.asked_name or me.name}
    form = forms.DataForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = form.new_number(me.phone)
            people.correct_own_data(resident=me, actor=me, at=request.at, **form.cleaned_data)
            sent = fresh and codes.request_number(
                resident=me, phone=fresh, source=address.of(request), actor=me, at=request.at
            )
        except Refusal as refusal:
            form.add_error("phone", refusal.sentence)
        else:
            if fresh and not sent:
                messages.warning(request, forms.ENOUGH_CODES)
            if fresh:
                return redirect("my_phone")
            messages.success(request, _("Put right."))
            return redirect("my_data")  # where a name that waits for the desk is said to wait
    return page(request, "portal/data.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@owner
def phone(request: OwnerRequest) -> HttpResponse:
    """The code that was sent to my new number: once it is typed, the number counts."""
    me = request.resident
    asked = people_queries.number_asked(me, request.at)
    if asked is None:
        messages.error(request, _("The code is no longer good. Write your new number once more."))
        return redirect("my_data")
    form = forms.NewNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes.prove_new_number(
                resident=me, code=form.cleaned_data["code"], source=address.of(request), actor=me, at=request.at
            )
        except Refusal as refusal:
            form.add_error("code", refusal.sentence)
        else:
            watch.note(request, "number.changed")
            messages.success(request, _("Your new number counts from now on."))
            return redirect("my_data")
    context = {"form": form, "number": phones.readable(asked.phone), "old": me.masked_phone}
    return page(request, "portal/phone.html", context, status=422 if form.is_bound else 200)


@require_POST
@owner
def export(request: OwnerRequest) -> HttpResponse:
    """A copy of everything kept of me."""
    people.note_export(resident=request.resident, actor=request.resident, at=request.at)
    rows = [
        copies.everything_of(one) | security.everything_of(one) | {"notices": notices.everything_of(one.key)}
        for one in people_queries.rows_of(request.resident)
    ]
    kept = rows[0] | ({"other_homes": rows[1:]} if rows[1:] else {})
    zone = ZoneInfo(request.resident.household.unit.building.site.zone)
    told = json.dumps(kept, ensure_ascii=False, indent=2, default=lambda value: copies.plain(value, zone))
    return HttpResponse(
        told, content_type="application/json", headers={"Content-Disposition": 'attachment; filename="gensui.json"'}
    )


@require_POST
@owner
def erase(request: OwnerRequest) -> HttpResponse:
    """Take away what identifies me, where nothing is open."""
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick the box first: what is erased does not come back."))
        return redirect("my_data")
    erasing.erase_owner(resident=request.resident, actor=request.resident, at=request.at)
    watch.note(request, "erased")
    logout(request)
    return redirect("my_sign_in")
