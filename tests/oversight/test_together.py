"""What two people had a part in counts once for both together; what a sheet weighs by itself is no error of it as well."""

from datetime import UTC, datetime
from fractions import Fraction

from gensui.core.policy import read_policy
from gensui.core.scoring import Tally
from gensui.oversight import happenings
from gensui.oversight.promises import Handled
from gensui.oversight.scope import Found, Scope, Verdict
from gensui.oversight.together import Together, told
from gensui.policies import files

LI, HAO, CHEN = "staff:K02", "staff:K03", "staff:M07"
DESK, ALL = (LI, HAO), (LI, HAO, CHEN)
AT = datetime(2026, 11, 9, 10, tzinfo=UTC)
CASE, OTHER = "case:2026-000052", "case:2026-000065"
TOLD_DAILY, ARRIVAL = "3.3.3", "4.2.2"


def fact(who: str, stream: str, number: int, verdict: Verdict) -> Found:
    return Found(who, stream, "", number, AT, verdict)


def a_month(*facts: tuple[str, Found], waived: frozenset[tuple[str, str, int]] = frozenset()) -> Scope:
    """A month of which single events tell these facts, each with its indicator."""
    scope = Scope("yunqi", AT, AT, AT, read_policy(files.standard()), dict.fromkeys(ALL, ""), waived)
    for indicator in happenings.BY_EVENTS:
        told_of = [one for key, one in facts if key == indicator]
        scope.read[f"told by {indicator}"] = {who: [one for one in told_of if one.who == who] for who in ALL}
    return scope


NOTHING = Handled({}, {})


def test_a_step_that_several_failed_is_one_error_of_all_of_them_together() -> None:
    handled = Handled(
        {LI: {TOLD_DAILY: 5}, HAO: {TOLD_DAILY: 3}, CHEN: {ARRIVAL: 2}},
        {LI: {(TOLD_DAILY, CASE), (TOLD_DAILY, OTHER)}, HAO: {(TOLD_DAILY, CASE)}, CHEN: {(ARRIVAL, CASE)}},
    )
    month = Together(a_month(), handled, {})
    assert [month.errors([who], ()) for who in DESK] == [Tally(Fraction(2), 5), Tally(Fraction(1), 3)]
    assert month.errors(DESK, ()) == Tally(Fraction(2), 8)
    assert month.of(ALL)["K23"] == Tally(Fraction(3), 10)


def test_what_the_sheet_weighs_is_left_out_of_its_errors_whosever_sheet_it_is() -> None:
    handled = Handled({LI: {TOLD_DAILY: 5}, CHEN: {ARRIVAL: 2}}, {LI: {(TOLD_DAILY, CASE)}, CHEN: {(ARRIVAL, CASE)}})
    returned, unsound = fact(LI, CASE, 4, "failed"), fact(CHEN, CASE, 9, "failed")
    month = Together(a_month(("K05", returned), ("K30", unsound)), handled, {})
    assert month.errors(ALL, ()) == Tally(Fraction(4), 7)
    assert month.errors(ALL, ("K13", "K30")) == Tally(Fraction(2), 2)
    assert month.errors(ALL, ("K05", "K07", "K13", "K30")) == Tally()
    assert [one.key for one in told(month.scope, "K23", ALL, ("K05",))] == [unsound.key]


def test_an_evaluation_of_two_counts_once_for_their_department() -> None:
    shared = [("K19", fact(who, CASE, 7, "failed")) for who in DESK]
    month = Together(a_month(*shared, ("K19", fact(LI, OTHER, 7, "kept"))), NOTHING, {})
    assert month.of([LI])["K19"] == Tally(Fraction(1), 2)
    assert month.of(DESK)["K19"] == Tally(Fraction(1), 2)


def test_what_is_left_out_of_one_counts_as_it_counts_for_the_other() -> None:
    left, kept = fact(LI, CASE, 7, "left_out"), fact(CHEN, CASE, 7, "kept")
    month = Together(a_month(("K19", left), ("K19", kept)), NOTHING, {})
    assert month.of(ALL)["K19"] == Tally(Fraction(1), 1)
    assert told(month.scope, "K19", ALL) == [kept]


def test_a_request_that_two_sent_on_is_one_and_came_back_if_one_order_did() -> None:
    first, again = fact(LI, CASE, 4, "failed"), fact(HAO, CASE, 9, "kept")
    month = Together(a_month(("K05", first), ("K05", again)), NOTHING, {})
    assert [month.of([who])["K05"] for who in DESK] == [Tally(Fraction(0), 1), Tally(Fraction(1), 1)]
    assert month.of(DESK)["K05"] == Tally(Fraction(0), 1)
    assert month.errors(DESK, ()) == Tally(Fraction(1), 0)


def test_items_of_one_inspection_are_facts_of_their_own() -> None:
    items = [("K30", fact(CHEN, "inspection:1", 3, "failed"))] * 2 + [("K30", fact(CHEN, "inspection:1", 3, "kept"))]
    month = Together(a_month(*items), NOTHING, {})
    assert len(told(month.scope, "K30", ALL)) == 3
    assert month.errors(ALL, ()) == Tally(Fraction(2), 0)


def test_a_complaint_of_two_is_one_error_and_one_left_out_is_said() -> None:
    complained = [("K23", fact(who, CASE, 12, "failed")) for who in DESK]
    assert Together(a_month(*complained), NOTHING, {}).errors(DESK, ()) == Tally(Fraction(1), 0)
    left = [("K23", fact(LI, CASE, 12, "left_out"))]
    assert Together(a_month(*left), NOTHING, {}).errors(DESK, ()) == Tally(Fraction(0), 0, waived=1)
