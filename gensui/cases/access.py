"""Who may see a case, and who may do what with it. Nobody else asks.

A person is an employee, a resident, or the system itself; each is known to the ledger by ``key``.
"""

from collections.abc import Callable, Iterable

from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast, Substr

from gensui.cases.models import Case, Complaint
from gensui.cases.models.choices import Priority
from gensui.ledger.models import Obligation
from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.acting import Actor, System
from gensui.people.models import Employee, Household, Resident

Right = Callable[[Actor, Case], bool]

FRONT = frozenset({"agent", "service_head", "admin_manager"})
LEADERS = frozenset({"team_leader", "dept_head", "service_head"})
ABOVE = frozenset({"admin_manager", "general_manager"})
HANDS = frozenset({"technician", "team_leader", "guard", "cleaner", "gardener", "dept_head", "service_head", "agent"})
WATCHES_ALL = FRONT | ABOVE | {"hr"}
TOGETHER = {"cleaning": "greening", "greening": "cleaning"}
"""Cleaning and greening are led as one."""


def _same(actor: Employee, department: str) -> bool:
    kind = actor.department.kind
    return kind == department or TOGETHER.get(kind) == department


def front(actor: Actor, case: Case) -> bool:
    """Customer service, and the administration manager in its stead."""
    return isinstance(actor, Employee) and actor.role in FRONT


def leads(actor: Actor, case: Case) -> bool:
    """Whoever leads the department the case is with."""
    return isinstance(actor, Employee) and (
        actor.role in ABOVE or (actor.role in LEADERS and _same(actor, case.department))
    )


def heads(actor: Actor, case: Case) -> bool:
    """The head of the department the case is with, or who stands above."""
    return isinstance(actor, Employee) and (
        actor.role in ABOVE or (actor.role in ("dept_head", "service_head") and _same(actor, case.department))
    )


def belongs(actor: Actor, case: Case) -> bool:
    """Whoever works in the department the case is with."""
    return isinstance(actor, Employee) and actor.role in HANDS and _same(actor, case.department)


def handles(actor: Actor, case: Case) -> bool:
    """The handler, or who leads the handler's department."""
    return isinstance(actor, Employee) and (actor.pk == case.handler_id or leads(actor, case))


def involved(actor: Actor, case: Case) -> bool:
    """Customer service, or who handles the case."""
    return front(actor, case) or handles(actor, case)


def decides(actor: Actor, case: Case) -> bool:
    """The owner, or who may decide in the owner's home (C31)."""
    return isinstance(actor, Resident) and actor.may_decide and _theirs(actor, case)


def binds(resident: Resident, case: Case) -> bool:
    """Whether this resident may agree to what the owner pays in this home (C31)."""
    own = case.resident_id == resident.pk if case.unit_id is None else case.unit_id == resident.household.unit_id
    return resident.may_bind and resident.is_present and own


def asks(actor: Actor, case: Case) -> bool:
    """The one who asked, or somebody of the same home who may decide there."""
    return isinstance(actor, Resident) and _theirs(actor, case)


def _theirs(actor: Resident, case: Case) -> bool:
    """Who moved out has nothing here; an owner has all of the own home, since the own household began."""
    if not actor.is_present:
        return False
    own = case.resident_id == actor.pk
    return own or (actor.relation == Resident.Relation.OWNER and _of_household(actor.household, case))


def _of_household(household: Household, case: Case) -> bool:
    if case.unit_id is None or case.unit_id != household.unit_id:
        return False
    before = household.began_at is not None and case.opened_at < household.began_at
    others = case.resident is not None and case.resident.household_id != household.pk
    return not before and not others


def _cases_of(household: Household) -> Q:
    """What ``_of_household`` says of one case, for the database."""
    since = Q() if household.began_at is None else Q(opened_at__gte=household.began_at)
    return Q(unit=household.unit_id) & (Q(resident=None) | Q(resident__household=household)) & since


def system(actor: Actor, case: Case) -> bool:
    """The house itself."""
    return isinstance(actor, System)


def works(actor: Actor, case: Case) -> bool:
    """Whoever works there at all."""
    return isinstance(actor, Employee)


def is_asked(actor: Employee, department: str) -> bool:
    """Whether somebody answers for a department that is asked to help, or stands above."""
    return actor.role in ABOVE or (actor.role in LEADERS and _same(actor, department))


def asked(actor: Actor, case: Case) -> bool:
    """Whoever leads a department that is asked to help with the case, or stands above. One query for who leads a department."""
    if not isinstance(actor, Employee) or actor.role not in LEADERS | ABOVE:
        return False
    return any(is_asked(actor, department) for department in case.coordinations.values_list("department", flat=True))


def above(actor: Actor, case: Case) -> bool:
    """The administration manager or the general manager."""
    return isinstance(actor, Employee) and actor.role in ABOVE


def investigates(actor: Actor, case: Case) -> bool:
    """Whoever was asked to look into the complaint."""
    complaint = getattr(case, "complaint", None) if case.request_type == "complaint" else None
    return isinstance(actor, Employee) and complaint is not None and complaint.investigator_id == actor.pk


