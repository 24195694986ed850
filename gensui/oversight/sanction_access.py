"""Who may see files, wages and awards, and who may do what with them. Nobody else asks."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from gensui.core.deduction import Step
from gensui.oversight.models import Award, Enclosure, Idea, Sanction
from gensui.oversight.reviewers import Matter
from gensui.oversight.sanction_refusals import WrongStage
from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, System
from gensui.people.models import Employee, Site

__all__ = ["SYSTEM", "System"]

HEADS = frozenset({"dept_head", "service_head"})
OFFICE = frozenset({"hr", "admin_manager", "general_manager"})
PAY = frozenset({"hr", "general_manager"})
COMMITTEE = OFFICE | HEADS
Right = Callable[[Employee, Employee], bool]


def works_there(actor: Employee, site: Site) -> bool:
    """Whether this person acts in this community at all."""
    return actor.role in people.COMPANY_WIDE or actor.department.site_id == site.pk


def heads(actor: Employee, employee: Employee) -> bool:
    """The head of somebody's department, of the same community."""
    mine, theirs = actor.department, employee.department
    led = people.LED_AS_ONE if mine.kind in people.LED_AS_ONE else {mine.kind}
    return actor.role in HEADS and mine.site_id == theirs.site_id and theirs.kind in led


def looks_after(actor: Employee, employee: Employee) -> bool:
    """The head, or human resources and who stands above; nobody in the own matter."""
    return actor.pk != employee.pk and (actor.role in OFFICE or heads(actor, employee))


def talks(actor: Employee, employee: Employee) -> bool:
    """Whoever leads somebody: the team leader too."""
    leads = actor.role == "team_leader" and actor.department_id == employee.department_id
    return looks_after(actor, employee) or (leads and actor.pk != employee.pk)


def own(actor: Employee, employee: Employee) -> bool:
    """The person itself."""
    return actor.pk == employee.pk


def office(actor: Employee, employee: Employee) -> bool:
    """Human resources and who stands above; nobody in the own matter."""
    return actor.pk != employee.pk and actor.role in OFFICE


def pays(actor: Employee, employee: Employee) -> bool:
    """Who sees wages: human resources and the general manager."""
    return actor.role in PAY


RIGHTS: dict[str, Right] = {
    "open_file": looks_after,
    "give_statement": own,
    "note_silence": looks_after,
    "drop_file": looks_after,
    "hand_over_notice": looks_after,
    "acknowledge_sanction": own,
    "submit_self_criticism": own,
    "report_put_right": own,
    "verify_rectification": looks_after,
    "end_contract": office,
    "file_appeal": own,
    "decide_appeal": office,
    "hold_talk": talks,
    "answer_talk": own,
    "doubt_breach": own,
    "clear_breach": looks_after,
    "uphold_breach": looks_after,
    "note_pay_terms": pays,
    "reveal_wage": pays,
}


def may(actor: Employee, act: str, employee: Employee) -> bool:
    """Whether this person may do this in that person's matter."""
    return works_there(actor, employee.department.site) and RIGHTS[act](actor, employee)


def require(actor: Employee, act: str, employee: Employee) -> None:
    """Refuses whoever may not do this (``NotYours``)."""
    if not may(actor, act, employee):
        raise _not_yours(actor)


def _not_yours(actor: Employee) -> NotYours:
    return NotYours(str(actor.get_role_display()))


def may_decide(actor: Employee, step: Step, employee: Employee) -> bool:
    """Whether a measure of this step is this person's to decide: a head's only in the own department."""
    return actor.role in step.decides and looks_after(actor, employee) and works_there(actor, employee.department.site)


def may_agree(actor: Employee, step: Step, employee: Employee) -> bool:
    """Whether this person may be the second. Where the second would be the one concerned, another of the office is."""
    agrees = step.agrees if employee.role not in step.agrees else OFFICE
    return actor.role in agrees and actor.pk != employee.pk and works_there(actor, employee.department.site)


def require_decide(actor: Employee, step: Step, employee: Employee) -> None:
    """Refuses whoever this step is above (``NotYours``)."""
    if not may_decide(actor, step, employee):
        raise _not_yours(actor)


def require_agree(actor: Employee, step: Step, employee: Employee) -> None:
    """Refuses whoever is not the second of this step (``NotYours``)."""
    if not may_agree(actor, step, employee):
        raise _not_yours(actor)


def parts_of(sanction: Sanction) -> list[Employee]:
    """Who opened, decided or signed what is appealed against."""
    return [one for one in (sanction.opened_by, sanction.decided_by, sanction.countersigned_by) if one is not None]


