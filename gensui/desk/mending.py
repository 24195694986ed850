"""Putting right, on the desk: the notices, what departments answer, the re-check, the notice on paper."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import queries as cases
from gensui.core.refusal import Refusal
from gensui.desk import limits
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.finding import origin_of
from gensui.desk.forms.supervision import NoticeForm, OnceForm, ReplyForm, VerifyForm
from gensui.desk.supervision import MENDS, SEES
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.oversight import access, queries
from gensui.oversight.actions import rectifying
from gensui.oversight.models import Rectification
from gensui.people.models import Department
from gensui.ui.forms import refuse
from gensui.ui.pdf import pdf
from gensui.ui.pictures import content

NEXT = {"found": "issue", "issued": "reply", "replied": "verify"}
FORMS: dict[str, type[OnceForm]] = {"issue": NoticeForm, "reply": ReplyForm, "verify": VerifyForm}


@require_safe
@staff(*MENDS)
def rectifications(request: StaffRequest) -> HttpResponse:
    """What is to be put right, what runs out next on top; what was. Four queries beside the rail's."""
    me, of = request.employee, request.GET.get("of", "")
    seen = access.visible_rectifications(me)
    if of in Department.Kind.values:
        seen = seen.filter(department=of)
    context = {
        "open": [(one, one.is_late(request.at)) for one in queries.mending(seen.exclude(state="passed").order_by("-found_at"))],
        "done": queries.mending(seen.filter(state="passed").order_by("-passed_at"), 30),
        "of": of, "kinds": Department.Kind.choices, "supervises": me.role in SEES,
        "within": limits.of_findings(request.at),
    }  # fmt: skip
    return page(request, "desk/rectifications.html", context)


def _find(request: StaffRequest, number: str) -> Rectification:
    seen = access.visible_rectifications(request.employee).values("pk")
    rows = Rectification.objects.select_related("site", "item__inspection", "picture", "found_by", "issued_by")
    return get_object_or_404(rows, pk__in=Rectification.objects.numbered(number).filter(pk__in=seen).values("pk"))


@require_safe
@staff(*MENDS)
def rectification(request: StaffRequest, number: str) -> HttpResponse:
    """One notice: what was found, by when it is put right, each answer and re-check. Six queries at most beside the rail's."""
    return _show(request, _find(request, number))


def _show(request: StaffRequest, found: Rectification, status: int = 200, **more: Any) -> HttpResponse:
    me = request.employee
    following = NEXT.get(found.state, "")
    may = following and access.may(me, following, found.site_id, found.department, source=found.source)
    context = {
        "rectification": found, "clause": cases.policy_now(request.at).clauses.get(found.clause),
        "origin": origin_of(request, found.about),
        "duties": [one for one in ledger.duties_of([found.stream]).get(found.stream, []) if one.due_at],
        "replies": found.replies.select_related("replied_by", "checked_by", "picture").order_by("round"),
        "act": following if may else "", "form": FORMS[following]() if may else None,
        "label": _label(following),
    }  # fmt: skip
    return page(request, "desk/rectification.html", context | more, status=status)


def _label(act: str) -> str:
    """What the button of an act says."""
    labels = {"issue": _("Issue the notice"), "reply": pgettext("notice", "Answer"), "verify": _("Note the re-check")}
    return labels.get(act, "")


def _issue(request: StaffRequest, found: Rectification, form: OnceForm) -> Rectification:
    return rectifying.issue_notice(rectification=found, actor=request.employee, at=request.at, entry=form.entry())


def _reply(request: StaffRequest, found: Rectification, form: OnceForm) -> Rectification:
    said = form.cleaned_data
    return rectifying.reply_to_notice(
        rectification=found, cause=said["cause"], measures=said["measures"], picture=content(said["picture"]),
        actor=request.employee, at=request.at, entry=form.entry(),
    )  # fmt: skip


def _verify(request: StaffRequest, found: Rectification, form: OnceForm) -> Rectification:
    said = form.cleaned_data
    return rectifying.verify_rectification(
        rectification=found, passed=said["passed"] == "yes", remark=said["remark"], actor=request.employee, at=request.at,
        entry=form.entry(),
    )  # fmt: skip


ACTS: dict[str, Callable[[StaffRequest, Rectification, OnceForm], Rectification]] = {
    "issue": _issue, "reply": _reply, "verify": _verify,
}  # fmt: skip


@require_POST
@staff(*MENDS)
def rectification_act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """Issue the notice, answer it, check again; what is refused is said beside what was written."""
    found = _find(request, number)
    if act not in ACTS:
        raise Http404
    form = FORMS[act](request.POST, request.FILES)
    form.recall(request.employee.key)
    if not form.is_valid():
        form.keep(request.at)
        return _show(request, found, status=422, form=form)
    try:
        ACTS[act](request, found, form)
    except Refusal as refusal:
        refuse(form, refusal)
        form.keep(request.at)
        found.refresh_from_db()
        if NEXT.get(found.state) != act:
            return _show(request, found, status=409, trouble=refusal.sentence)
        return _show(request, found, status=409, form=form)
    messages.success(request, _("Written down."))
    return redirect("rectification", number)


@require_safe
@staff(*MENDS)
def rectification_pdf(request: StaffRequest, number: str) -> HttpResponse:
    """The notice on paper, in the language of whoever heads the department."""
    found = _find(request, number)
    head = queries.head_of(found.site, found.department)
    duties = ledger.duties_of([found.stream]).get(found.stream, [])
    context = {
        "rectification": found, "clause": cases.policy_now(request.at).clauses.get(found.clause), "head": head,
        "due_at": next((one.due_at for one in duties if one.clause in policies.meant("rectified")), None), "at": request.at,
        "replies": found.replies.select_related("replied_by", "checked_by").order_by("round"),
    }  # fmt: skip
    made = pdf("desk/rectification_pdf.html", context, head.user.language if head else "")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return answer