def may_investigate(employee: Employee, accused: Iterable[int], department: str) -> bool:
    """Whether somebody may look into a complaint: who leads a department or stands above, is not accused, and not of the
    department it is about (C22).
    """
    leads_people = employee.role in ABOVE | {"dept_head", "service_head"}
    return leads_people and employee.pk not in set(accused) and not (department and _same(employee, department))


def either(*rights: Right) -> Right:
    """Whoever has one of these rights."""

    def has_one(actor: Actor, case: Case) -> bool:
        return any(right(actor, case) for right in rights)

    return has_one


answers = either(decides, handles, front)


def names_follower(actor: Actor, case: Case) -> bool:
    """Whoever leads the desk, or stands above; where nobody follows, any agent may take the request up."""
    leading = isinstance(actor, Employee) and (actor.role == "service_head" or actor.role in ABOVE)
    return leading or (case.follower_id is None and front(actor, case))


RIGHTS: dict[str, Right] = {
    "take_in": either(system, front),
    "confirm_intake": front,
    "correct_intake": front,
    "answer_call": front,
    "fill_intake": front,
    "abandon_call": either(system, front),
    "give_up_call": system,
    "call_back": front,
    "fail_call_back": front,
    "ring": either(system, front),
    "report": asks,
    "report_finding": works,
    "answer_on_the_spot": front,
    "dispatch_case": front,
    "assign_case": leads,
    "accept_order": belongs,
    "return_order": either(leads, handles),
    "transfer_order": leads,
    "pass_on": leads,
    "contact_owner": handles,
    "fail_contact": handles,
    "message_owner": handles,
    "set_appointment": either(involved, asks),
    "arrive": handles,
    "meet_problem": handles,
    "propose_plan": handles,
    "consent_to_plan": answers,
    "explain_plan": handles,
    "need_parts": handles,
    "spare_parts": handles,
    "contest_consent": either(decides, front),
    "decline_plan": answers,
    "ask_for_changes": answers,
    "decide_cost": heads,
    "leave_repair": either(decides, handles, front),
    "start_work": handles,
    "start_in_emergency": handles,
    "confirm_emergency": heads,
    "pause_work": handles,
    "resume_work": handles,
    "review_pause": heads,
    "revise_eta": handles,
    "reclassify_case": heads,
    "complete_work": handles,
    "fill_record": handles,
    "report_result": handles,
    "tell_result": front,
    "accept_result": either(asks, front, system),
    "dispute_result": either(asks, front),
    "order_rework": either(heads, front),
    "explain": heads,
    "reject_explanation": either(asks, front),
    "attempt_visit": front,
    "visit_owner": front,
    "give_up_visit": front,
    "forward_issue": front,
    "follow_progress": front,
    "tell_progress": either(front, heads),
    "send_message": either(involved, asks),
    "note_delivery": system,
    "hurry_case": either(asks, front),
    "inquire": either(asks, front),
    "answer_inquiry": involved,
    "request_coordination": involved,
    "agree_coordination": asked,
    "refuse_coordination": asked,
    "decide_coordination": above,
    "hand_over": front,
    "take_over": front,
    "name_follower": names_follower,
    "merge_case": front,
    "split_case": front,
    "open_parent": front,
    "join_parent": front,
    "part_case": front,
    "cancel_case": either(asks, front),
    "contest_cancel": either(asks, front),
    "reopen_case": either(asks, front),
    "evaluate": asks,
    "complain": asks,
    "attach": either(involved, asks, belongs, system),
    "correct_note": either(involved, heads),
    "excuse_lapse": heads,
    "acknowledge_complaint": either(front, above),
    "investigate_complaint": above,
    "assess_complaint": above,
    "note_investigation": investigates,
    "decide_complaint": above,
    "tell_complainant": above,
    "retry_message": front,
    "open_visit": system,
    "bring_closed": system,
}


def is_anothers(actor: Employee, act: str, case: Case) -> bool:
    """Whether this act is for the handler on the spot, and this person may do it only as who leads the handler."""
    if case.handler_id in (None, actor.pk):
        return False
    return RIGHTS[act] is handles or (RIGHTS[act] is answers and not front(actor, case))


DECIDED_ABOVE: dict[str, Right] = {
    "cancel_case": either(asks, above),
    "request_coordination": either(above, investigates),
} | dict.fromkeys(
    "answer_on_the_spot correct_intake dispatch_case join_parent merge_case open_parent order_rework part_case split_case "
    "tell_result".split(),
    above,
)
"""Who may do with a complaint what the desk does with any other request: the desk takes complaints in, tells how they stand
and asks afterwards, but what becomes of one lies with who decides complaints.
"""


def reads_mailbox(actor: Employee) -> bool:
    """Whether this person sees what came by the mailbox for complaints and is no case: it may be about anybody below."""
    return actor.role in ABOVE


def may(actor: Actor, act: str, case: Case) -> bool:
    """Whether this person may do this with this case. Who is accused by a complaint may do nothing with it (C22)."""
    rights = RIGHTS | DECIDED_ABOVE if case.request_type == "complaint" else RIGHTS
    return _works_there(actor, case) and rights[act](actor, case) and not _accused(actor, case)


