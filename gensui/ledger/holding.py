"""Whose a running duty is, once the roster has somebody else on duty."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q

from gensui.core import obligations, standing
from gensui.core.decisions import Obligation as Duty
from gensui.core.events.engine import HolderChanged
from gensui.core.policy import Policy
from gensui.ledger import outbox, policies, rows
from gensui.ledger.models import Obligation, Progress
from gensui.ledger.pages import ENGINE, Page, Roster
from gensui.ledger.rows import Batch, Found

log = logging.getLogger(__name__)
STREAMS = 500
"""Streams that are read and written at a time."""

PASSED_ON = "holders"
"""The name of this work among what workers have come along time with."""


def passed_on_until() -> datetime | None:
    """Until when changes of the roster were passed on; where no worker said so, when it first reported nothing. One query."""
    noted = Progress.objects.filter(what=PASSED_ON).values_list("until", flat=True).first()
    return noted or rows.next_check()


def note_passed_on(until: datetime) -> None:
    """Say that the changes up to then were passed on. It never goes back: of two workers one may be behind."""
    Progress.objects.bulk_create([Progress(what=PASSED_ON, until=until)], ignore_conflicts=True)
    Progress.objects.filter(what=PASSED_ON, until__lt=until).update(until=until)


def pass_on(
    *, since: datetime, at: datetime, roster: Roster, planned_too: bool = False, streams: Iterable[str] | None = None
) -> int:
    """Give each running duty to whoever answers for its role from ``since`` on, by the roster; how many moved.

    What has lapsed and is still to be done moves as well: the lapse stays with who held it then, the work is of who is there.
    ``planned_too`` looks also at slots that are yet to begin: the roster itself was changed.
    ``streams`` looks at these alone.
    A batch that fails is taken again stream by stream; one that cannot be dealt with is left as it is, loudly.
    """
    since, at = since.astimezone(UTC), at.astimezone(UTC)
    moved = 0
    for some in _batched(_streams(since, planned_too, streams)):
        try:
            with transaction.atomic():
                moved += _pass_on(some, since, at, roster)
        except OperationalError:
            raise  # the database is away; nothing is wrong with the streams
        except Exception as bad:
            if not isinstance(bad, IntegrityError):  # else somebody wrote to one of them meanwhile
                log.warning("Streams could not be passed on together; each is taken by itself.", exc_info=True)
            for stream in some:
                moved += _one_by_one(stream, since, at, roster)
    return moved


def _streams(since: datetime, planned_too: bool, among: Iterable[str] | None) -> list[str]:
    running = Obligation.objects.filter(state="open", due_at__isnull=False, opened_at__lte=since)
    if among is not None:
        running = running.filter(stream__in=list(among))
    if not planned_too:
        running = running.filter(Q(not_before=None) | Q(not_before__lte=since))
    return list(running.order_by("stream").values_list("stream", flat=True).distinct())


def _one_by_one(stream: str, since: datetime, at: datetime, roster: Roster) -> int:
    try:
        with transaction.atomic():
            return _pass_on([stream], since, at, roster)
    except IntegrityError:
        log.info("%s is being written to; who holds its duties is looked at again with the next change.", stream)
    except OperationalError:
        raise
    except Exception:
        log.exception("Who holds the duties of %s stays as it is: the worker cannot deal with it.", stream)
    return 0


def _pass_on(streams: list[str], since: datetime, at: datetime, roster: Roster) -> int:
    found = {stream: Found() for stream in streams}
    rows.find_heads(found)
    rows.find_all_open(found, found)
    newest = policies.newest()
    policy = policies.in_force(newest, since)
    batch, moved = Batch(), 0
    fell: dict[tuple[str, str], str] = {}
    for stream, known in found.items():
        page = Page(stream, known, rows.dialect(), roster)
        page.catch_up(newest, at, until=since)
        roles = known.head.roles
        for duty, holding in _moves(policy, list(page.open.values()), roles, since, roster):
            event = HolderChanged(clause=duty.clause, cause=duty.cause)
            page.take(policy, event, actor=ENGINE, roles=holding, at=since, recorded_at=at)
            moved += 1
            if (to := page.open[duty.key].holder) and _falls(duty, to, holding):
                fell.setdefault((stream, to), duty.holder)
        page.add_to(batch)
    rows.write(batch)
    for (stream, to), before in fell.items():
        outbox.queue(stream=stream, to=to, what=FELL, body=before, at=at)
    return moved


FELL = "promise.fell"
"""What somebody hears to whom work falls that was in the hands of another. The body is the key of that person."""


def _falls(duty: Duty, to: str, roles: Mapping[str, str]) -> bool:
    """Whether it is with somebody else now because the one who has the work is not there."""
    is_other = duty.role in standing.BY_NAME and roles.get(duty.role) != to
    return is_other and to.startswith("staff:") and duty.holder.startswith("staff:")


def _moves(
    policy: Policy, duties: list[Duty], roles: Mapping[str, str], since: datetime, roster: Roster
) -> Iterator[tuple[Duty, Mapping[str, str]]]:
    """The duties that belong to somebody else from then on, each with who holds which role when it is to be done."""
    for duty in duties:
        if duty.due_at is None or duty.segments[-1][1] > since:
            continue
        if duty.due_at <= since and duty.paused_at is None and not _is_still_owed(policy, duty):
            continue  # it runs out at this instant; while its clock stands still, it does not
        when = obligations.begins_at(policy, duty, since)
        if roster.holds(duty.holder, duty.role, roles, when):
            continue
        holding = roster.again(roles, when)
        if holding is not roles and obligations.next_holder(policy, duty, holding, since) != duty.holder:
            yield duty, holding


def _is_still_owed(policy: Policy, duty: Duty) -> bool:
    """Whether it has lapsed and is to be done late all the same. A slot that is over is not: the next one takes its place."""
    clause = policy.under(duty.version).clauses.get(duty.clause)
    return duty.lapsed_at is not None and clause is not None and clause.kind != "schedule"


def _batched(streams: list[str]) -> Iterator[list[str]]:
    return (streams[place : place + STREAMS] for place in range(0, len(streams), STREAMS))
