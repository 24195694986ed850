"""Who may see drafts of the policy, and who may do what with them. Nobody else asks."""

from django.db.models import QuerySet

from gensui.amendments.models import Draft
from gensui.people.access import NotYours
from gensui.people.models import Employee

DRAFTERS = frozenset({"service_head", "dept_head", "hr", "admin_manager", "general_manager"})
ABOVE = frozenset({"admin_manager", "general_manager"})
RIGHTS: dict[str, frozenset[str]] = {
    "draft": DRAFTERS,
    "consult": DRAFTERS,
    "study": DRAFTERS,
    "approve": frozenset({"general_manager"}),
    "review": frozenset({"admin_manager", "general_manager"}),
}


def may(actor: Employee, act: str) -> bool:
    """Whether this person may do this. A comment anybody may write who works here."""
    return act == "comment" or actor.role in RIGHTS[act]


def may_end(actor: Employee, draft: Draft) -> bool:
    """Whether this person may take back or withdraw this draft: who drafted it, or who stands above."""
    return actor.pk == draft.drafted_by_id or actor.role in ABOVE


def require_own(actor: Employee, draft: Draft) -> None:
    """Refuses who neither drafted this draft nor stands above (``NotYours``)."""
    if not may_end(actor, draft):
        raise NotYours(str(actor.get_role_display()))


def require(actor: Employee, act: str) -> None:
    """Refuses whoever may not do this (``NotYours``)."""
    if not may(actor, act):
        raise NotYours(str(actor.get_role_display()))


def visible_drafts(actor: Employee) -> QuerySet[Draft]:
    """The drafts that exist for this person: all for those who draft, for others what staff is asked about or told."""
    drafts = Draft.objects.with_people()
    if actor.role in DRAFTERS:
        return drafts
    return drafts.filter(state__in=[Draft.State.CONSULTING, Draft.State.APPROVED])
