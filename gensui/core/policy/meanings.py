"""What pages and figures ask a policy for, by meaning: the clauses that promise it, however a policy numbers them."""

from collections.abc import Collection, Iterable, Mapping

from gensui.core.policy.tables import Table
from gensui.core.said import say

NAMES = frozenset(
    """
    accepted dispatched sent_out contacted arrived planned agreed repaired reported told visited promised_time required_time
    acknowledged examined decided answered_for apologised
    call_answered spoken gate_decided patrolled day_reported incident_steps
    coordinated task_done announced
    supervised inspected rectified planned_first patterns_reported mailbox_read surveyed sanction_expires
    induction quarterly special drill policy
    """.split()
)
"""Every meaning that Gensui asks for; docs/policy-format.md says what each promises."""


def read_meanings(tables: Iterable[Table], clauses: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The clauses of each meaning, an empty list where the policy promises nothing of the sort.

    A mistake is a meaning that Gensui does not ask for, a clause that is not there, and a meaning that the policy leaves out; a
    policy of an older release has none at all.
    """
    found: dict[str, tuple[str, ...]] = {}
    last = None
    for last in tables:
        for name in last.given:
            if name not in NAMES:
                last.asked.add(name)
                last.wrong(name, say("there is no {what} {key!r}", what=say("meaning"), key=name))
            elif name in found:
                last.asked.add(name)
                last.wrong(name, say("{key!r} stands twice", key=name))
            else:
                found[name] = last.words(name, clauses.__contains__, say("clause"))
    if last is not None:
        for name in sorted(NAMES - found.keys()):
            last.wrong("", say("{word} is missing", word=name))
    return found
