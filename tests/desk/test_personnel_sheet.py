"""Human resources is judged by what it holds itself, not by what the administration manager does."""

import pytest
from django.urls import reverse

from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.oversight import verify
from gensui.oversight.models import Month
from gensui.policies import files
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import november, sheet_of

__all__ = ["november"]
pytestmark = pytest.mark.database


def test_personnel_has_a_sheet_of_its_own_matters(november: Month, cast: Cast, english: SignIn) -> None:
    own, office = sheet_of(november, cast.hr), sheet_of(november, cast.qin)
    assert (own.post, office.post) == ("personnel", "administration")
    weights = dict(own.lines.filter(usual_weight__gt=0).values_list("indicator", "usual_weight"))
    assert weights == {"K23": 50, "K32": 50}
    since, until = november.since, november.until
    held = Obligation.objects.filter(holder=cast.hr.key, due_at__gte=since, due_at__lt=until)
    assert own.lines.get(indicator="K23").whole <= held.count(), "nothing of anybody else's"
    assert (own.grade, own.reason) == ("", "thin"), "little was hers in this month"
    page = english(cast.hr).get(reverse("assessment_sheet", args=["2026-11", cast.hr.number])).content.decode()
    assert "Personnel is judged by what it held itself" in page
    assert list(verify.check_months()) == []


def test_a_version_that_knows_no_such_post_is_read_all_the_same(cast: Cast) -> None:
    texts = files.standard()
    posts = texts["02-posts.toml"]
    texts["02-posts.toml"] = posts[: posts.index("[posts.personnel]")]
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    policies.adopt(files=texts, actor="operator", starts_at=MONDAY, at=MONDAY)
    adopted = policies.in_force(policies.newest(), MONDAY)
    assert "personnel" not in adopted.judged
    assert policies.judged(adopted)["personnel"].weights == {"K23": 50, "K32": 50}
