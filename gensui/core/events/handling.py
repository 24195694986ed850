"""The work order: from its dispatch to a department until its result is reported back."""

from datetime import datetime
from typing import Literal

from gensui.core.events.base import CaseEvent, happens


@happens("work_order.dispatched")
class WorkOrderDispatched(CaseEvent):
    """The order reached a department; ``required_by`` is the time by which the owner was promised it done, ``by_hand`` another
    that the desk asked of those who do it.
    """

    required_by: datetime | None = None
    by_hand: datetime | None = None
    filled: tuple[str, ...] = ()


@happens("work_order.assigned")
class WorkOrderAssigned(CaseEvent):
    """The department named a handler."""


@happens("work_order.accepted", follows="work_order.assigned")
class WorkOrderAccepted(CaseEvent):
    """The handler took the order."""


@happens("work_order.returned")
class WorkOrderReturned(CaseEvent):
    """The department gave the order back as not its own."""


@happens("work_order.passed_on")
class WorkOrderPassedOn(CaseEvent):
    """An order that is under way went into other hands; how far it is stays."""


@happens("work_order.transferred")
class WorkOrderTransferred(CaseEvent):
    """The order went to another handler of the same department."""


@happens("owner.contacted")
class OwnerContacted(CaseEvent):
    """The handler reached the owner; ``visit_needed`` tells whether somebody must come."""

    visit_needed: bool = True


@happens("owner.messaged")
class OwnerMessaged(CaseEvent):
    """The handler sent the owner a message about the order, and it was delivered."""


@happens("owner.contact_failed")
class OwnerContactFailed(CaseEvent):
    """An attempt to reach the owner failed; ``attempt`` counts them."""

    attempt: int = 1


@happens("appointment.set")
class AppointmentSet(CaseEvent):
    """A time for the visit was agreed; ``by_owner`` tells that the owner asked for this time."""

    appointment_at: datetime | None = None
    by_owner: bool = False


@happens("appointment.changed")
class AppointmentChanged(CaseEvent):
    """The time for the visit was changed; ``by_owner`` tells that the owner asked for it."""

    appointment_at: datetime | None = None
    by_owner: bool = False


@happens("site.arrived")
class SiteArrived(CaseEvent):
    """The handler is at the place; evidence ``scan``, ``place``, ``photo`` or ``manual``. ``again``: was there before, and comes at
    a time that was agreed since.
    """

    again: bool = False


@happens("problem.met")
class ProblemMet(CaseEvent):
    """The handler met something that he cannot solve alone."""


@happens("parts.needed")
class PartsNeeded(CaseEvent):
    """The repair needs a part replaced."""


@happens("parts.spared", follows="parts.needed")
class PartsSpared(CaseEvent):
    """The part that was said to be needed is not replaced after all."""


@happens("parts.replaced")
class PartsReplaced(CaseEvent):
    """Parts were replaced: the keys of the price list, ``other`` for one outside it. ``agreed``: all stand in a plan agreed to."""

    parts: tuple[str, ...] = ()
    agreed: bool = False
    emergency_override: bool = False


@happens("handling_record.filled")
class HandlingRecordFilled(CaseEvent):
    """The handling record was completed after the work was done."""

    filled: tuple[str, ...] = ()


@happens("plan.proposed")
class PlanProposed(CaseEvent):
    """The survey is done and a plan was laid before the owner; ``version`` counts the plans of a round from 1.

    ``parts`` tells that parts are to be replaced. ``running``: the work has begun already. ``payer`` tells who decides: what the
    ``company`` or the ``fund`` pays, the head of the department; all else, the owner. Older events do not name it.
    """

    filled: tuple[str, ...] = ()
    version: int = 1
    parts: bool = False
    running: bool = False
    payer: str = ""


@happens("plan.explained")
class PlanExplained(CaseEvent):
    """The plan was explained to who decides, ``how``: by the handler ``in_person`` or ``by_phone``, or ``read`` by the owner on the
    own page, where they agreed; ``prices``: with its price list.
    """

    how: str = ""
    prices: bool = False


@happens("plan.consented")
class PlanConsented(CaseEvent):
    """Who decides agreed to this ``version`` of the plan: the owner, or the head of the department where ``payer`` is the house.

    ``timed``: it says by when the work will be done.
    Evidence of the owner's word: ``signature``, ``app``, ``call``, ``message`` or ``document``. The head's own act needs none.
    """

    version: int = 1
    payer: str = ""
    timed: bool = False


@happens("consent.contested", follows="plan.consented", same="version")
class ConsentContested(CaseEvent):
    """Who decides says that they never agreed to this ``version`` of the plan, as it was noted in their name.

    ``undone``: the agreement no longer stands, and the plan waits for their own answer; once the work is over, nothing is left
    to undo. ``running``: the work has begun. ``after_emergency``: it began because danger could not wait.
    """

    version: int = 1
    undone: bool = True
    running: bool = False
    after_emergency: bool = False


