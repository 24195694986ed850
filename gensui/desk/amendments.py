"""Amendments of the policy: drafted, commented on, approved, in force."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.amendments import access, queries
from gensui.amendments.actions import deciding, drafting
from gensui.amendments.models import Draft
from gensui.core.policy import BadPolicy, read_policy, writing
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.amendments import (
    ApproveForm,
    AskForm,
    ClauseForm,
    CommentForm,
    DraftForm,
    LadderForm,
    PeriodForm,
    PostForm,
    RequiredTimeForm,
    SettingForm,
    TableForm,
    WithdrawForm,
)
from gensui.ledger import queries as ledger
from gensui.policies import spoken

NEW_CLAUSE: dict[str, Any] = {"id": "", "source": "resolution", "kind": "measure", "checked": ["document"]}
WEEK = timedelta(days=7)


def _draft(request: StaffRequest, pk: int) -> Draft:
    return get_object_or_404(access.visible_drafts(request.employee), pk=pk)


@require_http_methods(["GET", "POST"])
@staff()
def amendments(request: StaffRequest) -> HttpResponse:
    """All drafts, and every version adopted. Begins a new draft."""
    me, form = request.employee, DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.start_draft(**form.cleaned_data, actor=me, at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("amendment", made.pk)
    context = {
        "drafts": access.visible_drafts(me).order_by("-pk"), "versions": reversed(ledger.versions()), "form": form,
        "may_draft": access.may(me, "draft"), "may_review": access.may(me, "review"),
    }  # fmt: skip
    return page(request, "desk/amendments.html", context)


@require_safe
@staff()
def amendment(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft: what it changes, what staff say, and what can be done with it."""
    return show(request, _draft(request, pk))


def show(request: StaffRequest, draft: Draft, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a draft, with what was typed into one of its forms."""
    me, at = request.employee, request.at
    changes = queries.changes_of(draft)
    of_clauses = {one.change.key for one in changes}
    policy = read_policy(draft.files)
    clauses = [one for one in policy.clauses.values() if _holds(request.GET.get("q", ""), one.id, one.title, one.text)]
    context = {
        "draft": draft, "changes": changes, "policy": policy,
        "limits": queries.limits_changed(read_policy(draft.base.files), policy),
        "clauses": clauses, "q": request.GET.get("q", ""),
        "whole": [one for one in draft.comments.select_related("written_by").order_by("pk") if one.clause not in of_clauses],
        "writes": draft.state == Draft.State.WRITING and access.may(me, "draft"),
        "comments_open": draft.state == Draft.State.CONSULTING and (draft.comments_until or at) > at,
        "may_approve": draft.is_open and access.may(me, "approve") and draft.drafted_by_id != me.pk,
        "may_draft": access.may(me, "draft"), "comment": CommentForm(),
        "may_end": draft.is_open and access.may_end(me, draft), "withdraw": WithdrawForm(),
        "ask": AskForm(initial={"until": at + WEEK}),
        "approve": ApproveForm(initial={"published_at": at + timedelta(days=1), "starts_at": at + 2 * WEEK}),
        "studies": draft.studies.order_by("-pk")[:5] if access.may(me, "study") else [], "may_study": access.may(me, "study"),
        "period": PeriodForm(initial={"since": (at - timedelta(days=30)).date(), "until": at.date()}),
    }  # fmt: skip
    return page(request, "desk/amendment.html", context | more, status=status)


def _holds(wanted: str, key: str, *texts: Any) -> bool:
    said = " ".join([key, *(f"{one.zh_hant} {one.zh_hans} {one.en}" for one in texts)])
    return wanted.strip().lower() in said.lower()


@require_POST
@staff()
def amendment_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Ask staff, comment, take back, approve, withdraw; what is refused is said on the page, with what was typed kept."""
    draft, me, at = _draft(request, pk), request.employee, request.at
    form: forms.Form = FORMS_OF.get(act, forms.Form)(request.POST)
    if act not in DONE:
        raise Http404
    if form.is_valid():
        said = form.cleaned_data
        try:
            if act == "ask":
                deciding.ask_staff(draft=draft, **said, actor=me, at=at)
            elif act == "comment":
                deciding.comment(draft=draft, **said, actor=me, at=at)
            elif act == "take_back":
                deciding.take_back(draft=draft, actor=me, at=at)
            elif act == "posts":
                drafting.take_posts(draft=draft, actor=me, at=at)
            elif act == "approve":
                deciding.approve_draft(draft=draft, **said, actor=me, at=at)
            else:
                deciding.withdraw_draft(draft=draft, **said, actor=me, at=at)
        except BadPolicy as bad:
            for mistake in bad.mistakes:
                form.add_error(None, spoken.mistake(mistake))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, DONE[act]())
            return redirect("amendment", pk)
    return show(request, draft, status=409, **{act: form, "trouble": form.non_field_errors()})


