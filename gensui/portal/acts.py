"""What an owner says or decides about one request, each by its own act."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gensui.cases import plans
from gensui.cases.actions import complaint, contesting, follow, order, plan, result, words
from gensui.cases.models import Case
from gensui.cases.refusals import OutOfDate
from gensui.core import lifecycle
from gensui.core.refusal import Refusal
from gensui.ledger import policies, requests
from gensui.people import limits
from gensui.people.acting import Entry
from gensui.people.refusals import NoWords, need_words
from gensui.portal import forms
from gensui.portal.doors import OwnerRequest

COMPLAINED = gettext_lazy(
    "Your complaint has number {number}. The administration manager has it, not those it is about."
)


def _agree(request: OwnerRequest, case: Case) -> str:
    plan.consent_to_plan(
        case=case, actor=request.resident, at=request.at, method="app", by=request.resident.name,
        key=request.resident.key, entry=_of_plan(request, case),
    )  # fmt: skip
    begun = case.state in lifecycle.AFTER
    return _("Thank you. Your consent is on record.") if begun else _("Thank you. Work begins now.")


def _decline(request: OwnerRequest, case: Case) -> str:
    text, me = _text(request), request.resident
    plan.decline_plan(case=case, actor=me, at=request.at, by=me.name, reason=text, entry=_of_plan(request, case))
    if plans.undecided(case) is not None:
        return _("Noted. The head of the department decides who bears the cost, and you read here what and why.")
    return _("Noted. You get another plan; nothing is touched until you agree.")


def _change(request: OwnerRequest, case: Case) -> str:
    text, me = _text(request), request.resident
    plan.ask_for_changes(case=case, actor=me, at=request.at, by=me.name, wish=text, entry=_of_plan(request, case))
    if plans.of_house(case) is not None:
        return _("Noted. The next version follows.")
    return _("Noted. The next version follows; nothing is touched until you agree.")


def _object(request: OwnerRequest, case: Case) -> str:
    """An agreement that somebody noted in the owner's name is none."""
    contesting.contest_consent(
        case=case, actor=request.resident, at=request.at, reason=_text(request), entry=_entry(request)
    )
    if case.stage in lifecycle.DONE | {"closed"}:
        return _("Noted. It stands on your request; the head of the department was told, and you are owed an answer.")
    return _(
        "Noted. The agreement no longer counts: nothing goes on until you agree yourself. You are owed an answer too."
    )


def _leave(request: OwnerRequest, case: Case) -> str:
    text, me = _text(request), request.resident
    plan.leave_repair(case=case, actor=me, at=request.at, by=me.name, reason=text, entry=_entry(request))
    return _("Noted. Nothing is done, and the request has ended.")


def _satisfied(request: OwnerRequest, case: Case) -> str:
    result.accept_result(case=case, actor=request.resident, at=request.at, entry=_entry(request))
    return _("Good to hear.")


def _not_solved(request: OwnerRequest, case: Case) -> str:
    text, entry = _text(request), _entry(request)
    if isinstance(entry.once, str):  # the second tap finds the case in another state, but asks the same
        asked = requests.digest_of_request("not-solved", {"case": case, "text": text})
        entry = replace(entry, once=requests.sent_by(request.resident.key, entry.once, asked))
    if case.state == "closed":
        result.reopen_case(case=case, actor=request.resident, at=request.at, reason=text, entry=entry)
    else:
        result.dispute_result(case=case, actor=request.resident, at=request.at, dispute=text, entry=entry)
    within = policies.words_at("explanation_limit", request.at)
    return _("We are sorry. The head of the department decides within {within} how it is made good.").format(
        within=within
    )


def _reject(request: OwnerRequest, case: Case) -> str:
    text, entry = _text(request), _entry(request)
    result.reject_explanation(case=case, actor=request.resident, at=request.at, reason=text, entry=entry)
    within = policies.words_at("explanation_limit", request.at)
    return _("Noted. The department owes you a redo or another answer within {within}.").format(within=within)


