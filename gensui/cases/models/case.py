"""A request and how it stands."""

import re
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from gensui.cases.models.catalogue import Category
from gensui.cases.models.choices import Channel, Complexity, PauseReason, Priority, RequestType, State
from gensui.core import lifecycle
from gensui.people import phones
from gensui.people.models import Area, Department, Employee, Resident, Site, Unit
from gensui.people.secret import SealedField

NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,11}")


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, by how they stand."""

    def open(self) -> "CaseQuerySet":
        return self.filter(state__in=lifecycle.OPEN)

    def numbered(self, number: str) -> "CaseQuerySet":
        """The case of this number, as 2026-001234; none where it is no number."""
        year, _dash, row = number.strip().partition("-")
        if not NUMBER.fullmatch(number.strip()):
            return self.none()
        return self.filter(pk=int(row), year=int(year))

    def with_people(self) -> "CaseQuerySet":
        """With all that a page says of a case."""
        return self.select_related("site", "unit", "area", "category", "follower", "handler", "resident")


def _where_there(name: str) -> models.Index:
    """An index on what most cases have not."""
    return models.Index(fields=[name], name=f"case_{name}", condition=Q(**{f"{name}__isnull": False}))


FOR_PARTS = _("{reason}: {parts}")
AGREED = _("plan agreed, work to begin")
"""How it stands where a plan no longer waits for its answer, and nobody has begun."""


class Case(models.Model):
    """A request and how it stands. What happened is in the ledger, under ``stream``.

    Every act writes a case anew, and with it its line in each index: no key has one of its own where another begins with it.
    """

    site = models.ForeignKey(Site, models.PROTECT, db_index=False, related_name="cases")
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="cases")
    area = models.ForeignKey(Area, models.PROTECT, null=True, db_index=False, related_name="cases")
    place = models.CharField(max_length=120, blank=True)

    resident = models.ForeignKey(Resident, models.PROTECT, null=True, db_index=False, related_name="cases")
    requester_name = models.CharField(max_length=80, blank=True)
    relation = models.CharField(max_length=10, choices=Resident.Relation, blank=True)
    phone = SealedField(blank=True)
    phone_digest = models.CharField(max_length=64, blank=True)
    phone_tail = models.CharField(max_length=4, blank=True)
    phone_proved = models.BooleanField(
        default=False, help_text="the telephone system saw the call come from this number"
    )
    for_another = models.BooleanField(
        default=False,
        help_text="somebody who is not of the home asked for the resident: name, relation and number are the caller's",
    )
    convenient_time = models.CharField(max_length=120, blank=True)

    channel = models.CharField(max_length=6, choices=Channel)
    content = models.TextField(blank=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, db_index=False, related_name="cases")
    request_type = models.CharField(max_length=10, choices=RequestType, blank=True)
    department = models.CharField(max_length=20, choices=Department.Kind, blank=True)
    priority = models.CharField(max_length=2, choices=Priority, blank=True)
    complexity = models.CharField(max_length=7, choices=Complexity, blank=True)

    state = models.CharField(max_length=12, choices=State)
    before_pause = models.CharField(max_length=12, choices=State, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    follower = models.ForeignKey(Employee, models.PROTECT, null=True, db_index=False, related_name="followed")
    handler = models.ForeignKey(Employee, models.PROTECT, null=True, db_index=False, related_name="handled")
    contact_attempts = models.PositiveSmallIntegerField(default=0)
    visit_attempts = models.PositiveSmallIntegerField(default=0)
    hurried = models.PositiveSmallIntegerField(default=0)

    opened_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True, help_text="of a request that stood on paper before it was entered")
    confirmed_at = models.DateTimeField(null=True)
    required_by = models.DateTimeField(null=True)
    promised_by = models.DateTimeField(null=True, help_text="what the owner was first promised in this round")
    appointment_at = models.DateTimeField(null=True)
    eta_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    explained_at = models.DateTimeField(null=True, help_text="of an explanation that waits for the owner's answer")
    visit_from = models.DateTimeField(
        null=True, help_text="when an objection was settled without a redo: the return visit counts from here"
    )
    pause_reason = models.CharField(max_length=14, choices=PauseReason, blank=True)
    paused_until = models.DateTimeField(null=True)
    missing_parts = models.CharField(max_length=120, blank=True, help_text="what work waits for, that waits for parts")

    parent = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="children")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="merged")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="parts")
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="repeats")
    handover = models.ForeignKey("Handover", models.SET_NULL, null=True, db_index=False, related_name="cases")
    plan_version = models.PositiveSmallIntegerField(default=0)
    plan_answer = models.CharField(max_length=8, blank=True)
    sentence = models.CharField(
        max_length=200, blank=True, help_text="of a building-wide fault: what to say to who calls"
    )

    objects: ClassVar[models.Manager["Case"]] = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(lifecycle.STATES)), name="case_state"),
            models.CheckConstraint(condition=Q(round__gte=1), name="case_round_from_one"),
            models.CheckConstraint(
                condition=~Q(state="paused") | ~Q(pause_reason=""), name="case_paused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "answered", "cancelled", "missed"]) | Q(closed_at=None),
                name="case_open_is_not_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "-id"], name="case_newest"),  # the list
            models.Index(fields=["site", "department", "state"], name="case_of_department"),  # inbox and board
            models.Index(fields=["unit", "category", "-opened_at"], name="case_again"),  # duplicates, history of a home
            models.Index(fields=["phone_digest"], name="case_of_caller", condition=~Q(phone_digest="")),
            models.Index(fields=["resident", "-id"], name="case_of_resident"),
            models.Index(fields=["told_at"], name="case_silent", condition=Q(state="told")),  # no answer within a day
            models.Index(
                fields=["opened_at"], name="case_ringing", condition=Q(state="ringing")
            ),  # calls without an end
            models.Index(fields=["completed_at"], name="case_to_visit", condition=Q(state="visit_due")),
            # of each person, the open ones first to be found
            models.Index(
                fields=["follower", "closed_at"], name="case_of_follower", condition=Q(follower__isnull=False)
            ),
            models.Index(fields=["handler", "closed_at"], name="case_of_handler", condition=Q(handler__isnull=False)),
            *(
                _where_there(name)
                for name in ("area", "parent", "merged_into", "split_from", "repeat_of", "handover", "explained_at")
            ),
        ]

    hands_before: tuple["Employee | None", "Employee | None"] = (None, None)
    """The follower and the handler when the case was locked, so that those who change are told."""

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call the case."""
        return f"{self.year}-{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls the case."""
        return f"case:{self.number}"

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django leaves one that is there
        """How it stands, in words; looked up, where Django would put all words into a table for each row of a list."""
        if self.state == State.PLAN_PENDING and self.plan_answer == "agreed":
            return str(AGREED)
        return str(State(self.state).label) if self.state else ""

    @property
    def seen(self) -> str:
        """What a page shows of the case, in short: an act posted from the page brings it back."""
        return f"{self.state}.{self.round}.{self.plan_version}"

    @property
    def stage(self) -> str:
        """The state; of work that waits, the state from which it goes on."""
        return self.before_pause if self.state == State.PAUSED else self.state

    @property
    def why_paused(self) -> Any:
        """Why it waits, and for which parts; said in the language of whoever reads it."""
        if not self.pause_reason or not self.missing_parts:
            return PauseReason(self.pause_reason).label if self.pause_reason else ""
        return format_lazy(FOR_PARTS, reason=PauseReason(self.pause_reason).label, parts=self.missing_parts)

    @property
    def is_joined(self) -> bool:
        """Whether it is handled with another request now, ``merged_into``."""
        return self.state == State.JOINED

    @property
    def is_open(self) -> bool:
        return self.state in lifecycle.OPEN

    @property
    def is_promise_moved(self) -> bool:
        """Whether the owner was first promised another time than the one that counts now."""
        return self.promised_by is not None and (
            self.appointment_at is not None or self.eta_at is not None or self.promised_by != self.required_by
        )

    @property
    def masked_phone(self) -> str:
        return phones.masked(self.phone_tail)

    @property
    def matter(self) -> str:
        """The matter for whoever does not handle it: what numbers of people stand in it are masked."""
        return phones.without_numbers(self.content)

    @property
    def where(self) -> str:
        """The home or area, as people say it."""
        return self.unit.label if self.unit else self.area.name if self.area else self.place

    def local(self, at: datetime) -> datetime:
        """A time as the clocks of the community show it."""
        return at.astimezone(ZoneInfo(self.site.zone))

    def clock(self, at: datetime) -> str:
        """Day and time as the clocks of the community show it, for a sentence."""
        return self.local(at).strftime("%Y-%m-%d %H:%M")


class Handover(models.Model):
    """At the end of a shift: open cases offered to the next agent, and taken (C32)."""

    from_employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    to_employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)  # or taken back by who offered it

    class Meta:
        indexes = [models.Index(fields=["to_employee"], name="handover_waiting", condition=Q(accepted_at=None))]

    def __str__(self) -> str:
        return f"{self.from_employee} -> {self.to_employee}"
