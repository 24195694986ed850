"""What is measured over HTTP: the simulated community behind our own pages, and a peer behind its own."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PORT, PEER_PORT = 8765, 8766
PASSWORD = "walk-with-me-7"
GENSUI = [sys.executable, "-m", "gensui.project.main"]


class Browser:
    """One client, with its cookies."""

    def __init__(self, cookies: dict[str, str] | None = None, port: int = PORT) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})  # one sign-in serves all: there is a limit on how often one may

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """A request, to its end; its status and text."""
        body = (
            urllib.parse.urlencode(form | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}) if form else None
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := re.match(r"(\w+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        return answer.status, text

    def sign_in(self) -> "Browser":
        """As the agent."""
        self.ask("GET", "/accounts/login/")
        status, _text = self.ask("POST", "/accounts/login/", {"login": "K02", "password": PASSWORD})
        assert status == 302, status
        self.cookies.pop("messages", None)
        return self


def community(url: str, folder: str, days: int) -> dict[str, str]:
    """Make the simulated community with so many days behind it; the environment that serves it."""
    env = os.environ | {
        "DATABASE_URL": url, "GENSUI_DATA": folder, "GENSUI_HTTPS": "0", "GENSUI_MFA_ROLES": "nobody", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    words = ["demo", "--no-serve", "--days", str(days)]
    subprocess.run([*GENSUI, *words], env=env, check=True, stdout=subprocess.DEVNULL)
    return env


@contextmanager
def pages(env: dict[str, str], port: int = PORT) -> Iterator[int]:
    """Our pages, two processes of four threads; the number of the process that leads them."""
    server = subprocess.Popen(
        [*GENSUI, "serve", "--no-worker", "--port", str(port)], env=env, stdout=subprocess.DEVNULL
    )
    try:
        _wait(port, "/healthz")
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def peer(python: Path, script: Path, database: str, folder: str) -> Iterator[str]:
    """A django-helpdesk, two processes of four threads; a session of its staff."""
    env = os.environ | {
        "HD_DB": database,
        "HD_STATE": folder,
        "PYTHONPATH": str(script.parent),
        "DJANGO_SETTINGS_MODULE": "",
    }
    subprocess.run([python, script, "init"], env=env, check=True, capture_output=True)
    session = subprocess.run([python, script, "session"], env=env, check=True, capture_output=True, text=True)
    words = ["-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{PEER_PORT}"]
    server = subprocess.Popen(
        [python, *words, "--log-level", "error", "helpdesk_site:application"],
        env=env,
        cwd=folder,
        start_new_session=True,
    )
    try:
        _wait(PEER_PORT, "/")
        yield session.stdout.split()[-1]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def _wait(port: int, path: str) -> None:
    for _try in range(160):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.25)
    raise SystemExit(f"Nothing came up at port {port}.")


def memory(leader: int) -> float:
    """The most memory that a process under this one holds, in MB."""
    found = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told = status.read_text()
        except OSError:
            continue
        if re.search(rf"^PPid:\s+({leader}|{'|'.join(map(str, _children(leader))) or 'x'})$", told, re.M):
            held = re.search(r"^VmRSS:\s+(\d+)", told, re.M)
            found = max(found, int(held[1]) / 1024 if held else 0.0)
    return found


def _children(leader: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{leader}/task/{leader}/children").read_text().split()]
    except OSError:
        return []
