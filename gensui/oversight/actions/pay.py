"""Wages, minimum wages, the ground for fines, and what is deducted. Every look at a wage is on record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from gensui.core import deduction
from gensui.core.events import Event, company
from gensui.core.events import people as events
from gensui.ledger.record import record
from gensui.oversight import ladder, payroll, wages
from gensui.oversight import sanction_access as access
from gensui.oversight.measures import OF_MONEY
from gensui.oversight.models import Deduction, LegalBasis, MinimumWage, PayTerms, Sanction
from gensui.oversight.sanction_refusals import MissingFigures, MonthRuns, NoDeduction, NotFinal, SecondPerson
from gensui.oversight.streams import happen, local
from gensui.people.acting import NOW, Entry, repeatable, was_done
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms somebody works from a day on; the wage in fen a month."""

    since_on: date
    contract: str
    compensation_clause: bool
    city: str
    wage_fen: int


@transaction.atomic
def note_pay_terms(*, employee: Employee, terms: Terms, actor: Employee, at: datetime, entry: Entry = NOW) -> PayTerms:
    """Note contract, city and wage from a day on; the same day again puts it right. What was noted stands sealed.

    Refuses everybody but human resources and the general manager (``NotYours``).
    """
    access.require(actor, "note_pay_terms", employee)
    found, _new = PayTerms.objects.update_or_create(
        employee=employee, since_on=terms.since_on,
        defaults={
            "contract": terms.contract, "compensation_clause": terms.compensation_clause, "city": terms.city.strip(),
            "wage": str(terms.wage_fen), "noted_by": actor, "noted_at": at,
        },
    )  # fmt: skip
    happen(employee.key, employee, events.PayTermsNoted(), actor=actor, at=at, entry=entry)
    return found


