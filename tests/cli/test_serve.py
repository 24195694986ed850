"""gensui serve and demo with real processes: the pages come up, and nobody is left behind at the end."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Installation
from tests.pattern import on_postgresql

pytestmark = pytest.mark.timeout(400)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, path: str) -> int:
    """The status, or 0 where nothing listens. What listens may take its time for the first page on a busy machine."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def wait_for(port: int, path: str, status: int, seconds: float = 240) -> None:
    until = time.monotonic() + seconds
    while (found := answers(port, path)) != status:
        assert time.monotonic() < until, found
        time.sleep(0.2)


def end(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=120)


def worker_of(server: "subprocess.Popen[str]", but: int = 0) -> int:
    """The worker that this server started and that lives, another than this. The kernel may leave a child out of the list while
    one of them ends, so the list is read until it is there.
    """
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for one in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
            with suppress(OSError):  # it ended meanwhile
                if int(one) != but and b"\0work\0" in Path(f"/proc/{one}/cmdline").read_bytes():
                    return int(one)
        time.sleep(0.2)
    raise AssertionError("no worker")


def test_the_pages_and_a_worker_come_up_and_end_together(migrated: Installation) -> None:
    migrated.run("policy", "adopt")
    port = free_port()
    server = migrated.start("-m", "gensui.project.main", "serve", "--port", str(port))
    try:
        wait_for(port, "/healthz", 200)
        assert answers(port, "/accounts/login/") == 200
        assert answers(port, "/static/ui/tokens.css") == 200
    finally:
        end(server)
    assert answers(port, "/healthz") == 0


def test_a_worker_that_died_is_started_again_and_it_is_said(migrated: Installation) -> None:
    migrated.run("policy", "adopt")
    port = free_port()
    server = migrated.start("-m", "gensui.project.main", "serve", "--port", str(port))
    try:
        wait_for(port, "/healthz", 200)
        killed = worker_of(server)
        os.kill(killed, signal.SIGKILL)
        assert server.stderr is not None
        assert any("another is started" in line for line in server.stderr)
        other = worker_of(server, but=killed)
        until = time.monotonic() + 240
        while f":{other}" not in migrated.run("health", check=False).stdout:
            assert time.monotonic() < until
    finally:
        end(server)


