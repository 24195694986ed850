"""Inspections: called by the calendar, drawn by a seed nobody chose, judged line by line, signed (6.1.2, C23)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Min

from gensui.cases.models import Case
from gensui.core.events import company as events
from gensui.core.plain import says_something
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import PolicyVersion
from gensui.oversight import access, checklists, frames, periods, sampling
from gensui.oversight.access import Actor
from gensui.oversight.actions import rectifying
from gensui.oversight.actions.turn import happen, keep
from gensui.oversight.models import Inspection, Item, Judgement
from gensui.oversight.refusals import IncompleteJudgement, NoPeriod, NotJudged, NotPartOfIt, NotThatFar
from gensui.oversight.sampling import Record
from gensui.oversight.streams import filled
from gensui.people.acting import NOW, Entry, System, done_in, repeatable, was_done
from gensui.people.models import Department, Employee, Site
from gensui.rounds.models import Round
from gensui.security.models import GateEntry

BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a line of the checklist was judged; what is not kept says how grave it is, and what was seen."""

    line: str
    verdict: str
    severity: str = ""
    note: str = ""
    picture: bytes = b""


def call_due(*, actor: System, at: datetime) -> int:
    """Call the weekly and monthly inspections of every department, once its week or month is over; how many were new.

    A stretch that was over before any policy was in force concerns nobody. One query, and two for each community where all
    are called.
    """
    first = PolicyVersion.objects.aggregate(first=Min("starts_at"))["first"] or at
    return sum(_call_due(site, first, actor, at) for site in Site.objects.order_by("pk"))


@transaction.atomic
def _call_due(site: Site, first: datetime, actor: System, at: datetime) -> int:
    wanted = {kind: period for kind, period in periods.ended(site, at).items() if period[2] > first}
    names = [name for name, _since, _until in wanted.values()]
    staffed = Department.objects.filter(site=site, employees__left_on=None).distinct()
    missing = {(kind, department) for kind in wanted for department in staffed.values_list("kind", flat=True)}
    called = Inspection.objects.filter(site=site, period__in=names).values_list("kind", "department")
    missing -= set(called)
    if not missing:
        return 0
    Site.objects.select_for_update().get(pk=site.pk)  # of two workers, one calls
    missing -= set(called.all())
    for kind, department in sorted(missing):
        name, since, until = wanted[kind]
        _call(site, department, kind, (name, since, until), actor, at, Entry(happened_at=until))
    return len(missing)


@repeatable
def call_spot_check(
    *, site: Site, department: str, since: datetime, until: datetime, actor: Employee, at: datetime, entry: Entry = NOW
) -> Inspection:
    """Call an inspection beside the calendar. The same ``entry.once`` again gives the same one.

    Refuses who is not on the team (``NotYours``), the own department (``OwnDepartment``), and a stretch that is not over or
    longer than a quarter (``NoPeriod``).
    """
    if stream := done_in(entry):
        return Inspection.objects.numbered(stream.removeprefix("inspection:")).get()
    access.require(actor, "call", site.pk, department)
    if not since < until <= at or until - since > frames.LONGEST:
        raise NoPeriod
    name = f"spot-{at:%Y%m%d%H%M%S}-{actor.number}"[:24]
    return _call(site, department, "spot", (name, since, until), actor, at, entry)


def _call(
    site: Site, department: str, kind: str, period: periods.Period, actor: Actor, at: datetime, entry: Entry
) -> Inspection:
    name, since, until = period
    found = Inspection.objects.create(
        site=site, department=department, kind=kind, period=name, since=since, until=until, called_at=at
    )
    event = events.InspectionDue(department=department, period=name)  # type: ignore[arg-type]  # a check constraint keeps it
    happen(found.stream, event, actor=actor, site=site, department=department, at=at, entry=entry)
    found.seed = ledger.events_of(found.stream)[0].hash
    found.save(update_fields=["seed"])
    return found


def _lock(inspection: Inspection) -> Inspection:
    """The inspection as it stands now, held until the transaction ends."""
    return Inspection.objects.select_related("site").select_for_update(of=("self",)).get(pk=inspection.pk)


def _check(found: Inspection, *states: str) -> None:
    if found.state not in states:
        raise NotThatFar(found.number, str(found.get_state_display()))


