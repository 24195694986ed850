"""The pages over HTTP: requests a second and their times, at 1, 8 and 32 clients, on the simulated community.

Run under ``tools/postgres.py --durable``. The community is made anew in a folder of its own; one web process for each core.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PORT = 8765
SECONDS = 6.0
CLIENTS = (1, 8, 32)
PASSWORD = "walk-with-me-7"


class Browser:
    """One client, with its cookies."""

    def __init__(self, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
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
        return self


def intake(browser: Browser) -> int:
    """One request taken in and dispatched."""
    form = {
        "channel": "phone", "waited": "6", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "水槽下漏水", "category": "REP.WAT.LEAK", "read_back": "on", "once": f"intake:{uuid.uuid4()}",
    }  # fmt: skip
    return browser.ask("POST", "/intake/", form)[0]


def page(path: str) -> Callable[[Browser], int]:
    """One look at a page."""
    return lambda browser: browser.ask("GET", path)[0]


def measure(
    what: Callable[[Browser], int], clients: int, wanted: int, cookies: dict[str, str]
) -> tuple[float, float, float, int]:
    """Requests a second, the median and the 95th percentile in milliseconds, and how many failed."""
    browsers = [Browser(cookies) for _client in range(clients)]
    times: list[float] = []
    failed = 0
    stop = time.perf_counter() + SECONDS

    def client(browser: Browser) -> None:
        nonlocal failed
        while time.perf_counter() < stop:
            begun = time.perf_counter()
            failed += what(browser) != wanted
            times.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=client, args=(one,)) for one in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ordered = sorted(times)
    return len(times) / SECONDS, statistics.median(ordered) * 1e3, ordered[int(len(ordered) * 0.95)] * 1e3, failed


def run() -> Iterator[str]:
    """The table, line by line."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "GENSUI_DATA": folder,
            "GENSUI_HTTPS": "0",
            "GENSUI_MFA_ROLES": "nobody",
            "PYTHONPATH": str(ROOT),
        }
        gensui = [sys.executable, "-m", "gensui.project.main"]
        subprocess.run([*gensui, "demo", "--no-serve", "--days", "20"], env=env, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [*gensui, "serve", "--no-worker", "--port", str(PORT)], env=env, stdout=subprocess.DEVNULL
        )
        try:
            yield from _table()
        finally:
            server.terminate()
            server.wait(timeout=20)


def _table() -> Iterator[str]:
    _wait()
    browser = Browser().sign_in()
    _status, listing = browser.ask("GET", "/cases/")
    found = re.search(r"/cases/(\d{4}-\d+)/", listing)
    assert found is not None
    looks = (
        ("intake, POST", intake, 302), ("worklist", page("/"), 200), ("case", page(f"/cases/{found[1]}/"), 200),
        ("board", page("/board/"), 200), ("search by home", page("/cases/?q=3-1-502"), 200),
    )  # fmt: skip
    yield "| page | clients | requests/s | p50 ms | p95 ms | failed |"
    yield "|---|---|---|---|---|---|"
    for name, what, wanted in looks:
        for clients in CLIENTS:
            rate, median, late, failed = measure(what, clients, wanted, browser.cookies)
            yield f"| {name} | {clients} | {rate:.0f} | {median:.1f} | {late:.1f} | {failed} |"


def _wait() -> None:
    for _try in range(120):
        try:
            Browser().ask("GET", "/healthz")
            return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("The pages did not come up.")


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
