"""What a post is judged by stands in the policy: amended by form, told on the sheet, and a month keeps the version it ended under."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.amendments.actions import drafting
from gensui.amendments.models import Draft
from gensui.core.policy import read_policy
from gensui.core.scoring import Evidence
from gensui.ledger import due, policies
from gensui.oversight import counting
from gensui.oversight.actions import sheets
from gensui.oversight.models import Month, MonthSheet
from gensui.policies import files
from tests.amendments.conftest import draft
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.oversight.counted import AFTER, NOVEMBER, catch_up, november, sheet_of
from tests.oversight.test_sheets import LATER, published

__all__ = ["draft", "november"]
pytestmark = pytest.mark.database

POSTS = "02-posts.toml"
BEFORE, NOW = "K06 = 15, K07 = 15", "K06 = 25, K07 = 5"
WHY, NOW_WHY = "Intake is not theirs, and completion weighs step by step", "To call at once is what owners ask for most"


def amended(starts_at: datetime, at: datetime) -> None:
    """A version by which repairers are judged more by contact, less by arrival."""
    texts = files.standard()
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    assert BEFORE in texts[POSTS]
    assert WHY in texts[POSTS]
    texts[POSTS] = texts[POSTS].replace(BEFORE, NOW).replace(WHY, NOW_WHY)
    policies.adopt(files=texts, actor="operator", starts_at=starts_at, at=at)


def weights(sheet: MonthSheet) -> dict[str, int]:
    return dict(sheet.lines.filter(indicator__in=("K06", "K07")).values_list("indicator", "usual_weight"))


def page(client: Client, period: str = "2026-11") -> str:
    return client.get(reverse("assessment_sheet", args=[period, "M07"])).content.decode()


def test_a_month_is_judged_by_the_version_in_force_at_its_end(cast: Cast, walk: Walk, english: SignIn) -> None:
    amended(minutes(-1), minutes(-2))
    walk("told")
    catch_up()
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=AFTER)
    assert weights(sheet_of(month, cast.chen)) == {"K06": 25, "K07": 5}
    with time_machine.travel(LATER, tick=False):
        shown = page(english(cast.chen))
    assert NOW_WHY in shown
    assert WHY not in shown


def test_a_published_month_stays_and_the_next_one_follows(november: Month, cast: Cast, english: SignIn) -> None:
    month = published(november, cast)
    amended(LATER + timedelta(hours=2), LATER + timedelta(hours=1))
    assert weights(sheet_of(month, cast.chen)) == {"K06": 15, "K07": 15}
    assert counting.recount(month).digest == month.digest
    new_year = datetime(2027, 1, 1, 2, tzinfo=UTC)
    for day in range(31):
        due.sweep(at=LATER + timedelta(days=day))
    due.sweep(at=new_year)
    following = sheets.draft_month(site=cast.site, first_on=date(2026, 12, 1), actor=cast.qin, at=new_year)
    assert weights(sheet_of(following, cast.chen)) == {"K06": 25, "K07": 5}
    with time_machine.travel(new_year, tick=False):
        chen = english(cast.chen)
        assert WHY in page(chen)
        assert NOW_WHY in page(chen, "2026-12")


def test_a_version_of_before_is_judged_by_the_standard_to_its_own_evidence(cast: Cast, walk: Walk) -> None:
    texts = files.standard()
    del texts[POSTS]
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    assert "evidence_facts = 10" in texts["01-settings.toml"]
    texts["01-settings.toml"] = texts["01-settings.toml"].replace("evidence_facts = 10", "evidence_facts = 4")
    policies.adopt(files=texts, actor="operator", starts_at=minutes(-1), at=minutes(-2))
    walk("told")
    catch_up()
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=AFTER)
    assert weights(sheet_of(month, cast.chen)) == {"K06": 15, "K07": 15}
    assert policies.judged(policies.in_force(policies.newest(), AFTER))["repairer"].least == Evidence(60, 4)


def typed(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back of the form as it stands."""
    form = client.get(path).context["form"]
    return {one.html_name: one.value() for one in form if one.value() not in (None, "")}


def test_a_draft_changes_what_a_post_is_judged_by(cast: Cast, draft: Draft, english: SignIn) -> None:
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        client = english(cast.qin)
        path = reverse("amendment_table", args=[draft.pk, "posts", "repairer"])
        assert path in client.get(reverse("amendment", args=[draft.pk])).content.decode()
        given = typed(client, path)
        assert (given["weight_K06"], given["weight_K07"], given["shown"]) == (15, 15, ["K03", "K15"])
        assert "The weights make 100;" in client.get(path).content.decode()
        wrong = client.post(path, given | {"weight_K06": 25})
        assert (wrong.status_code, wrong.context["form"].errors) == (
            409,
            {"weight_K06": ["the weights make 110, and not a hundred"]},
        )
        assert "The weights make 110;" in wrong.content.decode()
        assert "K06 · Contact in time" in wrong.content.decode()
        draft.refresh_from_db()
        assert draft.files[POSTS] == draft.base.files[POSTS]
        assert client.post(path, given | {"weight_K06": 25, "weight_K07": 5}).status_code == 302
        draft.refresh_from_db()
        assert read_policy(draft.files).judged["repairer"].weights["K06"] == 25
        difference = client.get(reverse("amendment", args=[draft.pk])).content.decode()
        assert 'id="posts-repairer"' in difference
    assert english(cast.chen).get(path).status_code in (403, 404)


def test_a_draft_from_a_version_that_says_nothing_of_posts_takes_the_standard_ones(cast: Cast, english: SignIn) -> None:
    texts = files.standard()
    del texts[POSTS]
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    policies.adopt(files=texts, actor="operator", starts_at=minutes(-1), at=minutes(-2))
    draft = drafting.start_draft(title="Posts", version="2027.1", actor=cast.qin, at=MONDAY)
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        client = english(cast.qin)
        shown, take = reverse("amendment", args=[draft.pk]), reverse("amendment_act", args=[draft.pk, "posts"])
        path = reverse("amendment_table", args=[draft.pk, "posts", "repairer"])
        assert "people are judged as the standard policy has it" in client.get(shown).content.decode()
        assert client.get(path).status_code == 404
        assert english(cast.chen).post(take).status_code in (403, 404, 409)
        assert client.post(take).status_code == 302
        again = client.post(take)
        assert again.status_code == 409
        assert "change it there" in again.content.decode()
        assert path in client.get(shown).content.decode()
        assert client.post(path, typed(client, path) | {"weight_K06": 25, "weight_K07": 5}).status_code == 302
    draft.refresh_from_db()
    judged = read_policy(draft.files).judged
    assert judged["repairer"].weights["K06"] == 25
    assert judged["guard"] == policies.judged(policies.in_force(policies.newest(), MONDAY))["guard"]
