"""The demonstration names an owner who can be signed in as, however large the community is."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management.base import OutputWrapper
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gensui.cli import command, demo
from gensui.cli.management.commands.demo import Command
from gensui.ledger.models import Outgoing
from gensui.sim import community as sim

pytestmark = pytest.mark.database


@pytest.mark.parametrize(("households", "is_mei"), [(120, False), (212, True)])
def test_the_owner_it_prints_lives_there_and_gets_a_code(
    db: None, households: int, is_mei: bool, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    now = timezone.now()
    site = demo.move_in(sim.build(demo.SEED, households), first_day=now, last_day=now + timedelta(days=1), at=now)
    said = StringIO()
    Command()._tell(command.console(OutputWrapper(said)), {"host": "127.0.0.1", "port": 8000}, site)
    (line,) = [one for one in said.getvalue().splitlines() if one.startswith("owner")]
    assert ("陳美 3-1-502" in line) == is_mei
    (number,) = re.findall(r"1\d\d \d{4} \d{4}", line)
    Client().post(reverse("my_sign_in"), {"phone": number})
    assert Outgoing.objects.filter(what="code").count() == 1
