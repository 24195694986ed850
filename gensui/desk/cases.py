"""The list of cases, a case, and every act on it."""

import io
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openpyxl import Workbook

from gensui.cases import access, joined, plans, queries, reopening, stead, thread
from gensui.cases.actions import files, filters, follow, turn
from gensui.cases.models import Case, Letter, Note, SavedFilter, State
from gensui.core.refusal import Refusal
from gensui.desk import acts
from gensui.desk.acts import Verb
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.base import ActForm
from gensui.ledger import outbox
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation, Outgoing
from gensui.notices import queries as notices
from gensui.people import cells
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.actions import exports
from gensui.people.models import Department
from gensui.reports import access as reports
from gensui.ui import watch, wording
from gensui.ui.forms import refuse
from gensui.ui.told import Told, told

PER_PAGE = 40
FILTERS = ("q", "state", "department", "priority", "whose")
MOST_LISTED = 1_000
MOST_EXPORTED = 20_000


def _filtered(request: StaffRequest) -> QuerySet[Case]:
    said = request.GET
    found = queries.search(request.employee, said.get("q", ""))
    if said.get("state") == "open" or ("state" not in said and not said.get("q")):
        found = found.filter(closed_at=None)
    elif said.get("state"):
        found = found.filter(state=said["state"])
    if said.get("department"):
        found = found.filter(department=said["department"])
    if said.get("priority"):
        found = found.filter(priority=said["priority"])
    if said.get("whose") == "mine":
        found = found.filter(Q(follower=request.employee) | Q(handler=request.employee))
    return found.order_by("-pk")


@require_safe
@staff()
def case_list(request: StaffRequest) -> HttpResponse:
    """Cases by what is asked for, the newest first, up to a thousand: nobody turns more pages than that."""
    found = list(_filtered(request).values_list("pk", flat=True)[: MOST_LISTED + 1])
    current = Paginator(found[:MOST_LISTED], PER_PAGE).get_page(request.GET.get("page"))
    cases = Case.objects.with_people().filter(pk__in=current.object_list).order_by("-pk")
    context = {
        "rows": queries.rows(cases, request.at), "current": current, "more": len(found) > MOST_LISTED, "states": State.choices,
        "departments": Department.Kind.choices, "said": {name: request.GET.get(name, "") for name in FILTERS},
        "query": urlencode({name: value for name in FILTERS if (value := request.GET.get(name))}),
        "saved": SavedFilter.objects.filter(employee=request.employee).order_by("name"),
    }  # fmt: skip
    return page(request, "desk/case_list.html", context)


@require_safe
@staff()
def case_export(request: StaffRequest) -> FileResponse:
    """The list as shown, as a spreadsheet. Numbers of telephones stay masked."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Cases"))
    head = [
        _("Number"), _("Opened"), _("State"), _("Home or area"), _("Matter"), _("Category"), _("Department"), _("Priority"),
        _("Follower"), _("Handler"), _("Telephone"), _("Round"), _("Closed"),
    ]  # fmt: skip
    sheet.append(cells.row(head))
    related, rows = ("site", "unit", "area", "category", "follower", "handler"), 0
    for case in _filtered(request).select_related(*related)[:MOST_EXPORTED].iterator(chunk_size=500):
        sheet.append(cells.row(_cells(case)))
        rows += 1
    said = {name: request.GET.get(name, "") for name in FILTERS}
    exports.note_list_export(name="cases", filters=said, rows=rows, actor=request.employee, at=request.at)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    name = f"gensui-{request.at:%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def _cells(case: Case) -> list[Any]:
    def plain(at: datetime | None) -> datetime | None:
        return case.local(at).replace(tzinfo=None) if at else None

    texts = [case.where, case.matter, str(case.category or ""), case.get_department_display(), case.priority]
    people_of = [str(case.follower or ""), str(case.handler or "")]
    return [
        case.number, plain(case.opened_at), str(case.get_state_display()), *texts, *people_of, case.masked_phone, case.round,
        plain(case.closed_at),
    ]  # fmt: skip


@require_POST
@staff()
def filter_save(request: StaffRequest) -> HttpResponse:
    """Keep the filter under a name."""
    name, query = request.POST.get("name", "").strip()[:60], request.POST.get("query", "")[:400]
    if name:
        filters.save_filter(actor=request.employee, at=request.at, name=name, query=query)
    return redirect(f"/cases/?{query}")


@require_POST
@staff()
def filter_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a saved filter up."""
    filters.drop_filter(actor=request.employee, at=request.at, pk=pk)
    return redirect("case_list")


