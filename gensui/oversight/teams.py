"""Which cases show that departments worked well together: hard ones, agreed in time, closed, and the owner content."""

from dataclasses import dataclass
from datetime import date

from gensui.cases.models import Case, Coordination, Evaluation
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.oversight.ladder import bounds
from gensui.people.models import Employee, Site

MOST = 40


@dataclass(frozen=True, slots=True)
class TeamCase:
    """A case that several departments solved, and who had a hand in it."""

    case: Case
    departments: tuple[str, ...]
    people: tuple[Employee, ...]
    stars: int


def team_cases(site: Site, month: date) -> list[TeamCase]:
    """Closed complex cases of a month with two departments or more, every coordination agreed in time, the owner content, the
    most departments first. Four queries.
    """
    since, until = bounds(site, month)
    closed = Case.objects.filter(site=site, complexity="complex", closed_at__gte=since, closed_at__lt=until)
    asked: dict[int, list[Coordination]] = {}
    for one in Coordination.objects.filter(case__in=closed).select_related("decided_by__department"):
        asked.setdefault(one.case_id, []).append(one)
    stars: dict[int, int] = {}
    for case, overall in (
        Evaluation.objects.filter(case__in=list(asked)).order_by("evaluated_at").values_list("case", "overall")
    ):
        stars[case] = overall
    content = [row for row in asked if stars.get(row, 0) >= 4]
    rows = list(
        closed.filter(pk__in=content)
        .select_related("handler__department", "follower__department")
        .order_by("-closed_at")[:MOST]
    )
    agreed = policies.meant("coordinated")
    late = {
        stream
        for stream, duties in ledger.clocks_of(case.stream for case in rows).items()
        if any(duty.clause in agreed and duty.lapsed_at is not None for duty in duties)
    }
    found = [_team(case, asked[case.pk], stars[case.pk]) for case in rows if case.stream not in late]
    return sorted((one for one in found if len(one.departments) > 1), key=lambda one: -len(one.departments))


def _team(case: Case, asked: list[Coordination], stars: int) -> TeamCase:
    hands = [case.handler, case.follower, *(one.decided_by for one in asked)]
    people = dict.fromkeys(one for one in hands if one is not None)
    departments = dict.fromkeys([case.department, *(one.department for one in asked)])
    return TeamCase(case, tuple(departments), tuple(people), stars)
