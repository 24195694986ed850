"""A policy is read whole or not at all; every mistake is told with its file, line and clause."""

import pytest

from gensui.core.policy import BadPolicy, Mistake, read_policy
from tests.core import small
from tests.core.small import CONTACT, HEAD, NAME


def mistakes(toml: str) -> tuple[Mistake, ...]:
    with pytest.raises(BadPolicy) as refused:
        read_policy({"bad.toml": toml})
    return refused.value.mistakes


def test_a_clause_becomes_values() -> None:
    found = small.policy(CONTACT).clauses["4.2.1"]

    assert (found.kind, found.accountable, str(found.limit)) == ("deadline", "handler", "10 min")
    assert [rule.on for rule in found.opens] == ["work_order.dispatched"]
    assert found.text["en"] == "name"
    assert found.is_live


def test_files_are_read_as_one() -> None:
    found = read_policy({"b.toml": CONTACT, "a.toml": HEAD})

    assert list(found.clauses) == ["4.2.1"]


def test_a_figure_of_a_setting_stands_where_it_is_named() -> None:
    setting = f'[settings.C01]\ntext = {NAME}\nclauses = ["4.2.1"]\nvalues = {{ contact = "12 min", three = 3 }}\n'
    found = read_policy({"p.toml": HEAD + setting + CONTACT.replace('"10 min"', '"@contact"')})

    assert str(found.clauses["4.2.1"].limit) == "12 min"
    assert found.setting("three") == 3
    with pytest.raises(KeyError):
        found.setting("four")


@pytest.mark.parametrize("percent", [21, 80, -1])
def test_no_policy_takes_more_of_a_wage_than_the_law_lets(percent: int) -> None:
    setting = f"[settings.C25]\ntext = {NAME}\nclauses = []\nvalues = {{ deduction_cap_percent = {percent} }}\n"
    (mistake,) = mistakes(HEAD + setting + CONTACT)
    assert f"deduction_cap_percent is {percent}: the law" in str(mistake)
    most = read_policy({"p.toml": HEAD + setting.replace(str(percent), "20") + CONTACT})
    assert most.setting("deduction_cap_percent") == 20


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"owner.contacted"', '"owner.contcted"', "there is no event 'owner.contcted'"),
        ('accountable = "handler"', 'accountable = "hander"', "there is no role 'hander'"),
        ('limit = "10 min"', 'limit = "10 mins"', "10 mins"),
        ('limit = "10 min"', 'limit = "0 min"', "nobody can do a thing in no time"),
        ('limit = "10 min"', 'limit = "-1 min"', "-1 min"),
        ('limit = "10 min"', "limit = 10", 'a duration such as "30 min"'),
        ('limit = "10 min"', 'limit = "@gone"', "no setting has a figure called 'gone'"),
        ('limit = "10 min"', "", "a deadline has a limit"),
        ('kind = "deadline"', 'kind = "dedline"', "kind cannot be 'dedline'"),
        ('kind = "deadline"', "", "kind is missing"),
        ('id = "4.2.1"', 'id = "four"', "a clause is numbered like 4.2.1"),
        ('id = "4.2.1"', "id = 4", "id must be a text"),
        ('limit = "10 min"', 'limit = "10 min"\nlimits = 3', "'limits' is not a word of the policy here"),
        ('limit = "10 min"', 'limit = "10 min"\nladder = "steep"', "there is no ladder 'steep'"),
        ('limit = "10 min"', 'limit = "10 min"\ncalendar = "moon"', "there is no calendar 'moon'"),
        ('limit = "10 min"', 'limit = "10 min"\npaused_by = ["rain"]', "there is no pause 'rain'"),
        ('limit = "10 min"', 'limit = "10 min"\nbefore = ["9.9.9"]', "there is no clause '9.9.9'"),
        ('limit = "10 min"', 'limit = "10 min"\nindicators = ["K99"]', "there is no indicator 'K99'"),
        ('limit = "10 min"', 'limit = "10 min"\nsame = ["coordination"]', "work_order.dispatched has no attribute"),
        ('{ on = "work_order.dispatched" }', '{ on = "work_order.dispatched", when = { colour = "red" } }', "no attribute"),
        ('{ on = "work_order.dispatched" }', '{ on = "work_order.dispatched", when = { priority = "P9" } }', "never 'P9'"),
        ('{ on = "work_order.dispatched" }', '{ on = "work_order.dispatched", from = "eta_at" }', "carries no time"),
        ('{ on = "owner.contacted" }', '{ on = "owner.contacted", evidence = ["oath"] }', "there is no proof 'oath'"),
        ('{ on = "owner.contacted" }', '"owner.contacted"', "a table is wanted here"),
        ('en = "name"', 'en = ""', "has no translation into en"),
        ('en = "name"', 'fr = "nom"', "which Gensui does not speak"),
    ],
)  # fmt: skip
def test_a_wrong_clause_is_refused_with_its_line(old: str, new: str, reason: str) -> None:
    assert old in CONTACT
    found = mistakes(HEAD + CONTACT.replace(old, new))

    line = (HEAD + CONTACT).count("\n", 0, len(HEAD) + CONTACT.index(old)) + 1
    assert any(reason in mistake.reason for mistake in found), found
    told = next(mistake for mistake in found if reason in mistake.reason)
    assert told.file == "bad.toml"
    assert abs(told.line - line) <= 9  # the word itself, or the head of its clause where the word is missing
    assert told.where.startswith("clause")


