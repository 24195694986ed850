"""What staff can do with a case, in the order in which it usually comes: label, form, action."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.cases import access, appointments, plans, queries, reopening, stead
from gensui.cases.actions import (
    complaint,
    contesting,
    coordinating,
    cost,
    files,
    follow,
    follower,
    intake,
    missed,
    order,
    parts,
    plan,
    relief,
    result,
    together,
    turn,
    visit,
    words,
    work,
)
from gensui.cases.models import Case
from gensui.core.events.follow_up import IssueForwarded
from gensui.desk.forms import base, danger, record, word
from gensui.desk.forms import follow as following
from gensui.desk.forms import order as ordering
from gensui.desk.forms import work as working
from gensui.desk.forms.base import ActForm
from gensui.desk.forms.complaint import AssessForm, FactsForm
from gensui.desk.forms.consent import ConsentForm
from gensui.ledger import queries as ledger
from gensui.oversight.actions import passing_on
from gensui.people.models import Employee


@dataclass(frozen=True, slots=True)
class Verb:
    """One act: what its button says, what it asks for, what it does. ``quick`` ones need no form at all."""

    name: str
    label: Any
    function: Callable[..., Case]
    form: type[ActForm] = ActForm
    quick: bool = False
    danger: bool = False
    folded: bool = False
    mended_by: str = ""
    """The act that supplies what this one is refused for."""


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("answer_call", _("Answer"), intake.answer_call, quick=True),
        Verb("call_back", _("Called back"), missed.call_back, quick=True),
        Verb("fail_call_back", _("Not reached"), missed.fail_call_back, base.TriedForm),
        Verb("confirm_intake", _("Read back and accept"), intake.confirm_intake, following.ConfirmForm),
        Verb(
            "acknowledge_complaint",
            _("Tell them it is being looked into"),
            complaint.acknowledge_complaint,
            base.CallForm,
        ),
        Verb(
            "investigate_complaint", _("Take the complaint"), complaint.investigate_complaint, following.InvestigateForm
        ),
        Verb("assess_complaint", _("Name who looks into it"), complaint.assess_complaint, AssessForm),
        Verb("note_investigation", _("What was found out"), complaint.note_investigation, FactsForm),
        Verb("decide_complaint", _("Decide the complaint"), complaint.decide_complaint, following.DecideForm),
        Verb("tell_complainant", _("Tell who complained"), complaint.tell_complainant, base.ToldForm),
        Verb("dispatch_case", _("Dispatch"), order.dispatch_case, ordering.DispatchForm),
        Verb(
            "answer_on_the_spot",
            _("Answered on the spot"),
            intake.answer_on_the_spot,
            following.AnswerForm,
            folded=True,
        ),
        Verb("assign_case", _("Name the handler"), order.assign_case, ordering.HandlerForm),
        Verb("accept_order", _("Accept the order"), order.accept_order, quick=True),
        Verb("contact_owner", _("Owner reached"), order.contact_owner, ordering.ContactForm),
        Verb("fail_contact", _("Owner not reached"), order.fail_contact, base.TriedForm),
        Verb("arrive", _("Arrived"), order.arrive, ordering.ArriveForm),
        Verb("propose_plan", _("Propose plan and prices"), plan.propose_plan, working.PlanForm),
        Verb("explain_plan", _("Plan explained to the owner"), plan.explain_plan, working.ExplainedForm),
        Verb("consent_to_plan", _("The owner agrees"), plan.consent_to_plan, ConsentForm),
        Verb("ask_for_changes", _("The owner asks for changes"), plan.ask_for_changes, working.ChangesForm),
        Verb(
            "contest_consent",
            _("The owner did not agree"),
            contesting.contest_consent,
            ordering.ReasonForm,
            folded=True,
        ),
        Verb("start_work", _("Start work"), work.start_work, quick=True),
        Verb("complete_work", _("Work is done"), work.complete_work, record.CompleteForm),
        Verb("fill_record", _("Complete the record"), work.fill_record, record.RecordForm, folded=True),
        Verb("report_result", _("Report to customer service"), work.report_result, quick=True, mended_by="fill_record"),
        Verb("tell_result", _("Owner told by telephone"), result.tell_result, base.ToldForm),
        Verb("accept_result", _("Owner is content"), result.accept_result, word.ContentForm),
        Verb("visit_owner", _("Return visit"), passing_on.visit_owner, following.VisitForm),
        Verb("attempt_visit", _("Not reached for the visit"), visit.attempt_visit, following.AttemptForm),
        Verb("give_up_visit", _("End as unreachable"), visit.give_up_visit, folded=True),
        Verb("order_rework", _("Have it done again"), result.order_rework, ordering.ReworkForm),
        Verb("explain", _("Explain to the owner"), result.explain, word.ExplainForm),
        Verb("dispute_result", _("Owner is not content"), result.dispute_result, following.DisputeForm),
        Verb(
            "reject_explanation",
            _("Owner rejects the explanation"),
            result.reject_explanation,
            ordering.ReasonForm,
            folded=True,
        ),
        Verb("resume_work", _("Go on"), work.resume_work, quick=True),
        Verb("review_pause", _("Confirm the wait"), work.review_pause, working.UntilForm, folded=True),
        Verb("answer_inquiry", _("Answer the owner's question"), words.answer_inquiry, following.AnswerQuestionForm),
        Verb("send_message", _("Write to the owner"), words.send_message, following.MessageForm),
        Verb("tell_progress", _("Told progress by telephone"), follow.tell_progress, base.NotedCallForm),
        Verb("follow_progress", _("Learnt how it stands"), follow.follow_progress, base.NotedForm, folded=True),
        Verb("agree_coordination", _("We help: agree"), coordinating.agree_coordination, ordering.AgreeForm),
        Verb("refuse_coordination", _("We cannot help"), coordinating.refuse_coordination, ordering.RefuseHelpForm),
        Verb(
            "decide_coordination",
            _("Decide for the departments"),
            coordinating.decide_coordination,
            ordering.SettleForm,
        ),
        Verb("name_follower", _("Name who follows"), follower.name_follower, following.FollowerForm, folded=True),
        Verb("set_appointment", _("Agree on a time"), order.set_appointment, ordering.AppointmentForm, folded=True),
        Verb("pause_work", _("Pause"), work.pause_work, working.PauseForm, folded=True),
        Verb("revise_eta", _("Another time of completion"), work.revise_eta, working.EtaForm, folded=True),
        Verb("meet_problem", _("Ask the head for help"), work.meet_problem, base.NotedForm, folded=True),
        Verb(
            "request_coordination",
            _("Need another department"),
            coordinating.request_coordination,
            ordering.CoordinationForm,
            folded=True,
        ),
        Verb("return_order", _("Not ours: give back"), order.return_order, ordering.ReasonForm, folded=True),
        Verb("transfer_order", _("Into other hands"), order.transfer_order, ordering.TransferForm, folded=True),
        Verb("pass_on", _("Into other hands"), relief.pass_on, ordering.TransferForm, folded=True),
        Verb("decline_plan", _("The owner declines"), plan.decline_plan, working.DeclineForm, folded=True),
        Verb(
            "leave_repair",
            _("The owner wants nothing done"),
            plan.leave_repair,
            word.LeaveForm,
            folded=True,
            danger=True,
        ),
        Verb("decide_cost", _("Decide who bears the cost"), cost.decide_cost, working.CostForm),
        Verb("need_parts", _("A part has to be replaced"), parts.need_parts, working.PartsForm, folded=True),
        Verb("spare_parts", _("The part is not replaced after all"), parts.spare_parts, ordering.ReasonForm),
        Verb(
            "start_in_emergency",
            _("Danger: start before consent"),
            work.start_in_emergency,
            danger.EmergencyForm,
            folded=True,
            danger=True,
        ),
        Verb(
            "confirm_emergency", _("Confirm the start in danger"), work.confirm_emergency, danger.ConfirmEmergencyForm
        ),
        Verb("reclassify_case", _("Classify anew"), work.reclassify_case, ordering.ReclassifyForm, folded=True),
        Verb("correct_intake", _("Correct the record"), intake.correct_intake, following.CorrectForm, folded=True),
        Verb("attach", _("Add photos"), files.attach, following.AttachForm, folded=True),
        Verb("hurry_case", _("Owner asks to hurry"), follow.hurry_case, folded=True),
        Verb("inquire", _("The owner asks something"), words.inquire, following.QuestionForm, folded=True),
        Verb("forward_issue", _("Send on what came up"), passing_on.forward_issue, following.ForwardForm, folded=True),
        Verb("split_case", _("A second matter"), intake.split_case, ordering.SplitForm, folded=True),
        Verb("merge_case", _("Join to the same request"), together.merge_case, ordering.JoinForm, folded=True),
        Verb("open_parent", _("Fault of the whole building"), together.open_parent, ordering.SentenceForm, folded=True),
        Verb("join_parent", _("Put under a building's fault"), together.join_parent, ordering.ParentForm, folded=True),
        Verb("part_case", _("Needs work of its own"), together.part_case, ordering.ReasonForm, folded=True),
        Verb("reopen_case", _("The same fault again"), result.reopen_case, ordering.ReopenForm, folded=True),
        Verb("contest_cancel", _("The owner still wants it"), result.contest_cancel, ordering.ReasonForm),
        Verb("cancel_case", _("Cancel"), result.cancel_case, ordering.CancelForm, folded=True, danger=True),
    )
}

NEXT: dict[str, tuple[str, ...]] = {
    "ringing": ("answer_call",), "missed": ("call_back", "fail_call_back"),
    "recording": ("confirm_intake",), "accepted": ("dispatch_case",),
    "dispatched": ("assess_complaint", "acknowledge_complaint", "investigate_complaint", "accept_order", "assign_case"),
    "assigned": ("contact_owner", "fail_contact"),
    "contacted": ("arrive",), "on_site": ("propose_plan", "start_work"),
    "plan_pending": ("explain_plan", "start_work", "consent_to_plan"),
    "working": ("arrive", "note_investigation", "decide_complaint", "complete_work"), "paused": ("resume_work",),
    "completed": ("report_result",), "joined": ("tell_progress", "send_message"),
    "reported": ("tell_complainant", "tell_result"), "told": ("accept_result", "dispute_result"),
    "disputed": ("order_rework", "explain"), "visit_due": ("visit_owner", "attempt_visit"),
}  # fmt: skip
"""What comes next for a case that stands so, whoever may do it."""

COMPLAINT_ONLY = frozenset(
    "acknowledge_complaint assess_complaint investigate_complaint note_investigation decide_complaint tell_complainant".split()
)
NOT_COMPLAINT = frozenset(
    "accept_order contact_owner fail_contact arrive start_work complete_work report_result tell_result".split()
)


def possible(case: Case, actor: Employee, at: datetime) -> list[Verb]:
    """What this person can do with the case now; the first is what this person would do next. What is for the handler on the spot
    comes last for whoever else may do it; who leads a department gives an order into hands first.
    """
    allowed = set(turn.possible(case, actor, at))
    complaint_case = case.request_type == "complaint"
    house = plans.of_house(case) is not None
    if house:
        decides = stead.heads(actor, "plan.consented", case, at)
        allowed -= {"decline_plan"} if decides else {"decline_plan", "consent_to_plan"}
    following = (*(("propose_plan",) if plans.is_missing(case) else ()), *NEXT.get(case.state, ()))
    if (
        case.handler_id is not None
    ):  # whoever was named may not be there: others can be, but that is not what comes next
        following = tuple(name for name in following if name != "assign_case")
    found = [
        verb
        for name, verb in VERBS.items()
        if name in allowed
        and name not in (NOT_COMPLAINT if complaint_case else COMPLAINT_ONLY)
        and (name != "reopen_case" or reopening.may_reopen(case, at))
        and _fits(name, case, actor)
    ]
    if access.leads(actor, case) and not access.front(actor, case):
        following = tuple(sorted(following, key=lambda name: name != "assign_case"))
    if house or case.state == "dispatched":
        found = [called(verb, case) for verb in found]
    found.sort(key=lambda verb: _place(verb, following, case, actor))
    if house:
        found.sort(key=lambda verb: verb.name != "consent_to_plan")
    return found


def _place(verb: Verb, following: tuple[str, ...], case: Case, actor: Employee) -> tuple[bool, int, bool]:
    next_ = following.index(verb.name) if verb.name in following else len(following)
    return access.is_anothers(actor, verb.name, case), next_, verb.folded


def called(verb: Verb, case: Case) -> Verb:
    """The act under its name for this case: where the house pays, no owner agrees, but the head decides; an order that has a
    handler gets another.
    """
    if verb.name == "assign_case" and case.handler_id is not None:
        return replace(verb, label=VERBS["transfer_order"].label, folded=True)
    if verb.name == "consent_to_plan" and plans.of_house(case) is not None:
        return replace(verb, label=_("Decide the plan for the house"))
    return verb


def _fits(name: str, case: Case, actor: Employee) -> bool:
    """What the state alone does not tell: who has the order already, what waits, what is complex."""
    if name == "acknowledge_complaint":
        return not ledger.has_happened(case.stream, "complaint.acknowledged")
    if name == "note_investigation":
        return case.state == "working"
    if name in ("agree_coordination", "refuse_coordination", "decide_coordination"):
        return _needs_settling(name, case, actor)
    if name == "confirm_intake" and not case.content:
        return False  # a call of which nothing is written yet: the intake form takes it down
    if name == "answer_on_the_spot":
        return case.request_type in intake.ASKED
    if name == "accept_order":
        return case.handler_id in (None, actor.pk)
    if name in ("decline_plan", "ask_for_changes"):
        return plans.is_answerable(case)
    if name == "consent_to_plan":
        return plans.is_answerable(case) or (case.plan_answer == "declined" and _is_undecided(case))
    if name == "arrive" and case.state in order.ARRIVED:
        return appointments.comes_again(case)
    if name == "contest_consent":
        may_hold = case.plan_version > 1 or case.plan_answer == "agreed"
        return may_hold and plans.is_by_proxy(plans.agreed_plan(case))
    if name == "resume_work":
        return not plans.is_contested(case)
    if name == "answer_inquiry":
        return queries.questions_of(case).exists()
    if name == "decide_cost":
        return _is_undecided(case)
    if name == "confirm_emergency":
        return plans.unconfirmed(case)
    if name in ("report_result", "tell_result"):
        return not plans.is_missing(case)
    if name == "start_in_emergency":
        return case.department == "maintenance"
    if name == "explain_plan":
        return case.quotes.filter(round=case.round, version=case.plan_version, explained_at=None).exists()
    if name == "contest_cancel":
        return reopening.may_contest(case)
    if name == "leave_repair":
        return case.plan_answer in ("pending", "declined", "asked")
    if name == "need_parts":
        return case.department == "maintenance"
    if name == "start_work" and case.department == "maintenance":
        return case.quotes.filter(round=case.round, consent="agreed").exists()
    if name == "propose_plan":
        return case.department == "maintenance" and plans.may_be_proposed(case)
    if name == "spare_parts":
        return plans.part_waits(case)
    if name == "reject_explanation":
        return case.explained_at is not None
    if name == "revise_eta":
        return case.eta_at is not None
    if name == "forward_issue":
        if case.state == "disputed":
            return not _is_forwarded(case)
        return case.visits.filter(round=case.round, issue=True, forwarded_to="").exists()
    return True


def _is_forwarded(case: Case) -> bool:
    """Whether what the owner objects to in this round is with the department already."""
    forwarded = ledger.happened(case.stream, IssueForwarded.kind)
    return any(one.issue == f"{case.number}/{case.round}" for one in forwarded if isinstance(one, IssueForwarded))


def _is_undecided(case: Case) -> bool:
    """Whether somebody has to decide who bears the cost of emergency work that was refused."""
    return plans.undecided(case) is not None


def _needs_settling(name: str, case: Case, actor: Employee) -> bool:
    """Whether a department is asked that this person answers for, and has not answered."""
    waiting = [one for one in case.coordinations.all() if one.decided_at is None]
    if name == "decide_coordination":
        return bool(waiting)
    mine = [one for one in waiting if access.is_asked(actor, one.department)]
    return any(name == "agree_coordination" or one.refused_at is None for one in mine)


def loud(verbs: Iterable[Verb]) -> list[Verb]:
    """Those that stand beside the first; the rest is folded away."""
    return [verb for verb in verbs if not verb.folded]