@repeatable
def draw_sample(*, inspection: Inspection, actor: Employee, at: datetime, entry: Entry = NOW) -> Inspection:
    """Draw what is looked at. The list it is drawn from is kept, so that anybody can draw again.

    Refuses who is not on the team (``NotYours``), the own department (``OwnDepartment``), and a second draw (``NotThatFar``).
    """
    found = _lock(inspection)
    access.require(actor, "draw", found.site_id, found.department)
    if was_done(entry):
        return found
    _check(found, "due")
    listed = frames.records(found)
    found.frame = {source: [[record.key, record.stratum] for record in rows] for source, rows in listed.items()}
    found.population = sum(map(len, listed.values()))
    found.state, found.drawn_at, found.drawn_by = Inspection.State.DRAWN, at, actor
    found.save()
    made = _items(found, listed)
    Item.objects.bulk_create(made)

    everything = [record for rows in listed.values() for record in rows]
    event = events.InspectionDrawn(
        department=found.department, period=found.period, seed=found.seed, digest=sampling.digest(everything),  # type: ignore[arg-type]
        population=found.population, chosen=len(made),
    )  # fmt: skip
    happen(found.stream, event, actor=actor, site=found.site, department=found.department, at=at, entry=entry)
    return found


def _items(found: Inspection, listed: dict[str, list[Record]]) -> list[Item]:
    made: list[Item] = []
    rules = frames.rules(found.kind, found.department)
    for source, rows in listed.items():
        always = frames.always(found, rows) if source == Item.Source.CASE else {}
        for one in sampling.choose(found.seed, rows, rules[source], always):
            case = int(one.key.rpartition("-")[2]) if source == Item.Source.CASE else None
            made.append(
                Item(
                    inspection=found, place=len(made) + 1, source=source, subject=one.key, reasons=list(one.reasons),
                    case_id=case,
                )
            )  # fmt: skip
    return made


