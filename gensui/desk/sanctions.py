"""Rewards and penalties, the penalties: the files, and everybody's own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import apart
from gensui.cases import queries as cases
from gensui.core import deduction
from gensui.core.deduction import Past
from gensui.core.policy import Policy
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms import sanctions as forms
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.oversight import candidates, entered, ladder, measures, notices, reviewers
from gensui.oversight import sanction_access as access
from gensui.oversight.actions import appeals, hearing, serving
from gensui.oversight.actions import breaches as doubting
from gensui.oversight.actions import sanctions as actions
from gensui.oversight.candidates import Candidate
from gensui.oversight.models import Award, Breach, Enclosure, Sanction
from gensui.oversight.streams import term
from gensui.people import queries as people
from gensui.people.models import Employee
from gensui.ui import wording
from gensui.ui.pdf import pdf

LOOKS_AFTER = ("dept_head", "service_head", "hr", "admin_manager", "general_manager")
MOST = 60
OPEN_STATES = ("asked", "heard", "proposed", "issued", "served", "appealed")


@require_safe
@staff(*LOOKS_AFTER)
def sanction_list(request: StaffRequest) -> HttpResponse:
    """The files of the people looked after: those that are open by what ends next, then the rest. Two queries beside the rail's."""
    seen = access.visible_sanctions(request.employee).filter(~Q(employee=request.employee))
    rows = Sanction.objects.with_people().filter(pk__in=seen.values("pk"))
    context = {
        "running": rows.filter(state__in=OPEN_STATES).order_by("defence_until")[:MOST],
        "over": rows.exclude(state__in=OPEN_STATES).order_by("-opened_at")[:MOST],
    }  # fmt: skip
    return page(request, "desk/sanction_list.html", context)


def labelled(past: Iterable[Past]) -> list[tuple[datetime, Any]]:
    """What counts, with its day."""
    return [(one.at, Sanction.Kind(one.kind).label) for one in past]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with a file: in which states, what it is called, its form, and the action."""

    states: tuple[str, ...]
    label: Any
    form: Callable[..., forms.OnceForm]
    action: Callable[..., object]
    primary: bool = True


def _of(form: type[forms.OnceForm]) -> Callable[..., forms.OnceForm]:
    def make(*args: Any, sanction: Sanction, request: StaffRequest, **words: Any) -> forms.OnceForm:
        return form(*args, **words)

    return make


_plain = _of(forms.OnceForm)


def _handing(*args: Any, sanction: Sanction, request: StaffRequest, **words: Any) -> forms.OnceForm:
    return forms.HandOverForm(*args, sanction=sanction, **words)


def _measure(*args: Any, sanction: Sanction, request: StaffRequest, **words: Any) -> forms.OnceForm:
    kinds = measures.offered(sanction, request.employee)
    return forms.MeasureForm(*args, kinds=kinds, **words)


def _of_appeal(*args: Any, sanction: Sanction, request: StaffRequest, **words: Any) -> forms.OnceForm:
    return forms.DecideAppealForm(*args, kinds=measures.milder(sanction) if sanction.kind else (), **words)


GIVEN = ("served", "appealed", "effective")
ACTS: dict[str, Act] = {
    "give_statement": Act(
        ("asked", "heard"), gettext_lazy("Give my statement"), _of(forms.StatementForm), hearing.give_statement
    ),
    "note_silence": Act(("asked",), gettext_lazy("The term passed without a statement"), _plain, hearing.note_silence, False),
    "decide_sanction": Act(("heard",), gettext_lazy("Decide"), _measure, actions.decide_sanction),
    "countersign": Act(("proposed",), gettext_lazy("Countersign"), _plain, actions.countersign),
    "return_decision": Act(
        ("proposed",), gettext_lazy("Send back unsigned"), _of(forms.WordsForm), actions.return_decision, False
    ),
    "acknowledge_sanction": Act(
        ("issued",), gettext_lazy("I have received it"), _of(forms.ReceivedForm), serving.acknowledge_sanction
    ),
    "hand_over_notice": Act(
        ("issued",), gettext_lazy("It was handed over on paper"), _handing, serving.hand_over_notice, False
    ),
    "file_appeal": Act(("served",), gettext_lazy("Appeal"), _of(forms.AppealForm), appeals.file_appeal, False),
    "decide_appeal": Act(("appealed",), gettext_lazy("Decide the appeal"), _of_appeal, appeals.decide_appeal),
    "submit_self_criticism": Act(
        GIVEN, gettext_lazy("Hand in my self-criticism"), _of(forms.TextForm), actions.submit_self_criticism
    ),
    "report_put_right": Act(
        GIVEN, gettext_lazy("What I put right"), _of(forms.TextForm), actions.report_put_right, False
    ),
    "verify_rectification": Act(
        GIVEN, gettext_lazy("It was put right"), _of(forms.CheckedForm), actions.verify_rectification, False
    ),
    "end_contract": Act(("effective",), gettext_lazy("Carry out the dismissal"), _plain, actions.end_contract, False),
    "drop_file": Act(
        ("asked", "heard", "proposed"), gettext_lazy("Close without a sanction"), _of(forms.DropForm), actions.drop_file, False
    ),
}  # fmt: skip


def _may(me: Employee, name: str, found: Sanction, at: datetime) -> bool:
    """Whether this act is this person's now. The action asks again."""
    employee = found.employee
    if found.state not in ACTS[name].states:
        return False
    if name in ("countersign", "return_decision"):
        step = deduction.step_for(found.kind, found.claim_fen)
        return me.pk != found.decided_by_id and access.may_agree(me, step, employee)
    if name == "note_silence" and at < found.defence_until:
        return False
    if name == "decide_sanction":
        return found.heard_out(at) and any(access.may_decide(me, step, employee) for step in deduction.LADDER[1:])
    return access.may(me, name, employee) and not _is_done(me, name, found)


