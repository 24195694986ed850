"""A part is entered with its price, from the list or by name: in words alone nobody would be asked for consent."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gensui.cases.actions import plan, work
from gensui.cases.models import Case
from gensui.ledger.models import Event, Obligation
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_handling_record import completed, open_gates, report

pytestmark = pytest.mark.database
PUMP = {"other0": "增壓泵", "othercount0": "1", "otherprice0": "380"}


def in_the_field(case: Case, phone: Any, once: str = "c1", **words: Any) -> Any:
    """The work is done, as entered on the page of the field."""
    return completed(case, phone, back=f"/field/{case.number}/", once=once, **words)


def planned(case: Case, phone: Any, once: str = "p1", **words: Any) -> Any:
    form = phone.get(f"/cases/{case.number}/propose_plan/").context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    given |= {"explained": "in_person", "photos": "", "once": once}
    return phone.post(f"/cases/{case.number}/propose_plan/", given | words)


def replaced(case: Case) -> list[tuple[list[str], bool]]:
    events = Event.objects.filter(stream=case.stream, kind="parts.replaced").order_by("number")
    return [(one.data["parts"], one.data["agreed"]) for one in events]


@pytest.mark.parametrize("words", ["角閥 3", "换了角阀三个", "angle valve x3", "生料帶、角閥", "Angle valves"])
def test_a_part_of_the_list_is_not_told_in_words(walk: Walk, cast: Cast, english: SignIn, words: str) -> None:
    case, phone = walk("working"), english(cast.chen)
    refused = in_the_field(case, phone, part0="", used0="", materials=words)
    assert refused.status_code == 409
    assert "“Angle valve” is a part with a price" in refused.content.decode()
    assert words in refused.content.decode()  # what was typed is still there
    assert Case.objects.get(pk=case.pk).state == "working"
    assert replaced(case) == []


@pytest.mark.parametrize("words", ["生料帶 1", "角閥扳手潤滑油", "screws, sealant"])
def test_consumables_are_told_in_words(walk: Walk, cast: Cast, english: SignIn, words: str) -> None:
    case, phone = walk("working"), english(cast.chen)
    page = phone.get(f"/cases/{case.number}/complete_work/?back=/field/{case.number}/").content.decode()
    assert "Consumables used" in page
    assert "counts as no part" in page
    assert in_the_field(case, phone, materials=words).status_code == 302
    record = case.records.get()
    assert (record.parts, record.materials, replaced(case)) == ("Angle valve × 2", words, [(["angle-valve"], True)])


def test_the_record_takes_no_part_in_words_later_either(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, phone = walk("working"), english(cast.chen)
    assert in_the_field(case, phone).status_code == 302
    address = f"/cases/{case.number}/fill_record/"
    assert phone.get(address).context["form"]["materials"].value() == ""  # the parts are not to be typed over
    full = {"process": "換閥", "labour_minutes": "40", "cost": "172"}
    assert phone.post(address, full | {"materials": "角閥 1", "once": "f1"}).status_code == 409
    assert phone.post(address, full | {"materials": "生料帶", "once": "f2"}).status_code == 302
    assert case.records.get().used == "Angle valve × 2\n生料帶"
    assert report(case, phone).status_code == 302


def test_a_part_outside_the_list_asks_for_consent_as_any_other(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, phone = walk("working"), english(cast.chen)
    refused = in_the_field(case, phone, **PUMP)
    assert refused.status_code == 409
    assert ("2.2.7" in refused.content.decode(), replaced(case)) == (True, [])

    assert planned(case, phone, **PUMP).status_code == 302
    assert "2.2.8" in open_gates(case)
    quote = case.quotes.get(version=2)
    line = quote.lines.get(item=None)
    assert (line.name, line.kind) == ("增壓泵", "material")
    assert (line.unit_price, quote.total) == (Decimal(380), Decimal(552))
    assert in_the_field(case, phone, cost="552", **PUMP, once="c2").status_code == 409  # nobody agreed yet

    _agree(case, cast)
    assert not Obligation.objects.filter(stream=case.stream, clause="2.2.8", state="open").exists()
    form = phone.get(f"/cases/{case.number}/complete_work/?back=/field/{case.number}/").context["form"]
    assert [field.value() for field in form.other_rows()[0]] == ["增壓泵", 1, 380]
    assert in_the_field(case, phone, cost="552", **PUMP, once="c3").status_code == 302
    assert replaced(case) == [(["angle-valve", "other"], True)]
    assert case.records.get().parts == "Angle valve × 2\n增壓泵 × 1 ¥380"


def _agree(case: Case, cast: Cast) -> None:
    case.refresh_from_db()
    plan.consent_to_plan(case=case, method="app", by="陳美", key="k", actor=cast.mei, at=timezone.now())


@pytest.mark.parametrize(
    "more", [{"othercount0": "2"}, {"otherprice0": "381"}, {"other0": "循環泵"}, {"other1": "濾芯", "otherprice1": "9"}]
)
def test_what_differs_from_the_agreed_part_is_not_put_in(
    walk: Walk, cast: Cast, english: SignIn, more: dict[str, str]
) -> None:
    case, phone = walk("working"), english(cast.chen)
    assert planned(case, phone, **PUMP).status_code == 302
    _agree(case, cast)
    refused = in_the_field(case, phone, cost="552", **(PUMP | more))
    assert (refused.status_code, "2.2.7" in refused.content.decode(), replaced(case)) == (409, True, [])
    assert in_the_field(case, phone, cost="552", **(PUMP | {"other0": " 增压泵 "}), once="c2").status_code == 302


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"other0": "增壓泵"}, "otherprice0"),
        ({"otherprice0": "380"}, "other0"),
        ({"othercount0": "1"}, "other0"),
        ({"other0": "增壓泵", "otherprice0": "-1"}, "otherprice0"),
        ({"other0": "增壓泵", "otherprice0": "380", "othercount0": "0"}, "othercount0"),
    ],
)
@pytest.mark.parametrize("page", ["plan", "done"])
def test_a_row_says_what_it_is_and_costs(
    walk: Walk, cast: Cast, english: SignIn, row: dict[str, str], field: str, page: str
) -> None:
    case, phone = walk("working"), english(cast.chen)
    refused = planned(case, phone, **row) if page == "plan" else in_the_field(case, phone, **row)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])


def test_what_the_list_has_is_no_other_part(walk: Walk, cast: Cast, english: SignIn) -> None:
    """By another name its limit would not hold."""
    case, phone = walk("working"), english(cast.chen)
    refused = planned(case, phone, **(PUMP | {"other0": "角阀"}))
    assert (refused.status_code, "Angle valve" in refused.content.decode()) == (409, True)
    assert case.quotes.count() == 1


def test_the_next_version_keeps_the_other_parts(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, phone = walk("working"), english(cast.chen)
    assert planned(case, phone, **PUMP).status_code == 302
    assert planned(case, phone, once="p2").status_code == 302
    lines = case.quotes.get(version=3).lines.values_list("name", "quantity", "unit_price")
    assert ("增壓泵", 1, 380) in lines
    assert lines.count() == 3


def test_danger_waits_for_no_price_of_another_part(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = work.start_in_emergency(case=walk("on_site"), reason="噴水", photo="p", actor=cast.zhao, at=minutes(20))
    assert in_the_field(case, english(cast.chen), cost="", part0="", used0="", **PUMP).status_code == 302
    event = Event.objects.get(stream=case.stream, kind="parts.replaced")
    assert event.data["parts"] == ["other"]
    assert (event.data.get("agreed", False), event.data["emergency_override"]) == (False, True)
