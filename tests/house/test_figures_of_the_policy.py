"""No span of time that decides about people comes back into the code: it is a figure of the policy."""

import ast
from pathlib import Path

import gensui

HERE = Path(gensui.__file__).parent
ROOMS = ("cases", "rounds", "security", "training", "oversight", "reports", "portal")
KNOWN = frozenset(
    """
    cases/actions/calls.py:NO_NEWS
    cases/actions/drafting.py:REST
    cases/actions/drafting.py:LAST
    cases/actions/mailbox.py:EVERY
    cases/actions/mailbox.py:ON_RECORD
    cases/appointments.py:DAY
    cases/queries.py:SOON
    cases/trying.py:HOUR
    cases/trying.py:MINUTE
    rounds/actions/changing.py:FAR
    rounds/actions/changing.py:OVER
    rounds/actions/planning.py:TASKS_AHEAD
    rounds/actions/reporting.py:WEEK
    rounds/actions/syncing.py:OLDEST
    rounds/actions/syncing.py:KEPT
    rounds/drafting.py:WEEK
    rounds/plausible.py:CLOCK
    rounds/queries.py:WINDOW
    rounds/queries.py:YEAR
    rounds/queries.py:EVENING
    security/actions/daily.py:MONTH
    security/actions/gate.py:ASKED_FOR
    security/queries.py:EXPECTED
    training/actions/attendance.py:BEFORE
    training/actions/dues.py:LOOK_BACK
    training/actions/testing.py:GRACE
    training/codes.py:GOOD
    oversight/actions/leaving.py:LONGEST_AHEAD
    oversight/actions/surveys.py:SHORTEST
    oversight/actions/surveys.py:LONGEST
    oversight/candidates.py:A_DAY
    oversight/frames.py:LONGEST
    oversight/odd.py:ORDERS
    oversight/walked.py:LONGEST
    reports/actions/asking.py:KEPT_FOR
    reports/actions/making.py:LEASE
    portal/signing_in.py:PROVED
    portal/signing_in.py:PROVED_FOR
    """.split()
)
"""What is technical, or how far a page looks: nobody's time or right depends on it. A new name needs the same to be true of it."""


def spans_in(path: Path) -> set[str]:
    """The names to which a module gives a span of time."""
    found: set[str] = set()
    for one in ast.parse(path.read_text("utf-8")).body:
        if isinstance(one, ast.Assign) and "timedelta(" in ast.unparse(one.value):
            names = one.targets[0].elts if isinstance(one.targets[0], ast.Tuple) else one.targets
            found |= {f"{path.relative_to(HERE).as_posix()}:{ast.unparse(name)}" for name in names}
    return found


def test_spans_of_time_that_decide_are_the_policys() -> None:
    found = {name for room in ROOMS for path in (HERE / room).rglob("*.py") for name in spans_in(path)}
    assert found <= KNOWN, f"a figure of the policy (policies.span_at), or technical? {sorted(found - KNOWN)}"
