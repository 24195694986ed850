"""Amendments on the screen: drafted by form, mistakes at their fields, the difference marked, asked, approved."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.amendments.actions import deciding, drafting
from gensui.amendments.models import Draft
from gensui.core.policy import read_policy
from gensui.ledger.models import PolicyVersion
from tests.amendments.conftest import DAY, draft
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
__all__ = ["draft"]


@pytest.fixture(autouse=True)
def _on_monday() -> Any:
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield


def said(client: Client, name: str, *arguments: Any) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def fields(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back of the form as it stands."""
    form = client.get(path).context["form"]
    found = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in found.items() if value not in (None, "", False)}


def test_a_draft_begins_and_a_clause_is_changed_by_form(cast: Cast, english: SignIn) -> None:
    client = english(cast.qin)
    answer = client.post(reverse("amendments"), {"title": "Longer greeting", "version": "2027.1"})
    made = Draft.objects.get()
    assert answer.url == reverse("amendment", args=[made.pk])  # type: ignore[attr-defined]
    path = reverse("amendment_table", args=[made.pk, "clause", "3.1.3"])
    given = fields(client, path)
    assert (given["limit"], given["title_en"], "visit.arrived" in given["others"]) == ("1 min", "A warm welcome", True)
    unchanged = client.post(path, given)
    assert unchanged.status_code == 302
    made.refresh_from_db()
    assert made.files["3-requests.toml"] == made.base.files["3-requests.toml"]
    client.post(path, given | {"limit": "2 min", "text_en": "An owner at the desk is greeted within two minutes."})
    page = said(client, "amendment", made.pk)
    assert '<del><span class="sr">removed: </span>1</del>' in page
    assert '<ins><span class="sr">added: </span>2</ins>' in page
    read = re.sub(r"<details class=\"fold\".*?</details>", "", page, flags=re.DOTALL)
    assert "<dt>Text</dt>" in read, "what is read, in the reader's language"
    assert "text.zh-Hant" not in read, "the words of the file are folded away"


def test_mistakes_stand_at_their_fields(cast: Cast, draft: Draft, english: SignIn) -> None:
    client = english(cast.qin)
    path = reverse("amendment_table", args=[draft.pk, "clause", "3.1.3"])
    given = fields(client, path)
    for changed, field in (
        ({"limit": "soon"}, "limit"),
        ({"text_en": ""}, "text_en"),
        ({"title_zh_hans": " "}, "title_zh_hans"),
        ({"others": given["others"].replace("visit.arrived", "visit.imagined")}, "others"),
        ({"others": given["others"] + "limit = ["}, "others"),
    ):
        answer = client.post(path, given | changed)
        assert (answer.status_code, list(answer.context["form"].errors)) == (409, [field])
    ladder = reverse("amendment_table", args=[draft.pk, "ladders", "standard"])
    wrong = client.post(ladder, fields(client, ladder) | {"warn": "80, 50"})
    assert list(wrong.context["form"].errors) == ["warn"]
    assert client.post(ladder, fields(client, ladder) | {"warn": "60"}).status_code == 302
    draft.refresh_from_db()
    assert read_policy(draft.files).ladders["standard"].warn == (0.6,)


def test_a_setting_moves_every_clause_that_leans_on_it(cast: Cast, draft: Draft, english: SignIn) -> None:
    client = english(cast.qin)
    path = reverse("amendment_table", args=[draft.pk, "settings", "C01"])
    client.post(path, fields(client, path) | {"value_contact_limit_maintenance": "25 min"})
    draft.refresh_from_db()
    policy = read_policy(draft.files)
    assert str(policy.clauses["4.2.1"].limit) == "25 min"
    assert policy.settings["C01"].values["contact_attempts"] == 3
    bad = client.post(path, fields(client, path) | {"value_contact_limit_maintenance": "very soon"})
    assert bad.status_code == 409
    assert "very soon" in bad.content.decode()


def test_a_draft_says_in_words_which_limits_change_and_whether_the_sentence_says_it(
    cast: Cast, draft: Draft, english: SignIn
) -> None:
    where = reverse("amendment", args=[draft.pk])

    def told() -> str:
        page = english(cast.qin).get(where).content.decode()
        return page.partition('id="limits"')[2].partition("</section>")[0]

    told_first = told()
    assert "<strong>4.2.1 " in told_first
    assert "time limit: 10 minutes → 20 minutes" in told_first
    assert "Within twenty minutes of getting a repair" in told_first
    assert "the sentence says something else" not in told_first
    client = english(cast.qin)
    path = reverse("amendment_table", args=[draft.pk, "settings", "C01"])
    client.post(path, fields(client, path) | {"value_contact_limit_maintenance": "8 min"})
    told_then = told()
    assert "time limit: 10 minutes → 8 minutes" in told_then
    assert "the sentence says something else" in told_then


