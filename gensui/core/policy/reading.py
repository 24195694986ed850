"""From TOML to a policy, whole or not at all. The format is told in docs/policy-format.md.

Reading never stops at the first mistake: each is noted with file, line and clause, and all are told at once.
"""

import re
import tomllib
import typing
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gensui.core import events, standing, worktime
from gensui.core.events.base import PROOFS
from gensui.core.policy import values
from gensui.core.policy.checks import check_together
from gensui.core.policy.difference import PARTS
from gensui.core.policy.index import reactions_of
from gensui.core.policy.meanings import read_meanings
from gensui.core.policy.mistakes import BadPolicy, Mistake, Source, lines_of
from gensui.core.policy.posts import check_posts, read_post
from gensui.core.policy.shares import least_of_owners
from gensui.core.policy.tables import BLANK, Table
from gensui.core.said import say
from gensui.core.scoring.indicators import INDICATORS
from gensui.core.worktime import Calendar

KEY = re.compile(r"[a-z][a-z0-9_-]*")
CLAUSE = re.compile(r"([1-9]\d*)(\.[1-9]\d*){1,2}|C\d\d\.[1-9]\d*")
FORM = re.compile(r"F(0[1-9]|1\d|2[01])")
SETTING = re.compile(r"C\d\d")
KINDS = typing.get_args(values.Kind)
SOURCES = typing.get_args(values.Source)
REPEATS = typing.get_args(values.Repeat)
LAPSES = typing.get_args(values.Lapse)
CHECKS = ("clock", "schedule", "record", "gate", "inspection", "call_review", "indicator", "document", "act")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "deadline": ("opens", "closes"),
    "window": ("opens", "closes", "not_before", "limit"),
    "interval": ("opens", "closes", "ends", "limit"),
    "schedule": ("schedule", "closes"),
    "gate": ("opens", "closes", "blocks"),
    "record": ("on",),
    "conduct": ("checked",),
    "measure": ("checked",),
}
LIVE = (
    "opens closes ends voids blocks limit not_before schedule on requires missing early strict repeat same paused_by "
    "ladder late_link lapse calendar before"
).split()
"""The words of a clause that the engine keeps itself."""


def read_policy(files: Mapping[str, str]) -> values.Policy:
    """The policy in these TOML texts, by file name, read in the order of their names as if they were one.

    Refuses with ``BadPolicy``, which holds every mistake: bad TOML, a word, event, attribute, role, unit, calendar or
    clause that is not known, a missing translation, a limit that cannot be kept, references that run in a circle.
    """
    found = _once(tuple(sorted(files.items())))
    if isinstance(found, tuple):
        raise BadPolicy(list(found))
    return found


@lru_cache(maxsize=32)
def _once(files: tuple[tuple[str, str], ...]) -> values.Policy | tuple[Mistake, ...]:
    """The policy in these texts, or its mistakes. Both are frozen, so the same texts are parsed once a process."""
    try:
        return _read(files)
    except BadPolicy as bad:
        return tuple(bad.mistakes)


def _read(files: tuple[tuple[str, str], ...]) -> values.Policy:
    parsed: list[tuple[Source, dict[str, Any]]] = []
    for name, text in files:
        source = Source(name, lines_of(text))
        try:
            parsed.append((source, tomllib.loads(text)))
        except tomllib.TOMLDecodeError as bad:
            line = re.search(r"line (\d+)", str(bad))
            raise_at = Mistake(name, int(line[1]) if line else 0, "", "", say("this is not TOML: {bad}", bad=bad))
            source.mistakes.append(raise_at)
            parsed.append((source, {}))
    if broken := [mistake for source, _ in parsed for mistake in source.mistakes]:
        raise BadPolicy(broken)  # half a policy would only bring forth mistakes that are none
    if not parsed:
        raise BadPolicy([Mistake("(no file)", 0, "", "", say("there is no policy to read"))])
    return _Reader(parsed).policy()


