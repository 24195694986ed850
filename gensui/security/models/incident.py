"""Emergencies and drills: what runs, step by step, and who knows."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import spoken
from gensui.people.models import Area, Employee, Site, Unit


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents, by how they stand."""

    def numbered(self, number: str) -> "IncidentQuerySet":
        """The incident of this number, as E000012; none where it is no number."""
        row = number.removeprefix("E")
        return self.filter(pk=int(row)) if row.isdecimal() and len(row) < 12 else self.none()

    def running(self) -> "IncidentQuerySet":
        """Those that are not over."""
        return self.filter(closed_at=None)

    def with_people(self) -> "IncidentQuerySet":
        """With all that a page says of an incident."""
        return self.select_related("site", "area", "unit", "reporter__department", "first_guard")


class Incident(models.Model):
    """An emergency, or a drill of one: the plan it is handled by, and when each stage was reached."""

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        GENERAL = "general", _("general")
        MAJOR = "major", _("major")
        CRITICAL = "critical", _("critical")

    class State(models.TextChoices):
        REPORTED = "reported", _("reported")
        ON_SCENE = "on_scene", _("on the scene")
        RUNNING = "running", _("plan running")
        CONTROLLED = "controlled", _("under control")
        CLOSED = "closed", _("over, to be reviewed")
        REVIEWED = "reviewed", _("reviewed")

    site = models.ForeignKey(Site, models.PROTECT, related_name="incidents")
    plan = models.CharField(max_length=20)
    name: Any = models.JSONField(help_text="the plan's name when it was reported, in each language")
    severity = models.CharField(max_length=8, choices=Severity)
    drill = models.BooleanField(default=False)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="incidents")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="incidents")
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.REPORTED)
    reporter = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    first_guard = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    reported_at = models.DateTimeField()
    on_scene_at = models.DateTimeField(null=True)
    plan_started_at = models.DateTimeField(null=True)
    controlled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    injured = models.PositiveSmallIntegerField(null=True)
    cause = models.TextField(blank=True)
    evidence: Any = models.JSONField(default=list, help_text="what the plan asks for, and whether it is there")
    review = models.TextField(blank=True)
    measures = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Incident"]] = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reported", "on_scene", "running", "controlled", "closed", "reviewed"]),
                name="incident_state",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=["minor", "general", "major", "critical"]), name="incident_severity"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "reviewed"]) | Q(closed_at__isnull=False),
                name="incident_closed_with_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site"], name="incident_running", condition=Q(closed_at=None)
            ),  # the rooms that are open
            models.Index(fields=["site", "-reported_at"], name="incident_newest"),  # the list, the day's report
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call the incident."""
        return f"E{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls the incident."""
        return f"incident:{self.number}"

    @property
    def title(self) -> str:
        """What it is, in the reader's language."""
        return spoken(self.name)

    @property
    def where(self) -> str:
        """The place, as people say it."""
        named = self.unit.label if self.unit else self.area.name if self.area else ""
        return " ".join(filter(None, [named, self.place]))


class IncidentStep(models.Model):
    """A step of the plan of one incident, word for word as the plan had it then."""

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        NOT_NEEDED = "not_needed", _("not needed here")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    key = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField()
    text: Any = models.JSONField()
    call = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "key"], name="incident_step_once"),
            models.CheckConstraint(condition=Q(outcome__in=["", "done", "not_needed"]), name="incident_step_outcome"),
            models.CheckConstraint(
                condition=Q(outcome="", done_at=None) | (~Q(outcome="") & Q(done_at__isnull=False)),
                name="incident_step_done_with_a_time",
            ),
        ]

    def __str__(self) -> str:
        return spoken(self.text)


class IncidentNotice(models.Model):
    """That somebody is to know: a colleague, who answers, or a body outside, which is called."""

    class Party(models.TextChoices):
        CUSTOMER_SERVICE = "customer_service", _("customer service")
        LEADERS = "leaders", _("leaders")
        GUARDS = "guards", _("guards")
        HELPERS = "helpers", _("other departments")
        OWNERS = "owners", _("owners")
        AUTHORITIES = "authorities", _("outside help")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notices")
    party = models.CharField(max_length=16, choices=Party)
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    body: Any = models.JSONField(null=True, help_text="of a body outside: its name in each language")
    call = models.CharField(max_length=20, blank=True)
    told_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=4, blank=True)
    noted_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "employee"], name="incident_notice_once", condition=Q(employee__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(party__in=["customer_service", "leaders", "guards", "helpers", "owners", "authorities"]),
                name="incident_notice_party",
            ),
        ]

    def __str__(self) -> str:
        return self.employee.name if self.employee else spoken(self.body or {})


class IncidentPhoto(models.Model):
    """A photograph from the scene, or of what was left; the same one once."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="photos")
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="incidents/%Y/%m", max_length=160)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "digest"], name="incident_photo_once")]

    def __str__(self) -> str:
        return self.digest[:12]
