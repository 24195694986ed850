"""How owners sign in: a telephone number, the code sent to it and, where several people share the number, who it is."""

from datetime import datetime, timedelta

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gensui.core.refusal import Refusal
from gensui.people.actions import codes
from gensui.people.models import Resident
from gensui.portal import forms
from gensui.portal.doors import after_sign_in
from gensui.ui import address, watch

BACKEND = "gensui.people.backends.ResidentBackend"
LONG = 60 * 60 * 24 * 30
PROVED, PROVED_FOR = "proved", timedelta(minutes=10)
"""Where the session keeps whose number was proved, and for how long one may choose among them."""


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """A telephone number, then the code sent to it. Whether a number is known is not told."""
    at = timezone.now()
    if request.method == "POST" and "who" in request.POST:
        return _choose(request, at)
    if request.method == "POST" and "code" in request.POST:
        return _prove(request, at)
    return _ask(request, at)


def _ask(request: HttpRequest, at: datetime) -> HttpResponse:
    asked = forms.PhoneForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        phone = asked.cleaned_data["phone"]
        try:
            new = codes.request_code(phone=phone, source=address.of(request), actor="owner", at=at)
        except Refusal as refusal:
            watch.note(request, "code.limited")
            asked.add_error("phone", refusal.sentence)
        else:
            watch.note(request, "code.asked")
            form = forms.CodeForm(initial={"phone": phone})
            return render(request, "portal/code.html", {"form": form, "enough": "" if new else forms.ENOUGH_CODES})
    return render(request, "portal/sign_in.html", {"form": asked}, status=422 if asked.is_bound else 200)


def _prove(request: HttpRequest, at: datetime) -> HttpResponse:
    form = forms.CodeForm(request.POST)
    if form.is_valid():
        phone, code = form.cleaned_data["phone"], form.cleaned_data["code"]
        try:
            found = codes.prove_number(phone=phone, code=code, source=address.of(request), actor="owner", at=at)
        except Refusal as refusal:
            watch.note(request, "sign_in.failed", code=refusal.code)
            form.add_error("code", refusal.sentence)
        else:
            persons = _persons(found)
            if len(persons) == 1:
                return _come_in(request, persons[0], at)
            request.session[PROVED] = {"of": [one.pk for one in persons], "until": (at + PROVED_FOR).isoformat()}
            return render(request, "portal/who.html", {"persons": persons})
    return render(request, "portal/code.html", {"form": form}, status=422)


def _persons(residents: list[Resident]) -> list[Resident]:
    """Each person once, by name: somebody with several homes is there several times."""
    return list({one.name: one for one in reversed(residents)}.values())[::-1]


def _choose(request: HttpRequest, at: datetime) -> HttpResponse:
    """One of those whose number was proved in this session."""
    proved = request.session.get(PROVED)
    chosen = request.POST.get("who", "")
    if proved is None or datetime.fromisoformat(proved["until"]) <= at or chosen not in map(str, proved["of"]):
        return redirect("my_sign_in")
    resident = Resident.objects.filter(pk=int(chosen), erased_at=None).first()
    if resident is None:
        return redirect("my_sign_in")
    del request.session[PROVED]
    return _come_in(request, resident, at)


def _come_in(request: HttpRequest, resident: Resident, at: datetime) -> HttpResponse:
    user = codes.open_account(resident=resident, actor="owner", at=at)
    login(request, user, backend=BACKEND)
    request.session.set_expiry(LONG)
    watch.note(request, "sign_in", who=resident.key)
    return redirect(after_sign_in(request))
