"""gensui serve: the web pages, and the worker beside them."""

import os
import signal
import socket
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from gensui.cli import command
from gensui.ui import checks

LOOKS = 5
"""Seconds between two looks at the worker."""


class Command(command.Command):
    help = "Serve the pages, with a worker beside them, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=2, help="web processes; one, on SQLite")
        parser.add_argument("--threads", type=int, default=4, help="threads of each")
        parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        _require_free(options["host"], options["port"])
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for amiss in checks.proxies(None):
            self.stderr.write(f"{amiss.msg} {amiss.hint}")
        signal.signal(signal.SIGTERM, interrupt)
        sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
        count = 1 if sqlite else options["processes"]
        pages = subprocess.Popen(web(options["host"], options["port"], count, options["threads"]))
        servers = [pages] if options["no_worker"] else [pages, start("work")]
        self.stdout.write(_("Serving at http://{host}:{port}/ — stop with Ctrl-C.").format(**options))
        try:
            while (code := self._ended(servers)) is None:
                pass
        except KeyboardInterrupt:
            code = 0
        finally:
            stop(servers)
        if code:
            raise SystemExit(code)

    def _ended(self, servers: list["subprocess.Popen[bytes]"]) -> int | None:
        """With what the pages ended, if they did after a while. A worker that died is started again, and it is said."""
        try:
            return servers[0].wait(timeout=LOOKS)
        except subprocess.TimeoutExpired:
            for place, worker in enumerate(servers[1:], 1):
                if (code := worker.poll()) is not None:
                    servers[place] = start("work")
                    self.stderr.write(_("The worker ended ({code}); another is started.").format(code=code))
            return None


def _require_free(host: str, port: int) -> None:
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


def start(*words: str) -> "subprocess.Popen[bytes]":
    """A command of this house in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "gensui.project.main", *words], env=os.environ.copy())


def web(host: str, port: int, processes: int, threads: int) -> list[str]:
    """The command of the web server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(threads), "--backlog", "1024", "--no-access-log",
        "--log-level", "error", "gensui.project.wsgi:application",
    ]  # fmt: skip
