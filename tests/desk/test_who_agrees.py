"""Who agrees to a plan: the owner's side where the home pays, the head of the department where the house does."""

from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import plan
from gensui.cases.models import Case
from gensui.cases.refusals import NotTheirSay
from gensui.ledger.models import Event
from gensui.people.models import Resident
from tests.cases.asking import refuses
from tests.cases.conftest import Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def agree(case: Case, client: Any, **words: Any) -> Any:
    return client.post(f"/cases/{case.number}/consent_to_plan/", {"once": "a1"} | words)


def authorise(cast: Cast, client: Any, say: str) -> int:
    home = cast.mei.household.unit_id
    words = {"authorise-resident": cast.tenant.pk, "authorise-authorised": say}
    return int(client.post(reverse("home_act", args=[home, "authorise"]), words).status_code)


def test_a_tenant_binds_the_owner_only_by_the_owners_word(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("plan_pending", resident=cast.tenant, relation="tenant"), english(cast.li)
    words: dict[str, Any] = {"method": "app", "key": "k", "at": minutes(20)}
    refuses(plan.consent_to_plan, case, NotTheirSay, actor=cast.tenant, **words)
    by_call = {"method": "recorded_call", "by": cast.tenant.pk, "proof": "rec-1"}
    assert agree(case, desk, **by_call).status_code == 422

    assert authorise(cast, desk, "yes") == 302
    assert agree(case, desk, **by_call).status_code == 302
    assert case.quotes.get().consent_by == "周文"

    assert authorise(cast, desk, "no") == 302
    other = walk("plan_pending", resident=cast.tenant, relation="tenant")
    refuses(plan.consent_to_plan, other, NotTheirSay, actor=Resident.objects.get(pk=cast.tenant.pk), **words)


@pytest.mark.parametrize("method", ["recorded_call", "sms"])
def test_a_call_or_message_needs_its_proof(walk: Walk, cast: Cast, english: SignIn, method: str) -> None:
    case, desk = walk("plan_pending"), english(cast.li)
    refused = agree(case, desk, method=method, by=cast.mei.pk)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["proof"]
    assert agree(case, desk, method=method, by=cast.mei.pk, proof="rec-2026-77").status_code == 302
    event = Event.objects.get(stream=case.stream, kind="plan.consented")
    assert list(event.data["evidence"].values()) == ["rec-2026-77"]


def test_a_passer_by_cannot_sign(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("plan_pending"), english(cast.chen)
    assert agree(case, desk, method="sms", by="路人甲", proof="x").status_code == 422
    assert agree(case, desk, method="sms", by=cast.wu.pk, proof="x").status_code == 422
    refuses(
        plan.consent_to_plan, case, NotTheirSay, actor=cast.chen, method="sign", key="s", by="路人甲", at=minutes(20)
    )


@pytest.mark.parametrize("payer", ["company", "fund"])
def test_what_the_house_pays_is_the_heads_to_say(walk: Walk, cast: Cast, english: SignIn, payer: str) -> None:
    case = walk("on_site")
    case = plan.propose_plan(case=case, plan=leak_plan(cast, payer=payer), actor=cast.chen, at=minutes(10))
    words: dict[str, Any] = {"method": "app", "key": "k", "at": minutes(20)}
    refuses(plan.consent_to_plan, case, NotTheirSay, actor=cast.mei, **words)
    assert agree(case, english(cast.chen)).status_code == 409
    assert agree(case, english(cast.li)).status_code == 409

    assert agree(case, english(cast.chief)).status_code == 302
    quote = case.quotes.get()
    assert (quote.consent_by, quote.consent_method) == ("馬駿", "head")
