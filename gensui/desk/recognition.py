"""Rewards and penalties, the rewards: the stars everybody sees, ideas, the shortlist, certificates; and wages and caps."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.core.refusal import Refusal
from gensui.desk import spreadsheets
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms import recognition as forms
from gensui.desk.forms.sanctions import OnceForm
from gensui.ledger import policies
from gensui.oversight import money, payroll, shortlist, teams
from gensui.oversight import sanction_access as access
from gensui.oversight.actions import awards as actions
from gensui.oversight.actions import pay as paying
from gensui.oversight.models import Award, Deduction, Idea, LegalBasis, MinimumWage, PayTerms
from gensui.oversight.streams import local
from gensui.people.models import Employee
from gensui.ui.asked import month_in, row_in
from gensui.ui.pdf import pdf

COMMITTEE = ("dept_head", "service_head", "hr", "admin_manager", "general_manager")
OFFICE = ("hr", "admin_manager", "general_manager")
PAY = ("hr", "general_manager")
MOST = 60
Do = Callable[[], object]


def month_of(request: StaffRequest, back: int = 1) -> date:
    """The month asked for; the one before this, if none or nonsense was."""
    if asked := month_in(request.GET.get("month", "")):
        return asked
    first = local(request.employee.department.site, request.at).date().replace(day=1)
    return (first - timedelta(days=back)).replace(day=1) if back else first


def _carry_out(request: StaffRequest, form: Any, do: Do) -> bool:
    """Whether what was asked is done; what is refused stands on the form."""
    if not form.is_valid():
        return False
    try:
        do()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, _("Written down."))
    return True


@require_safe
@staff()
def recognition(request: StaffRequest) -> HttpResponse:
    """What everybody may see: whom the company honours, and for what. Two queries beside the rail's."""
    rows = (
        Award.objects.public()
        .filter(site=request.employee.department.site)
        .prefetch_related("shares__employee__department")
    )
    found = list(rows.order_by("-month", "-decided_at")[:MOST])
    context = {
        "on_notice": [one for one in found if one.state == "decided"], "given": [one for one in found if one.state == "given"],
    }  # fmt: skip
    return page(request, "desk/recognition.html", context)


def _award(request: StaffRequest, number: str) -> Award:
    seen = access.visible_awards(request.employee).values("pk")
    rows = Award.objects.select_related("site", "idea", "nominated_by", "decided_by", "given_by")
    return get_object_or_404(rows, pk__in=Award.objects.numbered(number).filter(pk__in=seen).values("pk"))


@require_safe
@staff(*COMMITTEE)
def award_list(request: StaffRequest) -> HttpResponse:
    """The shortlist of a month with every figure, teams that solved something hard, ideas, and what is under way."""
    return _show_awards(request)


def _show_awards(request: StaffRequest, status: int = 200, **bound: Any) -> HttpResponse:
    me, month = request.employee, month_of(request)
    site = me.department.site
    found = shortlist.standings(site, month)
    place = shortlist.places(found)
    ranked = [(one, shortlist.judged(one), place[one.employee.pk]) for one in found]
    solved = teams.team_cases(site, month)
    context = {
        "month": month, "before": month - timedelta(days=1), "after": month + timedelta(days=31),
        "ranked": [row for row in ranked if row[0].qualifies], "rest": [row for row in ranked if not row[0].qualifies],
        "criteria": ranked[0][1] if ranked else (), "wanted": shortlist.wanted(site, found[0].rules if found else shortlist.USUAL),
        "solved": solved,
        "awards": Award.objects.filter(site=site).prefetch_related("shares__employee").order_by("-month", "-pk")[:MOST],
        "ideas": access.visible_ideas(me).select_related("employee").order_by("-submitted_at")[:MOST],
        "may_star": access.may_here(me, "nominate_star", site), "star": bound.get("star") or forms.StarForm(),
        "team": bound.get("team") or _team_form(request, solved),
    }  # fmt: skip
    return page(request, "desk/awards.html", context, status=status)


