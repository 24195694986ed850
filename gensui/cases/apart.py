"""Whom a complaint is about, and who is therefore kept apart from it (C22)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from gensui.cases import access
from gensui.cases.models import Case, Complaint
from gensui.core import standing
from gensui.core.events.complaint import ComplaintResolved
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import Event
from gensui.people import queries as people
from gensui.people.acting import Actor
from gensui.people.models import Employee, Site


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom a complaint is about: people, a department, or nobody who was named yet."""

    people: tuple[Employee, ...] = ()
    department: str = ""

    def __bool__(self) -> bool:
        return bool(self.people or self.department)


NOBODY = Concerned()


def acted(case: Case) -> list[Employee]:
    """Whoever did something about a case, by number, also where others have it now. One query."""
    keyed = Employee.objects.annotate(called=Concat(Value("staff:"), "number"))
    return list(keyed.filter(called__in=ledger.actors(case.stream)).order_by("number"))


WORD = r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])"


def named_in(site: Site, text: str) -> Concerned:
    """Those who work here and whom the words of a complaint name, by name or number. They are kept apart from it until
    somebody says whom it is about. One query.
    """
    there = Employee.objects.working().filter(Q(department__site=site) | Q(role__in=access.ABOVE))
    staff = there.select_related("department").order_by("pk")
    return Concerned(tuple(one for one in staff if any(_stands_in(text, sign) for sign in (one.name, one.number))))


def _stands_in(text: str, sign: str) -> bool:
    """Whether it is in the text as a word; Chinese has no spaces around its words."""
    if len(sign) < 2:
        return False
    if sign.isascii():
        return re.search(WORD.format(re.escape(sign)), text, re.IGNORECASE) is not None
    return sign in text


def hides_line(at: datetime) -> bool:
    """Whether the policy keeps a complaint from those who lead the accused, too. One query."""
    try:
        return bool(policies.in_force(policies.newest(), at).setting("complaint_hidden_from_line"))
    except KeyError:
        return False


def keys(site: Site, concerned: Concerned, *, line: bool) -> frozenset[str]:
    """The ledger's keys of everybody for whom the complaint does not exist. One query, none where nobody is named."""
    if not concerned:
        return frozenset()
    found = Employee.objects.filter(_named(concerned) | Q(department__site=site) & _around(concerned, line=line))
    return frozenset(f"staff:{number}" for number in found.values_list("number", flat=True))


def _named(concerned: Concerned) -> Q:
    return Q(pk__in=[one.pk for one in concerned.people])


def _around(concerned: Concerned, *, line: bool) -> Q:
    of_department = Q(department__kind=concerned.department) & ~Q(role__in=access.ABOVE)
    around = of_department if concerned.department else Q(pk__in=[])
    kinds = {concerned.department} - {""} | ({one.department.kind for one in concerned.people} if line else set())
    return around | Q(role__in=access.LEADERS, department__kind__in=access.led_with(kinds))


def keys_of(case: Case) -> frozenset[str]:
    """Who is kept apart from a complaint on record; nobody from any other case. At most three queries."""
    if case.request_type != "complaint":
        return frozenset()
    known = Complaint.objects.filter(case=case).first()
    if known is None:
        return frozenset()
    accused = tuple(known.accused.select_related("department"))
    return keys(case.site, Concerned(accused, known.accused_department), line=known.hides_line)


def numbers_of(case: Case) -> list[str]:
    """The same people, by the numbers they work under."""
    return [key.removeprefix("staff:") for key in keys_of(case)]


def follower(site: Site, apart: Iterable[str], at: datetime) -> Employee | None:
    """Who follows a complaint whose follower it concerns: the administration manager, else the general manager, on duty
    or not. Two queries.
    """
    leading = people.roles_at(site, "administration", at)
    for role in ("admin_manager", "general_manager"):
        if (key := standing.anybody(leading, role)) and key not in apart:
            return Employee.objects.filter(number=key.removeprefix("staff:")).first()
    return None


def complained_of(case: Case, actor: Actor) -> frozenset[int]:
    """Whom an open complaint of the same home names, as far as it exists for this person: they had better not go there. One
    query.
    """
    if case.unit_id is None and case.resident_id is None:
        return frozenset()
    home = Q(case__unit=case.unit_id) if case.unit_id is not None else Q(case__resident=case.resident_id)
    of_home = Complaint.objects.filter(home, case__closed_at=None, case__in=access.visible_cases(actor))
    return frozenset(of_home.exclude(accused=None).values_list("accused", flat=True))


def decided_about(employee: Employee) -> QuerySet[Complaint]:
    """The complaints about a person's work that were decided, the newest first: what came of them, for the own file."""
    found = Complaint.objects.filter(accused=employee, case__completed_at__isnull=False).exclude(valid="")
    return found.select_related("case").order_by("-case__completed_at", "-pk")


def taken_down_by(complaints: Iterable[Complaint]) -> dict[int, str]:
    """Who took down what the people it is about say to each of these complaints: whoever decided it last. Three queries at most."""
    numbers = {one.case.stream: one.pk for one in complaints}
    events = Event.objects.filter(stream__in=list(numbers), kind=ComplaintResolved.kind).order_by("pk")
    deciders = dict(events.values_list("stream", "actor"))
    names = people.names_of(deciders.values())
    return {numbers[stream]: names.get(actor, actor) for stream, actor in deciders.items()}
