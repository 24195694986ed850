"""gensui serve: the web pages, and the worker beside them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gensui.cli import command
from gensui.cli.supervised import Kept, end_group, on_a_leash
from gensui.ledger import due, room
from gensui.ledger.models import Heartbeat
from gensui.ui import checks

LOOKS = 0.5
"""Seconds between two looks at the processes."""
BEAT = timedelta(seconds=5)


class Command(command.Command):
    help = "Serve the pages, with a worker beside them, until stopped. What ends meanwhile is started again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=2, help="web processes; one, on SQLite")
        parser.add_argument("--threads", type=int, default=4, help="threads of each")
        parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        require_free(options["host"], options["port"])
        _require_room()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for amiss in checks.proxies(None):
            self.stderr.write(f"{amiss.msg} {amiss.hint}")
        signal.signal(signal.SIGTERM, interrupt)
        sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
        count = 1 if sqlite else options["processes"]
        kept = [pages(options["host"], options["port"], count, options["threads"])]
        if not options["no_worker"]:
            kept.append(worker())
        serving = _("Serving at http://{host}:{port}/ — stop with Ctrl-C.").format(**options)
        watch = _Watch()
        try:
            while True:
                if serving and listens(options["host"], options["port"]):
                    self.stdout.write(serving)
                    self.stdout.flush()
                    serving = ""
                time.sleep(LOOKS)
                keep_up(kept, self.stderr.write)
                watch.tell([one.name for one in kept if one.is_failing])
        except KeyboardInterrupt:
            pass
        finally:
            stop([one.process for one in kept if one.process is not None])
            watch.leave()


def keep_up(kept: Sequence[Kept], tell: Callable[[str], object]) -> None:
    """Start again what has ended, and say so."""
    for one in kept:
        if (ended := one.look()) is not None:
            tell(_sentence(one, *ended))


def listens(host: str, port: int) -> bool:
    """Whether somebody answers there: the port was free when the pages were started, so they do."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def _sentence(one: Kept, code: int, wait: float) -> str:
    if one.is_failing:
        told = _(
            "{name} ends again and again ({code}; {count} times in a row). The next start is in {wait:.0f} s; "
            "why it ends, it said above."
        )
    elif wait:
        told = _("{name} ended ({code}); another is started in {wait:.0f} s.")
    else:
        told = _("{name} ended ({code}); another is started.")
    return told.format(name=NAMES[one.name], code=code, count=one.ended, wait=wait)


NAMES = {"pages": gettext_lazy("The web server"), "worker": gettext_lazy("The worker")}


class _Watch:
    """Says in the database, beside the workers, which process ends again and again. Where that is away, stderr has told."""

    def __init__(self) -> None:
        self.name = f"{Heartbeat.KEEPER}{socket.gethostname()}:{os.getpid()}"
        self.began, self.told = timezone.now(), [""]
        self.beat_at = self.began

    def tell(self, failing: list[str]) -> None:
        """Say it; nothing where all is well and was."""
        now = timezone.now()
        if failing == self.told and (not failing or now - self.beat_at < BEAT):
            return
        with suppress(DatabaseError):
            if failing:
                due.beat(worker=self.name, started_at=self.began, at=now, done=due.Swept(), failing=failing)
            else:
                due.leave(worker=self.name)
            self.told, self.beat_at = failing, now
        connection.close()

    def leave(self) -> None:
        """Nothing is kept up any more."""
        due.leave(worker=self.name)


def require_free(host: str, port: int) -> None:
    """Refuses a port on which somebody listens: the web server would share it, and answer every other request."""
    family, kind, proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, proto) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as taken:
            sentence = _(
                "Nothing can be served at {host}:{port}: {reason}. Stop what listens there, or give another --port."
            )
            raise CommandError(sentence.format(host=host, port=port, reason=taken.strerror)) from None


def _require_room() -> None:
    """Refuses to serve where no act could be recorded."""
    trouble = room.trouble()
    if trouble is not None:
        raise CommandError(command.unwritable(trouble))


def interrupt(_number: int, _frame: Any) -> None:
    """A request to end is taken as Ctrl-C: whoever was started here is ended too."""
    raise KeyboardInterrupt


def stop(servers: list["subprocess.Popen[bytes]"]) -> None:
    """End processes that were started here, and wait until they have ended what they had begun."""
    for server in servers:
        server.send_signal(signal.SIGTERM)
    for server in servers:
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
        end_group(server)


def start(*words: str) -> "subprocess.Popen[bytes]":
    """A program of this house in a process that leads whatever it starts itself, and ends when this one is gone."""
    return subprocess.Popen(
        [sys.executable, "-m", *words], env=os.environ.copy(), start_new_session=True, preexec_fn=on_a_leash
    )


def command_of(*words: str) -> "subprocess.Popen[bytes]":
    """A command of this house, started."""
    return start("gensui.project.main", *words)


def pages(host: str, port: int, processes: int, threads: int) -> Kept:
    """The web pages, kept up."""
    return Kept("pages", lambda: start(*web(host, port, processes, threads)))


def worker() -> Kept:
    """The worker, kept up."""
    return Kept("worker", lambda: command_of("work"))


def web(host: str, port: int, processes: int, threads: int) -> list[str]:
    """The web server and its words."""
    return [
        "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(threads), "--backlog", "1024", "--no-access-log",
        "--log-level", "error", "--respawn-failed-workers", "--respawn-interval", "1", "gensui.project.wsgi:application",
    ]  # fmt: skip