def _rate(request: OwnerRequest, case: Case) -> str:
    form = forms.StarsForm(request.POST)
    if not form.is_valid():
        raise Missing(_("Choose from one to five stars."))
    said = form.cleaned_data
    given: dict[str, Any] = {"case": case, "actor": request.resident, "at": request.at, "entry": form.entry()}
    result.evaluate(**given, stars=said["stars"], comment=said["comment"])
    return _("Thank you.")


def _write(request: OwnerRequest, case: Case) -> str:
    form = forms.WordsForm(request.POST)
    if not form.is_valid():
        raise NoWords
    words.send_message(
        case=case, actor=request.resident, at=request.at, text=form.cleaned_data["text"], entry=form.entry()
    )
    return _("Sent.")


def _appointment(request: OwnerRequest, case: Case) -> str:
    form = forms.MomentForm(request.POST)
    if not form.is_valid():
        raise Missing(_("Choose a day and a time."))
    when = form.cleaned_data["appointment_at"]
    if when <= request.at:
        raise Missing(_("Choose a time that lies ahead."))
    order.set_appointment(case=case, actor=request.resident, at=request.at, appointment_at=when, entry=form.entry())
    return _("Agreed.")


def _ask(request: OwnerRequest, case: Case) -> str:
    text, entry = _text(request), _entry(request)
    limits.require(limits.QUESTIONS, request.resident.key, at=request.at)
    words.inquire(case=case, actor=request.resident, at=request.at, text=text, entry=entry)
    return _("Your question is with whoever follows your request. You read the answer here.")


def _hurry(request: OwnerRequest, case: Case) -> str:
    follow.hurry_case(case=case, actor=request.resident, at=request.at, entry=_entry(request))
    return _("Whoever has it was told to hurry.")


def _cancel(request: OwnerRequest, case: Case) -> str:
    text, entry = _text(request), _entry(request)
    result.cancel_case(case=case, actor=request.resident, at=request.at, reason=text, entry=entry)
    return _("Cancelled.")


def _contest(request: OwnerRequest, case: Case) -> str:
    text, entry = _text(request), _entry(request)
    result.contest_cancel(case=case, actor=request.resident, at=request.at, reason=text, entry=entry)
    return _("Noted. Your request goes on; whoever had it was told.")


def _complain(request: OwnerRequest, case: Case) -> str:
    form = forms.ComplaintForm(request.POST, case=case)
    if not form.is_valid():
        raise NoWords
    said = form.cleaned_data
    accused, department = form.accused()
    found = complaint.complain(
        about=case, actor=request.resident, at=request.at, text=said["text"], remedy=said["remedy"], accused=accused,
        accused_department=department, entry=form.entry(),
    )  # fmt: skip
    return COMPLAINED.format(number=found.number)


class Missing(Refusal):
    """Something was not filled in."""

    code = "missing"


def _entry(request: OwnerRequest) -> Entry:
    """How an act without a form of its own was entered."""
    form = forms.OnceForm(request.POST)
    return form.entry() if form.is_valid() else Entry(seen=request.POST.get("seen", "")[:40])


def _of_plan(request: OwnerRequest, case: Case) -> Entry:
    """How an answer to a plan was entered. It says which plan the page showed; without that nobody knows what was agreed to."""
    entry = _entry(request)
    if not entry.seen:
        raise OutOfDate(case.number, str(case.get_state_display()), case.plan_version)
    return entry


def _text(request: OwnerRequest) -> str:
    text = request.POST.get("text", "").strip()[:2000]
    need_words(text)
    return text


ACTS: dict[str, Callable[[OwnerRequest, Case], str]] = {
    "agree": _agree, "decline": _decline, "change": _change, "leave": _leave, "satisfied": _satisfied,
    "not-solved": _not_solved, "reject": _reject, "rate": _rate, "write": _write,
    "appointment": _appointment, "object": _object, "ask": _ask, "hurry": _hurry, "cancel": _cancel, "contest": _contest,
    "complain": _complain,
}  # fmt: skip
