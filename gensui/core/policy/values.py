"""The policy as frozen values. They come only from ``reading``, which has checked that every reference resolves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from gensui.core import standing, worktime
from gensui.core.events.base import Event
from gensui.core.scoring.grades import Evidence
from gensui.core.worktime import Calendar, Duration

LANGUAGES = ("zh-Hant", "zh-Hans", "en")

Kind = Literal["deadline", "window", "interval", "schedule", "gate", "record", "conduct", "measure"]
Source = Literal["document", "practice", "resolution"]
Repeat = Literal["keep", "restart", "add"]
Lapse = Literal["binding", "comparison", "house"]
"""What a lapse of a clause is: it counts for whoever held the promise, only shows a difference, or is the house's alone."""
Scalar = str | int | float | bool
Condition = tuple[tuple[str, frozenset[Scalar]], ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in the three languages of the product."""

    zh_hant: str
    zh_hans: str
    en: str

    def __getitem__(self, language: str) -> str:
        """The text in ``zh-Hant``, ``zh-Hans`` or ``en`` (any case); any other language reads Traditional Chinese."""
        tag = language.lower()
        return self.en if tag.startswith("en") else self.zh_hans if tag == "zh-hans" else self.zh_hant


@dataclass(frozen=True, slots=True)
class Rule:
    """That an event counts, under conditions. The words are those of docs/policy-format.md."""

    on: str
    when: Condition = ()
    unless: Condition = ()
    during: Calendar | None = None
    outside: Calendar | None = None
    evidence: frozenset[str] = frozenset()
    limit: Duration | None = None
    not_before: Duration | None = None
    from_: str = ""
    ahead: timedelta | None = None
    repeat: Repeat | None = None

    def fits(self, event: Event, at: datetime) -> bool:
        """Whether this event, happening at ``at``, meets the conditions; what it is called was asked before."""
        if self.when and not holds(self.when, event):
            return False
        if self.unless and holds(self.unless, event):
            return False
        if self.evidence and self.evidence.isdisjoint(event.evidence):
            return False
        if self.during is not None and not worktime.is_open(self.during, at):
            return False
        return self.outside is None or not worktime.is_open(self.outside, at)


def holds(condition: Condition, event: Event) -> bool:
    """Whether each attribute of the condition has one of its values; an attribute the event lacks has none."""
    return all(getattr(event, name, None) in values for name, values in condition)


@dataclass(frozen=True, slots=True)
class Slots:
    """When a scheduled duty falls due: an RRULE, and how early and how late is still in time; months by the clock on the wall.

    ``late`` is for how long a slot that was missed waits for a proof of what was done in time but told late.
    """

    rule: str
    early: timedelta
    tolerance: Duration
    late: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class LateLink:
    """That this duty waits for another one of its stream, and is judged ``grace`` after that was met late."""

    behind: str
    grace: timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """Whom to tell when a lapse has gone on for some multiple of the limit."""

    tell: tuple[str, ...]
    limits: float = 0
    at_least: timedelta | None = None
    at_most: timedelta | None = None

    def delay(self, limit: timedelta) -> timedelta:
        """How long after the lapse this step comes, for a duty of this limit."""
        wait = limit * self.limits
        if self.at_least is not None:
            wait = max(wait, self.at_least)
        return wait if self.at_most is None else min(wait, self.at_most)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Shares of the limit at which to remind, then who is told and when. ``at_once``: all of them at the lapse."""

    warn: tuple[float, ...] = ()
    steps: tuple[Step, ...] = ()
    at_once: Condition = ()

    def delays(self, limit: timedelta) -> tuple[timedelta, ...]:
        """When each step comes after the lapse; none before the one above it."""
        delays: list[timedelta] = []
        for step in self.steps:
            wait = step.delay(limit)
            delays.append(max(wait, delays[-1]) if delays else wait)
        return tuple(delays)


@dataclass(frozen=True, slots=True)
class Role:
    """A part somebody plays: who answers while nobody holds it, and who stands in at certain hours.

    A role ``by_shift`` belongs to whoever is on duty: its running duties move when the shift changes.
    """

    key: str
    name: Texts
    falls_to: str = ""
    stand_in: str = ""
    stand_in_during: Calendar | None = None
    by_shift: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """A reason for which the clocks that list it stand still."""

    reason: str
    name: Texts
    starts: tuple[Rule, ...]
    ends: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a gap or contradiction was resolved, with the figures that follow from it."""

    id: str
    text: Texts
    clauses: tuple[str, ...]
    values: Mapping[str, Scalar]
    also_says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredTime:
    """By when something is to be done unless somebody sets another time: the limit of its rule, on a calendar of its own."""

    key: str
    rule: Rule
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Judged:
    """What a post is judged by in a month: how much each indicator weighs, a hundred in all; what stands on its sheets without
    weight; what has to be known for a grade. ``reason`` says why these.
    """

    post: str
    name: Texts
    reason: Texts
    weights: Mapping[str, int]
    shown: tuple[str, ...]
    least: Evidence


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement of the policy. A clause that opens nothing says in ``kept_by`` or ``checked`` how it is kept.

    ``reason`` says why a statement is left to people, where nothing of the house can see whether it is kept.
    """

    id: str
    source: Source
    kind: Kind
    title: Texts
    text: Texts
    accountable: str
    checked: tuple[str, ...] = ()
    opens: tuple[Rule, ...] = ()
    closes: tuple[Rule, ...] = ()
    ends: tuple[Rule, ...] = ()
    voids: tuple[Rule, ...] = ()
    blocks: tuple[Rule, ...] = ()
    limit: Duration | None = None
    not_before: Duration | None = None
    calendar: Calendar = worktime.ROUND_THE_CLOCK
    strict: bool = False
    repeat: Repeat = "keep"
    same: tuple[str, ...] = ()
    slots: Slots | None = None
    accepts_early: bool = False
    requires: tuple[str, ...] = ()
    refuses_missing: bool = True
    paused_by: frozenset[str] = frozenset()
    ladder: Ladder = Ladder()
    late_link: LateLink | None = None
    lapse: Lapse = "binding"
    before: tuple[str, ...] = ()
    kept_by: tuple[str, ...] = ()
    reason: Texts | None = None
    indicators: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    also_says: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether the engine itself keeps this clause."""
        return bool(self.opens or self.slots or self.kind == "record") and not self.kept_by


@dataclass(frozen=True, slots=True)
class Reactions:
    """What one kind of event does under a policy: the rules of every clause that name it."""

    opens: tuple[tuple[Clause, tuple[Rule, ...]], ...] = ()
    closes: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    ends: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    voids: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    blocks: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    records: tuple[tuple[Clause, tuple[Rule, ...]], ...] = ()
    pauses: tuple[tuple[Pause, tuple[Rule, ...]], ...] = ()
    resumes: tuple[tuple[Pause, tuple[Rule, ...]], ...] = ()
    hands_over: frozenset[str] = frozenset()


NOTHING = Reactions()


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of the policy, whole. ``others`` holds the other versions, under which duties may still run."""

    key: str
    version: str
    title: Texts
    zone: ZoneInfo
    roles: Mapping[str, Role]
    calendars: Mapping[str, Calendar]
    ladders: Mapping[str, Ladder]
    pauses: Mapping[str, Pause]
    settings: Mapping[str, Setting]
    clauses: Mapping[str, Clause]
    reactions: Mapping[str, Reactions]
    looks_around: frozenset[str] = frozenset()
    required: tuple[RequiredTime, ...] = ()
    judged: Mapping[str, Judged] = field(default_factory=dict)
    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: Mapping[str, "Policy"] = field(default_factory=dict)

    def under(self, version: str) -> "Policy":
        """The version an obligation was opened under. Refuses a version that this policy does not know."""
        if version == self.version:
            return self
        try:
            return self.others[version]
        except KeyError:
            raise UnknownVersion(f"No version {version!r} of the policy is known beside {self.version!r}.") from None

    def on(self, kind: str) -> Reactions:
        """What an event of this kind does."""
        return self.reactions.get(kind, NOTHING)

    def required_by(self, event: Event, at: datetime) -> datetime | None:
        """By when this event, happening at ``at``, requires its work done: the first row that fits. None where none does."""
        for row in self.required:
            if row.rule.on == event.kind and row.rule.limit is not None and row.rule.fits(event, at):
                start = getattr(event, row.rule.from_) if row.rule.from_ else at
                return None if start is None else worktime.add(row.calendar, start, row.rule.limit)
        return None

    def setting(self, name: str) -> Scalar:
        """The figure of this name among the settings. Refuses a name that no setting has."""
        for setting in self.settings.values():
            if name in setting.values:
                return setting.values[name]
        raise KeyError(name)

    def within(self, event: Event, at: datetime, until: str) -> Duration | None:
        """Within what time ``until`` has to follow this event, by the clause that goes before others; None where none says so."""
        fitting = [
            (clause, rule) for clause, rules in self.on(event.kind).opens for rule in rules if rule.fits(event, at)
        ]
        general = {key for clause, _rule in fitting for key in clause.before}
        for clause, rule in fitting:
            if clause.id not in general and any(close.on == until for close in clause.closes):
                return rule.limit or clause.limit
        return None

    def figure(self, name: str) -> Scalar | None:
        """The figure of this name among the settings; None where no setting has it."""
        return next((one.values[name] for one in self.settings.values() if name in one.values), None)

    def chain(self, role: str) -> tuple[str, ...]:
        """The role, the role it falls to, and so on."""
        found: list[str] = []
        while role in self.roles:
            found.append(role)
            role = self.roles[role].falls_to
        return tuple(found)

    def holder(self, role: str, roles: Mapping[str, str], at: datetime, due_at: datetime | None = None) -> str:
        """Who answers at ``at`` for what a role owes by ``due_at``, by key.

        Whoever holds the role and is on duty, or comes back in time; else the first on duty among its stand-in and the roles it
        falls to; else the first of those who comes back in time. Where there is nobody, it is the house's: an unstaffed post
        (``house:…``), or ``role:`` and the role where no roster is known.
        """
        if holder := roles.get(role) or standing.back_in_time(roles, role, due_at):
            return holder
        chain = self.chain(role)
        for one in chain:
            if holder := roles.get(one) or self._deputy(one, roles, at):
                return holder
        for one in chain:
            if holder := standing.back_in_time(roles, one, due_at):
                return holder
        house = roles.get(standing.HOUSE)
        return standing.unstaffed(house, role) if house else f"role:{role}"

    def _deputy(self, role: str, roles: Mapping[str, str], at: datetime) -> str:
        """The stand-in who is on duty in the hours of standing in; only a roster tells."""
        known = self.roles.get(role)
        if known is None or known.stand_in_during is None or standing.HOUSE not in roles:
            return ""
        return roles.get(known.stand_in, "") if worktime.is_open(known.stand_in_during, at) else ""

    def recipient(self, role: str, roles: Mapping[str, str], at: datetime) -> str:
        """Who is told at this time of day in place of a role: its stand-in in his hours, else whoever answers for it.

        Somebody is told also where nobody is on duty.
        """
        known = self.roles.get(role)
        deputy = standing.anybody(roles, known.stand_in) if known else ""
        if deputy and known and known.stand_in_during and worktime.is_open(known.stand_in_during, at):
            return deputy
        told = (standing.anybody(roles, one) for one in (role, *self.chain(role)))
        return next(filter(None, told), f"role:{role}")


class UnknownVersion(LookupError):
    """An obligation names a version of the policy that is not there."""
