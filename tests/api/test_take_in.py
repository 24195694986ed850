"""A program takes a request in: as an agent would on the screen, in a fraction of the time."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gensui.cases import beginning, warranty
from gensui.cases.models import Case
from gensui.cases.verify import check_cases
from gensui.ledger import policies, rows, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.people.actions import tokens
from gensui.people.models import AccessToken, Area
from tests.api.conftest import SAID, Ask
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database


def test_a_request_is_taken_in_and_sent_on(ask: Ask, cast: Cast) -> None:
    rang = {"rang_at": "2026-11-23T09:59:50+08:00", "answered_at": "2026-11-23T09:59:58+08:00"}
    status, told = ask(body=SAID | rang)
    case = Case.objects.get()
    assert (status, told["number"], told["state"]) == (201, case.number, "dispatched")
    assert (case.follower, case.resident, case.unit) == (cast.li, cast.mei, cast.mei.household.unit)
    assert (case.masked_phone[-4:], case.category, case.requester_name) == ("0001", cast.leak, "陳美")
    assert Obligation.objects.get(stream=case.stream, clause="4.2.1").due_at == MONDAY + timedelta(minutes=10)
    assert Obligation.objects.get(stream=case.stream, clause="3.1.2").state == "met"  # within three rings
    roles = Event.objects.filter(stream=case.stream).order_by("-number")[0].roles
    assert (roles["owner"], roles["agent"]) == (cast.mei.key, cast.li.key)
    assert list(check_cases()) == []
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_it_counts_from_the_time_that_is_said_and_else_nowhere(ask: Ask) -> None:
    timed = Obligation.objects.filter(clause__in=("4.1.5", "C07.1"))
    ask(body=SAID)
    assert not timed.exists()
    for number, said in enumerate(
        ({"answered_at": "2026-11-23T09:53:00+08:00"}, {"rang_at": "2026-11-23T09:53:00+08:00"})
    ):
        assert ask(body=SAID | said | {"once": f"slow-{number}"})[0] == 201
        (duty,) = timed.filter(clause="4.1.5", stream=Case.objects.latest("pk").stream)
        assert duty.lapsed_at == MONDAY - timedelta(minutes=2)
    assert not Obligation.objects.filter(clause="3.1.2").exists()  # of a ring alone nobody knows how long it was


def test_a_danger_is_told_to_who_is_there_once(ask: Ask, cast: Cast) -> None:
    for _again in range(2):
        assert ask(body=SAID | {"channel": "wechat", "category": cast.burst.key, "content": "水管爆了"})[0] == 201
    told = Outgoing.objects.filter(stream=Case.objects.get().stream).exclude(to=cast.mei.key)
    assert sorted(told.values_list("to", "what")) == [
        (one.key, "report.urgent") for one in (cast.head, cast.lin, cast.chief, cast.zhao)
    ]


def test_it_says_what_the_desk_would_have_said(ask: Ask, cast: Cast) -> None:
    from gensui.cases.actions import intake  # noqa: PLC0415

    ask(body=SAID)
    intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=MONDAY)
    program, agent = Case.objects.order_by("pk")

    def said(case: Case) -> list[Any]:
        return list(
            Event.objects.filter(stream=case.stream).order_by("number").values_list("kind", "data", "roles", "actor")
        )

    def owed(case: Case) -> list[Any]:
        return list(
            Obligation.objects.filter(stream=case.stream).order_by("id").values_list("clause", "due_at", "holder")
        )

    assert said(program) == said(agent)
    assert owed(program) == owed(agent)


def test_said_again_it_is_carried_out_once(ask: Ask) -> None:
    first, again = ask(body=SAID), ask(body=SAID, seconds=5)
    assert first == again
    assert ask(body=SAID | {"once": "call-2"})[1]["number"] != first[1]["number"]
    assert Case.objects.count() == 2


def test_other_words_under_the_same_name_are_refused(ask: Ask, cast: Cast) -> None:
    ask(body=SAID)
    status, told = ask(body=SAID | {"content": "停電"})
    assert (status, told["error"]) == (409, "key_reused")
    assert told["sentence"]
    other = tokens.issue_token(employee=cast.lin, name="x", lasts=timedelta(days=1), actor="operator", at=MONDAY)
    assert ask(body=SAID | {"content": "停電"}, key=other)[0] == 201  # a name belongs to its program
    assert Case.objects.count() == 2


def test_a_public_area_and_an_answer_on_the_spot(ask: Ask, cast: Cast) -> None:
    area = Area.objects.get(pk=cast.lobby.pk)
    status, told = ask(
        body=SAID | {"home": "", "area": area.name, "category": cast.question.pk, "answer": "九點開門。"}
    )
    assert (status, told["state"]) == (201, "answered")
    assert Case.objects.get().area == area


@pytest.mark.parametrize(
    ("wrong", "status", "where"),
    [
        ({"category": "NO.SUCH"}, 422, "category"), ({"home": "99-9-999"}, 422, "home"), ({"home": ""}, 422, "home"),
        ({"home": "", "area": "月球"}, 422, "area"), ({"content": "x\x00y"}, 422, "content"), ({"place": " "}, 422, "place"),
        ({"read_back": False}, 422, "read_back"), ({"answer": "關總閥即可。"}, 409, "more_than_asked"), ({"rang_at": "2026-11-23T10:00:00"}, 422, "rang_at"),
        ({"phone": "12"}, 409, "bad_phone"), ({"rang_at": "2026-11-23T11:00:00+08:00"}, 409, "too_early"),
        ({"once": "a b"}, 422, "once"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_kept(ask: Ask, wrong: dict[str, Any], status: int, where: str) -> None:
    answered, told = ask(body=SAID | wrong)
    named = told.get("where") or (told["fields"][0]["where"] if "fields" in told else told["error"])
    assert (answered, named) == (status, where)
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", [" ", "  \t", "\u200b", "\u3164", "\n", "call-1 "], ids=ascii)
def test_a_name_that_nobody_sees_is_none(ask: Ask, name: str) -> None:
    """It would be dropped, and the same said again would be a second case."""
    status, told = ask(body=SAID | {"once": name})
    assert (status, told["fields"][0]["where"]) == (422, "once")
    assert not Case.objects.exists()


def test_who_does_not_serve_at_the_desk_takes_nothing_in(ask: Ask, cast: Cast) -> None:
    key = tokens.issue_token(employee=cast.cleaner, name="x", lasts=timedelta(days=1), actor="operator", at=MONDAY)
    status, told = ask(body=SAID, key=key)
    assert (status, told["error"]) == (403, "not_yours")
    assert told["sentence"]


def test_a_token_that_is_not_good_opens_nothing(ask: Ask, cast: Cast, token: str) -> None:
    assert ask(body=SAID, key="")[0] == 401
    assert ask(body=SAID, key=token + "x") == (401, {"error": "wrong_token"})
    assert ask(body=SAID, seconds=40 * 86_400)[0] == 401  # it lasted thirty days
    cast.li.user.is_active = False
    cast.li.user.save()
    assert ask(body=SAID)[0] == 401
    cast.li.user.is_active = True
    cast.li.user.save()
    row = AccessToken.objects.get()
    tokens.revoke_token(token=row, actor="operator", at=MONDAY)
    tokens.revoke_token(token=row, actor="operator", at=MONDAY)
    assert ask(body=SAID)[0] == 401
    assert not Case.objects.exists()
    assert list(Event.objects.filter(stream=cast.li.key).order_by("number").values_list("kind", flat=True)) == [
        "access_token.issued", "access_token.revoked",
    ]  # fmt: skip


def test_guessing_ends_soon(ask: Ask) -> None:
    told = [ask(key=f"guess-{number}", path="/clocks")[0] for number in range(25)]
    assert (told[0], told[-1]) == (401, 429)


@pytest.mark.parametrize(
    "name", ["requester_name", "phone", "home", "place", "content", "category", "convenient_time", "once"]
)
@pytest.mark.parametrize("wrong", ["\ud800", "\x07", "\x7f", "\x00"])
def test_what_nobody_can_type_is_refused(ask: Ask, name: str, wrong: str) -> None:
    status, told = ask(body=SAID | {name: f"ab{wrong}"})
    (field,) = told["fields"]
    assert (status, field["where"]) == (422, name)
    assert "第 3 個字元是控制字元" in field["sentence"]
    assert not Case.objects.exists()


def test_lines_and_tabs_are_no_fault(ask: Ask) -> None:
    assert ask(body=SAID | {"content": "漏水\n\t請快 👩‍👩‍👧"})[0] == 201
    assert Case.objects.get().content == "漏水\n\t請快 👩‍👩‍👧"


@pytest.mark.parametrize("wrong", [{"once": "a b"}, {"phone": "12"}, {"content": "\ud800"}, {"read_back": False}])
def test_without_a_good_token_nothing_else_is_said_and_each_try_counts(ask: Ask, wrong: dict[str, Any]) -> None:
    told = [ask(body=SAID | wrong, key=f"guess-{number}") for number in range(25)]
    assert told[0] == (401, {"error": "wrong_token"})
    assert told[-1][0] == 429
    assert ask(body=SAID | wrong)[1]["error"] != "wrong_token"


def test_no_token_learns_whether_a_key_was_used(ask: Ask) -> None:
    assert ask(body=SAID)[0] == 201
    assert (
        ask(body=SAID, key="guess")
        == ask(body=SAID | {"once": "never"}, key="guess")
        == (401, {"error": "wrong_token"})
    )


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_case(ask: Ask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    number = ask(body=SAID)[1]["number"]
    caller = beginning.caller

    def asked_before(**words: Any) -> beginning.Caller | None:
        found = caller(**words)
        assert found is not None
        fresh = replace(found.known, beginning=replace(found.known.beginning, carried_out_in=""))
        return replace(found, known=fresh)

    monkeypatch.setattr(beginning, "caller", asked_before)
    status, told = ask(body=SAID)
    assert (status, told["number"]) == (201, number)
    status, told = ask(body=SAID | {"content": "another matter"})
    assert (status, told["error"]) == (409, "key_reused")
    monkeypatch.undo()
    assert ask(body=SAID)[1]["number"] == number
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_answer_to_each_of_many_at_once_is_the_same(ask: Ask) -> None:
    ready, said = threading.Barrier(4), []

    def go() -> None:
        ready.wait(20)
        status, told = ask(body=SAID)
        said.append((status, told.get("number")))
        connection.close()

    threads = [threading.Thread(target=go) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert said == [(201, Case.objects.get().number)] * 4


def test_how_many_statements_it_takes(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(body=SAID)
    raw: list[str] = []
    carried_out = rows._carried_out

    def counted(sql: str, values: Any) -> Any:
        raw.append(sql)
        return carried_out(sql, values)

    monkeypatch.setattr(rows, "_carried_out", counted)
    with CaptureQueriesContext(connection) as others:
        ask(body=SAID | {"once": "call-2"})
    seen = [query["sql"] for query in others.captured_queries if "SAVEPOINT" not in query["sql"]]
    if connection.vendor == "postgresql":
        assert (len(raw), len(seen)) == (3, 1)  # one reads, two write in one trip; then who is told
    else:
        assert len(seen) == 6  # a write for each table


@pytest.mark.parametrize(
    "when", ["1900-01-01T00:00:00Z", "2026-11-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"]
)
@pytest.mark.parametrize("name", ["rang_at", "answered_at"])
def test_a_time_that_cannot_be_is_refused_as_json(ask: Ask, name: str, when: str) -> None:
    status, told = ask(body=SAID | {name: when})
    assert status in (409, 422), told
    assert not Case.objects.exists()


def test_two_places_are_refused(ask: Ask) -> None:
    assert ask(body=SAID | {"area": "no such area"}) == (422, {"error": "not_there", "where": "area"})


def test_the_same_fault_within_its_warranty_is_linked(ask: Ask, walk: Walk, cast: Cast) -> None:
    repaired, later = walk("told"), 10 * 86_400
    status, offered = ask("/warranties?home=3-1-502", seconds=later)
    assert (status, [one["number"] for one in offered]) == (200, [repaired.number])
    assert offered[0]["until"] == "2027-02-21"
    assert ask("/warranties?home=99-9-999", seconds=later) == (422, {"error": "not_there", "where": "home"})
    assert ask("/warranties?home=3-1-502", seconds=later, key="guess")[0] == 401

    assert ask(body=SAID | {"repeat_of": repaired.number}, seconds=later)[0] == 201
    again = Case.objects.latest("pk")
    assert again.repeat_of == repaired
    assert warranty.under_warranty(again, MONDAY + timedelta(seconds=later))

    unknown = ask(body=SAID | {"repeat_of": "2026-999999", "once": "call-2"}, seconds=later)
    assert unknown == (422, {"error": "not_there", "where": "repeat_of"})
    status, told = ask(body=SAID | {"repeat_of": repaired.number, "home": "3-1-501", "once": "call-3"}, seconds=later)
    assert (status, told["error"]) == (409, "of_another_home")
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"urgent": True}, "urgent"), ({"phones": ["1"]}, "phones"), ({"content": {"text": "漏水"}}, "content"),
        ({"read_back": 1}, "read_back"), ({"read_back": "yes"}, "read_back"), ({"read_back": "true"}, "read_back"),
        ({"read_back": False}, "read_back"), ({"phone": 13900000001}, "phone"), ({"priority": 1}, "priority"),
        ({"rang_at": 1795399200}, "rang_at"), ({"rang_at": "1795399200"}, "rang_at"),
    ],
)  # fmt: skip
def test_what_is_not_asked_or_of_another_kind_is_refused_by_its_name(
    ask: Ask, given: dict[str, Any], where: str
) -> None:
    status, told = ask(body=SAID | given)
    assert (status, told["error"], [one["where"] for one in told["fields"]]) == (422, "misread", [where])
    assert not Case.objects.exists()


@pytest.mark.parametrize(("language", "sentence"), [
    ("zh-Hant", "沒有這個欄位。"), ("zh-Hans,en;q=0.5", "没有这个字段。"), ("en", "There is no such field here."),
    ("fr,*;q=0.1", "沒有這個欄位。"),
])  # fmt: skip
def test_a_refusal_is_said_in_the_language_that_was_asked_for(
    ask: Ask, cast: Cast, language: str, sentence: str
) -> None:
    assert ask(body=SAID | {"urgent": True}, language=language)[1]["fields"] == [
        {"where": "urgent", "sentence": sentence}
    ]
    wrong: list[dict[str, Any]] = [
        {name: value for name, value in SAID.items() if name != "phone"}, SAID | {"channel": "pigeon"},
        SAID | {"content": 1}, SAID | {"place": ""}, SAID | {"place": "x" * 121}, SAID | {"once": "a b"},
        SAID | {"rang_at": "soon"}, SAID | {"rang_at": "2026-11-23T10:00:00"},
    ]  # fmt: skip
    for body in wrong:
        (field,) = ask(body=body, language=language)[1]["fields"]
        assert field["sentence"].isascii() == (language == "en"), field
    if language == "en":
        told = ask(body=SAID | {"rang_at": "2026-11-10T10:00:00+08:00"}, language=language)[1]
        assert told["sentence"].isascii()
