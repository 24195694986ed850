"""Inspections: what was to be looked at and why, how each line of the checklist was judged, and what came of it."""

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gensui.cases.models import Case
from gensui.people.models import Department, Employee, Site


class Severity(models.TextChoices):
    """How grave a finding is; ``major`` is what people call serious."""

    MINOR = "minor", _("minor")
    GENERAL = "general", _("general")
    MAJOR = "major", _("serious")


class Picture(models.Model):
    """A picture that shows what was found, or what was put right."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="oversight/%Y/%m", max_length=160)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "digest"], name="oversight_picture_once")]

    def __str__(self) -> str:
        return self.digest[:12]


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Inspections, by how they stand."""

    def numbered(self, number: str) -> "InspectionQuerySet":
        """The inspection of this number, as V000012; none where it is no number."""
        row = number.strip().removeprefix("V")
        return self.filter(pk=int(row)) if row.isdecimal() and len(row) < 12 else self.none()


class Inspection(models.Model):
    """An inspection of one department over a stretch of time (F16).

    ``frame`` is the list the sample was drawn from, each record with its stratum, word for word, so that anybody can draw
    again; ``seed`` is the hash of the event that called the inspection, so that nobody can choose it.
    """

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("weekly")
        MONTHLY = "monthly", _("monthly")
        SPOT = "spot", _("spot check")

    class State(models.TextChoices):
        DUE = "due", _("to be drawn")
        DRAWN = "drawn", _("under way")
        DONE = "done", pgettext_lazy("inspection", "signed")

    site = models.ForeignKey(Site, models.PROTECT, related_name="inspections")
    department = models.CharField(max_length=20, choices=Department.Kind)
    kind = models.CharField(max_length=7, choices=Kind)
    period = models.CharField(max_length=24, help_text="2026-W47, 2026-11, or a name of its own")
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=5, choices=State, default=State.DUE)
    called_at = models.DateTimeField()
    seed = models.CharField(max_length=64, blank=True)
    frame: Any = models.JSONField(default=dict, help_text="for each source: pairs of key and stratum")
    population = models.PositiveIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    summary = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Inspection"]] = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "department", "period"], name="inspection_once_a_period"),
            models.CheckConstraint(condition=Q(kind__in=["weekly", "monthly", "spot"]), name="inspection_kind"),
            models.CheckConstraint(condition=Q(state__in=["due", "drawn", "done"]), name="inspection_state"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="inspection_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="inspection_done_with_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "-called_at"], name="inspection_newest"),  # the list
            models.Index(fields=["site"], name="inspection_to_hold", condition=Q(done_at=None)),  # what is to be held
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call the inspection."""
        return f"V{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls the inspection."""
        return f"inspection:{self.number}"

    def local(self, at: datetime) -> datetime:
        """A time as the clocks of the community show it."""
        return at.astimezone(ZoneInfo(self.site.zone))


class Item(models.Model):
    """One record that is looked at, and why: drawn, always looked at, or put in by hand."""

    class Source(models.TextChoices):
        CASE = "case", _("request")
        ROUND = "round", _("round")
        GATE = "gate", _("gate entry")

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="items")
    place = models.PositiveIntegerField()
    source = models.CharField(max_length=5, choices=Source)
    subject = models.CharField(max_length=80, help_text="case:2026-001234, round:7, gate:G000012")
    reasons: Any = models.JSONField(default=list)
    remark = models.CharField(max_length=300, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "subject"], name="inspection_item_once"),
            models.CheckConstraint(condition=Q(source__in=["case", "round", "gate"]), name="inspection_item_source"),
            models.CheckConstraint(condition=~Q(source="case") | Q(case__isnull=False), name="inspection_item_case"),
        ]

    def __str__(self) -> str:
        return self.subject


class Judgement(models.Model):
    """How one line of the checklist was judged for one record; ``clause`` is what the line asks after."""

    class Verdict(models.TextChoices):
        PASS = "pass", pgettext_lazy("checklist", "kept")
        FAIL = "fail", _("not kept")
        NA = "na", _("does not apply")

    item = models.ForeignKey(Item, models.CASCADE, related_name="judgements")
    line = models.CharField(max_length=30)
    clause = models.CharField(max_length=20)
    verdict = models.CharField(max_length=4, choices=Verdict)
    severity = models.CharField(max_length=7, choices=Severity, blank=True)
    note = models.TextField(blank=True)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "line"], name="judgement_line_once"),
            models.CheckConstraint(condition=Q(verdict__in=["pass", "fail", "na"]), name="judgement_verdict"),
            models.CheckConstraint(
                condition=Q(verdict="fail", severity__in=["minor", "general", "major"])
                | (~Q(verdict="fail") & Q(severity="")),
                name="judgement_fail_has_a_severity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.line} {self.verdict}"
