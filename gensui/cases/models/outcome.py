"""What came of it: the work, the return visit, the stars, the complaint, what departments agreed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models.case import Case
from gensui.people.models import Department, Employee


class HandlingRecord(models.Model):
    """What was done (F03), one a round."""

    class Result(models.TextChoices):
        FIXED = "fixed", _("put right")
        TEMPORARY = "temporary", _("put right for now")
        NOT_FIXED = "not_fixed", _("not put right")
        REFERRED = "referred", _("passed on")
        NO_FAULT = "no_fault", _("no fault found")

    DONE = frozenset({Result.FIXED, Result.NO_FAULT})
    """What is done. After the others something is left to do; they are kept only so that old records can be read."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="records")
    round = models.PositiveSmallIntegerField()
    cause = models.TextField(blank=True)
    process = models.TextField()
    parts = models.TextField(blank=True, help_text="each with its quantity, as entered when the work was done")
    materials = models.TextField(blank=True, help_text="what has no price of its own")
    no_materials = models.BooleanField(default=False)
    labour_minutes = models.PositiveIntegerField()
    result = models.CharField(max_length=9, choices=Result)
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    site_cleaned = models.BooleanField(default=False)
    tested = models.BooleanField(default=False)
    warranty_until = models.DateField(null=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField()
    late_reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="handling_record_once_a_round")]

    def __str__(self) -> str:
        return f"{self.case.number} {self.round}"

    @property
    def used(self) -> str:
        """The parts, and what else was used."""
        return "\n".join(filter(None, [self.parts, self.materials]))


class ReturnVisit(models.Model):
    """What the return visit heard (F05), one a round."""

    class Method(models.TextChoices):
        PHONE = "phone", _("telephone")
        SMS = "sms", _("text message")
        WECHAT = "wechat", _("WeChat")
        DOOR = "door", _("at the door")

    class Outcome(models.TextChoices):
        SATISFIED = "satisfied", _("satisfied")
        BASICALLY = "basically", _("basically satisfied")
        DISSATISFIED = "dissatisfied", _("dissatisfied")
        UNREACHABLE = "unreachable", _("unreachable")
        REFUSED = "refused", _("did not want to say")

    class Shown(models.TextChoices):
        CALL = "call", _("a call on record")
        MESSAGE = "message", _("in writing")
        SIGNATURE = "signature", _("signed")
        NOTED = "noted", _("the word of staff")

    CONTENT = frozenset({Outcome.SATISFIED, Outcome.BASICALLY})
    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    round = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=6, choices=Method, blank=True)
    visited_person = models.CharField(max_length=80, blank=True)
    service_score = models.PositiveSmallIntegerField(null=True)
    result_score = models.PositiveSmallIntegerField(null=True)
    punctual = models.BooleanField(null=True)
    tidy = models.BooleanField(null=True)
    charge_clear = models.BooleanField(null=True)
    opinion = models.TextField(blank=True)
    issue = models.BooleanField(default=False)
    forwarded_to = models.CharField(max_length=20, choices=Department.Kind, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    shown_by = models.CharField(max_length=9, choices=Shown, blank=True, help_text="what shows that the owner said so")
    visitor = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    visited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="return_visit_once_a_round"),
            models.CheckConstraint(
                condition=(Q(service_score=None) | Q(service_score__range=(1, 5)))
                & (Q(result_score=None) | Q(result_score__range=(1, 5))),
                name="return_visit_scores",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.round}"

    @property
    def told(self) -> str:
        """What the visit heard, and what shows it."""
        return " · ".join(filter(None, (str(self.get_outcome_display()), str(self.get_shown_by_display()))))


class Evaluation(models.Model):
    """What the owner thinks of it, in stars (F15)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evaluations")
    round = models.PositiveSmallIntegerField()
    overall = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    author_key = models.CharField(max_length=80)
    evaluated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "author_key"], name="evaluation_once_a_round"),
            models.CheckConstraint(condition=Q(overall__range=(1, 5)), name="evaluation_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.overall}"


class Complaint(models.Model):
    """What a complaint adds to its case (F18). Whoever is accused neither sees nor handles it (C22)."""

    class Against(models.TextChoices):
        SERVICE = "service", _("the service")
        PERSON = "person", _("a person")
        FACILITY = "facility", _("a facility")
        NEIGHBOUR = "neighbour", _("a neighbour")
        FEE = "fee", _("a fee")
        OTHER = "other", _("something else")

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        GENERAL = "general", _("general")
        MAJOR = "major", _("major")

    class Validity(models.TextChoices):
        VALID = "valid", _("justified")
        PARTLY = "partly", _("partly justified")
        INVALID = "invalid", _("not justified")

    case = models.OneToOneField(Case, models.PROTECT, related_name="complaint")
    about = models.ForeignKey(Case, models.PROTECT, null=True, related_name="complaints")
    against = models.CharField(max_length=9, choices=Against)
    accused = models.ManyToManyField(Employee, related_name="+")
    accused_department = models.CharField(max_length=20, choices=Department.Kind, blank=True)
    hides_line = models.BooleanField(
        default=False, help_text="whether those who lead the accused are kept apart from it, too"
    )
    remedy_sought = models.TextField(blank=True)
    severity = models.CharField(max_length=7, choices=Severity)
    investigator = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    facts = models.TextField(blank=True)
    valid = models.CharField(max_length=7, choices=Validity, blank=True)
    decision = models.TextField(blank=True)
    prevention = models.TextField(blank=True)
    statement = models.TextField(blank=True, help_text="what those it is about say to it")

    def __str__(self) -> str:
        return self.case.number


class Coordination(models.Model):
    """That another department is needed, and what the departments agreed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="coordinations")
    number = models.PositiveSmallIntegerField()
    department = models.CharField(max_length=20, choices=Department.Kind)
    matter = models.TextField()
    raised_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    refusal = models.TextField(blank=True, help_text="why the department refused; the administration manager decides")
    refused_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="coordination_number_once")]

    def __str__(self) -> str:
        return f"{self.case.number} {self.number}"
