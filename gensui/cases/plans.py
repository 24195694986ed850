"""Reads about plans: which one holds, how owners answered, who decides. Each says how many queries it costs."""

from collections.abc import Iterable

from django.db.models import F, Q

from gensui.cases import access
from gensui.cases.models import Case, Quote
from gensui.ledger import queries as ledger
from gensui.people import queries as people
from gensui.people.models import Resident


def answers_to_plans(cases: Iterable[Case]) -> dict[int, str]:
    """What owners said where the last plan was not agreed to and another is owed, by case. One query; none where nobody did."""
    rows = [case.pk for case in cases if case.plan_answer in ANSWERED_OTHERWISE]
    if not rows:
        return {}
    last = Q(round=F("case__round"), version=F("case__plan_version"))
    return dict(Quote.objects.filter(last, case__in=rows).values_list("case_id", "answer"))


ANSWERED_OTHERWISE = (Quote.Consent.DECLINED, Quote.Consent.ASKED)


def agreed_plan(case: Case) -> Quote | None:
    """The plan of the round that holds: the newest version that was agreed to. One query."""
    found = case.quotes.filter(round=case.round, consent=Quote.Consent.AGREED)
    return found.order_by("-version").first()


def deciders(case: Case) -> list[Resident]:
    """Who may agree to what the owner pays: those of the home that are owners or were authorised. One query."""
    if case.unit is None:
        return [case.resident] if case.resident is not None and access.binds(case.resident, case) else []
    return [one for one in people.residents_of(case.unit) if one.may_bind]


def started_in_emergency(case: Case) -> bool:
    """Whether the work of the round began before consent, because danger could not wait. One query."""
    begun = (event.data for event in ledger.events_of(case.stream) if event.kind == "work.started")
    return any(data.get("emergency_override") and data.get("round", 1) == case.round for data in begun)