def test_all_mistakes_are_told_at_once() -> None:
    wrong = CONTACT.replace("owner.contacted", "gone").replace('"handler"', '"nobody"').replace("10 min", "ten")

    assert len(mistakes(HEAD + wrong)) == 3


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("", "there is no [policy] table"),
        ("this is = not = toml", "this is not TOML"),
        (HEAD + HEAD.replace("[roles", "[rolls"), "this is not TOML"),
        (HEAD + "[surprise]\n", "'surprise' is not a part of a policy"),
        (HEAD.replace("Asia/Shanghai", "Asia/Atlantis") + CONTACT, "there is no time zone 'Asia/Atlantis'"),
        (HEAD.replace("Asia/Shanghai", "../../etc/passwd") + CONTACT, "there is no time zone"),
        (HEAD.replace("daily 22:00", "dayly 22:00") + CONTACT, "dayly"),
        (HEAD.replace("0.5, 0.8", "0.8, 0.5") + CONTACT, "rising"),
        (HEAD.replace('falls_to = "admin_manager"', 'falls_to = "handler"') + CONTACT, "runs in a circle"),
        (HEAD + CONTACT + CONTACT, "stands twice"),
    ],
)  # fmt: skip
def test_a_wrong_policy_is_refused(toml: str, reason: str) -> None:
    assert any(reason in mistake.reason for mistake in mistakes(toml))


def test_a_role_that_no_post_fills_is_refused() -> None:
    (mistake,) = mistakes(f"{HEAD}{CONTACT}\n[roles.butler]\nname = {NAME}\n")
    assert str(mistake.reason) == "no post in a house fills the role 'butler'"
    assert mistake.line == (HEAD + CONTACT).count("\n") + 2


def test_circles_between_clauses_are_found() -> None:
    def lapse(number: str, of: str) -> str:
        words = f'opens = [{{ on = "obligation.lapsed", when = {{ clause = "{of}" }} }}]\ncloses = [{{ on = "case.closed" }}]\nlimit = "1 h"'
        return small.clause(number, "deadline", words)

    assert any(
        "circle: 1.1.1" in found.reason for found in mistakes(HEAD + lapse("1.1.1", "1.1.2") + lapse("1.1.2", "1.1.1"))
    )
    first = CONTACT + 'before = ["4.2.2"]\n'
    second = CONTACT.replace("4.2.1", "4.2.2") + 'before = ["4.2.1"]\n'
    assert any("before runs in a circle" in found.reason for found in mistakes(HEAD + first + second))


def test_a_window_that_closes_before_it_opens_is_refused() -> None:
    words = 'opens = [{ on = "work.completed" }]\ncloses = [{ on = "return_visit.done" }]\nnot_before = "48 h"\nlimit = "24 h"'

    assert "before it opens" in mistakes(HEAD + small.clause("3.4.1", "window", words))[0].reason


def test_a_clause_kept_by_others_has_no_events_of_its_own() -> None:
    kept = small.clause("2.1.4", "deadline", 'kept_by = ["4.2.1"]')
    assert not small.policy(CONTACT, kept).clauses["2.1.4"].is_live

    found = mistakes(HEAD + CONTACT + kept + 'limit = "5 min"\n')
    assert "has no 'limit' of its own" in found[0].reason


def test_a_record_is_about_a_form() -> None:
    form = small.clause("3.1.4", "record", 'on = "owner.contacted"\nrequires = ["phone"]')

    assert "owner.contacted is no form" in mistakes(HEAD + form)[0].reason


def test_hostile_values_never_end_in_a_trace() -> None:
    for value in ("3", "true", "[1, 2]", '"x"', "{ a = 1 }", "1979-05-27", "[[]]", '""'):
        for word in (
            "opens",
            "closes",
            "limit",
            "schedule",
            "late_link",
            "same",
            "paused_by",
            "early",
            "strict",
            "title",
            "id",
        ):
            with pytest.raises(BadPolicy):
                read_policy({"bad.toml": HEAD + f'[[clause]]\nkind = "deadline"\n{word} = {value}\n'})
        for table in ("policy", "roles", "calendars", "ladders", "pauses", "settings", "handovers", "clause"):
            with pytest.raises(BadPolicy):
                read_policy({"bad.toml": f"{table} = {value}\n"})


def test_the_same_texts_are_parsed_once() -> None:
    assert read_policy({"p.toml": HEAD + CONTACT}) is read_policy({"p.toml": HEAD + CONTACT})
