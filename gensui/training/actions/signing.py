"""Each version of the policy lies before everybody who works here, until the person has read and signed it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from gensui.core.events import people as events
from gensui.core.refusal import Refusal
from gensui.ledger import policies
from gensui.ledger.requests import house_key
from gensui.people.models import Employee
from gensui.training.actions.turn import happen, roles_of, tell
from gensui.training.models import SignOff
from gensui.training.refusals import NothingToSign

"""After so long without a signature there is a reminder, once."""


def present_policy(*, actor: str, at: datetime) -> int:
    """Lay the version in force before everybody who has not seen it, and remind who has not signed; for how many it did
    something. Two queries where there is nothing to do; twice at once does no harm.
    """
    policy = policies.in_force(policies.newest(), at)
    version, asked_before = policy.version, at - policies.span(policy, "sign_reminder")
    seen = SignOff.objects.filter(version=version).values("employee")
    fresh = Employee.objects.filter(left_on=None, user__is_active=True).exclude(pk__in=seen)
    done = 0
    for one in fresh.select_related("department__site", "user"):
        done += _present(one, version, actor, at)
    waiting = SignOff.objects.filter(version=version, signed_at=None, reminded_at=None, presented_at__lte=asked_before)
    for row in waiting.filter(employee__left_on=None).select_related("employee__user"):
        done += _remind(row, at)
    return done


def _present(employee: Employee, version: str, actor: str, at: datetime) -> int:
    try:
        with transaction.atomic():
            SignOff.objects.create(employee=employee, version=version, presented_at=at)
            happen(
                employee, events.PolicyPresented, actor=actor, roles=roles_of(employee, at), at=at,
                once=house_key(f"policy:{version}:{employee.number}"), period=version,
            )  # fmt: skip
            text = _(
                "Read what is new and what concerns your post, and sign for it under Training by the day named there."
            )
            tell([employee], _("The policy, version {version}"), text, at, version=version)
    except (IntegrityError, Refusal):  # another worker was first
        return 0
    return 1


@transaction.atomic
def _remind(row: SignOff, at: datetime) -> int:
    if not SignOff.objects.filter(pk=row.pk, reminded_at=None, signed_at=None).update(reminded_at=at):
        return 0
    text = _("You have not signed for it yet. It stands under Training.")
    tell([row.employee], _("Still to be read: the policy, version {version}"), text, at, version=row.version)
    return 1


@transaction.atomic
def sign_policy(*, version: str, actor: Employee, at: datetime) -> SignOff:
    """Say that one has read this version. Refuses one that is signed or does not lie before this person (``NothingToSign``)."""
    rows = SignOff.objects.select_for_update(of=("self",)).filter(employee=actor, version=version, signed_at=None)
    row = rows.first()
    if row is None:
        raise NothingToSign
    row.signed_at = at
    row.save(update_fields=["signed_at"])

    happen(
        actor, events.PolicySigned, actor=actor.key, roles=roles_of(actor, at), at=at,
        once=house_key(f"signed:{version}:{actor.number}"), period=version,
    )  # fmt: skip
    return row
