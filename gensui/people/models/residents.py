"""Who lives here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.people import phones
from gensui.people.models.accounts import User
from gensui.people.models.places import Unit
from gensui.people.secret import SealedField


class Household(models.Model):
    """Those who live in a home together, from a day until another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="households")
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], name="household_one_at_a_time", condition=Q(until_on=None)),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Resident(models.Model):
    """A person of a household. What identifies the person leaves with ``people.actions.erase_resident``."""

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

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents")
    name = models.CharField(max_length=80)
    relation = models.CharField(max_length=10, choices=Relation)
    phone = SealedField(blank=True)
    phone_digest = models.CharField(max_length=64, blank=True)
    phone_tail = models.CharField(max_length=4, blank=True)
    email = SealedField(blank=True)
    preference = models.CharField(max_length=8, choices=Preference, default=Preference.PHONE)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    user = models.OneToOneField(User, models.SET_NULL, null=True, related_name="resident")
    erased_at = models.DateTimeField(null=True)

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
    def may_decide(self) -> bool:
        """Whether this person may agree to plan and prices (C31): the owner, or who lives there in the owner's stead."""
        return self.relation in (self.Relation.OWNER, self.Relation.FAMILY, self.Relation.TENANT)
