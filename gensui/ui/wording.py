"""What happened, and what is now so, as a colleague would say it. The events' own lines are in ``ledger/wording.py``."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gensui.cases import plans
from gensui.cases.models import Case, Quote
from gensui.core.events.intake import FollowerOfferEnded
from gensui.core.events.master import EntryMade
from gensui.ledger import policies
from gensui.ledger.models import Event
from gensui.ledger.wording import name_of

PROOFS: dict[str, Any] = {
    "call": _("call"), "noted": _("without a call on record"),
    "delivery": _("delivered"), "message": _("in writing"), "app": _("on the owners' page"),
    "signature": _("signed"), "scan": _("code scanned"), "place": _("by place"), "photo": _("photo"),
    "manual": _("entered by hand"), "document": _("document"), "register": _("register"), "telephony": _("telephone system"),
}  # fmt: skip
"""What proves an event, as a reader calls it."""
QUIET = frozenset({"obligation.reminded", "intake.opened", "intake.saved"})
"""What the line folds away: true, but of little use to a reader."""


OF_HOUSE: dict[str, Any] = {
    "plan.consented": _("Plan decided by the head: its cost is borne by {payer}"),
    "quote.consented": _("Prices decided by the head"),
}
"""What the owner did not agree to, because the house pays. Events from before that was noted read as ever."""


def happened(event: Event, to: str = "") -> str:
    """An event in words, with the figure or clause it carries, and the name of whom a duty or an offer went ``to`` by it."""
    data = event.data
    said = name_of(event.kind)
    if event.kind in OF_HOUSE and data.get("payer") in Quote.HOUSE:
        said = str(OF_HOUSE[event.kind]).format(payer=Quote.Payer(data["payer"]).label)
    details = [data.get("clause", ""), data.get("into", ""), f"→ {to}" if to else ""]
    if event.kind == EntryMade.kind:
        reason = gettext("with a reason") if data.get("filled") else gettext("without a reason")
        details = [name_of(data["of"]), reason]
    if event.kind == FollowerOfferEnded.kind:
        details.append(str(OFFER_ENDS[data["how"]]))
    if data.get("attempt"):
        details.append(gettext("attempt {count}").format(count=data["attempt"]))
    if data.get("stars"):
        details.append("★" * int(data["stars"]))
    if data.get("found_late"):
        details.append(gettext("found late"))
    return " · ".join(filter(None, [said, *details]))


OFFER_ENDS = {
    "declined": pgettext_lazy("offer", "not taken"),
    "withdrawn": pgettext_lazy("offer", "taken back"),
    "left": pgettext_lazy("offer", "somebody has left the company"),
}


def proofs_of(event: Event) -> list[str]:
    """What proves an event, in words."""
    return [str(PROOFS.get(proof, proof)) for proof in event.data.get("evidence", {})]


NOW_SO: dict[str, Any] = {
    "confirm_intake": _("Case {number} is accepted; you follow it."),
    "dispatch_case": _("Case {number} is with {department}, to be done by {required_by}."),
    "assign_case": _("{handler} has the order {number}; to be accepted within minutes."),
    "accept_order": _("The order {number} is yours. Call the owner next."),
    "contact_owner": _("Noted: the owner was reached. Go there next."),
    "contact_owner_for": _("Noted: the owner was reached. Be there on {when}."),
    "return_order": _("Given back. The desk sends the order {number} elsewhere, or answers the owner."),
    "fail_contact": _("Noted: not reached. Try again in a while: tries close together count as one."),
    "arrive": _("You are on site. Survey, then propose plan and prices."),
    "arrive_again": _("You are on site again. The work goes on."),
    "propose_plan": _("The owner sees plan and prices now; work begins after the word."),
    "consent_to_plan": _("The owner agreed. Work may begin."),
    "decide_plan": _("Decided: {payer} bears the cost. The owner and the handler were told."),
    "lay_plan": _("The head of the department was told, and decides: {payer} bears the cost."),
    "decline_plan": _("Noted. Another plan is due; the last one is the start of it."),
    "ask_for_changes": _("Noted. The next version of the plan is due; the last one is the start of it."),
    "decide_cost": _("Decided. The owner and the handler were told."),
    "confirm_emergency": _("Noted. The handler was told."),
    "leave_repair": _("Case {number} is cancelled: the owner wants nothing done, and was told."),
    "explain_plan": _("Noted: the plan was explained."),
    "need_parts": _("Noted. The part stays until its price was explained and agreed to: propose the plan with it."),
    "spare_parts": _("Noted: the part is not replaced."),
    "start_work": _("Work runs."),
    "fill_record": _("Saved. Report it to customer service next."),
    "complete_work": _("Done. Report it to customer service next."),
    "report_result": _("Customer service has it, and tells the owner within {within}."),
    "tell_result": _("The owner knows, and may still answer."),
    "accept_result": _("The owner is content. The return visit opens {within} after completion."),
    "dispute_result": _("The department has {within} to redo or explain."),
    "order_rework": _("Round {round} has begun; all clocks run anew."),
    "reject_explanation": _("The department has {within} for a redo or another answer."),
    "visit_owner": _("The return visit is on record. Case {number} is: {state}."),
    "pause_work": _("Paused. The clocks that stand still say so."),
    "resume_work": _("It goes on."),
    "send_message": _("Written. It counts once it is delivered; you see that on this page."),
    "answer_inquiry": _("Written. The question is answered once the owner has it."),
    "tell_progress": _("Noted. The next word to the owner is due in {within}."),
    "contest_cancel": _("Case {number} goes on: {state}. Whoever had it was told."),
    "cancel_case": _("Case {number} is cancelled; its clocks have ended."),
    "split_case": _("The second matter is a case of its own; case {number} links to it."),
    "name_follower": _("Case {number} is followed by somebody else now."),
    "merge_case": _(
        "Case {number} is joined to the other, which goes on. Whoever asked was told, and hears of the result."
    ),
    "request_coordination": _("The head of that department was told, and agrees or refuses."),
    "agree_coordination": _("Agreed; whoever asked was told."),
    "refuse_coordination": _("Refused with your reason; the administration manager decides."),
    "acknowledge_complaint": _("Noted: the complainant knows that it has arrived."),
    "answer_call": _("You have the call. Take down what is asked."),
    "answer_on_the_spot": _("Answered. Nothing else is due on case {number}."),
    "assess_complaint": _("{handler} looks into complaint {number}, and was told."),
    "attach": _("Kept with case {number}."),
    "attempt_visit": _("Noted: not reached for the return visit. Try again later."),
    "call_back": _("Noted: the caller was reached. Take down what is asked."),
    "contest_consent": _("Noted: the owner did not agree to the plan. Whoever has the order was told."),
    "correct_intake": _("The record is put right; what stood there before is kept."),
    "decide_complaint": _("Decided. Tell who complained next."),
    "decide_coordination": _("Decided. Both departments were told."),
    "explain": _("Noted. The owner is asked whether the explanation is enough."),
    "fail_call_back": _("Noted: not reached. Call back again later."),
    "follow_progress": _("Noted how it stands. The owner hears it next."),
    "forward_issue": _("Sent on; whoever gets it was told."),
    "give_up_visit": _("Noted: the return visit ends without the owner. Case {number} is: {state}."),
    "hurry_case": _("Whoever has case {number} was told that the owner asks to hurry."),
    "inquire": _("The question is on record, and is to be answered."),
    "investigate_complaint": _("You look into complaint {number}. The plan stands on its page."),
    "join_parent": _("Case {number} belongs to the fault of the building now, and goes with it."),
    "meet_problem": _("The head of the department was told."),
    "note_investigation": _("Written down."),
    "open_parent": _("Case {number} stands for the whole building now; whoever calls hears the sentence."),
    "part_case": _("Case {number} goes on by itself again: {state}."),
    "pass_on": _("{handler} has the order {number} now, and was told."),
    "reclassify_case": _("Classified anew. What is promised follows the new class."),
    "reopen_case": _("Case {number} is open again, in round {round}."),
    "review_pause": _("Noted. The wait goes on, and is looked at again."),
    "revise_eta": _("The new time stands, with its reason."),
    "set_appointment": _("The visit is agreed for {when}."),
    "start_in_emergency": _("Work runs because of the danger. The head says afterwards whether that was right."),
    "tell_complainant": _("Noted: who complained knows the decision, and may still answer."),
    "transfer_order": _("{handler} has the order {number} now."),
}
"""What is now so after each act of the desk."""


WITHIN = {
    "report_result": "result_told_limit", "accept_result": "visit_opens", "dispute_result": "explanation_limit",
    "reject_explanation": "explanation_limit", "tell_progress": "progress_interval",
}  # fmt: skip
"""Which figure of the policy a sentence names."""
OF_HOUSE_NOW = {"consent_to_plan": "decide_plan", "propose_plan": "lay_plan"}
"""What these acts are called where the house pays."""


def now_so(act: str, case: Case, at: datetime) -> str:
    """What is now so, after an act. One query, where a figure of the policy is named."""
    required_by = date_format(localtime(case.required_by), "m-d H:i") if case.required_by else "—"
    house = plans.of_house(case) if act in OF_HOUSE_NOW else None
    act = OF_HOUSE_NOW[act] if house is not None else act
    act = "merge_case" if act == "cancel_case" and case.is_joined else act  # it repeats another
    act = "contact_owner_for" if act == "contact_owner" and case.appointment_at is not None else act
    act = "arrive_again" if act == "arrive" and case.state != "on_site" else act
    return str(NOW_SO[act]).format(
        payer=house.get_payer_display() if house is not None else "",
        number=case.number, state=case.get_state_display(), department=case.get_department_display(),
        when=date_format(localtime(case.appointment_at), "m-d H:i") if case.appointment_at else "",
        handler=case.handler or "—", round=case.round, required_by=required_by,
        within=policies.words_at(WITHIN[act], at) if act in WITHIN else "",
    )  # fmt: skip


ROWS: dict[str, Any] = {
    "site": _("Community"),
    "building": _("Building"),
    "home": _("Home"),
    "area": _("Public area"),
    "resident": _("Resident"),
    "employee": _("Employee"),
    "category": _("Category"),
    "price": _("Price"),
    "post": _("Post"),
    "shift": _("Shift"),
    "course": _("Course"),
}
"""The kinds of master data, whose changes are on record."""
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
WAYS: dict[str, Any] = {
    "clock": _("by a clock"), "record": _("by what is recorded"), "refusal": _("what is not so is refused"),
    "sample": _("by samples of the inspections"), "figure": _("by a figure of the month"),
    "act": _("by people, each time on record"), "document": _("by a document"), "nobody": _("by nobody yet"),
}  # fmt: skip
"""By what a clause is kept."""
