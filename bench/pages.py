"""The pages over HTTP: requests a second and their times, at 1, 8 and 32 clients, with a thousand cases and with a hundred thousand.

    python -m bench.pages

Run under ``tools/postgres.py --durable``. The community is made anew in a folder of its own, and copied; each has two web processes
of four threads, and they are asked in turn.
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

SECONDS, CLIENTS, ROUNDS, DAYS = 3.0, (1, 8, 32), 3, 5
FEW, MANY = 4, 100
"""How often the history is copied for the one, and again for the other: the lists of both are full."""
Look = Callable[[Browser], int]


def page(path: str) -> Look:
    """One look at a page."""
    return lambda browser: browser.ask("GET", path)[0]


Times = tuple[float, float, float]


def measure(look: Look, clients: int, cookies: dict[str, str], port: int) -> Times:
    """Requests a second, the median and the 95th percentile in milliseconds. One that fails ends the run."""
    browsers = [Browser(cookies, port) for _client in range(clients)]
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
    with tempfile.TemporaryDirectory() as folder, ledgers.postgresql("bench_few") as few:
        env = served.community(few, folder, DAYS)
        told = [grow(few, FEW)]
        with ledgers.postgresql("bench_many", like="bench_few") as many:
            told.append(grow(many, MANY))
            with (
                served.pages(env, served.PORT) as one,
                served.pages(env | {"DATABASE_URL": many}, served.PORT + 5) as other,
            ):
                found = _measured({served.PORT: looks(few), served.PORT + 5: looks(many)})
                held = [served.memory(leader) for leader in (one, other)]
    for (cases, duties), most in zip(told, held, strict=True):
        print(f"{cases:,} cases, {duties:,} duties: a web process holds at most {most:.0f} MB.")
    print("\n| page | clients | few: requests/s | p50 / p95 ms | many: requests/s | p50 / p95 ms | p50, many : few |")
    print("|---|---|---|---|---|---|---|")
    for (name, clients), rounds in found.items():
        times = statistics.median(there[1] / here[1] for here, there in rounds)
        cells = [
            f"{rate:.0f} | {middle:.0f} / {most:.0f}"
            for side in zip(*rounds, strict=True)
            for rate, middle, most in [[statistics.median(one) for one in zip(*side, strict=True)]]
        ]
        print(f"| {name} | {clients} | {cells[0]} | {cells[1]} | {times:.2f} |")


def _measured(asked: dict[int, dict[str, Look]]) -> dict[tuple[str, int], list[tuple[Times, Times]]]:
    """Of each page and number of clients, what was found round by round: with few, with many."""
    cookies = {port: Browser(port=port).sign_in().cookies for port in asked}
    here, there = asked
    found: dict[tuple[str, int], list[tuple[Times, Times]]] = {}
    for turn in range(ROUNDS + 1):
        for name in asked[here]:
            for clients in CLIENTS if turn else (2,):
                both = [measure(asked[port][name], clients, cookies[port], port) for port in (here, there)]
                if turn:  # the first warms up
                    found.setdefault((name, clients), []).append((both[0], both[1]))
    return found


if __name__ == "__main__":
    os.environ.setdefault("GENSUI_LOG", "ERROR")
    main()
