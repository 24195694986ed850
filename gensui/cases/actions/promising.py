"""The time of completion that the owner is told: within bounds, moved once by the handler and then by the head."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gensui.cases import access
from gensui.cases.actions import sending
from gensui.cases.actions.telling import must_hear
from gensui.cases.models import Case, Quote
from gensui.cases.refusals import HeadRevises
from gensui.core import lifecycle
from gensui.core.events import CaseEvent, Event, handling
from gensui.ledger import queries as ledger
from gensui.people.acting import Actor


def check_time(case: Case, eta_at: datetime, actor: Actor, since: datetime) -> None:
    """Refuses a time that had passed ``since`` then (``TimePassed``), one further away than the policy allows (``TimeTooFar``),
    and from the second move of the round on whoever does not lead the department (``HeadRevises``).
    """
    if case.eta_at not in (None, eta_at) and _moves(case) and not access.heads(actor, case):
        raise HeadRevises
    sending.check_ahead(case, eta_at, since, "eta_latest")


def may_promise(case: Case) -> bool:
    """Whether a time of completion can be promised as the case stands: from the arrival on."""
    return handling.EtaSet.kind in lifecycle.legal(case.state, case.before_pause)


def _moves(case: Case) -> int:
    """How often the time was moved in this round. One query."""
    moved = ledger.happened(case.stream, handling.EtaRevised.kind)
    return sum(isinstance(one, CaseEvent) and one.round == case.round for one in moved)


def promise(case: Case, eta_at: datetime) -> handling.EtaSet | handling.EtaRevised:
    """The event that sets the time, or moves it, with the time set on the case."""
    before, case.eta_at = case.eta_at, eta_at
    if before in (None, eta_at):
        return handling.EtaSet(eta_at=eta_at)
    return handling.EtaRevised(eta_at=eta_at, revision=_moves(case) + 1)


def promised(case: Case, quote: Quote) -> list[Event]:
    """What this version makes of the case: how complex it is, and the time of completion, if it has one and the work is to come."""
    case.complexity = quote.complexity
    if quote.eta_at is None or case.state in lifecycle.AFTER - {"working"}:
        return []
    return [promise(case, quote.eta_at)]


def tell(case: Case, promises: Sequence[Event], at: datetime, *, asked: bool) -> None:
    """Tell the time that was moved, and one that the owner was not asked about: the plan says why."""
    if promises and (not asked or isinstance(promises[0], handling.EtaRevised)):
        tell_time(case, at)


def tell_time(case: Case, at: datetime, why: str = "") -> None:
    """Tell who asked by when it is done now, and why that is later."""
    assert case.eta_at is not None
    sentence = LONGER_FOR if why else LONGER
    must_hear(case, sentence, at, when=f"{case.local(case.eta_at):%m-%d %H:%M}", words=why)


LONGER = _("Your request {number} takes longer. We now expect to be done by {when}.")
LONGER_FOR = _("Your request {number} takes longer: “{words}” We now expect to be done by {when}.")