@repeatable
def add_item(
    *, inspection: Inspection, subject: str, remark: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> Inspection:
    """Look at something beside the sample, as ``case:2026-001234``. What is in it already stays as it is.

    Refuses who is not on the team (``NotYours``), the own department (``OwnDepartment``), an inspection that is signed
    (``NotThatFar``), and what is no record of this department (``NotPartOfIt``).
    """
    found = _lock(inspection)
    access.require(actor, "extend", found.site_id, found.department)
    if was_done(entry) or found.items.filter(subject=subject).exists():
        return found
    _check(found, "drawn")
    source, case = _subject(found, subject)
    Item.objects.create(
        inspection=found, place=found.items.count() + 1, source=source, subject=subject, reasons=[BY_HAND],
        remark=remark[:300], case=case,
    )  # fmt: skip

    event = events.InspectionExtended(department=found.department, period=found.period, subject=subject)  # type: ignore[arg-type]
    happen(found.stream, event, actor=actor, site=found.site, department=found.department, at=at, entry=entry)
    return found


def _subject(found: Inspection, subject: str) -> tuple[str, Case | None]:
    """The source of a record that may be put in, and its case where it is one."""
    source, _colon, name = subject.partition(":")
    if source == "case":
        case = Case.objects.numbered(name).filter(site=found.site).first()
        if case is not None and _is_of(case, found):
            return source, case
    there = (source == "round" and _has_round(found, name)) or (source == "gate" and _has_entry(found, name))
    if not there:
        raise NotPartOfIt(subject)
    return source, None


def _is_of(case: Case, found: Inspection) -> bool:
    apart = (case.request_type == "complaint") == (found.department == "administration")
    return apart and found.department in ("customer_service", case.department)


def _has_round(found: Inspection, name: str) -> bool:
    there = Round.objects.filter(plan__site=found.site, plan__sort__department=found.department)
    return name.isdecimal() and len(name) < 12 and there.filter(pk=int(name)).exists()


def _has_entry(found: Inspection, name: str) -> bool:
    return found.department == "security" and GateEntry.objects.numbered(name).filter(site=found.site).exists()


@transaction.atomic
def judge_item(*, item: Item, marks: Sequence[Mark], actor: Employee, at: datetime, remark: str = "") -> Item:
    """Judge one record, all lines of its checklist; again, until the inspection is signed: then the last word stands.

    Refuses who is not on the team, or accused by the complaint that is looked at (``NotYours``), the own department
    (``OwnDepartment``), what is signed (``NotThatFar``), a line that is missing, or not kept without severity and note
    (``IncompleteJudgement``), and a bad picture (``BadPicture``).
    """
    found = _lock(item.inspection)
    access.require(actor, "judge", found.site_id, found.department)
    _check(found, "drawn")
    item = Item.objects.select_for_update(of=("self",)).get(pk=item.pk, inspection=found)
    access.require_apart(actor, item)
    given = {mark.line: mark for mark in marks}
    before = {one.line: one for one in item.judgements.all()}
    judged = []
    for line in checklists.lines_of(found, item):
        mark = given.get(line.key)
        if mark is None or not _is_whole(mark):
            raise IncompleteJudgement(str(line))
        shown = keep(mark.picture, site=found.site, actor=actor, at=at) if mark.picture else None
        earlier = before.get(line.key)
        kept = earlier.picture if shown is None and earlier is not None and mark.verdict == "fail" else shown
        judged.append(
            Judgement(
                item=item, line=line.key, clause=line.clause, verdict=mark.verdict, note=mark.note.strip(), picture=kept,
                severity=mark.severity if mark.verdict == "fail" else "",
            )
        )  # fmt: skip
    item.judgements.all().delete()
    Judgement.objects.bulk_create(judged)
    item.judged_at, item.judged_by, item.remark = at, actor, remark.strip()[:300] or item.remark
    item.save(update_fields=["judged_at", "judged_by", "remark"])
    return item


def _is_whole(mark: Mark) -> bool:
    if mark.verdict == "fail":
        return mark.severity in ("minor", "general", "major") and says_something(mark.note)
    return mark.verdict in ("pass", "na")


@repeatable
def sign_inspection(
    *, inspection: Inspection, summary: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> Inspection:
    """End the inspection: what was not kept is on record as findings, each with its clock.

    Refuses whoever is not the leader (``NotYours``), the leader's own department (``OwnDepartment``: the general manager
    signs), and while something was not judged (``NotJudged``).
    """
    found = _lock(inspection)
    access.require(actor, "sign", found.site_id, found.department)
    if was_done(entry):
        return found
    _check(found, "drawn")
    if left := found.items.filter(judged_at=None).count():
        raise NotJudged(left)
    found.state, found.done_at, found.signed_by, found.summary = Inspection.State.DONE, at, actor, summary.strip()
    found.save(update_fields=["state", "done_at", "signed_by", "summary"])

    event = events.InspectionDone(department=found.department, period=found.period, filled=_filled(found))  # type: ignore[arg-type]
    whose = _whose_work(found)
    happen(found.stream, event, *whose, actor=actor, site=found.site, department=found.department, at=at, entry=entry)
    failed = Judgement.objects.filter(item__inspection=found, verdict="fail").select_related("item", "picture")
    for one in failed.order_by("item__place", "pk"):
        rectifying.write_finding(inspection=found, judged=one, actor=actor, at=at)
    return found


def _filled(found: Inspection) -> tuple[str, ...]:
    """The fields of the record (F16) in which something stands. Three queries."""
    judged = Judgement.objects.filter(item__inspection=found)
    return filled(
        kind=found.kind, inspectors=found.items.exclude(judged_by=None).exists(), dept_id=found.department, sample_rule=found.seed,
        population=found.frame, sample=found.items.exists(), items=judged.exists(), findings=judged.filter(verdict="fail").exists(),
        summary=found.summary, at=found.done_at,
    )  # fmt: skip


def _whose_work(found: Inspection) -> list[events.InspectionJudged]:
    """What the inspection says of each person whose work was looked at, by lines that apply: those on how one speaks make the
    call-quality score, the others the pass rate (K30). Four queries at most.
    """
    calls = policies.meant("spoken")
    doers = _doers(found)
    told: dict[tuple[str, Literal["work", "calls"]], list[bool]] = defaultdict(list)
    lines = Judgement.objects.filter(item__inspection=found).exclude(verdict="na")
    for subject, clause, verdict in lines.order_by("item__place", "pk").values_list(
        "item__subject", "clause", "verdict"
    ):
        if who := doers.get(subject):
            told[f"staff:{who}", "calls" if clause in calls else "work"].append(verdict == "pass")
    return [
        events.InspectionJudged(
            department=found.department,  # type: ignore[arg-type]
            period=found.period, employee=who, sheet=sheet, items=len(kept), passed=sum(kept),
        )
        for (who, sheet), kept in told.items()
    ]  # fmt: skip


def _doers(found: Inspection) -> dict[str, str]:
    """Whose work each record is, by staff number: the follower's for customer service, else who handled, walked or decided."""
    doer = "follower" if found.department == "customer_service" else "handler"
    doers = dict(found.items.filter(source="case").values_list("subject", f"case__{doer}__number"))
    others = dict(found.items.exclude(source="case").values_list("subject", "source"))
    keys = {subject.split(":")[1]: subject for subject in others}
    rounds = Round.objects.filter(pk__in=[key for key in keys if key.isdigit()]).values_list("pk", "worker__number")
    entries = GateEntry.objects.filter(pk__in=[int(key[1:]) for key in keys if key.startswith("G")])
    doers |= {keys[str(pk)]: number for pk, number in rounds}
    doers |= {keys[f"G{pk:06d}"]: number for pk, number in entries.values_list("pk", "decided_by__number")}
    return doers
