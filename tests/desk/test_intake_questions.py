"""What the intake asks of a category, and where the answers go."""

import pytest
import time_machine
from django.urls import reverse

from gensui.cases import catalogue
from gensui.cases.models import Case, Category, Draft
from gensui.ledger import policies
from gensui.policies import files
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
WHERE = "Which joint leaks?"


@pytest.fixture
def asked(cast: Cast) -> Category:
    """The leak as it comes with Gensui, with its questions."""
    catalogue.bring(actor="operator", at=MONDAY)
    return Category.objects.get(pk="REP.WAT.LEAK")


def test_every_repair_says_what_to_ask_in_three_languages(asked: Category) -> None:
    for category in Category.objects.filter(key__startswith="REP.", retired_at=None):
        several = {language: len(texts) for language, texts in category.questions.items()}
        assert set(several) == {"zh-Hant", "zh-Hans", "en"}, category.key
        assert len(set(several.values())) == 1, category.key


def test_the_questions_of_a_category_are_shown(asked: Category, cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    assert WHERE in client.get(reverse("questions"), {"category": asked.key}).content.decode()
    assert "question0" not in client.get(reverse("questions"), {"category": "CON.FEE"}).content.decode()
    assert "question0" not in client.get(reverse("questions"), {"category": "none"}).content.decode()


def test_what_was_answered_stands_in_the_matter(asked: Category, cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    said = {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "水管漏水", "category": asked.key, "question0": " 水槽下的角閥 ", "question1": "", "once": "intake:q",
    }  # fmt: skip
    refused = client.post(reverse("intake"), said).content.decode()
    assert "水槽下的角閥" in refused
    client.post(reverse("intake"), said | {"read_back": "on"})
    assert Case.objects.get().content == f"水管漏水\n{WHERE} 水槽下的角閥"


def test_answers_are_kept_in_the_draft(asked: Category, cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    client.post(reverse("draft"), {"category": asked.key, "question0": "水槽下", "read_back": "on", "else": "x"})
    assert Draft.objects.get().fields == {"category": asked.key, "question0": "水槽下"}
    assert "水槽下" in client.get(reverse("intake")).content.decode()


def test_a_category_that_is_imported_again_keeps_its_questions(asked: Category) -> None:
    assert catalogue.bring(actor="operator", at=MONDAY) == 0
    assert Category.objects.get(pk=asked.pk).questions == asked.questions


@pytest.mark.parametrize(("category", "told"), [("REP.WAT.LEAK", "10 min"), ("CLN.SPILL", "30 min")])
def test_what_is_read_back_promises_what_the_policy_promises(
    cast: Cast, english: SignIn, category: str, told: str
) -> None:
    client = english(cast.li)
    fragment = client.get(reverse("read_back"), {"category": category, "priority": "P1"}).content.decode()
    assert f"within {told} a colleague calls you" in fragment


def test_another_policy_promises_another_time(cast: Cast, english: SignIn) -> None:
    texts = files.standard()
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    settings = texts["01-settings.toml"]
    texts["01-settings.toml"] = settings.replace('maintenance = "10 min"', 'maintenance = "7 min"')
    assert texts["01-settings.toml"] != settings
    policies.adopt(files=texts, actor="operator", starts_at=minutes(1), at=MONDAY)
    with time_machine.travel(minutes(2), tick=False):
        fragment = english(cast.li).get(reverse("read_back"), {"category": "REP.WAT.LEAK"}).content.decode()
    assert "within 7 min a colleague calls you" in fragment


def test_without_a_category_nothing_is_promised(cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    for page in (client.get(reverse("read_back"), {"category": "none"}), client.get(reverse("intake"))):
        told = page.content.decode()
        assert "It is accepted, and you hear from us" in told
        assert "a colleague calls you" not in told


DANGERS = {
    "REP.GAS.ODOUR": "touch no switch", "SEC.FIRE": "never the lift", "REP.LIFT.TRAP": "do not force the door",
    "REP.WAT.BURST": "close the main valve", "REP.ELE.HAZARD": "cut the power",
}  # fmt: skip


def test_in_danger_the_caller_is_told_what_to_do_until_help_comes(
    asked: Category, cast: Cast, english: SignIn, sign_in: SignIn
) -> None:
    client = english(cast.li)
    for key, words in DANGERS.items():
        assert Category.objects.get(pk=key).priority == "P1"
        told = client.get(reverse("questions"), {"category": key}).content.decode()
        assert "Say now, until help comes:" in told
        assert words in told
    assert "until help comes" not in client.get(reverse("questions"), {"category": asked.key}).content.decode()
    assert "until help comes" not in client.get(reverse("questions"), {"category": "none"}).content.decode()
    assert "走樓梯，不要乘電梯" in sign_in(cast.li).get(reverse("questions"), {"category": "SEC.FIRE"}).content.decode()


@pytest.mark.parametrize("said", ["樓下著火了", "楼下着火了", "the kitchen is on fire"])
def test_a_fire_is_found_by_what_people_say(asked: Category, cast: Cast, english: SignIn, said: str) -> None:
    found = english(cast.li).get(reverse("categories"), {"leaf": said}).context["found"]
    assert found[0].key == "SEC.FIRE"


def test_what_is_said_is_the_policys(cast: Cast, english: SignIn) -> None:
    texts = files.standard()
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    settings = texts["01-settings.toml"]
    texts["01-settings.toml"] = settings.replace("close the main valve of the home", "close the valve under the sink")
    assert texts["01-settings.toml"] != settings
    policies.adopt(files=texts, actor="operator", starts_at=minutes(1), at=MONDAY)
    with time_machine.travel(minutes(2), tick=False):
        told = english(cast.li).get(reverse("questions"), {"category": cast.burst.pk}).content.decode()
    assert "close the valve under the sink" in told


def test_who_calls_from_an_unknown_number_is_asked(cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    form = client.get(reverse("intake"), {"phone": "13800008888"}).context["form"]
    assert form["relation"].value() is None
    said = {
        "channel": "phone", "phone": "13800008888", "requester_name": "unknown caller", "home": "3-1-502", "place": "廚房",
        "content": "水管漏水", "category": cast.leak.pk, "read_back": "on", "once": "intake:u",
    }  # fmt: skip
    refused = client.post(reverse("intake"), said)
    assert refused.status_code == 422
    assert "relation" in refused.context["form"].errors
    assert not Case.objects.exists()
    assert client.post(reverse("intake"), said | {"relation": "anonymous"}).status_code == 302


def test_whom_a_complaint_is_about_is_found_by_the_number_on_the_badge(cast: Cast, english: SignIn) -> None:
    page = english(cast.li).get(reverse("intake")).content.decode()
    assert "M07 陳志" in page
    assert 'data-narrow="Name or staff number"' in page
