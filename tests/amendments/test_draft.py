"""A draft is written: never with a mistake, by those who may, and only while nobody was asked."""

import pytest

from gensui.amendments import access, queries
from gensui.amendments.actions import deciding, drafting
from gensui.amendments.models import Draft
from gensui.amendments.refusals import Decided, NoSuchClause, VersionTaken
from gensui.core.policy import BadPolicy, read_policy
from gensui.people.access import NotYours
from tests.amendments.conftest import DAY
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database
NEW = {
    "id": "4.1.99", "source": "practice", "kind": "deadline", "title": {"zh-Hant": "道歉", "zh-Hans": "道歉", "en": "Apology"},
    "text": {"zh-Hant": "遲了要道歉。", "zh-Hans": "迟了要道歉。", "en": "Who is late says sorry."}, "accountable": "agent",
    "opens": [{"on": "owner.dissatisfied"}], "closes": [{"on": "result.told"}], "limit": "1 h", "checked": ["clock"],
}  # fmt: skip


def test_a_draft_is_the_version_in_force_until_it_is_changed(cast: Cast, draft: Draft) -> None:
    policy = read_policy(draft.files)
    assert (policy.version, policy.clauses["3.1.3"].limit) == (
        "2027.1",
        read_policy(draft.files).clauses["3.1.3"].limit,
    )
    assert str(policy.clauses["4.2.1"].limit) == "20 min"
    assert [(one.change.part, one.change.key) for one in queries.changes_of(draft)] == [
        ("settings", "C01"), ("clause", "3.1.3"), ("clause", "4.2.1"),
    ]  # fmt: skip


def test_a_clause_is_added_beside_its_like_and_taken_out_again(cast: Cast, draft: Draft) -> None:
    more = drafting.add_clause(draft=draft, words=NEW, actor=cast.qin, at=MONDAY)
    assert 'id = "4.1.99"' in more.files["4-standards.toml"]
    less = drafting.drop_clause(draft=draft, clause="4.1.99", actor=cast.qin, at=MONDAY)
    assert "4.1.99" not in read_policy(less.files).clauses


def test_what_runs_under_a_clause_that_goes_is_counted(cast: Cast, draft: Draft, walk: Walk) -> None:
    walk("assigned")
    running = {one.change.key: one.running for one in queries.changes_of(draft)}
    assert running == {"C01": 0, "3.1.3": 0, "4.2.1": 1}
    clauses = ["4.2.1"]
    assert queries.running_under(clauses)["4.2.1"] == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"limit": "soon"}, "limit"),
        ({"limit": None}, "limit"),
        ({"accountable": "nobody"}, "no role 'nobody'"),
        ({"ladder": "none such"}, "no ladder"),
        ({"title": {"en": "Only English"}}, "no translation"),
        ({"opens": [{"on": "visit.imagined"}]}, "no event"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_kept(cast: Cast, draft: Draft, words: dict[str, object], reason: str) -> None:
    with pytest.raises(BadPolicy) as bad:
        drafting.change_clause(draft=draft, clause="3.1.3", words=words, actor=cast.qin, at=MONDAY)
    assert reason in str(bad.value)
    kept = Draft.objects.get(pk=draft.pk)
    assert str(read_policy(kept.files).clauses["3.1.3"].limit) == "2 min"


def test_a_clause_that_others_lean_on_does_not_go(cast: Cast, draft: Draft) -> None:
    leaned_on = next(one for clause in read_policy(draft.files).clauses.values() for one in clause.kept_by)
    with pytest.raises(BadPolicy, match="there is no clause"):
        drafting.drop_clause(draft=draft, clause=leaned_on, actor=cast.qin, at=MONDAY)


def test_a_clause_that_is_not_there_and_a_version_that_is(cast: Cast, draft: Draft) -> None:
    with pytest.raises(NoSuchClause):
        drafting.drop_clause(draft=draft, clause="9.9.9", actor=cast.qin, at=MONDAY)
    with pytest.raises(NoSuchClause):
        drafting.change_table(draft=draft, part="settings", key="C99", words={}, actor=cast.qin, at=MONDAY)
    with pytest.raises(VersionTaken):
        drafting.start_draft(title="Again", version=" 2026.11", actor=cast.qin, at=MONDAY)


def test_strangers_draft_nothing_and_see_nothing_before_they_are_asked(cast: Cast, draft: Draft) -> None:
    for who in (cast.li, cast.chen, cast.operator):
        with pytest.raises(NotYours):
            drafting.start_draft(title="Mine", version="2027.2", actor=who, at=MONDAY)
        with pytest.raises(NotYours):
            drafting.change_clause(draft=draft, clause="3.1.3", words={"limit": "9 min"}, actor=who, at=MONDAY)
        assert not access.visible_drafts(who).exists()
    deciding.ask_staff(draft=draft, until=MONDAY + DAY, actor=cast.qin, at=MONDAY)
    assert access.visible_drafts(cast.chen).get() == draft


def test_nothing_is_changed_while_staff_is_asked(cast: Cast, draft: Draft) -> None:
    deciding.ask_staff(draft=draft, until=MONDAY + DAY, actor=cast.qin, at=MONDAY)
    with pytest.raises(Decided):
        drafting.change_clause(draft=draft, clause="3.1.3", words={"limit": "9 min"}, actor=cast.qin, at=MONDAY)
    deciding.take_back(draft=draft, actor=cast.qin, at=MONDAY)
    drafting.change_clause(draft=draft, clause="3.1.3", words={"limit": "9 min"}, actor=cast.qin, at=MONDAY)
