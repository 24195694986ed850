"""Staff come in by name, password and, where the role asks for one, a second proof; by whichever door."""

import html
from datetime import timedelta
from io import StringIO
from ipaddress import ip_network
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import is_mfa_enabled
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from gensui.core.refusal import Refusal
from gensui.people.actions import codes
from gensui.people.models import Employee, User
from gensui.people.refusals import TooManyTries, WrongCode
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn, come_in

pytestmark = pytest.mark.database
__all__ = ["come_in"]
PASSWORD = "Correct horse 7 battery"
PROXY = "10.0.0.1"


@pytest.fixture(autouse=True)
def _passwords(cast: Cast, settings: Any) -> None:
    settings.PROXIES = [ip_network("10.0.0.0/8")]
    for employee in (cast.li, cast.operator):
        employee.user.set_password(PASSWORD)
        employee.user.is_staff = employee == cast.operator
        employee.user.save()


def enter(
    name: str, password: str = PASSWORD, *, place: str = "198.51.100.1", seconds: float = 0, client: Client | None = None,
    door: str = "/accounts/login/",
) -> Any:  # fmt: skip
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        given = {"login": name, "username": name, "password": password}
        return (client or Client()).post(door, given, headers={"X-Forwarded-For": place}, REMOTE_ADDR=PROXY)


def comes_in(*args: Any, **words: Any) -> bool:
    return bool(enter(*args, **words).status_code == 302)


def test_the_password_opens(cast: Cast) -> None:
    assert comes_in("K02")
    assert not comes_in("K02", "wrong")
    assert not comes_in("nobody")


def test_wrong_passwords_of_one_colleague_leave_the_others_of_the_office_alone(cast: Cast) -> None:
    """However often, and for how long: one name counts once."""
    for minute in range(60):
        assert not comes_in("Z01", "wrong", seconds=minute * 59)
    assert not comes_in("Z01", seconds=59 * 59)
    assert comes_in("K02", seconds=59 * 59)


def test_an_address_that_tries_many_names_waits_but_not_who_is_known_there(cast: Cast) -> None:
    assert comes_in("K02")
    for number in range(50):
        assert not comes_in(f"X{number}", "wrong", seconds=number)
    assert not comes_in("Z01", seconds=60)
    assert not comes_in("Z01", seconds=61)  # nor is a name that was refused taken for a known one
    assert comes_in("K02", seconds=60)
    assert comes_in("k02", seconds=60)
    assert comes_in("Z01", place="198.51.100.2", seconds=60)
    assert comes_in("Z01", seconds=3600)  # tries that were refused prolong nothing


def test_who_has_not_come_in_for_a_month_is_no_longer_known_there(cast: Cast) -> None:
    assert comes_in("K02")
    month = 30 * 24 * 3600
    for number in range(50):
        assert not comes_in(f"X{number}", "wrong", seconds=month - 10)
    assert comes_in("K02", seconds=month - 1)
    assert not comes_in("Z01", seconds=month - 1)
    for number in range(50):
        comes_in(f"X{number}", "wrong", seconds=2 * month)
    assert not comes_in("K02", seconds=2 * month)


def test_a_password_without_its_second_proof_makes_nobody_known(cast: Cast) -> None:
    a_second_proof(cast.operator)
    enter("Z01")
    for number in range(50):
        comes_in(f"X{number}", "wrong", seconds=3600)
    assert "/2fa/" not in enter("Z01", seconds=3601).headers.get("Location", "")


def test_five_wrong_passwords_for_somebody_elses_account_do_not_shut_the_owner_out(cast: Cast) -> None:
    for _time in range(8):
        assert not comes_in("K02", "wrong")
    assert not comes_in("K02")
    assert comes_in("K02", place="198.51.100.2")


def test_right_passwords_never_add_up(cast: Cast) -> None:
    assert all(comes_in("K02") for _time in range(25))


