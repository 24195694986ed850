"""What a request can be about, and what things cost."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models.choices import Complexity, Priority, RequestType, in_language, spoken
from gensui.people.models import Department


class Category(models.Model):
    """Where a request belongs, and with that its usual department, urgency and complexity."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.JSONField()
    department = models.CharField(max_length=20, choices=Department.Kind)
    priority = models.CharField(max_length=2, choices=Priority)
    complexity = models.CharField(max_length=7, choices=Complexity)
    request_type = models.CharField(max_length=10, choices=RequestType)
    initials = models.CharField(max_length=120, blank=True, help_text="of the pinyin, to be found by typing them")
    words = models.JSONField(default=dict, blank=True, help_text="what people say of it, by language")
    questions = models.JSONField(default=dict, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return spoken(self.name)

    @property
    def asks(self) -> list[str]:
        """What to ask of a request like this, in the reader's language."""
        return in_language(self.questions, [])

    @classmethod
    def of_complaints(cls) -> "Category | None":
        """The first category of complaints that is in use; None where the house has none. One query."""
        return cls._default_manager.filter(request_type="complaint", retired_at=None).order_by("key").first()


class PriceItem(models.Model):
    """Something that has a price before work begins; ``most`` is what may be asked without the head's word."""

    class Kind(models.TextChoices):
        LABOUR = "labour", _("labour")
        MATERIAL = "material", _("material")

    key = models.CharField(max_length=40, primary_key=True)
    name = models.JSONField()
    kind = models.CharField(max_length=8, choices=Kind)
    specification = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=20)
    price = models.DecimalField(max_digits=9, decimal_places=2)
    most = models.DecimalField(max_digits=9, decimal_places=2)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0, most__gte=F("price")), name="price_within_its_limit"),
        ]

    def __str__(self) -> str:
        return spoken(self.name)