def _team_form(request: StaffRequest, solved: list[teams.TeamCase], *said: Any) -> forms.TeamForm:
    members = {one.pk for team in solved for one in team.people}
    return forms.TeamForm(
        *said, site=request.employee.department.site, cases=[team.case.pk for team in solved], members=sorted(members)
    )


@require_POST
@staff(*COMMITTEE)
def award_nominate(request: StaffRequest, kind: str) -> HttpResponse:
    """Put a star or a team forward."""
    me, month = request.employee, month_of(request)
    site = me.department.site
    if kind == "star":
        form: Any = forms.StarForm(request.POST)
        done = _carry_out(
            request, form,
            lambda: actions.nominate_star(
                employee=get_object_or_404(Employee, number=form.cleaned_data["number"], department__site=site), month=month,
                reason=form.cleaned_data["reason"], bonus_fen=form.cleaned_data["bonus_fen"], actor=me, at=request.at,
                entry=form.entry(),
            ),
        )  # fmt: skip
    elif kind == "team":
        form = _team_form(request, teams.team_cases(site, month), request.POST)
        done = _carry_out(
            request, form,
            lambda: actions.nominate_team(site=site, month=month, actor=me, at=request.at, entry=form.entry(), **form.given()),
        )  # fmt: skip
    else:
        raise Http404
    if not done:
        return _show_awards(request, status=422, **{kind: form})
    return redirect(f"{reverse('awards')}?month={month:%Y-%m}")


@require_safe
@staff()
def award(request: StaffRequest, number: str) -> HttpResponse:
    """One award: for whom, on what, and what comes next. Three queries beside the rail's."""
    return _show_award(request, _award(request, number))


def _show_award(request: StaffRequest, found: Award, status: int = 200, **more: Any) -> HttpResponse:
    me = request.employee
    may = {
        "decide": found.state == "nominated" and access.may_here(me, "decide_award", found.site),
        "withdraw": found.state in ("nominated", "decided") and access.may_here(me, "withdraw_award", found.site),
        "give": found.state == "decided" and access.may_here(me, "give_award", found.site),
    }  # fmt: skip
    context = {
        "award": found, "shares": found.shares.select_related("employee__department"), "may": may,
        "handed_over": found.may_be_handed_over(request.at),
        "cases": found.cases.select_related("site") if me.role in COMMITTEE else [], "committee": me.role in COMMITTEE,
        "own": found.shares.filter(employee=me).exists(),
    }  # fmt: skip
    return page(request, "desk/award.html", context | more, status=status)


@require_POST
@staff(*OFFICE)
def award_act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """Decide, withdraw, give; what is refused is said on the page, with the words kept."""
    found = _award(request, number)
    words: dict[str, Any] = {"award": found, "actor": request.employee, "at": request.at}
    acts: dict[str, Do] = {
        "decide": lambda: actions.decide_award(**words),
        "withdraw": lambda: actions.withdraw_award(words=request.POST.get("words", "")[:2000], **words),
        "give": lambda: actions.give_award(**words),
    }
    if act not in acts:
        raise Http404
    try:
        acts[act]()
    except Refusal as refusal:
        words = {"trouble": refusal.sentence, "kept": request.POST.get("words", "")}
        return _show_award(request, _award(request, number), status=409, **words)
    messages.success(request, _("Written down."))
    return redirect("award", number)


@require_safe
@staff()
def certificate(request: StaffRequest, number: str) -> HttpResponse:
    """The certificate as PDF, in the language of whom it honours: the own, or for the committee one of the team's; not
    while somebody may still say something against it.
    """
    found, me = _award(request, number), request.employee
    shares = found.shares.select_related("employee__user", "employee__department__site")
    wanted = request.GET.get("of", me.number)
    share = get_object_or_404(shares, employee__number=wanted)
    if not found.may_be_handed_over(request.at) or (share.employee_id != me.pk and me.role not in COMMITTEE):
        raise Http404
    made = pdf("desk/pdf/certificate.html", {"award": found, "employee": share.employee}, share.employee.user.language)
    return HttpResponse(made, content_type="application/pdf")


