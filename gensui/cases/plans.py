"""Reads about plans: which one holds, how owners answered, who decides. Each says how many queries it costs."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q

from gensui.cases import access
from gensui.cases.models import Case, Quote
from gensui.core import lifecycle
from gensui.core.events import handling
from gensui.ledger import queries as ledger
from gensui.people import queries as people
from gensui.people.models import Employee, Resident


def answers_to_plans(cases: Iterable[Case]) -> dict[int, str]:
    """What owners said where the last plan was not agreed to and another is owed, by case. One query; none where nobody did."""
    rows = [case.pk for case in cases if case.plan_answer in ANSWERED_OTHERWISE]
    if not rows:
        return {}
    last = Q(round=F("case__round"), version=F("case__plan_version"))
    return dict(Quote.objects.filter(last, case__in=rows).values_list("case_id", "answer"))


ANSWERED_OTHERWISE = (Quote.Consent.DECLINED, Quote.Consent.ASKED)


DECIDED = "decided"
"""How a plan that was refused is answered in the end: by the head of the department, on the case."""


def newest(case: Case) -> Quote | None:
    """The newest plan of the round. One query."""
    return case.quotes.filter(round=case.round).order_by("-version").first()


def of_house(case: Case) -> Quote | None:
    """The newest plan of the round, where the house pays it and the head of the department decides. One query at most."""
    quote = newest(case) if case.plan_version else None
    return quote if quote is not None and quote.house_pays else None


def agreed_plan(case: Case) -> Quote | None:
    """The plan of the round that holds: the newest version that was agreed to. One query."""
    found = case.quotes.filter(round=case.round, consent=Quote.Consent.AGREED)
    return found.order_by("-version").first()


def is_by_proxy(quote: Quote | None) -> bool:
    """Whether somebody of the house noted the home's agreement to this plan, or held the telephone that was signed on."""
    if quote is None or quote.house_pays or quote.consent != Quote.Consent.AGREED:
        return False
    return quote.consent_method != Quote.Method.APP


def came_later(case: Case, quote: Quote) -> bool:
    """Whether a version that was agreed held already, or the work had begun, when this one was laid out. Two queries at most."""
    earlier = case.quotes.filter(round=quote.round, version__lt=quote.version, consent=Quote.Consent.AGREED)
    if quote.version > 1 and earlier.exists():
        return True
    if case.stage not in lifecycle.AFTER:
        return False
    proposed = ledger.happened(case.stream, handling.PlanProposed.kind)
    same = (one for one in proposed if isinstance(one, handling.PlanProposed) and one.round == quote.round)
    return any(one.running for one in same if one.version == quote.version)


def is_contested(case: Case) -> bool:
    """Whether work has begun, and who was to agree says that they did not: nothing goes on until they did. At most two queries."""
    begun = case.department == "maintenance" and case.stage == "working" and case.plan_version > 0
    return begun and agreed_plan(case) is None and not started_in_emergency(case)


def is_answerable(case: Case) -> bool:
    """Whether a plan waits for an answer. After the end only that of work which began in an emergency does. At most one query."""
    if case.plan_answer != Quote.Consent.PENDING:
        return False
    return case.state != "closed" or case.quotes.filter(round=case.round).exclude(override_reason="").exists()


def undecided(case: Case) -> Quote | None:
    """The plan of work that began in an emergency, which the owner refused, while nobody decided who bears the cost. One query."""
    last = case.quotes.exclude(override_reason="").order_by("-round", "-version").first()
    refused = last is not None and last.consent == Quote.Consent.DECLINED and not last.bearer
    return last if refused else None


def is_missing(case: Case) -> bool:
    """Whether the work of the round began in an emergency and no plan was laid before the owner yet. At most one query."""
    may_lack = case.department == "maintenance" and case.state in lifecycle.BEGUN and not case.plan_version
    return may_lack and started_in_emergency(case)


def part_waits(case: Case) -> bool:
    """Whether a part of the round has to be replaced, and neither its price was agreed to nor the need ended. One query."""
    waits = False
    for event in ledger.events_of(case.stream):
        if event.data.get("round", 1) != case.round:
            continue
        if event.kind == "parts.needed":
            waits = True
        elif event.kind in NEED_ENDS or (event.kind == "plan.proposed" and not event.data.get("parts")):
            waits = False
    return waits


NEED_ENDS = frozenset({"quote.consented", "plan.declined", "parts.spared"})
"""What ends the need of a part: it was agreed to, declined, or is not needed; so does a plan without parts."""


def may_be_proposed(case: Case) -> bool:
    """Whether a plan can be laid out as it stands: after the work only where an emergency still owes it, and while work waits
    only where nobody agreed to what was begun. At most two queries.
    """
    if case.state == "paused":
        return is_contested(case)
    if case.state not in lifecycle.DONE:
        return True
    return (
        case.plan_answer != DECIDED
        and started_in_emergency(case)
        and (case.plan_answer != Quote.Consent.AGREED or part_waits(case))
    )


def deciders(case: Case) -> list[Resident]:
    """Who may agree to what the owner pays: those of the home that are owners or were authorised. One query."""
    if case.unit is None:
        return [case.resident] if case.resident is not None and access.binds(case.resident, case) else []
    return [one for one in people.residents_of(case.unit) if one.may_bind]


def started_in_emergency(case: Case) -> bool:
    """Whether the work of the round began before consent, because danger could not wait. One query."""
    return _emergency(case) is not None


def unconfirmed(case: Case) -> bool:
    """Whether the head still has to say if it was right to begin without a leader on the spot. One query."""
    waits = False
    for event in ledger.events_of(case.stream):
        if event.kind == "work.started":
            waits = bool(event.data.get("word"))
        elif event.kind == "emergency.confirmed":
            waits = False
    return waits


def gives_word(case: Case, at: datetime) -> list[Employee]:
    """Who may let work begin before consent, to be asked by telephone: who leads the department or stands above it, and who has
    the duty manager's post now. Two queries.
    """
    there = Employee.objects.working().filter(department__site=case.site).select_related("department")
    key = people.roles_at(case.site, case.department, at).get("duty_manager", "")
    standing_in = Q(number=key.removeprefix("staff:"))
    leading = there.filter(Q(role__in=access.LEADERS | access.ABOVE) | standing_in).order_by("number")
    return [one for one in leading if access.leads(one, case) or one.key == key]


def leader_on_duty(case: Case, at: datetime) -> Employee | None:
    """Who leads the department of the case and is on the roster now. One query."""
    return people.on_duty(case.site, at, case.department).filter(role__in=access.LEADERS).order_by("number").first()


def danger(case: Case) -> str:
    """The danger because of which the work of the round began before consent; the empty text, if it did not. Two queries."""
    begun = _emergency(case)
    if begun is None:
        return ""
    return case.notes.filter(number=begun).values_list("text", flat=True).first() or "—"


def _emergency(case: Case) -> int | None:
    """The number of the event by which work of the round began in an emergency."""
    for event in ledger.events_of(case.stream):
        begun = event.kind == "work.started" and event.data.get("emergency_override")
        if begun and event.data.get("round", 1) == case.round:
            return event.number
    return None
