"""The mailbox for complaints."""

import atexit
import os
import tempfile
from functools import cache
from pathlib import Path
from unittest import mock

import time_machine
from django.test import override_settings

from gensui.cli.management.commands import work
from tests.cases.letterbox import Letterbox, certificate, free_port
from tests.register.acts.vocabulary import act
from tests.register.story import Story


@cache
def _letterbox() -> Letterbox:
    """A mail server, as long as the tests run."""
    box = Letterbox(free_port(), *certificate(Path(tempfile.mkdtemp())))
    box.start()
    atexit.register(box.stop)
    return box


@act
def mailbox_read(story: Story) -> None:
    """The worker reads the mailbox for complaints."""
    box = _letterbox()
    trusted = mock.patch.dict(os.environ, {"SSL_CERT_FILE": str(box.trusted)})
    clock = time_machine.travel(story.now, tick=False)
    with clock, trusted, override_settings(MAILBOX=box.url, MAILBOX_SITE=story.cast.site.key):
        work._Letters().look()