def may_for(actor: Actor, who: Employee, act: str, case: Case) -> bool:
    """Whether this person may do this in the stead of ``who``: as somebody of that post might, and never about oneself (C22)."""
    rights = RIGHTS | DECIDED_ABOVE if case.request_type == "complaint" else RIGHTS
    return _works_there(actor, case) and rights[act](who, case) and not _accused(actor, case)


def _works_there(actor: Actor, case: Case) -> bool:
    """Nobody acts in a community that is not the own; who serves the whole company serves in each."""
    if not isinstance(actor, Employee):
        return True
    return actor.role in people.COMPANY_WIDE or actor.department.site_id == case.site_id


def require(actor: Actor, act: str, case: Case) -> None:
    """Refuses whoever may not do this (``NotYours``)."""
    if not may(actor, act, case):
        raise not_yours(actor)


def not_yours(actor: Actor) -> NotYours:
    """What somebody is told who may not do this."""
    return NotYours(_called(actor))


def _called(actor: Actor) -> str:
    if isinstance(actor, Employee):
        return str(actor.get_role_display())
    return str(actor.get_relation_display()) if isinstance(actor, Resident) else actor.key


def _accused(actor: Actor, case: Case) -> bool:
    if not isinstance(actor, Employee) or case.request_type != "complaint":
        return False
    return _concerning(actor).filter(case=case.pk).exists()


def led_with(kinds: Iterable[str]) -> set[str]:
    """These departments, and those that are led together with them."""
    return {*kinds, *(TOGETHER[kind] for kind in kinds if kind in TOGETHER)}


def _concerning(actor: Employee) -> QuerySet[Complaint]:
    """The complaints about this person: by name, by the department, or about somebody led by this person."""
    about = Q(accused=actor)
    if actor.role not in ABOVE:
        about |= Q(accused_department=actor.department.kind, case__site=actor.department.site_id)
    if actor.role in LEADERS:
        led = led_with({actor.department.kind})
        about |= Q(accused_department__in=led, case__site=actor.department.site_id)
        about |= Q(hides_line=True, accused__department__kind__in=led, case__site=actor.department.site_id)
    return Complaint.objects.filter(about)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases that exist for this person.

    The front desk and who stands above see those of their communities; a department its own and those it is asked to help
    with; a handler the own orders, those waiting in the own department and what is danger there; a resident the own, an owner
    those of the home since the own household began, and nobody any who moved out. A complaint does not exist for the accused.
    """
    if isinstance(actor, System):
        return Case.objects.all()
    if isinstance(actor, Resident):
        if not actor.is_present:
            return Case.objects.none()
        home = _cases_of(actor.household) if actor.relation == Resident.Relation.OWNER else Q(pk__in=[])
        return Case.objects.filter(Q(resident=actor) | home)
    return _of_staff(actor).exclude(hidden_from(actor))


def is_visible(actor: Employee, case: Case) -> bool:
    """Whether the case exists for this person. One query."""
    return visible_cases(actor).filter(pk=case.pk).exists()


def _of_staff(actor: Employee) -> QuerySet[Case]:
    there = Case.objects.filter(site__in=people.visible_sites(actor))
    if actor.role in WATCHES_ALL:
        return there
    kinds = [actor.department.kind, *filter(None, [TOGETHER.get(actor.department.kind)])]
    own = Q(handler=actor) | Q(follower=actor) | _held(actor)
    if actor.role in LEADERS:
        return there.filter(own | Q(department__in=kinds) | Q(coordinations__department__in=kinds)).distinct()
    if actor.role in HANDS:
        # of a danger they are told before the desk has read it back
        danger = Q(department__in=kinds, state="recording", priority=Priority.P1)
        return there.filter(own | danger | Q(department__in=kinds, state="dispatched"))
    return there.none()


def _held(actor: Employee) -> Q:
    """The cases in which a promise of this person runs, also in the stead of somebody: by their rows."""
    running = Obligation.objects.filter(
        holder=actor.key, state="open", due_at__isnull=False, stream__startswith="case:"
    )
    return Q(pk__in=running.annotate(row=Cast(Substr("stream", ROW_BEGINS), IntegerField())).values("row"))


ROW_BEGINS = len("case:2026-") + 1
"""Where in the name of a case's stream its row begins."""


def hidden_from(actor: Employee) -> Q:
    """Complaints that do not exist for this person, whatever else is seen (C22): those that concern the person, and for
    whoever neither serves at the desk nor stands above, all that the person does not handle, follow or look into.
    """
    hidden = Q(pk__in=_concerning(actor).values("case"))
    if actor.role in WATCHES_ALL:
        return hidden
    own = Q(handler=actor) | Q(follower=actor) | Q(pk__in=Complaint.objects.filter(investigator=actor).values("case"))
    own |= _held(actor)
    if actor.role in LEADERS:
        own |= Q(department__in=led_with({actor.department.kind}))
    return hidden | (Q(request_type="complaint") & ~own)
