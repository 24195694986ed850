"""The pages of supervision, walked: from the call to the sample, the checklist, the signature, the notice, the re-check."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gensui.ledger.models import Obligation
from gensui.oversight.actions import inspecting
from gensui.oversight.checklists import lines_of
from gensui.oversight.models import Inspection, Item, Rectification
from gensui.people.models import Employee
from tests.cast import MONDAY
from tests.desk.test_permissions import browser
from tests.oversight.conftest import Closed, Team, closed, judged, team, weekly
from tests.oversight.test_rectify import picture

__all__ = ["closed", "team", "weekly"]
pytestmark = pytest.mark.database
NOW = MONDAY + timedelta(hours=3)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def of(employee: Employee) -> Client:
    return browser(employee.user)


def text(client: Client, name: str, *args: Any, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status, name
    return answer.content.decode()


def post(client: Client, name: str, *args: Any, **said: Any) -> Any:
    return client.post(reverse(name, args=args), said)


def checklist(found: Inspection, item: Item, **failing: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for line in lines_of(found, item):
        said[f"{line.key}-verdict"] = "fail" if line.key in failing else "pass"
        if line.key in failing:
            said |= {f"{line.key}-severity": failing[line.key], f"{line.key}-note": "地面未擦"}
    return said


def test_an_inspection_is_walked_to_its_end(weekly: Inspection, team: Team) -> None:
    lan, qin, ma = of(team.security), of(team.leader), of(team.maintenance)
    assert weekly.number in text(lan, "supervision")
    assert post(lan, "inspection_act", weekly.number, "draw").status_code == 302
    page = text(lan, "inspection", weekly.number)
    weekly.refresh_from_db()
    assert weekly.seed in page
    assert "重抽：樣本一致" in page

    first = weekly.items.get(place=1)
    assert first.case is not None
    late = Obligation.objects.order_by("pk")[0]
    late.pk, late.stream, late.clause, late.lapsed_at = None, first.case.stream, "4.4.9", late.opened_at
    late.save()
    shown = text(lan, "inspection_item", weekly.number, 1)
    assert (f'<li class="note late">{late.clause} ' in shown, "水管滲漏" in shown) == (True, True)
    assert "陳美" not in shown  # who asked is nothing to whoever inspects
    half = checklist(weekly, first, tidy="general") | {"tidy-note": ""}
    assert post(lan, "inspection_item", weekly.number, 1, **half).status_code == 422
    whole = checklist(weekly, first, tidy="general")
    whole["tidy-picture"] = SimpleUploadedFile("p.png", picture(), "image/png")
    went_on = post(lan, "inspection_item", weekly.number, 1, **whole)
    assert went_on.url == reverse("inspection_item", args=[weekly.number, 2])
    kept = first.judgements.get(line="tidy")
    assert kept.picture is not None

    judged(weekly, team.security, tidy="general")
    assert post(qin, "inspection_act", weekly.number, "sign", summary="一處", once="s:1").status_code == 302
    assert post(qin, "inspection_act", weekly.number, "issue").status_code == 302
    one = Rectification.objects.get()
    assert one.state == "issued"

    assert one.number in text(ma, "rectifications")
    said = {"cause": "趕工", "measures": "已補擦", "once": "r:1"}
    assert post(ma, "rectification_act", one.number, "reply", **said).status_code == 302
    said = {"passed": "no", "remark": "", "once": "v:1"}
    assert post(lan, "rectification_act", one.number, "verify", **said).status_code == 422
    assert post(lan, "rectification_act", one.number, "verify", **(said | {"passed": "yes"})).status_code == 302
    one.refresh_from_db()
    assert one.state == "passed"
    assert client_image(lan, one) == "image/webp"


def test_a_picture_of_a_form_that_comes_back_is_not_chosen_again(weekly: Inspection, team: Team) -> None:
    lan, qin, ma = of(team.security), of(team.leader), of(team.maintenance)
    post(lan, "inspection_act", weekly.number, "draw")
    first = weekly.items.get(place=1)
    whole = checklist(weekly, first, tidy="general") | {"once": "sup:judge-1"}
    shown = SimpleUploadedFile("p.png", picture(), "image/png")
    bad = SimpleUploadedFile("p.txt", b"text", "image/png")
    refused = post(lan, "inspection_item", weekly.number, 1, **(whole | {"tidy-note": "", "tidy-picture": shown}))
    assert refused.status_code == 422
    assert "tidy-picture-left_out" in refused.content.decode()
    refused = post(lan, "inspection_item", weekly.number, 1, **(whole | {"tidy-picture": bad}))
    assert refused.status_code == 422
    assert "p.txt" in refused.content.decode()
    assert post(lan, "inspection_item", weekly.number, 1, **whole).status_code == 302
    assert first.judgements.get(line="tidy").picture is not None

    judged(weekly, team.security, tidy="general")
    post(qin, "inspection_act", weekly.number, "sign", summary="一處", once="s:1")
    post(qin, "inspection_act", weekly.number, "issue")
    one = Rectification.objects.get()
    said = {"cause": "", "measures": "已補擦", "once": "r:1"}
    shown.seek(0)
    refused = post(ma, "rectification_act", one.number, "reply", **said, picture=shown)
    assert refused.status_code == 422
    assert "picture-left_out" in refused.content.decode()
    assert post(ma, "rectification_act", one.number, "reply", **(said | {"cause": "趕工"})).status_code == 302
    assert one.replies.get().picture is not None


def client_image(client: Client, one: Rectification) -> str:
    assert one.picture is not None
    return str(client.get(reverse("supervision_picture", args=[one.picture.pk]))["Content-Type"])


def test_the_own_department_is_refused_in_words(weekly: Inspection, team: Team) -> None:
    ma = of(team.maintenance)
    refused = post(ma, "inspection_act", weekly.number, "draw")
    assert refused.status_code == 409
    assert "自己的部門" in refused.content.decode()
    assert "抽取樣本" not in text(ma, "inspection", weekly.number)
    assert 'value="maintenance"' not in text(ma, "supervision")


def test_the_notice_on_paper_speaks_the_language_of_the_head(weekly: Inspection, team: Team) -> None:
    inspecting.draw_sample(inspection=weekly, actor=team.security, at=NOW)
    judged(weekly, team.security, tidy="general")
    inspecting.sign_inspection(inspection=weekly, summary="", actor=team.leader, at=NOW)
    one = Rectification.objects.get()
    for language, said in (("zh-hant", "整改通知單"), ("en", "Notice of rectification")):
        team.maintenance.user.language = language
        team.maintenance.user.save()
        made = of(team.leader).get(reverse("rectification_pdf", args=[one.number]))
        words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.content))
        assert said in words
        assert one.number in words
        assert "現場未清理" in words


def test_pages_exist_for_the_team_and_those_it_concerns_alone(weekly: Inspection, team: Team) -> None:
    cast = team.cast
    inspecting.draw_sample(inspection=weekly, actor=team.security, at=NOW)
    judged(weekly, team.security, tidy="general")
    inspecting.sign_inspection(inspection=weekly, summary="", actor=team.leader, at=NOW)
    one = Rectification.objects.get()
    addresses: dict[str, list[Any]] = {
        "inspection": [weekly.number], "inspection_item": [weekly.number, 1], "rectification": [one.number],
        "rectification_pdf": [one.number],
    }  # fmt: skip
    for name, args in addresses.items():
        for somebody in (cast.chen, cast.hr, cast.operator):
            text(of(somebody), name, *args, status=403)
        hidden = 404 if name.startswith("rectification") else 403  # an agent sees what return visits brought up
        text(of(cast.li), name, *args, status=hidden)
        text(of(cast.stranger), name, *args, status=hidden)
    text(of(cast.zhao), "rectification", one.number, status=404)  # not issued yet
    text(of(cast.zhao), "inspection", weekly.number, status=403)
    post(of(team.leader), "inspection_act", weekly.number, "issue")
    text(of(cast.zhao), "rectification", one.number)
    for wrong in ("V999999", "nonsense"):
        text(of(team.leader), "inspection", wrong, status=404)


def test_a_picture_of_the_request_is_seen_through_its_inspection(weekly: Inspection, team: Team) -> None:
    inspecting.draw_sample(inspection=weekly, actor=team.security, at=NOW)
    item = weekly.items.get(place=1)
    assert item.case is not None
    from_files = item.case.attachments.create(
        kind="after", file="x.webp", digest="d", width=1, height=1, author_key="staff:M07", added_at=NOW
    )
    text(of(team.security), "inspection_picture", weekly.number, 2, from_files.pk, status=404)
    text(of(team.cast.li), "inspection_picture", weekly.number, 1, from_files.pk, status=403)


def test_a_spot_check_by_the_page(team: Team, closed: Closed) -> None:
    closed(3)
    lan = of(team.security)
    said = {"department": "maintenance", "since": "2026-11-16T00:00", "until": "2026-11-23T00:00", "once": "spot:1"}
    assert post(lan, "supervision", **(said | {"department": "security"})).status_code == 422
    assert post(lan, "supervision", **(said | {"until": "2027-11-23T00:00"})).status_code == 422
    for _time in range(2):
        assert post(lan, "supervision", **said).status_code == 302
    assert Inspection.objects.filter(kind="spot").count() == 1


def test_the_seed_is_shown_after_the_draw_and_to_nobody_before(weekly: Inspection, team: Team) -> None:
    seed = weekly.seed
    assert len(seed) == 64
    for one in (team.maintenance, team.security, team.leader):
        shown = text(of(one), "inspection", weekly.number)
        assert seed not in shown
        assert "抽樣後顯示" in shown
    assert post(of(team.security), "inspection_act", weekly.number, "draw").status_code == 302
    assert seed in text(of(team.maintenance), "inspection", weekly.number)