def find(request: StaffRequest, number: str) -> Case:
    """The case of this number, if it exists for this person: also for who stands in, while the promise is somebody's at home."""
    me, numbered = request.employee, Case.objects.numbered(number)
    seen = access.visible_cases(me)
    found = Case.objects.with_people().filter(pk__in=numbered.filter(pk__in=seen).values("pk")).first()
    if found is None:
        apart = numbered.filter(access.hidden_from(me)).values("pk")
        found = Case.objects.with_people().filter(pk__in=numbered.exclude(pk__in=apart).values("pk")).first()
        if found is None or not stead.steads(me, found, request.at):
            raise Http404
    return found


@require_safe
@staff()
def case(request: StaffRequest, number: str) -> HttpResponse:
    """A case: the thread, what comes next, what happened, and for every clock why."""
    return _show(request, find(request, number))


def _show(request: StaffRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    everything = "all" in request.GET
    verbs = acts.possible(case, request.employee, request.at)
    dues = queries.duties_of(case, request.at)
    lines, others = queries.line_of(case), joined.requests(request.employee, case)
    standings = thread.thread(case, [due.duty for due in dues], request.at, [line.event for line in lines])
    passed = {line.event.number: ledger.passed_to(line.event, [due.duty for due in dues]) for line in lines}
    names = queries.names_of(case, dues, filter(None, passed.values()))
    words = list(joined.messages(case, others))
    context = {
        "case": case, "thread": standings, "next": verbs[0] if verbs else None, "loud": acts.loud(verbs[1:])[:3],
        "folded": [verb for verb in verbs[1:] if verb not in acts.loud(verbs[1:])[:3]],
        "lines": [
            (line, wording.happened(line.event, names.get(passed[line.event.number], "")), wording.proofs_of(line.event))
            for line in lines
            if everything or line.notes or line.event.kind not in wording.QUIET
        ],
        "objections": [note for line in reversed(lines) for note in line.notes if note.kind in queries.OBJECTIONS],
        "owed": queries.owed_to_objector(dues),
        "first_promised": reopening.first_promised(case), "everything": everything, "plan_missing": plans.is_missing(case),
        "running": [due for due in dues if due.duty.state == "open" and due.duty.due_at],
        "lapsed": [due for due in dues if due.duty.lapsed_at], "names": names,
        "follows_now": names.get(queries.follows_now(case, dues), ""),
        "silent_until": queries.silent_until(case, request.at),
        "told": _told(case, request.at), "messages_of": words,
        "words_under_way": any(one.outgoing is not None and one.outgoing.is_on_its_way for one in words),
        "quotes": case.quotes.prefetch_related("lines").order_by("-round", "-version"),
        "records": case.records.order_by("-round"), "visits": case.visits.order_by("-round"),
        "attachments": joined.pictures(case, others), "children": [one for one in others if one.parent_id == case.pk],
        "parts": queries.linked(request.employee, case.parts.all()),
        "joined": [one for one in others if one.parent_id != case.pk],
        "may_excuse": access.may(request.employee, "excuse_lapse", case),
        "sees_numbers": access.involved(request.employee, case),
        "may_pack": reports.may(request.employee, "case"),
        "may_correct": access.may(request.employee, "correct_note", case),
        "coordinations": case.coordinations.select_related("raised_by", "decided_by", "refused_by").order_by("pk"),
        "history": queries.history_of(request.employee, case), "evaluations": case.evaluations.order_by("pk"),
        "letter": Letter.objects.filter(case=case).first() if case.channel == "email" else None,
    }  # fmt: skip
    return page(request, "desk/case.html", context | more, status=status)


def _told(case: Case, at: datetime) -> list[Told]:
    messages = queries.told_of(case)
    if not messages:
        return []
    words = notices.words_of(one.pk for one in messages if one.what == "message.notice")
    return told(messages, queries.names_of_keys(one.to for one in messages), queries.policy_now(at), words)


@require_http_methods(["GET", "POST"])
@staff()
def act(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    """One act on a case: asks what it needs, does it, and says what is now so."""
    found = find(request, number)
    known = acts.VERBS.get(verb)
    if known is None:
        raise Http404
    if request.method != "POST" and known.name not in turn.possible(found, request.employee, request.at):
        messages.warning(
            request, _("{act}: not now, as the request stands. Nothing was changed.").format(act=known.label)
        )
        return redirect(back(request) or reverse("case", args=[number]))
    form = known.form(request.POST or None, request.FILES or None, case=found, actor=request.employee, at=request.at)
    preview = None
    if request.method == "POST" and form.is_valid() and "preview" in request.POST:
        preview = form.preview()
    elif request.method == "POST" and form.is_valid():
        try:
            done = carry_out(known, form, found, request)
        except Refusal as refusal:
            refuse(form, refusal)
            found = find(request, number)
        else:
            messages.success(request, wording.now_so(known.name, done, request.at))
            return redirect(_after(request, done))
    if form.is_bound:
        form.keep(request.at)
    mend = (
        known.mended_by
        if form.is_bound and known.mended_by in turn.possible(found, request.employee, request.at)
        else ""
    )
    context = {"case": found, "form": form, "back": back(request), "preview": preview}
    context |= {"verb": acts.called(known, found), "mend": acts.VERBS.get(mend)}
    return page(request, "desk/act.html", context, status=200 if preview else _status(form))


def _after(request: StaffRequest, case: Case) -> str:
    """Where one came from, or the case; what is one's own no more, given back or about oneself, one leaves for the list."""
    if case.state == State.RECORDING and not case.content:
        return f"{reverse('intake')}?call={case.number}"
    came = back(request)
    if access.is_visible(request.employee, case) or stead.steads(request.employee, case, request.at):
        return came or reverse("case", args=[case.number])
    return reverse("field" if came.startswith(reverse("field")) else "worklist")


def _status(form: ActForm) -> int:
    """What was refused is a conflict; what was not filled in right cannot be processed."""
    if not form.is_bound:
        return 200
    return 409 if form.non_field_errors() else 422


def back(request: HttpRequest) -> str:
    """Where to go afterwards: within this house only."""
    to = request.POST.get("back") or request.GET.get("back") or ""
    return to if to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None) else ""


def carry_out(verb: Verb, form: ActForm, found: Case, request: StaffRequest) -> Case:
    """The one call, with the pictures that prove it: what is refused keeps none of them."""
    with files.attaching(case=found, actor=request.employee, at=request.at, given=form.pictures()):
        if verb.function is files.attach:
            return found
        words = {"case": found, "actor": request.employee, "at": request.at, "entry": form.entry()}
        return verb.function(**words, **form.given())


@require_POST
@staff()
def reveal(request: StaffRequest, number: str) -> HttpResponse:
    """The telephone number of a case, in full; that it was shown stays on record."""
    shown = follow.reveal_phone(case=find(request, number), actor=request.employee, at=request.at)
    watch.note(request, "reveal", of=number)
    messages.info(request, _("Telephone: {phone}. That you saw it is on record.").format(phone=shown))
    return redirect(back(request) or f"/cases/{number}/")


@require_POST
@staff()
def excuse(request: StaffRequest, number: str, duty: int) -> HttpResponse:
    """Accept a reason for a lapse. A refusal stands at the form, with the words that were typed."""
    found, reason = find(request, number), request.POST.get("reason", "").strip()
    lapse = get_object_or_404(Obligation, pk=duty, stream=found.stream)
    try:
        follow.excuse_lapse(
            case=found, actor=request.employee, at=request.at, duty=lapse, reason=reason, entry=_once(request)
        )
    except Refusal as refusal:
        return _refused(request, number, refusal, of=lapse.pk, reason=reason)
    messages.success(request, _("The reason stands beside the lapse. The lapse itself stays."))
    return redirect("case", number)


@require_POST
@staff()
def correct(request: StaffRequest, number: str, note: int) -> HttpResponse:
    """Put a note right by a new entry. A refusal stands at the form, with the words that were typed."""
    found = find(request, number)
    text, reason = request.POST.get("text", "").strip()[:4000], request.POST.get("reason", "").strip()[:400]
    old = get_object_or_404(Note, pk=note, case=found)
    words: dict[str, Any] = {"actor": request.employee, "at": request.at, "note": old, "entry": _once(request)}
    try:
        follow.correct_note(case=found, text=text, reason=reason, **words)
    except Refusal as refusal:
        return _refused(request, number, refusal, note=old.pk, text=text, reason=reason)
    return redirect("case", number)


def _once(request: StaffRequest) -> Entry:
    return Entry(once=request.POST.get("once") or None)


def _refused(request: StaffRequest, number: str, refusal: Refusal, **kept: Any) -> HttpResponse:
    """The case, with what was typed and why it was refused at its form; whoever may not do it has no such form."""
    if isinstance(refusal, NotYours):
        raise refusal
    return _show(request, find(request, number), status=409, kept=kept | {"trouble": refusal.sentence})


@require_POST
@staff()
def retry(request: StaffRequest, number: str, outgoing: int) -> HttpResponse:
    """Try a message again that failed."""
    found = find(request, number)
    access.require(request.employee, "retry_message", found)
    message = get_object_or_404(Outgoing, pk=outgoing, stream=found.stream)
    outbox.retry([message], at=request.at)
    messages.success(request, _("It is being tried again."))
    return redirect("case", number)


@require_safe
@staff()
def attachment(request: StaffRequest, pk: int) -> FileResponse:
    """A picture, for who may see its case."""
    found = get_object_or_404(joined.shown_to(request.employee), pk=pk)
    return FileResponse(
        found.file.open("rb"), content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"}
    )
