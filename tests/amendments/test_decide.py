"""From consultation to a version in force: two persons, dates that follow each other, and running promises that keep their terms."""

from datetime import timedelta

import pytest

from gensui.amendments.actions import deciding, drafting
from gensui.amendments.models import Draft
from gensui.amendments.refusals import BadDates, Decided, NotAskedYet, NothingChanged, OutOfDate, TwoPersons
from gensui.ledger import policies, verify
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation, Outgoing, PolicyVersion
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.people.access import NotYours
from gensui.people.models import Employee
from gensui.people.refusals import NoWords
from gensui.policies import files
from tests.amendments.conftest import DAY
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database
DECIDED = MONDAY + 3 * DAY
START = MONDAY + 10 * DAY
THREE = {
    "text": {
        "zh-Hant": "來訪的業主三分鐘內有人招呼。",
        "zh-Hans": "来访的业主三分钟内有人招呼。",
        "en": "An owner at the desk is greeted within three minutes.",
    }
}


@pytest.fixture
def asked(cast: Cast, draft: Draft) -> Draft:
    return deciding.ask_staff(draft=draft, until=MONDAY + 2 * DAY, actor=cast.qin, at=MONDAY)


def approve(draft: Draft, actor: Employee, **times: object) -> PolicyVersion:
    given = {"published_at": MONDAY + 5 * DAY, "starts_at": START, "at": DECIDED} | times
    return deciding.approve_draft(draft=draft, actor=actor, **given)  # type: ignore[arg-type]


def test_from_consultation_to_force_everybody_is_told_and_what_runs_keeps_its_terms(
    cast: Cast, asked: Draft, walk: Walk
) -> None:
    walk("assigned")
    deciding.comment(draft=asked, clause="3.1.3", text="Two are fine", actor=cast.chen, at=MONDAY + DAY)
    version = approve(asked, cast.gm)
    assert policies.in_force(policies.newest(), START - DAY).version == "2026.11"
    assert policies.in_force(policies.newest(), START).version == version.version == "2027.1"

    begun = [deciding.begin_versions(actor="engine", at=START - timedelta(hours=1)) for _twice in range(2)]
    assert begun == [1, 0]  # the version that was adopted before there was any draft
    later = START + timedelta(hours=2)
    assert deciding.begin_versions(actor="engine", at=later) == 1
    assert deciding.begin_versions(actor="engine", at=later) == 0
    life = ledger.events_of("policy:standard")
    assert [(one.kind, one.data["version"]) for one in life] == [
        ("policy.approved", "2027.1"),
        ("policy.revised", "2027.1"),
        ("policy.effective", "2026.11"),
        ("policy.effective", "2027.1"),
    ]
    assert life[-1].occurred_at == START
    before, yearly = Obligation.objects.filter(stream="policy:standard", clause="7.3").order_by("pk")
    assert (before.version, before.state) == ("2026.11", "void")
    assert (yearly.version, yearly.accountable, yearly.state) == ("2027.1", "staff:A02", "open")
    assert {one.version for one in Obligation.objects.filter(clause="4.2.1")} == {"2026.11"}
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_everybody_hears_of_it_when_it_is_published_in_the_own_language(cast: Cast, asked: Draft) -> None:
    staff = Employee.objects.working().count()
    assert Outgoing.objects.filter(what="policy").count() == staff
    cast.li.user.language = "zh-hant"
    cast.li.user.save(update_fields=["language"])
    approve(asked, cast.gm)
    notices.deliver(actor="system", at=DECIDED)
    assert not Notice.objects.filter(title__startswith="Policy 2027.1").exists()
    notices.deliver(actor="system", at=MONDAY + 5 * DAY + timedelta(minutes=1), most=200)
    assert Notice.objects.filter(title__startswith="Policy 2027.1").count() == staff - 1
    assert "2027.1" in Notice.objects.filter(recipient_key=cast.li.key).latest("pk").title


def test_who_drafts_does_not_approve_and_only_the_general_manager_does(cast: Cast, asked: Draft) -> None:
    for who in (cast.qin, cast.hr, cast.li, cast.operator):
        with pytest.raises(NotYours):
            approve(asked, who)
    own = drafting.start_draft(title="Own", version="2027.5", actor=cast.gm, at=MONDAY)
    drafting.change_clause(draft=own, clause="3.1.3", words={"limit": "3 min"} | THREE, actor=cast.gm, at=MONDAY)
    deciding.ask_staff(draft=own, until=MONDAY + DAY, actor=cast.gm, at=MONDAY)
    with pytest.raises(TwoPersons):
        approve(own, cast.gm)


def test_staff_is_asked_first_and_has_its_time(cast: Cast, draft: Draft) -> None:
    with pytest.raises(NotAskedYet):
        approve(draft, cast.gm)
    deciding.ask_staff(draft=draft, until=MONDAY + 4 * DAY, actor=cast.qin, at=MONDAY)
    with pytest.raises(NotAskedYet):
        approve(draft, cast.gm)
    with pytest.raises(NotAskedYet):
        deciding.comment(draft=draft, clause="", text="Late", actor=cast.li, at=MONDAY + 4 * DAY)
    with pytest.raises(NoWords):
        deciding.comment(draft=draft, clause="", text=" ", actor=cast.li, at=MONDAY)


def test_dates_follow_each_other(cast: Cast, asked: Draft) -> None:
    for times in (
        {"published_at": START + DAY},
        {"published_at": MONDAY},
        {"starts_at": MONDAY},
    ):
        with pytest.raises(BadDates):
            approve(asked, cast.gm, **times)
    assert PolicyVersion.objects.count() == 1


def test_nothing_to_ask_about(cast: Cast) -> None:
    empty = drafting.start_draft(title="Empty", version="2027.3", actor=cast.qin, at=MONDAY)
    with pytest.raises(NothingChanged):
        deciding.ask_staff(draft=empty, until=MONDAY + DAY, actor=cast.qin, at=MONDAY)
    with pytest.raises(BadDates):
        deciding.ask_staff(draft=empty, until=MONDAY, actor=cast.qin, at=MONDAY)


def test_a_draft_that_another_version_overtook_is_not_adopted(cast: Cast, asked: Draft) -> None:
    texts = files.standard()
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    policies.adopt(files=texts, actor="operator", starts_at=MONDAY + DAY, at=MONDAY)
    with pytest.raises(OutOfDate):
        approve(asked, cast.gm)


def test_what_is_decided_is_decided_once(cast: Cast, asked: Draft) -> None:
    approve(asked, cast.gm)
    with pytest.raises(Decided):
        approve(asked, cast.gm)
    with pytest.raises(Decided):
        deciding.withdraw_draft(draft=asked, reason="Overtaken", actor=cast.qin, at=DECIDED)
    with pytest.raises(Decided):
        deciding.comment(draft=asked, clause="", text="Too late", actor=cast.li, at=DECIDED)


def test_a_review_that_changes_nothing_meets_the_yearly_clause(cast: Cast, asked: Draft) -> None:
    approve(asked, cast.gm)
    deciding.begin_versions(actor="engine", at=START + DAY)
    with pytest.raises(NotYours):
        deciding.note_review(actor=cast.hr, at=START + 30 * DAY)
    deciding.note_review(actor=cast.qin, at=START + 30 * DAY)
    assert Obligation.objects.get(stream="policy:standard", clause="7.3").state == "met"
