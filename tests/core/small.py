"""Small policies for tests: a head with the fixed cast's roles, and whatever clauses a test writes under it.

Li is the butler who follows Mei's requests, Zhao leads the repair team, Chen repairs, Qin supervises, Wu is a stranger.
"""

from datetime import UTC, datetime, timedelta

from gensui.core.events import Event
from gensui.core.policy import Policy, read_policy
from gensui.core.timeline import Timeline

NAME = '{ zh-Hant = "名", zh-Hans = "名", en = "name" }'
TEXTS = f"title = {NAME}\ntext = {NAME}\n"
HEAD = f"""
[policy]
key = "small"
version = "1"
zone = "Asia/Shanghai"
title = {NAME}

[roles.handler]
name = {NAME}
falls_to = "team_leader"
[roles.team_leader]
name = {NAME}
falls_to = "admin_manager"
stand_in = {{ during = "night", role = "duty_manager" }}
[roles.follower]
name = {NAME}
[roles.admin_manager]
name = {NAME}
[roles.duty_manager]
name = {NAME}

[calendars.night]
hours = ["daily 22:00-08:00"]
[calendars.office]
hours = ["mon-fri 09:00-17:00"]

[ladders.standard]
warn = [0.5, 0.8]
steps = [
  {{ tell = ["team_leader"] }},
  {{ limits = 1, at_least = "30 min", tell = ["admin_manager"] }},
  {{ limits = 3, at_most = "24 h", tell = ["duty_manager"] }},
]
at_once = {{ priority = "P1" }}

[pauses.owner_absent]
name = {NAME}
starts = [{{ on = "work.paused", when = {{ reason = "owner_absent" }} }}]
ends = [{{ on = "work.resumed", when = {{ reason = "owner_absent" }} }}]
[pauses.parts]
name = {NAME}
starts = [{{ on = "work.paused", when = {{ reason = "parts" }} }}]
ends = [{{ on = "work.resumed", when = {{ reason = "parts" }} }}]

[handovers]
"work_order.assigned" = ["handler"]
"follower.handed_over" = ["follower"]
"""

CAST = {"follower": "staff:li", "team_leader": "staff:zhao", "admin_manager": "staff:qin"}
WITH_CHEN = CAST | {"handler": "staff:chen"}
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai


def minutes(count: float) -> datetime:
    """So many minutes after ten on that Monday."""
    return MONDAY + timedelta(minutes=count)


def clause(number: str, kind: str, words: str, role: str = "handler") -> str:
    """A clause in TOML; ``words`` are its further lines."""
    return f'[[clause]]\nid = "{number}"\nkind = "{kind}"\naccountable = "{role}"\n{TEXTS}{words}\n'


CONTACT = clause(
    "4.2.1",
    "deadline",
    'opens = [{ on = "work_order.dispatched" }]\ncloses = [{ on = "owner.contacted" }]\nlimit = "10 min"',
)


def policy(*clauses: str, version: str = "1") -> Policy:
    """A policy of these clauses."""
    return read_policy({"small.toml": HEAD.replace('version = "1"', f'version = "{version}"') + "\n".join(clauses)})


def play(a_policy: Policy, *happenings: tuple[float, Event], until: float | None = None) -> Timeline:
    """Let events happen, each so many minutes after ten; then time pass ``until`` then."""
    timeline = Timeline(a_policy)
    for minute, event in happenings:
        timeline.happen(event, WITH_CHEN, minutes(minute))
    if until is not None:
        timeline.advance(minutes(until))
    return timeline