def test_a_clause_is_added_and_one_that_runs_is_taken_out(
    cast: Cast, draft: Draft, english: SignIn, walk: Walk
) -> None:
    walk("assigned")
    client = english(cast.qin)
    path = reverse("amendment_table", args=[draft.pk, "clause", "new"])
    given = {
        "accountable": "hr", "others": 'id = "7.9"\nsource = "practice"\nkind = "measure"\nchecked = ["document"]\n',
        **{f"{word}_{language}": "x" for word in ("title", "text") for language in ("zh_hant", "zh_hans", "en")},
    }  # fmt: skip
    assert client.post(path, given).status_code == 302
    assert client.post(path, given).status_code == 409
    old = reverse("amendment_table", args=[draft.pk, "clause", "7.4"])
    assert "Nothing runs under it now" in client.get(old).content.decode()
    client.post(old, {"what": "drop"})
    draft.refresh_from_db()
    clauses = read_policy(draft.files).clauses
    assert ("7.9" in clauses, "7.4" in clauses) == (True, False)
    running = client.get(reverse("amendment_table", args=[draft.pk, "clause", "4.2.1"])).content.decode()
    assert "1 promise runs under it now and keeps its terms" in running


def test_a_limit_changed_without_its_sentence_is_not_asked_about(cast: Cast, english: SignIn) -> None:
    client = english(cast.qin)
    made = drafting.start_draft(title="Faster", version="2027.4", actor=cast.qin, at=MONDAY)
    path = reverse("amendment_table", args=[made.pk, "settings", "C03"])
    client.post(path, fields(client, path) | {"value_visit_closes": "72 h"})
    ask = reverse("amendment_act", args=[made.pk, "ask"])
    refused = client.post(ask, {"until": "2026-11-24T12:00"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "clause 3.4.1: the sentence says Between" not in page  # the words of the sentence, as they stand
    assert "clause 3.4.1: the sentence says twenty-four and forty-eight hours, but the value is" in page
    assert "72 hours" in page
    client.cookies["django_language"] = "zh-hant"
    page = client.post(ask, {"until": "2026-11-24T12:00"}).content.decode()
    assert "條款 3.4.1: 條文寫的是「二十四到四十八小時」" in page
    made.refresh_from_db()
    assert made.state == "writing"


def test_asked_commented_approved(cast: Cast, draft: Draft, english: SignIn) -> None:
    qin, chen, gm = english(cast.qin), english(cast.chen), english(cast.gm)

    def act(client: Client, name: str, **words: str) -> Any:
        return client.post(reverse("amendment_act", args=[draft.pk, name]), words, follow=True)

    act(qin, "ask", until="2026-11-24T12:00")
    assert "in consultation" in said(chen, "amendments")
    act(chen, "comment", clause="3.1.3", text="<b>Good</b>")
    assert "&lt;b&gt;Good" in said(qin, "amendment", draft.pk)
    early = act(gm, "approve", published_at="2026-11-30T08:00", starts_at="2026-12-08T00:00")
    assert (early.status_code, "Ask them, or wait" in early.content.decode()) == (409, True)
    with time_machine.travel(MONDAY + 3 * DAY, tick=False):
        gm = english(cast.gm)
        assert "In force from" in said(gm, "amendment", draft.pk)
        bad = act(gm, "approve", published_at="2026-12-30T08:00", starts_at="2026-12-08T00:00")
        assert "do not follow each other" in bad.content.decode()
        done = act(gm, "approve", published_at="2026-11-30T08:00", starts_at="2026-12-08T00:00")
        assert "keeps the terms" in done.content.decode()
    assert PolicyVersion.objects.latest("starts_at").adopted_by == cast.gm.key


def test_strangers(cast: Cast, draft: Draft, english: SignIn) -> None:
    guard = english(cast.guard)
    for name, arguments in (("amendment", [draft.pk]), ("amendment_act", [draft.pk, "comment"])):
        address = reverse(name, args=arguments)
        assert (guard.post(address) if "act" in name else guard.get(address)).status_code == 404
    assert guard.get(reverse("amendment_table", args=[draft.pk, "clause", "3.1.3"])).status_code == 403
    assert guard.post(reverse("amendments"), {"title": "x", "version": "9"}).status_code == 200
    assert Draft.objects.count() == 1
    assert guard.post(reverse("policy_reviewed")).status_code in (403, 409)
    assert english(cast.qin).post(reverse("policy_reviewed")).status_code == 302
    qin = english(cast.qin)
    assert qin.post(reverse("amendment_act", args=[draft.pk, "burn"])).status_code == 404
    assert qin.get(reverse("amendment_table", args=[draft.pk, "clause", "9.9.9"])).status_code == 404
    assert qin.get(reverse("amendment_table", args=[draft.pk, "roles", "hr"])).status_code == 404
    deciding.ask_staff(draft=draft, until=MONDAY + DAY, actor=cast.qin, at=MONDAY)
    assert guard.get(reverse("amendment", args=[draft.pk])).status_code == 200


def test_a_setting_is_shown_by_its_sentence_and_named_where_it_parts(cast: Cast, draft: Draft, english: SignIn) -> None:
    client = english(cast.qin)
    path = reverse("amendment_table", args=[draft.pk, "settings", "C10"])
    assert client.post(path, fields(client, path) | {"value_repair_limit": "3 h"}).status_code == 302
    read = re.sub(r"<details class=\"fold\".*?</details>", "", said(client, "amendment", draft.pk), flags=re.DOTALL)
    assert "The two hours run from start to completion" in read
    assert '<del><span class="sr">removed: </span>2</del>' in read
    until = (MONDAY + timedelta(days=8)).strftime("%Y-%m-%dT%H:%M")
    refused = client.post(reverse("amendment_act", args=[draft.pk, "ask"]), {"until": until}).content.decode()
    assert "clause 4.2.9" in refused
    assert "the value stands in setting C10: “The two hours run" in refused
