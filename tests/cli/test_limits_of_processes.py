"""Two processes answer one address: of many wrong passwords at once exactly as many are looked at as may be, in both together."""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import Installation

pytestmark = [pytest.mark.database, pytest.mark.timeout(600)]

TRIES = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "gensui.project.settings"
import django
django.setup()
from django.forms import ValidationError
from django.test import RequestFactory
from gensui.desk.accounts import Adapter
request = RequestFactory().post("/accounts/login/", REMOTE_ADDR="192.0.2.1", HTTP_HOST="localhost")
adapter, told = Adapter(request), {"looked at": 0, "refused": 0}
print("ready", flush=True)
sys.stdin.readline()
for _time in range(8):
    try:
        assert adapter.authenticate(request, username="K02", password="wrong") is None
        told["looked at"] += 1
    except ValidationError:
        told["refused"] += 1
print(json.dumps(told), flush=True)
"""


def test_two_processes_count_together(migrated: Installation) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", TRIES],
            env=migrated.env,
            cwd=migrated.folder,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _process in range(2)
    ]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    found = [json.loads(one.communicate(timeout=300)[0].splitlines()[-1]) for one in both]
    assert (sum(one["looked at"] for one in found), sum(one["refused"] for one in found)) == (5, 11)
