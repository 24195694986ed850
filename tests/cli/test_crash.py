"""Agents take requests in while the web server is killed, twice: what was acknowledged is there, once, and the log is whole."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.cli.conftest import Installation
from tests.cli.test_serve import free_port, wait_for

pytestmark = [pytest.mark.database, pytest.mark.timeout(600)]

FOUND = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "gensui.project.settings"
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.cast import gather
cast = gather()
keys = []
for employee in (cast.li, cast.lin, cast.head):
    session = SessionStore()
    session[SESSION_KEY] = str(employee.user.pk)
    session[BACKEND_SESSION_KEY] = "gensui.people.backends.StaffBackend"
    session[HASH_SESSION_KEY] = employee.user.get_session_auth_hash()
    session.save()
    keys.append(session.session_key)
print(json.dumps(keys))
"""
COUNT = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "gensui.project.settings"
import django
django.setup()
from gensui.cases.models import Case
from gensui.ledger.models import Event
keys = Event.objects.filter(client_key__contains=" intake:").values_list("client_key", "stream")
print(json.dumps({"cases": Case.objects.count(), "keys": sorted((key.rpartition(" ")[2], stream) for key, stream in keys)}))
"""
TOKEN = "a" * 32
EACH = 12


def script(here: Installation, text: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", text],
        env=here.env,
        cwd=here.folder,
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


def descendants(pid: int) -> Iterator[int]:
    """Whom a process has started, and whom these have."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            yield child
            yield from descendants(child)


class Agent(threading.Thread):
    """Takes requests in, one after the other; what was not acknowledged is sent again, with the same key, until it is."""

    def __init__(self, port: int, session: str, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.port, self.session = port, session
        self.acknowledged: dict[str, str] = {}
        self.tried_again = 0

    def run(self) -> None:
        for count in range(EACH):
            key = f"intake:{self.name}-{count}"
            while not (number := self.send(key)):
                self.tried_again += 1
                time.sleep(0.3)
            self.acknowledged[key] = number

    def send(self, key: str) -> str:
        """The number of the case, once the house says that it has it."""
        form = urlencode({
            "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
            "place": "廚房", "content": f"漏水 {key}", "category": "REP.WAT.LEAK", "read_back": "on", "once": key,
            "csrfmiddlewaretoken": TOKEN,
        })  # fmt: skip
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("POST", "/intake/", form, headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            line.close()
        if answer.status != 302:
            assert answer.status >= 500 or answer.status == 409, answer.status
            return ""
        return (answer.headers["Location"] or "").strip("/").removeprefix("cases/")


def serve(here: Installation, port: int) -> "subprocess.Popen[str]":
    server = here.start("-m", "gensui.project.main", "serve", "--port", str(port), "--no-worker")
    wait_for(port, "/accounts/login/", 200, seconds=90)
    return server


def wait_until(agents: list[Agent], count: int) -> None:
    """Until so many requests were acknowledged; the agents go on."""
    until = time.monotonic() + 250
    while sum(len(agent.acknowledged) for agent in agents) < count:
        assert time.monotonic() < until
        time.sleep(0.02)


def kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def test_what_was_acknowledged_outlives_the_death_of_the_server(migrated: Installation) -> None:
    migrated.env["GENSUI_HTTPS"] = "0"
    sessions = json.loads(script(migrated, FOUND))
    port = free_port()
    server = serve(migrated, port)
    agents = [Agent(port, session, f"agent{place}") for place, session in enumerate(sessions)]
    for agent in agents:
        agent.start()

    wait_until(agents, EACH // 2)
    (supervisor, *workers) = list(descendants(server.pid))
    kill(workers)  # whoever answers the pages, in the middle of it
    kill([pid for pid in (supervisor,) if Path(f"/proc/{pid}").exists()])
    wait_until(agents, EACH * 2)
    kill([server.pid, *descendants(server.pid)])  # everybody at once, as when the power fails
    server.communicate(timeout=120)
    server = serve(migrated, port)

    for agent in agents:
        agent.join(timeout=300)
        assert not agent.is_alive()
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=120)

    assert sum(agent.tried_again for agent in agents) > 0
    there = json.loads(script(migrated, COUNT))
    acknowledged = {key: number for agent in agents for key, number in agent.acknowledged.items()}
    assert len(acknowledged) == EACH * len(agents)
    assert there["cases"] == len(acknowledged)
    assert {key: stream.removeprefix("case:") for key, stream in there["keys"]} == acknowledged
    assert "as their logs say" in migrated.run("verify").stdout