@transaction.atomic
def reveal_wage(*, employee: Employee, purpose: str, actor: Employee, at: datetime) -> int | None:
    """The wage that holds today, in fen; none, where nobody noted it. That it was shown, to whom and for what, stays on record.

    Refuses everybody but human resources and the general manager (``NotYours``).
    """
    access.require(actor, "reveal_wage", employee)
    terms = wages.terms_on(employee, local(employee.department.site, at).date())
    happen(employee.key, employee, events.WageRevealed(purpose=purpose), actor=actor, at=at)
    return int(terms.wage) if terms is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The minimum wage of a city from a day on, in fen, and where it is published."""

    city: str
    since_on: date
    amount_fen: int
    source: str


@repeatable
def note_minimum_wages(
    *, site: Site, minimums: Sequence[Minimum], actor: Employee, at: datetime, entry: Entry = NOW
) -> int:
    """Note minimum wages, each with its source; the same city and day again puts it right. How many there were."""
    access.require_here(actor, "note_minimum_wages", site)
    if was_done(entry):
        return 0
    for one in minimums:
        need_words(one.city, one.source)
        MinimumWage.objects.update_or_create(
            city=one.city.strip(), since_on=one.since_on,
            defaults={"amount_fen": one.amount_fen, "source": one.source.strip()[:200], "noted_by": actor, "noted_at": at},
        )  # fmt: skip
    _record(site, company.MinimumWageNoted(), actor, at, entry)
    return len(minimums)


def _record(site: Site, event: Event, actor: Employee, at: datetime, entry: Entry = NOW) -> None:
    record(stream=f"pay:{site.key}", event=event, actor=actor.key, roles={}, at=at, client_key=entry.once)


@transaction.atomic
def enter_basis(*, site: Site, text: str, actor: Employee, at: datetime, entry: Entry = NOW) -> LegalBasis:
    """Enter a legal ground for fines without a loss. It holds only once two others agreed; one before it is withdrawn."""
    access.require_here(actor, "enter_basis", site)
    need_words(text)
    LegalBasis.objects.filter(site=site, withdrawn_at=None).update(withdrawn_at=at)
    found = LegalBasis.objects.create(site=site, text=text.strip(), entered_by=actor, entered_at=at)
    _record(site, company.LegalBasisEntered(), actor, at, entry)
    return found


@repeatable
def approve_basis(*, basis: LegalBasis, actor: Employee, at: datetime, entry: Entry = NOW) -> LegalBasis:
    """Agree to the ground: the first, then the second. Refuses who entered it or agreed before (``SecondPerson``)."""
    found = LegalBasis.objects.select_for_update(of=("self",)).select_related("site").get(pk=basis.pk)
    access.require_here(actor, "approve_basis", found.site)
    if was_done(entry) or found.holds:
        return found
    if actor.pk in (found.entered_by_id, found.first_by_id):
        raise SecondPerson
    place = "second" if found.first_by_id else "first"
    setattr(found, f"{place}_by", actor)
    setattr(found, f"{place}_at", at)
    found.save(update_fields=[f"{place}_by", f"{place}_at"])

    _record(found.site, company.LegalBasisApproved(holds=found.holds), actor, at, entry)
    return found


@transaction.atomic
def withdraw_basis(*, basis: LegalBasis, actor: Employee, at: datetime, entry: Entry = NOW) -> LegalBasis:
    """Rely on it no longer. What was decided under it stays."""
    found = LegalBasis.objects.select_for_update(of=("self",)).select_related("site").get(pk=basis.pk)
    access.require_here(actor, "withdraw_basis", found.site)
    if found.withdrawn_at is None:
        found.withdrawn_at = at
        found.save(update_fields=["withdrawn_at"])
        _record(found.site, company.LegalBasisWithdrawn(), actor, at, entry)
    return found


@repeatable
def make_deductions(*, site: Site, month: date, actor: Employee, at: datetime, entry: Entry = NOW) -> list[Deduction]:
    """What a month's wages give for sanctions in effect, within the caps of the law; the rest is carried forward.

    The oldest sanction of a person goes first, and all of one person keep to one cap. Made twice, it is made once. Whoever is
    not employed here any more gives nothing. Refuses a month that is not over (``MonthRuns``), while any figure is missing: all
    that is missing is named, and nothing is deducted (``MissingFigures``), and where there are only sanctions that can still be
    appealed (``NotFinal``).
    """
    access.require_here(actor, "make_deductions", site)
    month = month.replace(day=1)
    if was_done(entry):
        return []
    until = ladder.bounds(site, month)[1]
    if until > at:
        raise MonthRuns(f"{month:%Y-%m}")
    owed = _owed(site, month, until)
    if not owed and (waiting := payroll.waiting(site)):
        raise NotFinal((one.number, str(one.get_state_display())) for one in waiting)
    missing = [line for employee in owed for line in wages.missing_for(employee, month)]
    if missing:
        raise MissingFigures(dict.fromkeys(missing))

    made: list[Deduction] = []
    for employee, rows in owed.items():
        made += _of_one(employee, rows, month, actor, at)
    return made


def _owed(site: Site, month: date, until: datetime) -> dict[Employee, list[tuple[Sanction, int]]]:
    """What each person still owes, for sanctions in effect, issued before the month was over and not yet looked at in it, the
    oldest first. One query.
    """
    final = Sanction.objects.filter(
        site=site, kind__in=OF_MONEY, state__in=["effective", "expired"], issued_at__lt=until
    )
    rows = final.exclude(deductions__month=month)
    people = (
        rows.select_for_update(of=("self",))
        .select_related("employee__department__site")
        .order_by("employee", "issued_at")
    )
    taken = dict(
        Deduction.objects.filter(sanction__in=rows.values("pk")).values_list("sanction").annotate(all=Sum("amount_fen"))
    )
    found: dict[Employee, list[tuple[Sanction, int]]] = {}
    for one in people:
        left = one.claim_fen - taken.get(one.pk, 0)
        if left > 0 and one.employee.left_on is None:
            found.setdefault(one.employee, []).append((one, left))
    return found


def _of_one(
    employee: Employee, rows: list[tuple[Sanction, int]], month: date, actor: Employee, at: datetime
) -> list[Deduction]:
    try:
        figures = wages.figures(employee, month)
    except NoDeduction:
        return []
    before = (
        Deduction.objects.filter(sanction__employee=employee, month=month).aggregate(all=Sum("amount_fen"))["all"] or 0
    )
    balances = [left for _sanction, left in rows]
    parts = deduction.spread(balances, figures.wage, figures.minimum, taken=before, percent=figures.percent)
    made = []
    for (sanction, left), part in zip(rows, parts, strict=True):
        if part:
            made.append(
                Deduction.objects.create(
                    sanction=sanction,
                    month=month,
                    amount_fen=part,
                    left_fen=left - part,
                    cap_fen=figures.cap,
                    made_by=actor,
                    made_at=at,
                )
            )
            event = events.DeductionMade(violation=sanction.number, fen=part, period=f"{month:%Y-%m}")
            happen(sanction.stream, employee, replace(event, filled=("amount",)), actor=actor, at=at)
    return made


@transaction.atomic
def note_export(*, site: Site, month: date, actor: Employee, at: datetime) -> None:
    """Put on record that a month's rewards and deductions went to the payroll."""
    access.require_here(actor, "export_payroll", site)

    _record(site, company.PayrollExported(period=f"{month:%Y-%m}"), actor, at)
