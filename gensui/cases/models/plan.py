"""Plan and prices (F04)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models.case import Case
from gensui.cases.models.catalogue import PriceItem
from gensui.cases.models.choices import Complexity
from gensui.people.models import Employee


class Quote(models.Model):
    """Plan and prices laid before the owner (F04). A changed one is a new version."""

    class Consent(models.TextChoices):
        PENDING = "pending", _("waiting")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        ASKED = "asked", _("changes asked")
        CHANGED = "changed", _("changed")
        SILENT = "silent", _("not answered")

    class Payer(models.TextChoices):
        COMPANY = "company", _("the company")
        OWNER = "owner", _("the owner")
        FUND = "fund", _("the maintenance fund")
        WARRANTY = "warranty", _("the warranty")
        THIRD_PARTY = "third_party", _("a third party")

    class Method(models.TextChoices):
        SIGN = "sign", _("signed on the screen")
        APP = "app", _("on the owners' page")
        CALL = "recorded_call", _("recorded call")
        SMS = "sms", _("message")
        HEAD = "head", _("decided by the head of the department")

    class Explained(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        BY_PHONE = "by_phone", _("by telephone")
        READ = "read", _("read on the page")

    SPOKEN = [(one.value, one.label) for one in (Explained.IN_PERSON, Explained.BY_PHONE)]
    """How the handler explains it; that the owner read it, only the own agreement on the page shows."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="quotes")
    round = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    findings = models.TextField()
    cause = models.TextField()
    plan = models.TextField()
    complexity = models.CharField(max_length=7, choices=Complexity)
    eta_at = models.DateTimeField(null=True)
    impact = models.TextField(blank=True)
    payer = models.CharField(max_length=11, choices=Payer)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    consent = models.CharField(max_length=8, choices=Consent, default=Consent.PENDING)
    consent_by = models.CharField(max_length=80, blank=True)
    consent_method = models.CharField(max_length=13, choices=Method, blank=True)
    consent_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="what the owner said, where the answer was not yes")
    explained_at = models.DateTimeField(null=True)
    explained_how = models.CharField(max_length=9, choices=Explained, blank=True)
    override_reason = models.TextField(blank=True, help_text="the danger for which work began before consent")
    bearer = models.CharField(
        max_length=11, choices=Payer, blank=True, help_text="as decided after such work was refused"
    )
    bearer_reason = models.TextField(blank=True)
    bearer_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "version"], name="quote_version_once"),
            models.CheckConstraint(
                condition=Q(consent="pending") | Q(consent="changed") | Q(consent_at__isnull=False),
                name="quote_consent_has_its_time",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="quote_total"),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.round}.{self.version}"

    HOUSE = frozenset({Payer.COMPANY, Payer.FUND})

    @property
    def house_pays(self) -> bool:
        """Whether the house pays, so that the head of the department decides, and the owner is not asked (C12)."""
        return self.payer in self.HOUSE

    @property
    def answered(self) -> str:
        """How it was answered, in words: what the head decided was not agreed to by the owner."""
        decided = self.consent == self.Consent.AGREED and self.consent_method == self.Method.HEAD
        return str(_("decided for the house") if decided else self.get_consent_display())

    @property
    def pays(self) -> str:
        """Who pays, in words: as decided, else as proposed."""
        return str(self.Payer(self.bearer or self.payer).label)


class QuoteLine(models.Model):
    """One price, as it stood when it was offered."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines")
    item = models.ForeignKey(PriceItem, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=PriceItem.Kind)
    specification = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    unit_price = models.DecimalField(max_digits=9, decimal_places=2)
    amount = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_price__gte=0), name="quote_line_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def count(self) -> str:
        """How many, as people say it: 1, not 1.00."""
        return f"{self.quantity.normalize():f}"