def _is_done(me: Employee, name: str, found: Sanction) -> bool:
    if name == "decide_appeal":
        matter = access.matter_of(found)
        waits = bool(found.appeal.entered) and me not in reviewers.reviewers(matter)
        return waits or not reviewers.may(me, matter)
    return {
        "submit_self_criticism": found.self_criticism_at is not None or found.kind == "dismissal",
        "report_put_right": found.rectified_at is not None or found.kind == "dismissal",
        "verify_rectification": found.rectified_at is not None or found.put_right_at is None,
        "drop_file": not access.may_drop(me, found),
        "end_contract": found.kind != "dismissal" or found.employee.left_on is not None,
    }.get(name, False)


@require_safe
@staff()
def enclosure(request: StaffRequest, pk: int) -> FileResponse:
    """A picture of a file, for who sees the file, and for the witness of the paper."""
    found = get_object_or_404(access.visible_enclosures(request.employee), pk=pk)
    return FileResponse(found.file.open("rb"), content_type="image/webp", headers={"Cache-Control": "private"})


@require_POST
@staff()
def witness_answer(request: StaffRequest, number: str, answer: str) -> HttpResponse:
    """Who was named as witness says whether the notice was handed over."""
    found = get_object_or_404(Sanction.objects.numbered(number).filter(pk__in=access.to_witness(request.employee)))
    if answer == "saw":
        return written_down(request, "own_file", serving.confirm_handing, sanction=found)
    if answer == "denied":
        words = request.POST.get("words", "")[:2000]
        return written_down(request, "own_file", serving.deny_handing, sanction=found, words=words)
    raise Http404


def _find(request: StaffRequest, number: str) -> Sanction:
    seen = access.visible_sanctions(request.employee).values("pk")
    rows = Sanction.objects.with_people().select_related(
        "appeal__decided_by", "appeal__paper", "appeal__entered_by", "appeal__countersigned_by"
    )
    return get_object_or_404(rows, pk__in=Sanction.objects.numbered(number).filter(pk__in=seen).values("pk"))


