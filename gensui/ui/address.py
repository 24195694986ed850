"""From which address a request comes: that of the connection or, where a proxy of ours hands it on, what the proxy says."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
IPV6_PREFIX = 64
"""Who has one address of IPv6 has all of its network."""


def of(request: HttpRequest) -> str:
    """The address of whoever asks; of IPv6 the network. ``X-Forwarded-For`` counts only as far as proxies of ours wrote it.

    Each proxy appends the address it was asked from. So the list is read from its end, for as long as the address before was
    a trusted proxy (``GENSUI_PROXIES``); what stands further ahead anybody can have written.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    address = _read(peer)
    if address is None:
        return str(peer)
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    while hops and is_proxy(address):
        before = _read(hops.pop())
        if before is None:
            break
        address = before
    return _network(address)


def is_proxy(address: Address) -> bool:
    """Whether this is one of our proxies."""
    return any(address in network for network in settings.PROXIES)


def is_from_proxy(request: HttpRequest) -> bool:
    """Whether one of our proxies handed this request on."""
    address = _read(request.META.get("REMOTE_ADDR", ""))
    return address is not None and is_proxy(address)


def _read(text: str) -> Address | None:
    """An address, with or without a port."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _network(address: Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
