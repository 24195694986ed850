"""Who works here, in which department, and who is on duty when."""

from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.people.models.accounts import User
from gensui.people.models.places import Site
from gensui.people.secret import SealedField


class Department(models.Model):
    """A department of a community; its ``kind`` is what the policy knows it by."""

    class Kind(models.TextChoices):
        CUSTOMER_SERVICE = "customer_service", _("customer service")
        MAINTENANCE = "maintenance", _("maintenance")
        SECURITY = "security", _("security")
        CLEANING = "cleaning", _("cleaning")
        GREENING = "greening", _("greening")
        ADMINISTRATION = "administration", _("administration")

    site = models.ForeignKey(Site, models.PROTECT, related_name="departments")
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind"], name="department_once_in_site"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["customer_service", "maintenance", "security", "cleaning", "greening", "administration"]
                ),
                name="department_kind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Post(models.Model):
    """A place of work that is to be filled: a gate, the front desk, the night duty.

    ``fills`` is the role of the policy that whoever stands there holds, where it is not that of the person's own position.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="posts")
    name = models.CharField(max_length=60)
    fills = models.CharField(max_length=40, blank=True, db_default="")
    retired_at = models.DateTimeField(null=True, help_text="since when nobody is put on it any longer")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="post_once_in_department")]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """The hours of a shift, by the clock on the wall; one that ends before it starts goes over midnight."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="shifts")
    name = models.CharField(max_length=40)
    starts = models.TimeField()
    ends = models.TimeField()
    retired_at = models.DateTimeField(null=True, help_text="since when nobody is put on it any longer")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="shift_once_in_department")]

    def __str__(self) -> str:
        return self.name

    def hours_on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when it runs that begins on this day, by the clocks of this zone."""
        last = day if self.ends > self.starts else day + timedelta(days=1)
        return datetime.combine(day, self.starts, zone), datetime.combine(last, self.ends, zone)


class EmployeeQuerySet(models.QuerySet["Employee"]):
    """Staff, by how they stand."""

    def working(self) -> "EmployeeQuerySet":
        """Those who have not left."""
        return self.filter(left_on=None)


class Employee(models.Model):
    """Somebody who works here. ``number`` stands on the badge, and in the ledger."""

    class Role(models.TextChoices):
        AGENT = "agent", _("agent")
        SERVICE_HEAD = "service_head", _("head of customer service")
        TECHNICIAN = "technician", _("repairman")
        TEAM_LEADER = "team_leader", _("team leader")
        GUARD = "guard", _("guard")
        CLEANER = "cleaner", _("cleaner")
        GARDENER = "gardener", _("gardener")
        DEPT_HEAD = "dept_head", _("department head")
        ADMIN_MANAGER = "admin_manager", _("administration manager")
        HR = "hr", _("human resources")
        GENERAL_MANAGER = "general_manager", _("general manager")
        OPERATOR = "operator", _("operator")

    user = models.OneToOneField(User, models.PROTECT, related_name="employee")
    department = models.ForeignKey(Department, models.PROTECT, related_name="employees")
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=Role)
    phone = SealedField(blank=True)
    skills = models.JSONField(default=list, blank=True, help_text="beginnings of categories, as REP.WAT")
    left_on = models.DateField(null=True, blank=True)
    newcomer_since = models.DateTimeField(null=True, blank=True, help_text="until the induction is passed")

    objects: ClassVar[models.Manager["Employee"]] = EmployeeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="employee_number_once"),
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        "agent", "service_head", "technician", "team_leader", "guard", "cleaner", "gardener",
                        "dept_head", "admin_manager", "hr", "general_manager", "operator",
                    ]
                ),
                name="employee_role",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What the ledger calls this person."""
        return f"staff:{self.number}"


class Duty(models.Model):
    """That somebody works from one time to another. Half-open: who leaves at three is not on duty at three."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="duties")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="duties")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "starts_at"], name="duty_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_start"),
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="duty_now")]  # who is on duty

    def __str__(self) -> str:
        return f"{self.employee} {self.starts_at:%Y-%m-%d %H:%M}"


class Absence(models.Model):
    """That somebody does not work on these days, the last one included; duties on them were taken off the roster."""

    class Reason(models.TextChoices):
        ILL = "ill", _("ill")
        LEAVE = "leave", _("on leave")
        OTHER = "other", _("away")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="absences")
    reason = models.CharField(max_length=5, choices=Reason)
    since_on = models.DateField()
    last_on = models.DateField()
    noted_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=["ill", "leave", "other"]), name="absence_reason"),
            models.CheckConstraint(condition=Q(last_on__gte=F("since_on")), name="absence_ends_after_start"),
        ]
        indexes = [models.Index(fields=["employee", "last_on"], name="absence_of_employee")]  # who is away that week

    def __str__(self) -> str:
        return f"{self.employee} {self.since_on}–{self.last_on}"


class AccessToken(models.Model):
    """With it a program speaks for somebody who works here. The token itself is shown once; only its digest is kept."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, help_text="which program has it")
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="access_token_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="access_token_expires_after_issue"),
        ]

    def __str__(self) -> str:
        return self.name
