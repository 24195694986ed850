"""Keys change, and numbers, tokens and printed codes stay good; afterwards everything stands under the newest keys."""

import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client
from django.utils import timezone

from gensui.cases import calling
from gensui.cases.models import Case
from gensui.desk.field import token_of
from gensui.ledger.models import Outgoing
from gensui.people import queries as people
from gensui.people.actions import rekeying, tokens
from gensui.people.models import Resident
from gensui.people.secret import digest, digests, unseal
from tests.api.conftest import SAID
from tests.cases.conftest import Walk, cast, walk
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database
__all__ = ["cast", "walk"]
MEI = "+8613900000001"


def new_keys(settings: Any, *, cookie: bool = False, digest_key: bool = False, field: bool = False) -> None:
    if cookie:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key of cookies, long enough for all"
    if digest_key:
        settings.DIGEST_KEYS = ["a newer key of digests, long enough for all", *settings.DIGEST_KEYS]
    if field:
        settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]


def is_found(cast: Cast, case: Case) -> None:
    assert [one.pk for one in people.callers(cast.site, "139 0000 0001")] == [cast.mei.pk]
    assert case.pk in [one.pk for one in calling.open_of_caller(cast.li, cast.site, MEI, None)]


@pytest.mark.parametrize("which", ["cookie", "digest_key", "field"])
def test_numbers_are_found_after_a_change_of_keys(walk: Walk, cast: Cast, settings: Any, which: str) -> None:
    case = walk("working")
    new_keys(settings, **{which: True})
    is_found(cast, case)
    assert Resident.objects.get(pk=cast.mei.pk).phone == MEI
    Client().post("/my/sign-in/", {"phone": MEI})
    code = unseal(Outgoing.objects.get(what="code").body)
    assert Client().post("/my/sign-in/", {"phone": MEI, "code": code}).status_code == 302


def test_programs_and_printed_codes_go_on(cast: Cast, sign_in_as: Any, settings: Any) -> None:
    at, unit = timezone.now(), cast.mei.household.unit
    key = tokens.issue_token(employee=cast.li, name="x", lasts=timedelta(days=1), actor="operator", at=at)
    door = token_of(unit)
    new_keys(settings, cookie=True, digest_key=True, field=True)
    settings.SECRET_KEY_FALLBACKS = []
    answer = Client().post(
        "/api/v1/cases", json.dumps(SAID), "application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 201
    assert Case.objects.get().resident == cast.mei
    assert sign_in_as(cast.chen).get(f"/door/{door}/").status_code == 200


@pytest.fixture
def sign_in_as() -> Any:
    def come_in(employee: Any) -> Client:
        client = Client()
        client.force_login(employee.user, backend="gensui.people.backends.StaffBackend")
        return client

    return come_in


def test_afterwards_the_old_keys_are_not_needed(walk: Walk, cast: Cast, settings: Any) -> None:
    case = walk("working")
    new_keys(settings, digest_key=True, field=True)
    assert dict(rekeying.rekey(actor="operator", at=MONDAY))["people_resident"] == 3
    settings.DIGEST_KEYS, settings.FIELD_KEYS = settings.DIGEST_KEYS[:1], settings.FIELD_KEYS[:1]
    is_found(cast, case)
    assert Resident.objects.get(pk=cast.mei.pk).phone == Case.objects.get(pk=case.pk).phone == MEI
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone_digest FROM people_resident UNION SELECT phone_digest FROM cases_case")
        assert {mark for (mark,) in cursor.fetchall()} >= {digest(MEI)}
    assert digests(MEI) == [digest(MEI)]
