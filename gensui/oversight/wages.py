"""The wage and the minimum wage that hold for a month, for the caps of the law. What nobody entered is named, never guessed."""

from dataclasses import dataclass
from datetime import date, timedelta

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


def missing_for(employee: Employee, month: date) -> list[str]:
    """What a cap for this month would need and nobody entered. Two queries."""
    last = months(month)[1] - timedelta(days=1)
    terms = terms_on(employee, last)
    if terms is None:
        return [_("the wage of {name} for {month}").format(name=employee.name, month=f"{month:%Y-%m}")]
    if minimum_on(terms.city, last) is None:
        return [_("the minimum wage of {city} for {month}").format(city=terms.city, month=f"{month:%Y-%m}")]
    return []


def figures(employee: Employee, month: date) -> Figures:
    """What this month's cap follows from: the terms and the minimum wage in force on its last day. Two queries.

    Refuses where something was not entered (``MissingFigures``) and whoever nothing may be taken from (``NoDeduction``).
    """
    last = months(month)[1] - timedelta(days=1)
    terms = terms_on(employee, last)
    minimum = minimum_on(terms.city, last) if terms is not None else None
    if terms is None or minimum is None:
        raise MissingFigures(missing_for(employee, month))
    require_own(employee, terms)
    percent = min(int(setting("deduction_cap_percent", deduction.CAP_PERCENT, terms.noted_at)), deduction.CAP_PERCENT)
    return Figures(int(terms.wage), minimum, terms.city, percent)


def require_own(employee: Employee, terms: PayTerms) -> None:
    """Refuses who is not employed here, or whose contract does not say that loss is made good (``NoDeduction``)."""
    if terms.contract != PayTerms.Contract.OWN:
        raise NoDeduction(
            employee.name,
            _("{contract}; report it to the contractor instead").format(contract=terms.get_contract_display()),
        )
    if not terms.compensation_clause:
        raise NoDeduction(employee.name, _("the contract has no clause about making good a loss"))
