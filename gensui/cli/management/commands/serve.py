"""gensui serve: the web pages, and the worker beside them."""

import os
import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from gensui.cli import command


class Command(command.Command):
    help = "Serve the pages, with a worker beside them, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=2, help="web processes; one, on SQLite")
        parser.add_argument("--threads", type=int, default=4, help="threads of each")
        parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
        worker = None if options["no_worker"] else start_worker()
        self.stdout.write(_("Serving at http://{host}:{port}/ — stop with Ctrl-C.").format(**options))
        try:
            code = subprocess.call(
                web(options["host"], options["port"], 1 if sqlite else options["processes"], options["threads"])
            )
        except KeyboardInterrupt:
            code = 0
        finally:
            if worker is not None:
                worker.send_signal(signal.SIGTERM)
                worker.wait(timeout=20)
        if code not in (0, -signal.SIGTERM, -signal.SIGINT):
            raise SystemExit(code)


def start_worker() -> "subprocess.Popen[bytes]":
    """A worker in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "gensui.project.main", "work"], env=os.environ.copy())


def web(host: str, port: int, processes: int, threads: int) -> list[str]:
    """The command of the web server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(threads), "--backlog", "1024", "--no-access-log",
        "--log-level", "error", "gensui.project.wsgi:application",
    ]  # fmt: skip