def pages_of(server: "subprocess.Popen[str]", but: int = 0) -> int:
    """The web server's first process, another than this."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for one in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
            with suppress(OSError):
                if int(one) != but and b"granian" in Path(f"/proc/{one}/cmdline").read_bytes():
                    return int(one)
        time.sleep(0.2)
    raise AssertionError("no pages")


def children_of(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_pages_that_were_killed_are_started_again(migrated: Installation) -> None:
    migrated.run("policy", "adopt")
    port = free_port()
    server = migrated.start("-m", "gensui.project.main", "serve", "--port", str(port))
    try:
        wait_for(port, "/healthz", 200)
        killed = pages_of(server)
        served = children_of(killed)
        os.kill(killed, signal.SIGKILL)
        assert server.stderr is not None
        assert any("The web server ended (-9)" in line for line in server.stderr)
        other = pages_of(server, but=killed)
        wait_for(port, "/accounts/login/", 200)
        until = time.monotonic() + 60
        while any(Path(f"/proc/{one}/cmdline").exists() for one in served):  # nobody answers beside the new ones
            assert time.monotonic() < until
            time.sleep(0.2)

        os.kill(children_of(other)[-1], signal.SIGKILL)  # one that answers: its own server starts another
        wait_for(port, "/accounts/login/", 200)
    finally:
        end(server)
    assert answers(port, "/healthz") == 0


def test_a_worker_that_dies_again_and_again_is_said(migrated: Installation) -> None:
    migrated.run("policy", "adopt")
    port = free_port()
    server = migrated.start("-m", "gensui.project.main", "serve", "--port", str(port))
    try:
        wait_for(port, "/healthz", 200)
        assert server.stderr is not None
        killed, told = 0, ""
        while "again and again" not in told:
            killed = worker_of(server, but=killed)
            os.kill(killed, signal.SIGKILL)
            told = next(line for line in server.stderr if "The worker" in line)
        assert "The worker ends again and again (-9; 3 times in a row)" in told
        until = time.monotonic() + 60
        while "Processes that end again and again: worker" not in migrated.run("health", check=False).stdout:
            assert time.monotonic() < until
        assert answers(port, "/healthz") == 503
    finally:
        end(server)
    assert "again: -" in migrated.run("health", check=False).stdout


def test_a_port_that_is_taken_is_refused(migrated: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        port = other.getsockname()[1]
        refused = migrated.run("serve", "--port", str(port), check=False)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert f"127.0.0.1:{port}" in refused.stderr


def serve_within(house: Installation, most: int) -> "subprocess.CompletedProcess[str]":
    """No file may become larger than so many bytes, as on a full disk."""
    return subprocess.run(
        [sys.executable, "-m", "gensui.project.main", "serve", "--port", str(free_port())],
        env=house.env, cwd=house.folder, capture_output=True, text=True, timeout=200, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY)),
    )  # fmt: skip


@pytest.mark.skipif(bool(on_postgresql()), reason="the disk of PostgreSQL is its own")
@pytest.mark.parametrize("most", [0, 40_000, 900_000])
def test_a_full_disk_ends_it_with_a_sentence(migrated: Installation, most: int) -> None:
    refused = serve_within(migrated, most)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert f"{migrated.folder}/var" in refused.stderr
    assert "Make room" in refused.stderr


def test_a_place_that_cannot_be_written_ends_it_with_a_sentence(migrated: Installation) -> None:
    """Below a file there is no folder, for whoever asks: the account that may do everything is refused there too."""
    place = migrated.folder / "a file" / "gensui.sqlite3"
    place.parent.touch()
    migrated.env["DATABASE_URL"] = f"sqlite:///{place}"
    refused = migrated.run("serve", "--port", str(free_port()), check=False)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert f"{place} cannot be written: " in refused.stderr
    assert "Make room" not in refused.stderr


def test_it_says_where_it_serves_once_it_does(migrated: Installation) -> None:
    migrated.run("policy", "adopt")
    port = free_port()
    server = migrated.start("-m", "gensui.project.main", "serve", "--port", str(port))
    try:
        assert server.stdout is not None
        assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
        assert answers(port, "/accounts/login/") == 200
    finally:
        end(server)


def lives(process: int) -> bool:
    """Whether it is there and not only waits to be buried."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def gone(*processes: int) -> None:
    until = time.monotonic() + 60
    while any(map(lives, processes)):
        assert time.monotonic() < until, [one for one in processes if lives(one)]
        time.sleep(0.2)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends whom a killed process had started")
def test_nobody_is_left_behind_by_a_kill(migrated: Installation) -> None:
    migrated.run("policy", "adopt")
    port = free_port()
    server = migrated.start("-m", "gensui.project.main", "serve", "--port", str(port))
    wait_for(port, "/healthz", 200)
    started = [worker_of(server), first := pages_of(server), *children_of(first)]
    server.kill()
    server.communicate(timeout=60)
    gone(*started)
    assert answers(port, "/healthz") == 0


def test_the_demonstration_is_kept_up_and_leaves_nobody_behind(bare: Installation) -> None:
    port = free_port()
    words = ("demo", "--days", "1", "--households", "20", "--port", str(port))
    demo = bare.start("-m", "gensui.project.main", *words)
    try:
        assert demo.stdout is not None
        assert any(f"http://127.0.0.1:{port}/" in line for line in demo.stdout)
        assert answers(port, "/accounts/login/") == 200
        killed = pages_of(demo)
        os.kill(killed, signal.SIGKILL)
        assert pages_of(demo, but=killed)
        wait_for(port, "/accounts/login/", 200)
        assert any("The whole history is there" in line for line in demo.stdout)
        killed = worker_of(demo)
        os.kill(killed, signal.SIGKILL)
        started = [worker_of(demo, but=killed), first := pages_of(demo), *children_of(first)]
    finally:
        end(demo)
    gone(*started)
    assert answers(port, "/healthz") == 0


def test_a_port_that_is_taken_makes_no_demonstration(bare: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        port = other.getsockname()[1]
        refused = bare.run("demo", "--port", str(port), check=False)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert f"127.0.0.1:{port}" in refused.stderr


def test_the_demonstration_goes_on_where_it_was(bare: Installation) -> None:
    words = ("demo", "--no-serve", "--days", "2", "--households", "60")
    bare.run(*words, timeout=300)
    first = bare.run("verify").stdout
    assert "as their logs say" in first
    bare.run(*words, timeout=300)
    assert "as their logs say" in bare.run("verify").stdout
