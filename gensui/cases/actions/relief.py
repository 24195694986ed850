"""Somebody falls ill: every open order goes into other hands, in one act."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gensui.cases.actions import order, sending, turn
from gensui.cases.actions.telling import must_hear
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case
from gensui.cases.refusals import NotAllMoved
from gensui.core.events import handling
from gensui.core.refusal import Refusal
from gensui.ledger import requests
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee


@act(handling.WorkOrderPassedOn, "reason")
def pass_on(
    *, case: Case, actor: Employee, at: datetime, handler: Employee, reason: str, anyway: str = "", entry: Entry = NOW
) -> Case:
    """Put an order that is under way into other hands, without beginning anew: what was surveyed, planned and agreed stays.

    The owner, who was told who comes, hears who comes now. Refuses a handler as ``assign_case``.
    """
    sending.check_chosen(handler, case, actor, at, anyway)
    before, case.handler = case.handler, handler

    note = entry.saying(sending.together(reason, anyway))
    case = happen(case, handling.WorkOrderPassedOn(), actor=actor, at=at, entry=note, changed=("handler",))
    if before is not None and before != handler and case.state in EXPECTED and case.request_type != "complaint":
        must_hear(case, ANOTHER, at, who=handler.name, before=before.name)
    return case


EXPECTED = frozenset({"contacted", "on_site", "plan_pending", "working", "paused"})
"""Where the owner spoke with the handler, and waits for that person."""
ANOTHER = _("Your request {number}: {who} comes to you now in place of {before}, and goes on where it stands.")


@transaction.atomic
def relieve(
    *, hands: Sequence[tuple[Case, Employee]], reason: str, actor: Employee, at: datetime, once: str, anyway: str = ""
) -> list[Case]:
    """Put many orders into other hands, each on its own record: those not yet begun wait to be accepted, the others go on.

    All or none: where one cannot be moved, nothing is (``NotAllMoved``, with its number and the reason). Repeated with the same
    ``once`` it changes nothing.
    """
    moved = []
    for case, handler in sorted(hands, key=lambda pair: pair[0].pk):
        said = {"case": case, "handler": handler, "reason": reason, "anyway": anyway}
        asked = requests.digest_of_request("relieve", said)
        entry = Entry(once=requests.sent_by(actor.key, f"{once}/{case.pk}", asked))
        try:
            moved.append(_move(turn.lock(case), handler, reason, anyway, actor, at, entry))
        except Refusal as refusal:
            raise NotAllMoved(case.number, refusal.sentence) from refusal
    return moved


def _move(case: Case, handler: Employee, reason: str, anyway: str, actor: Employee, at: datetime, entry: Entry) -> Case:
    if case.state == "dispatched":
        note = Entry(once=entry.once, note=reason)
        return order.assign_case(case=case, actor=actor, at=at, handler=handler, anyway=anyway, entry=note)
    by: Callable[..., Case] = order.transfer_order if case.state == "assigned" else pass_on
    return by(case=case, actor=actor, at=at, handler=handler, reason=reason, anyway=anyway, entry=entry)
