"""What happened, and what is now so, as a colleague would say it. Every event of a case has its line here."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import Case
from gensui.ledger.models import Event

LINES: dict[str, Any] = {
    "contact.ringing": _("The telephone rang"),
    "contact.answered": _("Call answered"),
    "contact.abandoned": _("Caller hung up unanswered"),
    "contact.called_back": _("Caller called back"),
    "visit.arrived": _("Owner came to the desk"),
    "visit.received": _("Owner received at the desk"),
    "message.received": _("Request came in writing"),
    "intake.opened": _("Recording begun"),
    "intake.saved": _("Record saved"),
    "intake.confirmed": _("Read back and accepted"),
    "intake.answered": _("Answered on the spot"),
    "intake.corrected": _("Record corrected"),
    "case.classified": _("Classified"),
    "case.reclassified": _("Classified anew"),
    "case.cancelled": _("Cancelled"),
    "case.merged": _("Joined to another request"),
    "case.imported": _("Brought in from another system, where it was closed"),
    "case.split": _("A second matter became a case of its own"),
    "work_order.passed_on": _("Went on in other hands"),
    "case.linked": _("Put with a fault of the whole building"),
    "case.reopened": _("The same fault came back"),
    "case.closed": _("Closed"),
    "case.hurried": _("Owner asked to hurry"),
    "follower.named": _("Follower named"),
    "follower.offered": _("Offered to the next shift"),
    "follower.handed_over": _("Taken over by the next shift"),
    "follower.left": _("Follower gave it up"),
    "owner.inquired": _("Owner asked how it stands"),
    "work_order.dispatched": _("Dispatched to the department"),
    "work_order.assigned": _("Handler named"),
    "work_order.accepted": _("Order accepted"),
    "work_order.returned": _("Order given back"),
    "work_order.transferred": _("Order put into other hands"),
    "owner.contacted": _("Owner reached"),
    "owner.messaged": _("Owner written to"),
    "owner.contact_failed": _("Owner not reached"),
    "appointment.set": _("Time agreed"),
    "appointment.changed": _("Time changed"),
    "site.arrived": _("Arrived"),
    "site.cleaned": _("Place left clean"),
    "problem.met": _("Asked the head for help"),
    "parts.needed": _("Parts needed"),
    "plan.proposed": _("Plan proposed"),
    "plan.explained": _("Plan explained"),
    "plan.consented": _("Owner agreed to the plan"),
    "plan.declined": _("Owner declined the plan"),
    "quote.issued": _("Prices given"),
    "quote.consented": _("Owner agreed to the prices"),
    "eta.set": _("Time of completion told"),
    "eta.revised": _("Another time of completion told"),
    "work.started": _("Work begun"),
    "work.paused": _("Paused"),
    "work.resumed": _("Went on"),
    "work.completed": _("Work done"),
    "pause.reviewed": _("Wait confirmed by the head"),
    "result.reported": _("Reported to customer service"),
    "result.told": _("Owner told the result"),
    "progress.followed": _("Learnt how it stands"),
    "progress.told": _("Owner told how it stands"),
    "owner.satisfied": _("Owner is content"),
    "owner.dissatisfied": _("Owner is not content"),
    "dispute.recorded": _("Objection written down"),
    "rework.ordered": _("To be done again"),
    "explanation.given": _("Explained to the owner"),
    "return_visit.due": _("Return visit opened"),
    "return_visit.attempted": _("Not reached for the return visit"),
    "return_visit.done": _("Return visit done"),
    "return_visit.exhausted": _("Return visit ended as unreachable"),
    "issue.recorded": _("Something came up"),
    "issue.forwarded": _("Sent on to the department"),
    "evaluation.saved": _("Owner gave stars"),
    "praise.received": _("Praise"),
    "coordination.requested": _("Another department asked for"),
    "coordination.agreed": _("Departments agreed"),
    "coordination.decided": _("Decided for the departments"),
    "message.sent": _("Message written"),
    "attachment.added": _("Photo added"),
    "note.corrected": _("Note corrected"),
    "case.exported": _("Evidence pack asked for"),
    "complaint.received": _("Complaint received"),
    "complaint.acknowledged": _("Complaint acknowledged"),
    "complaint.planned": _("Complaint taken"),
    "complaint.investigated": _("Complaint looked into"),
    "complaint.resolved": _("Complaint decided"),
    "complaint.told": _("Complainant told"),
    "obligation.reminded": _("Reminded"),
    "obligation.lapsed": _("Time ran out"),
    "obligation.escalated": _("Told one step higher"),
    "obligation.excused": _("Reason accepted for a lapse"),
    "slot.planned": _("Planned"),
    "slot.withdrawn": _("Taken off the plan"),
    "plan.changed": _("Goes on as another edition"),
    "gate.arrived": _("Arrived at the gate"),
    "gate.owner_asked": _("Owner asked by link"),
    "gate.owner_answered": _("Owner answered"),
    "gate.decided": _("Decided at the gate"),
    "gate.stay_checked": _("Looked for, may stay"),
    "gate.left": _("Left"),
    "gate.register_erased": _("Names taken out of the register"),
    "pass.issued": _("Pass given"),
    "pass.revoked": _("Pass taken back"),
    "incident.reported": _("Emergency reported"),
    "incident.on_scene": _("First guard on the scene"),
    "incident.plan_started": _("Plan started"),
    "incident.step_due": _("Step of the plan"),
    "incident.step_done": _("Step done"),
    "incident.photo_added": _("Photo added"),
    "incident.told": _("Word sent"),
    "incident.acknowledged": _("Word answered"),
    "incident.notified": _("Informed"),
    "incident.controlled": _("Under control"),
    "incident.closed": _("Over and written up"),
    "incident.reviewed": _("Reviewed"),
    "incident.suspected_crime": _("A crime is suspected"),
    "police.reported": _("Police told"),
    "daily_report.submitted": _("Daily report handed in"),
    "daily_report.explained": _("Figure explained"),
    "daily_report.accepted": _("Daily report accepted"),
    "violation.confirmed": _("File opened"),
    "violation.dropped": _("Closed without a sanction"),
    "defence.invited": _("Asked for a statement"),
    "defence.heard": _("Heard, or the term passed"),
    "sanction.proposed": _("Decided, to be countersigned"),
    "sanction.returned": _("Sent back unsigned"),
    "sanction.issued": _("Countersigned and issued"),
    "sanction.served": _("Notice handed over"),
    "sanction.effective": _("Took effect"),
    "sanction.rectified": _("Put right, and checked"),
    "sanction.expired": _("No longer counts"),
    "sanction.revoked": _("Taken back"),
    "self_criticism.submitted": _("Self-criticism handed in"),
    "appeal.filed": _("Appeal filed"),
    "appeal.decided": _("Appeal decided"),
    "deduction.made": _("Deducted"),
    "contract.terminated": _("Contract ended"),
}
PROOFS: dict[str, Any] = {
    "call": _("call"), "delivery": _("delivered"), "message": _("in writing"), "app": _("on the owners' page"),
    "signature": _("signed"), "scan": _("code scanned"), "place": _("by place"), "photo": _("photo"),
    "manual": _("entered by hand"), "document": _("document"), "register": _("register"), "telephony": _("telephone system"),
}  # fmt: skip
"""What proves an event, as a reader calls it."""
QUIET = frozenset({"obligation.reminded", "intake.opened", "intake.saved", "plan.explained"})
"""What the line folds away: true, but of little use to a reader."""


def happened(event: Event) -> str:
    """An event in words, with the figure or clause it carries."""
    said = str(LINES.get(event.kind, event.kind))
    data = event.data
    details = [data.get("clause", ""), data.get("into", "")]
    if data.get("attempt"):
        details.append(gettext("attempt {count}").format(count=data["attempt"]))
    if data.get("stars"):
        details.append("★" * int(data["stars"]))
    if data.get("found_late"):
        details.append(gettext("found late"))
    return " · ".join(filter(None, [said, *details]))


def proofs_of(event: Event) -> list[str]:
    """What proves an event, in words."""
    return [str(PROOFS.get(proof, proof)) for proof in event.data.get("evidence", {})]


NOW_SO: dict[str, Any] = {
    "confirm_intake": _("Case {number} is accepted; you follow it."),
    "dispatch_case": _("Case {number} is with {department}, to be done by {required_by}."),
    "assign_case": _("{handler} has the order {number}; to be accepted within minutes."),
    "accept_order": _("The order {number} is yours. Call the owner next."),
    "contact_owner": _("Noted: the owner was reached. Go there next."),
    "fail_contact": _("Noted: not reached. Try again, three times in all."),
    "arrive": _("You are on site. Survey, then propose plan and prices."),
    "propose_plan": _("The owner sees plan and prices now; work begins after the word."),
    "consent_to_plan": _("The owner agreed. Work may begin."),
    "start_work": _("Work runs."),
    "complete_work": _("Done. Report it to customer service next."),
    "report_result": _("Customer service has it, and tells the owner within the hour."),
    "tell_result": _("The owner knows. The answer is awaited for a day."),
    "accept_result": _("The owner is content. The return visit opens a day after completion."),
    "dispute_result": _("The department has a day to redo or explain."),
    "order_rework": _("Round {round} has begun; all clocks run anew."),
    "visit_owner": _("The return visit is on record. Case {number} is: {state}."),
    "pause_work": _("Paused. The clocks that stand still say so."),
    "resume_work": _("It goes on."),
    "send_message": _("Written. It counts once it is delivered; you see that on this page."),
    "tell_progress": _("Noted. The next word to the owner is due in a day."),
    "cancel_case": _("Case {number} is cancelled; its clocks have ended."),
    "split_case": _("The second matter is a case of its own; case {number} links to it."),
    "merge_case": _("Case {number} is joined to the other, which goes on."),
}


def now_so(act: str, case: Case) -> str:
    """What is now so, after an act."""
    required_by = date_format(localtime(case.required_by), "m-d H:i") if case.required_by else "—"
    return str(NOW_SO.get(act, _("Case {number} is now: {state}."))).format(
        number=case.number, state=case.get_state_display(), department=case.get_department_display(),
        handler=case.handler or "—", round=case.round, required_by=required_by,
    )  # fmt: skip


KINDS: dict[str, Any] = {
    "deadline": _("deadline"), "window": _("window"), "interval": _("interval"), "schedule": _("schedule"), "gate": _("gate"),
    "record": _("record"), "conduct": _("conduct"), "measure": _("measure"),
}  # fmt: skip
"""What kind of promise a clause is."""
CHECKS: dict[str, Any] = {
    "clock": _("clock"), "schedule": _("schedule"), "record": _("record"), "gate": _("gate"), "inspection": _("inspection"),
    "call_review": _("review of calls"), "indicator": _("indicator"), "document": _("document"), "act": _("act"),
}  # fmt: skip
"""How it is seen whether a clause is kept."""