FORMS_OF: dict[str, type[forms.Form]] = {
    "ask": AskForm,
    "approve": ApproveForm,
    "comment": CommentForm,
    "withdraw": WithdrawForm,
}
DONE = {
    "ask": lambda: _("Everybody is asked."),
    "comment": lambda: _("Written down."),
    "posts": lambda: _(
        "What each post is judged by stands in the draft now, as the standard policy has it, and can be changed."
    ),
    "take_back": lambda: _("It can be changed again; the comments stay."),
    "approve": lambda: _("Approved. Everybody is told when it is published; what runs keeps its terms."),
    "withdraw": lambda: _("Withdrawn. It can still be read."),
}


@require_POST
@staff()
def policy_reviewed(request: StaffRequest) -> HttpResponse:
    """Put on record that the policy was reviewed and stays as it is."""
    deciding.note_review(actor=request.employee, at=request.at)
    messages.success(request, _("Put on record: reviewed, and stays as it is."))
    return redirect("amendments")


@require_http_methods(["GET", "POST"])
@staff(*sorted(access.DRAFTERS))
def amendment_table(request: StaffRequest, pk: int, part: str, key: str) -> HttpResponse:
    """Change a clause, a setting or a ladder of a draft, or take a clause out; every mistake stands at its field."""
    draft = _draft(request, pk)
    new = (part, key) == ("clause", "new")
    place = writing.clause_place(draft.files, key) if part == "clause" else None
    if part in FORMS and part != "clause":
        place = writing.table_place(draft.files, part, key)
    if place is None and not new:
        raise Http404
    words = NEW_CLAUSE if place is None else writing.words_of(draft.files, place)
    form = FORMS[part](request.POST or None, words=words, policy=read_policy(draft.files))
    if request.method == "POST" and (request.POST.get("what") == "drop" or form.is_valid()):
        try:
            _change(request, draft, part, key, form)
        except BadPolicy as bad:
            form.is_valid()
            form.tell(bad)
        except Refusal as refusal:
            form.is_valid()
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Kept in the draft."))
            return redirect("amendment", pk)
    running = queries.running_under([key]).get(key, 0) if part == "clause" else 0
    context = {"draft": draft, "part": part, "key": key, "form": form, "running": running, "new": new}
    status = 409 if form.is_bound and form.errors else 200
    return page(request, "desk/amendment_table.html", context, status=status)


FORMS: dict[str, type[TableForm]] = {
    "clause": ClauseForm,
    "settings": SettingForm,
    "ladders": LadderForm,
    "required": RequiredTimeForm,
    "posts": PostForm,
}


def _change(request: StaffRequest, draft: Draft, part: str, key: str, form: TableForm) -> None:
    me, at = request.employee, request.at
    if part != "clause":
        drafting.change_table(draft=draft, part=part, key=key, words=form.words(), actor=me, at=at)
    elif request.POST.get("what") == "drop":
        drafting.drop_clause(draft=draft, clause=key, actor=me, at=at)
    elif key == "new":
        words = {word: plain for word, plain in form.words().items() if plain is not None}
        drafting.add_clause(draft=draft, words=words, actor=me, at=at)
    else:
        drafting.change_clause(draft=draft, clause=key, words=form.words(), actor=me, at=at)
