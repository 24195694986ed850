"""Who agrees to a plan: the owner's side where the home pays, the head of the department where the house does."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from gensui.cases.actions import plan, words, work
from gensui.cases.models import Attachment, Case, Message, PhoneCall
from gensui.cases.refusals import NotTheirSay
from gensui.cases.work_refusals import NoResolution, NoSuchCall, NoSuchMessage
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.people.models import Resident
from gensui.ui.wording import happened
from tests.cases.asking import refuses
from tests.cases.conftest import Walk, leak_plan
from tests.cases.test_follow_and_together import picture
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def logged(cast: Cast, whom: Resident, minute: float, talked: int = 60) -> PhoneCall:
    """Li called them, by the telephone log."""
    return PhoneCall.objects.create(
        site=cast.site,
        key=f"out-{whom.pk}-{minute}-{talked}",
        phone_digest=whom.phone_digest,
        phone_tail=whom.phone_tail,
        caller=cast.li,
        began_at=minutes(minute),
        talked_seconds=talked,
    )


def agree(case: Case, client: Any, **words: Any) -> Any:
    return client.post(f"/cases/{case.number}/consent_to_plan/", {"once": "a1"} | words)


def authorise(cast: Cast, client: Any, say: str) -> int:
    home = cast.mei.household.unit_id
    words = {"authorise-resident": cast.tenant.pk, "authorise-authorised": say}
    return int(client.post(reverse("home_act", args=[home, "authorise"]), words).status_code)


@pytest.mark.parametrize("relation", ["tenant", "family"])
def test_another_of_the_home_binds_the_owner_only_by_the_owners_word(
    walk: Walk, cast: Cast, english: SignIn, relation: str
) -> None:
    cast.tenant.relation = relation
    cast.tenant.save()
    case, desk = walk("plan_pending", resident=cast.tenant, relation=relation), english(cast.li)
    words: dict[str, Any] = {"method": "app", "key": "k", "at": minutes(20)}
    refuses(plan.consent_to_plan, case, NotTheirSay, actor=cast.tenant, **words)
    call = logged(cast, cast.tenant, 20)
    by_call = {"method": "recorded_call", "by": cast.tenant.pk, "call": call.pk}
    assert agree(case, desk, **by_call).status_code == 422

    assert authorise(cast, desk, "yes") == 302
    assert agree(case, desk, **by_call).status_code == 302
    assert case.quotes.get().consent_by == "周文"

    assert authorise(cast, desk, "no") == 302
    other = walk("plan_pending", resident=cast.tenant, relation=relation)
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


def laid(walk: Walk, cast: Cast, payer: str = "company", minute: float = 10) -> Case:
    """A plan that this payer pays."""
    return plan.propose_plan(
        case=walk("on_site"), plan=leak_plan(cast, payer=payer), actor=cast.chen, at=minutes(minute)
    )


def told(case: Case, whom: Any) -> list[str]:
    rows = Outgoing.objects.filter(stream=case.stream, to=whom.key, what="message.notice")
    return list(rows.order_by("pk").values_list("body", flat=True))


def owed(case: Case, clause: str) -> list[str]:
    return list(Obligation.objects.filter(stream=case.stream, clause=clause).values_list("state", flat=True))


def test_what_the_house_pays_is_the_heads_to_say(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = laid(walk, cast)
    words: dict[str, Any] = {"method": "app", "key": "k", "at": minutes(20)}
    refuses(plan.consent_to_plan, case, NotTheirSay, actor=cast.mei, **words)
    assert agree(case, english(cast.chen)).status_code == 409
    assert agree(case, english(cast.li)).status_code == 409

    assert agree(case, english(cast.chief)).status_code == 302
    quote = case.quotes.get()
    assert (quote.consent_by, quote.consent_method) == ("馬駿", "head")
    assert agree(case, english(cast.chief), once="a2").status_code == 409
    assert Event.objects.filter(stream=case.stream, kind="plan.consented").count() == 1
    work.start_work(case=Case.objects.get(pk=case.pk), actor=cast.chen, at=minutes(30))


def test_the_fund_pays_by_a_resolution_of_the_owners_committee(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, chief = laid(walk, cast, "fund"), english(cast.chief)
    assert "Resolution of the owners" in chief.get(f"/cases/{case.number}/consent_to_plan/").content.decode()
    for resolution in ("", "   "):
        assert agree(case, chief, resolution=resolution).status_code == 422
    refuses(plan.consent_to_plan, case, NoResolution, actor=cast.chief, method="head", key=" ", at=minutes(20))
    assert agree(case, english(cast.chen), resolution="2026-11, no. 3").status_code == 409

    assert agree(case, chief, resolution="2026-11, no. 3").status_code == 302
    agreed = Event.objects.get(stream=case.stream, kind="plan.consented").data
    assert (agreed["payer"], agreed["evidence"]) == ("fund", {"document": "2026-11, no. 3"})
    assert owed(case, "C12.1") == ["met"]


def test_the_record_says_that_the_head_decided_and_proves_nothing(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = laid(walk, cast)
    agree(case, english(cast.chief), method="sign", by=cast.mei.pk)
    for kind in ("plan.consented", "quote.consented"):
        data = Event.objects.get(stream=case.stream, kind=kind).data
        assert (data["payer"], data.get("evidence", {})) == ("company", {})
    shown = english(cast.chief).get(f"/cases/{case.number}/?everything=1").content.decode()
    assert "Plan decided by the head: its cost is borne by the company" in shown
    assert "decided for the house" in shown
    for false in ("Owner agreed to the plan", "Owner agreed to the prices", "The owner agreed"):
        assert false not in shown
    for one in (cast.chen, cast.li, cast.mei):
        assert "borne by the company; 馬駿 decided it" in told(case, one)[-1]


def test_an_older_record_reads_as_before(walk: Walk, cast: Cast) -> None:
    event = Event(kind="plan.consented", data={"version": 1, "evidence": {"document": "staff:M01"}})
    with translation.override("en"):
        assert happened(event) == "Owner agreed to the plan"


def test_the_head_hears_of_it_at_once_and_finds_it(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = laid(walk, cast)
    assert "172.00" in told(case, cast.chief)[-1]
    assert owed(case, "C12.1") == ["open"]
    assert owed(case, "C10.1") == []
    chief = english(cast.chief)
    assert case.number in chief.get("/").content.decode()
    assert "Decide the plan for the house" in chief.get(f"/cases/{case.number}/").content.decode()
    form = chief.get(f"/cases/{case.number}/consent_to_plan/").content.decode()
    assert "Decide the plan for the house" in form
    for other in (cast.chen, cast.li):
        page = english(other).get(f"/cases/{case.number}/").content.decode()
        assert "consent_to_plan" not in page
        assert "decline_plan" not in page

    assert agree(case, chief).status_code == 302
    assert owed(case, "C12.1") == ["met"]


def test_another_payer_is_another_decider(walk: Walk, cast: Cast) -> None:
    case = laid(walk, cast)
    case = plan.propose_plan(case=case, plan=leak_plan(cast, payer="owner"), actor=cast.chief, at=minutes(15))
    assert (owed(case, "C12.1"), owed(case, "C10.1")) == (["void"], ["open"])
    before = len(told(case, cast.chief))
    case = plan.propose_plan(case=case, plan=leak_plan(cast, payer="fund"), actor=cast.chief, at=minutes(16))
    assert (sorted(owed(case, "C12.1")), owed(case, "C10.1")) == (["open", "void"], ["void"])
    assert len(told(case, cast.chief)) == before, "who proposes it knows"
