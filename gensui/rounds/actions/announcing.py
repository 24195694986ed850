"""Work that owners are told of before it starts: published, put off, cancelled; each time they are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from gensui.core.decisions import Meet
from gensui.core.events import grounds
from gensui.ledger import outbox
from gensui.people.acting import NOW, Entry
from gensui.people.languages import in_language
from gensui.people.models import Building, Employee, Resident
from gensui.people.refusals import need_words
from gensui.rounds import access, queries
from gensui.rounds.actions import turn
from gensui.rounds.models import Announcement, Plan, Round
from gensui.rounds.refusals import Over, TooLate


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the notice says (F11)."""

    title: str
    work: str
    place: str
    to_at: datetime
    impact: str
    contact: str
    agent: str = ""
    channels: Sequence[str] = ("board", "app")
    buildings: Sequence[Building] = ()

    def filled(self) -> tuple[str, ...]:
        """The fields of the form that carry a value."""
        names = ("title", "work", "place", "impact", "contact", "agent", "channels")
        return tuple(name for name in names if getattr(self, name))


@transaction.atomic
def publish_notice(*, round: Round, told: Told, actor: Employee, at: datetime, entry: Entry = NOW) -> Announcement:
    """Publish the notice of a task on the calendar, and tell the owners of the buildings concerned.

    Refuses whoever does not lead there (``NotYours``), a task that is not ahead or has its notice (``Over``), and a notice that
    comes too shortly before the work (``TooLate``): then the work is put off first.
    """
    round, plan = _lock(round, actor)
    if round.planned_at is None or round.announcements.filter(cancelled_at=None).exists():
        raise Over(plan.name, _("announced"))
    announcement = Announcement.objects.create(
        round=round, title=told.title, work=told.work, place=told.place, from_at=round.planned_at, to_at=told.to_at,
        agent=told.agent, impact=told.impact, contact=told.contact, channels=list(told.channels),
        published_at=at, published_by=actor,
    )  # fmt: skip
    announcement.buildings.set(told.buildings or plan.buildings.all() or Building.objects.filter(site=plan.site))

    event = grounds.NoticePublished(filled=told.filled(), **turn.task(plan, round))
    recorded = turn.happen(plan, event, actor=actor, at=at, entry=entry)
    needed = queries.hours_ahead(plan, at)
    if needed and not any(isinstance(one, Meet) for one in recorded.decisions):
        raise TooLate(needed)
    _tell(announcement, "published", at)
    return announcement


@transaction.atomic
def cancel_task(*, round: Round, reason: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Round:
    """Take a task off the calendar; whoever was told of it is told so. Refuses what is not ahead (``Over``), and no reason."""
    round, plan = _lock(round, actor)
    need_words(reason)
    _take_back(round, reason, "cancelled", at)
    round.state, round.note = Round.State.CANCELLED, reason[:2000]
    round.save(update_fields=["state", "note"])
    turn.happen(plan, grounds.TaskCancelled(**turn.task(plan, round)), actor=actor, at=at, entry=entry)
    return round


@transaction.atomic
def put_off_task(
    *, round: Round, starts_at: datetime, reason: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> Round:
    """Put a task off, for rain or because its notice came too late; whoever was told is told anew, and a new notice is due.

    The notice is published again at once where the new start is far enough ahead for it. Refuses what is not ahead (``Over``).
    """
    round, plan = _lock(round, actor)
    need_words(reason)
    before = round.announcements.filter(cancelled_at=None).first()
    _take_back(round, reason, "put_off", at)
    round.state, round.note = Round.State.CANCELLED, reason[:2000]
    round.save(update_fields=["state", "note"])
    turn.happen(plan, grounds.TaskCancelled(**turn.task(plan, round)), actor=actor, at=at, entry=entry)
    later = turn.put_on_calendar(plan, starts_at, actor=actor, at=at)
    if before is not None and starts_at - at >= timedelta(hours=queries.hours_ahead(plan, at)):
        again = Told(
            title=before.title, work=before.work, place=before.place, impact=before.impact, contact=before.contact,
            agent=before.agent, channels=before.channels, buildings=list(before.buildings.all()),
            to_at=starts_at + (before.to_at - before.from_at),
        )  # fmt: skip
        publish_notice(round=later, told=again, actor=actor, at=at)
    return later


def _lock(round: Round, actor: Employee) -> tuple[Round, Plan]:
    plan = turn.lock(round.plan)
    access.require(actor, "announce", access.of_plan(plan))
    round = Round.objects.get(pk=round.pk)
    round.plan = plan
    if round.state != Round.State.PLANNED or round.planned_at is None:
        raise Over(plan.name, str(round.get_state_display()))
    return round, plan


def _take_back(round: Round, reason: str, what: str, at: datetime) -> None:
    for announcement in round.announcements.filter(cancelled_at=None):
        announcement.cancelled_at, announcement.cancel_reason = at, reason[:2000]
        announcement.save(update_fields=["cancelled_at", "cancel_reason"])
        _tell(announcement, what, at)


def _tell(announcement: Announcement, what: str, at: datetime) -> None:
    """Tell the owners and tenants of the buildings concerned, each language in its own words."""
    plan = announcement.round.plan
    concerned = Resident.objects.present().filter(
        relation__in=[Resident.Relation.OWNER, Resident.Relation.TENANT],
        household__unit__building__in=announcement.buildings.all(),
    )
    told = 0
    languages: dict[str, list[str]] = {}
    for pk, language in concerned.values_list("pk", "language"):
        languages.setdefault(language, []).append(f"resident:{pk}")
    for language, keys in languages.items():
        with in_language(language):
            body = _said(announcement, what)
        told += outbox.queue_all(stream=plan.stream, to=keys, what="message.notice", body=body, at=at)
    announcement.told += told
    announcement.save(update_fields=["told"])


def _said(announcement: Announcement, what: str) -> str:
    """The notice as an owner reads it."""
    local = announcement.round.local
    times = f"{local(announcement.from_at):%m-%d %H:%M} – {local(announcement.to_at):%m-%d %H:%M}"
    lines = {
        "published": _("{title}: {times}, {place}. {impact} {contact}"),
        "put_off": _("Put off: {title}, which was to be {times}, {place}. {reason} A new notice follows."),
        "cancelled": _("Cancelled: {title}, which was to be {times}, {place}. {reason}"),
    }
    return lines[what].format(
        title=announcement.title, times=times, place=announcement.place, impact=announcement.impact,
        contact=announcement.contact, reason=announcement.cancel_reason,
    )  # fmt: skip
