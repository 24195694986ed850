"""Signed in as an owner."""

from collections.abc import Callable

import pytest
from django.test import Client

from gensui.people.models import Resident, User
from tests.cases.conftest import cast, walk
from tests.desk.conftest import sign_in

__all__ = ["cast", "sign_in", "walk"]

ComeIn = Callable[[Resident], Client]


@pytest.fixture
def come_in() -> ComeIn:
    """A telephone on which this person has signed in."""

    def enter(resident: Resident) -> Client:
        if resident.user is None:
            resident.user = User.objects.create(username=resident.key)
            resident.save()
        client = Client()
        client.force_login(resident.user, backend="gensui.people.backends.ResidentBackend")
        return client

    return enter
