"""Intake over HTTP, in turn with the raw one-statement limit and with a peer, round by round in one run.

    python -m bench.intake FOLDER

FOLDER holds the limit's and the peer's scripts under ``bench/``. HELPDESK_PYTHON names a Python that has what
``requirements-helpdesk.txt`` there asks for; without it, the peer is left out. Run under ``tools/postgres.py --durable``.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.parse
import uuid
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import ledgers, served

CLIENTS, ROUNDS, DAYS = (1, 8, 32), 3, 2
COUNTS = {
    "ours, for programs": (400, 1_600, 1_600), "ours, the desk's form": (120, 400, 400), "peer": (60, 200, 200),
    "limit": (1_500, 4_000, 4_800),
}  # fmt: skip
FORM = {
    "channel": "phone", "waited": "6", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
    "place": "廚房", "content": "水槽下漏水", "category": "REP.WAT.LEAK", "read_back": "on",
}  # fmt: skip


def load(shared: Path, address: str, clients: int, count: int, headers: list[str], body: str) -> dict[str, Any]:
    """So many requests by so many clients, by the shared load generator; its figures."""
    words = [address, "-c", str(clients), "-n", str(count), "-w", str(clients), "-X", "POST", "-d", body]
    for header in headers:
        words += ["-H", header]
    done = subprocess.run(
        [sys.executable, str(shared / "bench/loadgen.py"), *words], check=True, capture_output=True, text=True
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def limit(shared: Path, dsn: str, clients: int, count: int) -> dict[str, Any]:
    """The limit: a case, 3 events, 4 duties and a message in one statement."""
    words = ["pg", "--dsn", dsn, "-c", str(clients), "-n", str(count)]
    done = subprocess.run(
        [sys.executable, str(shared / "bench/limit_intake.py"), *words],
        check=True,
        capture_output=True,
        text=True,
        cwd=shared / "bench",
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def program(env: dict[str, str]) -> tuple[list[str], str]:
    """The headers and the body of an intake by a program with a token; the key that makes it one of its own is counted."""
    words = [*served.GENSUI, "token", "K02", "--name", "bench"]
    now = datetime.now(UTC)
    token = subprocess.run(words, env=env, check=True, capture_output=True, text=True).stdout.strip()
    said = {
        "phone": FORM["phone"], "requester_name": FORM["requester_name"], "home": FORM["home"], "place": FORM["place"],
        "content": FORM["content"], "category": FORM["category"], "read_back": True, "once": "%d",
        "rang_at": (now - timedelta(seconds=30)).isoformat(), "answered_at": (now - timedelta(seconds=24)).isoformat(),
    }  # fmt: skip
    return ["Content-Type: application/json", f"Authorization: Bearer {token}"], json.dumps(said)


def agent() -> tuple[list[str], str]:
    """The headers and the body of an intake by the signed-in agent; the key that makes it one of its own is counted."""
    browser = served.Browser().sign_in()
    browser.ask("GET", "/intake/")
    once = {"once": f"intake:{uuid.uuid4().hex[:12]}-%d", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    body = urllib.parse.urlencode(FORM | once).replace("%25d", "%d")
    return ["Content-Type: application/x-www-form-urlencoded", f"Cookie: {cookies}"], body


def main(shared: Path) -> None:
    """Print the table."""
    if not (shared / "bench/loadgen.py").exists():
        raise SystemExit(f"The load generator and the limit are not in {shared / 'bench'}.")
    python = os.environ.get("HELPDESK_PYTHON", "")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        peers = stack.enter_context(tempfile.TemporaryDirectory())
        url, other, third = (
            stack.enter_context(ledgers.postgresql(name)) for name in ("bench_intake", "bench_limit", "bench_peer")
        )
        subprocess.run(
            [sys.executable, str(shared / "bench/stack_app.py"), "init"], check=True, cwd=shared / "bench", capture_output=True,
            env=os.environ | {"SA_DB": ledgers.dsn(other), "DJANGO_SETTINGS_MODULE": ""},
        )  # fmt: skip
        env = served.community(url, folder, DAYS)
        stack.enter_context(served.pages(env))
        at = f"http://127.0.0.1:{served.PORT}"
        targets = {
            "ours, for programs": (f"{at}/api/v1/cases", *program(env)),
            "ours, the desk's form": (f"{at}/intake/", *agent()),
        }
        if python:
            script = shared / "bench/helpdesk_site.py"
            session = stack.enter_context(served.peer(Path(python), script, ledgers.dsn(third), peers))
            body = json.dumps(
                {
                    "queue": 1,
                    "title": "Leak %d",
                    "description": "Water under the sink",
                    "priority": 3,
                    "submitter_email": "a@example.org",
                }
            )
            headers = [
                "Content-Type: application/json",
                f"Cookie: sessionid={session}; csrftoken={'a' * 32}",
                f"X-CSRFToken: {'a' * 32}",
            ]
            targets["peer"] = (f"http://127.0.0.1:{served.PEER_PORT}/api/tickets/", headers, body)
        _measure(shared, ledgers.dsn(other), targets)


def _measure(shared: Path, dsn: str, targets: dict[str, tuple[str, list[str], str]]) -> None:
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for turn in range(ROUNDS + 1):
        for place, clients in enumerate(CLIENTS):
            told = {"limit": limit(shared, dsn, clients, COUNTS["limit"][place])}
            for name, (address, headers, body) in targets.items():
                fresh = body.replace("%d", f"{turn}-{clients}-%d") if name.startswith("ours") else body
                told[name] = load(shared, address, clients, COUNTS[name][place], headers, fresh)
                refused = set(told[name]["status"]) - {"201", "302"}
                assert not refused or name == "peer", told[name]  # the peer loses one now and then
            if turn:  # the first warms up
                for name, figures in told.items():
                    found.setdefault((name, clients), []).append(figures)
    print(
        "| clients | what | requests/s | p50 ms | p95 ms | of the limit | times the peer |\n|---|---|---|---|---|---|---|"
    )
    for clients in CLIENTS:
        for name in ("limit", *targets):
            rounds = found[name, clients]
            rates = [one["rps"] for one in rounds]
            of_limit = _ratio(rounds, found["limit", clients])
            of_peer = _ratio(rounds, found["peer", clients]) if "peer" in targets else "-"
            p50, p95 = (statistics.median(one[key] for one in rounds) for key in ("p50_ms", "p95_ms"))
            spread = f"{statistics.median(rates):,.0f} [{min(rates):,.0f}-{max(rates):,.0f}]"
            print(f"| {clients} | {name} | {spread} | {p50:.1f} | {p95:.1f} | {of_limit} | {of_peer} |", flush=True)


def _ratio(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> str:
    return f"{statistics.median(one['rps'] / other['rps'] for one, other in zip(ours, theirs, strict=True)):.3g}"


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
