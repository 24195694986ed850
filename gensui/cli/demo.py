"""The simulated community in the real house: its people are moved in, and what happens there is done by the real actions."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from gensui.cases import catalogue, plans
from gensui.cases.actions import calls, complaint, follow, intake, order, plan, result, silence, visit, work
from gensui.cases.actions.priced import Line, Plan
from gensui.cases.actions.visit import Heard
from gensui.cases.actions.work import Handling, Part
from gensui.cases.models import Case, Category, PriceItem
from gensui.cases.recorded import Request
from gensui.cli import guarding, shifts
from gensui.core.refusal import Refusal
from gensui.ledger import due, policies
from gensui.ledger import queries as ledger
from gensui.ledger.compiled import Lookup
from gensui.ledger.requests import house_key
from gensui.oversight.actions import passing_on
from gensui.people.acting import SYSTEM, Entry
from gensui.people.actions import founding as people
from gensui.people.models import Employee, Resident, Site, Unit
from gensui.policies import files
from gensui.sim import community as sim
from gensui.sim.community import Community
from gensui.sim.life import Happening

log = logging.getLogger(__name__)
SITE, SEED, PASSWORD = "yunqi", 7, "walk-with-me-7"
HEADS = {"maintenance": "M01", "security": "S01", "cleaning": "C01", "greening": "C01", "customer_service": "K01"}
OPERATOR = "operator"


def move_in(community: Community, *, first_day: datetime, last_day: datetime, at: datetime) -> Site:
    """Everybody of the community, the categories and prices, the policy and the roster. Done before, it changes nothing."""
    site = Site.objects.filter(key=SITE).first()
    if site is not None:
        return site
    with transaction.atomic():
        if not policies.newest():
            policies.adopt(files=files.standard(), actor=OPERATOR, starts_at=first_day, at=at)
        catalogue.bring(actor=OPERATOR, at=at)
        site = people.found_site(key=SITE, name=community.name, actor=OPERATOR, at=at, hotline="021-5550-0100")
        people.move_in_all(site=site, homes=community.homes, areas=community.areas, actor=OPERATOR, at=at)
        people.hire_all(site=site, staff=community.staff, password=PASSWORD, actor=OPERATOR, at=at)
        days = (last_day - first_day).days + 1
        duties = [
            duty for day in range(days) for duty in sim.roster(community, (first_day + timedelta(days=day)).date())
        ]
        people.found_shifts(site=site, shifts=sim.SHIFTS, actor=OPERATOR, at=at)
        people.found_posts(site=site, posts=sim.POSTS, actor=OPERATOR, at=at)
        people.roster_all(site=site, duties=duties, actor=OPERATOR, at=at)
    return site


CASE = Lookup(Case.objects.all)


class Players:
    """Carries out what happens, one happening after the other, as the people it names."""

    def __init__(self, site: Site, salt: str) -> None:
        self.site, self.salt = site, salt
        self.staff = {one.number: one for one in Employee.objects.select_related("user", "department__site")}
        self.categories = Category.objects.in_bulk()
        self.items = list(PriceItem.objects.order_by("key"))
        self.units = {one.label: one for one in Unit.objects.filter(building__site=site).select_related("building")}
        people = Resident.objects.filter(household__unit__building__site=site).select_related("household")
        self.residents = {(one.household.unit_id, one.phone): one for one in people}
        self.cases: dict[int, Case] = {}
        self.refused = 0

    def play(self, happening: Happening) -> None:
        """Let one thing happen at its time. What the house refuses is counted, and the request left where it stands."""
        try:
            with translation.override("zh-hant"):
                done = PLAYS[happening.act](self, happening)
            if done is not None:
                self.cases[happening.request] = done
        except Refusal as refusal:
            self.refused += 1
            log.info("%s %s of request %s: %s", happening.at, happening.act, happening.request, refusal.sentence)

    def case(self, happening: Happening) -> Case:
        """The case of a request, as the last act left it; each act reads it anew."""
        known = self.cases.get(happening.request)
        if known is not None:
            return known
        stream = ledger.stream_of(house_key(f"sim:{self.salt}:{happening.request}:0"))
        try:
            return CASE.get(int(stream.rpartition("-")[2] or 0))
        except Case.DoesNotExist:
            raise Gone(str(happening.request)) from None

    def entry(self, happening: Happening, note: str = "", part: str = "") -> Entry:
        """The key under which it is done once, however often the demonstration is started; with words, if there are any."""
        return Entry(once=house_key(f"sim:{self.salt}:{happening.request}:{happening.step}{part}"), note=note)

    def in_a_call(self, happening: Happening, case: Case, caller: Employee) -> Entry:
        """The same, of what an owner said in a call that the telephone system logged."""
        key = f"sim:{self.salt}:{happening.request}:{happening.step}"
        calls.note_call(
            site=self.site, key=key, phone=case.phone, talked=timedelta(minutes=2), actor=caller, at=happening.at
        )
        return replace(self.entry(happening), proofs={"call": key})

    def by(self, happening: Happening) -> Employee:
        """The employee who does it."""
        return self.staff[happening.by]

    def owner(self, case: Case) -> Resident | Employee:
        """The owner; where the home is not the resident's to decide, the desk notes the owner's word."""
        resident = case.resident
        if resident is not None and resident.may_decide:
            return resident
        return case.follower or self.staff["K01"]

    def head(self, case: Case) -> Employee:
        """The head of the department."""
        return self.staff[HEADS.get(case.department, "A02")]


class Gone(Refusal):
    """The request of a happening was never taken in."""

    code = "gone"


def _take_in(here: Players, now: Happening) -> Case:
    said = now.words
    unit = here.units[said["home"]]
    resident = here.residents[unit.pk, said["phone"]]
    seconds = timedelta(seconds=said["waited"])
    request = Request(
        channel=said["channel"], requester_name=resident.name, relation=resident.relation, phone=resident.phone,
        content=said["content"], place=said["place"], category=here.categories[said["category"]], unit=unit, resident=resident,
        complexity=said["complexity"], rang_at=said["rang_at"], answered_at=min(said["rang_at"] + seconds, now.at),
        owner_confirmed=True, accept_notice=True,
    )  # fmt: skip
    return intake.take_in(
        site=here.site, request=request, actor=here.by(now), at=now.at, answer=said["answer"],
        dispatch=here.categories[said["category"]].request_type == "complaint", entry=here.entry(now),
    )  # fmt: skip


def _dispatch(here: Players, now: Happening) -> Case:
    case = here.case(now)
    return order.dispatch_case(
        case=case, department=case.department, actor=here.by(now), at=now.at, entry=here.entry(now)
    )


def _contact(here: Players, now: Happening) -> Case:
    return order.contact_owner(
        case=here.case(now),
        appointment_at=now.words["appointment_at"],
        actor=here.by(now),
        at=now.at,
        entry=here.entry(now),
    )


def _arrive(here: Players, now: Happening) -> Case:
    by_hand = now.words["by_hand"]
    entry = here.entry(now, "門牌碼被遮住" if by_hand else "")
    return order.arrive(
        case=here.case(now),
        proof="manual" if by_hand else "scan",
        key="door",
        actor=here.by(now),
        at=now.at,
        entry=entry,
    )


def _plan(here: Players, now: Happening) -> Case:
    said = now.words
    part, labour = _prices(here.items)
    lines = [Line(str(labour), labour.kind, Decimal(1), labour.price, labour, "", labour.unit)]
    if said["parts"]:
        lines.insert(0, Line(str(part), part.kind, Decimal(1), part.price, part, part.specification, part.unit))
    proposed = Plan(
        findings=said["findings"], cause=said["cause"], plan=said["plan"], payer="owner", lines=lines,
        complexity="complex" if said["eta_at"] else "general", eta_at=said["eta_at"], explained="in_person",
    )  # fmt: skip
    return plan.propose_plan(case=here.case(now), plan=proposed, actor=here.by(now), at=now.at, entry=here.entry(now))


def _prices(items: list[PriceItem]) -> tuple[PriceItem, PriceItem]:
    return next(one for one in items if one.kind == "material"), next(one for one in items if one.kind == "labour")


CONSENT = timedelta(minutes=2)
"""How long the call is in which an owner agrees."""


def _consent(here: Players, now: Happening) -> Case:
    case = here.case(now)
    says = plans.deciders(case)
    who = case.resident if case.resident in says else None
    if who is not None:
        return plan.consent_to_plan(case=case, method="app", key=who.key, actor=who, at=now.at, entry=here.entry(now))
    agent, person = case.follower or here.staff["K01"], says[0] if says else None
    call = calls.note_call(
        site=case.site,
        key=f"rec:{now.request}",
        phone=person.phone if person else case.phone,
        talked=CONSENT,
        actor=agent,
        at=now.at,
    )
    return plan.consent_to_plan(
        case=case, method="recorded_call", key=call.key, person=person, by=case.requester_name, actor=agent, at=now.at,
        entry=here.entry(now),
    )  # fmt: skip


def _decline(here: Players, now: Happening) -> Case:
    case = here.case(now)
    return plan.decline_plan(
        case=case,
        by=case.requester_name,
        reason=now.words["reason"],
        actor=here.owner(case),
        at=now.at,
        entry=here.entry(now),
    )


def _leave(here: Players, now: Happening) -> Case:
    case = here.case(now)
    return plan.leave_repair(
        case=case,
        by=case.requester_name,
        reason=now.words["reason"],
        actor=here.owner(case),
        at=now.at,
        entry=here.entry(now),
    )


def _complete(here: Players, now: Happening) -> Case:
    said = now.words
    case = here.case(now)
    agreed = plans.agreed_plan(case)
    lines = agreed.lines.select_related("item") if agreed is not None else ()
    parts = [Part(line.item, line.quantity) for line in lines if line.item is not None and line.kind == "material"]
    record = Handling(
        process=said["process"], cause=said["cause"], result="fixed", labour_minutes=said["minutes"], parts=parts,
        no_materials=not parts, cost=agreed.total if agreed is not None else None, site_cleaned=True, tested=True,
    )  # fmt: skip
    return work.complete_work(
        case=case, handling_record=record, photo="demo", actor=here.by(now), at=now.at, entry=here.entry(now)
    )


def _satisfied(here: Players, now: Happening) -> Case:
    case = here.case(now)
    owner = here.owner(case)
    entry = here.in_a_call(now, case, owner) if isinstance(owner, Employee) else here.entry(now)
    case = result.accept_result(case=case, actor=owner, at=now.at, entry=entry)
    if case.resident is None:
        return case
    stars = here.entry(now, part=".stars")
    return result.evaluate(case=case, stars=now.words["stars"], actor=case.resident, at=now.at, entry=stars)


def _dispute(here: Players, now: Happening) -> Case:
    case = here.case(now)
    return result.dispute_result(
        case=case, dispute=now.words["dispute"], actor=here.owner(case), at=now.at, entry=here.entry(now)
    )


def _explain(here: Players, now: Happening) -> Case:
    case = here.case(now)
    return result.explain(
        case=case,
        explanation=now.words["explanation"],
        accepted=True,
        actor=here.head(case),
        at=now.at,
        entry=here.in_a_call(now, case, here.head(case)),
    )


def _rework(here: Players, now: Happening) -> Case:
    case = here.case(now)
    return result.order_rework(case=case, actor=here.head(case), at=now.at, entry=here.entry(now))


def _visit(here: Players, now: Happening) -> Case:
    case = here.case(now)
    score, said = now.words["score"], now.words
    heard = Heard(
        method="phone", visited_person=case.requester_name, outcome="satisfied" if score > 3 else "basically",
        service_score=score, result_score=score, opinion=said["opinion"], issue=said["issue"],
        forwarded_to=case.department if said["issue"] else "",
    )  # fmt: skip
    return passing_on.visit_owner(
        case=case, heard=heard, actor=here.by(now), at=now.at, entry=here.in_a_call(now, case, here.by(now))
    )


def _cancel(here: Players, now: Happening) -> Case:
    case = here.case(now)
    return result.cancel_case(
        case=case, reason=now.words["reason"], actor=here.owner(case), at=now.at, entry=here.entry(now)
    )


def _investigate(here: Players, now: Happening) -> Case:
    case = here.case(now)
    return complaint.investigate_complaint(
        case=case, severity="general", plan=now.words["plan"], actor=here.by(now), at=now.at, entry=here.entry(now)
    )


def _decide(here: Players, now: Happening) -> Case:
    said = now.words
    complaint.note_investigation(
        case=here.case(now), facts=said["facts"], actor=here.by(now), at=now.at, entry=here.entry(now, part=".facts")
    )
    return complaint.decide_complaint(
        case=here.case(now), facts=said["facts"], valid="partly", decision=said["decision"], prevention="", actor=here.by(now),
        at=now.at, entry=here.entry(now),
    )  # fmt: skip


def _does(action: Callable[..., Case], **more: Any) -> Callable[[Players, Happening], Case]:
    """An act that needs only who and when."""

    def play(here: Players, now: Happening) -> Case:
        return action(case=here.case(now), actor=here.by(now), at=now.at, entry=here.entry(now), **more)

    return play


def _noted(action: Callable[..., Case], name: str) -> Callable[[Players, Happening], Case]:
    """An act with words beside it."""

    def play(here: Players, now: Happening) -> Case:
        return action(
            case=here.case(now), actor=here.by(now), at=now.at, entry=here.entry(now, now.words.get(name, ""))
        )

    return play


def _pause(here: Players, now: Happening) -> Case:
    said = {name: now.words[name] for name in ("reason", "parts", "until")}
    return work.pause_work(case=here.case(now), actor=here.by(now), at=now.at, entry=here.entry(now), **said)


def _reclassify(here: Players, now: Happening) -> Case:
    case = here.case(now)
    said = {"reason": now.words["reason"], "eta_at": now.words["eta_at"], "category": case.category}
    return work.reclassify_case(
        case=case, priority=case.priority, complexity="complex", actor=here.by(now), at=now.at, **said
    )


PLAYS: Mapping[str, Callable[[Players, Happening], Case | None]] = {
    "take_in": _take_in, "dispatch": _dispatch, "accept": _does(order.accept_order), "contact": _contact,
    "fail_contact": _does(order.fail_contact), "arrive": _arrive, "plan": _plan, "consent": _consent,
    "decline": _decline, "leave": _leave,
    "start": _does(work.start_work), "resume": _does(work.resume_work), "complete": _complete,
    "pause": _pause, "reclassify": _reclassify, "report": _does(work.report_result),
    "progress": _noted(follow.tell_progress, "text"),
    "tell_result": _does(result.tell_result, asked=True), "satisfied": _satisfied, "dispute": _dispute, "explain": _explain,
    "rework": _rework, "visit": _visit, "visit_attempt": _does(visit.attempt_visit, method="phone"), "cancel": _cancel,
    "investigate": _investigate, "decide": _decide, "tell_complainant": _does(complaint.tell_complainant, asked=True),
    **guarding.PLAYS,
}  # fmt: skip


SHIFTS = shifts.Shifts()
"""Of this process: it plays the worker while it makes the history."""


def report_due(until: datetime) -> None:
    """Let the engine report what came due by then, each at its instant, as the worker would have."""
    for change in SHIFTS.until(until):
        _report_due(change)
        SHIFTS.change(change)
    _report_due(until)


def _report_due(until: datetime) -> None:
    while (following := due.next_instant()) is not None and following < until:  # what is due just now is in time
        due.sweep(at=min(following + timedelta(seconds=30), until), roster=SHIFTS)


def catch_up(until: datetime) -> None:
    """What came due by then is reported, and silence taken for consent."""
    report_due(until)
    silence.take_silence_for_consent(actor=SYSTEM, at=until)


@dataclass(slots=True)
class Diary:
    """How far the demonstration is, kept beside the database: what was played is not played again after a restart."""

    began: datetime
    recent: datetime
    until: dict[str, datetime]
    days: int = 0
    of_days: int = 0
    done: bool = False
    households: int = 0

    @classmethod
    def read(cls) -> "Diary | None":
        """The diary of an earlier start; none, if there was none."""
        try:
            told = json.loads(cls._path().read_text("utf-8"))
            return cls(
                datetime.fromisoformat(told["began"]), datetime.fromisoformat(told["recent"]),
                {salt: datetime.fromisoformat(at) for salt, at in told["until"].items()}, told["days"], told["all"], told["done"],
                told.get("households", 0),
            )  # fmt: skip
        except (OSError, ValueError, KeyError):
            return None

    def write(self) -> None:
        """Keep it; a crash leaves the old or the new one, whole."""
        until = {salt: at.isoformat() for salt, at in self.until.items()}
        told = {
            "began": self.began.isoformat(), "recent": self.recent.isoformat(), "until": until, "days": self.days,
            "all": self.of_days, "done": self.done, "households": self.households,
        }  # fmt: skip
        fresh = self._path().with_suffix(".new")
        fresh.write_text(json.dumps(told), "utf-8")
        fresh.replace(self._path())

    @staticmethod
    def _path() -> Path:
        return Path(settings.DATA) / "demo.json"
