"""The register: each clause of the table is kept by its first story and broken by its second, through the faces."""

from collections.abc import Iterator

import pytest

from gensui.core.policy import read_policy
from gensui.core.policy.values import Policy
from gensui.policies import files
from tests.register.judging import Told, verdict_of
from tests.register.story import moment
from tests.register.table import ROWS, STILL_TO_TELL, Row
from tests.register.telling import Line, Teller, read

PROVABLE = frozenset({"deadline", "window", "interval", "schedule", "gate", "record"})
"""The kinds of clause that can be kept and broken."""

pytestmark = pytest.mark.database


def standard() -> Policy:
    return read_policy(files.standard())


Story = tuple[list[Line], Row, bool]


def stories() -> dict[str, list[Story]]:
    """Both stories of every row, by how they begin; beside each other those that begin alike."""
    told = [(read(text), row, kept) for row in ROWS for text, kept in ((row.kept, True), (row.broken, False))]
    found: dict[str, list[Story]] = {}
    for story in sorted(told, key=lambda one: (str(one[0]), one[1].clause)):
        found.setdefault(story[0][0]["act"], []).append(story)
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


def test_every_row_names_a_clause_that_can_be_broken() -> None:
    clauses = standard().clauses
    assert [row.clause for row in ROWS if clauses[row.clause].kind not in PROVABLE or clauses[row.clause].kept_by] == []
    assert len({row.clause for row in ROWS}) == len(ROWS)


def test_a_clause_without_its_stories_stands_on_the_list() -> None:
    clauses = standard().clauses.values()
    provable = {one.id for one in clauses if one.kind in PROVABLE and not one.kept_by}
    assert provable - {row.clause for row in ROWS} == STILL_TO_TELL
