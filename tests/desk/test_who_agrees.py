"""Who agrees to a plan: the owner's side where the home pays, the head of the department where the house does."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gensui.cases.actions import plan, words
from gensui.cases.models import Attachment, Case, Message, PhoneCall
from gensui.cases.refusals import NotTheirSay
from gensui.cases.work_refusals import NoSuchCall, NoSuchMessage
from gensui.ledger.models import Event
from gensui.people.models import Resident
from tests.cases.asking import refuses
from tests.cases.conftest import Walk, leak_plan
from tests.cases.test_follow_and_together import picture
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def logged(cast: Cast, whom: Resident, minute: float, talked: int = 60) -> PhoneCall:
    """Li called them, by the telephone log."""
    return PhoneCall.objects.create(
        site=cast.site, key=f"out-{whom.pk}-{minute}-{talked}", phone_digest=whom.phone_digest, phone_tail=whom.phone_tail,
        caller=cast.li, began_at=minutes(minute), talked_seconds=talked,
    )  # fmt: skip


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
    call = logged(cast, cast.tenant, 20)
    by_call = {"method": "recorded_call", "by": cast.tenant.pk, "call": call.pk}
    assert agree(case, desk, **by_call).status_code == 422

    assert authorise(cast, desk, "yes") == 302
    assert agree(case, desk, **by_call).status_code == 302
    assert case.quotes.get().consent_by == "周文"

    assert authorise(cast, desk, "no") == 302
    other = walk("plan_pending", resident=cast.tenant, relation="tenant")
    refuses(plan.consent_to_plan, other, NotTheirSay, actor=Resident.objects.get(pk=cast.tenant.pk), **words)


@pytest.mark.parametrize(("method", "field"), [("recorded_call", "call"), ("sms", "message")])
def test_a_call_or_message_needs_its_proof(walk: Walk, cast: Cast, english: SignIn, method: str, field: str) -> None:
    case, desk = walk("plan_pending"), english(cast.li)
    refused = agree(case, desk, method=method, by=cast.mei.pk, proof="whatever I type")
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]


def test_a_call_of_the_log_with_that_person_since_the_plan_proves_it(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("plan_pending"), english(cast.li)
    before, unanswered = logged(cast, cast.mei, 1), logged(cast, cast.mei, 20, talked=0)
    for call in (before, unanswered, logged(cast, cast.wu, 20)):
        assert agree(case, desk, method="recorded_call", by=cast.mei.pk, call=call.pk).status_code == 422
        words = {"method": "recorded_call", "key": call.key, "person": cast.mei, "actor": cast.li, "at": minutes(30)}
        refuses(plan.consent_to_plan, case, NoSuchCall, **words)
    call = logged(cast, cast.mei, 21)
    assert agree(case, desk, method="recorded_call", by=cast.mei.pk, call=call.pk).status_code == 302
    event = Event.objects.get(stream=case.stream, kind="plan.consented")
    assert event.data["evidence"] == {"call": call.key, "telephony": call.key}


def test_what_the_owner_wrote_here_proves_it(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("plan_pending"), english(cast.li)
    words.send_message(case=case, text="好的，修吧", actor=cast.mei, at=minutes(20))
    wrote = Message.objects.get(text="好的，修吧")
    shown = desk.get(f"/cases/{case.number}/consent_to_plan/").content.decode()
    assert "好的，修吧" in shown
    for row in (wrote.pk + 1, "x"):
        given = {"method": "sms", "key": f"message:{row}", "person": cast.mei, "actor": cast.li, "at": minutes(30)}
        refuses(plan.consent_to_plan, case, NoSuchMessage, **given)
    assert agree(case, desk, method="sms", by=cast.mei.pk, message=wrote.pk).status_code == 302
    event = Event.objects.get(stream=case.stream, kind="plan.consented")
    assert event.data["evidence"] == {"message": f"message:{wrote.pk}"}


def test_a_picture_of_a_message_to_another_telephone_proves_it(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("plan_pending"), english(cast.li)
    photo = SimpleUploadedFile("wechat.jpg", picture(), "image/jpeg")
    assert agree(case, desk, method="sms", by=cast.mei.pk, photos=photo).status_code == 302
    kept = Attachment.objects.get(case=case, kind="report")
    event = Event.objects.get(stream=case.stream, kind="plan.consented")
    assert event.data["evidence"] == {"message": kept.digest[:12]}


def test_a_passer_by_cannot_sign(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("plan_pending"), english(cast.chen)
    assert agree(case, desk, method="sms", by="路人甲").status_code == 422
    assert agree(case, desk, method="sms", by=cast.wu.pk).status_code == 422
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