@require_safe
@staff()
def star_notice(request: StaffRequest, number: str) -> HttpResponse:
    """The public notice of an award as PDF, to be put up; in the language of who prints it. It names no money."""
    found = _award(request, number)
    if found.state not in ("decided", "given"):
        raise Http404
    context = {"award": found, "shares": found.shares.select_related("employee__department")}
    return HttpResponse(pdf("desk/pdf/star_notice.html", context), content_type="application/pdf")


@require_http_methods(["GET", "POST"])
@staff()
def idea_new(request: StaffRequest) -> HttpResponse:
    """Propose something."""
    form = forms.IdeaForm(request.POST or None)
    if request.method == "POST" and _carry_out(
        request, form,
        lambda: actions.submit_idea(actor=request.employee, at=request.at, entry=form.entry(), **form.given()),
    ):  # fmt: skip
        return redirect("own_file")
    return page(request, "desk/idea_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff()
def idea(request: StaffRequest, number: str) -> HttpResponse:
    """One idea: what is proposed, what was answered, what it brought, and what comes next. Three queries beside the rail's."""
    me, row = request.employee, number.removeprefix("I")
    rows = access.visible_ideas(me).select_related("site", "employee", "answered_by")
    found = get_object_or_404(rows, pk=row_in(row))
    form = _idea_form(found, me, request.POST or None)
    if request.method == "POST" and form is not None:
        act = request.POST.get("act", "")
        if _carry_out(request, form, lambda: _idea_act(request, found, form, act)):
            return redirect("idea", number)
    votes = list(found.votes.select_related("member").order_by("pk"))
    context = {
        "idea": found, "form": form, "votes": votes, "agreed": sum(one.agrees for one in votes),
        "wanted": policies.number_at("idea_votes", request.at),
        "may_vote": found.state == "measured" and access.may_here(me, "vote_idea", found.site) and me.pk != found.employee_id,
    }  # fmt: skip
    return page(request, "desk/idea.html", context, status=422 if form is not None and form.is_bound else 200)


def _idea_form(found: Idea, me: Employee, said: Any) -> Any:
    """The form of what comes next with an idea, for who may; none for the others."""
    if found.state == "submitted" and access.may_here(me, "answer_idea", found.site):
        return forms.AnswerForm(said)
    if found.state == "pilot" and access.may_here(me, "measure_idea", found.site):
        return forms.MeasureIdeaForm(said)
    if found.state == "measured" and access.may_here(me, "vote_idea", found.site):
        return forms.BonusForm(said) if said is None or said.get("act") == "award" else OnceForm(said)
    return None


def _idea_act(request: StaffRequest, found: Idea, form: Any, act: str) -> object:
    words: dict[str, Any] = {"idea": found, "actor": request.employee, "at": request.at, "entry": form.entry()}
    said = form.cleaned_data
    if act in ("yes", "no"):
        return actions.vote_idea(agrees=act == "yes", **words)
    if act == "award":
        return actions.award_idea(bonus_fen=said["bonus_fen"], **words)
    if act == "measure":
        return actions.measure_idea(before=said["before"], after=said["after"], **words)
    if act == "try" and said.get("pilot_until"):
        return actions.try_idea(answer=said["answer"], pilot_until=said["pilot_until"], **words)
    return actions.decline_idea(answer=said["answer"], **words)


@require_safe
@staff(*OFFICE)
def pay(request: StaffRequest) -> HttpResponse:
    """Minimum wages, the ground for fines, and for whom wages are theirs to see: terms and the month's deductions."""
    return _show_pay(request)


def _show_pay(request: StaffRequest, status: int = 200, **bound: Any) -> HttpResponse:
    me, month = request.employee, month_of(request)
    site = me.department.site
    sees_wages = me.role in PAY
    known = PayTerms.objects.filter(employee__department__site=site, employee__left_on=None).select_related("employee")
    bases = LegalBasis.objects.filter(site=site, withdrawn_at=None).select_related(
        "entered_by", "first_by", "second_by"
    )
    deducted = Deduction.objects.filter(sanction__site=site).select_related("sanction__employee")
    context = {
        "month": month, "sees_wages": sees_wages,
        "terms": known.defer("wage").order_by("employee__number", "-since_on") if sees_wages else [],
        "minimums": MinimumWage.objects.order_by("city", "-since_on"),
        "basis": bases.first(),
        "deductions": deducted.order_by("-month", "pk")[:MOST]
        if sees_wages else [], "waiting": payroll.waiting(site) if sees_wages else [],
        "terms_form": bound.get("terms") or forms.TermsForm(), "minimums_form": bound.get("minimums") or forms.MinimumsForm(),
        "basis_form": bound.get("basis") or forms.BasisForm(), "once": OnceForm(),
    }  # fmt: skip
    return page(request, "desk/pay.html", context, status=status)


@require_POST
@staff(*OFFICE)
def pay_act(request: StaffRequest, act: str) -> HttpResponse:
    """Note terms, minimum wages or a ground; agree to it or withdraw it; show a wage; deduct for a month."""
    me, site, said = request.employee, request.employee.department.site, request.POST
    words: dict[str, Any] = {"actor": me, "at": request.at}
    basis = LegalBasis.objects.filter(site=site, withdrawn_at=None).first()
    makers: dict[str, Any] = {"terms": forms.TermsForm, "minimums": forms.MinimumsForm, "basis": forms.BasisForm}
    form = makers.get(act, OnceForm)(said)

    def of(number: str) -> Employee:
        rows = Employee.objects.select_related("department__site", "user")
        return get_object_or_404(rows, number=number, department__site=site)

    def show() -> None:
        seen = paying.reveal_wage(employee=of(said.get("number", "")), purpose="pay", **words)
        shown = "—" if seen is None else f"¥ {money.yuan(seen)}"
        messages.info(request, _("Wage: {wage}. That you saw it is on record.").format(wage=shown))

    acts: dict[str, Do] = {
        "terms": lambda: paying.note_pay_terms(employee=of(form.cleaned_data["number"]), terms=form.terms(), **words),
        "minimums": lambda: paying.note_minimum_wages(site=site, minimums=form.cleaned_data["lines"], **words),
        "basis": lambda: paying.enter_basis(site=site, text=form.cleaned_data["text"], **words),
        "show": show,
        "deduct": lambda: paying.make_deductions(site=site, month=month_of(request), **words),
    }
    if basis is not None:
        acts["approve"] = lambda: paying.approve_basis(basis=basis, **words)
        acts["withdraw"] = lambda: paying.withdraw_basis(basis=basis, **words)
    if act not in acts:
        raise Http404
    if not _carry_out(request, form, acts[act]):
        if act not in makers:
            for error in form.non_field_errors():
                messages.error(request, str(error))
            return redirect("pay")
        return _show_pay(request, status=422, **{act: form})
    return redirect("pay")


@require_POST
@staff(*PAY)
def pay_export(request: StaffRequest) -> FileResponse:
    """Rewards and deductions of a month, as a spreadsheet for the payroll. That it was handed out is on record."""
    site, month = request.employee.department.site, month_of(request)
    paying.note_export(site=site, month=month, actor=request.employee, at=request.at)
    rows: list[list[Any]] = [payroll.heads(), *(payroll.cells(line) for line in payroll.lines(site, month))]
    file = spreadsheets.spreadsheet(f"{month:%Y-%m}", rows)
    return FileResponse(file, as_attachment=True, filename=f"gensui-rewards-{month:%Y-%m}.xlsx")
