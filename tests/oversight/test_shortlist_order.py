"""The order of the shortlist: more that is good never lowers anybody, and little never leads much."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gensui.oversight.shortlist import Standing
from gensui.people.models import Employee


def part(most: int) -> st.SearchStrategy[tuple[int, int]]:
    """So many good of so many."""
    return st.integers(0, most).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


standings = st.builds(
    lambda promises, answers: Standing(
        employee=Employee(number="S01"), in_time=promises[0], due=promises[1], content=answers[0], answers=answers[1]
    ),
    part(3000),
    part(60),
)


@given(standings)
def test_another_promise_kept_lowers_nobody(one: Standing) -> None:
    assert replace(one, in_time=one.in_time + 1, due=one.due + 1).order[1:] <= one.order[1:]


@given(standings)
def test_another_owner_content_lowers_nobody(one: Standing) -> None:
    assert replace(one, content=one.content + 1, answers=one.answers + 1).order[1:] <= one.order[1:]


@given(standings)
def test_equal_facts_give_an_equal_place(one: Standing) -> None:
    assert replace(one, employee=Employee(number="S02")).order == one.order


@given(part(3000))
def test_what_is_sure_is_never_more_than_what_was_counted(counted: tuple[int, int]) -> None:
    good, whole = counted
    timely, _content = Standing(employee=Employee(number="S01"), in_time=good, due=whole).surely
    assert 0 <= timely <= (good / whole if whole else 0) + 1e-4


def test_one_of_one_never_leads_1904_of_1922() -> None:
    def sure(good: int, whole: int) -> float:
        return Standing(employee=Employee(number="S01"), in_time=good, due=whole).surely[0]

    assert sure(1, 1) < 0.21 < 0.98 < sure(1904, 1922)
