"""Who lives here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.people import phones
from gensui.people.models.accounts import User
from gensui.people.models.places import Unit
from gensui.people.secret import SealedField, digests


class Household(models.Model):
    """Those who live in a home together, from a day until another. ``until_on`` is set on the day they leave, never before."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="households")
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    began_at = models.DateTimeField(null=True, help_text="empty for a household that was there before the records")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], name="household_one_at_a_time", condition=Q(until_on=None)),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class ResidentQuerySet(models.QuerySet["Resident"]):
    """Residents, by whether they live here."""

    def present(self) -> "ResidentQuerySet":
        """Those who live in their home today. Only they have the rights of a resident."""
        return self.filter(erased_at=None, until_on=None, household__until_on=None)


def _is_proved(kept: str, proof: str) -> bool:
    """Whether a proof is of what is kept now: what was written there since has to be proved anew."""
    return bool(kept) and proof in digests(kept)


class Resident(models.Model):
    """A person in a home: who has two homes is there twice, with the same number and name.

    ``until_on`` is set on the day the person leaves; ``tenancy_until`` may lie ahead. What identifies the person leaves with
    ``people.actions.erase_resident``.
    """

    class Relation(models.TextChoices):
        OWNER = "owner", _("owner")
        FAMILY = "family", _("family")
        TENANT = "tenant", _("tenant")
        DECORATOR = "decorator", _("decorator")
        AGENT = "agent", _("agent of the owner")
        STAFF = "staff", _("staff")
        ANONYMOUS = "anonymous", _("anonymous")

    class Preference(models.TextChoices):
        PHONE = "phone", _("telephone")
        MESSAGE = "message", _("message")

    class Proof(models.TextChoices):
        CODE = "code", _("a code that was sent there")
        CALL = "call", _("a call from it")
        FORM = "form", _("a form that was signed")

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents")
    name = models.CharField(max_length=80)
    asked_name = models.CharField(
        max_length=80, blank=True, help_text="the name the person asks for, until the desk confirms it or not"
    )
    relation = models.CharField(max_length=10, choices=Relation)
    phone = SealedField(blank=True)
    phone_digest = models.CharField(max_length=64, blank=True)
    phone_tail = models.CharField(max_length=4, blank=True)
    email = SealedField(blank=True)
    email_proof = models.CharField(
        max_length=64,
        blank=True,
        help_text="a digest of the address whose code was typed; another address is not proved",
    )
    phone_proof = models.CharField(
        max_length=64, blank=True, help_text="a digest of the number that was proved; another number is not"
    )
    phone_proved_by = models.CharField(max_length=4, choices=Proof, blank=True)
    phone_proved_at = models.DateTimeField(null=True)
    preference = models.CharField(max_length=8, choices=Preference, default=Preference.PHONE)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    user = models.OneToOneField(User, models.SET_NULL, null=True, related_name="resident")
    since_on = models.DateField(null=True, help_text="empty for who was there as long as the household")
    until_on = models.DateField(null=True)
    tenancy_until = models.DateField(null=True)
    authorised = models.BooleanField(default=False, help_text="may agree to what the owner pays, by the owner's word")
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Resident"]] = ResidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=["owner", "family", "tenant", "decorator", "agent", "staff", "anonymous"]),
                name="resident_relation",
            ),
            models.CheckConstraint(condition=Q(preference__in=["phone", "message"]), name="resident_preference"),
        ]
        indexes = [
            models.Index(fields=["phone_digest"], name="resident_phone", condition=~Q(phone_digest="")),  # who calls
            models.Index(fields=["phone_tail"], name="resident_phone_tail", condition=~Q(phone_tail="")),  # the search
            models.Index(fields=["email_proof"], name="resident_email", condition=~Q(email_proof="")),  # who writes
            models.Index(  # tenancies that end
                fields=["tenancy_until"],
                name="resident_tenancy",
                condition=Q(tenancy_until__isnull=False, until_on=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What the ledger calls this person."""
        return f"resident:{self.pk}"

    @property
    def masked_phone(self) -> str:
        return phones.masked(self.phone_tail)

    @property
    def has_proved_email(self) -> bool:
        """Whether a code that was sent to this address was typed, since the address was written there."""
        return _is_proved(self.email.casefold(), self.email_proof)

    @property
    def has_proved_phone(self) -> bool:
        """Whether this number was proved to be the person's, since it was written there. One from before that is not."""
        return _is_proved(self.phone, self.phone_proof)

    @property
    def is_reached(self) -> bool:
        """Whether what concerns the person alone can be sent: to a number or an address that was proved."""
        return self.has_proved_phone or self.has_proved_email

    @property
    def is_present(self) -> bool:
        """Whether the person lives in the home today. Read the household with the person, or this is a query."""
        return self.erased_at is None and self.until_on is None and self.household.until_on is None

    @property
    def may_decide(self) -> bool:
        """Whether this person may agree to plan and prices (C31): the owner, or who lives there in the owner's stead."""
        return self.relation in (self.Relation.OWNER, self.Relation.FAMILY, self.Relation.TENANT)

    @property
    def may_bind(self) -> bool:
        """Whether this person may agree to what the owner pays (C31): an owner, or who lives there and was authorised by one."""
        return self.relation == self.Relation.OWNER or self.authorised
