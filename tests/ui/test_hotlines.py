"""Who stands before a closed door, or a page that is not there, reads whom to call."""

import pytest
from django.test import Client
from django.urls import reverse

from gensui.people.models import Site
from tests.cases.conftest import cast
from tests.cast import Cast

__all__ = ["cast"]
pytestmark = pytest.mark.database


@pytest.mark.parametrize("address", ["/accounts/login/", "/my/sign-in/", "/no/such/page/"])
def test_the_telephone_of_each_community_stands_at_the_door(cast: Cast, address: str) -> None:
    page = Client().get(address, headers={"Accept-Language": "en"}).content.decode()
    assert f'href="tel:{cast.site.hotline}"' in page
    assert cast.site.name in page
    Site.objects.update(hotline="")
    assert "tel:" not in Client().get(address).content.decode()


def test_whoever_is_inside_and_refused_reads_it_too(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.chen.user, backend="gensui.people.backends.StaffBackend")
    refused = client.get(reverse("intake"))
    assert refused.status_code == 403
    assert cast.site.hotline in refused.content.decode()