class _Reader:
    """Holds what has been read so far, since later tables refer to earlier ones."""

    def __init__(self, parsed: Sequence[tuple[Source, dict[str, Any]]]) -> None:
        self.parsed = parsed
        self.zone = ZoneInfo("UTC")
        self.figures: dict[str, values.Scalar] = {}
        self.roles: dict[str, values.Role] = {}
        self.calendars: dict[str, Calendar] = {}
        self.ladders: dict[str, values.Ladder] = {}
        self.pauses: dict[str, values.Pause] = {}
        self.settings: dict[str, values.Setting] = {}
        self.required: list[values.RequiredTime] = []
        self.clauses: dict[str, values.Clause] = {}
        self.tables: dict[str, Table] = {}
        self.role_keys = {key for _, given in parsed for key in _keys(given, "roles")}
        self.pause_keys = {key for _, given in parsed for key in _keys(given, "pauses")}

    def policy(self) -> values.Policy:
        head = self.head()
        for source, given in self.parsed:
            for word in given.keys() - set(PARTS):
                source.wrong(word, word, "", say("{word!r} is not a part of a policy", word=word))
        for table in self.section("settings"):
            self.setting(table)
        for table in self.section("calendars"):
            self.calendar(table)
        self.calendars.setdefault("always", Calendar.always(self.zone))
        for table in self.section("roles"):
            self.role(table)
        for table in self.section("ladders"):
            self.ladder(table)
        self.ladders.setdefault("none", values.Ladder())
        for table in self.section("pauses"):
            self.pause(table)
        handovers = self.handovers()
        for table in self.section("required"):
            self.required_time(table)
        for table in self.clause_tables():
            self.clause(table)
        posts = {table: read_post(table) for table in self.section("posts")}
        judged = {one.post: one for one in posts.values()}
        meanings = read_meanings(self.parts("meanings"), self.clauses)
        check_together(self.clauses, self.roles, self.settings, self.tables)
        check_posts(
            judged, self.clauses, {one.post: table for table, one in posts.items()}, least_of_owners(self.settings)
        )
        if mistakes := [mistake for source, _ in self.parsed for mistake in source.mistakes]:
            raise BadPolicy(mistakes)
        reactions, looks_around = reactions_of(self.clauses, self.pauses, handovers)
        return values.Policy(
            *head, self.zone, self.roles, self.calendars, self.ladders, self.pauses, self.settings, self.clauses,
            reactions, looks_around, tuple(self.required), judged, meanings,
        )  # fmt: skip

    # the parts, in the order in which they need each other

    def head(self) -> tuple[str, str, values.Texts]:
        found = [(source, given["policy"]) for source, given in self.parsed if "policy" in given]
        if len(found) != 1:
            reason = say("there is no [policy] table") if not found else say("there is more than one [policy] table")
            self.parsed[-1][0].wrong("policy", "policy", "", reason)
            return "", "", BLANK
        table = Table(found[0][1], found[0][0], "policy", "policy", {})
        key, version, zone, title = (
            table.needed("key"),
            table.needed("version"),
            table.needed("zone"),
            table.texts("title"),
        )
        if key and not KEY.fullmatch(key):
            table.wrong("key", say("key {key!r} must be made of lower-case letters, digits and hyphens", key=key))
        if zone:
            self.zone = self.zone_of(table, zone)
        table.done()
        return key, version, title

    def zone_of(self, table: Table, name: str) -> ZoneInfo:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            table.wrong("zone", say("there is no time zone {name!r}", name=name))
            return self.zone

    def section(self, name: str) -> Iterable[Table]:
        """The tables ``[name.key]`` of all files; a key that stands twice is a mistake."""
        seen: set[str] = set()
        for source, given in self.parsed:
            part = given.get(name, {})
            if not isinstance(part, dict):
                source.wrong(name, name, "", say("{name} must be tables: [{name}.key]", name=name))
                continue
            for key, value in part.items():
                table = Table(value, source, f"{name}.{key}", f"{name}.{key}", self.figures)
                if key in seen:
                    table.wrong("", say("{key!r} stands twice", key=key))
                elif name != "settings" and not KEY.fullmatch(key):
                    table.wrong(
                        "", say("{key!r} must be made of lower-case letters, digits, hyphens and underscores", key=key)
                    )
                else:
                    seen.add(key)
                    yield table

    def setting(self, table: Table) -> None:
        key = table.path.partition(".")[2]
        if not SETTING.fullmatch(key):
            table.wrong("", say("a setting is called C and two digits, not {key!r}", key=key))
        given = table.take("values")
        if not isinstance(given, dict) or not given:
            table.wrong("values", say("a setting has at least one value"))
            given = {}
        for name, value in given.items():
            if name in self.figures:
                table.wrong("values", say("the figure {name!r} stands in two settings", name=name))
            if not isinstance(value, str | int | float | bool):
                table.wrong(
                    "values",
                    say("{name} must be a text, a number, true or false, not {value!r}", name=name, value=value),
                )
            else:
                self.figures[name] = value
        self.settings[key] = values.Setting(
            key, table.texts("text"), table.words("clauses"), dict(given), table.spans("also_says")
        )
        self.tables[f"settings.{key}"] = table
        table.done()

    def calendar(self, table: Table) -> None:
        key = table.path.partition(".")[2]
        zone = self.zone_of(table, table.needed("zone")) if table.has("zone") else self.zone
        hours, holidays, working = (table.words(word) for word in ("hours", "holidays", "working"))
        table.done()
        try:
            self.calendars[key] = Calendar.parse(key, zone, hours=hours, holidays=holidays, working=working)
        except worktime.BadCalendar as bad:
            table.wrong("hours", bad.args[0])

    def role(self, table: Table) -> None:
        key = table.path.partition(".")[2]
        stand_in = table.table("stand_in")
        role, during = "", None
        if stand_in is not None:
            role, during = self.known_role(stand_in, "role"), self.known_calendar(stand_in, "during")
            stand_in.done()
        falls_to = self.known_role(table, "falls_to") if table.has("falls_to") else ""
        by_shift = table.flag("by_shift")
        if key not in standing.POSTS:
            table.wrong("", say("no post in a house fills the role {key!r}", key=key))
        self.roles[key] = values.Role(key, table.texts("name"), falls_to, role, during, by_shift)
        self.tables[f"roles.{key}"] = table
        table.done()

    def ladder(self, table: Table) -> None:
        warn = table.list("warn")
        if not all(isinstance(share, float) and 0 < share < 1 for share in warn) or warn != sorted(set(warn)):
            table.wrong("warn", say("warn must list shares of the limit between 0 and 1, rising"))
            warn = []
        steps = []
        for step in table.tables("steps"):
            limits = step.take("limits") or 0
            if isinstance(limits, bool) or not isinstance(limits, int | float) or limits < 0:
                step.wrong("limits", say("limits must be a number of limits, not {limits!r}", limits=limits))
                limits = 0
            tell = step.words("tell", self.role_keys.__contains__, say("role"))
            if not tell:
                step.wrong("tell", say("a step tells somebody"))
            steps.append(values.Step(tell, limits, step.span("at_least"), step.span("at_most")))
            step.done()
        at_once = self.condition(table, "at_once", events.CaseEvent)
        self.ladders[table.path.partition(".")[2]] = values.Ladder(tuple(warn), tuple(steps), at_once)
        table.done()

    def pause(self, table: Table) -> None:
        key = table.path.partition(".")[2]
        starts, ends = self.rules(table, "starts"), self.rules(table, "ends")
        if not starts or not ends:
            table.wrong("", say("a pause has events that start it and events that end it"))
        self.pauses[key] = values.Pause(key, table.texts("name"), starts, ends)
        table.done()

    def parts(self, name: str) -> Iterable[Table]:
        """The table ``[name]`` of each file that has one."""
        for source, given in self.parsed:
            if name in given:
                yield Table(given[name], source, name, name, self.figures)

    def handovers(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for table in self.parts("handovers"):
            for kind in table.given:
                roles = table.words(kind, self.role_keys.__contains__, say("role"))
                if self.known_event(table, kind, kind):
                    found[kind] = frozenset(roles)
        return found

    def required_time(self, table: Table) -> None:
        calendar = self.known_calendar(table, "calendar") if table.has("calendar") else self.calendars["always"]
        for word in ("evidence", "not_before", "ahead", "repeat"):
            if table.has(word):
                table.wrong(word, say("{word!r} is not a word of the policy here", word=word))
        if not table.has("limit"):
            table.wrong("limit", say("{word} is missing", word="limit"))
        rule = self.rule(table)
        if rule is not None and calendar is not None:
            self.required.append(values.RequiredTime(table.path.partition(".")[2], rule, calendar))

    # references

    def known_role(self, table: Table, word: str) -> str:
        role = table.needed(word)
        if role and role not in self.role_keys:
            table.wrong(word, say("there is no {what} {key!r}", what=say("role"), key=role))
            return ""
        return role

    def known_calendar(self, table: Table, word: str) -> Calendar | None:
        name = table.needed(word)
        if name and name not in self.calendars:
            table.wrong(word, say("there is no {what} {key!r}", what=say("calendar"), key=name))
        return self.calendars.get(name)

    def known_event(self, table: Table, word: str, kind: str) -> type[events.Event] | None:
        event = events.VOCABULARY.get(kind)
        if event is None and kind:
            table.wrong(word, say("there is no {what} {key!r}", what=say("event"), key=kind))
        return event

    def condition(self, table: Table, word: str, event: type[events.Event] | None) -> values.Condition:
        given = table.take(word)
        if given is None:
            return ()
        if not isinstance(given, dict):
            table.wrong(word, say("{word} must be a table of attributes and values", word=word))
            return ()
        found: list[tuple[str, frozenset[values.Scalar]]] = []
        for name, value in given.items():
            wanted = [table.figure(word, one) for one in (value if isinstance(value, list) else [value])]
            if event is not None and self.attribute(table, word, event, name, wanted):
                found.append((name, frozenset(wanted)))
        return tuple(found)

    def attribute(
        self, table: Table, word: str, event: type[events.Event], name: str, wanted: Sequence[object]
    ) -> bool:
        known = events.types_of(event)
        if name not in known:
            table.wrong(
                word, say("{event} has no attribute {name!r}", event=event.kind or say("an event of a case"), name=name)
            )
            return False
        good = not isinstance(known[name], type) or known[name] in (str, int, bool)
        for value in wanted:
            if typing.get_origin(known[name]) is typing.Literal:
                good = value in typing.get_args(known[name])
            else:
                good = good and type(value) is known[name]
            if not good:
                table.wrong(
                    word,
                    say(
                        "{name} of {event} is never {value!r}",
                        name=name,
                        event=event.kind or say("a case"),
                        value=value,
                    ),
                )
                return False
        return True

    def known_time(self, table: Table, event: type[events.Event] | None) -> str:
        """The attribute of the event from whose time a limit counts."""
        from_ = table.text("from")
        if from_ and event is not None and "datetime" not in str(events.types_of(event).get(from_, "")):
            table.wrong("from", say("{kind} carries no time called {name!r}", kind=event.kind, name=from_))
        return from_

    def rules(self, table: Table, word: str) -> tuple[values.Rule, ...]:
        return tuple(rule for given in table.tables(word) if (rule := self.rule(given)) is not None)

    def rule(self, table: Table) -> values.Rule | None:
        kind = table.needed("on")
        event = self.known_event(table, "on", kind)
        evidence = table.words("evidence", PROOFS.__contains__, say("proof"))
        from_ = self.known_time(table, event)
        repeat = cast("values.Repeat", table.choice("repeat", REPEATS, "keep")) if table.has("repeat") else None
        rule = values.Rule(
            on=kind,
            when=self.condition(table, "when", event),
            unless=self.condition(table, "unless", event),
            during=self.known_calendar(table, "during") if table.has("during") else None,
            outside=self.known_calendar(table, "outside") if table.has("outside") else None,
            evidence=frozenset(evidence),
            limit=table.duration("limit"),
            not_before=table.duration("not_before"),
            from_=from_,
            ahead=table.span("ahead"),
            repeat=repeat,
        )
        table.done()
        return rule if event is not None else None

    # clauses

    def clause_tables(self) -> Iterable[Table]:
        for source, given in self.parsed:
            part = given.get("clause", [])
            if not isinstance(part, list):
                source.wrong("clause", "clause", "", say("clauses are written [[clause]]"))
                continue
            for number, value in enumerate(part):
                name = value.get("id") if isinstance(value, dict) else None
                where = (
                    say("clause {key}", key=name)
                    if isinstance(name, str)
                    else say("clause number {number} of the file", number=number + 1)
                )
                yield Table(value, source, f"clause#{number}", where, self.figures)

    def clause(self, table: Table) -> None:
        key = table.needed("id")
        if key and not CLAUSE.fullmatch(key):
            table.wrong("id", say("a clause is numbered like 4.2.1, 7.1 or C29.1, not {key!r}", key=key))
        if key in self.clauses:
            table.wrong("id", say("clause {key} stands twice", key=key))
        kind = table.choice("kind", KINDS, "measure") if table.has("kind") else table.needed("kind") or "measure"
        self.check_needs(table, kind)
        ladder = table.text("ladder", "standard")
        if ladder not in self.ladders:
            table.wrong("ladder", say("there is no {what} {key!r}", what=say("ladder"), key=ladder))
        opens = self.rules(table, "opens")
        on = table.text("on")
        if on and (event := self.known_event(table, "on", on)):
            if "filled" not in events.types_of(event):
                table.wrong("on", say("{on} is no form: it does not tell which fields are filled", on=on))
            opens = (
                values.Rule(on=on, when=self.condition(table, "when", event), from_=self.known_time(table, event)),
            )
        outlives = table.words("outlives", CASE_IS_OFF.__contains__, say("end of a case"))
        clause = values.Clause(
            id=key,
            source=cast("values.Source", table.choice("source", SOURCES, "document")),
            kind=cast("values.Kind", kind),
            title=table.texts("title"),
            text=table.texts("text"),
            accountable=self.known_role(table, "accountable"),
            checked=table.words("checked", CHECKS.__contains__, say("way of checking")),
            opens=opens,
            closes=self.rules(table, "closes"),
            ends=self.rules(table, "ends"),
            voids=self.rules(table, "voids") + _case_is_off(opens, outlives),
            blocks=self.rules(table, "blocks"),
            limit=table.duration("limit"),
            not_before=table.duration("not_before"),
            calendar=(table.has("calendar") and self.known_calendar(table, "calendar")) or self.calendars["always"],
            strict=table.flag("strict"),
            repeat=cast("values.Repeat", table.choice("repeat", REPEATS, "keep")),
            same=table.words("same"),
            slots=self.slots(table),
            accepts_early=self.accepts_early(table),
            requires=table.words("requires"),
            refuses_missing=table.choice("missing", ("refuse", "lapse"), "refuse") == "refuse",
            paused_by=frozenset(table.words("paused_by", self.pause_keys.__contains__, say("pause"))),
            ladder=self.ladders.get(ladder, values.Ladder()),
            late_link=self.late_link(table),
            lapse=cast("values.Lapse", table.choice("lapse", LAPSES, "binding")),
            before=table.words("before"),
            kept_by=table.words("kept_by"),
            reason=table.texts("reason") if table.has("reason") else None,
            indicators=table.words("indicators", INDICATORS.__contains__, say("indicator")),
            forms=table.words("forms", lambda one: bool(FORM.fullmatch(one)), say("form")),
            settings=table.words("settings"),
            also_says=table.spans("also_says"),
            unsaid=table.spans("unsaid"),
        )
        table.done()
        self.clauses[key] = clause
        self.tables[key] = table

    def check_needs(self, table: Table, kind: str) -> None:
        if table.has("kept_by"):
            for word in LIVE:
                if table.has(word):
                    table.wrong(word, say("a clause kept by others has no {word!r} of its own", word=word))
            return
        needed = [*NEEDS.get(kind, ()), *(["limit" if table.has("from") else "requires"] if kind == "record" else [])]
        for word in needed:
            if not table.given.get(word):
                table.wrong(word, say("a {kind} needs {word!r}", kind=kind, word=word))
        if kind in ("conduct", "measure"):
            for word in LIVE:
                if table.has(word):
                    table.wrong(word, say("a {kind} opens nothing, so it has no {word!r}", kind=kind, word=word))

    def slots(self, table: Table) -> values.Slots | None:
        inner = table.table("schedule")
        if inner is None:
            return None
        rule, early, tolerance = inner.needed("rule"), inner.span("early"), inner.duration("tolerance")
        late = inner.span("late")
        inner.done()
        try:
            worktime.check_rrule(rule)
        except worktime.BadRecurrence as bad:
            inner.wrong("schedule", bad.args[0])
        if tolerance is None:
            inner.wrong("schedule", say("a schedule says its tolerance"))
        zero = timedelta()
        return values.Slots(rule, early or zero, tolerance or worktime.Duration(), late or zero)

    def accepts_early(self, table: Table) -> bool:
        value = table.take("early")
        if value in (None, "note", "accept"):
            return bool(value == "accept")
        if isinstance(value, bool):  # a setting says yes or no
            return value
        table.wrong("early", say("early cannot be {value!r}; it is note or accept", value=value))
        return False

    def late_link(self, table: Table) -> values.LateLink | None:
        inner = table.table("late_link")
        if inner is None:
            return None
        behind, grace = inner.needed("behind"), inner.span("grace")
        inner.done()
        if grace is None:
            inner.wrong("grace", say("a late link says its grace"))
        return values.LateLink(behind, grace or timedelta())


def _keys(given: Mapping[str, Any], part: str) -> Iterable[str]:
    found = given.get(part)
    return found.keys() if isinstance(found, dict) else ()


CASE_IS_OFF = ("case.cancelled", "case.merged", "case.joined")


def _case_is_off(opens: Iterable[values.Rule], outlives: Iterable[str]) -> tuple[values.Rule, ...]:
    """What a case opened ends with it when it is cancelled or joined to another, unless the clause outlives that."""
    if any(issubclass(events.VOCABULARY[rule.on], events.CaseEvent) for rule in opens):
        return tuple(values.Rule(on=kind) for kind in CASE_IS_OFF if kind not in outlives)
    return ()
