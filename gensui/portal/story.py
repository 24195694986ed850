"""How a request stands, in the words one would say to the owner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.cases import plans
from gensui.cases.models import Case

TITLES: dict[str, Any] = {
    "ringing": _("We see your call"),
    "missed": _("We missed your call and will call back"),
    "recording": _("We have it, and read it back to you in a moment"),
    "accepted": _("It is accepted and goes to the right team"),
    "answered": _("Answered"),
    "dispatched": _("{department} has it and names somebody"),
    "assigned": _("{handler} will call you"),
    "contacted": _("{handler} is on the way"),
    "on_site": _("{handler} is with you and looks into it"),
    "plan_pending": _("Please look at plan and price"),
    "working": _("{handler} is at work"),
    "paused": _("It waits: {reason}"),
    "completed": _("The work is done; we check it and call you"),
    "reported": _("The work is done; we tell you the result shortly"),
    "joined": _("Joined to a request about the same matter, which goes on: {stands}"),
    "told": _("Is it as it should be?"),
    "disputed": _("You are not content; we are making up for it"),
    "visit_due": _("Done. We ask you once more in a day or two"),
    "closed": _("Closed. Thank you"),
    "cancelled": _("Cancelled"),
}


OF_BUILDING = _("Part of a fault of the whole building: {stands}")
BETWEEN_PLANS: dict[str, Any] = {
    "declined": _("You declined the plan; {handler} proposes another"),
    "asked": _("You asked for changes; {handler} works on the next version of the plan"),
}
"""Where the last plan went back, and the next one is not there yet."""
AGREED = _("You agreed; {handler} begins")
OF_HOUSE: dict[str, Any] = {
    "pending": _("A plan stands. The house decides it; there is nothing for you to pay"),
    "agreed": _("The plan is decided, and there is nothing for you to pay; {handler} begins"),
}
"""Where the house pays: the owner is not asked, and agreed to nothing."""
STANDS: dict[str, Any] = {
    "assigned": _("{handler} has it"),
    "contacted": _("{handler} has it"),
    "on_site": _("{handler} looks into it"),
    "plan_pending": _("the repair is being planned"),
    "working": _("{handler} is at work"),
    "paused": _("it waits: {reason}"),
}
"""How the request stands that another owner's request is joined to: nothing that only its own owner is asked."""


@dataclass(frozen=True, slots=True)
class Story:
    """A sentence on top, and until when what is promised."""

    title: str
    by: datetime | None = None
    promise: str = ""


def title_of(case: Case) -> str:
    """What one would say first. One query more while a plan waits or was agreed to."""
    told = BETWEEN_PLANS.get(case.plan_answer) if case.state == "on_site" else None
    if case.state == "plan_pending":
        told = AGREED if case.plan_answer == "agreed" else None
        told = OF_HOUSE.get(case.plan_answer, told) if plans.of_house(case) is not None else told
    if case.is_joined and case.parent_id is not None:
        told = OF_BUILDING
    title = str(told or TITLES.get(case.state, "")).format(stands=_stands(case), **_names(case))
    return title[:1].upper() + title[1:]


def _names(case: Case) -> dict[str, str]:
    department = str(case.get_department_display())
    return {
        "handler": case.handler.name if case.handler else department,
        "department": department,
        "reason": str(case.get_pause_reason_display()),
    }


def _stands(case: Case) -> str:
    """How the request stands that this one is handled with; empty where there is none. One query or two, where there is."""
    if not case.is_joined or case.merged_into is None:
        return ""
    handled = case.merged_into
    return str(STANDS.get(handled.state, _("{department} has it"))).format(**_names(handled))
