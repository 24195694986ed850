"""Whether a measure may be given for what a file says: by the ladder, by the matrix, and by the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gensui.core import deduction
from gensui.core.deduction import Past
from gensui.core.plain import says_something
from gensui.oversight import money, wages
from gensui.oversight import sanction_access as access
from gensui.oversight.models import LegalBasis, Sanction
from gensui.oversight.sanction_refusals import FinesOff, NoBasis, OverMost, TooHard
from gensui.oversight.streams import local
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words

GRAVE = ("demotion", "dismissal")
OF_MONEY = ("compensation", "fine")
NEEDS_BASIS = (*GRAVE, *OF_MONEY)
"""Measures that rest on more than the clause of the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is to be given, why, and on what it rests."""

    kind: str
    reasons: str
    basis: str = ""
    check: str = ""
    negligence: str = ""
    claim_fen: int = 0
    percent: int = 0


def fines_allowed(site: Site) -> bool:
    """Whether a legal basis for fines without a loss holds here. One query."""
    return LegalBasis.objects.filter(site=site, withdrawn_at=None, second_at__isnull=False).exists()


def require_fines(site: Site) -> None:
    """Refuses fines where no legal basis for them holds (``FinesOff``). One query."""
    if not fines_allowed(site):
        raise FinesOff


def offered(found: Sanction, actor: Employee) -> list[str]:
    """The measures that this person may decide; what the facts do not carry is refused with its reason. No query."""
    return [kind for kind in Sanction.Kind.values if access.may_decide(actor, deduction.step_for(kind), found.employee)]


def milder(found: Sanction) -> list[str]:
    """The measures that an appeal which is allowed in part may leave. One query."""
    own, fines = deduction.step_for(found.kind, found.claim_fen).level, fines_allowed(found.site)
    return [
        kind
        for kind in Sanction.Kind.values
        if deduction.step_for(kind).level <= own and (kind != "fine" or fines or found.kind == kind)
    ]


def check(found: Sanction, measure: Measure, past: Sequence[Past], at: datetime) -> None:
    """Refuses what facts, matrix or law do not carry: see each of the refusals."""
    need_words(measure.reasons)
    given = {"severity": found.severity, "loss": found.loss_fen > 0}
    if not deduction.may_give(measure.kind, past, at, **given):  # type: ignore[arg-type]
        highest = deduction.proposed(past, at, **given)  # type: ignore[arg-type]
        raise TooHard(str(Sanction.Kind(measure.kind).label), highest.level)
    _money(found, measure)
    if measure.kind in GRAVE and not (says_something(measure.basis) and says_something(measure.check)):
        raise NoBasis(_("the published rule or the agreement, and what union or human resources said"))
    if measure.kind in OF_MONEY:
        if not says_something(measure.basis):
            raise NoBasis(_("the clause of the contract or the legal basis"))
        wages.figures(found.employee, local(found.site, at).date())


def _money(found: Sanction, measure: Measure) -> None:
    """Refuses a sum above the matrix, of nothing, or beside a measure that takes none (``OverMost``, ``FinesOff``)."""
    if measure.kind == "fine":
        require_fines(found.site)
    most = most_claim(found, measure)
    if (measure.claim_fen > most) or (measure.kind in OF_MONEY and not measure.claim_fen):
        raise OverMost(money.yuan(most))
    most_percent = deduction.PERFORMANCE_PERCENT[found.severity] if measure.kind == "performance" else 0
    if measure.percent > most_percent or (measure.kind == "performance" and not measure.percent):
        raise OverMost(f"{most_percent} %")


def most_claim(found: Sanction, measure: Measure) -> int:
    """The most that may be asked for: a share of the proven loss; for a fine what was the step's limit; else nothing."""
    if measure.kind == "fine":
        return deduction.SMALL_CLAIM
    if measure.kind != "compensation":
        return 0
    if not says_something(found.evidence):
        raise NoBasis(_("the evidence of the loss"))
    if measure.negligence not in deduction.LOSS_PERCENT:
        raise NoBasis(_("how much it was the person's own fault"))
    negligence: deduction.Negligence = measure.negligence  # type: ignore[assignment]  # just asked
    return deduction.most_of_loss(found.loss_fen, negligence, third_party=found.third_party)