@require_safe
@staff()
def sanction(request: StaffRequest, number: str) -> HttpResponse:
    """A file: what is said, what the person says, what was decided, what comes next. Eight queries beside the rail's. A witness
    is led to the own page.
    """
    if access.to_witness(request.employee).filter(pk__in=Sanction.objects.numbered(number)).exists():
        return redirect("own_file")
    return _show(request, _find(request, number))


def _show(request: StaffRequest, found: Sanction, status: int = 200, **bound: forms.OnceForm) -> HttpResponse:
    me, policy = request.employee, cases.policy_now(request.at)
    acts = [
        (name, act, bound.get(name) or act.form(sanction=found, request=request))
        for name, act in ACTS.items()
        if _may(me, name, found, request.at)
    ]
    expires = policies.meant("sanction_expires")
    duties = [one for one in ledger.running_of([found.stream]).get(found.stream, []) if one.clause not in expires]
    lines, breaches = ledger.events_of(found.stream), list(found.breaches.order_by("lapsed_at"))
    context = {
        "file": found, "acts": acts, "clause": policy.clauses.get(found.clause), "mine": found.employee_id == me.pk,
        "appeal": getattr(found, "appeal", None), "outside": _way_out(found, policy),
        "duties": [(one, cases.clause_of(policy, one)) for one in duties],
        "breaches": [(one, policy.clauses.get(one.clause)) for one in breaches], "hidden": hidden_of(me, None, breaches),
        "past": labelled(ladder.past_of(found.employee)), "deductions": list(found.deductions.order_by("month")),
        "lines": [(one, wording.happened(one)) for one in reversed(lines)],
        "names": people.names_of({one.actor for one in lines}), "papers": notices.papers_of(found),
        "appeal_if_today": term("appeal_term", request.at) if found.state == "issued" else None,
        "enclosed": list(found.enclosures.order_by("added_at")),
    }  # fmt: skip
    return page(request, "desk/sanction.html", context, status=status)


def _way_out(found: Sanction, policy: Policy) -> dict[str, Any] | None:
    """How an appeal against this goes outside the house, where it may be filed or waits, and nobody inside may decide it."""
    if found.state not in ("served", "appealed"):
        return None
    way = reviewers.way_out(policy, access.matter_of(found))
    return {"says": way.says, "by": people.names_of([way.by]).get(way.by, "")} if way else None


@require_POST
@staff()
def sanction_act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """One act on a file. What is refused is said on the page, with the words kept."""
    found = _find(request, number)
    if act not in ACTS:
        raise Http404
    form = ACTS[act].form(request.POST, request.FILES, sanction=found, request=request)
    form.recall(request.employee.key)
    if form.is_valid():
        try:
            ACTS[act].action(sanction=found, actor=request.employee, at=request.at, entry=form.entry(), **form.given())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Written down."))
            return redirect("sanction", number)
    found = _find(request, number)
    form.keep(request.at)
    if not _may(request.employee, act, found, request.at):
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("sanction", number)
    return _show(request, found, status=422, **{act: form})


@require_safe
@staff()
def sanction_outside(request: StaffRequest, number: str) -> FileResponse:
    """The picture of the paper on which somebody outside decided the appeal, for whoever sees the file."""
    return picture_of(getattr(_find(request, number), "appeal", None))


def picture_of(appeal: Any) -> FileResponse:
    """The picture of the paper of an appeal, or 404."""
    if appeal is None or appeal.paper is None:
        raise Http404
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(appeal.paper.file.open("rb"), content_type="image/webp", headers=headers)


@require_safe
@staff()
def sanction_paper(request: StaffRequest, number: str, paper: str) -> HttpResponse:
    """A paper of the file as PDF, in the language of the person it is for."""
    found = _find(request, number)
    if paper not in dict(notices.papers_of(found)):
        raise Http404
    context = notices.context_of(found, paper, request.at)
    made = pdf(f"desk/pdf/{paper}.html", context, found.employee.user.language)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.number}-{paper}.pdf"'
    return answer


