"""Signed in at the desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from gensui.people.models import Employee
from tests.cases.conftest import cast, walk

__all__ = ["cast", "walk"]

SignIn = Callable[[Employee], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """A browser in which this person has signed in."""

    def come_in(employee: Employee) -> Client:
        client = Client()
        client.force_login(employee.user, backend="gensui.people.backends.StaffBackend")
        return client

    return come_in


@pytest.fixture
def english(sign_in: SignIn) -> SignIn:
    """A browser in which this person has signed in and reads English."""

    def come_in(employee: Employee) -> Client:
        client = sign_in(employee)
        client.cookies["django_language"] = "en"
        return client

    return come_in
