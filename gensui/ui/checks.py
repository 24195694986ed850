"""What is amiss in the settings, though Gensui can start with it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

HINT = "Set GENSUI_PROXIES to the address of the proxy, as 127.0.0.1."


def proxies(app_configs: Any, **words: Any) -> list[CheckMessage]:
    """Whether the addresses of visitors can be known, and by nobody be made up."""
    if any(network.prefixlen == 0 for network in settings.PROXIES):
        return [
            Error(
                "GENSUI_PROXIES trusts every address: anybody can pretend to come from anywhere.",
                HINT,
                id="gensui.E001",
            )
        ]
    if settings.HTTPS and not settings.PROXIES:
        told = "HTTPS needs a proxy in front, and GENSUI_PROXIES names none: all visitors share the limits on guessing."
        return [Warning(told, HINT, id="gensui.W001")]
    return []


def mailbox(app_configs: Any, **words: Any) -> list[CheckMessage]:
    """Whether whoever complains by mail gets an answer, and the house does not write to itself."""
    if not settings.MAILBOX:
        return []
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        told = "GENSUI_MAILBOX is read, but GENSUI_MAIL is not set: receipts of complaints go into files."
        return [
            Warning(told, "Set GENSUI_MAIL to the mail server, as smtp+tls://user:password@host.", id="gensui.W002")
        ]
    return []
