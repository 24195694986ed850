"""From where somebody asks: what a proxy of ours says counts, what anybody wrote does not."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory

from gensui.ui import address, checks


def asked(peer: str, forwarded: str = "") -> str:
    more: dict[str, Any] = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return address.of(RequestFactory().get("/", REMOTE_ADDR=peer, **more))


@pytest.fixture
def proxies(settings: Any) -> None:
    settings.PROXIES = [ip_network("10.0.0.0/8"), ip_network("::1/128")]


def test_without_proxies_only_the_connection_counts(settings: Any) -> None:
    settings.PROXIES = []
    assert asked("203.0.113.9", "198.51.100.7") == "203.0.113.9"


@pytest.mark.usefixtures("proxies")
@pytest.mark.parametrize(
    ("peer", "forwarded", "whose"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # a stranger writes the header
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # what stands ahead anybody wrote
        ("10.0.0.1", "198.51.100.7, 10.9.9.9", "198.51.100.7"),  # two proxies
        ("10.0.0.1", "10.0.0.2, 10.9.9.9", "10.0.0.2"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("::1", "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", ""),
    ],
)
def test_behind_proxies(peer: str, forwarded: str, whose: str) -> None:
    assert asked(peer, forwarded) == whose


def test_who_has_an_address_of_ipv6_has_its_network() -> None:
    assert asked("2001:db8::1") == asked("2001:db8::ffff") == "2001:db8::/64"


@pytest.mark.parametrize(
    ("https", "networks", "ids"),
    [
        (True, [], ["gensui.W001"]), (False, [], []), (True, ["10.0.0.1/32"], []), (True, ["0.0.0.0/0"], ["gensui.E001"]),
        (False, ["::/0"], ["gensui.E001"]),
    ],
)  # fmt: skip
def test_a_setting_that_hides_or_invents_addresses_is_told(
    settings: Any, https: bool, networks: list[str], ids: list[str]
) -> None:
    settings.HTTPS, settings.PROXIES = https, [ip_network(one) for one in networks]
    assert [one.id for one in checks.proxies(None)] == ids
