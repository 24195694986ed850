"""The arithmetic of a month: what holds for every rate, every sample, every department."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gensui.core import scoring
from gensui.core.scoring import INDICATORS, POSTS, WEIGHTS, Circumstances, Result, Tally

RATES = st.fractions(0, 1)
KEYS = st.sampled_from(sorted(INDICATORS))
TALLIES = st.integers(0, 60).flatmap(
    lambda whole: st.builds(Tally, st.integers(0, whole).map(Fraction), st.just(whole))
)
COUNTED = st.dictionaries(KEYS, TALLIES)


def test_there_are_thirty_three_and_each_says_what_it_counts() -> None:
    assert [key for key in INDICATORS if key.startswith("K")] == [f"K{number:02}" for number in range(1, 34)]
    assert all(one.numerator and one.denominator and one.clauses for one in INDICATORS.values())


@pytest.mark.parametrize("post", POSTS)
def test_the_weights_of_a_post_make_a_hundred_and_owners_weigh_enough(post: scoring.Post) -> None:
    assert sum(WEIGHTS[post].values()) == 100
    assert WEIGHTS[post].keys() <= INDICATORS.keys()
    assert WEIGHTS[post]["K19"] >= (10 if post == "head" else 15)


@pytest.mark.parametrize(
    ("key", "rate", "score"),
    [
        ("K03", "98/100", 100), ("K03", "1", 100), ("K03", "94/100", 80), ("K03", "90/100", 60), ("K03", "45/100", 30),
        ("K03", "0", 0), ("K20", "2/100", 100), ("K20", "0", 100), ("K20", "35/1000", 80), ("K20", "5/100", 60), ("K20", "1", 0),
        ("K21", "30/1000", 80), ("CALLS", "73/100", 73), ("K04", "1", 100), ("K04", "95/100", 60),
    ],
)  # fmt: skip
def test_a_score_by_hand(key: str, rate: str, score: int) -> None:
    assert scoring.item_score(INDICATORS[key], Fraction(rate)) == score


@given(KEYS, RATES, RATES)
def test_a_score_is_within_bounds_and_never_punishes_better(key: str, one: Fraction, other: Fraction) -> None:
    indicator = INDICATORS[key]
    low, high = sorted((one, other), reverse=indicator.at_most)
    assert 0 <= scoring.item_score(indicator, low) <= scoring.item_score(indicator, high) <= 100


@given(TALLIES.filter(lambda tally: tally.whole > 0), RATES)
def test_a_small_sample_lies_between_the_own_rate_and_the_department(own: Tally, department: Fraction) -> None:
    judged, basis = scoring.shrink(own, department)
    assert own.rate is not None
    assert min(own.rate, department) <= judged <= max(own.rate, department)
    assert basis == ("department" if own.whole < 5 else "shrunk" if own.whole < 20 else "own")


def test_a_small_sample_by_hand() -> None:
    assert scoring.shrink(Tally(Fraction(8), 10), Fraction(9, 10)) == (Fraction(17, 20), "shrunk")
    assert scoring.shrink(Tally(Fraction(0), 4), Fraction(9, 10)) == (Fraction(9, 10), "department")
    assert scoring.shrink(Tally(Fraction(19), 20), Fraction(1, 2)) == (Fraction(19, 20), "own")


@given(st.sampled_from(POSTS), COUNTED)
def test_weights_make_a_hundred_however_much_is_left_out(post: scoring.Post, counted: dict[str, Tally]) -> None:
    lines = scoring.lines(WEIGHTS[post], counted, counted)
    weighing = [line for line in lines if line.weight]
    assert sum(line.weight for line in weighing) == (100 if weighing else 0)
    assert all((line.score is None) == (line.tally.whole == 0) for line in lines)
    assert {line.indicator for line in weighing} <= WEIGHTS[post].keys()


@given(st.sampled_from(POSTS), COUNTED, st.randoms())
def test_the_order_of_what_is_counted_changes_nothing(
    post: scoring.Post, counted: dict[str, Tally], any_: object
) -> None:
    pairs = list(counted.items())
    any_.shuffle(pairs)  # type: ignore[attr-defined]
    assert scoring.lines(WEIGHTS[post], dict(pairs), dict(pairs)) == scoring.lines(WEIGHTS[post], counted, counted)


@given(COUNTED, st.fractions(0, 20), st.fractions(0, 30))
def test_a_total_is_within_bounds(counted: dict[str, Tally], bonus: Fraction, deductions: Fraction) -> None:
    lines = scoring.lines(WEIGHTS["repairer"], counted, counted)
    result = scoring.assess(lines, Circumstances(bonus=bonus, deductions=deductions))
    if result.total is None:
        assert result.reason == "no_data"
    else:
        assert 0 <= result.total <= 100


def whole(**shares: int) -> dict[str, Tally]:
    return {key: Tally(Fraction(share), 100) for key, share in shares.items()}


def test_what_was_not_counted_gives_its_weight_to_the_others() -> None:
    lines = scoring.lines(WEIGHTS["repairer"], whole(K06=100, K19=90), whole(K06=100, K19=90))
    weights = {line.indicator: line.weight for line in lines if line.weight}
    assert weights == {"K06": Fraction(1500, 35), "K19": Fraction(2000, 35)}
    result = scoring.assess(lines, Circumstances())
    assert result.total == Fraction(1500, 35) + Fraction(2000, 35) * 80 / 100
    assert scoring.half_up(result.total) == Decimal("88.6")


@pytest.mark.parametrize(
    ("circumstances", "reason"),
    [
        (Circumstances(days=14), "newcomer"),
        (Circumstances(leave=Fraction(16, 31)), "leave"),
    ],
)
def test_who_was_hardly_there_has_no_grade(circumstances: Circumstances, reason: str) -> None:
    lines = scoring.lines(WEIGHTS["repairer"], whole(K06=100), whole(K06=100))
    assert scoring.assess(lines, circumstances) == Result(None, reason)  # type: ignore[arg-type]
    assert scoring.assess((), Circumstances()).reason == "no_data"
    on_the_line = Circumstances(days=15, leave=Fraction(1, 2))
    assert scoring.assess(lines, on_the_line).total == 100


def test_grades_are_by_the_exact_total() -> None:
    almost = Fraction(7996, 100)
    found = scoring.grades(
        {"a": Result(almost), "b": Result(Fraction(80)), "c": Result(Fraction(60)), "d": Result(Fraction(5999, 100))}
    )
    assert scoring.half_up(almost) == Decimal("80.0")
    assert found == {"a": "pass", "b": "good", "c": "pass", "d": "fail"}


def test_a_fifth_at_most_is_excellent_and_equals_are_not_told_apart() -> None:
    five = {name: Result(Fraction(90 + place)) for place, name in enumerate("abcde")}
    assert [who for who, grade in scoring.grades(five).items() if grade == "excellent"] == ["e"]
    tied = five | {"d": Result(Fraction(94))}
    assert "excellent" not in scoring.grades(tied).values()
    barred = five | {"e": Result(Fraction(99), may_excel=False)}
    assert scoring.grades(barred)["e"] == "good"
    assert scoring.grades(barred)["d"] == "excellent"


def test_a_veto_fails_whatever_the_total() -> None:
    lines = scoring.lines(WEIGHTS["guard"], whole(K24=100), whole(K24=100))
    result = scoring.assess(lines, Circumstances(vetoed=True))
    assert scoring.grades({"a": result}) == {"a": "fail"}


@given(st.lists(st.one_of(st.none(), st.fractions(0, 100)), max_size=40))
def test_grades_of_any_department(totals: list[Fraction | None]) -> None:
    department = {str(place): Result(total) for place, total in enumerate(totals)}
    found = scoring.grades(department)
    graded = [who for who in department if found[who]]
    assert len(found) == len(department)
    assert 5 * sum(1 for grade in found.values() if grade == "excellent") <= len(graded)
    order = ["fail", "pass", "good", "excellent"]
    for one in graded:
        for other in graded:
            if department[one].total >= department[other].total:  # type: ignore[operator]
                assert order.index(found[one]) >= order.index(found[other])


@given(st.fractions(-1000, 1000))
def test_half_up_is_the_nearest_tenth(value: Fraction) -> None:
    rounded = Fraction(scoring.half_up(value))
    assert -Fraction(1, 20) < rounded - value <= Fraction(1, 20)


@given(TALLIES)
def test_an_interval_holds_the_rate_and_narrows(tally: Tally) -> None:
    low, high = scoring.interval(tally)
    assert 0 <= low <= high <= 1
    if tally.rate is not None:
        assert low - Fraction(1, 1000) <= tally.rate <= high + Fraction(1, 1000)
        more = scoring.interval(Tally(tally.part * 4, tally.whole * 4))
        assert more[1] - more[0] < high - low
