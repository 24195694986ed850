"""A hundred phones that come back into signal at the same moment, each with eight hours of rounds; nothing lost, nothing doubled.

Four rounds of sixteen to eighteen points a phone, in batches of forty entries, over HTTP to two web processes; each batch is sent
twice, as after an answer that never arrived. Run under ``tools/postgres.py --durable``.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench import ledgers

ROOT = Path(__file__).parents[1]
PORT, PHONES, ROUNDS, AT_ONCE = 8766, 100, 4, 40


def prepare() -> tuple[list[str], list[dict[str, Any]]]:
    """The community and its plans; a signed-in guard for each phone, and what is on the four routes."""
    from django.conf import settings  # noqa: PLC0415  only after setup
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from gensui.cli import demo, grounds  # noqa: PLC0415
    from gensui.people.actions import founding  # noqa: PLC0415
    from gensui.people.models import Employee  # noqa: PLC0415
    from gensui.rounds import tags  # noqa: PLC0415
    from gensui.rounds.models import Plan  # noqa: PLC0415
    from gensui.sim import community as sim  # noqa: PLC0415

    people = sim.build(demo.SEED)
    now = timezone.now()
    site = demo.move_in(people, first_day=now - timedelta(days=2), last_day=now + timedelta(days=2), at=now)
    more = [sim.Worker(f"P{number:03d}", f"P{number}", "security", "guard") for number in range(PHONES)]
    founding.hire_all(site=site, staff=more, password=demo.PASSWORD, actor="bench", at=now)
    grounds.lay_out(site, people, now - timedelta(hours=10))
    cookies = []
    for one in Employee.objects.select_related("user").filter(number__startswith="P").order_by("number"):
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(one.user.pk), "gensui.people.backends.StaffBackend"
        session[HASH_SESSION_KEY] = one.user.get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={'a' * 32}")
    routes = [
        {
            "plan": plan.pk,
            "tags": [tags.token(stop.point) for stop in plan.stops.select_related("point").order_by("order")],
        }
        for plan in Plan.objects.filter(sort__walk="patrol").order_by("pk")
    ]
    return cookies, routes


def work_of(number: int, routes: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Eight hours of one guard: a round every two hours, point after point."""
    entries: list[dict[str, Any]] = []

    def say(kind: str, at: datetime, round: str, **words: Any) -> None:
        entries.append({
            "key": str(uuid.uuid4()), "n": len(entries) + 1, "kind": kind, "at": at.isoformat(), "off": 0, "round": round, "words": words,
        })  # fmt: skip

    for turn in range(ROUNDS):
        route, begun, round = (
            routes[(number + turn) % len(routes)],
            now - timedelta(hours=8 - 2 * turn),
            str(uuid.uuid4()),
        )
        say("start", begun, round, plan=route["plan"])
        for place, tag in enumerate(route["tags"], 1):
            at = begun + timedelta(seconds=110 * place)
            say(
                "scan",
                at,
                round,
                proof="nfc",
                tag=tag,
                answers={"safe": True},
                place={"lat": 31.23, "lon": 121.47, "acc": 9},
            )
        say("finish", begun + timedelta(minutes=40), round)
    return entries


def phone(cookie: str, entries: list[dict[str, Any]], times: list[float], gone: list[str]) -> None:
    """Sends its batches one after the other, each twice; what is told ``later`` is sent again."""
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=300)
    headers = {"Cookie": cookie, "X-CSRFToken": "a" * 32, "Content-Type": "application/json"}
    waiting = list(entries)
    while waiting:
        batch = waiting[:AT_ONCE]
        body = json.dumps(
            {"device": cookie[-12:], "sent_at": datetime.now().astimezone().isoformat(), "entries": batch}
        )
        for _twice in range(2):
            begun = time.perf_counter()
            line.request("POST", "/walk/sync/", body, headers)
            answer = line.getresponse()
            said = answer.read()
            times.append(time.perf_counter() - begun)
            if answer.status != 200:
                gone.append(f"{answer.status} {said[:120]!r}")
                return
        results = {one["key"]: one["outcome"] for one in json.loads(said)["results"]}
        gone += [one for one in results.values() if one == "refused"]
        waiting = [one for one in waiting if results.get(one["key"]) not in ("taken", "refused")]


def main() -> None:
    print("## sync\n")
    if not os.environ.get("DATABASE_URL"):
        print("Not measured: it wants PostgreSQL.\n")
        return
    with ledgers.postgresql("bench_sync") as url, tempfile.TemporaryDirectory() as folder:
        os.environ.update({"GENSUI_DATA": folder, "GENSUI_HTTPS": "0", "GENSUI_MFA_ROLES": "nobody"})
        ledgers.set_up(url)
        cookies, routes = prepare()
        gensui = [sys.executable, "-m", "gensui.project.main", "serve", "--no-worker", "--port", str(PORT)]
        server = subprocess.Popen(
            gensui, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, cwd=ROOT
        )
        try:
            _wait()
            _measure(cookies, routes)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _measure(cookies: list[str], routes: list[dict[str, Any]]) -> None:
    from gensui.ledger import policies, verify  # noqa: PLC0415  only after setup
    from gensui.ledger.models import Event  # noqa: PLC0415
    from gensui.rounds.models import Round, Scan, Sent  # noqa: PLC0415

    now = datetime.now().astimezone()
    work = [work_of(number, routes, now) for number in range(PHONES)]
    times: list[float] = []
    gone: list[str] = []
    threads = [
        threading.Thread(target=phone, args=(cookies[number], work[number], times, gone)) for number in range(PHONES)
    ]
    begun = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    seconds = time.perf_counter() - begun
    ordered = sorted(times)
    sent = sum(map(len, work))
    scans = sum(entry["kind"] == "scan" for entries in work for entry in entries)
    lost = sent - Sent.objects.filter(outcome="taken").count()
    doubled = Scan.objects.count() - scans + Round.objects.exclude(state="planned").count() - PHONES * ROUNDS
    in_ledger = Event.objects.filter(kind="patrol.point_scanned").count()
    faults = sum(isinstance(one, verify.Fault) for one in verify.check_log(policies.newest()))
    print(
        "| phones | entries, each sent twice | submissions | all in: s | entries/s | p50 s | p95 s | refused, failed | lost | doubled | in the ledger | faults of the log |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    print(f"| {PHONES} | {sent:,} | {len(times)} | {seconds:.1f} | {2 * sent / seconds:,.0f} | {statistics.median(ordered):.2f} "
          f"| {ordered[int(len(ordered) * 0.95)]:.2f} | {len(gone)} | {lost} | {doubled} | {in_ledger:,} of {scans:,} | {faults} |\n")  # fmt: skip
    if gone:
        print(gone[:3])


def _wait() -> None:
    for _try in range(240):
        try:
            line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
            line.request("GET", "/healthz")
            line.getresponse().read()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit("The pages did not come up.")


if __name__ == "__main__":
    sys.argv = sys.argv[:1]
    main()
