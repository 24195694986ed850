"""What is taken from wages: never above the caps, never for what is not final, never on a guess."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from gensui.core.refusal import Refusal
from gensui.ledger import queries as ledger
from gensui.ledger import verify
from gensui.ledger.told import check_told
from gensui.oversight import payroll, told
from gensui.oversight.actions import appeals, pay, sanctions
from gensui.oversight.actions.appeals import Milder
from gensui.oversight.actions.pay import Minimum, Terms
from gensui.oversight.measures import Measure
from gensui.oversight.models import Deduction, LegalBasis, PayTerms, Sanction
from gensui.oversight.sanction_refusals import (
    FinesOff,
    MissingFigures,
    MonthRuns,
    NoBasis,
    NoDeduction,
    NoEvidence,
    NotFinal,
    OverMost,
    SecondPerson,
)
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from tests.cast import Cast
from tests.desk.conftest import SignIn, english, sign_in
from tests.oversight.filed import FILE_AT, Open

__all__ = ["english", "sign_in"]
pytestmark = pytest.mark.database

DAY = timedelta(days=1)
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
FIRST = datetime(2026, 11, 30, 16, tzinfo=UTC)
"""December begins in Shanghai."""
LATER = datetime(2027, 2, 3, 2, tzinfo=UTC)
CLAIM = Measure(
    kind="compensation", reasons="未關總閥即離開", basis="勞動合同第十二條", negligence="gross", claim_fen=50_000
)
Pay = Callable[..., None]


@pytest.fixture
def wage(cast: Cast) -> Pay:
    """What Chen earns since January, and the minimum wage of the city."""

    def note(fen: int = 300_000, minimum: int = 274_000, **words: Any) -> None:
        given: dict[str, Any] = {
            "since_on": date(2026, 1, 1), "contract": "own", "compensation_clause": True, "city": "上海", "wage_fen": fen,
        }  # fmt: skip
        pay.note_pay_terms(employee=cast.chen, terms=Terms(**(given | words)), actor=cast.hr, at=FILE_AT)
        one = Minimum(city="上海", since_on=date(2025, 7, 1), amount_fen=minimum, source="滬人社規〔2025〕")
        pay.note_minimum_wages(site=cast.site, minimums=[one], actor=cast.hr, at=FILE_AT)

    return note


@pytest.fixture
def claimed(cast: Cast, opened: Open) -> Callable[..., Sanction]:
    """A claim on Chen, for a loss of a thousand yuan."""

    def to(state: str = "served", measure: Measure = CLAIM, **words: Any) -> Sanction:
        given: dict[str, Any] = {"loss_fen": 100_000, "evidence": "維修發票", "decider": cast.qin, "second": cast.hr}
        found = opened("served" if state == "effective" else state, measure, **(given | words))
        if state == "effective":
            sanctions.settle(actor=SYSTEM, at=words.get("at", FILE_AT) + 20 * DAY)
            found.refresh_from_db()
        return found

    return to


def test_it_is_taken_within_the_cap_and_the_rest_is_carried(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction]
) -> None:
    wage()
    found = claimed("effective")
    (first,) = pay.make_deductions(site=cast.site, month=DECEMBER, actor=cast.hr, at=LATER)
    assert (first.amount_fen, first.left_fen, first.cap_fen) == (26_000, 24_000, 26_000)
    assert pay.make_deductions(site=cast.site, month=DECEMBER, actor=cast.hr, at=LATER) == []
    (second,) = pay.make_deductions(site=cast.site, month=JANUARY, actor=cast.hr, at=LATER)
    assert (second.amount_fen, second.left_fen) == (24_000, 0)
    made = [one.data for one in ledger.events_of(found.stream) if one.kind == "deduction.made"]
    assert [(one["fen"], one["period"]) for one in made] == [(26_000, "2026-12"), (24_000, "2027-01")]

    (line,) = [one for one in payroll.lines(cast.site, DECEMBER) if one.fen]
    assert (line.employee, line.what, line.fen, line.left_fen) == (cast.chen, "compensation", -26_000, 24_000)


def test_two_claims_share_the_cap_and_the_older_goes_first(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction]
) -> None:
    wage(600_000)
    older, newer = (
        claimed("effective", Measure(**{**_words(CLAIM), "claim_fen": 50_000})),
        claimed("effective", at=FILE_AT + DAY),
    )
    made = pay.make_deductions(site=cast.site, month=DECEMBER, actor=cast.hr, at=LATER)
    assert [(one.sanction, one.amount_fen) for one in made] == [(older, 50_000), (newer, 50_000)]
    assert sum(one.amount_fen for one in made) <= 120_000


def _words(measure: Measure) -> dict[str, Any]:
    return {name: getattr(measure, name) for name in ("kind", "reasons", "basis", "negligence", "claim_fen")}


@pytest.mark.parametrize(
    ("state", "standing"), [("issued", "to be served"), ("served", "may be appealed"), ("appealed", "under appeal")]
)
def test_nothing_is_taken_before_it_is_final(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction], state: str, standing: str
) -> None:
    wage()
    found = claimed(state)
    with pytest.raises(NotFinal) as refused:
        pay.make_deductions(site=cast.site, month=NOVEMBER, actor=cast.hr, at=FIRST)
    assert found.number in refused.value.sentence
    assert standing in refused.value.sentence
    assert Deduction.objects.count() == 0


def test_what_is_missing_is_named_and_nothing_is_guessed(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction]
) -> None:
    with pytest.raises(MissingFigures) as refused:
        claimed("proposed")
    assert "the wage of 陳志 for 2026-11" in refused.value.sentence
    wage(city="蘇州")
    found = Sanction.objects.get()
    with pytest.raises(MissingFigures) as refused:
        sanctions.decide_sanction(sanction=found, measure=CLAIM, actor=cast.qin, at=FILE_AT + 2 * timedelta(hours=1))
    assert "the minimum wage of 蘇州 for 2026-11" in refused.value.sentence


@pytest.mark.parametrize(
    ("second", "city", "raised", "taken"),
    [
        (
            250_000,
            "上海",
            None,
            0,
        ),  # a lesser post from the sixteenth: the lesser wage holds, and it is below the minimum
        (600_000, "上海", None, 26_000),  # a better one: the month was not paid by it alone
        (300_000, "上海", 290_000, 10_000),  # the minimum wage rose within the month
        (300_000, "蘇州", None, 10_000),  # another city, whose minimum is higher
    ],
)
def test_a_post_that_changed_within_the_month_is_judged_by_its_worst_days(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction], second: int, city: str, raised: int | None, taken: int
) -> None:
    wage()
    claimed("effective")
    middle = date(2026, 12, 16)
    beside = [Minimum(city="蘇州", since_on=date(2025, 7, 1), amount_fen=290_000, source="蘇人社")]
    if raised:
        beside.append(Minimum(city="上海", since_on=middle, amount_fen=raised, source="滬人社"))
    pay.note_minimum_wages(site=cast.site, minimums=beside, actor=cast.hr, at=FILE_AT)
    terms = Terms(since_on=middle, contract="own", compensation_clause=True, city=city, wage_fen=second)
    pay.note_pay_terms(employee=cast.chen, terms=terms, actor=cast.hr, at=FILE_AT)
    made = pay.make_deductions(site=cast.site, month=DECEMBER, actor=cast.hr, at=LATER)
    assert sum(one.amount_fen for one in made) == taken


def test_a_city_that_nobody_noted_is_named_though_the_post_changed_to_it_late(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction]
) -> None:
    wage()
    claimed("effective")
    terms = Terms(since_on=date(2026, 12, 31), contract="own", compensation_clause=True, city="杭州", wage_fen=300_000)
    pay.note_pay_terms(employee=cast.chen, terms=terms, actor=cast.hr, at=FILE_AT)
    with pytest.raises(MissingFigures) as refused:
        pay.make_deductions(site=cast.site, month=DECEMBER, actor=cast.hr, at=LATER)
    assert "the minimum wage of 杭州 for 2026-12" in refused.value.sentence
    assert "上海" not in refused.value.sentence


def test_a_missing_figure_stops_the_whole_month(cast: Cast, wage: Pay, claimed: Callable[..., Sanction]) -> None:
    wage()
    claimed("effective")
    PayTerms.objects.update(city="蘇州")
    with pytest.raises(MissingFigures):
        pay.make_deductions(site=cast.site, month=DECEMBER, actor=cast.hr, at=LATER)
    assert Deduction.objects.count() == 0


@pytest.mark.parametrize(
    "words", [{"contract": "dispatched"}, {"contract": "contractor"}, {"compensation_clause": False}]
)
def test_nothing_is_taken_from_who_is_not_employed_here(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction], words: dict[str, Any]
) -> None:
    wage(**words)
    with pytest.raises(NoDeduction):
        claimed("proposed")


@pytest.mark.parametrize(
    ("words", "facts", "refusal"),
    [
        ({"claim_fen": 50_001}, {}, OverMost),
        ({"claim_fen": 0}, {}, OverMost),
        ({"negligence": ""}, {}, NoBasis),
        ({"basis": " "}, {}, NoBasis),
        ({}, {"evidence": ""}, NoEvidence),
        ({"negligence": "general"}, {"third_party": True}, OverMost),
    ],
)
def test_the_matrix_holds(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction], words: dict[str, Any], facts: dict[str, Any],
    refusal: type[Refusal],
) -> None:  # fmt: skip
    wage()
    with pytest.raises(refusal):
        claimed("proposed", Measure(**(_words(CLAIM) | words)), decider=cast.gm, **facts)


def test_what_costs_much_is_the_general_managers(cast: Cast, wage: Pay, claimed: Callable[..., Sanction]) -> None:
    wage(1_000_000)
    large = Measure(**(_words(CLAIM) | {"claim_fen": 60_000}))
    with pytest.raises(NotYours):
        claimed("proposed", large, loss_fen=200_000)
    found = Sanction.objects.get()
    found = sanctions.decide_sanction(sanction=found, measure=large, actor=cast.gm, at=FILE_AT + DAY)
    assert found.claim_fen == 60_000


def test_fines_are_off_until_three_people_stand_for_a_ground(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction]
) -> None:
    wage()
    fine = Measure(kind="fine", reasons="再三遲到", basis="園區規定", claim_fen=5_000)
    with pytest.raises(FinesOff):
        claimed("proposed", fine, severity="general", loss_fen=0)
    found = Sanction.objects.get()

    basis = pay.enter_basis(site=cast.site, text="經職代會通過的規章第五條", actor=cast.hr, at=FILE_AT)
    with pytest.raises(SecondPerson):
        pay.approve_basis(basis=basis, actor=cast.hr, at=FILE_AT)
    pay.approve_basis(basis=basis, actor=cast.qin, at=FILE_AT)
    with pytest.raises(SecondPerson):
        pay.approve_basis(basis=basis, actor=cast.qin, at=FILE_AT)
    at = FILE_AT + timedelta(hours=2)
    with pytest.raises(FinesOff):
        sanctions.decide_sanction(sanction=found, measure=fine, actor=cast.qin, at=at)
    assert pay.approve_basis(basis=basis, actor=cast.gm, at=FILE_AT).holds
    assert sanctions.decide_sanction(sanction=found, measure=fine, actor=cast.qin, at=at).state == "proposed"

    pay.withdraw_basis(basis=basis, actor=cast.gm, at=at)
    assert not LegalBasis.objects.get().holds


def test_wages_lie_sealed_and_each_look_is_on_record(cast: Cast, wage: Pay) -> None:
    wage(345_678)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wage FROM oversight_payterms")
        (sealed,) = cursor.fetchone()
    assert "345678" not in sealed
    assert pay.reveal_wage(employee=cast.chen, purpose="payroll", actor=cast.gm, at=FILE_AT) == 345_678
    last = ledger.events_of(cast.chen.key)[-1]
    assert (last.kind, last.actor, last.data["purpose"]) == ("wage.revealed", cast.gm.key, "payroll")
    assert "345678" not in str([one.data for one in ledger.events_of(cast.chen.key)])
    for actor in (cast.qin, cast.chief, cast.li, cast.chen, cast.operator, cast.stranger):
        with pytest.raises(NotYours):
            pay.reveal_wage(employee=cast.chen, purpose="x", actor=actor, at=FILE_AT)


def test_who_may_deduct_and_when(cast: Cast) -> None:
    for actor in (cast.qin, cast.chief, cast.chen, cast.stranger):
        with pytest.raises(NotYours):
            pay.make_deductions(site=cast.site, month=NOVEMBER, actor=actor, at=FILE_AT)
    for month, at in ((DECEMBER, FILE_AT), (NOVEMBER, FILE_AT), (NOVEMBER, FIRST - timedelta(seconds=1))):
        with pytest.raises(MonthRuns):
            pay.make_deductions(site=cast.site, month=month, actor=cast.hr, at=at)


def test_nothing_is_taken_from_a_month_before_it_was_given(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction]
) -> None:
    wage()
    claimed("effective")
    assert pay.make_deductions(site=cast.site, month=date(2026, 10, 1), actor=cast.hr, at=LATER) == []
    assert len(pay.make_deductions(site=cast.site, month=NOVEMBER, actor=cast.hr, at=LATER)) == 1


def test_what_was_taken_is_compared_with_the_log(cast: Cast, wage: Pay, claimed: Callable[..., Sanction]) -> None:
    wage()
    claimed("effective")
    (made,) = pay.make_deductions(site=cast.site, month=DECEMBER, actor=cast.hr, at=LATER)

    def faults() -> list[str]:
        return [str(one) for one in check_told(told.TOLD) if isinstance(one, verify.Fault)]

    assert faults() == []
    Deduction.objects.filter(pk=made.pk).update(amount_fen=made.amount_fen - 1)
    (line,) = faults()
    assert "amount_fen is '25999', but by the log it is '26000'" in line
    Deduction.objects.filter(pk=made.pk).update(amount_fen=made.amount_fen, month=JANUARY)
    assert len(faults()) == 2  # one is gone, another is there of which nothing speaks
    Deduction.objects.filter(pk=made.pk).delete()
    assert len(faults()) == 1


def test_somebody_who_left_gives_nothing(cast: Cast, wage: Pay, claimed: Callable[..., Sanction]) -> None:
    wage()
    claimed("effective")
    cast.chen.left_on = date(2026, 12, 10)
    cast.chen.save()
    assert pay.make_deductions(site=cast.site, month=DECEMBER, actor=cast.hr, at=LATER) == []


def test_no_appeal_ends_in_a_fine_without_a_legal_ground(
    cast: Cast, wage: Pay, claimed: Callable[..., Sanction], english: SignIn
) -> None:
    """Compensation that is appealed does not become what nobody could have given."""
    wage()
    found = claimed("appealed")
    with pytest.raises(FinesOff):
        appeals.decide_appeal(
            sanction=found, decision="changed", hearing="本人說明", reasons="x，值班記錄與照片均已核對", milder=Milder("fine", 10_000),
            actor=cast.gm, at=FILE_AT + 30 * DAY,
        )  # fmt: skip
    page = english(cast.gm).get(reverse("sanction", args=[found.number])).content.decode()
    assert ('value="warning"' in page, 'value="fine"' in page) == (True, False)
