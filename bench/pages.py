"""The pages over HTTP: requests a second and their times, at 1, 8 and 32 clients, with a thousand cases and with a hundred thousand.

    python -m bench.pages

Run under ``tools/postgres.py --durable``. The community is made anew in a folder of its own; two web processes of four threads.
"""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable

import psycopg

from bench import ledgers, served
from bench.grow import grow
from bench.served import Browser

SECONDS, CLIENTS, DAYS, TIMES = 5.0, (1, 8, 32), 22, 110
Look = Callable[[Browser], int]


def page(path: str) -> Look:
    """One look at a page."""
    return lambda browser: browser.ask("GET", path)[0]


def measure(look: Look, clients: int, cookies: dict[str, str]) -> tuple[float, float, float]:
    """Requests a second, the median and the 95th percentile in milliseconds. One that fails ends the run."""
    browsers = [Browser(cookies) for _client in range(clients)]
    times: list[float] = []
    failed: list[int] = []
    stop = time.perf_counter() + SECONDS

    def client(browser: Browser) -> None:
        while time.perf_counter() < stop:
            begun = time.perf_counter()
            if (status := look(browser)) != 200:
                failed.append(status)
            times.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=client, args=(one,)) for one in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[:5]
    ordered = sorted(times)
    return len(times) / SECONDS, statistics.median(ordered) * 1e3, ordered[int(len(ordered) * 0.95)] * 1e3


def looks(url: str) -> dict[str, Look]:
    """The pages; the case is one with much behind it."""
    with psycopg.connect(url) as database:
        found = database.execute(
            "SELECT year || '-' || lpad(id::text, 6, '0') FROM cases_case WHERE state = 'closed' ORDER BY id LIMIT 1"
        ).fetchone()
    assert found is not None
    return {
        "worklist": page("/"), "case": page(f"/cases/{found[0]}/"), "board": page("/board/"),
        "search by home": page("/cases/?q=3-1-502"), "search by words": page("/cases/?q=%E6%BC%8F%E6%B0%B4"),
    }  # fmt: skip


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, ledgers.postgresql("bench_pages") as url:
        env = served.community(url, folder, DAYS)
        few, few_told = _told(env, url)
        cases, duties = grow(url, TIMES)
        many, many_told = _told(env, url)
        print(f"Few: {few_told}. Many: {cases:,} cases, {duties:,} duties, {many_told}.\n")
    print("| page | clients | few: requests/s | p50 / p95 ms | many: requests/s | p50 / p95 ms | p50, many : few |")
    print("|---|---|---|---|---|---|---|")
    for (name, clients), one in few.items():
        other = many[name, clients]
        times = f"{other[1] / one[1]:.2f}"
        cells = [f"{told[0]:.0f} | {told[1]:.0f} / {told[2]:.0f}" for told in (one, other)]
        print(f"| {name} | {clients} | {cells[0]} | {cells[1]} | {times} |")


def _told(env: dict[str, str], url: str) -> tuple[dict[tuple[str, int], tuple[float, float, float]], str]:
    found = {}
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("VACUUM ANALYZE")
    with served.pages(env) as leader:
        browser = Browser().sign_in()
        for name, look in looks(url).items():
            measure(look, 2, browser.cookies)  # warms up
            for clients in CLIENTS:
                found[name, clients] = measure(look, clients, browser.cookies)
        told = f"a web process holds at most {served.memory(leader):.0f} MB"
    return found, told


if __name__ == "__main__":
    os.environ.setdefault("GENSUI_LOG", "ERROR")
    main()
