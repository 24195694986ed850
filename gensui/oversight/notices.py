"""The papers of a file: what each is called, when there is one, and what it says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.ledger import policies
from gensui.oversight import money
from gensui.oversight.measures import NEEDS_BASIS
from gensui.oversight.models import Sanction
from gensui.oversight.streams import filled
from gensui.people.languages import in_language

INVITATION, NOTICE, APPEAL = "invitation", "notice", "appeal"
LABELS: Mapping[str, Any] = {
    INVITATION: _("Request for a statement"), NOTICE: _("Notice of the sanction"), APPEAL: _("Decision on the appeal"),
}  # fmt: skip


def papers_of(found: Sanction) -> list[tuple[str, Any]]:
    """The papers there are: the request from the beginning, the notice once it is issued, the decision once there is one."""
    papers = [INVITATION]
    if found.issued_at is not None:
        papers.append(NOTICE)
    appeal = getattr(found, "appeal", None)
    if appeal is not None and appeal.decision:
        papers.append(APPEAL)
    return [(paper, LABELS[paper]) for paper in papers]


def measured(found: Sanction) -> str:
    """The measure with its amount, in the language of the person it is for."""
    with in_language(found.employee.user.language):
        said = str(found.get_kind_display())
        if found.claim_fen:
            return f"{said}, ¥ {money.yuan(found.claim_fen)}"
        return f"{said}, {found.percent} %" if found.percent else said


def stated(found: Sanction) -> tuple[str, ...]:
    """What the notice states of what has to stand in it, by name.

    A measure that takes no money says so; where no further ground is needed, the clause that was broken is the ground.
    """
    takes = found.kind in ("compensation", "fine", "performance")
    amount = found.claim_fen or found.percent or not takes
    basis = found.basis or (found.clause if found.kind not in NEEDS_BASIS else "")
    return filled(clause=found.clause, facts=found.facts, amount=amount, basis=basis, signature=found.signature)


def context_of(found: Sanction, paper: str, at: datetime) -> dict[str, Any]:
    """What a paper says of a file, with the clause as the policy in force has it. One query."""
    policy = policies.in_force(policies.newest(), at)
    return {
        "file": found, "clause": policy.clauses.get(found.clause), "policy": policy, "appeal": getattr(found, "appeal", None),
        "at": at, "paper": LABELS[paper],
    }  # fmt: skip
