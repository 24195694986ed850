"""The wage and the minimum wage that hold for a month, for the caps of the law. What nobody entered is named, never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gensui.core import deduction
from gensui.oversight.ladder import months
from gensui.oversight.models import MinimumWage, PayTerms
from gensui.oversight.sanction_refusals import MissingFigures, NoDeduction
from gensui.oversight.streams import setting
from gensui.people.models import Employee


@dataclass(frozen=True, slots=True)
class Figures:
    """What one month's cap of one person follows from, in fen."""

    wage: int
    minimum: int
    city: str
    percent: int

    @property
    def cap(self) -> int:
        """The most that may be taken from this wage."""
        return deduction.cap(self.wage, self.minimum, self.percent)


def terms_on(employee: Employee, day: date) -> PayTerms | None:
    """The terms somebody works under on a day; none, where nobody noted any. One query."""
    return PayTerms.objects.filter(employee=employee, since_on__lte=day).order_by("-since_on").first()


def minimum_on(city: str, day: date) -> int | None:
    """The minimum wage of a city on a day; none, where nobody noted it. One query."""
    found = MinimumWage.objects.filter(city=city, since_on__lte=day).order_by("-since_on")
    return found.values_list("amount_fen", flat=True).first()


def _terms_in(employee: Employee, month: date) -> list[PayTerms]:
    """Every terms somebody worked under in a month, the last first. One query."""
    first, after = months(month)
    found: list[PayTerms] = []
    for one in PayTerms.objects.filter(employee=employee, since_on__lt=after).order_by("-since_on"):
        found.append(one)
        if one.since_on <= first:
            break
    return found


def _minimum_in(cities: Iterable[str], month: date) -> dict[str, int | None]:
    """For each city the highest minimum wage that held on a day of the month; none, where nobody noted it. A query for each."""
    first, after = months(month)
    found: dict[str, int | None] = {}
    for city in dict.fromkeys(cities):
        within = MinimumWage.objects.filter(city=city, since_on__gt=first, since_on__lt=after)
        held = [*within.values_list("amount_fen", flat=True), minimum_on(city, first)]
        found[city] = max((one for one in held if one is not None), default=None)
    return found


def missing_for(employee: Employee, month: date) -> list[str]:
    """What a cap for this month would need and nobody entered. Three queries, and two more for each further city."""
    terms = _terms_in(employee, month)
    if not terms:
        return [_("the wage of {name} for {month}").format(name=employee.name, month=f"{month:%Y-%m}")]
    known = _minimum_in([one.city for one in terms], month)
    return [
        _("the minimum wage of {city} for {month}").format(city=city, month=f"{month:%Y-%m}")
        for city, amount in known.items()
        if amount is None
    ]


def figures(employee: Employee, month: date) -> Figures:
    """What this month's cap follows from. Where post, wage or city changed within the month, the lowest wage and the highest
    minimum of its days hold, so that the limits are kept whatever part of the month was paid by which. Three queries.

    Refuses where something was not entered (``MissingFigures``) and whoever nothing may be taken from (``NoDeduction``), by the
    terms of its last day.
    """
    terms = _terms_in(employee, month)
    known = _minimum_in([one.city for one in terms], month)
    minimums = [amount for amount in known.values() if amount is not None]
    if not terms or len(minimums) < len(known):
        raise MissingFigures(missing_for(employee, month))
    require_own(employee, terms[0])
    percents = [int(setting("deduction_cap_percent", deduction.CAP_PERCENT, one.noted_at)) for one in terms]
    lowest = min(int(one.wage) for one in terms)
    return Figures(lowest, max(minimums), terms[0].city, min(*percents, deduction.CAP_PERCENT))


def require_own(employee: Employee, terms: PayTerms) -> None:
    """Refuses who is not employed here, or whose contract does not say that loss is made good (``NoDeduction``)."""
    if terms.contract != PayTerms.Contract.OWN:
        raise NoDeduction(
            employee.name,
            _("{contract}; report it to the contractor instead").format(contract=terms.get_contract_display()),
        )
    if not terms.compensation_clause:
        raise NoDeduction(employee.name, _("the contract has no clause about making good a loss"))
