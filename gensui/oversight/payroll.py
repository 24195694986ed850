"""What a month's payroll takes over from rewards and penalties: one line a thing, in fen and percent and points."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gensui.oversight import ladder
from gensui.oversight.measures import OF_MONEY
from gensui.oversight.models import Award, Deduction, Sanction, Share
from gensui.people.models import Employee, Site

KINDS: dict[str, Any] = {
    **dict(Award.Kind.choices), **dict(Sanction.Kind.choices), "assessment": gettext_lazy("effect of a sanction"),
    "correction": gettext_lazy("given back after an appeal"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """Something of one person in one month: what it is, what it belongs to, and what it changes."""

    employee: Employee
    what: str
    number: str
    fen: int = 0
    percent: int = 0
    points: int = 0
    left_fen: int = 0


def waiting(site: Site) -> QuerySet[Sanction]:
    """The sanctions that take money and do not stand yet: they can be appealed, or an appeal is undecided."""
    there = Sanction.objects.filter(site=site, kind__in=OF_MONEY, employee__left_on=None)
    return there.filter(state__in=["issued", "served", "appealed"]).order_by("pk")


def deducted(site: Site, month: date) -> dict[int, int]:
    """What is deducted from each wage of a month, in fen, by the row of whose it is. One query."""
    rows = Deduction.objects.filter(sanction__site=site, month=month).values_list("sanction__employee")
    return dict(rows.annotate(Sum("amount_fen")))


def heads() -> list[str]:
    """What the columns are called, in the reader's language."""
    return [
        _("Staff number"), _("Name"), _("Department"), _("What"), _("Belongs to"), _("Yuan"), _("Percent of performance pay"),
        _("Points of the assessment"), _("Carried forward, in yuan"),
    ]  # fmt: skip


def cells(line: Line) -> list[str | int | Decimal]:
    """A line as cells."""
    return [
        line.employee.number, line.employee.name, str(line.employee.department), str(KINDS[line.what]), line.number,
        Decimal(line.fen) / 100, line.percent, line.points, Decimal(line.left_fen) / 100,
    ]  # fmt: skip


def lines(site: Site, month: date) -> list[Line]:
    """Rewards and penalties of a month, by staff number: bonuses given in it, deductions made for it, what the performance pay
    loses, and the points of the assessment with their corrections. Four queries.
    """
    since, until = ladder.bounds(site, month)
    shares = Share.objects.filter(award__site=site, award__given_at__gte=since, award__given_at__lt=until)
    deductions = Deduction.objects.filter(sanction__site=site, month=since.date())
    found = [
        Line(one.employee, one.award.kind, one.award.number, fen=one.amount_fen)
        for one in shares.select_related("employee__department", "award")
    ]
    found += [
        Line(one.sanction.employee, one.sanction.kind, one.sanction.number, fen=-one.amount_fen, left_fen=one.left_fen)
        for one in deductions.select_related("sanction__employee__department")
    ]
    found += [
        Line(
            one.employee,
            "correction" if one.correction else "assessment",
            one.sanction,
            percent=one.percent,
            points=one.points,
        )
        for one in ladder.effects(site, month)
    ]
    return sorted(found, key=lambda one: (one.employee.number, one.what, one.number))
