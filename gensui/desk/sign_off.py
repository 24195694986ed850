"""The policy lies before everybody who works here: what one's own post promises, and the signature of having read it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import queries
from gensui.core.policy import Policy
from gensui.core.policy.values import Clause
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.training.actions import signing
from gensui.training.models import SignOff

ROLES: dict[str, frozenset[str]] = {
    "agent": frozenset({"agent", "follower"}), "service_head": frozenset({"service_head", "agent", "follower"}),
    "technician": frozenset({"handler"}), "team_leader": frozenset({"team_leader", "handler"}),
    "guard": frozenset({"guard", "gate_guard", "patrol_guard"}), "cleaner": frozenset({"cleaner", "handler"}),
    "gardener": frozenset({"gardener", "handler"}), "dept_head": frozenset({"dept_head"}),
    "admin_manager": frozenset({"admin_manager", "duty_manager", "supervision_team"}), "hr": frozenset({"hr", "trainer"}),
    "general_manager": frozenset({"general_manager", "company"}),
}  # fmt: skip
"""The roles of the policy that each post fills; everybody is an employee besides."""


def own_clauses(policy: Policy, role: str) -> list[tuple[Clause, str, str]]:
    """The clauses that somebody of this role answers for, with title and text in the reader's language."""
    held = ROLES.get(role, frozenset()) | {"employee"}
    language = get_language() or ""
    return [
        (one, one.title[language], one.text[language]) for one in policy.clauses.values() if one.accountable in held
    ]


@require_safe
@staff()
def sign_off(request: StaffRequest) -> HttpResponse:
    """What there is to sign, what was signed, and the clauses of the own post. Two queries beside the rail's."""
    me = request.employee
    policy = queries.policy_now(request.at)
    rows = SignOff.objects.filter(employee=me).order_by("-presented_at")
    context = {"policy": policy, "rows": rows[:20], "clauses": own_clauses(policy, me.role)}
    return page(request, "desk/sign_off.html", context)


@require_POST
@staff()
def sign_off_sign(request: StaffRequest, version: str) -> HttpResponse:
    """Sign for a version."""
    try:
        signing.sign_policy(version=version, actor=request.employee, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You signed for version {version}.").format(version=version))
    return redirect("sign_off")
