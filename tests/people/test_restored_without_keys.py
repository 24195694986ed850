"""A database that is brought back without its key files is refused by every command, until the keys are back or given up."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from gensui.ledger.models import Outgoing
from gensui.people import queries as people
from gensui.people.actions import keymarks
from gensui.people.models import KeyMark, Resident
from gensui.people.secret import digest
from tests.cases.conftest import cast
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database
__all__ = ["cast"]
MEI = "+8613900000001"


def other_keys(settings: Any) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    settings.DIGEST_KEYS = ["made anew beside a database that was brought back"]


@pytest.fixture
def kept(cast: Cast) -> Cast:
    """The house has run with its keys."""
    keymarks.require(actor="operator", at=MONDAY)
    return cast


def test_with_its_own_keys_nothing_is_refused_and_no_key_stands_in_the_database(kept: Cast, settings: Any) -> None:
    keymarks.require(actor="operator", at=MONDAY)
    marks = set(KeyMark.objects.values_list("mark", flat=True))
    assert len(marks) == 2
    assert marks.isdisjoint({*settings.FIELD_KEYS, *settings.DIGEST_KEYS, digest("")})


@pytest.mark.parametrize("command", ["health", "verify", "work", "serve"])
def test_with_other_keys_every_command_is_refused(kept: Cast, settings: Any, command: str) -> None:
    other_keys(settings)
    with pytest.raises(CommandError, match=r"Bring back .*digest-keys.*field-keys") as refused:
        call_command(command, stdout=StringIO())
    assert "gensui rekey --lost" in str(refused.value)


def test_the_keys_come_back(kept: Cast, settings: Any) -> None:
    own = settings.FIELD_KEYS, settings.DIGEST_KEYS
    other_keys(settings)
    with pytest.raises(keymarks.OtherKeys):
        keymarks.require(actor="operator", at=MONDAY)
    settings.FIELD_KEYS, settings.DIGEST_KEYS = own
    keymarks.require(actor="operator", at=MONDAY)
    assert Resident.objects.get(pk=kept.mei.pk).phone == MEI


def test_a_database_from_before_marks_is_refused_too(cast: Cast, settings: Any) -> None:
    KeyMark.objects.all().delete()
    other_keys(settings)
    with pytest.raises(keymarks.OtherKeys):
        keymarks.require(actor="operator", at=MONDAY)
    assert not KeyMark.objects.exists()


def test_newer_keys_before_the_old_ones_are_a_change_of_keys(kept: Cast, settings: Any) -> None:
    own = settings.FIELD_KEYS, settings.DIGEST_KEYS
    other_keys(settings)
    settings.FIELD_KEYS, settings.DIGEST_KEYS = settings.FIELD_KEYS + own[0], settings.DIGEST_KEYS + own[1]
    keymarks.require(actor="operator", at=MONDAY)
    call_command("rekey", stdout=StringIO(), stderr=StringIO())
    settings.FIELD_KEYS, settings.DIGEST_KEYS = settings.FIELD_KEYS[:1], settings.DIGEST_KEYS[:1]
    keymarks.require(actor="operator", at=MONDAY)
    settings.FIELD_KEYS, settings.DIGEST_KEYS = own
    with pytest.raises(keymarks.OtherKeys):
        keymarks.require(actor="operator", at=MONDAY)


@pytest.mark.django_db
def test_a_house_without_data_takes_any_keys(settings: Any) -> None:
    keymarks.require(actor="operator", at=MONDAY)
    other_keys(settings)
    keymarks.require(actor="operator", at=MONDAY)
    assert KeyMark.objects.count() == 2


def test_lost_keys_are_given_up_by_name_only(kept: Cast, settings: Any) -> None:
    other_keys(settings)
    with pytest.raises(CommandError):
        call_command("rekey", stdout=StringIO(), stderr=StringIO())
    said = StringIO()
    call_command("rekey", "--lost", stdout=said, stderr=StringIO())
    assert "can never be read again" in said.getvalue()
    mei = Resident.objects.get(pk=kept.mei.pk)
    assert (mei.phone, mei.phone_digest) == ("", "")
    keymarks.require(actor="operator", at=MONDAY)
    assert not people.callers(kept.site, "139 0000 0001")


def test_a_message_has_another_key_after_a_restore(cast: Cast) -> None:
    """The database gives the same row number out again; the gateway knows the first by its key."""
    first = Outgoing.objects.create(
        stream="x:1", number=0, clause="", cause=0, what="survey", to="x", created_at=MONDAY
    )
    row, key = first.pk, first.key
    first.delete()
    later = MONDAY + timedelta(hours=1)
    again = Outgoing.objects.create(
        pk=row, stream="x:1", number=0, clause="", cause=0, what="survey", to="x", created_at=later
    )
    assert again.key != key
    assert Outgoing.objects.get(pk=row).key == again.key
