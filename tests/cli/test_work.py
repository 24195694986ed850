"""The worker as it runs: several at once, stopped for hours, killed at any moment."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.conftest import Installation
from tests.pattern import ROOT

pytestmark = pytest.mark.database
WRITER = str(ROOT / "tests/cli/writer.py")
LAPSES = "Event.objects.filter(kind='obligation.lapsed').count()"
WRITTEN = "Event.objects.filter(kind='work_order.dispatched').count()"
WORK = ("-m", "gensui.project.main", "work")

ASK = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "gensui.project.settings"
django.setup()
from gensui.ledger.models import *
print(json.dumps({}, default=str))
"""


def ask(installed: Installation, expression: str) -> object:
    """Evaluate an expression over the models, in a process of its own."""
    done = installed.start("-c", ASK.replace("{}", expression))
    out, err = done.communicate(timeout=90)
    assert done.returncode == 0, err
    return json.loads(out)


def wait_until(condition: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def ended(process: subprocess.Popen[str], with_signal: int = signal.SIGTERM) -> tuple[int, str]:
    process.send_signal(with_signal)
    out, err = process.communicate(timeout=90)
    return process.returncode, out + err


def fill(installed: Installation, name: str, seconds: float, ago: float = 0) -> list[str]:
    """Let a writer write for a while, then kill it in the middle; the events it was told are kept."""
    writer = installed.start(WRITER, name, str(ago))
    assert writer.stdout is not None
    told = [writer.stdout.readline().strip()]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        told.append(writer.stdout.readline().strip())
    writer.send_signal(signal.SIGKILL)
    told += [line.strip() for line in writer.stdout.read().splitlines()]  # communicate() would lose what is buffered
    writer.communicate()
    return [key for key in told if key]


def test_a_lapse_is_recorded_within_a_second_of_its_instant(installed: Installation) -> None:
    worker = installed.start(*WORK)
    ago = 600 - 3  # ten minutes run out in three seconds
    keys = fill(installed, "soon", 0.05, ago)
    wait_until(lambda: ask(installed, LAPSES) == ask(installed, WRITTEN))

    delays = ask(
        installed,
        "[(e.recorded_at - e.occurred_at).total_seconds() for e in Event.objects.filter(kind='obligation.lapsed')]",
    )
    assert isinstance(delays, list)
    assert 0 < len(keys) <= len(delays)
    # the machine may be busy with other tests; bench/ measures an idle one
    assert sorted(delays)[len(delays) // 2] < 10
    assert ended(worker) == (0, "The worker has ended.\n")
    assert ask(installed, "Heartbeat.objects.count()") == 0


def test_workers_share_the_work_and_double_nothing(installed: Installation) -> None:
    keys = fill(installed, "many", 1.5, ago=7_200)
    workers = [installed.start(*WORK, "--batch", "20") for _ in range(3)]
    wait_until(
        lambda: (
            ask(installed, "Obligation.objects.filter(clause='4.2.1', lapsed_at__isnull=False).count()") == len(keys)
        )
    )
    for worker in workers:
        assert ended(worker)[0] == 0

    assert ask(installed, "Event.objects.filter(kind='obligation.lapsed').count()") == len(keys)
    assert ask(installed, "sum(e.data['found_late'] for e in Event.objects.filter(kind='obligation.lapsed'))") == len(
        keys
    )
    assert "as their logs say" in installed.run("verify").stdout


@pytest.mark.timeout(500)
def test_killed_at_any_moment_nothing_told_is_lost_and_nothing_doubled(installed: Installation) -> None:
    told: list[str] = []
    for turn in range(4):
        workers = [installed.start(*WORK, "--batch", "7") for _ in range(2)]
        told += fill(installed, f"turn{turn}", 1.0, ago=7_200)
        for worker in workers:
            ended(worker, signal.SIGKILL)
    kept = ask(installed, "list(Event.objects.exclude(client_key=None).values_list('client_key', flat=True))")
    assert isinstance(kept, list)
    kept = [key.removeprefix("staff:li ") for key in kept]  # a key is stored with its sender

    assert len(told) > 20
    assert set(told) <= set(kept), "an event that was acknowledged is gone"
    assert len(kept) == len(set(kept))
    assert len(kept) - len(told) <= 4  # committed, but killed before it was said
    installed.run("work", "--once")
    assert ask(installed, LAPSES) == len(kept)
    assert "as their logs say" in installed.run("verify").stdout


def test_a_stalled_worker_is_missed(installed: Installation) -> None:
    assert installed.run("health", check=False).returncode == 1
    worker = installed.start(*WORK, "--name", "night")
    wait_until(lambda: "night" in installed.run("health", check=False).stdout)
    done = installed.run("health")
    assert "Workers alive: night" in done.stdout
    worker.send_signal(signal.SIGSTOP)
    past = (datetime.now(UTC) - timedelta(minutes=2)).isoformat()
    assert ask(installed, f"Heartbeat.objects.update(beat_at='{past}')") == 1
    stalled = installed.run("health", check=False)
    assert (stalled.returncode, "Workers missed: night" in stalled.stdout) == (1, True)
    os.kill(worker.pid, signal.SIGCONT)
    ended(worker)


def test_without_tables_or_policy_it_says_what_to_do(bare: Installation) -> None:
    done = bare.run("work", "--once", check=False)
    assert (done.returncode, "gensui migrate" in done.stderr, "Traceback" in done.stderr) == (1, True, False)

    bare.run("migrate", "-v", "0")
    done = bare.run("work", "--once")
    assert "gensui policy adopt" in done.stderr


@pytest.mark.parametrize("words", [("--batch", "0"), ("--batch", "many"), ("--speed", "3")])
def test_a_wrong_call_is_told(bare: Installation, words: tuple[str, ...]) -> None:
    done = bare.run("work", *words, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
