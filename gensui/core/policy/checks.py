"""What can only be said of a policy once all of it is read: references between clauses, circles, limits against each other."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from graphlib import CycleError, TopologicalSorter

from gensui.core import events, worktime
from gensui.core.deduction import CAP_PERCENT
from gensui.core.policy.tables import Table
from gensui.core.policy.values import Clause, Role, Rule, Setting
from gensui.core.said import Said, say

SOME_MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""Limits are compared by where they lead from here; any working instant would do."""


def check_together(
    clauses: Mapping[str, Clause],
    roles: Mapping[str, Role],
    settings: Mapping[str, Setting],
    tables: Mapping[str, Table],
) -> None:
    """Note every mistake on the table where it stands."""
    for setting in settings.values():
        table = tables[f"settings.{setting.id}"]
        _known(table, "clauses", setting.clauses, clauses, say("clause"))
        _check_law(table, setting)
    for clause in clauses.values():
        table = tables[clause.id]
        _known(table, "before", clause.before, clauses, say("clause"))
        _known(table, "kept_by", clause.kept_by, clauses, say("clause"))
        _known(table, "settings", clause.settings, settings, say("setting"))
        if clause.late_link:
            _known(table, "late_link", [clause.late_link.behind], clauses, say("clause"))
        _check_limits(table, clause)
        _check_same(table, clause)
    _no_circle({key: (role.falls_to,) for key, role in roles.items()}, tables, "roles.", "falls_to")
    _no_circle({key: clause.before for key, clause in clauses.items()}, tables, "", "before")
    _no_circle({key: clause.kept_by for key, clause in clauses.items()}, tables, "", "kept_by")
    _no_circle({key: _opened_by_lapses_of(clause) for key, clause in clauses.items()}, tables, "", "opens")
    behind = {key: (clause.late_link.behind,) if clause.late_link else () for key, clause in clauses.items()}
    _no_circle(behind, tables, "", "late_link")


def _known(table: Table, word: str, keys: Iterable[str], known: Mapping[str, object], what: Said) -> None:
    for key in keys:
        if key not in known:
            table.wrong(word, say("there is no {what} {key!r}", what=what, key=key))


def _check_law(table: Table, setting: Setting) -> None:
    """What a law bounds, no policy widens."""
    percent = setting.values.get("deduction_cap_percent", 0)
    if isinstance(percent, int) and not 0 <= percent <= CAP_PERCENT:
        table.wrong(
            "values",
            say(
                "deduction_cap_percent is {percent}: the law lets take {most} percent of a wage at most",
                percent=percent,
                most=CAP_PERCENT,
            ),
        )


def _opened_by_lapses_of(clause: Clause) -> tuple[str, ...]:
    """The clauses by whose lapse this one opens."""
    lapses = [rule for rule in clause.opens if rule.on == "obligation.lapsed"]
    return tuple(
        str(key) for rule in lapses for name, keys in rule.when if name == "clause" for key in sorted(map(str, keys))
    )


def _no_circle(arrows: Mapping[str, Iterable[str]], tables: Mapping[str, Table], prefix: str, word: str) -> None:
    """Note every circle once, at its first member."""
    left = {key: [other for other in others if other in arrows] for key, others in arrows.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as found:
            circle: list[str] = found.args[1]
            tables[prefix + min(circle)].wrong(
                word, say("{word} runs in a circle: {circle}", word=word, circle=" -> ".join(reversed(circle)))
            )
            left = {key: [other for other in others if other not in circle] for key, others in left.items()}
        else:
            return


def _check_limits(table: Table, clause: Clause) -> None:
    for rule in clause.opens:
        limit = rule.limit or clause.limit
        if clause.kind == "deadline" and limit is None and not rule.from_ and not table.has("limit"):
            table.wrong("limit", say("a deadline has a limit, or counts from a time that the event carries"))
        if rule.ahead is not None and (clause.kind != "gate" or not rule.from_):
            table.wrong(
                "ahead", say("only a gate is passed ahead of a time that the event carries: ahead goes with from")
            )
        if limit is not None and limit.is_zero and not rule.from_ and clause.kind in ("deadline", "window", "interval"):
            table.wrong("limit", say("nobody can do a thing in no time: the limit is zero"))
    if clause.kind == "window" and clause.limit and clause.not_before:
        opening, closing = (
            worktime.add(clause.calendar, SOME_MONDAY, one) for one in (clause.not_before, clause.limit)
        )
        if opening >= closing:
            table.wrong(
                "not_before",
                say(
                    "the window closes ({limit}) before it opens ({not_before})",
                    limit=clause.limit,
                    not_before=clause.not_before,
                ),
            )
    for rule in clause.opens:
        if rule.on == "obligation.lapsed" and "clause" not in dict(rule.when):
            table.wrong("opens", say("a clause that opens at a lapse says whose: when = { clause = … }"))


def _check_same(table: Table, clause: Clause) -> None:
    rules: tuple[Rule, ...] = (*clause.opens, *clause.closes, *clause.ends, *clause.blocks)
    for name in clause.same:
        for rule in rules:
            if name not in events.types_of(events.VOCABULARY[rule.on]):
                table.wrong("same", say("{on} has no attribute {name!r}", on=rule.on, name=name))
