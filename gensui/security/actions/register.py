"""The register itself: lines that come from paper, passes that residents give, and what goes after thirty days."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from gensui.core.events import security as events
from gensui.ledger import late, policies
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.acting import NOW, Entry, System, done_in, repeatable, was_done
from gensui.people.actions import retention
from gensui.people.models import Employee, Resident, Site
from gensui.security import access
from gensui.security.actions import turn
from gensui.security.actions.turn import Arrival, happen, roles
from gensui.security.models import GateEntry, Pass
from gensui.security.models.gate import Kind
from gensui.security.refusals import BadSheet, BadTime

SHEET = re.compile(r"[\w./-]{1,20}")


@repeatable
def enter_from_paper(
    *, site: Site, arrival: Arrival, arrived_at: datetime, decision: str, decided_at: datetime, left_at: datetime | None,
    sheet: str, actor: Employee, at: datetime, reply: str = "", entry: Entry = NOW,
) -> GateEntry:  # fmt: skip
    """A line of the printed register, entered after the light came back: each thing at its own time, and when it was entered.
    ``sheet`` says where it stands on paper, ``reply`` what the owner said on the telephone.

    Refuses what ``gate.arrive`` refuses, times that do not follow one another or lie ahead (``BadTime``), and a sheet that nobody
    could find again (``BadSheet``).
    """
    access.require(actor, "arrive", site)
    if stream := done_in(entry):
        return GateEntry.objects.with_places().numbered(stream.removeprefix("gate:")).get()
    turn.check(arrival)
    late.require_recent(arrived_at, at)
    if not SHEET.fullmatch(sheet):
        raise BadSheet
    times = [arrived_at, decided_at, *([left_at] if left_at else []), at]
    if times != sorted(times) or (left_at and decision == "refused"):
        raise BadTime

    found = turn.write(site, arrival, actor, arrived_at, at)
    decided = turn.decide(found, decision, actor, decided_at)
    found.left_at = left_at
    found.reply, found.way, found.replied_at = reply, "call" if reply else "", decided_at if reply else None
    found.save(update_fields=[*decided, "left_at", "reply", "way", "replied_at"])

    arrived = events.GateArrived(entry=found.number, visitor=turn.visitor(found), evidence={"document": sheet})
    happened = [(arrived, arrived_at), (turn.decision_of(found, actor), decided_at)]
    if left_at:
        happened.append((events.GateLeft(entry=found.number, visitor=turn.visitor(found)), left_at))
    holding = turn.holding(found, actor, at)
    happen(found.stream, *happened, actor=actor, holding=holding, at=at, entry=entry)
    late.note_entry(
        stream=found.stream, of=arrived.kind, happened_at=times[-2], reason="", actor=actor.key, roles=holding, at=at,
    )  # fmt: skip
    return found


@repeatable
def issue_pass(
    *, kind: str, name: str, plate: str, valid_from: datetime, valid_until: datetime, uses: int, actor: Resident,
    at: datetime, entry: Entry = NOW,
) -> Pass:  # fmt: skip
    """A resident expects somebody and gives a pass, to be sent on as a link.

    Refuses who lives there no more (``NotYours``), times that make no sense (``BadTime``), the number of an identity paper
    (``IdentityNumber``). The same ``entry.once`` again gives the same pass.
    """
    unit = actor.household.unit
    site = unit.building.site
    access.require(actor, "issue_pass", site, unit)
    if stream := done_in(entry):
        return Pass.objects.get(pk=int(stream.rpartition("P")[2]))
    turn.check(Arrival(kind=kind, unit=unit, name=name, plate=plate))
    policy = policies.in_force(policies.newest(), at)
    longest, ahead = policies.span(policy, "pass_longest"), policies.span(policy, "pass_ahead")
    if not (at < valid_until and valid_from < valid_until <= valid_from + longest and valid_from < at + ahead):
        raise BadTime(longest.days)
    most = int(policies.figure(policy, "pass_uses"))
    permit = Pass.objects.create(
        unit=unit, resident=actor, kind=kind, name=name.strip()[:40], plate=plate.strip().upper()[:12],
        valid_from=valid_from, valid_until=valid_until, uses=min(max(uses, 1), most), issued_at=at,
    )  # fmt: skip

    event = events.PassIssued(permit=permit.number, uses=permit.uses)
    happen(permit.stream, event, actor=actor, holding=roles(site, at), at=at, entry=entry)
    return permit


@repeatable
def revoke_pass(*, permit: Pass, actor: Resident, at: datetime, entry: Entry = NOW) -> Pass:
    """The resident takes a pass back; taken back before, it stays so. Refuses who lives there no more (``NotYours``)."""
    held = Pass.objects.select_related("unit__building__site").select_for_update(of=("self",)).get(pk=permit.pk)
    site = held.unit.building.site
    access.require(actor, "revoke_pass", site, held.unit)
    if was_done(entry) or held.revoked_at is not None:
        return held
    held.revoked_at = at
    held.save(update_fields=["revoked_at"])

    event = events.PassRevoked(permit=held.number)
    happen(held.stream, event, actor=actor, holding=roles(site, at), at=at, entry=entry)
    return held


@transaction.atomic
def erase_old_entries(*, actor: System, at: datetime) -> int:
    """Take out of the register what identifies people, thirty days after they came (C17, 7.5); how many lines and passes.

    What happened stays in the ledger, by key, and so do the figures. Each day of the register is on the ledger as a record with
    its term. Where there is nothing to erase: two queries, and three for each community.
    """
    before = at - timedelta(days=_retention(at))
    lines = GateEntry.objects.filter(erased_at=None, arrived_at__lt=before)
    passes = Pass.objects.filter(erased_at=None, valid_until__lt=before)
    erased = 0
    sites = {*lines.values_list("site", flat=True).distinct(), *passes.values_list("unit__building__site", flat=True)}
    for site in Site.objects.filter(pk__in=sites) if sites else ():
        access.require(actor, "erase_old_entries", site)
        erased += _erase(site, lines.filter(site=site), passes.filter(unit__building__site=site), actor, at)
    for site in Site.objects.all():
        _keep_days(site, before, actor, at)
    return erased


def _keep_days(site: Site, before: datetime, actor: System, at: datetime) -> None:
    """Put the day that is complete on the ledger, and note which days are erased."""
    zone = ZoneInfo(site.zone)
    local = at.astimezone(zone)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    day = today - timedelta(days=1)
    came = GateEntry.objects.filter(site=site, arrived_at__gte=day, arrived_at__lt=today)
    if local.time() >= retention.COMPLETE and came.exists():
        retention.keep_record(site=site, kind="visitor", name=f"visitors:{day:%Y-%m-%d}", actor=actor.key, at=at)
    for name in people.kept_records(site):
        kind, _colon, text = name.partition(":")
        if kind == "visitors" and date.fromisoformat(text) < before.astimezone(zone).date():
            retention.note_purged(site=site, name=name, actor=actor.key, at=at)


@transaction.atomic
def erase_passes(*, resident: Resident, actor: Resident | System, at: datetime) -> int:
    """A resident's data go: the passes are taken back and say nothing more, nor do the lines of who came by them; how many.

    Lines of people who are still inside stay until they have left and their days are over. Refuses anybody else (``NotYours``).
    """
    unit = resident.household.unit
    site = unit.building.site
    access.require(actor, "erase_passes", site, unit)
    if isinstance(actor, Resident) and actor.pk != resident.pk:
        raise NotYours(str(actor.get_relation_display()))
    passes = Pass.objects.filter(resident=resident, erased_at=None)
    gone = Q(left_at__isnull=False) | Q(kind=Kind.COURIER) | Q(decision="refused")
    lines = GateEntry.objects.filter(gone, permit__resident=resident, erased_at=None)
    passes.filter(revoked_at=None, valid_until__gt=at).update(revoked_at=at)
    return _erase(site, lines, passes, actor, at)


def _erase(site: Site, lines: QuerySet[GateEntry], passes: QuerySet[Pass], actor: access.Actor, at: datetime) -> int:
    """Take out what identifies people; only how many lines and passes it was goes on record."""
    entries = lines.update(name="", plate="", purpose="", unit=None, erased_at=at)
    permits = passes.update(name="", plate="", erased_at=at)
    if entries or permits:
        event = events.GateRegisterErased(entries=entries, passes=permits)
        happen(f"gate-register:{site.key}", event, actor=actor, holding=roles(site, at), at=at)
    return entries + permits


def _retention(at: datetime) -> int:
    return policies.number_at("register_days", at)