@happens("plan.declined")
class PlanDeclined(CaseEvent):
    """The owner does not want this ``version`` of the plan; another is owed.

    ``running``: the work has begun already, under an earlier version or in an emergency, and is not touched by the answer.
    ``after_emergency``: it began because danger could not wait, so that it remains to be decided who bears the cost.
    ``required_by`` is when the order is to be done, where that time lies ahead.
    """

    version: int = 1
    running: bool = False
    after_emergency: bool = False
    required_by: datetime | None = None


@happens("plan.change_asked")
class PlanChangeAsked(CaseEvent):
    """The owner wants this ``version`` of the plan changed; the next one is owed. ``running`` and ``required_by`` as above."""

    version: int = 1
    running: bool = False
    required_by: datetime | None = None


@happens("cost.decided", follows="plan.declined")
class CostDecided(CaseEvent):
    """The owner refused the plan of work that began in an emergency; the head of the department decided who bears its cost."""

    bearer: Literal["", "owner", "fund", "company"] = ""


@happens("quote.issued")
class QuoteIssued(CaseEvent):
    """The owner was given an itemised price list."""

    filled: tuple[str, ...] = ()


@happens("quote.consented", follows="quote.issued")
class QuoteConsented(CaseEvent):
    """Who decides agreed to the prices. ``payer`` as above."""

    payer: str = ""


@happens("eta.set")
class EtaSet(CaseEvent):
    """The owner was told when a complex repair will be done."""

    eta_at: datetime | None = None


@happens("eta.revised")
class EtaRevised(CaseEvent):
    """The owner was told a new time of completion, with a reason; ``revision`` counts them in the round."""

    eta_at: datetime | None = None
    revision: int = 1


@happens("work.started")
class WorkStarted(CaseEvent):
    """Work began; ``emergency_override`` tells that danger did not allow to wait for consent.

    ``planned``: a plan of the round had been laid before the owner by then. ``word``, where it is not the own word of somebody who
    leads: who leads gave it by ``telephone`` (``word_by``), or the handler began ``alone``, as nobody who leads was on duty.
    """

    emergency_override: bool = False
    word: Literal["", "telephone", "alone"] = ""
    word_by: str = ""
    planned: bool = False
    charged: bool = False
    parts: bool = False


@happens("emergency.confirmed", follows="work.started")
class EmergencyConfirmed(CaseEvent):
    """The head of the department says whether it was right that work began in an emergency without a leader on the spot."""

    right: bool = True


@happens("work.paused")
class WorkPaused(CaseEvent):
    """Work waits, for a listed ``reason``, ``until`` a time; ``decide_by`` is when the time of a general repair is up, which runs
    on while it waits for parts.
    """

    reason: str = ""
    until: datetime | None = None
    decide_by: datetime | None = None


@happens("work.resumed")
class WorkResumed(CaseEvent):
    """The wait for ``reason`` is over."""

    reason: str = ""


@happens("pause.reviewed")
class PauseReviewed(CaseEvent):
    """The head of the department looked at a long pause and confirmed it, ``until`` a time."""

    reason: str = ""
    until: datetime | None = None


@happens("site.cleaned")
class SiteCleaned(CaseEvent):
    """The place was left clean; evidence ``photo``."""


@happens("work.completed")
class WorkCompleted(CaseEvent):
    """The handler declares the work done. ``settled``: a later version of its plan, which nobody had answered, is over with it."""

    filled: tuple[str, ...] = ()
    settled: bool = False


@happens("result.reported")
class ResultReported(CaseEvent):
    """The handling record reached customer service."""

    filled: tuple[str, ...] = ()


@happens("coordination.requested")
class CoordinationRequested(CaseEvent):
    """Another department is needed; ``coordination`` is the key of this request."""

    coordination: str = ""


@happens("coordination.agreed", follows="coordination.requested", same="coordination")
class CoordinationAgreed(CaseEvent):
    """The departments agreed who does what by when."""

    coordination: str = ""


@happens("coordination.decided", follows="coordination.requested", same="coordination")
class CoordinationDecided(CaseEvent):
    """The administration manager decided what the departments could not agree."""

    coordination: str = ""


@happens("coordination.refused", follows="coordination.requested", same="coordination")
class CoordinationRefused(CaseEvent):
    """The department that was asked refused, with a reason; the administration manager decides."""

    coordination: str = ""


@happens("coordination.withdrawn", follows="coordination.requested", same="coordination")
class CoordinationWithdrawn(CaseEvent):
    """The other department is no longer needed."""

    coordination: str = ""