def test_an_account_of_an_owner_has_no_password_to_sign_in_with(cast: Cast) -> None:
    user = User(username=cast.mei.key)
    user.set_password(PASSWORD)
    user.save()
    cast.mei.user = user
    cast.mei.save()
    assert not comes_in(cast.mei.key)


def test_who_left_does_not_come_in(cast: Cast) -> None:
    Employee.objects.filter(pk=cast.li.pk).update(left_on=MONDAY.date())
    assert not comes_in("K02")


def a_second_proof(employee: Employee) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(employee.user, secret)
    return str(secret)


def code_of(secret: str, seconds: float = 0) -> str:
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        return str(totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))))


def prove(client: Client, code: str, *, place: str = "198.51.100.1", seconds: float = 0) -> Any:
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        return client.post(
            "/accounts/2fa/authenticate/", {"code": code}, headers={"X-Forwarded-For": place}, REMOTE_ADDR=PROXY
        )


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def leads(client: Client, address: str) -> str:
    answer: Any = client.get(address, follow=True)
    return str(answer.redirect_chain[-1][0])


@pytest.mark.parametrize("door", ["/accounts/login/", "/admin/login/", "/admin/login/?next=/admin/", "/admin/"])
def test_a_password_alone_opens_no_door_where_a_second_proof_is_set_up(cast: Cast, door: str) -> None:
    secret, client = a_second_proof(cast.operator), Client()
    enter("Z01", client=client, door=door)
    assert not is_in(client)
    assert leads(client, "/admin/").startswith("/accounts/login/")

    assert enter("Z01", client=client).url == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    assert prove(client, code_of(secret)).status_code == 302
    with time_machine.travel(MONDAY, tick=False):
        assert client.get("/admin/").status_code == 200