def may_drop(actor: Employee, sanction: Sanction) -> bool:
    """Whether a file is this person's to close: once it is decided, by who decided alone. The second sends it back."""
    decided = sanction.state == Sanction.State.PROPOSED
    return may(actor, "drop_file", sanction.employee) and (not decided or actor.pk == sanction.decided_by_id)


def require_drop(actor: Employee, sanction: Sanction) -> None:
    """Refuses whoever may not close a file as it stands (``NotYours``)."""
    if not may_drop(actor, sanction):
        raise _not_yours(actor)


def may_witness(witness: Employee, sanction: Sanction, server: Employee) -> bool:
    """Whether somebody may say that a notice was handed over: works there, and had no part in the file."""
    out = {sanction.employee_id, server.pk, *(one.pk for one in parts_of(sanction))}
    return witness.pk not in out and witness.left_on is None and works_there(witness, sanction.site)


def require_witness(actor: Employee, sanction: Sanction) -> None:
    """Refuses whoever is not the witness named in a file (``NotYours``), and where none is awaited (``WrongStage``)."""
    if sanction.witness_id != actor.pk:
        raise _not_yours(actor)
    if not sanction.awaits_witness:
        raise WrongStage(sanction.number, str(sanction.get_state_display()))


def to_witness(actor: Employee) -> QuerySet[Sanction]:
    """The files in which this person is to say whether a notice was handed over."""
    rows = Sanction.objects.filter(state=Sanction.State.ISSUED, handed_at__isnull=False, witness=actor)
    return rows.select_related("employee", "served_by").order_by("handed_at")


def visible_enclosures(actor: Employee) -> QuerySet[Enclosure]:
    """Pictures of files for whoever sees the file; the paper that was handed over for its witness too."""
    notice = Q(kind=Enclosure.Kind.NOTICE, sanction__in=to_witness(actor).values("pk"))
    return Enclosure.objects.filter(Q(sanction__in=visible_sanctions(actor).values("pk")) | notice)


def matter_of(sanction: Sanction) -> Matter:
    """What an appeal against it is about, for whoever asks who decides it."""
    return Matter(sanction.site, sanction.employee, parts_of(sanction))


SITE_RIGHTS: dict[str, frozenset[str]] = {
    "note_minimum_wages": PAY,
    "make_deductions": PAY,
    "enter_basis": OFFICE,
    "approve_basis": OFFICE,
    "withdraw_basis": OFFICE,
    "export_payroll": PAY,
    "nominate": COMMITTEE,
    "nominate_star": OFFICE,
    "decide_award": frozenset({"general_manager"}),
    "withdraw_award": frozenset({"general_manager"}),
    "give_award": OFFICE,
    "answer_idea": OFFICE,
    "measure_idea": COMMITTEE,
    "vote_idea": COMMITTEE,
    "see_candidates": OFFICE | HEADS,
}


def may_here(actor: Employee, act: str, site: Site) -> bool:
    """Whether this person may do this for a community."""
    return works_there(actor, site) and actor.role in SITE_RIGHTS[act]


def require_here(actor: Employee, act: str, site: Site) -> None:
    """Refuses whoever may not do this here (``NotYours``)."""
    if not may_here(actor, act, site):
        raise _not_yours(actor)


def visible_staff(actor: Employee) -> QuerySet[Employee]:
    """Whose breaches and files this person looks after: a head's own department, the office's communities."""
    there = Employee.objects.filter(department__site__in=people.visible_sites(actor)).exclude(pk=actor.pk)
    if actor.role in OFFICE:
        return there
    if actor.role in HEADS:
        kind = actor.department.kind
        return there.filter(department__kind__in=people.LED_AS_ONE if kind in people.LED_AS_ONE else [kind])
    return there.none()


def visible_sanctions(actor: Employee) -> QuerySet[Sanction]:
    """The files that exist for this person: the own, and those of the people looked after."""
    return Sanction.objects.filter(Q(employee=actor) | Q(employee__in=visible_staff(actor)))


def visible_awards(actor: Employee) -> QuerySet[Award]:
    """Awards that everybody may see; to the committee also those that are only proposed."""
    there = Award.objects.filter(site__in=people.visible_sites(actor))
    return there if actor.role in COMMITTEE else there.filter(state__in=["decided", "given"])


def visible_ideas(actor: Employee) -> QuerySet[Idea]:
    """The own ideas; to the committee those of its communities."""
    there = Idea.objects.filter(site__in=people.visible_sites(actor))
    return there if actor.role in COMMITTEE else there.filter(employee=actor)
