"""Whoever changes a category, a price, a home or a roster stands on record, with what changed, by hand or by an import."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from gensui.cases.models import Category, PriceItem
from gensui.ledger.models import Event
from gensui.people.actions import keeping
from gensui.people.models import Post
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def changed() -> list[tuple[str, str, dict[str, Any]]]:
    found = Event.objects.filter(kind="master.changed").order_by("pk")
    return [(event.stream, event.actor, event.data) for event in found]


def bring(tmp_path: Path, what: str, *lines: str, site: str = "") -> str:
    file, said = tmp_path / f"{what}.csv", StringIO()
    file.write_text("\n".join(lines), "utf-8")
    call_command("import", what, str(file), *(["--site", site] if site else []), "--apply", stdout=said)
    return said.getvalue()


def test_an_imported_price_tells_what_it_was(cast: Cast, tmp_path: Path, english: SignIn) -> None:
    before = PriceItem.objects.get(pk=cast.valve.pk)
    head = "key,name_zh_hant,kind,unit,price,most"
    row = f"{before.key},{before.name['zh-Hant']},{before.kind},{before.unit},99,120"
    for _twice in range(2):
        bring(tmp_path, "prices", head, row)
    [(stream, actor, data)] = changed()
    assert (stream, data["row"], data.get("is_new", False)) == (f"price:{before.key}", "price", False)
    assert actor == "operator"
    told = dict(zip(data["fields"], zip(data["before"], data["after"], strict=True), strict=True))
    assert told["price"] == (str(before.price), "99.00")
    page = english(cast.operator).get(reverse("changes"), {"row": "price"}).content.decode()
    assert "99.00" in page
    assert str(before.price) in page
    assert "99.00" not in english(cast.operator).get(reverse("changes"), {"row": "home"}).content.decode()
    call_command("verify", quiet=True, stdout=StringIO())


def test_a_category_and_a_home(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, "categories", "key,name_zh_hant,department,priority", "REP.X,新類別,maintenance,P2")
    Category.objects.get(pk="REP.X")
    bring(tmp_path, "units", "building,staircase,room", "9號樓,1,901", site=cast.site.key)
    kinds = [(data["row"], data.get("is_new", False)) for _stream, _actor, data in changed()]
    assert kinds == [("category", True), ("building", True), ("home", True)]


def test_of_a_person_only_the_fields_are_told(cast: Cast, tmp_path: Path) -> None:
    keeping.keep_resident(
        unit=cast.mei.household.unit,
        name="陳梅",
        relation="owner",
        phone="13900000001",
        email="mei.new@example.org",
        preference=cast.mei.preference,
        language=cast.mei.language,
        actor=cast.operator.key,
        at=minutes(5),
    )
    [(stream, actor, data)] = changed()
    assert (stream, actor, set(data["fields"])) == (cast.mei.key, cast.operator.key, {"name", "email"})
    assert "陳梅" not in str(data)
    assert "example" not in str(data)


def test_a_post_made_and_retired_by_the_head(cast: Cast, sign_in: SignIn) -> None:
    chief = sign_in(cast.chief)
    chief.post(reverse("roster_pattern"), {"of": cast.chen.department_id, "post": "水電班", "fills": "team_leader"})
    post = Post.objects.get(name="水電班")
    chief.post(reverse("roster_retire"), {"of": cast.chen.department_id, "what": "post", "row": post.pk})
    made, retired = changed()
    assert made[:2] == retired[:2] == (f"post:{post.pk}", cast.chief.key)
    assert (made[2]["is_new"], retired[2]["fields"]) == (True, ["retired_at"])


@pytest.mark.parametrize("who", ["li", "chen", "chief"])
def test_others_do_not_see_the_page(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(reverse("changes")).status_code == 403


def test_a_changed_role_shows_what_it_was_and_a_changed_name_does_not(
    cast: Cast, tmp_path: Path, english: SignIn
) -> None:
    """Who may do what changes with a role; of what is a person's own only the field is told."""
    head = "number,name,department,role"
    bring(tmp_path, "staff", head, f"{cast.chen.number},{cast.chen.name},maintenance,technician", site=cast.site.key)
    assert "role" not in str(changed())
    bring(tmp_path, "staff", head, f"{cast.chen.number},陳新名,maintenance,team_leader", site=cast.site.key)
    stream, actor, data = changed()[-1]
    assert (stream, actor, data["row"], data["fields"]) == (cast.chen.key, "operator", "employee", ["role", "name"])
    assert (data["before"], data["after"]) == (["technician"], ["team_leader"])
    page = english(cast.operator).get(reverse("changes"), {"row": "employee"}).content.decode()
    assert cast.chen.key in page
    assert "team_leader" in page
    assert "陳新名" not in page
    call_command("verify", quiet=True, stdout=StringIO())


def test_a_changed_site_shows_what_it_was(cast: Cast, tmp_path: Path, english: SignIn) -> None:
    before = cast.site.hotline
    bring(
        tmp_path, "sites", "key,name,zone,hotline", f"{cast.site.key},{cast.site.name},{cast.site.zone},021-5550-0999"
    )
    [(stream, actor, data)] = changed()
    assert (stream, actor, data["row"]) == (f"site:{cast.site.key}", "operator", "site")
    assert (data["fields"], data["before"], data["after"]) == (["hotline"], [before], ["021-5550-0999"])
    page = english(cast.operator).get(reverse("changes"), {"row": "site"}).content.decode()
    assert "021-5550-0999" in page
