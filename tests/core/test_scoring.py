"""The arithmetic of a month: what holds for every rate, every sample, every department."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gensui.core import scoring
from gensui.core.policy import read_policy
from gensui.core.scoring import INDICATORS, POSTS, Circumstances, Result, Tally
from gensui.policies import files

WEIGHTS = {post: one.weights for post, one in read_policy(files.standard()).judged.items()}
RATES = st.fractions(0, 1)
KEYS = st.sampled_from(sorted(INDICATORS))
TALLIES = st.integers(0, 60).flatmap(
    lambda whole: st.builds(Tally, st.integers(0, whole).map(Fraction), st.just(whole))
)
COUNTED = st.dictionaries(KEYS, TALLIES)


def test_there_are_thirty_three_and_each_says_who_asks_for_it() -> None:
    assert [key for key in INDICATORS if key.startswith("K")] == [f"K{number:02}" for number in range(1, 34)]


@pytest.mark.parametrize("post", POSTS)
def test_the_weights_of_a_post_make_a_hundred_and_owners_weigh_enough(post: scoring.Post) -> None:
    assert sum(WEIGHTS[post].values()) == 100
    assert WEIGHTS[post].keys() <= INDICATORS.keys()
    if post != "personnel":  # it serves no owner: the policy says so, and shows what owners say without weight
        assert WEIGHTS[post]["K19"] >= 15, "as 5.2.6 says"


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


@given(KEYS.filter(lambda key: key != "TEAM"), TALLIES)
def test_a_small_sample_lies_between_the_own_rate_and_what_is_good(key: str, own: Tally) -> None:
    indicator = INDICATORS[key]
    good = scoring.good_rate(indicator)
    judged, basis = scoring.lean(indicator, own)
    assert scoring.item_score(indicator, good) == 80
    rate = good if own.rate is None else own.rate
    assert min(rate, good) <= judged <= max(rate, good)
    assert basis == ("leaning" if own.whole else "none")


def test_a_small_sample_by_hand() -> None:
    assert scoring.lean(INDICATORS["K03"], Tally(Fraction(8), 10)) == (Fraction(174, 200), "leaning")
    assert scoring.lean(INDICATORS["K03"], Tally()) == (Fraction(94, 100), "none")
    assert scoring.lean(INDICATORS["K20"], Tally(Fraction(1), 10)) == (Fraction(135, 2000), "leaning")
    assert scoring.lean(INDICATORS["TEAM"], Tally(Fraction(9, 5), 2)) == (Fraction(9, 10), "own")


def _total(weights: Mapping[str, int], counted: dict[str, Tally]) -> Fraction:
    found = scoring.score(scoring.lines(weights, counted))
    assert found is not None
    return found


def a_total(post: scoring.Post, counted: dict[str, Tally]) -> Fraction:
    return _total(WEIGHTS[post], counted)


def kept(tally: Tally, key: str) -> Tally:
    """One promise more, and it was kept."""
    return tally + Tally(Fraction(0 if INDICATORS[key].at_most else 1), 1)


def cleared(tally: Tally, key: str) -> Tally:
    """One lapse less, because of an objection that was granted."""
    return tally + Tally(Fraction(-1 if INDICATORS[key].at_most else 0), -1, waived=1)


def lapses(tally: Tally, key: str) -> Fraction:
    return tally.part if INDICATORS[key].at_most else tally.whole - tally.part


@given(st.sampled_from(POSTS), COUNTED, KEYS.filter(lambda key: key != "TEAM"))
def test_a_promise_kept_never_lowers_anything(post: scoring.Post, counted: dict[str, Tally], key: str) -> None:
    more = counted | {key: kept(counted.get(key, Tally()), key)}
    assert a_total(post, more) >= a_total(post, counted)
    before, after = (scoring.Evidence.of(scoring.lines(WEIGHTS[post], one)) for one in (counted, more))
    assert after.covers(before)


@given(st.sampled_from(POSTS), COUNTED, KEYS.filter(lambda key: key != "TEAM"), st.integers(0, 60), st.integers(1, 20))
def test_a_lapse_less_never_lowers_anything(
    post: scoring.Post, counted: dict[str, Tally], key: str, good: int, lapsed: int
) -> None:
    own = Tally(Fraction(lapsed if INDICATORS[key].at_most else good), good + lapsed)
    with_it, without = counted | {key: own}, counted | {key: cleared(own, key)}
    assert a_total(post, without) >= a_total(post, with_it)
    before, after = (scoring.Evidence.of(scoring.lines(WEIGHTS[post], one)) for one in (with_it, without))
    assert after.covers(before)


@given(KEYS.filter(lambda key: key != "TEAM"), TALLIES, TALLIES)
def test_nobody_overtakes_by_shares_alone(key: str, one: Tally, other: Tally) -> None:
    """With fewer facts and no fewer lapses, a rate is judged no better."""
    assume(one.whole <= other.whole and lapses(one, key) >= lapses(other, key))
    indicator = INDICATORS[key]
    ahead, behind = (scoring.item_score(indicator, scoring.lean(indicator, tally)[0]) for tally in (other, one))
    assert ahead >= behind


TEAMS = st.lists(st.dictionaries(st.sampled_from(sorted(WEIGHTS["cleaner"])), TALLIES), min_size=1, max_size=4)


def of_a_team(team: list[dict[str, Tally]], post: scoring.Post = "leader") -> tuple[Fraction, scoring.Evidence]:
    """What whoever leads cleaners is judged by, where nothing but their scores is known."""
    sheets = [scoring.lines(WEIGHTS["cleaner"], one) for one in team]
    scores = [scoring.score(lines, without=WEIGHTS[post]) for lines in sheets]
    known = [scoring.Evidence.of(lines).covers(scoring.LEAST) for lines in sheets]
    counted = {"TEAM": scoring.of_team((one or Fraction(0), enough) for one, enough in zip(scores, known, strict=True))}
    return a_total(post, counted), scoring.Evidence.of(scoring.lines(WEIGHTS[post], counted))


@given(TEAMS, st.sampled_from(sorted(WEIGHTS["cleaner"])))
def test_what_a_team_keeps_never_lowers_who_leads_it(team: list[dict[str, Tally]], key: str) -> None:
    more = [team[0] | {key: kept(team[0].get(key, Tally()), key)}, *team[1:]]
    (before, known), (after, then) = of_a_team(team), of_a_team(more)
    assert after >= before
    assert then.covers(known)


@given(TEAMS, st.sampled_from(sorted(WEIGHTS["cleaner"])), st.integers(0, 60), st.integers(1, 20))
def test_a_lapse_less_in_a_team_never_lowers_who_leads_it(
    team: list[dict[str, Tally]], key: str, good: int, lapsed: int
) -> None:
    own = Tally(Fraction(lapsed if INDICATORS[key].at_most else good), good + lapsed)
    with_it, without = ([team[0] | {key: one}, *team[1:]] for one in (own, cleared(own, key)))
    (before, known), (after, then) = of_a_team(with_it), of_a_team(without)
    assert after >= before
    assert then.covers(known)


def test_a_team_of_whom_nothing_is_known_is_no_evidence() -> None:
    enough = whole(K07=100, K19=100, K29=100, K30=100)
    assert of_a_team([{}, {}, {}])[1] == scoring.Evidence(0, 0)
    assert of_a_team([enough, {}, {}, {}])[1] == scoring.Evidence(Fraction(50, 4), 1)
    assert of_a_team([enough, enough])[1] == scoring.Evidence(50, 2)
    beside = whole(K15=100, K19=100) | {"TEAM": scoring.of_team([(Fraction(80), False)] * 28)}
    assert scoring.assess(scoring.lines(WEIGHTS["leader"], beside), Circumstances()) == Result(None, "thin")
    known = beside | {"TEAM": scoring.of_team([(Fraction(80), True)] * 17 + [(Fraction(80), False)] * 11)}
    assert scoring.assess(scoring.lines(WEIGHTS["leader"], known), Circumstances()).total is not None


@given(st.sampled_from(POSTS), COUNTED)
def test_every_indicator_weighs_as_usual(post: scoring.Post, counted: dict[str, Tally]) -> None:
    lines = scoring.lines(WEIGHTS[post], counted)
    assert sum(line.weight for line in lines) == 100
    assert {line.indicator for line in lines if line.weight} == WEIGHTS[post].keys()


@given(st.sampled_from(POSTS), COUNTED, st.randoms())
def test_the_order_of_what_is_counted_changes_nothing(
    post: scoring.Post, counted: dict[str, Tally], any_: object
) -> None:
    pairs = list(counted.items())
    any_.shuffle(pairs)  # type: ignore[attr-defined]
    assert scoring.lines(WEIGHTS[post], dict(pairs)) == scoring.lines(WEIGHTS[post], counted)


@given(COUNTED, st.fractions(0, 20), st.fractions(0, 30))
def test_a_total_is_within_bounds(counted: dict[str, Tally], bonus: Fraction, deductions: Fraction) -> None:
    lines = scoring.lines(WEIGHTS["repairer"], counted)
    result = scoring.assess(lines, Circumstances(bonus=bonus, deductions=deductions))
    if result.total is None:
        assert result.reason == "thin"
    else:
        assert 0 <= result.total <= 100


def whole(**shares: int) -> dict[str, Tally]:
    return {key: Tally(Fraction(share), 100) for key, share in shares.items()}


def test_what_nobody_saw_scores_as_the_rest_does_and_good_at_most() -> None:
    """Sixty of the weight known: at 100, at the floor, and at nothing."""
    for share, rest in ((100, Fraction(80)), (0, None)):
        lines = scoring.lines(WEIGHTS["repairer"], whole(K06=share, K07=share, K09=share, K19=share))
        known = scoring.score([line for line in lines if line.tally.whole])
        (unseen,) = {line.score for line in lines if not line.tally.whole}
        assert unseen == (known if rest is None else rest)
        assert {line.judged for line in lines if not line.tally.whole} == {None}
    (alone,) = {line.score for line in scoring.lines(WEIGHTS["repairer"], {})}
    assert alone == 80
    left_out = next(key for key in WEIGHTS["repairer"] if key not in ("K06", "K07", "K09", "K19"))
    counted = whole(K06=0, K07=0, K09=0, K19=0) | {left_out: Tally(waived=1)}
    (cleared,) = (line for line in scoring.lines(WEIGHTS["repairer"], counted) if line.indicator == left_out)
    assert cleared.score == 80


@given(st.data())
def test_less_work_is_never_better(data: st.DataObject) -> None:
    """Whoever does as well there as in all the rest loses by having nothing to show for it, or gains nothing."""
    weights = WEIGHTS[data.draw(st.sampled_from(("agent", "repairer", "guard", "cleaner", "gardener")))]
    counted = data.draw(st.fixed_dictionaries(dict.fromkeys(weights, TALLIES.filter(lambda one: one.whole > 0))))
    lines = scoring.lines(weights, counted)
    worst = min(lines, key=lambda line: line.score).indicator
    key = data.draw(st.sampled_from([line.indicator for line in lines if line.indicator != worst]))
    (line,) = (one for one in lines if one.indicator == key)
    rest = scoring.score(lines, without=[key])
    before, after = (_total(weights, one) for one in (counted, counted | {key: Tally()}))
    assert rest is not None
    if line.score >= min(rest, Fraction(scoring.GOOD)):
        assert after <= before
    else:
        assert after <= max(rest, before)


def test_too_little_is_no_grade_and_what_was_not_counted_is_good() -> None:
    lines = scoring.lines(WEIGHTS["repairer"], whole(K06=100, K19=90))
    assert scoring.assess(lines, Circumstances()) == Result(None, "thin")  # 35 of a hundred
    assert scoring.Evidence.of(lines) == scoring.Evidence(35, 200)
    enough = whole(K06=100, K07=100, K09=100, K19=100)
    result = scoring.assess(scoring.lines(WEIGHTS["repairer"], enough), Circumstances())
    assert result.total == Fraction(60 * 100 + 40 * 80, 100)
    few = {key: Tally(Fraction(2), 2) for key in enough}
    assert scoring.assess(scoring.lines(WEIGHTS["repairer"], few), Circumstances()).reason == "thin"  # eight facts


def test_one_late_report_fails_nobody() -> None:
    found = a_total("guard", {"K28": Tally(Fraction(0), 1)})
    assert 76 < found < 80


@pytest.mark.parametrize(
    ("circumstances", "reason"),
    [
        (Circumstances(days=14), "newcomer"),
        (Circumstances(leave=Fraction(16, 31)), "leave"),
    ],
)
def test_who_was_hardly_there_has_no_grade(circumstances: Circumstances, reason: str) -> None:
    lines = scoring.lines(WEIGHTS["head"], dict.fromkeys(WEIGHTS["head"], Tally(Fraction(1000), 1000)))
    assert scoring.assess(lines, circumstances) == Result(None, reason)  # type: ignore[arg-type]
    assert scoring.assess((), Circumstances()).reason == "thin"
    on_the_line = Circumstances(days=15, leave=Fraction(1, 2))
    assert scoring.assess(lines, on_the_line).total == scoring.score(lines)


def test_grades_are_by_the_exact_total() -> None:
    almost = Fraction(7996, 100)
    found = scoring.grades(
        {"a": Result(almost), "b": Result(Fraction(80)), "c": Result(Fraction(60)), "d": Result(Fraction(5999, 100))}
    )
    assert scoring.half_up(almost) == Decimal("80.0")
    assert found == {"a": "pass", "b": "good", "c": "pass", "d": "fail"}


def test_a_fifth_is_excellent_and_whoever_equals_the_last_of_them() -> None:
    five = {name: Result(Fraction(90 + place)) for place, name in enumerate("abcde")}
    assert [who for who, grade in scoring.grades(five).items() if grade == "excellent"] == ["e"]
    tied = five | {"d": Result(Fraction(94))}
    assert [who for who, grade in scoring.grades(tied).items() if grade == "excellent"] == ["d", "e"]
    barred = five | {"e": Result(Fraction(99), may_excel=False)}
    assert scoring.grades(barred)["e"] == "good"
    assert scoring.grades(barred)["d"] == "excellent"


def test_a_department_of_two_has_a_place() -> None:
    two = {"a": Result(Fraction(94)), "b": Result(Fraction(91))}
    assert scoring.grades(two) == {"a": "excellent", "b": "good"}
    assert scoring.grades({"a": Result(Fraction(89))}) == {"a": "good"}


def test_a_veto_fails_whatever_the_total() -> None:
    for counted in (dict.fromkeys(WEIGHTS["guard"], Tally(Fraction(100), 100)), {}):
        lines = scoring.lines(WEIGHTS["guard"], counted)
        assert scoring.grades({"a": scoring.assess(lines, Circumstances(vetoed=True))}) == {"a": "fail"}


DEPARTMENTS = st.lists(st.one_of(st.none(), st.fractions(0, 100)), max_size=40)


@given(DEPARTMENTS)
def test_grades_of_any_department(totals: list[Fraction | None]) -> None:
    department = {str(place): Result(total) for place, total in enumerate(totals)}
    found = scoring.grades(department)
    graded = {who: total for who, total in zip(department, totals, strict=True) if total is not None}
    assert {who for who, grade in found.items() if grade} == graded.keys()
    best = [total for who, total in graded.items() if found[who] == "excellent"]
    assert 5 * sum(1 for one in best if one > min(best)) < max(5, len(graded))
    assert bool(best) == any(total >= 90 for total in graded.values())
    order = ["fail", "pass", "good", "excellent"]
    for one, total in graded.items():
        for other, less in graded.items():
            if total >= less:  # equal totals are equal grades
                assert order.index(found[one]) >= order.index(found[other])


@given(DEPARTMENTS.filter(any), st.data())
def test_a_better_total_is_never_a_lower_grade(totals: list[Fraction | None], data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([at for at, total in enumerate(totals) if total is not None]))
    better = [*totals]
    better[place] = data.draw(st.fractions(totals[place], 100))
    order = ["fail", "pass", "good", "excellent"]
    before, after = (
        scoring.grades({str(at): Result(total) for at, total in enumerate(one)})[str(place)] for one in (totals, better)
    )
    assert order.index(after) >= order.index(before)


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
