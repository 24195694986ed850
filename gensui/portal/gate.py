"""Visitors of an owner: yes or no by a link, on the own page, and passes given beforehand."""

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.core.refusal import Refusal
from gensui.people.acting import Entry
from gensui.people.models import Resident
from gensui.portal.doors import OwnerRequest, at_home, owner, page
from gensui.portal.forms import PassForm
from gensui.security import access, links, queries
from gensui.security.actions import gate, register
from gensui.security.models import GateEntry, Pass
from gensui.security.refusals import BadLink, LinkUsedUp


@require_http_methods(["GET", "POST"])
def gate_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link that an owner got: who stands at the gate, yes or no. No sign-in, and nothing shown but that."""
    at = timezone.now()
    try:
        number, row = links.answer(token)
        entry = GateEntry.objects.with_places().filter(pk=number).first()
        resident = Resident.objects.select_related("household").filter(pk=row, erased_at=None).first()
        if entry is None or resident is None or not access.may(resident, "answer_gate", entry.site, entry.unit):
            raise BadLink
    except BadLink as bad:
        return render(request, "portal/gate_link.html", {"trouble": bad.sentence}, status=404)
    trouble = ""
    if request.method == "POST":
        try:
            entry = _answer(entry, request.POST.get("answer", ""), "link", resident, at)
        except Refusal as refusal:
            trouble = refusal.sentence
    context = {"entry": entry, "trouble": trouble, "at": at, "open": entry.is_open and not entry.reply}
    return render(request, "portal/gate_link.html", context, status=409 if trouble else 200)


def _answer(entry: GateEntry, answer: str, way: str, resident: Resident, at: Any) -> GateEntry:
    if answer not in ("yes", "no"):
        raise LinkUsedUp
    once = Entry(once=f"gate:{entry.number}:{answer}:{way}:{resident.pk}")
    return gate.answer_gate(gate=entry, agrees=answer == "yes", way=way, actor=resident, at=at, entry=once)


@require_POST
@owner
def at_gate(request: OwnerRequest, number: str, answer: str) -> HttpResponse:
    """Yes or no on the own page."""
    seen = GateEntry.objects.none()
    for home in request.homes:
        seen |= access.visible_entries(home)
    asked = GateEntry.objects.numbered(number).filter(pk__in=seen.values("pk"))
    entry = get_object_or_404(GateEntry, pk__in=asked.values("pk"))
    me = next(home for home in request.homes if home.household.unit_id == entry.unit_id)
    _answer(entry, answer, "app", me, request.at)
    messages.success(request, _("The gate knows. Thank you."))
    return redirect("my_visitors")


@require_http_methods(["GET", "POST"])
@at_home
def visitors(request: OwnerRequest) -> HttpResponse:
    """Who is at the gate for me, and the passes I gave; a new one in four fields."""
    form = PassForm(request.POST or None, at=request.at, homes=request.homes)
    if request.method == "POST" and form.is_valid():
        try:
            permit = register.issue_pass(actor=form.host(), at=request.at, entry=form.entry(), **form.given())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("my_pass", links.of_pass(permit))
    passes = [
        (permit, links.of_pass(permit), _stands(permit, request.at))
        for home in request.homes
        for permit in queries.passes_of(home)
    ]
    asked = [entry for home in request.homes for entry in queries.asked_of(home)]
    context = {"form": form, "passes": passes, "asked": asked}
    return page(request, "portal/visitors.html", context, status=422 if form.is_bound else 200)


def _stands(permit: Pass, at: Any) -> str:
    if permit.revoked_at:
        return _("taken back")
    if permit.used >= permit.uses:
        return _("used")
    return _("over") if permit.valid_until <= at or not permit.resident.is_present else ""


@require_POST
@owner
def pass_revoke(request: OwnerRequest, pk: int) -> HttpResponse:
    """Take a pass back."""
    permit = get_object_or_404(Pass, pk=pk, resident__in=[home.pk for home in request.homes])
    me = next(home for home in request.homes if home.pk == permit.resident_id)
    register.revoke_pass(permit=permit, actor=me, at=request.at)
    messages.success(request, _("The pass is taken back."))
    return redirect("my_visitors")


def _permit(token: str) -> Pass | None:
    try:
        found = Pass.objects.select_related("unit__building__site", "resident__household")
        return found.filter(pk=links.pass_of(token)).first()
    except BadLink:
        return None


@require_safe
def pass_shown(request: HttpRequest, token: str) -> HttpResponse:
    """What the visitor shows at the gate: a code, and until when it is good. No sign-in; no name of the resident."""
    permit, at = _permit(token), timezone.now()
    if permit is None or permit.erased_at is not None:
        return render(request, "portal/gate_link.html", {"trouble": BadLink().sentence}, status=404)
    stands = _stands(permit, at)
    context = {
        "permit": permit, "token": token, "good": not stands, "stands": stands,
        "own": getattr(request.user, "resident", None) == permit.resident, "address": request.build_absolute_uri(),
    }  # fmt: skip
    return render(request, "portal/pass.html", context)


@require_safe
def pass_code(request: HttpRequest, token: str) -> HttpResponse:
    """The code itself, which leads the guard's telephone to the pass; where there is no such pass, or it no longer stands, none."""
    permit = _permit(token)
    if permit is None or permit.erased_at is not None or _stands(permit, timezone.now()):
        raise Http404
    drawn = io.BytesIO()
    address = request.build_absolute_uri(reverse("gate_scan", args=[token]))
    segno.make(address, error="m").save(drawn, kind="svg", scale=6, border=2)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
