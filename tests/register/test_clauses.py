"""The register: each clause of the table is kept by its first story and broken by its second, through the faces."""

from collections.abc import Iterator

import pytest

from gensui.core.policy import read_policy
from gensui.core.policy.values import Policy
from gensui.policies import files
from tests.register.judging import Told, verdict_of
from tests.register.story import moment
from tests.register.table import ROWS, Row
from tests.register.telling import Line, Teller, read

PROVABLE = frozenset({"deadline", "window", "interval", "schedule", "gate", "record"})
"""The kinds of clause that can be kept and broken."""

pytestmark = pytest.mark.database


def standard() -> Policy:
    return read_policy(files.standard())


Story = tuple[list[Line], Row, bool]


def stories() -> dict[str, list[Story]]:
    """Both stories of every row, by their first act and its time: only those that share it have anything in common."""
    told = [(read(text), row, kept) for row in ROWS for text, kept in ((row.kept, True), (row.broken, False))]
    found: dict[str, list[Story]] = {}
    for story in sorted(told, key=lambda one: (str(one[0]), one[1].clause)):
        found.setdefault("{at} {act}".format(**story[0][0]), []).append(story)
    return found


def objections(told: Told, row: Row, kept: bool) -> Iterator[str]:
    """What speaks against the verdict that the table expects."""
    since, until = moment(row.since), moment(row.as_of)
    duties = [
        one
        for one in told.duties(row.clause)
        if not one.due_at or (since < one.due_at and (one.due_at <= until or not one.not_before))
    ]
    found = verdict_of(told, duties)
    record = standard().clauses[row.clause].kind == "record"
    if kept and (found["lapsed"] or told.refusals or not (found["met"] or record)):
        yield f"{row.clause} is to be kept, and is {found}"
    if not kept and not told.refusals and (row.refused or not found["lapsed"]):
        yield f"{row.clause} is to be {'refused' if row.refused else 'broken'}, and is {found}"
    if not kept and any(not row.refused or row.refused not in str(one) for one in told.refusals):
        yield f"{row.clause} is refused for another reason than its own"
    yield from (f"{row.clause}: {missing}" for missing in told.missing)


@pytest.mark.parametrize("begins", stories())
def test_a_clause_is_kept_and_broken(teller: Teller, begins: str, subtests: pytest.Subtests) -> None:
    for lines, row, kept in stories()[begins]:
        with subtests.test("kept" if kept else "broken", clause=row.clause):
            told = teller.tell(lines, row.as_of)
            assert list(objections(told, row, kept)) == [], told.refusals


def test_every_clause_that_can_be_broken_has_its_stories() -> None:
    clauses = standard().clauses.values()
    provable = [one.id for one in clauses if one.kind in PROVABLE and not one.kept_by]
    assert sorted(row.clause for row in ROWS) == sorted(provable)
