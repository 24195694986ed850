"""A lost password: the same answer at once for everybody, and a mail that waits until the mail server is back."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database
SMTP = "django.core.mail.backends.smtp.EmailBackend"
LOCAL = "django.core.mail.backends.locmem.EmailBackend"
NEW = "A quite new horse 9 battery"


@pytest.fixture
def hanging(settings: Any) -> Iterator[socket.socket]:
    """A mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = SMTP, 1
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        yield server


def lose(address: str, *, minute: float = 0, client: Client | None = None) -> tuple[int, str]:
    client = client or Client()
    with time_machine.travel(MONDAY + timedelta(minutes=minute), tick=False):
        given = client.post("/accounts/password/reset/", {"email": address})
    return given.status_code, given.headers.get("Location", "")


def deliver(minute: float) -> None:
    notices.deliver(actor="worker", at=MONDAY + timedelta(minutes=minute))


def test_a_mail_server_that_hangs_tells_nobody_who_has_an_account(cast: Cast, hanging: socket.socket) -> None:
    known = lose(cast.li.user.email)
    assert known == lose("nobody@example.org") == (302, "/accounts/password/reset/done/")
    with pytest.raises(TimeoutError):
        hanging.accept()  # whoever asks never waits for it


def test_the_mail_is_not_lost_and_names_the_house(cast: Cast, hanging: socket.socket, settings: Any) -> None:
    cast.li.user.language = "zh-hant"
    cast.li.user.save()
    lose(cast.li.user.email.upper())
    hanging.close()
    deliver(0)
    waiting = Outgoing.objects.get(what="password")
    assert (waiting.sent_at, waiting.failed_at) == (None, None)
    assert waiting.error == "ConnectionRefusedError"
    assert "/accounts/" not in waiting.body, "a copy of the database opens no account"

    settings.EMAIL_BACKEND = LOCAL
    deliver(2)
    (letter,) = mail.outbox
    assert letter.to == [cast.li.user.email]
    assert letter.subject == f"{cast.site.name}：新密碼"
    assert cast.li.user.username in letter.body
    assert not Notice.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.sent_by, waiting.body) == ("email", "")

    (path,) = re.findall(re.escape(settings.BASE_URL) + r"(/accounts/\S+)", letter.body)
    client = Client()
    with time_machine.travel(MONDAY + timedelta(minutes=3), tick=False):
        form = client.get(path, follow=True)
        client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    cast.li.user.refresh_from_db()
    assert cast.li.user.check_password(NEW)


def test_asked_again_while_the_server_is_away_one_mail_comes(cast: Cast, hanging: socket.socket, settings: Any) -> None:
    lose(cast.li.user.email)
    lose(cast.li.user.email, minute=2)
    settings.EMAIL_BACKEND = LOCAL
    deliver(2)
    assert len(mail.outbox) == 1


def test_whoever_has_left_gets_no_link_and_nobody_else_does(cast: Cast) -> None:
    lose(cast.li.user.email)
    cast.li.left_on = MONDAY.date()
    cast.li.save()
    deliver(1)
    assert mail.outbox == []
    assert Outgoing.objects.get(what="password").error == "nobody"