def hidden_of(actor: Employee, asked: Candidate | None, others: Iterable[Breach | Obligation] = ()) -> set[str]:
    """Which of what lapses are about are complaints that do not exist for this person. One query."""
    groups = asked.groups if asked else ()
    streams = {one.duty.stream for group in groups for one in group.lapses} | {one.stream for one in others}
    return cases.hidden_streams(actor, streams)


@require_safe
@staff()
def own_file(request: StaffRequest) -> HttpResponse:
    """What there is about oneself: files, what could be asked about, talks, awards. Eight queries beside the rail's."""
    return _show_own(request)


def _show_own(request: StaffRequest, status: int = 200, **more: Any) -> HttpResponse:
    me = request.employee
    files = Sanction.objects.filter(employee=me).order_by("-opened_at")
    awards = Award.objects.public().filter(shares__employee=me)
    asked = candidates.candidate(me, request.at)
    doubts = list(me.breaches.filter(standing=Breach.Standing.DOUBTED).order_by("-noted_at"))
    policy = cases.policy_now(request.at)
    complaints = list(apart.decided_about(me)[:MOST])
    noted_by = apart.taken_down_by(complaints) if complaints else {}
    context = {
        "files": [(one, _next_of(one)) for one in files], "awards": awards.order_by("-month"),
        "asked": [(one, policy.clauses.get(one.clause)) for one in asked.groups] if asked else [],
        "more": asked.count if asked else 0, "hidden": hidden_of(me, asked, doubts),
        "ideas": me.ideas.order_by("-submitted_at")[:MOST], "form": forms.WordsForm(),
        "doubts": [(one, policy.clauses.get(one.clause)) for one in doubts],
        "complaints": [(one, noted_by.get(one.pk, "")) for one in complaints],
        "talks": me.talks.select_related("held_by").order_by("-held_at")[:MOST],
        "entered": entered.to_second(me), "witnessed": list(access.to_witness(me).prefetch_related(_PAPER)),
    }  # fmt: skip
    return page(request, "desk/own_file.html", context | more, status=status)


_PAPER = Prefetch("enclosures", Enclosure.objects.filter(kind=Enclosure.Kind.NOTICE), to_attr="papers")


def _next_of(found: Sanction) -> Any:
    """What the person can or has to do next."""
    if found.state == "asked":
        return _("Write your side of it. Nothing is decided before.")
    if found.state == "issued":
        return _("There is a notice for you. Read it and confirm that you have it.")
    if found.state in GIVEN and found.self_criticism_at is None and found.kind != "dismissal":
        return _("Your self-criticism is still to be handed in.")
    if found.state == "served":
        return _("You may appeal until the term ends.")
    return ""


@require_POST
@staff()
def breach_doubt(request: StaffRequest, row: int) -> HttpResponse:
    """Say that a lapse is not one's own; what is refused is said at the form, with the words kept."""
    words = request.POST.get("words", "")[:2000]
    try:
        doubting.doubt_breach(breach=row, words=words, actor=request.employee, at=request.at)
    except Refusal as refusal:
        return _show_own(request, status=409, trouble=refusal.sentence, kept=words, doubted=row)
    messages.success(request, _("Written down."))
    return redirect("own_file")


@require_POST
@staff()
def talk_answer(request: StaffRequest, row: int) -> HttpResponse:
    """Answer to what was noted of a talk with oneself."""
    found = get_object_or_404(request.employee.talks, pk=row)
    return written_down(
        request, "own_file", doubting.answer_talk, talk=found, text=request.POST.get("words", "")[:4000]
    )


def written_down(request: StaffRequest, back: str, action: Callable[..., object], **words: Any) -> HttpResponse:
    """Do it, and say so, or why not, on the page that it was asked for from."""
    try:
        action(actor=request.employee, at=request.at, **words)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Written down."))
    return redirect(back)