def test_the_admin_wants_the_second_proof_set_up_like_the_desk(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    client = sign_in(cast.operator)
    assert client.get("/admin/").status_code == 200
    settings.MFA_ROLES = frozenset({"operator"})
    answer: Any = client.get("/admin/", follow=True)
    assert "2fa/totp/activate" in str(answer.redirect_chain)


def test_the_admin_is_not_for_others(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.li).get("/admin/", follow=True).status_code == 403
    assert leads(Client(), "/admin/") == "/accounts/login/?next=/admin/"
    assert sign_in(cast.operator).get("/admin/password_change/").url == "/accounts/password/change/"  # type: ignore[attr-defined]


def test_wrong_second_proofs_are_counted_by_account_and_address(cast: Cast) -> None:
    secret, thief, owner = a_second_proof(cast.operator), Client(), Client()
    enter("Z01", client=thief)
    for _time in range(5):
        assert prove(thief, "000000").status_code == 200
    assert prove(thief, code_of(secret)).status_code == 200
    enter("Z01", client=owner, place="198.51.100.2")
    assert prove(owner, code_of(secret), place="198.51.100.2").status_code == 302
    assert not is_in(thief)


def test_second_proofs_guessed_from_many_addresses_end_soon(cast: Cast) -> None:
    """Thirty an hour for the account, however many addresses; who waits so long comes in again."""
    secret, thief = a_second_proof(cast.operator), Client()
    enter("Z01", client=thief)
    for number in range(30):
        assert prove(thief, "000000", place=f"203.0.113.{number}").status_code == 200
    assert prove(thief, code_of(secret), place="203.0.113.99").status_code == 200
    assert not is_in(thief)
    later = Client()
    enter("Z01", client=later, seconds=3600)
    assert prove(later, code_of(secret, 3600), seconds=3600).status_code == 302


def test_second_proofs_before_something_grave_are_counted_too(cast: Cast) -> None:
    """By whoever sits down before a session that was left open; a recovery code is a proof like another."""
    secret, client = a_second_proof(cast.operator), Client()
    enter("Z01", client=client)
    assert prove(client, code_of(secret)).status_code == 302

    def again(code: str, place: str, seconds: float = 3600) -> int:
        with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
            headers = {"X-Forwarded-For": place}
            answer = client.post("/accounts/2fa/reauthenticate/", {"code": code}, headers=headers, REMOTE_ADDR=PROXY)
            return int(answer.status_code)

    for code in ("000000", "111111", "aaaa-bbbb", "12345678", "00000000"):
        assert again(code, "198.51.100.1") == 200
    assert again(code_of(secret, 3600), "198.51.100.1") == 200
    assert again(code_of(secret, 3600), "198.51.100.2") == 302


def test_a_password_asked_again_is_counted_as_at_sign_in(cast: Cast) -> None:
    client = Client()
    assert comes_in("K02", client=client)

    def again(password: str) -> int:
        with time_machine.travel(MONDAY + timedelta(seconds=3600), tick=False):
            return int(
                client.post(
                    "/accounts/reauthenticate/", {"password": password},
                    headers={"X-Forwarded-For": "198.51.100.1"}, REMOTE_ADDR=PROXY,
                ).status_code
            )  # fmt: skip

    assert [again("wrong") for _time in range(5)] == [200] * 5
    assert again(PASSWORD) == 200


def test_wrong_tokens_of_programs_are_counted_by_address(cast: Cast) -> None:
    def ask(place: str) -> int:
        headers = {"Authorization": "Bearer wrong", "X-Forwarded-For": place}
        with time_machine.travel(MONDAY, tick=False):
            return Client().get("/api/v1/cases/clocks", headers=headers, REMOTE_ADDR=PROXY).status_code

    answers = [ask("198.51.100.1") for _time in range(25)]
    assert (answers[0], answers[-1]) == (401, 429)
    assert ask("198.51.100.2") == 401


def test_an_open_session_gives_nobody_the_account(cast: Cast, mailoutbox: list[Any]) -> None:
    """The house gives addresses: a session left open cannot name another, to which a lost password would be sent."""
    client = Client()
    assert comes_in("K02", client=client)
    for page in ("/accounts/email/", "/accounts/password/set/"):
        assert client.get(page).status_code == 404
        assert client.post(page, {"email": "attacker@example.org", "action_add": ""}).status_code == 404
    Client().post("/accounts/password/reset/", {"email": "attacker@example.org"})
    assert mailoutbox == []  # nor does the house write to whoever is named


def set_up(client: Client, enrolment: str, address: str = "127.0.0.1") -> Any:
    """The page where a second proof is set up, filled in with the right code of the app."""
    where: Any = {"REMOTE_ADDR": address}
    with time_machine.travel(MONDAY, tick=False):
        client.post("/accounts/reauthenticate/", {"password": PASSWORD}, **where)
        secret = client.get("/accounts/2fa/totp/activate/", **where).context["form"].secret
        return client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret), "enrolment": enrolment}, **where)


def test_a_stolen_password_sets_up_no_second_proof(cast: Cast, settings: Any) -> None:
    settings.MFA_ROLES = frozenset({"operator"})
    client = Client()
    enter("Z01", client=client)
    first = codes.issue_enrolment(employee=cast.operator, actor="operator", at=MONDAY)
    code = codes.issue_enrolment(employee=cast.operator, actor="operator", at=MONDAY)
    others = codes.issue_enrolment(employee=cast.li, actor="operator", at=MONDAY)
    for wrong in ("", "0000000000", first, others):
        assert set_up(client, wrong).status_code == 200
        assert not is_mfa_enabled(cast.operator.user)
    assert set_up(client, code).status_code == 302
    assert is_mfa_enabled(cast.operator.user)


def test_a_session_that_a_stolen_password_opened_ends_when_its_owner_sets_up_the_second_proof(
    cast: Cast, settings: Any
) -> None:
    settings.MFA_ROLES = frozenset({"operator"})
    thief, owner, colleague = Client(), Client(), Client()
    enter("Z01", client=thief)
    enter("Z01", client=owner)
    assert comes_in("K02", client=colleague)
    code = codes.issue_enrolment(employee=cast.operator, actor="operator", at=MONDAY)
    assert set_up(owner, code).status_code == 302
    with time_machine.travel(MONDAY, tick=False):
        for page in ("/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/totp/deactivate/"):
            assert thief.get(page)["Location"].startswith("/accounts/login/"), page
        assert owner.get("/").status_code == 200
        assert colleague.get("/").status_code == 200


def test_the_operators_code_is_good_once_and_for_a_day(cast: Cast) -> None:
    code = codes.issue_enrolment(employee=cast.operator, actor="operator", at=MONDAY - timedelta(hours=25))
    client = Client()
    enter("Z01", client=client)
    assert set_up(client, code).status_code == 200
    code = codes.issue_enrolment(employee=cast.operator, actor="operator", at=MONDAY)
    here = client.session.session_key
    codes.prove_enrolment(employee=cast.operator, code=code, source="x", actor=cast.operator, at=MONDAY, session=here)
    assert set_up(client, code).status_code == 200
    assert not is_mfa_enabled(cast.operator.user)


def test_the_operators_codes_are_limited_by_address(cast: Cast) -> None:
    """Five at one code, thirty at whosever codes: then the right one is not looked at either."""
    people = [
        cast.operator,
        cast.li,
        cast.lin,
        cast.head,
        cast.zhao,
        cast.chen,
        cast.chief,
        cast.guard,
        cast.qin,
        cast.hr,
    ]
    given = [codes.issue_enrolment(employee=one, actor="operator", at=MONDAY) for one in people]
    for one in 3 * people:
        with pytest.raises(Refusal):
            codes.prove_enrolment(employee=one, code="wrong", source="127.0.0.1", actor=one, at=MONDAY)
    client = Client()
    enter("Z01", client=client)
    answer = set_up(client, given[0])
    assert answer.status_code == 200
    assert TooManyTries().sentence in html.unescape(answer.content.decode())
    assert set_up(client, given[0], "198.51.100.9").status_code == 302


def test_the_operators_codes_are_limited_by_person(cast: Cast) -> None:
    """From however many addresses, and however often the operator gives another code."""
    for place in range(15):
        codes.issue_enrolment(employee=cast.operator, actor="operator", at=MONDAY)
        with pytest.raises(WrongCode):
            codes.prove_enrolment(
                employee=cast.operator, code="wrong", source=f"198.51.100.{place}", actor=cast.operator, at=MONDAY
            )
    code = codes.issue_enrolment(employee=cast.operator, actor="operator", at=MONDAY)
    client = Client()
    enter("Z01", client=client)
    assert TooManyTries().sentence in html.unescape(set_up(client, code).content.decode())
    later = MONDAY + timedelta(hours=1)
    codes.prove_enrolment(employee=cast.operator, code=code, source="x", actor=cast.operator, at=later)


def test_the_command_gives_a_code_that_opens_the_page(cast: Cast) -> None:
    told = StringIO()
    with time_machine.travel(MONDAY, tick=False):
        call_command("enrol", "Z01", stdout=told, stderr=StringIO())
    client = Client()
    enter("Z01", client=client)
    assert set_up(client, told.getvalue().strip()).status_code == 302
    with pytest.raises(CommandError, match="Nobody of number X99"):
        call_command("enrol", "X99")


@pytest.mark.parametrize("page", ["2fa/", "2fa/totp/activate/", "2fa/recovery-codes/generate/", "password/change/"])
def test_owners_have_no_pages_of_staff_accounts(cast: Cast, come_in: ComeIn, page: str) -> None:
    answer = come_in(cast.mei).get(f"/accounts/{page}")
    assert (answer.status_code, answer["Location"]) == (302, reverse("my_cases"))
